package store

import (
	lru "container/list"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"congbo/internal/search"
)

// A shelfmark is a bucket without its pages: what every search needs of it.
type shelfmark struct {
	id    int64
	stamp int64
	len   int
	dead  search.Bits
	search.Span
}

// shelves are what is remembered of indexes: the buckets of each site as of a
// version, and pages of buckets within a budget. A bucket never changes, and is
// remembered by its stamp; only what was committed is.
type shelves struct {
	mu      sync.Mutex
	sites   map[int64]*siteShelves
	pages   map[pageName]*lru.Element
	recent  lru.List // of *pageKept, the one used last in front
	size    int
	buckets int // of all sites
}

type siteShelves struct {
	version int64
	buckets []shelfmark // the one with the newest edition first
	words   *search.Vocabulary
	wordsOf [2]int64 // what of the editions in no bucket they were made from
}

type pageName struct {
	stamp int64
	page  int
}

type pageKept struct {
	name pageName
	data any // []byte, or []search.Doc
	size int
}

// The numbers under which other things than pages are remembered.
const (
	docsPage = -1 // who has which slot of a bucket
	keysPage = -2 // the keys of an edition that is in no bucket
)

// What is remembered of pages is bounded, in bytes: shelvesMost, and as much more
// for each bucket as a search reads of it, up to four times that. A search for a
// common word goes through all buckets: where they are many, a fixed bound would
// have every search read them anew.
const (
	shelvesMost = 24 << 20
	ofABucket   = 160 << 10
)

func (s *shelves) most() int {
	return min(shelvesMost+s.buckets*ofABucket, 4*shelvesMost)
}

func (s *shelves) page(n pageName) (any, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.pages[n]
	if !ok {
		return nil, false
	}
	s.recent.MoveToFront(e)
	return e.Value.(*pageKept).data, true
}

func (s *shelves) keep(n pageName, data any, size int) {
	size += 100
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.pages[n]; there || size > s.most()/8 {
		return
	}
	if s.pages == nil {
		s.pages = make(map[pageName]*lru.Element)
	}
	s.pages[n] = s.recent.PushFront(&pageKept{n, data, size})
	for s.size += size; s.size > s.most(); {
		e := s.recent.Back()
		k := s.recent.Remove(e).(*pageKept)
		delete(s.pages, k.name)
		s.size -= k.size
	}
}

// rememberPage keeps what was read in a view, which sees only what is committed.
func (tx *Tx) rememberPage(n pageName, data any, size int) {
	if !tx.writes {
		tx.s.shelves.keep(n, data, size)
	}
}

// shelfmarks returns the buckets of a site that are in use.
func (tx *Tx) shelfmarks(ctx context.Context, site int64) (*siteShelves, error) {
	var version int64
	if err := tx.row(ctx, `SELECT coalesce(max(version), 0) FROM search_site WHERE site_id = ?`, site).Scan(&version); err != nil {
		return nil, fmt.Errorf("index of site %d: %w", site, err)
	}
	sh := &tx.s.shelves
	sh.mu.Lock()
	known := sh.sites[site]
	sh.mu.Unlock()
	if known != nil && known.version == version && !tx.writes {
		return known, nil
	}
	var err error
	known = &siteShelves{version: version}
	known.buckets, err = tx.readShelfmarks(ctx, site)
	if err != nil {
		return nil, err
	}
	if !tx.writes {
		sh.mu.Lock()
		if sh.sites == nil {
			sh.sites = make(map[int64]*siteShelves)
		}
		if before := sh.sites[site]; before != nil {
			sh.buckets -= len(before.buckets)
		}
		sh.buckets += len(known.buckets)
		sh.sites[site] = known
		sh.mu.Unlock()
	}
	return known, nil
}

