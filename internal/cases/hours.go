package cases

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// The jobs that come at an hour that somebody named; their arguments are the
// case's ID.
const (
	JobPlan = "case-plan" // publishes as planned
	JobTerm = "case-term" // ends a page that ends by itself
)

// The letters about what was not done at its hour.
const (
	TemplatePlanFailed = "plan-failed"
	TemplatePlanLate   = "plan-late"
	TemplateTermFailed = "term-failed"
	// A release was not published at its hour.
	TemplateReleaseFailed = "release-failed"
)

// setHours asks for the jobs of the hours that the case has in sight, where the
// act changed them. The hour is part of the key: a job that is just being done
// is not the one that is asked for.
func (c *Cases) setHours(ctx context.Context, tx *store.Tx, d *Dossier) error {
	set := func(kind, what string, old, now time.Time) error {
		if old.Equal(now) {
			return nil
		}
		key := fmt.Sprintf("case/%d/%s/", d.Case.ID, what)
		if err := tx.Cancel(ctx, key); err != nil || now.IsZero() {
			return err
		}
		return tx.Enqueue(ctx, kind, d.Case.ID, now, key+fmt.Sprint(now.Unix()))
	}
	before, after := d.before, hoursOf(&d.State)
	d.before = after
	if err := set(JobPlan, "plan", before.plan, after.plan); err != nil {
		return err
	}
	if !before.batch.Equal(after.batch) {
		if err := c.gather(ctx, tx, d, after.batch); err != nil {
			return err
		}
	}
	return set(JobTerm, "term", before.term, after.term)
}

// hours are those that a case waits for; zero for none.
type hours struct{ plan, term, batch time.Time }

func hoursOf(s *flow.State) (h hours) {
	if s.Plan.Pending() {
		h.plan = s.Plan.At
	}
	if t := s.Term; t != nil && t.Ended.IsZero() && s.Published.Public() {
		h.term = t.Until
	}
	if s.Gather != nil {
		h.batch = s.Gather.Due
	}
	return h
}

// RunPlan publishes a case whose hour has come, as whoever planned it would by
// hand: authority, approvals and sites are asked again. What cannot be done
// stands in the case, and is written to that person and to those who answer.
func (c *Cases) RunPlan(ctx context.Context, id int64) error {
	err := c.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := c.load(ctx, tx, id)
		if err != nil {
			return err
		}
		p := d.State.Plan
		if !p.Pending() || p.At.After(tx.Now()) {
			return nil
		}
		person, err := tx.Person(ctx, p.By.Person)
		if err != nil {
			return err
		}
		if person.State != store.PersonActive {
			return fault.New(fault.Denied, "flow.not_yours", person.Name)
		}
		who := Actor{Person: person.ID, Name: person.Name, For: p.By.For, Institution: d.Case.Institution, Lang: person.Lang, System: true}
		_, err = c.ActIn(ctx, tx, who, Input{Case: id, Act: flow.Act{Kind: flow.DoRun}})
		return err
	})
	return c.missed(ctx, id, flow.TimerPlan, err)
}

// Expire ends the page of a case whose term has come.
func (c *Cases) Expire(ctx context.Context, id int64) error {
	err := c.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := c.load(ctx, tx, id)
		if err != nil {
			return err
		}
		if h := hoursOf(&d.State).term; h.IsZero() || h.After(tx.Now()) {
			return nil
		}
		_, err = c.ActIn(ctx, tx, Program(d.Case.Institution), Input{Case: id, Act: flow.Act{Kind: flow.DoExpire}})
		return err
	})
	return c.missed(ctx, id, flow.TimerTerm, err)
}

// missed has the case say that something could not be done at its hour, where
// the rules refused it; anything else is worth another try.
func (c *Cases) missed(ctx context.Context, id int64, timer flow.TimerKind, err error) error {
	e, ok := fault.As(err)
	if !ok || e.Kind == fault.Internal || e.Key == "cases.moved_meanwhile" {
		return err
	}
	return c.Store.Tx(ctx, func(tx *store.Tx) error {
		cs, err := tx.Case(ctx, id)
		if err != nil {
			return err
		}
		_, err = c.ActIn(ctx, tx, Program(cs.Institution), Input{Case: id, Act: flow.Act{Kind: flow.DoMiss, Timer: timer, Trouble: flow.TroubleOf(e)}})
		if fault.Is(err, fault.Conflict) {
			if k, _ := fault.As(err); k.Key == "flow.no_plan" {
				return nil // somebody was faster
			}
		}
		return err
	})
}

// also are those whom a happening names beside its roles.
func also(id people.PersonID) []people.Holder {
	if id == 0 {
		return nil
	}
	return []people.Holder{{Person: id}}
}

// teller is who acts and need not be written to: not whoever the program acts
// for at an hour, who may be asleep.
func (d *Dossier) teller() people.PersonID {
	if d.Actor.System {
		return 0
	}
	return d.Actor.Person
}

// SeeIn is See within a transaction that does more.
func (c *Cases) SeeIn(ctx context.Context, tx *store.Tx, who Actor, id int64) (*View, error) {
	return c.see(ctx, tx, who, id)
}

// Look reads a case with all that is around it, for areas that act on what it
// has led to.
func (c *Cases) Look(ctx context.Context, tx *store.Tx, id int64) (*Dossier, error) {
	return c.load(ctx, tx, id)
}

// Keeps reports whether somebody has the text of the case in hand or answers
// for it; see [flow.Procedure.Keepers].
func (d *Dossier) Keeps(p people.PersonID) bool {
	roles := d.Procedure.Keepers(&d.State)
	return slices.ContainsFunc(d.Holdings(p), func(h people.Holding) bool { return slices.Contains(roles, h.Role) })
}

// TellOverseers writes to people, and to those who answer for a case where it
// stands, about something that was to happen at an hour and did not.
func (c *Cases) TellOverseers(ctx context.Context, tx *store.Tx, id int64, template string, whom []people.PersonID, at time.Time, why flow.Trouble, more map[string]string) error {
	d, err := c.load(ctx, tx, id)
	if err != nil {
		return err
	}
	data := letterData(d, flow.Happening{Due: at, Trouble: why}, "")
	maps.Copy(data, more)
	told, err := c.tellRoles(ctx, tx, d, template, d.Procedure.Overseers(&d.State), data, 0)
	for _, p := range whom {
		if err == nil {
			err = c.tellAll(ctx, tx, d, template, also(p), told, data)
		}
	}
	return err
}
