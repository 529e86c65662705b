package app

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"

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

func told(a *fastlane.Access) httpx.Told {
	t := httpx.Told{ID: string(a.ID[:]), Client: a.Client, Method: http.MethodGet, Status: a.Status, Bytes: int64(a.Bytes), Took: a.Took}
	t.Host, t.Path, _ = strings.Cut(a.Name, " ")
	if a.Head {
		t.Method = http.MethodHead
	}
	return t
}
