package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/event"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
	"congbo/internal/vi"
)

// Whatever is published, and whichever units cases are given to, each month has
// for each unit what the record tells of its cases, and what a database that is
// brought up to date counts (F-A8).
func TestPostedIsCounted(t *testing.T) {
	eachReaders(t, func(t *testing.T, r *readers) {
		rnd := rand.New(rand.NewPCG(42, 1))
		units := []int64{0}
		var all []*store.Case
		do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
			for i := range 2 {
				u := store.Unit{Institution: r.institution.ID, Name: locale.Text{VI: fmt.Sprint("Khoa ", i)}, Active: true}
				if err := tx.AddUnit(ctx, &u); err != nil {
					return err
				}
				units = append(units, u.ID)
			}
			return nil
		})
		var told []store.Posting
		for range 120 {
			r.now = r.now.Add(time.Duration(rnd.IntN(120)) * time.Hour)
			do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
				for range 1 + rnd.IntN(3) { // several together
					if len(all) < 5 || rnd.IntN(4) == 0 {
						c := &store.Case{Institution: r.institution.ID, Code: fmt.Sprint("PTT-", len(all)), Procedure: r.version.ID, Unit: units[rnd.IntN(3)], State: []byte("{}"), OpenedAt: r.now, EnteredAt: r.now}
						if err := tx.AddCase(ctx, c, nil); err != nil {
							return err
						}
						all = append(all, c)
					}
					c := all[rnd.IntN(len(all))]
					if rnd.IntN(3) == 0 {
						c.Unit = units[rnd.IntN(3)]
						if err := tx.SaveCase(ctx, c, nil); err != nil {
							return err
						}
					}
					if rnd.IntN(2) == 0 {
						tx.Record(r.institution.ID, event.Event{Verb: event.Published, Case: c.ID, Subject: "edition:1"})
						verb := event.Published
						if rnd.IntN(3) == 0 {
							verb = event.ForcePublished
						}
						e := event.Event{Verb: verb, Case: c.ID}
						if rnd.IntN(4) == 0 { // a moment before, in another month maybe
							e.At = r.now.Add(-20 * 24 * time.Hour)
						}
						tx.Record(r.institution.ID, e)
						if e.At.IsZero() {
							e.At = r.now
						}
						told = append(told, store.Posting{Case: c.ID, At: e.At})
					}
				}
				return nil
			})
		}
		unit := make(map[int64]int64)
		for _, c := range all {
			unit[c.ID] = c.Unit
		}
		want := make(map[string]int)
		for _, p := range told {
			want[fmt.Sprint(p.At.In(vi.Zone).Format("2006-01 "), unit[p.Case])]++
		}
		do(t, r.s, func(ctx context.Context, tx *store.Tx) error {
			posted, err := tx.PostedIn(ctx, r.institution.ID, time.Date(2020, 1, 1, 0, 0, 0, 0, vi.Zone), time.Date(2040, 1, 1, 0, 0, 0, 0, vi.Zone))
			if err != nil {
				return err
			}
			for _, p := range posted {
				k := fmt.Sprint(p.Month.Format("2006-01 "), p.Unit)
				if p.N != want[k] {
					t.Errorf("%s: %d, want %d", k, p.N, want[k])
				}
				delete(want, k)
			}
			if len(want) > 0 || len(posted) < 6 {
				t.Errorf("not counted: %v", want)
			}
			const rows = `SELECT CAST(institution_id AS TEXT) || ' ' || CAST(unit_id AS TEXT) || ' ' || CAST(month AS TEXT) || ': ' || CAST(n AS TEXT) FROM posted WHERE n <> 0 ORDER BY 1`
			kept, err := tx.Words(ctx, rows)
			if err != nil {
				return err
			}
			if err := tx.Exec(ctx, `DELETE FROM posted`); err != nil {
				return err
			}
			if err := tx.Exec(ctx, r.s.LastStatement("0042_posted.sql")); err != nil {
				return err
			}
			anew, err := tx.Words(ctx, rows)
			if !slices.Equal(kept, anew) {
				t.Errorf("kept:\n%s\nanew:\n%s", strings.Join(kept, "\n"), strings.Join(anew, "\n"))
			}
			return err
		})
	})
}

// What colleagues wait for does not go through all cases there ever were, nor
// through the record of a year.
func TestDeskQueriesUseIndexes(t *testing.T) {
	r := newReaders(t, func(o ...store.Option) *store.Store { return storetest.SQLite(t, o...) })
	ctx := t.Context()
	year := time.Date(2026, 1, 1, 0, 0, 0, 0, vi.Zone)
	for name, c := range map[string]struct {
		fn   func(tx *store.Tx) error
		want string
	}{
		"cases with unseen messages": {func(tx *store.Tx) error { _, err := tx.UnseenCases(ctx, 1, 10); return err }, "CO-ROUTINE m"},
		"forced in a year":           {func(tx *store.Tx) error { _, err := tx.ForcedPostings(ctx, 1, year, year.AddDate(1, 0, 0)); return err }, "SEARCH e USING INDEX event_verb"},
		"posted in a year":           {func(tx *store.Tx) error { _, err := tx.PostedIn(ctx, 1, year, year.AddDate(1, 0, 0)); return err }, "SEARCH posted USING"},
	} {
		lines, err := r.s.Plan(ctx, c.fn)
		all := strings.Join(lines, "\n")
		if strings.Contains(all, "SCAN c") || strings.Contains(all, "SEARCH c USING INDEX case_open") || strings.Contains(all, "SCAN message\n") {
			t.Errorf("%s goes through too much:\n%s", name, all)
		}
		if err != nil || len(lines) == 0 || !strings.HasPrefix(lines[0], c.want) {
			t.Errorf("%s: %v\n%s", name, err, strings.Join(lines, "\n"))
		}
	}
}
