package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

var lookHidden = regexp.MustCompile(`name="(version|live)" value="(\d+)"`)

// typedLook is the form of a look with fields changed, as a browser sends it.
func (g *ground) typedLook(pairs ...string) url.Values {
	f := form("theme", "truong-dai-hoc", "header", "")
	body := g.get("tu", fmt.Sprintf("/desk/sites/%d/look", g.site.ID)).Body.String()
	for _, m := range lookHidden.FindAllStringSubmatch(body, 2) {
		f.Set(m[1], m[2])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

// An administrator drafts a look, sees it drawn, applies it and goes back; what
// cannot be read is said in words and numbers (F-M4, F-M5).
func TestLookAtTheDesk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		clock := storetest.At("2026-08-27 08:00")
		g := newGround(t, s, clock)
		path := fmt.Sprintf("/desk/sites/%d/look", g.site.ID)
		portal := g.desk.Portal.Handler()
		public := func() string {
			w := httptest.NewRecorder()
			portal.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://songtien.localhost/", nil))
			if w.Code != http.StatusOK {
				t.Fatalf("status %d\n%s", w.Code, w.Body)
			}
			return w.Body.String()
		}
		says(t, g.get("tu", path), 200, "Màu chính", "Xem thử", "1.4.3", "1.4.11", "WCAG 2.2")

		// a draft: no reader sees it, the preview does
		leads(t, g.post("tu", path, g.typedLook("do", "save", "brand", "#1d5b3a", "name", "Trường của bản nháp", "block_1_kind", "text", "block_1_title", "Lời chào", "block_1_text", "Chào **bạn đọc**.")), path)
		if strings.Contains(public(), "bản nháp") {
			t.Error("readers see a draft")
		}
		w := g.get("tu", path+"/preview")
		says(t, w, 200, "Trường của bản nháp", "Chào <strong>bạn đọc</strong>", "/assets/look-1-1d5b3a-a9481b-truong-dai-hoc.css", "noindex", "bạn đọc chưa thấy")
		h := w.Header()
		if !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'self'") || h.Get("X-Frame-Options") != "SAMEORIGIN" || h.Get("Cache-Control") != "no-store" || !strings.Contains(h.Get("X-Robots-Tag"), "noindex") {
			t.Errorf("%v", h)
		}
		if strings.Contains(w.Body.String(), "application/ld+json") || strings.Contains(w.Body.String(), `rel="canonical"`) {
			t.Error("the preview says to machines that it is a page")
		}
		if strings.Contains(public(), "bản nháp") {
			t.Error("the preview is kept")
		}
		// what is typed is drawn, and not kept
		says(t, g.post("tu", path+"/preview", g.typedLook("name", "Chỉ gõ thử", "brand", "#ffd400", "page", "home")), 200, "Chỉ gõ thử", "#ffd400 khó đọc: 1,4 : 1, cần 4,5 : 1")
		if strings.Contains(g.get("tu", path).Body.String(), "Chỉ gõ thử") {
			t.Error("a preview is kept as a draft")
		}

		// blocks are moved, added and dropped before anything is kept
		blocks := []string{"block_1_kind", "lead", "block_2_kind", "ways", "block_3_kind", "search"}
		order := func(w *httptest.ResponseRecorder) (kinds string) {
			says(t, w, 200, "chưa được lưu")
			for _, m := range regexp.MustCompile(`name="block_\d+_kind" value="([a-z]+)"`).FindAllStringSubmatch(w.Body.String(), -1) {
				kinds += m[1] + " "
			}
			return kinds
		}
		for do, want := range map[string]string{"up-3": "lead search ways ", "down-1": "ways lead search ", "drop-2": "lead search ", "add": "lead ways search contacts ", "up-99": "lead ways search "} {
			if got := order(g.post("tu", path, g.typedLook(append(blocks, "do", do, "add", "contacts")...))); got != want {
				t.Errorf("%s: %q, want %q", do, got, want)
			}
		}

		// colours in which nobody could read are drafted and not applied
		before := g.events()
		w = g.post("tu", path, g.typedLook("do", "apply", "brand", "#ffd400"))
		says(t, w, 422, "#ffd400", "Màu gần nhất đọc được là #", "chưa đạt, khó đọc")
		if g.events() == before {
			t.Error("the draft is not in the record")
		}
		says(t, g.post("tu", path, g.typedLook("do", "save", "brand", "vàng chanh")), 422, "không phải mã màu", "vàng chanh")
		says(t, g.post("tu", path, g.typedLook("do", "save", "block_1_kind", "links", "block_1_links", "Bẫy | javascript:alert(1)")), 422, "chưa đúng", "javascript:alert(1)")

		// applied: readers see it; the slower of two is told
		mine := g.typedLook("do", "apply", "brand", "#1d5b3a", "name", "Tên mới trên đầu trang", "header", "paper")
		leads(t, g.post("tu", path, mine), path)
		if page := public(); !strings.Contains(page, "Tên mới trên đầu trang") || !strings.Contains(page, `data-header="paper"`) || !strings.Contains(page, "look-1-1d5b3a") {
			t.Error("readers do not see what was applied")
		}
		says(t, g.post("tu", path, mine), 409, locale.T(locale.VI, "admin.form_stale"))
		says(t, g.get("tu", path), 200, "Số 1", "đang dùng")

		// and back
		f := g.typedLook("number", "0")
		leads(t, g.post("tu", path+"/restore", f), path)
		if page := public(); strings.Contains(page, "Tên mới") || strings.Contains(page, "data-header") {
			t.Error("the look is not taken back")
		}
		says(t, g.post("tu", path+"/restore", f), 409, locale.T(locale.VI, "admin.form_stale"))

		// nobody else sees a preview
		for _, who := range []string{"lan", "minh", "ha"} {
			if w := g.get(who, path+"/preview"); w.Code != http.StatusForbidden {
				t.Errorf("%s: status %d", who, w.Code)
			}
		}
		var lines int
		g.must(s.View(context.Background(), func(tx *store.Tx) error {
			all, err := tx.Events(context.Background(), store.EventFilter{Institution: g.inst, Limit: 50})
			for _, e := range all {
				if e.Verb == "look-applied" || e.Verb == "look-saved" {
					lines++
				}
			}
			return err
		}))
		if lines != 5 { // a draft, the yellow one, one that was applied with it, and the way back
			t.Errorf("%d lines of the record", lines)
		}
	}, store.Clock(storetest.At("2026-08-27 08:00").Now))
}
