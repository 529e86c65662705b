package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/workday"
)

// A Watch is a plan of what is looked for (L table 1): subjects, sources, how
// often and by whom.
type Watch struct {
	ID          int64
	Institution int64
	Title       string
	Subjects    string // one a line
	Sources     string // one a line: words and, perhaps, an address
	Rhythm      workday.Rhythm
	Role        people.Role     // whose duty it is
	Person      people.PersonID // who watches; 0: anybody who holds the role
	Unit        int64           // where that role is held; 0: in the institution
	Procedure   string          // key of the one by which what is found goes on
	Active      bool
	By          people.PersonID // who planned it
	For         people.PersonID
	MadeAt      time.Time
	Version     int64
}

// A Duty is one time that a plan is to be carried out.
type Duty struct {
	ID       int64
	Watch    int64
	OpenedAt time.Time
	Due      time.Time
	Reminded time.Time
	Missed   time.Time // when it was noticed that it had not been done
	By       people.PersonID
	For      people.PersonID
	Done     time.Time
	Dropped  time.Time // the plan was changed before its hour
	Note     string
	Version  int64
}

const watchColumns = `w.id, w.institution_id, w.title, w.subjects, w.sources, w.rhythm, w.role, w.person_id, w.unit_id, w.procedure_key, w.active, w.made_by, w.made_for, w.made_at, w.version`

func scanWatch(scan func(...any) error, w *Watch) error {
	var rhythm string
	err := scan(&w.ID, &w.Institution, &w.Title, &w.Subjects, &w.Sources, &rhythm, (*string)(&w.Role), (*int64)(&w.Person), &w.Unit, &w.Procedure, &w.Active, (*int64)(&w.By), (*int64)(&w.For), at(&w.MadeAt), &w.Version)
	if err != nil {
		return err
	}
	return w.Rhythm.UnmarshalText([]byte(rhythm))
}

