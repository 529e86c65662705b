package desk_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/app/demo/plate"
	"congbo/internal/content"
	"congbo/internal/desk"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// fields are those of the editor's form as the page shows them, for a browser
// without JavaScript.
func (sc *scene) fields(who, name string) url.Values {
	v := sc.see(who, sc.ids[name])
	r := v.Revision
	f := url.Values{"base": {strconv.Itoa(r.Number)}, "title": {r.Title}, "summary": {r.Summary}, "markup": {content.Markup(r.Body)}, "editor_kind": {"markup"},
		"authors": {strings.Join(r.Authors, "\r\n")}, "classify": {"1"}, "kind": {r.Kind}, "slug": {r.Slug}, "do": {"save"}}
	for _, s := range r.Sources {
		f.Add("source.title", s.Title)
		f.Add("source.number", s.Number)
		f.Add("source.issuer", s.Issuer)
		f.Add("source.date", s.Date)
		f.Add("source.url", s.URL)
	}
	if r.OwnWork {
		f.Set("own_work", "1")
	}
	if r.LeadImage != nil {
		f.Set("lead", r.LeadImage.Media)
		f.Set("lead_alt", r.LeadImage.Alt)
		f.Set("lead_caption", r.LeadImage.Caption)
		f.Set("lead_credit", r.LeadImage.Credit)
	}
	for _, p := range r.Sites {
		id := strconv.FormatInt(p.Site, 10)
		f.Add("site", id)
		f.Set("section."+id, strconv.FormatInt(p.Section, 10))
	}
	return f
}

// The plain form gives back the text as it is: sent unchanged it saves
// nothing, and a change of one thing changes that alone (R-P2).
func TestEditWithoutScript(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		path := "/desk/cases/" + sc.code("review")
		before := sc.see("ha", sc.ids["review"])
		if w := sc.post("ha", path+"/edit", sc.fields("ha", "review")); w.Code != http.StatusSeeOther {
			t.Fatalf("unchanged: %d %s", w.Code, w.Body)
		}
		if n := sc.see("ha", sc.ids["review"]).Revision.Number; n != before.Revision.Number {
			t.Errorf("the same text was saved as revision %d", n)
		}
		f := sc.fields("ha", "review")
		f.Set("kind", "news")
		f.Set("section."+f.Get("site"), strconv.FormatInt(sc.news.ID, 10))
		f.Set("note", "Phân loại")
		if w := sc.post("ha", path+"/edit", f); w.Code != http.StatusSeeOther {
			t.Fatalf("classified: %d", w.Code)
		}
		after := sc.see("ha", sc.ids["review"])
		if got := content.Changed(before.Revision.Hashes(), after.Revision.Hashes()); len(got) != 1 || got[0] != content.AspectClassification {
			t.Errorf("changed %v", got)
		}
		if after.Revision.Note != "Phân loại" {
			t.Errorf("note %q", after.Revision.Note)
		}
		if given := sc.caseFor("minh", "review").Decide.Verdicts[1]; len(given.Given) != 1 {
			t.Error("classification has voided the verdict on images (invariant 3)")
		}
	})
}

// A stale save is refused; both texts are shown, nothing typed is lost, and
// saving again on the newer one works (F-B1).
func TestStaleSave(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		path := "/desk/cases/" + sc.code("review") + "/edit"
		mine := sc.fields("ha", "review")
		mine.Set("summary", "Tóm tắt do tôi viết.")
		sc.save("minh", sc.ids["review"], "", func(r *content.Revision) { r.Summary = "Tóm tắt của người khác." })
		w := sc.post("ha", path, mine)
		body := w.Body.String()
		if w.Code != http.StatusConflict {
			t.Fatalf("stale save: %d", w.Code)
		}
		for _, want := range []string{"Người khác vừa lưu", "Trần Văn Minh", "người khác", "Tóm tắt do tôi viết.", `name="base" value="` + strconv.Itoa(sc.see("ha", sc.ids["review"]).Revision.Number) + `"`} {
			if !strings.Contains(body, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		mine.Set("base", strconv.Itoa(sc.see("ha", sc.ids["review"]).Revision.Number))
		if w := sc.post("ha", path, mine); w.Code != http.StatusSeeOther {
			t.Fatalf("saved again: %d", w.Code)
		}
		if got := sc.see("ha", sc.ids["review"]).Revision.Summary; got != "Tóm tắt do tôi viết." {
			t.Errorf("summary %q", got)
		}
	})
}

