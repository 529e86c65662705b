package app

import (
	"context"
	"fmt"
	"strings"

	"congbo/internal/app/demo"
	"congbo/internal/app/demo/plate"
	"congbo/internal/batches"
	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/mail"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// receive sends an item in as its sender did.
func (p *player) receive(ctx context.Context, it *demo.Item) error {
	files, err := p.files(it, it.Attachments)
	if err != nil {
		return err
	}
	box := p.boxes[it.To]
	if it.Channel == demo.Form {
		f := intake.Form{Mailbox: box.ID, Name: it.Sender.Name, Email: it.Sender.Email, Phone: it.Sender.Phone, Title: it.Subject, Text: it.Letter, Pledge: true, Lang: locale.VI, Key: p.demo.Name + "/" + it.ID}
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
	switch it.Channel {
	case demo.Commission:
		o, err := p.Intake.Commission(ctx, p.actor(it.Sender.Person, ""), intake.Commission{Mailbox: box.ID, Unit: p.units[it.Unit], Title: it.Subject, Brief: it.Letter,
			Due: workday.Vietnam().Due(p.Store.Now(), it.Due), Wish: flow.WishBoard})
		if err != nil {
			return err
		}
		p.cases[it.ID] = o.Case.ID
		return nil
	case demo.Translation:
		o, err := p.Editorial.Translate(ctx, p.actor(it.Sender.Person, ""), p.cases[it.Of])
		if err != nil {
			return err
		}
		p.cases[it.ID] = o.Case.ID
		return nil
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
	who := p.actor(a.By, a.For)
	do := func(act flow.Act, kind string) error {
		_, err := p.Cases.Act(ctx, who, cases.Input{Case: id, Kind: kind, Act: act})
		return err
	}
	switch a.Do {
	case demo.Take:
		if it.Channel == demo.Translation { // it has its document
			return p.save(ctx, who, it, a, false)
		}
		if err := p.confirmSender(ctx, who, it); err != nil {
			return err
		}
		site := p.boxes[it.To].Site
		for _, s := range p.demo.Sites {
			if s.ID == a.Document.Sites[0] {
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
	case demo.Verdict:
		return do(flow.Act{Kind: flow.DoVerdict, Aspect: content.Aspect(a.Aspect), Yes: a.Answer == demo.Yes, Reason: a.Text}, "")
	case demo.Ask:
		if err := do(flow.Act{Kind: flow.DoAsk, Reason: a.Text}, "question"); err != nil {
			return err
		}
		_, err := p.Cases.Act(ctx, p.communications(), cases.Input{Case: id, Kind: "question", Act: flow.Act{Kind: flow.DoPut, Reason: a.Proposal}})
		return err
	case demo.AnswerAsk:
		answer := map[demo.Answer]flow.Answer{demo.Yes: flow.Yes, demo.Changes: flow.YesWithChanges, demo.No: flow.No}[a.Answer]
		return do(flow.Act{Kind: flow.DoAnswer, Answer: answer, Reason: a.Text}, "answer")
	case demo.Move:
		return p.move(ctx, who, it, a)
	}
	return fmt.Errorf("nobody knows how to %q", a.Do)
}

// move makes a move of the procedure, after what it asks for: the checklist is
// ticked, the text classified.
func (p *player) move(ctx context.Context, who cases.Actor, it *demo.Item, a *demo.Act) error {
	id := p.cases[it.ID]
	step := it.Procedure.Step(a.Step)
	for _, when := range step.Move(a.Move).When {
		var err error
		switch when.Name {
		case "verdicts", "checklist":
			err = p.tick(ctx, who, id, step)
		case "classified":
			err = p.save(ctx, who, it, a, true)
		}
		if err != nil {
			return err
		}
	}
	if step.Batch != nil && step.Batch.Move == a.Move {
		return p.handOver(ctx, who, id)
	}
	act := flow.Act{Kind: flow.DoMove, Move: a.Move, Reason: a.Text, Unit: p.units[a.Unit]}
	for _, u := range a.With {
		act.With = append(act.With, p.units[u])
	}
	if !a.Due.IsZero() {
		act.Due = workday.Vietnam().Due(p.Store.Now(), a.Due)
	}
	_, err := p.Cases.Act(ctx, who, cases.Input{Case: id, Act: act})
	return err
}

// handOver hands over the batch in which a case waits, with all that is ready in
// it; a case that went with another's has gone.
func (p *player) handOver(ctx context.Context, who cases.Actor, id int64) error {
	row, err := p.Batches.Of(ctx, who, id)
	if err != nil || row == nil || row.State != store.BatchOpen {
		return err
	}
	b, err := p.Batches.Batch(ctx, who, row.ID)
	if err != nil {
		return err
	}
	var chosen []cases.BatchItem
	for _, it := range b.Items {
		if it.Fate == batches.Ready {
			chosen = append(chosen, cases.BatchItem{Case: it.Case.ID, Version: it.Case.Version})
		}
	}
	return p.Batches.HandOver(ctx, who, row.ID, chosen)
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

// byProgram are the items of checklists that the program answers itself.
var byProgram = cases.MachineChecks(content.Revision{})

// tick ticks what the step requires of a person and is not ticked yet.
func (p *player) tick(ctx context.Context, who cases.Actor, id int64, step *flow.Step) error {
	for _, item := range step.Checklist.Required {
		if _, ok := byProgram[item]; ok {
			continue
		}
		v, err := p.Cases.See(ctx, who, id)
		if err != nil {
			return err
		}
		if v.Procedure.Ticked(&v.State, &v.Facts, item) {
			continue
		}
		if _, err := p.Cases.Act(ctx, who, cases.Input{Case: id, Act: flow.Act{Kind: flow.DoTick, Item: item, Yes: true}}); err != nil {
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
		if err := p.keepPlates(ctx, who, id, a.Document); err != nil {
			return err
		}
		made, err := a.Document.Revision()
		if err != nil {
			return err
		}
		made.Kind, made.Sites, made.Slug, made.TranslationOf = r.Kind, r.Sites, r.Slug, r.TranslationOf
		r = made
	}
	if classified {
		doc := it.Final()
		r.Kind, r.Slug, r.Sites, r.Topics = doc.Kind, doc.Slug, nil, nil
		for _, s := range doc.Sites {
			section := doc.SectionOn(*p.demo.Site(s))
			if a.Section != "" {
				section = a.Section
			}
			r.Sites = append(r.Sites, content.Placement{Site: p.sites[s].ID, Section: p.sections[section][p.sites[s].ID]})
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

func (p *player) keepPlates(ctx context.Context, who cases.Actor, of int64, doc *demo.Document) error {
	for _, id := range doc.Plates() {
		if _, err := p.Editorial.Upload(ctx, who, of, plate.JPEG(id)); err != nil {
			return err
		}
	}
	return nil
}

// confirmSender lets whoever takes an item over confirm that the colleague whose
// address a letter bears sent it.
func (p *player) confirmSender(ctx context.Context, who cases.Actor, it *demo.Item) error {
	if req := p.requests[it.ID]; req == nil || req.Claimed == 0 || it.Sender.Person == "" || p.people[it.Sender.Person].ID != req.Claimed {
		return nil
	}
	_, err := p.Cases.Act(ctx, who, cases.Input{Case: p.cases[it.ID], Act: flow.Act{Kind: flow.DoSettle, Yes: true}})
	return err
}

// senderActs answers as the sender does: by letter, or by the link in one.
func (p *player) senderActs(ctx context.Context, it *demo.Item, a *demo.Act) error {
	if a.Do == demo.Move {
		link := p.Publishing.AnswerLink(p.cases[it.ID], p.Store.Now())
		q, err := p.Publishing.Ask(ctx, link)
		if err == nil {
			_, err = p.Publishing.Answer(ctx, link, q.Shown, a.Text == "", a.Text)
		}
		return err
	}
	files, err := p.files(it, a.Attachments)
	if err != nil {
		return err
	}
	req := p.requests[it.ID]
	_, err = p.mailIn(ctx, it.To, it, "Re: ["+req.Code+"] "+it.Subject, a.Text, files)
	return err
}