// AddWatch stores w and gives it its ID.
func (tx *Tx) AddWatch(ctx context.Context, w *Watch) error {
	w.MadeAt, w.Version = tx.now, 1
	err := tx.row(ctx, `INSERT INTO watch (institution_id, title, subjects, sources, rhythm, role, person_id, unit_id, procedure_key, active, made_by, made_for, made_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		w.Institution, w.Title, w.Subjects, w.Sources, w.Rhythm.String(), string(w.Role), int64(w.Person), w.Unit, w.Procedure, w.Active, int64(w.By), int64(w.For), instant(w.MadeAt), w.Version).Scan(&w.ID)
	if err != nil {
		return fmt.Errorf("add plan: %w", err)
	}
	tx.made("watch", w.ID)
	return nil
}

// SaveWatch stores w if nobody has changed it since it was read.
func (tx *Tx) SaveWatch(ctx context.Context, w *Watch) error {
	w.MadeAt = tx.now
	n, err := tx.exec(ctx, `UPDATE watch SET title = ?, subjects = ?, sources = ?, rhythm = ?, role = ?, person_id = ?, unit_id = ?, procedure_key = ?, active = ?, made_by = ?, made_for = ?, made_at = ?, version = version + 1 WHERE id = ? AND version = ?`,
		w.Title, w.Subjects, w.Sources, w.Rhythm.String(), string(w.Role), int64(w.Person), w.Unit, w.Procedure, w.Active, int64(w.By), int64(w.For), instant(w.MadeAt), w.ID, w.Version)
	if err != nil {
		return fmt.Errorf("save plan %d: %w", w.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "store.changed_meanwhile")
	}
	w.Version++
	tx.wrote("watch", w.ID)
	return nil
}

// Watch returns a plan, or fault.NotFound.
func (tx *Tx) Watch(ctx context.Context, id int64) (*Watch, error) {
	var w Watch
	err := scanWatch(tx.row(ctx, `SELECT `+watchColumns+` FROM watch w WHERE w.id = ?`, id).Scan, &w)
	return &w, found(err, "plan")
}

// Watches lists the plans of an institution.
func (tx *Tx) Watches(ctx context.Context, institution int64) ([]Watch, error) {
	return list(ctx, tx, `SELECT `+watchColumns+` FROM watch w WHERE w.institution_id = ? ORDER BY w.id`, []any{institution}, scanWatch)
}

const dutyColumns = `d.id, d.watch_id, d.opened_at, d.due_at, d.reminded_at, d.missed_at, d.done_by, d.done_for, d.done_at, d.dropped_at, d.note, d.version`

func scanDuty(scan func(...any) error, d *Duty) error {
	return scan(&d.ID, &d.Watch, at(&d.OpenedAt), at(&d.Due), at(&d.Reminded), at(&d.Missed), (*int64)(&d.By), (*int64)(&d.For), at(&d.Done), at(&d.Dropped), &d.Note, &d.Version)
}

// AddDuty stores d unless its plan has one at that instant, and gives it its ID.
func (tx *Tx) AddDuty(ctx context.Context, d *Duty) error {
	d.OpenedAt, d.Version = tx.now, 1
	made, err := list(ctx, tx, `INSERT INTO duty (watch_id, opened_at, due_at, version) VALUES (?, ?, ?, ?) ON CONFLICT (watch_id, due_at) DO NOTHING RETURNING id`,
		[]any{d.Watch, instant(d.OpenedAt), instant(d.Due), d.Version}, func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return fmt.Errorf("add duty: %w", err)
	}
	for _, id := range made {
		d.ID = id
		tx.made("duty", id)
		return nil
	}
	return scanDuty(tx.row(ctx, `SELECT `+dutyColumns+` FROM duty d WHERE d.watch_id = ? AND d.due_at = ?`, d.Watch, instant(d.Due)).Scan, d)
}

// SaveDuty stores what became of d, if nobody has changed it since it was read.
func (tx *Tx) SaveDuty(ctx context.Context, d *Duty) error {
	n, err := tx.exec(ctx, `UPDATE duty SET reminded_at = ?, missed_at = ?, done_by = ?, done_for = ?, done_at = ?, dropped_at = ?, note = ?, version = version + 1 WHERE id = ? AND version = ?`,
		instant(d.Reminded), instant(d.Missed), int64(d.By), int64(d.For), instant(d.Done), instant(d.Dropped), d.Note, d.ID, d.Version)
	if err != nil {
		return fmt.Errorf("save duty %d: %w", d.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "store.changed_meanwhile")
	}
	d.Version++
	tx.wrote("duty", d.ID)
	return nil
}

// Duty returns one, or fault.NotFound.
func (tx *Tx) Duty(ctx context.Context, id int64) (*Duty, error) {
	var d Duty
	err := scanDuty(tx.row(ctx, `SELECT `+dutyColumns+` FROM duty d WHERE d.id = ?`, id).Scan, &d)
	return &d, found(err, "duty")
}

// OpenDuties lists the times of a plan that are not done, those that were
// missed too, the oldest first.
func (tx *Tx) OpenDuties(ctx context.Context, watch int64) ([]Duty, error) {
	return list(ctx, tx, `SELECT `+dutyColumns+` FROM duty d WHERE d.watch_id = ? AND d.done_at IS NULL AND d.dropped_at IS NULL ORDER BY d.due_at`, []any{watch}, scanDuty)
}

// Duties lists the times of a plan that were due within [from, to), the newest
// first.
func (tx *Tx) Duties(ctx context.Context, watch int64, from, to time.Time) ([]Duty, error) {
	return list(ctx, tx, `SELECT `+dutyColumns+` FROM duty d WHERE d.watch_id = ? AND d.due_at >= ? AND d.due_at < ? AND d.dropped_at IS NULL ORDER BY d.due_at DESC`,
		[]any{watch, instant(from), instant(to)}, scanDuty)
}

// AddDutyCase notes that a case came of a duty.
func (tx *Tx) AddDutyCase(ctx context.Context, duty, id int64) error {
	made, err := list(ctx, tx, `INSERT INTO duty_case (duty_id, case_id) VALUES (?, ?) ON CONFLICT (duty_id, case_id) DO NOTHING RETURNING id`, []any{duty, id},
		func(scan func(...any) error, n *int64) error { return scan(n) })
	for _, n := range made {
		tx.made("duty-case", n)
	}
	return err
}

// DutyCases lists the cases that came of a duty.
func (tx *Tx) DutyCases(ctx context.Context, duty int64) ([]int64, error) {
	return list(ctx, tx, `SELECT case_id FROM duty_case WHERE duty_id = ? ORDER BY id`, []any{duty}, func(scan func(...any) error, n *int64) error { return scan(n) })
}

// DutyOfCase is the duty that a case came of; 0: none.
func (tx *Tx) DutyOfCase(ctx context.Context, id int64) (int64, error) {
	ids, err := list(ctx, tx, `SELECT duty_id FROM duty_case WHERE case_id = ? ORDER BY id LIMIT 1`, []any{id}, func(scan func(...any) error, n *int64) error { return scan(n) })
	if len(ids) == 0 {
		return 0, err
	}
	return ids[0], err
}
