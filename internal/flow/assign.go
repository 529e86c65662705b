package flow

import (
	"slices"
	"strings"

	"congbo/internal/event"
	"congbo/internal/fault"
)

// maxUnits is how many units may lend a hand, maxAhead how many calendar days
// ahead a date may be named: more is a slip of the pen.
const (
	maxUnits = 20
	maxAhead = 400
)

// wanted says what the move wants to be told and was not.
func (r *run) wanted(m *Move, a Act) error {
	if m.wants(WantUnit) && (a.Unit <= 0 || slices.ContainsFunc(a.With, func(u int64) bool { return u <= 0 })) {
		return fault.New(fault.Invalid, "flow.unit_needed").In("unit")
	}
	if m.wants(WantUnit) && len(a.With) > maxUnits {
		return fault.New(fault.Invalid, "flow.units_many", maxUnits).In("with")
	}
	if m.wants(WantDecision) {
		if err := r.wantedDecision(a.Promulgation); err != nil {
			return err
		}
	}
	if !m.wants(WantDue) {
		return nil
	}
	switch due := instant(a.Due); {
	case due.IsZero():
		return fault.New(fault.Invalid, "flow.due_needed").In("due")
	case !due.After(r.now):
		return fault.New(fault.Invalid, "flow.due_past").In("due")
	case due.After(r.now.AddDate(0, 0, maxAhead)):
		return fault.New(fault.Invalid, "flow.due_far", maxAhead).In("due")
	case !m.wants(WantUnit) && !r.s.Case.Done.IsZero():
		return fault.New(fault.Conflict, "flow.limit_met")
	}
	return nil
}

// hand hands the case to the unit that the move wanted to be named, or names
// the date by which all of it now is to be done.
func (r *run) hand(m *Move, a Act) {
	switch {
	case m.wants(WantUnit):
		g := &Assignment{Step: m.To, Unit: a.Unit, By: r.who, At: r.now, Words: a.Words, Early: a.Early}
		if m.wants(WantDue) {
			g.Due = instant(a.Due)
		}
		for _, u := range a.With {
			if u != a.Unit && !slices.Contains(g.With, u) {
				g.With = append(g.With, u)
			}
		}
		r.s.Assigned = g
		if r.f.HoldersAt != nil {
			r.f.Holders = r.f.HoldersAt(g.Unit)
		}
		h := r.happen(event.UnitAssigned)
		h.Unit, h.With, h.Due = g.Unit, g.With, g.Due
	case m.wants(WantDue):
		old := r.s.Case
		r.s.Case = Clock{Set: instant(a.Due), Started: r.now} // a new date has an account of its own
		r.s.Case.count(r.f.calendar(""))
		if old.halted() {
			r.s.Case.halt(r.now, old.Halts[len(old.Halts)-1].Why)
		}
		r.s.Fired = slices.DeleteFunc(r.s.Fired, func(key string) bool { return strings.HasPrefix(key, caseKey+"limit") })
		r.happen(event.DueNamed).Due = r.s.Case.Set
	}
}
