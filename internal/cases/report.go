package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// Letters about what readers hold to be wrong on a page.
const (
	TemplateErrorReported = "error-report"   // to those who answer for the page
	TemplateErrorFixed    = "error-fixed"    // to the reader: it was put right
	TemplateErrorKept     = "error-answered" // to the reader: nothing is wrong, because
)

// LinkReport is the purpose of the link by which a reader follows a report;
// Person is its number.
const LinkReport = "e"

// ReportLink is the address part by which a reader follows a report.
func (c *Cases) ReportLink(r *store.ErrorReport) string {
	return c.Sign(Link{Purpose: LinkReport, Case: r.Case, Person: r.ID, Expires: r.ReceivedAt.AddDate(1, 0, 0)})
}

// Reported reads a report by that link.
func (c *Cases) Reported(ctx context.Context, tx *store.Tx, link string) (*store.ErrorReport, error) {
	l, err := c.ReadLink(link, LinkReport, tx.Now())
	if err != nil {
		return nil, err
	}
	r, err := tx.ErrorReport(ctx, l.Person)
	if err == nil && (r.Case != l.Case || r.Text == "") { // its papers were taken away
		err = errNoLink
	}
	return r, err
}

// TellReported writes to whoever posted a page and to those who answer for its
// case that a reader holds something on it to be wrong.
func (c *Cases) TellReported(ctx context.Context, tx *store.Tx, r *store.ErrorReport, posted people.PersonID) error {
	return c.TellOverseers(ctx, tx, r.Case, TemplateErrorReported, []people.PersonID{posted}, tx.Now(), "", map[string]string{"report": r.Code, "reason": r.Text})
}

// AnswersReader reports whether somebody may answer readers who hold something
// on the pages of a case to be wrong, and for whom: those who may begin a
// correction of it (0011).
func (c *Cases) AnswersReader(ctx context.Context, tx *store.Tx, st people.Standing, cs *store.Case) (people.PersonID, bool, error) {
	p, err := c.procedure(ctx, tx, cs.Procedure)
	if err != nil {
		return 0, false, err
	}
	behalf, may := people.PersonID(0), false
	for _, h := range st.Holdings(c.Scope(cs)) {
		if people.Abroad(h.Role) || !slices.Contains(p.Changers(), h.Role) {
			continue
		}
		if h.For == 0 {
			return 0, true, nil
		}
		behalf, may = h.For, true
	}
	return behalf, may, nil
}

// settled is what the record says of each state that a report can come to.
var settled = map[string]event.Verb{store.ReportTaken: event.ErrorTaken, store.ReportFixed: event.ErrorFixed, store.ReportKept: event.ErrorKept, store.ReportDropped: event.ErrorDropped}

// SettleReport keeps what became of a report: taken for a correction, put right,
// held to be no error, or no report at all. Whoever left an address is written to
// where there is an answer. url gives the address of a path on a site.
func (c *Cases) SettleReport(ctx context.Context, tx *store.Tx, d *Dossier, r *store.ErrorReport, url func(*store.Site, string) string) error {
	if settled[r.State] == "" {
		return fault.New(fault.Invalid, "httpx.bad_form")
	}
	if r.Email != "" && (r.State == store.ReportFixed || r.State == store.ReportKept) {
		if err := c.answerReader(ctx, tx, d, r, url); err != nil {
			return err
		}
	}
	by, behalf := r.AnsweredBy, r.AnsweredFor
	if err := tx.SaveErrorReport(ctx, r); err != nil {
		return err
	}
	tx.Record(r.Institution, event.Event{Verb: settled[r.State], Case: r.Case, Actor: int64(by), OnBehalfOf: int64(behalf), Subject: subject("error-report", r.ID),
		Data: map[string]string{event.KeyName: r.Code}})
	return nil
}

// answerReader queues the letter that tells a reader what became of it.
func (c *Cases) answerReader(ctx context.Context, tx *store.Tx, d *Dossier, r *store.ErrorReport, url func(*store.Site, string) string) error {
	site, err := tx.Site(ctx, r.Site)
	if err != nil {
		return err
	}
	data := letterData(d, flow.Happening{}, strings.TrimSpace(r.Words))
	delete(data, "sender") // that of the case is nobody's affair
	delete(data, "due")
	data["code"], data["track"] = r.Code, url(site, ReportedPath(r.Lang, c.ReportLink(r)))
	e, err := tx.LatestEdition(ctx, r.Site, r.Document)
	if err == nil && e.State == store.EditionLive {
		section, err := tx.Section(ctx, e.Section)
		if err != nil {
			return err
		}
		data["title"], data["links"] = e.Title, url(site, e.Path(section.Slug))
	} else if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	template := TemplateErrorKept
	if r.State == store.ReportFixed {
		template = TemplateErrorFixed
	}
	return tx.AddLetter(ctx, &store.Letter{Institution: r.Institution, Case: r.Case, Template: template, Lang: r.Lang, ToName: locale.T(r.Lang, "cases.reader"), ToEmail: r.Email,
		Mailbox: d.Case.Mailbox, Data: data, MessageID: c.NewMessageID()})
}

// FixReports settles, as a text is published anew, the reports for which it was
// corrected. editions are those that it made, by site.
func (c *Cases) FixReports(ctx context.Context, tx *store.Tx, d *Dossier, by people.Holder, editions map[int64]store.Edition, note string, url func(*store.Site, string) string) error {
	all, err := tx.ErrorReports(ctx, d.Case.ID, 500)
	if err != nil {
		return err
	}
	for i := range all {
		r := &all[i]
		e, shown := editions[r.Site]
		if r.State != store.ReportTaken || !shown {
			continue
		}
		r.State, r.Fixed, r.Words, r.AnsweredBy, r.AnsweredFor = store.ReportFixed, e.ID, note, by.Person, by.For
		if err := c.SettleReport(ctx, tx, d, r, url); err != nil {
			return fmt.Errorf("report %s: %w", r.Code, err)
		}
	}
	return nil
}
