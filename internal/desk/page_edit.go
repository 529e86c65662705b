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
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
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
	Source  *SourceView // what it is a translation of, to be read beside it
	Where   RoomView
	Draft   string // key under which it is kept unsaved
	Version int64  // of what was kept
	Drafts  []DraftView
	Writer  int64 // who has the editor meanwhile, and could be taken over from; 0: nobody

	Remarked *TalkView // what colleagues say about the text
	Reading  *ReadingView
	Unsaved  UnsavedReading

	Field     EditFields
	LeadFocus []Choice     // what a cut of the leading picture keeps
	Change    *ChangeField // what readers are told of a public text
	Classes   Classes
	Pictures  []PictureChoice
	Seen      *ChecksView
	Revisions []RevisionView
	Files     []FileView
	Letter    string // what the sender wrote

	Labels   string      // words of the editor, as JSON
	Body     template.JS // the body for the editor, as JSON
	Upload   string
	Media    string
	Library  string // where the editor finds what there is already
	TextLang string
}

// EditFields are the fields of the form, as they are filled.
type EditFields struct {
	Title, Summary, Markup, Authors, Slug, Note string
	Sources                                     []content.Source
	OwnWork, Contents                           bool
	Lead                                        content.ImageRef
	LeadFocus                                   string
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

// emptySources is how many empty rows for sources stand below those that are
// filled: without JavaScript none can be added.
const emptySources = 2

func (d *Desk) edit(v *visit) error {
	view, w, err := v.editable()
	if err != nil {
		return err
	}
	if other, err := d.Editorial.BeginWriting(v.ctx(), v.who.Actor, view.Case.ID); err != nil {
		return err
	} else if other != nil {
		return v.occupied(view, w, other)
	}
	st, r := editState{base: view.Revision.Number, draft: newDraftKey()}, *view.Revision
	if draft, err := v.ownDraft(view, v.r.URL.Query().Get("draft")); err != nil {
		return err
	} else if draft != nil {
		st = editState{base: draft.Base, draft: draft.Key, draftVersion: draft.Version}
		r = draft.Revision
	}
	return v.showEdit(http.StatusOK, view, w, r, st)
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
	writer  int64  // who has the editor meanwhile
	draft   string // key of what is kept unsaved of it

	draftVersion int64
	markup       string // as it was typed, where it could not be read
}

func (v *visit) showEdit(status int, view *cases.View, w *world, r content.Revision, st editState) error {
	b := &book{View: view, w: w, l: v.lang, now: v.now, cal: v.d.calendar(v.who.Institution), me: v.who.Person, url: v.d.siteURL, actor: actorIn(view, v.who.Actor)}
	path := casePath(view.Case.Code)
	p := EditPage{Path: path, Code: view.Case.Code, Heading: view.Case.Title, Base: st.base, Errors: st.errors, Stale: st.stale,
		Upload: path + "/media", Media: path + "/media/{media}", Library: pathLibrary + "/choices", TextLang: string(r.Lang)}
	if step := view.Procedure.Step(view.State.Step); step != nil {
		p.Step = step.Title.In(v.lang)
	}
	if clocks := b.clocks(); len(clocks) > 0 {
		p.Left = &clocks[0]
	}
	if len(view.EditCosts) > 0 {
		p.Cost = b.t("desk.edit_costs", aspectList(v.lang, view.EditCosts))
	}
	p.Field, p.Change = fieldsOf(r), b.changeField(&r)
	if st.markup != "" {
		p.Field.Markup = st.markup
	}
	var err error
	if p.Classes, err = v.classes(view, r); err != nil {
		return err
	}
	p.Pictures = b.pictures(r)
	p.LeadFocus = v.focusChoices(p.Field.LeadFocus)
	p.Seen = b.looked(r)
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
	if err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		p.Source, err = v.sourceOf(ctx, tx, view, b)
		return err
	}); err != nil {
		return err
	}
	room, err := v.d.Editorial.Room(v.ctx(), view, v.who.Actor)
	if err != nil {
		return err
	}
	p.Where = v.room(view, room, st.base)
	p.Draft, p.Version = st.draft, st.draftVersion
	if p.Drafts, err = v.drafts(view, b, st.draft, true); err != nil {
		return err
	}
	if st.writer != 0 && view.May(v.who.Person, people.TakeWriting) == nil {
		p.Writer = st.writer
	}
	if p.Remarked, err = v.talkAbout(view, b); err != nil {
		return err
	}
	p.Reading = b.reading(&r)
	if p.Unsaved, err = b.unsavedReading(r); err != nil {
		return err
	}
	body, err := json.Marshal(r.Body.Identified())
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
		Sources: append(slices.Clone(r.Sources), make([]content.Source, emptySources)...), OwnWork: r.OwnWork, Contents: r.Layout.Contents, LeadFocus: r.Layout.LeadFocus}
	if r.ID != 0 {
		f.Note = "" // what the last one changed is not what this one does
	}
	if r.LeadImage != nil {
		f.Lead = *r.LeadImage
	}
	return f
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
	st := editState{base: int(number(f.Get("base"))), preview: f.Get("do") == "preview", draft: f.Get("draft_key"), draftVersion: number(f.Get("draft_version"))}
	r, errs := v.written(view, f, st.base)
	if f.Get("do") == "check" && len(errs) == 0 {
		return v.showChecks(view, w, r)
	}
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
	reread := false
	if len(st.errors) == 0 {
		if r, reread, err = readAgain(f, r); err != nil {
			st.errors = append(st.errors, FormError{"", sayFault(v.lang, err)})
		}
	}
	if len(st.errors) > 0 || st.preview || reread {
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
	if from := number(f.Get("writer")); f.Get("do") == "take" && from != 0 {
		if err := d.Editorial.TakeWriting(v.ctx(), v.who.Actor, view.Case.ID, people.PersonID(from)); err != nil {
			return v.notSaved(err, r, st)
		}
	}
	_, saved, err := d.Editorial.Save(v.ctx(), v.who.Actor, view.Case.ID, st.base, r)
	if err == nil {
		if st.draft != "" {
			if err := d.Editorial.DropDraft(v.ctx(), v.who.Actor, view.Case.ID, st.draft); err != nil {
				v.log().Error("a draft was left", "err", err) // it says what is saved, and so is not shown
			}
		}
		if saved.Note != vi.ReadLine(f.Get("note")) { // something was taken out of it
			return v.done(casePath(view.Case.Code), "saved_without", strconv.Itoa(saved.Number), saved.Note)
		}
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
	if f, ok := fault.As(err); ok && f.Key == "editorial.written_by" {
		room, rerr := v.d.Editorial.Room(v.ctx(), view, v.who.Actor)
		if rerr != nil {
			return rerr
		}
		if room.Writer != nil {
			st.writer = int64(room.Writer.Person)
		}
	}
	if view.Revision.Number != st.base {
		b := &book{View: view, w: w, l: v.lang, now: v.now, me: v.who.Person}
		st.stale = b.stale(*view.Revision, r)
		st.base = view.Revision.Number
	}
	return v.showEdit(httpx.Status(err), view, w, r, st)
}

// written reads a revision from the form. What the form does not show stays as
// it was in the revision that was begun from.
func (v *visit) written(view *cases.View, f *httpx.Form, base int) (content.Revision, []*fault.Error) {
	r := *view.Revision
	if base != r.Number && view.Reads(base) {
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
	old := r
	r.ID, r.Title, r.Summary, r.Note = 0, f.Get("title"), f.Get("summary"), f.Get("note")
	r.Recoded, r.Vouched = unsaved(f, old)
	rd := &content.Reading{Barred: v.d.Editorial.BarredHosts, Stays: &old, Known: r.Recoded}
	body, err := bodyOf(f, rd)
	r.Note = editorial.NoteDropped(v.lang, r.Note, rd.Dropped)
	if err != nil {
		if list, ok := err.(fault.List); ok {
			for _, e := range list {
				errs = append(errs, e.In("body"))
			}
		} else if e, ok := fault.As(err); ok {
			errs = append(errs, e.In("body"))
		}
	} else {
		r.Body = body.KeepIDs(old.Body.Identified())
	}
	r.OwnWork = f.Has("own_work")
	r.Layout.Contents = f.Has("contents")
	r.Authors = strings.Split(f.Get("authors"), "\n")
	r.Sources = sourcesOf(f)
	r.LeadImage = leadOf(f)
	if focus := f.Get("lead_focus"); f.Has("lead_focus") && (focus == "" || slices.Contains(content.Focuses(), focus)) {
		r.Layout.LeadFocus = focus
	}
	r.Change = changeOf(view, &r, f)
	if f.Has("classify") {
		classify(&r, f)
		r.Slug = f.Get("slug")
	}
	return rd.Into(r), errs
}

// bodyOf reads the body: from the editor's JSON, or from the light markup.
func bodyOf(f *httpx.Form, rd *content.Reading) (content.Body, error) {
	if f.Get("editor_kind") == "rich" {
		return rd.JSON([]byte(f.Get("body")))
	}
	return rd.Markup(strings.ReplaceAll(f.Get("markup"), "\r\n", "\n"))
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
// text, and pictures and files to stand at its end (F-B12).
func (v *visit) addPictures(view *cases.View, f *httpx.Form, r *content.Revision) error {
	if err := view.Procedure.CanEdit(&view.State, &view.Facts, actorIn(view, v.who.Actor)); err != nil {
		return nil // told when the text is saved
	}
	var files []editorial.Attached
	for _, file := range f.Files {
		switch file.Field {
		case "lead_file":
			m, err := v.d.Editorial.Upload(v.ctx(), v.who.Actor, view.Case.ID, file.Data)
			if err != nil {
				return err
			}
			lead := content.ImageRef{Media: m.ID, Alt: f.Get("lead_alt"), Caption: f.Get("lead_caption"), Credit: f.Get("lead_credit"), Decorative: f.Has("lead_decorative")}
			r.LeadImage = &lead
		case "text_file":
			files = append(files, editorial.Attached{Name: file.Name, Data: file.Data})
		}
	}
	if len(files) > 0 {
		body, err := v.d.Editorial.KeepFiles(v.ctx(), v.who.Actor, view.Case.ID, r.Body, files)
		if err != nil {
			return err
		}
		r.Body = body
	}
	return nil
}
