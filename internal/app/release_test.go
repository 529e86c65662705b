package app

import (
	"slices"
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
)

// another brings a second text to where it can be published.
func (h *house) another(n string) int64 {
	h.t.Helper()
	raw := strings.ReplaceAll(firstLetter, "one@khoa", n+"@khoa")
	id := h.receive(raw).Case
	_, err := h.Editorial.TakeOver(h.t.Context(), h.who["communications"], id, 0)
	h.must(err)
	h.save("communications", id, func(r *content.Revision) { r.OwnWork, r.Title = true, "Tin "+n })
	h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "accept"})
	h.act("head", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
	h.act("head", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
	h.act("deputy", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectImages, Yes: true})
	return id
}

func (h *house) toPost(id int64) {
	h.t.Helper()
	h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "approve"})
	h.save("webmaster", id, func(r *content.Revision) {
		r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.section.ID}}
	})
}

func (h *house) gather(ids ...int64) int64 {
	h.t.Helper()
	r, err := h.Publishing.MakeRelease(h.t.Context(), h.who["webmaster"], "Khai giảng")
	h.must(err)
	for _, id := range ids {
		h.must(h.Publishing.AddToRelease(h.t.Context(), h.who["webmaster"], r.ID, h.seen(id).Case.Code))
	}
	return r.ID
}

func (h *house) editions(ids ...int64) (n int) {
	for _, id := range ids {
		n += len(h.seen(id).Editions)
	}
	return n
}

// Several texts are published together: all of them, or none while one is not
// ready, and the page says which and why (F-C9, invariants 1 and 4).
func TestReleaseIsAllOrNothing(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		a, b := h.another("a"), h.another("b")
		h.toPost(a)
		id := h.gather(a, b)
		v, err := h.Publishing.Release(ctx, h.who["webmaster"], id)
		h.must(err)
		if v.Ready || len(v.Items) != 2 || v.Items[0].Why != nil || v.Items[1].Why == nil {
			t.Fatalf("ready %v, items %+v", v.Ready, v.Items)
		}
		saw := func() map[int64]string {
			return map[int64]string{a: h.seen(a).Facts.Hashes.All, b: h.seen(b).Facts.Hashes.All}
		}
		err = h.Publishing.PublishRelease(ctx, h.who["webmaster"], id, saw())
		h.refused("publishing.release_item", err)
		if h.editions(a, b) > 0 {
			t.Fatal("one was published without the other")
		}
		h.toPost(b)
		err = h.Publishing.PublishRelease(ctx, h.who["head"], id, saw())
		if !fault.Is(err, fault.Denied) && !fault.Is(err, fault.Conflict) {
			t.Fatalf("by somebody who may not post: %v", err)
		}
		old := saw()
		h.save("webmaster", b, func(r *content.Revision) { r.Layout.Contents = !r.Layout.Contents })
		h.refused("publishing.release_item", h.Publishing.PublishRelease(ctx, h.who["webmaster"], id, old))
		if h.editions(a, b) > 0 {
			t.Fatal("one was published without the other")
		}
		h.must(h.Publishing.PublishRelease(ctx, h.who["webmaster"], id, saw()))
		h.drain()
		if h.editions(a) != 1 || h.editions(b) != 1 || h.letters("result") != 2 {
			t.Errorf("editions %d and %d, %d letters", h.editions(a), h.editions(b), h.letters("result"))
		}
		h.refused("publishing.release_done", h.Publishing.PublishRelease(ctx, h.who["webmaster"], id, saw()))
		_, err = h.Publishing.Release(ctx, cases.Actor{Person: h.who["leadership"].Person, Institution: h.inst}, id)
		h.refused("", err) // gathers no texts
		h.sound()
	})
}

// A release has an hour; where one of its texts cannot be published then, none
// is, and it is written to who planned it and to the head (F-C9, F-C4).
func TestReleaseAtItsHour(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		a, b := h.another("a"), h.another("b")
		h.toPost(a)
		h.toPost(b)
		id := h.gather(a, b)
		h.must(h.Publishing.PlanRelease(ctx, h.who["webmaster"], id, ict("2026-08-31 08:00")))
		h.refused("publishing.release_planned", h.Publishing.RemoveFromRelease(ctx, h.who["webmaster"], id, a))
		h.save("webmaster", b, func(r *content.Revision) { r.Layout.Contents = !r.Layout.Contents })
		h.clock.Set("2026-08-31 08:00")
		h.drain()
		v, err := h.Publishing.Release(ctx, h.who["webmaster"], id)
		h.must(err)
		if h.editions(a, b) > 0 || v.State != store.ReleaseFailed || !strings.HasSuffix(v.Problem, string(flow.TroubleText)) {
			t.Fatalf("editions %d, %s: %s", h.editions(a, b), v.State, v.Problem)
		}
		if got := h.addressed("release-failed"); !slices.Equal(got, []string{"head", "webmaster"}) {
			t.Errorf("written to %v", got)
		}
		h.must(h.Publishing.PlanRelease(ctx, h.who["webmaster"], id, ict("2026-08-31 09:00")))
		h.must(h.Publishing.CancelRelease(ctx, h.who["webmaster"], id))
		h.clock.Set("2026-08-31 09:00")
		h.drain()
		if h.editions(a, b) > 0 {
			t.Fatal("published at an hour that was cancelled")
		}
		h.must(h.Publishing.PlanRelease(ctx, h.who["webmaster"], id, ict("2026-08-31 10:00")))
		h.clock.Set("2026-08-31 10:00")
		h.drain()
		if h.editions(a) != 1 || h.editions(b) != 1 {
			t.Errorf("editions %d and %d", h.editions(a), h.editions(b))
		}
		h.sound()
	})
}
