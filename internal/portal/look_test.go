package portal_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/look"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

func (w *town) apply(site int64, l look.Look, emblem string) {
	w.t.Helper()
	ctx := w.t.Context()
	w.ok(w.store.Tx(ctx, func(tx *store.Tx) error {
		return tx.ApplyLook(ctx, w.inst, &store.SiteLook{Site: site, Look: l, Emblem: emblem})
	}))
}

// A look that is applied drops the pages that show what changed and no others:
// the first page where its blocks did, all of the site for the rest, and never
// one of another site (F-M4).
func TestLooksDropExactly(t *testing.T) {
	w := newTown(t, storetest.SQLite(t))
	_, e := w.write(&w.news, content.Revision{Title: "Tin một", Slug: "tin", Body: townText("Thân bài")})
	home, section, item, english := "/", "/tin-tuc", e.Path("tin-tuc"), "http://songtien-en.localhost/"
	all := []string{home, section, item, english}
	for _, a := range all {
		w.get(a)
	}
	made := func() (anew []string) { // what is made anew differs in its number of misses
		for _, a := range all {
			before := w.portal.Pages.State().Made
			w.get(a)
			if w.portal.Pages.State().Made > before {
				anew = append(anew, a)
			}
		}
		return anew
	}
	if got := made(); len(got) > 0 {
		t.Fatalf("%v are not kept", got)
	}
	for _, x := range []struct {
		name string
		look look.Look
		want []string
	}{
		{"blocks", look.Look{Theme: "truong-dai-hoc", Blocks: []look.Block{{Kind: "lead"}}}, []string{home}},
		{"the same again", look.Look{Theme: "truong-dai-hoc", Blocks: []look.Block{{Kind: "lead"}}}, nil},
		{"colours", look.Look{Theme: "truong-dai-hoc", Brand: "#123456", Blocks: []look.Block{{Kind: "lead"}}}, []string{home, section, item}},
	} {
		w.apply(w.vi.ID, x.look, "")
		if got := made(); strings.Join(got, " ") != strings.Join(x.want, " ") {
			t.Errorf("%s: %v are made anew, want %v", x.name, got, x.want)
		}
	}
	ctx := t.Context()
	w.ok(w.store.Tx(ctx, func(tx *store.Tx) error {
		return tx.SaveLookDraft(ctx, &store.LookDraft{Site: w.vi.ID, Look: look.Look{Theme: "so-nganh"}, Open: true})
	}))
	if got := made(); len(got) > 0 {
		t.Errorf("a draft has %v made anew", got)
	}
}

// The blocks of a first page show what there is, each document once, and leave
// out those for which there is nothing (F-M5).
func TestBlocksOfTheFirstPage(t *testing.T) {
	w := newTown(t, storetest.SQLite(t))
	ctx := t.Context()
	w.ok(w.store.Tx(ctx, func(tx *store.Tx) error {
		return tx.AddTopic(ctx, w.inst, &store.Topic{Site: w.vi.ID, Slug: "han-man", Title: "Hạn mặn", Active: true})
	}))
	for _, title := range []string{"Tin A", "Tin B", "Tin C", "Tin D"} {
		w.write(&w.news, content.Revision{Title: title, Slug: "tin", Kind: "news", Body: townText("Thân bài")})
	}
	w.write(&w.jobs, content.Revision{Title: "Tuyển giảng viên", Slug: "tin", Kind: "news", Body: townText("Thân bài")})
	w.write(&w.news, content.Revision{Title: "Thông báo nghỉ", Slug: "tb", Kind: "announcement", Body: townText("Thân bài")})
	titles := func(l look.Look) string {
		w.apply(w.vi.ID, l, "")
		got := w.get("/")
		if got.Code != http.StatusOK {
			t.Fatal(got.Code)
		}
		var list []string
		for _, m := range regexp.MustCompile(`<h2 id="block-[0-9-]+">([^<]*)</h2>|class="headline"[^>]*>([^<]*)<|<h2 id="invite`).FindAllStringSubmatch(got.Body.String(), -1) {
			list = append(list, m[1]+m[2])
		}
		return strings.Join(list, " | ")
	}
	for _, x := range []struct {
		name   string
		blocks []look.Block
		want   string
	}{
		{"lead of two, the section without them", []look.Block{{Kind: "lead", Count: 2}, {Kind: "section", Section: w.news.ID, Count: 9}}, "Tuyển giảng viên | Tin D | Tin tức | Thông báo nghỉ | Tin C | Tin B | Tin A"},
		{"a heading of one's own", []look.Block{{Kind: "section", Title: "Việc làm", Section: w.jobs.ID}}, "Việc làm | Tuyển giảng viên"},
		{"announcements by themselves", []look.Block{{Kind: "announcements"}}, "Thông báo | Thông báo nghỉ"},
		{"a section of another site, a topic with nothing", []look.Block{{Kind: "section", Section: w.newsEN.ID}, {Kind: "topic", Of: "han-man"}, {Kind: "kind", Of: "khong-co"}, {Kind: "read"}, {Kind: "contacts"}, {Kind: "links"}}, ""},
		{"a kind", []look.Block{{Kind: "kind", Of: "news", Count: 1}}, "Tin tức | Tuyển giảng viên"},
		{"links, a path and an address", []look.Block{{Kind: "links", Title: "Nối", Links: []look.Link{{Title: "Biểu mẫu", URL: "/tin-tuc"}, {Title: "Bộ", URL: "https://bo.example"}}}}, "Nối"},
		{"text", []look.Block{{Kind: "text", Title: "Lời chào", Text: "Xin **chào**, [xem tin](/tin-tuc)."}}, "Lời chào"},
		{"one search is enough", []look.Block{{Kind: "search"}, {Kind: "search"}}, "Tìm kiếm"},
		{"each section", []look.Block{{Kind: "sections", Count: 1}}, "Tin tức | Thông báo nghỉ | Tuyển dụng | Tuyển giảng viên"},
	} {
		if got := titles(look.Look{Theme: "truong-dai-hoc", Blocks: x.blocks}); got != x.want {
			t.Errorf("%s:\n got %s\nwant %s", x.name, got, x.want)
		}
	}
	w.apply(w.vi.ID, look.Look{Theme: "truong-dai-hoc", Blocks: []look.Block{{Kind: "text", Text: "<script>alert(1)</script> Xin **chào**."}}}, "")
	if page := w.get("/").Body.String(); strings.Contains(page, "<script>alert") || !strings.Contains(page, "<strong>chào</strong>") {
		t.Error("the text is not rendered as texts are")
	}
}

