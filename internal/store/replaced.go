package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/people"
)

// A Replacement says that in a document a newer file took the place of another
// (F-B11). The bytes of the older one are kept.
type Replacement struct {
	ID       int64
	Document int64
	Old, New string // media
	Name     string // of the newer file, as it was sent
	Person   people.PersonID
	For      people.PersonID
	At       time.Time
}

// AddReplacement stores r.
func (tx *Tx) AddReplacement(ctx context.Context, r *Replacement) error {
	r.At = tx.now
	err := tx.row(ctx, `INSERT INTO file_replaced (document_id, old_id, new_id, name, person_id, for_id, at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		r.Document, r.Old, r.New, r.Name, int64(r.Person), int64(r.For), instant(r.At)).Scan(&r.ID)
	if err != nil {
		return fmt.Errorf("add replacement: %w", err)
	}
	tx.made("replacement", r.ID)
	return nil
}

// Replacements lists what was replaced in a document, oldest first.
func (tx *Tx) Replacements(ctx context.Context, document int64) ([]Replacement, error) {
	return list(ctx, tx, `SELECT id, document_id, old_id, new_id, name, person_id, for_id, at FROM file_replaced WHERE document_id = ? ORDER BY id`, []any{document},
		func(scan func(...any) error, r *Replacement) error {
			return scan(&r.ID, &r.Document, &r.Old, &r.New, &r.Name, (*int64)(&r.Person), (*int64)(&r.For), at(&r.At))
		})
}

// maxReplaced is how often in a row a file can be replaced and its first
// address still be followed.
const maxReplaced = 50

// PublicInstead returns the public file that took the place of one that is
// public no longer, "" where none did: the newest replacement first, through
// others that were replaced in their turn.
func (tx *Tx) PublicInstead(ctx context.Context, media string) (string, error) {
	seen := map[string]bool{media: true}
	for open := []string{media}; len(open) > 0 && len(seen) < maxReplaced; open = open[1:] {
		next, err := list(ctx, tx, `SELECT new_id FROM file_replaced WHERE old_id = ? ORDER BY id DESC LIMIT 5`, []any{open[0]},
			func(scan func(...any) error, id *string) error { return scan(id) })
		if err != nil {
			return "", fmt.Errorf("replaced: %w", err)
		}
		for _, id := range next {
			if seen[id] {
				continue
			}
			seen[id] = true
			if public, err := tx.MediaIsPublic(ctx, id); err != nil || public {
				return id, err
			}
			open = append(open, id)
		}
	}
	return "", nil
}
