package portal_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/store"
)

// How often pages were sent is counted by document and day, by the fast lane
// too, and nothing else of who asked; the section lists what is read most of the
// last seven days, as far as it is public (R-B9, F-J7, F-M8).
func TestViews(t *testing.T) {
	w, clock := aTown(t)
	rank := func() {
		t.Helper()
		w.ok(w.portal.WriteViews(t.Context()))
		w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error { return tx.RankRead(t.Context()) }))
	}
	views := func(document int64) (n store.ViewCount) {
		t.Helper()
		w.ok(w.store.View(t.Context(), func(tx *store.Tx) error {
			all, err := tx.ViewsOf(t.Context(), document)
			n = all[w.vi.ID]
			return err
		}))
		return n
	}
	var docs []store.Edition
	for i := range 3 {
		_, e := w.write(&w.news, content.Revision{Title: fmt.Sprintf("Tin %d", i), Slug: "tin", Body: townText("Thân bài")})
		docs = append(docs, e)
	}
	read := func(e store.Edition, times int) {
		t.Helper()
		for range times {
			if got := w.get(e.Path("tin-tuc")); got.Code != http.StatusOK || got.Header().Get("Set-Cookie") != "" {
				t.Fatal(got.Code)
			}
		}
	}
	lists := func() string {
		_, s, _ := strings.Cut(w.get("/tin-tuc").Body.String(), "Đọc nhiều trong 7 ngày")
		s, _, _ = strings.Cut(s, "</section>")
		var order []string
		for _, part := range strings.Split(s, `class="headline"`)[1:] {
			_, part, _ = strings.Cut(part, ">")
			part, _, _ = strings.Cut(part, "<")
			order = append(order, part)
		}
		return strings.Join(order, ", ")
	}
	read(docs[0], 2)
	read(docs[1], 3)
	read(docs[2], 1)
	w.get("/tin-tuc")
	w.get(fmt.Sprintf("/don-vi/khoa-thuy-san-%d", w.unit))
	w.ask(http.MethodHead, docs[2].Path("tin-tuc"), nil)
	host, path := []byte(townHost), []byte(docs[1].Path("tin-tuc"))
	if found, _ := w.portal.Find(false, host, path); found == nil {
		t.Fatal("the fast lane does not have the page")
	}
	rank()
	for i, want := range []int64{2, 4, 1} {
		if got := views(docs[i].Document); got != (store.ViewCount{Week: want, All: want}) {
			t.Errorf("document %d: %+v, want %d", i, got, want)
		}
	}
	if got := lists(); got != "Tin 1, Tin 0, Tin 2" {
		t.Errorf("most read: %q", got)
	}
	w.end(docs[1], store.EditionRemoved, "")
	if got := lists(); got != "Tin 0, Tin 2" {
		t.Errorf("after the removal: %q", got)
	}
	clock.Pass(8 * 24 * time.Hour)
	read(docs[2], 1)
	rank()
	if got := views(docs[2].Document); got != (store.ViewCount{Week: 1, All: 2}) {
		t.Errorf("a week later: %+v", got)
	}
	if got := lists(); got != "" {
		t.Errorf("one alone is no list: %q", got)
	}
}

// Views that cannot be written are not lost, and counting is the same on both
// databases.
func TestViewsOnBothDatabases(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		_, e := w.write(&w.news, content.Revision{Title: "Tin", Slug: "tin", Body: townText("Thân bài")})
		w.get(e.Path("tin-tuc"))
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if w.portal.WriteViews(stopped) == nil {
			t.Error("written though it was stopped")
		}
		for range 2 {
			w.ok(w.portal.WriteViews(t.Context()))
		}
		w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error {
			for range 2 { // adds, and knows no document that was never there
				if err := tx.AddViews(t.Context(), []store.Views{{Site: w.vi.ID, Document: e.Document, Count: 5}, {Site: w.vi.ID, Document: 999, Count: 5}}); err != nil {
					return err
				}
			}
			if err := tx.RankRead(t.Context()); err != nil {
				return err
			}
			all, err := tx.ViewsOf(t.Context(), e.Document)
			if err == nil && all[w.vi.ID].All != 11 {
				t.Errorf("%+v", all)
			}
			most, err2 := tx.MostRead(t.Context(), w.vi.ID, 0, 3)
			if err2 == nil && (len(most) != 1 || most[0].Document != e.Document) {
				t.Errorf("most read: %+v", most)
			}
			if err == nil {
				err = err2
			}
			return err
		}))
	})
}
