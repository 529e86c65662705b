package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

const pathReports = "/desk/reports"

// reportsShown bounds the reports on one page.
const reportsShown = 200

// A ReportView is what a reader holds to be wrong on a page of the case.
type ReportView struct {
	ID      int64
	Code    string
	Text    string
	When    string
	Tag     Tag
	Answer  string // that the reader was given
	Who     string // gave it
	Mail    bool   // the reader left an address
	May     bool
	Mend    string // leads to the correction that it is taken for; "" where that is under way
	Typed   string
	Open    bool
	Waiting bool
	// Of the list of all of them:
	Title, Case, CaseCode string
}

// ReportsView is the reports of a case.
type ReportsView struct {
	Waiting int
	List    []ReportView
}

var reportTags = map[string]Tag{store.ReportOpen: {"warn", "warn", ""}, store.ReportTaken: {"", "edit", ""}, store.ReportFixed: {"good", "check", ""},
	store.ReportKept: {"", "check", ""}, store.ReportDropped: {"", "cross", ""}}

// reports reads what readers reported of a case; nil where nothing is.
func (v *visit) reports(view *cases.View, b *book) (*ReportsView, error) {
	if view.Outside || len(view.Editions) == 0 {
		return nil, nil
	}
	var all []store.ErrorReport
	may := false
	err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		all, err = tx.ErrorReports(ctx, view.Case.ID, reportsShown)
		if err == nil {
			_, may, err = v.d.Cases.AnswersReader(ctx, tx, v.who.Standing, view.Case)
		}
		return err
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	r := &ReportsView{}
	for i := range all {
		l := v.reportView(&all[i], b)
		l.May = may && l.Waiting
		if l.May && view.State.Change == nil && mayChange(view) {
			l.Mend = "take:" + id(l.ID)
		}
		if l.Waiting {
			r.Waiting++
		}
		r.List = append(r.List, l)
	}
	return r, nil
}

// mayChange reports whether a correction can be begun by the visitor now.
func mayChange(view *cases.View) bool {
	for _, o := range view.Options {
		if o.Kind == flow.DoChange && o.Allowed {
			return true
		}
	}
	return false
}

func (v *visit) reportView(r *store.ErrorReport, b *book) ReportView {
	l := ReportView{ID: r.ID, Code: r.Code, Text: r.Text, When: shortMoment(v.lang, v.now, r.ReceivedAt), Tag: reportTags[r.State], Answer: r.Words, Mail: r.Email != "", Waiting: r.Waiting()}
	l.Tag.Text = v.t("desk.report_" + r.State)
	if !r.AnsweredAt.IsZero() && b != nil {
		l.Who = v.t("desk.report_by", b.holder(people.Holder{Person: r.AnsweredBy, For: r.AnsweredFor}), shortMoment(v.lang, v.now, r.AnsweredAt))
	}
	if b != nil && b.typed.Get("report") == id(r.ID) {
		l.Typed, l.Open = b.typed.Get("words"), true
	}
	return l
}

// mendReport is what a correction begins with for which a report was taken; nil
// where the address names none.
func (v *visit) mendReport(view *cases.View) url.Values {
	n := number(v.r.URL.Query().Get("report"))
	if n == 0 {
		return nil
	}
	var r *store.ErrorReport
	err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		r, err = tx.ErrorReport(ctx, n)
		return err
	})
	if err != nil || r.Case != view.Case.ID {
		return nil
	}
	do := string(flow.DoChange) + ":" + string(content.Correction)
	return url.Values{"do": {do}, "reason." + do: {v.t("desk.report_reason", r.Code, r.Text)}}
}

// What a form makes of a report.
var reportDoes = map[string]string{"take": store.ReportTaken, "fixed": store.ReportFixed, "kept": store.ReportKept, "drop": store.ReportDropped}

// answerReport does what a form about a report asks for. One for which a
// correction is to be made leads to where that begins.
func (d *Desk) answerReport(v *visit) error {
	f, err := v.form(decision)
	if err != nil {
		return err
	}
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	do, at, _ := strings.Cut(f.Get("do"), ":")
	state, known := reportDoes[do]
	if !known {
		return v.done(casePath(view.Case.Code), "nothing")
	}
	var r *store.ErrorReport
	err = v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		r, err = tx.ErrorReport(ctx, number(at))
		return err
	})
	if err == nil && r.Case != view.Case.ID {
		err = errNoSuch
	}
	if err != nil {
		return err
	}
	if r.State != store.ReportTaken || state != store.ReportTaken { // else its correction was given up, and another one begins
		_, err = d.Intake.AnswerReport(v.ctx(), v.who.Actor, r.ID, intake.ReportAnswer{State: state, Words: f.Get("words")}, d.siteURL)
	}
	if err == nil && state == store.ReportTaken {
		return v.done(casePath(view.Case.Code)+"?report="+id(r.ID)+"#after-change_correction", "report_taken")
	}
	return v.acted(view, w, f, err, "report_"+state)
}

