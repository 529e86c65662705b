package store

import "context"

// A ProcedureRule says by which procedure the cases of an institution go that fit
// all it names; what is zero, it does not name (F-A3).
type ProcedureRule struct {
	ID          int64
	Institution int64
	Mailbox     int64
	Unit        int64
	Section     int64
	Kind        string
	Procedure   string // key
	Active      bool
	Version     int64
}

// AddProcedureRule stores r and gives it its ID. No other rule in use may name
// the same.
func (tx *Tx) AddProcedureRule(ctx context.Context, r *ProcedureRule) error {
	if err := tx.TouchPlaces(ctx, r.Institution); err != nil {
		return err
	}
	err := tx.row(ctx, `INSERT INTO procedure_rule (institution_id, mailbox_id, unit_id, section_id, kind, procedure_key, active) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		r.Institution, r.Mailbox, r.Unit, r.Section, r.Kind, r.Procedure, r.Active).Scan(&r.ID)
	if err == nil {
		tx.made("rule", r.ID)
	}
	return err
}

// SaveProcedureRule stores a changed rule.
func (tx *Tx) SaveProcedureRule(ctx context.Context, r *ProcedureRule) error {
	if err := tx.TouchPlaces(ctx, r.Institution); err != nil {
		return err
	}
	n, err := tx.exec(ctx, `UPDATE procedure_rule SET mailbox_id = ?, unit_id = ?, section_id = ?, kind = ?, procedure_key = ?, active = ?, version = version + 1
		WHERE id = ? AND institution_id = ? AND version = ?`, r.Mailbox, r.Unit, r.Section, r.Kind, r.Procedure, r.Active, r.ID, r.Institution, r.Version)
	if err := changed(n, err, "procedure rule", r.ID); err != nil {
		return err
	}
	r.Version++
	tx.wrote("rule", r.ID)
	return nil
}

// ProcedureRules lists the rules of an institution, those no longer in use too.
func (tx *Tx) ProcedureRules(ctx context.Context, institution int64) ([]ProcedureRule, error) {
	return list(ctx, tx, `SELECT id, institution_id, mailbox_id, unit_id, section_id, kind, procedure_key, active, version FROM procedure_rule WHERE institution_id = ? ORDER BY id`,
		[]any{institution}, func(scan func(...any) error, r *ProcedureRule) error {
			return scan(&r.ID, &r.Institution, &r.Mailbox, &r.Unit, &r.Section, &r.Kind, &r.Procedure, &r.Active, &r.Version)
		})
}

// A CaseRule is the rule by which a case got its procedure, as it was when the
// case opened. Passed is how many less particular ones it went before.
type CaseRule struct {
	Case, Rule             int64
	Mailbox, Unit, Section int64
	Kind                   string
	Passed                 int
}

// AddCaseRule keeps why a case goes by its procedure.
func (tx *Tx) AddCaseRule(ctx context.Context, r *CaseRule) error {
	_, err := tx.exec(ctx, `INSERT INTO case_rule (case_id, rule_id, mailbox_id, unit_id, section_id, kind, passed) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		r.Case, r.Rule, r.Mailbox, r.Unit, r.Section, r.Kind, r.Passed)
	if err == nil {
		tx.made("case-rule", r.Case)
	}
	return err
}

// CaseRule returns the rule by which a case got its procedure, or
// fault.NotFound where none did.
func (tx *Tx) CaseRule(ctx context.Context, id int64) (*CaseRule, error) {
	r := &CaseRule{Case: id}
	err := tx.row(ctx, `SELECT rule_id, mailbox_id, unit_id, section_id, kind, passed FROM case_rule WHERE case_id = ?`, id).
		Scan(&r.Rule, &r.Mailbox, &r.Unit, &r.Section, &r.Kind, &r.Passed)
	return r, found(err, "rule of a case")
}
