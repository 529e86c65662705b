package desk_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// kept sends what stands in an editor to be kept, and returns the answer.
func (sc *scene) kept(who, path string, f url.Values) (status int, key string, version int64) {
	sc.t.Helper()
	w := sc.post(who, path+"/draft", f)
	var answer struct {
		Key     string
		Version int64
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		sc.t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Code, answer.Key, answer.Version
}

var draftKey = regexp.MustCompile(`name="draft_key" value="([A-Z0-9]+)"`)

// What somebody types is kept on the server without being saved, for their own
// eyes; it is offered again after a crash and on another device, overwrites
// nothing, and is forgotten when it is saved (F-B4).
func TestDrafts(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		path := "/desk/cases/" + sc.code("review")
		before := sc.see("ha", sc.ids["review"])
		events := len(before.Events)
		page := sc.get("ha", path+"/edit").Body.String()
		m := draftKey.FindStringSubmatch(page)
		if m == nil || strings.Contains(page, "bản chưa lưu từ") {
			t.Fatal("a fresh editor has no key, or offers a draft")
		}
		f := sc.fields("ha", "review")
		f.Set("draft_key", m[1])
		f.Set("draft_version", "0")
		f.Set("title", "Tiêu đề gõ dở")
		if status, _, version := sc.kept("ha", path, f); status != http.StatusOK || version != 1 {
			t.Fatalf("kept: %d, version %d", status, version)
		}
		f.Set("draft_version", "1")
		f.Set("summary", "Tóm tắt gõ dở.")
		if status, _, version := sc.kept("ha", path, f); status != http.StatusOK || version != 2 {
			t.Fatalf("kept again: %d, version %d", status, version)
		}
		// A second window on the same draft goes on in one of its own.
		other := url.Values{}
		for k, v := range f {
			other[k] = v
		}
		other.Set("draft_version", "1")
		other.Set("title", "Tiêu đề ở cửa sổ khác")
		status, key, _ := sc.kept("ha", path, other)
		if status != http.StatusConflict || key == "" || key == m[1] {
			t.Fatalf("a second window: %d, %q", status, key)
		}
		other.Set("draft_key", key)
		other.Set("draft_version", "0")
		if status, _, _ := sc.kept("ha", path, other); status != http.StatusOK {
			t.Fatalf("a second window under its own key: %d", status)
		}
		after := sc.see("ha", sc.ids["review"])
		if after.Revision.Number != before.Revision.Number || len(after.Events) != events {
			t.Error("keeping a draft changed the case")
		}

		page = sc.get("ha", path+"/edit").Body.String()
		for _, want := range []string{"Ông/bà có bản chưa lưu từ", "Tiêu đề gõ dở", "Tiêu đề ở cửa sổ khác", path + "/edit?draft=" + m[1]} {
			if !strings.Contains(strings.ReplaceAll(strings.ReplaceAll(page, "<ins>", ""), "</ins>", ""), want) {
				t.Errorf("the editor does not say %q", want)
			}
		}
		page = sc.get("ha", path+"/edit?draft="+m[1]).Body.String()
		for _, want := range []string{">Tiêu đề gõ dở</textarea>", ">Tóm tắt gõ dở.</textarea>", `name="draft_key" value="` + m[1] + `"`, `name="draft_version" value="2"`} {
			if !strings.Contains(page, want) {
				t.Errorf("the draft opened again does not say %q", want)
			}
		}
		sc.must(sc.desk.Editorial.Leave(context.Background(), sc.who["ha"], sc.ids["review"], true))
		if page := sc.get("minh", path+"/edit?draft="+m[1]).Body.String(); strings.Contains(page, "gõ dở") || strings.Contains(page, "cửa sổ khác") {
			t.Error("somebody else sees it")
		}
		sc.must(sc.desk.Editorial.Leave(context.Background(), sc.who["minh"], sc.ids["review"], true))

		// Somebody else saves meanwhile: the draft still begins from the old
		// text, and saving it shows both.
		sc.save("minh", sc.ids["review"], "", func(r *content.Revision) { r.Authors = []string{"Minh"} })
		f.Set("draft_version", "2")
		if w := sc.post("ha", path+"/edit", f); w.Code != http.StatusConflict {
			t.Fatalf("a draft overwrites what was saved since: %d", w.Code)
		}
		f.Set("base", strconv.Itoa(sc.see("ha", sc.ids["review"]).Revision.Number))
		if w := sc.post("ha", path+"/edit", f); w.Code != http.StatusSeeOther {
			t.Fatalf("saved: %d", w.Code)
		}
		page = sc.get("ha", path+"/edit").Body.String()
		if strings.Contains(page, "draft="+m[1]) || !strings.Contains(page, "draft="+key) {
			t.Error("what was saved is offered still, or what was not is gone")
		}
		if w := sc.post("ha", path+"/draft", url.Values{"do": {"drop"}, "draft_key": {key}}); w.Code != http.StatusSeeOther {
			t.Errorf("dropped: %d", w.Code)
		}
		if page := sc.get("ha", path+"/edit").Body.String(); strings.Contains(page, "bản chưa lưu từ") {
			t.Error("a draft that was dropped is offered")
		}
	})
}

// Drafts have a budget, are forgotten after a month, and nobody keeps one of a
// case they do not see.
func TestDraftBudgets(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	path := "/desk/cases/" + sc.code("review")
	f := sc.fields("ha", "review")
	f.Set("title", "Gõ dở")
	f.Set("draft_version", "0")
	for i := range 11 {
		f.Set("draft_key", "K"+strconv.Itoa(i))
		status, _, _ := sc.kept("ha", path, f)
		if want := http.StatusOK; i < 10 && status != want || i == 10 && status != http.StatusRequestEntityTooLarge {
			t.Errorf("draft %d: %d", i+1, status)
		}
	}
	f.Set("draft_key", "")
	if status, _, _ := sc.kept("ha", path, f); status != http.StatusUnprocessableEntity {
		t.Errorf("without a key: %d", status)
	}
	f.Set("draft_key", "B1")
	f.Set("editor_kind", "rich")
	f.Set("body", `{"version": 1, "doc": {"type": "doc", "content": [{"type": "script"}]}}`)
	if status, _, _ := sc.kept("ha", path, f); status != http.StatusUnprocessableEntity {
		t.Errorf("a body with a script: %d", status)
	}
	if w := sc.post("nga", path+"/draft", f); w.Code != http.StatusNotFound {
		t.Errorf("a stranger: %d", w.Code)
	}
	sc.at("2026-10-05 08:00")
	delete(sc.cookies, "ha") // the session is over by then
	g := sc.fields("ha", "review")
	g.Set("title", "Gõ mới")
	g.Set("draft_key", "NEW")
	if status, _, _ := sc.kept("ha", path, g); status != http.StatusOK {
		t.Errorf("a month later: %d", status)
	}
	drafts, err := sc.desk.Editorial.Drafts(context.Background(), sc.see("ha", sc.ids["review"]), sc.who["ha"])
	if err != nil || len(drafts) != 1 {
		t.Errorf("%d drafts are left, %v", len(drafts), err)
	}
}
