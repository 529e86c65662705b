package desk

import (
	"context"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// An EditPage is the text of a case being written.
type EditPage struct {
	Shell
	Path    string // of the case
	Code    string
	Heading string // title of the case
	Base    int    // revision that was begun from
	Step    string
	Left    *CaseClock
	Cost    string // said where editing costs one's own approval
	Errors  []FormError
	Stale   *StaleView
	Preview *TextView

	Field     EditFields
	Classes   Classes
	Pictures  []PictureChoice
	Findings  []FindingView
	Revisions []RevisionView
	Files     []FileView
	Letter    string // what the sender wrote

	Labels   string      // words of the editor, as JSON
	Body     template.JS // the body for the editor, as JSON
	Upload   string
	Media    string
	TextLang string
}

// EditFields are the fields of the form, as they are filled.
type EditFields struct {
	Title, Summary, Markup, Authors, Slug, Note string
	Sources                                     []content.Source
	OwnWork, Contents                           bool
	Lead                                        content.ImageRef
}

// A FormError is what is wrong with a field.
type FormError struct{ Field, Text string }

// A SiteChoice is a site on which a text can appear, with its sections.
type SiteChoice struct {
	ID       int64
	Name     string
	On       bool
	Sections []Choice
	Denied   bool // the visitor could not post there
}

// A PictureChoice is a picture that can lead the text.
type PictureChoice struct {
	Media, URL, Name string
	On               bool
}

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

// emptySources is how many empty rows for sources stand below those that are
// filled: without JavaScript none can be added.
const emptySources = 2

func (d *Desk) edit(v *visit) error {
	view, w, err := v.editable()
	if err != nil {
		return err
	}
	return v.showEdit(http.StatusOK, view, w, *view.Revision, editState{base: view.Revision.Number})
}

// editable reads a case whose text the visitor may change.
func (v *visit) editable() (*cases.View, *world, error) {
	view, w, err := v.caseOf()
	if err != nil {
		return nil, nil, err
	}
	if view.Revision == nil {
		return nil, nil, fault.New(fault.Invalid, "editorial.no_document")
	}
	return view, w, view.Procedure.CanEdit(&view.State, &view.Facts, actorIn(view, v.who.Actor))
}

// editState is what a page of the editor shows beside the text.
type editState struct {
	base    int
	errors  []FormError
	stale   *StaleView
	preview bool
	markup  string // as it was typed, where it could not be read
}

func (v *visit) showEdit(status int, view *cases.View, w *world, r content.Revision, st editState) error {
	b := &book{View: view, w: w, l: v.lang, now: v.now, cal: v.d.calendar(v.who.Institution), me: v.who.Person, url: v.d.siteURL, actor: actorIn(view, v.who.Actor)}
	path := casePath(view.Case.Code)
	p := EditPage{Path: path, Code: view.Case.Code, Heading: view.Case.Title, Base: st.base, Errors: st.errors, Stale: st.stale,
		Upload: path + "/media", Media: path + "/media/{media}", TextLang: string(r.Lang)}
	if step := view.Procedure.Step(view.State.Step); step != nil {
		p.Step = step.Title.In(v.lang)
	}
	if clocks := b.clocks(); len(clocks) > 0 {
		p.Left = &clocks[0]
	}
	if len(view.EditCosts) > 0 {
		p.Cost = b.t("desk.edit_costs", aspectList(v.lang, view.EditCosts))
	}
	p.Field = fieldsOf(r)
	if st.markup != "" {
		p.Field.Markup = st.markup
	}
	var err error
	if p.Classes, err = v.classes(view, r); err != nil {
		return err
	}
	p.Pictures = b.pictures(r)
	p.Findings = b.findings(r)
	p.Revisions = b.revisions()
	p.Files = b.files(b.Attachments)
	for _, m := range b.Messages {
		if m.Direction == "in" {
			p.Letter = m.Fresh
			break
		}
	}
	if st.preview {
		p.Preview = b.textOf(&r)
	}
	body, err := json.Marshal(r.Body)
	if err != nil {
		return err
	}
	p.Body, p.Labels = template.JS(body), editorLabels(v.lang)
	if p.Shell, err = v.shell(v.t("desk.edit_title", view.Case.Title), ""); err != nil {
		return err
	}
	p.Editor = true
	return v.show(status, "edit", p)
}

func fieldsOf(r content.Revision) EditFields {
	f := EditFields{Title: r.Title, Summary: r.Summary, Markup: content.Markup(r.Body), Authors: strings.Join(r.Authors, "\n"), Slug: r.Slug, Note: r.Note,
		Sources: append(slices.Clone(r.Sources), make([]content.Source, emptySources)...), OwnWork: r.OwnWork, Contents: r.Layout.Contents}
	if r.ID != 0 {
		f.Note = "" // what the last one changed is not what this one does
	}
	if r.LeadImage != nil {
		f.Lead = *r.LeadImage
	}
	return f
}

// Classes are what a text can be classified as (R-M7).
type Classes struct {
	Kinds  []Choice
	Sites  []SiteChoice
	Topics []Choice
	Open   bool // something is still to be chosen
	Base   int  // revision that is classified
}

// classes reads what the text of a case can be classified as, and is.
func (v *visit) classes(view *cases.View, r content.Revision) (c Classes, err error) {
	c.Open, c.Base = !classified(&r), r.Number
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		kinds, err := tx.Kinds(ctx, v.who.Institution)
		if err != nil {
			return err
		}
		for _, k := range kinds {
			if k.Active || k.ID == r.Kind {
				c.Kinds = append(c.Kinds, Choice{k.ID, k.Name.In(v.lang), k.ID == r.Kind})
			}
		}
		sites, err := tx.Sites(ctx, v.who.Institution)
		if err != nil {
			return err
		}
		for i := range sites {
			s := &sites[i]
			if !s.Active || s.Lang != r.Lang {
				continue
			}
			site, err := v.siteChoice(ctx, tx, view, s, r)
			if err != nil {
				return err
			}
			c.Sites = append(c.Sites, site)
			topics, err := tx.Topics(ctx, s.ID)
			if err != nil {
				return err
			}
			for _, t := range topics {
				if t.Active && !slices.ContainsFunc(c.Topics, func(x Choice) bool { return x.Value == t.Slug }) {
					c.Topics = append(c.Topics, Choice{t.Slug, t.Title, contains(r.Topics, t.Slug)})
				}
			}
		}
		return nil
	})
	return c, err
}

