package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// An AssignedView says to which unit a case was handed, and by when (D 7.2b).
type AssignedView struct {
	LeadLabel, Lead string
	WithLabel, With string
	DueLabel, Due   string
	DayOff          string // said where the date is none on which the office works
	By              string
	Words           string
}

// A WantsView asks for what a move wants to be told beside the reason: the unit
// that takes the case over, those that lend it a hand, a date.
type WantsView struct {
	Decision  []DraftField // of the decision that puts a procedure into force
	LeadLabel string
	Units     []Choice // empty: no unit is wanted
	WithLabel string
	With      []Choice
	Early     bool // the text is under an embargo: partners may be let see it
	EarlyOn   bool
	Due       bool
	DueLabel  string
	Date      string // yyyy-mm-dd
	Time      string // hh:mm
	First     string // the first day that can be named
	Hint      string // where what stands there comes from
}

// proposed is after how much working time a date is proposed.
var proposed = workday.Limit{Days: 5}

// word says a message of this case: questions are assigned in other words than
// other work.
func (b *book) word(key string) string {
	if b.Procedure.Subject == flow.SubjectQuestion {
		key += "_question"
	}
	return b.t(key)
}

func (b *book) assigned() *AssignedView {
	s := &b.View.State
	g := s.Assigned
	if g == nil || !s.Ended.IsZero() {
		return nil
	}
	if g.Unit == 0 { // asked of somebody without an account: see OrderView
		return nil
	}
	a := &AssignedView{LeadLabel: b.word("desk.assign_lead"), Lead: b.w.units[g.Unit], WithLabel: b.word("desk.assign_with"), DueLabel: b.word("desk.assign_due"),
		By: b.t("desk.assign_by", b.holder(g.By), shortMoment(b.l, b.now, g.At)), Words: b.words(g.Words)}
	var with []string
	for _, u := range g.With {
		with = append(with, b.w.units[u])
	}
	a.With = andList(b.l, with)
	due := g.Due
	if s.Case.Set.After(due) { // the date was put off
		due = s.Case.Set
	}
	if !due.IsZero() {
		a.Due, a.DayOff = vi.DateTime(b.l, due), dayOff(b.l, b.cal, due)
	}
	return a
}

// wants is what a move asks for; nil where it asks for nothing.
func (b *book) wants(o flow.Option) *WantsView {
	if len(o.Wants) == 0 {
		return nil
	}
	id := string(o.Move)
	if slices.Contains(o.Wants, flow.WantDecision) {
		return &WantsView{Decision: b.decisionFields(id)}
	}
	w := &WantsView{LeadLabel: b.word("desk.assign_lead"), WithLabel: b.word("desk.assign_with"), DueLabel: b.word("desk.assign_due")}
	unit := slices.Contains(o.Wants, flow.WantUnit)
	if unit {
		w.Early, w.EarlyOn = b.View.State.Embargo.Holds(b.now), b.typed.Get("early.move."+id) != ""
		lead, with := b.typed.Get("unit.move."+id), b.typed["with.move."+id]
		for _, u := range b.w.offices {
			n := strconv.FormatInt(u.ID, 10)
			w.Units = append(w.Units, Choice{n, u.Name.In(b.l), n == lead})
			w.With = append(w.With, Choice{n, u.Name.In(b.l), slices.Contains(with, n)})
		}
	}
	if w.Due = slices.Contains(o.Wants, flow.WantDue); !w.Due {
		return w
	}
	if !unit {
		w.DueLabel = b.word("desk.assign_new_due")
	}
	w.First = b.now.In(workday.Zone).Format(time.DateOnly)
	at := b.proposedDate(unit)
	w.Date, w.Time = at.Format(time.DateOnly), at.Format("15:04")
	w.Hint = b.t("desk.assign_due_hint", proposed.In(b.l))
	if b.typed.Has("date.move." + id) {
		w.Date, w.Time = b.typed.Get("date.move."+id), b.typed.Get("time.move."+id)
	}
	return w
}

// proposedDate is the close of the working day on which the proposed time has
// passed: from now, or, where all of the case is put off, from when it is due.
func (b *book) proposedDate(unit bool) time.Time {
	from := b.now
	if !unit {
		from = later(from, b.View.State.Case.Due)
	}
	at := b.cal.Due(from, proposed).In(workday.Zone)
	return closeOf(b.cal, at)
}

