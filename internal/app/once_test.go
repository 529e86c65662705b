package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"congbo/internal/editorial"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
)

var formKey = regexp.MustCompile(`name="key" value="([A-Z2-7]{26})"`)

// A form that opens a case carries a key: sent again, or several times at once,
// it leads to the one case that it opened (R-M8, R-I6). Another person's form
// of the same key is another form.
func TestOpeningFormOnce(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		h.appoint("mai", people.Member, 0)
		h.appoint("thu", people.Secretariat, 0)
		h.appoint("phu", people.Provider, in.Units["qltm"])
		cases := func() int {
			var list []store.Case
			h.must(h.Store.View(t.Context(), func(tx *store.Tx) (err error) {
				list, err = tx.Cases(t.Context(), store.CaseFilter{Institution: h.inst, Limit: 100})
				return err
			}))
			return len(list)
		}
		for i, c := range []struct {
			path string
			form url.Values
		}{
			{"/desk/cases/new", url.Values{"mailbox": {text(in.Mailboxes["banbientap@thu.example.vn"])}, "title": {"Sách mới tháng Chín"}}},
			{"/desk/cases/commission", url.Values{"unit": {text(in.Units["qltm"])}, "title": {"Số liệu"}, "brief": {"Gửi bảng số liệu."}, "date": {"2026-09-04"}, "wish": {"board"}}},
		} {
			before := cases()
			key := formKey.FindStringSubmatch(h.page("mai", c.path))
			if key == nil {
				t.Fatalf("%s has no key", c.path)
			}
			c.form.Set("key", key[1])
			wrong := url.Values{"key": {key[1]}, "title": {""}}
			if w := h.at("mai", http.MethodPost, c.path, wrong); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), key[1]) {
				t.Errorf("%s refused: %d, its key changed", c.path, w.Code)
			}
			answers := make([]*httptest.ResponseRecorder, 2)
			for j := range answers {
				answers[j] = h.at("mai", http.MethodPost, c.path, c.form)
			}
			to := strings.TrimSuffix(answers[0].Header().Get("Location"), "/edit")
			for _, w := range answers {
				if w.Code != http.StatusSeeOther || strings.TrimSuffix(w.Header().Get("Location"), "/edit") != to {
					t.Errorf("%s: %d %s, want %s", c.path, w.Code, w.Header().Get("Location"), to)
				}
			}
			if n := cases() - before; n != 1 {
				t.Errorf("%s sent twice opened %d cases", c.path, n)
			}
			if w := h.at("thu", http.MethodPost, c.path, c.form); i == 1 && (w.Code != http.StatusSeeOther || w.Header().Get("Location") == to) {
				t.Errorf("%s of somebody else: %d %s", c.path, w.Code, w.Header().Get("Location"))
			}
		}
		before := cases()
		var wg sync.WaitGroup
		codes := make([]string, 8)
		for j := range codes {
			wg.Go(func() {
				o, err := h.Editorial.Begin(t.Context(), h.who["mai"], editorial.Beginning{Mailbox: in.Mailboxes["banbientap@thu.example.vn"], Title: "Cùng lúc", Key: "cung-luc"})
				if err != nil {
					t.Error(err)
					return
				}
				codes[j] = o.Case.Code
			})
		}
		wg.Wait()
		if n := cases() - before; n != 1 || len(slices.Compact(codes)) != 1 {
			t.Errorf("at once: %d cases, %v", n, codes)
		}
	})
}

// D 7.2b: at the step where a question is assigned to an office, that is the
// main thing to do, not making a text of it.
func TestAssignmentComesFirst(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		h.appoint("thu", people.Secretariat, 0)
		h.appoint("hai", people.Head, 0)
		h.write(in.Mailboxes["hopthu@thu.example.vn"], "Thủ tục xuất xứ hàng hóa")
		if w := h.press("thu", 1, "move:submit", nil); w.Code != http.StatusSeeOther {
			t.Fatalf("submitted: %d", w.Code)
		}
		v := h.see("hai", 1)
		page := h.page("hai", "/desk/cases/"+v.Case.Code)
		main := regexp.MustCompile(`main-act[^>]*value="([a-z:-]+)"`).FindAllStringSubmatch(page, -1)
		if len(main) != 1 || main[0][1] != "move:assign" {
			t.Errorf("main acts at %s: %v", v.State.Step, main)
		}
	})
}
