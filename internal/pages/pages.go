// Package pages keeps what readers are shown as it is sent: made once,
// compressed once, and dropped exactly when something it was made from changes.
// So reading costs nothing, and goes on while the database is away.
//
// A page is kept under a key, with the tags of what it was made from and the
// number of the newest change that its maker could see. A change of a tag with a
// higher number drops it. The memory that pages take is bounded; the rest lies
// on disk and is there again after a restart.
//
// The store knows nothing of requests: what it is given is the same for
// everybody, and is never made from anything that a reader sent beyond the
// address.
package pages

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"congbo/internal/fault"
	"congbo/internal/httpx"
)

// A Tag names something that pages are made from, at a site; site 0 is all
// sites. See the tags of package store.
type Tag struct {
	Site int64
	Name string
}

// A Change says that what a tag names has changed. Numbers grow in the order of
// the changes. Gone: something was taken away from readers, so that an older
// page is not shown again, whatever happens.
type Change struct {
	Seq int64
	Tag
	Gone bool
}

// What a Maker made.
type Made struct {
	*httpx.Packed
	Lang  string
	Tags  []Tag
	Seq   int64     // the newest change that it saw
	Until time.Time // when it changes by itself; zero: never
}

// A Maker makes a page. It gets a context that outlives the request which asked
// first, since others wait for the same page. An error of kind Internal or
// Unavailable is a failure, and readers get the last good page while there is
// one; any other is the answer.
type Maker func(context.Context) (*Made, error)

// A Page is as it is sent.
type Page struct {
	*httpx.Packed
	Lang string

	seq      int64
	born     time.Time // when it was made; zero: in another run
	until    int64     // microseconds since 1970; 0: never
	tags     []Tag
	marks    []*mark                           // of tags
	prepared [2]atomic.Pointer[httpx.Prepared] // in the clear, and over HTTPS
}

// way is the place of prepared responses.
func way(https bool) int {
	if https {
		return 1
	}
	return 0
}

// Stale reports whether a page is not as it would be made now: the last good one
// where making it failed.
func (s *Store) Stale(p *Page) bool { return !s.valid(p) }

// A mark is the newest known change of a tag.
type mark struct{ changed, gone atomic.Int64 }

func raise(v *atomic.Int64, to int64) {
	for {
		now := v.Load()
		if now >= to || v.CompareAndSwap(now, to) {
			return
		}
	}
}

// A Store keeps pages. Its exported fields are set before it is used.
type Store struct {
	Memory int64            // bytes that pages may take in memory; 0: a default
	Dir    string           // where the rest lies; empty: nowhere
	Disk   int64            // bytes that it may take; 0: a default
	Now    func() time.Time // for pages that change by the clock
	Log    *slog.Logger
	// Patience is how long readers wait for a page to be made while there is a
	// last good one; 0: a default.
	Patience time.Duration
	// Makers is how many pages are made at once; 0: two for each processor. More
	// would take no less time together, and memory for all of them.
	Makers int
	// Alone is how long pages are served without a word after the changes of
	// others could last be read; 0: a default.
	Alone time.Duration

	mu      sync.RWMutex
	entries map[string]*entry // by key
	names   map[string]named  // by address
	marks   map[Tag]*mark
	ring    []*entry // for the clock hand that looks for what nobody reads
	hand    int
	bytes   int64
	floor   int64 // pages that saw less cannot be judged any more

	flights sync.Map // key → *flight
	opened  sync.Once
	making  chan struct{} // one for each page that is being made
	failed  atomic.Int64
	told    atomic.Int64
	follows atomic.Bool
	heard   atomic.Int64     // when the changes of others were last read
	left    map[string]int64 // views of pages that are in memory no more, by key

	disk disk

	hits, made, stale, errors atomic.Int64
}

// Defaults, and the bound of what is remembered of tags.
const (
	defaultMemory   = 16 << 20 // some 250 pages; the heap is twice what lives in it
	defaultDisk     = 2 << 30
	defaultPatience = 2 * time.Second
	defaultAlone    = 24 * time.Hour
	makeLimit       = 30 * time.Second
	pause           = time.Second // between two tries to make pages after a failure
	settled         = time.Second // how long a page has stood before it is packed well
	overhead        = 12 << 10    // of a page beside its bytes: heads, tags
	maxMarks        = 1 << 17
	maxNames        = 4 // addresses of one page that are remembered
)

type entry struct {
	key   string
	page  atomic.Pointer[Page]
	used  atomic.Bool
	views atomic.Int64 // how often it was sent since somebody asked
	slot  int
	size  int64
	names []string
}

// State is how a store is doing.
type State struct {
	Pages, Bytes, Hits, Made, Stale, Failed int64
	// Heard is when the changes of others were last read; zero where nobody
	// reads them.
	Heard time.Time
}

// State tells how the store is doing.
func (s *Store) State() State {
	s.mu.RLock()
	defer s.mu.RUnlock()
	st := State{Pages: int64(len(s.entries)), Bytes: s.bytes, Hits: s.hits.Load(), Made: s.made.Load(), Stale: s.stale.Load(), Failed: s.errors.Load()}
	if at := s.heard.Load(); at != 0 {
		st.Heard = time.UnixMicro(at)
	}
	return st
}

func (s *Store) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// valid reports whether a page is as it would be made now.
func (s *Store) valid(p *Page) bool {
	if p == nil {
		return false
	}
	for _, m := range p.marks {
		if m.changed.Load() > p.seq {
			return false
		}
	}
	return p.until == 0 || s.now().UnixMicro() < p.until
}

