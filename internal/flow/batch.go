package flow

import (
	"slices"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/workday"
)

// A Batching has a step gather its cases and hand them over together, in a
// rhythm that hangs on the kind of information (R-M4). What cannot wait leaves
// the step by another of its moves.
type Batching struct {
	Move   MoveID         // by which they are handed over; nobody makes it for one case alone
	Rhythm workday.Rhythm // of every kind that Kinds does not name
	Kinds  []KindRhythm
	Late   []people.Role // told when a batch was not handed over in time; none: who answers for the step
}

// A KindRhythm is the rhythm of some kinds of information.
type KindRhythm struct {
	Of     []string
	Rhythm workday.Rhythm
}

// RhythmOf is that of a kind of information.
func (b *Batching) RhythmOf(kind string) workday.Rhythm {
	for _, k := range b.Kinds {
		if slices.Contains(k.Of, kind) {
			return k.Rhythm
		}
	}
	return b.Rhythm
}

// Rhythms are all in which the step hands over, each once.
func (b *Batching) Rhythms() []workday.Rhythm {
	list := []workday.Rhythm{b.Rhythm}
	for _, k := range b.Kinds {
		if !slices.Contains(list, k.Rhythm) {
			list = append(list, k.Rhythm)
		}
	}
	return list
}

// WhoIsLate are the roles that are told when a batch of the step is late.
func (s *Step) WhoIsLate() []people.Role {
	if len(s.Batch.Late) > 0 {
		return s.Batch.Late
	}
	return s.responsible()
}

// A Gathering is a case that waits to be handed over with others.
type Gathering struct {
	Rhythm workday.Rhythm `json:"rhythm"`
	Since  time.Time      `json:"since"`
	Due    time.Time      `json:"due"` // when its batch is to be handed over
}

// gather puts the case into the next batch of its kind: its date is the limit
// of the step.
func (r *run) gather() {
	r.s.Gather = nil
	step := r.step()
	if step.Batch == nil {
		return
	}
	cal := r.f.stepCalendar(step)
	g := Gathering{Rhythm: step.Batch.RhythmOf(r.f.Kind), Since: r.now}
	g.Due = instant(cal.Recur(g.Since, g.Rhythm))
	r.s.Gather = &g
	r.s.Clock = Clock{Set: g.Due, Started: r.now}
	r.s.Clock.count(cal)
}

// regather puts a case whose kind was changed into the batch of its kind now.
func (r *run) regather() {
	g, step := r.s.Gather, r.step()
	if g == nil || step.Batch.RhythmOf(r.f.Kind) == g.Rhythm {
		return
	}
	was := r.s.Due()
	r.gather()
	if due := r.s.Due(); !due.Equal(was) {
		h := r.happen(event.BatchChanged)
		h.Due, h.Was = due, was
	}
}

// recountBatch gives the batch its date by the calendar as it is now; one that
// is late stays late.
func (r *run) recountBatch(cal *workday.Calendar) {
	g := r.s.Gather
	if g == nil || !g.Due.After(r.now) {
		return
	}
	again := *g
	again.Due = instant(cal.Recur(g.Since, g.Rhythm))
	r.s.Gather = &again
	r.s.Clock.Set = again.Due
	r.s.Clock.count(cal)
}

// handOver hands the case over as one of a batch.
func (r *run) handOver(a Act, by Actor) error {
	step := r.step()
	if step.Batch == nil {
		return fault.New(fault.Conflict, "flow.no_batch", step.Title)
	}
	if a.Batch <= 0 {
		return fault.New(fault.Invalid, "flow.batch_only")
	}
	m := step.Move(step.Batch.Move)
	if err := r.entitle(r.p.moveTask(step, m), by); err != nil {
		return err
	}
	if err := r.open(step, m); err != nil {
		return err
	}
	at := len(r.hs)
	r.make(step, m, a, "")
	for i := at; i < len(r.hs); i++ {
		if r.hs[i].Verb == event.CaseMoved {
			r.hs[i].Batch = a.Batch
		}
	}
	return nil
}

// inBatch reports whether the move is that by which the step hands over.
func (s *Step) inBatch(m *Move) bool { return s.Batch != nil && s.Batch.Move == m.ID }
