package portal

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/store"
)

// What one address may report: some colleagues share one, a machine that floods
// the work list cannot.
const (
	reportsAtOnce  = 10
	reportsPerHour = 30
)

func reportPath(v *visit, document int64) string {
	return cases.ReportPath(v.lang(), strconv.FormatInt(document, 10))
}

// ratePath is where a reader says whether the page of a document was of use.
func ratePath(v *visit, document int64) string {
	return "/" + v.lang().Pick("huu-ich", "helpful") + "/" + strconv.FormatInt(document, 10)
}

// feedback is what a reader can say of the page of a document.
func (v *visit) feedback(document int64, article bool) *Feedback {
	return &Feedback{RateURL: v.path(ratePath(v, document)), ReportURL: v.path(reportPath(v, document)), Article: article}
}

// subject finds the public page that a form is about.
func (v *visit) subject() (page Link, e *store.Edition, err error) {
	id, ok := documentIn(v.args["item"])
	if !ok {
		return page, nil, notFound()
	}
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		e, err = tx.LatestEdition(ctx, v.site.ID, id)
		if err == nil && e.State != store.EditionLive {
			err = notFound()
		}
		return err
	})
	if err != nil {
		return page, nil, err
	}
	return Link{Title: e.Title, URL: v.path(v.editionPath(e))}, e, nil
}

// reportForm shows the form on which a reader says what is wrong (F-M6).
func (v *visit) reportForm() error {
	pg, err := v.newReport(ReportValues{Key: newKey()}, nil)
	if err != nil {
		return err
	}
	return v.showTo(pg)
}

func (v *visit) newReport(values ReportValues, problems []Problem) (*ReportForm, error) {
	page, e, err := v.subject()
	if err != nil {
		return nil, err
	}
	title := "portal.report"
	if e.Kind == standing {
		title = "portal.report_page"
	}
	pg := &ReportForm{Frame: v.frame(v.t(title), ""), Action: v.path(reportPath(v, e.Document)), Page: page, Values: values, Problems: problems, Keeper: v.site.Name, Most: intake.MaxReportText}
	pg.Crumbs = []Link{{Title: v.t("visit.home"), URL: v.path("/")}, page}
	return pg, nil
}

// sendReport takes a report in and leads to where it is followed.
func (v *visit) sendReport() error {
	f, done, err := v.p.Forms.Read(v.w, v.r, httpx.SmallForm)
	defer done()
	if err != nil {
		return err
	}
	values := ReportValues{Text: f.Get("text"), Email: f.Get("email"), Consent: f.Get("consent") != "", Key: f.Get("key")}
	if !formKey.MatchString(values.Key) {
		values.Key = newKey()
	}
	again := func(problems []Problem) error {
		pg, err := v.newReport(values, problems)
		if err != nil {
			return err
		}
		return v.showTo(pg)
	}
	if f.Get(trap) != "" {
		return again([]Problem{{"", v.t("visit.trapped")}})
	}
	if strings.TrimSpace(values.Text) == "" { // takes nobody's time
	} else if ok, wait := v.p.reports.Allow(v.p.address(v.r)); !ok {
		v.w.Header().Set("Retry-After", itoa(int(wait.Seconds())+1))
		return again([]Problem{{"", v.t("httpx.too_many", int(wait.Minutes())+1)}})
	}
	_, e, err := v.subject()
	if err != nil {
		return err
	}
	r, err := v.p.Intake.Report(v.ctx(), cases.Actor{Institution: v.site.Institution, Lang: v.lang()}, intake.ErrorForm{Site: v.site.ID, Document: e.Document, Text: values.Text,
		Email: values.Email, Consent: values.Consent, Lang: v.lang(), Key: values.Key})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooMany) {
		return again(Problems(v.lang(), err))
	} else if err != nil {
		return err
	}
	v.redirect(v.path(cases.ReportedPath(v.lang(), v.p.Cases.ReportLink(r)))+"?"+justSent, http.StatusSeeOther)
	return nil
}

// reported shows a report to whoever made it.
func (v *visit) reported() error {
	var r *store.ErrorReport
	pg := &Reported{Sent: v.r.URL.Query().Has(justSent)}
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		var err error
		if r, err = v.p.Cases.Reported(ctx, tx, v.args["link"]); err != nil {
			return err
		}
		if r.Institution != v.site.Institution {
			return notFound()
		}
		e, err := tx.LatestEdition(ctx, r.Site, r.Document)
		if err != nil {
			return err
		}
		site := v.places.site(r.Site)
		if e.State != store.EditionLive || site == nil {
			return nil
		}
		pg.Page = Link{Title: e.Title, URL: v.urlOf(site, v.editionPath(e))}
		if site.ID == v.site.ID {
			pg.Page.URL = v.path(v.editionPath(e))
		}
		return nil
	})
	if err != nil {
		return err
	}
	pg.Frame = v.frame(v.t("portal.reported", r.Code), "")
	pg.Code, pg.SentAt, pg.Text, pg.Words, pg.At, pg.Mail = r.Code, r.ReceivedAt, r.Text, r.Words, r.AnsweredAt, r.Email != ""
	pg.State, pg.Tone, pg.Track = v.t("portal.report_"+r.State), reportTones[r.State], v.origin()+v.path(cases.ReportedPath(v.lang(), v.args["link"]))
	pg.Crumbs = []Link{{Title: v.t("visit.home"), URL: v.path("/")}}
	if pg.Page.URL != "" {
		pg.Crumbs = append(pg.Crumbs, pg.Page)
	}
	return v.showTo(pg)
}

var reportTones = map[string]Tone{store.ReportOpen: Busy, store.ReportTaken: Busy, store.ReportFixed: Good, store.ReportKept: Plain, store.ReportDropped: Plain}

// The values of the buttons with which a page is rated.
const (
	rateUseful  = "1"
	rateUseless = "0"
	thanked     = "thanks"
)

// rate asks whether a page was of use, and thanks whoever has said so.
func (v *visit) rate() error {
	page, e, err := v.subject()
	if err != nil {
		return err
	}
	pg := &Rated{Frame: v.frame(v.t("portal.rate"), ""), Page: page, RateURL: v.path(ratePath(v, e.Document)), ReportURL: v.path(reportPath(v, e.Document)), Thanks: v.r.URL.Query().Has(thanked)}
	if pg.Thanks {
		pg.Title = v.t("portal.rate_thanks")
	}
	pg.Crumbs = []Link{{Title: v.t("visit.home"), URL: v.path("/")}, page}
	return v.showTo(pg)
}

// sendRate counts what a reader says of a page, and nothing of the reader (R-B9,
// F-M6): no cookie is set, and what one address says again on a day is known by
// a digest in memory alone, under a key that is made anew each day.
func (v *visit) sendRate() error {
	f, done, err := v.p.Forms.Read(v.w, v.r, httpx.SmallForm)
	defer done()
	if err != nil {
		return err
	}
	_, e, err := v.subject()
	if err != nil {
		return err
	}
	said := f.Get("useful")
	if said != rateUseful && said != rateUseless {
		return fault.New(fault.Invalid, "httpx.bad_form").Because(errors.New("useful is neither 1 nor 0"))
	}
	v.p.ratings.count(store.Rating{Site: v.site.ID, Document: e.Document}, said == rateUseful, v.p.address(v.r), store.DayOf(v.p.Store.Now()))
	v.redirect(v.path(ratePath(v, e.Document))+"?"+thanked, http.StatusSeeOther)
	return nil
}
