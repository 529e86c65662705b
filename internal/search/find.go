package search

import (
	"cmp"
	"slices"
	"time"
)

// A Hit is a text that matches: how well, and which.
type Hit struct {
	Score int // 0 to 15
	Doc
}

// compare puts hits in order: the better first, then the newer.
func (h Hit) compare(o Hit) int {
	return cmp.Or(cmp.Compare(o.Score, h.Score), o.At.Compare(h.At), cmp.Compare(o.Edition, h.Edition))
}

// Before reports whether h comes before o among results.
func (h Hit) Before(o Hit) bool { return h.compare(o) < 0 }

// What makes a text a better match. Exact accents go before everything; then all
// words in the title; then words side by side as they were asked for.
const (
	scoreExact  = 8
	scoreTitle  = 4
	scoreNear   = 2
	scoreFolded = 1 // in the title, with other accents than asked for
)

// A Span is a stretch of time in which the texts of a bucket appeared.
type Span struct{ First, Last time.Time }

// Search is a plan at work: buckets are put into it, the one with the newest
// text first, and it keeps the best matches.
type Search struct {
	*Plan
	Count int // of all matches put in so far, those before the place included

	limit int
	after *Hit
	found []Hit // in order, at most limit
}

// Begin starts a search for the limit best matches behind a place in the order,
// nil: from the first on.
func (p *Plan) Begin(limit int, after *Hit) *Search {
	return &Search{Plan: p, limit: limit, after: after}
}

// Enough reports whether no bucket with a span like this, and none older, can
// add to the matches that are kept. Where all are counted it is never enough.
func (s *Search) Enough(in Span) bool {
	return s.Newest && len(s.found) == s.limit && in.Last.Before(s.found[s.limit-1].At)
}

// Concerns reports whether a bucket can hold matches.
func (s *Search) Concerns(in Span) bool {
	return (s.From.IsZero() || !in.Last.Before(s.From)) && (s.Before.IsZero() || in.First.Before(s.Before))
}

// Needs lists the pages of a bucket without which no match can be told.
func (s *Search) Needs() []int {
	var pages []int
	add := func(keys []Key) {
		for _, k := range keys {
			if !slices.Contains(pages, k.page()) {
				pages = append(pages, k.page())
			}
		}
	}
	add(s.must)
	for _, or := range s.any {
		add(or)
	}
	if !s.Newest {
		add(s.title)
		add(s.near)
	}
	return pages
}

// A Shelf is a bucket as a search sees it.
type Shelf struct {
	Span
	Len  int
	Dead Bits
	// Bits reads which texts have a key.
	Bits func(k Key, to *Bits) error
	// Docs tells who has which slot.
	Docs func() ([]Doc, error)
}

// OfBucket reads a bucket whose pages are given by page.
func OfBucket(page func(int) ([]byte, error)) func(Key, *Bits) error {
	return func(k Key, to *Bits) error {
		data, err := page(k.page())
		if err != nil {
			return err
		}
		return find(data, k, to)
	}
}

// OfKeys reads texts that are in no bucket yet.
func OfKeys(all []Keys) func(Key, *Bits) error {
	return func(k Key, to *Bits) error {
		*to = Bits{}
		for i, keys := range all {
			if keys.Has(k) {
				to.Set(i)
			}
		}
		return nil
	}
}

// Put looks through a bucket.
func (s *Search) Put(b *Shelf) error {
	var all, one, or Bits
	all.first(b.Len)
	all.without(&b.Dead)
	for _, k := range s.must {
		if err := b.Bits(k, &one); err != nil {
			return err
		}
		if all.and(&one); all.empty() {
			return nil
		}
	}
	for _, keys := range s.any {
		or = Bits{}
		for _, k := range keys {
			if err := b.Bits(k, &one); err != nil {
				return err
			}
			or.or(&one)
		}
		if all.and(&or); all.empty() {
			return nil
		}
	}
	if err := s.within(b, &all); err != nil {
		return err
	}
	s.Count += all.Count()
	return s.rank(b, &all)
}

// within leaves the matches of the time that was asked for.
func (s *Search) within(b *Shelf, all *Bits) error {
	if (s.From.IsZero() || !b.First.Before(s.From)) && (s.Before.IsZero() || b.Last.Before(s.Before)) {
		return nil
	}
	docs, err := b.Docs()
	if err != nil {
		return err
	}
	all.each(func(slot int) {
		at := docs[slot].At
		if !s.From.IsZero() && at.Before(s.From) || !s.Before.IsZero() && !at.Before(s.Before) {
			all.Clear(slot)
		}
	})
	return nil
}

// rank keeps the best of the matches of a bucket.
func (s *Search) rank(b *Shelf, all *Bits) error {
	left := *all
	if s.Newest || len(s.all) == 0 {
		return s.keep(b, 0, &left)
	}
	var exact, title, near, folded Bits
	having := func(to *Bits, keys []Key) error {
		if len(keys) == 0 {
			return nil
		}
		*to = *all
		var one Bits
		for _, k := range keys {
			if err := b.Bits(k, &one); err != nil {
				return err
			}
			if to.and(&one); to.empty() {
				return nil
			}
		}
		return nil
	}
	head := s.head
	if s.exact == nil {
		head = s.title
	} else if err := having(&exact, s.exact); err != nil {
		return err
	} else if err := having(&folded, s.title); err != nil {
		return err
	}
	if err := having(&title, head); err != nil {
		return err
	}
	if err := having(&near, s.near); err != nil {
		return err
	}
	parts := []struct {
		score int
		bits  *Bits
	}{{scoreExact, &exact}, {scoreTitle, &title}, {scoreNear, &near}, {scoreFolded, &folded}}
	for score := 15; score >= 0 && !left.empty(); score-- {
		class := left
		for _, p := range parts {
			if score&p.score != 0 {
				class.and(p.bits)
			} else {
				class.without(p.bits)
			}
		}
		if class.empty() {
			continue
		}
		left.without(&class)
		if err := s.keep(b, score, &class); err != nil {
			return err
		}
	}
	return nil
}

// keep puts the matches of one score in their places.
func (s *Search) keep(b *Shelf, score int, class *Bits) error {
	if class.empty() || s.limit == 0 {
		return nil
	}
	if n := len(s.found); n == s.limit {
		if last := s.found[n-1]; last.Score > score || last.Score == score && b.Last.Before(last.At) {
			return nil
		}
	}
	if s.after != nil && score > s.after.Score {
		return nil
	}
	docs, err := b.Docs()
	if err != nil {
		return err
	}
	if len(docs) < b.Len {
		return errDamaged
	}
	class.each(func(slot int) {
		h := Hit{score, docs[slot]}
		if s.after != nil && !s.after.Before(h) {
			return
		}
		n := len(s.found)
		if n == s.limit && !h.Before(s.found[n-1]) {
			return
		}
		at, _ := slices.BinarySearchFunc(s.found, h, Hit.compare)
		s.found = slices.Insert(s.found, at, h)
		if len(s.found) > s.limit {
			s.found = s.found[:s.limit]
		}
	})
	return nil
}

// Found are the matches that were kept, in order.
func (s *Search) Found() []Hit { return s.found }
