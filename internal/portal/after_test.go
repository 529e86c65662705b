package portal_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/store"
)

// next publishes another text of a document in place of the one that is live.
func (w *town) next(e store.Edition, edit func(r *content.Revision)) store.Edition {
	w.t.Helper()
	w.ok(w.store.Tx(w.t.Context(), func(tx *store.Tx) error {
		r, err := tx.Revision(w.t.Context(), e.Revision)
		if err != nil {
			return err
		}
		public := r.ID
		edit(r)
		if r.Change != nil && r.Change.Of == 0 {
			r.Change.Of = public
		}
		base := r.Number
		r.ID = 0
		if err := tx.AddRevision(w.t.Context(), r, base, nil); err != nil {
			return err
		}
		e.Revision, e.Hash, e.Title, e.Note = r.ID, r.Hashes().All, r.Title, ""
		if c := r.Changes(public); c != nil {
			e.Note = c.Note
		}
		return tx.AddEdition(w.t.Context(), &e)
	}))
	return e
}

// Readers are told of a correction and of an update, each as what it is, with
// the version it made and those before; minor ones only in the list (R-B1,
// F-C7, F-C8).
func TestReadersAreToldOfChanges(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		_, e := w.write(&w.news, content.Revision{Title: "Hội thảo", Slug: "hoi-thao", Body: townText("Ngày 1.")})
		e = w.next(e, func(r *content.Revision) {
			r.Body, r.Change = townText("Ngày 2."), &content.PublicChange{Kind: content.Correction, Note: "Hội thảo ngày 2, không phải ngày 1."}
		})
		page := w.get(e.Path("tin-tuc")).Body.String()
		for _, want := range []string{"Đính chính ngày 28/8/2026.", "Hội thảo ngày 2, không phải ngày 1.", "Phiên bản 2.0", "Phiên bản 1.0", "change-correction"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		e = w.next(e, func(r *content.Revision) {
			r.Change = &content.PublicChange{Kind: content.Update, Minor: true, Note: "Thêm số điện thoại."}
		})
		page = w.get(e.Path("tin-tuc")).Body.String()
		if !strings.Contains(page, "Phiên bản 2.1") || strings.Count(page, "Thêm số điện thoại.") != 1 || !strings.Contains(page, `role="note"><p><strong>Đính chính`) {
			t.Error("a minor change is told as a major one, or not at all")
		}
		e = w.next(e, func(r *content.Revision) { // posted again without another word
			r.Layout.Contents = true
		})
		page = w.get(e.Path("tin-tuc")).Body.String()
		if !strings.Contains(page, "Phiên bản 2.2") || !strings.Contains(page, "Đăng lại.") {
			t.Error("an edition is not in the list")
		}
		e = w.next(e, func(r *content.Revision) {
			r.Change = &content.PublicChange{Kind: content.Update, Note: "Đã có kỷ yếu."}
		})
		if page = w.get(e.Path("tin-tuc")).Body.String(); !strings.Contains(page, "Cập nhật ngày 28/8/2026.") || !strings.Contains(page, "Phiên bản 3.0") {
			t.Error("an update is not told")
		}
	})
}

// A withdrawn page answers 410 with its notice and nothing of what it said; a
// removed one tells neither, or leads where it was said, from every spelling of
// its address (F-C6, F-L3; invariant 9).
func TestPagesTakenDown(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		document, e := w.write(&w.news, content.Revision{Title: "Tin mật", Slug: "tin-mat", Body: townText("Nội dung phải gỡ.")})
		w.end(e, store.EditionWithdrawn, "Bài đang được xác minh.")
		a := w.get(e.Path("tin-tuc"))
		if page := a.Body.String(); a.Code != http.StatusGone || !strings.Contains(page, "Bài đang được xác minh.") || strings.Contains(page, "Tin mật") || strings.Contains(page, "phải gỡ") {
			t.Errorf("withdrawn: %d", a.Code)
		}
		w.end(e, store.EditionRemoved, "")
		a = w.get(e.Path("tin-tuc"))
		if page := a.Body.String(); a.Code != http.StatusGone || strings.Contains(page, "xác minh") {
			t.Errorf("removed: %d", a.Code)
		}
		w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error {
			return tx.AddRedirect(t.Context(), &store.Redirect{Site: w.vi.ID, Source: e.Path("tin-tuc"), Document: document, TargetSite: w.vi.ID, Target: "/tin-tuc"})
		}))
		for _, address := range []string{e.Path("tin-tuc"), fmt.Sprintf("/tin-tuc/ten-khac-%d", document), fmt.Sprintf("/tuyen-dung/%d", document)} {
			if a := w.get(address); a.Code != http.StatusMovedPermanently || a.Header().Get("Location") != "/tin-tuc" {
				t.Errorf("%s: %d to %q", address, a.Code, a.Header().Get("Location"))
			}
		}
	})
}

