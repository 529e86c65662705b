package portal_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/intake"
	"congbo/internal/store"
)

// reportKey is a key as a form has it, another one for each n.
func reportKey(n int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	return fmt.Sprintf("%c%c%s", letters[n/32%32], letters[n%32], strings.Repeat("A", 24))
}

// A reader says without script what is wrong on a page, gets a code and a place
// to follow it; what is wrong with the form comes back at once with what was
// entered, an address is kept only with consent, and a form sent twice is one
// report (F-M6, F-M5).
func TestReaderReportsAnError(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		document, e := w.write(&w.news, content.Revision{Title: "Lịch thi", Slug: "lich-thi", Body: townText("Ngày 31/9.")})
		_, hidden := w.write(nil, content.Revision{Title: "Chưa đăng", Slug: "chua-dang"})
		path := fmt.Sprintf("/bao-loi/%d", document)
		page := w.get(e.Path("tin-tuc")).Body.String()
		if !strings.Contains(page, `<a href="`+path+`" rel="nofollow">Báo lỗi bài này</a>`) {
			t.Error("the article does not lead to the form")
		}
		form := w.get(path)
		if body := form.Body.String(); form.Code != 200 || !strings.Contains(body, "Lịch thi") || !strings.Contains(body, `content="noindex`) || form.Header().Get("Set-Cookie") != "" {
			t.Errorf("the form: %d", form.Code)
		}
		for address, want := range map[string]int{"/bao-loi/0": 404, "/bao-loi/x": 404, fmt.Sprintf("/bao-loi/%d", document+1): 404, fmt.Sprint("/bao-loi/", hidden.Document): 404,
			"http://congbo.example/w/songtien-en" + strings.Replace(path, "bao-loi", "report-error", 1): 404} { // it is not public there
			if got := w.get(address); got.Code != want {
				t.Errorf("%s: %d", address, got.Code)
			}
		}
		send := func(fields ...string) (int, string, string) {
			t.Helper()
			m := map[string]string{"key": reportKey(0)}
			for i := 0; i < len(fields); i += 2 {
				m[fields[i]] = fields[i+1]
			}
			a := w.form(path, m, nil)
			return a.Code, a.Body.String(), a.Header().Get("Location")
		}
		for want, fields := range map[string][]string{
			"Ghi chỗ sai trên trang.":      {"text", "  "},
			"Cần đồng ý để cơ quan":        {"text", "Tháng 9 có 30 ngày", "email", "an@doc.example"},
			"Địa chỉ thư điện tử chưa":     {"text", "Tháng 9 có 30 ngày", "email", "an", "consent", "1"},
			"Có một ô ẩn phải để trống":    {"text", "Tháng 9 có 30 ngày", "website", "x"},
			"Nội dung dài quá 4.000 ký tự": {"text", strings.Repeat("ơ", 4001)},
		} {
			code, body, _ := send(fields...)
			if code != 422 || !strings.Contains(body, want) || strings.TrimSpace(fields[1]) != "" && len(fields[1]) < 100 && !strings.Contains(body, fields[1]+"</textarea>") {
				t.Errorf("%q: %d", want, code)
			}
		}
		code, _, to := send("text", "Tháng 9 có 30 ngày <script>", "email", "An@Doc.example ", "consent", "1")
		if code != 303 || !strings.HasPrefix(to, "/bao-loi/theo-doi/") {
			t.Fatalf("%d to %q", code, to)
		}
		code, _, again := send("text", "Tháng 9 có 30 ngày", "consent", "1")
		if code != 303 || again != to {
			t.Errorf("sent twice: %d to %q", code, again)
		}
		followed := w.get(to)
		body := followed.Body.String()
		for _, want := range []string{"BL-2026-000001", "Cảm ơn", "Đã nhận, chờ xem xét", "Tháng 9 có 30 ngày &lt;script&gt;", `href="` + e.Path("tin-tuc") + `"`, "sẽ nhận được thư"} {
			if !strings.Contains(body, want) {
				t.Errorf("the page to follow it does not say %q", want)
			}
		}
		if strings.Contains(body, "an@doc.example") || followed.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Error("tells the address, or leaks its own")
		}
		if got := w.get(strings.TrimSuffix(to, "?sent") + "x"); got.Code != http.StatusNotFound {
			t.Errorf("a forged link: %d", got.Code)
		}
		w.ok(w.store.View(t.Context(), func(tx *store.Tx) error {
			all, err := tx.ErrorReports(t.Context(), e.Case, 10)
			if err == nil && (len(all) != 1 || all[0].Email != "an@doc.example" || all[0].Edition != e.ID || all[0].State != store.ReportOpen) {
				t.Errorf("%+v", all)
			}
			return err
		}))
		w.end(e, store.EditionRemoved, "")
		if got := w.get(to); got.Code != 200 || strings.Contains(got.Body.String(), "Lịch thi") {
			t.Errorf("of a page that was removed: %d", got.Code)
		}
		if code, _, _ := send("text", "Nữa", "key", reportKey(1)); code != 404 {
			t.Errorf("about a page that was removed: %d", code)
		}
	})
}

