package procedures

import (
	"context"
	"errors"
	"fmt"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
)

// JobDispose is the kind of the job that takes away what a disposal was approved
// of; its arguments are the disposal's ID.
const JobDispose = "dispose"

func disposeKey(id int64) string { return fmt.Sprintf("dispose/%d", id) }

// Files keeps bytes under their SHA-256.
type Files interface {
	// Remove takes a file away with whatever was made of it, unless its bytes
	// were put down after an instant: then it returns false, as it does at the
	// zero time. One that is not there is no error.
	Remove(ctx context.Context, id string, before time.Time) (bool, error)
}

// Dispose takes away what an approved disposal is about (R-T10): first the words
// of one case after the other, each in a transaction of its own; then the bytes
// that nothing refers to any more. It is a job: killed wherever it is, it goes on
// from there, and done twice it does nothing the second time.
func (p *Procedures) Dispose(ctx context.Context, id int64) error {
	d, err := p.approvedItems(ctx, id)
	if err != nil {
		return err
	}
	var trouble error
	for _, i := range d.Items {
		if _, ended := d.Ends[i.ID]; ended || !i.Live {
			continue
		}
		if err := p.Store.Tx(ctx, func(tx *store.Tx) error { return p.takeCase(ctx, tx, d, i) }); err != nil {
			trouble = errors.Join(trouble, fmt.Errorf("case %s: %w", i.Code, err))
		}
	}
	if trouble != nil { // tried again; what is done is done
		return trouble
	}
	later, err := p.takeFiles(ctx, id)
	if err != nil {
		return err
	}
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		if later {
			return tx.Enqueue(ctx, JobDispose, id, tx.Now().Add(p.Settle), fmt.Sprintf("%s/%d", disposeKey(id), tx.Now().UnixMicro()))
		}
		first, err := tx.DisposalDone(ctx, id)
		if err != nil || !first {
			return err
		}
		return p.tellDone(ctx, tx, &d.Disposal)
	})
}

func (p *Procedures) approvedItems(ctx context.Context, id int64) (*Disposal, error) {
	d := &Disposal{}
	err := p.Store.View(ctx, func(tx *store.Tx) error {
		row, err := tx.Disposal(ctx, id)
		if err != nil {
			return err
		}
		if row.State != store.DisposalApproved {
			return fault.New(fault.Denied, "procedures.disposal_unapproved")
		}
		d.Disposal = *row
		return d.read(ctx, tx)
	})
	return d, err
}

// takeCase takes away what there is of one case, if the register in force now
// still lets it go: it may keep it longer since the approval.
func (p *Procedures) takeCase(ctx context.Context, tx *store.Tx, d *Disposal, i store.DisposalItem) error {
	end := &store.DisposalEnd{Item: i.ID, Disposal: d.ID, Case: i.Case, How: store.DisposalTaken}
	e := event.Event{Verb: event.PapersTaken, Case: i.Case, Subject: fmt.Sprintf("disposal:%d", d.ID), Data: map[string]string{event.KeyNumber: d.Decision}}
	switch err := stillExpired(ctx, tx, d.Institution, []store.DisposalItem{i}); {
	case fault.Is(err, fault.Conflict):
		end.How, e.Verb = store.DisposalKept, event.DisposalKept
	case err != nil:
		return err
	default:
		if d.Work.Titles {
			end.Title = d.Titles[i.Case]
		}
		if _, err := tx.TakeAway(ctx, i.ID); err != nil {
			return err
		}
	}
	tx.Record(d.Institution, e)
	tx.After(func() { p.Cases.ForgetTexts() })
	return tx.EndDisposalItem(ctx, end)
}

// takeFiles takes the bytes away that were noted as taken and that nothing has
// come to refer to since; later tells that some have come again just now.
func (p *Procedures) takeFiles(ctx context.Context, id int64) (later bool, err error) {
	var files []string
	err = p.Store.View(ctx, func(tx *store.Tx) (err error) {
		files, err = tx.TakenFiles(ctx, id)
		return err
	})
	for _, f := range files {
		used := false
		if err := p.Store.View(ctx, func(tx *store.Tx) (err error) {
			used, err = tx.MediaUsed(ctx, f)
			return err
		}); err != nil {
			return false, err
		}
		before := p.Store.Now().Add(-p.Settle)
		if used {
			before = time.Time{}
		}
		gone, err := p.Files.Remove(ctx, f, before)
		if err != nil {
			return false, err
		}
		later = later || !gone && !used
	}
	return later, err
}

// callDeciders tells those who may decide on a proposal of it, but never whoever
// proposed.
func (p *Procedures) callDeciders(ctx context.Context, tx *store.Tx, who cases.Actor, d *store.Disposal, n int) error {
	appointments, delegations, err := tx.Roster(ctx, who.Institution)
	if err != nil {
		return err
	}
	var roles []people.Role
	for _, one := range people.Permissions() {
		if one.Action == people.DecideDisposal {
			roles = one.Roles
		}
	}
	told := map[people.PersonID]bool{who.Person: true, who.For: true}
	data := letterOf(d, n)
	data["by"], data["reason"] = who.Name, d.Reason
	for _, role := range roles {
		for _, h := range people.Holders(role, people.Scope{Institution: who.Institution}, appointments, delegations, tx.Now()) {
			may := people.May(people.Standing{Person: h.Person, Appointments: appointments, Delegations: delegations, At: tx.Now()}, people.DecideDisposal, people.Scope{Institution: who.Institution})
			if told[h.Person] || may != nil {
				continue
			}
			told[h.Person] = true
			if err := p.Cases.TellOf(ctx, tx, who.Institution, h.Person, cases.TemplateDisposalProposed, data); err != nil {
				return err
			}
		}
	}
	return nil
}

func letterOf(d *store.Disposal, n int) map[string]string {
	return map[string]string{"desk-page": fmt.Sprintf("%s/%d", cases.DisposalPath, d.ID), "number": fmt.Sprint(d.ID), "count": fmt.Sprint(n)}
}

// tellDecided tells whoever proposed what was decided.
func (p *Procedures) tellDecided(ctx context.Context, tx *store.Tx, who cases.Actor, d *store.Disposal, n int) error {
	data := letterOf(d, n)
	data["by"], data["reason"] = who.Name, d.Words
	template := cases.TemplateDisposalRefused
	if d.State == store.DisposalApproved {
		template, data["decision"] = cases.TemplateDisposalApproved, d.Decision
	}
	return p.Cases.TellOf(ctx, tx, d.Institution, d.By, template, data)
}

// tellDone tells whoever proposed and whoever decided that all of it was done.
func (p *Procedures) tellDone(ctx context.Context, tx *store.Tx, d *store.Disposal) error {
	ends, err := tx.DisposalEnds(ctx, d.ID)
	if err != nil {
		return err
	}
	taken, kept := 0, 0
	for _, e := range ends {
		switch e.How {
		case store.DisposalTaken:
			taken++
		case store.DisposalKept:
			kept++
		}
	}
	data := letterOf(d, taken)
	data["decision"] = d.Decision
	if kept > 0 {
		data["kept"] = fmt.Sprint(kept)
	}
	for _, whom := range []people.PersonID{d.By, d.DecidedBy} {
		if err := p.Cases.TellOf(ctx, tx, d.Institution, whom, cases.TemplateDisposalDone, data); err != nil {
			return err
		}
	}
	return nil
}
