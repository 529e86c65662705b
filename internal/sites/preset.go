package sites

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A Preset is what an institution of some sort begins with: its units, sites,
// sections, kinds, mailboxes, what it calls its roles, and perhaps its people.
// IDs are words that tie the parts of the file together.
type Preset struct {
	Name        string                      `yaml:"-"` // which preset it is: truong-dai-hoc
	Institution InstitutionPreset           `yaml:"institution"`
	Titles      map[people.Role]locale.Text `yaml:"titles"`
	Units       []UnitPreset                `yaml:"units"` // a parent stands before its children
	Sites       []SitePreset                `yaml:"sites"`
	Sections    []SectionPreset             `yaml:"sections"` // a parent before its children
	Topics      []TopicPreset               `yaml:"topics"`   // on every site
	Kinds       []KindPreset                `yaml:"kinds"`
	Procedures  []string                    `yaml:"procedures"` // those it puts in force, by id
	Mailboxes   []MailboxPreset             `yaml:"mailboxes"`  // the first one is the main one
	Week        map[string]string           `yaml:"week"`       // sun … sat: hours; none: the country's
	People      []PersonPreset              `yaml:"people"`
}

// The parts of a preset; see the types of package store for what they mean.
type (
	InstitutionPreset struct {
		Name    locale.Text `yaml:"name"`
		Short   string      `yaml:"short"`
		Parent  locale.Text `yaml:"parent"`
		Motto   locale.Text `yaml:"motto"`
		Address locale.Text `yaml:"address"`
		Phone   string      `yaml:"phone"`
		Fax     string      `yaml:"fax"`
		Email   string      `yaml:"email"`
		Hours   locale.Text `yaml:"hours"`
		Board   locale.Text `yaml:"board"`
	}
	UnitPreset struct {
		ID     string      `yaml:"id"`
		Parent string      `yaml:"parent"`
		Name   locale.Text `yaml:"name"`
		Short  string      `yaml:"short"`
		Email  string      `yaml:"email"`
		Phone  string      `yaml:"phone"`
		Fax    string      `yaml:"fax"`
		Office locale.Text `yaml:"office"`
	}
	SitePreset struct {
		ID          string       `yaml:"id"` // its label
		Unit        string       `yaml:"unit"`
		Lang        locale.Lang  `yaml:"lang"`
		Name        string       `yaml:"name"`
		Theme       string       `yaml:"theme"`
		Counterpart string       `yaml:"counterpart"`
		Lead        string       `yaml:"lead"`
		Hosts       []string     `yaml:"hosts"`
		Links       []store.Link `yaml:"links"`
		Counter     bool         `yaml:"counter"`
	}
	SectionPreset struct {
		ID     string       `yaml:"id"`
		Parent string       `yaml:"parent"`
		Menu   bool         `yaml:"menu"`
		On     string       `yaml:"on"` // unit: on sites of units; none: on those of the institution itself
		VI     SectionWords `yaml:"vi"`
		EN     SectionWords `yaml:"en"`
	}
	SectionWords struct {
		Slug    string `yaml:"slug"`
		Title   string `yaml:"title"`
		Summary string `yaml:"summary"`
	}
	TopicPreset struct {
		ID string       `yaml:"id"`
		VI SectionWords `yaml:"vi"`
		EN SectionWords `yaml:"en"`
	}
	KindPreset struct {
		ID   string      `yaml:"id"`
		Name locale.Text `yaml:"name"`
	}
	MailboxPreset struct {
		Address   string      `yaml:"address"`
		Unit      string      `yaml:"unit"`
		Site      string      `yaml:"site"` // none: the first one
		Name      locale.Text `yaml:"name"`
		Procedure string      `yaml:"procedure"`
		Prefix    string      `yaml:"prefix"`
	}
	PersonPreset struct {
		ID    string              `yaml:"id"`
		Name  string              `yaml:"name"`
		Email string              `yaml:"email"`
		Phone string              `yaml:"phone"`
		Title locale.Text         `yaml:"title"`
		Unit  string              `yaml:"unit"`
		Lang  locale.Lang         `yaml:"lang"`
		Roles []AppointmentPreset `yaml:"roles"`
	}
	AppointmentPreset struct {
		Role  people.Role `yaml:"role"`
		At    PlacePreset `yaml:"at"`   // institution, unit/ID, site/ID
		From  string      `yaml:"from"` // 2006-01-02; none: from the beginning
		To    string      `yaml:"to"`
		Paper string      `yaml:"paper"`
	}
	// A PlacePreset is a place of the preset.
	PlacePreset struct {
		Kind people.PlaceKind
		ID   string // empty for the institution
	}
)

