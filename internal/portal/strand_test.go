package portal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/store"
)

// Units, kinds and months have their pages with what is public of them, each
// under one address, page by page; and all places of the site are on one page
// (R-B10).
func TestStrands(t *testing.T) {
	w, clock := aTown(t)
	clock.Set("2026-06-30 23:59")
	_, june := w.write(&w.news, content.Revision{Title: "Tin cuối tháng Sáu", Slug: "cuoi-thang-sau"})
	clock.Pass(2 * time.Minute) // in UTC still June
	_, july := w.write(&w.news, content.Revision{Title: "Tin đầu tháng Bảy", Slug: "dau-thang-bay"})
	clock.Set("2026-08-28 14:30")
	for i := range 21 {
		w.write(&w.jobs, content.Revision{Title: fmt.Sprintf("Thông báo %d", i), Slug: "thong-bao", Kind: "announcement"})
	}
	_, page := w.write(&w.news, content.Revision{Title: "Giới thiệu", Slug: "gioi-thieu", Kind: "page"})
	_, gone := w.write(&w.news, content.Revision{Title: "Đã gỡ", Slug: "da-go"})
	w.end(gone, store.EditionRemoved, "")

	unit := fmt.Sprintf("/don-vi/khoa-thuy-san-%d", w.unit)
	for path, want := range map[string]int{
		unit: 200, unit + "/trang/2": 200, unit + "/trang/3": 404, unit + "/theo-thang/2026-07": 200, unit + "/atom.xml": 200, unit + "/feed.json": 200,
		fmt.Sprintf("/don-vi/%d", w.unit): 301, fmt.Sprintf("/units/khoa-cu-%d", w.unit): 301, "/don-vi/khoa-999": 404, "/don-vi": 404,
		"/the-loai/tin-tuc": 200, "/the-loai/news": 301, "/kinds/tin-tuc": 301, "/the-loai/khong-co": 404, "/the-loai/tin-tuc/rss.xml": 200,
		"/theo-thang": 200, "/theo-thang/trang/2": 200, "/theo-thang/2026-06": 200, "/theo-thang/2026-05": 404, "/theo-thang/2026-13": 404, "/theo-thang/2026-6": 404, "/by-month/2026-06": 301,
		"/tin-tuc/theo-thang/2026-07": 200, "/tuyen-dung/theo-thang/2026-08/trang/2": 200, "/tuyen-dung/theo-thang/2026-07": 404, "/so-do-trang": 200, "/site-map": 301,
		"http://songtien-en.localhost/site-map": 200, fmt.Sprintf("http://songtien-en.localhost/units/faculty-of-fisheries-%d", w.unit): 200,
	} {
		got := w.get(path)
		if got.Code != want {
			t.Errorf("%s: %d, want %d", path, got.Code, want)
		}
		if body := got.Body.String(); strings.Contains(body, "da-go") || strings.Contains(body, "⟨") {
			t.Errorf("%s has what is not public, or a word that no catalog has", path)
		}
	}
	has := func(address string, yes []string, no ...string) {
		t.Helper()
		body := w.get(address).Body.String()
		for _, s := range yes {
			if !strings.Contains(body, s) {
				t.Errorf("%s lacks %s", address, s)
			}
		}
		for _, s := range no {
			if strings.Contains(body, s) {
				t.Errorf("%s has %s", address, s)
			}
		}
	}
	a, b, c := `href="`+june.Path("tin-tuc")+`"`, `href="`+july.Path("tin-tuc")+`"`, `href="`+page.Path("tin-tuc")+`"`
	has("/theo-thang/2026-06", []string{a}, b)
	has("/theo-thang/2026-07", []string{b, `href="/theo-thang/2026-06"`, `href="/theo-thang/2026-08"`}, a)
	has("/the-loai/tin-tuc", []string{a, b}, "/tuyen-dung/thong-bao-", c)
	has(unit+"/trang/2", []string{a, b}, c)
	has("/tin-tuc", []string{a, b, c, `href="/tin-tuc/theo-thang/2026-06"`})
	has("/so-do-trang", []string{`href="/tin-tuc"`, `href="` + unit + `"`, `href="/the-loai/tin-tuc"`, `href="/theo-thang"`, `href="/tin-tuc/atom.xml"`, `hreflang="en" href="https://congbo.example/w/songtien-en/site-map"`})
	has(june.Path("tin-tuc"), []string{`href="` + unit + `"`, `href="https://congbo.example/w/songtien-en/" lang="en" hreflang="en" rel="alternate">English <span class="tongue-to">(home page)</span>`})
	has("/tuyen-dung", []string{`(home page)`})
}
