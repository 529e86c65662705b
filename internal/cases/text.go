package cases

import (
	"context"
	"sync"

	"congbo/internal/content"
	"congbo/internal/store"
)

// A text is a revision with what follows from it alone and is worth working
// out only once: a revision never changes.
type text struct {
	revision content.Revision
	hashes   content.Hashes
	checks   map[string]bool
	misfits  []content.Misfit
	size     int // bytes in memory, about
}

// textsKept is how many bytes of texts are remembered, about.
const textsKept = 32 << 20

// texts remembers the texts that were lately decided on, so that reading,
// checking and hashing one is not repeated at every act.
type texts struct {
	mu    sync.Mutex
	known map[int64]*text // by the revision's ID
	size  int
}

func (ts *texts) get(id int64) *text {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.known[id]
}

// keep remembers t, and forgets all others where they are too many.
func (ts *texts) keep(t *text) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.known == nil || ts.size+t.size > textsKept {
		ts.known, ts.size = make(map[int64]*text), 0
	}
	if ts.known[t.revision.ID] == nil {
		ts.known[t.revision.ID] = t
		ts.size += t.size
	}
}

// ForgetTexts forgets the texts that are remembered: some were taken away.
func (c *Cases) ForgetTexts() {
	c.texts.mu.Lock()
	defer c.texts.mu.Unlock()
	c.texts.known, c.texts.size = nil, 0
}

// text returns a revision as package flow has to know it.
func (c *Cases) text(ctx context.Context, tx *store.Tx, id int64) (*text, error) {
	if t := c.texts.get(id); t != nil {
		return t, nil
	}
	r, err := tx.Revision(ctx, id)
	if err != nil {
		return nil, err
	}
	t := &text{revision: *r, hashes: r.Hashes(), checks: MachineChecks(*r), misfits: r.Misfits(), size: sizeOf(r.Body.Doc)}
	tx.Remember(func() { c.texts.keep(t) })
	return t, nil
}

// sizeOf estimates the bytes that a node takes in memory.
func sizeOf(n content.Node) int {
	size := 200 + len(n.Text)
	for _, in := range n.Content {
		size += sizeOf(in)
	}
	return size
}
