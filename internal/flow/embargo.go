package flow

import (
	"slices"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/vi"
)

// An Embargo holds a text back until an hour: before it, nothing of it is
// published and colleagues of other units do not see it (F-C3).
type Embargo struct {
	Until time.Time     `json:"until"`
	By    people.Holder `json:"by"`
	At    time.Time     `json:"at"`
	Words Ref           `json:"words,omitzero"`
}

// Holds reports whether the hour is still ahead.
func (e *Embargo) Holds(now time.Time) bool { return e != nil && now.Before(e.Until) }

// A Reader is what somebody is to a case that is under an embargo.
type Reader struct {
	Program bool // the program itself
	Asker   bool // asked for it: it is their own
	Hand    bool // can act on it now
	Keeper  bool // has the text in hand or answers for it; see [Procedure.Keepers]
	Unit    bool // belongs to the unit in which it lies, or one above it
	Acted   bool // has acted on it and still holds a role where it lies
	Partner bool // of another house: holds no role here but those of outside partners
	Early   bool // the assignment says that partners see it before its hour
}

// Barred reports whether the embargo keeps the case from somebody (F-C3). To
// other units there is no such case. Somebody of another house is in no better
// place than another unit, whatever was assigned to them, unless the assignment
// itself says that they see it early and it is in their hands.
func (r Reader) Barred() bool {
	switch {
	case r.Program || r.Asker:
		return false
	case r.Partner:
		return !(r.Early && r.Hand)
	}
	return !(r.Hand || r.Keeper || r.Unit || r.Acted)
}

// Keepers are the roles that may show the text of a case to others or hold it
// back, where it stands: the minders that are of this house. They see the case
// whatever their unit.
func (p *Procedure) Keepers(s *State) []people.Role {
	return slices.DeleteFunc(p.Minders(s), people.Abroad)
}

// Minders are the roles that have the text of a case in hand where it stands, an
// outside partner's among them, and those that answer for this step and for the
// approvals.
func (p *Procedure) Minders(s *State) []people.Role {
	step := p.Step(s.Step)
	if step == nil {
		return nil
	}
	roles := p.overseers(step)
	for _, r := range concat(step.By, concat(step.Edit, step.Else)) {
		if r != people.Requester && !slices.Contains(roles, r) {
			roles = append(roles, r)
		}
	}
	return roles
}

func (r *run) embargo(a Act, by Actor) error {
	if err := r.entitle(task{roles: r.p.Keepers(&r.s)}, by); err != nil {
		return err
	}
	until := instant(a.Due)
	switch {
	case r.s.Published.Public():
		return fault.New(fault.Conflict, "flow.public_already_embargo")
	case until.IsZero():
		return fault.New(fault.Invalid, "flow.embargo_when").In("until")
	case !until.After(r.now):
		return fault.New(fault.Invalid, "flow.embargo_past").In("until")
	case until.Sub(r.now) > farthest:
		return fault.New(fault.Invalid, "flow.plan_far").In("until")
	case r.s.Plan.Pending() && r.s.Plan.At.Before(until):
		return fault.New(fault.Conflict, "flow.embargo_after_plan")
	}
	r.s.Embargo = &Embargo{Until: until, By: r.who, At: r.now, Words: a.Words}
	h := r.happen(event.EmbargoSet)
	h.Due, h.Words = until, a.Words
	return nil
}

func (r *run) lift(a Act, by Actor) error {
	if !r.s.Embargo.Holds(r.now) {
		return fault.New(fault.Conflict, "flow.no_embargo")
	}
	if err := r.entitle(task{roles: r.p.Keepers(&r.s)}, by); err != nil {
		return err
	}
	h := r.happen(event.EmbargoLifted)
	h.Due, h.Words = r.s.Embargo.Until, a.Words
	r.s.Embargo = nil
	return nil
}

// embargoed says that the text may not be published yet.
func (s *State) embargoed(now time.Time) *fault.Error {
	if s.Embargo.Holds(now) {
		return fault.New(fault.Conflict, "flow.embargoed", moment(s.Embargo.Until))
	}
	return nil
}

// moment is an instant as a value of a message.
func moment(t time.Time) locale.Text {
	return locale.Text{VI: vi.DateTime(locale.VI, t), EN: vi.DateTime(locale.EN, t)}
}
