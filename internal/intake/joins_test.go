package intake_test

import (
	"math"
	"slices"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// do lets the office make a move.
func (o *office) do(id int64, move flow.MoveID, reason string) {
	o.t.Helper()
	if _, err := o.Cases.Act(o.t.Context(), o.who, cases.Input{Case: id, Act: flow.Act{Kind: flow.DoMove, Move: move, Reason: reason}}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) see(id int64) *cases.View {
	o.t.Helper()
	v, err := o.Cases.See(o.t.Context(), o.who, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

// said are the sentences of a case's history in Vietnamese, the newest first,
// without letters sent.
func (o *office) said(id int64) (all []string) {
	o.t.Helper()
	v := o.see(id)
	names := event.Names{
		Person: func(n int64) string { return v.People[people.PersonID(n)] },
		Minutes: func(step, move string) string {
			return v.Procedure.Step(flow.StepID(step)).Move(flow.MoveID(move)).Minutes.In(locale.VI)
		},
	}
	for _, e := range slices.Backward(v.Events) {
		if e.Verb != event.LetterQueued {
			all = append(all, event.Say(locale.VI, e, names))
		}
	}
	return all
}

// letters counts the letters of a template about a case to the office.
func (o *office) letters(id int64, template string) (n int) {
	o.t.Helper()
	for _, l := range o.see(id).Letters {
		if l.Template == template && l.Person == o.who.Person {
			n++
		}
	}
	return n
}

// top is the first item of the office's work list.
func (o *office) top() cases.Work {
	o.t.Helper()
	work, err := o.Cases.Worklist(o.t.Context(), o.who)
	if err != nil {
		o.t.Fatal(err)
	}
	if len(work) == 0 {
		return cases.Work{}
	}
	return work[0]
}

// A letter from another address joins the conversation by what it answers and
// moves nothing: the case still waits for its requester, the office is told,
// and somebody has to look at it. Nor does it pass as the requester's in the
// record (design: a mail never authorises anything).
func TestAnotherAddressMovesNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		l := o.letter()
		first := o.receive(l)[0]
		o.do(first.Case, "request-changes", "Thiếu ảnh.")
		other := o.letter()
		other.InReplyTo, other.FromName, other.FromEmail = l.MessageID, l.FromName, "la@khac.example"
		if r := o.receive(other)[0]; r.State != intake.Joined || r.Request != first.Request {
			t.Fatalf("the letter: %+v", r)
		}
		v := o.see(first.Case)
		if v.State.Waiting() != flow.WaitsForRequester {
			t.Errorf("a letter from another address ended the wait: step %s", v.State.Step)
		}
		expect(t, "history", o.said(first.Case)[0], "Có thư từ một địa chỉ khác trong hồ sơ; cần người xem.")
		if m := o.messages(first.RequestID); !m[1].Unseen || m[0].Unseen {
			t.Errorf("unseen: %v %v", m[0].Unseen, m[1].Unseen)
		}
		if w := o.top(); w.Case.ID != first.Case || !w.Unseen {
			t.Errorf("at the top of the work list: %+v", w.Case)
		}
		if n := o.letters(first.Case, cases.TemplateMessage); n != 1 {
			t.Errorf("%d letters told the office", n)
		}
		if err := o.Cases.Seen(t.Context(), o.who, first.Case, math.MaxInt64); err != nil {
			t.Fatal(err)
		}
		expect(t, "history", o.said(first.Case)[0], "Nguyễn Thu Hà đã xem thư mới trong hồ sơ.")
		if o.top().Unseen {
			t.Error("it is still to be looked at")
		}
		o.do(first.Case, "supplied", "")
	})
}

// A letter from the requester's address may end the wait for them, since that
// lends no authority; the record says that a letter came, not that somebody
// confirmed.
func TestLetterFromTheAddressEndsTheWait(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		l := o.letter()
		first := o.receive(l)[0]
		o.do(first.Case, "request-changes", "Thiếu ảnh.")
		reply := o.letter()
		reply.InReplyTo = l.MessageID
		o.receive(reply)
		v := o.see(first.Case)
		if v.State.Waiting() != flow.WaitsForNobody {
			t.Errorf("the case still waits: step %s", v.State.Step)
		}
		said := o.said(first.Case)
		i := slices.IndexFunc(v.Events, func(e event.Event) bool { return e.Data[event.KeyMove] == "supplied" })
		if i < 0 || v.Events[i].Actor != 0 || !slices.Contains(said, "Có thư từ địa chỉ của người yêu cầu; hồ sơ chuyển bước “receive”.") {
			t.Errorf("the record has %q", said)
		}
		if m := o.messages(first.RequestID); m[1].Unseen {
			t.Error("what the office was told of is unseen")
		}
	})
}

// What comes after the end, by mail or by the page that follows the request,
// reaches the office and stays at the top of its work list until somebody has
// looked at it (R-I1).
func TestMessageAfterTheEnd(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		l := o.letter()
		first := o.receive(l)[0]
		o.do(first.Case, "decline", "Không thuộc phạm vi.")
		late := o.letter()
		late.InReplyTo = l.MessageID
		for n, write := range []func(){
			func() { o.receive(late) },
			func() {
				if _, err := o.Reply(ctx, cases.Actor{Institution: o.inst, Outside: first.RequestID}, first.RequestID, intake.Note{Text: "Trang vẫn sai.", Key: "k"}); err != nil {
					t.Fatal(err)
				}
			},
		} {
			write()
			if w := o.top(); w.Case.ID != first.Case || !w.Unseen || w.Others {
				t.Errorf("at the top of the work list: %+v", w)
			}
			if got := o.letters(first.Case, cases.TemplateMessage); got != n+1 {
				t.Errorf("%d letters told the office, want %d", got, n+1)
			}
			stranger := cases.Actor{Person: 999, Institution: o.inst}
			if err := o.Cases.Seen(ctx, stranger, first.Case, math.MaxInt64); !fault.Is(err, fault.NotFound) {
				t.Errorf("a stranger has seen it: %v", err)
			}
			all := o.messages(first.RequestID)
			last := all[len(all)-1].ID
			if err := o.Cases.Seen(ctx, o.who, first.Case, last-1); err != nil || !o.top().Unseen {
				t.Errorf("what was not before their eyes is seen: %v", err)
			}
			if err := o.Cases.Seen(ctx, o.who, first.Case, last); err != nil {
				t.Fatal(err)
			}
			if o.top().Unseen || slices.ContainsFunc(o.messages(first.RequestID), func(m store.Message) bool { return m.Unseen }) {
				t.Error("it is still to be looked at")
			}
		}
	})
}
