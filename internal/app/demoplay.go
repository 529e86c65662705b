package app

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"congbo/internal/app/demo"
	"congbo/internal/app/demo/plate"
	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/mail"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A stageClock is the clock of a demonstration: while the past is played it
// stands where the story is, afterwards it is the real one.
type stageClock struct {
	mu   sync.Mutex
	at   time.Time // zero: the real time
	real func() time.Time
}

func (c *stageClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.IsZero() {
		return c.real()
	}
	return c.at
}

func (c *stageClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.IsZero() || t.After(c.at) {
		c.at = t
	}
}

// A player plays the stories of the demonstration through the verbs that
// people use, so that every state it shows is one the program can reach.
type player struct {
	*App
	demo        *demo.Demo
	clock       *stageClock
	institution int64
	units       map[string]int64
	sites       map[string]*store.Site
	sections    map[string]map[int64]int64 // id → site → section
	topics      map[string]string          // id → slug
	boxes       map[string]*store.Mailbox
	people      map[string]*store.Person
	cases       map[string]int64 // item → case
	requests    map[string]*store.Request
}

// play fills an empty program with the demonstration.
func (a *App) play(ctx context.Context, clock *stageClock) error {
	d, err := demo.Load()
	if err != nil {
		return err
	}
	p := &player{App: a, demo: d, clock: clock, units: make(map[string]int64), sites: make(map[string]*store.Site), sections: make(map[string]map[int64]int64),
		topics: make(map[string]string), boxes: make(map[string]*store.Mailbox), people: make(map[string]*store.Person),
		cases: make(map[string]int64), requests: make(map[string]*store.Request)}
	now := clock.real()
	cal := workday.Vietnam()
	beats := d.Beats(now, cal)
	if len(beats) == 0 {
		return fmt.Errorf("the demonstration has no stories")
	}
	go plate.Draw() // the pictures, while the first letters come in
	clock.set(beats[0].At.AddDate(0, 0, -30))
	if err := a.Store.Tx(ctx, func(tx *store.Tx) error { return p.install(ctx, tx) }); err != nil {
		return fmt.Errorf("set up the demonstration: %w", err)
	}
	if err := a.placesChanged(ctx); err != nil {
		return err
	}
	for _, b := range beats {
		if err := p.until(ctx, b.At); err != nil {
			return err
		}
		if b.Act == nil {
			err = p.receive(ctx, b.Item)
		} else {
			err = p.act(ctx, b.Item, b.Act)
		}
		if err != nil {
			what := "received"
			if b.Act != nil {
				what = string(b.Act.Do)
			}
			return fmt.Errorf("demonstration, %s, %s at %s: %w", b.Item.ID, what, b.At.In(workday.Zone).Format("2006-01-02 15:04"), err)
		}
	}
	if err := p.until(ctx, now); err != nil {
		return err
	}
	clock.set(time.Time{})
	_, err = a.Runner.Drain(ctx)
	return err
}

