package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A transaction that fails leaves no trace, and does not harm those that are
// committed together with it.
func TestTxAllOrNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		refuse := errors.New("refused")
		var wg sync.WaitGroup
		var mu sync.Mutex
		refused := 0
		for i := range 100 {
			wg.Go(func() {
				err := s.Tx(ctx, func(tx *store.Tx) error {
					if err := tx.Enqueue(ctx, "try", i, time.Time{}, ""); err != nil {
						return err
					}
					if i%3 == 0 {
						return refuse
					}
					return nil
				})
				if errors.Is(err, refuse) {
					mu.Lock()
					refused++
					mu.Unlock()
				} else if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if refused != 34 {
			t.Errorf("%d were refused, want 34", refused)
		}
		if n := jobs(t, s); n != 66 {
			t.Errorf("%d jobs were kept, want 66", n)
		}
	})
}

// A panic in one caller's work reaches that caller alone.
func TestTxPanic(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			s.Tx(ctx, func(tx *store.Tx) error {
				tx.Enqueue(ctx, "lost", nil, time.Time{}, "")
				panic("boom")
			})
		}()
		if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, "kept", nil, time.Time{}, "") }); err != nil {
			t.Fatal(err)
		}
		if n := jobs(t, s); n != 1 {
			t.Errorf("%d jobs, want 1", n)
		}
	})
}

// A caller whose context has ended is not served, and nobody else is disturbed.
func TestTxCancelled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := s.Tx(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, "late", nil, time.Time{}, "") })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if n := jobs(t, s); n != 0 {
			t.Errorf("%d jobs", n)
		}
	})
}

// A caller who gives up in the middle of its work on SQLite is finished
// nonetheless, and those who are committed together with it are not disturbed:
// an interrupted statement would roll back their work too. (PostgreSQL rolls
// back the one who gave up.)
func TestTxGivenUp(t *testing.T) {
	s := storetest.SQLite(t)
	busy, begun := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		s.Tx(t.Context(), func(*store.Tx) error { close(begun); <-busy; return nil })
	})
	<-begun
	for i := range 20 { // they wait for the one above, and go together
		all.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := s.Tx(ctx, func(tx *store.Tx) error {
				if err := tx.Enqueue(ctx, "one", i, time.Time{}, ""); err != nil {
					return err
				}
				if i%2 == 0 {
					cancel()
				}
				return tx.Enqueue(ctx, "two", i, time.Time{}, "")
			})
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	close(busy)
	all.Wait()
	if n := jobs(t, s); n != 40 {
		t.Errorf("%d jobs were kept, want 40", n)
	}
}

func TestViewCannotWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		if err := s.View(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, "no", nil, time.Time{}, "") }); err == nil {
			t.Error("a view could write")
		}
	})
}

// After runs once the work is committed, and not when it is not.
func TestAfter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, ran := t.Context(), 0
		s.Tx(ctx, func(tx *store.Tx) error { tx.After(func() { ran++ }); return errors.New("no") })
		if ran != 0 {
			t.Error("ran without a commit")
		}
		if err := s.Tx(ctx, func(tx *store.Tx) error { tx.After(func() { ran++ }); return nil }); err != nil || ran != 1 {
			t.Errorf("ran %d times, %v", ran, err)
		}
	})
}

func TestMigrateTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		took, err := s.Migrate(t.Context())
		if err != nil || len(took) != 0 {
			t.Errorf("took %v, %v", took, err)
		}
		all, err := s.Migrations(t.Context())
		if err != nil || len(all) == 0 {
			t.Fatal(all, err)
		}
		for _, m := range all {
			if !m.Applied {
				t.Errorf("%s is not applied", m.Name)
			}
		}
	})
}

// Each job is claimed by one worker; one whose worker died is claimed again.
func TestClaim(t *testing.T) {
	clock := storetest.At("2026-11-20 08:00")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		err := s.Tx(ctx, func(tx *store.Tx) error {
			for i := range 20 {
				if err := tx.Enqueue(ctx, "letter", i, time.Time{}, ""); err != nil {
					return err
				}
			}
			return tx.Enqueue(ctx, "later", nil, clock.Now().Add(time.Hour), "timer/1")
		})
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		got := make(map[int64]int)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 5 {
					jobs, err := s.Claim(ctx, "w", 10, time.Minute)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					for _, j := range jobs {
						got[j.ID]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(got) != 20 {
			t.Errorf("%d jobs were claimed, want 20", len(got))
		}
		for id, n := range got {
			if n != 1 {
				t.Errorf("job %d was claimed %d times", id, n)
			}
		}
	}, store.Clock(clock.Now))
}

// A timer that is set again moves; a cancelled one is gone.
func TestTimers(t *testing.T) {
	clock := storetest.At("2026-11-20 08:00")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		set := func(d time.Duration) {
			t.Helper()
			if err := s.Tx(ctx, func(tx *store.Tx) error {
				return tx.Enqueue(ctx, "remind", 1, clock.Now().Add(d), "case/1/remind")
			}); err != nil {
				t.Fatal(err)
			}
		}
		set(time.Hour)
		set(2 * time.Hour)
		if n := jobs(t, s); n != 1 {
			t.Errorf("%d timers, want 1", n)
		}
		_, next, err := s.Due(ctx)
		if err != nil || !next.Equal(clock.Now().Add(2*time.Hour)) {
			t.Errorf("next is %v, %v", next, err)
		}
		if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.Cancel(ctx, "case/1/") }); err != nil {
			t.Fatal(err)
		}
		if n := jobs(t, s); n != 0 {
			t.Errorf("%d timers, want 0", n)
		}
	}, store.Clock(clock.Now))
}

func jobs(t *testing.T, s *store.Store) (n int) {
	t.Helper()
	err := s.View(t.Context(), func(tx *store.Tx) (err error) { n, err = tx.Jobs(t.Context(), ""); return err })
	if err != nil {
		t.Fatal(err)
	}
	return n
}
