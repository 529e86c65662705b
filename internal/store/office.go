package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
)

// inserted reports the failure of an INSERT … ON CONFLICT DO NOTHING RETURNING
// that met something of the same name.
func inserted(err error, what, name string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.Conflict, "store.taken", name)
	} else if err != nil {
		return fmt.Errorf("add %s %s: %w", what, name, err)
	}
	return nil
}

// A Mailbox is an office address that takes requests in (R-I1).
type Mailbox struct {
	ID          int64
	Institution int64
	Unit        int64  // the office; 0: the institution
	Site        int64  // the site that its requests are for; 0: undecided
	Address     string // lower case
	Name        locale.Text
	Procedure   string // key of the procedure that a request to it starts
	Prefix      string // of the codes of its requests: PTT
	Main        bool   // takes what names no office
	Active      bool
	// UnitConfirms says that what a person asks for waits until their unit
	// confirms it, unless they speak for the unit (R-I2).
	UnitConfirms bool
	Version      int64
}

// AddMailbox stores m and gives it its ID; its address must be free. Where it
// is the main one, no other is any more.
func (tx *Tx) AddMailbox(ctx context.Context, m *Mailbox) error {
	if err := tx.TouchPlaces(ctx, m.Institution); err != nil {
		return err
	}
	err := tx.row(ctx, `
		INSERT INTO mailbox (institution_id, unit_id, site_id, address, name_vi, name_en, procedure_key, code_prefix, main, active, unit_confirms)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO NOTHING RETURNING id`,
		m.Institution, ref(m.Unit), ref(m.Site), m.Address, m.Name.VI, m.Name.EN, m.Procedure, m.Prefix, m.Main, m.Active, m.UnitConfirms).Scan(&m.ID)
	if err := inserted(err, "mailbox", m.Address); err != nil {
		return err
	}
	tx.made("mailbox", m.ID)
	tx.ChangePage(0, TagInstitution(m.Institution), time.Time{})
	return tx.oneMain(ctx, m)
}

// SaveMailbox stores a changed mailbox. Where it is the main one, no other is
// any more.
func (tx *Tx) SaveMailbox(ctx context.Context, m *Mailbox) error {
	if err := tx.TouchPlaces(ctx, m.Institution); err != nil {
		return err
	}
	n, err := tx.exec(ctx, `
		UPDATE mailbox SET unit_id = ?, site_id = ?, address = ?, name_vi = ?, name_en = ?, procedure_key = ?, code_prefix = ?, main = ?, active = ?, unit_confirms = ?, version = version + 1
		WHERE id = ? AND institution_id = ? AND version = ?`,
		ref(m.Unit), ref(m.Site), m.Address, m.Name.VI, m.Name.EN, m.Procedure, m.Prefix, m.Main, m.Active, m.UnitConfirms, m.ID, m.Institution, m.Version)
	if err := changed(n, err, "mailbox", m.ID); err != nil {
		return err
	}
	m.Version++
	tx.wrote("mailbox", m.ID)
	tx.ChangePage(0, TagInstitution(m.Institution), time.Time{})
	return tx.oneMain(ctx, m)
}

func (tx *Tx) oneMain(ctx context.Context, m *Mailbox) error {
	if !m.Main {
		return nil
	}
	others, err := list(ctx, tx, `UPDATE mailbox SET main = FALSE, version = version + 1 WHERE institution_id = ? AND id <> ? AND main RETURNING id`,
		[]any{m.Institution, m.ID}, func(scan func(...any) error, id *int64) error { return scan(id) })
	for _, id := range others {
		tx.wrote("mailbox", id)
	}
	return err
}

const mailboxColumns = `id, institution_id, unit_id, site_id, address, name_vi, name_en, procedure_key, code_prefix, main, active, unit_confirms, version`

func scanMailbox(scan func(...any) error, m *Mailbox) error {
	return scan(&m.ID, &m.Institution, refTo(&m.Unit), refTo(&m.Site), &m.Address, &m.Name.VI, &m.Name.EN, &m.Procedure, &m.Prefix, &m.Main, &m.Active, &m.UnitConfirms, &m.Version)
}

// Mailbox returns a mailbox, or fault.NotFound.
func (tx *Tx) Mailbox(ctx context.Context, id int64) (*Mailbox, error) {
	var m Mailbox
	err := scanMailbox(tx.row(ctx, `SELECT `+mailboxColumns+` FROM mailbox WHERE id = ?`, id).Scan, &m)
	return &m, found(err, "mailbox")
}

// MailboxByAddress finds a mailbox by its address in lower case, or
// fault.NotFound.
func (tx *Tx) MailboxByAddress(ctx context.Context, address string) (*Mailbox, error) {
	var m Mailbox
	err := scanMailbox(tx.row(ctx, `SELECT `+mailboxColumns+` FROM mailbox WHERE address = ?`, address).Scan, &m)
	return &m, found(err, "mailbox")
}

// Mailboxes lists the mailboxes of an institution, of all if institution is 0,
// the main one first.
func (tx *Tx) Mailboxes(ctx context.Context, institution int64) ([]Mailbox, error) {
	return list(ctx, tx, `SELECT `+mailboxColumns+` FROM mailbox WHERE ? = 0 OR institution_id = ? ORDER BY institution_id, main DESC, id`,
		[]any{institution, institution}, scanMailbox)
}

