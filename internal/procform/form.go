// Package procform is the form of a procedure file: the fields in which an
// office writes its own rules without YAML, and what a form that was sent
// changes in the file (R-M8, F-A2).
//
// The file stays what is kept. A field is named by the way to its value, and
// what was not touched in the form is not touched in the file: remarks, order
// and the way in which a person wrote it stay. Steps, moves and rows of lists
// are added, removed and moved about by buttons, each of which sends the whole
// form, so that nothing of it needs a script.
package procform

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procdoc"
	"congbo/internal/procfile"
	"congbo/internal/workday"
)

// A Part is a step in the form, or what stands above the steps.
type Part struct {
	ID     string // of the step; "all" above them
	Title  string
	Note   string // said beside the title: by when
	Fields []Field
	More   []Field // what is seldom wanted
	Lists  []List
	Moves  []Move
	New    *New // another move
	Behind *New // another step behind this one
	Acts   []Act
	Rename *New
	Open   bool
	Focus  bool // where somebody was when they pressed a button
}

// A Move is a move in it.
type Move struct {
	ID     string
	Title  string
	Fields []Field
	More   []Field
	Acts   []Act
	Rename *New
	Open   bool
	Focus  bool
}

// A List is a list of small things: declared roles, forms, who is told when.
type List struct {
	Title string
	Hint  string
	Rows  []Row
	New   *New
	Open  bool
}

// A Row is one of them.
type Row struct {
	Title  string
	Fields []Field
	Acts   []Act
}

// New are the fields of something that is added, with the button that adds it.
type New struct {
	Title  string
	Fields []Field
	Act    Act
	Open   bool
}

// An Act is a button: what it does, as [Apply] reads it, what it says, and of
// what.
type Act struct{ Do, Label, Icon, Of string }

// A Field is a value of the file in the form. Its name is the way to it;
// what it was when the form was made goes with it, so that of the form and the
// file, typed into at once, neither overwrites the other.
type Field struct {
	Type    string // text, area, select, checks
	Name    string // f.steps/review/within; n.… and x.… are of nothing that stands in the file yet
	Was     string // o.…: the value as it stands in the file
	Label   string
	Value   string
	Hint    string
	Lang    locale.Lang
	Choices []Choice
	Names   string // of checks: what is chosen
	Wide    bool
}

// A Choice of a field.
type Choice struct {
	Value, Label string
	On           bool
}

// ID is of the field in the page.
func (f Field) ID() string { return strings.NewReplacer("/", "-", ".", "-").Replace(f.Name) }

// Kept reports whether the field is a value that stands in the file.
func (f Field) Kept() bool { return strings.HasPrefix(f.Name, "f.") }

// Make makes the form of a file that was read as p: what stands above the steps,
// then each step that stands in the file. Typed are values of a form that was
// sent, which are shown again; at is the way to what somebody is at, which is
// shown open. Kinds are the institution's kinds of information.
func Make(p *flow.Procedure, text []byte, l locale.Lang, kinds []Choice, typed url.Values, at string) []Part {
	f := &form{p: p, l: l, kinds: kinds, typed: typed, at: at, words: &procdoc.Words{P: p, L: l, Kinds: make(map[string]locale.Text)}}
	for _, k := range kinds {
		f.words.Kinds[k.Value] = locale.Text{VI: k.Label, EN: k.Label}
	}
	parts := []Part{f.general()}
	n, there := 0, procfile.IDs(text, "steps")
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.ID == "" || !slices.Contains(there, string(s.ID)) {
			continue
		}
		part := f.step(s)
		if s.End == "" && !s.Pause {
			n++
			part.Title = strconv.Itoa(n) + ". " + part.Title
		}
		parts = append(parts, part)
	}
	return parts
}

type form struct {
	p     *flow.Procedure
	l     locale.Lang
	typed url.Values
	at    string
	kinds []Choice
	words *procdoc.Words
}