// A ReportsPage is all that readers reported and nobody has answered.
type ReportsPage struct {
	Shell
	Lead    string
	Groups  []ReportGroup
	Problem string
	Empty   string
	Rated   []RatedView // pages that readers held to be of no use lately
}

// A RatedView is a page with what readers said of it.
type RatedView struct{ Title, Path, Said string }

// What readers said of pages is listed of so many days, and so much of it.
const (
	ratedDays  = 30
	ratedShown = 20
)

// ReportGroup is the reports of one case.
type ReportGroup struct {
	Title, Code, Path string
	List              []ReportView
}

// waiting lists the reports that the visitor may answer, and how many there are.
func (v *visit) waiting() (list []store.WaitingReport, err error) {
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.WaitingReports(ctx, v.who.Institution, intake.MaxReports+reportsShown)
		if err != nil {
			return err
		}
		may := make(map[int64]bool)
		for _, r := range all {
			ok, known := may[r.Case]
			if !known {
				cs, err := tx.Case(ctx, r.Case)
				if err != nil {
					return err
				}
				if _, ok, err = v.d.Cases.AnswersReader(ctx, tx, v.who.Standing, cs); err != nil {
					return err
				}
				ok = ok && !v.hidden(cs)
				may[r.Case] = ok
			}
			if ok {
				list = append(list, r)
			}
		}
		return nil
	})
	return list, err
}

// rated lists the pages that the visitor may correct and that readers held to be
// of no use, the worst first (R-B9, F-M6).
func (v *visit) rated() (list []RatedView, err error) {
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.WorstRated(ctx, v.who.Institution, ratedDays, 2*ratedShown)
		for _, r := range all {
			cs, err := tx.Case(ctx, r.Case)
			if err != nil {
				return err
			}
			_, may, err := v.d.Cases.AnswersReader(ctx, tx, v.who.Standing, cs)
			if err != nil {
				return err
			}
			if may && !v.hidden(cs) && len(list) < ratedShown {
				list = append(list, RatedView{r.Title, casePath(cs.Code), v.t("desk.rated", int(r.Useful), int(r.Useful+r.Useless))})
			}
		}
		return err
	})
	return list, err
}

// openReports shows them, those of one page together.
func (d *Desk) openReports(v *visit) error { return v.showReports(http.StatusOK, "") }

func (v *visit) showReports(status int, problem string) error {
	all, err := v.waiting()
	if err != nil {
		return err
	}
	page, at := ReportsPage{Problem: problem}, make(map[int64]int)
	for i := range all {
		r := &all[i]
		n, known := at[r.Case]
		if !known {
			n, at[r.Case] = len(page.Groups), len(page.Groups)
			page.Groups = append(page.Groups, ReportGroup{Title: r.Title, Code: r.CaseCode, Path: casePath(r.CaseCode) + "#reports"})
		}
		page.Groups[n].List = append(page.Groups[n].List, v.reportView(&r.ErrorReport, nil))
	}
	page.Lead = v.t("desk.reports_lead", len(all), len(page.Groups))
	if len(all) == 0 {
		page.Empty = v.t("desk.reports_none")
	}
	if page.Rated, err = v.rated(); err != nil {
		return err
	}
	if page.Shell, err = v.shell(v.t("desk.nav_reports"), "reports"); err != nil {
		return err
	}
	return v.show(status, "reports", page)
}

// dropReports puts away what is no report, many at once.
func (d *Desk) dropReports(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	n := 0
	for _, s := range f.Values["report"] {
		_, err := d.Intake.AnswerReport(v.ctx(), v.who.Actor, number(s), intake.ReportAnswer{State: store.ReportDropped}, d.siteURL)
		if fault.Is(err, fault.Conflict) { // somebody else has
			continue
		} else if err != nil {
			return err
		}
		n++
	}
	if n == 0 {
		return v.showReports(http.StatusUnprocessableEntity, v.t("desk.reports_choose"))
	}
	return v.done(pathReports, "reports_dropped", locale.Number(v.lang, int64(n)))
}
