package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/fault"
	"congbo/internal/people"
)

// A Release is several texts that are published together, all of them or none
// (design: phát hành cùng lúc).
type Release struct {
	ID          int64
	Institution int64
	Name        string
	State       string // ReleaseOpen, ReleasePlanned, ReleaseDone, ReleaseFailed
	MadeBy      people.PersonID
	MadeAt      time.Time
	PlannedBy   people.PersonID
	PlannedFor  people.PersonID
	PlannedAt   time.Time
	At          time.Time // when it is to be published
	EndedAt     time.Time // published, or given up at its hour
	Problem     string    // of one that failed: number of the case and what was wrong
	Version     int64
}

// The states of a release.
const (
	ReleaseOpen    = "open"
	ReleasePlanned = "planned"
	ReleaseDone    = "done"
	ReleaseFailed  = "failed"
)

// A ReleaseItem is a case of a release, with the text that was planned.
type ReleaseItem struct {
	ID      int64
	Release int64
	Case    int64
	Hash    string
}

const releaseColumns = `r.id, r.institution_id, r.name, r.state, r.made_by, r.made_at, r.planned_by, r.planned_for, r.planned_at, r.at, r.ended_at, r.problem, r.version`

func scanRelease(scan func(...any) error, r *Release) error {
	return scan(&r.ID, &r.Institution, &r.Name, &r.State, (*int64)(&r.MadeBy), at(&r.MadeAt), (*int64)(&r.PlannedBy), (*int64)(&r.PlannedFor), at(&r.PlannedAt), at(&r.At), at(&r.EndedAt), &r.Problem, &r.Version)
}

// AddRelease stores r and gives it its ID.
func (tx *Tx) AddRelease(ctx context.Context, r *Release) error {
	r.State, r.MadeAt, r.Version = ReleaseOpen, tx.now, 1
	err := tx.row(ctx, `INSERT INTO release_set (institution_id, name, state, made_by, made_at, version) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		r.Institution, r.Name, r.State, int64(r.MadeBy), instant(r.MadeAt), r.Version).Scan(&r.ID)
	if err != nil {
		return fmt.Errorf("add release: %w", err)
	}
	tx.made("release", r.ID)
	return nil
}

// SaveRelease stores r if nobody has changed it since it was read.
func (tx *Tx) SaveRelease(ctx context.Context, r *Release) error {
	n, err := tx.exec(ctx, `UPDATE release_set SET name = ?, state = ?, planned_by = ?, planned_for = ?, planned_at = ?, at = ?, ended_at = ?, problem = ?, version = version + 1 WHERE id = ? AND version = ?`,
		r.Name, r.State, int64(r.PlannedBy), int64(r.PlannedFor), instant(r.PlannedAt), instant(r.At), instant(r.EndedAt), r.Problem, r.ID, r.Version)
	if err != nil {
		return fmt.Errorf("save release %d: %w", r.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "store.changed_meanwhile")
	}
	r.Version++
	tx.wrote("release", r.ID)
	return nil
}

// Release returns a release, or fault.NotFound.
func (tx *Tx) Release(ctx context.Context, id int64) (*Release, error) {
	var r Release
	err := scanRelease(tx.row(ctx, `SELECT `+releaseColumns+` FROM release_set r WHERE r.id = ?`, id).Scan, &r)
	return &r, found(err, "release")
}

// Releases lists those of an institution, the newest first.
func (tx *Tx) Releases(ctx context.Context, institution int64, limit int) ([]Release, error) {
	return list(ctx, tx, `SELECT `+releaseColumns+` FROM release_set r WHERE r.institution_id = ? ORDER BY r.id DESC LIMIT ?`, []any{institution, limit}, scanRelease)
}

// ReleasesOf lists the releases that a case is in and that are still to come.
func (tx *Tx) ReleasesOf(ctx context.Context, id int64) ([]Release, error) {
	return list(ctx, tx, `SELECT `+releaseColumns+` FROM release_set r JOIN release_item i ON i.release_id = r.id WHERE i.case_id = ? AND r.state <> 'done' ORDER BY r.id`, []any{id}, scanRelease)
}

// ReleaseItems lists the cases of a release in the order in which they came.
func (tx *Tx) ReleaseItems(ctx context.Context, id int64) ([]ReleaseItem, error) {
	return list(ctx, tx, `SELECT id, release_id, case_id, hash FROM release_item WHERE release_id = ? ORDER BY id`, []any{id},
		func(scan func(...any) error, i *ReleaseItem) error { return scan(&i.ID, &i.Release, &i.Case, &i.Hash) })
}

// AddReleaseItem puts a case into a release; one that is in it stays.
func (tx *Tx) AddReleaseItem(ctx context.Context, release, id int64) error {
	made, err := list(ctx, tx, `INSERT INTO release_item (release_id, case_id) VALUES (?, ?) ON CONFLICT (release_id, case_id) DO NOTHING RETURNING id`, []any{release, id},
		func(scan func(...any) error, n *int64) error { return scan(n) })
	for _, n := range made {
		tx.made("released", n)
	}
	return err
}

// SetReleaseItem keeps the hash of the text that is planned.
func (tx *Tx) SetReleaseItem(ctx context.Context, item int64, hash string) error {
	_, err := tx.exec(ctx, `UPDATE release_item SET hash = ? WHERE id = ?`, hash, item)
	if err == nil {
		tx.wrote("released", item)
	}
	return err
}

// RemoveReleaseItem takes a case out of a release.
func (tx *Tx) RemoveReleaseItem(ctx context.Context, release, id int64) error {
	gone, err := list(ctx, tx, `DELETE FROM release_item WHERE release_id = ? AND case_id = ? RETURNING id`, []any{release, id},
		func(scan func(...any) error, n *int64) error { return scan(n) })
	for _, n := range gone {
		tx.wrote("released", n)
	}
	return err
}
