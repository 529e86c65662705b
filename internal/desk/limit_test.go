package desk_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"congbo/internal/httpx"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// Forms are taken at the pace of work, for each person by themselves.
func TestFormsAreLimited(t *testing.T) {
	clock := storetest.At("2026-09-03 08:00")
	h := newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	h.desk.Posts = httpx.NewLimiter(60, time.Minute, 2, 100, clock.Now)
	send := func(who string) int { return h.post(who, "/desk/language", url.Values{"lang": {"vi"}}).Code }
	if a, b := send("ha"), send("ha"); a != http.StatusSeeOther || b != http.StatusSeeOther {
		t.Fatalf("first forms: %d, %d", a, b)
	}
	w := h.post("ha", "/desk/language", url.Values{"lang": {"vi"}})
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("third form at once: %d", w.Code)
	}
	if code := send("minh"); code != http.StatusSeeOther {
		t.Errorf("a colleague: %d", code)
	}
	clock.Pass(time.Second)
	if code := send("ha"); code != http.StatusSeeOther {
		t.Errorf("a second later: %d", code)
	}
}
