package portal_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/store"
)

// Readers find what is public on the site, and see it quoted with what they
// looked for marked and nothing else in it (R-B10, F-M2).
func TestSearchPage(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		w.write(&w.news, content.Revision{Title: "Quyết định 12/2026/QĐ-UBND về hòa giải", Slug: "quyet-dinh", Body: townText("Ban hành <script>alert(1)</script> quy chế hòa giải ở cơ sở.")})
		_, gone := w.write(&w.news, content.Revision{Title: "Tin bị gỡ về hòa giải", Slug: "bi-go", Body: townText("Không còn nữa.")})
		w.end(gone, store.EditionWithdrawn, "Rà soát.")
		w.write(nil, content.Revision{Title: "Bản nháp hòa giải", Slug: "nhap", Body: townText("Chưa ai duyệt.")})
		w.write(&w.newsEN, content.Revision{Title: "Conciliation (hòa giải)", Slug: "conciliation", Body: townText("On the other site.")})
		for range 12 {
			w.write(&w.jobs, content.Revision{Title: "Tuyển dụng giảng viên", Slug: "tuyen-dung", Body: townText("Số lượng không hạn chế.")})
		}
		ask := func(q url.Values) string {
			t.Helper()
			r := w.get("/tim-kiem?" + q.Encode())
			if r.Code != http.StatusOK {
				t.Fatalf("%v: %d", q, r.Code)
			}
			return r.Body.String()
		}
		for _, q := range []string{"hoà giải", "hoa giai", "12/2026/QĐ-UBND", "12-2026-qd-ubnd", "12/QĐ"} {
			page := ask(url.Values{"q": {q}})
			if n := strings.Count(page, `class="found-item"`); n != 1 || !strings.Contains(page, "/tin-tuc/quyet-dinh-") {
				t.Errorf("%q: %d results\n%s", q, n, page)
			}
		}
		page := ask(url.Values{"q": {"hoa giai"}})
		for _, want := range []string{"Tìm thấy 1 tin bài", "<mark>hòa giải</mark>", "&lt;script&gt;", `value="hoa giai"`, "noindex", ">Tin tức</span>"} {
			if !strings.Contains(page, want) {
				t.Errorf("lacks %s", want)
			}
		}
		if strings.Contains(page, "<script>alert") {
			t.Error("a script stands in the page")
		}
		// Narrowed to another section nothing is found, and the page says how to
		// find something.
		page = ask(url.Values{"q": {"hòa giải"}, "section": {"tuyen-dung"}})
		if !strings.Contains(page, "Không tìm thấy tin bài nào") || !strings.Contains(page, "không lọc (1 kết quả)") || !strings.Contains(page, "<details class=\"seek-more\" open") {
			t.Error(page)
		}
		// What is narrowed away is not said to be in no text.
		if strings.Contains(page, "Không có tin bài nào có từ") {
			t.Errorf("words that are there are said not to be:\n%s", page)
		}
		if page = ask(url.Values{"q": {"hòa zzyzx"}, "section": {"tuyen-dung"}}); !regexp.MustCompile(`Không có tin bài nào có từ <b>zzyzx</b>\.`).MatchString(page) {
			t.Errorf("the word that is missing is not said:\n%s", page)
		}
		if page = ask(url.Values{"q": {"tuyênr dụng"}}); !strings.Contains(page, `q=tuy%E1%BB%83n&#43;d%E1%BB%A5ng`) {
			t.Errorf("no guess:\n%s", page)
		}
		// Page after page by the link that leads on.
		page = ask(url.Values{"q": {"giảng viên"}, "sort": {"newest"}})
		next := regexp.MustCompile(`<a href="([^"]+)" rel="next"`).FindStringSubmatch(page)
		if len(next) == 0 || strings.Count(page, `class="found-item"`) != 10 {
			t.Fatalf("no second page:\n%s", page)
		}
		second := w.get(html.UnescapeString(next[1])).Body.String()
		if n := strings.Count(second, `class="found-item"`); n != 2 {
			t.Errorf("the second page has %d", n)
		}
		// What makes no sense is said, beside the field.
		for query, want := range map[string]string{
			"q=" + strings.Repeat("a", 300):     "dài quá 200",
			"q=%3F%21":                          "chưa có chữ hoặc số",
			"q=a&from=hôm+qua":                  "Ngày chưa đúng",
			"q=a&from=2026-02-01&to=2026-01-01": "Ngày kết thúc",
			"q=a&after=khong-phai":              "Hãy tìm lại từ đầu",
			"q=" + strings.Repeat("a+", 30):     "tối đa 20 từ",
		} {
			r := w.get("/tim-kiem?" + query)
			if r.Code != http.StatusUnprocessableEntity || !strings.Contains(r.Body.String(), want) {
				t.Errorf("%s: %d, lacks %q", query, r.Code, want)
			}
		}
		for _, query := range []string{"", "?q=", "?section=khong-co&kind=%00&unit=-1&lang=xx&sort=?", "?q=%FF%FE"} {
			if r := w.get("/tim-kiem" + query); r.Code >= 500 {
				t.Errorf("%s: %d", query, r.Code)
			}
		}
		if r := w.get("/tim-kiem"); strings.Contains(r.Body.String(), "noindex") || strings.Contains(r.Body.String(), `id="found"`) {
			t.Error("the empty form is taken for a search")
		}
		// Each language has its own address; the other leads there.
		if r := w.get("/search?q=x"); r.Code != http.StatusMovedPermanently || r.Header().Get("Location") != "/tim-kiem?q=x" {
			t.Errorf("%d %s", r.Code, r.Header().Get("Location"))
		}
		if r := w.get("http://songtien-en.localhost/search?q=hoa+giai"); r.Code != http.StatusOK || !strings.Contains(r.Body.String(), "1 item found") || strings.Contains(r.Body.String(), "quyet-dinh") {
			t.Errorf("%d %s", r.Code, r.Body.String())
		}
	})
}
