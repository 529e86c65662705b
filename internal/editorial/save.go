package editorial

import (
	"context"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// Save stores a new revision of a case's text. base is the number of the
// revision the person began from; if somebody has saved since, the save is
// refused with fault.Conflict "editorial.saved_meanwhile" and the caller shows
// both texts (F-B1). Each aspect that changed makes the person an author of
// it and voids its approvals, and no other (invariant 3).
func (e *Editorial) Save(ctx context.Context, who cases.Actor, id int64, base int, r content.Revision) (*cases.Result, *content.Revision, error) {
	r, dropped := r.Clean().WithoutDanger(e.BarredHosts)
	r.Note = NoteDropped(who.Lang, r.Note, dropped)
	if err := check(r); err != nil {
		return nil, nil, err
	}
	return e.revise(ctx, who, id, base, func(_ context.Context, _ *store.Tx, d *cases.Dossier) (content.Revision, error) {
		r.TranslationOf = d.Revision.TranslationOf
		return r, nil
	})
}

// Restore stores an earlier revision of a case's text once more, as its newest
// (F-B6): whoever restores is the author of what changes by it, as if they had
// written it. Approvals are of hashes: one that was given to exactly what comes
// back holds again. base is as in Save; a note says why, and else that it was
// restored.
func (e *Editorial) Restore(ctx context.Context, who cases.Actor, id int64, base, number int, note string) (*cases.Result, *content.Revision, error) {
	if note = vi.ReadLine(note); note == "" {
		note = locale.T(who.Lang, "editorial.restored", number)
	}
	return e.revise(ctx, who, id, base, func(ctx context.Context, tx *store.Tx, d *cases.Dossier) (content.Revision, error) {
		view, err := e.Cases.SeeIn(ctx, tx, who, id)
		if err != nil {
			return content.Revision{}, err
		}
		if !view.Reads(number) {
			return content.Revision{}, fault.New(fault.NotFound, "fault.not_found")
		}
		old, err := tx.RevisionNumber(ctx, d.Document.ID, number)
		if err != nil {
			return content.Revision{}, err
		}
		r := *old
		r.Change = d.Revision.Change // what readers are told is about the public text, not about this one
		if len(content.Changed(d.Revision.Hashes(), r.Hashes())) == 0 {
			return content.Revision{}, fault.New(fault.Conflict, "editorial.nothing_to_restore", number)
		}
		r.Note = note
		return r, nil
	})
}

// revise stores what next gives as the newest revision of a case's text.
func (e *Editorial) revise(ctx context.Context, who cases.Actor, id int64, base int, next func(context.Context, *store.Tx, *cases.Dossier) (content.Revision, error)) (*cases.Result, *content.Revision, error) {
	var saved content.Revision
	res, err := e.Cases.Act(ctx, who, cases.Input{Case: id, Act: flow.Act{Kind: flow.DoRevise},
		Before: func(ctx context.Context, tx *store.Tx, d *cases.Dossier) error {
			if d.Document == nil || d.Revision == nil {
				return fault.New(fault.Invalid, "editorial.no_document")
			}
			err := keepWriter(ctx, tx, d, who)
			if err != nil {
				return err
			}
			if saved, err = next(ctx, tx, d); err != nil {
				return err
			}
			saved.Body = saved.Body.KeepIDs(d.Revision.Body.Identified()) // by which comments find their part
			saved.ID, saved.DocumentID, saved.Lang = 0, d.Document.ID, d.Document.Lang
			saved.SavedBy, saved.SavedFor = int64(who.Person), int64(who.For)
			settle(tx, who, d.Revision, &saved)
			if err := tellReaders(ctx, tx, d, &saved); err != nil {
				return err
			}
			return addRevision(ctx, tx, who, &saved, base, content.Changed(d.Revision.Hashes(), saved.Hashes()))
		}})
	if err != nil {
		return nil, nil, err
	}
	return res, &saved, nil
}

func check(r content.Revision) error {
	var wrong fault.List
	if r.Title == "" {
		wrong = append(wrong, fault.New(fault.Invalid, "editorial.give_title").In("title"))
	}
	if n := len([]rune(r.Title)); n > 300 {
		wrong = append(wrong, fault.New(fault.Invalid, "editorial.long_title", 300).In("title"))
	}
	if n := len([]rune(r.Summary)); n > 1000 {
		wrong = append(wrong, fault.New(fault.Invalid, "editorial.long_summary", 1000).In("summary"))
	}
	if c := r.Change; c != nil && len([]rune(c.Note)) > maxChangeNote {
		wrong = append(wrong, fault.New(fault.Invalid, "editorial.long_change", maxChangeNote).In("change_note"))
	}
	return wrong.Err()
}