func (f *form) t(key string, args ...any) string { return locale.T(f.l, key, args...) }

// what is what a value is called where versions are compared.
func (f *form) what(name string) string { return upper(f.t("compare.what_" + name)) }

func (f *form) field(kind, path, label, value string) Field {
	d := Field{Type: kind, Name: "f." + path, Label: label, Value: value, Was: value}
	if f.typed.Has(d.Name) && kind != "checks" {
		d.Value = f.typed.Get(d.Name)
	}
	return d
}

// fresh is a field of what is added.
func (f *form) fresh(kind, path, label string) Field {
	d := Field{Type: kind, Name: "n." + path, Label: label}
	d.Value = f.typed.Get(d.Name)
	return d
}

func (f *form) freshBoth(path, label string) []Field {
	vi, en := f.fresh("text", path+"/vi", f.t("admin.form_in_vi", label)), f.fresh("text", path+"/en", f.t("admin.form_in_en", label))
	vi.Lang, en.Lang = locale.VI, locale.EN
	return []Field{vi, en}
}

func (f *form) freshChoice(path, label string, choices []Choice) Field {
	d := f.fresh("select", path, label)
	d.Choices = choose(d.Value, choices)
	return d
}

func (f *form) both(path, label string, t locale.Text) []Field {
	vi, en := f.field("text", path+"/vi", f.t("admin.form_in_vi", label), t.VI), f.field("text", path+"/en", f.t("admin.form_in_en", label), t.EN)
	vi.Lang, en.Lang = locale.VI, locale.EN
	return []Field{vi, en}
}

func (f *form) choice(path, label, value string, choices []Choice) Field {
	d := f.field("select", path, label, value)
	if value != "" && !slices.ContainsFunc(choices, func(c Choice) bool { return c.Value == value }) {
		choices = append(choices, Choice{Value: value, Label: value}) // misspelt
	}
	d.Choices = choose(d.Value, choices)
	return d
}

func choose(value string, choices []Choice) []Choice {
	for i := range choices {
		choices[i].On = choices[i].Value == value
	}
	return choices
}

func (f *form) flag(path, label string, on bool) Field {
	value := ""
	if on {
		value = "true"
	}
	return f.choice(path, label, value, []Choice{{Label: f.t("desk.proc_draft_no")}, {Value: "true", Label: f.t("desk.proc_draft_yes")}})
}

