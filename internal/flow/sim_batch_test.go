package flow_test

import (
	"pgregory.net/rapid"

	"congbo/internal/event"
	"congbo/internal/flow"
)

// batches: a case waits for a batch exactly while it stands in a step that hands
// over together, until the instant that the rhythm of its kind gives; it leaves
// by the step's move of that with a batch, and with a batch by that alone; the
// history then names it (R-M4). Whatever else happens there moves its date only
// because its kind was changed.
func (w *sim) batches(t *rapid.T, old flow.State, a flow.Act, hs []flow.Happening) {
	step := w.p.Step(w.s.Step)
	if (w.s.Gather != nil) != (step.Batch != nil) {
		t.Fatalf("at %s waits for %+v", step.ID, w.s.Gather)
	}
	if g := w.s.Gather; g != nil {
		if g.Rhythm != step.Batch.RhythmOf(w.kind) {
			t.Fatalf("%s waits for %s", w.kind, g.Rhythm)
		}
		if !g.Due.Equal(w.cal.Recur(g.Since, g.Rhythm)) || !w.s.Clock.Due.Equal(g.Due) {
			t.Fatalf("since %v the batch is due %v, the step %v", g.Since, g.Due, w.s.Clock.Due)
		}
		if was := old.Gather; was != nil && old.Entry == w.s.Entry && was.Rhythm == g.Rhythm && !was.Due.Equal(g.Due) {
			t.Fatalf("%s moved the batch from %v to %v", a.Kind, was.Due, g.Due)
		}
	}
	from := w.p.Step(old.Step)
	handed := false
	for _, h := range hs {
		byBatch := h.Verb == event.CaseMoved && from.Batch != nil && h.Step == from.ID && h.Move == from.Batch.Move
		if byBatch != (h.Batch != 0) {
			t.Fatalf("%s by %s with batch %d", h.Verb, h.Move, h.Batch)
		}
		handed = handed || byBatch
	}
	if handed != (a.Kind == flow.DoHandOver) || handed && a.Batch == 0 {
		t.Fatalf("%s, batch %d, handed over %v", a.Kind, a.Batch, handed)
	}
}
