package store

import (
	"context"
	"time"
)

// A MapPart counts what is live of a stretch of documents on one site.
type MapPart struct {
	Part    int64 // documents Part*size … (Part+1)*size-1
	Changed time.Time
}

// MapParts lists the stretches of size documents in which a site shows any, in
// their order. A document stays in its stretch for ever.
func (tx *Tx) MapParts(ctx context.Context, site, size int64) ([]MapPart, error) {
	return list(ctx, tx, `SELECT e.document_id / ?, max(e.published_at) FROM edition e WHERE e.site_id = ? AND `+live+` GROUP BY 1 ORDER BY 1`,
		[]any{size, site, instant(tx.now)}, func(scan func(...any) error, p *MapPart) error { return scan(&p.Part, at(&p.Changed)) })
}

// LiveBetween lists what a site shows of the documents from one number to before
// another, by their numbers.
func (tx *Tx) LiveBetween(ctx context.Context, site, from, to int64) ([]Edition, error) {
	return list(ctx, tx, `SELECT `+editionColumns+` FROM edition e WHERE e.site_id = ? AND e.document_id >= ? AND e.document_id < ? AND `+live+` ORDER BY e.document_id`,
		[]any{site, from, to, instant(tx.now)}, scanEdition)
}

// LiveSince lists what has been live on a site since a moment, the newest first.
func (tx *Tx) LiveSince(ctx context.Context, site int64, since time.Time, limit int) ([]Edition, error) {
	return list(ctx, tx, `SELECT `+editionColumns+` FROM edition e WHERE e.site_id = ? AND e.first_at >= ? AND `+live+` ORDER BY e.first_at DESC, e.id DESC LIMIT ?`,
		[]any{site, instant(since), instant(tx.now), limit}, scanEdition)
}
