package cases

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// A Dossier is a case with all that a decision about it needs to know, as it
// is within one transaction.
type Dossier struct {
	Case      *store.Case
	Procedure *flow.Procedure
	State     flow.State
	Request   *store.Request    // nil where nobody asked
	Document  *store.Document   // nil before the text was taken over
	Revision  *content.Revision // its newest revision
	Proposed  *Draft            // the procedure that is to come into force; nil where the case is about none
	Scope     people.Scope
	Actor     Actor
	Public    Public
	Links     []string // public addresses that an effect has just made, for the letter that tells of them

	appointments []people.Appointment
	delegations  []people.Delegation
	holders      map[people.Role][]people.Holder
	before       hours                                           // as the case was read
	calendars    func(institution, unit int64) *workday.Calendar // instead of those in force; nil: those
	text         *text                                           // the newest revision with what follows from it
	cases        *Cases
	tx           *store.Tx
}

// load reads a case with everything around it.
func (c *Cases) load(ctx context.Context, tx *store.Tx, id int64) (*Dossier, error) {
	cs, err := tx.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	return c.around(ctx, tx, cs)
}

func (c *Cases) around(ctx context.Context, tx *store.Tx, cs *store.Case) (*Dossier, error) {
	d := &Dossier{Case: cs, cases: c, tx: tx, Scope: c.Scope(cs)}
	var err error
	if d.Procedure, err = c.procedure(ctx, tx, cs.Procedure); err != nil {
		return nil, err
	}
	if len(cs.State) > 0 {
		if err := json.Unmarshal(cs.State, &d.State); err != nil {
			return nil, fmt.Errorf("state of case %s: %w", cs.Code, err)
		}
		d.before = hoursOf(&d.State)
	}
	if cs.Request != 0 {
		if d.Request, err = tx.Request(ctx, cs.Request); err != nil {
			return nil, err
		}
	}
	if err := d.readText(ctx); err != nil {
		return nil, err
	}
	if err := d.readDraft(ctx); err != nil {
		return nil, err
	}
	if d.appointments, d.delegations, err = tx.Roster(ctx, cs.Institution); err != nil {
		return nil, err
	}
	return d, nil
}

// readText reads the case's document as it is now.
func (d *Dossier) readText(ctx context.Context) error {
	d.Document, d.Revision, d.text = nil, nil, nil
	if d.Case.Document == 0 {
		return nil
	}
	var err error
	if d.Document, err = d.tx.Document(ctx, d.Case.Document); err != nil || d.Document.Revision == 0 {
		return err
	}
	if d.text, err = d.cases.text(ctx, d.tx, d.Document.Revision); err != nil {
		return err
	}
	r := d.text.revision
	d.Revision = &r
	return nil
}

// Holders gives who holds a role where the case lies, delegates included.
func (d *Dossier) Holders(role people.Role) []people.Holder {
	if h, ok := d.holders[role]; ok {
		return h
	}
	if d.holders == nil {
		d.holders = make(map[people.Role][]people.Holder)
	}
	h := people.Holders(role, d.Scope, d.appointments, d.delegations, d.tx.Now())
	d.holders[role] = h
	return h
}

// Holdings gives the roles that a person holds where the case lies.
func (d *Dossier) Holdings(p people.PersonID) []people.Holding {
	if p == 0 {
		return nil
	}
	return people.Holdings(p, d.Scope, d.appointments, d.delegations, d.tx.Now())
}

// actor is a as package flow sees it in this case. Whoever came by a link or a
// letter acts as the requester and in no authority of their own, even where
// they hold some: for that they sign in.
func (d *Dossier) actor(a Actor) flow.Actor {
	if a.Outside != 0 {
		return flow.Actor{Person: a.Person, Outside: a.Outside == d.Case.Request}
	}
	// Who asked with an account answers from the desk as well.
	outside := d.Request != nil && a.Person != 0 && d.Request.Person == a.Person
	return flow.Actor{Person: a.Person, For: a.For, Holdings: d.Holdings(a.Person), Outside: outside, System: a.System}
}

func (d *Dossier) calendar(unit int64) *workday.Calendar {
	if d.calendars != nil {
		return d.calendars(d.Case.Institution, unit)
	}
	return d.cases.calendar(d.Case.Institution, unit)
}

