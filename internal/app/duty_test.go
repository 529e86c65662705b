package app

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"congbo/internal/duties"
	"congbo/internal/people"
	"congbo/internal/sites"
)

// A plan is made by the deputy director; its duty recurs, is reminded of on its
// day, ticked off by who watches, and seen and mailed where it was missed; a
// missed one done later counts as late (L table 1, F-H4).
func TestDuties(t *testing.T) {
	eachOffice(t, "thu-vien", func(t *testing.T, h *house, _ *sites.Installed) {
		ctx := t.Context()
		h.clock.Set("2026-09-03 17:30")
		for name, role := range map[string]people.Role{"sen": people.Librarian, "phu": people.DeputyDirector, "an": people.Technical} {
			h.appoint(name, role, 0)
		}
		form := url.Values{"do": {"keep"}, "title": {"Tin kinh tế trên báo"}, "subjects": {"Kinh tế"}, "sources": {"Báo"}, "rhythm": {"daily 16:00"}, "role": {"librarian"}}
		if w := h.at("sen", http.MethodPost, duties.Path, form); w.Code != http.StatusForbidden {
			t.Errorf("a librarian plans: %d", w.Code)
		}
		if w := h.at("phu", http.MethodPost, duties.Path, form); w.Code != http.StatusSeeOther {
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
		first := plan().Open[0]
		h.clock.Set("2026-09-04 07:30")
		h.drain()
		if n := h.letters("duty-due"); n != 1 {
			t.Errorf("reminded %d times", n)
		}
		h.refused("duties.others", h.Duties.Done(ctx, h.who["an"], first.ID, ""))
		if w := h.at("sen", http.MethodPost, duties.Path, url.Values{"do": {"done"}, "duty": {strconv.FormatInt(first.ID, 10)}, "note": {"Một tin"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
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
		h.clock.Set("2026-09-07 16:30")
		h.must(h.Duties.Done(ctx, h.who["sen"], plan().Open[0].ID, "Làm bù"))
		h.shows(h.page("phu", duties.Path), "1 đúng hạn, 1 muộn, 0 bỏ lỡ")
		h.sound()
	})
}
