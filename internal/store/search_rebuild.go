package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"congbo/internal/fault"
	"congbo/internal/search"
)

// overlap is how far clocks of nodes and the length of transactions are allowed
// for where what happened since the begin of a rebuilding is looked for.
const overlap = time.Hour

// SearchSites lists the sites that have, or had, something public.
func (tx *Tx) SearchSites(ctx context.Context) ([]int64, error) {
	return list(ctx, tx, `SELECT s.id FROM site s WHERE EXISTS (SELECT 1 FROM edition e WHERE e.site_id = s.id) ORDER BY s.id`, nil,
		func(scan func(...any) error, id *int64) error { return scan(id) })
}

// RebuildSearch makes the index of a site anew from what is public, and returns
// how many editions it has. Searches find by the old one until the new one is
// whole; then it takes its place in one transaction. told is called now and
// then with the number done; it may be nil.
func (s *Store) RebuildSearch(ctx context.Context, site int64, told func(int)) (int, error) {
	r := rebuilding{s: s, site: site, begun: s.Now()}
	if err := s.dropUnused(ctx, site); err != nil {
		return 0, err
	}
	for more := true; more; {
		var err error
		if more, err = r.next(ctx); err != nil {
			return 0, err
		}
		if told != nil {
			told(len(r.editions))
		}
	}
	slices.Sort(r.editions)
	if err := s.Tx(ctx, func(tx *Tx) error { return r.swap(ctx, tx) }); err != nil {
		return 0, err
	}
	return len(r.editions), s.dropUnused(ctx, site)
}

type rebuilding struct {
	s        *Store
	site     int64
	begun    time.Time
	at       time.Time // the last edition so far
	id       int64
	buckets  []int64
	editions []int64 // that they have
}

