package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"congbo/internal/people"
)

// An Appointment is one as it is kept.
type Appointment struct {
	ID int64
	people.Appointment
}

// A Delegation is one as it is kept.
type Delegation struct {
	ID int64
	people.Delegation
}

// AddAppointment stores a and gives it its ID.
func (tx *Tx) AddAppointment(ctx context.Context, a *Appointment) error {
	err := tx.row(ctx, `INSERT INTO appointment (person_id, role, place_kind, place_id, from_at, to_at, paper) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		a.Person, string(a.Role), string(a.Place.Kind), a.Place.ID, instant(a.From), instant(a.To), a.Paper).Scan(&a.ID)
	if err != nil {
		return fmt.Errorf("add appointment: %w", err)
	}
	tx.made("appointment", a.ID)
	return tx.rosterChanged(ctx, a.Person)
}

// EndAppointment has an appointment end at an instant and reports whether it
// would not have ended by then anyway. One that was yet to begin never does.
func (tx *Tx) EndAppointment(ctx context.Context, id int64, when time.Time) (bool, error) {
	return tx.ended(ctx, "appointment", `UPDATE appointment SET to_at = CASE WHEN from_at > ? THEN from_at ELSE ? END
		WHERE id = ? AND (to_at IS NULL OR to_at > ?) AND (to_at IS NULL OR to_at > from_at) RETURNING person_id`, id, when)
}

// ended runs the statement that ends an appointment or a delegation, and
// reports whether there was anything to end.
func (tx *Tx) ended(ctx context.Context, form, query string, id int64, when time.Time) (bool, error) {
	var person people.PersonID
	err := tx.row(ctx, query, instant(when), instant(when), id, instant(when)).Scan(&person)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	tx.wrote(form, id)
	return true, tx.rosterChanged(ctx, person)
}

const appointmentColumns = `a.id, a.person_id, a.role, a.place_kind, a.place_id, a.from_at, a.to_at, a.paper`

func scanAppointment(scan func(...any) error, a *Appointment) error {
	return scan(&a.ID, &a.Person, (*string)(&a.Role), (*string)(&a.Place.Kind), &a.Place.ID, at(&a.From), at(&a.To), &a.Paper)
}

// Appointment returns an appointment, or fault.NotFound.
func (tx *Tx) Appointment(ctx context.Context, id int64) (*Appointment, error) {
	var a Appointment
	err := scanAppointment(tx.row(ctx, `SELECT `+appointmentColumns+` FROM appointment a WHERE a.id = ?`, id).Scan, &a)
	return &a, found(err, "appointment")
}

// AppointmentsOf lists the appointments of a person, past and future ones too,
// the newest first.
func (tx *Tx) AppointmentsOf(ctx context.Context, person people.PersonID) ([]Appointment, error) {
	return list(ctx, tx, `SELECT `+appointmentColumns+` FROM appointment a WHERE a.person_id = ? ORDER BY a.from_at DESC, a.id DESC`, []any{person}, scanAppointment)
}

// Appointments lists the appointments of an institution that have not ended,
// of people who are not disabled, in the order in which they were given: what
// people.Holders reckons with.
func (tx *Tx) Appointments(ctx context.Context, institution int64) ([]Appointment, error) {
	return list(ctx, tx, `SELECT `+appointmentColumns+` FROM appointment a JOIN person p ON p.id = a.person_id
		WHERE p.institution_id = ? AND p.state <> 'disabled' AND (a.to_at IS NULL OR a.to_at > ?) ORDER BY a.id`,
		[]any{institution, instant(tx.now)}, scanAppointment)
}

// AppointmentsAt lists all appointments there ever were at a place, the newest
// first: the roster with its history.
func (tx *Tx) AppointmentsAt(ctx context.Context, place people.Place) ([]Appointment, error) {
	return list(ctx, tx, `SELECT `+appointmentColumns+` FROM appointment a WHERE a.place_kind = ? AND a.place_id = ? ORDER BY a.from_at DESC, a.id DESC`,
		[]any{string(place.Kind), place.ID}, scanAppointment)
}

// AddDelegation stores d and gives it its ID.
func (tx *Tx) AddDelegation(ctx context.Context, d *Delegation) error {
	err := tx.row(ctx, `INSERT INTO delegation (from_id, to_id, roles, place_kind, place_id, start_at, end_at, paper) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		d.From, d.To, joinRoles(d.Roles), string(d.Place.Kind), d.Place.ID, instant(d.Start), instant(d.End), d.Paper).Scan(&d.ID)
	if err != nil {
		return fmt.Errorf("add delegation: %w", err)
	}
	tx.made("delegation", d.ID)
	return tx.rosterChanged(ctx, d.From)
}

