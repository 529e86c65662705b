package portal_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/feed/feedtest"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// aTown is a town on SQLite, with its clock.
func aTown(t *testing.T) (*town, *storetest.Time) {
	t.Helper()
	clock := storetest.At("2026-08-28 14:30")
	return newTown(t, storetest.SQLite(t, store.Clock(clock.Now))), clock
}

// again publishes a new revision of a document in the place of its edition.
func (w *town) again(section *store.Section, document int64, change func(r *content.Revision)) store.Edition {
	w.t.Helper()
	ctx := w.t.Context()
	var e store.Edition
	w.ok(w.store.Tx(ctx, func(tx *store.Tx) error {
		d, err := tx.Document(ctx, document)
		if err != nil {
			return err
		}
		old, err := tx.LatestEdition(ctx, section.Site, document)
		if err != nil {
			return err
		}
		r, err := tx.Revision(ctx, old.Revision)
		if err != nil {
			return err
		}
		before := r.ID
		r.ID = 0
		change(r)
		if r.Change != nil {
			r.Change.Of = before
		}
		if err := tx.AddRevision(ctx, r, d.Number, content.Aspects); err != nil {
			return err
		}
		e = store.Edition{Document: document, Case: old.Case, Site: section.Site, Section: section.ID, Revision: r.ID, Kind: r.Kind, Slug: r.Slug, Title: r.Title, Hash: r.Hashes().All}
		return tx.AddEdition(ctx, &e)
	}))
	return e
}

var feedRules = map[string]func([]byte) error{"/rss.xml": feedtest.RSS, "/atom.xml": feedtest.Atom, "/feed.json": feedtest.JSON}

