package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"congbo/internal/store"
)

// What a list counts and shows, on its first page and behind, is what is live by
// the clock, also while a term that is over has not been ended by anybody
// (R-B10).
func TestListsAndTerms(t *testing.T) {
	eachReaders(t, func(t *testing.T, r *readers) {
		var all []store.Edition
		for i := range 7 {
			all = append(all, r.publish(0, fmt.Sprintf("Tin %d", i), "Nội dung."))
		}
		check := func(when string, live ...int) { // the newest first
			t.Helper()
			do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
				for _, scope := range []store.Scope{{Site: r.site.ID}, {Site: r.site.ID, Section: r.section.ID}} {
					n, err := tx.CountIn(ctx, scope)
					if err != nil || n != len(live) {
						t.Errorf("%s: %d of %d, %v", when, n, len(live), err)
					}
					for skip := range live {
						got, err := tx.LiveIn(ctx, scope, skip, 2)
						if err != nil || len(got) != min(2, len(live)-skip) || got[0].ID != all[live[skip]].ID {
							t.Errorf("%s, after %d: %v, %v", when, skip, got, err)
						}
					}
				}
				if n, err := tx.CountIn(ctx, store.Scope{Site: r.site.ID + 1, Section: r.section.ID}); err != nil || n != 0 {
					t.Errorf("%s: %d in a section of another site, %v", when, n, err)
				}
				return nil
			})
		}
		term := func(i int, until time.Time) {
			do(t, r.s, func(ctx context.Context, tx *store.Tx) error { return tx.SetTerm(ctx, all[i].ID, until) })
		}
		check("all", 6, 5, 4, 3, 2, 1, 0)
		term(4, r.now.Add(time.Minute))
		check("a term that is to come", 6, 5, 4, 3, 2, 1, 0)
		r.now = r.now.Add(time.Minute)
		check("over", 6, 5, 3, 2, 1, 0)
		do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
			return tx.EndEdition(ctx, all[4].ID, store.EditionExpired, "")
		})
		check("ended", 6, 5, 3, 2, 1, 0)
	})
}
