package store

import (
	"context"
	"fmt"
)

// A Rating is what was rated: the page of a document on a site.
type Rating struct{ Site, Document int64 }

// A RatingCount is how many readers said that a page was of use, and that it was
// not. It knows nothing of whom.
type RatingCount struct{ Useful, Useless int64 }

// AddRatings adds to what readers said today.
func (tx *Tx) AddRatings(ctx context.Context, all map[Rating]RatingCount) error {
	for of, n := range all {
		if n.Useful < 0 || n.Useless < 0 || n == (RatingCount{}) {
			continue
		}
		_, err := tx.exec(ctx, `INSERT INTO page_rating (site_id, day, document_id, useful, useless)
			SELECT e.site_id, CAST(? AS BIGINT), e.document_id, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM edition e WHERE e.site_id = ? AND e.document_id = ? AND e.number = 1
			ON CONFLICT (site_id, day, document_id) DO UPDATE SET useful = page_rating.useful + excluded.useful, useless = page_rating.useless + excluded.useless`,
			DayOf(tx.now), n.Useful, n.Useless, of.Site, of.Document)
		if err != nil {
			return fmt.Errorf("add ratings: %w", err)
		}
	}
	return nil
}

// RatingsOf counts what readers said of a document, by site.
func (tx *Tx) RatingsOf(ctx context.Context, document int64) (map[int64]RatingCount, error) {
	counts := make(map[int64]RatingCount)
	err := tx.each(ctx, `SELECT site_id, CAST(sum(useful) AS BIGINT), CAST(sum(useless) AS BIGINT) FROM page_rating WHERE document_id = ? GROUP BY site_id`, []any{document},
		func(scan func(...any) error) error {
			var site int64
			var n RatingCount
			err := scan(&site, &n.Useful, &n.Useless)
			counts[site] = n
			return err
		})
	return counts, err
}

// A RatedPage is a page with what readers said of it.
type RatedPage struct {
	Rating
	RatingCount
	Title string
	Case  int64
}

// WorstRated lists the pages of an institution that are public and of which, in
// the last days, most readers said that they were of no use.
func (tx *Tx) WorstRated(ctx context.Context, institution int64, days, limit int) ([]RatedPage, error) {
	return list(ctx, tx, `SELECT r.site_id, r.document_id, CAST(sum(r.useful) AS BIGINT), CAST(sum(r.useless) AS BIGINT), e.title, e.case_id FROM page_rating r
		JOIN edition e ON e.site_id = r.site_id AND e.document_id = r.document_id AND e.state = 'live' JOIN site s ON s.id = r.site_id
		WHERE s.institution_id = ? AND r.day > ? GROUP BY r.site_id, r.document_id, e.title, e.case_id HAVING sum(r.useless) > 0
		ORDER BY 4 DESC, 3, r.document_id DESC LIMIT ?`, []any{institution, DayOf(tx.now) - int64(days), limit}, func(scan func(...any) error, p *RatedPage) error {
		return scan(&p.Site, &p.Document, &p.Useful, &p.Useless, &p.Title, &p.Case)
	})
}
