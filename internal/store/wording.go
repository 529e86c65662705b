package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// A Wording is one change of how an institution words a letter (F-K5). The
// newest of a template holds; rows are never changed.
type Wording struct {
	ID          int64
	Institution int64
	Template    string
	Number      int // of the change of this letter: 1, 2 …
	Subject     locale.Text
	Body        locale.Text
	Shipped     bool // back to the text that the program ships; the texts are empty
	By          people.PersonID
	At          time.Time
}

// AddWording stores w as change w.Number of its template and gives it its ID. It
// fails with fault.Conflict where somebody else has made that change.
func (tx *Tx) AddWording(ctx context.Context, w *Wording) error {
	w.At = tx.now
	err := tx.row(ctx, `
		INSERT INTO wording (institution_id, template, number, subject_vi, subject_en, body_vi, body_en, shipped, saved_by, saved_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (institution_id, template, number) DO NOTHING RETURNING id`,
		w.Institution, w.Template, w.Number, w.Subject.VI, w.Subject.EN, w.Body.VI, w.Body.EN, w.Shipped, int64(w.By), instant(w.At)).Scan(&w.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.Conflict, "store.changed_meanwhile")
	} else if err != nil {
		return fmt.Errorf("add wording of %s: %w", w.Template, err)
	}
	tx.made("wording", w.ID)
	return nil
}

const wordingColumns = `w.id, w.institution_id, w.template, w.number, w.subject_vi, w.subject_en, w.body_vi, w.body_en, w.shipped, w.saved_by, w.saved_at`

func scanWording(scan func(...any) error, w *Wording) error {
	return scan(&w.ID, &w.Institution, &w.Template, &w.Number, &w.Subject.VI, &w.Subject.EN, &w.Body.VI, &w.Body.EN, &w.Shipped, (*int64)(&w.By), at(&w.At))
}

// WordingsOf returns the changes of a letter, the newest first.
func (tx *Tx) WordingsOf(ctx context.Context, institution int64, template string) ([]Wording, error) {
	return list(ctx, tx, `SELECT `+wordingColumns+` FROM wording w WHERE w.institution_id = ? AND w.template = ? ORDER BY w.number DESC`,
		[]any{institution, template}, scanWording)
}

// Wording returns the change of a letter that holds; its Number is 0 where
// there was none.
func (tx *Tx) Wording(ctx context.Context, institution int64, template string) (Wording, error) {
	w := Wording{Institution: institution, Template: template, Shipped: true}
	err := scanWording(tx.row(ctx, `SELECT `+wordingColumns+` FROM wording w WHERE w.institution_id = ? AND w.template = ? ORDER BY w.number DESC LIMIT 1`,
		institution, template).Scan, &w)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return w, err
}

// Wordings returns, by template, the changes of an institution that hold.
func (tx *Tx) Wordings(ctx context.Context, institution int64) (map[string]Wording, error) {
	all, err := list(ctx, tx, `SELECT `+wordingColumns+` FROM wording w WHERE w.institution_id = ? ORDER BY w.number`, []any{institution}, scanWording)
	m := make(map[string]Wording)
	for _, w := range all {
		m[w.Template] = w
	}
	return m, err
}
