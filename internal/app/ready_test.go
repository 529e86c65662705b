package app_test

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"congbo/internal/app"
	"congbo/internal/locale"
	"congbo/internal/procfile"
	"congbo/internal/sites"
	"congbo/internal/store"
)

// A server without an institution runs but is not ready: a machine that watches
// it does not send anybody there.
func TestReady(t *testing.T) {
	c := app.Default()
	c.Data = t.TempDir()
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler), app.Options{InProcess: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	ask := func(path string) (int, string) {
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Code, strings.TrimSpace(w.Body.String())
	}
	if code, said := ask("/readyz"); code != 503 || said != "no institution" {
		t.Errorf("an empty house: %d %q", code, said)
	}
	if code, _ := ask("/healthz"); code != 200 {
		t.Errorf("it does not run: %d", code)
	}
	p, err := sites.Shipped(sites.Presets()[0], sites.Blank{Name: locale.Text{VI: "Cơ quan"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Sites.Install(t.Context(), p, store.PersonInvited, procfile.Presets()...); err != nil {
		t.Fatal(err)
	}
	if code, said := ask("/readyz"); code != 200 || said != "ready" {
		t.Errorf("a house: %d %q", code, said)
	}
}
