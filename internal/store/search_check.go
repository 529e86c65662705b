package store

import (
	"context"
	"fmt"

	"congbo/internal/search"
)

// A SearchCheck tells how the index of a site differs from what is public.
type SearchCheck struct {
	Site    int64
	Live    int // editions that are public
	Missing int // of those, not in the index
	Twice   int // of those, in it more than once
	Wrong   int // of those, with other words or places than they have
	Dead    int // in the index, and not public
}

// OK reports whether the index is what it would be if it were made now.
func (c SearchCheck) OK() bool { return c.Missing+c.Twice+c.Wrong+c.Dead == 0 }

// CheckSearch compares the index of a site with what is public, edition by
// edition, word by word.
func (tx *Tx) CheckSearch(ctx context.Context, site int64) (SearchCheck, error) {
	c := SearchCheck{Site: site}
	times := make(map[int64]int)
	err := tx.each(ctx, `SELECT id FROM edition WHERE site_id = ? AND state = 'live'`, []any{site}, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		times[id] = 0
		return err
	})
	if err != nil {
		return c, err
	}
	c.Live = len(times)
	gone := make(map[int64]bool)
	err = tx.each(ctx, `SELECT g.edition_id FROM search_gone g JOIN edition e ON e.id = g.edition_id WHERE g.site_id = ? AND e.state <> 'live'`, []any{site}, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		gone[id] = true
		return err
	})
	if err != nil {
		return c, err
	}
	meet := func(d search.Doc, has func(search.Keys) (bool, error)) error {
		n, live := times[d.Edition]
		if !live {
			if !gone[d.Edition] {
				c.Dead++
			}
			return nil
		}
		if times[d.Edition] = n + 1; n > 0 {
			c.Twice++
			return nil
		}
		e, err := tx.Edition(ctx, d.Edition)
		if err != nil {
			return err
		}
		t, err := tx.foundBy(ctx, e)
		if err != nil {
			return err
		}
		keys, _ := search.Index(t)
		ok, err := has(keys)
		if err == nil && (!ok || !e.FirstAt.Equal(d.At)) {
			c.Wrong++
		}
		return err
	}
	fresh, err := list(ctx, tx, `SELECT edition_id, first_at, data FROM search_fresh WHERE site_id = ?`, []any{site},
		func(scan func(...any) error, f *search.Source) error {
			return scan(&f.Doc.Edition, at(&f.Doc.At), &f.Data)
		})
	if err != nil {
		return c, err
	}
	for _, f := range fresh {
		have, _, err := search.Decode(f.Data)
		if err == nil {
			err = meet(f.Doc, func(want search.Keys) (bool, error) { return have.Same(want), nil })
		}
		if err != nil {
			return c, fmt.Errorf("index of site %d: %w", site, err)
		}
	}
	marks, err := tx.readShelfmarks(ctx, site)
	if err != nil {
		return c, err
	}
	for i := range marks {
		b, err := tx.readBucket(ctx, marks[i].id)
		if err != nil {
			return c, err
		}
		all, err := b.Keys()
		if err != nil {
			return c, fmt.Errorf("index of site %d, bucket %d: %w", site, marks[i].id, err)
		}
		for slot, d := range b.Docs {
			if marks[i].dead.Has(slot) {
				continue
			}
			if err := meet(d, func(want search.Keys) (bool, error) { return all[slot].Same(want), nil }); err != nil {
				return c, err
			}
		}
	}
	for _, n := range times {
		if n == 0 {
			c.Missing++
		}
	}
	return c, nil
}
