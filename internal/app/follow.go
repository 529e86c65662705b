package app

import (
	"context"
	"fmt"
	"os"
	"strings"

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
	return func() {
		cancel()
		<-done
		a.Pages.Close()
	}, nil
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
