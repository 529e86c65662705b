package desk

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/notify"
	"congbo/internal/vi"
)

const pathWordings = "/desk/wordings"

// wordings lists every letter of the program, with when it goes out (F-K5).
func (d *Desk) wordings(v *visit) error {
	own, err := d.Notify.Wordings(v.ctx(), v.who.Actor)
	if err != nil {
		return err
	}
	page := AdminList{Lead: v.t("desk.wordings_hint")}
	for i, key := range []string{"desk.wording_group_asker", "desk.wording_group_inward", "desk.wording_group_other"} {
		t := AdminTable{Title: v.t(key), Columns: []string{v.t("desk.wording_name"), v.t("desk.wording_when"), v.t("desk.wording_text")}}
		for _, name := range notify.Templates {
			if wordingGroup(name) != i {
				continue
			}
			state := v.t("desk.wording_shipped")
			if w, ok := own[name]; ok && !w.Shipped {
				state = v.t("desk.wording_own") + ", " + vi.ShortDateTime(v.lang, w.At)
			}
			t.Rows = append(t.Rows, AdminRow{Name: letterTitle(v.lang, name), Path: pathWordings + "/" + name, Cells: t.cells(v.about(name), state)})
		}
		page.Tables = append(page.Tables, t)
	}
	if page.Shell, err = v.shell(v.t("desk.nav_wordings"), "wordings"); err != nil {
		return err
	}
	return v.list(page)
}

// wordingGroup is the group of the list that a letter belongs to.
func wordingGroup(template string) int {
	switch {
	case notify.ToAsker(template):
		return 0
	case notify.OfCase(template):
		return 1
	}
	return 2
}

// about says when a letter goes out and to whom.
func (v *visit) about(template string) string {
	if key := "notify.about." + template; locale.Has(v.lang, key) {
		return v.t(key)
	}
	return ""
}

// A WordingPage is a letter with its words, to be changed.
type WordingPage struct {
	Shell
	Crumbs   []Crumb
	About    string
	Form     Form
	Places   []PlaceView
	Samples  []SampleView
	Unsaved  bool // the samples are of what was typed
	History  []WordingChange
	Restore  string // path; empty: nothing to restore
	Template string
}

// A PlaceView is a value that a letter may use.
type PlaceView struct{ Name, Meaning string }

// A SampleView is the letter as its reader would see it, in one language.
type SampleView struct {
	Lang  locale.Lang
	Title string
	notify.Preview
}

// A WordingChange is a line of the history of a letter's words. Of one's own
// words it has them, to be read again.
type WordingChange struct {
	When, What string
	Texts      []locale.Text
}

func (d *Desk) wording(v *visit) error {
	page, _, err := d.wordingPage(v)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "wording", page)
}

func (d *Desk) wordingPage(v *visit) (page WordingPage, w *notify.Wording, err error) {
	name := v.r.PathValue("template")
	if w, err = d.Notify.Wording(v.ctx(), v.who.Actor, name); err != nil {
		return page, nil, err
	}
	path := pathWordings + "/" + name
	page.Template, page.About, page.Crumbs = name, v.about(name), []Crumb{{v.t("desk.nav_wordings"), pathWordings}}
	page.Form = Form{Path: path, Version: int64(w.Number), Submit: v.t("desk.wording_save"), Also: []Crumb{{v.t("desk.wording_preview"), path + "/preview"}}, Cancel: pathWordings}
	for _, l := range locale.Langs {
		page.Form.Parts = append(page.Form.Parts, FormPart{Title: v.t("desk.wording_in_" + string(l)), Fields: []FormField{
			{Type: "text", Name: "subject_" + string(l), Label: v.t("desk.wording_subject"), Value: w.Subject.In(l), Required: true, Lang: l},
			{Type: "area", Name: "body_" + string(l), Label: v.t("desk.wording_body"), Value: w.Body.In(l), Lang: l, Rows: 14},
		}})
	}
	for _, p := range w.Places {
		meaning := ""
		if key := "notify.place." + p; locale.Has(v.lang, key) {
			meaning = v.t(key)
		}
		page.Places = append(page.Places, PlaceView{"{" + p + "}", meaning})
	}
	page.Samples = v.samples(w.Sample)
	for _, h := range w.History {
		c := WordingChange{When: vi.DateTime(v.lang, h.At)}
		if h.Shipped {
			c.What = v.t("desk.wording_change_shipped", w.Names[int64(h.By)])
		} else {
			c.What, c.Texts = v.t("desk.wording_change_own", w.Names[int64(h.By)]), []locale.Text{h.Subject, h.Body}
		}
		page.History = append(page.History, c)
	}
	if !w.Shipped {
		page.Restore = path + "/restore"
	}
	page.Shell, err = v.shell(letterTitle(v.lang, name), "wordings")
	return page, w, err
}

