package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// How long the link of somebody without an account opens, and how often they
// are reminded by hand.
const (
	linkAfterDue    = 90 * 24 * time.Hour
	remindersPerDay = 2
)

// commissionGuest asks somebody without an account: the case lies in the unit
// that sees to their piece, and whoever was asked gets a letter with a link.
func (in *Intake) commissionGuest(ctx context.Context, tx *store.Tx, who cases.Actor, c Commission, box *store.Mailbox, code string) (*cases.Opened, error) {
	g := c.Guest
	req := &store.Request{Institution: box.Institution, Mailbox: box.ID, Code: code, Channel: store.ChannelCommission, SenderName: g.Name,
		SenderEmail: g.Email, Subject: c.Title, Lang: g.Lang, ReceivedAt: tx.Now()}
	req.Folded = vi.Fold(code + " " + c.Title + " " + g.Name + " " + g.Email)
	if err := tx.AddRequest(ctx, req); err != nil {
		return nil, err
	}
	opened, err := in.Cases.Open(ctx, tx, who, cases.Opening{Institution: box.Institution, Procedure: box.Procedure, Code: code, Request: req, Mailbox: box.ID,
		Title: c.Title, Sender: g.Name, Unit: c.Unit, Site: box.Site, Wish: c.Wish, Ask: true, Guest: true, Due: c.Due, Words: c.came})
	if err != nil {
		return nil, err
	}
	if err := in.note(ctx, tx, who, c, opened, &store.Commission{Name: g.Name, Email: g.Email}); err != nil {
		return nil, err
	}
	if err := giveLink(ctx, tx, who, opened.Case, c.Due); err != nil {
		return nil, err
	}
	d, err := in.Cases.Dossier(ctx, tx, opened.Case.ID)
	if err != nil {
		return nil, err
	}
	return opened, d.TellAsked(ctx, cases.TemplateAsked, c.Brief, time.Time{})
}

// note keeps what was asked for, to be followed up.
func (in *Intake) note(ctx context.Context, tx *store.Tx, who cases.Actor, c Commission, opened *cases.Opened, m *store.Commission) error {
	m.Case, m.Institution, m.Wish, m.By, m.For, m.FirstDue, m.Due = opened.Case.ID, who.Institution, string(c.Wish), who.Person, who.For, c.Due, c.Due
	return tx.AddCommission(ctx, m)
}

func giveLink(ctx context.Context, tx *store.Tx, who cases.Actor, cs *store.Case, due time.Time) error {
	until := tx.Now()
	if due.After(until) {
		until = due
	}
	l := &store.CommissionLink{Case: cs.ID, By: who.Person, Expires: until.Add(linkAfterDue).Truncate(time.Second)}
	if err := tx.AddCommissionLink(ctx, l); err != nil {
		return err
	}
	tx.Record(cs.Institution, event.Event{Verb: event.AskedLinkGiven, Case: cs.ID, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("commission_link:%d", l.ID),
		Data: map[string]string{event.KeyDue: l.Expires.UTC().Format(time.RFC3339)}})
	return nil
}

// follows reads a case for somebody who follows up what was asked for with it.
func (in *Intake) follows(ctx context.Context, tx *store.Tx, who cases.Actor, id int64) (*cases.View, *store.Commission, error) {
	v, err := in.Cases.SeeIn(ctx, tx, who, id)
	if err != nil {
		return nil, nil, err
	}
	m, err := tx.Commission(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case m == nil:
		return nil, nil, fault.New(fault.NotFound, "fault.not_found")
	case !v.Asks(who.Person):
		return nil, nil, fault.New(fault.Denied, "fault.denied")
	}
	return v, m, nil
}

