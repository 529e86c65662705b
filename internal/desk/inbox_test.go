package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// What was told stands in the inbox with a count in the header; opening it, or
// acting on the case, reads it; the letter of the day has what needs doing first
// and leaves out what somebody else has done (F-K2).
func TestInboxPage(t *testing.T) {
	clock := storetest.At("2026-08-28 08:00")
	h := newHouse(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	ctx := context.Background()
	w := h.post("ha", "/desk/inbox/choices", url.Values{"way_task": {"digest"}, "way_message": {"mail"}, "way_due": {"mail"}, "way_change": {"mail"}, "way_trouble": {"mail"}, "way_talk": {"inbox"}, "way_right": {"mail"}, "minute": {"840"}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("choices: %d %s", w.Code, w.Body)
	}
	first := h.send("lan", "Lễ khai giảng", "Đề nghị đăng.")
	second := h.send("lan", "Lịch tiếp công dân", "Đề nghị đăng.")
	if page := h.get("ha", "/desk/inbox").Body.String(); !strings.Contains(page, "Hộp thông báo, 2 chưa đọc") || !strings.Contains(page, "Lễ khai giảng") || !strings.Contains(page, "Chờ ông/bà xử lý ở bước") {
		t.Errorf("inbox:\n%s", page)
	}
	box, err := h.desk.Notify.Inbox(ctx, h.who["ha"], true, 0, 5)
	h.must(err)
	to := h.post("ha", "/desk/inbox/"+fmt.Sprint(box.Notices[1].ID), nil)
	if got := to.Header().Get("Location"); got != "/desk/cases/"+h.see("ha", first).Case.Code {
		t.Errorf("a notice leads to %s", got)
	}
	if w := h.post("minh", "/desk/inbox/"+fmt.Sprint(box.Notices[0].ID), nil); w.Code != http.StatusNotFound {
		t.Errorf("somebody else's notice: %d", w.Code)
	}
	h.move("ha", second, "decline", "Không phù hợp.")
	if box, err = h.desk.Notify.Inbox(ctx, h.who["ha"], true, 0, 5); err != nil || box.Unread != 0 {
		t.Errorf("acted on, and unread: %+v, %v", box, err)
	}

	h.pass(first, "Lễ khai giảng", "")
	unread := func(who string) int {
		box, err := h.desk.Notify.Inbox(ctx, h.who[who], true, 0, 5)
		h.must(err)
		return box.Unread
	}
	if unread("hanh") != 1 || unread("minh") != 1 {
		t.Errorf("both may moderate it: %d, %d unread", unread("hanh"), unread("minh"))
	}
	h.move("hanh", first, "request-changes", "Bổ sung nguồn.")
	if unread("hanh") != 0 || unread("minh") != 0 {
		t.Errorf("it is no longer theirs: %d, %d unread", unread("hanh"), unread("minh"))
	}

	third := h.send("nga", "Hội thảo khoa học", "Đề nghị đăng.")
	h.must(h.desk.Notify.Digests(ctx, ""))
	if text := h.digest("ha"); text != "" {
		t.Errorf("before its hour: %s", text)
	}
	h.at("2026-08-28 14:00")
	h.must(h.desk.Notify.Digests(ctx, ""))
	if text := h.digest("ha"); !strings.Contains(text, "# Chờ ông/bà xử lý (1)\n["+h.see("ha", third).Case.Code+"] Hội thảo khoa học · ") {
		t.Errorf("the letter of the day: %q", text)
	}
}

func (h *house) digest(who string) (text string) {
	h.must(h.store.View(context.Background(), func(tx *store.Tx) error {
		all, err := tx.Letters(context.Background(), h.inst, "", 0, 100)
		for _, l := range all {
			if l.Template == "digest" && l.Person == h.who[who].Person {
				text = l.Data["list"]
			}
		}
		return err
	}))
	return text
}