// showable reports whether nothing was taken away of what stands on a page.
func (s *Store) showable(p *Page) bool {
	if p == nil {
		return false
	}
	for _, m := range p.marks {
		if m.gone.Load() > p.seq {
			return false
		}
	}
	return p.until == 0 || s.now().UnixMicro() < p.until
}

// Find returns the responses of the page at an address, as the request has it,
// and the address as "host path"; or nil: whatever is not in memory, sure and
// prepared is somebody else's to answer.
func (s *Store) Find(https bool, host, path []byte) (*httpx.Prepared, string) {
	var b [320]byte
	if len(host)+len(path)+2 > len(b) || s.Lone() {
		return nil, ""
	}
	at := way(https)
	name := append(append(append(append(b[:0], byte(at)), host...), ' '), path...)
	s.mu.RLock()
	n := s.names[string(name)]
	s.mu.RUnlock()
	if n.entry == nil {
		return nil, ""
	}
	p := n.entry.page.Load()
	if !s.valid(p) {
		return nil, ""
	}
	prepared := p.prepared[at].Load()
	if prepared == nil {
		return nil, ""
	}
	if !n.entry.used.Load() {
		n.entry.used.Store(true)
	}
	s.hits.Add(1)
	n.entry.views.Add(1)
	s.again(n.entry.key, p)
	return prepared, n.text[1:]
}

// A named page is one with an address: its way, then "host path".
type named struct {
	entry *entry
	text  string
}

// Prepare has an address lead to a page; make prepares its responses where they
// are not yet.
func (s *Store) Prepare(key string, https bool, host, path string, p *Page, make func() *httpx.Prepared) {
	at := way(https)
	if p.prepared[at].Load() == nil {
		p.prepared[at].CompareAndSwap(nil, make())
	}
	name := string(rune(at)) + host + " " + path
	s.mu.RLock()
	e := s.entries[key]
	known := e != nil && s.names[name].entry == e
	s.mu.RUnlock()
	if e != nil { // it may have been packed well since
		if q := e.page.Load(); q != nil && q != p && q.seq == p.seq && q.prepared[at].Load() == nil && bytes.Equal(q.Bytes(), p.Bytes()) {
			q.prepared[at].CompareAndSwap(nil, p.prepared[at].Load().With(q.Packed))
		}
	}
	if known || e == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e = s.entries[key]; e == nil || len(e.names) >= maxNames {
		return
	}
	if s.names == nil {
		s.names = map[string]named{}
	}
	s.names[name] = named{e, name}
	e.names = append(e.names, name)
}

// Changed drops what was made from the tags of changes. Changes may come more
// than once and in any order.
func (s *Store) Changed(changes []Change) {
	for _, c := range changes {
		m := s.mark(c.Tag)
		raise(&m.changed, c.Seq)
		if c.Gone {
			raise(&m.gone, c.Seq)
			s.disk.unclean.Store(true)
		}
	}
}

// mark finds what is known of a tag.
func (s *Store) mark(t Tag) *mark {
	s.mu.RLock()
	m := s.marks[t]
	s.mu.RUnlock()
	if m != nil {
		return m
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.markLocked(t)
}

func (s *Store) markLocked(t Tag) *mark {
	if m := s.marks[t]; m != nil {
		return m
	}
	if s.marks == nil {
		s.marks = make(map[Tag]*mark)
	}
	if len(s.marks) >= maxMarks {
		s.forgetMarks()
	}
	m := &mark{}
	s.marks[t] = m
	return m
}

// forgetMarks keeps what is known of tags of pages in memory. Any other page
// that saw less than what is forgotten is not believed again.
func (s *Store) forgetMarks() {
	kept := make(map[Tag]*mark)
	for _, e := range s.entries {
		if p := e.page.Load(); p != nil {
			for i, t := range p.tags {
				kept[t] = p.marks[i]
			}
		}
	}
	for t, m := range s.marks {
		if kept[t] == nil {
			s.floor = max(s.floor, m.changed.Load())
		}
	}
	if len(kept) >= maxMarks/2 { // pages with so many tags are given up, too
		for _, e := range s.ring {
			e.page.Store(nil)
			s.keepViews(e)
		}
		s.entries, s.names, s.ring, s.hand, s.bytes = nil, nil, nil, 0, 0
		for _, m := range kept {
			s.floor = max(s.floor, m.changed.Load())
		}
		kept = make(map[Tag]*mark)
	}
	s.marks = kept
}

// Forget drops everything: what was missed is not known.
func (s *Store) Forget(seq int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.ring {
		e.page.Store(nil)
		s.keepViews(e)
	}
	s.entries, s.names, s.ring, s.hand, s.bytes = nil, nil, nil, 0, 0
	s.marks, s.floor = nil, max(s.floor, seq)
}

// Sees reports whether what was known at a change still holds of a tag.
func (s *Store) Sees(t Tag, seq int64) bool { return s.mark(t).changed.Load() <= seq }

// Lone reports whether the changes of others could not be read for so long that
// readers must be told.
func (s *Store) Lone() bool {
	if !s.follows.Load() {
		return false
	}
	limit := s.Alone
	if limit == 0 {
		limit = defaultAlone
	}
	return s.now().UnixMicro()-s.heard.Load() > limit.Microseconds()
}

// infrastructure reports whether an error is a failure rather than an answer.
func infrastructure(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Internal || k == fault.Unavailable
}
