package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// An Institution is the body whose websites these are (R-P1).
type Institution struct {
	ID        int64
	Preset    string // what it was set up from
	Name      locale.Text
	Parent    locale.Text // the body it belongs to
	Settings  Settings
	Version   int64
	CreatedAt time.Time
}

// Settings is what is said about an institution beside its name. All of it may
// be empty.
type Settings struct {
	Short   string                      `json:"short,omitempty"` // as in document numbers: ĐHNL
	Motto   locale.Text                 `json:"motto,omitzero"`
	Address locale.Text                 `json:"address,omitzero"`
	Phone   string                      `json:"phone,omitempty"`
	Fax     string                      `json:"fax,omitempty"`
	Email   string                      `json:"email,omitempty"`
	Hours   locale.Text                 `json:"hours,omitzero"` // office hours in words
	Board   locale.Text                 `json:"board,omitzero"` // who answers for the sites
	Titles  map[people.Role]locale.Text `json:"titles,omitempty"`

	// NoDecisionLetters stops the letters by which leaders decide without
	// signing in; DecisionCode asks everybody who decides so for a code of
	// their second factor, not only those who have one.
	NoDecisionLetters bool `json:"no_decision_letters,omitempty"`
	DecisionCode      bool `json:"decision_code,omitempty"`
}

// A Unit is an office, faculty or centre; units form a tree.
type Unit struct {
	ID          int64
	Institution int64
	Parent      int64 // 0: right below the institution
	Name        locale.Text
	Short       string // as in codes and lists: PTT
	Contact     Contact
	Position    int // among its siblings
	Active      bool
	Version     int64
}

// Contact says how to reach a unit, and who leads it. All of it is public.
type Contact struct {
	Head   locale.Text `json:"head,omitzero"` // as readers are told: TS. Nguyễn Văn A, Trưởng phòng
	Email  string      `json:"email,omitempty"`
	Phone  string      `json:"phone,omitempty"`
	Fax    string      `json:"fax,omitempty"`
	Office locale.Text `json:"office,omitzero"` // where its rooms are
	Hours  locale.Text `json:"hours,omitzero"`  // office hours in words, where they are not those of the institution
}

// A Kind is a sort of document: news, announcement … (R-M7). Its ID is a word
// that stays.
type Kind struct {
	Institution int64
	ID          string
	Name        locale.Text
	Position    int
	Active      bool
	Version     int64
}

// TouchPlaces announces that this transaction changes the places of an
// institution: its units, sites, sections, kinds, mailboxes or calendar.
// Whoever else changes them waits until it is over, so that what is read after
// TouchPlaces, such as which labels are taken, still holds at the commit. Every
// method below that changes a place calls it.
func (tx *Tx) TouchPlaces(ctx context.Context, institution int64) error {
	tx.ChangePage(0, TagPlaces, time.Time{})
	n, err := tx.exec(ctx, `UPDATE institution SET places = places + 1 WHERE id = ?`, institution)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "fault.not_found").Because(errors.New("no such institution"))
	}
	return err
}

// PlacesVersion returns a number that grows with every change of the places of
// any institution, for caches.
func (tx *Tx) PlacesVersion(ctx context.Context) (v int64, err error) {
	err = tx.row(ctx, `SELECT CAST(coalesce(sum(places), 0) AS BIGINT) FROM institution`).Scan(&v)
	return v, err
}

// stale is what the slower of two people who change one thing is told.
func stale() error { return fault.New(fault.Conflict, "store.changed_meanwhile") }

// changed reports the failure of a compare-and-swap.
func changed(n int64, err error, what string, id any) error {
	if err != nil {
		return fmt.Errorf("save %s %v: %w", what, id, err)
	}
	if n == 0 {
		return stale()
	}
	return nil
}

