package sites

import (
	"context"
	"fmt"
	"slices"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
)

// SectionInput is what is said about a section of a site.
type SectionInput struct {
	Parent      int64 // 0: at the top
	Counterpart int64 // the same section of the site in the other language; 0: none
	Slug        string
	Title       string
	Summary     string
	Position    int
	Menu        bool
	Active      bool
}

func (in *SectionInput) check() error {
	var f faults
	f.line("title", &in.Title, maxName)
	if in.Title == "" {
		f.add("title", "sites.name_missing")
	}
	f.line("summary", &in.Summary, maxLine)
	f.slug(&in.Slug, in.Title)
	f.position(in.Position)
	return f.err()
}

func (in *SectionInput) fill(s *store.Section) {
	s.Parent, s.Counterpart, s.Slug, s.Title, s.Summary, s.Position, s.Menu, s.Active =
		in.Parent, in.Counterpart, in.Slug, in.Title, in.Summary, in.Position, in.Menu, in.Active
}

// sections reads the sections of a site whose sections the actor may keep.
func (c *change) sections(site int64) (*store.Site, []store.Section, error) {
	s, err := c.site(site)
	if err != nil {
		return nil, nil, err
	}
	in, err := c.scope(s.Unit, site)
	if err != nil {
		return nil, nil, err
	}
	if err := c.may(people.ManageSections, in); err != nil {
		return nil, nil, err
	}
	all, err := c.tx.Sections(c.ctx, site)
	return s, all, err
}

// AddSection adds a section to a site. Without a slug it gets one made of its
// title.
func (s *Sites) AddSection(ctx context.Context, who cases.Actor, site int64, in SectionInput) (sec *store.Section, err error) {
	err = s.change(ctx, who, func(c *change) error {
		sec, err = c.addSection(site, in)
		return err
	})
	return sec, err
}

func (c *change) addSection(site int64, in SectionInput) (*store.Section, error) {
	of, all, err := c.sections(site)
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	sec := &store.Section{Site: site}
	if err := fits(sec, in.Parent, all); err != nil {
		return nil, err
	}
	in.fill(sec)
	sec.Counterpart = 0
	if err := taken(c.tx.AddSection(c.ctx, c.who.Institution, sec), "slug", "sites.slug_taken", in.Slug); err != nil {
		return nil, err
	}
	if err := c.pairSection(of, sec, in.Counterpart); err != nil {
		return nil, err
	}
	c.recordSection(sec)
	return sec, nil
}

// SaveSection changes a section, unless somebody else has since the version was
// read. The address it had leads to it for ever. One with public documents
// cannot be closed.
func (s *Sites) SaveSection(ctx context.Context, who cases.Actor, id, version int64, in SectionInput) (*store.Section, error) {
	var sec *store.Section
	err := s.change(ctx, who, func(c *change) (err error) {
		if sec, err = c.tx.Section(ctx, id); err != nil {
			return err
		}
		of, all, err := c.sections(sec.Site)
		if err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		if err := fits(sec, in.Parent, all); err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(o store.Section) bool { return o.ID != id && o.Slug == in.Slug }) {
			return fault.New(fault.Conflict, "sites.slug_taken", in.Slug).In("slug")
		}
		if sec.Active && !in.Active {
			if err := c.sectionUnused(sec, all); err != nil {
				return err
			}
		}
		before := sec.Counterpart
		in.fill(sec)
		sec.Counterpart, sec.Version = before, version
		if err := c.tx.SaveSection(ctx, who.Institution, sec); err != nil {
			return err
		}
		if err := c.pairSection(of, sec, in.Counterpart); err != nil {
			return err
		}
		c.recordSection(sec)
		return nil
	})
	return sec, err
}

func (c *change) recordSection(s *store.Section) {
	c.record(event.SectionChanged, "section", s.ID, map[string]string{event.KeyVersion: fmt.Sprint(s.Version)})
}

// maxSectionDepth bounds the tree of sections: a menu shows no more.
const maxSectionDepth = 4

// fits checks that a section may stand below a parent.
func fits(s *store.Section, parent int64, all []store.Section) error {
	byID := make(map[int64]store.Section, len(all))
	height := map[int64]int{}
	for _, o := range all {
		byID[o.ID] = o
	}
	depth := 1
	for at := parent; at != 0; depth++ {
		o, ok := byID[at]
		switch {
		case !ok || !o.Active:
			return fault.New(fault.Invalid, "sites.section_unknown").In("parent")
		case at == s.ID:
			return fault.New(fault.Invalid, "sites.section_loop").In("parent")
		case depth > maxSectionDepth:
			return fault.New(fault.Invalid, "sites.section_deep", maxSectionDepth).In("parent")
		}
		at = o.Parent
	}
	if s.ID != 0 {
		for _, o := range all { // how far the section's own tree reaches below it
			steps := 0
			for at := o.ID; at != 0 && at != s.ID && steps <= maxSectionDepth; steps++ {
				at = byID[at].Parent
				if at == s.ID {
					height[s.ID] = max(height[s.ID], steps+1)
				}
			}
		}
	}
	if depth+height[s.ID] > maxSectionDepth {
		return fault.New(fault.Invalid, "sites.section_deep", maxSectionDepth).In("parent")
	}
	return nil
}

