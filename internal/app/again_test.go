package app

import (
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/store"
)

// A page that had ended and is published anew is shown, without the end of the
// page before it; one that was withdrawn is not shown again as if it had ended
// by itself; and one that was shown again can be corrected (R-B1, F-C2, F-C8,
// invariant 9).
func TestPublishedAfterItsEnd(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.atPost()
		h.act("webmaster", id, flow.Act{Kind: flow.DoTerm, Due: ict("2026-08-29 17:00")})
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
		h.clock.Set("2026-08-29 17:00")
		h.drain()
		if h.shown(id) {
			t.Fatal("shown after its end")
		}
		h.clock.Set("2026-08-31 08:00")
		h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "wrong", Reason: "Cần đăng lại."})
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
		h.drain()
		if !h.shown(id) || h.flagged(id, "expired") {
			t.Fatalf("published anew and not shown; flags %q", h.seen(id).Case.Flags)
		}
		if _, err := h.Publishing.Withdraw(t.Context(), h.who["head"], id, 0, "Sai số liệu", "Bài đã được gỡ."); err != nil {
			t.Fatal(err)
		}
		_, err := h.Cases.Act(t.Context(), h.who["webmaster"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoShow, Saw: h.seen(id).Facts.Hashes.All}})
		h.refused("flow.not_expired", err)
		h.sound()
	})
}

// What was taken down comes back by nothing that was agreed before that.
func TestTakenDownStaysDown(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.atPost()
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
		h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "wrong", Reason: "Đăng lại vào thứ Hai."})
		h.plan(id, "2026-08-31 08:00")
		if _, err := h.Publishing.Withdraw(t.Context(), h.who["head"], id, 0, "Sai số liệu", "Bài đã được gỡ."); err != nil {
			t.Fatal(err)
		}
		h.clock.Set("2026-08-31 08:00")
		h.drain()
		if h.shown(id) {
			t.Error("a withdrawn page came back by itself")
		}
		if h.flagged(id, "planned") {
			t.Error("it is still to come back")
		}
		h.sound()
	})
}

// The same of a text that was to be published together with others.
func TestTakenDownStaysOutOfARelease(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		a, b := h.another("a"), h.another("b")
		h.toPost(a)
		h.toPost(b)
		h.act("webmaster", b, flow.Act{Kind: flow.DoMove, Move: "publish"})
		h.act("head", b, flow.Act{Kind: flow.DoMove, Move: "wrong", Reason: "Đăng lại cùng bài kia."})
		h.save("webmaster", b, func(r *content.Revision) { r.Layout.Contents = !r.Layout.Contents })
		id := h.gather(a, b)
		h.must(h.Publishing.PlanRelease(ctx, h.who["webmaster"], id, ict("2026-08-31 08:00")))
		h.clock.Set("2026-08-28 15:00")
		if _, err := h.Publishing.Withdraw(ctx, h.who["head"], b, 0, "Sai số liệu", "Bài đã được gỡ."); err != nil {
			t.Fatal(err)
		}
		h.clock.Set("2026-08-31 08:00")
		h.drain()
		v, err := h.Publishing.Release(ctx, h.who["webmaster"], id)
		h.must(err)
		if v.State != store.ReleaseFailed || h.seen(b).State.Published.Public() {
			t.Errorf("release %s; the withdrawn page is public: %v", v.State, h.seen(b).State.Published.Public())
		}
	})
}

// A page that was shown again after its end is like any other that is public.
func TestShownAgainIsCorrected(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.atPost()
		h.act("webmaster", id, flow.Act{Kind: flow.DoTerm, Due: ict("2026-08-29 17:00")})
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
		h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "confirm"})
		h.clock.Set("2026-08-31 08:00")
		h.drain()
		h.act("webmaster", id, flow.Act{Kind: flow.DoShow})
		if !h.shown(id) {
			t.Fatal("not shown again")
		}
		if _, err := h.Editorial.BeginChange(t.Context(), h.who["head"], id, 0, content.Correction, "Sai tên đơn vị"); err != nil {
			t.Fatalf("correction: %v", err)
		}
		if !h.shown(id) {
			t.Error("what is public went away while it is corrected")
		}
		var live int64
		h.must(h.Store.View(t.Context(), func(tx *store.Tx) (err error) {
			live, err = tx.LiveRevision(t.Context(), h.seen(id).Case.Document)
			return err
		}))
		if live == 0 {
			t.Error("nothing is live")
		}
	})
}
