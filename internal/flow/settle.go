package flow

import (
	"slices"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// settle records whether the person whose address the request bears sent it.
// Anybody can write any address into a letter: until this is settled the person
// is neither the requester nor an author, so that no outsider can bar a head
// from approving. They may say so themselves, and whoever may make a document
// of the request may, who knows the sender. A case that waits for the sender's
// unit goes on once it is known that somebody sent it who speaks for the unit.
func (r *run) settle(a Act, by Actor) error {
	if r.f.Claimed == 0 {
		return fault.New(fault.Conflict, "flow.no_claim")
	}
	switch {
	case by.Person == r.f.Claimed && len(by.Holdings) > 0:
		r.who = people.Holder{Person: by.Person}
	default:
		t := r.p.editTask(&r.s)
		if step := r.step(); step.asksUnit() { // nobody makes anything of it yet
			t = step.task()
		}
		if err := r.entitle(t, by); err != nil {
			return err
		}
	}
	verb := event.SenderDenied
	if a.Yes {
		verb = event.SenderConfirmed
		r.relate(FromOutside, people.Holder{Person: r.f.Claimed})
	}
	r.happen(verb).Whom = r.f.Claimed
	if step := r.step(); a.Yes && step.asksUnit() && r.p.speaks(step, r.f.Claimant) {
		h := r.happen(event.StepSkipped)
		h.To = step.Skip.To
		r.leave(step.Skip.To)
	}
	return nil
}

// speaks reports whether one of the roles makes its holder's word enough for a
// step that asks the sender's unit: those of the step itself, and those that
// take over from it, who know whose request they take.
func (p *Procedure) speaks(s *Step, roles []people.Role) bool {
	own := s.By
	if next := p.Step(s.Skip.To); next != nil {
		own = concat(own, next.By)
	}
	return slices.ContainsFunc(roles, func(r people.Role) bool { return slices.Contains(own, r) })
}

// unsettled refuses the yes of the person whose address the request bears, and
// of whoever acts for them, until it is settled whether they sent it
// (two-person rule).
func (r *run) unsettled() error {
	if r.f.Claimed != 0 && slices.Contains([]people.PersonID{r.who.Person, r.who.For}, r.f.Claimed) {
		return fault.New(fault.Conflict, "flow.claimed_sender")
	}
	return nil
}