func (v *visit) siteChoice(ctx context.Context, tx *store.Tx, view *cases.View, s *store.Site, r content.Revision) (SiteChoice, error) {
	c := SiteChoice{ID: s.ID, Name: s.Name}
	var section int64
	for _, pl := range r.Sites {
		if pl.Site == s.ID {
			c.On, section = true, pl.Section
		}
	}
	c.Denied = len(view.HoldingsAt(v.who.Person, s)) == 0
	sections, err := tx.Sections(ctx, s.ID)
	if err != nil {
		return c, err
	}
	depth := make(map[int64]int)
	for _, sec := range sections {
		depth[sec.ID] = 0
		if sec.Parent != 0 {
			depth[sec.ID] = depth[sec.Parent] + 1
		}
		if sec.Active || sec.ID == section {
			c.Sections = append(c.Sections, Choice{strconv.FormatInt(sec.ID, 10), strings.Repeat("– ", depth[sec.ID]) + sec.Title, sec.ID == section})
		}
	}
	return c, nil
}

// pictures are those that came with the request or stand in the text.
func (b *book) pictures(r content.Revision) []PictureChoice {
	lead := ""
	if r.LeadImage != nil {
		lead = r.LeadImage.Media
	}
	var list []PictureChoice
	add := func(media, name string) {
		if !slices.ContainsFunc(list, func(p PictureChoice) bool { return p.Media == media }) {
			list = append(list, PictureChoice{Media: media, URL: casePath(b.Case.Code) + "/media/" + media, Name: name, On: media == lead})
		}
	}
	for _, a := range b.Attachments {
		if rasters[a.Type] {
			add(a.Media, a.Name)
		}
	}
	for _, m := range usedMedia(&r) {
		add(m, b.t("desk.picture_in_text"))
	}
	return list
}

