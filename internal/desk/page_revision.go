package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/fault"
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
		r.Theirs, r.Own = diffWords(x, y)
		s.Rows = append(s.Rows, r)
	}
	row("desk.field_title", theirs.Title, own.Title)
	row("desk.field_summary", theirs.Summary, own.Summary)
	row("desk.field_text", theirs.Body.PlainText(theirs.Lang), own.Body.PlainText(own.Lang))
	row("desk.sources", sourceList(theirs), sourceList(own))
	row("desk.field_authors", strings.Join(theirs.Authors, "\n"), strings.Join(own.Authors, "\n"))
	row("desk.field_pictures", b.pictureList(theirs), b.pictureList(own))
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

// A RevisionPage is one revision of a text, alone or beside another one.
type RevisionPage struct {
	Shell
	Path   string
	Code   string
	Line   RevisionView
	Text   *TextView
	Other  *RevisionView
	Rows   []StaleRow
	Others []Choice // revisions to compare with
}

// revision shows a revision as readers would see it, or its differences from
// another one (F-B5).
func (d *Desk) revision(v *visit) error {
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	if view.Case.Document == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	n, with := int(number(v.r.PathValue("number"))), int(number(v.r.URL.Query().Get("with")))
	var r, other *content.Revision
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		if r, err = tx.RevisionNumber(ctx, view.Case.Document, n); err != nil {
			return err
		}
		for _, m := range usedMedia(r) {
			if media, err := tx.Media(ctx, m); err == nil {
				w.media[m] = *media
			}
		}
		if with != 0 {
			other, err = tx.RevisionNumber(ctx, view.Case.Document, with)
		}
		return err
	})
	if err != nil {
		return err
	}
	b := &book{View: view, w: w, l: v.lang, now: v.now, me: v.who.Person, url: d.siteURL}
	page := RevisionPage{Path: casePath(view.Case.Code), Code: view.Case.Code}
	for _, line := range b.revisions() {
		switch line.Number {
		case n:
			page.Line = line
		case with:
			l := line
			page.Other = &l
		}
		if line.Number != n {
			page.Others = append(page.Others, Choice{strconv.Itoa(line.Number), v.t("desk.revision_of", line.Number, line.Who, line.When), line.Number == with})
		}
	}
	if other != nil {
		page.Rows = b.stale(*other, *r).Rows
	} else {
		page.Text = b.textOf(r)
	}
	if page.Shell, err = v.shell(v.t("desk.revision_title", n, r.Title), ""); err != nil {
		return err
	}
	return v.show(http.StatusOK, "revision", page)
}
