// Package duties keeps the plans of what an office looks for (L table 1): which
// subjects and sources, how often, and who watches. Each time of a plan is a
// duty with its hour: it is reminded of, ticked off, and, where nobody did, seen
// and mailed as missed.
package duties

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// JobDuty is the kind of the job that looks after a duty on its day and at its
// hour; its arguments are the duty's ID.
const JobDuty = "duty"

const (
	maxTitle = 120  // runes
	maxText  = 2000 // runes of subjects, sources and notes
)

// Duties is the verbs of this area.
type Duties struct {
	Store *store.Store
	Cases *cases.Cases
}

// A Plan is a plan with what is owed of it now and what was in a month.
type Plan struct {
	store.Watch
	Who    string       // watches; "" anybody of the role
	Open   []store.Duty // not done, the oldest first; missed ones too
	Month  []store.Duty // due in the month asked for, the newest first
	Mine   bool         // this person may tick it off
	OnTime int          // of the month
	Late   int
	Missed int
	Names  map[people.PersonID]string
	Cases  map[int64][]string // codes of what came of each of its duties
}

// scope is where the role of a plan is held.
func (d *Duties) scope(w *store.Watch) people.Scope {
	return d.Cases.Scope(&store.Case{Institution: w.Institution, Unit: w.Unit})
}

// watchers are those whose duty it is.
func (d *Duties) watchers(ctx context.Context, tx *store.Tx, w *store.Watch) ([]people.PersonID, error) {
	if w.Person != 0 {
		return []people.PersonID{w.Person}, nil
	}
	appointments, delegations, err := tx.Roster(ctx, w.Institution)
	if err != nil {
		return nil, err
	}
	var list []people.PersonID
	for _, h := range people.Holders(w.Role, d.scope(w), appointments, delegations, tx.Now()) {
		if !slices.Contains(list, h.Person) {
			list = append(list, h.Person)
		}
	}
	return list, nil
}

// May says why somebody may not plan what is looked for: the leadership of an
// institution and those who keep its procedures may.
func (d *Duties) May(ctx context.Context, tx *store.Tx, who cases.Actor) error {
	appointments, delegations, err := tx.Roster(ctx, who.Institution)
	if err != nil {
		return err
	}
	for _, h := range people.Holdings(who.Person, people.Scope{Institution: who.Institution}, appointments, delegations, tx.Now()) {
		if slices.Contains([]people.Role{people.DeputyDirector, people.Director, people.Leadership, people.Head, people.Deputy, people.Administrator}, h.Role) {
			return nil
		}
	}
	return fault.New(fault.Denied, "duties.not_yours")
}

// Plans lists the plans of an institution for somebody who works in it, with
// what each owed in the month of a day.
func (d *Duties) Plans(ctx context.Context, who cases.Actor, month time.Time) (list []Plan, may bool, err error) {
	local := month.In(workday.Zone)
	from := time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, workday.Zone)
	err = d.Store.View(ctx, func(tx *store.Tx) error {
		list = nil
		may = d.May(ctx, tx, who) == nil
		all, err := tx.Watches(ctx, who.Institution)
		if err != nil {
			return err
		}
		for _, w := range all {
			p := Plan{Watch: w, Names: make(map[people.PersonID]string)}
			if p.Open, err = tx.OpenDuties(ctx, w.ID); err != nil {
				return err
			}
			if p.Month, err = tx.Duties(ctx, w.ID, from, from.AddDate(0, 1, 0)); err != nil {
				return err
			}
			if p.Cases, err = codes(ctx, tx, append(slices.Clone(p.Open), p.Month...)...); err != nil {
				return err
			}
			whose, err := d.watchers(ctx, tx, &w)
			if err != nil {
				return err
			}
			p.Mine = slices.Contains(whose, who.Person)
			for _, one := range p.Month {
				p.count(&one)
				if err := p.name(ctx, tx, one.By); err != nil {
					return err
				}
			}
			if err := p.name(ctx, tx, w.Person); err != nil {
				return err
			}
			p.Who = p.Names[w.Person]
			list = append(list, p)
		}
		return nil
	})
	return list, may, err
}

