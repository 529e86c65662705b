package app

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/duties"
	"congbo/internal/people"
	"congbo/internal/sites"
)

// A plan is made and changed by the deputy director; its duty recurs, is reminded
// of on its day, stands on the list of who watches, begins a case, is ticked off by who watches, and seen and mailed where it was missed; a
// missed one done later counts as late (L table 1, F-H4).
func TestDuties(t *testing.T) {
	eachOffice(t, "thu-vien", func(t *testing.T, h *house, in *sites.Installed) {
		ctx := t.Context()
		h.clock.Set("2026-09-03 17:30")
		for name, role := range map[string]people.Role{"sen": people.Librarian, "phu": people.DeputyDirector, "an": people.Technical} {
			h.appoint(name, role, 0)
		}
		form := url.Values{"title": {"Tin kinh tế trên báo"}, "subjects": {"Kinh tế"}, "sources": {"Báo"}, "every": {"weekly"}, "weekday": {"fri"}, "day": {"last"}, "time": {"16:00"}, "role": {"librarian"}}
		if w := h.at("sen", http.MethodPost, duties.Path+"/new", form); w.Code != http.StatusForbidden {
			t.Errorf("a librarian plans: %d", w.Code)
		}
		for field, wrong := range map[string]string{"time": "16h", "every": "hourly", "role": "king", "person": "999999", "title": " "} {
			bad := maps.Clone(form)
			bad.Set(field, wrong)
			if w := h.at("phu", http.MethodPost, duties.Path+"/new", bad); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s %q: %d", field, wrong, w.Code)
			}
		}
		if w := h.at("phu", http.MethodPost, duties.Path+"/new", form); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		plan := func() duties.Plan {
			list, _, err := h.Duties.Plans(ctx, h.who["sen"], h.clock.Now())
			h.must(err)
			if len(list) != 1 || !list[0].Mine || len(list[0].Open) == 0 {
				t.Fatalf("%+v", list)
			}
			return list[0]
		}
		// It is changed: what was still to come by the old rhythm is dropped.
		change := fmt.Sprintf("%s/%d", duties.Path, plan().ID)
		h.shows(h.page("phu", change), "Tin kinh tế trên báo", `value="fri" selected`)
		form.Set("version", "1")
		form.Set("every", "daily")
		if w := h.at("phu", http.MethodPost, change, form); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := h.at("phu", http.MethodPost, change, form); w.Code != http.StatusConflict {
			t.Errorf("changed over somebody else's change: %d", w.Code)
		}
		first := plan().Open[0]
		if n := len(plan().Open); n != 1 || plan().Rhythm.String() != "daily 16:00" {
			t.Errorf("%d open after the change, %v", n, plan().Rhythm)
		}
		h.hides(h.page("sen", "/desk"), "Việc định kỳ") // tomorrow's
		h.clock.Set("2026-09-04 07:30")
		h.drain()
		if n := h.letters("duty-due"); n != 1 {
			t.Errorf("reminded %d times", n)
		}
		// On its day it stands on the list of who watches, and a case is begun from it.
		begin := "/desk/cases/new?duty=" + text(first.ID)
		h.shows(h.page("sen", "/desk"), "Việc định kỳ", "Tin kinh tế trên báo", begin)
		h.hides(h.page("an", "/desk"), "Việc định kỳ")
		if w := h.at("phu", http.MethodGet, begin, nil); w.Code != http.StatusForbidden {
			t.Errorf("begun from somebody else's duty: %d", w.Code)
		}
		h.shows(h.page("sen", begin), "Từ việc định kỳ “Tin kinh tế trên báo”", "Nguồn: Báo")
		w := h.at("sen", http.MethodPost, begin, url.Values{"mailbox": {text(in.Mailboxes["thuvien@thu.example.vn"])}, "title": {"Giá cá tra tháng Chín"}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, between(w.Body.String(), `role="alert"`, "</div>"))
		}
		code := strings.TrimSuffix(strings.TrimPrefix(w.Header().Get("Location"), "/desk/cases/"), "/edit")
		if v := h.see("sen", 1); v.State.Step != "find" || v.Case.Code != code {
			t.Errorf("%s at %s", v.Case.Code, v.State.Step)
		}
		h.shows(h.page("sen", "/desk/cases/"+code), "Mở từ việc định kỳ", "Tin kinh tế trên báo")
		h.shows(h.page("phu", duties.Path), code)
		h.refused("duties.others", h.Duties.Done(ctx, h.who["an"], first.ID, ""))
		if w = h.at("sen", http.MethodPost, duties.Path, url.Values{"do": {"done"}, "duty": {strconv.FormatInt(first.ID, 10)}, "note": {"Một tin"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		h.hides(h.page("sen", "/desk"), `id="work-duties"`)
		if w := h.at("sen", http.MethodGet, begin, nil); w.Code != http.StatusConflict {
			t.Errorf("begun from a duty that is done: %d", w.Code)
		}
		h.refused("duties.done", h.Duties.Done(ctx, h.who["sen"], first.ID, ""))
		h.clock.Set("2026-09-04 16:00")
		h.drain() // Friday's was done; Monday's begins
		h.clock.Set("2026-09-07 16:00")
		h.drain()
		if n := h.letters("duty-missed"); n != 2 { // who watches and who planned
			t.Errorf("told %d times that it was missed", n)
		}
		h.shows(h.page("phu", duties.Path), "1 đúng hạn, 0 muộn, 1 bỏ lỡ")
		h.shows(h.page("sen", "/desk"), "Việc định kỳ", "1 lần bỏ lỡ")
		h.clock.Set("2026-09-07 16:30")
		h.must(h.Duties.Done(ctx, h.who["sen"], plan().Open[0].ID, "Làm bù"))
		h.shows(h.page("phu", duties.Path), "1 đúng hạn, 1 muộn, 0 bỏ lỡ")
		h.sound()
	})
}

// hides requires that a page does not say something.
func (h *house) hides(page, text string) {
	h.t.Helper()
	if strings.Contains(page, text) {
		h.t.Errorf("the page says %q", text)
	}
}
