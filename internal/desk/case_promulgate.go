package desk

import (
	"html/template"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/chart"
	"congbo/internal/procfile"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A PromulgateView is the version of a procedure that a case is to put into
// force: what is another in it, as who reviews and approves it reads it.
type PromulgateView struct {
	Lead     string
	First    bool // the procedure has no earlier version
	Changes  []string
	Mistakes int
	Show     string
	Edit     string // empty where the visitor may not, or not now
	Chart    template.HTML
}

func (v *visit) promulgating(view *cases.View, b *book) (*PromulgateView, error) {
	if view.Proposed == nil || v.d.Procedures == nil {
		return nil, nil
	}
	version, err := v.d.Procedures.See(v.ctx(), v.who.Actor, view.Proposed.Version.ID)
	if err != nil {
		return nil, err
	}
	path := pathProcedures + "/" + version.Key
	p, mistakes := procfile.Read([]byte(version.Text))
	page := &PromulgateView{Show: path + "?version=" + number10(version.Version), Mistakes: len(mistakes)}
	if route, _ := routeTo(pathProcedures + "/{id}/draft"); v.allowed(route) == nil && b.Procedure.CanEdit(&view.State, &view.Facts, b.actor) == nil {
		page.Edit = path + "/draft"
	}
	title := version.Key
	if p != nil {
		title = p.Title.In(v.lang)
		page.Chart = template.HTML(chart.Lay(p, v.lang).SVG(false))
		based, was, err := v.basis(version)
		if err != nil {
			return nil, err
		}
		if page.First = !based; based {
			if page.Changes, err = v.changes(was, p); err != nil {
				return nil, err
			}
		}
	}
	page.Lead = v.t("desk.prom_lead", number10(version.Version), title)
	return page, nil
}

// decisionFields ask for the decision of a move: its number, day, signer and the
// day from which.
func (b *book) decisionFields(move string) []DraftField {
	today := b.now.In(workday.Zone).Format(time.DateOnly)
	list := []DraftField{
		{Type: "text", Name: "decision_number", Label: b.t("desk.prom_number"), Wide: true},
		{Type: "date", Name: "decision_date", Label: b.t("desk.prom_date"), Value: today},
		{Type: "date", Name: "decision_from", Label: b.t("desk.prom_from"), Value: today},
		{Type: "text", Name: "decision_signer", Label: b.t("desk.prom_signer"), Wide: true},
	}
	for i := range list {
		list[i].Name += ".move." + move
		if b.typed.Has(list[i].Name) {
			list[i].Value = b.typed.Get(list[i].Name)
		}
	}
	return list
}

// dayTyped reads a day as a browser sends it, or as people write one, as
// yyyy-mm-dd; what is none stays, to be refused by the verb.
func dayTyped(s string) string {
	s = strings.TrimSpace(s)
	for _, form := range []string{time.DateOnly, "2/1/2006"} {
		if t, err := time.ParseInLocation(form, s, vi.Zone); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return s
}
