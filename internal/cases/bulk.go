package cases

import (
	"context"
	"slices"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
)

// A Batch is one move to be made in several cases that stand at the same step
// of the same procedure version (F-A15).
type Batch struct {
	Procedure int64 // version
	Step      flow.StepID
	Move      flow.MoveID // "" puts down what was found good, and moves nothing
	Reason    string      // the same for all
	Items     []BatchItem
}

// A BatchItem is a case as the person had it before their eyes.
type BatchItem struct {
	Case, Version int64
	Saw           string // hash of the whole text; "" where there was none
	Yes           bool   // they find it good as it was shown: what [flow.Procedure.Assent] says
}

// MaxBatch is how many cases are moved at once at most.
const MaxBatch = 50

// A BatchResult tells what came of one case of a batch.
type BatchResult struct {
	Case     *store.Case // as it is now; nil where there is none for this person
	Step     *flow.Step  // where it stands now
	Revision int         // number of its text now; 0 none
	Err      error       // why nothing was done; nil where it was
}

// InBatch reports whether a move can be made in several cases at once: nothing
// but the same words is asked for.
func InBatch(m *flow.Move) bool { return len(m.Wants) == 0 && !slices.Contains(m.By, flow.Program) }

// ActBatch makes a move in each of several cases, every one in a transaction of
// its own and by the same verb as a single act: what that would refuse is
// refused here, and the others go on. Where the person finds a text good as it
// was shown, what they have to say of it comes before the move, in the same
// transaction. What is wrong with the whole batch is an error, and then nothing
// was done.
func (c *Cases) ActBatch(ctx context.Context, who Actor, b Batch) ([]BatchResult, error) {
	p, err := c.Procedure(ctx, b.Procedure)
	if err != nil {
		return nil, err
	}
	step := p.Step(b.Step)
	if step == nil {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	var move *flow.Move
	if b.Move != "" {
		move = step.Move(b.Move)
		if move == nil || !InBatch(move) {
			return nil, fault.New(fault.Invalid, "cases.batch_move").In("move")
		}
	}
	if move == nil || move.Reason == flow.NoReason || content.ReadSaid(b.Reason).Text == "" {
		b.Reason = ""
	}
	switch {
	case move != nil && move.Reason == flow.ReasonRequired && b.Reason == "":
		return nil, fault.New(fault.Invalid, "cases.batch_reason").In("reason")
	case len(b.Items) == 0:
		return nil, fault.New(fault.Invalid, "cases.batch_none").In("item")
	case len(b.Items) > MaxBatch:
		return nil, fault.New(fault.Invalid, "cases.batch_many", MaxBatch).In("item")
	}
	results := make([]BatchResult, len(b.Items))
	for i, it := range b.Items {
		r := &results[i]
		if _, r.Err = c.See(ctx, who, it.Case); r.Err == nil {
			r.Err = c.Store.Tx(ctx, func(tx *store.Tx) error { return c.actInBatch(ctx, tx, who, b, move, it) })
		}
		switch fault.KindOf(r.Err) {
		case fault.Conflict, fault.Invalid, fault.Denied, fault.NotFound:
		default:
			if r.Err != nil {
				return results[:i+1], r.Err
			}
		}
		if v, err := c.See(ctx, who, it.Case); err == nil {
			r.Case, r.Step = v.Case, v.Procedure.Step(v.State.Step)
			if v.Revision != nil {
				r.Revision = v.Revision.Number
			}
		}
	}
	return results, nil
}

// actInBatch does what a batch asks for with one of its cases.
func (c *Cases) actInBatch(ctx context.Context, tx *store.Tx, who Actor, b Batch, move *flow.Move, it BatchItem) error {
	d, err := c.load(ctx, tx, it.Case)
	if err != nil {
		return err
	}
	d.Actor = who
	switch {
	case it.Version != d.Case.Version:
		return c.meanwhile(ctx, tx, d)
	case d.Case.Procedure != b.Procedure || d.State.Step != b.Step:
		return fault.New(fault.Conflict, "cases.batch_elsewhere")
	case move == nil && !it.Yes:
		return fault.New(fault.Invalid, "cases.batch_unjudged")
	case move != nil && it.Yes && !move.Assents():
		return fault.New(fault.Invalid, "cases.batch_yes_against")
	}
	facts, err := d.facts(ctx)
	if err != nil {
		return err
	}
	var acts []flow.Act
	if it.Yes {
		if it.Saw == "" || it.Saw != facts.Hashes.All {
			return fault.New(fault.Conflict, "flow.text_changed")
		}
		acts = d.Procedure.Assent(d.State, d.actor(who), facts)
		if move == nil && len(acts) == 0 {
			return fault.New(fault.Conflict, "cases.batch_nothing_to_judge")
		}
	}
	if move != nil {
		acts = append(acts, flow.Act{Kind: flow.DoMove, Move: b.Move, Reason: b.Reason, Saw: it.Saw})
	}
	version := it.Version
	for _, a := range acts {
		res, err := c.ActIn(ctx, tx, who, Input{Case: it.Case, Version: version, Act: a})
		if err != nil {
			return err
		}
		version = res.Case.Version
	}
	return nil
}