// editorLabels are the words of the editor, by key without its prefix.
func editorLabels(l locale.Lang) string {
	labels := make(map[string]string)
	for _, key := range locale.Keys(l) {
		if short, ok := strings.CutPrefix(key, "editor."); ok {
			labels[short] = locale.T(l, key)
		}
	}
	b, err := json.Marshal(labels)
	if err != nil {
		panic(err) // texts by text
	}
	return string(b)
}

// saveText stores what was written as a new revision. What somebody else has
// saved since is never overwritten unseen (F-B1).
func (d *Desk) saveText(v *visit) error {
	f, err := v.form(writing)
	if err != nil {
		return err
	}
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	if view.Revision == nil {
		return fault.New(fault.Invalid, "editorial.no_document")
	}
	st := editState{base: int(number(f.Get("base"))), preview: f.Get("do") == "preview"}
	r, errs := v.written(view, f, st.base)
	for _, e := range errs {
		st.errors = append(st.errors, FormError{e.Field, sayFault(v.lang, e)})
		if e.Field == "body" {
			st.markup = f.Get("markup")
		}
	}
	if err := v.addPictures(view, f, &r); err != nil {
		if fault.KindOf(err) == fault.Internal {
			return err
		}
		st.errors = append(st.errors, FormError{"lead_file", sayFault(v.lang, err)})
	}
	if len(st.errors) > 0 || st.preview {
		status := http.StatusOK
		if len(st.errors) > 0 {
			status = http.StatusUnprocessableEntity
		}
		return v.showEdit(status, view, w, r, st)
	}
	if err := view.Procedure.CanEdit(&view.State, &view.Facts, actorIn(view, v.who.Actor)); err != nil {
		return v.notSaved(err, r, st) // the case may have moved on meanwhile
	}
	if st.base == view.Revision.Number && len(content.Changed(view.Revision.Hashes(), r.Clean().Hashes())) == 0 {
		return v.done(casePath(view.Case.Code), "nothing")
	}
	_, saved, err := d.Editorial.Save(v.ctx(), v.who.Actor, view.Case.ID, st.base, r)
	if err == nil {
		return v.done(casePath(view.Case.Code), "saved", strconv.Itoa(saved.Number))
	}
	return v.notSaved(err, r, st)
}

