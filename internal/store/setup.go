package store

import (
	"context"
	"database/sql"
	"errors"
)

// SetupDraft is what was entered so far to set up the first institution; ""
// where nothing was.
func (tx *Tx) SetupDraft(ctx context.Context) (draft string, err error) {
	err = tx.row(ctx, `SELECT draft FROM setup_draft WHERE name = 'first'`).Scan(&draft)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return draft, err
}

// SaveSetupDraft keeps what was entered.
func (tx *Tx) SaveSetupDraft(ctx context.Context, draft string) error {
	_, err := tx.exec(ctx, `INSERT INTO setup_draft (name, draft, changed_at) VALUES ('first', ?, ?)
		ON CONFLICT (name) DO UPDATE SET draft = excluded.draft, changed_at = excluded.changed_at`, draft, instant(tx.now))
	return err
}

// DropSetupDraft forgets what was entered.
func (tx *Tx) DropSetupDraft(ctx context.Context) error {
	_, err := tx.exec(ctx, `DELETE FROM setup_draft WHERE name = 'first'`)
	return err
}