// EndDelegation has a delegation end at an instant and reports whether it would
// not have ended by then anyway.
func (tx *Tx) EndDelegation(ctx context.Context, id int64, when time.Time) (bool, error) {
	return tx.ended(ctx, "delegation", `UPDATE delegation SET end_at = CASE WHEN start_at > ? THEN start_at ELSE ? END
		WHERE id = ? AND end_at > ? AND end_at > start_at RETURNING from_id`, id, when)
}

const delegationColumns = `d.id, d.from_id, d.to_id, d.roles, d.place_kind, d.place_id, d.start_at, d.end_at, d.paper`

func scanDelegation(scan func(...any) error, d *Delegation) error {
	var roles string
	err := scan(&d.ID, &d.From, &d.To, &roles, (*string)(&d.Place.Kind), &d.Place.ID, at(&d.Start), at(&d.End), &d.Paper)
	d.Roles = splitRoles(roles)
	return err
}

// Delegation returns a delegation, or fault.NotFound.
func (tx *Tx) Delegation(ctx context.Context, id int64) (*Delegation, error) {
	var d Delegation
	err := scanDelegation(tx.row(ctx, `SELECT `+delegationColumns+` FROM delegation d WHERE d.id = ?`, id).Scan, &d)
	return &d, found(err, "delegation")
}

// DelegationsOf lists the delegations that a person gave or was given, past and
// future ones too, the newest first.
func (tx *Tx) DelegationsOf(ctx context.Context, person people.PersonID) ([]Delegation, error) {
	return list(ctx, tx, `SELECT `+delegationColumns+` FROM delegation d WHERE d.from_id = ? OR d.to_id = ? ORDER BY d.start_at DESC, d.id DESC`,
		[]any{person, person}, scanDelegation)
}

// Delegations lists the delegations of an institution that have not ended,
// between people who are not disabled, in the order in which they were given.
func (tx *Tx) Delegations(ctx context.Context, institution int64) ([]Delegation, error) {
	return list(ctx, tx, `SELECT `+delegationColumns+` FROM delegation d JOIN person f ON f.id = d.from_id JOIN person t ON t.id = d.to_id
		WHERE f.institution_id = ? AND f.state <> 'disabled' AND t.state <> 'disabled' AND d.end_at > ? ORDER BY d.id`,
		[]any{institution, instant(tx.now)}, scanDelegation)
}

// Standing returns a person with all that gives them authority now. Someone
// disabled has none, nor has what a disabled person delegated.
func (tx *Tx) Standing(ctx context.Context, person people.PersonID) (people.Standing, error) {
	w := people.Standing{Person: person, At: tx.now}
	now := instant(tx.now)
	ds, err := list(ctx, tx, `SELECT `+delegationColumns+` FROM delegation d JOIN person f ON f.id = d.from_id JOIN person t ON t.id = d.to_id
		WHERE d.to_id = ? AND f.state <> 'disabled' AND t.state <> 'disabled' AND d.start_at <= ? AND d.end_at > ? ORDER BY d.id`,
		[]any{person, now, now}, scanDelegation)
	if err != nil {
		return w, fmt.Errorf("standing of %d: %w", person, err)
	}
	whose := []people.PersonID{person}
	for _, d := range ds {
		w.Delegations = append(w.Delegations, d.Delegation)
		whose = append(whose, d.From)
	}
	m, args := marks(whose)
	as, err := list(ctx, tx, `SELECT `+appointmentColumns+` FROM appointment a JOIN person p ON p.id = a.person_id
		WHERE a.person_id IN (`+m+`) AND p.state <> 'disabled' AND a.from_at <= ? AND (a.to_at IS NULL OR a.to_at > ?) ORDER BY a.id`,
		append(args, now, now), scanAppointment)
	if err != nil {
		return w, fmt.Errorf("standing of %d: %w", person, err)
	}
	for _, a := range as {
		w.Appointments = append(w.Appointments, a.Appointment)
	}
	return w, nil
}

func joinRoles(roles []people.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}

func splitRoles(s string) (roles []people.Role) {
	for word := range strings.FieldsSeq(s) {
		roles = append(roles, people.Role(word))
	}
	return roles
}
