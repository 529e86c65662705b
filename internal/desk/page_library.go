package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/library"
	shape "congbo/internal/picture"
	"congbo/internal/renditions"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const pathLibrary = "/desk/library"

// A LibraryPage finds pictures and papers of the institution's texts.
type LibraryPage struct {
	Shell
	Query                         string
	Kinds, Units, Sites, Licences []Choice
	Used                          []Choice
	Add                           string // where something is put into it; "" for who may not
	Entries                       []LibraryCard
	Next                          string
	Empty                         string
}

// A LibraryCard is one of them in the list.
type LibraryCard struct {
	Path, Name, About string
	Picture           string // address; "" where there is nothing to be seen
	Kind              string // of a paper: PDF
	Uses              string
	Licence           Tag
}

// A LibraryEntryPage is one picture or paper with what is known of it.
type LibraryEntryPage struct {
	Shell
	Path    string
	Picture string // address
	Focus   string
	Facts   []Fact
	Uses    []LibraryUse
	Hidden  string
	Words   string
	Markup  string // to be put into a text

	May      bool
	Version  int64
	Field    library.Words
	Licences []Choice
	Grid     [][]Choice // what a cut keeps
	Errors   []FormError
	Image    bool
}

// A LibraryUse is a text that has it.
type LibraryUse struct {
	Title, Case string
	Tag         Tag
	Pages       []Crumb
}

func libraryPath(id int64) string { return pathLibrary + "/" + strconv.FormatInt(id, 10) }

func (d *Desk) library(v *visit) error {
	q := v.r.URL.Query()
	in := library.Query{Text: q.Get("q"), Kind: q.Get("kind"), Unit: number(q.Get("unit")), Site: number(q.Get("site")), Licence: q.Get("licence"), Use: q.Get("use"), Before: number(q.Get("before"))}
	list, more, err := d.Library.Find(v.ctx(), v.who.Actor, in)
	if err != nil {
		return err
	}
	w, err := v.world()
	if err != nil {
		return err
	}
	page := LibraryPage{Query: vi.ReadLine(in.Text), Licences: v.licences(in.Licence, "none")}
	for _, k := range []string{"picture", "paper"} {
		page.Kinds = append(page.Kinds, Choice{k, v.t("desk.library_" + k), in.Kind == k})
	}
	for _, k := range []string{"used", "unused"} {
		page.Used = append(page.Used, Choice{k, v.t("desk.library_is_" + k), in.Use == k})
	}
	if institution, units, err := d.Library.MayAdd(v.ctx(), v.who.Actor); err != nil {
		return err
	} else if institution || len(units) > 0 {
		page.Add = pathLibraryAdd
	}
	for _, u := range w.offices {
		page.Units = append(page.Units, Choice{id(u.ID), u.Name.In(v.lang), in.Unit == u.ID})
	}
	if err := v.view(func(ctx context.Context, tx *store.Tx) error {
		sites, err := tx.Sites(ctx, v.who.Institution)
		for _, s := range sites {
			page.Sites = append(page.Sites, Choice{id(s.ID), s.Name, in.Site == s.ID})
		}
		return err
	}); err != nil {
		return err
	}
	for i := range list {
		page.Entries = append(page.Entries, v.libraryCard(w, &list[i]))
	}
	if more != 0 {
		q.Set("before", id(more))
		page.Next = pathLibrary + "?" + q.Encode()
	}
	if len(list) == 0 {
		page.Empty = v.t("desk.library_none")
	}
	if page.Shell, err = v.shell(v.t("desk.nav_library"), "library"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "library", page)
}

func (v *visit) licences(now string, more ...string) []Choice {
	var list []Choice
	for _, l := range append(more, content.Licences...) {
		list = append(list, Choice{l, v.t("desk.licence_" + l), l == now})
	}
	return list
}

