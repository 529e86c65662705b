package procedures_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"congbo/internal/event"
	"congbo/internal/people"
	"congbo/internal/procedures"
	"congbo/internal/reporting"
	"congbo/internal/store"
)

// Papers whose retention has ended are proposed by one person, decided on by
// another, and the history of every case tells of it (R-T10).
func TestDisposal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		var codes []string
		var ids []int64
		for _, title := range []string{"Một", "Hai", "Ba"} {
			o := w.open(title)
			codes, ids = append(codes, o.Case.Code), append(ids, o.Case.ID)
		}
		end := func(id int64, at time.Time) {
			w.tx(func(ctx context.Context, tx *store.Tx) error {
				c, err := tx.Case(ctx, id)
				if err != nil {
					return err
				}
				c.EndedAt = at
				return tx.SaveCase(ctx, c, nil)
			})
		}
		end(ids[0], w.clock.Now())
		end(ids[1], w.clock.Now())
		_, err := w.p.Propose(ctx, w.who["an"], procedures.Proposal{Codes: codes[:1], Reason: "Hết giá trị"})
		w.refused(err, "procedures.disposal_taken") // not yet
		w.clock.Set("2032-01-02 08:00")

		// Who proposes, and what.
		for _, c := range []struct {
			who    string
			codes  []string
			reason string
			want   string
		}{
			{"em", codes[:1], "x", "people.denied"},
			{"dung", codes[:1], "x", "people.denied"}, // decides, and does not propose
			{"an", nil, "x", "procedures.disposal_none"},
			{"an", codes[:1], " ", "procedures.disposal_reason"},
			{"an", codes, "x", "procedures.disposal_taken"}, // the third is still open
		} {
			_, err := w.p.Propose(ctx, w.who[c.who], procedures.Proposal{Codes: c.codes, Reason: c.reason})
			w.refused(err, c.want)
		}
		id, err := w.p.Propose(ctx, w.who["an"], procedures.Proposal{Codes: []string{codes[1], codes[0], codes[1]}, Reason: "Hết thời hạn lưu theo danh mục"})
		w.must(err)
		if gone, err := w.p.Expired(ctx, w.who["an"]); err != nil || len(gone) != 0 {
			t.Errorf("proposed already, and listed: %v %+v", err, gone)
		}
		_, err = w.p.Propose(ctx, w.who["binh"], procedures.Proposal{Codes: codes[:1], Reason: "x"})
		w.refused(err, "procedures.disposal_taken")

		// Who decides: never whoever proposed, even as the head.
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: w.who["an"].Person, Role: people.Head, Place: people.Place{Kind: people.Institution, ID: w.inst}, From: tx.Now()}})
		})
		_, err = w.p.Disposal(ctx, w.who["em"], id)
		w.refused(err, "people.denied")
		d, err := w.p.Disposal(ctx, w.who["an"], id)
		w.must(err)
		if d.MayDecide || !d.Own || len(d.Items) != 2 || d.Items[0].Code != codes[0] || d.Items[0].Retention != "5y" || d.Proposer != "Người an" {
			t.Errorf("%+v", d)
		}
		yes := procedures.Decision{Yes: true, Number: "12/QĐ-ĐHST", Version: d.Version}
		for _, c := range []struct {
			who  string
			to   procedures.Decision
			want string
		}{
			{"an", yes, "procedures.disposal_own"},
			{"binh", yes, "people.denied"},
			{"dung", procedures.Decision{Yes: true, Version: d.Version}, "procedures.disposal_number"},
			{"dung", procedures.Decision{Version: d.Version}, "procedures.disposal_words"},
			{"dung", procedures.Decision{Yes: true, Number: "1", Version: d.Version + 1}, "store.changed_meanwhile"},
		} {
			w.refused(w.p.Decide(ctx, w.who[c.who], id, c.to), c.want)
		}

		// What was opened again meanwhile stays, and with it all of the proposal.
		end(ids[1], time.Time{})
		w.refused(w.p.Decide(ctx, w.who["dung"], id, yes), "procedures.disposal_kept")
		w.must(w.p.Decide(ctx, w.who["dung"], id, procedures.Decision{Words: "Còn một hồ sơ đang mở", Version: d.Version}))
		w.refused(w.p.Decide(ctx, w.who["chi"], id, yes), "procedures.disposal_decided")
		if x, err := w.p.Disposing(ctx, ids[0]); err != nil || x != nil {
			t.Errorf("refused, and yet %v %+v", err, x)
		}

		// What was refused may be proposed again; what was approved may not.
		id, err = w.p.Propose(ctx, w.who["an"], procedures.Proposal{Codes: codes[:1], Reason: "Hết thời hạn lưu"})
		w.must(err)
		d, err = w.p.Disposal(ctx, w.who["chi"], id)
		w.must(err)
		if !d.MayDecide {
			t.Error("the head may not decide")
		}
		w.must(w.p.Decide(ctx, w.who["chi"], id, procedures.Decision{Yes: true, Number: "12/QĐ-ĐHST", Version: d.Version}))
		x, err := w.p.Disposing(ctx, ids[0])
		w.must(err)
		if x == nil || x.State != store.DisposalApproved || x.Decision != "12/QĐ-ĐHST" || !x.At.Equal(w.clock.Now()) {
			t.Errorf("%+v", x)
		}
		if all, err := w.p.Disposals(ctx, w.who["dung"]); err != nil || len(all) != 2 || all[0].Decider != "Người chi" || all[1].State != store.DisposalRefused {
			t.Errorf("%v %+v", err, all)
		}
		var verbs []event.Verb
		w.must(w.s.View(ctx, func(tx *store.Tx) error {
			events, err := tx.CaseEvents(ctx, ids[0])
			for _, e := range events[len(events)-4:] {
				verbs = append(verbs, e.Verb)
			}
			return err
		}))
		if want := []event.Verb{event.DisposalProposed, event.DisposalRefused, event.DisposalProposed, event.DisposalApproved}; len(verbs) != 4 || verbs[0] != want[0] || verbs[1] != want[1] || verbs[2] != want[2] || verbs[3] != want[3] {
			t.Errorf("the history: %v", verbs)
		}
		// Who was told: of the two proposals those who decide, but not whoever proposed;
		// of what was decided whoever proposed.
		w.told("disposal-proposed", "chi", "chi", "dung", "dung")
		w.told("disposal-refused", "an")
		w.told("disposal-approved", "an")
		w.told("disposal-done")
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			letters, err := tx.CaseLetters(ctx, ids[0])
			for _, l := range letters {
				l.State = store.LetterSent
				err = errors.Join(err, tx.SaveLetter(ctx, &l))
			}
			return err
		})
		w.p.Files = noFiles{}
		for range 2 { // a second time nobody is told again
			w.must(w.p.Dispose(ctx, id))
		}
		w.told("disposal-done", "an", "chi")

		if v, err := (&reporting.Verifier{Store: w.s}).Verify(ctx); err != nil || !v.OK() {
			t.Errorf("the record: %v %+v", err, v.Damages)
		}
	})
}

// noFiles has none to take away.
type noFiles struct{}

func (noFiles) Remove(context.Context, string, time.Time) (bool, error) { return true, nil }

// told expects who has been sent a notice, once for each time.
func (w *world) told(template string, want ...string) {
	w.t.Helper()
	var got []string
	w.must(w.s.View(context.Background(), func(tx *store.Tx) error {
		got = nil
		for name, who := range w.who {
			list, err := tx.Notices(context.Background(), who.Person, false, 0, 100)
			if err != nil {
				return err
			}
			for _, x := range list {
				if x.Template == template {
					got = append(got, name)
				}
			}
		}
		return nil
	}))
	slices.Sort(got)
	if !slices.Equal(got, want) {
		w.t.Errorf("%s: told %v, want %v", template, got, want)
	}
}
