package portal_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/store"
)

// A topic has its page and feeds with what is public of it; an item leads to its
// topics and to others of them first, and never to what is hidden or over
// (R-B10, F-M1, F-M3).
func TestTopics(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		topic := store.Topic{Site: w.vi.ID, Slug: "han-man", Title: "Thích ứng với hạn, mặn", Active: true}
		save := func(fn func(ctx context.Context, tx *store.Tx) error) {
			t.Helper()
			w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }))
		}
		save(func(ctx context.Context, tx *store.Tx) error { return tx.AddTopic(ctx, w.inst, &topic) })
		in := []string{"han-man"}
		_, rice := w.write(&w.news, content.Revision{Title: "Lúa chịu mặn", Slug: "lua-chiu-man", Topics: in, Body: townText("Thân bài")})
		_, jobs := w.write(&w.jobs, content.Revision{Title: "Tuyển người đo mặn", Slug: "tuyen-nguoi-do-man", Topics: in})
		_, plain := w.write(&w.news, content.Revision{Title: "Hội thao", Slug: "hoi-thao"})
		_, other := w.write(&w.news, content.Revision{Title: "Chủ đề khác", Slug: "chu-de-khac", Topics: []string{"khong-co"}})
		w.write(nil, content.Revision{Title: "Bản nháp", Slug: "ban-nhap", Topics: in})
		_, gone := w.write(&w.jobs, content.Revision{Title: "Đã gỡ", Slug: "da-go", Topics: in})
		body := func(path string) string {
			t.Helper()
			got := w.get(path)
			if s := got.Body.String(); got.Code != http.StatusOK || strings.Contains(s, "Bản nháp") || strings.Contains(s, "⟨") {
				t.Fatalf("%s: %d", path, got.Code)
			}
			return got.Body.String()
		}
		related := func(path string) string {
			_, s, ok := strings.Cut(body(path), `<section class="related"`)
			if !ok {
				return ""
			}
			s, _, _ = strings.Cut(s, "</section>")
			return s
		}
		before := related(rice.Path("tin-tuc"))
		if !strings.Contains(before, "Tin bài liên quan") || strings.Index(before, "Đã gỡ") > strings.Index(before, "Tuyển người đo mặn") || strings.Index(before, "Tuyển người") > strings.Index(before, "Hội thao") {
			t.Errorf("related: %s", before)
		}
		w.end(gone, store.EditionRemoved, "")
		if after := related(rice.Path("tin-tuc")); strings.Contains(after, "Đã gỡ") || !strings.Contains(after, jobs.Path("tuyen-dung")) || strings.Contains(after, rice.Path("tin-tuc")) {
			t.Errorf("related after the removal: %s", after)
		}
		if s := related(plain.Path("tin-tuc")); !strings.Contains(s, "Cùng chuyên mục") || !strings.Contains(s, rice.Title) || strings.Contains(s, jobs.Title) {
			t.Errorf("of no topic: %s", s)
		}
		if s := body(rice.Path("tin-tuc")); !strings.Contains(s, `<a href="/chu-de/han-man">`) || strings.Contains(body(other.Path("tin-tuc")), "/chu-de/khong-co") {
			t.Error("an item does not lead to its topics, or to one that is none")
		}
		page := body("/chu-de/han-man")
		if !strings.Contains(page, rice.Path("tin-tuc")) || !strings.Contains(page, jobs.Path("tuyen-dung")) || strings.Contains(page, plain.Path("tin-tuc")+`"`) || strings.Contains(page, "Đã gỡ") {
			t.Errorf("the page of the topic")
		}
		for _, path := range []string{"/chu-de/han-man/atom.xml", "/chu-de/han-man/rss.xml", "/chu-de/han-man/feed.json"} {
			if s := body(path); !strings.Contains(s, rice.Title) || strings.Contains(s, plain.Title) {
				t.Errorf("%s has not what is of the topic", path)
			}
		}
		if s := body("/so-do-trang") + body("/sitemap-pages.xml"); strings.Count(s, "/chu-de/han-man<")+strings.Count(s, `"/chu-de/han-man"`) != 2 {
			t.Error("the topic is in no list of the pages")
		}
		for path, want := range map[string]int{"/topics/han-man": 301, "/chu-de/khong-co": 404, "/chu-de/han-man/theo-thang/2026-08": 200, "/chu-de/han-man/trang/2": 404} {
			if got := w.get(path).Code; got != want {
				t.Errorf("%s: %d", path, got)
			}
		}
		save(func(ctx context.Context, tx *store.Tx) error {
			topic.Active = false
			return tx.SaveTopic(ctx, w.inst, &topic)
		})
		if got := w.get("/chu-de/han-man").Code; got != http.StatusNotFound || strings.Contains(body(rice.Path("tin-tuc")), "/chu-de/") {
			t.Errorf("a closed topic: %d", got)
		}
	})
}
