package app

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"congbo/internal/pages"
)

// follow has the pages of the sites kept as they are, here and on the other
// nodes, until stop is called.
func (a *App) follow(ctx context.Context) (stop func(), err error) {
	f := &pages.Follower{Store: a.Store, Pages: a.Pages, Made: a.maker()}
	if err := f.Start(ctx); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.Run(ctx)
	}()
	counted := make(chan struct{})
	go func() {
		defer close(counted)
		a.countViews(ctx)
	}()
	return func() {
		cancel()
		<-done
		<-counted
		a.Pages.Close()
	}, nil
}

// viewsEvery is how often the views of pages are written.
const viewsEvery = time.Minute

// countViews writes the views of pages now and then until ctx ends, and what was
// counted by then.
func (a *App) countViews(ctx context.Context) {
	tick := time.NewTicker(viewsEvery)
	defer tick.Stop()
	for over := false; !over; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			over = true
		}
		if p := a.sites.Load(); p != nil {
			if err := p.WriteViews(context.WithoutCancel(ctx)); err != nil {
				a.Log.Warn("views of pages could not be written", "err", err)
			}
		}
	}
}

// maker names this program and its settings, as far as pages depend on them: of
// another one, no page is believed.
func (a *App) maker() string {
	program := ""
	if at, err := os.Executable(); err == nil {
		if i, err := os.Stat(at); err == nil {
			program = fmt.Sprint(i.Size(), i.ModTime().UnixNano())
		}
	}
	return strings.Join([]string{program, a.base(), a.Config.DeskHost, a.Store.Database()}, "\n")
}