func (p *Plan) count(d *store.Duty) {
	switch {
	case !d.Done.IsZero() && d.Done.After(d.Due):
		p.Late++
	case !d.Done.IsZero():
		p.OnTime++
	case !d.Missed.IsZero():
		p.Missed++
	}
}

func (p *Plan) name(ctx context.Context, tx *store.Tx, id people.PersonID) error {
	if id == 0 || p.Names[id] != "" {
		return nil
	}
	x, err := tx.Person(ctx, id)
	if err == nil {
		p.Names[id] = x.Name
	}
	return err
}

// Keep stores a plan, a new one where it has no ID. Its next duty is by the new
// rhythm; one that is still to come by the old one is dropped.
func (d *Duties) Keep(ctx context.Context, who cases.Actor, in store.Watch) (id int64, err error) {
	in.Title, in.Subjects, in.Sources = vi.ReadLine(in.Title), strings.TrimSpace(vi.Read(in.Subjects)), strings.TrimSpace(vi.Read(in.Sources))
	var bad fault.List
	if n := utf8.RuneCountInString(in.Title); n == 0 || n > maxTitle {
		bad = append(bad, fault.New(fault.Invalid, "duties.title", maxTitle).In("title"))
	}
	if utf8.RuneCountInString(in.Subjects) > maxText || utf8.RuneCountInString(in.Sources) > maxText {
		bad = append(bad, fault.New(fault.Invalid, "duties.text", maxText).In("subjects"))
	}
	if in.Rhythm.IsZero() {
		bad = append(bad, fault.New(fault.Invalid, "workday.rhythm", "").In("rhythm"))
	}
	if !slices.Contains(people.Roles, in.Role) {
		bad = append(bad, fault.New(fault.Invalid, "duties.role").In("role"))
	}
	if err := bad.Err(); err != nil {
		return 0, err
	}
	err = d.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := d.May(ctx, tx, who); err != nil {
			return err
		}
		if in.Person != 0 {
			p, err := tx.Person(ctx, in.Person)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return err
			}
			if err != nil || p.Institution != who.Institution {
				return fault.New(fault.Invalid, "duties.person").In("person")
			}
		}
		in.Institution, in.By, in.For = who.Institution, who.Person, who.For
		if in.ID == 0 {
			if err := tx.AddWatch(ctx, &in); err != nil {
				return err
			}
		} else {
			was, err := tx.Watch(ctx, in.ID)
			if err != nil {
				return err
			}
			if was.Institution != who.Institution {
				return fault.New(fault.NotFound, "fault.not_found")
			}
			if err := tx.SaveWatch(ctx, &in); err != nil {
				return err
			}
			if err := d.drop(ctx, tx, in.ID); err != nil {
				return err
			}
		}
		id = in.ID
		tx.Record(in.Institution, event.Event{Verb: event.DutyPlanned, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("watch:%d", id)})
		return d.next(ctx, tx, &in, tx.Now())
	})
	return id, err
}