// OnUnits marks a section of the sites of units.
const OnUnits = "unit"

// Stands reports whether the section stands on a site.
func (s SectionPreset) Stands(site SitePreset) bool { return (s.On == OnUnits) == (site.Unit != "") }

// In returns the words of a section in a language.
func (s SectionPreset) In(l locale.Lang) SectionWords { return words(s.VI, s.EN, l) }

// In returns the words of a topic in a language.
func (t TopicPreset) In(l locale.Lang) SectionWords { return words(t.VI, t.EN, l) }

func words(v, e SectionWords, l locale.Lang) SectionWords {
	if l == locale.EN {
		return e
	}
	return v
}

// UnmarshalText reads institution, unit/ID or site/ID.
func (p *PlacePreset) UnmarshalText(text []byte) error {
	kind, id, _ := strings.Cut(string(text), "/")
	p.Kind, p.ID = people.PlaceKind(kind), id
	if p.Kind == people.Institution && id == "" || (p.Kind == people.Unit || p.Kind == people.Site) && id != "" {
		return nil
	}
	return fmt.Errorf("%q is not institution, unit/ID or site/ID", text)
}

//go:embed presets/*.yaml
var shipped embed.FS

// Presets names the presets that come with the program.
func Presets() (names []string) {
	files, _ := fs.Glob(shipped, "presets/*.yaml")
	for _, f := range files {
		names = append(names, strings.TrimSuffix(path.Base(f), ".yaml"))
	}
	return names
}

// A Blank is what a shipped preset leaves to be filled in. What is empty stays a
// placeholder that reads as one.
type Blank struct {
	Name   locale.Text // of the institution
	Short  string      // as in document numbers
	Domain string      // of its mail addresses
}

// Shipped returns a preset that comes with the program, filled in.
func Shipped(name string, with Blank) (*Preset, error) {
	data, err := shipped.ReadFile("presets/" + name + ".yaml")
	if err != nil || !slices.Contains(Presets(), name) {
		return nil, fault.New(fault.NotFound, "sites.preset_unknown", cut(vi.CleanLine(name)), strings.Join(Presets(), ", "))
	}
	p, err := ParsePreset(data)
	if err != nil {
		return nil, err
	}
	p.Name = name
	if with.Name.VI == "" {
		with.Name.VI = p.Institution.Name.VI
	}
	if with.Name.EN == "" {
		with.Name.EN = p.Institution.Name.EN
	}
	if with.Short == "" {
		with.Short = p.Institution.Short
	}
	if with.Domain == "" {
		with.Domain = "co-quan.example"
	}
	p.Institution.Name, p.Institution.Short = with.Name, with.Short
	fill := strings.NewReplacer("{name.vi}", with.Name.VI, "{name.en}", with.Name.EN, "{short}", with.Short, "{domain}", strings.ToLower(with.Domain))
	eachString(reflect.ValueOf(p).Elem(), fill.Replace)
	return p, p.check()
}

// ParsePreset reads a preset file. A mistake in it is told to whoever wrote the
// file, in English, with its line where YAML knows it.
func ParsePreset(data []byte) (*Preset, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var p Preset
	if err := dec.Decode(&p); err != nil {
		return nil, fmt.Errorf("preset: %w", err)
	}
	if err := dec.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, errors.New("preset: more than one document")
	}
	eachString(reflect.ValueOf(&p).Elem(), vi.ReadLine)
	return &p, nil
}