// What cannot be saved is told at its field, with all that was typed.
func TestEditRefused(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	path := "/desk/cases/" + sc.code("review") + "/edit"
	f := sc.fields("ha", "review")
	f.Set("title", " ")
	f.Set("summary", "Còn nguyên.")
	w := sc.post("ha", path, f)
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "Ghi tiêu đề tin bài") || !strings.Contains(body, "Còn nguyên.") {
		t.Errorf("no title: %d", w.Code)
	}
	f = sc.fields("ha", "review")
	f.Set("editor_kind", "rich")
	f.Set("body", `{"version": 1, "doc": {"type": "doc", "content": [{"type": "script"}]}}`)
	w = sc.post("ha", path, f)
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#body"`) {
		t.Errorf("a body with a script: %d", w.Code)
	}
	if w := sc.post("an", path, sc.fields("ha", "review")); w.Code != http.StatusForbidden {
		t.Errorf("saved by somebody who may not: %d", w.Code)
	}
	if w := sc.get("an", path); w.Code != http.StatusForbidden {
		t.Errorf("editor for somebody who may not: %d", w.Code)
	}
}

// A preview shows the text and saves nothing.
func TestPreview(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	f := sc.fields("ha", "review")
	f.Set("markup", "Chỉ xem thử **một đoạn**.")
	f.Set("do", "preview")
	w := sc.post("ha", "/desk/cases/"+sc.code("review")+"/edit", f)
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "<strong>một đoạn</strong>") {
		t.Errorf("preview: %d", w.Code)
	}
	if n := sc.see("ha", sc.ids["review"]).Revision.Number; n != 3 {
		t.Errorf("a preview was saved as revision %d", n)
	}
}

// send posts a multipart form with one file.
func (sc *scene) upload(who, path, field string, data []byte, fields url.Values) *httptest.ResponseRecorder {
	sc.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, list := range fields {
		for _, s := range list {
			sc.must(m.WriteField(k, s))
		}
	}
	part, err := m.CreateFormFile(field, "anh.jpg")
	sc.must(err)
	part.Write(data)
	m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: desk.SessionCookie, Value: sc.session(who)})
	w := httptest.NewRecorder()
	sc.handler.ServeHTTP(w, r)
	return w
}

