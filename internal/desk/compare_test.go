package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// Any two revisions are compared: words, pictures and classification, in words
// an office understands (F-B5).
func TestCompareRevisions(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	path := "/desk/cases/" + sc.code("review")
	first := sc.see("ha", sc.ids["review"]).Revision.Number
	sc.save("ha", sc.ids["review"], "Phân loại", func(r *content.Revision) {
		r.Kind, r.Topics = "news", []string{"hoc-bong"}
		r.Sites = []content.Placement{{Site: sc.site.ID, Section: sc.news.ID}}
		lead := *r.LeadImage
		lead.Alt = "Ao nuôi cá có quạt nước"
		r.LeadImage = &lead
		r.Sources = append(r.Sources, content.Source{Title: "Quyết định khen thưởng", Number: "12/QĐ-ĐHST"})
		body, err := content.FromMarkup(strings.Replace(scholarship, "| 18 |", "| 20 |", 1))
		sc.must(err)
		r.Body = body
	})
	page := sc.get("minh", path+"/revisions?from="+strconv.Itoa(first)+"&to="+strconv.Itoa(first+1)).Body.String()
	for _, want := range []string{
		"<del>18</del><ins>20</ins>", "Thêm: <ins>Tin tức</ins>", "<ins>Học bổng</ins>", "<del>chưa chọn chuyên mục, Website trường, tiếng Việt</del> → <ins>Tin tức, Website trường, tiếng Việt</ins>",
		"Sửa mô tả hình", "Ao nuôi cá có quạt nước", "<ins>Quyết định khen thưởng, 12/QĐ-ĐHST</ins>", "Khác nhau về: ",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the comparison does not say %q", want)
		}
	}
	for query, want := range map[string]string{
		"":                "So sánh",
		"?from=2&to=2":    "Chọn hai phiên bản khác nhau",
		"?from=3&to=1":    "Phiên bản 1 và phiên bản 3",
		"?from=x&to=3":    "So sánh",
		"?from=1&to=9999": "",
	} {
		w := sc.get("minh", path+"/revisions"+query)
		if want == "" && w.Code != http.StatusNotFound || want != "" && !strings.Contains(w.Body.String(), want) {
			t.Errorf("%q: %d, does not say %q", query, w.Code, want)
		}
	}
	if w := sc.get("nga", path+"/revisions?from=1&to=2"); w.Code != http.StatusNotFound {
		t.Errorf("a stranger compares: %d", w.Code)
	}
}

// An earlier revision comes back as a new one: whoever restores is the author
// of what changes, only that loses its approval, and an approval of exactly
// what comes back holds again (F-B6, invariant 3).
func TestRestore(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		id, path := sc.ids["review"], "/desk/cases/"+sc.code("review")
		before := sc.see("ha", id)
		n := before.Revision.Number
		sc.save("ha", id, "", func(r *content.Revision) { r.Summary = "Tóm tắt viết lại." })
		sc.save("ha", id, "", func(r *content.Revision) { r.Summary = "Tóm tắt viết lại lần nữa." })

		old := path + "/revisions/" + strconv.Itoa(n)
		if page := sc.get("an", old).Body.String(); strings.Contains(page, old+"/restore") {
			t.Error("who may not edit is offered to restore")
		}
		if w := sc.post("an", old+"/restore", url.Values{"base": {strconv.Itoa(n + 2)}}); w.Code != http.StatusForbidden {
			t.Errorf("restored by somebody who may not edit: %d", w.Code)
		}
		if page := sc.get("ha", old).Body.String(); !strings.Contains(page, old+"/restore") {
			t.Error("nothing to restore with")
		}
		if w := sc.post("ha", old+"/restore", url.Values{"base": {strconv.Itoa(n + 1)}}); w.Code != http.StatusConflict {
			t.Errorf("restored over a text that was saved meanwhile: %d", w.Code)
		}
		if w := sc.post("ha", old+"/restore", url.Values{"base": {strconv.Itoa(n + 2)}, "note": {"Bản đầu đúng hơn"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("restored: %d %s", w.Code, w.Body)
		}
		after := sc.see("ha", id)
		if after.Revision.Number != n+3 || after.Revision.Hashes() != before.Revision.Hashes() || after.Revision.Note != "Bản đầu đúng hơn" {
			t.Errorf("revision %d %q: %v", after.Revision.Number, after.Revision.Note, content.Changed(after.Revision.Hashes(), before.Revision.Hashes()))
		}
		if line := after.Revisions[0]; len(line.Changed) != 1 || line.Changed[0] != string(content.AspectContent) || line.SavedBy != sc.who["ha"].Person {
			t.Errorf("the newest line is %+v", line)
		}
		if given := sc.caseFor("minh", "review").Decide.Verdicts[1]; len(given.Given) != 1 {
			t.Error("restoring the words has voided the verdict on images")
		}
		if w := sc.post("ha", old+"/restore", url.Values{"base": {strconv.Itoa(n + 3)}}); w.Code != http.StatusConflict {
			t.Errorf("restored what is there already: %d", w.Code)
		}
	})
}
