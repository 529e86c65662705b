package flow

import (
	"slices"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// A Change is a correction or an update of what is public, under way: the text
// is written beside the edition that readers see, and comes to them by the same
// approvals as the first one did (R-B1).
type Change struct {
	Kind   content.ChangeKind `json:"kind"`
	From   StepID             `json:"from"` // where the case was, and is again if nothing comes of it
	By     people.Holder      `json:"by"`
	At     time.Time          `json:"at"`
	Reason Ref                `json:"reason,omitzero"`
}

// Changers are the roles that may begin a correction or an update: whoever
// writes, approves or posts the texts of this procedure.
func (p *Procedure) Changers() []people.Role {
	var roles []people.Role
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.End != "" || s.Pause {
			continue
		}
		roles = join(roles, s.By)
		roles = join(roles, s.Edit)
		for _, v := range s.Verdicts {
			roles = join(roles, v.By)
		}
	}
	return roles
}

// TakersDown are the roles that may take a public text down, wherever its case
// stands: those of the moves that do so and those who may publish first; where
// the procedure names nobody, those who approve its texts.
func (p *Procedure) TakersDown() []people.Role {
	roles := join(nil, p.Force)
	for i := range p.Steps {
		s := &p.Steps[i]
		for j := range s.Moves {
			m := &s.Moves[j]
			if !slices.Contains(m.Does, Unpublish) || slices.Contains(m.By, Program) {
				continue
			}
			if len(m.By) > 0 {
				roles = join(roles, m.By)
			} else {
				roles = join(roles, s.By)
			}
		}
	}
	if len(roles) > 0 {
		return roles
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		for j := range s.Verdicts {
			roles = join(roles, s.Verdicts[j].roles(s))
		}
	}
	if len(roles) > 0 {
		return roles
	}
	return p.Changers()
}

// join adds the roles that are not there yet; whoever only asked is no
// authority over what is public.
func join(roles, more []people.Role) []people.Role {
	for _, r := range more {
		if r != people.Requester && r != Program && !slices.Contains(roles, r) {
			roles = append(roles, r)
		}
	}
	return roles
}

// firstWork is the step in which a change is begun to be written: the first one
// that neither waits nor ends.
func (p *Procedure) firstWork() StepID {
	for i := range p.Steps {
		if s := &p.Steps[i]; s.End == "" && !s.Pause {
			return s.ID
		}
	}
	return ""
}

// posted reports whether the step comes after posting, so that the text is not
// being written anyway.
func (s *Step) posted() bool {
	if s.End != "" {
		return s.End == Settled
	}
	return !s.Pause && len(s.Verdicts) == 0 && !s.posts()
}

// Untold reports whether readers of what is public would get another text
// without being told what was changed in it. Layout and classification are no
// other text; and until the case has ended once, the first posting is still
// being looked at.
func (s *State) Untold(f *Facts) bool {
	pub := s.Published
	if !pub.Public() || f.ChangeTold {
		return false
	}
	return s.Change != nil || s.Reopened > 0 && (pub.Hashes.Content != f.Hashes.Content || pub.Hashes.Images != f.Hashes.Images)
}

func (s *State) untold(f *Facts) *fault.Error {
	if s.Untold(f) {
		return fault.New(fault.Conflict, "flow.change_note")
	}
	return nil
}

// change begins a correction or an update of what is public. What is public
// stays as it is until the new text is published.
func (r *run) change(a Act, by Actor) error {
	if err := r.entitle(task{roles: r.p.Changers()}, by); err != nil {
		return err
	}
	step, first := r.step(), r.p.firstWork()
	switch {
	case !r.s.Published.Public():
		return fault.New(fault.Conflict, "flow.not_public")
	case r.s.Change != nil:
		return fault.New(fault.Conflict, "flow.change_open")
	case r.s.Consult.Pending():
		return r.consulting()
	case !step.posted() || first == "" || r.s.Published.Forced && r.s.Entered.Before(r.s.Published.At):
		return fault.New(fault.Conflict, "flow.change_here", step.Title)
	case a.Change != content.Correction && a.Change != content.Update:
		return fault.New(fault.Invalid, "flow.change_kind").In("change")
	case !a.said():
		return reasonNeeded()
	}
	r.s.Change = &Change{Kind: a.Change, From: step.ID, By: r.who, At: r.now, Reason: a.Words}
	at := len(r.hs)
	h := r.happen(event.ChangeBegun)
	h.Change, h.Words = a.Change, a.Words
	r.leave(first)
	h = &r.hs[at] // leave may have moved the list
	h.To, h.Due = r.s.Step, r.s.Due()
	return nil
}

// dropChange gives a change up: what is public stays, and the case stands again
// where it stood.
func (r *run) dropChange(a Act, by Actor) error {
	if r.s.Change == nil {
		return fault.New(fault.Conflict, "flow.no_change")
	}
	if r.s.Consult.Pending() {
		return r.consulting()
	}
	if err := r.entitle(task{roles: r.p.Changers()}, by); err != nil {
		return err
	}
	if !a.said() {
		return reasonNeeded()
	}
	back := r.s.Change.From
	at := len(r.hs)
	h := r.happen(event.ChangeDropped)
	h.Change, h.Words = r.s.Change.Kind, a.Words
	r.s.Change = nil
	r.leaveBack(back)
	h = &r.hs[at]
	h.To, h.Due = r.s.Step, r.s.Due()
	return nil
}

// takeDown takes what is public away from readers, wherever the case stands: a
// withdrawal leaves a notice in its place, a removal leaves nothing, also of
// the notice of an earlier withdrawal.
func (r *run) takeDown(a Act, by Actor, e Effect) error {
	if err := r.entitle(task{roles: r.p.TakersDown()}, by); err != nil {
		return err
	}
	switch pub := r.s.Published; {
	case !pub.Public() && (e == Withdraw || pub == nil || !pub.Notice):
		return fault.New(fault.Conflict, "flow.not_public")
	case !a.said():
		return reasonNeeded()
	}
	r.effect(e, a.Words)
	return nil
}