// AddInstitution stores i and gives it its ID.
func (tx *Tx) AddInstitution(ctx context.Context, i *Institution) error {
	settings, err := json.Marshal(i.Settings)
	if err != nil {
		return err
	}
	i.CreatedAt = tx.now
	err = tx.row(ctx, `
		INSERT INTO institution (preset, name_vi, name_en, parent_vi, parent_en, settings, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		i.Preset, i.Name.VI, i.Name.EN, i.Parent.VI, i.Parent.EN, string(settings), instant(i.CreatedAt)).Scan(&i.ID)
	if err != nil {
		return fmt.Errorf("add institution: %w", err)
	}
	tx.made("institution", i.ID)
	tx.ChangePage(0, TagPlaces, time.Time{})
	return nil
}

// SaveInstitution stores i if nobody has changed it since it was read, and
// otherwise fails with fault.Conflict; so do all Save methods of places.
func (tx *Tx) SaveInstitution(ctx context.Context, i *Institution) error {
	settings, err := json.Marshal(i.Settings)
	if err != nil {
		return err
	}
	n, err := tx.exec(ctx, `UPDATE institution SET name_vi = ?, name_en = ?, parent_vi = ?, parent_en = ?, settings = ?, version = version + 1, places = places + 1
		WHERE id = ? AND version = ?`, i.Name.VI, i.Name.EN, i.Parent.VI, i.Parent.EN, string(settings), i.ID, i.Version)
	if err := changed(n, err, "institution", i.ID); err != nil {
		return err
	}
	i.Version++
	tx.wrote("institution", i.ID)
	tx.ChangePage(0, TagPlaces, time.Time{})
	tx.ChangePage(0, TagInstitution(i.ID), time.Time{})
	return nil
}

const institutionColumns = `id, preset, name_vi, name_en, parent_vi, parent_en, settings, version, created_at`

func scanInstitution(scan func(...any) error, i *Institution) error {
	var settings string
	if err := scan(&i.ID, &i.Preset, &i.Name.VI, &i.Name.EN, &i.Parent.VI, &i.Parent.EN, &settings, &i.Version, at(&i.CreatedAt)); err != nil {
		return err
	}
	return json.Unmarshal([]byte(settings), &i.Settings)
}

// Institution returns an institution, or fault.NotFound.
func (tx *Tx) Institution(ctx context.Context, id int64) (*Institution, error) {
	var i Institution
	err := scanInstitution(tx.row(ctx, `SELECT `+institutionColumns+` FROM institution WHERE id = ?`, id).Scan, &i)
	return &i, found(err, "institution")
}

// Institutions lists the institutions, the oldest first.
func (tx *Tx) Institutions(ctx context.Context) ([]Institution, error) {
	return list(ctx, tx, `SELECT `+institutionColumns+` FROM institution ORDER BY id`, nil, scanInstitution)
}

// AddUnit stores u and gives it its ID.
func (tx *Tx) AddUnit(ctx context.Context, u *Unit) error {
	if err := tx.TouchPlaces(ctx, u.Institution); err != nil {
		return err
	}
	contact, err := json.Marshal(u.Contact)
	if err != nil {
		return err
	}
	err = tx.row(ctx, `
		INSERT INTO unit (institution_id, parent_id, name_vi, name_en, short, contact, position, active)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		u.Institution, ref(u.Parent), u.Name.VI, u.Name.EN, u.Short, string(contact), u.Position, u.Active).Scan(&u.ID)
	if err != nil {
		return fmt.Errorf("add unit: %w", err)
	}
	tx.made("unit", u.ID)
	tx.ChangePage(0, TagInstitution(u.Institution), time.Time{})
	return nil
}

// SaveUnit stores a changed unit.
func (tx *Tx) SaveUnit(ctx context.Context, u *Unit) error {
	if err := tx.TouchPlaces(ctx, u.Institution); err != nil {
		return err
	}
	contact, err := json.Marshal(u.Contact)
	if err != nil {
		return err
	}
	n, err := tx.exec(ctx, `
		UPDATE unit SET parent_id = ?, name_vi = ?, name_en = ?, short = ?, contact = ?, position = ?, active = ?, version = version + 1
		WHERE id = ? AND institution_id = ? AND version = ?`,
		ref(u.Parent), u.Name.VI, u.Name.EN, u.Short, string(contact), u.Position, u.Active, u.ID, u.Institution, u.Version)
	if err := changed(n, err, "unit", u.ID); err != nil {
		return err
	}
	u.Version++
	tx.wrote("unit", u.ID)
	tx.ChangePage(0, TagInstitution(u.Institution), time.Time{})
	return nil
}

