package flow

import (
	"slices"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// An Extension is a later date that was asked for and waits for whoever answers
// for the step (F-E12).
type Extension struct {
	Due   time.Time     `json:"due"`
	By    people.Holder `json:"by"`
	At    time.Time     `json:"at"`
	Words Ref           `json:"words,omitzero"`
}

// extendable says why the limit that rules cannot be moved to a date; nil where
// it can.
func (r *run) extendable(due time.Time) error {
	now := r.s.Due()
	switch {
	case r.s.Waiting() != WaitsForNobody:
		return fault.New(fault.Conflict, "flow.extend_waits")
	case r.s.Gather != nil:
		return fault.New(fault.Conflict, "flow.extend_batch")
	case now.IsZero():
		return fault.New(fault.Conflict, "flow.extend_no_limit")
	case due.IsZero():
		return fault.New(fault.Invalid, "flow.due_needed").In("due")
	case !due.After(r.now):
		return fault.New(fault.Invalid, "flow.due_past").In("due")
	case !due.After(now):
		return fault.New(fault.Invalid, "flow.extend_earlier").In("due")
	case due.After(r.now.AddDate(0, 0, maxAhead)):
		return fault.New(fault.Invalid, "flow.due_far", maxAhead).In("due")
	}
	return nil
}

// extend asks for a later date, with a reason. It changes no limit.
func (r *run) extend(a Act, by Actor) error {
	if err := r.entitle(r.step().task(), by); err != nil {
		return err
	}
	if r.s.Extension != nil {
		return fault.New(fault.Conflict, "flow.extend_asked")
	}
	due := instant(a.Due)
	if err := r.extendable(due); err != nil {
		return err
	}
	if !a.said() {
		return reasonNeeded()
	}
	r.s.Extension = &Extension{Due: due, By: r.who, At: r.now, Words: a.Words}
	h := r.happen(event.ExtensionAsked)
	h.Due, h.Was, h.Words, h.Notify = due, r.s.Due(), a.Words, r.p.extenders(r.step())
	return nil
}

// extenders are the roles that grant a later date for a step: who answers for
// it, and those who see to what nobody does.
func (p *Procedure) extenders(s *Step) []people.Role {
	var roles []people.Role
	for _, r := range slices.Concat(s.responsible(), p.escalate()) {
		if !slices.Contains(roles, r) {
			roles = append(roles, r)
		}
	}
	return roles
}

// grant gives the later date that was asked for, or refuses it with a reason:
// never by whoever asked, nor for them.
func (r *run) grant(a Act, by Actor) error {
	e := r.s.Extension
	if e == nil {
		return fault.New(fault.Conflict, "flow.extend_none")
	}
	t := task{roles: r.p.extenders(r.step()), barred: func(who people.Holder) *fault.Error {
		if touches(who, e.By) {
			return fault.New(fault.Denied, "flow.extend_own")
		}
		return nil
	}}
	if err := r.entitle(t, by); err != nil {
		return err
	}
	if !a.Yes {
		if !a.said() {
			return reasonNeeded()
		}
		h := r.happen(event.ExtensionRefused)
		h.Due, h.Words, h.Notify = r.s.Due(), a.Words, r.step().By
		r.s.Extension = nil
		return nil
	}
	if err := r.extendable(e.Due); err != nil {
		return err
	}
	was := r.s.Due()
	for _, c := range []*Clock{&r.s.Clock, &r.s.Case} {
		if due := c.running(); !due.IsZero() && due.Before(e.Due) {
			*c = Clock{Set: e.Due, Extended: true, Started: r.now} // a date that was named has an account of its own
			c.count(r.f.calendar(""))
		}
	}
	r.s.Fired = slices.DeleteFunc(r.s.Fired, func(key string) bool { // what comes near and runs out is told anew
		return strings.HasPrefix(key, caseKey+"limit") || strings.HasPrefix(key, strings.TrimSuffix(entryKey(r.s.Stay, "step", 0), "0"))
	})
	h := r.happen(event.ExtensionGranted)
	h.Due, h.Was, h.Words, h.Notify = r.s.Due(), was, e.Words, r.step().By
	r.s.Extension = nil
	return nil
}

// Extenders are the roles that decide on more time in a step.
func (p *Procedure) Extenders(id StepID) []people.Role {
	if s := p.Step(id); s != nil {
		return p.extenders(s)
	}
	return nil
}
