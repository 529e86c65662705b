package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// Whoever writes very much has room for it, and nobody after them, even where
// that fails; what is committed meanwhile is as safe as ever.
func TestBulk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		settings := func() (all []string) {
			if s.Shared() {
				return nil
			}
			do(t, s, func(ctx context.Context, tx *store.Tx) error {
				for _, name := range []string{"cache_size", "wal_autocheckpoint", "synchronous"} {
					got, err := tx.Words(ctx, "PRAGMA "+name)
					if err != nil {
						return err
					}
					all = append(all, got...)
				}
				return nil
			})
			return all
		}
		before, refused := settings(), errors.New("refused")
		var within []string
		err := s.Bulk(ctx, func() error {
			within = settings()
			do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.Enqueue(ctx, "try", 1, time.Time{}, "") })
			return refused
		})
		if !errors.Is(err, refused) || jobs(t, s) != 1 {
			t.Errorf("%v, %d jobs", err, jobs(t, s))
		}
		if after := settings(); !slices.Equal(before, after) {
			t.Errorf("before %v, after %v", before, after)
		}
		if !s.Shared() && (slices.Equal(before, within) || within[2] != before[2]) {
			t.Errorf("before %v, within %v", before, within)
		}
	})
}