func (v *visit) libraryCard(w *world, e *library.Entry) LibraryCard {
	c := LibraryCard{Path: libraryPath(e.ID), Name: v.libraryName(e), Picture: seenAt(e), Kind: fileKind(e.File.Type, e.Name), Uses: v.t("desk.library_uses", len(e.Uses)+e.Hidden)}
	if len(e.Uses)+e.Hidden == 0 {
		c.Uses = v.t("desk.library_uses_none")
	}
	c.About = vi.Date(v.lang, e.AddedAt)
	if u := w.units[e.Unit]; u != "" {
		c.About = u + " · " + c.About
	}
	if e.Licence == "" {
		c.Licence = Tag{"warn", "warn", v.t("desk.licence_none")}
	} else {
		c.Licence = Tag{"", "check", v.t("desk.licence_" + e.Licence)}
	}
	return c
}

// libraryName is what a picture or a paper is called.
func (v *visit) libraryName(e *library.Entry) string {
	for _, s := range []string{e.Name, e.Alt} {
		if s != "" {
			return s
		}
	}
	return v.t("desk.library_nameless", e.Media[:8])
}

// seenAt is the address of what there is to be seen of a file.
func seenAt(e *library.Entry) string {
	if rasters[e.File.Type] || e.File.Page != "" {
		return libraryPath(e.ID) + "/picture"
	}
	return ""
}

func (d *Desk) libraryEntry(v *visit) error { return v.showEntry(http.StatusOK, nil, nil) }

