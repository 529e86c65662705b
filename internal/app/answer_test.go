package app

import (
	"strings"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
)

// published brings a request that a colleague sent by the form to the step in
// which it is asked whether the page is right, and gives its case and the link
// of the letter.
func (h *house) published(sender string) (id int64, link string) {
	h.t.Helper()
	ctx := h.t.Context()
	r, err := h.Intake.Submit(ctx, h.who[sender], intake.Form{Mailbox: h.box.ID, Title: "Trao học bổng", Text: "Khoa đề nghị đăng tin trao học bổng ngày 27/8.",
		Pledge: true, Lang: locale.VI, Key: "form-" + sender})
	h.must(err)
	id = r.Case
	_, err = h.Editorial.TakeOver(ctx, h.who["communications"], id, 0)
	h.must(err)
	h.save("communications", id, func(r *content.Revision) { r.OwnWork = true })
	h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "accept"})
	h.review(id)
	h.save("webmaster", id, func(r *content.Revision) {
		r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.section.ID}}
	})
	h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
	h.drain()
	return id, h.answerLink()
}

func (h *house) review(id int64) {
	h.t.Helper()
	h.act("head", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
	h.act("head", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
	h.act("head", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectImages, Yes: true})
	h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "approve"})
}

// answerLink is the link of the last letter that asks whether a page is right.
func (h *house) answerLink() (link string) {
	h.t.Helper()
	for _, o := range h.sent {
		if _, rest, ok := strings.Cut(o.Text, "/yeu-cau/ket-qua/"); ok {
			link = strings.Fields(rest)[0]
		}
	}
	if link == "" {
		h.t.Fatal("no letter asks whether the page is right")
	}
	return link
}

// Whoever follows the link of a letter is asked one thing, as who asked for the
// page. What else they may do in the house they do signed in (security: one
// authorisation; R-B2).
func TestAnswerLinkLendsNoOtherAuthority(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, link := h.published("deputy")
		q, err := h.Publishing.Ask(ctx, link)
		h.must(err)
		_, err = h.Publishing.Answer(ctx, link, q.Shown, false, "Sai số suất")
		h.must(err)
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "return", Reason: "Cần duyệt lại"})
		if q, err = h.Publishing.Ask(ctx, link); err != nil || q.CanConfirm || q.CanObject || q.Answered {
			t.Errorf("in moderation the link asks %+v, %v", q, err)
		}
		_, err = h.Publishing.Answer(ctx, link, q.Shown, false, "Không phù hợp")
		h.refused("publishing.answered_already", err)
		v, err := h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		if v.Case.Step != "review" {
			t.Errorf("the link moved the case to %s", v.Case.Step)
		}
	})
}

// An answer is about the page that was shown: once it has been posted again,
// the new one is shown first (R-B2).
func TestAnswerIsAboutThePageShown(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, link := h.published("unit-deputy")
		q, err := h.Publishing.Ask(ctx, link)
		h.must(err)
		old := q.Shown
		h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "wrong", Reason: "Sai tên khoa"})
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
		for _, right := range []bool{true, false} {
			for _, shown := range []string{old, "", "1"} {
				_, err = h.Publishing.Answer(ctx, link, shown, right, "Sai")
				h.refused("publishing.page_changed", err)
			}
		}
		q, err = h.Publishing.Ask(ctx, link)
		h.must(err)
		if q.Shown == old {
			t.Error("another page looks the same")
		}
		_, err = h.Publishing.Answer(ctx, link, q.Shown, true, "")
		h.must(err)
	})
}

// Nothing public is left behind by a case that ends otherwise than well: what
// was posted is taken off before a text can be declined (invariant 1).
func TestDeclinedIsNotPublic(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, _ := h.published("unit-deputy")
		h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "wrong", Reason: "Sai tên khoa"})
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "return", Reason: "Cần duyệt lại"})
		h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "decline", Reason: "Tin không còn đúng"})
		v, err := h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		for _, e := range v.Editions {
			if e.State == "live" {
				t.Errorf("declined, and edition %d is public", e.ID)
			}
		}
		if v.State.Published.Public() {
			t.Error("the case says that it is public")
		}
	})
}

// Of two who look at a new case only the first to act does so; the other is
// told what happened meanwhile (invariant 4).
func TestTheFirstActOfACaseIsGuarded(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.receive(firstLetter).Case
		v, err := h.Cases.See(ctx, h.who["communications"], id)
		h.must(err)
		if v.Case.Version == 0 {
			t.Fatal("a new case has version 0, which guards nothing")
		}
		_, err = h.Editorial.TakeOver(ctx, h.who["communications"], id, v.Case.Version)
		h.must(err)
		_, err = h.Cases.Act(ctx, h.who["communications"], cases.Input{Case: id, Version: v.Case.Version, Act: flow.Act{Kind: flow.DoMove, Move: "request-changes", Reason: "Thiếu ảnh"}})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale page acts: %v", err)
		}
	})
}