// An address that is no page leads where its site says, and a page goes before
// any redirect; what is asked for never says where (F-L3).
func TestPortalRedirects(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		add := func(source string, site int64, target string) {
			w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error {
				return tx.AddRedirect(t.Context(), &store.Redirect{Site: w.vi.ID, Source: source, TargetSite: site, Target: target})
			}))
		}
		add("/gioi-thieu-cu", w.vi.ID, "/tin-tuc")
		add("/a/b/c/d.html", w.vi.ID, "/tuyen-dung")
		add("/english", w.en.ID, "/news")
		add("/bo", 0, "https://bo.example/x")
		add("/tin-tuc", w.vi.ID, "/tuyen-dung")
		for address, want := range map[string]string{
			"/gioi-thieu-cu": "/tin-tuc", "/a/b/c/d.html": "/tuyen-dung", "/english": "https://congbo.example/w/songtien-en/news", "/bo": "https://bo.example/x",
			"/gioi-thieu-cu?to=https://xau.example": "/tin-tuc",
		} {
			if a := w.get(address); a.Code != http.StatusMovedPermanently || a.Header().Get("Location") != want {
				t.Errorf("%s: %d to %q, want %q", address, a.Code, a.Header().Get("Location"), want)
			}
		}
		if a := w.get("/tin-tuc"); a.Code != http.StatusOK {
			t.Errorf("a page gave way to a redirect: %d", a.Code)
		}
		if a := w.get("http://congbo.example/w/songtien-en/gioi-thieu-cu"); a.Code != http.StatusNotFound && a.Code != http.StatusMisdirectedRequest {
			t.Errorf("another site's redirect: %d", a.Code)
		}
		if a := w.ask(http.MethodPost, "/gioi-thieu-cu", nil); a.Code < 400 {
			t.Errorf("a form was led on: %d", a.Code)
		}
	})
}

// The address of a file that was replaced leads to the one that is public in
// its place, through all that came between; of what was taken down it leads
// nowhere (F-B11).
func TestReplacedFiles(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		file := func(n string) string { return w.keep("application/pdf", []byte("%PDF-1.4 "+n), 0, 0) }
		text := func(id string) content.Body {
			b, err := content.NewBody(content.Node{Type: "doc", Content: []content.Node{{Type: "file", Attrs: map[string]any{"media": id, "title": "Mẫu đơn"}}}})
			w.ok(err)
			return b
		}
		one, two, three := file("1"), file("2"), file("3")
		document, e := w.write(&w.news, content.Revision{Title: "Mẫu đơn", Slug: "mau-don", Body: text(one)})
		replace := func(old, fresh string) {
			w.ok(w.store.Tx(context.Background(), func(tx *store.Tx) error {
				return tx.AddReplacement(t.Context(), &store.Replacement{Document: document, Old: old, New: fresh})
			}))
		}
		replace(one, two)
		if a := w.get("/media/" + one + ".pdf"); a.Code != http.StatusOK {
			t.Errorf("replaced in the draft alone: %d", a.Code)
		}
		e = w.next(e, func(r *content.Revision) { r.Body = text(two) })
		replace(two, three)
		e = w.next(e, func(r *content.Revision) { r.Body = text(three) })
		for _, old := range []string{one, two} {
			if a := w.get("/media/" + old + ".pdf"); a.Code != http.StatusFound || a.Header().Get("Location") != "/media/"+three+".pdf" {
				t.Errorf("%d to %q", a.Code, a.Header().Get("Location"))
			}
		}
		w.end(e, store.EditionRemoved, "")
		if a := w.get("/media/" + one + ".pdf"); a.Code != http.StatusNotFound {
			t.Errorf("of what was removed: %d", a.Code)
		}
	})
}

// The page of an original names its public translation as the same page in the
// other language, found by what refers to it.
func TestOriginalNamesItsTranslation(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		document, e := w.write(&w.news, content.Revision{Title: "Hội thảo", Slug: "hoi-thao", Body: townText("Ngày 1.")})
		if page := w.get(e.Path("tin-tuc")).Body.String(); strings.Contains(page, `hreflang="en" href="https://congbo.example/w/songtien-en/news/`) {
			t.Fatal("names what is not there")
		}
		_, en := w.write(&w.newsEN, content.Revision{Title: "Workshop", Slug: "workshop", Body: townText("On the 1st."), TranslationOf: &content.RevisionRef{Document: document, Revision: e.Revision, Hash: "x"}})
		want := `hreflang="en" href="https://congbo.example/w/songtien-en` + en.Path("news")
		if page := w.get(e.Path("tin-tuc")).Body.String(); !strings.Contains(page, want) {
			t.Error("the original does not name its translation")
		}
		w.end(en, store.EditionRemoved, "")
		if page := w.get(e.Path("tin-tuc")).Body.String(); strings.Contains(page, want) {
			t.Error("names a translation that is gone")
		}
	})
}
