package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// An ErrorReport is what a reader holds to be wrong on a page, and what became of
// it (F-M6, R-B1). It lies with the case that published the page.
type ErrorReport struct {
	ID          int64
	Institution int64
	Code        string
	Key         string // of the form: one that is sent twice is one report
	Site        int64
	Case        int64
	Document    int64
	Edition     int64 // that was public when it came
	Lang        locale.Lang
	Text        string
	Email       string // to answer to; empty once it is answered, and where none was given
	ReceivedAt  time.Time
	State       string
	Words       string // of the answer
	AnsweredBy  people.PersonID
	AnsweredFor people.PersonID
	AnsweredAt  time.Time
	Fixed       int64 // the edition that put it right; 0: none
}

// The states of a report.
const (
	ReportOpen    = "open"
	ReportTaken   = "taken"   // a correction is made because of it
	ReportFixed   = "fixed"   // it was put right
	ReportKept    = "kept"    // looked at, and nothing is wrong
	ReportDropped = "dropped" // no report at all; nobody is answered
)

// Waiting reports whether somebody is still to answer it.
func (r *ErrorReport) Waiting() bool { return r.State == ReportOpen || r.State == ReportTaken }

const reportColumns = `r.id, r.institution_id, r.code, r.form_key, r.site_id, r.case_id, r.document_id, r.edition_id, r.lang, r.text, r.email, r.received_at, r.state, r.words,
	r.answered_by, r.answered_for, r.answered_at, r.fixed_id`

const reportWaits = `(r.state = 'open' OR r.state = 'taken')`

func scanReport(scan func(...any) error, r *ErrorReport) error { return scan(reportInto(r)...) }

func reportInto(r *ErrorReport, more ...any) []any {
	return append([]any{&r.ID, &r.Institution, &r.Code, &r.Key, &r.Site, &r.Case, &r.Document, &r.Edition, (*string)(&r.Lang), &r.Text, &r.Email, at(&r.ReceivedAt), &r.State, &r.Words,
		(*int64)(&r.AnsweredBy), (*int64)(&r.AnsweredFor), at(&r.AnsweredAt), refTo(&r.Fixed)}, more...)
}

// AddErrorReport stores r and gives it its ID. A form that was sent before fills
// r with what it made then, and false is returned.
func (tx *Tx) AddErrorReport(ctx context.Context, r *ErrorReport) (bool, error) {
	r.ReceivedAt, r.State = tx.now, ReportOpen
	ids, err := list(ctx, tx, `INSERT INTO error_report (institution_id, code, form_key, site_id, case_id, document_id, edition_id, lang, text, email, received_at, state)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (institution_id, form_key) DO NOTHING RETURNING id`,
		[]any{r.Institution, r.Code, r.Key, r.Site, r.Case, r.Document, r.Edition, string(r.Lang), r.Text, r.Email, instant(r.ReceivedAt), r.State},
		func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return false, fmt.Errorf("add error report: %w", err)
	}
	if len(ids) == 0 {
		before, err := tx.ErrorReportByKey(ctx, r.Institution, r.Key)
		if err == nil {
			*r = *before
		}
		return false, err
	}
	r.ID = ids[0]
	tx.made("error-report", r.ID)
	return true, nil
}

// ErrorReport returns a report, or fault.NotFound.
func (tx *Tx) ErrorReport(ctx context.Context, id int64) (*ErrorReport, error) {
	var r ErrorReport
	err := scanReport(tx.row(ctx, `SELECT `+reportColumns+` FROM error_report r WHERE r.id = ?`, id).Scan, &r)
	return &r, found(err, "error report")
}

// ErrorReportByKey returns what a form made that was sent before, or
// fault.NotFound.
func (tx *Tx) ErrorReportByKey(ctx context.Context, institution int64, key string) (*ErrorReport, error) {
	var r ErrorReport
	err := scanReport(tx.row(ctx, `SELECT `+reportColumns+` FROM error_report r WHERE r.institution_id = ? AND r.form_key = ?`, institution, key).Scan, &r)
	return &r, found(err, "error report")
}

// ErrorReports lists what readers reported of what a case published: what waits
// first, the newest first among these.
func (tx *Tx) ErrorReports(ctx context.Context, id int64, limit int) ([]ErrorReport, error) {
	return list(ctx, tx, `SELECT `+reportColumns+` FROM error_report r WHERE r.case_id = ? ORDER BY CASE WHEN `+reportWaits+` THEN 0 ELSE 1 END, r.id DESC LIMIT ?`,
		[]any{id, limit}, scanReport)
}

// A WaitingReport is one that waits, with its case.
type WaitingReport struct {
	ErrorReport
	CaseCode string
	Title    string // of the case
	Unit     int64  // where the case lies
	CaseSite int64
}

// WaitingReports lists the reports of an institution that wait, the oldest first.
func (tx *Tx) WaitingReports(ctx context.Context, institution int64, limit int) ([]WaitingReport, error) {
	return list(ctx, tx, `SELECT `+reportColumns+`, c.code, c.title, c.unit_id, c.site_id FROM error_report r JOIN case_file c ON c.id = r.case_id
		WHERE r.institution_id = ? AND `+reportWaits+` ORDER BY r.id LIMIT ?`, []any{institution, limit}, func(scan func(...any) error, w *WaitingReport) error {
		return scan(reportInto(&w.ErrorReport, &w.CaseCode, &w.Title, refTo(&w.Unit), refTo(&w.CaseSite))...)
	})
}

// CountWaitingReports counts the reports that wait: of a document, and of the
// whole institution.
func (tx *Tx) CountWaitingReports(ctx context.Context, institution, document int64) (page, house int, err error) {
	err = tx.row(ctx, `SELECT coalesce(sum(CASE WHEN r.document_id = ? THEN 1 ELSE 0 END), 0), count(*) FROM error_report r WHERE r.institution_id = ? AND `+reportWaits,
		document, institution).Scan(&page, &house)
	return page, house, err
}

// SaveErrorReport stores what became of a report that waits; of two who answer it
// the second is told. Whoever reported it is not known any more once it is
// answered.
func (tx *Tx) SaveErrorReport(ctx context.Context, r *ErrorReport) error {
	if !r.Waiting() {
		r.Email, r.AnsweredAt = "", tx.now
	}
	n, err := tx.exec(ctx, `UPDATE error_report SET state = ?, words = ?, email = ?, answered_by = ?, answered_for = ?, answered_at = ?, fixed_id = ?
		WHERE id = ? AND (state = 'open' OR state = 'taken')`, r.State, r.Words, r.Email, int64(r.AnsweredBy), int64(r.AnsweredFor), instant(r.AnsweredAt), ref(r.Fixed), r.ID)
	if err != nil {
		return fmt.Errorf("answer error report %d: %w", r.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "store.report_answered")
	}
	tx.wrote("error-report", r.ID)
	return nil
}
