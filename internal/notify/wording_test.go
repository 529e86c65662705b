package notify_test

import (
	"slices"
	"strings"
	"testing"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/notify"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// An institution words a letter its own way, in both languages; letters that go
// out from then on use it; it goes back to the shipped text; every change is
// kept and in the record (F-K5).
func TestReword(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, ctx := newWorld(t, s), t.Context()
		task := map[string]string{"code": "PTT-2026-000001", "title": "Khai giảng <b>", "sender": "Khoa"}
		subject := locale.Text{VI: "Việc mới  {code}", EN: "New work {code}"}
		body := locale.Text{VI: "Chào {name},\r\n\r\n\r\nCó việc: {title}. \n\n[Mở ra]{desk}", EN: "Hello {name},\n\n{title}\n\n[Open]{desk}"}

		for _, id := range []string{"ha", "minh"} {
			if err := w.notify.Reword(ctx, w.who[id], "task", 0, subject, body); !fault.Is(err, fault.Denied) {
				t.Errorf("%s reworded a letter: %v", id, err)
			}
			if _, err := w.notify.Wording(ctx, w.who[id], "task"); !fault.Is(err, fault.Denied) {
				t.Errorf("%s saw the words of a letter: %v", id, err)
			}
		}
		if err := w.notify.Reword(ctx, w.who["tu"], "no-such", 0, subject, body); !fault.Is(err, fault.NotFound) {
			t.Errorf("a letter that nobody sends: %v", err)
		}
		bad := w.notify.Reword(ctx, w.who["tu"], "task", 0, locale.Text{VI: "x"}, locale.Text{VI: "Có {tieu-de}", EN: "x"})
		if list, ok := bad.(fault.List); !ok || len(list) != 2 || list[0].Field != "body_vi" || list[1].Field != "subject_en" {
			t.Errorf("one language and a value that is none: %v", bad)
		}
		w.must(w.notify.Reword(ctx, w.who["tu"], "task", 0, subject, body))
		if err := w.notify.Reword(ctx, w.who["tu"], "task", 0, subject, body); !fault.Is(err, fault.Conflict) {
			t.Errorf("over what somebody else saved: %v", err)
		}
		w.must(w.notify.Deliver(ctx, w.tell("ha", "task", store.SortTask, task).ID))
		if got := w.sent[0]; got.Subject != "Việc mới PTT-2026-000001" || got.Text != "Chào Người ha,\n\nCó việc: Khai giảng <b>.\n\nMở ra\nhttps://st.example/desk/cases/PTT-2026-000001\n" || strings.Contains(got.HTML, "<b>") {
			t.Errorf("sent %q %q\n%s", got.Subject, got.Text, got.HTML)
		}
		w.must(w.notify.Restore(ctx, w.who["tu"], "task", 1))
		w.must(w.notify.Restore(ctx, w.who["tu"], "task", 2)) // it is as shipped already
		w.must(w.notify.Deliver(ctx, w.tell("ha", "task", store.SortTask, task).ID))
		if got := w.sent[1]; !strings.HasPrefix(got.Subject, "[PTT-2026-000001]") {
			t.Errorf("restored, and sent %q", got.Subject)
		}
		v, err := w.notify.Wording(ctx, w.who["tu"], "task")
		w.must(err)
		if len(v.History) != 2 || !v.Shipped || v.Number != 2 || v.History[1].Body.EN != body.EN {
			t.Errorf("history %+v", v.History)
		}
		w.must(s.View(ctx, func(tx *store.Tx) error {
			all, err := tx.Events(ctx, store.EventFilter{Institution: w.inst, Limit: 100})
			var verbs []event.Verb
			for _, e := range all {
				if e.Data[event.KeyLetter] == "task" && e.Verb != event.LetterSent {
					verbs = append(verbs, e.Verb)
				}
			}
			slices.Sort(verbs)
			if !slices.Equal(verbs, []event.Verb{event.LetterRestored, event.LetterReworded}) {
				t.Errorf("the record has %v", verbs)
			}
			return err
		}))
	})
}

// A letter can be looked at before its words are kept, in both languages, as
// HTML and as text (F-K5).
func TestSample(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, ctx := newWorld(t, s), t.Context()
		for _, template := range notify.Templates {
			v, err := w.notify.Wording(ctx, w.who["tu"], template)
			w.must(err)
			for _, l := range locale.Langs {
				p := v.Sample[string(l)]
				if p.Subject == "" || len(p.Blocks) < 2 || strings.ContainsAny(p.Subject+p.Text, "{}") {
					t.Errorf("%s %s: %+v", l, template, p)
				}
			}
		}
		text := locale.Text{VI: "Xin chào {name}", EN: "Hello {name}"}
		got, err := w.notify.Sample(ctx, w.who["tu"], "task", text, text)
		w.must(err)
		if got["vi"].Text != "Xin chào Võ Thị Lan\n" || got["en"].Subject != "Hello Võ Thị Lan" {
			t.Errorf("%+v", got)
		}
		if v, err := w.notify.Wording(ctx, w.who["tu"], "task"); err != nil || v.Number != 0 {
			t.Errorf("a look was kept: %+v, %v", v, err)
		}
		if _, err := w.notify.Sample(ctx, w.who["ha"], "task", text, text); !fault.Is(err, fault.Denied) {
			t.Errorf("whoever may not: %v", err)
		}
	})
}
