package desk_test

import (
	"context"
	"strings"
	"testing"

	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// In English the board is listed with the positions as they are called in
// English; one that nobody has given so is marked as Vietnamese (R-P4, R-A2).
func TestRosterInEnglish(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	s := storetest.SQLite(t, store.Clock(clock.Now))
	h := newHouse(t, s, clock)
	furnish(h)
	name := func(who string, title locale.Text) {
		h.must(s.Tx(context.Background(), func(tx *store.Tx) error {
			p, err := tx.Person(context.Background(), h.who[who].Person)
			if err != nil {
				return err
			}
			p.Title = title
			return tx.SavePerson(context.Background(), p)
		}))
	}
	name("minh", locale.Text{VI: "Chánh Văn phòng", EN: "Director of the Office"})
	name("ha", locale.Text{VI: "Chuyên viên"})
	h.speak("tu", locale.EN)
	page := h.get("tu", "/desk/roster").Body.String()
	has(t, "the roster", page, `<span class="roster-post">Director of the Office</span>`, `<span class="roster-post" lang="vi">Chuyên viên</span>`)
	h.speak("tu", locale.VI)
	if page := h.get("tu", "/desk/roster").Body.String(); !strings.Contains(page, `<span class="roster-post">Chánh Văn phòng</span>`) {
		t.Error("in Vietnamese the position has another name")
	}
}
