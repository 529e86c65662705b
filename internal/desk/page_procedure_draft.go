package desk

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"congbo/internal/chart"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/procedures"
	"congbo/internal/procfile"
	"congbo/internal/procform"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const pathProcedures = "/desk/procedures"

// A DraftField asks for a value, in the form of a draft or of a decision.
type DraftField = procform.Field

// A DraftPage is where a version of a procedure is written: a form in
// which every rule is written, and the file itself side by side, the flow chart and what is
// wrong beside them (R-M8, F-A2).
type DraftPage struct {
	Shell
	Crumbs   []Crumb
	Path     string // to which it is sent
	Show     string // the version as people read it
	Number   int
	Version  int64 // of the draft, that somebody had before their eyes
	Saved    string
	Case     Crumb  // before which it is
	Ahead    string // that it begins from a version newer than the one in force
	Text     string
	Lines    int
	Errors   []FormError
	Mistakes []MistakeView
	NoForm   bool // the file is no YAML
	Parts    []procform.Part
	Chart    template.HTML
	Changes  []string // against the version it was drafted from
	Unsaved  bool
	MayDrop  bool
}

// A MistakeView is something wrong in the file, where it stands.
type MistakeView struct {
	Line, Col int
	Text      string
	Source    string // the line
}

// file bounds what the form of a draft sends.
var file = httpx.Budget{Fields: 6000, Field: 2 << 20, Total: 8 << 20}

// draftOf reads the draft of the procedure in the address.
func (v *visit) draftOf() (*procedures.Version, error) {
	key := v.r.PathValue("id")
	list, err := v.d.Procedures.Versions(v.ctx(), v.who.Actor, key)
	if err != nil {
		return nil, err
	}
	if d := procedures.Drafted(list, key); d != nil {
		return d, nil
	}
	return nil, fault.New(fault.NotFound, "desk.proc_draft_none")
}

// draftProcedure begins a new version beside the one in force.
func (d *Desk) draftProcedure(v *visit) error {
	key := v.r.PathValue("id")
	if _, err := v.form(httpx.SmallForm); err != nil {
		return err
	}
	_, err := d.Procedures.Draft(v.ctx(), v.who.Actor, key)
	if err != nil && !fault.Is(err, fault.Conflict) { // begun already: go on with it
		return err
	}
	v.redirect(pathProcedures + "/" + key + "/draft")
	return nil
}

// ahead says of a draft that it began from a version that is promulgated and not
// in force yet: whoever corrects what is in force today would take along what
// comes later.
func (v *visit) ahead(draft *procedures.Version) (string, error) {
	if draft.Life == nil || draft.Life.BasedOn == 0 {
		return "", nil
	}
	list, err := v.d.Procedures.Versions(v.ctx(), v.who.Actor, draft.Key)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(list, func(p procedures.Version) bool { return p.ID == draft.Life.BasedOn })
	if i < 0 || !list[i].InForceFrom.After(v.now) {
		return "", nil
	}
	from := vi.Date(v.lang, list[i].InForceFrom)
	if now := inForce(list, v.now); now != nil {
		return v.t("desk.proc_draft_ahead", list[i].Version, from, now.Version), nil
	}
	return v.t("desk.proc_draft_ahead_first", list[i].Version, from), nil
}

func (d *Desk) editProcedure(v *visit) error {
	draft, err := v.draftOf()
	if err != nil {
		return err
	}
	return v.showProcedure(http.StatusOK, draft, draft.Text, nil, "", nil)
}

// showProcedure answers with the page of a draft as text has it. What stands at
// the way at is open; err is what stood in the way of something.
func (v *visit) showProcedure(status int, draft *procedures.Version, text string, typed url.Values, at string, err error) error {
	page := DraftPage{Path: pathProcedures + "/" + draft.Key + "/draft", Show: pathProcedures + "/" + draft.Key + "?version=" + number10(draft.Version), Number: draft.Version,
		Version: draft.Life.Version, Text: text, Unsaved: text != draft.Text, MayDrop: draft.Life.Case == 0}
	page.Lines = min(max(strings.Count(text, "\n")+2, 24), 400)
	if draft.CaseCode != "" {
		page.Case = Crumb{draft.CaseCode, casePath(draft.CaseCode)}
	}
	if err != nil {
		for _, told := range strings.Split(v.sayAll(err), "\n") {
			page.Errors = append(page.Errors, FormError{Text: told})
		}
	}
	p, mistakes := procfile.Read([]byte(text))
	lines := strings.Split(text, "\n")
	for _, m := range mistakes {
		view := MistakeView{Line: m.Line, Col: m.Col, Text: m.Text(v.lang)}
		if m.Line <= len(lines) {
			view.Source = strings.TrimRight(lines[m.Line-1], " ")
		}
		page.Mistakes = append(page.Mistakes, view)
	}
	title := draft.Key
	if p == nil {
		page.NoForm = true
	} else {
		if t := p.Title.In(v.lang); t != "" {
			title = t
		}
		page.Chart = template.HTML(chart.Lay(p, v.lang).SVG(false))
		kinds, kerr := v.draftKinds()
		if kerr != nil {
			return kerr
		}
		page.Parts = procform.Make(p, []byte(text), v.lang, kinds, typed, at)
		base, was, berr := v.basis(draft)
		if berr == nil && base {
			page.Changes, berr = v.changes(was, p)
		}
		if berr == nil {
			page.Ahead, berr = v.ahead(draft)
		}
		if berr != nil {
			return berr
		}
	}
	page.Crumbs = []Crumb{{v.t("desk.nav_procedures"), pathProcedures}, {title, pathProcedures + "/" + draft.Key}}
	var serr error
	if page.Shell, serr = v.shell(v.t("desk.proc_draft_title", title), "procedures"); serr != nil {
		return serr
	}
	return v.show(status, "procedure_draft", page)
}

