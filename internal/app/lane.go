package app

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"congbo/internal/fastlane"
	"congbo/internal/httpx"
)

// lane answers plain requests for kept pages before server, under its limits,
// and tells the log as it does.
func (a *App) lane(server *http.Server) *fastlane.Lane {
	l := &fastlane.Lane{ReadHeader: server.ReadHeaderTimeout, Idle: server.IdleTimeout, Write: server.WriteTimeout, Proxies: a.proxies, Find: a.find}
	server.ConnState = func(c net.Conn, state http.ConnState) { fastlane.Between(c, state == http.StateIdle) }
	ctx := context.Background()
	if a.Log.Enabled(ctx, slog.LevelInfo) {
		door := a.door()
		l.Log = func(all []fastlane.Access) {
			for i := range all {
				door.Tell(ctx, told(&all[i]))
			}
		}
	}
	return l
}

// find returns the responses that are prepared for an address.
func (a *App) find(https bool, host, path []byte) (*httpx.Prepared, string) {
	if p := a.sites.Load(); p != nil {
		return p.Find(https, host, path)
	}
	return nil, "" // it is being set up
}

// short answers plain requests for kept pages before all else of the program,
// where net/http has the connection: over HTTP/2, or because something in the
// head is unusual. What is kept depends on nothing of a request but its address,
// two headers and the time by which some ask, so that the others need no look.
func (a *App) short(next http.Handler) http.Handler {
	if a.Config.Lane != "on" {
		return next
	}
	door := a.door()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		byTime := r.Header.Get("If-Modified-Since") != "" && r.Header.Get("If-None-Match") == "" // feeds know since when they are as they are
		if r.Method != http.MethodGet && r.Method != http.MethodHead || r.RequestURI != r.URL.Path || byTime {
			next.ServeHTTP(w, r)
			return
		}
		c := a.proxies.Client(r)
		p, _ := a.find(c.Scheme == "https", []byte(c.Host), []byte(r.URL.Path))
		if p == nil {
			next.ServeHTTP(w, r)
			return
		}
		began, id := time.Now(), door.NewID()
		status, size := p.Serve(w, r, id)
		door.Tell(r.Context(), httpx.Told{ID: id, Client: c.Addr, Method: r.Method, Host: c.Host, Path: r.URL.Path, Status: status, Bytes: int64(size), Took: time.Since(began)})
	})
}

func told(a *fastlane.Access) httpx.Told {
	t := httpx.Told{ID: string(a.ID[:]), Client: a.Client, Method: http.MethodGet, Status: a.Status, Bytes: int64(a.Bytes), Took: a.Took}
	t.Host, t.Path, _ = strings.Cut(a.Name, " ")
	if a.Head {
		t.Method = http.MethodHead
	}
	return t
}
