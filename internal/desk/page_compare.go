package desk

import (
	"context"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/store"
)

// A RevisionsPage is the list of the revisions of a text, and what differs
// between two of them.
type RevisionsPage struct {
	Shell
	Path    string // of the case
	Code    string
	Heading string
	Lines   []RevisionPick
	Compare *CompareView
	Same    bool // twice the same revision was chosen
}

// A RevisionPick is a line of the list with what is chosen.
type RevisionPick struct {
	RevisionView
	From, To bool
}

// A CompareView is what differs between two revisions.
type CompareView struct {
	Old, New  RevisionView
	Aspects   string // that differ, in words; "" none
	Counts    string // how many words are new and gone
	Lang      string
	Title     template.HTML // "" where it is the same
	Summary   template.HTML
	Text      template.HTML
	Pictures  []PicturePair
	OtherPics int // pictures without a change
	Fields    []FieldChange
}

// A PicturePair is a picture before and after.
type PicturePair struct {
	Before, After *PictureSide
	What          []string // what became of it, in words
}

// A PictureSide is a picture as it is in one revision.
type PictureSide struct {
	URL, Alt, Caption, Credit, Video string
	Decorative                       bool
}

// A FieldChange is what became of something beside text and pictures, a
// sentence each.
type FieldChange struct {
	Name  string
	Lines []template.HTML
}

// revisions shows the revisions of a text to choose two of, and compares them
// (F-B5): ?from=2&to=5.
func (d *Desk) revisions(v *visit) error {
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	b := &book{View: view, w: w, l: v.lang, now: v.now, me: v.who.Person, url: d.siteURL}
	page := RevisionsPage{Path: casePath(view.Case.Code), Code: view.Case.Code, Heading: view.Case.Title}
	lines := b.revisions()
	q := v.r.URL.Query()
	from, to := int(number(q.Get("from"))), int(number(q.Get("to")))
	chosen := from != 0 && to != 0
	if !chosen && len(lines) > 1 {
		from, to = lines[1].Number, lines[0].Number
	}
	if from > to {
		from, to = to, from
	}
	for _, l := range lines {
		page.Lines = append(page.Lines, RevisionPick{l, l.Number == from, l.Number == to})
	}
	switch {
	case chosen && from == to:
		page.Same = true
	case chosen:
		if page.Compare, err = v.compare(b, from, to); err != nil {
			return err
		}
	}
	if page.Shell, err = v.shell(v.t("desk.revisions"), ""); err != nil {
		return err
	}
	return v.show(http.StatusOK, "revisions", page)
}

// compare reads two revisions of the text of a case and compares them.
func (v *visit) compare(b *book, from, to int) (*CompareView, error) {
	if !b.Reads(from) || !b.Reads(to) {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	var old, fresh *content.Revision
	err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		if old, err = tx.RevisionNumber(ctx, b.Case.Document, from); err != nil {
			return err
		}
		if fresh, err = tx.RevisionNumber(ctx, b.Case.Document, to); err != nil {
			return err
		}
		topics, err := tx.Topics(ctx, 0)
		if err != nil {
			return err
		}
		b.w.topics = make(map[string]string)
		for _, t := range topics {
			if _, own := b.w.sites[t.Site]; own {
				b.w.topics[t.Slug] = t.Title
			}
		}
		if err := b.w.addMedia(ctx, tx, old); err != nil {
			return err
		}
		return b.w.addMedia(ctx, tx, fresh)
	})
	if err != nil {
		return nil, err
	}
	c := b.comparison(*old, *fresh)
	for _, l := range b.revisions() {
		switch l.Number {
		case from:
			c.Old = l
		case to:
			c.New = l
		}
	}
	return c, nil
}

// comparison tells what differs between two revisions.
func (b *book) comparison(old, fresh content.Revision) *CompareView {
	c := &CompareView{Lang: string(fresh.Lang), Aspects: aspectList(b.l, content.Changed(old.Hashes(), fresh.Hashes()))}
	if old.Title != fresh.Title {
		c.Title = content.SpansHTML(content.Words(old.Title, fresh.Title))
	}
	if old.Summary != fresh.Summary {
		c.Summary = content.SpansHTML(content.Words(old.Summary, fresh.Summary))
	}
	merged := content.Merge(old.Body, fresh.Body)
	if !merged.Unchanged() {
		opt := b.renderOptions(fresh.Lang)
		opt.Desk = b.l
		c.Text = merged.HTML(opt)
		added, cut := merged.Counts()
		c.Counts = b.t("desk.compare_counts", b.t("desk.compare_added", added), b.t("desk.compare_cut", cut))
	}
	c.Pictures, c.OtherPics = b.picturePairs(old, fresh)
	c.Fields = b.fieldChanges(old, fresh)
	return c
}

