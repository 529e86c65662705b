package store

import (
	"context"
	"fmt"

	"congbo/internal/search"
)

// A Found is an edition that matches what was looked for.
type Found struct {
	Edition
	Unit    int64
	Lang    string
	Title   []search.Piece // with what was looked for marked
	Snippet []search.Piece
	Paper   bool // the snippet is of a file that it offers
}

// A FoundPage is a part of what a search finds.
type FoundPage struct {
	List  []Found
	Count int         // of all matches
	More  bool        // there are more than Count: they were not counted to the end
	Doubt bool        // something else may have been meant
	Next  *search.Hit // the place in the order behind which the next part begins; nil: this is the last
}

// looked is how many matches are looked at for one page at most, where phrases
// must be told from words that stand in pairs.
const looked = 200

// Search finds what is public on a site at the time of the transaction: those
// behind a place in the order (nil: from the first), at most limit.
func (tx *Tx) Search(ctx context.Context, site int64, p *search.Plan, after *search.Hit, limit int) (*FoundPage, error) {
	page := &FoundPage{}
	for seen := 0; ; {
		s, more, err := tx.lookThrough(ctx, site, p, after, limit+1)
		if err != nil {
			return nil, err
		}
		page.Count, page.More = s.Count, more
		hits := s.Found()
		if after == nil && len(hits) > 0 {
			page.Doubt = p.Doubtful(&hits[0])
		} else if after == nil {
			page.Doubt = p.Doubtful(nil)
		}
		for i, h := range hits {
			if len(page.List) == limit {
				page.Next = after
				return page, nil
			}
			after = &hits[i]
			f, err := tx.found(ctx, site, p, h)
			if err != nil {
				return nil, err
			}
			if f != nil {
				page.List = append(page.List, *f)
			}
		}
		if seen += len(hits); len(hits) <= limit || seen >= looked {
			if len(hits) > limit {
				page.Next = after
			}
			return page, nil
		}
	}
}

// CountFound counts what a search finds.
func (tx *Tx) CountFound(ctx context.Context, site int64, p *search.Plan) (int, error) {
	s, _, err := tx.lookThrough(ctx, site, p, nil, 0)
	if err != nil {
		return 0, err
	}
	return s.Count, nil
}

