package sites

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// A Snapshot is all places as they were at one moment. It never changes, and
// neither may what its methods return be changed; they return nil for what is
// not there.
type Snapshot struct {
	Version int64 // store.Tx.PlacesVersion

	Institutions []store.Institution
	Units        []store.Unit    // siblings in their order
	Sites        []store.Site    // in their order
	Sections     []store.Section // siblings in their order
	Topics       []store.Topic
	Kinds        []store.Kind
	Mailboxes    []store.Mailbox // the main one first
	Days         []store.CalendarDay
	Weeks        []store.OfficeWeek
	Former       []store.FormerSlug

	institutions map[int64]*store.Institution
	units        map[int64]*store.Unit
	sites        map[int64]*store.Site
	labels       map[string]*store.Site
	hosts        map[string]*store.Site
	sections     map[int64]*store.Section
	slugs        map[string]*store.Section // site/slug, present ones
	former       map[string]*store.Section // site/slug, earlier ones
	mailboxes    map[int64]*store.Mailbox
	addresses    map[string]*store.Mailbox
	calendars    map[place]*workday.Calendar
}

// place names a unit, or with unit 0 an institution.
type place struct{ institution, unit int64 }

// Read reads all places from the database.
func Read(ctx context.Context, s *store.Store) (*Snapshot, error) {
	var p Snapshot
	err := s.View(ctx, func(tx *store.Tx) error {
		for _, read := range []func() error{
			func() (err error) { p.Version, err = tx.PlacesVersion(ctx); return err },
			func() (err error) { p.Institutions, err = tx.Institutions(ctx); return err },
			func() (err error) { p.Units, err = tx.Units(ctx, 0); return err },
			func() (err error) { p.Sites, err = tx.Sites(ctx, 0); return err },
			func() (err error) { p.Sections, err = tx.Sections(ctx, 0); return err },
			func() (err error) { p.Topics, err = tx.Topics(ctx, 0); return err },
			func() (err error) { p.Kinds, err = tx.Kinds(ctx, 0); return err },
			func() (err error) { p.Mailboxes, err = tx.Mailboxes(ctx, 0); return err },
			func() (err error) { p.Days, err = tx.CalendarDays(ctx, 0); return err },
			func() (err error) { p.Weeks, err = tx.OfficeWeeks(ctx, 0); return err },
			func() (err error) { p.Former, err = tx.FormerSlugs(ctx); return err },
		} {
			if err := read(); err != nil {
				return fmt.Errorf("read places: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	p.index()
	return &p, nil
}

func (p *Snapshot) index() {
	p.institutions = byID(p.Institutions, func(i *store.Institution) int64 { return i.ID })
	p.units = byID(p.Units, func(u *store.Unit) int64 { return u.ID })
	p.sites = byID(p.Sites, func(s *store.Site) int64 { return s.ID })
	p.labels = byID(p.Sites, func(s *store.Site) string { return s.Label })
	p.sections = byID(p.Sections, func(s *store.Section) int64 { return s.ID })
	p.slugs = byID(p.Sections, func(s *store.Section) string { return slugKey(s.Site, s.Slug) })
	p.mailboxes = byID(p.Mailboxes, func(m *store.Mailbox) int64 { return m.ID })
	p.addresses = byID(p.Mailboxes, func(m *store.Mailbox) string { return m.Address })
	p.hosts = make(map[string]*store.Site)
	for i := range p.Sites {
		for _, h := range p.Sites[i].Hosts {
			p.hosts[h] = &p.Sites[i]
		}
	}
	p.former = make(map[string]*store.Section)
	for _, f := range p.Former {
		if s := p.sections[f.Section]; s != nil {
			p.former[slugKey(f.Site, f.Slug)] = s
		}
	}
	p.indexCalendars()
}

// byID maps the elements of a list by a key; the list must not grow afterwards.
func byID[K comparable, T any](list []T, key func(*T) K) map[K]*T {
	m := make(map[K]*T, len(list))
	for i := range list {
		m[key(&list[i])] = &list[i]
	}
	return m
}

func slugKey(site int64, slug string) string { return fmt.Sprintf("%d/%s", site, slug) }

// Institution returns an institution.
func (p *Snapshot) Institution(id int64) *store.Institution { return p.institutions[id] }

// Unit returns a unit.
func (p *Snapshot) Unit(id int64) *store.Unit { return p.units[id] }

// Above lists a unit and the units above it, the unit itself first; nothing for
// unit 0.
func (p *Snapshot) Above(unit int64) (above []int64) {
	for u := p.units[unit]; u != nil && len(above) <= 2*maxDepth; u = p.units[u.Parent] {
		above = append(above, u.ID)
	}
	return above
}

// Children lists the units right below one, in their order; parent 0 gives the
// topmost units of the institution.
func (p *Snapshot) Children(institution, parent int64) (children []*store.Unit) {
	for i := range p.Units {
		if u := &p.Units[i]; u.Institution == institution && u.Parent == parent {
			children = append(children, u)
		}
	}
	return children
}

// A Branch is a unit with its depth in the tree, 0 at the top.
type Branch struct {
	*store.Unit
	Depth int
}

// Tree lists the units of an institution as a tree is read: each right before
// those below it.
func (p *Snapshot) Tree(institution int64) (tree []Branch) {
	walk(0, 0, 2*maxDepth, func(parent int64) []*store.Unit { return p.Children(institution, parent) }, func(u *store.Unit, depth int) int64 {
		tree = append(tree, Branch{u, depth})
		return u.ID
	})
	return tree
}

// walk visits a tree from the top, each node right before those below it, and
// never deeper than max: a ring, which is refused when it is made, must not
// hold up a page.
func walk[T any](parent int64, depth, max int, children func(parent int64) []*T, visit func(node *T, depth int) (id int64)) {
	for _, node := range children(parent) {
		if id := visit(node, depth); depth < max {
			walk(id, depth+1, max, children, visit)
		}
	}
}

// Site returns a site.
func (p *Snapshot) Site(id int64) *store.Site { return p.sites[id] }

// SiteByHost returns the active site that answers to a host name, given with or
// without port, in any case.
func (p *Snapshot) SiteByHost(host string) *store.Site {
	if i := strings.LastIndexByte(host, ':'); i > 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	return active(p.hosts[strings.TrimSuffix(strings.ToLower(host), ".")])
}

// SiteByLabel returns the active site of a label.
func (p *Snapshot) SiteByLabel(label string) *store.Site { return active(p.labels[label]) }

func active(s *store.Site) *store.Site {
	if s == nil || !s.Active {
		return nil
	}
	return s
}

// SitesOf lists the active sites of an institution, in their order.
func (p *Snapshot) SitesOf(institution int64) (list []*store.Site) {
	for i := range p.Sites {
		if s := &p.Sites[i]; s.Institution == institution && s.Active {
			list = append(list, s)
		}
	}
	return list
}

// Counterpart returns the active site in the other language.
func (p *Snapshot) Counterpart(s *store.Site) *store.Site { return active(p.sites[s.Counterpart]) }

// HomeSite returns the institution's own site in a language; where there is
// none, its own in the other language, and then any.
func (p *Snapshot) HomeSite(institution int64, l locale.Lang) *store.Site {
	rank := func(s *store.Site) int {
		switch {
		case s == nil:
			return 0
		case s.Unit != 0:
			return 1
		case s.Lang != l:
			return 2
		}
		return 3
	}
	var home *store.Site
	for _, s := range p.SitesOf(institution) {
		if rank(s) > rank(home) {
			home = s
		}
	}
	return home
}

// Section returns a section.
func (p *Snapshot) Section(id int64) *store.Section { return p.sections[id] }

// SectionBySlug returns the active section of a site that an address names.
// Where it only once had that slug, moved is true: its address is another one
// now.
func (p *Snapshot) SectionBySlug(site int64, slug string) (s *store.Section, moved bool) {
	if s = p.slugs[slugKey(site, slug)]; s == nil {
		s, moved = p.former[slugKey(site, slug)], true
	}
	if s == nil || !s.Active {
		return nil, false
	}
	return s, moved
}

// SectionsOf lists the active sections of a site right below one, in their
// order; parent 0 gives the topmost ones.
func (p *Snapshot) SectionsOf(site, parent int64) (list []*store.Section) {
	for i := range p.Sections {
		if s := &p.Sections[i]; s.Site == site && s.Parent == parent && s.Active {
			list = append(list, s)
		}
	}
	return list
}

// A SectionBranch is a section with its depth in the tree, 0 at the top.
type SectionBranch struct {
	*store.Section
	Depth int
}

// SectionTree lists the active sections of a site, each right before those
// below it.
func (p *Snapshot) SectionTree(site int64) (tree []SectionBranch) {
	walk(0, 0, 2*maxSectionDepth, func(parent int64) []*store.Section { return p.SectionsOf(site, parent) }, func(s *store.Section, depth int) int64 {
		tree = append(tree, SectionBranch{s, depth})
		return s.ID
	})
	return tree
}

// TopicsOf lists the active topics of a site.
func (p *Snapshot) TopicsOf(site int64) (list []*store.Topic) {
	for i := range p.Topics {
		if t := &p.Topics[i]; t.Site == site && t.Active {
			list = append(list, t)
		}
	}
	return list
}

// TopicBySlug returns an active topic of a site.
func (p *Snapshot) TopicBySlug(site int64, slug string) *store.Topic {
	i := slices.IndexFunc(p.Topics, func(t store.Topic) bool { return t.Site == site && t.Slug == slug && t.Active })
	if i < 0 {
		return nil
	}
	return &p.Topics[i]
}

// KindsOf lists the kinds that documents of an institution may be of.
func (p *Snapshot) KindsOf(institution int64) (list []*store.Kind) {
	for i := range p.Kinds {
		if k := &p.Kinds[i]; k.Institution == institution && k.Active {
			list = append(list, k)
		}
	}
	return list
}

// Kind returns a kind, those no longer in use too: old documents are of them.
func (p *Snapshot) Kind(institution int64, id string) *store.Kind {
	i := slices.IndexFunc(p.Kinds, func(k store.Kind) bool { return k.Institution == institution && k.ID == id })
	if i < 0 {
		return nil
	}
	return &p.Kinds[i]
}

// Mailbox returns a mailbox.
func (p *Snapshot) Mailbox(id int64) *store.Mailbox { return p.mailboxes[id] }

// MailboxByAddress returns the active mailbox of an address, in any case.
func (p *Snapshot) MailboxByAddress(address string) *store.Mailbox {
	if m := p.addresses[strings.ToLower(address)]; m != nil && m.Active {
		return m
	}
	return nil
}

// MailboxesOf lists the active mailboxes of an institution, the main one first.
func (p *Snapshot) MailboxesOf(institution int64) (list []*store.Mailbox) {
	for i := range p.Mailboxes {
		if m := &p.Mailboxes[i]; m.Institution == institution && m.Active {
			list = append(list, m)
		}
	}
	return list
}

// Scope is where a unit lies, with the sites given; unit 0 is the institution.
func (p *Snapshot) Scope(institution, unit int64, sites ...int64) people.Scope {
	return people.Scope{Institution: institution, Units: p.Above(unit), Sites: sites}
}

// PlaceName is what a place is called.
func (p *Snapshot) PlaceName(at people.Place, l locale.Lang) string {
	switch at.Kind {
	case people.Institution:
		if i := p.institutions[at.ID]; i != nil {
			return i.Name.In(l)
		}
	case people.Unit:
		if u := p.units[at.ID]; u != nil {
			return u.Name.In(l)
		}
	case people.Site:
		if s := p.sites[at.ID]; s != nil {
			return s.Name
		}
	}
	return ""
}

// RoleTitle is what an institution calls a role.
func (p *Snapshot) RoleTitle(institution int64, role people.Role, l locale.Lang) string {
	if i := p.institutions[institution]; i != nil {
		if t, ok := i.Settings.Titles[role]; ok {
			return t.In(l)
		}
	}
	if locale.Has(l, role.Title()) {
		return locale.T(l, role.Title())
	}
	return string(role)
}
