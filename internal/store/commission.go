package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"congbo/internal/people"
)

// A Commission is what the board asked a unit or a contributor for (R-I6): the
// case waits for it, and this is what is followed up.
type Commission struct {
	Case        int64
	Institution int64
	Unit        int64  // that was asked; 0: somebody without an account
	Name        string // of whoever was asked
	Email       string // where letters to them go; may be empty for a unit
	Wish        string // on whose wish, as flow.Wish
	By, For     people.PersonID
	At          time.Time
	FirstDue    time.Time // as it was asked for
	Due         time.Time // as it stands
	Answered    time.Time // when the piece first came
	Cancelled   time.Time // when it was given up before that
}

const commissionColumns = `m.case_id, m.institution_id, m.unit_id, m.name, m.email, m.wish, m.asked_by, m.asked_for, m.asked_at, m.first_due_at, m.due_at, m.answered_at, m.cancelled_at`

func (m *Commission) fields() []any {
	return []any{&m.Case, &m.Institution, refTo(&m.Unit), &m.Name, &m.Email, &m.Wish, (*int64)(&m.By), (*int64)(&m.For), at(&m.At), at(&m.FirstDue), at(&m.Due), at(&m.Answered), at(&m.Cancelled)}
}

// AddCommission stores what was asked for with a case.
func (tx *Tx) AddCommission(ctx context.Context, m *Commission) error {
	m.At = tx.now
	_, err := tx.exec(ctx, `INSERT INTO commission (case_id, institution_id, unit_id, name, email, wish, asked_by, asked_for, asked_at, first_due_at, due_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, m.Case, m.Institution, ref(m.Unit), m.Name, m.Email, m.Wish, int64(m.By), int64(m.For), instant(m.At), instant(m.FirstDue), instant(m.Due))
	if err != nil {
		return fmt.Errorf("add commission: %w", err)
	}
	tx.made("commission", m.Case)
	return nil
}

// Commission returns what was asked for with a case, nil where nothing was.
func (tx *Tx) Commission(ctx context.Context, id int64) (*Commission, error) {
	var m Commission
	err := tx.row(ctx, `SELECT `+commissionColumns+` FROM commission m WHERE m.case_id = ?`, id).Scan(m.fields()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("commission of case %d: %w", id, err)
	}
	return &m, nil
}

// FollowCommission keeps what became of it: when it is due, and when it was
// answered or given up.
func (tx *Tx) FollowCommission(ctx context.Context, m *Commission) error {
	if _, err := tx.exec(ctx, `UPDATE commission SET due_at = ?, answered_at = ?, cancelled_at = ? WHERE case_id = ?`,
		instant(m.Due), instant(m.Answered), instant(m.Cancelled), m.Case); err != nil {
		return fmt.Errorf("follow commission %d: %w", m.Case, err)
	}
	tx.wrote("commission", m.Case)
	return nil
}

// A Commissioned is something that was asked for, with its case.
type Commissioned struct {
	Commission
	File Case
}

// A CommissionFilter chooses among what was asked for. Times are of asking.
type CommissionFilter struct {
	Institution int64
	Unit        int64     // asked of it; 0: of anybody
	Outside     bool      // of people without an account alone
	From, To    time.Time // [From, To); zero: any
	Below       int64     // of older cases only
	Limit       int
}

// Commissions lists what was asked for, the newest first.
func (tx *Tx) Commissions(ctx context.Context, f CommissionFilter) ([]Commissioned, error) {
	where, args := `m.institution_id = ?`, []any{f.Institution}
	and := func(cond string, arg ...any) { where, args = where+` AND `+cond, append(args, arg...) }
	if f.Unit != 0 {
		and(`m.unit_id = ?`, f.Unit)
	}
	if f.Outside {
		and(`m.unit_id IS NULL`)
	}
	if !f.From.IsZero() {
		and(`m.asked_at >= ?`, instant(f.From))
	}
	if !f.To.IsZero() {
		and(`m.asked_at < ?`, instant(f.To))
	}
	if f.Below != 0 {
		and(`m.case_id < ?`, f.Below)
	}
	return list(ctx, tx, `SELECT `+commissionColumns+`, `+caseColumns+` FROM commission m JOIN case_file c ON c.id = m.case_id WHERE `+where+` ORDER BY m.case_id DESC LIMIT ?`,
		append(args, f.Limit), func(scan func(...any) error, m *Commissioned) error {
			return scanCase(func(rest ...any) error { return scan(append(m.fields(), rest...)...) }, &m.File)
		})
}

// A CommissionLink lets somebody without an account send what they were asked
// for and follow it. The link itself is signed and not stored.
type CommissionLink struct {
	ID        int64
	Case      int64
	By        people.PersonID
	At        time.Time
	Expires   time.Time
	RevokedBy people.PersonID
	RevokedAt time.Time
	Opened    int
	OpenedAt  time.Time // last
}

// Opens reports whether the link still leads to the page.
func (l *CommissionLink) Opens(now time.Time) bool {
	return l.RevokedAt.IsZero() && now.Before(l.Expires)
}

const commissionLinkColumns = `id, case_id, given_by, given_at, expires_at, revoked_by, revoked_at, opened, opened_at`

func scanCommissionLink(scan func(...any) error, l *CommissionLink) error {
	return scan(&l.ID, &l.Case, (*int64)(&l.By), at(&l.At), at(&l.Expires), (*int64)(&l.RevokedBy), at(&l.RevokedAt), &l.Opened, at(&l.OpenedAt))
}

// AddCommissionLink stores l and gives it its ID.
func (tx *Tx) AddCommissionLink(ctx context.Context, l *CommissionLink) error {
	l.At = tx.now
	err := tx.row(ctx, `INSERT INTO commission_link (case_id, given_by, given_at, expires_at) VALUES (?, ?, ?, ?) RETURNING id`,
		l.Case, int64(l.By), instant(l.At), instant(l.Expires)).Scan(&l.ID)
	if err != nil {
		return fmt.Errorf("add commission link: %w", err)
	}
	tx.made("asked-link", l.ID)
	return nil
}

// CommissionLink returns a link, or fault.NotFound.
func (tx *Tx) CommissionLink(ctx context.Context, id int64) (*CommissionLink, error) {
	var l CommissionLink
	err := scanCommissionLink(tx.row(ctx, `SELECT `+commissionLinkColumns+` FROM commission_link WHERE id = ?`, id).Scan, &l)
	return &l, found(err, "commission link")
}

// CommissionLinks lists the links of a case, the newest first.
func (tx *Tx) CommissionLinks(ctx context.Context, id int64) ([]CommissionLink, error) {
	return list(ctx, tx, `SELECT `+commissionLinkColumns+` FROM commission_link WHERE case_id = ? ORDER BY id DESC`, []any{id}, scanCommissionLink)
}

// RevokeCommissionLink takes a link back and tells whether it was still to be
// taken.
func (tx *Tx) RevokeCommissionLink(ctx context.Context, id int64, by people.PersonID) (bool, error) {
	return tx.revokeLink(ctx, "commission_link", "asked-link", id, by)
}

// OpenedCommissionLink counts that a link was opened, no more than once a
// minute.
func (tx *Tx) OpenedCommissionLink(ctx context.Context, id int64) error {
	return tx.openedLink(ctx, "commission_link", id)
}
