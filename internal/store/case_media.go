package store

import "context"

// CaseHasMedia reports whether a blob belongs to a case: as a picture or file
// of some revision of its document, or as an attachment of its request.
func (tx *Tx) CaseHasMedia(ctx context.Context, c *Case, media string) (bool, error) {
	var n int
	err := tx.row(ctx, `
		SELECT (SELECT count(*) FROM revision_media rm JOIN revision v ON v.id = rm.revision_id WHERE rm.media_id = ? AND v.document_id = ?)
		     + (SELECT count(*) FROM attachment a JOIN message m ON m.id = a.message_id WHERE a.media_id = ? AND m.request_id = ?)`,
		media, c.Document, media, c.Request).Scan(&n)
	return n > 0, err
}

// RevisionsWithMedia lists the revisions of a document that show or offer a blob.
func (tx *Tx) RevisionsWithMedia(ctx context.Context, document int64, media string) ([]int64, error) {
	return list(ctx, tx, `SELECT rm.revision_id FROM revision_media rm JOIN revision v ON v.id = rm.revision_id WHERE v.document_id = ? AND rm.media_id = ? ORDER BY rm.revision_id`,
		[]any{document, media}, func(scan func(...any) error, id *int64) error { return scan(id) })
}
