package intake

import (
	"context"
	"fmt"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// What readers may report without anybody having looked: of one page, and of all
// pages of an institution. More would be a flood, and nobody reads one.
const (
	MaxReportsOfPage = 20
	MaxReports       = 300
	MaxReportText    = 4000 // runes
)

// reportPrefix begins the codes of reports.
const reportPrefix = "BL"

// An ErrorForm is what a reader enters about an error on a page (F-M6).
type ErrorForm struct {
	Site     int64
	Document int64
	Text     string
	Email    string // to be answered to; may be empty
	Consent  bool   // to the address being kept until then
	Lang     locale.Lang
	Key      string // made with the form: sending it twice is one report
}

// Report takes in what a reader holds to be wrong on a page that is public on a
// site: it lies with the case that published it. What is wrong with the form
// comes as a fault.List, all at once; where too many wait already it is
// fault.TooMany.
func (in *Intake) Report(ctx context.Context, who cases.Actor, f ErrorForm) (*store.ErrorReport, error) {
	f.Text = content.ReadSaid(f.Text).Text
	f.Email = strings.ToLower(strings.TrimSpace(vi.CleanLine(f.Email)))
	var wrong fault.List
	need := func(bad bool, field, key string, args ...any) {
		if bad {
			wrong = append(wrong, fault.New(fault.Invalid, key, args...).In(field))
		}
	}
	need(f.Text == "", "text", "intake.give_error")
	need(len([]rune(f.Text)) > MaxReportText, "text", "intake.long_error", MaxReportText)
	need(f.Email != "" && !plausible(f.Email), "email", "intake.bad_email")
	need(f.Email != "" && !f.Consent, "consent", "intake.give_consent")
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	r := &store.ErrorReport{Institution: who.Institution, Key: f.Key, Site: f.Site, Document: f.Document, Lang: f.Lang, Text: f.Text, Email: f.Email}
	err := in.Store.Tx(ctx, func(tx *store.Tx) error {
		before, err := tx.ErrorReportByKey(ctx, who.Institution, f.Key)
		if err == nil {
			*r = *before
			return nil
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		e, err := tx.LatestEdition(ctx, f.Site, f.Document)
		if err != nil {
			return err
		}
		if e.State != store.EditionLive {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		cs, err := tx.Case(ctx, e.Case)
		if err != nil {
			return err
		}
		if cs.Institution != who.Institution {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		page, house, err := tx.CountWaitingReports(ctx, who.Institution, f.Document)
		if err != nil {
			return err
		}
		switch {
		case page >= MaxReportsOfPage:
			return fault.New(fault.TooMany, "intake.many_reports_page")
		case house >= MaxReports:
			return fault.New(fault.TooMany, "intake.many_reports")
		}
		r.Case, r.Edition = e.Case, e.ID
		if r.Code, err = tx.NextCode(ctx, who.Institution, reportPrefix, tx.Now().In(workday.Zone).Year()); err != nil {
			return err
		}
		added, err := tx.AddErrorReport(ctx, r)
		if err != nil || !added {
			return err
		}
		tx.Record(who.Institution, event.Event{Verb: event.ErrorReported, Case: r.Case, Subject: fmt.Sprintf("error-report:%d", r.ID), Data: map[string]string{event.KeyName: r.Code}})
		if page > 0 { // who is to look has been told, and has not looked yet
			return nil
		}
		return in.Cases.TellReported(ctx, tx, r, e.PostedBy)
	})
	return r, err
}

// A ReportAnswer is what a colleague makes of a report.
type ReportAnswer struct {
	State string // store.ReportTaken, ReportFixed, ReportKept or ReportDropped
	Words string // to the reader; needed where nothing is wrong
}

// AnswerReport keeps what a colleague who looks after the case makes of a report.
func (in *Intake) AnswerReport(ctx context.Context, who cases.Actor, id int64, a ReportAnswer, url func(*store.Site, string) string) (*store.ErrorReport, error) {
	words := content.ReadSaid(a.Words).Text
	if a.State == store.ReportKept && words == "" {
		return nil, fault.New(fault.Invalid, "intake.give_answer").In("words")
	}
	if len([]rune(words)) > MaxReportText {
		return nil, fault.New(fault.Invalid, "intake.long_error", MaxReportText).In("words")
	}
	var r *store.ErrorReport
	err := in.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if r, err = tx.ErrorReport(ctx, id); err != nil {
			return err
		}
		if r.Institution != who.Institution {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if !r.Waiting() {
			return fault.New(fault.Conflict, "store.report_answered")
		}
		d, err := in.Cases.Dossier(ctx, tx, r.Case)
		if err != nil {
			return err
		}
		st, err := tx.Standing(ctx, who.Person)
		if err != nil {
			return err
		}
		behalf, may, err := in.Cases.AnswersReader(ctx, tx, st, d.Case)
		if err != nil {
			return err
		}
		if !may {
			return fault.New(fault.Denied, "fault.denied")
		}
		r.State, r.AnsweredBy, r.AnsweredFor = a.State, who.Person, behalf
		if a.State != store.ReportTaken && a.State != store.ReportDropped {
			r.Words = words
		}
		if a.State == store.ReportFixed {
			e, err := tx.LatestEdition(ctx, r.Site, r.Document)
			if err != nil {
				return err
			}
			if e.State == store.EditionLive && e.ID <= r.Edition {
				return fault.New(fault.Invalid, "intake.not_fixed").In("words")
			}
			r.Fixed = e.ID
		}
		return in.Cases.SettleReport(ctx, tx, d, r, url)
	})
	return r, err
}
