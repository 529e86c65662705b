package sites

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// Installed tells what the IDs of a preset became.
type Installed struct {
	Institution store.Institution
	Units       map[string]int64
	Sites       map[string]int64
	Sections    map[string]map[string]int64 // site → section → ID
	Mailboxes   map[string]int64            // by address
	People      map[string]people.PersonID
}

// Install sets an institution up from a preset, with the procedures that it
// names in force from this moment on, through the verbs of this package: a
// preset is held to the same rules as a person. The procedures are taken from
// those given, or where none is given from those that are shipped; a preset that
// names none gets all that are given. People are added without a password, in the state
// given: store.PersonInvited, or active where the caller sees to the rest.
func (s *Sites) Install(ctx context.Context, p *Preset, state string, procedures ...procfile.Preset) (in *Installed, err error) {
	err = s.Store.Tx(ctx, func(tx *store.Tx) error {
		in, err = s.InstallIn(ctx, tx, p, state, procedures...)
		return err
	})
	return in, err
}

// InstallIn is Install as a part of a transaction.
func (s *Sites) InstallIn(ctx context.Context, tx *store.Tx, p *Preset, state string, procedures ...procfile.Preset) (*Installed, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	g := p.Institution
	in := &Installed{Units: map[string]int64{}, Sites: map[string]int64{}, Sections: map[string]map[string]int64{}, Mailboxes: map[string]int64{}, People: map[string]people.PersonID{},
		Institution: store.Institution{Preset: p.Name, Name: g.Name, Parent: g.Parent, Settings: store.Settings{
			Short: g.Short, Motto: g.Motto, Address: g.Address, Phone: g.Phone, Fax: g.Fax, Email: g.Email, Hours: g.Hours, Board: g.Board, Titles: p.Titles,
		}}}
	if err := tx.AddInstitution(ctx, &in.Institution); err != nil {
		return nil, err
	}
	c := &change{ctx: ctx, tx: tx, who: cases.Program(in.Institution.ID), sites: s}
	c.record(event.InstitutionCreated, "institution", in.Institution.ID, map[string]string{event.KeyName: p.Name})
	for _, step := range []func() error{
		func() error { return installUnits(c, p, in) },
		func() error { return installSites(c, p, in) },
		func() error { return installSections(c, p, in) },
		func() error { return installTopics(c, p, in) },
		func() error { return installKinds(c, p) },
		func() error { return installProcedures(c, p, procedures) },
		func() error { return installMailboxes(c, p, in) },
		func() error { return installWeek(c, p) },
		func() error { return installPeople(c, p, in, state) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	tx.After(func() { s.Directory.changed(context.WithoutCancel(ctx)) })
	return in, nil
}

func installUnits(c *change, p *Preset, in *Installed) error {
	for i, u := range p.Units {
		row := UnitInput{Parent: in.Units[u.Parent], Name: u.Name, Short: u.Short, Position: i, Active: true,
			Contact: store.Contact{Email: u.Email, Phone: u.Phone, Fax: u.Fax, Office: u.Office}}
		unit, err := c.addUnit(row)
		if err != nil {
			return fmt.Errorf("unit %s: %w", u.ID, err)
		}
		in.Units[u.ID] = unit.ID
	}
	return nil
}

func installSites(c *change, p *Preset, in *Installed) error {
	for i, s := range p.Sites {
		row := SiteInput{Unit: in.Units[s.Unit], Label: s.ID, Lang: s.Lang, Name: s.Name, Theme: s.Theme, Position: i, Active: true,
			Hosts: s.Hosts, Settings: store.SiteSettings{Lead: s.Lead, Links: s.Links, Counter: s.Counter}, Counterpart: in.Sites[s.Counterpart]}
		site, err := c.addSite(row)
		if err != nil {
			return fmt.Errorf("site %s: %w", s.ID, err)
		}
		in.Sites[s.ID] = site.ID
	}
	return nil
}

// installSections puts the sections on the sites that they stand on, in the
// site's language, and ties those of counterparts together.
func installSections(c *change, p *Preset, in *Installed) error {
	for _, site := range p.Sites {
		made := make(map[string]int64)
		in.Sections[site.ID] = made
		for i, s := range p.Sections {
			if !s.Stands(site) {
				continue
			}
			w := s.In(site.Lang)
			row := SectionInput{Parent: made[s.Parent], Slug: w.Slug, Title: w.Title, Summary: w.Summary, Position: i, Menu: s.Menu, Active: true}
			if other, ok := in.Sections[site.Counterpart]; ok && site.Counterpart != site.ID {
				row.Counterpart = other[s.ID]
			}
			sec, err := c.addSection(in.Sites[site.ID], row)
			if err != nil {
				return fmt.Errorf("section %s of %s: %w", s.ID, site.ID, err)
			}
			made[s.ID] = sec.ID
		}
	}
	return nil
}

func installTopics(c *change, p *Preset, in *Installed) error {
	topics := make(map[string]map[string]int64)
	for _, site := range p.Sites {
		topics[site.ID] = make(map[string]int64)
		for _, t := range p.Topics {
			w := t.In(site.Lang)
			row, err := c.addTopic(in.Sites[site.ID], TopicInput{Slug: w.Slug, Title: w.Title, Active: true, Counterpart: topics[site.Counterpart][t.ID]})
			if err != nil {
				return fmt.Errorf("topic %s of %s: %w", t.ID, site.ID, err)
			}
			topics[site.ID][t.ID] = row.ID
		}
	}
	return nil
}

func installKinds(c *change, p *Preset) error {
	for i, k := range p.Kinds {
		if err := c.addKind(k.ID, KindInput{Name: k.Name, Position: i, Active: true}); err != nil {
			return fmt.Errorf("kind %s: %w", k.ID, err)
		}
	}
	return nil
}

// chosen are the procedures that a preset names, of those given or shipped.
func (p *Preset) chosen(from []procfile.Preset) ([]procfile.Preset, error) {
	if len(p.Procedures) == 0 {
		return from, nil
	}
	if len(from) == 0 {
		from = procfile.Presets()
	}
	var list []procfile.Preset
	for _, id := range p.Procedures {
		i := slices.IndexFunc(from, func(pr procfile.Preset) bool { return pr.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("preset: procedure %q is not there", id)
		}
		list = append(list, from[i])
	}
	return list, nil
}

func installProcedures(c *change, p *Preset, from []procfile.Preset) error {
	procedures, err := p.chosen(from)
	if err != nil {
		return err
	}
	for _, pr := range procedures {
		v := &store.ProcedureVersion{Institution: c.who.Institution, Key: pr.ID, Text: string(pr.Text), Digest: digest(pr.Text), State: "in-force", InForceFrom: c.tx.Now()}
		if err := c.tx.AddProcedure(c.ctx, v); err != nil {
			return err
		}
		c.record(event.ProcedureInForce, "procedure", v.ID, map[string]string{event.KeyProcedure: v.Key, event.KeyVersion: fmt.Sprint(v.Version), event.KeyHash: v.Digest})
	}
	return nil
}

func installMailboxes(c *change, p *Preset, in *Installed) error {
	for i, m := range p.Mailboxes {
		site := m.Site
		if site == "" {
			site = p.Sites[0].ID
		}
		box, err := c.addMailbox(MailboxInput{Unit: in.Units[m.Unit], Site: in.Sites[site], Address: m.Address, Name: m.Name, Procedure: m.Procedure, Prefix: m.Prefix, Main: i == 0, Active: true})
		if err != nil {
			return fmt.Errorf("mailbox %s: %w", m.Address, err)
		}
		in.Mailboxes[box.Address] = box.ID
	}
	return nil
}

func installWeek(c *change, p *Preset) error {
	hours, err := p.week()
	if hours == nil || err != nil {
		return err
	}
	return c.tx.SetOfficeWeek(c.ctx, store.OfficeWeek{Institution: c.who.Institution, Hours: *hours})
}

func installPeople(c *change, p *Preset, in *Installed, state string) error {
	for _, x := range p.People {
		row := &store.Person{Institution: c.who.Institution, Name: x.Name, Email: x.Email, Phone: x.Phone, Title: x.Title, Unit: in.Units[x.Unit], Lang: x.Lang, State: state}
		if row.Lang == "" {
			row.Lang = "vi"
		}
		if err := c.tx.AddPerson(c.ctx, row); err != nil {
			return err
		}
		in.People[x.ID] = row.ID
		c.record(event.PersonAdded, "person", row.ID, nil)
		for _, r := range x.Roles {
			a := &store.Appointment{Appointment: people.Appointment{Person: row.ID, Role: r.Role, Place: in.Place(r.At), From: day(r.From, c.tx.Now()), To: day(r.To, time.Time{}), Paper: r.Paper}}
			if err := c.tx.AddAppointment(c.ctx, a); err != nil {
				return err
			}
			c.record(event.AppointmentGiven, "person", row.ID, map[string]string{event.KeyRole: string(r.Role), event.KeyPlace: fmt.Sprintf("%s:%d", a.Place.Kind, a.Place.ID)})
		}
	}
	return nil
}

// Place is what a place of the preset became.
func (in *Installed) Place(at PlacePreset) people.Place {
	switch at.Kind {
	case people.Unit:
		return people.Place{Kind: at.Kind, ID: in.Units[at.ID]}
	case people.Site:
		return people.Place{Kind: at.Kind, ID: in.Sites[at.ID]}
	}
	return people.Place{Kind: people.Institution, ID: in.Institution.ID}
}

// day is the beginning of a day of the office, or without one another instant.
func day(s string, without time.Time) time.Time {
	if t, err := time.ParseInLocation(time.DateOnly, s, workday.Zone); err == nil {
		return t
	}
	return without
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