// However many reports come, no more than so many of a page and of all pages wait,
// and one address sends but a few at once: spam does not flood the work list.
func TestReportsAreBounded(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		document, e := w.write(&w.news, content.Revision{Title: "Lịch thi", Slug: "lich-thi"})
		for i := range 10 {
			if a := w.form(fmt.Sprintf("/bao-loi/%d", document), map[string]string{"key": reportKey(i), "text": "Sai"}, nil); a.Code != 303 {
				t.Fatalf("the %dth: %d", i, a.Code)
			}
		}
		a := w.form(fmt.Sprintf("/bao-loi/%d", document), map[string]string{"key": reportKey(10), "text": "Tôi đã viết nhiều"}, nil)
		if a.Code != 422 || a.Header().Get("Retry-After") == "" || !strings.Contains(a.Body.String(), "Tôi đã viết nhiều") {
			t.Errorf("too fast: %d", a.Code)
		}
		who := cases.Actor{Institution: w.inst, Lang: "vi"}
		report := func(n int, document int64) error {
			_, err := w.intake.Report(t.Context(), who, intake.ErrorForm{Site: w.vi.ID, Document: document, Text: "Sai", Lang: "vi", Key: reportKey(n)})
			return err
		}
		for i := 10; i < intake.MaxReportsOfPage; i++ {
			w.ok(report(i, document))
		}
		if err := report(intake.MaxReportsOfPage, document); err == nil {
			t.Error("one page takes any number")
		}
		sent, n := intake.MaxReportsOfPage, 100
		for sent < intake.MaxReports {
			other, _ := w.write(&w.jobs, content.Revision{Title: "Việc", Slug: "viec"})
			for range min(intake.MaxReportsOfPage, intake.MaxReports-sent) {
				w.ok(report(n, other))
				n, sent = n+1, sent+1
			}
		}
		other, _ := w.write(&w.jobs, content.Revision{Title: "Việc", Slug: "viec"})
		if err := report(n, other); err == nil {
			t.Error("the institution takes any number")
		}
		w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error {
			all, err := tx.WaitingReports(t.Context(), w.inst, 1000)
			if err == nil && len(all) != intake.MaxReports {
				t.Errorf("%d wait", len(all))
			}
			r := all[0].ErrorReport
			r.State = store.ReportDropped
			return tx.SaveErrorReport(t.Context(), &r)
		}))
		if err := report(n, other); err != nil {
			t.Errorf("after one was put away: %v", err)
		}
		_ = e
	})
}