func (b *book) picturePairs(old, fresh content.Revision) (pairs []PicturePair, same int) {
	side := func(p *content.Picture) *PictureSide {
		if p == nil {
			return nil
		}
		return &PictureSide{casePath(b.Case.Code) + "/media/" + p.Media, p.Alt, p.Caption, p.Credit, p.Video, p.Decorative}
	}
	for _, c := range content.ComparePictures(old, fresh) {
		if c.Same() {
			same++
			continue
		}
		pair := PicturePair{Before: side(c.Before), After: side(c.After)}
		switch x, y := c.Before, c.After; {
		case x == nil:
			pair.What = append(pair.What, b.t("desk.picture_added"))
		case y == nil:
			pair.What = append(pair.What, b.t("desk.picture_removed"))
		default:
			for _, w := range []struct {
				key    string
				differ bool
			}{
				{"desk.picture_replaced", x.Media != y.Media}, {"desk.picture_alt", x.Alt != y.Alt || x.Decorative != y.Decorative}, {"desk.picture_caption", x.Caption != y.Caption},
				{"desk.picture_credit", x.Credit != y.Credit}, {"desk.picture_video", x.Video != y.Video}, {"desk.picture_leads", !x.Lead && y.Lead}, {"desk.picture_leads_not", x.Lead && !y.Lead}, {"desk.picture_set", x.Size != y.Size || x.Focus != y.Focus},
			} {
				if w.differ {
					pair.What = append(pair.What, b.t(w.key))
				}
			}
		}
		pairs = append(pairs, pair)
	}
	return pairs, same
}

// fieldChanges tells in words what became of classification, sources and the
// rest.
func (b *book) fieldChanges(old, fresh content.Revision) []FieldChange {
	var all []FieldChange
	add := func(key string, lines ...template.HTML) {
		if len(lines) > 0 {
			all = append(all, FieldChange{b.t(key), lines})
		}
	}
	add("desk.kind", b.swapped(b.w.kinds[old.Kind], b.w.kinds[fresh.Kind])...)
	add("desk.change_places", b.setChange(b.places(old), b.places(fresh))...)
	add("desk.topics", b.setChange(b.topicNames(old), b.topicNames(fresh))...)
	add("desk.slug", b.swapped(old.Slug, fresh.Slug)...)
	add("desk.sources", b.setChange(lines(sourceList(old)), lines(sourceList(fresh)))...)
	add("desk.field_authors", b.setChange(old.Authors, fresh.Authors)...)
	yes := func(r bool) string { return b.t(map[bool]string{true: "desk.change_yes", false: "desk.change_no"}[r]) }
	if old.OwnWork != fresh.OwnWork {
		add("desk.field_own_work", b.swapped(yes(old.OwnWork), yes(fresh.OwnWork))...)
	}
	if old.Layout.Contents != fresh.Layout.Contents {
		add("desk.field_contents", b.swapped(yes(old.Layout.Contents), yes(fresh.Layout.Contents))...)
	}
	add("desk.change_note", b.swapped(noteOf(old), noteOf(fresh))...)
	if x, y := old.TranslationOf, fresh.TranslationOf; x != nil && y != nil && x.Hash != y.Hash {
		add("desk.translation_source", template.HTML(template.HTMLEscapeString(b.t("desk.change_source_text"))))
	}
	return all
}

// noteOf is what a revision tells readers that it changes.
func noteOf(r content.Revision) string {
	if r.Change == nil {
		return ""
	}
	return r.Change.Note
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// places names the sections and sites where a text is to stand.
func (b *book) places(r content.Revision) (names []string) {
	for _, p := range r.Sites {
		section := b.w.sections[p.Section].Title
		if p.Section == 0 {
			section = b.t("desk.change_no_section")
		}
		names = append(names, b.t("desk.placed", section, b.w.sites[p.Site].Name))
	}
	return names
}

func (b *book) topicNames(r content.Revision) (names []string) {
	for _, t := range r.Topics {
		if title := b.w.topics[t]; title != "" {
			t = title
		}
		names = append(names, t)
	}
	return names
}

// swapped says that something has become something else.
func (b *book) swapped(before, after string) []template.HTML {
	switch {
	case before == after:
		return nil
	case before == "":
		return []template.HTML{b.told("desk.change_added", "", after)}
	case after == "":
		return []template.HTML{b.told("desk.change_removed", before, "")}
	}
	return []template.HTML{b.told("desk.change_swapped", before, after)}
}

// setChange says what is new in a list and what is gone. Its order says nothing.
func (b *book) setChange(before, after []string) (lines []template.HTML) {
	gone := slices.DeleteFunc(slices.Clone(before), func(s string) bool { return slices.Contains(after, s) })
	fresh := slices.DeleteFunc(slices.Clone(after), func(s string) bool { return slices.Contains(before, s) })
	if len(gone) == 1 && len(fresh) == 1 {
		return b.swapped(gone[0], fresh[0])
	}
	for _, s := range gone {
		lines = append(lines, b.told("desk.change_removed", s, ""))
	}
	for _, s := range fresh {
		lines = append(lines, b.told("desk.change_added", "", s))
	}
	return lines
}

// told says a sentence of a change with what was as <del> and what is as <ins>.
func (b *book) told(key, before, after string) template.HTML {
	const old, fresh = "\x01", "\x02"
	s := template.HTMLEscapeString(b.t(key, old, fresh))
	s = strings.Replace(s, old, "<del>"+template.HTMLEscapeString(before)+"</del>", 1)
	return template.HTML(strings.Replace(s, fresh, "<ins>"+template.HTMLEscapeString(after)+"</ins>", 1))
}

// addMedia reads what is known of the media of a revision.
func (w *world) addMedia(ctx context.Context, tx *store.Tx, r *content.Revision) error {
	for _, m := range usedMedia(r) {
		media, err := tx.Media(ctx, m)
		switch {
		case err == nil:
			w.media[m] = *media
		case !fault.Is(err, fault.NotFound):
			return err
		}
	}
	return nil
}

// comparePath is where two revisions of a case's text are compared.
func comparePath(code string, from, to int) string {
	return casePath(code) + "/revisions?from=" + strconv.Itoa(from) + "&to=" + strconv.Itoa(to)
}