// until lets time pass: every job is done at the moment it was due.
func (p *player) until(ctx context.Context, t time.Time) error {
	for {
		if _, err := p.Runner.Drain(ctx); err != nil {
			return err
		}
		_, next, err := p.Store.Due(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(t) {
			p.clock.set(t)
			return nil
		}
		p.clock.set(next)
	}
}

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
	in := store.Institution{Preset: d.Institution.Preset, Name: d.Institution.Name, Parent: d.Institution.Parent, Settings: store.Settings{
		Short: d.Institution.Short, Motto: d.Institution.Motto, Address: d.Institution.Address, Phone: d.Institution.Phone, Fax: d.Institution.Fax,
		Email: d.Institution.Email, Hours: d.Institution.Hours, Board: d.Institution.Board}}
	if shipped, err := sites.Shipped(in.Preset, sites.Blank{}); err == nil {
		in.Settings.Titles = shipped.Titles
	}
	if err := tx.AddInstitution(ctx, &in); err != nil {
		return err
	}
	p.institution = in.ID
	tx.Record(in.ID, event.Event{Verb: event.InstitutionCreated, Subject: fmt.Sprintf("institution:%d", in.ID), Data: map[string]string{event.KeyName: in.Preset}})
	for i, u := range d.Units {
		row := store.Unit{Institution: in.ID, Parent: p.units[u.Parent], Name: u.Name, Short: u.Short, Position: i, Active: true,
			Contact: store.Contact{Email: u.Email, Phone: u.Phone, Office: u.Office}}
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
	installed := make(map[string]bool)
	for _, b := range d.Mailboxes {
		preset, ok := procfile.Named(b.Procedure)
		if !ok || installed[preset.ID] {
			continue
		}
		installed[preset.ID] = true
		v := store.ProcedureVersion{Institution: in.ID, Key: preset.ID, Text: string(preset.Text), State: "in-force", InForceFrom: tx.Now()}
		if err := tx.AddProcedure(ctx, &v); err != nil {
			return err
		}
		tx.Record(in.ID, event.Event{Verb: event.ProcedureInForce, Subject: fmt.Sprintf("procedure:%d", v.ID), Data: map[string]string{event.KeyProcedure: v.Key, event.KeyVersion: fmt.Sprint(v.Version)}})
	}
	for i, b := range d.Mailboxes {
		row := store.Mailbox{Institution: in.ID, Unit: p.units[b.Unit], Site: p.sites[d.Sites[0].ID].ID, Address: b.Address, Name: b.Name, Procedure: b.Procedure, Prefix: b.Prefix, Main: i == 0, Active: true}
		if err := tx.AddMailbox(ctx, &row); err != nil {
			return err
		}
		p.boxes[b.Address] = &row
	}
	return p.installPeople(ctx, tx)
}

func (p *player) installSites(ctx context.Context, tx *store.Tx) error {
	for i, s := range p.demo.Sites {
		row := &store.Site{Institution: p.institution, Label: s.ID, Lang: s.Lang, Name: s.Name, Theme: s.Theme, Position: i, Active: true, Settings: store.SiteSettings{Lead: s.Lead}}
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
			row := p.sites[site.ID]
			text := s.In(site.Lang)
			sec := store.Section{Site: row.ID, Slug: text.Slug, Title: text.Title, Summary: text.Summary, Position: i, Menu: s.Menu, Active: true}
			if s.Parent != "" {
				sec.Parent = p.sections[s.Parent][row.ID]
			}
			if err := tx.AddSection(ctx, p.institution, &sec); err != nil {
				return err
			}
			p.sections[s.ID][row.ID] = sec.ID
		}
	}
	for _, t := range p.demo.Topics {
		for _, site := range p.demo.Sites {
			text := t.VI
			if site.Lang == locale.EN {
				text = t.EN
			}
			if err := tx.AddTopic(ctx, p.institution, &store.Topic{Site: p.sites[site.ID].ID, Slug: text.Slug, Title: text.Title, Active: true}); err != nil {
				return err
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

// receive sends an item in as its sender did.
func (p *player) receive(ctx context.Context, it *demo.Item) error {
	files, err := p.files(it, it.Attachments)
	if err != nil {
		return err
	}
	box := p.boxes[it.To]
	if box == nil {
		box = p.boxes[p.demo.Mailboxes[0].Address]
	}
	if it.Channel == demo.Form {
		f := intake.Form{Mailbox: box.ID, Name: it.Sender.Name, Email: it.Sender.Email, Phone: it.Sender.Phone, Title: it.Subject, Text: it.Letter, Pledge: true, Lang: locale.VI, Key: it.ID}
		for _, file := range files {
			f.Files = append(f.Files, intake.File{Name: file.Name, Data: file.Data})
		}
		who := cases.Actor{Institution: p.institution, Lang: locale.VI}
		if it.Sender.Person != "" {
			who = p.actor(it.Sender.Person, "")
		}
		r, err := p.Intake.Submit(ctx, who, f)
		if err != nil {
			return err
		}
		return p.opened(ctx, it, r.RequestID, r.Case)
	}
	receipts, err := p.mailIn(ctx, box.Address, it, it.Subject, it.Letter, files)
	if err != nil {
		return err
	}
	return p.opened(ctx, it, receipts[0].RequestID, receipts[0].Case)
}

func (p *player) opened(ctx context.Context, it *demo.Item, request, id int64) error {
	p.cases[it.ID] = id
	return p.Store.View(ctx, func(tx *store.Tx) (err error) {
		p.requests[it.ID], err = tx.Request(ctx, request)
		return err
	})
}

func (p *player) mailIn(ctx context.Context, to string, it *demo.Item, subject, text string, files []mail.Attachment) ([]intake.Receipt, error) {
	from := mail.Address{Name: it.Sender.Name, Email: it.Sender.Email}
	_, host, _ := strings.Cut(it.Sender.Email, "@")
	o := mail.Outgoing{MessageID: fmt.Sprintf("%s.%d@%s", it.ID, p.Store.Now().UnixMicro(), host), Date: p.Store.Now(), From: from, EnvelopeFrom: from.Email,
		To: []mail.Address{{Email: to}}, Subject: subject, Text: text, Attachments: files}
	raw, err := o.Bytes()
	if err != nil {
		return nil, err
	}
	return p.Intake.Receive(ctx, []string{to}, raw)
}

func (p *player) files(it *demo.Item, list []demo.Attachment) ([]mail.Attachment, error) {
	var files []mail.Attachment
	for _, a := range list {
		data, err := p.demo.File(it, a)
		if err != nil {
			return nil, err
		}
		files = append(files, mail.Attachment{Name: a.Name, ContentType: a.Type(), Data: data})
	}
	return files, nil
}

func (p *player) actor(id, behalf string) cases.Actor {
	x := p.people[id]
	a := cases.Actor{Person: x.ID, Name: x.Name, Institution: p.institution, Lang: x.Lang}
	if behalf != "" {
		a.For = p.people[behalf].ID
	}
	return a
}

// act does one line of a story.
func (p *player) act(ctx context.Context, it *demo.Item, a *demo.Act) error {
	id := p.cases[it.ID]
	if a.By == demo.BySender {
		return p.senderActs(ctx, it, a)
	}
	if a.By == demo.ByRobots {
		return nil // the job of the posting has done it
	}
	who := p.actor(a.By, a.For)
	move := func(m flow.MoveID) error {
		_, err := p.Cases.Act(ctx, who, cases.Input{Case: id, Act: flow.Act{Kind: flow.DoMove, Move: m, Reason: a.Text}})
		return err
	}
	switch a.Do {
	case demo.Take:
		if err := p.confirmSender(ctx, who, it); err != nil {
			return err
		}
		var site int64
		for _, s := range p.demo.Sites {
			if a.Document != nil && s.Lang == a.Document.Lang && site == 0 {
				site = p.sites[s.ID].ID
			}
		}
		if _, err := p.Editorial.TakeOverFor(ctx, who, id, 0, site); err != nil {
			return err
		}
		return p.save(ctx, who, it, a, false)
	case demo.Edit:
		return p.save(ctx, who, it, a, false)
	case demo.Comment:
		return p.Editorial.Note(ctx, who, id, a.Text)
	case demo.Accept:
		return move("accept")
	case demo.AskMore, demo.RequestChanges:
		return move("request-changes")
	case demo.Verdict:
		return p.verdict(ctx, who, id, a)
	case demo.Ask:
		if _, err := p.Cases.Act(ctx, who, cases.Input{Case: id, Kind: "question", Act: flow.Act{Kind: flow.DoAsk, Reason: a.Text}}); err != nil {
			return err
		}
		_, err := p.Cases.Act(ctx, p.communications(), cases.Input{Case: id, Kind: "question", Act: flow.Act{Kind: flow.DoPut, Reason: a.Proposal}})
		return err
	case demo.AnswerAsk:
		answer := map[demo.Answer]flow.Answer{demo.Yes: flow.Yes, demo.Changes: flow.YesWithChanges, demo.No: flow.No}[a.Answer]
		_, err := p.Cases.Act(ctx, who, cases.Input{Case: id, Kind: "answer", Act: flow.Act{Kind: flow.DoAnswer, Answer: answer, Reason: a.Text}})
		return err
	case demo.Approve:
		if err := p.tick(ctx, who, id); err != nil {
			return err
		}
		return move("approve")
	case demo.Decline:
		return move("decline")
	case demo.NotRequest:
		return move("not-a-request")
	case demo.Return:
		return move("return")
	case demo.Publish:
		if err := p.save(ctx, who, it, a, true); err != nil {
			return err
		}
		return move("publish")
	case demo.Check:
		return nil
	case demo.Confirm:
		return move("confirm")
	case demo.Wrong:
		return move("wrong")
	case demo.Unpublish:
		return move("unpublish")
	}
	return fmt.Errorf("nobody knows how to %q", a.Do)
}

// communications is whoever puts the board's question to the leadership.
func (p *player) communications() cases.Actor {
	for _, x := range p.demo.People {
		for _, r := range x.Roles {
			if r.Role == people.CommunicationsHead || r.Role == people.Communications {
				return p.actor(x.ID, "")
			}
		}
	}
	return cases.Actor{}
}

// verdict ticks the required items before a yes on the content, as the page
// asks people to.
func (p *player) verdict(ctx context.Context, who cases.Actor, id int64, a *demo.Act) error {
	_, err := p.Cases.Act(ctx, who, cases.Input{Case: id, Act: flow.Act{Kind: flow.DoVerdict, Aspect: content.Aspect(a.Aspect), Yes: a.Answer == demo.Yes, Reason: a.Text}})
	return err
}

// tick ticks what the step requires of a person and is not ticked yet.
func (p *player) tick(ctx context.Context, who cases.Actor, id int64) error {
	v, err := p.Cases.See(ctx, who, id)
	if err != nil {
		return err
	}
	for _, o := range v.Options {
		if o.Kind != flow.DoTick || !o.Allowed || v.Procedure.Ticked(&v.State, &v.Facts, o.Item) {
			continue
		}
		if _, err := p.Cases.Act(ctx, who, cases.Input{Case: id, Act: flow.Act{Kind: flow.DoTick, Item: o.Item, Yes: true}}); err != nil {
			return err
		}
	}
	return nil
}

// save stores the document of a story's line, or, classified, the newest one
// with the places where it is to appear.
func (p *player) save(ctx context.Context, who cases.Actor, it *demo.Item, a *demo.Act, classified bool) error {
	id := p.cases[it.ID]
	v, err := p.Cases.See(ctx, who, id)
	if err != nil {
		return err
	}
	r := *v.Revision
	if a.Document != nil {
		if err := p.keepPlates(ctx, who, a.Document); err != nil {
			return err
		}
		made, err := a.Document.Revision()
		if err != nil {
			return err
		}
		made.Kind, made.Sites, made.Slug = r.Kind, r.Sites, r.Slug
		r = made
	}
	if classified {
		doc := it.Final()
		section := doc.Section
		if a.Section != "" {
			section = a.Section
		}
		r.Kind, r.Sites, r.Topics = doc.Kind, nil, nil
		for _, s := range doc.Sites {
			site := p.sites[s]
			r.Sites = append(r.Sites, content.Placement{Site: site.ID, Section: p.sections[section][site.ID]})
		}
		if len(doc.Sites) == 0 {
			for _, s := range p.demo.Sites {
				if s.Lang == doc.Lang {
					r.Sites = append(r.Sites, content.Placement{Site: p.sites[s.ID].ID, Section: p.sections[section][p.sites[s.ID].ID]})
				}
			}
		}
		for _, t := range doc.Topics {
			r.Topics = append(r.Topics, p.topics[t+"/"+string(doc.Lang)])
		}
	}
	r.Note = vi.CleanLine(a.Note)
	if content.Changed(v.Revision.Hashes(), r.Clean().Hashes()) == nil {
		return nil
	}
	_, _, err = p.Editorial.Save(ctx, who, id, v.Revision.Number, r)
	return err
}

func (p *player) keepPlates(ctx context.Context, who cases.Actor, doc *demo.Document) error {
	for _, id := range doc.Plates() {
		if _, err := p.Editorial.Upload(ctx, who, plate.JPEG(id)); err != nil {
			return err
		}
	}
	return nil
}

// senderActs answers as the sender does: by letter, or by the link in one.
// confirmSender lets whoever takes an item over confirm that the colleague whose
// address a letter bears sent it.
func (p *player) confirmSender(ctx context.Context, who cases.Actor, it *demo.Item) error {
	if req := p.requests[it.ID]; req == nil || req.Claimed == 0 || it.Sender.Person == "" || p.people[it.Sender.Person].ID != req.Claimed {
		return nil
	}
	_, err := p.Cases.Act(ctx, who, cases.Input{Case: p.cases[it.ID], Act: flow.Act{Kind: flow.DoSettle, Yes: true}})
	return err
}

func (p *player) senderActs(ctx context.Context, it *demo.Item, a *demo.Act) error {
	link := p.Publishing.AnswerLink(p.cases[it.ID], p.Store.Now())
	answer := func(right bool, reason string) error {
		q, err := p.Publishing.Ask(ctx, link)
		if err == nil {
			_, err = p.Publishing.Answer(ctx, link, q.Shown, right, reason)
		}
		return err
	}
	switch a.Do {
	case demo.Right:
		return answer(true, "")
	case demo.Wrong:
		return answer(false, a.Text)
	}
	files, err := p.files(it, a.Attachments)
	if err != nil {
		return err
	}
	req := p.requests[it.ID]
	_, err = p.mailIn(ctx, it.To, it, "Re: ["+req.Code+"] "+it.Subject, a.Text, files)
	return err
}
