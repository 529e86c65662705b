package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"congbo/internal/cases"
	"congbo/internal/desk"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/mail"
	"congbo/internal/store"
)

// Listening tells where a running program can be reached.
type Listening struct {
	URL  string // of the server
	SMTP string // host:port of the mail listener, if there is one
	// SetUp is the address with the one-time code where the program is to be
	// set up; it serves nothing else until that is done.
	SetUp string
}

// Serve runs the program until ctx ends, then finishes what is under way.
// ready is called once everything listens, and before that, where there is no
// institution yet, with the address at which to set it up.
func (a *App) Serve(ctx context.Context, ready func(Listening)) error {
	var err error
	l := a.listener
	if l == nil {
		if l, err = net.Listen("tcp", a.Config.Addr); err != nil {
			return listenTrouble(a.Config.Addr, err)
		}
	}
	a.Config.Addr = l.Addr().String() // the port that was given, where none was asked for
	var face atomic.Pointer[http.Handler]
	show := func(h http.Handler) { face.Store(&h) }
	web := &web{app: a, plain: l, face: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*face.Load()).ServeHTTP(w, r) }), failed: make(chan error, 3)}
	if err := web.open(ctx); err != nil {
		l.Close()
		return err
	}
	serve, failed := sync.OnceFunc(web.serve), web.failed
	if _, err := a.Institution(ctx); fault.Is(err, fault.NotFound) {
		if done, err := a.serveSetUp(ctx, show, serve, ready, failed); err != nil || !done {
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Duration(a.Config.Shutdown))
			defer cancel()
			return errors.Join(err, web.shutdown(stop))
		}
	} else if err != nil {
		web.close()
		return err
	} else {
		show(a.Handler())
	}
	listening := Listening{URL: a.base()}
	var post *mail.Server
	if a.Config.SMTP.Addr != "" {
		var ml net.Listener
		if post, ml, err = a.listenMail(); err != nil {
			web.close()
			return err
		}
		listening.SMTP = ml.Addr().String()
		go func() { failed <- post.Serve(ml) }()
	}
	stopFollowing, err := a.follow(ctx)
	if err != nil {
		web.close()
		return err
	}
	defer stopFollowing()
	serve()
	if err := a.dailyOn(ctx, a.Store.Now()); err != nil {
		web.close()
		return err
	}
	if err := a.Publishing.LinksFrom(ctx); err != nil {
		web.close()
		return err
	}
	if err := a.Notify.DigestsFrom(ctx); err != nil {
		web.close()
		return err
	}
	if err := a.Store.Abandon(ctx); err != nil {
		a.Log.Error("jobs of an earlier run stay claimed", "err", err)
	}
	a.Runner.Start(context.WithoutCancel(ctx))
	ready(listening)
	resting, rest := context.WithCancel(ctx)
	defer rest()
	go giveBack(resting)
	select {
	case err = <-failed:
	case <-ctx.Done():
		err = nil
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Duration(a.Config.Shutdown))
	defer cancel()
	if post != nil {
		err = errors.Join(err, post.Shutdown(stop))
	}
	err = errors.Join(err, web.shutdown(stop))
	a.Runner.Stop()
	return errors.Join(err, a.SignHeads(stop)) // nothing is added until the next start, which signs too
}

// listenMail opens the listener for letters to the offices' mailboxes.
func (a *App) listenMail() (*mail.Server, net.Listener, error) {
	s := &mail.Server{Domain: a.Config.SMTP.Domain, Now: a.Store.Now, Log: a.Log,
		Accept: func(ctx context.Context, rcpt string) error {
			return a.Store.View(ctx, func(tx *store.Tx) error {
				b, err := tx.MailboxByAddress(ctx, intake.Plain(rcpt))
				if err == nil && !b.Active {
					err = fault.New(fault.NotFound, "fault.not_found")
				}
				return err
			})
		},
		Deliver: func(ctx context.Context, e mail.Envelope, raw []byte) error {
			_, err := a.Intake.Receive(ctx, e.To, raw)
			return err
		},
	}
	if a.Config.SMTP.Cert != "" {
		cert, err := tls.LoadX509KeyPair(a.Config.SMTP.Cert, a.Config.SMTP.Key)
		if err != nil {
			return nil, nil, fault.New(fault.Invalid, "app.bad_certificate", a.Config.SMTP.Cert).Because(err)
		}
		s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	}
	l, err := net.Listen("tcp", a.Config.SMTP.Addr)
	if err != nil {
		return nil, nil, listenTrouble(a.Config.SMTP.Addr, err)
	}
	return s, l, nil
}

// serveSetUp serves the pages that set the program up until that is done, and
// reports whether it was. The parts are put together anew then, with what was
// set, and show themselves before the last page of the set-up is answered.
func (a *App) serveSetUp(ctx context.Context, show func(http.Handler), serve func(), ready func(Listening), failed <-chan error) (bool, error) {
	code, done := desk.NewSetupCode(), make(chan struct{})
	pages := a.settingUp(code, func() error {
		if err := a.assemble(context.WithoutCancel(ctx), a.options); err != nil {
			return err
		}
		show(a.Handler())
		close(done)
		return nil
	})
	show(a.front(pages))
	serve()
	ready(Listening{URL: a.base(), SetUp: a.setupURL(code)})
	select {
	case <-done:
		return true, nil
	case err := <-failed:
		return false, err
	case <-ctx.Done():
		return false, nil
	}
}

// Handler answers everything over HTTP: the desk on its host, the public sites
// elsewhere, and two addresses for machines that watch the program.
func (a *App) Handler() http.Handler {
	return a.short(a.front(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		onDesk := r.URL.Path == "/desk" || strings.HasPrefix(r.URL.Path, "/desk/")
		switch {
		case onDesk && (a.Config.DeskHost == "" || strings.EqualFold(httpx.ClientOf(r).Host, a.Config.DeskHost)):
			a.desk.ServeHTTP(w, r)
		case a.demo != nil && (r.URL.Path == "/demo" || strings.HasPrefix(r.URL.Path, "/demo/")):
			a.demo.ServeHTTP(w, r)
		default:
			a.public.ServeHTTP(w, r)
		}
	})))
}

// front stands before whatever answers people.
func (a *App) front(face http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := a.Store.Ping(ctx); err != nil {
			http.Error(w, "database", http.StatusServiceUnavailable)
			return
		}
		if _, err := a.Institution(ctx); err != nil {
			http.Error(w, "no institution", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	mux.Handle("/", face)
	return a.door().Handler(mux)
}

// door finds out who asks and tells the log.
func (a *App) door() *httpx.Front {
	return &httpx.Front{Proxies: a.proxies, Log: a.Log, Now: time.Now, Hide: withoutTokens}
}

// withoutTokens cuts off the last part of addresses that letters give.
func withoutTokens(path string) string {
	for _, p := range []string{"/theo-doi/", "/ket-qua/", "/track/", "/result/", "/xem-truoc/", "/preview/", "/dat-bai/", "/commissions/", "/desk/invitation/", "/desk/reset/", cases.DecidePath("")} {
		if i := strings.Index(path, p); i >= 0 {
			return path[:i+len(p)] + "…"
		}
	}
	return path
}
