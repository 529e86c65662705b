package editorial

import (
	"context"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
)

// maxChangeNote is how many characters readers are told a change in.
const maxChangeNote = 500

// BeginChange begins a correction or an update of what is public of a case
// (R-B1, F-A1, F-C8). The text that is then written begins as the one that
// readers see, whatever was written and given up since.
func (e *Editorial) BeginChange(ctx context.Context, who cases.Actor, id, version int64, kind content.ChangeKind, reason string) (*cases.Result, error) {
	act := flow.Act{Kind: flow.DoChange, Change: kind, Reason: reason}
	return e.Cases.Act(ctx, who, cases.Input{Case: id, Version: version, Act: act, Before: func(ctx context.Context, tx *store.Tx, d *cases.Dossier) error {
		if d.Document == nil || d.Revision == nil {
			return fault.New(fault.Conflict, "flow.not_public")
		}
		public, err := tx.LiveRevision(ctx, d.Document.ID)
		if err != nil || public == 0 || public == d.Revision.ID {
			return err // where nothing is public the act says so
		}
		r, err := tx.Revision(ctx, public)
		if err != nil {
			return err
		}
		changed := content.Changed(d.Revision.Hashes(), r.Hashes())
		if len(changed) == 0 {
			return nil
		}
		r.ID, r.Note, r.SavedBy, r.SavedFor = 0, "", int64(who.Person), int64(who.For)
		return addRevision(ctx, tx, who, r, d.Revision.Number, changed)
	}})
}

// addRevision stores a revision and makes whoever saved it an author of what it
// changed.
func addRevision(ctx context.Context, tx *store.Tx, who cases.Actor, r *content.Revision, base int, changed []content.Aspect) error {
	if err := tx.AddRevision(ctx, r, base, changed); err != nil {
		return err
	}
	for _, a := range changed {
		if err := tx.AddAuthorship(ctx, store.Authorship{Document: r.DocumentID, Revision: r.ID, Aspect: a, Person: who.Person, For: who.For, How: "saved"}); err != nil {
			return err
		}
	}
	return nil
}

// tellReaders completes what a text tells readers that it changes: of which
// public text, and, where a correction or an update was begun, which of the two
// it is. A text that is not public changes nothing that anybody has read.
func tellReaders(ctx context.Context, tx *store.Tx, d *cases.Dossier, r *content.Revision) error {
	if r.Change == nil {
		return nil
	}
	public, err := tx.LiveRevision(ctx, d.Document.ID)
	if err != nil {
		return err
	}
	c := *r.Change
	switch {
	case c.Of != 0 && c.Of != public:
		return nil // what an earlier edition told stays with its text
	case public == 0:
		r.Change = nil
		return nil
	}
	c.Of = public
	if under := d.State.Change; under != nil {
		c.Kind = under.Kind
	}
	if c.Kind != content.Correction && c.Kind != content.Update {
		return fault.New(fault.Invalid, "flow.change_kind").In("change")
	}
	r.Change = &c
	return nil
}