// The sheet of a site's colours is the same for ever under its address, and an
// address that nobody could have been given has none.
func TestSheetOfColours(t *testing.T) {
	w := newTown(t, storetest.SQLite(t))
	const at = "/assets/look-1-123456-8a3b12-so-nganh.css"
	got := w.get(at)
	if got.Code != http.StatusOK || !strings.HasPrefix(got.Header().Get("Content-Type"), "text/css") || !strings.Contains(got.Header().Get("Cache-Control"), "immutable") || !strings.Contains(got.Body.String(), "--brand:#123456") {
		t.Errorf("%d %v %.200s", got.Code, got.Header(), got.Body)
	}
	for _, bad := range []string{"/assets/look-1-123456-8a3b12-rococo.css", "/assets/look-1-12345-8a3b12-so-nganh.css", "/assets/look-1-ABCDEF-8a3b12-so-nganh.css", "/assets/look-9-123456-8a3b12-so-nganh.css", "/assets/look-1-123456-8a3b12-so-nganh", "/assets/look-.css"} {
		if got := w.get(bad); got.Code != http.StatusNotFound {
			t.Errorf("%s: %d", bad, got.Code)
		}
	}
	w.apply(w.vi.ID, look.Look{Theme: "truong-dai-hoc", Brand: "#123456"}, "")
	page := w.get("/").Body.String()
	sheet := regexp.MustCompile(`/assets/look-[^"]+`).FindString(page)
	if sheet == "" || w.get(sheet).Code != http.StatusOK || !strings.Contains(page, `name="theme-color" content="#`) {
		t.Errorf("sheet %q", sheet)
	}
}

// An emblem stands in the header once it is applied, and is nowhere before.
func TestEmblemInTheHeader(t *testing.T) {
	w := newTown(t, storetest.SQLite(t))
	id := w.picture("image/png", 200, 100)
	if got := w.get("/media/" + id + ".png"); got.Code != http.StatusNotFound {
		t.Errorf("before: %d", got.Code)
	}
	w.apply(w.vi.ID, look.Look{Theme: "truong-dai-hoc"}, id)
	if got := w.get("/media/" + id + ".png"); got.Code != http.StatusOK {
		t.Errorf("after: %d", got.Code)
	}
	if page := w.get("/").Body.String(); !strings.Contains(page, `<img class="crest" src="/media/`+id+`.png" alt="" width="`) {
		t.Error("it does not stand in the header")
	}
	w.apply(w.vi.ID, look.Look{Theme: "truong-dai-hoc"}, "")
	if got := w.get("/media/" + id + ".png"); got.Code == http.StatusOK {
		t.Error("it is public after it was taken away")
	}
}

// A page that is tried lies in a frame of the desk: it frames nothing itself,
// leads on beside it, and its pictures come through the desk.
func TestLookThatIsTried(t *testing.T) {
	w := newTown(t, storetest.SQLite(t))
	w.vi.Settings.Counter = true
	w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error { return tx.SaveSite(t.Context(), &w.vi) }))
	if !strings.Contains(w.get("/").Body.String(), "<iframe") {
		t.Fatal("readers are not counted: nothing is tried here")
	}
	rec := httptest.NewRecorder()
	id := w.picture("image/png", 200, 100)
	next := &store.SiteLook{Site: w.vi.ID, Look: look.Look{Theme: "thu-vien"}, Emblem: id, Shape: store.Shape{Type: "image/png", Width: 200, Height: 100}}
	w.ok(w.portal.DrawLook(rec, httptest.NewRequest(http.MethodGet, "/desk/sites/1/look/preview", nil), w.vi.ID, next, "home", "/desk/sites/1/look/files", "Đang thử"))
	page := rec.Body.String()
	for _, want := range []string{`data-theme="thu-vien"`, `<base target="_blank">`, `src="/desk/sites/1/look/files/` + id + `.png"`, "Đang thử", `content="noindex`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	if strings.Contains(page, "<iframe") || strings.Contains(page, `rel="canonical"`) || rec.Header().Get("Cache-Control") != "no-store" {
		t.Error("the page is one of readers")
	}
}
