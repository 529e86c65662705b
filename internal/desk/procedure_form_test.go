package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// formOf is what a browser sends of the form on a page.
func formOf(t *testing.T, page string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	values := make(url.Values)
	attr := func(n *html.Node, key string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val, true
			}
		}
		return "", false
	}
	inside := false
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "form" {
			class, _ := attr(n, "class")
			inside = strings.Contains(class, "draft-procedure")
		}
		name, ok := attr(n, "name")
		if !inside || !ok {
			continue
		}
		value, _ := attr(n, "value")
		switch n.Data {
		case "textarea":
			if n.FirstChild != nil {
				values.Set(name, n.FirstChild.Data)
			}
		case "select":
			for o := range n.Descendants() {
				if _, on := attr(o, "selected"); on {
					value, _ = attr(o, "value")
				}
			}
			values.Set(name, value)
		case "input":
			kind, _ := attr(n, "type")
			if _, on := attr(n, "checked"); kind != "checkbox" || on {
				values.Add(name, value)
			}
		}
	}
	return values
}

// An office writes a step and its moves into its own procedure with fields and
// buttons alone, without a script; what stands in the file beside keeps its
// remarks (R-M8, F-A2).
func TestProcedureByForm(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s, clock)
		const path = "/desk/procedures/dang-tin-cap-truong"
		if w := h.post("tu", path+"/versions", nil); w.Code != http.StatusSeeOther {
			t.Fatalf("status %d", w.Code)
		}
		values := formOf(t, h.get("tu", path+"/draft").Body.String())
		press := func(do string, set map[string]string) string {
			t.Helper()
			for k, v := range set {
				values.Set(k, v)
			}
			values.Set("do", do)
			w := h.post("tu", path+"/draft", values)
			if w.Code != http.StatusOK {
				t.Fatalf("%s: status %d\n%s", do, w.Code, w.Body)
			}
			values = formOf(t, w.Body.String())
			return w.Body.String()
		}
		page := press("add steps/review", map[string]string{"n.steps/review/vi": "Ký số", "n.steps/review/en": "Signature", "n.steps/review/by": "leadership"})
		has(t, "the page", page, "<details class=\"sheet fold part-of\" id=\"part-ky-so\" open", "Không có đường nào đến bước “Ký số”", "chưa có lối ra")
		page = press("add steps/ky-so/moves", map[string]string{"n.steps/ky-so/moves/vi": "Ký, chuyển đăng", "n.steps/ky-so/moves/en": "Sign", "n.steps/ky-so/moves/to": "post"})
		has(t, "the page", page, "Không có đường nào đến bước “Ký số”")
		page = press("look", map[string]string{"f.steps/review/moves/approve/to": "ky-so", "f.steps/review/verdicts/content/need": "2", "f.steps/ky-so/within": "4 giờ"})
		has(t, "the page", page, "Quy trình hợp lệ", "Thêm bước “Ký số”", "<svg")
		page = press("rename steps/ky-so", map[string]string{"n.steps/ky-so/id": "ky-duyet"})
		has(t, "the page", page, "Quy trình hợp lệ", "to: ky-duyet")
		page = press("remove steps/post", nil)
		has(t, "the page", page, "Không có bước “post”")
		lost := press("look", map[string]string{"text": "a: ["})
		has(t, "the page", lost, "chưa mở được biểu mẫu")
		values = formOf(t, page)
		press("add steps/review", map[string]string{"n.steps/review/vi": "Đăng", "n.steps/review/by": "webmaster"})
		values.Set("do", "save")
		if w := h.post("tu", path+"/draft", values); w.Code != http.StatusSeeOther {
			t.Fatalf("status %d\n%s", w.Code, w.Body)
		}
		kept := formOf(t, h.get("tu", path+"/draft").Body.String()).Get("text")
		has(t, "the file", kept, "# who asked and posts is one person only in a small office", "need: 2", "id: ky-duyet", "within: 4h", "id: dang\n", "# IV.b.1 names who sends")
		if strings.Contains(kept, "id: post\n") {
			t.Error("the step is there still")
		}
	}, store.Clock(clock.Now))
}

// A draft that begins from a version which is promulgated and not in force yet
// says so, with the one that is in force (R-M8).
func TestDraftOfWhatComes(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	s := storetest.SQLite(t, store.Clock(clock.Now))
	h := newHouse(t, s, clock)
	const path = "/desk/procedures/dang-tin-cap-truong"
	err := s.Tx(t.Context(), func(tx *store.Tx) error {
		now, err := tx.ProcedureInForce(t.Context(), h.inst, "dang-tin-cap-truong", tx.Now())
		if err != nil {
			return err
		}
		return tx.AddProcedure(t.Context(), &store.ProcedureVersion{Institution: h.inst, Key: now.Key, Text: now.Text, Digest: now.Digest, State: store.ProcedureInForce, InForceFrom: tx.Now().AddDate(0, 4, 0)})
	})
	if err != nil {
		t.Fatal(err)
	}
	if w := h.post("tu", path+"/versions", nil); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d", w.Code)
	}
	has(t, "the draft", h.get("tu", path+"/draft").Body.String(), "bắt đầu từ phiên bản 2, đã ban hành và có hiệu lực từ ngày 27/12/2026, không phải từ phiên bản 1 đang áp dụng")
	clock.Set("2027-01-05 08:00")
	delete(h.cookies, "tu") // their session is over by then
	if page := h.get("tu", path+"/draft").Body.String(); strings.Contains(page, "bắt đầu từ phiên bản") {
		t.Error("it is said of the version in force, too")
	}
}
