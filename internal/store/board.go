package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/people"
)

// An AppointmentPaper tells how an appointment came about (R-P4, D 10.1).
type AppointmentPaper struct {
	Appointment int64
	Decision    string // its number
	DecidedOn   string // yyyy-mm-dd
	NominatedBy string
	ProposedBy  string
	DecidedBy   string
	KeptBy      people.PersonID
	KeptAt      time.Time
}

// AddAppointmentPaper keeps how an appointment came about.
func (tx *Tx) AddAppointmentPaper(ctx context.Context, p AppointmentPaper) error {
	var id int64
	err := tx.row(ctx, `INSERT INTO appointment_paper (appointment_id, decision, decided_on, nominated_by, proposed_by, decided_by, kept_by, kept_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		p.Appointment, p.Decision, p.DecidedOn, p.NominatedBy, p.ProposedBy, p.DecidedBy, p.KeptBy, instant(tx.now)).Scan(&id)
	if err != nil {
		return fmt.Errorf("add appointment paper: %w", err)
	}
	tx.made("appointed", id)
	return nil
}

// AppointmentPapers lists the papers of all appointments of an institution, the
// oldest first.
func (tx *Tx) AppointmentPapers(ctx context.Context, institution int64) ([]AppointmentPaper, error) {
	return list(ctx, tx, `SELECT q.appointment_id, q.decision, q.decided_on, q.nominated_by, q.proposed_by, q.decided_by, q.kept_by, q.kept_at
		FROM appointment_paper q JOIN appointment a ON a.id = q.appointment_id JOIN person p ON p.id = a.person_id WHERE p.institution_id = ? ORDER BY q.id`, []any{institution},
		func(scan func(...any) error, p *AppointmentPaper) error {
			return scan(&p.Appointment, &p.Decision, &p.DecidedOn, &p.NominatedBy, &p.ProposedBy, &p.DecidedBy, (*int64)(&p.KeptBy), at(&p.KeptAt))
		})
}

// A Division is what somebody on the board looks after, from an instant on
// (D 12.2, 12.3).
type Division struct {
	Appointment int64
	Work        string
	KeptBy      people.PersonID
	From        time.Time
}

// AddDivision keeps what somebody looks after from now on.
func (tx *Tx) AddDivision(ctx context.Context, d Division) error {
	var id int64
	err := tx.row(ctx, `INSERT INTO division (appointment_id, work, kept_by, from_at) VALUES (?, ?, ?, ?) RETURNING id`, d.Appointment, d.Work, d.KeptBy, instant(tx.now)).Scan(&id)
	if err != nil {
		return fmt.Errorf("add division: %w", err)
	}
	tx.made("division", id)
	return nil
}

// Divisions lists what was ever divided in an institution, the oldest first.
func (tx *Tx) Divisions(ctx context.Context, institution int64) ([]Division, error) {
	return list(ctx, tx, `SELECT d.appointment_id, d.work, d.kept_by, d.from_at FROM division d JOIN appointment a ON a.id = d.appointment_id
		JOIN person p ON p.id = a.person_id WHERE p.institution_id = ? ORDER BY d.id`, []any{institution},
		func(scan func(...any) error, d *Division) error {
			return scan(&d.Appointment, &d.Work, (*int64)(&d.KeptBy), at(&d.From))
		})
}

// EveryAppointment lists all appointments there ever were in an institution, in
// the order of their beginning.
func (tx *Tx) EveryAppointment(ctx context.Context, institution int64) ([]Appointment, error) {
	return list(ctx, tx, `SELECT `+appointmentColumns+` FROM appointment a JOIN person p ON p.id = a.person_id WHERE p.institution_id = ? ORDER BY a.from_at, a.id`,
		[]any{institution}, scanAppointment)
}

// A CoveringPaper is the paper with which information was supplied in writing
// (R-I10; D 7.1a, 8.1).
type CoveringPaper struct {
	Request   int64
	Number    string
	Dated     string // yyyy-mm-dd
	Signer    string
	Completed string // yyyy-mm-dd: when the information was completed
	Media     string // the scan or signed file; empty: none
	File      string // its name
	KeptBy    people.PersonID
	KeptAt    time.Time
}

// AddCoveringPaper keeps the covering paper of a request.
func (tx *Tx) AddCoveringPaper(ctx context.Context, c CoveringPaper) error {
	var id int64
	var media any
	if c.Media != "" {
		media = c.Media
	}
	err := tx.row(ctx, `INSERT INTO covering_paper (request_id, number, dated, signer, completed, media_id, file_name, kept_by, kept_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		c.Request, c.Number, c.Dated, c.Signer, c.Completed, media, c.File, c.KeptBy, instant(tx.now)).Scan(&id)
	if err != nil {
		return fmt.Errorf("add covering paper: %w", err)
	}
	tx.made("paper", id)
	return nil
}

// CoveringPaper is the newest covering paper of a request, or nil.
func (tx *Tx) CoveringPaper(ctx context.Context, request int64) (*CoveringPaper, error) {
	all, err := list(ctx, tx, `SELECT request_id, number, dated, signer, completed, coalesce(media_id, ''), file_name, kept_by, kept_at FROM covering_paper WHERE request_id = ? ORDER BY id DESC LIMIT 1`, []any{request},
		func(scan func(...any) error, c *CoveringPaper) error {
			return scan(&c.Request, &c.Number, &c.Dated, &c.Signer, &c.Completed, &c.Media, &c.File, (*int64)(&c.KeptBy), at(&c.KeptAt))
		})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}
