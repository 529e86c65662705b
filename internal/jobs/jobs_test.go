package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"congbo/internal/fault"
	"congbo/internal/jobs"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

func enqueue(t *testing.T, s *store.Store, kind string, args any) {
	t.Helper()
	if err := s.Tx(t.Context(), func(tx *store.Tx) error { return tx.Enqueue(t.Context(), kind, args, time.Time{}, "") }); err != nil {
		t.Fatal(err)
	}
}

// A job is done; one that fails is tried again later; one that cannot succeed
// is given up and stays in sight.
func TestRunner(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		done, tries := 0, 0
		r := &jobs.Runner{Store: s, Name: "test", Log: slog.New(slog.DiscardHandler), Workers: 1, Handlers: map[string]jobs.Handler{
			"count": jobs.On(func(_ context.Context, n int) error { done += n; return nil }),
			"shaky": jobs.On(func(context.Context, int) error { tries++; return errors.New("not yet") }),
			"bad":   jobs.On(func(context.Context, int) error { return fault.New(fault.Invalid, "x") }),
			"panic": jobs.On(func(context.Context, int) error { panic("boom") }),
		}}
		enqueue(t, s, "count", 1)
		enqueue(t, s, "count", 2)
		enqueue(t, s, "shaky", 0)
		enqueue(t, s, "bad", 0)
		enqueue(t, s, "panic", 0)
		n, err := r.Drain(t.Context())
		if err != nil || n != 5 || done != 3 || tries != 1 {
			t.Errorf("%d jobs, %d done, %d tries, %v", n, done, tries, err)
		}
		err = s.View(t.Context(), func(tx *store.Tx) error {
			failed, err := tx.FailedJobs(t.Context(), 10)
			if err != nil || len(failed) != 1 || failed[0].Kind != "bad" {
				t.Errorf("given up: %v, %v", failed, err)
			}
			left, err := tx.Jobs(t.Context(), "")
			if left != 2 {
				t.Errorf("%d jobs wait for another try, want 2", left)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// A job that lost against another one on the same thing is done at once, not
// after a wait: what is due at an hour happens at that hour (invariant 4, F-C1).
func TestRunnerTriesConflictsAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		tries := map[int]int{}
		r := &jobs.Runner{Store: s, Name: "test", Log: slog.New(slog.DiscardHandler), Workers: 1, Handlers: map[string]jobs.Handler{
			"contested": jobs.On(func(_ context.Context, lost int) error {
				if tries[lost]++; tries[lost] <= lost {
					return fault.New(fault.Conflict, "x")
				}
				return nil
			}),
		}}
		enqueue(t, s, "contested", 2)
		enqueue(t, s, "contested", 1000)
		if n, err := r.Drain(t.Context()); err != nil || n != 2 || tries[2] != 3 {
			t.Errorf("%d jobs, tries %v, %v", n, tries, err)
		}
		err := s.View(t.Context(), func(tx *store.Tx) error {
			left, err := tx.Jobs(t.Context(), "")
			if left != 1 || tries[1000] > 10 {
				t.Errorf("%d jobs wait, want the one that always loses, after %d tries", left, tries[1000])
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// A running runner hears of a job as soon as it is committed, and Stop waits.
func TestRunnerWakes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		heard := make(chan int)
		r := &jobs.Runner{Store: s, Name: "test", Log: slog.New(slog.DiscardHandler), Handlers: map[string]jobs.Handler{
			"hear": jobs.On(func(_ context.Context, n int) error { heard <- n; return nil }),
		}}
		r.Start(t.Context())
		defer r.Stop()
		for i := range 3 {
			enqueue(t, s, "hear", i)
			if n := <-heard; n != i {
				t.Errorf("heard %d, want %d", n, i)
			}
		}
	})
}
