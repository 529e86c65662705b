package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// Who is lent authority is told, in the inbox and by a letter (F-K2, R-P3).
func TestDelegationIsTold(t *testing.T) {
	clock := storetest.At("2026-08-28 08:00")
	h := newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	ctx := context.Background()
	_, err := h.desk.Accounts.Delegate(ctx, accounts.Actor{Actor: h.who["minh"]}, accounts.DelegateInput{To: h.who["hanh"].Person,
		Place: people.Place{Kind: people.Institution, ID: h.inst}, End: clock.Now().Add(72 * time.Hour), Paper: "12/GUQ-BBT"})
	h.must(err)
	if page := h.get("hanh", "/desk/inbox").Body.String(); !strings.Contains(page, "Trần Văn Minh ủy quyền cho ông/bà đến") {
		t.Errorf("inbox:\n%s", page)
	}
}