// The editor's upload answers {media, url, …}; its picture is seen by who sent
// it and, once saved, by those who see the case (F-B10, F-D3).
func TestUpload(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	path := "/desk/cases/" + sc.code("review") + "/media"
	w := sc.upload("ha", path, "file", plate.JPEG("ao-ca"), nil)
	if w.Code != http.StatusOK { // the same picture as before: known already
		t.Fatalf("upload: %d %s", w.Code, w.Body)
	}
	other := plate.IDs()[0]
	if other == "ao-ca" {
		other = plate.IDs()[1]
	}
	w = sc.upload("ha", path, "file", plate.JPEG(other), nil)
	var a struct {
		Media, URL    string
		Width, Height int
		Error         string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || w.Code != http.StatusOK || a.Width != plate.Width || a.Height != plate.Height {
		t.Fatalf("upload: %d %s", w.Code, w.Body)
	}
	plain, _, _ := strings.Cut(a.URL, "?")
	for _, c := range []struct {
		who, path string
		want      int
	}{{"ha", a.URL, 200}, {"ha", plain, 404}, {"minh", a.URL, 404}, {"nga", a.URL, 404}} {
		if w := sc.get(c.who, c.path); w.Code != c.want {
			t.Errorf("%s gets %s: %d, want %d", c.who, c.path, w.Code, c.want)
		}
	}
	f := sc.fields("ha", "review")
	f.Set("lead", a.Media)
	if w := sc.post("ha", "/desk/cases/"+sc.code("review")+"/edit", f); w.Code != http.StatusSeeOther {
		t.Fatalf("saved: %d", w.Code)
	}
	if w := sc.get("minh", plain); w.Code != http.StatusOK {
		t.Errorf("a colleague gets the saved picture: %d", w.Code)
	}
	w = sc.upload("ha", path, "file", []byte("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), nil)
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || w.Code != http.StatusUnprocessableEntity || a.Error == "" {
		t.Errorf("a drawing with a script: %d %s", w.Code, w.Body)
	}
	if w := sc.upload("an", path, "file", plate.JPEG("ao-ca"), nil); w.Code != http.StatusForbidden {
		t.Errorf("upload by somebody who may not edit: %d", w.Code)
	}
}

// Without JavaScript a picture is sent with the form.
func TestLeadPictureWithForm(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	f := sc.fields("ha", "contest")
	f.Set("lead_alt", "Các đội thuyết trình trên sân khấu")
	if w := sc.upload("ha", "/desk/cases/"+sc.code("contest")+"/edit", "lead_file", plate.JPEG("ao-ca"), f); w.Code != http.StatusSeeOther {
		t.Fatalf("saved: %d", w.Code)
	}
	lead := sc.see("ha", sc.ids["contest"]).Revision.LeadImage
	if lead == nil || lead.Alt != "Các đội thuyết trình trên sân khấu" {
		t.Errorf("lead picture: %+v", lead)
	}
}

// A revision is shown as it was, and beside another one (F-B5).
func TestRevisionPages(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	path := "/desk/cases/" + sc.code("review") + "/revisions/"
	body := sc.get("minh", strings.TrimSuffix(path, "/")+"?from=2&to=3").Body.String()
	if !strings.Contains(body, "đồng<ins>,</ins> dành cho") && !strings.Contains(body, "<ins>, </ins>dành") {
		t.Error("the comparison marks nothing")
	}
	for _, p := range []string{"99", "0", "x"} {
		if w := sc.get("minh", path+p); w.Code != http.StatusNotFound {
			t.Errorf("revision %s: %d", p, w.Code)
		}
	}
	if w := sc.get("nga", path+"1"); w.Code != http.StatusNotFound {
		t.Errorf("a stranger sees a revision: %d", w.Code)
	}
}

// Where posting is next, the text is classified on the page of the case, and
// nothing else changes (R-M7).
func TestClassifyOnTheCase(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	id := sc.ids["contest"]
	sc.approve("hanh", id)
	path := "/desk/cases/" + sc.code("contest")
	body := sc.get("an", path).Body.String()
	if !strings.Contains(body, `action="`+path+`/classify"`) || !strings.Contains(body, "Chưa phân loại") {
		t.Fatal("nothing to classify with")
	}
	before := sc.see("an", id)
	site := strconv.FormatInt(sc.site.ID, 10)
	f := url.Values{"base": {"1"}, "kind": {"news"}, "site": {site}, "section." + site: {strconv.FormatInt(sc.news.ID, 10)}, "topic": {"hoc-bong"}}
	if w := sc.post("an", path+"/classify", f); w.Code != http.StatusConflict {
		t.Errorf("classified on an old revision: %d", w.Code)
	}
	f.Set("base", strconv.Itoa(before.Revision.Number))
	if w := sc.post("minh", path+"/classify", f); w.Code != http.StatusForbidden {
		t.Errorf("classified by somebody who may not: %d", w.Code)
	}
	if w := sc.post("an", path+"/classify", f); w.Code != http.StatusSeeOther {
		t.Fatalf("classified: %d %s", w.Code, w.Body)
	}
	after := sc.see("an", id)
	if got := content.Changed(before.Revision.Hashes(), after.Revision.Hashes()); len(got) != 1 || got[0] != content.AspectClassification {
		t.Errorf("changed %v", got)
	}
	for _, m := range sc.caseFor("an", "contest").Decide.Moves {
		if m.ID == "publish" && (m.WhyNot != "" || !strings.Contains(m.Then, "Website trường, tiếng Việt")) {
			t.Errorf("publish: %+v", m)
		}
	}
}
