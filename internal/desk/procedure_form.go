package desk

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/workday"
)

// A DraftPart is a step in the form of a draft, or what stands above the steps.
type DraftPart struct {
	ID     string
	Title  string
	Note   string // said beside the title: who, by when
	Fields []DraftField
	Moves  []DraftMove
	Open   bool
}

// A DraftMove is a move in it.
type DraftMove struct {
	Title  string
	Fields []DraftField
}

// A DraftField is a value of the file in the form. Its name is the way to it;
// what it was when the form was made goes with it, so that of the form and the
// file, typed into at once, neither overwrites the other.
type DraftField struct {
	Type    string // text, area, select, checks
	Name    string // f.steps/review/within
	Was     string // o.…: the value as it stands in the file
	Label   string
	Value   string
	Hint    string
	Lang    locale.Lang
	Choices []FormChoice
	Names   string // of checks: what is chosen
	Wide    bool
}

// ID is of the field in the page.
func (f DraftField) ID() string { return strings.NewReplacer("/", "-", ".", "-").Replace(f.Name) }

// A draftForm makes the form of a procedure file.
type draftForm struct {
	v     *visit
	p     *flow.Procedure
	text  []byte
	typed url.Values // of a form whose values could not be put into the file
}

func (f *draftForm) t(key string, args ...any) string { return f.v.t(key, args...) }

func (f *draftForm) field(kind, path, label, value string) DraftField {
	d := DraftField{Type: kind, Name: "f." + path, Label: label, Value: value, Was: value}
	if f.typed.Has(d.Name) && kind != "checks" {
		d.Value = f.typed.Get(d.Name)
	}
	return d
}

func (f *draftForm) both(path, label string, t locale.Text) []DraftField {
	vi, en := f.field("text", path+"/vi", f.t("admin.form_in_vi", label), t.VI), f.field("text", path+"/en", f.t("admin.form_in_en", label), t.EN)
	vi.Lang, en.Lang = locale.VI, locale.EN
	return []DraftField{vi, en}
}

func (f *draftForm) choice(path, label, value string, choices []FormChoice) DraftField {
	d := f.field("select", path, label, value)
	if value != "" && !slices.ContainsFunc(choices, func(c FormChoice) bool { return c.Value == value }) {
		choices = append(choices, FormChoice{Value: value, Label: value}) // misspelt
	}
	d.Choices = choose(d.Value, choices)
	return d
}

func (f *draftForm) checks(path, label string, chosen []string, choices []FormChoice) DraftField {
	d := f.field("checks", path, label, strings.Join(chosen, " "))
	var names []string
	for _, id := range chosen {
		if !slices.ContainsFunc(choices, func(c FormChoice) bool { return c.Value == id }) {
			choices = append(choices, FormChoice{Value: id, Label: id})
		}
	}
	for i := range choices {
		if choices[i].On = slices.Contains(chosen, choices[i].Value); choices[i].On {
			names = append(names, choices[i].Label)
		}
	}
	d.Choices, d.Names, d.Wide = choices, strings.Join(names, ", "), true
	return d
}

// parts are the form: what stands above the steps, then each step that stands in
// the file.
func (f *draftForm) parts() []DraftPart {
	p := f.p
	general := DraftPart{ID: "all", Title: f.t("desk.proc_draft_general")}
	general.Fields = append(f.both("title", f.t("desk.procedure_title"), p.Title), f.limit("within", f.t("desk.proc_within"), p.Within), f.reminders("remind", p.Remind),
		f.field("text", "paper/code", f.t("desk.proc_paper"), p.Paper.Code), f.field("text", "paper/issue", f.t("desk.proc_draft_issue"), issue(p.Paper.Issue)))
	for _, x := range []struct {
		path string
		text locale.Text
	}{{"purpose", p.Paper.Purpose}, {"scope", p.Paper.Scope}} {
		for _, d := range f.both("paper/"+x.path, f.t("desk.proc_draft_"+x.path), x.text) {
			d.Type, d.Wide = "area", true
			general.Fields = append(general.Fields, d)
		}
	}
	list := []DraftPart{general}
	n := 0
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.ID == "" || !procfile.Has(f.text, "steps", string(s.ID), "id") {
			continue
		}
		part := f.step(s)
		if s.End == "" && !s.Pause {
			n++
			part.Title = number10(n) + ". " + part.Title
		}
		list = append(list, part)
	}
	return list
}

func issue(n int) string {
	if n == 0 {
		return ""
	}
	return number10(n)
}

