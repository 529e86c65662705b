package reporting

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// An authored is an aspect of which a saved revision makes somebody an author.
type authored struct {
	revision int64
	aspect   content.Aspect
}

type saver struct {
	document   int64
	number     int
	person, on people.PersonID // on whose behalf
}

// revisions measures texts against their hashes, and reckons anew from them who
// became an author of what: on that rests that nobody approves their own text
// (invariant 2).
func (t *told) revisions(ctx context.Context, tx *store.Tx, v *Verdict) error {
	last := int64(0)
	before := make(map[int64]content.Hashes) // by document
	savers := make(map[int64]saver)          // by revision
	owed := make(map[authored]bool)          // by those who saved a change
	err := tx.EachRevision(ctx, func(rev content.Revision, hash string, hashes content.Hashes, whole bool) error {
		v.Revisions++
		last = rev.ID
		if now := rev.Hashes(); !t.isTaken("revision", rev.ID) && (now != hashes || now.All != hash || !whole) {
			v.damage("revision", fmt.Sprint(rev.ID), "verify.revision_changed", rev.Number, rev.DocumentID)
		}
		savers[rev.ID] = saver{rev.DocumentID, rev.Number, people.PersonID(rev.SavedBy), people.PersonID(rev.SavedFor)}
		if rev.Number > 1 { // the first is what was sent, as it was turned into a text
			for _, a := range content.Changed(before[rev.DocumentID], hashes) {
				owed[authored{rev.ID, a}] = true
			}
		}
		before[rev.DocumentID] = hashes
		return nil
	})
	if err != nil { // a text that is none any more
		if ctx.Err() != nil {
			return ctx.Err()
		}
		v.damage("revision", fmt.Sprint(last), "verify.revision_unreadable")
	} else if err := authors(ctx, tx, v, savers, owed); err != nil {
		return err
	}
	return tx.EachGap(ctx, func(document int64, want, have int) error {
		v.damage("document", fmt.Sprint(document), "verify.revision_missing", want, have)
		return nil
	})
}

func authors(ctx context.Context, tx *store.Tx, v *Verdict, savers map[int64]saver, owed map[authored]bool) error {
	changed := maps.Clone(owed)
	err := tx.EachAuthorship(ctx, func(id int64, a store.Authorship) error {
		if a.How != "saved" {
			return nil // the sender of a text; no revision tells who that was
		}
		s, key := savers[a.Revision], authored{a.Revision, a.Aspect}
		if s.document != a.Document || s.person != a.Person || s.on != a.For || s.number > 1 && !changed[key] {
			v.damage("authorship", fmt.Sprint(id), "verify.author_unfounded", fmt.Sprint(a.Document))
			return nil
		}
		delete(owed, key)
		return nil
	})
	if err != nil {
		return err
	}
	missing := slices.SortedFunc(maps.Keys(owed), func(a, b authored) int { return int(a.revision - b.revision) })
	for _, m := range missing {
		s := savers[m.revision]
		v.damage("authorship", fmt.Sprint(m.revision), "verify.author_missing", s.number, fmt.Sprint(s.document), locale.Key("flow.aspect."+string(m.aspect)))
	}
	return nil
}
