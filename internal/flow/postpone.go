package flow

import (
	"slices"
	"strings"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// Awaited reports whether the case waits for what a unit or a contributor was
// asked for by a date (R-I6).
func (s *State) Awaited() bool {
	g := s.Assigned
	return s.Ended.IsZero() && s.Waiting() == WaitsForRequester && g != nil && g.Step == s.Step && !g.Due.IsZero()
}

// Askers are the roles that follow up what was asked for in a step: those that
// its moves name beside whoever is asked.
func (p *Procedure) Askers(id StepID) []people.Role {
	step := p.Step(id)
	if step == nil {
		return nil
	}
	var roles []people.Role
	add := func(list []people.Role) {
		for _, r := range list {
			if r != people.Requester && r != Program && !slices.Contains(step.hands(), r) && !slices.Contains(roles, r) {
				roles = append(roles, r)
			}
		}
	}
	for i := range step.Moves {
		add(step.Moves[i].By)
	}
	return roles
}

// AskersOrAbove are Askers and those who see to what nobody does.
func (p *Procedure) AskersOrAbove(id StepID) []people.Role {
	return concat(p.Askers(id), p.escalate())
}

// postpone gives whoever was asked for something another date, with a reason:
// a later one, or an earlier one that still lies ahead.
func (r *run) postpone(a Act, by Actor) error {
	if !r.s.Awaited() {
		return fault.New(fault.Conflict, "flow.not_awaited")
	}
	if err := r.entitle(task{roles: r.p.AskersOrAbove(r.s.Step)}, by); err != nil {
		return err
	}
	g := r.s.Assigned
	switch due := instant(a.Due); {
	case due.IsZero():
		return fault.New(fault.Invalid, "flow.due_needed").In("due")
	case !due.After(r.now):
		return fault.New(fault.Invalid, "flow.due_past").In("due")
	case due.After(r.now.AddDate(0, 0, maxAhead)):
		return fault.New(fault.Invalid, "flow.due_far", maxAhead).In("due")
	case due.Equal(g.Due):
		return fault.New(fault.Invalid, "flow.due_same").In("due")
	case !a.said():
		return reasonNeeded()
	default:
		was := g.Due
		g.Due = due
		r.s.Clock = Clock{Set: due, Extended: true, Started: r.now} // a date that was named has an account of its own
		r.s.Clock.count(r.f.stepCalendar(r.step()))
		r.s.Fired = slices.DeleteFunc(r.s.Fired, func(key string) bool { // what comes near and runs out is told anew
			return strings.HasPrefix(key, strings.TrimSuffix(entryKey(r.s.Stay, "step", 0), "0"))
		})
		h := r.happen(event.AskedLater)
		h.Due, h.Was, h.Words = due, was, a.Words
	}
	return nil
}
