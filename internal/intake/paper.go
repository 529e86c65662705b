package intake

import (
	"context"
	"time"
	"unicode/utf8"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A Paper is the paper with which information was supplied in writing (R-I10;
// D 7.1a, 8.1).
type Paper struct {
	Number    string
	Dated     string // yyyy-mm-dd
	Signer    string
	Completed string // yyyy-mm-dd: when the information was completed, from which the delay to supply counts
	Files     []File // the scan or signed file; at most one
}

// KeepPaper keeps the covering paper of the request that a case is about, as
// often as it is entered: the newest holds. Without a file the one before stays.
func (in *Intake) KeepPaper(ctx context.Context, who cases.Actor, id int64, p Paper) error {
	p.Number, p.Signer = vi.ReadLine(p.Number), vi.ReadLine(p.Signer)
	if err := p.check(in.Store.Now()); err != nil {
		return err
	}
	may := func(tx *store.Tx) (*cases.Dossier, error) {
		d, err := in.Cases.Dossier(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if d.Case.Institution != who.Institution || d.Request == nil {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
		if err := d.Kept(ctx); err != nil {
			return nil, err
		}
		return d, in.Cases.May(ctx, tx, who, people.RemarkCase, d.Scope)
	}
	// Nothing is written to the disk for somebody who may not; what changed
	// meanwhile is looked at again below.
	if err := in.Store.View(ctx, func(tx *store.Tx) error { _, err := may(tx); return err }); err != nil {
		return err
	}
	files, err := in.keep(ctx, p.Files)
	if err != nil {
		return err
	}
	return in.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := may(tx)
		if err != nil {
			return err
		}
		kept := store.CoveringPaper{Request: d.Request.ID, Number: p.Number, Dated: p.Dated, Signer: p.Signer, Completed: p.Completed, KeptBy: who.Person}
		before, err := tx.CoveringPaper(ctx, d.Request.ID)
		if err != nil {
			return err
		}
		if before != nil {
			kept.Media, kept.File = before.Media, before.File
		}
		for _, s := range files {
			if err := tx.AddMedia(ctx, s.media); err != nil {
				return err
			}
			kept.Media, kept.File = s.media.ID, clip(vi.ReadLine(s.file.Name), 200)
		}
		tx.Record(d.Case.Institution, event.Event{Verb: event.PaperKept, Case: id, Actor: int64(who.Person), OnBehalfOf: int64(who.For)})
		return tx.AddCoveringPaper(ctx, kept)
	})
}

func (p Paper) check(now time.Time) error {
	var wrong fault.List
	need := func(bad bool, field, key string, args ...any) {
		if bad {
			wrong = append(wrong, fault.New(fault.Invalid, key, args...).In(field))
		}
	}
	for field, s := range map[string]string{"paper_number": p.Number, "paper_signer": p.Signer} {
		need(utf8.RuneCountInString(s) > 200, field, "intake.long_title", 200)
	}
	for field, s := range map[string]string{"paper_dated": p.Dated, "paper_completed": p.Completed} {
		t, err := time.ParseInLocation(time.DateOnly, s, workday.Zone)
		need(s != "" && (err != nil || t.Year() < 1990), field, "intake.paper_day", clip(vi.CleanLine(s), 20))
		need(s != "" && err == nil && t.After(now), field, "intake.paper_future")
	}
	need(p.Number+p.Dated+p.Signer+p.Completed == "" && len(p.Files) == 0, "paper_number", "intake.paper_empty")
	need(len(p.Files) > 1, "paper_file", "intake.many_files", 1)
	for _, f := range p.Files {
		need(len(f.Data) > MaxFile, "paper_file", "intake.large_file", clip(vi.ReadLine(f.Name), 80), MaxFile>>20)
	}
	return wrong.Err()
}