func (v *visit) samples(of map[string]notify.Preview) (list []SampleView) {
	for _, l := range locale.Langs {
		if p, ok := of[string(l)]; ok {
			list = append(list, SampleView{Lang: l, Title: v.t("desk.wording_in_" + string(l)), Preview: p})
		}
	}
	return list
}

// wordingForm bounds a form with both texts of a letter.
var wordingForm = httpx.Budget{Fields: 8, Field: 64 << 10, Total: 256 << 10}

// reword keeps the words of a letter.
func (d *Desk) reword(v *visit) error {
	f, err := v.form(wordingForm)
	if err != nil {
		return err
	}
	name := v.r.PathValue("template")
	if err := d.Notify.Reword(v.ctx(), v.who.Actor, name, shownNumber(f), textOf(f, "subject"), textOf(f, "body")); err != nil {
		return d.wordingAgain(v, f.Values, err)
	}
	return v.done(pathWordings+"/"+name, "reworded")
}

// wordingAgain shows the form with what was typed and what is wrong with it.
func (d *Desk) wordingAgain(v *visit, typed url.Values, err error) error {
	page, _, perr := d.wordingPage(v)
	if perr != nil {
		return cmp.Or(err, perr)
	}
	if !page.Form.refused(v.lang, typed, err) {
		return err
	}
	for i := range page.Form.Errors { // which of the four texts
		e := &page.Form.Errors[i]
		for p := range page.Form.Parts {
			part := &page.Form.Parts[p]
			if k := slices.IndexFunc(part.Fields, func(q FormField) bool { return q.Name == e.Field && e.Field != "" }); k >= 0 {
				e.Text = v.t("desk.error_in", part.Title+", "+strings.ToLower(part.Fields[k].Label), e.Text)
			}
		}
	}
	page.Samples = nil
	return v.show(httpx.Status(err), "wording", page)
}

// previewWording shows what was typed as its reader would see it; nothing is
// kept.
func (d *Desk) previewWording(v *visit) error {
	f, err := v.form(wordingForm)
	if err != nil {
		return err
	}
	sample, err := d.Notify.Sample(v.ctx(), v.who.Actor, v.r.PathValue("template"), textOf(f, "subject"), textOf(f, "body"))
	if err != nil {
		return d.wordingAgain(v, f.Values, err)
	}
	page, _, err := d.wordingPage(v)
	if err != nil {
		return err
	}
	page.Form.typed(f.Values)
	page.Form.Version = int64(shownNumber(f))
	page.Samples, page.Unsaved = v.samples(sample), true
	return v.show(http.StatusOK, "wording", page)
}

// restoreWording goes back to the shipped words.
func (d *Desk) restoreWording(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	name := v.r.PathValue("template")
	if err := d.Notify.Restore(v.ctx(), v.who.Actor, name, shownNumber(f)); err != nil {
		var e *fault.Error
		if errors.As(err, &e) && e.Kind == fault.Conflict {
			return d.wordingAgain(v, url.Values{}, err)
		}
		return err
	}
	return v.done(pathWordings+"/"+name, "restored")
}

// shownNumber is the number of the change that the person had before their
// eyes; a form that does not say has seen none that there could be.
func shownNumber(f *httpx.Form) int {
	if !f.Has("version") {
		return -1
	}
	return int(number(f.Get("version")))
}
