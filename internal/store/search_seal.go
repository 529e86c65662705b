package store

import (
	"context"
	"fmt"
	"slices"

	"congbo/internal/search"
)

// How many editions are buried, and rows deleted, in one transaction.
const buriedAtOnce = 500

// SealSearch puts the editions of a site that are in no bucket into one, and
// reports whether some are left. While it works, searches find what they did
// before; what is published or taken down meanwhile is not lost. Others may do
// the same at the same time.
func (s *Store) SealSearch(ctx context.Context, site int64) (more bool, err error) {
	for {
		w := sealing{s: s, site: site}
		if err := s.View(ctx, func(tx *Tx) error { return w.look(ctx, tx) }); err != nil {
			return false, err
		}
		if len(w.fresh) == 0 && len(w.gone) == 0 {
			return false, nil
		}
		if len(w.fresh) > 0 {
			if w.made, err = search.Build(w.old, w.dead, w.fresh); err != nil {
				return false, fmt.Errorf("index of site %d: %w", site, err)
			}
		}
		done := false
		err := s.Tx(ctx, func(tx *Tx) (err error) {
			done, err = w.write(ctx, tx)
			return err
		})
		if err != nil {
			return false, err
		}
		if done {
			return w.more, nil
		}
	}
}

// A sealing is one bucket being made.
type sealing struct {
	s       *Store
	site    int64
	version int64
	mark    *shelfmark // the bucket that is not full yet; nil: all are
	old     *search.Bucket
	dead    search.Bits
	fresh   []search.Source
	gone    []goner
	made    *search.Bucket
	more    bool
}

// look reads what there is to be put into the bucket that is not full.
func (w *sealing) look(ctx context.Context, tx *Tx) error {
	if err := tx.row(ctx, `SELECT coalesce(max(version), 0) FROM search_site WHERE site_id = ?`, w.site).Scan(&w.version); err != nil {
		return err
	}
	marks, err := tx.readShelfmarks(ctx, w.site)
	if err != nil {
		return err
	}
	w.gone, err = list(ctx, tx, `SELECT g.edition_id, g.first_at FROM search_gone g JOIN edition e ON e.id = g.edition_id WHERE g.site_id = ? AND e.state <> 'live' LIMIT ?`, []any{w.site, buriedAtOnce},
		func(scan func(...any) error, g *goner) error { return scan(&g.edition, at(&g.first)) })
	if err != nil {
		return err
	}
	room := search.Docs
	for i := range marks {
		if m := &marks[i]; (w.mark == nil || m.id > w.mark.id) && m.len-m.dead.Count() < search.Docs {
			w.mark = m
		}
	}
	if w.mark != nil {
		room = search.Docs - (w.mark.len - w.mark.dead.Count())
	}
	w.fresh, err = list(ctx, tx, `SELECT edition_id, first_at, data FROM search_fresh WHERE site_id = ? ORDER BY first_at, edition_id LIMIT ?`, []any{w.site, room + 1},
		func(scan func(...any) error, f *search.Source) error {
			return scan(&f.Doc.Edition, at(&f.Doc.At), &f.Data)
		})
	if err != nil || len(w.fresh) == 0 {
		return err
	}
	if len(w.fresh) > room {
		w.fresh, w.more = w.fresh[:room], true
	}
	if w.mark == nil {
		return nil
	}
	w.dead = w.mark.dead
	w.old, err = tx.readBucket(ctx, w.mark.id)
	return err
}

// readBucket reads a whole bucket.
func (tx *Tx) readBucket(ctx context.Context, id int64) (*search.Bucket, error) {
	var docs, words []byte
	if err := tx.row(ctx, `SELECT docs, words FROM search_bucket WHERE id = ?`, id).Scan(&docs, &words); err != nil {
		return nil, found(err, "search bucket")
	}
	b := &search.Bucket{Words: words, Pages: make([][]byte, search.Pages)}
	var err error
	if b.Docs, err = search.DecodeDocs(docs); err != nil {
		return nil, fmt.Errorf("bucket %d: %w", id, err)
	}
	err = tx.each(ctx, `SELECT page, data FROM search_page WHERE bucket_id = ?`, []any{id}, func(scan func(...any) error) error {
		var n int
		var data []byte
		if err := scan(&n, &data); err != nil {
			return err
		}
		if n < 0 || n >= search.Pages {
			return fmt.Errorf("bucket %d has a page %d", id, n)
		}
		b.Pages[n] = data
		return nil
	})
	return b, err
}