// saveProcedure does what the form of a draft asks for: looks at it, saves it,
// submits it or gives it up. What stands in the form is put into the file where
// it is another than it was when the form was made.
func (d *Desk) saveProcedure(v *visit) error {
	f, err := v.form(file)
	if err != nil {
		return err
	}
	draft, err := v.draftOf()
	if err != nil {
		return err
	}
	version := number(f.Get("version"))
	typed := strings.ReplaceAll(f.Get("text"), "\r\n", "\n")
	text, at, err := procform.Apply([]byte(typed), f.Values)
	if err != nil {
		_, at, _ = strings.Cut(f.Get("do"), " ") // where the button stands
		return v.showProcedure(httpx.Status(err), draft, typed, f.Values, at, err)
	}
	again := func(err error) error {
		switch fault.KindOf(err) {
		case fault.Conflict, fault.Invalid:
			now, rerr := v.draftOf()
			if rerr != nil {
				return err
			}
			return v.showProcedure(httpx.Status(err), now, string(text), nil, at, err)
		}
		return err
	}
	show := pathProcedures + "/" + draft.Key
	switch f.Get("do") {
	case "drop":
		if err := d.Procedures.Drop(v.ctx(), v.who.Actor, draft.ID, version); err != nil {
			return again(err)
		}
		return v.done(show, "proc_draft_dropped")
	case "save", "submit":
		saved, err := d.Procedures.Save(v.ctx(), v.who.Actor, draft.ID, version, string(text))
		if err != nil {
			return again(err)
		}
		if f.Get("do") == "save" {
			return v.done(show+"/draft", "proc_draft_saved")
		}
		opened, err := d.Procedures.Submit(v.ctx(), v.who.Actor, draft.ID, saved.Life.Version)
		if err != nil {
			return again(err)
		}
		return v.done(casePath(opened.Case.Code), "proc_draft_submitted")
	}
	fresh := make(url.Values) // what was begun beside stays in its fields
	for name, typed := range f.Values {
		if strings.HasPrefix(name, "n.") {
			fresh[name] = typed
		}
	}
	return v.showProcedure(http.StatusOK, draft, string(text), fresh, at, nil) // looked at, and drawn
}

// A ProcedureForm page begins a procedure that the institution does not have yet.
func (v *visit) newProcedurePage() (page FormPage, err error) {
	own, err := v.d.Procedures.Versions(v.ctx(), v.who.Actor, "")
	if err != nil && !fault.Is(err, fault.NotFound) {
		return page, err
	}
	var from []FormChoice
	seen := make(map[string]bool)
	add := func(key string, title locale.Text, note string) {
		if !seen[key] {
			seen[key] = true
			from = append(from, FormChoice{Value: key, Label: title.In(v.lang) + note})
		}
	}
	for i := range own {
		if own[i].State != store.ProcedureInForce {
			continue
		}
		if p, _ := procfile.Read([]byte(own[i].Text)); p != nil {
			add(own[i].Key, p.Title, "")
		}
	}
	for _, p := range procfile.Presets() {
		add(p.ID, p.Procedure.Title, " "+v.t("desk.procedure_shipped"))
	}
	page.Crumbs = []Crumb{{v.t("desk.nav_procedures"), pathProcedures}}
	fields := append(v.both("title", v.t("desk.procedure_title"), locale.Text{}, true),
		FormField{Type: "select", Name: "from", Label: v.t("desk.procedure_from"), Choices: from, Hint: v.t("desk.procedure_from_hint")},
		FormField{Type: "text", Name: "id", Label: v.t("desk.procedure_id"), Hint: v.t("desk.procedure_id_hint")})
	page.Form = Form{Path: pathProcedures, Submit: v.t("desk.proc_draft_begin"), Cancel: pathProcedures, Parts: []FormPart{{Fields: fields}}}
	page.Shell, err = v.shell(v.t("desk.procedure_new"), "procedures")
	return page, err
}

func (d *Desk) newProcedure(v *visit) error {
	page, err := v.newProcedurePage()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "admin_form", page)
}

func (d *Desk) addProcedure(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	made, err := d.Procedures.New(v.ctx(), v.who.Actor, f.Get("id"), textOf(f, "title"), f.Get("from"))
	if err != nil {
		page, perr := v.newProcedurePage()
		if perr != nil {
			return perr
		}
		return v.again(page, f.Values, err)
	}
	v.redirect(pathProcedures + "/" + made.Key + "/draft")
	return nil
}
