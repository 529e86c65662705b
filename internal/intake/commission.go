package intake

import (
	"context"
	"fmt"
	"slices"
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

// A Commission asks a unit, or somebody without an account, for information or
// a piece (R-I6; D 9.1a, 11.1, 11.5).
type Commission struct {
	Mailbox int64  // of the office that asks
	Unit    int64  // that is asked; of somebody without an account: which sees to their piece
	Guest   *Guest // who is asked, where they have no account; nil: the unit
	Title   string // what is wanted, in a line
	Brief   string // and in more words
	came    string // those as they came
	Due     time.Time
	Wish    flow.Wish // the board's own, or that of the leadership
	Key     string    // made with the form: sending it twice is one case
}

// A Guest is a contributor without an account: they get a letter with a link.
type Guest struct {
	Name, Email string
	Lang        locale.Lang
}

// commissioners may ask a unit for something, where the procedure has them do
// a step.
var commissioners = []people.Role{people.Head, people.Deputy, people.Member, people.Secretariat, people.Communications, people.CommunicationsHead}

// Commissions lists the mailboxes in whose names who may ask units for
// information.
func (in *Intake) Commissions(ctx context.Context, who cases.Actor) ([]store.Mailbox, error) {
	var list []store.Mailbox
	err := in.Store.View(ctx, func(tx *store.Tx) error {
		list = nil
		all, err := tx.Mailboxes(ctx, who.Institution)
		if err != nil {
			return err
		}
		for _, box := range all {
			if !box.Active {
				continue
			}
			err := in.mayCommission(ctx, tx, who, &box)
			switch k := fault.KindOf(err); {
			case err == nil:
				list = append(list, box)
			case k != fault.Denied && k != fault.NotFound:
				return err
			}
		}
		return nil
	})
	return list, err
}

func (in *Intake) mayCommission(ctx context.Context, tx *store.Tx, who cases.Actor, box *store.Mailbox) error {
	return in.Cases.MayCommission(ctx, tx, who, box.Procedure, commissioners)
}

// Commission asks a unit for information: a case is opened that waits for it,
// and whoever supplies it there is written to.
func (in *Intake) Commission(ctx context.Context, who cases.Actor, c Commission) (*cases.Opened, error) {
	c.came = bound(c.Brief)
	c.Title, c.Brief = vi.ReadLine(c.Title), content.ReadSaid(c.came).Text
	if g := c.Guest; g != nil {
		c.Guest = &Guest{Name: clip(vi.ReadLine(g.Name), 200), Email: strings.ToLower(strings.TrimSpace(vi.CleanLine(g.Email))), Lang: g.Lang}
		if g.Lang != locale.EN {
			c.Guest.Lang = locale.VI
		}
	}
	var opened *cases.Opened
	err := in.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		opened, err = in.Cases.Once(ctx, tx, who, c.Key, func() (*cases.Opened, error) { return in.commission(ctx, tx, who, c) })
		return err
	})
	return opened, err
}

