package cases

import (
	"context"
	"slices"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A Batch is one move to be made in several cases that stand at the same step
// of the same procedure version (F-A15).
type Batch struct {
	Procedure int64 // version
	Step      flow.StepID
	Move      flow.MoveID
	Reason    string // the same for all
	Items     []BatchItem
}

// A BatchItem is a case with its version that the person had before their eyes.
type BatchItem struct{ Case, Version int64 }

// MaxBatch is how many cases are moved at once at most.
const MaxBatch = 50

// A BatchResult tells what came of one case of a batch.
type BatchResult struct {
	Case *store.Case // as it is now; nil where there is none for this person
	Step *flow.Step  // where it stands now
	Err  error       // why the move was not made; nil where it was
}

// InBatch reports whether a move can be made in several cases at once: nothing
// but the same words is asked for.
func InBatch(m *flow.Move) bool { return len(m.Wants) == 0 && !slices.Contains(m.By, flow.Program) }

// ActBatch makes a move in each of several cases, every one in a transaction of
// its own and by the same verb as a single act: what that would refuse is
// refused here, and the others go on. What is wrong with the whole batch is an
// error, and then nothing was done.
func (c *Cases) ActBatch(ctx context.Context, who Actor, b Batch) ([]BatchResult, error) {
	p, err := c.Procedure(ctx, b.Procedure)
	if err != nil {
		return nil, err
	}
	step := p.Step(b.Step)
	if step == nil {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	move := step.Move(b.Move)
	words := strings.TrimSpace(vi.Clean(b.Reason))
	switch {
	case move == nil || !InBatch(move):
		return nil, fault.New(fault.Invalid, "cases.batch_move").In("move")
	case move.Reason == flow.ReasonRequired && words == "":
		return nil, fault.New(fault.Invalid, "cases.batch_reason").In("reason")
	case len(b.Items) == 0:
		return nil, fault.New(fault.Invalid, "cases.batch_none").In("item")
	case len(b.Items) > MaxBatch:
		return nil, fault.New(fault.Invalid, "cases.batch_many", MaxBatch).In("item")
	}
	if move.Reason == flow.NoReason {
		words = ""
	}
	results := make([]BatchResult, len(b.Items))
	for i, it := range b.Items {
		version := it.Version
		if version <= 0 {
			version = -1 // nobody has looked at it
		}
		r := &results[i]
		_, r.Err = c.Act(ctx, who, Input{Case: it.Case, Version: version, Act: flow.Act{Kind: flow.DoMove, Move: b.Move, Reason: words},
			Before: func(_ context.Context, _ *store.Tx, d *Dossier) error {
				if d.Case.Procedure != b.Procedure || d.State.Step != b.Step {
					return fault.New(fault.Conflict, "cases.batch_elsewhere")
				}
				return nil
			}})
		switch fault.KindOf(r.Err) {
		case fault.Conflict, fault.Invalid, fault.Denied, fault.NotFound:
		default:
			if r.Err != nil {
				return results[:i+1], r.Err
			}
		}
		if v, err := c.See(ctx, who, it.Case); err == nil {
			r.Case, r.Step = v.Case, v.Procedure.Step(v.State.Step)
		}
	}
	return results, nil
}
