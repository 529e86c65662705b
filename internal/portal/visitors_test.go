package portal_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/store"
)

var figures = regexp.MustCompile(`<dd>([0-9.]+)</dd>`)

// A site that is told to shows how many read it and how many visits it had, in a
// little page of its own beside pages that are kept as before: no cookie, nothing
// that tells readers apart, no page made anew; off unless somebody says so (R-B9,
// F-M5, F-M8, F-J7).
func TestVisitors(t *testing.T) {
	w, clock := aTown(t)
	_, e := w.write(&w.news, content.Revision{Title: "Tin", Slug: "tin"})
	const path = "/luot-truy-cap"
	if got := w.get(path); got.Code != 404 || strings.Contains(w.get("/").Body.String(), "iframe") {
		t.Fatalf("nobody asked for it: %d", got.Code)
	}
	w.vi.Settings.Counter = true
	w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error { return tx.SaveSite(t.Context(), &w.vi) }))
	home := w.get("/")
	if s := home.Body.String(); !strings.Contains(s, `<iframe src="`+path+`" title="Thống kê truy cập" loading="lazy"></iframe>`) || !strings.HasSuffix(home.Header().Get("Content-Security-Policy"), "; frame-src 'self'") {
		t.Error("the foot does not show it, or may not")
	}
	for address, want := range map[string]int{"/visitors": 301, "http://congbo.example/w/songtien-en/visitors": 404} {
		if got := w.get(address); got.Code != want {
			t.Errorf("%s: %d", address, got.Code)
		}
	}
	ask := func(address, since string) *httptest.ResponseRecorder {
		t.Helper()
		r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+townHost+path, nil)
		w.ok(err)
		r.RequestURI, r.RemoteAddr = path, address+":4711"
		if since != "" {
			r.Header.Set("If-Modified-Since", since)
		}
		a := w.answer(r)
		if a.Code != 200 || a.Header().Get("Set-Cookie") != "" || a.Header().Get("ETag") != "" || a.Header().Get("Cache-Control") != "private, max-age=300" ||
			a.Header().Get("X-Frame-Options") != "SAMEORIGIN" || !strings.Contains(a.Header().Get("Content-Security-Policy"), "frame-ancestors 'self'") {
			t.Fatalf("%d %v", a.Code, a.Header())
		}
		return a
	}
	shown := func(a *httptest.ResponseRecorder) string {
		var all []string
		for _, m := range figures.FindAllStringSubmatch(a.Body.String(), -1) {
			all = append(all, m[1])
		}
		return strings.Join(all, " ")
	}
	one := ask("192.0.2.1", "")
	if got := shown(one); got != "1 1 1" {
		t.Errorf("the first: %s", got)
	}
	if got := shown(ask("192.0.2.2", "")); got != "2 2 2" {
		t.Errorf("the second: %s", got)
	}
	mark := one.Header().Get("Last-Modified")
	clock.Pass(2 * time.Minute)
	if a := ask("192.0.2.1", mark); shown(a) != "2 2 2" || a.Header().Get("Last-Modified") != mark {
		t.Errorf("loaded again: %s", shown(a))
	}
	w.ok(w.portal.WriteViews(t.Context()))
	clock.Pass(4 * time.Minute)
	a := ask("192.0.2.1", mark)
	if got := shown(a); got != "1 2 2" {
		t.Errorf("six minutes later one goes on: %s", got)
	}
	clock.Pass(40 * time.Minute)
	if got := shown(ask("192.0.2.1", a.Header().Get("Last-Modified"))); got != "1 3 3" {
		t.Errorf("after a pause: %s", got)
	}
	w.ok(w.portal.WriteViews(t.Context()))
	before := w.get(e.Path("tin-tuc")).Header().Get("ETag")
	clock.Pass(24 * time.Hour)
	if got := shown(ask("192.0.2.9", "not a date")); got != "1 1 4" {
		t.Errorf("the next day: %s", got)
	}
	for range 60 { // a machine that wants to be many
		ask("192.0.2.66", "")
	}
	if got := shown(ask("192.0.2.67", "")); got != "32 32 35" {
		t.Errorf("an address counts as often as people do: %s", got)
	}
	if after := w.get(e.Path("tin-tuc")).Header().Get("ETag"); after != before {
		t.Error("a page was made anew")
	}
	w.ask(http.MethodHead, path, nil)
}

// Figures are the same on both databases, add up over nodes, and are not lost
// where they could not be written.
func TestVisitorsOnBothDatabases(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		w.vi.Settings.Counter = true
		w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error { return tx.SaveSite(t.Context(), &w.vi) }))
		w.get("/luot-truy-cap")
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if w.portal.WriteViews(stopped) == nil {
			t.Error("written though it was stopped")
		}
		for range 2 {
			w.ok(w.portal.WriteViews(t.Context()))
		}
		minute := store.MinuteOf(w.store.Now())
		w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error { // another node, and a site that was never there
			return tx.AddVisits(t.Context(), map[int64]int64{w.vi.ID: 1233, 999: 5}, map[store.OnlineKey]int64{{Site: w.vi.ID, Minute: minute}: 6, {Site: w.vi.ID, Minute: minute - 9}: 50})
		}))
		w.ok(w.store.View(t.Context(), func(tx *store.Tx) error {
			v, err := tx.VisitsOf(t.Context(), w.vi.ID)
			if got := fmt.Sprint(v.Online, v.Today, v.All); got != "7 1234 1234" {
				t.Errorf("%s", got)
			}
			return err
		}))
	})
}
