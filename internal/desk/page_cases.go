package desk

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A CasesPage is the list of the cases that a person may see.
type CasesPage struct {
	Shell
	Summary  string
	States   []Filter
	Search   SearchForm
	Tabs     []FilterTab // saved searches
	Keep     *KeepForm   // nil where nothing is asked for
	Rows     []CaseRow
	More     string // address of the next page
	Empty    string
	Choosing bool
	Begin    []Action // ways to begin a case that nobody requested
}

// A CaseRow is a case in a list.
type CaseRow struct {
	Title, Path, Code string
	From              string
	Step              string
	Who               string
	Opened            string
	Left              Left
	Flags             []Tag
	Choose            bool // may be dealt with together with others
}

const casesPerPage = 40

var codeLike = regexp.MustCompile(`^[A-Za-zĐđ]{1,10}-\d{4}-\d{1,9}$`)

// listCases finds cases by code, sender and title, with accents or without.
func (d *Desk) listCases(v *visit) error {
	q := v.r.URL.Query()
	text := strings.TrimSpace(vi.Read(q.Get("q")))
	if codeLike.MatchString(text) {
		var id int64
		err := v.view(func(ctx context.Context, tx *store.Tx) error {
			c, err := tx.CaseByCode(ctx, v.who.Institution, strings.ToUpper(text))
			if err == nil {
				id = c.ID
			}
			return err
		})
		if err == nil { // to whoever may not see it there is no such code either
			_, err = d.Cases.See(v.ctx(), v.who.Actor, id)
		}
		if err == nil {
			v.redirect(casePath(strings.ToUpper(text)))
			return nil
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	query := cases.ParseQuery(q)
	if query.State == "" && query.Text == "" {
		query.State = "open"
	}
	return d.showCases(v, query, number(q.Get("filter")), number(q.Get("below")), nil, http.StatusOK)
}

// showCases shows what a query finds; filter is the saved search that it comes
// from, 0 for none, and wrong what was typed to keep it, where that was refused.
func (d *Desk) showCases(v *visit, query cases.Query, filter, below int64, wrong *KeepForm, status int) error {
	found, err := d.Cases.Find(v.ctx(), v.who.Actor, query, below, casesPerPage+1)
	if err != nil {
		return err
	}
	page := CasesPage{}
	if len(found) > casesPerPage {
		found = found[:casesPerPage]
		page.More = queryPath(query, filter, found[len(found)-1].Case.ID)
	}
	for _, s := range []string{"open", "ended", "all"} {
		other := query
		other.State = s
		page.States = append(page.States, Filter{Label: v.t("desk.cases_" + s), Path: queryPath(other, 0, 0), On: query.State == s || s == "all" && query.State == ""})
	}
	if page.Search, err = v.searchForm(query); err != nil {
		return err
	}
	if page.Tabs, page.Keep, err = v.filterTabs(query, filter); err != nil {
		return err
	}
	if wrong != nil && page.Keep != nil {
		page.Keep.Name, page.Keep.Shared, page.Keep.Wrong = wrong.Name, wrong.Shared, wrong.Wrong
	}
	wl, err := d.worklist(v)
	if err != nil {
		return err
	}
	for _, w := range found {
		row := wl.row(w)
		page.Choosing = page.Choosing || row.Choose
		page.Rows = append(page.Rows, row)
	}
	if len(page.Rows) == 0 {
		page.Empty = v.t("desk.cases_none")
		if query == (cases.Query{State: "open"}) { // nothing was asked for: there is nothing to see
			page.Empty = v.t("desk.cases_nothing")
		}
	}
	if page.Begin, err = v.beginnings(); err != nil {
		return err
	}
	if query.Text != "" {
		page.Summary = v.t("desk.cases_found", query.Text)
	}
	if page.Shell, err = v.shell(v.t("desk.nav_cases"), "cases"); err != nil {
		return err
	}
	page.Sought = query.Text
	return v.show(status, "cases", page)
}

// address makes an address with the values that are not empty.
func address(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// row is a case in the list, whoever's turn it is.
func (w worklist) row(c cases.Work) CaseRow {
	r := CaseRow{Title: c.Case.Title, Path: casePath(c.Case.Code), Code: c.Case.Code, From: c.Case.Sender, Opened: vi.ShortDateTime(w.l, c.Case.OpenedAt), Flags: w.flags(c)}
	if c.Step != nil {
		r.Step = c.Step.Title.In(w.l)
	}
	if !c.Case.EndedAt.IsZero() {
		r.Step = w.t("flow.outcome." + c.Case.Outcome)
		r.Left = Left{Tone: "done", Words: r.Step, Due: shortMoment(w.l, w.now, c.Case.EndedAt)}
		return r
	}
	r.Choose = c.State.Waiting() == flow.WaitsForNobody
	c.Others = true
	r.Who, _ = w.turn(c)
	r.Left = w.left(c)
	return r
}

// stepChoices are the steps of the procedures in force, each name once.
func (v *visit) stepChoices(chosen string) ([]Choice, error) {
	versions, err := v.procedures()
	if err != nil {
		return nil, err
	}
	var list []Choice
	for _, pv := range versions {
		p, err := v.d.Cases.Procedure(v.ctx(), pv.ID)
		if err != nil {
			return nil, err
		}
		for _, s := range p.Steps {
			if s.End == "" && !slices.ContainsFunc(list, func(c Choice) bool { return c.Value == string(s.ID) }) {
				list = append(list, Choice{string(s.ID), s.Title.In(v.lang), chosen == string(s.ID)})
			}
		}
	}
	return list, nil
}

// procedures are the versions in force now, one of each procedure.
func (v *visit) procedures() ([]store.ProcedureVersion, error) {
	var list []store.ProcedureVersion
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.Procedures(ctx, v.who.Institution)
		if err != nil {
			return err
		}
		seen := make(map[string]bool)
		for _, p := range all {
			if seen[p.Key] {
				continue
			}
			seen[p.Key] = true
			now, err := tx.ProcedureInForce(ctx, v.who.Institution, p.Key, v.now)
			if fault.Is(err, fault.NotFound) {
				continue
			} else if err != nil {
				return err
			}
			list = append(list, *now)
		}
		return nil
	})
	return list, err
}
