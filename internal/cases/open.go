package cases

import (
	"context"
	"time"

	"congbo/internal/event"
	"congbo/internal/flow"
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
	facts, err := d.facts(ctx)
	if err != nil {
		return nil, err
	}
	state, happenings := d.Procedure.Start(facts, d.actor(who))
	d.State = state
	turn := d.Procedure.Turn(&d.State, &facts)
	if err := c.save(ctx, tx, d, turn, facts); err != nil {
		return nil, err
	}
	told, err := c.carry(ctx, tx, d, happenings, flow.Act{})
	if err != nil {
		return nil, err
	}
	if err := c.callHands(ctx, tx, d, flow.State{}, turn, told); err != nil {
		return nil, err
	}
	opened := &Opened{Case: cs, State: state, DueAt: state.Due(), Data: letterData(d, flow.Happening{}, "")}
	for _, h := range happenings {
		if h.Verb == event.CaseOpened && facing[h.Letter] {
			opened.Receipt = h.Letter
		}
	}
	return opened, nil
}
