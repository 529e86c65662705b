package demo

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/sites"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

//go:embed stationery.yaml truong-dai-hoc so-nganh thu-vien
var files embed.FS

// houses are the folders of the institutions, the first one first.
var houses = []string{"truong-dai-hoc", "so-nganh", "thu-vien"}

// Load reads the demonstration that the program carries. An error is a mistake
// of ours and names the file and what is wrong in it; all are reported at once.
func Load() ([]*Demo, error) { return read(files) }

func read(fsys fs.FS) ([]*Demo, error) {
	var paper Stationery
	if err := decode(fsys, "stationery.yaml", &paper); err != nil {
		return nil, err
	}
	var all []*Demo
	var problems []error
	for _, name := range houses {
		d, err := readHouse(fsys, name)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		d.Stationery = paper
		problems = append(problems, d.check()...)
		all = append(all, d)
	}
	problems = append(problems, apart(all)...)
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return all, nil
}

func readHouse(fsys fs.FS, name string) (*Demo, error) {
	d := &Demo{Name: name}
	if err := decode(fsys, name+"/institution.yaml", d); err != nil {
		return nil, err
	}
	if err := d.complete(); err != nil {
		return nil, err
	}
	names, err := fs.Glob(fsys, name+"/items/*.yaml")
	if err != nil {
		return nil, err
	}
	var problems []error
	for _, file := range names {
		it, err := readItem(fsys, file, d)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", file, err))
			continue
		}
		d.Items = append(d.Items, *it)
	}
	return d, errors.Join(problems...)
}

// complete takes from the preset what a file leaves to it.
func (d *Demo) complete() error {
	p, err := sites.Shipped(d.Name, sites.Blank{})
	if err != nil {
		return err
	}
	own := d.Titles
	d.Titles = make(map[people.Role]locale.Text)
	maps.Copy(d.Titles, p.Titles)
	maps.Copy(d.Titles, own)
	if len(d.Procedures) == 0 {
		d.Procedures = p.Procedures
	}
	if len(d.Sections) == 0 {
		for _, s := range p.Sections {
			d.Sections = append(d.Sections, Section{ID: s.ID, Parent: s.Parent, Menu: s.Menu, On: s.On, VI: SectionText(s.VI), EN: SectionText(s.EN)})
		}
	}
	if len(d.Kinds) == 0 {
		for _, k := range p.Kinds {
			d.Kinds = append(d.Kinds, Kind(k))
		}
	}
	return nil
}

// decode reads one YAML file strictly: a key that the types do not know is an
// error, every text is clean, and white space around texts goes.
func decode(fsys fs.FS, name string, into any) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	if !vi.IsClean(string(data)) {
		return fmt.Errorf("%s: not NFC, or with control characters", name)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := dec.Decode(new(any)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: more than one document", name)
	}
	trim(reflect.ValueOf(into))
	return nil
}

// trim takes the white space off the edges of every string in v.
func trim(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			trim(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				trim(f)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			trim(v.Index(i))
		}
	case reflect.String:
		v.SetString(strings.TrimSpace(v.String()))
	}
}

// itemFile is an item as it is written: a sender is a person or somebody with
// a name and an address, and an edit tells what it replaces.
type itemFile struct {
	Channel     Channel
	Sender      Sender
	To          string
	Of          string
	Unit        string
	Due         workday.Limit
	Received    Moment
	Subject     string
	Letter      string
	Attachments []Attachment
	Document    *Document
	Target      Target
	Story       []actFile
}

type actFile struct {
	Act     `yaml:",inline"`
	Replace []replacement
}

// A replacement is one change that an edit makes: Old, which stands exactly
// once in the title, the summary or the body, becomes New.
type replacement struct{ Old, New string }

// translations is the procedure by which a text is told in another language.
const translations = "tin-tieng-anh"

func readItem(fsys fs.FS, name string, d *Demo) (*Item, error) {
	var f itemFile
	if err := decode(fsys, name, &f); err != nil {
		return nil, err
	}
	it := &Item{
		ID:      strings.TrimSuffix(path.Base(name), ".yaml"),
		Channel: f.Channel, Sender: f.Sender, To: f.To, Of: f.Of, Unit: f.Unit, Due: f.Due, Received: f.Received,
		Subject: f.Subject, Letter: f.Letter, Attachments: f.Attachments,
		Document: f.Document, Target: f.Target,
	}
	if it.To == "" && len(d.Mailboxes) > 0 {
		it.To = d.Mailboxes[0].Address
	}
	box := d.Mailbox(it.To)
	if box == nil {
		return nil, fmt.Errorf("no mailbox %q", it.To)
	}
	key := box.Procedure
	if it.Channel == Translation {
		key = translations
	}
	if it.Procedure = procfile.ByID(key); it.Procedure == nil {
		return nil, fmt.Errorf("no procedure %q", key)
	}
	sender := d.Person(it.Sender.Person)
	if sender != nil {
		it.Sender.Name, it.Sender.Email, it.Sender.Phone = sender.Name, sender.Email, sender.Phone
	}
	if it.Document != nil {
		it.Document.complete(d, box, sender)
	}
	current := it.Document
	for _, a := range f.Story {
		act := a.Act
		switch act.Do {
		case Take:
			act.Document = it.Document
		case Edit:
			next, err := current.replaced(a.Replace)
			if err != nil {
				return nil, fmt.Errorf("edit at %v: %w", act.At, err)
			}
			act.Document, current = next, next
		default:
			if len(a.Replace) > 0 {
				return nil, fmt.Errorf("%s at %v replaces something", act.Do, act.At)
			}
		}
		it.Story = append(it.Story, act)
	}
	it.trace()
	return it, nil
}

