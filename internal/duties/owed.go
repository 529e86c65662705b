package duties

import (
	"context"
	"slices"
	"strconv"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// An Owed is what somebody owes of a plan now.
type Owed struct {
	store.Watch
	Duty   store.Duty // the newest one; the plan has all of them
	Missed int        // how many were missed and are not done yet
}

// Owed lists what a person owes: of each plan the duty of today, or the one
// missed last. A stopped plan asks for nothing more.
func (d *Duties) Owed(ctx context.Context, who cases.Actor) (list []Owed, err error) {
	err = d.Store.View(ctx, func(tx *store.Tx) error {
		list = nil
		all, err := tx.Watches(ctx, who.Institution)
		if err != nil {
			return err
		}
		for _, w := range all {
			if !w.Active {
				continue
			}
			whose, err := d.watchers(ctx, tx, &w)
			if err != nil {
				return err
			}
			if !slices.Contains(whose, who.Person) {
				continue
			}
			open, err := tx.OpenDuties(ctx, w.ID)
			if err != nil {
				return err
			}
			if o, ok := owed(open, tx.Now()); ok {
				o.Watch = w
				list = append(list, o)
			}
		}
		slices.SortStableFunc(list, func(a, b Owed) int { return a.Duty.Due.Compare(b.Duty.Due) })
		return nil
	})
	return list, err
}

// owed chooses of what is open, the oldest first.
func owed(open []store.Duty, now time.Time) (o Owed, ok bool) {
	tomorrow := now.In(workday.Zone)
	tomorrow = time.Date(tomorrow.Year(), tomorrow.Month(), tomorrow.Day()+1, 0, 0, 0, 0, workday.Zone)
	for _, one := range open {
		if one.Due.Before(tomorrow) {
			o.Duty, ok = one, true
			if !one.Missed.IsZero() {
				o.Missed++
			}
		}
	}
	return o, ok
}

// Open is a duty that is not done with its plan, for whoever watches.
func (d *Duties) Open(ctx context.Context, who cases.Actor, id int64) (o *Owed, err error) {
	err = d.Store.View(ctx, func(tx *store.Tx) error {
		one, w, err := d.mine(ctx, tx, who, id)
		if err == nil {
			o = &Owed{Watch: *w, Duty: *one}
		}
		return err
	})
	return o, err
}

// mine is a duty that who may carry out.
func (d *Duties) mine(ctx context.Context, tx *store.Tx, who cases.Actor, id int64) (*store.Duty, *store.Watch, error) {
	one, w, err := d.duty(ctx, tx, id)
	if err != nil {
		return nil, nil, err
	}
	if w.Institution != who.Institution {
		return nil, nil, fault.New(fault.NotFound, "fault.not_found")
	}
	whose, err := d.watchers(ctx, tx, w)
	switch {
	case err != nil:
		return nil, nil, err
	case !slices.Contains(whose, who.Person):
		return nil, nil, fault.New(fault.Denied, "duties.others")
	case !one.Done.IsZero() || !one.Dropped.IsZero():
		return nil, nil, fault.New(fault.Conflict, "duties.done")
	}
	return one, w, nil
}

// Came notes that a case came of a duty, in the transaction that opens it.
func (d *Duties) Came(ctx context.Context, tx *store.Tx, who cases.Actor, id, of int64) error {
	if _, _, err := d.mine(ctx, tx, who, id); err != nil {
		return err
	}
	return tx.AddDutyCase(ctx, id, of)
}

// CameOf tells of which duty a case came; nil: of none.
func (d *Duties) CameOf(ctx context.Context, who cases.Actor, of int64) (o *Owed, err error) {
	err = d.Store.View(ctx, func(tx *store.Tx) error {
		o = nil
		id, err := tx.DutyOfCase(ctx, of)
		if err != nil || id == 0 {
			return err
		}
		one, w, err := d.duty(ctx, tx, id)
		if err == nil && w.Institution == who.Institution {
			o = &Owed{Watch: *w, Duty: *one}
		}
		return err
	})
	return o, err
}

// ToChange is a plan for whoever may change it.
func (d *Duties) ToChange(ctx context.Context, who cases.Actor, id int64) (w *store.Watch, err error) {
	err = d.Store.View(ctx, func(tx *store.Tx) error {
		if err := d.May(ctx, tx, who); err != nil {
			return err
		}
		if id == 0 {
			w = &store.Watch{Active: true, Role: people.Librarian, Rhythm: workday.Rhythm{Every: workday.Daily, At: 16 * 60}}
			return nil
		}
		if w, err = tx.Watch(ctx, id); err == nil && w.Institution != who.Institution {
			err = fault.New(fault.NotFound, "fault.not_found")
		}
		return err
	})
	return w, err
}

// codes are those of the cases that came of duties, by the duty's ID.
func codes(ctx context.Context, tx *store.Tx, duties ...store.Duty) (map[int64][]string, error) {
	of := make(map[int64][]string)
	for _, one := range duties {
		if of[one.ID] != nil {
			continue
		}
		ids, err := tx.DutyCases(ctx, one.ID)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			c, err := tx.Case(ctx, id)
			if err != nil {
				return nil, err
			}
			of[one.ID] = append(of[one.ID], c.Code)
		}
	}
	return of, nil
}

// Page is where a plan stands on the page of the plans.
func Page(plan int64) string { return Path + "#plan-" + strconv.FormatInt(plan, 10) }