// sectionUnused refuses to close a section under which something public or
// another section stands.
func (c *change) sectionUnused(s *store.Section, all []store.Section) error {
	if slices.ContainsFunc(all, func(o store.Section) bool { return o.Active && o.Parent == s.ID }) {
		return fault.New(fault.Conflict, "sites.section_parent").In("active")
	}
	n, err := c.tx.CountIn(c.ctx, store.Scope{Site: s.Site, Section: s.ID})
	if err != nil {
		return err
	}
	if n > 0 {
		return fault.New(fault.Conflict, "sites.section_in_use", n).In("active")
	}
	return nil
}

// pairSection makes a section and one of the counterpart site each other's
// counterpart, and parts both from those they had before.
func (c *change) pairSection(of *store.Site, s *store.Section, with int64) error {
	if s.Counterpart == with {
		return nil
	}
	part := func(id int64) error {
		if id == 0 {
			return nil
		}
		o, err := c.tx.Section(c.ctx, id)
		if err != nil {
			return err
		}
		o.Counterpart = 0
		return c.tx.SaveSection(c.ctx, c.who.Institution, o)
	}
	if err := part(s.Counterpart); err != nil {
		return err
	}
	if with != 0 {
		o, err := c.tx.Section(c.ctx, with)
		if err != nil {
			return none(err, "counterpart", "sites.section_counterpart")
		}
		if of.Counterpart == 0 || o.Site != of.Counterpart {
			return fault.New(fault.Invalid, "sites.section_counterpart").In("counterpart")
		}
		if err := part(o.Counterpart); err != nil {
			return err
		}
		if o, err = c.tx.Section(c.ctx, with); err != nil {
			return err
		}
		o.Counterpart = s.ID
		if err := c.tx.SaveSection(c.ctx, c.who.Institution, o); err != nil {
			return err
		}
	}
	s.Counterpart = with
	return c.tx.SaveSection(c.ctx, c.who.Institution, s)
}

// TopicInput is what is said about a topic of a site.
type TopicInput struct {
	Slug        string
	Title       string
	Active      bool
	Counterpart int64 // the same topic of the site in the other language; 0: none
}

func (in *TopicInput) check() error {
	var f faults
	f.line("title", &in.Title, maxName)
	if in.Title == "" {
		f.add("title", "sites.name_missing")
	}
	f.slug(&in.Slug, in.Title)
	return f.err()
}

// AddTopic adds a topic to a site.
func (s *Sites) AddTopic(ctx context.Context, who cases.Actor, site int64, in TopicInput) (t *store.Topic, err error) {
	err = s.change(ctx, who, func(c *change) error {
		t, err = c.addTopic(site, in)
		return err
	})
	return t, err
}

func (c *change) addTopic(site int64, in TopicInput) (*store.Topic, error) {
	of, _, err := c.sections(site)
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	t := &store.Topic{Site: site, Slug: in.Slug, Title: in.Title, Active: in.Active}
	if err := taken(c.tx.AddTopic(c.ctx, c.who.Institution, t), "slug", "sites.slug_taken", in.Slug); err != nil {
		return nil, err
	}
	if err := c.pairTopic(of, t, in.Counterpart); err != nil {
		return nil, err
	}
	c.recordTopic(t)
	return t, nil
}

// pairTopic makes a topic and one of the counterpart site each other's
// counterpart, and parts both from those they had before.
func (c *change) pairTopic(of *store.Site, t *store.Topic, with int64) error {
	if t.Counterpart == with {
		return nil
	}
	if with != 0 {
		var theirs []store.Topic
		if of.Counterpart != 0 {
			var err error
			if theirs, err = c.tx.Topics(c.ctx, of.Counterpart); err != nil {
				return err
			}
		}
		if !slices.ContainsFunc(theirs, func(o store.Topic) bool { return o.ID == with }) {
			return fault.New(fault.Invalid, "sites.topic_counterpart").In("counterpart")
		}
	}
	t.Counterpart = with
	return c.tx.PairTopics(c.ctx, c.who.Institution, t.ID, with)
}

func (c *change) recordTopic(t *store.Topic) {
	c.record(event.SectionChanged, "topic", t.ID, map[string]string{event.KeyVersion: fmt.Sprint(t.Version)})
}

// SaveTopic changes a topic, unless somebody else has since the version was
// read. Documents name a topic by its slug, which therefore stays.
func (s *Sites) SaveTopic(ctx context.Context, who cases.Actor, site, id, version int64, in TopicInput) (*store.Topic, error) {
	var t store.Topic
	err := s.change(ctx, who, func(c *change) error {
		of, _, err := c.sections(site)
		if err != nil {
			return err
		}
		all, err := c.tx.Topics(ctx, site)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(t store.Topic) bool { return t.ID == id })
		if i < 0 {
			return errNotFound
		}
		t = all[i]
		in.Slug = t.Slug
		if err := in.check(); err != nil {
			return err
		}
		t.Title, t.Active, t.Version = in.Title, in.Active, version
		if err := c.tx.SaveTopic(ctx, who.Institution, &t); err != nil {
			return err
		}
		if err := c.pairTopic(of, &t, in.Counterpart); err != nil {
			return err
		}
		c.recordTopic(&t)
		return nil
	})
	return &t, err
}
