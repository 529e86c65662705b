// Package cases is the one place where a case moves. Whatever way an act comes
// in, from the desk, a letter's button, the command line or a timer, it is
// done here, in one transaction: the case is read, the person's authority is
// looked up, package flow decides, and the new state, the lines of the record,
// the letters and the jobs are written together or not at all. Of two who act
// at once on one state one wins, and the other is told what happened.
//
// The areas above use it for everything that touches a case, so that no face
// can do what another one may not.
package cases

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// Cases moves the cases of a store.
type Cases struct {
	Store *store.Store
	// Calendar is the working calendar of an institution, or of a unit of it
	// that keeps hours of its own.
	Calendar func(institution, unit int64) *workday.Calendar
	// Above lists a unit and the units above it.
	Above func(unit int64) []int64
	// Effects carries out what a move does to the public pages, within its
	// transaction.
	Effects map[flow.Effect]func(ctx context.Context, tx *store.Tx, d *Dossier, h flow.Happening) error
	// Mailhost is the right side of the Message-IDs of our letters.
	Mailhost string
	// Secret signs the links in letters.
	Secret     []byte
	procedures sync.Map // procedure version id → *flow.Procedure
	texts      texts
}

// An Actor is who acts, whichever way they came in.
type Actor struct {
	Person      people.PersonID
	Name        string
	For         people.PersonID // acts for this delegator only; zero: own authority first
	Institution int64
	Lang        locale.Lang
	Outside     int64 // the request whose sender this is, without an account; 0: none
	Letter      bool  // not they themselves but a letter from their address, which anybody can write there
	Call        int64 // the call of the letter by whose link they act; 0: none
	System      bool  // the program itself
}

// Program is the program as an actor.
func Program(institution int64) Actor {
	return Actor{Institution: institution, System: true, Lang: locale.VI}
}

// procedure returns a procedure version, parsed once.
func (c *Cases) procedure(ctx context.Context, tx *store.Tx, id int64) (*flow.Procedure, error) {
	if p, ok := c.procedures.Load(id); ok {
		return p.(*flow.Procedure), nil
	}
	v, err := tx.Procedure(ctx, id)
	if err != nil {
		return nil, err
	}
	p, mistakes := procfile.Parse([]byte(v.Text))
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("procedure %s version %d: %v", v.Key, v.Version, mistakes[0])
	}
	p.Version = v.Version
	if v.State == store.ProcedureInForce { // any other may still be changed
		tx.Remember(func() { c.procedures.Store(id, p) })
	}
	return p, nil
}

// Procedure returns the procedure of a stored version, for showing it.
func (c *Cases) Procedure(ctx context.Context, id int64) (p *flow.Procedure, err error) {
	err = c.Store.View(ctx, func(tx *store.Tx) error {
		p, err = c.procedure(ctx, tx, id)
		return err
	})
	return p, err
}

func (c *Cases) calendar(institution, unit int64) *workday.Calendar {
	if c.Calendar == nil {
		return workday.Vietnam()
	}
	return c.Calendar(institution, unit)
}

func (c *Cases) above(unit int64) []int64 {
	if unit == 0 {
		return nil
	}
	if c.Above == nil {
		return []int64{unit}
	}
	return c.Above(unit)
}

// NewMessageID makes the Message-ID of one of our letters, without brackets.
func (c *Cases) NewMessageID() string {
	var b [15]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:]) + "@" + c.Mailhost
}

// Scope is where a case lies, seen from all places that have a say in it.
func (c *Cases) Scope(cs *store.Case) people.Scope {
	s := people.Scope{Institution: cs.Institution, Units: c.above(cs.Unit)}
	if cs.Site != 0 {
		s.Sites = []int64{cs.Site}
	}
	return s
}

// SiteScope is a site, seen from all places that have a say in it.
func (c *Cases) SiteScope(s *store.Site) people.Scope {
	return people.Scope{Institution: s.Institution, Units: c.above(s.Unit), Sites: []int64{s.ID}}
}

// UnitScope is a unit, seen from all places that have a say in it; 0 is the
// institution itself.
func (c *Cases) UnitScope(institution, unit int64) people.Scope {
	return people.Scope{Institution: institution, Units: c.above(unit)}
}

// wakeKey begins the key of the job that wakes a case.
func wakeKey(id int64) string { return fmt.Sprintf("case/%d/wake", id) }

// JobWake is the kind of the job that wakes a case when a limit nears or has
// run out; its arguments are the case's ID.
const JobWake = "case-wake"

func next(timers []flow.Timer) time.Time {
	var first time.Time
	for _, t := range timers {
		if first.IsZero() || t.At.Before(first) {
			first = t.At
		}
	}
	return first
}