// facts is what package flow has to know of the world now.
func (d *Dossier) facts(ctx context.Context) (flow.Facts, error) {
	unit := d.Case.Unit
	f := flow.Facts{
		Now:      d.tx.Now(),
		Calendar: d.calendar(0),
		Unit:     strconv.FormatInt(unit, 10),
		Holders:  d.Holders, HoldersAt: d.holdersAt, Requested: d.Request != nil && d.Request.Channel != store.ChannelCommission,
	}
	if unit != 0 {
		own := d.calendar(unit)
		f.CalendarFor = calendarFor(own)
	}
	var err error
	if d.Request != nil {
		f.Claimed = d.Request.Claimed
		for _, h := range d.Holdings(d.Request.Person) {
			f.Sender = append(f.Sender, h.Role)
		}
		for _, h := range d.Holdings(d.Request.Claimed) {
			f.Claimant = append(f.Claimant, h.Role)
		}
		if f.AskUnit, err = d.askUnit(ctx); err != nil {
			return f, err
		}
	}
	if d.Proposed != nil {
		d.Proposed.facts(&f)
		return f, nil
	}
	if d.text == nil {
		return f, nil
	}
	r := &d.text.revision
	f.HasDocument, f.Hashes, f.Kind, f.Lang, f.Checks = true, d.text.hashes, r.Kind, string(r.Lang), d.text.checks
	f.Classified, f.Misfits = Classified(*r), d.text.misfits
	if d.State.Published.Public() {
		public, err := d.tx.LiveRevision(ctx, d.Case.Document)
		if err != nil {
			return f, err
		}
		f.ChangeTold = r.Changes(public) != nil
		if f.Undelivered, err = d.tx.Undelivered(ctx, d.Case.ID); err != nil {
			return f, err
		}
	}
	for _, p := range r.Sites {
		f.Sites = append(f.Sites, strconv.FormatInt(p.Site, 10))
	}
	if f.SourceApproved, err = d.sourceApproved(ctx, r.TranslationOf); err != nil {
		return f, err
	}
	authors, err := d.tx.Authorships(ctx, d.Case.Document)
	if err != nil {
		return f, err
	}
	for _, a := range authors {
		f.Edits = append(f.Edits, flow.Edit{Aspect: a.Aspect, Person: a.Person, For: a.For, At: a.At})
	}
	return f, nil
}

// askUnit reports, of a case that opens, whether its office wants the sender's
// unit to confirm what was sent (R-I2). The office's own people are known to it.
func (d *Dossier) askUnit(ctx context.Context) (bool, error) {
	if d.State.Entry != 0 || d.Case.Unit == 0 || d.Case.Mailbox == 0 || d.Request.Channel == store.ChannelCommission {
		return false, nil
	}
	box, err := d.tx.Mailbox(ctx, d.Case.Mailbox)
	if err != nil {
		return false, err
	}
	own := d.Request.Person != 0 && d.Request.Unit == box.Unit
	return box.UnitConfirms && !own, nil
}

// sourceApproved reports, of a translation, whether exactly the text that it
// was made from has been published, which only an approval allows.
func (d *Dossier) sourceApproved(ctx context.Context, of *content.RevisionRef) (bool, error) {
	if of == nil {
		return false, nil
	}
	editions, err := d.tx.DocumentEditions(ctx, of.Document)
	if err != nil {
		return false, err
	}
	for _, e := range editions {
		if e.State != store.EditionLive && e.State != store.EditionReplaced {
			continue
		}
		r, err := d.tx.Revision(ctx, e.Revision)
		if err != nil {
			return false, err
		}
		if r.Hashes().Content == of.Hash {
			return true, nil
		}
	}
	return false, nil
}

// unitRoles are held in a unit: their steps run by the unit's own hours.
var unitRoles = []people.Role{people.UnitHead, people.UnitDeputy, people.Assigned, people.Delegate, people.Contributor, people.Staff}

func calendarFor[T any](unit T) func(people.Role) T {
	return func(r people.Role) T {
		if slices.Contains(unitRoles, r) {
			return unit
		}
		var none T
		return none
	}
}

// Classified reports whether kind, sites and sections are chosen (R-M7).
func Classified(r content.Revision) bool {
	if r.Kind == "" || len(r.Sites) == 0 {
		return false
	}
	for _, p := range r.Sites {
		if p.Section == 0 {
			return false
		}
	}
	return true
}

// Dossier reads a case with everything around it, for a transaction that does
// more than act on it.
func (c *Cases) Dossier(ctx context.Context, tx *store.Tx, id int64) (*Dossier, error) {
	return c.load(ctx, tx, id)
}

// HoldingsAt gives the roles that a person holds on a site, which need not be
// the one the case is for.
func (d *Dossier) HoldingsAt(p people.PersonID, site *store.Site) []people.Holding {
	return people.Holdings(p, d.cases.SiteScope(site), d.appointments, d.delegations, d.tx.Now())
}
