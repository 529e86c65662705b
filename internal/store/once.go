package store

import (
	"context"
	"fmt"

	"congbo/internal/people"
)

// UseForm notes that a person sent the form with a key, and reports whether
// it is the first time; if not, which case it opened. Of two that come at the
// same moment the second waits for what becomes of the first. FormOpened tells
// the case, in the same transaction.
func (tx *Tx) UseForm(ctx context.Context, institution int64, person people.PersonID, key string) (opened int64, first bool, err error) {
	n, err := tx.exec(ctx, `INSERT INTO form_once (institution_id, person_id, key, used_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (institution_id, person_id, key) DO NOTHING`, institution, person, key, instant(tx.now))
	if err != nil {
		return 0, false, fmt.Errorf("use form: %w", err)
	}
	if n == 1 {
		return 0, true, nil
	}
	err = tx.row(ctx, `SELECT case_id FROM form_once WHERE institution_id = ? AND person_id = ? AND key = ?`, institution, person, key).Scan(refTo(&opened))
	return opened, false, found(err, "form")
}

// FormOpened notes which case a form opened that UseForm met for the first
// time.
func (tx *Tx) FormOpened(ctx context.Context, institution int64, person people.PersonID, key string, opened int64) error {
	_, err := tx.exec(ctx, `UPDATE form_once SET case_id = ? WHERE institution_id = ? AND person_id = ? AND key = ?`, opened, institution, person, key)
	return err
}
