package desk_test

import (
	"net/url"
	"strings"
	"testing"

	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// Whoever changes the language comes back to the page they were at; a page that
// answers a form leads to the page above it, which can be got.
func TestLanguageLeadsBack(t *testing.T) {
	clock := storetest.At("2026-08-28 08:00")
	h := newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	id := h.send("lan", "Thông báo", "Đề nghị đăng.")
	h.pass(id, "Thông báo", "Khoa nhận hồ sơ.")
	at := "/desk/cases/" + h.see("ha", id).Case.Code
	back := func(path string) string { return `name="next" value="` + path + `"` }
	for _, path := range []string{at, at + "/edit", at + "/comments", at + "/revisions?from=1&amp;to=2", "/desk/cases?q=x", "/desk/inbox"} {
		if page := h.get("ha", strings.ReplaceAll(path, "&amp;", "&")).Body.String(); !strings.Contains(page, back(path)) {
			t.Errorf("%s leads elsewhere", path)
		}
	}
	refused := h.post("minh", at+"/acts", url.Values{"do": {"move:approve"}, "version": {"1"}})
	if refused.Code < 400 || !strings.Contains(refused.Body.String(), back(at)) {
		t.Errorf("after a refusal (%d) it leads elsewhere", refused.Code)
	}
}