// Postpone gives whoever was asked another date, with a reason, and writes it to
// them. A link that would end before it is taken the place of.
func (in *Intake) Postpone(ctx context.Context, who cases.Actor, id, version int64, due time.Time, reason string) error {
	return in.Store.Tx(ctx, func(tx *store.Tx) error {
		_, m, err := in.follows(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if m.Unit == 0 && due.After(tx.Now()) {
			links, err := tx.CommissionLinks(ctx, id)
			if err != nil {
				return err
			}
			if len(links) > 0 && links[0].Opens(tx.Now()) && links[0].Expires.Before(due.Add(linkAfterDue/3)) {
				cs, err := tx.Case(ctx, id)
				if err != nil {
					return err
				}
				if err := giveLink(ctx, tx, who, cs, due); err != nil {
					return err
				}
			}
		}
		_, err = in.Cases.ActIn(ctx, tx, who, cases.Input{Case: id, Version: version, Act: flow.Act{Kind: flow.DoPostpone, Due: due, Reason: reason}})
		return err
	})
}

// Remind writes to whoever was asked that it is awaited, and by when.
func (in *Intake) Remind(ctx context.Context, who cases.Actor, id int64) error {
	return in.Store.Tx(ctx, func(tx *store.Tx) error {
		v, m, err := in.follows(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if !v.State.Awaited() {
			return fault.New(fault.Conflict, "intake.not_waiting")
		}
		template := cases.TemplateAskedReminder
		if m.Unit != 0 {
			template = cases.TemplateReminder
		}
		if tx.Now().After(m.Due) {
			template = cases.TemplateAskedOverdue
			if m.Unit != 0 {
				template = cases.TemplateOverdue
			}
		}
		events, err := tx.CaseEvents(ctx, id)
		if err != nil {
			return err
		}
		today := 0
		for _, e := range events {
			if e.Verb == event.AskedReminded && tx.Now().Sub(e.At) < 24*time.Hour {
				today++
			}
		}
		if today >= remindersPerDay {
			return fault.New(fault.TooMany, "intake.reminded_enough", remindersPerDay)
		}
		tx.Record(v.Case.Institution, event.Event{Verb: event.AskedReminded, Case: id, Actor: int64(who.Person), OnBehalfOf: int64(who.For),
			Data: map[string]string{event.KeyDue: m.Due.UTC().Format(time.RFC3339)}})
		return v.TellAsked(ctx, template, "", time.Time{})
	})
}

// RenewLink takes every link back that opens and writes a new one to whoever was
// asked, who has no account: theirs went astray, or to somebody else.
func (in *Intake) RenewLink(ctx context.Context, who cases.Actor, id int64) error {
	return in.Store.Tx(ctx, func(tx *store.Tx) error {
		v, m, err := in.follows(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if m.Unit != 0 {
			return fault.New(fault.Conflict, "intake.no_guest")
		}
		if err := revokeLinks(ctx, tx, who, v.Case); err != nil {
			return err
		}
		if err := giveLink(ctx, tx, who, v.Case, m.Due); err != nil {
			return err
		}
		return v.TellAsked(ctx, cases.TemplateAsked, v.Brief(), time.Time{})
	})
}

// RevokeLinks takes every link of somebody without an account back: from then
// on they open nothing.
func (in *Intake) RevokeLinks(ctx context.Context, who cases.Actor, id int64) error {
	return in.Store.Tx(ctx, func(tx *store.Tx) error {
		v, _, err := in.follows(ctx, tx, who, id)
		if err != nil {
			return err
		}
		return revokeLinks(ctx, tx, who, v.Case)
	})
}

func revokeLinks(ctx context.Context, tx *store.Tx, who cases.Actor, cs *store.Case) error {
	links, err := tx.CommissionLinks(ctx, cs.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		if !l.Opens(tx.Now()) {
			continue
		}
		if _, err := tx.RevokeCommissionLink(ctx, l.ID, who.Person); err != nil {
			return err
		}
		tx.Record(cs.Institution, event.Event{Verb: event.AskedLinkRevoked, Case: cs.ID, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("commission_link:%d", l.ID)})
	}
	return nil
}

// OpenedLink notes that a link was opened.
func (in *Intake) OpenedLink(ctx context.Context, id int64) error {
	return in.Store.Tx(ctx, func(tx *store.Tx) error { return tx.OpenedCommissionLink(ctx, id) })
}

// An Asked is something that was asked for, as whoever may see its case follows
// it up.
type Asked struct {
	store.Commissioned
	Standing Standing
	Late     bool // not sent, or sent, after its date
}

// maxAsked is how many commissions a list looks at.
const maxAsked = 2000

// Asked lists what was asked for, the newest first, as far as who may see the
// cases.
func (in *Intake) Asked(ctx context.Context, who cases.Actor, f store.CommissionFilter) ([]Asked, error) {
	f.Institution, f.Limit = who.Institution, maxAsked
	var list []Asked
	err := in.Store.View(ctx, func(tx *store.Tx) error {
		list = nil
		all, err := tx.Commissions(ctx, f)
		if err != nil {
			return err
		}
		for _, m := range all {
			if err := in.Cases.May(ctx, tx, who, people.SeeCase, in.Cases.Scope(&m.File)); fault.Is(err, fault.Denied) {
				continue
			} else if err != nil {
				return err
			}
			if hidden, err := in.Cases.HidesIn(ctx, tx, who, &m.File); err != nil {
				return err
			} else if hidden {
				continue
			}
			list = append(list, Asked{m, StandingOf(&m), LateBy(&m.Commission, tx.Now())})
		}
		return nil
	})
	return list, err
}

// wordAtMost is how many words a letter without a file has at most that is a
// word about what was asked for, not the thing itself.
const wordAtMost = 100

// word reports whether a letter from somebody who was asked for a piece is only a
// word about it: a question, a wish for more time. It is short, what it quotes
// not counted, and brings no file; a picture within it may be that of a signature.
func (l *Letter) word() bool {
	return len(strings.Fields(l.Fresh)) <= wordAtMost && !slices.ContainsFunc(l.Files, func(f File) bool { return f.InlineID == "" })
}
