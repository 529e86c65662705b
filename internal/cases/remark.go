package cases

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

func readState(cs *store.Case) (flow.State, error) {
	var s flow.State
	if err := json.Unmarshal(cs.State, &s); err != nil {
		return s, fmt.Errorf("state of case %s: %w", cs.Code, err)
	}
	return s, nil
}

// Remark keeps words that decide nothing, by somebody who may speak in the
// case; then does more in the same transaction.
func (c *Cases) Remark(ctx context.Context, who Actor, id int64, kind string, said content.Said, then func(context.Context, *store.Tx, *Dossier) error) error {
	return c.Store.Tx(ctx, func(tx *store.Tx) error {
		v, err := c.see(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if !v.MayRemark {
			return fault.New(fault.Denied, "fault.denied")
		}
		who.For = v.SpeaksFor(who)
		v.Actor = who
		if _, err := v.remark(ctx, kind, who, said); err != nil {
			return err
		}
		return then(ctx, tx, v.Dossier)
	})
}

// LetterData is what a letter about a case says, with words of the office.
func LetterData(d *Dossier, words string) map[string]string {
	return letterData(d, flow.Happening{}, words)
}

// Assign gives a case to one of its hands, or back to all of them (to 0). Its
// hands may take it and hand it over among themselves; whoever oversees them
// may as well.
func (c *Cases) Assign(ctx context.Context, who Actor, id, version, to int64) error {
	return c.Reassign(ctx, who, id, version, to, "")
}

// Reassign is Assign with a reason, which it takes to hand work over that
// somebody else is at: they are told, and the history has the words.
func (c *Cases) Reassign(ctx context.Context, who Actor, id, version, to int64, reason string) error {
	said := content.ReadSaid(reason)
	reason = said.Text
	return c.Store.Tx(ctx, func(tx *store.Tx) error {
		v, err := c.see(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if version != 0 && version != v.Case.Version {
			return c.meanwhile(ctx, tx, v.Dossier)
		}
		hand := func(p people.PersonID) bool {
			return slices.ContainsFunc(v.Turn.People, func(x people.Holder) bool { return x.Person == p })
		}
		if !hand(who.Person) && !v.MayAssign {
			return fault.New(fault.Denied, "fault.denied")
		}
		if to != 0 && !hand(people.PersonID(to)) {
			return fault.New(fault.Invalid, "cases.not_a_hand").In("person")
		}
		if v.Case.Assignee == people.PersonID(to) {
			return nil
		}
		who.For = v.onBehalf(who, func(st people.Standing) bool {
			held := st.Holdings(v.Scope)
			return people.May(st, people.AssignCase, v.Scope) == nil || slices.ContainsFunc(v.Turn.Hands, func(h flow.Hand) bool {
				return slices.ContainsFunc(held, func(x people.Holding) bool { return x.Role == h.Role })
			})
		})
		from := v.Case.Assignee
		if from != 0 && from != who.Person && reason == "" {
			return fault.New(fault.Invalid, "cases.reassign_reason").In("reason")
		}
		data := make(map[string]string)
		if reason != "" {
			ref, err := v.remark(ctx, "reassign", who, said)
			if err != nil {
				return err
			}
			data[event.KeyReason], data[event.KeyDigest] = strconv.FormatInt(ref.ID, 10), ref.Digest
		}
		v.Case.Assignee = people.PersonID(to)
		if err := tx.SaveCase(ctx, v.Case, storedHands(v.Turn)); err != nil {
			return err
		}
		tx.Record(v.Case.Institution, event.Event{Verb: event.CaseAssigned, Case: id, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: subject("person", to), Data: data})
		told := make(map[people.PersonID]bool)
		if from != 0 && from != who.Person && from != people.PersonID(to) {
			words := letterData(v.Dossier, flow.Happening{}, reason)
			if err := v.signed(ctx, words, who); err != nil {
				return err
			}
			if err := c.tellAll(ctx, tx, v.Dossier, TemplateReassigned, []people.Holder{{Person: from}}, told, words); err != nil {
				return err
			}
		}
		if to == 0 || people.PersonID(to) == who.Person {
			return nil
		}
		return c.tellAll(ctx, tx, v.Dossier, TemplateTask, []people.Holder{{Person: people.PersonID(to)}}, told, letterData(v.Dossier, flow.Happening{Due: v.State.Due()}, reason))
	})
}

// TrackLink is the address part by which a requester follows a request without
// an account.
func (c *Cases) TrackLink(id int64, now time.Time) string {
	return c.Sign(Link{Purpose: LinkTrack, Case: id, Expires: now.AddDate(1, 0, 0)})
}

// Track reads a case for its requester, by the link in the acknowledgement.
func (c *Cases) Track(ctx context.Context, link string) (*View, error) {
	var v *View
	err := c.Store.View(ctx, func(tx *store.Tx) error {
		l, err := c.ReadLink(link, LinkTrack, tx.Now())
		if err != nil {
			return err
		}
		cs, err := tx.Case(ctx, l.Case)
		if err != nil {
			return err
		}
		v, err = c.see(ctx, tx, Actor{Institution: cs.Institution, Outside: cs.Request}, l.Case)
		return err
	})
	return v, err
}
