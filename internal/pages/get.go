package pages

import (
	"context"
	"time"

	"congbo/internal/httpx"
)

// A flight is a page being made, for all who wait for it.
type flight struct {
	done chan struct{}
	page *Page
	err  error
}

// Get returns the page under a key, making it where there is none or something
// it was made from has changed. Of any number who ask at once, one makes it.
// Where that fails, or takes too long, they get the last good page, unless
// something that stands on it was taken away from readers.
func (s *Store) Get(ctx context.Context, key string, make Maker) (*Page, error) {
	for try := 0; ; try++ {
		p, e := s.kept(key)
		if s.valid(p) {
			if !e.used.Load() {
				e.used.Store(true)
			}
			s.hits.Add(1)
			s.again(key, p)
			return p, nil
		}
		last := p
		if !s.showable(last) {
			last = nil
		}
		if last != nil && s.now().UnixMicro()-s.failed.Load() < pause.Microseconds() {
			s.stale.Add(1)
			return last, nil
		}
		p, err := s.wait(ctx, s.fly(ctx, key, make), last)
		switch {
		case err != nil:
			return nil, err
		case p == last || s.valid(p) || try == 2:
			// What the second flight made began after this reader had asked.
			return p, nil
		}
	}
}

func (s *Store) kept(key string) (*Page, *entry) {
	s.mu.RLock()
	e := s.entries[key]
	s.mu.RUnlock()
	if e == nil {
		return nil, nil
	}
	return e.page.Load(), e
}

// fly joins the flight of a key, or begins one.
func (s *Store) fly(ctx context.Context, key string, make Maker) *flight {
	f := &flight{done: newDone()}
	if other, under := s.flights.LoadOrStore(key, f); under {
		return other.(*flight)
	}
	ctx = context.WithoutCancel(ctx)
	go func() {
		ctx, cancel := context.WithTimeout(ctx, makeLimit)
		defer cancel()
		defer func() {
			s.flights.Delete(key)
			close(f.done)
		}()
		f.page, f.err = s.produce(ctx, key, make)
	}()
	return f
}

func newDone() chan struct{} { return make(chan struct{}) }

