package cases

import (
	"context"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// unitsOf looks whether the units that an act names are units of the
// institution that are in use.
func (d *Dossier) unitsOf(ctx context.Context, act flow.Act) error {
	check := func(id int64, field string) error {
		u, err := d.tx.Unit(ctx, id)
		if fault.Is(err, fault.NotFound) || err == nil && (u.Institution != d.Case.Institution || !u.Active) {
			return fault.New(fault.Invalid, "cases.no_unit").In(field)
		}
		return err
	}
	if act.Unit != 0 {
		if err := check(act.Unit, "unit"); err != nil {
			return err
		}
	}
	for _, id := range act.With {
		if err := check(id, "with"); err != nil {
			return err
		}
	}
	return nil
}

// lieIn moves the case to a unit: from now on the roles of its steps are those
// held there.
func (d *Dossier) lieIn(unit int64) {
	d.Case.Unit = unit
	d.Scope = d.cases.Scope(d.Case)
	d.holders = nil
}

// holdersAt gives who would hold a role if the case lay in a unit.
func (d *Dossier) holdersAt(unit int64) func(people.Role) []people.Holder {
	return func(role people.Role) []people.Holder {
		return people.Holders(role, d.in(unit), d.appointments, d.delegations, d.tx.Now())
	}
}

// in is the scope of the case as it would be in a unit.
func (d *Dossier) in(unit int64) people.Scope {
	s := d.Scope
	s.Units = d.cases.above(unit)
	return s
}

// tellHelpers queues the letter of an assignment to those of the units that
// lend a hand who hold the roles it is for.
func (c *Cases) tellHelpers(ctx context.Context, tx *store.Tx, d *Dossier, h flow.Happening, told map[people.PersonID]bool, reason string) error {
	g := d.State.Assigned
	if g == nil || h.Move == "" || h.Letter == "" || !g.At.Equal(d.State.Entered) {
		return nil
	}
	for _, unit := range g.With {
		holders := d.holdersAt(unit)
		for _, role := range h.Notify {
			if role == people.Requester {
				continue
			}
			if err := c.tellAll(ctx, tx, d, string(h.Letter), holders(role), told, letterData(d, h, reason)); err != nil {
				return err
			}
		}
	}
	return nil
}

// helps reports whether who belongs to a unit that lends a hand: they see the
// case and may remark on it.
func (d *Dossier) helps(st people.Standing, action people.Action) bool {
	if d.State.Assigned == nil {
		return false
	}
	for _, unit := range d.State.Assigned.With {
		if people.May(st, action, d.in(unit)) == nil {
			return true
		}
	}
	return false
}
