package procdoc

import (
	"slices"
	"strings"

	"congbo/internal/flow"
)

// kinds are the names of kinds of information; one that the office does not know
// any more keeps its id.
func (w *Words) kinds(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if k, ok := w.Kinds[id]; ok {
			names[i] = k.In(w.L)
		}
	}
	return strings.Join(names, ", ")
}

// rhythms says in which rhythm a step hands over, and which kinds in another.
func (w *Words) rhythms(b *flow.Batching) string {
	text := b.Rhythm.In(w.L)
	for _, k := range b.Kinds {
		text += "; " + w.kindRhythm(k)
	}
	return text
}

func (w *Words) kindRhythm(k flow.KindRhythm) string { return w.kinds(k.Of) + ": " + k.Rhythm.In(w.L) }

// Batch says how a step gathers its cases and hands them over.
func (w *Words) Batch(s *flow.Step) string {
	if s.Batch == nil {
		return ""
	}
	return w.t("procdoc.batch_is", w.batchMove(s), w.rhythms(s.Batch))
}

func (w *Words) batchMove(s *flow.Step) string {
	if m := s.Move(s.Batch.Move); m != nil {
		return m.Label.In(w.L)
	}
	return string(s.Batch.Move)
}

// batch compares how a step gathers its cases: by which move, how often, and who
// is told when it is late.
func (c *comparison) batch(a, b *flow.Step) {
	if a.Batch == nil || b.Batch == nil {
		c.value("batch", a.Batch == b.Batch, c.a.Batch(a), c.b.Batch(b))
		return
	}
	was, now := a.Batch, b.Batch
	c.value("batch_move", was.Move == now.Move, quoted(c.a.batchMove(a)), quoted(c.b.batchMove(b)))
	c.value("batch_rhythm", was.Rhythm == now.Rhythm, was.Rhythm.In(c.l), now.Rhythm.In(c.l))
	list(c, "batch_kinds", was.Kinds, now.Kinds, func(k flow.KindRhythm) string {
		return strings.Join(slices.Sorted(slices.Values(k.Of)), " ") + "/" + k.Rhythm.String()
	}, c.a.kindRhythm, c.b.kindRhythm)
	list(c, "batch_late", was.Late, now.Late, self, c.a.role, c.b.role)
}