// eachString changes every string below v.
func eachString(v reflect.Value, change func(string) string) {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); v.CanSet() && s != "" {
			v.SetString(change(s))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			eachString(v.Field(i), change)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachString(v.Index(i), change)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.MapIndex(k))
			eachString(e, change)
			v.SetMapIndex(k, e)
		}
	}
}

// check finds every mistake of a preset: what the verbs would refuse, and
// references that lead nowhere.
func (p *Preset) check() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf("preset: "+format, args...)) }
	ids := func(what string, list []string) map[string]bool {
		seen := make(map[string]bool)
		for _, id := range list {
			if id == "" || seen[id] {
				bad("%s: id %q is missing or stands twice", what, id)
			}
			seen[id] = true
		}
		return seen
	}
	units := ids("units", mapped(p.Units, func(u UnitPreset) string { return u.ID }))
	sites := ids("sites", mapped(p.Sites, func(s SitePreset) string { return s.ID }))
	ids("sections", mapped(p.Sections, func(s SectionPreset) string { return s.ID }))
	ids("kinds", mapped(p.Kinds, func(k KindPreset) string { return k.ID }))
	ids("mailboxes", mapped(p.Mailboxes, func(m MailboxPreset) string { return m.Address }))
	ids("people", mapped(p.People, func(x PersonPreset) string { return x.ID }))
	refer := func(what, id string, in map[string]bool) {
		if id != "" && !in[id] {
			bad("%s: %q is not there", what, id)
		}
	}
	if p.Institution.Name.VI == "" {
		bad("institution: no name")
	}
	if len(p.Sites) == 0 || len(p.Mailboxes) == 0 {
		bad("at least one site and one mailbox are needed")
	}
	before := make(map[string]bool)
	for _, u := range p.Units {
		refer("unit "+u.ID+": parent", u.Parent, before)
		before[u.ID] = true
	}
	for _, s := range p.Sites {
		refer("site "+s.ID+": unit", s.Unit, units)
		refer("site "+s.ID+": counterpart", s.Counterpart, sites)
		if s.Lang != locale.VI && s.Lang != locale.EN {
			bad("site %s: language %q", s.ID, s.Lang)
		}
	}
	before = make(map[string]bool)
	on := make(map[string]string)
	for _, s := range p.Sections {
		refer("section "+s.ID+": parent", s.Parent, before)
		before[s.ID], on[s.ID] = true, s.On
		if s.On != "" && s.On != OnUnits || s.Parent != "" && s.On != on[s.Parent] {
			bad("section %s: on %q", s.ID, s.On)
		}
	}
	procedures := ids("procedures", p.Procedures)
	for _, m := range p.Mailboxes {
		if len(procedures) > 0 && !procedures[m.Procedure] {
			bad("mailbox %s: procedure %q is not one of this preset", m.Address, m.Procedure)
		}
	}
	for _, m := range p.Mailboxes {
		refer("mailbox "+m.Address+": unit", m.Unit, units)
		refer("mailbox "+m.Address+": site", m.Site, sites)
	}
	for _, x := range p.People {
		refer("person "+x.ID+": unit", x.Unit, units)
		for _, r := range x.Roles {
			refer("person "+x.ID+": role at", r.At.ID, map[people.PlaceKind]map[string]bool{people.Unit: units, people.Site: sites}[r.At.Kind])
			for _, day := range []string{r.From, r.To} {
				if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
					bad("person %s: day %q", x.ID, day)
				}
			}
		}
	}
	if _, err := p.week(); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// week returns the weekly hours, nil for the country's.
func (p *Preset) week() (*[7]string, error) {
	if len(p.Week) == 0 {
		return nil, nil
	}
	var hours [7]string
	days := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	for day, h := range p.Week {
		i := slices.Index(days, day)
		spans, err := workday.ParseHours(h)
		if i < 0 || err != nil {
			return nil, fmt.Errorf("preset: week: %q: %q", day, h)
		}
		hours[i] = workday.FormatHours(spans)
	}
	return &hours, nil
}

func mapped[T any](list []T, f func(T) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}
