package store

import (
	"context"
	"math"
)

// heldWhere chooses the letters of an institution that wait in the holding
// area for a person, the unreadable ones among them.
const heldWhere = ` FROM message m JOIN mailbox b ON b.id = m.mailbox_id
	WHERE b.institution_id = ? AND m.state IN ('held', 'unreadable')`

// CountHeld counts the letters in the holding area of an institution.
func (tx *Tx) CountHeld(ctx context.Context, institution int64) (n int, err error) {
	err = tx.row(ctx, `SELECT count(*)`+heldWhere, institution).Scan(&n)
	return n, err
}

// Held lists the letters in the holding area of an institution, the newest
// first; only those older than the letter below, where one is named (F-F5).
func (tx *Tx) Held(ctx context.Context, institution, below int64, limit int) ([]Message, error) {
	if below <= 0 {
		below = math.MaxInt64
	}
	return list(ctx, tx, `SELECT `+messageColumns+heldWhere+` AND m.id < ? ORDER BY m.id DESC LIMIT ?`, []any{institution, below, limit}, scanMessage)
}
