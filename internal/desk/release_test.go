package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// The page of a release says which text is not ready and why, in both
// languages; the button for all of them waits (F-C9).
func TestReleasePage(t *testing.T) {
	inScene(t, func(t *testing.T, sc *scene) {
		ready, early := sc.see("an", sc.ids["post"]).Case.Code, sc.see("ha", sc.ids["review"]).Case.Code
		w := sc.post("ha", "/desk/releases", url.Values{"name": {"Tin tuần này"}})
		at := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(at, "/desk/releases/") {
			t.Fatalf("status %d, to %q", w.Code, at)
		}
		for _, code := range []string{ready, early} {
			if w := sc.post("ha", at, url.Values{"do": {"add"}, "code": {code}}); w.Code != http.StatusSeeOther {
				t.Fatalf("adding %s: status %d", code, w.Code)
			}
		}
		page := sc.get("ha", at).Body.String()
		for _, want := range []string{ready, early, "Chưa sẵn sàng", fmt.Sprintf("disabled>%s", "Phát hành tất cả ngay")} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		if strings.Contains(page, "⟨") {
			t.Error("a message is missing")
		}
		if w := sc.get("ha", "/desk/releases"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Tin tuần này") {
			t.Errorf("the list: status %d", w.Code)
		}
	})
}
