package intake_test

import (
	"fmt"
	"testing"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

func (o *office) request(id int64) *store.Request {
	o.t.Helper()
	var r *store.Request
	o.tx(func(tx *store.Tx) (err error) {
		r, err = tx.Request(o.t.Context(), id)
		return err
	})
	return r
}

// Who sent a request is known only of who was signed in, or where a mail server
// that is believed vouches for a letter. An address that anybody can write is
// the person's address and nothing more: nobody acts by it, in no line of the
// record (a mail never authorises anything).
func TestWhoIsKnownToHaveSentIt(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ha := o.who.Person
		letter := func(vouched bool) intake.Receipt {
			l := o.letter()
			l.FromEmail, l.FromName, l.Vouched = "ha@songtien.example", "Hiệu trưởng", vouched
			return o.receive(l)[0]
		}
		form := func(who cases.Actor, key string) intake.Receipt {
			r, err := o.Submit(t.Context(), who, intake.Form{Mailbox: o.boxes[0].ID, Name: "Ai đó", Email: "Ha@songtien.example", Title: "Tin", Text: "Nội dung.", Pledge: true, Key: key, Lang: locale.VI})
			if err != nil {
				t.Fatal(err)
			}
			return *r
		}
		for _, c := range []struct {
			what            string
			receipt         intake.Receipt
			person, claimed people.PersonID
			name            string
		}{
			{"a letter", letter(false), 0, ha, "Hiệu trưởng"},
			{"a letter that is vouched for", letter(true), ha, 0, "Nguyễn Thu Hà"},
			{"a form of anybody", form(cases.Actor{Institution: o.inst}, "1"), 0, ha, "Ai đó"},
			{"a form of who is signed in", form(o.who, "2"), ha, 0, "Nguyễn Thu Hà"},
		} {
			r := o.request(c.receipt.RequestID)
			if r.Person != c.person || r.Claimed != c.claimed || r.SenderName != c.name {
				t.Errorf("%s: person %d, address of %d, called %q", c.what, r.Person, r.Claimed, r.SenderName)
			}
			o.tx(func(tx *store.Tx) error {
				events, err := tx.Events(t.Context(), store.EventFilter{Institution: o.inst, Limit: 1000})
				for _, e := range events {
					if (e.Case == c.receipt.Case || e.Verb == event.RequestReceived && e.Subject == fmt.Sprintf("request:%d", r.ID)) && people.PersonID(e.Actor) != c.person {
						t.Errorf("%s: the record has %s by %d", c.what, e.Verb, e.Actor)
					}
				}
				return err
			})
			if got := o.see(c.receipt.Case).State.Relations[flow.FromOutside]; len(got) != 0 != (c.person != 0) {
				t.Errorf("%s: the requester is %v", c.what, got)
			}
		}
	})
}

// Whoever takes a letter over may confirm that the sender is who the address
// says, or that they are not; both are recorded by name, and settled once.
func TestSenderIsConfirmed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for _, yes := range []bool{true, false} {
			l := o.letter()
			l.FromEmail = "ha@songtien.example"
			r := o.receive(l)[0]
			settle := cases.Input{Case: r.Case, Act: flow.Act{Kind: flow.DoSettle, Yes: yes}}
			if _, err := o.Cases.Act(t.Context(), cases.Actor{Person: 999, Institution: o.inst}, settle); err == nil {
				t.Error("a stranger settled it")
			}
			if _, err := o.Cases.Act(t.Context(), o.who, settle); err != nil {
				t.Fatal(err)
			}
			req, want, said := o.request(r.RequestID), people.PersonID(0), "Nguyễn Thu Hà xác nhận yêu cầu không phải do Nguyễn Thu Hà gửi, dù mang địa chỉ của người này."
			if yes {
				want, said = o.who.Person, "Nguyễn Thu Hà xác nhận người gửi yêu cầu là Nguyễn Thu Hà."
			}
			if req.Person != want || req.Claimed != 0 {
				t.Errorf("%v: person %d, address of %d", yes, req.Person, req.Claimed)
			}
			expect(t, "history", o.said(r.Case)[0], said)
			if rel := o.see(r.Case).State.Relations[flow.FromOutside]; len(rel) != 0 != yes {
				t.Errorf("%v: the requester is %v", yes, rel)
			}
			if _, err := o.Cases.Act(t.Context(), o.who, settle); err == nil {
				t.Error("settled twice")
			}
		}
	})
}