// found reads a match, nil where it is none after all.
func (tx *Tx) found(ctx context.Context, site int64, p *search.Plan, h search.Hit) (*Found, error) {
	var f Found
	var body, papers string
	all, err := list(ctx, tx, `SELECT `+editionColumns+`, d.unit_id, d.lang, x.body, x.papers FROM edition e JOIN document d ON d.id = e.document_id JOIN search_text x ON x.edition_id = e.id
		WHERE e.id = ? AND e.site_id = ? AND `+live, []any{h.Edition, site, instant(tx.now)}, func(scan func(...any) error, f *Found) error {
		return scan(editionInto(&f.Edition, refTo(&f.Unit), &f.Lang, &body, &papers)...)
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	f = all[0]
	if p.NeedsText() && !p.Holds(search.Text{Title: f.Edition.Title, Body: body, Papers: []string{papers}}) {
		return nil, nil
	}
	f.Title = p.Mark(f.Edition.Title)
	var marked bool
	if f.Snippet, marked = p.Snippet(body); !marked && papers != "" {
		if of, marked := p.Snippet(papers); marked {
			f.Snippet, f.Paper = of, true
		}
	}
	return &f, nil
}

// lookThrough puts the buckets of a site into a search, until it has enough:
// then more is true.
func (tx *Tx) lookThrough(ctx context.Context, site int64, p *search.Plan, after *search.Hit, limit int) (*search.Search, bool, error) {
	s := p.Begin(limit, after)
	gone, err := tx.goners(ctx, site)
	if err != nil {
		return nil, false, err
	}
	err = tx.eachFresh(ctx, site, func(b *search.Shelf) error {
		docs, err := b.Docs()
		for _, g := range gone {
			if slot := slotOf(docs, g.edition); slot >= 0 {
				b.Dead.Set(slot)
			}
		}
		if err == nil && s.Concerns(b.Span) {
			err = s.Put(b)
		}
		return err
	})
	if err != nil {
		return nil, false, err
	}
	known, err := tx.shelfmarks(ctx, site)
	if err != nil {
		return nil, false, err
	}
	r := shelfReader{tx: tx, needs: s.Needs()}
	for i := range known.buckets {
		m := &known.buckets[i]
		if s.Enough(m.Span) {
			return s, true, nil
		}
		if !s.Concerns(m.Span) {
			continue
		}
		r.ahead(ctx, known.buckets[i:])
		b := &search.Shelf{Span: m.Span, Len: m.len, Dead: m.dead,
			Bits: search.OfBucket(func(page int) ([]byte, error) { return r.page(ctx, m, page) }),
			Docs: func() ([]search.Doc, error) { return tx.docsOf(ctx, m) }}
		for _, g := range gone {
			if !within(m.Span, g.first) {
				continue
			}
			docs, err := b.Docs()
			if err != nil {
				return nil, false, err
			}
			if slot := slotOf(docs, g.edition); slot >= 0 {
				b.Dead.Set(slot)
			}
		}
		if err := s.Put(b); err != nil {
			return nil, false, fmt.Errorf("index of site %d, bucket %d: %w", site, m.id, err)
		}
	}
	return s, false, nil
}

// A shelfReader reads pages of buckets: of the first one alone, which is often
// enough, then of more and more at once.
type shelfReader struct {
	tx    *Tx
	needs []int
	got   map[pageName][]byte
	read  int // buckets read so far
	left  int // of those, not yet looked through
}

// page returns a page of a bucket.
func (r *shelfReader) page(ctx context.Context, m *shelfmark, page int) ([]byte, error) {
	name := pageName{m.stamp, page}
	if data, ok := r.got[name]; ok {
		return data, nil
	}
	if v, ok := r.tx.s.shelves.page(name); ok {
		return v.([]byte), nil
	}
	var data []byte
	if err := r.tx.row(ctx, `SELECT data FROM search_page WHERE bucket_id = ? AND page = ?`, m.id, page).Scan(&data); err != nil {
		return nil, found(err, "page of the index")
	}
	r.tx.rememberPage(name, data, len(data))
	return data, nil
}

// ahead reads what will be needed of the next buckets in one go.
func (r *shelfReader) ahead(ctx context.Context, next []shelfmark) {
	if r.left--; r.left > 0 || len(r.needs) == 0 {
		return
	}
	r.left = min(max(1, 4*r.read), 64, len(next))
	r.read += r.left
	byID := make(map[int64]int64)
	var ids []int64
	for i := range next[:r.left] {
		missing := false
		for _, page := range r.needs {
			if _, ok := r.tx.s.shelves.page(pageName{next[i].stamp, page}); !ok {
				missing = true
			}
		}
		if missing {
			byID[next[i].id] = next[i].stamp
			ids = append(ids, next[i].id)
		}
	}
	r.got = make(map[pageName][]byte)
	if len(ids) == 0 {
		return
	}
	buckets, args := marks(ids)
	pages, more := marks(r.needs)
	// What fails here fails again where the page is needed.
	_ = r.tx.each(ctx, `SELECT bucket_id, page, data FROM search_page WHERE bucket_id IN (`+buckets+`) AND page IN (`+pages+`)`, append(args, more...), func(scan func(...any) error) error {
		var bucket int64
		var page int
		var data []byte
		if err := scan(&bucket, &page, &data); err != nil {
			return err
		}
		name := pageName{byID[bucket], page}
		r.got[name] = data
		r.tx.rememberPage(name, data, len(data))
		return nil
	})
}

// vocabularyBuckets is how many of the newest buckets are asked for their words.
const vocabularyBuckets = 16

// Guesses are other ways to write what was looked for that find something, at
// most most.
func (tx *Tx) Guesses(ctx context.Context, site int64, p *search.Plan, most int) ([]string, error) {
	v, err := tx.vocabulary(ctx, site)
	if err != nil {
		return nil, err
	}
	var good []string
	for _, g := range v.Guesses(p) {
		q := p.Query
		q.Text = g
		other, err := search.Parse(q)
		if err != nil {
			continue
		}
		n, err := tx.CountFound(ctx, site, other)
		if err != nil {
			return nil, err
		}
		if n > 0 && len(good) < most {
			good = append(good, g)
		}
	}
	return good, nil
}

// vocabulary is the words of a site. It is remembered until the buckets, or what
// lies beside them, are others.
func (tx *Tx) vocabulary(ctx context.Context, site int64) (*search.Vocabulary, error) {
	known, err := tx.shelfmarks(ctx, site)
	if err != nil {
		return nil, err
	}
	var as [2]int64
	if err := tx.row(ctx, `SELECT count(*), coalesce(max(edition_id), 0) FROM search_fresh WHERE site_id = ?`, site).Scan(&as[0], &as[1]); err != nil {
		return nil, fmt.Errorf("words of site %d: %w", site, err)
	}
	sh := &tx.s.shelves
	sh.mu.Lock()
	words, of := known.words, known.wordsOf
	sh.mu.Unlock()
	if words != nil && of == as {
		return words, nil
	}
	if words, err = tx.readVocabulary(ctx, site); err != nil {
		return nil, fmt.Errorf("words of site %d: %w", site, err)
	}
	sh.mu.Lock()
	known.words, known.wordsOf = words, as
	sh.mu.Unlock()
	return words, nil
}

func (tx *Tx) readVocabulary(ctx context.Context, site int64) (*search.Vocabulary, error) {
	var words []search.Word
	err := tx.each(ctx, `SELECT words FROM search_bucket WHERE site_id = ? AND used ORDER BY last_at DESC LIMIT ?`, []any{site, vocabularyBuckets}, func(scan func(...any) error) error {
		var data []byte
		if err := scan(&data); err != nil {
			return err
		}
		all, err := search.DecodeWords(data)
		words = append(words, all...)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = tx.each(ctx, `SELECT data FROM search_fresh WHERE site_id = ? ORDER BY first_at DESC LIMIT ?`, []any{site, 4 * freshMost}, func(scan func(...any) error) error {
		var data []byte
		if err := scan(&data); err != nil {
			return err
		}
		_, all, err := search.Decode(data)
		for _, w := range all {
			words = append(words, search.Word{Text: w, Texts: 1})
		}
		return err
	})
	return search.NewVocabulary(words), err
}
