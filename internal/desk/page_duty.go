package desk

import (
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/duties"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A DutyWork is a recurring duty on the list of who watches it.
type DutyWork struct {
	Left            Left
	Title, Subjects string
	When            string // its rhythm
	Path            string // the plan, where it is ticked off
	Begin           string // where a case is opened from it; "" where this person may not
	Missed          *Tag
}

// dutyWork lists what recurs and is due of the visitor's.
func (v *visit) dutyWork(w worklist) ([]DutyWork, error) {
	list, err := v.d.Duties.Owed(v.ctx(), v.who.Actor)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	begins, err := v.mayBegin()
	if err != nil {
		return nil, err
	}
	var rows []DutyWork
	for _, o := range list {
		row := DutyWork{Left: w.dutyLeft(o.Duty.Due), Title: o.Title, Subjects: strings.Join(splitLines(o.Subjects), "; "), When: o.Rhythm.In(v.lang), Path: duties.Page(o.Watch.ID)}
		if begins {
			row.Begin = address(pathNew, "duty", id(o.Duty.ID))
		}
		if o.Missed > 0 {
			row.Missed = &Tag{"bad", "warn", v.t("desk.duty_missed_count", o.Missed)}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// dutyLeft says how much working time a duty has.
func (w worklist) dutyLeft(due time.Time) Left {
	n := w.cal.Between(w.now, due)
	tone := "calm"
	switch {
	case due.Before(w.now):
		n, tone = -w.cal.Between(due, w.now), "late"
	case n <= soonWithin:
		tone = "soon"
	}
	return Left{Tone: tone, Words: workday.Remaining(w.l, n), Due: dueText(w.l, w.now, due)}
}

// mayBegin reports whether the visitor may open a case on a text of their own.
func (v *visit) mayBegin() (bool, error) {
	boxes, err := v.d.Editorial.Offices(v.ctx(), v.who.Actor)
	return len(boxes) > 0, err
}

// dutyToDo is the duty from which a case is begun, by the address; nil: none.
func (v *visit) dutyToDo() (*duties.Owed, error) {
	of := number(v.r.URL.Query().Get("duty"))
	if of == 0 {
		return nil, nil
	}
	return v.d.Duties.Open(v.ctx(), v.who.Actor, of)
}

// lookFor says what a plan looks for and where.
func (v *visit) lookFor(w *store.Watch) (notes []string) {
	for _, part := range []struct{ label, text string }{{"desk.plan_subjects", w.Subjects}, {"desk.plan_sources", w.Sources}} {
		if lines := splitLines(part.text); len(lines) > 0 {
			notes = append(notes, v.t(part.label)+": "+strings.Join(lines, "; "))
		}
	}
	return notes
}

// A DutyNote says on the page of a case from which duty it was opened.
type DutyNote struct{ Text, Path, Name string }

func (v *visit) dutyNote(view *cases.View) (*DutyNote, error) {
	if view.Outside {
		return nil, nil
	}
	o, err := v.d.Duties.CameOf(v.ctx(), v.who.Actor, view.Case.ID)
	if err != nil || o == nil {
		return nil, err
	}
	return &DutyNote{v.t("desk.duty_came", vi.DateTime(v.lang, o.Duty.Due)), duties.Page(o.Watch.ID), o.Title}, nil
}
