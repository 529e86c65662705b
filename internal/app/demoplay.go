package app

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"congbo/internal/app/demo"
	"congbo/internal/app/demo/plate"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// A stageClock is the clock of a demonstration: while the past is played it
// stands where the story is, afterwards it is the real one.
type stageClock struct {
	mu   sync.Mutex
	at   time.Time // zero: the real time
	real func() time.Time
}

func (c *stageClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.IsZero() {
		return c.real()
	}
	return c.at
}

func (c *stageClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.IsZero() || t.After(c.at) {
		c.at = t
	}
}

// A player plays the stories of one institution of the demonstration through
// the verbs that people use, so that every state it shows is one the program can
// reach.
type player struct {
	*App
	demo        *demo.Demo
	clock       *stageClock
	institution int64
	units       map[string]int64
	sites       map[string]*store.Site
	sections    map[string]map[int64]int64 // id → site → section
	topics      map[string]string          // id → slug
	boxes       map[string]*store.Mailbox
	people      map[string]*store.Person
	cases       map[string]int64 // item → case
	requests    map[string]*store.Request
	plans       map[*demo.Plan]int64
}

func newPlayer(a *App, d *demo.Demo, clock *stageClock) *player {
	return &player{App: a, demo: d, clock: clock, units: make(map[string]int64), sites: make(map[string]*store.Site), sections: make(map[string]map[int64]int64),
		topics: make(map[string]string), boxes: make(map[string]*store.Mailbox), people: make(map[string]*store.Person),
		cases: make(map[string]int64), requests: make(map[string]*store.Request), plans: make(map[*demo.Plan]int64)}
}

// play fills an empty program with the demonstration: its institutions, and what
// happened in them in the order in which it did.
func (a *App) play(ctx context.Context, clock *stageClock) error {
	all, err := demo.Load()
	if err != nil {
		return err
	}
	now := clock.real()
	beats := demo.Beats(all, now, workday.Vietnam())
	if len(beats) == 0 {
		return fmt.Errorf("the demonstration has no stories")
	}
	go plate.Draw() // the pictures, while the first letters come in
	clock.set(beats[0].At.AddDate(0, 0, -30))
	players := make(map[*demo.Demo]*player)
	for _, d := range all {
		players[d] = newPlayer(a, d, clock)
		if err := a.Store.Tx(ctx, func(tx *store.Tx) error { return players[d].install(ctx, tx) }); err != nil {
			return fmt.Errorf("set up the demonstration, %s: %w", d.Name, err)
		}
	}
	if err := a.placesChanged(ctx); err != nil {
		return err
	}
	for _, b := range beats {
		if err := a.until(ctx, clock, b.At); err != nil {
			return err
		}
		p, what := players[b.Demo], "received"
		if b.Plan != nil {
			if err := p.plan(ctx, b.Plan, b.Done); err != nil {
				return fmt.Errorf("demonstration, %s, plan %s: %w", b.Demo.Name, b.Plan.Title, err)
			}
			continue
		}
		if b.Act == nil {
			err = p.receive(ctx, b.Item)
		} else {
			what = strings.TrimSpace(string(b.Act.Do) + " " + string(b.Act.Move))
			err = p.act(ctx, b.Item, b.Act)
		}
		if err != nil {
			return fmt.Errorf("demonstration, %s, %s, %s at %s: %w", b.Demo.Name, b.Item.ID, what, b.At.In(workday.Zone).Format("2006-01-02 15:04"), err)
		}
	}
	if err := a.until(ctx, clock, now); err != nil {
		return err
	}
	clock.set(time.Time{})
	_, err = a.Runner.Drain(ctx)
	return err
}

// until lets time pass: every job is done at the moment it was due.
func (a *App) until(ctx context.Context, clock *stageClock, t time.Time) error {
	for {
		if _, err := a.Runner.Drain(ctx); err != nil {
			return err
		}
		_, next, err := a.Store.Due(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(t) {
			clock.set(t)
			return nil
		}
		clock.set(next)
	}
}
