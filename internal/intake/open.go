package intake

import (
	"context"
	"fmt"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

type sender struct{ name, email, phone string }

type opening struct {
	sender     sender
	signedIn   people.PersonID // who sent it, where that is known
	channel    string
	subject    string
	lang       locale.Lang
	answerable bool
	kind       string // what whoever sent it says that it is
	section    int64
	vouched    bool // a mail server that is believed vouches for the address
}

// open makes a request of a stored message and begins a case over it.
func (in *Intake) open(ctx context.Context, tx *store.Tx, box store.Mailbox, r *Receipt, m *store.Message, o opening) error {
	now := tx.Now()
	code, err := tx.NextCode(ctx, box.Institution, box.Prefix, now.In(workday.Zone).Year())
	if err != nil {
		return err
	}
	subject := o.subject
	if subject == "" {
		subject = locale.T(o.lang, "intake.no_subject")
	}
	req := &store.Request{Institution: box.Institution, Mailbox: box.ID, Code: code, Channel: o.channel, SenderName: o.sender.name, SenderEmail: o.sender.email,
		SenderPhone: o.sender.phone, Subject: subject, Lang: o.lang, ReceivedAt: now}
	if o.sender.email != "" {
		p, err := tx.PersonByEmail(ctx, o.sender.email)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil && p.Institution == box.Institution {
			req.Unit, req.Lang = p.Unit, p.Lang
			if p.ID == o.signedIn || o.vouched {
				req.Person, req.SenderName = p.ID, p.Name
			} else { // anybody can write any address
				req.Claimed = p.ID
			}
		}
	}
	if req.SenderName == "" {
		req.SenderName = req.SenderEmail
	}
	req.Folded = vi.Fold(code + " " + subject + " " + req.SenderName + " " + req.SenderEmail)
	if err := tx.AddRequest(ctx, req); err != nil {
		return err
	}
	if err := tx.PlaceNewMessage(ctx, m.ID, req.ID); err != nil {
		return err
	}
	m.Request = req.ID
	tx.Record(box.Institution, event.Event{Verb: event.RequestReceived, Actor: int64(req.Person), Subject: fmt.Sprintf("request:%d", req.ID),
		Data: map[string]string{event.KeyDigest: m.Digest, event.KeyName: o.channel}})
	begin := cases.Opening{Institution: box.Institution, Procedure: box.Procedure, Code: code, Request: req, Mailbox: box.ID, Title: subject,
		Sender: req.SenderName, Unit: req.Unit, Office: box.Unit, Site: box.Site, Kind: o.kind, Section: o.section}
	if err := in.Cases.Choose(ctx, tx, &begin); err != nil {
		return err
	}
	who := cases.Actor{Person: req.Person, Institution: box.Institution, Lang: req.Lang, Outside: req.ID}
	opened, err := in.Cases.Open(ctx, tx, who, begin)
	if err != nil {
		return err
	}
	r.Request, r.RequestID, r.Case, r.DueAt = req.Code, req.ID, opened.Case.ID, opened.DueAt
	return in.acknowledge(ctx, tx, req, opened, o.answerable)
}

// acknowledge queues the one letter that says: received, this is the code,
// this comes next, by then. Never more than a day's number to one address, and
// never to what must not be answered.
func (in *Intake) acknowledge(ctx context.Context, tx *store.Tx, req *store.Request, opened *cases.Opened, answerable bool) error {
	if opened.Receipt == "" || !answerable || req.SenderEmail == "" {
		return nil
	}
	sent := 0
	for _, letter := range []flow.Letter{flow.LetterReceipt, flow.LetterQuestion} {
		n, err := tx.LettersTo(ctx, req.SenderEmail, string(letter), tx.Now().Add(-24*time.Hour))
		if err != nil {
			return err
		}
		sent += n
	}
	if sent >= acksPerDay {
		return nil
	}
	d, err := in.Cases.Dossier(ctx, tx, opened.Case.ID)
	if err != nil {
		return err
	}
	return in.Cases.WriteRequester(ctx, tx, d, string(opened.Receipt), opened.Data)
}

// A Form is what somebody enters on the public page or at the desk (R-I2).
type Form struct {
	Mailbox int64  // which office
	Name    string // of who is not signed in
	Email   string
	Phone   string
	Unit    int64 // the sender's unit, as stated
	Title   string
	Text    string
	Files   []File
	Kind    string // of information, as somebody signed in says; "" not said
	Section int64  // for which it is, likewise; 0: not said
	Pledge  bool   // "không chứa bí mật nhà nước"
	Lang    locale.Lang
	Key     string // made with the form: sending it twice is one request
}

// Submit takes in a form, from a signed-in person or from anybody. What is
// wrong with it comes as a fault.List, all at once.
func (in *Intake) Submit(ctx context.Context, who cases.Actor, f Form) (*Receipt, error) {
	var read content.Reading
	f.Text = read.Text(f.Text)
	f.Name, f.Phone = clip(vi.ReadLine(f.Name), 200), clip(vi.CleanLine(f.Phone), 40)
	f.Email = strings.ToLower(strings.TrimSpace(vi.CleanLine(f.Email)))
	f.Title, f.Text = read.Line(content.PartTitle, f.Title), bound(strings.TrimSpace(f.Text))
	if err := f.check(who); err != nil {
		return nil, err
	}
	var box store.Mailbox
	if err := in.Store.View(ctx, func(tx *store.Tx) error {
		b, err := tx.Mailbox(ctx, f.Mailbox)
		if err == nil && !b.Active {
			err = fault.New(fault.NotFound, "fault.not_found")
		}
		if err == nil {
			box = *b
		}
		return err
	}); fault.Is(err, fault.NotFound) {
		return nil, fault.List{fault.New(fault.Invalid, "intake.choose_office").In("mailbox")}
	} else if err != nil {
		return nil, err
	}
	files, err := in.keep(ctx, f.Files)
	if err != nil {
		return nil, err
	}
	r := &Receipt{Mailbox: box.Address, Attachments: len(files)}
	err = in.Store.Tx(ctx, func(tx *store.Tx) error {
		for _, s := range files {
			if err := tx.AddMedia(ctx, s.media); err != nil {
				return err
			}
		}
		o := opening{sender: sender{f.Name, f.Email, f.Phone}, channel: "form", subject: f.Title, lang: f.Lang, answerable: true, signedIn: who.Person}
		if who.Person != 0 {
			p, err := tx.Person(ctx, who.Person)
			if err != nil {
				return err
			}
			o.sender = sender{p.Name, p.Email, p.Phone}
			// By what rules go is believed of the house's own people only.
			if o.kind, o.section, err = in.Cases.Said(ctx, tx, box.Institution, f.Kind, f.Section); err != nil {
				return err
			}
		}
		m := store.Message{Direction: "in", Channel: "form", Mailbox: box.ID, Digest: f.Key, FromName: o.sender.name, FromEmail: o.sender.email,
			Subject: f.Title, Body: f.Text, Fresh: f.Text, Recoded: read.Recoded, State: store.MessagePlaced, ReceivedAt: tx.Now()}
		added, err := in.addOnce(ctx, tx, &m, files)
		if err != nil || !added { // the same form again: the same answer
			*r, err = in.again(ctx, tx, *r, m, err)
			return err
		}
		r.State = Opened
		return in.open(ctx, tx, box, r, &m, o)
	})
	return r, err
}

func (f Form) check(who cases.Actor) error {
	var wrong fault.List
	need := func(bad bool, field, key string, args ...any) {
		if bad {
			wrong = append(wrong, fault.New(fault.Invalid, key, args...).In(field))
		}
	}
	need(f.Mailbox == 0, "mailbox", "intake.choose_office")
	if who.Person == 0 {
		need(f.Name == "", "name", "intake.give_name")
		need(f.Email != "" && !plausible(f.Email), "email", "intake.bad_email")
		need(f.Email == "", "email", "intake.give_email")
	}
	need(f.Title == "", "title", "intake.give_title")
	need(len([]rune(f.Title)) > maxSubject, "title", "intake.long_title", maxSubject)
	need(f.Text == "" && len(f.Files) == 0, "text", "intake.give_text")
	need(len(f.Files) > MaxFiles, "files", "intake.many_files", MaxFiles)
	for _, file := range f.Files {
		need(len(file.Data) > MaxFile, "files", "intake.large_file", clip(vi.ReadLine(file.Name), 80), MaxFile>>20)
	}
	need(!f.Pledge, "pledge", "intake.give_pledge")
	return wrong.Err()
}

// plausible tells whether an address can be written to; whether it exists only
// a letter can tell.
func plausible(email string) bool {
	local, domain, ok := strings.Cut(email, "@")
	return ok && local != "" && len(email) <= 254 && strings.Contains(domain, ".") && !strings.ContainsAny(email, " \t\r\n<>,;:\"'()[]\\") &&
		!strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".") && !strings.Contains(domain, "@")
}

