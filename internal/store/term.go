package store

import (
	"context"
	"fmt"
	"time"
)

// A live edition with a term is one until then and not a moment longer,
// whether or not somebody has come to end it: queries for what readers see ask
// the clock. The term is a row of its own, which is sealed, and stands beside the
// edition as well, where such queries find it.
const (
	live    = `e.state = 'live' AND ` + inTerm
	inTerm  = `(e.until_at IS NULL OR e.until_at > ?)`
	expired = `e.until_at <= ?`
)

// SetTerm says until when an edition is shown; the zero time takes that back.
func (tx *Tx) SetTerm(ctx context.Context, edition int64, until time.Time) error {
	var e Edition
	if err := tx.row(ctx, `SELECT site_id, section_id, document_id FROM edition WHERE id = ?`, edition).Scan(&e.Site, &e.Section, &e.Document); err != nil {
		return found(err, "edition")
	}
	tx.changeEdition(e.Site, e.Section, e.Document, until, false)
	if _, err := tx.exec(ctx, `UPDATE edition SET until_at = ? WHERE id = ?`, instant(until), edition); err != nil {
		return fmt.Errorf("term of edition %d: %w", edition, err)
	}
	if until.IsZero() {
		n, err := tx.exec(ctx, `DELETE FROM edition_term WHERE edition_id = ?`, edition)
		if n > 0 {
			tx.wrote("term", edition)
		}
		if err != nil {
			return fmt.Errorf("term of edition %d: %w", edition, err)
		}
		return tx.findUntil(ctx, edition, until)
	}
	_, err := tx.exec(ctx, `INSERT INTO edition_term (edition_id, until_at) VALUES (?, ?)
		ON CONFLICT (edition_id) DO UPDATE SET until_at = excluded.until_at`, edition, instant(until))
	if err != nil {
		return fmt.Errorf("term of edition %d: %w", edition, err)
	}
	tx.wrote("term", edition)
	return tx.findUntil(ctx, edition, until)
}

// Terms gives until when the editions of a document are shown; those that have
// no term are left out.
func (tx *Tx) Terms(ctx context.Context, document int64) (map[int64]time.Time, error) {
	terms := make(map[int64]time.Time)
	err := tx.each(ctx, `SELECT t.edition_id, t.until_at FROM edition_term t JOIN edition e ON e.id = t.edition_id WHERE e.document_id = ?`, []any{document},
		func(scan func(...any) error) error {
			var id int64
			var until time.Time
			if err := scan(&id, at(&until)); err != nil {
				return err
			}
			terms[id] = until
			return nil
		})
	return terms, err
}