func (tx *Tx) readShelfmarks(ctx context.Context, site int64) ([]shelfmark, error) {
	marks, err := list(ctx, tx, `SELECT id, stamp, editions, dead, first_at, last_at FROM search_bucket WHERE site_id = ? AND used`, []any{site},
		func(scan func(...any) error, m *shelfmark) error {
			var dead []byte
			if err := scan(&m.id, &m.stamp, &m.len, &dead, at(&m.First), at(&m.Last)); err != nil {
				return err
			}
			var err error
			m.dead, err = search.DecodeBits(dead)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("index of site %d: %w", site, err)
	}
	slices.SortFunc(marks, func(a, b shelfmark) int { return b.Last.Compare(a.Last) })
	return marks, nil
}

// docsOf tells who has which slot of a bucket.
func (tx *Tx) docsOf(ctx context.Context, m *shelfmark) ([]search.Doc, error) {
	name := pageName{m.stamp, docsPage}
	if v, ok := tx.s.shelves.page(name); ok {
		return v.([]search.Doc), nil
	}
	var data []byte
	if err := tx.row(ctx, `SELECT docs FROM search_bucket WHERE id = ?`, m.id).Scan(&data); err != nil {
		return nil, found(err, "search bucket")
	}
	docs, err := search.DecodeDocs(data)
	if err == nil {
		tx.rememberPage(name, docs, 32*len(docs))
	}
	return docs, err
}

// eachFresh calls fn with the editions of a site that are in no bucket, as
// buckets, the newest first.
func (tx *Tx) eachFresh(ctx context.Context, site int64, fn func(*search.Shelf) error) error {
	type fresh struct {
		search.Doc
		stamp int64
	}
	all, err := list(ctx, tx, `SELECT edition_id, first_at, stamp FROM search_fresh WHERE site_id = ? ORDER BY first_at DESC, edition_id DESC`, []any{site},
		func(scan func(...any) error, f *fresh) error { return scan(&f.Edition, at(&f.At), &f.stamp) })
	if err != nil {
		return fmt.Errorf("index of site %d: %w", site, err)
	}
	for part := range slices.Chunk(all, search.Docs) {
		docs, keys := make([]search.Doc, len(part)), make([]search.Keys, len(part))
		for i, f := range part {
			docs[i] = f.Doc
			name := pageName{f.stamp, keysPage}
			if v, ok := tx.s.shelves.page(name); ok {
				keys[i] = v.(search.Keys)
				continue
			}
			var data []byte
			if err := tx.row(ctx, `SELECT data FROM search_fresh WHERE edition_id = ?`, f.Edition).Scan(&data); err != nil {
				return found(err, "edition in the index")
			}
			if keys[i], _, err = search.Decode(data); err != nil {
				return fmt.Errorf("edition %d in the index: %w", f.Edition, err)
			}
			tx.rememberPage(name, keys[i], 8*len(keys[i]))
		}
		err := fn(&search.Shelf{Span: search.Span{First: docs[len(docs)-1].At, Last: docs[0].At}, Len: len(docs),
			Bits: search.OfKeys(keys), Docs: func() ([]search.Doc, error) { return docs, nil }})
		if err != nil {
			return err
		}
	}
	return nil
}

// A goner is an edition that is not to be found though a bucket may have it.
type goner struct {
	edition int64
	first   time.Time
}

func (tx *Tx) goners(ctx context.Context, site int64) ([]goner, error) {
	return list(ctx, tx, `SELECT edition_id, first_at FROM search_gone WHERE site_id = ? AND from_at <= ?`, []any{site, instant(tx.now)},
		func(scan func(...any) error, g *goner) error { return scan(&g.edition, at(&g.first)) })
}

// slotOf finds an edition among those of a bucket.
func slotOf(docs []search.Doc, edition int64) int {
	return slices.IndexFunc(docs, func(d search.Doc) bool { return d.Edition == edition })
}

func within(s search.Span, t time.Time) bool { return !t.Before(s.First) && !t.After(s.Last) }
