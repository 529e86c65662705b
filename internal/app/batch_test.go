package app

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"congbo/internal/batches"
	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
	"congbo/internal/workday"
)

// atSend brings an information of a kind to where it waits to be handed over.
func (h *house) atSend(in *sites.Installed, title, kind string) int64 {
	h.t.Helper()
	id := h.write(in.Mailboxes["thuvien@thu.example.vn"], title).Case
	_, err := h.Editorial.TakeOver(h.t.Context(), h.who["sen"], id, 0)
	h.must(err)
	h.act("sen", id, flow.Act{Kind: flow.DoMove, Move: "submit"})
	h.act("dao", id, flow.Act{Kind: flow.DoMove, Move: "accept"})
	h.save("dao", id, func(r *content.Revision) {
		r.OwnWork, r.Title, r.Kind, r.Sites = true, title, kind, []content.Placement{{Site: in.Sites["vi"], Section: in.Sections["vi"]["tin-tuc"]}}
	})
	h.act("dao", id, flow.Act{Kind: flow.DoMove, Move: "pass"})
	return id
}

// batchOf is the batch in which a case is, as somebody sees it.
func (h *house) batchOf(who string, id int64) *batches.View {
	h.t.Helper()
	row, err := h.Batches.Of(h.t.Context(), h.who[who], id)
	h.must(err)
	if row == nil {
		h.t.Fatal("in no batch")
	}
	v, err := h.Batches.Batch(h.t.Context(), h.who[who], row.ID)
	h.must(err)
	return v
}

func chosen(b *batches.View) (list []cases.BatchItem) {
	for _, it := range b.Items {
		list = append(list, cases.BatchItem{Case: it.Case.ID, Version: it.Case.Version})
	}
	return list
}

func (h *house) bodies(template string) (list []store.Letter) {
	h.t.Helper()
	h.must(h.Store.View(h.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Letters(h.t.Context(), h.inst, "", 0, 1000)
		for _, l := range all {
			if l.Template == template {
				list = append(list, l)
			}
		}
		return err
	}))
	return list
}