// notSaved shows the form again with all that was written, and where somebody
// was faster, theirs beside it.
func (v *visit) notSaved(err error, r content.Revision, st editState) error {
	kind := fault.KindOf(err)
	if kind != fault.Conflict && kind != fault.Invalid && kind != fault.Denied {
		return err
	}
	view, w, rerr := v.caseOf()
	if rerr != nil || view.Revision == nil {
		return err
	}
	if list, ok := err.(fault.List); ok {
		for _, e := range list {
			st.errors = append(st.errors, FormError{e.Field, sayFault(v.lang, e)})
		}
	} else {
		st.errors = append(st.errors, FormError{"", sayFault(v.lang, err)})
	}
	if view.Revision.Number != st.base {
		b := &book{View: view, w: w, l: v.lang, now: v.now, me: v.who.Person}
		st.stale = b.stale(*view.Revision, r)
		st.base = view.Revision.Number
	}
	return v.showEdit(httpx.Status(err), view, w, r, st)
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

// written reads a revision from the form. What the form does not show stays as
// it was in the revision that was begun from.
func (v *visit) written(view *cases.View, f *httpx.Form, base int) (content.Revision, []*fault.Error) {
	r := *view.Revision
	if base != r.Number {
		err := v.view(func(ctx context.Context, tx *store.Tx) error {
			old, err := tx.RevisionNumber(ctx, view.Case.Document, base)
			if err == nil {
				r = *old
			}
			return err
		})
		if err != nil && !fault.Is(err, fault.NotFound) {
			v.log().Error("base of a text", "err", err)
		}
	}
	var errs []*fault.Error
	old := r.Body
	r.ID, r.Title, r.Summary, r.Note = 0, f.Get("title"), f.Get("summary"), f.Get("note")
	body, err := bodyOf(f)
	if err != nil {
		if list, ok := err.(fault.List); ok {
			for _, e := range list {
				errs = append(errs, e.In("body"))
			}
		} else if e, ok := fault.As(err); ok {
			errs = append(errs, e.In("body"))
		}
	} else {
		r.Body = body.KeepIDs(old)
	}
	r.OwnWork = f.Has("own_work")
	r.Layout.Contents = f.Has("contents")
	r.Authors = strings.Split(f.Get("authors"), "\n")
	r.Sources = sourcesOf(f)
	r.LeadImage = leadOf(f)
	if f.Has("classify") {
		classify(&r, f)
		r.Slug = f.Get("slug")
	}
	return r.Clean(), errs
}

// classify reads kind, sites with sections, and topics from a form.
func classify(r *content.Revision, f *httpx.Form) {
	r.Kind, r.Topics, r.Sites = f.Get("kind"), f.Values["topic"], nil
	for _, s := range f.Values["site"] {
		r.Sites = append(r.Sites, content.Placement{Site: number(s), Section: number(f.Get("section." + s))})
	}
}

// saveClasses classifies the text of a case from the page of the case, where
// it is about to be posted.
func (d *Desk) saveClasses(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	if view.Revision == nil {
		return fault.New(fault.Invalid, "editorial.no_document")
	}
	r := *view.Revision
	classify(&r, f)
	r.Note = ""
	if base := int(number(f.Get("base"))); base != r.Number {
		err = fault.New(fault.Conflict, "editorial.saved_meanwhile")
	} else if len(content.Changed(view.Revision.Hashes(), r.Clean().Hashes())) > 0 {
		_, _, err = d.Editorial.Save(v.ctx(), v.who.Actor, view.Case.ID, base, r)
	}
	return v.acted(view, w, f, err, "classified")
}

// bodyOf reads the body: from the editor's JSON, or from the light markup.
func bodyOf(f *httpx.Form) (content.Body, error) {
	if f.Get("editor_kind") == "rich" {
		return content.ParseBody([]byte(f.Get("body")))
	}
	return content.FromMarkup(strings.ReplaceAll(f.Get("markup"), "\r\n", "\n"))
}

func sourcesOf(f *httpx.Form) []content.Source {
	var list []content.Source
	for i := range f.Values["source.title"] {
		at := func(name string) string {
			if all := f.Values["source."+name]; i < len(all) {
				return all[i]
			}
			return ""
		}
		list = append(list, content.Source{Title: at("title"), Issuer: at("issuer"), Number: at("number"), Date: at("date"), URL: at("url")})
	}
	return list
}

func leadOf(f *httpx.Form) *content.ImageRef {
	media := f.Get("lead")
	if !mediaID.MatchString(media) {
		return nil
	}
	i := &content.ImageRef{Media: media, Alt: f.Get("lead_alt"), Caption: f.Get("lead_caption"), Credit: f.Get("lead_credit"), Decorative: f.Has("lead_decorative")}
	if i.Decorative {
		i.Alt = ""
	}
	return i
}

// addPictures keeps the pictures that were chosen in the form: one to lead the
// text, one to stand at its end.
func (v *visit) addPictures(view *cases.View, f *httpx.Form, r *content.Revision) error {
	if err := view.Procedure.CanEdit(&view.State, &view.Facts, actorIn(view, v.who.Actor)); err != nil {
		return nil // told when the text is saved
	}
	for _, file := range f.Files {
		m, err := v.d.Editorial.Upload(v.ctx(), v.who.Actor, file.Data)
		if err != nil {
			return err
		}
		switch file.Field {
		case "lead_file":
			lead := content.ImageRef{Media: m.ID, Alt: f.Get("lead_alt"), Caption: f.Get("lead_caption"), Credit: f.Get("lead_credit"), Decorative: f.Has("lead_decorative")}
			r.LeadImage = &lead
		case "text_file":
			blocks := append(slices.Clone(r.Body.Doc.Content), content.Node{Type: "image", Attrs: map[string]any{"media": m.ID}})
			body, err := content.NewBody(content.Node{Type: "doc", Content: blocks})
			if err != nil {
				return err
			}
			r.Body = body
		}
	}
	return nil
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