// showEntry shows an entry; typed and wrong are of a form that was refused.
func (v *visit) showEntry(status int, typed *library.Words, wrong []FormError) error {
	e, err := v.d.Library.Entry(v.ctx(), v.who.Actor, number(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	w, err := v.world()
	if err != nil {
		return err
	}
	page := LibraryEntryPage{Path: libraryPath(e.ID), Picture: seenAt(e), May: e.May, Version: e.Version, Errors: wrong, Focus: e.Focus, Image: strings.HasPrefix(e.File.Type, "image/"),
		Field: library.Words{Name: e.Name, Alt: e.Alt, Credit: e.Credit, Licence: e.Licence, Note: e.Note, Focus: e.Focus}}
	if typed != nil {
		page.Field = *typed
	}
	page.Licences = v.licences(page.Field.Licence)
	page.Grid = v.focusGrid(page.Field.Focus)
	names := v.names()
	fact := func(name, text string) {
		if text != "" {
			page.Facts = append(page.Facts, Fact{Name: v.t(name), Text: text})
		}
	}
	size := content.FileSize(v.lang, e.File.Size)
	if kind := fileKind(e.File.Type, e.Name); kind != "" {
		size = kind + ", " + size
	}
	fact("desk.library_file", size)
	if e.File.Width > 0 {
		fact("desk.library_pixels", v.t("desk.library_wide_high", e.File.Width, e.File.Height))
	}
	fact("desk.search_unit", w.units[e.Unit])
	fact("desk.library_added", v.t("desk.batch_by", names(e.AddedBy), vi.DateTime(v.lang, e.AddedAt)))
	if e.ChangedBy != 0 {
		fact("desk.library_changed", v.t("desk.batch_by", names(e.ChangedBy), vi.DateTime(v.lang, e.ChangedAt)))
	}
	if !page.May {
		fact("desk.library_alt", e.Alt)
		fact("desk.library_credit", e.Credit)
		if e.Licence != "" {
			fact("desk.library_licence", v.t("desk.licence_"+e.Licence))
		}
		fact("desk.library_note", e.Note)
	}
	if page.Words = e.Words; len(page.Words) > 1500 {
		page.Words = strings.ToValidUTF8(page.Words[:1500], "") + "…"
	}
	for _, u := range e.Uses {
		use := LibraryUse{Title: u.Title, Tag: Tag{"", "edit", v.t("desk.library_in_draft")}}
		if u.Live {
			use.Tag = Tag{"good", "check", v.t("desk.library_live")}
		}
		if u.Code != "" {
			use.Case = casePath(u.Code)
		}
		for _, x := range u.Editions {
			if site, ok := w.sites[x.Site]; ok {
				section := w.sections[x.Section]
				use.Pages = append(use.Pages, Crumb{site.Name, v.d.siteURL(&site, x.Path(section.Slug))})
			}
		}
		page.Uses = append(page.Uses, use)
	}
	if e.Hidden > 0 {
		page.Hidden = v.t("desk.library_hidden", e.Hidden)
	}
	n := content.Node{Type: "file", Attrs: map[string]any{"media": e.Media}}
	if page.Image {
		n = content.Node{Type: "image", Attrs: map[string]any{"media": e.Media}}
		for key, s := range map[string]string{"alt": e.Alt, "credit": e.Credit, "focus": e.Focus} {
			if s != "" {
				n.Attrs[key] = s
			}
		}
	} else if e.Name != "" {
		n.Attrs["title"] = e.Name
	}
	if body, err := content.NewBody(content.Node{Type: "doc", Content: []content.Node{n}}); err == nil {
		page.Markup = strings.TrimSpace(content.Markup(body))
	}
	if page.Shell, err = v.shell(v.libraryName(e), "library"); err != nil {
		return err
	}
	return v.show(status, "library_entry", page)
}

// focusGrid is what a cut may keep, as it lies in the picture.
func (v *visit) focusGrid(now string) [][]Choice {
	var grid [][]Choice
	for _, row := range [][]string{{"top-left", "top", "top-right"}, {"left", "", "right"}, {"bottom-left", "bottom", "bottom-right"}} {
		var line []Choice
		for _, f := range row {
			name := f
			if name == "" {
				name = "middle"
			}
			line = append(line, Choice{f, v.t("desk.focus_" + strings.ReplaceAll(name, "-", "_")), f == now})
		}
		grid = append(grid, line)
	}
	return grid
}

// focusChoices are the same as a list.
func (v *visit) focusChoices(now string) []Choice {
	var list []Choice
	for _, row := range v.focusGrid(now) {
		list = append(list, row...)
	}
	return list
}

// describe keeps what somebody wrote down of an entry.
func (d *Desk) describe(v *visit) error {
	f, err := v.form(httpx.Budget{Fields: 20, Field: 16 << 10, Total: 64 << 10})
	if err != nil {
		return err
	}
	w := library.Words{Name: f.Get("name"), Alt: f.Get("alt"), Credit: f.Get("credit"), Licence: f.Get("licence"), Note: f.Get("note"), Focus: f.Get("focus")}
	err = d.Library.Describe(v.ctx(), v.who.Actor, number(v.r.PathValue("id")), number(f.Get("version")), w)
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		var wrong []FormError
		list, ok := err.(fault.List)
		if e, one := fault.As(err); !ok && one {
			list = fault.List{e}
		}
		for _, e := range list {
			wrong = append(wrong, FormError{e.Field, sayFault(v.lang, e)})
		}
		return v.showEntry(httpx.Status(err), &w, wrong)
	} else if err != nil {
		return err
	}
	return v.done(libraryPath(number(v.r.PathValue("id"))), "library_kept")
}

// libraryPicture shows what there is to be seen of a file, small.
func (d *Desk) libraryPicture(v *visit) error {
	e, err := d.Library.Entry(v.ctx(), v.who.Actor, number(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	m := &e.File
	if e.File.Page != "" {
		if err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
			m, err = tx.Media(ctx, e.File.Page)
			return err
		}); err != nil {
			return err
		}
	}
	if !rasters[m.Type] {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return v.servePicture(m, renditions.Wants(m)[0])
}

// libraryFile gives out the whole of a file: a picture as readers get it.
func (d *Desk) libraryFile(v *visit) error {
	e, err := d.Library.Entry(v.ctx(), v.who.Actor, number(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	if rasters[e.File.Type] {
		return v.servePicture(&e.File, shape.Want{})
	}
	return v.serveBlob(e.Media, e.File.Type, e.Name, false)
}

func (v *visit) servePicture(m *store.Media, want shape.Want) error {
	f, err := v.d.Pictures.Get(v.ctx(), m, want, v.r.Header.Get("Accept"))
	if err != nil {
		return err
	}
	defer f.Close()
	h := v.w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Security-Policy", httpx.FilePolicy)
	h.Set("Cache-Control", "private, max-age=3600")
	h.Add("Vary", "Accept")
	http.ServeContent(v.w, v.r, "", time.Time{}, f)
	return nil
}
