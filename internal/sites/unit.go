package sites

import (
	"context"
	"fmt"
	"slices"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// InstitutionInput is what an institution says about itself.
type InstitutionInput struct {
	Name, Parent locale.Text
	Settings     store.Settings
}

// SaveInstitution changes what is said about the institution.
func (s *Sites) SaveInstitution(ctx context.Context, who cases.Actor, version int64, in InstitutionInput) (*store.Institution, error) {
	var i *store.Institution
	err := s.change(ctx, who, func(c *change) (err error) {
		if err = c.may(people.ManageSettings, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		if i, err = c.tx.Institution(ctx, who.Institution); err != nil {
			return err
		}
		i.Name, i.Parent, i.Settings, i.Version = in.Name, in.Parent, in.Settings, version
		c.record(event.SettingChanged, "institution", i.ID, nil)
		return c.tx.SaveInstitution(ctx, i)
	})
	return i, err
}

func (in *InstitutionInput) check() error {
	var f faults
	f.name("name", &in.Name)
	f.text("parent", &in.Parent, maxName)
	g := &in.Settings
	f.line("short", &g.Short, 30)
	f.text("motto", &g.Motto, maxLine)
	f.text("address", &g.Address, maxLine)
	f.line("phone", &g.Phone, maxName)
	f.line("fax", &g.Fax, maxName)
	f.line("email", &g.Email, maxName)
	f.text("hours", &g.Hours, maxLine)
	f.text("board", &g.Board, maxLine)
	titles := make(map[people.Role]locale.Text, len(g.Titles))
	for role, t := range g.Titles {
		f.text("titles", &t, maxName)
		if t != (locale.Text{}) {
			titles[role] = t
		}
	}
	g.Titles = titles
	return f.err()
}

// UnitInput is what is said about a unit.
type UnitInput struct {
	Parent   int64 // 0: right below the institution
	Name     locale.Text
	Short    string
	Contact  store.Contact
	Position int
	Active   bool
}

func (in *UnitInput) check() error {
	var f faults
	f.name("name", &in.Name)
	f.line("short", &in.Short, 30)
	f.line("email", &in.Contact.Email, maxName)
	f.line("phone", &in.Contact.Phone, maxName)
	f.line("fax", &in.Contact.Fax, maxName)
	f.text("office", &in.Contact.Office, maxName)
	f.text("head", &in.Contact.Head, maxName)
	f.text("hours", &in.Contact.Hours, maxLine)
	f.position(in.Position)
	return f.err()
}

func (in *UnitInput) fill(u *store.Unit) {
	u.Parent, u.Name, u.Short, u.Contact, u.Position, u.Active = in.Parent, in.Name, in.Short, in.Contact, in.Position, in.Active
}

// AddUnit adds a unit to the tree.
func (s *Sites) AddUnit(ctx context.Context, who cases.Actor, in UnitInput) (u *store.Unit, err error) {
	err = s.change(ctx, who, func(c *change) error {
		u, err = c.addUnit(in)
		return err
	})
	return u, err
}

func (c *change) addUnit(in UnitInput) (*store.Unit, error) {
	u := &store.Unit{Institution: c.who.Institution}
	if err := c.under(u, in.Parent); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	in.fill(u)
	if err := c.tx.AddUnit(c.ctx, u); err != nil {
		return nil, err
	}
	c.recordUnit(u)
	return u, nil
}

func (c *change) recordUnit(u *store.Unit) {
	c.record(event.UnitChanged, "unit", u.ID, map[string]string{event.KeyPlace: fmt.Sprintf("%s:%d", people.Unit, u.ID), event.KeyVersion: fmt.Sprint(u.Version)})
}

// under checks that a unit may stand below a parent, and that the actor may put
// it there.
func (c *change) under(u *store.Unit, parent int64) error {
	if parent != 0 {
		p, err := c.tx.Unit(c.ctx, parent)
		if err = c.mine(unitOf(p, err), err); err != nil {
			return none(err, "parent", "sites.unit_unknown")
		}
		if !p.Active {
			return fault.New(fault.Invalid, "sites.parent_closed").In("parent")
		}
	}
	in, err := c.scope(parent, 0)
	if err != nil {
		return err
	}
	if slices.Contains(in.Units, u.ID) && u.ID != 0 {
		return fault.New(fault.Invalid, "sites.unit_loop").In("parent")
	}
	below := 1
	if u.ID != 0 {
		if below, err = c.height(u.ID); err != nil {
			return err
		}
	}
	if len(in.Units)+below > maxDepth {
		return fault.New(fault.Invalid, "sites.unit_deep", maxDepth).In("parent")
	}
	return c.may(people.ManageUnits, in)
}

// maxDepth bounds the tree of units.
const maxDepth = 10

// height counts the levels of the tree from a unit downwards, itself included.
func (c *change) height(unit int64) (int, error) {
	units, err := c.tx.Units(c.ctx, c.who.Institution)
	if err != nil {
		return 0, err
	}
	children := make(map[int64][]int64)
	for _, u := range units {
		children[u.Parent] = append(children[u.Parent], u.ID)
	}
	var deep func(id int64, left int) int
	deep = func(id int64, left int) int {
		most := 0
		for _, child := range children[id] {
			if left > 0 {
				most = max(most, deep(child, left-1))
			}
		}
		return most + 1
	}
	return deep(unit, 2*maxDepth), nil
}

func unitOf(u *store.Unit, err error) int64 {
	if err != nil {
		return 0
	}
	return u.Institution
}

// SaveUnit changes a unit, unless somebody else has since the version was read.
// A unit that others still rest on cannot be closed.
func (s *Sites) SaveUnit(ctx context.Context, who cases.Actor, id, version int64, in UnitInput) (*store.Unit, error) {
	var u *store.Unit
	err := s.change(ctx, who, func(c *change) (err error) {
		u, err = c.tx.Unit(ctx, id)
		if err = c.mine(unitOf(u, err), err); err != nil {
			return err
		}
		at, err := c.scope(id, 0)
		if err != nil {
			return err
		}
		if err := c.may(people.ManageUnits, at); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		if in.Parent != u.Parent {
			if err := c.under(u, in.Parent); err != nil {
				return err
			}
		}
		if u.Active && !in.Active {
			if err := c.unused(id); err != nil {
				return err
			}
		}
		in.fill(u)
		u.Version = version
		if err := c.tx.SaveUnit(ctx, u); err != nil {
			return err
		}
		c.recordUnit(u)
		return nil
	})
	return u, err
}

// unused refuses to close a unit with units below it, a site or a mailbox.
func (c *change) unused(id int64) error {
	units, err := c.tx.Units(c.ctx, c.who.Institution)
	if err != nil {
		return err
	}
	all, err := c.tx.Sites(c.ctx, c.who.Institution)
	if err != nil {
		return err
	}
	boxes, err := c.tx.Mailboxes(c.ctx, c.who.Institution)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(units, func(u store.Unit) bool { return u.Active && u.Parent == id }) ||
		slices.ContainsFunc(all, func(s store.Site) bool { return s.Active && s.Unit == id }) ||
		slices.ContainsFunc(boxes, func(m store.Mailbox) bool { return m.Active && m.Unit == id }) {
		return fault.New(fault.Conflict, "sites.unit_in_use").In("active")
	}
	return nil
}

// KindInput is what is said about a kind of documents (R-M7).
type KindInput struct {
	Name     locale.Text
	Position int
	Active   bool
}

func (in *KindInput) check(id string) error {
	var f faults
	f.name("name", &in.Name)
	f.position(in.Position)
	if id == "" {
		f.add("id", "sites.kind_missing")
	} else if len(id) > 30 || !kindForm.MatchString(id) {
		f.add("id", "sites.kind_wrong", cut(id))
	}
	return f.err()
}

// AddKind adds a kind of documents; its ID is a word that stays.
func (s *Sites) AddKind(ctx context.Context, who cases.Actor, id string, in KindInput) error {
	return s.change(ctx, who, func(c *change) error { return c.addKind(id, in) })
}

func (c *change) addKind(id string, in KindInput) error {
	if err := c.may(people.ManageSettings, people.Scope{Institution: c.who.Institution}); err != nil {
		return err
	}
	if err := in.check(id); err != nil {
		return err
	}
	k := &store.Kind{Institution: c.who.Institution, ID: id, Name: in.Name, Position: in.Position, Active: in.Active}
	c.record(event.SettingChanged, "kind", id, nil)
	return taken(c.tx.AddKind(c.ctx, k), "id", "sites.kind_taken", id)
}

// SaveKind changes a kind of documents, unless somebody else has since the
// version was read.
func (s *Sites) SaveKind(ctx context.Context, who cases.Actor, id string, version int64, in KindInput) error {
	return s.change(ctx, who, func(c *change) error {
		if err := c.may(people.ManageSettings, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		if err := in.check(id); err != nil {
			return err
		}
		all, err := c.tx.Kinds(ctx, who.Institution)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(k store.Kind) bool { return k.ID == id }) {
			return errNotFound
		}
		k := &store.Kind{Institution: who.Institution, ID: id, Name: in.Name, Position: in.Position, Active: in.Active, Version: version}
		if err := c.tx.SaveKind(ctx, k); err != nil {
			return err
		}
		c.record(event.SettingChanged, "kind", id, map[string]string{event.KeyVersion: fmt.Sprint(k.Version)})
		return nil
	})
}
