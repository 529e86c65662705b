// Package jobs does the work that commits have asked for: letters, page
// checks, alarms. Jobs lie in the store; any number of runners on any number
// of nodes claim them side by side. A job that fails is tried again, later and
// later, and one that cannot succeed is given up in the administrator's sight.
package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"congbo/internal/fault"
	"congbo/internal/store"
)

// A Handler does a job, at least once: a second time must do no harm. A fault
// of kind Invalid, Denied or NotFound means that trying again is no use.
type Handler func(ctx context.Context, args json.RawMessage) error

// Lease is how long a claimed job is left alone; a handler must be done by
// then, or another runner may start it too.
const Lease = 5 * time.Minute

// idle is how often a runner looks for jobs of other nodes.
const idle = 2 * time.Second

// waits are the pauses after the first, second … failure; after the last one
// a job is given up.
var waits = []time.Duration{15 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour}

// rematches is how often a job is tried at once when something else changed what
// it was about: two alarms of one case may ring in the same minute, and the one
// that loses need not come late for it.
const rematches = 4

// A Runner does jobs until it is stopped.
type Runner struct {
	Store    *store.Store
	Handlers map[string]Handler
	Workers  int // how many jobs at once; 4 if zero
	Name     string
	Log      *slog.Logger

	stop context.CancelFunc
	done sync.WaitGroup
}

// Start begins to do jobs in the background.
func (r *Runner) Start(ctx context.Context) {
	ctx, r.stop = context.WithCancel(ctx)
	if r.Workers == 0 {
		r.Workers = 4
	}
	wake := make(chan struct{}, 1)
	r.Store.Wake(wake)
	r.done.Add(1)
	go func() {
		defer r.done.Done()
		tick := time.NewTicker(idle)
		defer tick.Stop()
		for {
			n, err := r.round(ctx)
			if err != nil && ctx.Err() == nil {
				r.Log.Error("jobs cannot be claimed", "err", err)
			}
			if n > 0 && err == nil {
				continue
			}
			select {
			case <-ctx.Done():
				return
			case <-wake:
			case <-tick.C:
			}
		}
	}()
}

// Stop lets the jobs under way finish and claims no more.
func (r *Runner) Stop() {
	if r.stop != nil {
		r.stop()
	}
	r.done.Wait()
}

// Drain does every job that is due, and those that they cause, and returns how
// many. Commands and tests use it instead of Start.
func (r *Runner) Drain(ctx context.Context) (int, error) {
	if r.Workers == 0 {
		r.Workers = 4
	}
	total := 0
	for {
		due, _, err := r.Store.Due(ctx)
		if err != nil || !due {
			return total, err
		}
		n, err := r.round(ctx)
		total += n
		if err != nil || n == 0 {
			return total, err
		}
	}
}

// round claims a handful of jobs and does them side by side.
func (r *Runner) round(ctx context.Context) (int, error) {
	due, _, err := r.Store.Due(ctx)
	if err != nil || !due {
		return 0, err
	}
	jobs, err := r.Store.Claim(ctx, r.Name, 4*r.Workers, Lease)
	if err != nil {
		return 0, err
	}
	room := make(chan struct{}, r.Workers)
	var all sync.WaitGroup
	for _, j := range jobs {
		room <- struct{}{}
		all.Go(func() {
			defer func() { <-room }()
			r.do(context.WithoutCancel(ctx), j)
		})
	}
	all.Wait()
	return len(jobs), nil
}

func (r *Runner) do(ctx context.Context, j store.Job) {
	ctx, cancel := context.WithTimeout(ctx, Lease)
	defer cancel()
	err := r.handle(ctx, j)
	for try := 1; try < rematches && fault.Is(err, fault.Conflict); try++ {
		err = r.handle(ctx, j)
	}
	end := r.Store.Tx(ctx, func(tx *store.Tx) error {
		switch k := fault.KindOf(err); {
		case err == nil:
			return tx.Done(ctx, j.ID)
		case k == fault.Invalid || k == fault.Denied || k == fault.NotFound || j.Attempts > len(waits):
			return tx.GiveUp(ctx, j.ID, err.Error())
		}
		return tx.Retry(ctx, j.ID, tx.Now().Add(waits[j.Attempts-1]), err.Error())
	})
	if err != nil {
		r.Log.Warn("job failed", "kind", j.Kind, "id", j.ID, "attempt", j.Attempts, "err", err)
	}
	if end != nil {
		r.Log.Error("job cannot be ended", "kind", j.Kind, "id", j.ID, "err", end)
	}
}

func (r *Runner) handle(ctx context.Context, j store.Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	h, ok := r.Handlers[j.Kind]
	if !ok {
		return fmt.Errorf("nothing does jobs of kind %q", j.Kind)
	}
	return h(ctx, j.Args)
}

// On makes a handler of a function that takes one value.
func On[T any](fn func(context.Context, T) error) Handler {
	return func(ctx context.Context, args json.RawMessage) error {
		var v T
		if err := json.Unmarshal(args, &v); err != nil {
			return fault.New(fault.Invalid, "fault.internal").Because(err)
		}
		return fn(ctx, v)
	}
}
