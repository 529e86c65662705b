package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A StaleView shows what somebody else has saved beside what was not.
type StaleView struct {
	Who    string
	Number int
	Rows   []StaleRow
}

// A StaleRow is a part of the text in both forms.
type StaleRow struct {
	Name        string
	Same        bool
	Theirs, Own []DiffPart
}

// stale compares the newest revision with what was not saved.
func (b *book) stale(theirs, own content.Revision) *StaleView {
	s := &StaleView{Who: b.t("desk.saved_by", b.name(people.PersonID(theirs.SavedBy)), shortMoment(b.l, b.now, theirs.SavedAt)), Number: theirs.Number}
	row := func(key, x, y string) {
		r := StaleRow{Name: b.t(key), Same: x == y}
		if r.Same && x == "" {
			return
		}
		r.Theirs, r.Own = sides(x, y)
		s.Rows = append(s.Rows, r)
	}
	row("desk.field_title", theirs.Title, own.Title)
	row("desk.field_summary", theirs.Summary, own.Summary)
	row("desk.field_text", theirs.Body.PlainText(theirs.Lang), own.Body.PlainText(own.Lang))
	row("desk.sources", sourceList(theirs), sourceList(own))
	row("desk.field_authors", strings.Join(theirs.Authors, "\n"), strings.Join(own.Authors, "\n"))
	row("desk.field_pictures", b.pictureList(theirs), b.pictureList(own))
	row("desk.change_note", noteOf(theirs), noteOf(own))
	row("desk.field_classes", b.classes(theirs), b.classes(own))
	return s
}

func sourceList(r content.Revision) string {
	var lines []string
	for _, s := range r.Sources {
		lines = append(lines, strings.TrimSpace(sourceText(s)+" "+s.URL))
	}
	return strings.Join(lines, "\n")
}

func (b *book) pictureList(r content.Revision) string {
	var lines []string
	if i := r.LeadImage; i != nil {
		lines = append(lines, strings.Join([]string{i.Media[:min(8, len(i.Media))], i.Alt, i.Caption, i.Credit}, " · "))
	}
	for _, m := range r.Body.Media() {
		lines = append(lines, m.Media[:min(8, len(m.Media))])
	}
	return strings.Join(lines, "\n")
}

func (b *book) classes(r content.Revision) string {
	parts := []string{b.w.kinds[r.Kind]}
	for _, p := range r.Sites {
		parts = append(parts, b.t("desk.placed", b.w.sections[p.Section].Title, b.w.sites[p.Site].Name))
	}
	return strings.Join(append(parts, r.Topics...), "\n")
}

// A RevisionPage is one revision of a text.
type RevisionPage struct {
	Shell
	Path    string // of the case
	Code    string
	Line    RevisionView
	Text    *TextView
	Compare string // address of the comparison with the newest one; "" for that itself
	Restore *RestoreView
}

// A RestoreView is what restoring an earlier revision would do (F-B6).
type RestoreView struct {
	Base   int    // the newest revision
	Change string // the aspects that would change
	Cost   string // said where it costs one's own approval
	WhyNot string // why the visitor may not
}

// revision shows a revision as readers would see it.
func (d *Desk) revision(v *visit) error {
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	if view.Case.Document == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	n := int(number(v.r.PathValue("number")))
	if !view.Reads(n) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	var r *content.Revision
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		if r, err = tx.RevisionNumber(ctx, view.Case.Document, n); err != nil {
			return err
		}
		return w.addMedia(ctx, tx, r)
	})
	if err != nil {
		return err
	}
	b := &book{View: view, w: w, l: v.lang, now: v.now, me: v.who.Person, url: d.siteURL}
	page := RevisionPage{Path: casePath(view.Case.Code), Code: view.Case.Code, Text: b.textOf(r)}
	for _, line := range b.revisions() {
		if line.Number == n {
			page.Line = line
		}
	}
	if newest := view.Revision; newest != nil && newest.Number != n {
		page.Compare = comparePath(view.Case.Code, n, newest.Number)
		if changed := content.Changed(newest.Hashes(), r.Hashes()); len(changed) > 0 {
			page.Restore = &RestoreView{Base: newest.Number, Change: aspectList(v.lang, changed)}
			if err := view.Procedure.CanEdit(&view.State, &view.Facts, actorIn(view, v.who.Actor)); err != nil {
				page.Restore.WhyNot = sayFault(v.lang, err)
			} else if len(view.EditCosts) > 0 {
				page.Restore.Cost = v.t("desk.edit_costs", aspectList(v.lang, view.EditCosts))
			}
		}
	}
	if page.Shell, err = v.shell(v.t("desk.revision_title", n, r.Title), ""); err != nil {
		return err
	}
	return v.show(http.StatusOK, "revision", page)
}

// restore makes an earlier revision the newest.
func (d *Desk) restore(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	n := int(number(v.r.PathValue("number")))
	_, saved, err := d.Editorial.Restore(v.ctx(), v.who.Actor, view.Case.ID, int(number(f.Get("base"))), n, f.Get("note"))
	if err != nil {
		return v.acted(view, w, f, err, "")
	}
	return v.done(casePath(view.Case.Code), "reverted", strconv.Itoa(n), strconv.Itoa(saved.Number))
}