// write puts the new bucket in the place of the old one, unless the index is
// another one by now.
func (w *sealing) write(ctx context.Context, tx *Tx) (done bool, err error) {
	if ok, err := tx.turn(ctx, w.site, w.version); err != nil || !ok {
		return false, err
	}
	if w.made != nil {
		first := len(w.made.Docs) - len(w.fresh)
		var dead search.Bits
		for i, f := range w.fresh {
			// What was taken down meanwhile, or is read anew, is dead here.
			n, err := tx.exec(ctx, `DELETE FROM search_fresh WHERE edition_id = ? AND stamp = ?`, f.Doc.Edition, search.Stamp(f.Data))
			if err != nil {
				return false, err
			}
			if n == 0 {
				dead.Set(first + i)
			}
		}
		if _, err := tx.addBucket(ctx, w.site, w.made, dead, true); err != nil {
			return false, err
		}
		if w.mark != nil {
			if err := tx.dropBuckets(ctx, []int64{w.mark.id}); err != nil {
				return false, err
			}
		}
	}
	if len(w.gone) == 0 {
		return true, nil
	}
	ids := make([]int64, len(w.gone))
	for i, g := range w.gone {
		ids[i] = g.edition
	}
	if err := tx.bury(ctx, w.site, ids); err != nil {
		return false, err
	}
	m, args := marks(ids)
	_, err = tx.exec(ctx, `DELETE FROM search_gone WHERE edition_id IN (`+m+`)`, args...)
	return true, err
}

// turn makes the index of a site the next version of it, and reports whether it
// was the one that is named.
func (tx *Tx) turn(ctx context.Context, site, version int64) (bool, error) {
	if _, err := tx.exec(ctx, `INSERT INTO search_site (site_id, version) VALUES (?, 0) ON CONFLICT (site_id) DO NOTHING`, site); err != nil {
		return false, fmt.Errorf("index of site %d: %w", site, err)
	}
	n, err := tx.exec(ctx, `UPDATE search_site SET version = version + 1 WHERE site_id = ? AND version = ?`, site, version)
	if err != nil {
		return false, fmt.Errorf("index of site %d: %w", site, err)
	}
	return n == 1, nil
}

// bury marks editions dead in the buckets that have them. The index must be a
// new version after it.
func (tx *Tx) bury(ctx context.Context, site int64, editions []int64) error {
	var version int64
	if err := tx.row(ctx, `SELECT coalesce(max(version), 0) FROM search_site WHERE site_id = ?`, site).Scan(&version); err != nil {
		return err
	}
	marks, err := tx.readShelfmarks(ctx, site)
	if err != nil {
		return err
	}
	for i := range marks {
		m := &marks[i]
		docs, err := tx.docsOf(ctx, m)
		if err != nil {
			return err
		}
		dead := m.dead
		for slot, d := range docs {
			if slices.Contains(editions, d.Edition) {
				dead.Set(slot)
			}
		}
		if dead == m.dead {
			continue
		}
		if _, err := tx.exec(ctx, `UPDATE search_bucket SET dead = ? WHERE id = ?`, dead.Encode(), m.id); err != nil {
			return fmt.Errorf("index of site %d: %w", site, err)
		}
	}
	_, err = tx.exec(ctx, `UPDATE search_site SET version = version + 1 WHERE site_id = ?`, site)
	return err
}

// addBucket stores a bucket and returns its number.
func (tx *Tx) addBucket(ctx context.Context, site int64, b *search.Bucket, dead search.Bits, used bool) (id int64, err error) {
	first, last := b.Docs[0].At, b.Docs[0].At
	docs := search.EncodeDocs(b.Docs)
	stamp := search.Stamp(docs)
	for _, d := range b.Docs {
		if d.At.Before(first) {
			first = d.At
		}
		if d.At.After(last) {
			last = d.At
		}
	}
	rows := make([][]any, len(b.Pages))
	for _, p := range b.Pages {
		stamp = stamp*31 + search.Stamp(p)
	}
	err = tx.row(ctx, `INSERT INTO search_bucket (site_id, used, stamp, editions, dead, first_at, last_at, docs, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		site, used, stamp, len(b.Docs), dead.Encode(), instant(first), instant(last), docs, b.Words).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("index of site %d: %w", site, err)
	}
	for i, p := range b.Pages {
		if p == nil {
			p = []byte{}
		}
		rows[i] = []any{id, i, p}
	}
	return id, tx.insert(ctx, "search_page", "bucket_id, page, data", rows)
}

// dropBuckets removes buckets with their pages.
func (tx *Tx) dropBuckets(ctx context.Context, ids []int64) error {
	m, args := marks(ids)
	for _, q := range []string{`DELETE FROM search_page WHERE bucket_id IN (` + m + `)`, `DELETE FROM search_bucket WHERE id IN (` + m + `)`} {
		if _, err := tx.exec(ctx, q, args...); err != nil {
			return fmt.Errorf("drop buckets: %w", err)
		}
	}
	return nil
}