// A reader says whether a page was of use; that is counted once a day for each
// address, by both databases, with no cookie, without making any kept page anew,
// and nothing of the reader is kept (R-B9, F-M6, F-M5).
func TestRating(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		document, e := w.write(&w.news, content.Revision{Title: "Lịch thi", Slug: "lich-thi"})
		article, path := e.Path("tin-tuc"), fmt.Sprintf("/huu-ich/%d", document)
		before := w.get(article)
		if s := before.Body.String(); !strings.Contains(s, `action="`+path+`" method="post"`) || !strings.Contains(s, "Trang này có hữu ích không?") {
			t.Fatal("the article does not ask")
		}
		said := func(value, address string) *store.RatingCount {
			t.Helper()
			r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://"+townHost+path, strings.NewReader("useful="+value))
			w.ok(err)
			r.RequestURI, r.RemoteAddr = path, address+":4711"
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			a := w.answer(r)
			if want := path + "?thanks"; value == "1" && (a.Code != 303 || a.Header().Get("Location") != want || a.Header().Get("Set-Cookie") != "") {
				t.Fatalf("%d to %q", a.Code, a.Header().Get("Location"))
			}
			w.ok(w.portal.WriteViews(t.Context()))
			n := &store.RatingCount{}
			w.ok(w.store.View(t.Context(), func(tx *store.Tx) error {
				all, err := tx.RatingsOf(t.Context(), document)
				*n = all[w.vi.ID]
				return err
			}))
			return n
		}
		said("1", "192.0.2.1")
		said("0", "192.0.2.2")
		said("1", "192.0.2.3")
		if n := said("0", "192.0.2.3"); *n != (store.RatingCount{Useful: 2, Useless: 1}) {
			t.Errorf("%+v: somebody said it twice", n)
		}
		if n := said("7", "192.0.2.4"); *n != (store.RatingCount{Useful: 2, Useless: 1}) {
			t.Errorf("%+v", n)
		}
		if got := w.get(path + "?thanks"); got.Code != 200 || !strings.Contains(got.Body.String(), "Cảm ơn ý kiến") {
			t.Errorf("thanks: %d", got.Code)
		}
		if after := w.get(article); after.Header().Get("ETag") != before.Header().Get("ETag") {
			t.Error("the page was made anew")
		}
		if found, _ := w.portal.Find(false, []byte(townHost), []byte(article)); found == nil {
			t.Error("the page was dropped")
		}
		if got := w.ask(http.MethodPost, path, strings.NewReader("useful=1"), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site"); got.Code != http.StatusForbidden {
			t.Errorf("from another website's page: %d", got.Code)
		}
		w.end(e, store.EditionRemoved, "")
		if got := w.get(path); got.Code != 404 {
			t.Errorf("of a page that is gone: %d", got.Code)
		}
	})
}

// A day is one of Viet Nam: what an address says at half past six and at half
// past seven in the morning is said once, and again on the day after.
func TestRatingDay(t *testing.T) {
	w, clock := aTown(t)
	clock.Set("2026-08-29 06:30")
	document, _ := w.write(&w.news, content.Revision{Title: "Lịch thi", Slug: "lich-thi"})
	path := fmt.Sprintf("/huu-ich/%d", document)
	rated := func() int64 {
		t.Helper()
		if got := w.ask(http.MethodPost, path, strings.NewReader("useful=1"), "Content-Type", "application/x-www-form-urlencoded"); got.Code != 303 {
			t.Fatalf("%d", got.Code)
		}
		w.ok(w.portal.WriteViews(t.Context()))
		var n int64
		w.ok(w.store.View(t.Context(), func(tx *store.Tx) error {
			all, err := tx.RatingsOf(t.Context(), document)
			n = all[w.vi.ID].Useful
			return err
		}))
		return n
	}
	for _, at := range []struct {
		when string
		want int64
	}{{"2026-08-29 06:30", 1}, {"2026-08-29 07:30", 1}, {"2026-08-29 23:59", 1}, {"2026-08-30 00:01", 2}} {
		clock.Set(at.when)
		if n := rated(); n != at.want {
			t.Errorf("at %s: %d, want %d", at.when, n, at.want)
		}
	}
}
