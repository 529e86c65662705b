package cases

import (
	"context"
	"fmt"
	"slices"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// The letters about papers whose retention has ended.
const (
	TemplateDisposalProposed = "disposal-proposed" // to those who decide
	TemplateDisposalApproved = "disposal-approved" // to whoever proposed
	TemplateDisposalRefused  = "disposal-refused"  // with the reason
	TemplateDisposalDropped  = "disposal-dropped"  // one of its cases came alive again
	TemplateDisposalDone     = "disposal-done"     // everything was taken away
)

// DisposalPath is where the desk shows proposals.
const DisposalPath = "/desk/disposals"

// onPublic are the acts that end what is public of a case. They stay possible
// after its papers were taken away: the page outlives them.
var onPublic = []flow.Kind{flow.DoTakeDown, flow.DoRemove, flow.DoTerm}

// disposed returns the proposal for disposal in which an ended case stands; nil:
// in none. It refuses an act that no case allows whose disposal was approved, or
// that whoever asked would do to one that is proposed: for them a new case
// begins (R-T10).
func (d *Dossier) disposed(ctx context.Context, who Actor, act flow.Kind) (*store.Disposed, error) {
	if d.Case.EndedAt.IsZero() {
		return nil, nil
	}
	x, err := d.tx.DisposedCase(ctx, d.Case.ID)
	if err != nil || x == nil || who.System {
		return x, err
	}
	switch {
	case x.Disposal.State == store.DisposalApproved && !slices.Contains(onPublic, act):
		return nil, fault.New(fault.Conflict, "cases.disposal_approved", vi.Date(who.Lang, x.Disposal.DecidedAt), x.Disposal.Decision)
	case x.Disposal.State == store.DisposalProposed && d.actor(who).Outside:
		return nil, fault.New(fault.Conflict, "cases.disposal_proposed")
	}
	return x, nil
}

// Kept refuses where the papers of the case were approved for disposal: nothing
// is added to them.
func (d *Dossier) Kept(ctx context.Context) error {
	_, err := d.disposed(ctx, Actor{Lang: d.Actor.Lang, Institution: d.Case.Institution}, "")
	return err
}

// dropDisposal takes a case that came alive again out of the proposal in which it
// stood, in sight of whoever proposed. A proposal that is about no case any more
// is over.
func (c *Cases) dropDisposal(ctx context.Context, tx *store.Tx, d *Dossier, x *store.Disposed) error {
	if err := tx.EndDisposalItem(ctx, &store.DisposalEnd{Item: x.Item.ID, Disposal: x.Disposal.ID, Case: d.Case.ID, How: store.DisposalReopened, By: d.Actor.Person}); err != nil {
		return err
	}
	tx.Record(d.Case.Institution, event.Event{Verb: event.DisposalDropped, Actor: int64(d.Actor.Person), OnBehalfOf: int64(d.Actor.For), Case: d.Case.ID,
		Subject: subject("disposal", x.Disposal.ID), Data: map[string]string{event.KeyNumber: fmt.Sprint(x.Disposal.ID)}})
	if err := tx.DropDisposal(ctx, x.Disposal.ID); err != nil {
		return err
	}
	return c.TellOf(ctx, tx, d.Case.Institution, x.Disposal.By, TemplateDisposalDropped, map[string]string{
		"desk-page": fmt.Sprintf("%s/%d", DisposalPath, x.Disposal.ID), "number": fmt.Sprint(x.Disposal.ID), "case": d.Case.Code, "by": d.Actor.Name})
}

// Follows notes in the history of a case that it began with a letter about
// another one, whose papers are to be taken away or were: that one stays ended.
func (c *Cases) Follows(tx *store.Tx, id int64, x *store.Disposed) {
	tx.Record(x.Disposal.Institution, event.Event{Verb: event.FollowsDisposed, Case: id, Subject: subject("case", x.Item.Case), Data: map[string]string{event.KeyName: x.Item.Code}})
}
