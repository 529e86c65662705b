package procedures

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// MaxWords is how many letters the reason of a proposal, or the words of a
// decision on it, may have.
const MaxWords = 2000

// A Disposal is a proposal to dispose of papers with whom it is from and, for
// one proposal alone, the cases it is about.
type Disposal struct {
	store.Disposal
	Proposer, Decider string
	Items             []store.DisposalItem
	Ends              map[int64]store.DisposalEnd // by item
	Titles            map[int64]string            // of cases, as the list names them
	Work              store.DisposalWork
	MayDecide         bool // the actor may, and did not propose it
	Own               bool // the actor proposed it
}

// A Proposal is what somebody proposes to dispose of.
type Proposal struct {
	Codes   []string // of cases
	Reason  string
	NoTitle bool // the list of what was destroyed names the cases by their codes alone
}

// Propose proposes to dispose of the papers of cases. Each must be among
// [Procedures.Expired] now. It is for those who keep the procedures; whoever may
// decide is told (R-T10).
func (p *Procedures) Propose(ctx context.Context, who cases.Actor, what Proposal) (id int64, err error) {
	codes, reason := what.Codes, strings.TrimSpace(vi.Read(what.Reason))
	err = p.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := p.may(ctx, tx, who); err != nil {
			return err
		}
		switch {
		case len(codes) == 0:
			return fault.New(fault.Invalid, "procedures.disposal_none")
		case reason == "":
			return fault.New(fault.Invalid, "procedures.disposal_reason").In("reason")
		case utf8.RuneCountInString(reason) > MaxWords:
			return fault.New(fault.Invalid, "procedures.disposal_long", MaxWords).In("reason")
		}
		gone, err := allExpired(ctx, tx, who.Institution)
		if err != nil {
			return err
		}
		d := &store.Disposal{Institution: who.Institution, Reason: reason, By: who.Person}
		if err := tx.AddDisposal(ctx, d); err != nil {
			return err
		}
		id = d.ID
		if err := tx.AddDisposalWork(ctx, store.DisposalWork{Disposal: id, Titles: !what.NoTitle}); err != nil {
			return err
		}
		codes = slices.Compact(slices.Sorted(slices.Values(codes)))
		for _, code := range codes {
			i := slices.IndexFunc(gone, func(x Expired) bool { return x.Code == code })
			if i < 0 {
				return fault.New(fault.Conflict, "procedures.disposal_taken", code)
			}
			x := gone[i]
			added, err := tx.AddDisposalItem(ctx, store.DisposalItem{Disposal: id, Case: x.Case, Record: x.Entry.name(), Retention: string(x.Entry.Form.Retention), Ended: x.Ended, From: x.From})
			if err != nil {
				return err
			}
			if !added {
				return fault.New(fault.Conflict, "procedures.disposal_taken", code)
			}
			told(tx, who, d, x.Case, event.DisposalProposed, fmt.Sprint(id))
		}
		return p.callDeciders(ctx, tx, who, d, len(codes))
	})
	return id, err
}

// name is what an entry is called in a list that is kept: in Vietnamese, as the
// list is filed.
func (e Entry) name() string {
	if e.Form.Code == "" {
		return e.Form.Title.VI
	}
	return e.Form.Code + " " + e.Form.Title.VI
}

// A Decision on a proposal: yes with the number of the decision on paper, or no
// with the reason.
type Decision struct {
	Yes     bool
	Number  string
	Words   string
	Version int64 // of the proposal as it was read
}

// Decide approves a proposal or refuses it. Whoever proposed never does,
// whatever else they are. An approval needs every case to be still one that may
// go: it may have been opened again, or the register changed (R-T10).
func (p *Procedures) Decide(ctx context.Context, who cases.Actor, id int64, to Decision) error {
	to.Number, to.Words = vi.ReadLine(to.Number), strings.TrimSpace(vi.Read(to.Words))
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := p.disposal(ctx, tx, who, people.DecideDisposal, id)
		switch {
		case err != nil:
			return err
		case d.State != store.DisposalProposed:
			return fault.New(fault.Conflict, "procedures.disposal_decided")
		case d.By == who.Person || d.By == who.For:
			return fault.New(fault.Denied, "procedures.disposal_own")
		case d.Version != to.Version:
			return fault.New(fault.Conflict, "store.changed_meanwhile")
		case to.Yes && to.Number == "":
			return fault.New(fault.Invalid, "procedures.disposal_number").In("number")
		case !to.Yes && to.Words == "":
			return fault.New(fault.Invalid, "procedures.disposal_words").In("words")
		case utf8.RuneCountInString(to.Words)+utf8.RuneCountInString(to.Number) > MaxWords:
			return fault.New(fault.Invalid, "procedures.disposal_long", MaxWords).In("words")
		}
		items, err := tx.DisposalItems(ctx, id)
		if err != nil {
			return err
		}
		items = slices.DeleteFunc(items, func(i store.DisposalItem) bool { return !i.Live }) // what came alive again is not decided on
		d.State, d.DecidedBy, d.Words = store.DisposalRefused, who.Person, to.Words
		verb := event.DisposalRefused
		if to.Yes {
			d.State, d.Decision, verb = store.DisposalApproved, to.Number, event.DisposalApproved
			if err := stillExpired(ctx, tx, who.Institution, items); err != nil {
				return err
			}
		}
		for _, i := range items {
			told(tx, who, d, i.Case, verb, d.Decision)
		}
		if err := tx.DecideDisposal(ctx, d); err != nil {
			return err
		}
		if to.Yes {
			if err := tx.Enqueue(ctx, JobDispose, d.ID, time.Time{}, disposeKey(d.ID)); err != nil {
				return err
			}
		}
		return p.tellDecided(ctx, tx, who, d, len(items))
	})
}

