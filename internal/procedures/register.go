package procedures

import (
	"context"
	"slices"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/procfile"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// An Entry is a form or a record of the register of a procedure in force.
type Entry struct {
	Key       string // of the procedure
	Procedure *flow.Procedure
	Form      flow.Form
}

// An Expired case is one whose papers may be disposed of from a day on.
type Expired struct {
	Case  int64
	Code  string
	Ended time.Time
	From  time.Time
	Entry Entry
}

// Register lists the forms and records of all procedures in force, procedure by
// procedure, in their order (F-J11). It is no secret within the house.
func (p *Procedures) Register(ctx context.Context, who cases.Actor) (entries []Entry, err error) {
	err = p.Store.View(ctx, func(tx *store.Tx) error {
		entries, err = register(ctx, tx, who.Institution)
		return err
	})
	return entries, err
}

func register(ctx context.Context, tx *store.Tx, institution int64) ([]Entry, error) {
	all, err := tx.Procedures(ctx, institution)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	var seen []string
	for i := range all {
		key := all[i].Key
		if slices.Contains(seen, key) {
			continue
		}
		seen = append(seen, key)
		v, err := tx.ProcedureInForce(ctx, institution, key, tx.Now())
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		text, mistakes := procfile.Parse([]byte(v.Text))
		if len(mistakes) > 0 {
			continue
		}
		for _, f := range text.Paper.Forms {
			entries = append(entries, Entry{key, text, f})
		}
	}
	return entries, nil
}

// MaxExpired is how many cases [Procedures.Expired] lists at a time.
const MaxExpired = 200

// Expired lists cases whose papers the register lets go, by the retention that
// is in force now, the one that may go longest first, without those that stand
// in a proposal already; what it says of a case is its code and no word of it
// (R-T10). It is for those who keep the procedures.
func (p *Procedures) Expired(ctx context.Context, who cases.Actor) (gone []Expired, err error) {
	err = p.Store.View(ctx, func(tx *store.Tx) error {
		if err := p.may(ctx, tx, who); err != nil {
			return err
		}
		if gone, err = allExpired(ctx, tx, who.Institution); err != nil {
			return err
		}
		in, err := tx.InDisposal(ctx, who.Institution)
		gone = slices.DeleteFunc(gone, func(x Expired) bool { return in[x.Case] })
		return err
	})
	return gone[:min(len(gone), MaxExpired)], err
}

func allExpired(ctx context.Context, tx *store.Tx, institution int64) (gone []Expired, err error) {
	entries, err := register(ctx, tx, institution)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if _, _, ends := e.Form.Retention.Length(); !e.Form.Case || !ends {
			continue
		}
		if gone, err = expired(ctx, tx, institution, e, gone); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(gone, func(a, b Expired) int { return a.From.Compare(b.From) })
	return gone, nil
}

// expired adds the cases of a procedure whose time is over.
func expired(ctx context.Context, tx *store.Tx, institution int64, e Entry, gone []Expired) ([]Expired, error) {
	const page = 500
	for below := int64(0); ; {
		list, err := tx.Cases(ctx, store.CaseFilter{Institution: institution, Procedure: e.Key, Ended: true, Below: below, Limit: page})
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			if from, ok := e.Form.Retention.Ends(c.EndedAt, workday.Zone); ok && !from.After(tx.Now()) {
				gone = append(gone, Expired{c.ID, c.Code, c.EndedAt, from, e})
			}
			below = c.ID
		}
		if len(list) < page {
			return gone, nil
		}
	}
}
