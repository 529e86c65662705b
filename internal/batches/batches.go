// Package batches hands cases over together (R-M4): what was checked is not sent
// one by one to the office that posts, but daily, weekly or monthly, by kind, in
// one batch with one covering letter. Package flow says which case goes with
// which hour, package cases puts it into the batch; this one shows the batch,
// hands it over, notes that it was received, and tells when it is late.
package batches

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// MaxItems is how many cases are handed over at once at most.
const MaxItems = 200

// maxSent is how many batches that were handed over a list shows.
const maxSent = 60

// Batches is the verbs of this area.
type Batches struct {
	Store *store.Store
	Cases *cases.Cases
}

// A Fate says how a case of a batch stands.
type Fate string

// The fates. Of an open batch a case is ready or held up; of one that was
// handed over it is with whoever posts, posted, or came back.
const (
	Ready    Fate = "ready"
	HeldUp   Fate = "held-up"
	With     Fate = "with"
	Posted   Fate = "posted"
	Returned Fate = "returned"
)

// An Item is a case of a batch.
type Item struct {
	Case *store.Case
	Step locale.Text // in which it stands now
	Kind string
	Fate Fate
	Why  *fault.Error // it is held up; nil where it is not
	item store.BatchItem
}

// A View is a batch as a person sees it.
type View struct {
	*store.Batch
	Step      locale.Text // from which it is handed over
	Procedure locale.Text
	Items     []Item
	Unseen    int // cases that this person does not see
	Late      bool
	MaySend   bool // hand over, at least one of the cases
	MayTake   bool // say that they were received
	Sender    string
	Receiver  string
	Now       time.Time
}

// Count is how many of the cases have a fate.
func (v *View) Count(f Fate) (n int) {
	for i := range v.Items {
		if v.Items[i].Fate == f {
			n++
		}
	}
	return n
}

// Done reports whether nothing of a batch waits to be posted any more.
func (v *View) Done() bool { return v.State != store.BatchOpen && v.Unseen == 0 && v.Count(With) == 0 }

// Batch reads a batch for somebody who sees one of its cases at least.
func (b *Batches) Batch(ctx context.Context, who cases.Actor, id int64) (v *View, err error) {
	err = b.Store.View(ctx, func(tx *store.Tx) error {
		v, err = b.view(ctx, tx, who, id)
		return err
	})
	return v, err
}