func stillExpired(ctx context.Context, tx *store.Tx, institution int64, items []store.DisposalItem) error {
	gone, err := allExpired(ctx, tx, institution)
	if err != nil {
		return err
	}
	now := make(map[int64]bool)
	for _, x := range gone {
		now[x.Case] = true
	}
	for _, i := range items {
		if !now[i.Case] {
			return fault.New(fault.Conflict, "procedures.disposal_kept", i.Code)
		}
	}
	return nil
}

// told writes into the history of a case what became of its papers.
func told(tx *store.Tx, who cases.Actor, d *store.Disposal, id int64, verb event.Verb, number string) {
	e := event.Event{Verb: verb, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Case: id, Subject: fmt.Sprintf("disposal:%d", d.ID)}
	if number != "" {
		e.Data = map[string]string{event.KeyNumber: number}
	}
	tx.Record(d.Institution, e)
}

func (p *Procedures) disposal(ctx context.Context, tx *store.Tx, who cases.Actor, to people.Action, id int64) (*store.Disposal, error) {
	if err := p.Cases.May(ctx, tx, who, to, people.Scope{Institution: who.Institution}); err != nil {
		return nil, err
	}
	d, err := tx.Disposal(ctx, id)
	if err == nil && d.Institution != who.Institution {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return d, err
}

// MaxDisposals is how many proposals are listed.
const MaxDisposals = 200

// Disposals lists what was proposed, the newest first, without the cases.
func (p *Procedures) Disposals(ctx context.Context, who cases.Actor) (list []Disposal, err error) {
	err = p.Store.View(ctx, func(tx *store.Tx) error {
		list = nil
		if err := p.Cases.May(ctx, tx, who, people.SeeDisposals, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		rows, err := tx.Disposals(ctx, who.Institution, MaxDisposals)
		for _, d := range rows {
			one, err := p.named(ctx, tx, who, &d)
			if err != nil {
				return err
			}
			if one.Work, err = tx.DisposalWork(ctx, d.ID); err != nil {
				return err
			}
			list = append(list, *one)
		}
		return err
	})
	return list, err
}

// Disposal returns a proposal with its cases.
func (p *Procedures) Disposal(ctx context.Context, who cases.Actor, id int64) (d *Disposal, err error) {
	err = p.Store.View(ctx, func(tx *store.Tx) error {
		row, err := p.disposal(ctx, tx, who, people.SeeDisposals, id)
		if err != nil {
			return err
		}
		if d, err = p.named(ctx, tx, who, row); err != nil {
			return err
		}
		return d.read(ctx, tx)
	})
	return d, err
}

// read reads the cases of a proposal with what became of them.
func (d *Disposal) read(ctx context.Context, tx *store.Tx) (err error) {
	if d.Items, err = tx.DisposalItems(ctx, d.ID); err != nil {
		return err
	}
	if d.Work, err = tx.DisposalWork(ctx, d.ID); err != nil {
		return err
	}
	if d.Ends, err = tx.DisposalEnds(ctx, d.ID); err != nil {
		return err
	}
	d.Titles = make(map[int64]string)
	for _, i := range d.Items {
		if e, ok := d.Ends[i.ID]; ok && e.How == store.DisposalTaken {
			d.Titles[i.Case] = e.Title
			continue
		}
		c, err := tx.Case(ctx, i.Case)
		if err != nil {
			return err
		}
		d.Titles[i.Case] = c.Title
	}
	return nil
}

func (p *Procedures) named(ctx context.Context, tx *store.Tx, who cases.Actor, row *store.Disposal) (*Disposal, error) {
	d := &Disposal{Disposal: *row, Own: row.By == who.Person || row.By == who.For}
	for id, name := range map[people.PersonID]*string{row.By: &d.Proposer, row.DecidedBy: &d.Decider} {
		if id == 0 {
			continue
		}
		by, err := tx.Person(ctx, id)
		if err != nil {
			return nil, err
		}
		*name = by.Name
	}
	may := p.Cases.May(ctx, tx, who, people.DecideDisposal, people.Scope{Institution: who.Institution})
	d.MayDecide = may == nil && !d.Own && row.State == store.DisposalProposed
	return d, nil
}

// A Disposing tells in a case that its papers were proposed for disposal, or
// that it was approved.
type Disposing struct {
	Disposal int64
	State    string
	Decision string
	At       time.Time // when it was proposed, or approved
	Taken    time.Time // when they were taken away; zero: they are still there
}

// Disposing returns what stands about the papers of a case; nil where nothing
// does. Whoever sees the case may know.
func (p *Procedures) Disposing(ctx context.Context, id int64) (x *Disposing, err error) {
	err = p.Store.View(ctx, func(tx *store.Tx) error {
		d, err := tx.DisposedCase(ctx, id)
		if err != nil || d == nil {
			return err
		}
		x = &Disposing{d.Disposal.ID, d.Disposal.State, d.Disposal.Decision, d.Disposal.At, d.Taken}
		if d.Disposal.State == store.DisposalApproved {
			x.At = d.Disposal.DecidedAt
		}
		return nil
	})
	return x, err
}
