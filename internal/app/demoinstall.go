package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"congbo/internal/app/demo"
	"congbo/internal/event"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

func (p *player) place(at demo.Place) people.Place {
	switch at.Kind {
	case people.Unit:
		return people.Place{Kind: at.Kind, ID: p.units[at.ID]}
	case people.Site:
		return people.Place{Kind: at.Kind, ID: p.sites[at.ID].ID}
	}
	return people.Place{Kind: people.Institution, ID: p.institution}
}

func (p *player) install(ctx context.Context, tx *store.Tx) error {
	d := p.demo
	in := store.Institution{Preset: d.Name, Name: d.Institution.Name, Parent: d.Institution.Parent, Settings: store.Settings{
		Short: d.Institution.Short, Motto: d.Institution.Motto, Address: d.Institution.Address, Phone: d.Institution.Phone, Fax: d.Institution.Fax,
		Email: d.Institution.Email, Hours: d.Institution.Hours, Board: d.Institution.Board,
		Titles: d.Titles}}
	if err := tx.AddInstitution(ctx, &in); err != nil {
		return err
	}
	p.institution = in.ID
	tx.Record(in.ID, event.Event{Verb: event.InstitutionCreated, Subject: fmt.Sprintf("institution:%d", in.ID), Data: map[string]string{event.KeyName: in.Preset}})
	for i, u := range d.Units {
		row := store.Unit{Institution: in.ID, Parent: p.units[u.Parent], Name: u.Name, Short: u.Short, Position: i, Active: true,
			Contact: store.Contact{Email: u.Email, Phone: u.Phone, Office: u.Office, Head: u.Head}}
		if err := tx.AddUnit(ctx, &row); err != nil {
			return err
		}
		p.units[u.ID] = row.ID
	}
	if err := p.installSites(ctx, tx); err != nil {
		return err
	}
	for i, k := range d.Kinds {
		if err := tx.AddKind(ctx, &store.Kind{Institution: in.ID, ID: k.ID, Name: k.Name, Position: i, Active: true}); err != nil {
			return err
		}
	}
	for _, id := range d.Procedures {
		v := store.ProcedureVersion{Institution: in.ID, Key: id, Text: d.ProcedureText(id), State: "in-force", InForceFrom: tx.Now()}
		if err := tx.AddProcedure(ctx, &v); err != nil {
			return err
		}
		tx.Record(in.ID, event.Event{Verb: event.ProcedureInForce, Subject: fmt.Sprintf("procedure:%d", v.ID), Data: map[string]string{event.KeyProcedure: v.Key, event.KeyVersion: fmt.Sprint(v.Version)}})
	}
	for i, b := range d.Mailboxes {
		site := d.Sites[0].ID
		for _, s := range d.Sites {
			if s.Unit != "" && s.Unit == b.Unit {
				site = s.ID
				break
			}
		}
		row := store.Mailbox{Institution: in.ID, Unit: p.units[b.Unit], Site: p.sites[site].ID, Address: b.Address, Name: b.Name, Procedure: b.Procedure, Prefix: b.Prefix, Main: i == 0, Active: true}
		if err := tx.AddMailbox(ctx, &row); err != nil {
			return err
		}
		p.boxes[b.Address] = &row
	}
	return p.installPeople(ctx, tx)
}