// wait waits for a flight; last is what there is instead, nil for nothing.
func (s *Store) wait(ctx context.Context, f *flight, last *Page) (*Page, error) {
	var late <-chan time.Time
	if last != nil {
		patience := s.Patience
		if patience == 0 {
			patience = defaultPatience
		}
		t := time.NewTimer(patience)
		defer t.Stop()
		late = t.C
	}
	select {
	case <-f.done:
	case <-late:
		s.stale.Add(1)
		return last, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if f.err != nil && infrastructure(f.err) && s.showable(last) {
		s.stale.Add(1)
		return last, nil
	}
	return f.page, f.err
}

// produce takes a page from the disk, or makes it; unless another flight has
// landed since it was asked for.
func (s *Store) produce(ctx context.Context, key string, make Maker) (*Page, error) {
	if p, _ := s.kept(key); s.valid(p) {
		return p, nil
	}
	old := s.load(key)
	if old != nil {
		s.put(key, old)
		if s.valid(old) {
			return old, nil
		}
	}
	made, err := s.turn(ctx, make)
	if err != nil {
		if !infrastructure(err) {
			s.drop(key)
			return nil, err
		}
		s.errors.Add(1)
		now := s.now().UnixMicro()
		s.failed.Store(now)
		if before := s.told.Load(); s.Log != nil && now-before > (10*time.Second).Microseconds() && s.told.CompareAndSwap(before, now) {
			s.Log.Warn("a page could not be made; the last good one is served where there is one", "page", key, "err", err)
		}
		if s.showable(old) {
			s.stale.Add(1)
			return old, nil
		}
		return nil, err
	}
	s.made.Add(1)
	s.failed.Store(0)
	p := &Page{Packed: made.Packed, Lang: made.Lang, seq: made.Seq, born: s.now(), tags: made.Tags}
	if !made.Until.IsZero() {
		p.until = made.Until.UnixMicro()
	}
	s.put(key, p)
	s.save(key, p)
	return p, nil
}

// again has a page that somebody reads again packed well, which takes longer than
// to make it. Not at once: what has just been published drops many pages that
// are to be made first, and what changes every moment is not worth it.
func (s *Store) again(key string, p *Page) {
	if p.Brief() && s.now().Sub(p.born) >= settled {
		p.Better(func(well *httpx.Packed) { s.better(key, p, well) })
	}
}

// better puts a page as it was packed well in the place of what readers got who
// could not wait, and keeps it on disk.
func (s *Store) better(key string, brief *Page, well *httpx.Packed) {
	p := &Page{Packed: well, Lang: brief.Lang, seq: brief.seq, until: brief.until, tags: brief.tags, marks: brief.marks}
	for at := range brief.prepared {
		if before := brief.prepared[at].Load(); before != nil {
			p.prepared[at].Store(before.With(well))
		}
	}
	s.mu.Lock()
	e := s.entries[key]
	if e == nil || !e.page.CompareAndSwap(brief, p) {
		s.mu.Unlock()
		return
	}
	s.bytes -= e.size
	e.size = int64(p.Size()) + overhead
	s.bytes += e.size
	s.evict(e)
	s.mu.Unlock()
	for at := range brief.prepared {
		if before := brief.prepared[at].Load(); before != nil && p.prepared[at].Load() == nil {
			p.prepared[at].CompareAndSwap(nil, before.With(well))
		}
	}
	s.save(key, p)
}

// put keeps a page in memory.
func (s *Store) put(key string, p *Page) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range p.tags {
		s.markLocked(t) // whatever they make forgotten is forgotten before
	}
	p.marks = make([]*mark, len(p.tags))
	for i, t := range p.tags {
		p.marks[i] = s.markLocked(t)
	}
	if p.seq < s.floor {
		raise(&s.markLocked(forgotten).changed, s.floor)
		p.tags, p.marks = append(p.tags, forgotten), append(p.marks, s.marks[forgotten])
		return
	}
	if s.entries == nil {
		s.entries = make(map[string]*entry)
	}
	e := s.entries[key]
	if e == nil {
		e = &entry{key: key, slot: len(s.ring)}
		s.entries[key] = e
		s.ring = append(s.ring, e)
	}
	if before := e.page.Load(); before != nil && before.seq > p.seq {
		return // a slower one
	}
	s.bytes -= e.size
	e.size = int64(p.Size()) + overhead
	s.bytes += e.size
	e.page.Store(p)
	s.evict(e)
}

// forgotten is the tag of pages whose changes are not known any more.
var forgotten = Tag{-1, "forgotten"}

// evict makes room: pages that nobody has read since the hand last passed go.
func (s *Store) evict(but *entry) {
	limit := s.Memory
	if limit == 0 {
		limit = defaultMemory
	}
	for s.bytes > limit && len(s.ring) > 1 {
		s.hand %= len(s.ring)
		e := s.ring[s.hand]
		if e == but || e.used.Swap(false) {
			s.hand++
			continue
		}
		s.remove(e)
	}
}

func (s *Store) remove(e *entry) {
	last := s.ring[len(s.ring)-1]
	s.ring[e.slot], last.slot = last, e.slot
	s.ring = s.ring[:len(s.ring)-1]
	delete(s.entries, e.key)
	for _, n := range e.names {
		delete(s.names, n)
	}
	s.bytes -= e.size
	e.page.Store(nil)
	s.keepViews(e)
}

// drop forgets the page under a key: there is none at that address any more.
func (s *Store) drop(key string) {
	s.mu.Lock()
	if e := s.entries[key]; e != nil {
		s.remove(e)
	}
	s.mu.Unlock()
	s.unlink(key)
}
