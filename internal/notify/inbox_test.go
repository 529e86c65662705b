package notify_test

import (
	"strings"
	"sync"
	"testing"

	"congbo/internal/fault"
	"congbo/internal/notify"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// letters counts the letters that wait or were sent to somebody, by template.
func (w *world) letters(id string) map[string]int {
	w.t.Helper()
	n := make(map[string]int)
	w.must(w.store.View(w.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Letters(w.t.Context(), w.inst, "", 0, 500)
		for _, l := range all {
			if l.Person == w.who[id].Person {
				n[l.Template]++
			}
		}
		return err
	}))
	return n
}

// digest is the text of the newest letter of a day to somebody.
func (w *world) digest(id string) string {
	w.t.Helper()
	text := ""
	w.must(w.store.View(w.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Letters(w.t.Context(), w.inst, "", 0, 500)
		for _, l := range all {
			if l.Person == w.who[id].Person && l.Template == "digest" && text == "" {
				text = l.Data["list"]
			}
		}
		return err
	}))
	return text
}

// What somebody is told stands in their inbox whatever they chose, and goes out
// as they chose; what a procedure demands always goes out (F-K2).
func TestInbox(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, ctx := newWorld(t, s), t.Context()
		ha := w.who["ha"]
		w.must(w.notify.Choose(ctx, ha, map[store.Sort]store.Way{store.SortTask: store.WayInbox, store.SortMessage: store.WayDigest}, 9*60))
		w.tell("ha", "task", store.SortTask, map[string]string{"title": "Một", "step.vi": "Kiểm duyệt", "step.en": "Moderation"})
		w.tell("ha", "message", store.SortMessage, map[string]string{"title": "Hai", "sender": "Khoa"})
		w.tell("ha", "overdue", store.SortDue, map[string]string{"title": "Ba"})
		w.tell("ha", "opinion", store.SortDemand, map[string]string{"title": "Bốn"})
		w.tell("minh", "task", store.SortTask, nil)
		if n := w.letters("ha"); len(n) != 2 || n["overdue"] != 1 || n["opinion"] != 1 {
			t.Errorf("letters to who chose: %v", n)
		}
		if n := w.letters("minh"); n["task"] != 1 {
			t.Errorf("letters to who did not: %v", n)
		}
		box, err := w.notify.Inbox(ctx, ha, true, 0, 10)
		w.must(err)
		if box.Unread != 4 || len(box.Notices) != 4 || box.Notices[0].Data["title"] != "Bốn" || notify.Says("vi", &box.Notices[3]) != "Chờ ông/bà xử lý ở bước Kiểm duyệt" {
			t.Errorf("inbox %+v", box)
		}
		if _, err := w.notify.Read(ctx, w.who["minh"], box.Notices[0].ID, true); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's notice: %v", err)
		}
		_, err = w.notify.Read(ctx, ha, box.Notices[0].ID, true)
		w.must(err)
		_, err = w.notify.Read(ctx, ha, box.Notices[1].ID, true)
		w.must(err)
		_, err = w.notify.Read(ctx, ha, box.Notices[1].ID, false)
		w.must(err)
		w.tell("ha", "task", store.SortTask, map[string]string{"title": "Năm"}) // after the page was made
		w.must(w.notify.ReadAll(ctx, ha, box.Last))
		left, err := w.notify.Inbox(ctx, ha, true, 0, 10)
		w.must(err)
		if left.Unread != 1 || left.Notices[0].Data["title"] != "Năm" {
			t.Errorf("what nobody saw was marked: %+v", left)
		}
		for _, bad := range []struct {
			ways   map[store.Sort]store.Way
			minute int
		}{{map[store.Sort]store.Way{"no": store.WayMail}, 480}, {map[store.Sort]store.Way{store.SortDemand: store.WayInbox}, 480}, {map[store.Sort]store.Way{store.SortTask: "told"}, 480}, {nil, 481}, {nil, -30}} {
			if err := w.notify.Choose(ctx, ha, bad.ways, bad.minute); !fault.Is(err, fault.Invalid) {
				t.Errorf("%v at %d: %v", bad.ways, bad.minute, err)
			}
		}
	})
}

// The letter of the day goes out on working days, from the chosen minute on,
// once however many nodes are at work, and not at all where there is nothing to
// say (F-K2).
func TestDigest(t *testing.T) {
	for _, open := range []func(testing.TB, ...store.Option) *store.Store{storetest.SQLite, storetest.Postgres} {
		clock := storetest.At("2026-11-20 07:00") // a Friday
		t.Run("", func(t *testing.T) { digests(t, open(t, store.Clock(clock.Now)), clock) })
	}
}

func digests(t *testing.T, s *store.Store, clock *storetest.Time) {
	w, ctx := newWorld(t, s), t.Context()
	ways := map[store.Sort]store.Way{store.SortMessage: store.WayDigest}
	w.must(w.notify.Choose(ctx, w.who["ha"], ways, 8*60))
	w.must(w.notify.Choose(ctx, w.who["minh"], ways, 16*60))
	tell := func(id, title string) {
		w.tell(id, "message", store.SortMessage, map[string]string{"title": title, "sender": "Khoa", "code": "PTT-2026-000009"})
	}
	at := func(when string, ha, minh int) {
		t.Helper()
		clock.Set(when)
		var nodes sync.WaitGroup
		for range 3 {
			nodes.Go(func() { w.must(w.notify.Digests(ctx, "")) })
		}
		nodes.Wait()
		if a, b := w.letters("ha")["digest"], w.letters("minh")["digest"]; a != ha || b != minh {
			t.Errorf("%s: %d and %d letters, should be %d and %d", when, a, b, ha, minh)
		}
	}
	tell("ha", "Một")
	tell("minh", "Một")
	at("2026-11-20 07:30", 0, 0)
	at("2026-11-20 08:00", 1, 0)
	tell("ha", "Hai") // after today's
	at("2026-11-20 08:30", 1, 0)
	at("2026-11-20 16:00", 1, 1)
	at("2026-11-21 09:00", 1, 1) // a Saturday
	at("2026-11-22 17:00", 1, 1)
	at("2026-11-23 08:00", 2, 1)
	if got := w.digest("ha"); !strings.Contains(got, "Để ông/bà biết (1)\n[PTT-2026-000009] Hai · Khoa vừa gửi thêm thông tin https://st.example/desk/cases/PTT-2026-000009") {
		t.Errorf("it says %q", got)
	}
	at("2026-11-24 08:00", 2, 1) // nothing came
	tell("ha", "Ba")
	box, err := w.notify.Inbox(ctx, w.who["ha"], true, 0, 5)
	w.must(err)
	w.must(w.notify.ReadAll(ctx, w.who["ha"], box.Last))
	at("2026-11-25 08:00", 2, 1) // it was read before
	tell("ha", "Bốn")
	at("2026-11-26 20:00", 2, 1) // too late for today
	at("2026-11-27 08:00", 3, 1)
	if jobs := w.jobs(notify.JobDigest); jobs > 20 {
		t.Errorf("%d jobs wait", jobs)
	}
}

func (w *world) jobs(kind string) (n int) {
	w.must(w.store.View(w.t.Context(), func(tx *store.Tx) (err error) {
		n, err = tx.Jobs(w.t.Context(), kind)
		return err
	}))
	return n
}
