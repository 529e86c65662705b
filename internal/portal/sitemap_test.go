package portal_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/feed/feedtest"
	"congbo/internal/locale"
	"congbo/internal/store"
)

// The sitemaps list each public page once under the address that it has now, in
// both languages where it is there in both, and nothing else; robots.txt tells
// where they are (F-M3).
func TestSitemaps(t *testing.T) {
	w, clock := aTown(t)
	photo := w.picture("image/jpeg", 1200, 700)
	id, old := w.write(&w.news, content.Revision{Title: "Ba giống lúa", Slug: "ba-giong-lua", LeadImage: &content.ImageRef{Media: photo, Alt: "Ruộng"}})
	clock.Pass(50 * time.Hour)
	_, fresh := w.write(&w.news, content.Revision{Title: "Lễ <ký> kết & trao bằng", Slug: "le-ky-ket"})
	_, gone := w.write(&w.news, content.Revision{Title: "Đã gỡ", Slug: "da-go"})
	w.end(gone, store.EditionRemoved, "")
	w.write(nil, content.Revision{Title: "Bản thảo", Slug: "ban-thao"})
	_, english := w.write(&w.newsEN, content.Revision{Title: "Three kinds of rice", Slug: "three-kinds", Lang: locale.EN, TranslationOf: &content.RevisionRef{Document: id, Revision: old.Revision, Hash: "x"}})

	read := func(address string) (string, []string) {
		t.Helper()
		got := w.get(address)
		body := got.Body.String()
		if got.Code != 200 {
			t.Fatalf("%s: %d", address, got.Code)
		}
		all, err := feedtest.Sitemap([]byte(body))
		if err != nil {
			t.Errorf("%s: %v\n%s", address, err, body)
		}
		for _, not := range []string{"da-go", "ban-thao", "Bản thảo", "⟨"} {
			if strings.Contains(body, not) {
				t.Errorf("%s has %q", address, not)
			}
		}
		return body, all
	}
	const site = "https://songtien.example"
	var pages []string
	_, parts := read("/sitemap.xml")
	for _, part := range parts {
		_, more := read(part)
		pages = append(pages, more...)
	}
	for _, want := range []string{site + "/", site + "/tin-tuc", site + "/tuyen-dung", site + old.Path("tin-tuc"), site + fresh.Path("tin-tuc")} {
		if n := len(slices.DeleteFunc(slices.Clone(pages), func(s string) bool { return s != want })); n != 1 {
			t.Errorf("%s stands there %d times of %q", want, n, pages)
		}
	}
	documents, _ := read("/sitemap-0.xml")
	for _, want := range []string{"/w/songtien-en" + english.Path("news"), "<image:loc>" + site + "/media/" + photo} {
		if !strings.Contains(documents, want) {
			t.Errorf("no %s in\n%s", want, documents)
		}
	}
	if _, list := read("/sitemap-news.xml"); len(list) != 1 || list[0] != site+fresh.Path("tin-tuc") {
		t.Errorf("news: %q", list)
	}
	if _, list := read("http://127.0.0.1:8080/w/songtien-en/sitemap-0.xml"); len(list) != 1 || !strings.HasSuffix(list[0], english.Path("news")) {
		t.Errorf("the English site: %q", list)
	}
	for path, want := range map[string]int{"/sitemap-1.xml": 404, "/sitemap-00.xml": 404, "/sitemap-x.xml": 404, "/sitemap-.xml": 404, "/sitemap--1.xml": 404} {
		if got := w.get(path).Code; got != want {
			t.Errorf("%s: %d", path, got)
		}
	}
	if got := w.get("/robots.txt").Body.String(); !strings.Contains(got, "\nSitemap: "+site+"/sitemap.xml\nSitemap: "+site+"/sitemap-news.xml\n") || !strings.Contains(got, "Disallow: /yeu-cau/\n") {
		t.Errorf("robots.txt:\n%s", got)
	}
	if got := w.get("http://127.0.0.1:8080/robots.txt").Body.String(); !strings.Contains(got, "/w/songtien-en/sitemap.xml\n") || strings.Contains(got, site) {
		t.Errorf("robots.txt of the server:\n%s", got)
	}

	w.end(old, store.EditionWithdrawn, "Rà soát.")
	if _, list := read("/sitemap-0.xml"); slices.Contains(list, site+old.Path("tin-tuc")) {
		t.Error("what was withdrawn is in the sitemap")
	}
}