// A CalendarDay is a day that an institution, or one of its units, decides for
// itself: a day off, a day worked, half a day (R-T1).
type CalendarDay struct {
	Institution int64
	Unit        int64  // 0: the whole institution
	Day         string // 2006-01-02
	Hours       string // as workday.ParseHours reads them; empty: closed
	Note        locale.Text
	Source      string // the decision it rests on
}

// SetCalendarDay stores d, in place of what was decided for that day before.
func (tx *Tx) SetCalendarDay(ctx context.Context, d CalendarDay) error {
	if err := tx.TouchPlaces(ctx, d.Institution); err != nil {
		return err
	}
	_, err := tx.exec(ctx, `
		INSERT INTO calendar_day (institution_id, unit_id, day, hours, note_vi, note_en, source) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (institution_id, unit_id, day) DO UPDATE SET hours = excluded.hours, note_vi = excluded.note_vi, note_en = excluded.note_en, source = excluded.source`,
		d.Institution, d.Unit, d.Day, d.Hours, d.Note.VI, d.Note.EN, d.Source)
	if err != nil {
		return fmt.Errorf("set calendar day %s: %w", d.Day, err)
	}
	tx.wrote("calendar", fmt.Sprintf("%d/%d/%s", d.Institution, d.Unit, d.Day))
	return nil
}

// DropCalendarDay takes back what was decided for a day; the country's calendar
// holds again. It fails with fault.NotFound where nothing was.
func (tx *Tx) DropCalendarDay(ctx context.Context, institution, unit int64, day string) error {
	if err := tx.TouchPlaces(ctx, institution); err != nil {
		return err
	}
	n, err := tx.exec(ctx, `DELETE FROM calendar_day WHERE institution_id = ? AND unit_id = ? AND day = ?`, institution, unit, day)
	if err != nil {
		return fmt.Errorf("drop calendar day %s: %w", day, err)
	}
	if n == 0 {
		return found(sql.ErrNoRows, "calendar day")
	}
	tx.wrote("calendar", fmt.Sprintf("%d/%d/%s", institution, unit, day))
	return nil
}

// CalendarDays lists what an institution and its units have decided, of all
// institutions if institution is 0, in the order of the days.
func (tx *Tx) CalendarDays(ctx context.Context, institution int64) ([]CalendarDay, error) {
	return list(ctx, tx, `SELECT institution_id, unit_id, day, hours, note_vi, note_en, source FROM calendar_day
		WHERE ? = 0 OR institution_id = ? ORDER BY institution_id, unit_id, day`, []any{institution, institution},
		func(scan func(...any) error, d *CalendarDay) error {
			return scan(&d.Institution, &d.Unit, &d.Day, &d.Hours, &d.Note.VI, &d.Note.EN, &d.Source)
		})
}

// An OfficeWeek is the weekly hours of an institution or unit, where they are
// not the country's.
type OfficeWeek struct {
	Institution int64
	Unit        int64     // 0: the whole institution
	Hours       [7]string // by weekday, Sunday first, as workday.ParseHours reads them
}

// SetOfficeWeek stores w in place of the hours before.
func (tx *Tx) SetOfficeWeek(ctx context.Context, w OfficeWeek) error {
	if err := tx.TouchPlaces(ctx, w.Institution); err != nil {
		return err
	}
	hours, err := json.Marshal(w.Hours)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `INSERT INTO office_week (institution_id, unit_id, hours) VALUES (?, ?, ?)
		ON CONFLICT (institution_id, unit_id) DO UPDATE SET hours = excluded.hours`, w.Institution, w.Unit, string(hours))
	if err != nil {
		return fmt.Errorf("set office week: %w", err)
	}
	tx.wrote("week", fmt.Sprintf("%d/%d", w.Institution, w.Unit))
	return nil
}

// DropOfficeWeek has the hours of the institution, or of the country, hold
// again.
func (tx *Tx) DropOfficeWeek(ctx context.Context, institution, unit int64) error {
	if err := tx.TouchPlaces(ctx, institution); err != nil {
		return err
	}
	tx.wrote("week", fmt.Sprintf("%d/%d", institution, unit))
	_, err := tx.exec(ctx, `DELETE FROM office_week WHERE institution_id = ? AND unit_id = ?`, institution, unit)
	return err
}

// OfficeWeeks lists the weekly hours of an institution and its units, of all
// institutions if institution is 0.
func (tx *Tx) OfficeWeeks(ctx context.Context, institution int64) ([]OfficeWeek, error) {
	return list(ctx, tx, `SELECT institution_id, unit_id, hours FROM office_week WHERE ? = 0 OR institution_id = ? ORDER BY institution_id, unit_id`,
		[]any{institution, institution}, func(scan func(...any) error, w *OfficeWeek) error {
			var hours string
			if err := scan(&w.Institution, &w.Unit, &hours); err != nil {
				return err
			}
			return json.Unmarshal([]byte(hours), &w.Hours)
		})
}

// MainMailbox returns the mailbox that takes what names no office, or
// fault.NotFound.
func (tx *Tx) MainMailbox(ctx context.Context) (*Mailbox, error) {
	var m Mailbox
	err := scanMailbox(tx.row(ctx, `SELECT `+mailboxColumns+` FROM mailbox WHERE main AND active ORDER BY id LIMIT 1`).Scan, &m)
	return &m, found(err, "main mailbox")
}
