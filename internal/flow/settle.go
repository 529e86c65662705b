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
// of the request may, who knows the sender.
func (r *run) settle(a Act, by Actor) error {
	if r.f.Claimed == 0 {
		return fault.New(fault.Conflict, "flow.no_claim")
	}
	switch {
	case by.Person == r.f.Claimed && len(by.Holdings) > 0:
		r.who = people.Holder{Person: by.Person}
	default:
		if err := r.entitle(r.p.editTask(&r.s), by); err != nil {
			return err
		}
	}
	verb := event.SenderDenied
	if a.Yes {
		verb = event.SenderConfirmed
		r.relate(FromOutside, people.Holder{Person: r.f.Claimed})
	}
	r.happen(verb).Whom = r.f.Claimed
	return nil
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