// closeOf is the end of the office's hours on the day of t; at five where it
// is closed.
func closeOf(cal *workday.Calendar, t time.Time) time.Time {
	t = t.In(workday.Zone)
	minute := 17 * 60
	if hours := cal.Hours(t); len(hours) > 0 {
		minute = hours[len(hours)-1].To
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, minute, 0, 0, workday.Zone)
}

// said reads what a move was told beside its reason.
func said(f *httpx.Form, a *flow.Act, cal *workday.Calendar) error {
	id := string(a.Move)
	a.Unit = number(f.Get("unit.move." + id))
	for _, n := range f.Values["with.move."+id] {
		if u := number(n); u != 0 {
			a.With = append(a.With, u)
		}
	}
	a.Early = f.Get("early.move."+id) != ""
	due, err := moment(f.Get("date.move."+id), f.Get("time.move."+id), cal)
	a.Due = due
	a.Promulgation = flow.Promulgation{
		Decision: flow.Decision{Number: strings.TrimSpace(f.Get("decision_number.move." + id)), Date: dayTyped(f.Get("decision_date.move." + id)), Signer: strings.TrimSpace(f.Get("decision_signer.move." + id))},
		From:     dayTyped(f.Get("decision_from.move." + id)),
	}
	return err
}

// moment reads a day and a time as browsers send them, or, from one that knows
// no such fields, as people write a day. A day alone is its close.
func moment(day, clock string, cal *workday.Calendar) (time.Time, error) {
	day, clock = strings.TrimSpace(day), strings.TrimSpace(clock)
	if day == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.DateOnly, "2/1/2006"} {
		t, err := time.ParseInLocation(form, day, workday.Zone)
		if err != nil {
			continue
		}
		if clock == "" {
			return closeOf(cal, t), nil
		}
		for _, form := range []string{"15:04", "15:04:05", "15h04"} {
			if c, err := time.Parse(form, clock); err == nil {
				return t.Add(time.Duration(c.Hour())*time.Hour + time.Duration(c.Minute())*time.Minute), nil
			}
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "desk.assign_unread", day+" "+clock).In("due")
}

// dayOff says why the office does not work on the day of t; "" where it does.
func dayOff(l locale.Lang, cal *workday.Calendar, t time.Time) string {
	info := cal.Day(t.In(workday.Zone))
	if len(info.Hours) > 0 {
		return ""
	}
	return locale.T(l, "desk.assign_day_off", vi.ShortDate(l, t), info.Name.In(l))
}

// namedDue says, of a clock whose date somebody named, who did and when; "" of
// any other.
func (b *book) namedDue(c *flow.Clock) string {
	if c.Set.IsZero() {
		return ""
	}
	if g := b.View.State.Assigned; c == &b.View.State.Clock && g != nil {
		return b.t("desk.why_assigned", b.holder(g.By), shortMoment(b.l, b.now, g.At))
	}
	for i := len(b.Events) - 1; i >= 0; i-- {
		if e := b.Events[i]; e.Verb == event.DueNamed {
			return b.t("desk.why_named", b.holder(people.Holder{Person: people.PersonID(e.Actor), For: people.PersonID(e.OnBehalfOf)}), shortMoment(b.l, b.now, e.At))
		}
	}
	return b.t("desk.why_set")
}

// A LetterPreview is a letter as it would be written now.
type LetterPreview struct{ To, Subject, Text string }

// previewed is the letter that a move would send to whoever asked, in the words
// that stand in the form.
func (v *visit) previewed(view *cases.View, move flow.MoveID, f *httpx.Form) (*LetterPreview, error) {
	step := view.Procedure.Step(view.State.Step)
	if step == nil || view.Request == nil || v.d.Notify == nil {
		return nil, nil
	}
	m := step.Move(move)
	if m == nil || !cases.Facing(m.Letter) {
		return nil, nil
	}
	a := flow.Act{Move: move}
	if err := said(f, &a, v.d.calendar(v.who.Institution)); err != nil {
		return nil, err
	}
	l := view.Draft(m.Letter, strings.TrimSpace(vi.Read(f.Get("reason.move."+string(move)))), a.Due)
	subject, text, err := v.d.Notify.Preview(v.ctx(), l)
	return &LetterPreview{l.ToName, subject, veil(text)}, err
}
