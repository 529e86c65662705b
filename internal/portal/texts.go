package portal

import (
	"context"
	"sync"

	"congbo/internal/content"
	"congbo/internal/store"
)

// texts are the revisions that stand in lists and feeds, as they were read: a
// new item changes one entry of a list, and the others need not be read and
// parsed again for that. A revision never changes, so nothing of it can be
// stale; which one is shown is always read.
type texts struct {
	mu     sync.Mutex
	known  map[textKey]knownText
	weight int
}

// A textKey is a revision as an edition shows it: its hash is part of the name,
// so that what an edition does not vouch for is never taken for it.
type textKey struct {
	revision int64
	hash     string
}

type knownText struct {
	revision *content.Revision
	weight   int
}

// heaviestTexts bounds what is kept, in words and what each text weighs beside
// them: some five megabytes.
const (
	heaviestTexts = 120_000
	lightestText  = 100
)

// text reads the revision of a live edition. It must not be changed.
func (rd *reader) text(ctx context.Context, e *store.Edition) (*content.Revision, error) {
	t, key := &rd.p.texts, textKey{e.Revision, e.Hash}
	t.mu.Lock()
	k, ok := t.known[key]
	t.mu.Unlock()
	if ok {
		return k.revision, nil
	}
	r, err := rd.tx.Revision(ctx, e.Revision)
	if err == nil && e.Hash != "" {
		t.keep(key, r)
	}
	return r, err
}

func (t *texts) keep(key textKey, r *content.Revision) {
	k := knownText{r, lightestText + r.Body.WordCount()}
	if k.weight > heaviestTexts/10 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, twice := t.known[key]; twice {
		return
	}
	if t.known == nil {
		t.known = make(map[textKey]knownText)
	}
	t.known[key] = k
	t.weight += k.weight
	for old, o := range t.known { // whichever comes first goes
		if t.weight <= heaviestTexts {
			break
		}
		if old != key {
			delete(t.known, old)
			t.weight -= o.weight
		}
	}
}
