package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"congbo/internal/fault"
	"congbo/internal/people"
)

// A SavedFilter is a search that a person keeps under a name.
type SavedFilter struct {
	ID          int64
	Institution int64
	Person      people.PersonID
	Unit        int64 // whose people see it too; 0: nobody but the person
	Name        string
	Query       string // as in an address
	Version     int64
	CreatedAt   time.Time
}

// AddFilter stores f and gives it its ID.
func (tx *Tx) AddFilter(ctx context.Context, f *SavedFilter) error {
	f.CreatedAt, f.Version = tx.now, 1
	err := tx.row(ctx, `INSERT INTO case_filter (institution_id, person_id, unit_id, name, query, version, created_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		f.Institution, int64(f.Person), ref(f.Unit), f.Name, f.Query, f.Version, instant(f.CreatedAt)).Scan(&f.ID)
	if err != nil {
		return fmt.Errorf("add filter: %w", err)
	}
	return nil
}

// SaveFilter changes a person's own filter, or fails with fault.Conflict where
// it is not as it was seen, or not theirs.
func (tx *Tx) SaveFilter(ctx context.Context, f *SavedFilter) error {
	n, err := tx.exec(ctx, `UPDATE case_filter SET unit_id = ?, name = ?, query = ?, version = version + 1 WHERE id = ? AND person_id = ? AND version = ?`,
		ref(f.Unit), f.Name, f.Query, f.ID, int64(f.Person), f.Version)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "store.changed_meanwhile")
	}
	return err
}

// DropFilter removes a person's own filter, or fails with fault.NotFound.
func (tx *Tx) DropFilter(ctx context.Context, p people.PersonID, id int64) error {
	n, err := tx.exec(ctx, `DELETE FROM case_filter WHERE id = ? AND person_id = ?`, id, int64(p))
	if err == nil && n == 0 {
		return found(sql.ErrNoRows, "filter")
	}
	return err
}

// SavedFilters lists a person's own filters, then those shared with a unit
// (0: none).
func (tx *Tx) SavedFilters(ctx context.Context, institution int64, p people.PersonID, unit int64) ([]SavedFilter, error) {
	return list(ctx, tx, `SELECT id, institution_id, person_id, unit_id, name, query, version, created_at FROM case_filter
		WHERE institution_id = ? AND (person_id = ? OR ? <> 0 AND unit_id = ?) ORDER BY CASE WHEN person_id = ? THEN 0 ELSE 1 END, id LIMIT 60`,
		[]any{institution, int64(p), unit, unit, int64(p)}, func(scan func(...any) error, f *SavedFilter) error {
			return scan(&f.ID, &f.Institution, (*int64)(&f.Person), refTo(&f.Unit), &f.Name, &f.Query, &f.Version, at(&f.CreatedAt))
		})
}
