package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/people"
)

// The states of a version of a procedure. One that a later version has replaced
// stays "in-force": which rules now is a matter of dates.
const (
	ProcedureDraft   = "draft"    // being written
	ProcedureChecked = "checked"  // without mistakes, on its way through its case
	ProcedureInForce = "in-force" // from InForceFrom on
	ProcedureDropped = "dropped"  // given up
)

// A ProcedureLife is what becomes of a version of a procedure that was drafted
// here (R-M8). A version that came with the program has none.
type ProcedureLife struct {
	Procedure int64
	BasedOn   int64 // the version that it was drafted from
	Case      int64 // that promulgates it; 0: not submitted yet

	Drafted, Reviewed, Approved Signature
	DecisionNumber              string
	DecisionDate                string // yyyy-mm-dd
	DecisionSigner              string
	Effective                   string // yyyy-mm-dd, as the decision has it
	Version                     int64
}

// A Signature is that of one of the three under a controlled document, and when.
type Signature struct {
	Person people.PersonID
	At     time.Time
}

// AddProcedureLife stores the life of a version that is being drafted.
func (tx *Tx) AddProcedureLife(ctx context.Context, l *ProcedureLife) error {
	if _, err := tx.exec(ctx, `INSERT INTO procedure_life (procedure_id, based_on_id) VALUES (?, ?)`, l.Procedure, ref(l.BasedOn)); err != nil {
		return fmt.Errorf("add life of procedure %d: %w", l.Procedure, err)
	}
	tx.made("proc-life", l.Procedure)
	return nil
}

const lifeColumns = `procedure_id, based_on_id, case_id, drafted_by, drafted_at, reviewed_by, reviewed_at, approved_by, approved_at,
	decision_number, decision_date, decision_signer, effective, version`

func scanLife(scan func(...any) error, l *ProcedureLife) error {
	return scan(&l.Procedure, refTo(&l.BasedOn), refTo(&l.Case), refTo((*int64)(&l.Drafted.Person)), at(&l.Drafted.At), refTo((*int64)(&l.Reviewed.Person)), at(&l.Reviewed.At),
		refTo((*int64)(&l.Approved.Person)), at(&l.Approved.At), &l.DecisionNumber, &l.DecisionDate, &l.DecisionSigner, &l.Effective, &l.Version)
}

// ProcedureLife returns the life of a version, or fault.NotFound.
func (tx *Tx) ProcedureLife(ctx context.Context, id int64) (*ProcedureLife, error) {
	var l ProcedureLife
	err := scanLife(tx.row(ctx, `SELECT `+lifeColumns+` FROM procedure_life WHERE procedure_id = ?`, id).Scan, &l)
	return &l, found(err, "life of procedure")
}

// ProcedureLives lists the lives of an institution's versions.
func (tx *Tx) ProcedureLives(ctx context.Context, institution int64) ([]ProcedureLife, error) {
	return list(ctx, tx, `SELECT `+lifeColumns+` FROM procedure_life WHERE procedure_id IN (SELECT p.id FROM procedure_version p WHERE p.institution_id = ?) ORDER BY procedure_id`,
		[]any{institution}, scanLife)
}

// ProcedureOfCase returns the version that a case promulgates, or fault.NotFound.
func (tx *Tx) ProcedureOfCase(ctx context.Context, id int64) (*ProcedureVersion, error) {
	var p ProcedureVersion
	err := scanProcedure(tx.row(ctx, `SELECT `+procedureColumns+` FROM procedure_version p WHERE p.id = (SELECT l.procedure_id FROM procedure_life l WHERE l.case_id = ?)`, id).Scan, &p)
	return &p, found(err, "procedure of case")
}

// SaveProcedureLife stores a changed life, unless somebody else has changed it
// since it was read.
func (tx *Tx) SaveProcedureLife(ctx context.Context, l *ProcedureLife) error {
	n, err := tx.exec(ctx, `
		UPDATE procedure_life SET case_id = ?, drafted_by = ?, drafted_at = ?, reviewed_by = ?, reviewed_at = ?, approved_by = ?, approved_at = ?,
			decision_number = ?, decision_date = ?, decision_signer = ?, effective = ?, version = version + 1
		WHERE procedure_id = ? AND version = ?`,
		ref(l.Case), ref(int64(l.Drafted.Person)), instant(l.Drafted.At), ref(int64(l.Reviewed.Person)), instant(l.Reviewed.At), ref(int64(l.Approved.Person)), instant(l.Approved.At),
		l.DecisionNumber, l.DecisionDate, l.DecisionSigner, l.Effective, l.Procedure, l.Version)
	if err := changed(n, err, "life of procedure", l.Procedure); err != nil {
		return err
	}
	l.Version++
	tx.wrote("proc-life", l.Procedure)
	return nil
}

// SaveProcedure stores the text, state and beginning of a version. Whoever calls
// it has made sure, by [Tx.SaveProcedureLife], that nobody else is at it.
func (tx *Tx) SaveProcedure(ctx context.Context, p *ProcedureVersion) error {
	n, err := tx.exec(ctx, `UPDATE procedure_version SET text = ?, digest = ?, state = ?, in_force_from = ? WHERE id = ? AND institution_id = ?`,
		p.Text, p.Digest, p.State, instant(p.InForceFrom), p.ID, p.Institution)
	if err := changed(n, err, "procedure", p.ID); err != nil {
		return err
	}
	tx.wrote("procedure", p.ID)
	return nil
}

// A ProcedureSave is one saving of a draft.
type ProcedureSave struct {
	ID        int64
	Procedure int64
	Person    people.PersonID
	For       people.PersonID
	Digest    string // of the text that was saved
	At        time.Time
}

// AddProcedureSave stores s and gives it its ID.
func (tx *Tx) AddProcedureSave(ctx context.Context, s *ProcedureSave) error {
	s.At = tx.now
	err := tx.row(ctx, `INSERT INTO procedure_save (procedure_id, person_id, for_id, digest, at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		s.Procedure, int64(s.Person), ref(int64(s.For)), s.Digest, instant(s.At)).Scan(&s.ID)
	if err != nil {
		return fmt.Errorf("add save of procedure %d: %w", s.Procedure, err)
	}
	tx.made("proc-save", s.ID)
	return nil
}

// ProcedureSaves lists the savings of a draft, oldest first.
func (tx *Tx) ProcedureSaves(ctx context.Context, id int64) ([]ProcedureSave, error) {
	return list(ctx, tx, `SELECT id, procedure_id, person_id, for_id, digest, at FROM procedure_save WHERE procedure_id = ? ORDER BY id`, []any{id},
		func(scan func(...any) error, s *ProcedureSave) error {
			return scan(&s.ID, &s.Procedure, (*int64)(&s.Person), refTo((*int64)(&s.For)), &s.Digest, at(&s.At))
		})
}
