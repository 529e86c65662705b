package cases

import (
	"context"
	"slices"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// An Opening is what a case begins with.
type Opening struct {
	Institution int64
	Procedure   string // its id; the version in force now is taken
	Code        string
	Request     *store.Request // nil: on the office's own initiative
	Mailbox     int64
	Title       string
	Sender      string
	Unit        int64 // of whoever asked
	Office      int64 // the unit whose mailbox it came to
	Site        int64
	Document    int64 // already there where a case begins on a text
	Draft       int64 // the version of a procedure that is to come into force

	// What whoever begins it says that it is: by which rules choose its procedure.
	Kind    string
	Section int64
	rule    *store.CaseRule // that chose it, see Choose

	// Of a case that nobody requested: on whose wish, and, where a unit is
	// asked for something, by when and in which words. The unit is Unit.
	Wish  flow.Wish
	Ask   bool
	Guest bool // of somebody without an account; Unit is then where the case lies
	Due   time.Time
	Words string
}

// Opened is a case that was opened, and what its requester is told.
type Opened struct {
	Case  *store.Case
	State flow.State
	DueAt time.Time // of the whole case or of the step, the earlier; zero: no limit
	// Receipt is the letter with which the procedure acknowledges requests;
	// empty: none.
	Receipt flow.Letter
	Data    map[string]string // for letters
	Again   bool              // the same form opened it before: only Case is filled
}

// MayBegin reports, as a fault, why who may not begin a case with a text of
// their own: they must be among those who write it in the step where it begins.
func (c *Cases) MayBegin(ctx context.Context, tx *store.Tx, who Actor, o Opening) error {
	version, err := tx.ProcedureInForce(ctx, o.Institution, o.Procedure, tx.Now())
	if err != nil {
		return err
	}
	p, err := c.procedure(ctx, tx, version.ID)
	if err != nil {
		return err
	}
	if p.Subject != flow.SubjectRequest && p.Subject != flow.SubjectDocument {
		return fault.New(fault.Denied, "cases.not_of_own")
	}
	if p.Lies == flow.LiesAtMailbox && o.Office != 0 {
		o.Unit = o.Office
	}
	d, err := c.around(ctx, tx, &store.Case{Institution: o.Institution, Procedure: version.ID, Unit: o.Unit, Site: o.Site})
	if err != nil {
		return err
	}
	if err := c.May(ctx, tx, who, people.OpenDocument, d.Scope); err != nil {
		return err
	}
	facts, err := d.facts(ctx)
	if err != nil {
		return err
	}
	facts.HasDocument = true
	state, _ := p.Begin(facts, d.actor(who), flow.Beginning{Wish: o.Wish})
	return p.CanEdit(&state, &facts, d.actor(who))
}

// MayCommission reports, as a fault, why who may not ask a unit for something
// under a procedure: it must have such a letter, and a step that is theirs in
// one of roles.
func (c *Cases) MayCommission(ctx context.Context, tx *store.Tx, who Actor, procedure string, roles []people.Role) error {
	version, err := tx.ProcedureInForce(ctx, who.Institution, procedure, tx.Now())
	if err != nil {
		return err
	}
	p, err := c.procedure(ctx, tx, version.ID)
	if err != nil {
		return err
	}
	denied := fault.New(fault.Denied, "fault.denied")
	if p.Commission == "" {
		return denied
	}
	st, err := standing(ctx, tx, who)
	if err != nil {
		return err
	}
	held := heldAnywhere(st) // a member of the board holds the role at a unit
	for _, s := range p.Steps {
		for _, r := range s.By {
			if slices.Contains(roles, r) && slices.Contains(held, r) {
				return nil
			}
		}
	}
	return denied
}

// Open begins a case under the version of a procedure that is in force
// (invariant 8), within the transaction that takes in what it is about.
func (c *Cases) Open(ctx context.Context, tx *store.Tx, who Actor, o Opening) (*Opened, error) {
	version, err := tx.ProcedureInForce(ctx, o.Institution, o.Procedure, tx.Now())
	if err != nil {
		return nil, err
	}
	p, err := c.procedure(ctx, tx, version.ID)
	if err != nil {
		return nil, err
	}
	if p.Lies == flow.LiesAtMailbox && o.Office != 0 {
		o.Unit = o.Office
	}
	cs := &store.Case{Institution: o.Institution, Code: o.Code, Procedure: version.ID, Mailbox: o.Mailbox, Title: o.Title, Sender: o.Sender,
		Unit: o.Unit, Site: o.Site, Document: o.Document}
	if o.Request != nil {
		cs.Request = o.Request.ID
	}
	d, err := c.around(ctx, tx, cs)
	if err != nil {
		return nil, err
	}
	d.Actor = who
	if o.Draft != 0 {
		if d.Proposed, err = readDraft(ctx, tx, o.Draft); err != nil {
			return nil, err
		}
	}
	facts, err := d.facts(ctx)
	if err != nil {
		return nil, err
	}
	begin := flow.Beginning{Wish: o.Wish, Due: o.Due}
	if o.Ask && !o.Guest {
		begin.Unit = cs.Unit
	}
	state, happenings := d.Procedure.Begin(facts, d.actor(who), begin)
	d.State = state
	turn := d.Procedure.Turn(&d.State, &facts)
	if err := c.save(ctx, tx, d, turn, facts); err != nil {
		return nil, err
	}
	if o.rule != nil {
		o.rule.Case = cs.ID
		if err := tx.AddCaseRule(ctx, o.rule); err != nil {
			return nil, err
		}
	}
	said := content.ReadSaid(o.Words)
	if said.Text != "" { // kept with the case, which now has a number
		words, err := d.remark(ctx, "brief", who, said)
		if err != nil {
			return nil, err
		}
		happenings[0].Words = words
		if d.State.Assigned != nil {
			d.State.Assigned.Words = words
		}
		if err := c.save(ctx, tx, d, turn, facts); err != nil {
			return nil, err
		}
	}
	told, err := c.carry(ctx, tx, d, happenings, flow.Act{Reason: said.Text})
	if err != nil {
		return nil, err
	}
	if err := c.callHands(ctx, tx, d, flow.State{}, turn, told); err != nil {
		return nil, err
	}
	opened := &Opened{Case: cs, State: state, DueAt: state.Due(), Data: letterData(d, flow.Happening{}, "")}
	if state.Waiting() == flow.WaitsForUnit {
		u, err := tx.Unit(ctx, cs.Unit)
		if err != nil {
			return nil, err
		}
		for _, l := range locale.Langs {
			opened.Data["unit."+string(l)] = u.Name.In(l)
		}
	}
	for _, h := range happenings {
		if h.Verb == event.CaseOpened && facing[h.Letter] {
			opened.Receipt = h.Letter
		}
	}
	return opened, nil
}