func (p *player) installSites(ctx context.Context, tx *store.Tx) error {
	for i, s := range p.demo.Sites {
		row := &store.Site{Institution: p.institution, Unit: p.units[s.Unit], Label: s.ID, Lang: s.Lang, Name: s.Name, Theme: s.Theme, Position: i, Active: true, Settings: store.SiteSettings{Lead: s.Lead, Counter: true}}
		if u := p.demo.Unit(s.Unit); u != nil { // readers reach the unit itself
			row.Settings.Phone, row.Settings.Email = u.Phone, u.Email
			row.Settings.Address = u.Office.In(s.Lang) + ", " + p.demo.Institution.Address.In(s.Lang)
		}
		if err := tx.AddSite(ctx, row); err != nil {
			return err
		}
		p.sites[s.ID] = row
	}
	for _, s := range p.demo.Sites {
		if s.Counterpart == "" {
			continue
		}
		row := p.sites[s.ID]
		row.Counterpart = p.sites[s.Counterpart].ID
		if err := tx.SaveSite(ctx, row); err != nil {
			return err
		}
	}
	for i, s := range p.demo.Sections {
		p.sections[s.ID] = make(map[int64]int64)
		for _, site := range p.demo.Sites {
			if !s.Stands(site) {
				continue
			}
			row := p.sites[site.ID]
			text := s.In(site.Lang)
			sec := store.Section{Site: row.ID, Slug: text.Slug, Title: text.Title, Summary: text.Summary, Position: i, Menu: s.Menu, Active: true}
			if s.Parent != "" {
				sec.Parent = p.sections[s.Parent][row.ID]
			}
			sec.Counterpart = p.sections[s.ID][row.Counterpart]
			if err := tx.AddSection(ctx, p.institution, &sec); err != nil {
				return err
			}
			p.sections[s.ID][row.ID] = sec.ID
			if sec.Counterpart != 0 {
				twin, err := tx.Section(ctx, sec.Counterpart)
				if err != nil {
					return err
				}
				twin.Counterpart = sec.ID
				if err := tx.SaveSection(ctx, p.institution, twin); err != nil {
					return err
				}
			}
		}
	}
	for _, t := range p.demo.Topics {
		there := make(map[int64]int64) // by site
		for _, site := range p.demo.Sites {
			text, row := t.In(site.Lang), p.sites[site.ID]
			topic := store.Topic{Site: row.ID, Slug: text.Slug, Title: text.Title, Active: true}
			if err := tx.AddTopic(ctx, p.institution, &topic); err != nil {
				return err
			}
			if there[row.ID] = topic.ID; there[row.Counterpart] != 0 {
				if err := tx.PairTopics(ctx, p.institution, topic.ID, there[row.Counterpart]); err != nil {
					return err
				}
			}
			p.topics[t.ID+"/"+string(site.Lang)] = text.Slug
		}
	}
	return nil
}

func (p *player) installPeople(ctx context.Context, tx *store.Tx) error {
	for _, x := range p.demo.People {
		row := &store.Person{Institution: p.institution, Name: x.Name, Email: strings.ToLower(x.Email), Phone: x.Phone, Title: x.Title, Unit: p.units[x.Unit], Lang: x.Lang, State: store.PersonActive}
		if row.Lang == "" {
			row.Lang = locale.VI
		}
		if err := tx.AddPerson(ctx, row); err != nil {
			return err
		}
		p.people[x.ID] = row
		tx.Record(p.institution, event.Event{Verb: event.PersonAdded, Subject: fmt.Sprintf("person:%d", row.ID)})
		for _, a := range x.Roles {
			from, err := time.ParseInLocation("2006-01-02", a.From, workday.Zone)
			if err != nil {
				return err
			}
			ap := store.Appointment{Appointment: people.Appointment{Person: row.ID, Role: a.Role, Place: p.place(a.At), From: from, Paper: a.Paper}}
			if a.To != "" {
				if ap.To, err = time.ParseInLocation("2006-01-02", a.To, workday.Zone); err != nil {
					return err
				}
			}
			if err := tx.AddAppointment(ctx, &ap); err != nil {
				return err
			}
		}
	}
	cal, now := workday.Vietnam(), p.clock.real()
	for _, x := range p.demo.Delegations {
		row := store.Delegation{Delegation: people.Delegation{From: p.people[x.From].ID, To: p.people[x.To].ID, Roles: x.Roles, Place: p.place(x.At),
			Start: x.Start.At(now, cal), End: x.End.At(now, cal), Paper: x.Paper}}
		if err := tx.AddDelegation(ctx, &row); err != nil {
			return err
		}
	}
	return nil
}