// The feeds of a site and of a section tell of what is public and nothing else;
// a text keeps its name through a correction that changes its title and address,
// and is gone from them when it is withdrawn (F-M3).
func TestFeeds(t *testing.T) {
	w, clock := aTown(t)
	all, err := os.ReadFile("../content/testdata/sample.md")
	w.ok(err)
	photo := w.picture("image/jpeg", 1200, 700)
	id, e := w.write(&w.news, content.Revision{Title: "Ba giống lúa <chịu mặn>", Summary: "Hai vụ & năm xã.", Slug: "ba-giong-lua", Body: townText(regexp.MustCompile(`[0-9a-f]{64}`).ReplaceAllString(string(all), photo)), LeadImage: &content.ImageRef{Media: photo, Alt: "Ruộng"}})
	clock.Pass(time.Hour)
	_, other := w.write(&w.jobs, content.Revision{Title: "Tuyển 14 giảng viên", Slug: "tuyen-14", Body: townText("Nộp hồ sơ [tại đây](/yeu-cau).")})
	_, page := w.write(&w.news, content.Revision{Title: "Giới thiệu Trường", Slug: "gioi-thieu", Kind: "page", Body: townText("Trường.")})
	w.write(nil, content.Revision{Title: "Bản thảo kín", Slug: "kin"})

	name := regexp.MustCompile(`urn:uuid:[0-9a-f-]+`)
	read := func(path string) (string, http.Header) {
		t.Helper()
		got := w.get(path)
		body := got.Body.String()
		if got.Code != 200 {
			t.Fatalf("%s: %d", path, got.Code)
		}
		if err := feedRules[path[strings.LastIndexByte(path, '/'):]]([]byte(body)); err != nil {
			t.Errorf("%s: %v\n%s", path, err, body)
		}
		for _, not := range []string{"Bản thảo kín", "⟨", page.Slug} {
			if strings.Contains(body, not) {
				t.Errorf("%s has %q", path, not)
			}
		}
		return body, got.Header()
	}
	names := make(map[string]string)
	for _, site := range []string{"", "http://songtien-en.localhost", "http://127.0.0.1:8080/w/songtien-en"} {
		for path := range feedRules {
			read(site + path)
		}
	}
	for path := range feedRules {
		body, h := read("/tin-tuc" + path)
		for _, want := range []string{e.Path("tin-tuc"), "https://songtien.example/media/" + photo, "chịu mặn", "năm xã"} {
			if !strings.Contains(body, want) {
				t.Errorf("/tin-tuc%s lacks %s", path, want)
			}
		}
		if strings.Contains(body, other.Slug) {
			t.Errorf("/tin-tuc%s has what stands in another section", path)
		}
		if whole, _ := read(path); !strings.Contains(whole, other.Slug) || !strings.Contains(whole, e.Slug) || !strings.Contains(whole, "Ranh mặn") {
			t.Errorf("%s lacks a text:\n%s", path, whole)
		}
		all := name.FindAllString(body, -1)
		names[path] = all[len(all)-1]
		for i, known := range [][]string{{"If-None-Match", h.Get("ETag")}, {"If-Modified-Since", h.Get("Last-Modified")}, {"If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT"}} {
			want := http.StatusNotModified
			if i == 2 {
				want = http.StatusOK
			}
			if got := w.ask("GET", "/tin-tuc"+path, nil, known...); got.Code != want {
				t.Errorf("/tin-tuc%s with %s: %d", path, known, got.Code)
			}
		}
	}
	if body := w.get("/tin-tuc").Body.String(); !strings.Contains(body, `<link rel="alternate" type="application/atom&#43;xml" title="Tin tức – Atom" href="/tin-tuc/atom.xml">`) {
		t.Error("the page of a section does not tell of its feed")
	}
	if body := w.get("/").Body.String(); !strings.Contains(body, `type="application/feed&#43;json" title="Trường Đại học Sông Tiền – JSON Feed" href="/feed.json">`) {
		t.Error("the first page does not tell of its feed")
	}

	clock.Pass(time.Hour)
	_, before := read("/tin-tuc/atom.xml")
	corrected := w.again(&w.news, id, func(r *content.Revision) {
		r.Title, r.Slug, r.Change = "Bốn giống lúa", "bon-giong-lua", &content.PublicChange{Kind: content.Correction, Note: "Số giống là bốn."}
	})
	for path := range feedRules {
		body, _ := read("/tin-tuc" + path)
		if !strings.Contains(body, corrected.Path("tin-tuc")) || strings.Contains(body, e.Path("tin-tuc")) || !strings.Contains(body, names[path]) || !strings.Contains(body, "Số giống là bốn.") {
			t.Errorf("/tin-tuc%s after a correction:\n%s", path, body)
		}
	}
	if got := w.ask("GET", "/tin-tuc/atom.xml", nil, "If-Modified-Since", before.Get("Last-Modified")); got.Code != 200 {
		t.Errorf("after a correction: %d", got.Code)
	}
	_, before = read("/tin-tuc/atom.xml")
	w.end(corrected, store.EditionWithdrawn, "Đang rà soát.")
	for path := range feedRules {
		if body, _ := read("/tin-tuc" + path); strings.Contains(body, corrected.Slug) {
			t.Errorf("/tin-tuc%s has what was withdrawn", path)
		}
	}
	if got := w.ask("GET", "/tin-tuc/atom.xml", nil, "If-Modified-Since", before.Get("Last-Modified")); got.Code != 200 {
		t.Errorf("after a withdrawal: %d", got.Code)
	}

	w.vi.Settings.FeedSummaries = true
	w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error { return tx.SaveSite(t.Context(), &w.vi) }))
	for path := range feedRules {
		if body, _ := read("/tuyen-dung" + path); strings.Contains(body, "content") && strings.Contains(body, "&lt;p&gt;") || !strings.Contains(body, "Nộp hồ sơ") {
			t.Errorf("/tuyen-dung%s with summaries alone:\n%s", path, body)
		}
	}
	if got := w.get("/khong-co/rss.xml"); got.Code != 404 {
		t.Errorf("a section that is none: %d", got.Code)
	}
	if l := locale.EN; !strings.Contains(w.get("http://songtien-en.localhost/atom.xml").Body.String(), `xml:lang="`+string(l)+`"`) {
		t.Error("the feed of the English site is not English")
	}
}
