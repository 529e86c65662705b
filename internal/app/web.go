package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// A web is the listeners on which face is served: the plain one, with the fast
// lane before it, and the one for HTTPS. Where there is HTTPS the plain one only
// leads there.
type web struct {
	app    *App
	face   http.Handler
	plain  net.Listener
	secure net.Listener // nil: there is none
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
		if w.secure, plain, err = w.app.secure(ctx, w.face); err != nil {
			return err
		}
		w.servers = append(w.servers, w.newServer(w.face))
	}
	w.servers = append(w.servers, w.newServer(plain))
	return nil
}

// serve begins to answer.
func (w *web) serve() {
	server, plain := w.servers[len(w.servers)-1], w.plain
	if w.app.Config.Lane == "on" && w.secure == nil {
		lane := w.app.lane(server).Listen(plain)
		plain, w.lane = lane, lane.Wait
	}
	run := func(s *http.Server, l net.Listener) {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			w.failed <- err
		}
	}
	go run(server, plain)
	if w.secure != nil {
		go run(w.servers[0], w.secure)
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
