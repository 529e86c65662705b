package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"congbo/internal/locale"
	"congbo/internal/people"
)

// check returns everything that is wrong with the demonstration: names that
// refer to nothing, texts that are missing, stories that could not have
// happened.
func (d *Demo) check() []error {
	c := checker{d: d}
	c.institution()
	c.people()
	c.plans()
	for i := range d.Items {
		c.where = d.Name + "/" + d.Items[i].ID
		c.item(&d.Items[i])
	}
	return c.problems
}

// apart returns what two institutions have in common that may stand once in a
// database.
func apart(all []*Demo) []error {
	var problems []error
	owner := make(map[string]string)
	for _, d := range all {
		var once []string
		for _, s := range d.Sites {
			once = append(once, "site "+s.ID)
		}
		for _, m := range d.Mailboxes {
			once = append(once, "mailbox "+m.Address)
		}
		for _, p := range d.People {
			once = append(once, "person "+p.Email)
		}
		for _, what := range once {
			if other := owner[what]; other != "" && other != d.Name {
				problems = append(problems, fmt.Errorf("%s: %s is of %s already", d.Name, what, other))
			}
			owner[what] = d.Name
		}
	}
	return problems
}

type checker struct {
	d        *Demo
	where    string
	problems []error
}

func (c *checker) bad(format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf("%s: %s", c.where, fmt.Sprintf(format, args...)))
}

// need reports every value that is empty, by its name: name, value, name …
func (c *checker) need(pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) == "" {
			c.bad("%s is empty", pairs[i])
		}
	}
}

func (c *checker) institution() {
	d := c.d
	c.where = d.Name + "/institution.yaml"
	in := d.Institution
	c.need("name", in.Name.VI, "name in English", in.Name.EN, "short", in.Short,
		"parent", in.Parent.VI, "parent in English", in.Parent.EN, "address", in.Address.VI, "address in English", in.Address.EN,
		"motto", in.Motto.VI, "motto in English", in.Motto.EN, "hours", in.Hours.VI, "hours in English", in.Hours.EN,
		"board", in.Board.VI, "board in English", in.Board.EN, "phone", in.Phone, "fax", in.Fax, "email", in.Email)
	st := d.Stationery
	c.need("state", st.State, "motto of the state", st.Motto, "number", st.Number, "to", st.To, "signed", st.Signed, "picture", st.Picture, "sheet", st.Sheet, "place", in.Place)
	seen := map[string]bool{}
	once := func(what, id string) {
		if c.need(what, id); seen[what+" "+id] {
			c.bad("%s %s stands twice", what, id)
		}
		seen[what+" "+id] = true
	}
	for _, u := range d.Units {
		if u.Parent != "" && !seen["unit "+u.Parent] {
			c.bad("unit %s: parent %q does not stand before it", u.ID, u.Parent)
		}
		once("unit", u.ID)
		c.need("unit name", u.Name.VI, "unit name in English", u.Name.EN, "unit short", u.Short, "unit email", u.Email,
			"unit phone", u.Phone, "unit office", u.Office.VI, "unit office in English", u.Office.EN)
	}
	for _, s := range d.Sites {
		once("site", s.ID)
		c.need("site lang", string(s.Lang), "site name", s.Name, "site theme", s.Theme, "site lead", s.Lead)
		if s.Unit != "" && d.Unit(s.Unit) == nil {
			c.bad("site %s: no unit %q", s.ID, s.Unit)
		}
		if s.Counterpart == "" {
			continue
		}
		if other := d.Site(s.Counterpart); other == nil || other.Counterpart != s.ID || other.Lang == s.Lang {
			c.bad("site %s: %q is not its counterpart", s.ID, s.Counterpart)
		}
	}
	for _, s := range d.Sections {
		if s.Parent != "" && !seen["section "+s.Parent] {
			c.bad("section %s: parent %q does not stand before it", s.ID, s.Parent)
		}
		once("section", s.ID)
		if parent := d.Section(s.Parent); parent != nil && parent.On != s.On {
			c.bad("section %s does not stand where its parent does", s.ID)
		}
		for l, t := range map[locale.Lang]SectionText{locale.VI: s.VI, locale.EN: s.EN} {
			once("section slug "+s.On+string(l), t.Slug)
			c.need("section title", t.Title, "section summary", t.Summary)
		}
	}
	for _, t := range d.Topics {
		once("topic", t.ID)
		c.need("topic slug", t.VI.Slug, "topic title", t.VI.Title, "topic slug", t.EN.Slug, "topic title", t.EN.Title)
	}
	for _, k := range d.Kinds {
		once("kind", k.ID)
		c.need("kind name", k.Name.VI, "kind name in English", k.Name.EN)
	}
	for _, m := range d.Mailboxes {
		once("mailbox", m.Address)
		c.need("mailbox name", m.Name.VI, "mailbox name in English", m.Name.EN, "prefix", m.Prefix)
		if !slices.Contains(d.Procedures, m.Procedure) {
			c.bad("mailbox %s: no procedure %q", m.Address, m.Procedure)
		}
		if d.Unit(m.Unit) == nil {
			c.bad("mailbox %s: no unit %q", m.Address, m.Unit)
		}
	}
}