// next makes one bucket.
func (r *rebuilding) next(ctx context.Context) (more bool, err error) {
	var sources []search.Source
	var texts [][]any
	err = r.s.View(ctx, func(tx *Tx) error {
		editions, err := list(ctx, tx, `SELECT `+editionColumns+` FROM edition e WHERE e.site_id = ? AND e.state = 'live' AND (e.first_at, e.id) > (?, ?) ORDER BY e.first_at, e.id LIMIT ?`,
			[]any{r.site, r.at.UnixMicro(), r.id, search.Docs}, scanEdition)
		if err != nil {
			return err
		}
		for i := range editions {
			e := &editions[i]
			t, err := tx.foundBy(ctx, e)
			if err != nil {
				return err
			}
			x := index(t)
			sources = append(sources, search.Source{Doc: search.Doc{Edition: e.ID, At: e.FirstAt}, Data: x.data})
			texts = append(texts, []any{e.ID, x.body, x.papers})
		}
		return nil
	})
	if err != nil || len(sources) == 0 {
		return false, err
	}
	made, err := search.Build(nil, search.Bits{}, sources)
	if err != nil {
		return false, err
	}
	last := sources[len(sources)-1].Doc
	r.at, r.id = last.At, last.Edition
	var bucket int64
	err = r.s.Tx(ctx, func(tx *Tx) (err error) {
		if bucket, err = tx.addBucket(ctx, r.site, made, search.Bits{}, false); err != nil {
			return err
		}
		for _, t := range texts {
			_, err := tx.exec(ctx, `INSERT INTO search_text (edition_id, body, papers) SELECT e.id, ?, ? FROM edition e WHERE e.id = ? AND e.state = 'live'
				ON CONFLICT (edition_id) DO UPDATE SET body = excluded.body, papers = excluded.papers WHERE search_text.body <> excluded.body OR search_text.papers <> excluded.papers`, t[1], t[2], t[0])
			if err != nil {
				return fmt.Errorf("index of site %d: %w", r.site, err)
			}
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	r.buckets = append(r.buckets, bucket)
	for _, s := range sources {
		r.editions = append(r.editions, s.Doc.Edition)
	}
	return len(sources) == search.Docs, nil
}

func (r *rebuilding) has(edition int64) bool {
	_, ok := slices.BinarySearch(r.editions, edition)
	return ok
}

// swap has searches find by the new buckets, and settles what happened since the
// first of them was begun.
func (r *rebuilding) swap(ctx context.Context, tx *Tx) error {
	if _, err := tx.exec(ctx, `INSERT INTO search_site (site_id, version) VALUES (?, 0) ON CONFLICT (site_id) DO NOTHING`, r.site); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE search_site SET version = version + 1 WHERE site_id = ?`, r.site); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE search_bucket SET used = FALSE WHERE site_id = ? AND used`, r.site); err != nil {
		return err
	}
	for _, id := range r.buckets {
		n, err := tx.exec(ctx, `UPDATE search_bucket SET used = TRUE WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if n == 0 { // somebody else began to do the same
			return fault.New(fault.Conflict, "store.search_rebuilt")
		}
	}
	since := instant(r.begun.Add(-overlap))
	numbers := func(query string, args ...any) ([]int64, error) {
		return list(ctx, tx, query, args, func(scan func(...any) error, id *int64) error { return scan(id) })
	}
	dead, err := numbers(`SELECT e.id FROM edition e WHERE e.site_id = ? AND e.state <> 'live' AND e.ended_at >= ?`, r.site, since)
	if err != nil {
		return err
	}
	fresh, err := numbers(`SELECT edition_id FROM search_fresh WHERE site_id = ?`, r.site)
	if err != nil {
		return err
	}
	// What lies beside the buckets is found there.
	dead = slices.DeleteFunc(append(dead, fresh...), func(id int64) bool { return !r.has(id) })
	if err := tx.bury(ctx, r.site, dead); err != nil {
		return err
	}
	for _, id := range fresh { // they come before the buckets, so they are made anew as well
		if err := tx.Reindex(ctx, id); err != nil {
			return err
		}
	}
	if _, err := tx.exec(ctx, `DELETE FROM search_gone WHERE site_id = ? AND EXISTS (SELECT 1 FROM edition e WHERE e.id = search_gone.edition_id AND e.state <> 'live')`, r.site); err != nil {
		return err
	}
	late, err := list(ctx, tx, `SELECT `+editionColumns+` FROM edition e WHERE e.site_id = ? AND e.state = 'live' AND e.published_at >= ?
		AND NOT EXISTS (SELECT 1 FROM search_fresh f WHERE f.edition_id = e.id) ORDER BY e.id`, []any{r.site, since}, scanEdition)
	if err != nil {
		return err
	}
	for i := range late {
		if r.has(late[i].ID) {
			continue
		}
		if _, err := tx.exec(ctx, `DELETE FROM search_text WHERE edition_id = ?`, late[i].ID); err != nil {
			return err
		}
		if err := tx.indexEdition(ctx, &late[i]); err != nil {
			return err
		}
	}
	_, err = tx.exec(ctx, `DELETE FROM search_text WHERE edition_id IN (SELECT e.id FROM edition e WHERE e.site_id = ? AND e.state <> 'live')`, r.site)
	return err
}

// dropUnused removes the buckets of a site that are not in use, one after the
// other: those that were replaced, and those of a rebuilding that was broken off.
func (s *Store) dropUnused(ctx context.Context, site int64) error {
	var ids []int64
	err := s.View(ctx, func(tx *Tx) (err error) {
		ids, err = list(ctx, tx, `SELECT id FROM search_bucket WHERE site_id = ? AND NOT used ORDER BY id`, []any{site}, func(scan func(...any) error, id *int64) error { return scan(id) })
		return err
	})
	for _, id := range ids {
		if err == nil {
			err = s.Tx(ctx, func(tx *Tx) error { return tx.dropBuckets(ctx, []int64{id}) })
		}
	}
	return err
}