func (in *Intake) commission(ctx context.Context, tx *store.Tx, who cases.Actor, c Commission) (*cases.Opened, error) {
	now := tx.Now()
	if err := c.check(now); err != nil {
		return nil, err
	}
	box, err := tx.Mailbox(ctx, c.Mailbox)
	if err != nil {
		return nil, err
	}
	if box.Institution != who.Institution || !box.Active {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	if err := in.mayCommission(ctx, tx, who, box); err != nil {
		return nil, err
	}
	unit, err := tx.Unit(ctx, c.Unit)
	if fault.Is(err, fault.NotFound) || err == nil && (unit.Institution != who.Institution || !unit.Active) {
		return nil, fault.New(fault.Invalid, "cases.no_unit").In("unit")
	} else if err != nil {
		return nil, err
	}
	code, err := tx.NextCode(ctx, box.Institution, box.Prefix, now.In(workday.Zone).Year())
	if err != nil {
		return nil, err
	}
	name := unit.Name.In(who.Lang)
	if c.Guest != nil {
		return in.commissionGuest(ctx, tx, who, c, box, code)
	}
	req := &store.Request{Institution: box.Institution, Mailbox: box.ID, Code: code, Channel: store.ChannelCommission, SenderName: name,
		SenderEmail: strings.ToLower(strings.TrimSpace(unit.Contact.Email)), Unit: unit.ID, Subject: c.Title, Lang: locale.VI, ReceivedAt: now}
	req.Folded = vi.Fold(code + " " + c.Title + " " + name)
	if err := tx.AddRequest(ctx, req); err != nil {
		return nil, err
	}
	opened, err := in.Cases.Open(ctx, tx, who, cases.Opening{Institution: box.Institution, Procedure: box.Procedure, Code: code, Request: req, Mailbox: box.ID,
		Title: c.Title, Sender: name, Unit: unit.ID, Site: box.Site, Wish: c.Wish, Ask: true, Due: c.Due, Words: c.came})
	if err != nil {
		return nil, err
	}
	asked := &store.Commission{Unit: unit.ID, Name: name, Email: req.SenderEmail}
	if err := in.note(ctx, tx, who, c, opened, asked); err != nil {
		return nil, err
	}
	return opened, in.tellUnit(ctx, tx, req, opened, c.Brief)
}

// tellUnit writes to the unit's own address; where it has none, somebody there
// must have been written to.
func (in *Intake) tellUnit(ctx context.Context, tx *store.Tx, req *store.Request, opened *cases.Opened, brief string) error {
	d, err := in.Cases.Dossier(ctx, tx, opened.Case.ID)
	if err != nil {
		return err
	}
	if req.SenderEmail != "" {
		asked, err := tx.Asked(ctx, req.ID, string(flow.LetterInfoRequest), req.SenderEmail)
		if err != nil || asked {
			return err
		}
		return in.Cases.WriteRequester(ctx, tx, d, string(flow.LetterInfoRequest), cases.LetterData(d, brief))
	}
	letters, err := tx.CaseLetters(ctx, opened.Case.ID)
	if err == nil && !slices.ContainsFunc(letters, func(l store.Letter) bool { return l.Template == string(flow.LetterInfoRequest) }) {
		err = fault.New(fault.Invalid, "intake.nobody_supplies", req.SenderName).In("unit")
	}
	return err
}

func (c Commission) check(now time.Time) error {
	var wrong fault.List
	need := func(bad bool, field, key string, args ...any) {
		if bad {
			wrong = append(wrong, fault.New(fault.Invalid, key, args...).In(field))
		}
	}
	need(c.Mailbox == 0, "mailbox", "intake.choose_office")
	need(c.Unit == 0, "unit", "flow.unit_needed")
	if g := c.Guest; g != nil {
		need(g.Name == "", "name", "intake.give_name")
		need(g.Email == "", "email", "intake.give_email")
		need(g.Email != "" && !plausible(g.Email), "email", "intake.bad_email")
	}
	need(c.Title == "", "title", "intake.give_title")
	need(len([]rune(c.Title)) > maxSubject, "title", "intake.long_title", maxSubject)
	need(c.Brief == "", "brief", "intake.give_brief")
	need(c.Due.IsZero(), "date", "flow.due_needed")
	need(!c.Due.IsZero() && !c.Due.After(now), "date", "flow.due_past")
	need(c.Due.After(now.AddDate(0, 0, 400)), "date", "flow.due_far", 400)
	need(c.Wish != flow.WishBoard && c.Wish != flow.WishLeadership, "wish", "intake.give_wish")
	return wrong.Err()
}

// Supply takes in what somebody at the unit sends for a case that waits for it,
// at the desk: it is kept in the conversation, and the case goes on.
func (in *Intake) Supply(ctx context.Context, who cases.Actor, id, version int64, n Note) error {
	var read content.Reading
	n.Text = bound(strings.TrimSpace(read.Text(n.Text)))
	if err := n.check(); err != nil {
		return err
	}
	files, err := in.keep(ctx, n.Files)
	if err != nil {
		return err
	}
	return in.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := in.Cases.Dossier(ctx, tx, id)
		if err != nil {
			return err
		}
		if d.Case.Institution != who.Institution {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		move, ok := d.Procedure.Sent(&d.State)
		if !ok || d.Request == nil || d.Request.Channel != store.ChannelCommission {
			return fault.New(fault.Conflict, "intake.not_waiting")
		}
		if _, err := in.Cases.ActIn(ctx, tx, who, cases.Input{Case: id, Version: version, Act: flow.Act{Kind: flow.DoMove, Move: move}}); err != nil {
			return err
		}
		for _, s := range files {
			if err := tx.AddMedia(ctx, s.media); err != nil {
				return err
			}
		}
		p, err := tx.Person(ctx, who.Person)
		if err != nil {
			return err
		}
		m := store.Message{Request: d.Request.ID, Direction: "in", Channel: "form", Mailbox: d.Request.Mailbox, Digest: n.digest(d.Request), FromName: p.Name, FromEmail: p.Email,
			Subject: d.Request.Subject, Body: n.Text, Fresh: n.Text, Recoded: read.Recoded, State: store.MessagePlaced, ReceivedAt: tx.Now()}
		if _, err := in.addOnce(ctx, tx, &m, files); err != nil {
			return err
		}
		tx.Record(d.Case.Institution, event.Event{Verb: event.MessageAdded, Case: id, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("message:%d", m.ID),
			Data: map[string]string{event.KeyName: "form"}})
		if d.Request.Person == 0 { // the text that is made of it is theirs
			d.Request.Person = who.Person
			return tx.SettleSender(ctx, d.Request)
		}
		return nil
	})
}
