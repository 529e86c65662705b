package cases

import (
	"context"
	"fmt"
	"strings"
	"time"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// The letters that cases write beside those that procedures name. Their words
// are in catalog notify.json, under "letter.<template>.…".
const (
	TemplateTask     = "task"     // it is your turn
	TemplateReminder = "reminder" // a limit comes near
	TemplateOverdue  = "overdue"  // it has run out
	TemplateStale    = "stale"    // so long in one step
	TemplateNobody   = "nobody"   // nobody eligible is left
	TemplateMessage  = "message"  // the sender has written
)

// carry does everything that follows from an act: the record, the effects on
// public pages, letters to the requester and to offices.
func (c *Cases) carry(ctx context.Context, tx *store.Tx, d *Dossier, happenings []flow.Happening, act flow.Act) error {
	for _, h := range happenings {
		if h.Effect != "" {
			do, ok := c.Effects[h.Effect]
			if !ok {
				return fmt.Errorf("case %s: nothing carries out %q", d.Case.Code, h.Effect)
			}
			if err := do(ctx, tx, d, h); err != nil {
				return err
			}
		}
		tx.Record(d.Case.Institution, history(d, h))
		if h.Letter != "" {
			if err := c.writeLetter(ctx, tx, d, h, act); err != nil {
				return err
			}
		}
		if err := c.notify(ctx, tx, d, h); err != nil {
			return err
		}
	}
	return nil
}

// facing are the letters that go to whoever asked; the others go to the roles
// of the happening.
var facing = map[flow.Letter]bool{
	flow.LetterReceipt: true, flow.LetterChanges: true, flow.LetterDeclined: true, flow.LetterResult: true, flow.LetterAnswer: true,
}

func (c *Cases) writeLetter(ctx context.Context, tx *store.Tx, d *Dossier, h flow.Happening, act flow.Act) error {
	if !facing[h.Letter] {
		return c.tellRoles(ctx, tx, d, string(h.Letter), h.Notify, letterData(d, h, act.Reason))
	}
	if h.Letter == flow.LetterReceipt {
		return nil // written by intake, which knows whether it may be answered
	}
	return c.WriteRequester(ctx, tx, d, string(h.Letter), letterData(d, h, act.Reason))
}

// WriteRequester queues a letter to whoever asked, if there is an address.
func (c *Cases) WriteRequester(ctx context.Context, tx *store.Tx, d *Dossier, template string, data map[string]string) error {
	if d.Request == nil || d.Request.SenderEmail == "" {
		return nil
	}
	return tx.AddLetter(ctx, &store.Letter{Institution: d.Case.Institution, Case: d.Case.ID, Request: d.Case.Request, Person: d.Request.Person,
		Template: template, Lang: d.Request.Lang, ToName: d.Request.SenderName, ToEmail: d.Request.SenderEmail, Mailbox: d.Request.Mailbox,
		Data: data, MessageID: c.NewMessageID()})
}

// notify tells the roles that a happening names: reminders, alarms.
func (c *Cases) notify(ctx context.Context, tx *store.Tx, d *Dossier, h flow.Happening) error {
	if len(h.Notify) == 0 || h.Letter != "" {
		return nil
	}
	template := TemplateReminder
	switch h.Timer {
	case flow.TimerOverdue:
		template = TemplateOverdue
	case flow.TimerStale:
		template = TemplateStale
	case flow.TimerRemind:
	default:
		template = TemplateNobody
	}
	return c.tellRoles(ctx, tx, d, template, h.Notify, letterData(d, h, ""))
}

// tellRoles queues a letter to everybody who holds one of roles where the case
// lies, once to each (F-K4).
func (c *Cases) tellRoles(ctx context.Context, tx *store.Tx, d *Dossier, template string, roles []people.Role, data map[string]string) error {
	told := make(map[people.PersonID]bool)
	for _, role := range roles {
		if role == people.Requester {
			if err := c.WriteRequester(ctx, tx, d, template, data); err != nil {
				return err
			}
			continue
		}
		if err := c.tellAll(ctx, tx, d, template, d.Holders(role), told, data); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cases) tellPerson(ctx context.Context, tx *store.Tx, d *Dossier, template string, id people.PersonID, data map[string]string) error {
	p, err := tx.Person(ctx, id)
	if err != nil {
		return err
	}
	if p.State != store.PersonActive || p.Email == "" {
		return nil
	}
	return tx.AddLetter(ctx, &store.Letter{Institution: d.Case.Institution, Case: d.Case.ID, Person: id, Template: template, Lang: p.Lang,
		ToName: p.Name, ToEmail: p.Email, Mailbox: d.Case.Mailbox, Data: data, MessageID: c.NewMessageID()})
}

// callHands tells those whose turn it has become (F-K1): the hands of a step
// that was entered, or those to whom a question was put.
func (c *Cases) callHands(ctx context.Context, tx *store.Tx, d *Dossier, before flow.State, turn flow.Turn) error {
	after := d.State
	asked := after.Consult.Pending() && (!before.Consult.Pending() || before.Consult.Put != after.Consult.Put)
	answered := before.Consult.Pending() && !after.Consult.Pending()
	if !after.Ended.IsZero() || before.Entry == after.Entry && !asked && !answered {
		return nil
	}
	told := map[people.PersonID]bool{d.Actor.Person: true}
	data := letterData(d, flow.Happening{Step: after.Step, Due: after.Due()}, "")
	return c.tellAll(ctx, tx, d, TemplateTask, turn.People, told, data)
}

// tellAll queues a letter to each of holders who has not been told yet.
func (c *Cases) tellAll(ctx context.Context, tx *store.Tx, d *Dossier, template string, holders []people.Holder, told map[people.PersonID]bool, data map[string]string) error {
	for _, h := range holders {
		if told[h.Person] || h.Person == 0 {
			continue
		}
		told[h.Person] = true
		if err := c.tellPerson(ctx, tx, d, template, h.Person, data); err != nil {
			return err
		}
	}
	return nil
}

// letterData is what a letter about a case says, as it was when it was decided
// on. Times are RFC 3339; names come in both languages.
func letterData(d *Dossier, h flow.Happening, reason string) map[string]string {
	data := map[string]string{"code": d.Case.Code, "case": fmt.Sprint(d.Case.ID), "title": d.Case.Title, "sender": d.Case.Sender}
	if d.Revision != nil && d.Revision.Title != "" {
		data["title"] = d.Revision.Title
	}
	if reason != "" {
		data["reason"] = reason
	}
	if h.Clause != "" {
		data["clause"] = h.Clause
	}
	if len(d.Links) > 0 {
		data["links"] = strings.Join(d.Links, "\n")
	}
	step := d.Procedure.Step(d.State.Step)
	if h.Step != "" && h.Timer != "" {
		step = d.Procedure.Step(h.Step)
	}
	if step != nil {
		data["step.vi"], data["step.en"] = step.Title.In(locale.VI), step.Title.In(locale.EN)
	}
	due := h.Due
	if due.IsZero() {
		due = d.State.Due()
	}
	if !due.IsZero() {
		data["due"] = due.UTC().Format(time.RFC3339)
	}
	return data
}

// TemplatePageFailed tells the hands of a case that the robot found something
// wrong on its page.
const TemplatePageFailed = "page-failed"

// TellHands queues a letter to everybody who can act on a case now.
func (c *Cases) TellHands(ctx context.Context, tx *store.Tx, id int64, template string) error {
	d, err := c.load(ctx, tx, id)
	if err != nil {
		return err
	}
	return d.tellHands(ctx, template)
}

func (d *Dossier) tellHands(ctx context.Context, template string) error {
	facts, err := d.facts(ctx)
	if err != nil {
		return err
	}
	turn := d.Procedure.Turn(&d.State, &facts)
	return d.cases.tellAll(ctx, d.tx, d, template, turn.People, make(map[people.PersonID]bool), letterData(d, flow.Happening{}, ""))
}
