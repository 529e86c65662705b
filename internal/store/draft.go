package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// A Draft is what somebody has typed into the editor and not saved. It is
// theirs alone, belongs to no revision and proves nothing.
type Draft struct {
	ID       int64
	Document int64
	Person   people.PersonID
	Key      string // of the editor in which it was typed
	Base     int    // the revision that was begun from
	Version  int64  // grows with each time it is kept
	Revision content.Revision
	BegunAt  time.Time
	SavedAt  time.Time
}

// KeepDraft stores what was typed since d.Version (0: the first time), and
// sets the new one. If the same draft was kept by another window meanwhile it
// fails with fault.Conflict and overwrites nothing.
func (tx *Tx) KeepDraft(ctx context.Context, d *Draft) error {
	text, err := json.Marshal(d.Revision)
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	d.SavedAt = tx.now.UTC()
	var n int64
	if d.Version == 0 {
		n, err = tx.exec(ctx, `INSERT INTO draft (document_id, person_id, key, base, text, begun_at, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (document_id, person_id, key) DO NOTHING`,
			d.Document, int64(d.Person), d.Key, d.Base, string(text), instant(tx.now), instant(tx.now))
	} else {
		n, err = tx.exec(ctx, `UPDATE draft SET text = ?, base = ?, version = version + 1, saved_at = ? WHERE document_id = ? AND person_id = ? AND key = ? AND version = ?`,
			string(text), d.Base, instant(tx.now), d.Document, int64(d.Person), d.Key, d.Version)
	}
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "editorial.draft_elsewhere")
	}
	d.Version++
	return nil
}

// Drafts lists what somebody has typed and not saved of a document, the newest
// first.
func (tx *Tx) Drafts(ctx context.Context, document int64, p people.PersonID) ([]Draft, error) {
	return list(ctx, tx, `SELECT id, document_id, person_id, key, base, version, text, begun_at, saved_at FROM draft WHERE document_id = ? AND person_id = ? ORDER BY saved_at DESC, id DESC`, []any{document, int64(p)},
		func(scan func(...any) error, d *Draft) error {
			var text string
			if err := scan(&d.ID, &d.Document, (*int64)(&d.Person), &d.Key, &d.Base, &d.Version, &text, at(&d.BegunAt), at(&d.SavedAt)); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(text), &d.Revision); err != nil {
				return fmt.Errorf("draft %d: %w", d.ID, err)
			}
			return nil
		})
}

// DropDraft forgets a draft; one that is gone already does no harm.
func (tx *Tx) DropDraft(ctx context.Context, document int64, p people.PersonID, key string) error {
	if _, err := tx.exec(ctx, `DELETE FROM draft WHERE document_id = ? AND person_id = ? AND key = ?`, document, int64(p), key); err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return nil
}

// ForgetDrafts forgets the drafts of somebody that were last kept before a
// time.
func (tx *Tx) ForgetDrafts(ctx context.Context, p people.PersonID, before time.Time) error {
	if _, err := tx.exec(ctx, `DELETE FROM draft WHERE person_id = ? AND saved_at < ?`, int64(p), instant(before)); err != nil {
		return fmt.Errorf("forget drafts: %w", err)
	}
	return nil
}
