package desk

import (
	"crypto/rand"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/vi"
)

// A Form is the questions of a page with what was answered. The template is
// "form" in _form.html.
type Form struct {
	ID      string // put before the ids of its fields, where a page has several forms
	Path    string // where it is sent
	Version int64  // of what it changes
	Next    string // where to go afterwards, sent along
	Key     string // of this form: sent twice, it is carried out once
	Parts   []FormPart
	Submit  string
	Also    []Crumb // further buttons, each with where it sends the form
	Cancel  string  // path; empty: none
	Errors  []FormError
	Stale   bool // somebody else saved meanwhile
}

// A FormPart are questions that belong together.
type FormPart struct {
	Title, Note string
	Class       string
	Fields      []FormField
	Acts        []FormAct // what can be done with the part
}

// A FormAct is a button that sends the form as "do".
type FormAct struct{ Value, Label, About string }

// A FormField is one question.
type FormField struct {
	ID       string // filled by Form.Laid
	Type     string // text, email, tel, password, code, date, number, area, select, checks, check, file, shown, hidden, colour
	Name     string
	Label    string
	Hint     string
	Value    string
	On       bool // of a check
	Choices  []FormChoice
	Required bool
	Auto     string      // autocomplete
	Lang     locale.Lang // in which it is to be written; empty: that of the page
	Wrong    string
	Now      string // what is stored, where somebody else changed it meanwhile
	Rows     int    // of an area; 0: four
	Accept   string // of a file: types and endings
}

// A FormChoice is one of the answers of a select or of checks.
type FormChoice struct {
	Value, Label string
	On           bool
}

// A FormPage is a page that is one form.
type FormPage struct {
	Shell
	Crumbs []Crumb
	Lead   string
	Tabs   []FormTab // other forms for a like purpose, where there are any
	Form   Form
	Notes  []string
}

// A FormTab leads to one of several forms for a like purpose.
type FormTab struct {
	Label, Path string
	On          bool
}

// A Crumb is a page above a page.
type Crumb struct{ Label, Path string }

// formKey is what newKey makes.
var formKey = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// newKey makes the key of a form that opens something.
func newKey() string { return rand.Text() }

// keyOf is the key that a form was sent with; "" where it has none of ours.
func keyOf(f *httpx.Form) string {
	if key := f.Get("key"); formKey.MatchString(key) {
		return key
	}
	return ""
}

// fields lists the questions of all parts.
func (f *Form) fields(do func(*FormField)) {
	for i := range f.Parts {
		for j := range f.Parts[i].Fields {
			do(&f.Parts[i].Fields[j])
		}
	}
}

// Files reports whether a file is asked for.
func (f Form) Files() (yes bool) {
	f.fields(func(q *FormField) { yes = yes || q.Type == "file" })
	return yes
}

// Laid are the parts with the ids of their fields, for the template.
func (f Form) Laid() []FormPart {
	f.fields(func(q *FormField) { q.ID = f.ID + q.Name })
	return f.Parts
}

// shows is the answer as a person reads it.
func (f *FormField) shows() string {
	switch f.Type {
	case "check":
		return strconv.FormatBool(f.On)
	case "select", "checks":
		var on []string
		for _, c := range f.Choices {
			if c.On {
				on = append(on, strings.TrimLeft(c.Label, "\u2003"))
			}
		}
		if len(on) == 0 && f.Type == "select" && len(f.Choices) > 0 { // as a browser shows it
			return f.Choices[0].Label
		}
		return strings.Join(on, ", ")
	}
	return f.Value
}

// typed puts what somebody typed into the fields. Passwords and codes are not
// sent back.
func (f *Form) typed(values url.Values) {
	f.fields(func(q *FormField) {
		switch q.Type {
		case "password", "code", "shown", "file":
		case "check":
			q.On = values.Has(q.Name)
		case "select", "checks":
			for i := range q.Choices {
				q.Choices[i].On = slices.Contains(values[q.Name], q.Choices[i].Value)
			}
		default:
			q.Value = values.Get(q.Name)
		}
	})
}

// refused puts what is wrong beside the fields and on top, and what was typed
// into the fields; where somebody else saved meanwhile, what they saved stands
// beside it. It reports whether there is something to be told.
func (f *Form) refused(l locale.Lang, values url.Values, err error) bool {
	var all fault.List
	if list, ok := err.(fault.List); ok {
		all = list
	} else if e, ok := fault.As(err); ok {
		all = fault.List{e}
	}
	if len(all) == 0 {
		return false
	}
	stored := make(map[string]string)
	for _, e := range all {
		switch e.Kind {
		case fault.Internal, fault.NotFound, fault.Unavailable, fault.TooLarge:
			return false
		case fault.Denied:
			if e.Key == "people.denied" {
				return false
			}
		}
		f.Stale = f.Stale || e.Key == "store.changed_meanwhile"
	}
	f.fields(func(q *FormField) { stored[q.Name] = q.shows() })
	f.typed(values)
	if f.Key != "" && formKey.MatchString(values.Get("key")) {
		f.Key = values.Get("key")
	}
	for _, e := range all {
		text := locale.Error(l, e)
		if e.Key == "store.changed_meanwhile" {
			text = locale.T(l, "admin.form_stale")
		}
		told := FormError{Text: text}
		f.fields(func(q *FormField) {
			if q.Name == e.Field && e.Field != "" {
				q.Wrong, told.Field = text, f.ID+q.Name
			}
		})
		f.Errors = append(f.Errors, told)
	}
	if f.Stale {
		f.fields(func(q *FormField) {
			if now := stored[q.Name]; now != q.shows() {
				switch {
				case q.Type == "check":
					now = locale.T(l, "admin.form_"+now)
				case now == "":
					now = locale.T(l, "admin.form_empty")
				}
				q.Now = now
			}
		})
	}
	return true
}

// again shows a form once more, with what was typed, where a verb refused it.
func (v *visit) again(page FormPage, values url.Values, err error) error {
	if !page.Form.refused(v.lang, values, err) {
		return err
	}
	return v.show(httpx.Status(err), "admin_form", page)
}

// both are the two fields of a text in both languages.
func (v *visit) both(name, label string, t locale.Text, required bool) []FormField {
	return []FormField{
		{Type: "text", Name: name + "_vi", Label: v.t("admin.form_in_vi", label), Value: t.VI, Required: required, Lang: locale.VI},
		{Type: "text", Name: name + "_en", Label: v.t("admin.form_in_en", label), Value: t.EN, Lang: locale.EN},
	}
}

// textOf reads the two fields of both.
func textOf(f *httpx.Form, name string) locale.Text {
	return locale.Text{VI: f.Get(name + "_vi"), EN: f.Get(name + "_en")}
}

// order reads a position; what is none is refused by the verb.
func order(s string) int {
	if s = strings.TrimSpace(s); s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// day reads a date as a browser's field gives it, as its midnight in Vietnam;
// zero where there is none.
func day(s, field string) (time.Time, error) {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.DateOnly, "02/01/2006", "2/1/2006"} {
		if t, err := time.ParseInLocation(form, s, vi.Zone); err == nil && t.Year() >= 1900 && t.Year() < 2200 {
			return t, nil
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "admin.day_wrong").In(field)
}

// choose makes choices of values, of which one is chosen.
func choose(chosen string, choices []FormChoice) []FormChoice {
	for i := range choices {
		choices[i].On = choices[i].Value == chosen
	}
	return choices
}

func id(n int64) string { return strconv.FormatInt(n, 10) }
