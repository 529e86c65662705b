package editorial

import (
	"context"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/store"
)

// Budgets of what is kept unsaved.
const (
	maxDrafts  = 10                  // of a person and a text
	draftsFor  = 30 * 24 * time.Hour // since they were last typed in
	maxKeySize = 64
)

// KeepDraft keeps what somebody has typed and not saved (F-B4), for their own
// eyes: it is no revision, makes nobody an author and is not in the record.
// Each open editor has a key of its own, and d.Version is what it kept last: a
// draft that another window has typed in meanwhile is refused with
// fault.Conflict and not overwritten. It may be kept by whoever sees the case,
// also where the text is no longer theirs to change.
func (e *Editorial) KeepDraft(ctx context.Context, who cases.Actor, id int64, d *store.Draft) error {
	v, err := e.Cases.See(ctx, who, id)
	if err != nil {
		return err
	}
	switch {
	case who.Person == 0:
		return fault.New(fault.Denied, "fault.denied")
	case v.Document == nil:
		return fault.New(fault.Invalid, "editorial.no_document")
	case d.Key == "" || len(d.Key) > maxKeySize:
		return fault.New(fault.Invalid, "editorial.no_draft_key").In("draft_key")
	}
	d.Document, d.Person = v.Document.ID, who.Person
	d.Revision = d.Revision.Clean()
	d.Revision.ID, d.Revision.DocumentID, d.Revision.Number, d.Revision.Lang = 0, 0, 0, v.Document.Lang
	version := d.Version
	return e.Store.Tx(ctx, func(tx *store.Tx) error {
		d.Version = version
		if version == 0 {
			if err := tx.ForgetDrafts(ctx, who.Person, tx.Now().Add(-draftsFor)); err != nil {
				return err
			}
			all, err := tx.Drafts(ctx, d.Document, who.Person)
			if err != nil {
				return err
			}
			if len(all) >= maxDrafts {
				return fault.New(fault.TooLarge, "editorial.many_drafts", maxDrafts)
			}
		}
		return tx.KeepDraft(ctx, d)
	})
}

// Drafts lists what somebody has typed and not saved of a case's text, the
// newest first, without what says the same as the text now does.
func (e *Editorial) Drafts(ctx context.Context, v *cases.View, who cases.Actor) ([]store.Draft, error) {
	if v.Document == nil || v.Revision == nil || who.Person == 0 {
		return nil, nil
	}
	var all []store.Draft
	err := e.Store.View(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Drafts(ctx, v.Document.ID, who.Person)
		return err
	})
	var own []store.Draft
	for _, d := range all {
		d.Revision.TranslationOf = v.Revision.TranslationOf
		if len(content.Changed(v.Revision.Hashes(), d.Revision.Hashes())) > 0 {
			own = append(own, d)
		}
	}
	return own, err
}

// DropDraft forgets what somebody has typed in one editor.
func (e *Editorial) DropDraft(ctx context.Context, who cases.Actor, id int64, key string) error {
	v, err := e.Cases.See(ctx, who, id)
	if err != nil || v.Document == nil {
		return err
	}
	return e.Store.Tx(ctx, func(tx *store.Tx) error { return tx.DropDraft(ctx, v.Document.ID, who.Person, key) })
}