func (f *draftForm) step(s *flow.Step) DraftPart {
	at := "steps/" + string(s.ID) + "/"
	part := DraftPart{ID: string(s.ID), Title: s.Title.In(f.v.lang), Fields: f.both(at+"title", f.t("desk.proc_draft_step_title"), s.Title)}
	part.Fields = append(part.Fields, f.field("text", at+"clause", f.t("desk.proc_draft_clause"), s.Clause))
	if s.End == "" {
		part.Fields = append(part.Fields, f.limit(at+"within", f.t("desk.proc_limit"), s.Within), f.reminders(at+"remind", s.Remind),
			f.choice(at+"answerable", f.t("desk.proc_draft_answerable"), string(s.Answerable), append([]FormChoice{{Label: f.t("desk.proc_draft_first_of")}}, f.roles()...)),
			f.checks(at+"by", f.t("desk.proc_who"), words(s.By), f.roles()))
		if !s.Pause {
			var aspects []FormChoice
			for _, a := range content.Aspects {
				aspects = append(aspects, FormChoice{Value: string(a), Label: upperFirst(f.t("flow.aspect." + string(a)))})
			}
			var on []string
			for _, v := range s.Verdicts {
				on = append(on, string(v.Aspect))
			}
			part.Fields = append(part.Fields, f.checks(at+"verdicts", f.t("desk.proc_verdicts"), on, aspects),
				f.checks(at+"checklist/required", f.t("desk.proc_required"), s.Checklist.Required, f.items()),
				f.checks(at+"checklist/recommended", f.t("desk.proc_recommended"), s.Checklist.Recommended, f.items()))
		}
		if !s.Within.IsZero() {
			part.Note = s.Within.In(f.v.lang)
		}
	}
	for i := range s.Moves {
		if m := &s.Moves[i]; m.ID != "" {
			part.Moves = append(part.Moves, f.move(at+"moves/"+string(m.ID)+"/", s, m))
		}
	}
	return part
}

func (f *draftForm) move(at string, s *flow.Step, m *flow.Move) DraftMove {
	title := m.Label.In(f.v.lang)
	d := DraftMove{Title: title, Fields: f.both(at+"label", f.t("desk.proc_draft_label"), m.Label)}
	targets := []FormChoice{{Label: f.t("desk.proc_draft_stays")}}
	if s.Pause {
		targets = append(targets, FormChoice{Value: string(flow.Back), Label: upperFirst(f.t("procdoc.back"))})
	}
	for i := range f.p.Steps {
		targets = append(targets, FormChoice{Value: string(f.p.Steps[i].ID), Label: f.p.Steps[i].Title.In(f.v.lang)})
	}
	letters := []FormChoice{{Label: f.t("desk.proc_draft_no_letter")}}
	for _, l := range flow.Letters {
		letters = append(letters, FormChoice{Value: string(l), Label: f.t("flow.letter." + string(l))})
	}
	reason := map[flow.Reason]string{flow.ReasonOptional: "optional", flow.ReasonRequired: "required"}[m.Reason]
	d.Fields = append(d.Fields, f.choice(at+"to", f.t("desk.proc_draft_to"), string(m.To), targets), f.choice(at+"letter", f.t("desk.proc_draft_letter"), string(m.Letter), letters),
		f.choice(at+"reason", f.t("desk.reason"), reason, []FormChoice{{Label: f.t("desk.proc_draft_reason_none")}, {Value: "optional", Label: f.t("desk.proc_draft_reason_optional")}, {Value: "required", Label: f.t("desk.proc_draft_reason_required")}}))
	return d
}

// roles are all that a step can name, by what they are called here; those of
// this procedure first.
func (f *draftForm) roles() []FormChoice {
	var list []FormChoice
	add := func(r people.Role) {
		if r != "" && !slices.ContainsFunc(list, func(c FormChoice) bool { return c.Value == string(r) }) {
			name := f.p.RoleTitle(f.v.lang, r)
			if name == "" {
				name = string(r)
			}
			list = append(list, FormChoice{Value: string(r), Label: upperFirst(name)})
		}
	}
	for _, d := range f.p.Roles {
		add(d.ID)
	}
	for i := range f.p.Steps {
		for _, r := range f.p.Steps[i].By {
			add(r)
		}
	}
	for _, r := range people.Roles {
		add(r)
	}
	return list
}

func (f *draftForm) items() []FormChoice {
	var list []FormChoice
	for _, c := range append(slices.Clone(f.p.Criteria), flow.Criteria...) {
		title := c.Title.In(f.v.lang)
		if title == "" && locale.Has(f.v.lang, "flow.item."+c.ID) {
			title = f.t("flow.item." + c.ID)
		}
		list = append(list, FormChoice{Value: c.ID, Label: title})
	}
	return list
}

func (f *draftForm) limit(path, label string, l workday.Limit) DraftField {
	d := f.field("text", path, label, spoken(f.v.lang, l.String()))
	d.Hint = f.t("desk.proc_draft_limit_hint")
	return d
}

