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

// An ArchiveQuery asks for what was published.
type ArchiveQuery struct {
	From, Until time.Time // of publication: from inclusive, until exclusive; zero: without bound
	Code        string    // of a case
	Number      int       // of the edition; 0: all
	After       int64     // editions after this one
	Limit       int
}

// An Archived is an edition with what was kept of it, if anything was.
type Archived struct {
	Edition
	Code string // of the case
	Site string // its label
	Kept *ArchivedPage
}

// ArchivedEditions lists editions, the oldest first.
func (tx *Tx) ArchivedEditions(ctx context.Context, q ArchiveQuery) ([]Archived, error) {
	return list(ctx, tx, `SELECT `+editionColumns+`, c.code, s.label, coalesce(a.page_id, ''), coalesce(a.papers_id, ''), a.kept_at
		FROM edition e JOIN case_file c ON c.id = e.case_id JOIN site s ON s.id = e.site_id LEFT JOIN page_archive a ON a.edition_id = e.id
		WHERE e.id > ? AND e.published_at >= ? AND (CAST(? AS BIGINT) = 0 OR e.published_at < ?) AND (? = '' OR c.code = ?) AND (? = 0 OR e.number = ?) ORDER BY e.id LIMIT ?`,
		[]any{q.After, since(q.From), since(q.Until), since(q.Until), q.Code, q.Code, q.Number, q.Number, q.Limit}, func(scan func(...any) error, x *Archived) error {
			kept := ArchivedPage{}
			err := scan(append(editionInto(&x.Edition), &x.Code, &x.Site, &kept.Page, &kept.Papers, at(&kept.At))...)
			if kept.Edition = x.ID; kept.Page != "" {
				x.Kept = &kept
			}
			return err
		})
}

// since is an instant for a comparison; 0 for none.
func since(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}
