package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"congbo/internal/people"
)

// A Presence is somebody who has a case open.
type Presence struct {
	Case    int64
	Person  people.PersonID
	Writing bool // its text is open in the editor
	Since   time.Time
	SeenAt  time.Time
}

// Stay notes that somebody has a case open now. Whoever was not seen since
// lapsed begins to be there anew.
func (tx *Tx) Stay(ctx context.Context, p Presence, lapsed time.Time) error {
	_, err := tx.exec(ctx, `
		INSERT INTO presence (case_id, person_id, writing, since, seen_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (case_id, person_id) DO UPDATE SET writing = excluded.writing, seen_at = excluded.seen_at,
			since = CASE WHEN presence.seen_at < ? OR presence.writing <> excluded.writing THEN excluded.since ELSE presence.since END`,
		p.Case, int64(p.Person), p.Writing, instant(tx.now), instant(tx.now), instant(lapsed))
	if err != nil {
		return fmt.Errorf("stay: %w", err)
	}
	return nil
}

// Leave notes that somebody has closed a case.
func (tx *Tx) Leave(ctx context.Context, id int64, p people.PersonID) error {
	if _, err := tx.exec(ctx, `DELETE FROM presence WHERE case_id = ? AND person_id = ?`, id, int64(p)); err != nil {
		return fmt.Errorf("leave: %w", err)
	}
	return nil
}

// Present lists who has a case open: whoever was seen since lapsed.
func (tx *Tx) Present(ctx context.Context, id int64, lapsed time.Time) ([]Presence, error) {
	return list(ctx, tx, `SELECT case_id, person_id, writing, since, seen_at FROM presence WHERE case_id = ? AND seen_at >= ? ORDER BY since, person_id`, []any{id, instant(lapsed)},
		func(scan func(...any) error, p *Presence) error {
			return scan(&p.Case, (*int64)(&p.Person), &p.Writing, at(&p.Since), at(&p.SeenAt))
		})
}

// A Writing is who writes a document now.
type Writing struct {
	Document  int64
	Person    people.PersonID
	Since     time.Time
	Until     time.Time       // unless it is renewed
	TakenFrom people.PersonID // who wrote before and was taken over from; 0: nobody
}

// Writing returns who writes a document now; nil where nobody does.
func (tx *Tx) Writing(ctx context.Context, document int64) (*Writing, error) {
	w := Writing{Document: document}
	err := tx.row(ctx, `SELECT person_id, since, until, taken_from FROM writing WHERE document_id = ? AND until > ?`, document, instant(tx.now)).
		Scan((*int64)(&w.Person), at(&w.Since), at(&w.Until), (*int64)(&w.TakenFrom))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("writing: %w", err)
	}
	return &w, nil
}

// Write makes somebody the writer of a document until a time, if nobody else
// is, or if from is who is; of several at once one gets it. It reports whether
// the person writes it now.
func (tx *Tx) Write(ctx context.Context, document int64, p, from people.PersonID, until time.Time) (bool, error) {
	n, err := tx.exec(ctx, `
		INSERT INTO writing (document_id, person_id, since, until, taken_from) VALUES (?, ?, ?, ?, 0)
		ON CONFLICT (document_id) DO UPDATE SET person_id = excluded.person_id, until = excluded.until,
			since = CASE WHEN writing.person_id = excluded.person_id AND writing.until > ? THEN writing.since ELSE excluded.since END,
			taken_from = CASE WHEN writing.person_id = excluded.person_id THEN writing.taken_from WHEN writing.until > ? THEN writing.person_id ELSE 0 END
		WHERE writing.person_id = excluded.person_id OR writing.until <= ? OR writing.person_id = ?`,
		document, int64(p), instant(tx.now), instant(until), instant(tx.now), instant(tx.now), instant(tx.now), int64(from))
	if err != nil {
		return false, fmt.Errorf("write: %w", err)
	}
	return n > 0, nil
}

// EndWriting notes that somebody has left the editor.
func (tx *Tx) EndWriting(ctx context.Context, document int64, p people.PersonID) error {
	if _, err := tx.exec(ctx, `DELETE FROM writing WHERE document_id = ? AND person_id = ?`, document, int64(p)); err != nil {
		return fmt.Errorf("end writing: %w", err)
	}
	return nil
}
