package desk

import (
	"context"
	"net/http"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A GoneView tells of a case whose papers were taken away what it was, by whose
// decision they went, and what went (R-T10).
type GoneView struct {
	Lead   string
	Facts  []Fact
	What   []Fact // how many of what
	Public string // where the proposal is; empty: not for the visitor
}

// kept reports whether the address is one of the few that answer about a case
// whose papers were taken away: its page, and what ends its public page.
func (v *visit) kept(code string) error {
	path := strings.TrimSuffix(v.r.URL.Path, "/")
	if path == casePath(code) || path == casePath(code)+"/after" || path == casePath(code)+"/acts" {
		return nil
	}
	return fault.New(fault.NotFound, "cases.taken_away")
}

// showGone answers with what is left to tell of a case.
func (v *visit) showGone(status int, view *cases.View, b *book, page CasePage) error {
	x := view.Disposed
	g := &GoneView{Lead: v.t("desk.gone_lead", vi.Date(v.lang, x.Taken), x.Disposal.Decision)}
	fact := func(key, text string) {
		if text != "" {
			g.Facts = append(g.Facts, Fact{Name: v.t(key), Text: text})
		}
	}
	title := x.Title
	if title == "" {
		title = v.t("desk.disposal_untitled")
	}
	fact("desk.gone_case", title)
	fact("desk.gone_opened", vi.Date(v.lang, view.Case.OpenedAt))
	fact("desk.gone_ended", vi.Date(v.lang, view.Case.EndedAt))
	by := func(id people.PersonID) string { return view.People[id] }
	fact("desk.disposal_by", v.t("desk.batch_by", by(x.Disposal.By), vi.DateTime(v.lang, x.Disposal.At)))
	fact("desk.disposal_decided_by", v.t("desk.batch_by", by(x.Disposal.DecidedBy), vi.DateTime(v.lang, x.Disposal.DecidedAt)))
	fact("desk.disposal_decision", x.Disposal.Decision)
	var taken []store.Taken
	if err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		taken, err = tx.TakenOf(ctx, view.Case.ID)
		return err
	}); err != nil {
		return err
	}
	for _, part := range v.takenParts(taken) {
		g.What = append(g.What, Fact{Name: part.Name, Text: locale.Number(v.lang, int64(part.Count))})
	}
	if v.toDisposals() != "" {
		g.Public = disposalPath(x.Disposal.ID)
	}
	page.Gone = g
	var err error
	if page.Shell, err = v.shell(v.t("desk.gone_title", view.Case.Code), ""); err != nil {
		return err
	}
	if status == 0 {
		status = http.StatusOK
	}
	return v.show(status, "case_gone", page)
}
