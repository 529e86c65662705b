package app

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/store"
)

// ready brings a case to the step of moderation with the verdicts given.
func (h *house) ready() int64 {
	h.t.Helper()
	id := h.atReview()
	h.act("head", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
	h.act("head", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
	h.act("deputy", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectImages, Yes: true})
	return id
}

func (h *house) atReview() int64 {
	h.t.Helper()
	id := h.receive(firstLetter).Case
	if _, err := h.Editorial.TakeOver(h.t.Context(), h.who["communications"], id, 0); err != nil {
		h.t.Fatal(err)
	}
	h.save("communications", id, func(r *content.Revision) { r.OwnWork = true })
	h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "accept"})
	return id
}

// Of twenty who press the same button at once exactly one gets through; the
// others are told who was faster, and nothing is recorded twice (invariant 4).
func TestManyDecideAtOnce(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.ready()
		v, err := h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		results := make(chan error, 20)
		var all sync.WaitGroup
		for i := range 20 {
			who := h.who[[]string{"head", "deputy"}[i%2]]
			all.Go(func() {
				_, err := h.Cases.Act(ctx, who, cases.Input{Case: id, Version: v.Case.Version, Act: flow.Act{Kind: flow.DoMove, Move: "approve"}})
				results <- err
			})
		}
		all.Wait()
		close(results)
		won := 0
		for err := range results {
			switch {
			case err == nil:
				won++
			case !fault.Is(err, fault.Conflict):
				t.Errorf("unexpected: %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d got through, want 1", won)
		}
		v, err = h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		moved := 0
		for _, e := range v.Events {
			if e.Data["move"] == "approve" {
				moved++
			}
		}
		if moved != 1 {
			t.Errorf("the record tells of %d approvals", moved)
		}
	})
}

// A change voids the approvals of what it touches and no other, and its author
// may not approve it again (invariants 2 and 3, R-I9, F-A6, F-A14).
func TestChangeAfterApproval(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.ready()
		h.save("head", id, func(r *content.Revision) { r.Title += ", đã sửa" })
		v, err := h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		for _, a := range v.Approvals {
			if want := a.Aspect == content.AspectImages; a.Valid() != want {
				t.Errorf("%s is approved: %v, want %v", a.Aspect, a.Valid(), want)
			}
		}
		_, err = h.Cases.Act(ctx, h.who["head"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true}})
		h.refused("", err)
		h.act("deputy", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
		h.act("deputy", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
		h.act("deputy", id, flow.Act{Kind: flow.DoMove, Move: "approve"})
	})
}

// A stale save is refused and nothing of it is lost or kept (F-B1).
func TestStaleSave(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.atReview()
		v, err := h.Cases.See(ctx, h.who["communications"], id)
		h.must(err)
		base, r := v.Revision.Number, *v.Revision
		r.Summary = "Bản thứ nhất"
		_, _, err = h.Editorial.Save(ctx, h.who["communications"], id, base, r)
		h.must(err)
		r.Summary = "Bản thứ hai"
		_, _, err = h.Editorial.Save(ctx, h.who["head"], id, base, r)
		h.refused("editorial.saved_meanwhile", err)
		v, err = h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		if v.Revision.Summary != "Bản thứ nhất" || v.Revision.Number != base+1 {
			t.Errorf("revision %d says %q", v.Revision.Number, v.Revision.Summary)
		}
	})
}

// The clock stands still while the requester is waited for, and goes on with
// what was left when the answer comes (F-E4).
func TestWaitingForTheRequester(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		r := h.receive(firstLetter)
		h.clock.Pass(30 * time.Minute) // 15:00, half an hour of the day is gone
		h.act("communications", r.Case, flow.Act{Kind: flow.DoMove, Move: "request-changes", Reason: "Thiếu ảnh."})
		h.drain()
		if n := h.letters("changes"); n != 1 {
			t.Errorf("%d letters ask for changes", n)
		}
		h.clock.Set("2026-09-07 09:00")
		reply := strings.NewReplacer("<one@khoa.example>", "<two@khoa.example>\r\nIn-Reply-To: <one@khoa.example>", "ngày 27/8", "ngày 27/8, kèm ảnh").Replace(firstLetter)
		if got := h.receive(reply); got.State != intake.Joined || got.Request != r.Request {
			t.Fatalf("the reply: %+v", got)
		}
		v, err := h.Cases.See(ctx, h.who["communications"], r.Case)
		h.must(err)
		if v.Case.Step != "receive" || v.Case.Waiting != "" {
			t.Errorf("the case is at %s, waiting for %q", v.Case.Step, v.Case.Waiting)
		}
		// It was due on the 3rd at 14:30; half an hour was used when it halted on
		// the 28th at 15:00: seven and a half working hours are left.
		if want := storeTime("2026-09-08 08:30"); !v.Case.DueAt.Equal(want) {
			t.Errorf("due %v, want %v", v.Case.DueAt, want)
		}
	})
}

func storeTime(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("", 7*3600))
	if err != nil {
		panic(err)
	}
	return t
}

