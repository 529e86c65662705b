// Package app is the assembly: it reads the configuration and makes the
// running program of it. It is the only place that knows every package, and
// holds no rules of its own.
package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/batches"
	"congbo/internal/blob"
	"congbo/internal/cases"
	"congbo/internal/desk"
	"congbo/internal/duties"
	"congbo/internal/editorial"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/jobs"
	"congbo/internal/library"
	"congbo/internal/mail"
	"congbo/internal/notify"
	"congbo/internal/pages"
	"congbo/internal/portal"
	"congbo/internal/procedures"
	"congbo/internal/programs"
	"congbo/internal/publishing"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/worker"
)

// An App is the program with everything in its place, not yet serving.
type App struct {
	Config Config
	Log    *slog.Logger
	Store  *store.Store
	Blobs  *blob.Dir

	Cases      *cases.Cases
	Intake     *intake.Intake
	Editorial  *editorial.Editorial
	Publishing *publishing.Publishing
	Notify     *notify.Notify
	Accounts   *accounts.Accounts
	Sites      *sites.Sites
	Procedures *procedures.Procedures
	Batches    *batches.Batches
	Duties     *duties.Duties
	Library    *library.Library
	Pages      *pages.Store // what readers are shown
	Desk       *desk.Desk
	Runner     *jobs.Runner

	workers  *worker.Pool
	painters *worker.Pool       // of pictures
	Programs *programs.Programs // of the machine, that read more kinds of files
	proxies  httpx.Proxies
	public   http.Handler                  // the sites
	sites    atomic.Pointer[portal.Portal] // the same, for the fast lane
	desk     http.Handler
	demo     http.Handler // the demonstration's own pages; nil elsewhere
	listener net.Listener // what the demonstration listens on already; nil elsewhere
	options  Options
}

// Options are what only some callers say: tests, the demonstration.
type Options struct {
	Clock  func() time.Time // time.Now if nil
	Sender notify.Sender    // instead of the configured mail server
	// InProcess parses letters and files in this process instead of in
	// children: for tests and short commands that trust their input.
	InProcess bool
	// Throwaway data is not waited for to reach the disk: demonstrations only.
	Throwaway bool
	// Existing refuses data that nobody has made yet, instead of making them,
	// and a data directory that lacks the keys of its database.
	Existing bool
	// SetUp makes an exception for a directory that is there and empty: the
	// program then waits to be set up in the browser.
	SetUp bool
	// Authority is how a certificate authority is asked; as any server if nil.
	Authority *http.Client
	// Demo lets anybody in as anybody.
	Demo bool
}

// Open opens data directory and database and puts the parts together.
func Open(ctx context.Context, c Config, log *slog.Logger, o Options) (*App, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.SetUp && emptyDirectory(c.Data) {
		o.Existing = false
	}
	if o.Existing {
		if err := thereAlready(c); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, directoryTrouble(c.Data, err)
	}
	a := &App{Config: c, Log: log, options: o}
	var err error
	how := []store.Option{store.Clock(o.Clock)}
	if o.Throwaway {
		how = append(how, store.Throwaway)
	}
	if a.Store, err = store.Open(ctx, c.DSN(), how...); err != nil {
		return nil, store.Trouble(c.DSN(), err)
	}
	if o.Existing {
		if fresh, err := a.Store.Fresh(ctx); err != nil || fresh {
			a.Store.Close()
			if err == nil {
				err = noData(c)
			}
			return nil, store.Trouble(c.DSN(), err)
		}
	}
	if a.Blobs, err = blob.Open(filepath.Join(c.Data, "blobs")); err != nil {
		a.Store.Close()
		return nil, directoryTrouble(c.Data, err)
	}
	a.Blobs.Throwaway, a.Blobs.Now = o.Throwaway, a.Store.Now
	if _, err := a.Store.Migrate(ctx); err != nil {
		a.Close()
		return nil, store.Trouble(c.DSN(), err)
	}
	if o.Existing {
		if err := a.keysThere(ctx); err != nil {
			a.Close()
			return nil, err
		}
	}
	a.workers = &worker.Pool{Handlers: Workers, Log: log}
	a.painters = &worker.Pool{Handlers: Workers, Log: log, Size: 1, CPU: 30 * time.Second, Memory: 1 << 30}
	a.Programs = programs.Find(c.Data)
	if !o.InProcess {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find this program: %w", err)
		}
		a.workers.Command = []string{self, "parse-worker"}
		a.painters.Command = a.workers.Command
	}
	if err := a.assemble(ctx, o); err != nil {
		a.Close()
		return nil, store.Trouble(c.DSN(), err)
	}
	return a, nil
}

// Close ends everything that Open began.
func (a *App) Close() error {
	if a.Runner != nil {
		a.Runner.Stop()
	}
	if a.workers != nil {
		a.workers.Close()
		a.painters.Close()
	}
	a.Blobs.Close()
	return a.Store.Close()
}

func (a *App) sender(o Options) notify.Sender {
	if o.Sender != nil {
		return o.Sender
	}
	m := a.Config.Mail
	return post{&mail.Sender{Addr: m.Server, Helo: a.Config.SMTP.Domain, TLS: mail.TLSMode(m.TLS), User: m.User, Password: mail.NewSecret(m.Password), Now: a.Store.Now}}
}
