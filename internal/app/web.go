package app

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// A web is the listeners on which face is served: the plain one, and the one for
// HTTPS. The fast lane stands before that which readers use: where there is
// HTTPS, the plain one only leads there.
type web struct {
	app    *App
	face   http.Handler
	plain  net.Listener
	secure net.Listener // nil: there is none
	tls    *tls.Config  // that is spoken there
	failed chan error   // takes an error of each server

	servers []*http.Server
	lane    func(context.Context) error // waits until the lane has ended; nil: there is none
}

// newServer bounds what clients may take of time and memory; the fast lane keeps
// the same bounds.
func (w *web) newServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ErrorLog: slog.NewLogLogger(w.app.Log.Handler(), slog.LevelDebug), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Minute, WriteTimeout: 10 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
}

// open opens the listener for HTTPS, if there is to be one.
func (w *web) open(ctx context.Context) error {
	plain := w.face
	if w.app.Config.TLS.Addr != "" {
		var err error
		if w.secure, w.tls, plain, err = w.app.secure(ctx, w.face); err != nil {
			return err
		}
		w.servers = append(w.servers, w.newServer(w.face))
	}
	w.servers = append(w.servers, w.newServer(plain))
	return nil
}

// maxConns is how many connections there are at once without the lane, which has
// a bound of its own.
const maxConns = 20_000

// serve begins to answer.
func (w *web) serve() {
	main, l := w.servers[0], w.plain // of readers
	if w.secure != nil {
		l = w.secure
	}
	switch {
	case w.app.Config.Lane == "on":
		lane := w.app.lane(main)
		lane.TLS = w.tls
		before := lane.Listen(l)
		l, w.lane = before, before.Wait
	case w.secure != nil:
		l = tls.NewListener(netutil.LimitListener(l, maxConns), w.tls)
	}
	run := func(s *http.Server, l net.Listener) {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			w.failed <- err
		}
	}
	go run(main, l)
	if w.secure != nil {
		go run(w.servers[1], w.plain)
	}
}

// close gives the listeners back where nothing was served.
func (w *web) close() {
	w.plain.Close()
	if w.secure != nil {
		w.secure.Close()
	}
}

// shutdown finishes what is under way.
func (w *web) shutdown(ctx context.Context) (err error) {
	for _, s := range w.servers {
		err = errors.Join(err, s.Shutdown(ctx))
	}
	if w.lane != nil {
		err = errors.Join(err, w.lane(ctx))
	}
	return err
}