// complete fills in what a file leaves out because it is the same nearly
// everywhere.
func (doc *Document) complete(d *Demo, box *Mailbox, sender *Person) {
	if doc.Lang == "" {
		doc.Lang = locale.VI
	}
	if len(doc.Sites) == 0 {
		for _, s := range d.Sites {
			if unit := d.siteUnit(box); s.Lang == doc.Lang && s.Unit == unit {
				doc.Sites = append(doc.Sites, s.ID)
			}
		}
	}
	if sender != nil && len(doc.Authors) == 0 {
		if u := d.Unit(sender.Unit); u != nil {
			doc.Authors = []string{u.Name.In(doc.Lang)}
		}
	}
}

func (doc *Document) replaced(changes []replacement) (*Document, error) {
	if doc == nil {
		return nil, errors.New("there is no document")
	}
	next := *doc
	for _, c := range changes {
		if c.Old == "" || c.Old == c.New {
			return nil, fmt.Errorf("%q does not change anything", c.Old)
		}
		found := 0
		for _, text := range []*string{&next.Title, &next.Summary, &next.Body} {
			found += strings.Count(*text, c.Old)
			*text = strings.Replace(*text, c.Old, c.New, 1)
		}
		if found != 1 {
			return nil, fmt.Errorf("%q stands %d times in the document, not once", c.Old, found)
		}
	}
	return &next, nil
}

// A Beat is one thing that happens in the demonstration: an item comes in
// (Act is nil), or somebody does something with it.
type Beat struct {
	At   time.Time
	Demo *Demo
	Item *Item
	Act  *Act

	Plan *Plan     // of a beat that is of no item
	Done *PlanDone // nil: the plan is made
}

// Beats tells the whole demonstration in the order of time, as it must be
// played for the records to grow at their ends.
func Beats(all []*Demo, now time.Time, cal *workday.Calendar) []Beat {
	var beats []Beat
	for _, d := range all {
		for i := range d.Plans {
			p := &d.Plans[i]
			beats = append(beats, Beat{At: p.Made.At(now, cal), Demo: d, Plan: p})
			for j := range p.Done {
				beats = append(beats, Beat{At: p.Done[j].At.At(now, cal), Demo: d, Plan: p, Done: &p.Done[j]})
			}
		}
		for i := range d.Items {
			it := &d.Items[i]
			beats = append(beats, Beat{At: it.Received.At(now, cal), Demo: d, Item: it})
			for j := range it.Story {
				beats = append(beats, Beat{At: it.Story[j].At.At(now, cal), Demo: d, Item: it, Act: &it.Story[j]})
			}
		}
	}
	slices.SortStableFunc(beats, func(a, b Beat) int { return a.At.Compare(b.At) })
	return beats
}

// Mailbox returns the mailbox with an address, or nil.
func (d *Demo) Mailbox(address string) *Mailbox {
	return find(d.Mailboxes, address, func(m *Mailbox) string { return m.Address })
}

// siteUnit is the unit on whose sites appears what came to a mailbox; empty for
// the institution's own.
func (d *Demo) siteUnit(box *Mailbox) string {
	if i := slices.IndexFunc(d.Sites, func(s Site) bool { return s.Unit != "" && s.Unit == box.Unit }); i >= 0 {
		return box.Unit
	}
	return ""
}

// ProcedureText is the text of a shipped procedure in the institution's words;
// empty where none has that id.
func (d *Demo) ProcedureText(id string) string {
	preset, _ := procfile.Named(id)
	var pairs []string
	for from, to := range d.Words {
		pairs = append(pairs, from, to)
	}
	return strings.NewReplacer(pairs...).Replace(string(preset.Text))
}

// Person returns the person with an id, or nil.
func (d *Demo) Person(id string) *Person {
	return find(d.People, id, func(p *Person) string { return p.ID })
}

// Unit returns the unit with an id, or nil.
func (d *Demo) Unit(id string) *Unit { return find(d.Units, id, func(u *Unit) string { return u.ID }) }

// Site returns the site with an id, or nil.
func (d *Demo) Site(id string) *Site { return find(d.Sites, id, func(s *Site) string { return s.ID }) }

// Section returns the section with an id, or nil.
func (d *Demo) Section(id string) *Section {
	return find(d.Sections, id, func(s *Section) string { return s.ID })
}

// Topic returns the topic with an id, or nil.
func (d *Demo) Topic(id string) *Topic {
	return find(d.Topics, id, func(t *Topic) string { return t.ID })
}

// Kind returns the kind with an id, or nil.
func (d *Demo) Kind(id string) *Kind { return find(d.Kinds, id, func(k *Kind) string { return k.ID }) }

// Item returns the item with an id, or nil.
func (d *Demo) Item(id string) *Item {
	return find(d.Items, id, func(it *Item) string { return it.ID })
}

func find[T any](list []T, id string, of func(*T) string) *T {
	if id == "" {
		return nil
	}
	for i := range list {
		if of(&list[i]) == id {
			return &list[i]
		}
	}
	return nil
}

// UnmarshalText reads a place: "institution", "unit/ptt", "site/songtien".
func (p *Place) UnmarshalText(text []byte) error {
	kind, id, _ := strings.Cut(string(text), "/")
	*p = Place{Kind: people.PlaceKind(kind), ID: id}
	switch p.Kind {
	case people.Institution:
		if id == "" {
			return nil
		}
	case people.Unit, people.Site:
		if id != "" {
			return nil
		}
	}
	return fmt.Errorf("%q is no place such as institution, unit/ptt or site/songtien", text)
}