// A refusal carries its reason to the requester; "not a request" sends nothing
// (R-M5).
func TestDeclineAndNotARequest(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one := h.receive(firstLetter).Case
		_, err := h.Cases.Act(ctx, h.who["communications"], cases.Input{Case: one, Act: flow.Act{Kind: flow.DoMove, Move: "decline"}})
		h.refused("", err) // no reason
		h.act("communications", one, flow.Act{Kind: flow.DoMove, Move: "decline", Reason: "Thông tin quảng cáo."})
		two := h.receive(strings.ReplaceAll(firstLetter, "one@", "three@") + "Thư khác.\r\n").Case
		h.act("communications", two, flow.Act{Kind: flow.DoMove, Move: "not-a-request"})
		h.drain()
		declined := 0
		for _, o := range h.sent {
			if strings.Contains(o.Text, "Thông tin quảng cáo.") {
				declined++
			}
		}
		if declined != 1 {
			t.Errorf("%d letters carry the reason", declined)
		}
		h.must(h.Store.View(ctx, func(tx *store.Tx) error {
			letters, err := tx.CaseLetters(ctx, two)
			for _, l := range letters {
				if l.Request != 0 && l.Template != intake.TemplateReceived {
					t.Errorf("the requester of what was no request got %q", l.Template)
				}
			}
			return err
		}))
	})
}

// Somebody of another unit, with no part in a case, does not learn that there
// is one (invariant 10, F-D3).
func TestForeignEyes(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		r, err := h.Intake.Submit(ctx, h.who["head"], intake.Form{Mailbox: h.box.ID, Title: "Kế hoạch nội bộ", Text: "Nội dung", Pledge: true, Lang: "vi"})
		h.must(err)
		if _, err := h.Cases.See(ctx, h.who["unit-deputy"], r.Case); !fault.Is(err, fault.NotFound) {
			t.Errorf("seen: %v", err)
		}
		found, err := h.Cases.Search(ctx, h.who["unit-deputy"], store.CaseFilter{Text: "ke hoach", Limit: 10})
		if err != nil || len(found) != 0 {
			t.Errorf("found %d, %v", len(found), err)
		}
		found, err = h.Cases.Search(ctx, h.who["communications"], store.CaseFilter{Text: "kế hoạch", Limit: 10})
		if err != nil || len(found) != 1 {
			t.Errorf("the office found %d, %v", len(found), err)
		}
		if _, err := h.Cases.Act(ctx, h.who["unit-deputy"], cases.Input{Case: r.Case, Act: flow.Act{Kind: flow.DoMove, Move: "decline", Reason: "x"}}); err == nil {
			t.Error("a stranger declined it")
		}
	})
}

// All sites or none: where one of the sites is not the poster's, nothing
// appears anywhere (F-D2, invariant 1).
func TestAllSitesOrNone(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		var english store.Site
		var news store.Section
		h.must(h.Store.Tx(ctx, func(tx *store.Tx) error {
			english = store.Site{Institution: h.inst, Label: "songtien-en", Lang: "en", Name: "Tien River University", Theme: "truong-dai-hoc", Active: true}
			h.must(tx.AddSite(ctx, &english))
			news = store.Section{Site: english.ID, Slug: "news", Title: "News", Active: true}
			return tx.AddSection(ctx, h.inst, &news)
		}))
		id := h.ready()
		h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "approve"})
		h.save("webmaster", id, func(r *content.Revision) {
			r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.section.ID}, {Site: english.ID, Section: news.ID}}
		})
		_, err := h.Cases.Act(ctx, h.who["webmaster"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoMove, Move: "publish"}})
		h.refused("publishing.wrong_language", err)
		h.must(h.Store.View(ctx, func(tx *store.Tx) error {
			n, err := tx.CountIn(ctx, store.Scope{Site: h.site.ID})
			if n != 0 {
				err = errors.Join(err, errors.New("something was published"))
			}
			return err
		}))
	})
}

// Whoever the procedure lets publish before approval can: the page is there,
// the case stays where it was, and those who would have approved hear of it
// (invariant 1). Nobody else can.
func TestForcePublish(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.atReview()
		h.save("communications", id, func(r *content.Revision) {
			r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.section.ID}}
		})
		_, err := h.Cases.Act(ctx, h.who["webmaster"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoForce, Reason: "gấp"}})
		h.refused("", err)
		_, err = h.Cases.Act(ctx, h.who["leadership"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoForce}})
		h.refused("flow.reason_needed", err)
		res := h.act("leadership", id, flow.Act{Kind: flow.DoForce, Reason: "Thông báo bão, cần đăng ngay"})
		if res.Case.Step != "review" || !res.State.Published.Flagged() {
			t.Errorf("at %s, published %+v", res.Case.Step, res.State.Published)
		}
		h.must(h.Store.View(ctx, func(tx *store.Tx) error {
			n, err := tx.CountIn(ctx, store.Scope{Site: h.site.ID})
			if n != 1 {
				t.Errorf("%d live pages", n)
			}
			return err
		}))
		if n := h.letters("force-published"); n != 2 {
			t.Errorf("%d letters to those who would have approved", n)
		}
	})
}