// Place makes a new request of a letter that waited in the holding area, or,
// with a request's code, adds it to that one (F-F5).
func (in *Intake) Place(ctx context.Context, who cases.Actor, message int64, code string) (*Receipt, error) {
	r := &Receipt{State: Opened}
	err := in.Store.Tx(ctx, func(tx *store.Tx) error {
		m, box, err := in.held(ctx, tx, who, message)
		if err != nil {
			return err
		}
		r.Mailbox = box.Address
		tx.Record(box.Institution, event.Event{Verb: event.MessagePlaced, Actor: int64(who.Person), Subject: fmt.Sprintf("message:%d", m.ID)})
		if code = strings.ToUpper(strings.TrimSpace(code)); code != "" {
			req, err := tx.RequestByCode(ctx, box.Institution, code)
			if fault.Is(err, fault.NotFound) {
				return fault.New(fault.Invalid, "intake.no_request", code).In("code")
			} else if err != nil {
				return err
			}
			if x, err := tx.DisposedRequest(ctx, req.ID); err != nil {
				return err
			} else if x != nil {
				return fault.New(fault.Invalid, "intake.disposed", code).In("code")
			}
			if err := tx.PlaceMessage(ctx, m.ID, req.ID, store.MessagePlaced); err != nil {
				return err
			}
			m.Request, r.State, r.Request, r.RequestID = req.ID, Joined, req.Code, req.ID
			return in.Cases.MessageCame(ctx, tx, req, m)
		}
		if err := tx.PlaceMessage(ctx, m.ID, 0, store.MessagePlaced); err != nil {
			return err
		}
		return in.open(ctx, tx, *box, r, m, opening{sender: sender{m.FromName, m.FromEmail, ""}, channel: "mail", subject: m.Subject, lang: locale.VI, answerable: m.Auto == ""})
	})
	return r, err
}