func (c *checker) plans() {
	for i := range c.d.Plans {
		p := &c.d.Plans[i]
		c.where = "plan " + p.Title
		c.need("title", p.Title, "subjects", strings.Join(p.Subjects, " "), "sources", strings.Join(p.Sources, " "), "rhythm", p.Rhythm.String())
		c.role(p.Role)
		for _, who := range append([]PlanDone{{By: p.By, At: p.Made}}, p.Done...) {
			if c.d.Person(who.By) == nil {
				c.bad("no person %s", who.By)
			}
			if who.At.Days == 0 {
				c.bad("a plan is told by days")
			}
		}
	}
}

func (c *checker) people() {
	d := c.d
	ids, addresses := map[string]bool{}, map[string]bool{}
	for _, p := range d.People {
		c.where = "person " + p.ID
		c.need("id", p.ID, "name", p.Name, "email", p.Email, "phone", p.Phone, "title", p.Title.VI, "title in English", p.Title.EN)
		if ids[p.ID] || addresses[p.Email] {
			c.bad("stands twice")
		}
		ids[p.ID], addresses[p.Email] = true, true
		if d.Unit(p.Unit) == nil {
			c.bad("no unit %q", p.Unit)
		}
		if len(p.Roles) == 0 {
			c.bad("has no role")
		}
		for _, a := range p.Roles {
			c.role(a.Role)
			c.place(a.At)
			c.need("paper", a.Paper)
			from, err := time.Parse(time.DateOnly, a.From)
			if err != nil {
				c.bad("role %s: from %q is no day", a.Role, a.From)
			}
			if a.To != "" {
				if to, err := time.Parse(time.DateOnly, a.To); err != nil || !to.After(from) {
					c.bad("role %s: %q is no day after %q", a.Role, a.To, a.From)
				}
			}
		}
	}
	for _, g := range d.Delegations {
		c.where = "delegation of " + g.From
		if d.Person(g.From) == nil || d.Person(g.To) == nil || g.From == g.To {
			c.bad("from %q to %q", g.From, g.To)
		}
		c.place(g.At)
		c.need("paper", g.Paper)
		for _, r := range g.Roles {
			c.role(r)
			if !d.has(g.From, g.At, r) {
				c.bad("does not hold %s", r)
			}
		}
	}
}

func (c *checker) role(r people.Role) {
	for _, known := range people.Roles {
		if r == known {
			return
		}
	}
	c.bad("no role %q", r)
}

func (c *checker) place(p Place) {
	if p.Kind == people.Unit && c.d.Unit(p.ID) == nil || p.Kind == people.Site && c.d.Site(p.ID) == nil {
		c.bad("no %s %q", p.Kind, p.ID)
	}
}

// has reports whether a person holds one of the roles at a place, today: the
// appointments of the demonstration that have no end. What is held at the
// institution is held everywhere in it.
func (d *Demo) has(id string, at Place, roles ...people.Role) bool {
	p := d.Person(id)
	if p == nil {
		return false
	}
	for _, a := range p.Roles {
		if a.To != "" || a.At.Kind != people.Institution && a.At != at {
			continue
		}
		for _, r := range roles {
			if a.Role == r {
				return true
			}
		}
	}
	return false
}
