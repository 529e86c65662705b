package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"congbo/internal/people"
)

// A roster is the appointments and delegations of an institution as they stood
// while its number was version: all that had not ended by read.
type roster struct {
	version      int64
	read         time.Time
	appointments []people.Appointment
	delegations  []people.Delegation
}

// rosterChanged counts up the number of the rosters in which person stands: as
// somebody appointed or lending, or as somebody lent to. Everything that
// changes an appointment, a delegation or whether somebody is disabled calls it
// in the same transaction; [Tx.Roster] relies on that.
func (tx *Tx) rosterChanged(ctx context.Context, person people.PersonID) error {
	_, err := tx.exec(ctx, `UPDATE institution SET roster = roster + 1 WHERE id IN (
		SELECT institution_id FROM person WHERE id = ? OR id IN (SELECT from_id FROM delegation WHERE to_id = ?))`, person, person)
	if err != nil {
		return fmt.Errorf("roster of %d: %w", person, err)
	}
	return nil
}

// rosterVersion returns the number of an institution's roster, 0 where there is
// no such institution.
func (tx *Tx) rosterVersion(ctx context.Context, institution int64) (v int64, err error) {
	err = tx.row(ctx, `SELECT coalesce((SELECT roster FROM institution WHERE id = ?), 0)`, institution).Scan(&v)
	return v, err
}

// Roster returns the appointments and delegations of an institution as package
// people reckons with them; the lists belong to the store and must not be
// changed. Every act asks for them, and they seldom change: they are remembered
// with their number, and taken from memory only where the database, asked in
// this very transaction, still says that number. So a change made anywhere, in
// this process or in another, holds from the next act on.
func (tx *Tx) Roster(ctx context.Context, institution int64) ([]people.Appointment, []people.Delegation, error) {
	version, err := tx.rosterVersion(ctx, institution)
	if err != nil {
		return nil, nil, fmt.Errorf("roster: %w", err)
	}
	if v, ok := tx.s.rosters.Load(institution); ok {
		if r := v.(*roster); r.version == version && !tx.now.Before(r.read) {
			return r.appointments, r.delegations, nil
		}
	}
	r, err := tx.readRoster(ctx, institution)
	if err != nil {
		return nil, nil, fmt.Errorf("roster: %w", err)
	}
	// Should somebody commit a change while the lists are read, they are of no
	// one number: for this act only.
	if r.version, err = tx.rosterVersion(ctx, institution); err != nil {
		return nil, nil, fmt.Errorf("roster: %w", err)
	}
	if r.version == version {
		tx.Remember(func() { tx.s.rosters.Store(institution, r) })
	}
	return r.appointments, r.delegations, nil
}

func (tx *Tx) readRoster(ctx context.Context, institution int64) (*roster, error) {
	as, err := tx.Appointments(ctx, institution)
	if err != nil {
		return nil, err
	}
	ds, err := tx.Delegations(ctx, institution)
	if err != nil {
		return nil, err
	}
	r := &roster{read: tx.now}
	for _, a := range as {
		r.appointments = append(r.appointments, a.Appointment)
	}
	for _, d := range ds {
		r.delegations = append(r.delegations, d.Delegation)
	}
	r.appointments, r.delegations = slices.Clip(r.appointments), slices.Clip(r.delegations)
	return r, nil
}