func (f *draftForm) reminders(path string, list []flow.Reminder) DraftField {
	var said []string
	for _, m := range list {
		if m.Percent > 0 {
			said = append(said, number10(m.Percent)+"%")
		} else {
			said = append(said, f.t("desk.proc_draft_before", spoken(f.v.lang, m.Before.String())))
		}
	}
	d := f.field("text", path, f.t("desk.proc_remind"), strings.Join(said, "; "))
	d.Hint = f.t("desk.proc_draft_remind_hint")
	return d
}

// spoken writes a limit as somebody types it: 1 ngày 4 giờ.
func spoken(l locale.Lang, limit string) string {
	return strings.TrimSpace(unitLetter.ReplaceAllStringFunc(limit, func(s string) string {
		return s[:len(s)-1] + " " + locale.T(l, "desk.proc_draft_unit_"+s[len(s)-1:]) + " "
	}))
}

var (
	unitLetter = regexp.MustCompile(`\d+[dhm]`)
	unitWord   = regexp.MustCompile(`(?i)(\d+)\s*(ngày|days?|d|giờ|hours?|h|phút|minutes?|m)(\s*(làm việc|hành chính|of working time|working))?(\s*days?)?\s*`)
	beforeWord = regexp.MustCompile(`(?i)^\s*(trước|còn)\s+|\s+(before|trước)\s*$`)
)

// unspoken reads what spoken writes, and what people write like it. What it does
// not understand it leaves, so that the mistake is told where it stands.
func unspoken(s string) string {
	return strings.TrimSpace(unitWord.ReplaceAllStringFunc(s, func(part string) string {
		m := unitWord.FindStringSubmatch(part)
		letter := map[string]string{"n": "d", "d": "d", "g": "h", "h": "h", "p": "m", "m": "m"}[strings.ToLower(m[2][:1])]
		return m[1] + letter
	}))
}

func words[T ~string](list []T) []string {
	s := make([]string, len(list))
	for i, v := range list {
		s[i] = string(v)
	}
	return s
}

// formEdits are the values of the form that are others than they were.
func formEdits(values url.Values) []procfile.Edit {
	var names []string
	for name := range values {
		if strings.HasPrefix(name, "o.") {
			names = append(names, strings.TrimPrefix(name, "o."))
		}
	}
	slices.Sort(names)
	var edits []procfile.Edit
	for _, name := range names {
		was, path := values.Get("o."+name), strings.Split(name, "/")
		last := path[len(path)-1]
		switch {
		case last == "by" || last == "required" || last == "recommended":
			if list := ticked(was, values["f."+name]); strings.Join(list, " ") != was {
				edits = append(edits, procfile.Edit{Path: path, Value: listOrNothing(list)})
			}
		case last == "verdicts":
			edits = append(edits, verdictEdits(path, strings.Fields(was), values["f."+name])...)
		case strings.TrimSpace(values.Get("f."+name)) == was:
		case last == "within":
			edits = append(edits, procfile.Edit{Path: path, Value: orNothing(unspoken(values.Get("f." + name)))})
		case last == "remind":
			var list []string
			for part := range strings.FieldsFuncSeq(values.Get("f."+name), func(r rune) bool { return r == ';' || r == ',' }) {
				if part = strings.TrimSpace(part); part == "" {
					continue
				}
				if !strings.HasSuffix(part, "%") {
					part = unspoken(beforeWord.ReplaceAllString(part, "")) + " before"
				}
				list = append(list, part)
			}
			edits = append(edits, procfile.Edit{Path: path, Value: listOrNothing(list)})
		default:
			edits = append(edits, procfile.Edit{Path: path, Value: orNothing(strings.Join(strings.Fields(values.Get("f."+name)), " "))})
		}
	}
	return edits
}

// ticked keeps the order in which a list stands; what is new comes behind.
func ticked(was string, now []string) []string {
	var list []string
	for _, id := range strings.Fields(was) {
		if slices.Contains(now, id) {
			list = append(list, id)
		}
	}
	for _, id := range now {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// verdictEdits asks for an aspect more, of whoever does the step, or for one less.
func verdictEdits(path, was, now []string) []procfile.Edit {
	if len(now) == 0 && len(was) > 0 {
		return []procfile.Edit{{Path: path}}
	}
	var edits []procfile.Edit
	for _, a := range was {
		if !slices.Contains(now, a) {
			edits = append(edits, procfile.Edit{Path: append(slices.Clone(path), a)})
		}
	}
	for _, a := range now {
		if !slices.Contains(was, a) {
			edits = append(edits, procfile.Edit{Path: append(slices.Clone(path), a), Value: procfile.Raw("{need: 1}")})
		}
	}
	return edits
}

func listOrNothing(list []string) any {
	if len(list) == 0 {
		return nil
	}
	return list
}

func orNothing(s string) any {
	if s == "" {
		return nil
	}
	return s
}
