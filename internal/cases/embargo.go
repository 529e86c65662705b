package cases

import (
	"context"
	"slices"
	"strings"

	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// Hides reports whether a case is under an embargo and somebody is not of those
// who see it then (F-C3): its requester; who can act on it now or keeps its
// text; who belongs to its unit; who has acted on it and still holds a role
// where it lies. To everybody else, whatever their role, there is no such case.
func (c *Cases) Hides(ctx context.Context, who Actor, cs *store.Case) (hides bool, err error) {
	if !slices.Contains(strings.Fields(cs.Flags), "embargo") {
		return false, nil
	}
	err = c.Store.View(ctx, func(tx *store.Tx) error {
		hides, err = c.hides(ctx, tx, who, cs)
		return err
	})
	return hides, err
}

// HidesIn is Hides within a transaction that does more.
func (c *Cases) HidesIn(ctx context.Context, tx *store.Tx, who Actor, cs *store.Case) (bool, error) {
	return c.hides(ctx, tx, who, cs)
}

func (c *Cases) hides(ctx context.Context, tx *store.Tx, who Actor, cs *store.Case) (bool, error) {
	if !slices.Contains(strings.Fields(cs.Flags), "embargo") {
		return false, nil
	}
	d, err := c.load(ctx, tx, cs.ID)
	if err != nil || !d.State.Embargo.Holds(tx.Now()) {
		return false, err
	}
	v := &View{Dossier: d, Now: tx.Now()}
	if v.Events, err = tx.CaseEvents(ctx, cs.ID); err != nil {
		return false, err
	}
	if v.Facts, err = d.facts(ctx); err != nil {
		return false, err
	}
	v.Turn = d.Procedure.Turn(&d.State, &v.Facts)
	return v.held(who), nil
}

// held reports whether an embargo keeps the case from somebody.
func (v *View) held(who Actor) bool {
	return v.State.Embargo.Holds(v.Now) && v.reader(who).Barred()
}

// reader is what somebody is to the case.
func (v *View) reader(who Actor) flow.Reader {
	r := flow.Reader{Program: who.System, Asker: v.asked(who), Early: v.State.Assigned != nil && v.State.Assigned.Early}
	if p := who.Person; p != 0 {
		acted := slices.ContainsFunc(v.Events, func(e event.Event) bool { return e.Actor == int64(p) })
		r.Hand, r.Keeper, r.Unit, r.Acted = v.handOf(p), v.Keeps(p), v.ofUnit(p), acted && len(v.Holdings(p)) > 0
		r.Partner = people.Outside(people.Standing{Person: p, Appointments: v.appointments, Delegations: v.delegations, At: v.Now})
	}
	return r
}

// asked reports whether somebody is the requester of the case.
func (v *View) asked(who Actor) bool {
	return v.Request != nil && (who.Outside == v.Request.ID || who.Person != 0 && who.Person == v.Request.Person)
}

// ofUnit reports whether somebody may see cases by a role held in the very unit
// of the case, or one above it, and not only in the whole institution.
func (v *View) ofUnit(p people.PersonID) bool {
	own := slices.DeleteFunc(slices.Clone(v.appointments), func(a people.Appointment) bool {
		return a.Place.Kind != people.Unit || !slices.Contains(v.Scope.Units, a.Place.ID)
	})
	st := people.Standing{Person: p, Appointments: own, Delegations: v.delegations, At: v.Now}
	return people.May(st, people.SeeCase, v.Scope) == nil
}