const unitColumns = `id, institution_id, parent_id, name_vi, name_en, short, contact, position, active, version`

func scanUnit(scan func(...any) error, u *Unit) error {
	var contact string
	if err := scan(&u.ID, &u.Institution, refTo(&u.Parent), &u.Name.VI, &u.Name.EN, &u.Short, &contact, &u.Position, &u.Active, &u.Version); err != nil {
		return err
	}
	return json.Unmarshal([]byte(contact), &u.Contact)
}

// Unit returns a unit, or fault.NotFound.
func (tx *Tx) Unit(ctx context.Context, id int64) (*Unit, error) {
	var u Unit
	err := scanUnit(tx.row(ctx, `SELECT `+unitColumns+` FROM unit WHERE id = ?`, id).Scan, &u)
	return &u, found(err, "unit")
}

// Units lists the units of an institution, of all if institution is 0, those
// no longer in use too. Siblings stand in their order; parents need not stand
// before their children.
func (tx *Tx) Units(ctx context.Context, institution int64) ([]Unit, error) {
	return list(ctx, tx, `SELECT `+unitColumns+` FROM unit WHERE ? = 0 OR institution_id = ? ORDER BY institution_id, position, id`,
		[]any{institution, institution}, scanUnit)
}

// AddKind stores k; its ID must be free.
func (tx *Tx) AddKind(ctx context.Context, k *Kind) error {
	if err := tx.TouchPlaces(ctx, k.Institution); err != nil {
		return err
	}
	n, err := tx.exec(ctx, `INSERT INTO kind (institution_id, id, name_vi, name_en, position, active) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		k.Institution, k.ID, k.Name.VI, k.Name.EN, k.Position, k.Active)
	if err := added(n, err, "kind", k.ID); err != nil {
		return err
	}
	tx.made("kind", fmt.Sprintf("%d/%s", k.Institution, k.ID))
	tx.ChangePage(0, TagInstitution(k.Institution), time.Time{})
	return nil
}

// added reports the failure of an insert that met something of the same name.
func added(n int64, err error, what, name string) error {
	if err != nil {
		return fmt.Errorf("add %s %s: %w", what, name, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "store.taken", name)
	}
	return nil
}

// SaveKind stores a changed kind.
func (tx *Tx) SaveKind(ctx context.Context, k *Kind) error {
	if err := tx.TouchPlaces(ctx, k.Institution); err != nil {
		return err
	}
	n, err := tx.exec(ctx, `UPDATE kind SET name_vi = ?, name_en = ?, position = ?, active = ?, version = version + 1 WHERE institution_id = ? AND id = ? AND version = ?`,
		k.Name.VI, k.Name.EN, k.Position, k.Active, k.Institution, k.ID, k.Version)
	if err := changed(n, err, "kind", k.ID); err != nil {
		return err
	}
	k.Version++
	tx.wrote("kind", fmt.Sprintf("%d/%s", k.Institution, k.ID))
	tx.ChangePage(0, TagInstitution(k.Institution), time.Time{})
	return nil
}

// Kinds lists the kinds of an institution, of all if institution is 0.
func (tx *Tx) Kinds(ctx context.Context, institution int64) ([]Kind, error) {
	return list(ctx, tx, `SELECT institution_id, id, name_vi, name_en, position, active, version FROM kind
		WHERE ? = 0 OR institution_id = ? ORDER BY institution_id, position, id`, []any{institution, institution},
		func(scan func(...any) error, k *Kind) error {
			return scan(&k.Institution, &k.ID, &k.Name.VI, &k.Name.EN, &k.Position, &k.Active, &k.Version)
		})
}

// maxDepth bounds the tree of units; nobody builds one so deep by intention.
const maxDepth = 20

// Above lists a unit and the units above it, the unit itself first; nothing for
// unit 0.
func (tx *Tx) Above(ctx context.Context, unit int64) ([]int64, error) {
	var above []int64
	for unit != 0 && len(above) < maxDepth {
		above = append(above, unit)
		if err := tx.row(ctx, `SELECT parent_id FROM unit WHERE id = ?`, unit).Scan(refTo(&unit)); err != nil {
			return nil, found(err, "unit")
		}
	}
	return above, nil
}
