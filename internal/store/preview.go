package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/people"
)

// A Preview is a link by which somebody without an account sees a text before
// it is public. The link itself is signed and not stored; this is whom it was
// given to, until when it opens, and what became of it.
type Preview struct {
	ID        int64
	Case      int64
	Site      int64 // as on which it is shown
	Revision  int64 // which is shown; 0: the newest
	Whom      string
	By        people.PersonID
	For       people.PersonID
	At        time.Time
	Expires   time.Time
	RevokedBy people.PersonID
	RevokedAt time.Time
	Opened    int
	OpenedAt  time.Time // last
}

const previewColumns = `id, case_id, site_id, revision_id, whom, given_by, given_for, given_at, expires_at, revoked_by, revoked_at, opened, opened_at`

func scanPreview(scan func(...any) error, p *Preview) error {
	return scan(&p.ID, &p.Case, &p.Site, refTo(&p.Revision), &p.Whom, (*int64)(&p.By), (*int64)(&p.For), at(&p.At), at(&p.Expires), (*int64)(&p.RevokedBy), at(&p.RevokedAt), &p.Opened, at(&p.OpenedAt))
}

// AddPreview stores p and gives it its ID.
func (tx *Tx) AddPreview(ctx context.Context, p *Preview) error {
	p.At = tx.now
	err := tx.row(ctx, `INSERT INTO preview_link (case_id, site_id, revision_id, whom, given_by, given_for, given_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, p.Case, p.Site, ref(p.Revision), p.Whom, int64(p.By), int64(p.For), instant(p.At), instant(p.Expires)).Scan(&p.ID)
	if err != nil {
		return fmt.Errorf("add preview: %w", err)
	}
	tx.made("preview", p.ID)
	return nil
}

// Preview returns a preview link, or fault.NotFound.
func (tx *Tx) Preview(ctx context.Context, id int64) (*Preview, error) {
	var p Preview
	err := scanPreview(tx.row(ctx, `SELECT `+previewColumns+` FROM preview_link WHERE id = ?`, id).Scan, &p)
	return &p, found(err, "preview")
}

// Previews lists the preview links of a case, the newest first.
func (tx *Tx) Previews(ctx context.Context, id int64) ([]Preview, error) {
	return list(ctx, tx, `SELECT `+previewColumns+` FROM preview_link WHERE case_id = ? ORDER BY id DESC`, []any{id}, scanPreview)
}

// RevokePreview takes a link back and tells whether it was still to be taken.
func (tx *Tx) RevokePreview(ctx context.Context, id int64, by people.PersonID) (bool, error) {
	return tx.revokeLink(ctx, "preview_link", "preview", id, by)
}

// OpenedPreview counts that a link was opened, no more than once a minute.
func (tx *Tx) OpenedPreview(ctx context.Context, id int64) error {
	return tx.openedLink(ctx, "preview_link", id)
}

// revokeLink takes back a link that somebody without an account was given, kept
// in a table and sealed in a form, and tells whether it was still to be taken.
func (tx *Tx) revokeLink(ctx context.Context, table, form string, id int64, by people.PersonID) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE `+table+` SET revoked_by = ?, revoked_at = ? WHERE id = ? AND revoked_at IS NULL`, int64(by), instant(tx.now), id)
	if err != nil {
		return false, fmt.Errorf("revoke %s %d: %w", form, id, err)
	}
	if n > 0 {
		tx.wrote(form, id)
	}
	return n > 0, nil
}

// openedLink counts that such a link was opened, no more than once a minute.
func (tx *Tx) openedLink(ctx context.Context, table string, id int64) error {
	_, err := tx.exec(ctx, `UPDATE `+table+` SET opened = opened + 1, opened_at = ? WHERE id = ? AND (opened_at IS NULL OR opened_at <= ?)`,
		instant(tx.now), id, instant(tx.now.Add(-time.Minute)))
	return err
}
