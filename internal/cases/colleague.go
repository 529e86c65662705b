package cases

import (
	"context"
	"slices"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
)

// Letters between colleagues about a text.
const (
	TemplateMention      = "mention"       // somebody named one in a comment
	TemplateReply        = "comment-reply" // somebody answered a thread that one takes part in
	TemplateWritingTaken = "writing-taken" // somebody took the editor over
)

// A Colleague is somebody who may read and write what colleagues say among
// themselves about a case.
type Colleague struct {
	Person people.PersonID
	Name   string
}

// Inside reports whether somebody reads what colleagues say about the case
// among themselves: who may comment on it and sees it, but never whoever asked for it,
// unless they also work on it in a role that is not one in their own unit.
func (v *View) Inside(p people.PersonID) bool {
	if p == 0 || v.Settled() || v.held(Actor{Person: p, Institution: v.Case.Institution}) {
		return false
	}
	if v.Request != nil && v.Request.Person == p && !slices.ContainsFunc(v.Holdings(p), func(h people.Holding) bool { return !slices.Contains(unitRoles, h.Role) }) {
		return false
	}
	st := people.Standing{Person: p, Appointments: v.appointments, Delegations: v.delegations, At: v.Now}
	return v.remarks(st)
}

// remarks reports whether a standing lets somebody have a say among colleagues.
func (v *View) remarks(st people.Standing) bool {
	return people.May(st, people.RemarkCase, v.Scope) == nil || v.helps(st, people.RemarkCase)
}

// Colleagues lists those who are Inside, by name.
func (v *View) Colleagues() []Colleague {
	var all []Colleague
	for id, name := range v.People {
		if v.Inside(id) {
			all = append(all, Colleague{id, name})
		}
	}
	slices.SortFunc(all, func(a, b Colleague) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Among runs fn in a transaction for somebody who is Inside a case.
func (c *Cases) Among(ctx context.Context, who Actor, id int64, fn func(context.Context, *store.Tx, *View) error) error {
	return c.Store.Tx(ctx, func(tx *store.Tx) error {
		v, err := c.see(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if !v.Inside(who.Person) {
			return fault.New(fault.Denied, "fault.denied")
		}
		return fn(ctx, tx, v)
	})
}

// May reports, as a fault, why the actor may not do something to the case
// beside its procedure.
func (v *View) May(who people.PersonID, action people.Action) error {
	return people.May(people.Standing{Person: who, Appointments: v.appointments, Delegations: v.delegations, At: v.Now}, action, v.Scope)
}

// MayEdit says why the actor may not change the text of the case now; nil
// where they may.
func (v *View) MayEdit(who Actor) error {
	return v.Procedure.CanEdit(&v.State, &v.Facts, v.actor(who))
}

// TellColleague tells a colleague what another one said or did: in their inbox,
// and by letter as they wish.
func (c *Cases) TellColleague(ctx context.Context, tx *store.Tx, d *Dossier, template string, to people.PersonID, from Actor, words string) error {
	p, err := tx.Person(ctx, to)
	if err != nil {
		return err
	}
	if p.State != store.PersonActive || p.Institution != d.Case.Institution {
		return nil
	}
	data := LetterData(d, words)
	data["sender"] = from.Name
	return tx.Tell(ctx, &store.Letter{Institution: d.Case.Institution, Case: d.Case.ID, Person: to, Template: template, Lang: p.Lang,
		ToName: p.Name, ToEmail: p.Email, Mailbox: d.Case.Mailbox, Data: data, MessageID: c.NewMessageID()}, store.SortTalk)
}