// What was checked goes to those who post in one batch for each rhythm, with one
// letter that lists it; one case that was changed keeps all of them; what is
// urgent goes ahead with a reason; what is late is seen and mailed once; what
// came back shows (R-M4, L table 4, invariants 4 and 7).
func TestBatch(t *testing.T) {
	eachOffice(t, "thu-vien", func(t *testing.T, h *house, in *sites.Installed) {
		ctx := t.Context()
		h.clock.Set("2026-09-03 08:00") // a Thursday
		for name, role := range map[string]people.Role{"sen": people.Librarian, "dao": people.Librarian, "phu": people.DeputyDirector, "an": people.Technical, "khoa": people.Staff} {
			h.appoint(name, role, 0)
		}
		a, b := h.atSend(in, "Giờ mở cửa mùa thi", "announcement"), h.atSend(in, "Hội thảo", "news")
		sources, page := h.atSend(in, "Sách mới", "new-materials"), h.atSend(in, "Nội quy", "page")
		h.drain()

		daily := h.batchOf("sen", a)
		if len(daily.Items) != 2 || !daily.Due.Equal(storetest.At("2026-09-03 16:00").Now()) || !daily.MaySend || daily.Late || daily.Count(batches.Ready) != 2 {
			t.Fatalf("%+v", daily)
		}
		if due := h.batchOf("sen", page).Due; !due.Equal(storetest.At("2026-09-30 16:00").Now()) {
			t.Errorf("the last working day of September: %v", due.In(workday.Zone))
		}
		if v := h.batchOf("an", a); v.MaySend || v.MayTake {
			t.Error("who posts hands over")
		}
		if open, _, err := h.Batches.List(ctx, h.who["khoa"]); err != nil || len(open) != 0 {
			t.Errorf("somebody of the staff sees %d, %v", len(open), err)
		}
		_, err := h.Batches.Batch(ctx, h.who["khoa"], daily.ID)
		h.refused("fault.not_found", err)
		_, err = h.Cases.Act(ctx, h.who["sen"], cases.Input{Case: a, Act: flow.Act{Kind: flow.DoMove, Move: "hand-over"}})
		h.refused("flow.batch_only", err)
		h.refused("batches.none", h.Batches.HandOver(ctx, h.who["sen"], daily.ID, nil))
		h.refused("batches.item", h.Batches.HandOver(ctx, h.who["an"], daily.ID, chosen(daily)))

		// One of them is changed after it was seen: none goes.
		h.save("dao", b, func(r *content.Revision) { r.Summary = "Sửa" })
		h.refused("batches.item", h.Batches.HandOver(ctx, h.who["sen"], daily.ID, chosen(daily)))
		if h.seen(a).State.Step != "send" || h.batchOf("sen", a).State != store.BatchOpen {
			t.Error("half a batch went")
		}
		// Another kind goes with another batch.
		h.save("dao", sources, func(r *content.Revision) { r.Kind = "brief" })
		if got := h.batchOf("sen", sources); got.ID != daily.ID || h.seen(sources).State.Gather.Rhythm.Every != workday.Daily {
			t.Errorf("a brief goes with %+v", got.Batch)
		}
		h.act("sen", sources, flow.Act{Kind: flow.DoMove, Move: "ahead", Reason: "Bạn đọc đang hỏi"})
		h.drain()
		if len(h.batchOf("sen", a).Items) != 2 || h.letters("batch") != 1 {
			t.Error("what went ahead is still in the batch, or nobody was told")
		}

		// Before its hour those who hand over are reminded, after it they and the
		// deputy director are told, once.
		h.clock.Set("2026-09-03 15:00")
		h.drain()
		h.clock.Set("2026-09-03 16:00")
		h.drain()
		h.drain()
		to := func(template string) (list []string) {
			for _, l := range h.bodies(template) {
				if l.Data["count"] == "2" {
					list = append(list, strings.TrimSuffix(l.ToEmail, "@thu.example.vn"))
				}
			}
			slices.Sort(list)
			return list
		}
		if got := to("batch-due"); !slices.Equal(got, []string{"dao", "sen"}) {
			t.Errorf("reminded: %v", got)
		}
		if got := to("batch-late"); !slices.Equal(got, []string{"dao", "phu", "sen"}) {
			t.Errorf("told that it is late: %v", got)
		}
		h.clock.Set("2026-09-03 16:10")
		late := h.batchOf("phu", a)
		if !late.Late || late.LateAt.IsZero() {
			t.Error("it is not seen to be late")
		}
		h.shows(h.page("sen", batches.Path(late.ID)), "Chậm chuyển", "Chuyển các hồ sơ đã chọn")
		h.shows(h.page("sen", "/desk/cases/"+h.seen(a).Case.Code), "đã quá giờ", batches.Path(late.ID))

		// Two at once: one of them hands over, one letter lists both.
		results := make([]error, 2)
		var both sync.WaitGroup
		for i, who := range []string{"sen", "dao"} {
			both.Go(func() { results[i] = h.Batches.HandOver(ctx, h.who[who], late.ID, chosen(late)) })
		}
		both.Wait()
		if (results[0] == nil) == (results[1] == nil) || !fault.Is(results[0], fault.Conflict) && !fault.Is(results[1], fault.Conflict) {
			t.Fatalf("both: %v", results)
		}
		h.drain()
		letters := h.bodies("batch-list")
		if len(letters) != 1 || letters[0].ToEmail != "an@thu.example.vn" || !strings.Contains(letters[0].Subject, "Thông tin cần cập nhật ngày") ||
			!strings.Contains(letters[0].Body, "Giờ mở cửa mùa thi") || !strings.Contains(letters[0].Body, "Hội thảo") || !strings.Contains(letters[0].Body, "http") {
			t.Fatalf("%+v", letters)
		}
		if n := h.letters("task"); n != len(h.bodies("task")) || slices.ContainsFunc(h.bodies("task"), func(l store.Letter) bool { return l.ToEmail == "an@thu.example.vn" }) {
			t.Error("who posts was called for each case as well")
		}
		sent := h.batchOf("an", a)
		if sent.ID != late.ID || sent.State != store.BatchSent || !sent.Late || !sent.MayTake || sent.Count(batches.With) != 2 {
			t.Fatalf("%+v", sent)
		}
		due := h.seen(a).State.Due()
		if want := workday.Vietnam().Due(sent.SentAt, workday.Limit{Days: 1}); !due.Equal(want) {
			t.Errorf("to be posted by %v, want %v", due, want)
		}

		// Those who post say that they have it, post one and return the other.
		h.refused("batches.not_yours", h.Batches.Receive(ctx, h.who["sen"], sent.ID))
		if w := h.at("an", http.MethodPost, batches.Path(sent.ID), url.Values{"do": {"receive"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("received: %d %s", w.Code, w.Body)
		}
		h.refused("batches.received", h.Batches.Receive(ctx, h.who["an"], sent.ID))
		h.act("an", a, flow.Act{Kind: flow.DoMove, Move: "publish"})
		h.act("an", b, flow.Act{Kind: flow.DoMove, Move: "return", Reason: "Thiếu ảnh"})
		done, err := h.Batches.Batch(ctx, h.who["sen"], sent.ID)
		h.must(err)
		if done.Count(batches.Posted) != 1 || done.Count(batches.Returned) != 1 || !done.Done() || done.Receiver != "an" {
			t.Errorf("%+v", done)
		}

		// What came back goes with the next batch.
		h.act("sen", b, flow.Act{Kind: flow.DoMove, Move: "pass"})
		if next := h.batchOf("sen", b); next.ID == sent.ID || !next.Due.Equal(storetest.At("2026-09-04 16:00").Now()) {
			t.Errorf("the next batch is due %v", next.Due.In(workday.Zone))
		}
		// A day off that is announced later moves it.
		h.must(h.Store.Tx(ctx, func(tx *store.Tx) error {
			return tx.SetCalendarDay(ctx, store.CalendarDay{Institution: h.inst, Day: "2026-09-04"})
		}))
		h.must(h.placesChanged(ctx))
		h.must(h.Cases.Recount(ctx, h.inst))
		next := h.batchOf("sen", b)
		if !next.Due.Equal(storetest.At("2026-09-07 16:00").Now()) {
			t.Errorf("after a day off it is due %v", next.Due.In(workday.Zone))
		}
		// What is not chosen stays behind.
		c := h.atSend(in, "Tin thứ ba", "news")
		next = h.batchOf("sen", b)
		w := h.at("sen", http.MethodPost, batches.Path(next.ID), url.Values{"do": {"send"}, "item": {strconv.FormatInt(c, 10) + ":" + strconv.FormatInt(h.seen(c).Case.Version, 10)}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if left := h.batchOf("sen", b); left.ID == next.ID || left.State != store.BatchOpen || !left.Due.Equal(next.Due) || len(left.Items) != 1 {
			t.Errorf("left behind: %+v", left.Batch)
		}
		h.shows(h.page("an", "/desk/batches"), "1 hồ sơ: 0 đã đăng", "2 hồ sơ: 1 đã đăng, 1 trả lại")
		var verbs []event.Verb
		h.must(h.Store.View(ctx, func(tx *store.Tx) error {
			for _, v := range []event.Verb{event.BatchLate, event.BatchSent, event.BatchReceived} {
				list, err := tx.Events(ctx, store.EventFilter{Institution: h.inst, Verb: v, Limit: 10})
				if err != nil {
					return err
				}
				for range list {
					verbs = append(verbs, v)
				}
			}
			return nil
		}))
		if !slices.Contains(verbs, event.BatchLate) || len(verbs) < 4 {
			t.Errorf("recorded: %v", verbs)
		}
		h.shows(h.page("sen", "/desk/diary"), "đợt chuyển số")
		h.sound()
	})
}