func (b *Batches) view(ctx context.Context, tx *store.Tx, who cases.Actor, id int64) (*View, error) {
	row, err := tx.Batch(ctx, id)
	if err != nil {
		return nil, err
	}
	if row.Institution != who.Institution {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	items, err := tx.BatchItems(ctx, id)
	if err != nil {
		return nil, err
	}
	v := &View{Batch: row, Now: tx.Now(), Late: late(row, tx.Now())}
	for _, it := range items {
		cv, err := b.Cases.SeeIn(ctx, tx, who, it.Case)
		if fault.Is(err, fault.NotFound) {
			v.Unseen++
			continue
		} else if err != nil {
			return nil, err
		}
		if step := cv.Procedure.Step(flow.StepID(row.Step)); step != nil {
			v.Step, v.Procedure = step.Title, cv.Procedure.Title
		}
		v.add(cv, it)
	}
	if len(v.Items) == 0 {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	if v.Sender, err = name(ctx, tx, row.SentBy); err == nil {
		v.Receiver, err = name(ctx, tx, row.ReceivedBy)
	}
	return v, err
}

func (v *View) add(cv *cases.View, it store.BatchItem) {
	one := Item{Case: cv.Case, Step: cv.Procedure.Step(cv.State.Step).Title, Kind: cv.Facts.Kind, item: it}
	if v.State == store.BatchOpen {
		one.Fate = HeldUp
		for _, o := range cv.Options {
			if o.Kind == flow.DoHandOver {
				if one.Why = o.WhyNot; o.Allowed {
					one.Fate, v.MaySend = Ready, true
				}
			}
		}
	} else {
		one.Fate = fate(&cv.State, it.Entry, v.SentAt)
		if one.Fate == With && v.State == store.BatchSent {
			v.MayTake = v.MayTake || slices.ContainsFunc(cv.Options, func(o flow.Option) bool { return o.Kind == flow.DoMove && o.Allowed })
		}
	}
	v.Items = append(v.Items, one)
}

// fate is how a case stands that was handed over, by the entry with which it
// then came into other hands.
func fate(s *flow.State, entry int, sent time.Time) Fate {
	switch {
	case s.Published.Public() && !s.Published.At.Before(sent):
		return Posted
	case s.Entry == entry:
		return With
	}
	return Returned
}

func name(ctx context.Context, tx *store.Tx, id people.PersonID) (string, error) {
	if id == 0 {
		return "", nil
	}
	p, err := tx.Person(ctx, id)
	if err != nil {
		return "", err
	}
	return p.Name, nil
}

// List reads the batches of an institution of which somebody sees something:
// those to come, the next first, and the last that were handed over.
func (b *Batches) List(ctx context.Context, who cases.Actor) (open, sent []*View, err error) {
	err = b.Store.View(ctx, func(tx *store.Tx) error {
		open, sent = nil, nil
		coming, err := tx.OpenBatches(ctx, who.Institution)
		if err != nil {
			return err
		}
		gone, err := tx.SentBatches(ctx, who.Institution, maxSent)
		if err != nil {
			return err
		}
		for i, row := range slices.Concat(coming, gone) {
			v, err := b.line(ctx, tx, who, &row)
			if err != nil {
				return err
			} else if v == nil {
				continue
			}
			if i < len(coming) {
				open = append(open, v)
			} else {
				sent = append(sent, v)
			}
		}
		return nil
	})
	return open, sent, err
}

// line is a batch as a list shows it, with no more of its cases than how they
// stand; nil where this person sees none of them.
func (b *Batches) line(ctx context.Context, tx *store.Tx, who cases.Actor, row *store.Batch) (*View, error) {
	items, err := tx.BatchItems(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	v := &View{Batch: row, Now: tx.Now(), Late: late(row, tx.Now())}
	seen := false
	for _, it := range items {
		d, err := b.Cases.DossierIn(ctx, tx, it.Case)
		if err != nil {
			return nil, err
		}
		if !seen {
			_, err := b.Cases.SeeIn(ctx, tx, who, it.Case)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return nil, err
			}
			seen = err == nil
		}
		if step := d.Procedure.Step(flow.StepID(row.Step)); step != nil {
			v.Step, v.Procedure = step.Title, d.Procedure.Title
		}
		one := Item{Case: d.Case, Fate: Ready}
		if row.State != store.BatchOpen {
			one.Fate = fate(&d.State, it.Entry, row.SentAt)
		}
		v.Items = append(v.Items, one)
	}
	if !seen {
		return nil, nil
	}
	return v, nil
}

// late reports whether a batch is, or was, handed over after its hour.
func late(row *store.Batch, now time.Time) bool {
	return row.State == store.BatchOpen && now.After(row.Due) || row.SentAt.After(row.Due)
}

// Of tells with which batch a case goes or went; nil where with none that this
// person sees.
func (b *Batches) Of(ctx context.Context, who cases.Actor, id int64) (row *store.Batch, err error) {
	err = b.Store.View(ctx, func(tx *store.Tx) error {
		all, err := tx.BatchesOf(ctx, id)
		if len(all) > 0 {
			row = &all[0]
		}
		return err
	})
	return row, err
}

// HandOver hands cases of a batch over in one transaction, all that were chosen
// or none, each as somebody saw it; one letter tells each of those who post of
// all that came into their hands. What was not chosen stays for the same hour.
func (b *Batches) HandOver(ctx context.Context, who cases.Actor, id int64, chosen []cases.BatchItem) error {
	return b.Store.Tx(ctx, func(tx *store.Tx) error {
		row, err := tx.Batch(ctx, id)
		switch {
		case err != nil:
			return err
		case row.Institution != who.Institution:
			return fault.New(fault.NotFound, "fault.not_found")
		case row.State != store.BatchOpen:
			return fault.New(fault.Conflict, "batches.sent")
		case len(chosen) == 0:
			return fault.New(fault.Invalid, "batches.none").In("item")
		case len(chosen) > MaxItems:
			return fault.New(fault.Invalid, "batches.many", MaxItems).In("item")
		}
		items, err := tx.BatchItems(ctx, id)
		if err != nil {
			return err
		}
		row.State, row.SentBy, row.SentFor, row.SentAt = store.BatchSent, who.Person, who.For, tx.Now()
		if err := tx.SaveBatch(ctx, row); err != nil {
			return err
		}
		calls := make(calls)
		for _, c := range chosen {
			i := slices.IndexFunc(items, func(it store.BatchItem) bool { return it.Case == c.Case })
			if i < 0 {
				return fault.New(fault.Conflict, "batches.left")
			}
			if err := b.handOver(ctx, tx, who, row, items[i], c.Version, calls); err != nil {
				return err
			}
			items = slices.Delete(items, i, i+1)
		}
		if err := b.leave(ctx, tx, row, items); err != nil {
			return err
		}
		b.record(tx, row, who, event.BatchSent, len(chosen))
		delete(calls, who.Person)
		return calls.tell(ctx, tx, b.Cases, row, cases.TemplateBatchSent)
	})
}

func (b *Batches) handOver(ctx context.Context, tx *store.Tx, who cases.Actor, row *store.Batch, it store.BatchItem, version int64, calls calls) error {
	if version <= 0 {
		version = -1 // nobody has looked at it
	}
	res, err := b.Cases.ActIn(ctx, tx, who, cases.Input{Case: it.Case, Version: version, Quiet: true, Act: flow.Act{Kind: flow.DoHandOver, Batch: row.ID}})
	if e, ok := fault.As(err); ok && e.Kind != fault.Internal {
		cs, cerr := tx.Case(ctx, it.Case)
		if cerr != nil {
			return err
		}
		return fault.New(e.Kind, "batches.item", cs.Code, e).Because(err)
	} else if err != nil {
		return err
	}
	for _, h := range res.Called {
		calls.add(h.Person, res.Case)
	}
	return tx.SentBatchItem(ctx, it.ID, res.State.Entry)
}

// leave puts what was not handed over into an open batch of the same hour.
func (b *Batches) leave(ctx context.Context, tx *store.Tx, row *store.Batch, items []store.BatchItem) error {
	if len(items) == 0 {
		return nil
	}
	next, err := b.Cases.OpenBatch(ctx, tx, row.Institution, row.Procedure, row.Step, row.Due)
	if err != nil {
		return err
	}
	for _, it := range items {
		if err := tx.MoveBatchItem(ctx, it.ID, next.ID); err != nil {
			return err
		}
	}
	return nil
}

// Receive notes that a batch is with those who post.
func (b *Batches) Receive(ctx context.Context, who cases.Actor, id int64) error {
	return b.Store.Tx(ctx, func(tx *store.Tx) error {
		v, err := b.view(ctx, tx, who, id)
		switch {
		case err != nil:
			return err
		case v.State != store.BatchSent:
			return fault.New(fault.Conflict, "batches.received")
		case !v.MayTake:
			return fault.New(fault.Denied, "batches.not_yours")
		}
		v.State, v.ReceivedBy, v.ReceivedFor, v.ReceivedAt = store.BatchReceived, who.Person, who.For, tx.Now()
		if err := tx.SaveBatch(ctx, v.Batch); err != nil {
			return err
		}
		b.record(tx, v.Batch, who, event.BatchReceived, len(v.Items)+v.Unseen)
		return nil
	})
}

// Look is the job that looks after a batch: before its hour it reminds those who
// hand over, after it those who see to what is late are told, once.
func (b *Batches) Look(ctx context.Context, id int64) error {
	return b.Store.Tx(ctx, func(tx *store.Tx) error {
		row, err := tx.Batch(ctx, id)
		if err != nil || row.State != store.BatchOpen || !row.LateAt.IsZero() {
			return err
		}
		items, err := tx.BatchItems(ctx, id)
		if err != nil {
			return err
		}
		late := !row.Due.After(tx.Now())
		if len(items) == 0 {
			if late {
				row.State = store.BatchEmpty
				return tx.SaveBatch(ctx, row)
			}
			return nil
		}
		calls := make(calls)
		for _, it := range items {
			d, err := b.Cases.DossierIn(ctx, tx, it.Case)
			if err != nil {
				return err
			}
			step := d.Procedure.Step(d.State.Step)
			roles := step.By
			if late {
				roles = append(slices.Clone(roles), step.WhoIsLate()...)
			}
			for _, role := range roles {
				for _, h := range d.Holders(role) {
					calls.add(h.Person, d.Case)
				}
			}
		}
		if !late {
			return calls.tell(ctx, tx, b.Cases, row, cases.TemplateBatchDue)
		}
		row.LateAt = tx.Now()
		if err := tx.SaveBatch(ctx, row); err != nil {
			return err
		}
		b.record(tx, row, cases.Actor{}, event.BatchLate, len(items))
		return calls.tell(ctx, tx, b.Cases, row, cases.TemplateBatchLate)
	})
}

func (b *Batches) record(tx *store.Tx, row *store.Batch, who cases.Actor, verb event.Verb, count int) {
	tx.Record(row.Institution, event.Event{Verb: verb, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("batch:%d", row.ID),
		Data: map[string]string{event.KeyNumber: strconv.Itoa(count), event.KeyDue: row.Due.UTC().Format(time.RFC3339)}})
}

// Path is the page of a batch at the desk.
func Path(id int64) string { return "/desk/batches/" + strconv.FormatInt(id, 10) }

// calls are the cases that each person is to be told of, in their order.
type calls map[people.PersonID][]*store.Case

func (c calls) add(p people.PersonID, cs *store.Case) {
	if p != 0 && !slices.ContainsFunc(c[p], func(o *store.Case) bool { return o.ID == cs.ID }) {
		c[p] = append(c[p], cs)
	}
}

func (c calls) tell(ctx context.Context, tx *store.Tx, all *cases.Cases, row *store.Batch, template string) error {
	whom := make([]people.PersonID, 0, len(c))
	for p := range c {
		whom = append(whom, p)
	}
	slices.Sort(whom)
	for _, p := range whom {
		lines := make([]string, len(c[p]))
		for i, cs := range c[p] {
			lines[i] = vi.CleanLine(cs.Title) + " (" + cs.Code + ") /desk/cases/" + cs.Code
		}
		data := map[string]string{"desk-page": Path(row.ID), "list": strings.Join(lines, "\n"), "count": strconv.Itoa(len(lines)), "due": row.Due.UTC().Format(time.RFC3339)}
		for _, l := range locale.Langs {
			data["day."+string(l)] = vi.Date(l, tx.Now())
		}
		if err := all.TellOf(ctx, tx, row.Institution, p, template, data); err != nil {
			return err
		}
	}
	return nil
}
