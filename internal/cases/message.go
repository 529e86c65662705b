package cases

import (
	"context"
	"slices"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// Whose a message is, as the record names it.
const (
	fromLink    = "form"  // by the link or the account of whoever asked
	fromAddress = "mail"  // a letter that bears the address of whoever asked
	fromOther   = "other" // a letter from another address, within the conversation
)

// whose tells whose a message is. A letter may bear any address: it counts as
// the requester's where it only adds to what they said, never as their word.
//
// So does one to which a request for information went.
func whose(ctx context.Context, tx *store.Tx, r *store.Request, m *store.Message) (string, error) {
	switch {
	case m.Channel == "form":
		return fromLink, nil
	case r.SenderEmail != "" && m.FromEmail == r.SenderEmail:
		return fromAddress, nil
	case r.Channel == store.ChannelCommission:
		asked, err := tx.Asked(ctx, r.ID, string(flow.LetterInfoRequest), m.FromEmail)
		if asked || err != nil {
			return fromAddress, err
		}
	}
	return fromOther, nil
}

// MessageCame tells the cases of a request that somebody has written. From the
// requester it goes to the open cases: one that waits for them goes on by
// itself, before an approval it is flagged with the new text beside the old
// (design: Requests). What came from another address, or after all cases have
// ended, moves nothing: the office is told, and it waits until somebody has
// looked at it. A letter alone never decides anything.
func (c *Cases) MessageCame(ctx context.Context, tx *store.Tx, r *store.Request, m *store.Message) error {
	all, err := tx.CasesOfRequest(ctx, r.ID)
	if err != nil {
		return err
	}
	from, err := whose(ctx, tx, r, m)
	if err != nil {
		return err
	}
	open := 0
	for i := range all {
		cs := &all[i]
		e := event.Event{Verb: event.MessageAdded, Case: cs.ID, Subject: subject("message", m.ID), Data: map[string]string{event.KeyName: from}}
		if from == fromLink {
			e.Actor, e.Data[event.KeyRole] = int64(r.Person), string(people.Requester)
		}
		tx.Record(cs.Institution, e)
		if !cs.EndedAt.IsZero() {
			continue
		}
		open++
		d, err := c.around(ctx, tx, cs)
		if err != nil {
			return err
		}
		if from == fromOther {
			err = d.tellOf(ctx, m, false)
		} else {
			err = c.takeUp(ctx, tx, d, m, from)
		}
		if err != nil {
			return err
		}
	}
	if from != fromOther && open > 0 || len(all) == 0 {
		return nil
	}
	if err := tx.LeaveUnseen(ctx, m); err != nil || open > 0 {
		return err
	}
	d, err := c.around(ctx, tx, &all[len(all)-1])
	if err != nil {
		return err
	}
	return d.tellOf(ctx, m, from != fromOther)
}

// takeUp is what an open case does with what its requester has written.
func (c *Cases) takeUp(ctx context.Context, tx *store.Tx, d *Dossier, m *store.Message, from string) error {
	if d.State.Waiting() == flow.WaitsForRequester {
		return c.goOn(ctx, tx, d, from) // those whose turn it is are told
	}
	id := d.Case.ID
	if d.Document != nil {
		if _, err := c.ActIn(ctx, tx, Program(d.Case.Institution), Input{Case: id, Act: flow.Act{Kind: flow.DoCorrect, Words: flow.Ref{ID: m.ID}}}); err != nil {
			return err
		}
		var err error
		if d, err = c.load(ctx, tx, id); err != nil {
			return err
		}
	}
	return d.tellOf(ctx, m, true)
}

// goOn ends the wait for a requester who has written: the step that asked goes
// on, and its clock with it. That decides nothing and lends no authority, so a
// letter from their address may do it; the record says that it was a letter.
// Whether the answer is enough is for the hands of that step to say.
func (c *Cases) goOn(ctx context.Context, tx *store.Tx, d *Dossier, from string) error {
	move, ok := d.Procedure.Sent(&d.State)
	if !ok {
		return nil
	}
	r := d.Request
	who := Actor{Institution: r.Institution, Lang: r.Lang, Outside: r.ID, Letter: from == fromAddress}
	if !who.Letter {
		who.Person = r.Person
	}
	_, err := c.ActIn(ctx, tx, who, Input{Case: d.Case.ID, Act: flow.Act{Kind: flow.DoMove, Move: move}})
	return err
}

// tellOf writes to those in whose hands the case is, or to its office after it
// has ended, that a message has come: from the requester or from the address
// that it bears.
func (d *Dossier) tellOf(ctx context.Context, m *store.Message, requester bool) error {
	data := letterData(d, flow.Happening{}, "")
	if !requester && m.FromEmail != "" {
		data["sender"] = m.FromEmail
	}
	told := make(map[people.PersonID]bool)
	if !d.Case.EndedAt.IsZero() {
		for _, role := range d.office() {
			if err := d.cases.tellAll(ctx, d.tx, d, TemplateMessage, d.Holders(role), told, data); err != nil {
				return err
			}
		}
		return nil
	}
	facts, err := d.facts(ctx)
	if err != nil {
		return err
	}
	turn := d.Procedure.Turn(&d.State, &facts)
	return d.cases.tellAll(ctx, d.tx, d, TemplateMessage, turn.People, told, data)
}

// office are the roles of those who take requests in: of the first step that
// somebody holds a role for, else of those who see to what nobody does.
func (d *Dossier) office() []people.Role {
	for i := range d.Procedure.Steps {
		s := &d.Procedure.Steps[i]
		if s.End == "" && slices.ContainsFunc(s.By, func(r people.Role) bool { return r != people.Requester && len(d.Holders(r)) > 0 }) {
			return s.By
		}
	}
	if len(d.Procedure.Escalate) > 0 {
		return d.Procedure.Escalate
	}
	return []people.Role{people.Leadership}
}

// ofOffice reports whether somebody holds a role of the office that took the
// request in.
func (d *Dossier) ofOffice(p people.PersonID) bool {
	roles := d.office()
	return slices.ContainsFunc(d.Holdings(p), func(h people.Holding) bool { return slices.Contains(roles, h.Role) })
}

// Seen notes that who has looked at the messages of a case that moved nothing
// by themselves ("Đã xem"), up to the last one that was before their eyes.
func (c *Cases) Seen(ctx context.Context, who Actor, id, last int64) error {
	return c.Store.Tx(ctx, func(tx *store.Tx) error {
		v, err := c.see(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if !v.MaySee {
			return fault.New(fault.Denied, "fault.denied")
		}
		return v.seen(ctx, last, people.Holder{Person: who.Person, For: who.For})
	})
}

// seen marks the messages of the case's request up to the last one, and records
// it where that changed something.
func (d *Dossier) seen(ctx context.Context, last int64, by people.Holder) error {
	if d.Case.Request == 0 {
		return nil
	}
	changed, err := d.tx.SeeMessages(ctx, d.Case.Request, last)
	if changed {
		d.tx.Record(d.Case.Institution, event.Event{Verb: event.MessageSeen, Case: d.Case.ID, Actor: int64(by.Person), OnBehalfOf: int64(by.For)})
	}
	return err
}

// maxUnseen is how many cases with unseen messages a work list shows at most.
const maxUnseen = 200

// addUnseen marks the cases of a work list to which messages came that nobody
// has looked at, and adds those that are the office's to look at, ended ones
// among them; at is where each case stands in the list.
func (c *Cases) addUnseen(ctx context.Context, tx *store.Tx, who Actor, work []Work, at map[int64]int, units map[int64]string) ([]Work, error) {
	unseen, err := tx.UnseenCases(ctx, who.Institution, maxUnseen)
	if err != nil {
		return nil, err
	}
	for i := range unseen {
		if j, ok := at[unseen[i].ID]; ok {
			work[j].Unseen = true
			continue
		}
		d, err := c.around(ctx, tx, &unseen[i])
		if err != nil {
			return nil, err
		}
		if !d.ofOffice(who.Person) {
			continue
		}
		if hidden, err := c.hides(ctx, tx, who, d.Case); err != nil {
			return nil, err
		} else if hidden {
			continue
		}
		one, err := c.workOf(ctx, tx, d.Case)
		if err != nil {
			return nil, err
		}
		one.Unit, one.Unseen = units[d.Case.Unit], true
		at[d.Case.ID] = len(work)
		work = append(work, one)
	}
	return work, nil
}
