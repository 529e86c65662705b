package store_test

import (
	"testing"
	"time"

	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A job that was under way when the program was killed is done at once by the
// next run (R-T9; I8: no lease is stuck), where no other node may be doing it.
func TestAbandonedJobs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, "letter", 1, time.Time{}, "") }); err != nil {
			t.Fatal(err)
		}
		claim := func() int {
			jobs, err := s.Claim(ctx, "here", 10, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			return len(jobs)
		}
		if n := claim(); n != 1 {
			t.Fatalf("%d jobs claimed", n)
		}
		if n := claim(); n != 0 {
			t.Errorf("%d jobs claimed twice", n)
		}
		if err := s.Abandon(ctx); err != nil {
			t.Fatal(err)
		}
		want := 0
		if s.Database() == "SQLite" {
			want = 1
		}
		if n := claim(); n != want {
			t.Errorf("%d jobs claimed after the other process is gone, want %d", n, want)
		}
	})
}