func (f *form) checks(path, label string, chosen []string, choices []Choice) Field {
	d := f.field("checks", path, label, strings.Join(chosen, separator(path)))
	var names []string
	choices = slices.Clone(choices)
	for _, id := range chosen {
		if !slices.ContainsFunc(choices, func(c Choice) bool { return c.Value == id }) {
			choices = append(choices, Choice{Value: id, Label: id})
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

// separator stands between the values of a list in the form. Conditions and codes
// of forms may have spaces in them.
func separator(path string) string {
	if path == "when" || strings.HasSuffix(path, "/when") || strings.HasPrefix(path, "steps/") && strings.HasSuffix(path, "/forms") {
		return "; "
	}
	return " "
}

// roles are all that a step can name, by what they are called here; those of
// this procedure first, and only those where few is set.
func (f *form) roles(few bool, more ...people.Role) []Choice {
	var list []Choice
	add := func(r people.Role) {
		if r != "" && !slices.ContainsFunc(list, func(c Choice) bool { return c.Value == string(r) }) {
			name := f.p.RoleTitle(f.l, r)
			if r == flow.Program {
				name = f.t("procdoc.program")
			}
			if name == "" {
				name = string(r)
			}
			list = append(list, Choice{Value: string(r), Label: upper(name)})
		}
	}
	for _, d := range f.p.Roles {
		add(d.ID)
	}
	for i := range f.p.Steps {
		for _, r := range slices.Concat(f.p.Steps[i].By, f.p.Steps[i].Else, f.p.Steps[i].Edit) {
			add(r)
		}
	}
	for _, r := range more {
		add(r)
	}
	if few {
		return list
	}
	for _, r := range people.Roles {
		add(r)
	}
	return list
}

func (f *form) items() []Choice {
	var list []Choice
	for _, c := range slices.Concat(f.p.Criteria, flow.Criteria) {
		list = append(list, Choice{Value: c.ID, Label: f.words.Item(c.ID)})
	}
	return list
}

func (f *form) relations() []Choice {
	var list []Choice
	for _, r := range flow.Relations {
		list = append(list, Choice{Value: string(r), Label: upper(f.p.RelationTitle(f.l, r))})
	}
	for i := range f.p.Steps {
		if as := f.p.Steps[i].As; as != "" && !slices.ContainsFunc(list, func(c Choice) bool { return c.Value == string(as) }) {
			list = append(list, Choice{Value: string(as), Label: upper(f.p.RelationTitle(f.l, as))})
		}
	}
	return list
}

func (f *form) aspects() []Choice {
	var list []Choice
	for _, a := range content.Aspects {
		list = append(list, Choice{Value: string(a), Label: upper(f.t("flow.aspect." + string(a)))})
	}
	return list
}

func (f *form) letters() []Choice {
	list := []Choice{{Label: f.t("desk.proc_draft_no_letter")}}
	for _, l := range flow.Letters {
		list = append(list, Choice{Value: string(l), Label: f.t("flow.letter." + string(l))})
	}
	return list
}

// conditions are those that a move may have, or the passing over of a step, with
// those that stand there: of values and of what must not be.
func (f *form) conditions(have []flow.Predicate, names ...string) []Choice {
	var list []Choice
	add := func(c flow.Predicate) {
		if s := c.String(); !slices.ContainsFunc(list, func(o Choice) bool { return o.Value == s }) {
			list = append(list, Choice{Value: s, Label: upper(f.words.Condition(c))})
		}
	}
	for _, n := range names {
		add(flow.Predicate{Name: n})
	}
	for _, c := range have {
		add(c)
	}
	return list
}

func (f *form) limit(path, label string, l workday.Limit) Field {
	d := f.field("text", path, label, spoken(f.l, l.String()))
	d.Hint = f.t("desk.proc_draft_limit_hint")
	return d
}

func (f *form) reminders(path string, list []flow.Reminder) Field {
	var said []string
	for _, m := range list {
		if m.Percent > 0 {
			said = append(said, strconv.Itoa(m.Percent)+"%")
		} else {
			said = append(said, f.t("desk.proc_draft_before", spoken(f.l, m.Before.String())))
		}
	}
	d := f.field("text", path, f.t("desk.proc_remind"), strings.Join(said, "; "))
	d.Hint = f.t("desk.proc_draft_remind_hint")
	return d
}

// rows makes the acts of the rows of a list.
func (f *form) rowActs(path string, i, n int) []Act {
	at := path + "/" + strconv.Itoa(i)
	var acts []Act
	if i > 0 {
		acts = append(acts, f.act("up "+at, "up", "up"))
	}
	if i+1 < n {
		acts = append(acts, f.act("down "+at, "down", "lower"))
	}
	return append(acts, f.act("remove "+at, "remove", "cross"))
}

func (f *form) act(do, word, icon string) Act {
	return Act{Do: do, Label: f.t("desk.proc_draft_do_" + word), Icon: icon}
}

// of names what the acts of a thing are acts of.
func of(title string, acts []Act, news ...*New) {
	for i := range acts {
		acts[i].Of = title
	}
	for _, n := range news {
		n.Act.Of = title
	}
}

func (f *form) within(path string) bool { return f.at == path || strings.HasPrefix(f.at, path+"/") }

func words[T ~string](list []T) []string {
	s := make([]string, len(list))
	for i, v := range list {
		s[i] = string(v)
	}
	return s
}

// upper begins a text with a capital.
func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