// drop takes back what is still to come of a plan.
func (d *Duties) drop(ctx context.Context, tx *store.Tx, watch int64) error {
	open, err := tx.OpenDuties(ctx, watch)
	if err != nil {
		return err
	}
	for i := range open {
		if open[i].Due.After(tx.Now()) {
			open[i].Dropped = tx.Now()
			if err := tx.SaveDuty(ctx, &open[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// next opens the first duty of a plan after an instant.
func (d *Duties) next(ctx context.Context, tx *store.Tx, w *store.Watch, after time.Time) error {
	if !w.Active {
		return nil
	}
	cal := d.Cases.CalendarOf(w.Institution, w.Unit)
	one := store.Duty{Watch: w.ID, Due: cal.Recur(after, w.Rhythm)}
	if err := tx.AddDuty(ctx, &one); err != nil {
		return err
	}
	if !one.Dropped.IsZero() { // the plan came back to what it was
		one.Dropped = time.Time{}
		if err := tx.SaveDuty(ctx, &one); err != nil {
			return err
		}
	}
	key := fmt.Sprintf("duty/%d/", one.ID)
	due := one.Due.In(workday.Zone)
	opening := cal.Next(time.Date(due.Year(), due.Month(), due.Day(), 0, 0, 0, 0, workday.Zone))
	if opening.After(tx.Now()) && opening.Before(one.Due) {
		if err := tx.Enqueue(ctx, JobDuty, one.ID, opening, key+"notice"); err != nil {
			return err
		}
	}
	return tx.Enqueue(ctx, JobDuty, one.ID, one.Due, key+"due")
}

// Done ticks a duty off, with what came of it; a missed one too, which then
// counts as late.
func (d *Duties) Done(ctx context.Context, who cases.Actor, id int64, note string) error {
	note = strings.TrimSpace(vi.Read(note))
	if utf8.RuneCountInString(note) > maxText {
		return fault.New(fault.Invalid, "duties.text", maxText).In("note")
	}
	return d.Store.Tx(ctx, func(tx *store.Tx) error {
		one, w, err := d.mine(ctx, tx, who, id)
		if err != nil {
			return err
		}
		one.By, one.For, one.Done, one.Note = who.Person, who.For, tx.Now(), note
		if err := tx.SaveDuty(ctx, one); err != nil {
			return err
		}
		d.record(tx, w, one, who, event.DutyDone)
		return nil
	})
}

func (d *Duties) duty(ctx context.Context, tx *store.Tx, id int64) (*store.Duty, *store.Watch, error) {
	one, err := tx.Duty(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	w, err := tx.Watch(ctx, one.Watch)
	return one, w, err
}

func (d *Duties) record(tx *store.Tx, w *store.Watch, one *store.Duty, who cases.Actor, verb event.Verb) {
	tx.Record(w.Institution, event.Event{Verb: verb, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("duty:%d", one.ID),
		Data: map[string]string{event.KeyNumber: strconv.FormatInt(w.ID, 10), event.KeyDue: one.Due.UTC().Format(time.RFC3339)}})
}

// Look is the job that looks after a duty: on its day it reminds those whose it
// is; at its hour it opens the next one and, where nobody has ticked this one
// off, notes and tells that it was missed.
func (d *Duties) Look(ctx context.Context, id int64) error {
	return d.Store.Tx(ctx, func(tx *store.Tx) error {
		one, w, err := d.duty(ctx, tx, id)
		if err != nil || !one.Dropped.IsZero() {
			return err
		}
		past := !one.Due.After(tx.Now())
		if past && one.Missed.IsZero() {
			if err := d.next(ctx, tx, w, one.Due); err != nil {
				return err
			}
		}
		if !one.Done.IsZero() || past && !one.Missed.IsZero() || !past && !one.Reminded.IsZero() {
			return nil
		}
		whom, err := d.watchers(ctx, tx, w)
		if err != nil {
			return err
		}
		template := cases.TemplateDutyDue
		if past {
			template, one.Missed = cases.TemplateDutyMissed, tx.Now()
			if !slices.Contains(whom, w.By) {
				whom = append(whom, w.By)
			}
			d.record(tx, w, one, cases.Actor{}, event.DutyMissed)
		} else {
			one.Reminded = tx.Now()
		}
		if err := tx.SaveDuty(ctx, one); err != nil {
			return err
		}
		data := map[string]string{"desk-page": Path, "watch": w.Title, "subjects": vi.CleanLine(strings.ReplaceAll(w.Subjects, "\n", "; ")), "due": one.Due.UTC().Format(time.RFC3339)}
		for _, p := range whom {
			if err := d.Cases.TellOf(ctx, tx, w.Institution, p, template, data); err != nil {
				return err
			}
		}
		return nil
	})
}

// Path is the page of the plans at the desk.
const Path = "/desk/plans"
