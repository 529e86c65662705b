package notify_test

import (
	"errors"
	"testing"

	"congbo/internal/fault"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A letter that a server keeps putting off is tried a number of times, in sight;
// then it has failed, and is sent again by who may, one or all (F-K6).
func TestRetries(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, ctx := newWorld(t, s), t.Context()
		busy := errors.New("450 4.2.1 mailbox busy")
		w.fail = busy
		l := w.tell("ha", "overdue", store.SortDue, map[string]string{"code": "PTT-2026-000001"})
		find := func(f store.LetterFilter) (list []store.Letter) {
			f.Institution, f.Limit = w.inst, 10
			w.must(s.View(ctx, func(tx *store.Tx) (err error) {
				list, err = tx.FindLetters(ctx, f)
				return err
			}))
			return list
		}
		for i := range 8 {
			if err := w.notify.Deliver(ctx, l.ID); !errors.Is(err, busy) {
				t.Fatalf("try %d: %v", i+1, err)
			}
		}
		if got := find(store.LetterFilter{State: store.LetterAgain}); len(got) != 1 || got[0].Attempts != 8 || got[0].Error != busy.Error() {
			t.Errorf("being tried again: %+v", got)
		}
		w.must(s.View(ctx, func(tx *store.Tx) error {
			next, err := tx.NextTries(ctx, []int64{l.ID, 99})
			if _, ok := next[l.ID]; !ok || len(next) != 1 {
				t.Errorf("next tries %v", next)
			}
			return err
		}))
		w.must(w.notify.Deliver(ctx, l.ID)) // given up: the job is done, the letter has failed
		if got := find(store.LetterFilter{State: store.LetterFailed, To: "HA@st"}); len(got) != 1 || got[0].Error != busy.Error() {
			t.Errorf("given up: %+v", got)
		}
		if got := find(store.LetterFilter{To: "minh"}); len(got) != 0 {
			t.Errorf("to somebody else: %+v", got)
		}
		w.fail = fault.New(fault.Invalid, "mail.bad_recipient")
		other := w.tell("minh", "overdue", store.SortDue, nil)
		w.must(w.notify.Deliver(ctx, other.ID))
		w.fail = nil
		if _, err := w.notify.RetryAll(ctx, w.who["minh"], other.ID); !fault.Is(err, fault.Denied) {
			t.Errorf("by who may not: %v", err)
		}
		if n, err := w.notify.RetryAll(ctx, w.who["tu"], l.ID); n != 1 || err != nil {
			t.Errorf("those that were seen: %d, %v", n, err)
		}
		if n, err := w.notify.RetryAll(ctx, w.who["ha"], other.ID); n != 1 || err != nil {
			t.Errorf("the other: %d, %v", n, err)
		}
		if err := w.notify.Retry(ctx, w.who["tu"], l.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("one that waits: %v", err)
		}
		w.must(w.notify.Deliver(ctx, l.ID))
		w.must(w.notify.Deliver(ctx, other.ID))
		if got := find(store.LetterFilter{State: store.LetterSent}); len(got) != 2 || len(w.sent) != 2 {
			t.Errorf("sent %d: %+v", len(w.sent), got)
		}
	})
}
