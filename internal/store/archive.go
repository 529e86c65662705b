package store

import (
	"context"
	"fmt"
	"time"
)

// An ArchivedPage is what readers saw of an edition, and the list of the papers
// it came from (R-B4).
type ArchivedPage struct {
	Edition int64
	Page    string // media: one HTML file that needs nothing else
	Papers  string // media: JSON, see publishing.Papers
	At      time.Time
}

// Jobs of the archive: one edition's, whose ID is the argument, and that of all
// public editions that are older than it.
const (
	JobArchive    = "archive"
	JobArchiveAll = "archive-all"
)

// AddArchivedPage stores p, unless the edition has one already: what was kept
// first stays.
func (tx *Tx) AddArchivedPage(ctx context.Context, p ArchivedPage) error {
	n, err := tx.exec(ctx, `INSERT INTO page_archive (edition_id, page_id, papers_id, kept_at) VALUES (?, ?, ?, ?) ON CONFLICT (edition_id) DO NOTHING`,
		p.Edition, p.Page, p.Papers, instant(tx.now))
	if err != nil {
		return fmt.Errorf("archive a page: %w", err)
	}
	if n > 0 {
		tx.made("archived", p.Edition)
	}
	return nil
}

// ArchivedPage returns what was kept of an edition, or fault.NotFound.
func (tx *Tx) ArchivedPage(ctx context.Context, edition int64) (*ArchivedPage, error) {
	p := ArchivedPage{Edition: edition}
	err := tx.row(ctx, `SELECT page_id, papers_id, kept_at FROM page_archive WHERE edition_id = ?`, edition).Scan(&p.Page, &p.Papers, at(&p.At))
	return &p, found(err, "archived page")
}

// ArchivedOf tells which editions of a document have been kept.
func (tx *Tx) ArchivedOf(ctx context.Context, document int64) (map[int64]ArchivedPage, error) {
	all, err := list(ctx, tx, `SELECT a.edition_id, a.page_id, a.papers_id, a.kept_at FROM page_archive a JOIN edition e ON e.id = a.edition_id WHERE e.document_id = ?`, []any{document},
		func(scan func(...any) error, p *ArchivedPage) error {
			return scan(&p.Edition, &p.Page, &p.Papers, at(&p.At))
		})
	kept := make(map[int64]ArchivedPage, len(all))
	for _, p := range all {
		kept[p.Edition] = p
	}
	return kept, err
}

// Unarchived lists live editions of which nothing was kept.
func (tx *Tx) Unarchived(ctx context.Context, after int64, limit int) ([]int64, error) {
	return list(ctx, tx, `SELECT e.id FROM edition e WHERE e.state = 'live' AND e.id > ? AND NOT EXISTS (SELECT 1 FROM page_archive a WHERE a.edition_id = e.id) ORDER BY e.id LIMIT ?`,
		[]any{after, limit}, func(scan func(...any) error, id *int64) error { return scan(id) })
}
