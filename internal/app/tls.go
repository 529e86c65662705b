package app

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/store"
)

// secure opens the listener on which HTTPS is spoken, and returns how, and what
// answers on the plain port meanwhile: it leads to HTTPS and answers the questions by which a
// certificate authority makes sure of us (RFC 8555, 8.3). Who comes through a
// proxy that has done TLS is let through to face.
func (a *App) secure(ctx context.Context, face http.Handler) (net.Listener, *tls.Config, http.Handler, error) {
	plain := a.toHTTPS(face)
	// Pages are small: in records of their own size they take one packet more at
	// worst, and a tenth of the writes.
	c := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, DynamicRecordSizingDisabled: true}
	if a.Config.TLS.ACME == "on" {
		m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(filepath.Join(a.Config.Data, "acme")), Email: a.Config.TLS.Email,
			HostPolicy: a.answersTo, Client: &acme.Client{DirectoryURL: a.Config.TLS.Directory, HTTPClient: a.options.Authority}}
		plain = m.HTTPHandler(plain)
		c.GetCertificate, c.NextProtos = m.GetCertificate, append(c.NextProtos, acme.ALPNProto)
	} else {
		f := &certFile{cert: a.Config.TLS.Cert, key: a.Config.TLS.Key, now: a.Store.Now, trouble: func(err error) {
			a.Log.ErrorContext(ctx, "the new TLS certificate cannot be used, the old one stays", "file", a.Config.TLS.Cert, "err", err)
		}}
		if err := f.load(); err != nil {
			return nil, nil, nil, fault.New(fault.Invalid, "app.bad_certificate", a.Config.TLS.Cert).Because(err)
		}
		c.GetCertificate = f.certificate
	}
	l, err := net.Listen("tcp", a.Config.TLS.Addr)
	if err != nil {
		return nil, nil, nil, listenTrouble(a.Config.TLS.Addr, err)
	}
	a.Config.TLS.Addr = l.Addr().String()
	return l, c, plain, nil
}

// toHTTPS sends whoever asked in the clear to the same address over HTTPS.
func (a *App) toHTTPS(face http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := a.proxies.Client(r)
		if c.Scheme == "https" || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
			face.ServeHTTP(w, r)
			return
		}
		host := c.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if !httpx.PlainHost(host) {
			http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
			return
		}
		if port := a.securePort(); port != "443" {
			host = net.JoinHostPort(strings.Trim(host, "[]"), port)
		}
		w.Header().Set("Cache-Control", "max-age=300")
		http.Redirect(w, r, "https://"+host+r.URL.RequestURI(), http.StatusPermanentRedirect)
	})
}

// securePort is the port under which people reach HTTPS: that of the public
// address, which may differ from the one on which we listen.
func (a *App) securePort() string {
	if u, err := url.Parse(a.Config.URL); err == nil && u.Scheme == "https" {
		return cmp.Or(u.Port(), "443")
	}
	_, port, _ := net.SplitHostPort(a.Config.TLS.Addr)
	return port
}

// answersTo lets certificates be asked for only for names under which pages are
// served: anybody can ask for any.
func (a *App) answersTo(ctx context.Context, host string) error {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name // of a request that came to another port
	}
	if slices.Contains(a.hosts(), host) {
		return nil
	}
	return a.Store.View(ctx, func(tx *store.Tx) error {
		known, err := tx.Serves(ctx, host)
		if err == nil && !known {
			err = fmt.Errorf("%s is no name of ours", host)
		}
		return err
	})
}

// A certFile is a certificate in files that something else renews: they are
// read again when they have changed.
type certFile struct {
	cert, key string
	now       func() time.Time
	trouble   func(error)

	mu     sync.Mutex
	held   *tls.Certificate
	asOf   [2]time.Time // when the files held were changed
	looked time.Time
}

const lookAgain = time.Minute

func (f *certFile) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now().Sub(f.looked) >= lookAgain {
		if err := f.load(); err != nil {
			f.trouble(err)
		}
	}
	return f.held, nil
}

// load reads the files if they have changed. A pair that does not fit, as in
// the middle of a renewal, leaves what is held.
func (f *certFile) load() error {
	f.looked = f.now()
	var changed [2]time.Time
	for i, name := range []string{f.cert, f.key} {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		changed[i] = info.ModTime()
	}
	if f.held != nil && changed == f.asOf {
		return nil
	}
	c, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return err
	}
	f.held, f.asOf = &c, changed
	return nil
}
