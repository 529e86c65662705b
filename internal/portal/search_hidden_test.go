package portal_test

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// What is not public is found by nobody: a draft under embargo, what such a draft
// changes in a public text, what was withdrawn, removed or has expired. Neither
// results nor snippets nor counts nor suggestions nor the page about lost
// addresses nor feeds tell of it, in whatever spelling it is asked for (F-C3, F-M2;
// invariant 9).
func TestSearchTellsNothingHidden(t *testing.T) {
	clock := storetest.At("2026-08-28 14:30")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTown(t, s)
		revision := func(title, words string) content.Revision {
			return content.Revision{Title: title, Slug: "tin", Summary: words, Body: townText(words)}
		}
		_, public := w.write(&w.news, revision("Hội thảo mùa nước", "Bàn về cá linh và bông điên điển."))
		held, _ := w.write(nil, revision("Khuynhdiệp sáp nhập trường", "Embargo đến thứ Hai: khuynhdiệp sáp nhập."))
		w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error { // both under embargo, the second a correction of what is public
			for _, id := range []int64{held, public.Document} {
				list, err := tx.CasesOfDocument(t.Context(), id)
				if err != nil {
					return err
				}
				cs := list[0]
				state := flow.State{Embargo: &flow.Embargo{Until: tx.Now().Add(72 * time.Hour), At: tx.Now()}}
				if cs.State, err = json.Marshal(state); err != nil {
					return err
				}
				cs.Flags = "embargo"
				if err := tx.SaveCase(t.Context(), &cs, nil); err != nil {
					return err
				}
			}
			r, err := tx.Revision(t.Context(), public.Revision)
			if err != nil {
				return err
			}
			base := r.Number
			r.ID, r.Title, r.Summary, r.Body = 0, "Hội thảo thuỷngân", "Thuỷngân trong cá linh", townText("Thuỷngân.")
			return tx.AddRevision(t.Context(), r, base, nil)
		}))
		_, withdrawn := w.write(&w.news, revision("Hoànglâu bị thanh tra", "Hoànglâu từ năm 2020."))
		_, removed := w.write(&w.news, revision("Ngọcbích phá sản", "Ngọcbích và các khoản nợ."))
		_, expired := w.write(&w.jobs, revision("Tuyển dụng thạchthảo", "Thạchthảo nhận hồ sơ."))
		w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error { return tx.SetTerm(t.Context(), expired.ID, tx.Now().Add(time.Hour)) }))
		if got := w.get("/tim-kiem?q=hoanglau"); !strings.Contains(got.Body.String(), "Hoànglâu") && !strings.Contains(got.Body.String(), "hoànglâu") {
			t.Fatal("nothing is found as long as it is public")
		}
		w.end(withdrawn, store.EditionWithdrawn, "Đang rà soát.")
		w.end(removed, store.EditionRemoved, "")
		clock.Pass(2 * time.Hour)
		hidden := []string{"khuynhdi", "thuỷngân", "thủyngân", "thuyngan", "hoànglâu", "hoanglau", "ngọcbích", "ngocbich", "thạchthảo", "thachthao"}
		tells := func(what, body, asked string) {
			t.Helper()
			body = strings.ToLower(body)
			bare := strings.Trim(asked, `"`)
			for _, said := range []string{html.EscapeString(strings.ToLower(asked)), html.EscapeString(strings.ToLower(url.QueryEscape(asked))), strings.ToLower(bare),
				strings.ReplaceAll(strings.ToLower(url.QueryEscape(bare)), "+", "&#43;"),
				"<b>" + strings.ToLower(strings.SplitN(bare, " ", 2)[0]) + "</b>"} { // the page says what was asked for
				if said != "" {
					body = strings.ReplaceAll(body, said, "")
				}
			}
			for _, word := range hidden {
				if strings.Contains(body, word) {
					at := strings.Index(body, word)
					t.Errorf("%s tells of %q: …%s…", what, word, body[max(0, at-80):min(len(body), at+80)])
				}
			}
		}
		for _, q := range []string{"khuynhdiệp", "khuynhdiep", "khuynhdiepp", "khunhdiep", "sáp nhập", "thuỷngân", "thuyngn", "hoànglâu", "hoanglua", "hoang lau", "ngọcbích", "ngocbichh",
			"thạchthảo", "thachthoa", `"hoànglâu bị thanh tra"`, "thanh tra", "phá sản", "tuyển dụng"} {
			for _, more := range []url.Values{{}, {"sort": {"newest"}}, {"section": {"tin-tuc"}}, {"kind": {"news"}}, {"from": {"2026-01-01"}}} {
				more.Set("q", q)
				got := w.get("/tim-kiem?" + more.Encode())
				body := got.Body.String()
				if got.Code != http.StatusOK || strings.Contains(body, `class="found-item"`) || strings.Contains(body, "1 kết quả") || strings.Contains(body, "Tìm thấy") {
					t.Errorf("%v: %d, or something is found", more, got.Code)
				}
				tells("the search for "+q, body, q)
			}
		}
		if got := w.get("/tim-kiem?q=ca+linh"); strings.Count(got.Body.String(), `class="found-item"`) != 1 {
			t.Error("what is public is not found")
		} else {
			tells("the search for what is public", got.Body.String(), "")
		}
		for _, path := range []string{"/", "/tin-tuc", "/tuyen-dung", "/theo-thang", "/atom.xml", "/rss.xml", "/feed.json", "/sitemap-1.xml", "/sitemap-news.xml", "/so-do-trang", "/khuynhdiep", "/tin-tuc/hoanglau"} {
			tells(path, w.get(path).Body.String(), strings.Trim(path[strings.LastIndexByte(path, '/'):], "/"))
		}
		w.ok(w.store.View(t.Context(), func(tx *store.Tx) error {
			k, err := tx.CheckSearch(context.Background(), w.vi.ID)
			if err == nil && !k.OK() {
				t.Errorf("the index: %+v", k)
			}
			return err
		}))
	}, store.Clock(clock.Now))
}
