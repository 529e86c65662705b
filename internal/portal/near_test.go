package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/store"
)

// Who comes to an address that leads nowhere is shown the pages that are like it
// and can look for its words; nothing hostile in it comes back as more than
// words, and what is no longer public says so (F-C6, F-M4).
func TestErrorPagesHelp(t *testing.T) {
	w, _ := aTown(t)
	_, e := w.write(&w.news, content.Revision{Title: "Đã gỡ", Slug: "da-go"})
	w.end(e, store.EditionWithdrawn, "Số liệu đang được rà soát.")
	for path, want := range map[string]string{
		"/tin-tc":                           `href="/tin-tuc">`,
		"/tin-tuc/l%E1%BB%8Bch-thi":         `value="lich thi"`,
		"/tuyen-dun":                        `href="/tuyen-dung">`,
		"/tuyendung":                        `href="/tuyen-dung">`,
		"/tin-tuc-2026":                     `href="/tin-tuc">`,
		"/cu/lien-he.html":                  `href="/lien-he">`,
		"/tin-tuc/lich-thi-hoc-ky-999":      `value="lich thi hoc ky"`,
		"/tin-tuc/khong-co-gi":              `value="khong co gi"`,
		"/co-cau":                           `href="/co-cau-to-chuc">`,
		"/khoa-thuy-san":                    "/don-vi/khoa-thuy-san-",
		"http://songtien-en.localhost/new":  `href="/news">`,
		"http://songtien-en.localhost/newz": `href="/news">`,
	} {
		got := w.get(path)
		body := got.Body.String()
		if got.Code != http.StatusNotFound || !strings.Contains(body, want) || !strings.Contains(body, `<input id="lost-q"`) || strings.Contains(body, "⟨") {
			t.Errorf("%s: %d, lacks %s", path, got.Code, want)
		}
	}
	// Capitals, as phones begin a line with, and accents are no difference.
	for path, want := range map[string]string{"/Tin-Tuc": "/tin-tuc", "/LIEN-HE": "/lien-he", "/tin-t%E1%BB%A9c": "/tin-tuc", "/Tuy%C3%AA%CC%89n-d%E1%BB%A5ng": "/tuyen-dung"} {
		_, near, _ := strings.Cut(w.get(path).Body.String(), `class="failure-near"`)
		near, _, _ = strings.Cut(near, "</nav>")
		if !strings.Contains(near, `href="`+want+`">`) {
			t.Errorf("%s: %s is not among %q", path, want, near)
		}
	}
	for _, path := range []string{"/" + strings.Repeat("a-", 3000), "/%22%3E%3Cscript%3Ealert(1)", "/zzzzzz", "/tin-tuc/%00", "/-", "/.git/config", "/a.php"} {
		got := w.get(path)
		if body := got.Body.String(); got.Code < 400 || strings.Contains(body, "<script>alert") || strings.Contains(body, "failure-near") || len(body) > 30_000 {
			t.Errorf("%.40s: %d, %d bytes", path, got.Code, len(body))
		}
	}
	if got := w.get(e.Path("tin-tuc")); got.Code != http.StatusGone || !strings.Contains(got.Body.String(), "đang được rà soát") {
		t.Errorf("what was withdrawn: %d", got.Code)
	}
}