// Ignore puts a held letter away without an answer to anybody.
func (in *Intake) Ignore(ctx context.Context, who cases.Actor, message int64) error {
	return in.Store.Tx(ctx, func(tx *store.Tx) error {
		m, box, err := in.held(ctx, tx, who, message)
		if err != nil {
			return err
		}
		tx.Record(box.Institution, event.Event{Verb: event.MessagePlaced, Actor: int64(who.Person), Subject: fmt.Sprintf("message:%d", m.ID), Data: map[string]string{event.KeyName: store.MessageIgnored}})
		return tx.PlaceMessage(ctx, m.ID, 0, store.MessageIgnored)
	})
}

func (in *Intake) held(ctx context.Context, tx *store.Tx, who cases.Actor, message int64) (*store.Message, *store.Mailbox, error) {
	m, err := tx.Message(ctx, message)
	if err != nil {
		return nil, nil, err
	}
	if m.State != store.MessageHeld && m.State != store.MessageUnreadable {
		return nil, nil, fault.New(fault.Conflict, "store.message_placed")
	}
	box, err := tx.Mailbox(ctx, m.Mailbox)
	if err != nil {
		return nil, nil, err
	}
	return m, box, in.Cases.May(ctx, tx, who, people.PlaceMessage, people.Scope{Institution: box.Institution})
}
