package flow_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
)

// invariants are what holds at every moment.
func (w *sim) invariants(t *rapid.T) {
	f := w.facts()
	if w.s.Procedure != w.p.ID || w.s.Version != w.p.Version { // 8
		t.Fatal("the case changed its procedure")
	}
	step := w.p.Step(w.s.Step)
	if step == nil {
		t.Fatalf("the case is at %q, which is no step", w.s.Step)
	}
	if (step.End != "") != !w.s.Ended.IsZero() {
		t.Fatalf("at %s, ended %v", step.ID, w.s.Ended)
	}
	if step.End != "" && step.End != flow.Settled && w.s.Published.Public() { // 1
		t.Fatalf("ended as %s, and what it published is public", step.End)
	}
	if pub := w.s.Published; pub.Public() && pub.Forced != (pub.Flagged() || !pub.Approved.IsZero()) {
		t.Fatal("forced, neither flagged nor approved")
	}
	if w.s.Published.Flagged() && w.rules() > 0 && w.complaint(w.s.Published.Hashes) == "" {
		t.Fatal("approved afterwards, and still flagged")
	}
	for _, a := range w.p.Approvals(&w.s, &f) { // 2, 3: exactly those the notebook knows
		rule := flow.VerdictRule{Aspect: a.Aspect, Need: a.Need}
		if want := w.approved(a.Step, rule, w.hashes().Of(a.Aspect)); a.Valid() != want {
			t.Fatalf("approval of %s at %s is valid: %v, by the notebook %v\n%+v", a.Aspect, a.Step, a.Valid(), want, a)
		}
	}
	w.roundTrip(t)
	w.clocks(t, step)
	if w.s.Ended.IsZero() {
		w.turn(t, f)
	}
}

// approvedBy: the verdict is one of those that count now.
func (w *sim) approvedBy(v noted, f flow.Facts) bool {
	for _, a := range w.p.Approvals(&w.s, &f) {
		if a.Step == v.step && a.Aspect == v.aspect && slices.ContainsFunc(a.Yes, func(y flow.Verdict) bool { return y.Person == v.person && y.At.Equal(v.at) }) {
			return true
		}
	}
	return false
}

func (w *sim) roundTrip(t *rapid.T) {
	var back flow.State
	text := dump(t, w.s)
	if err := json.Unmarshal([]byte(text), &back); err != nil {
		t.Fatal(err)
	}
	if again := dump(t, back); again != text {
		t.Fatalf("written and read back:\n%s\n%s", text, again)
	}
	opt := cmp.FilterValues(func(a, b any) bool {
		x, y := reflect.ValueOf(a), reflect.ValueOf(b)
		return (x.Kind() == reflect.Slice || x.Kind() == reflect.Map) && x.Kind() == y.Kind() && x.Len() == 0 && y.Len() == 0
	}, cmp.Comparer(func(a, b any) bool { return true }))
	if diff := cmp.Diff(w.s, back, opt); diff != "" {
		t.Fatal(diff)
	}
}

// clocks: every due time adds up, and the earlier one rules (7).
func (w *sim) clocks(t *rapid.T, step *flow.Step) {
	var earliest time.Time
	for _, c := range []*flow.Clock{&w.s.Clock, &w.s.Case} {
		e := c.Explain(w.cal, w.now)
		if e.Used+e.Left != e.Total {
			t.Fatalf("used %v and left %v is not %v: %+v", e.Used, e.Left, e.Total, e)
		}
		halted := len(c.Halts) > 0 && c.Halts[len(c.Halts)-1].To.IsZero()
		if !c.Due.IsZero() && !halted && c.Done.IsZero() && (earliest.IsZero() || c.Due.Before(earliest)) {
			earliest = c.Due
		}
		if waiting := w.s.Waiting() != flow.WaitsForNobody; c == &w.s.Case && c.Done.IsZero() && w.s.Ended.IsZero() && waiting != halted {
			t.Fatalf("waits %v, the clock of the case stands still %v", waiting, halted)
		}
	}
	if w.s.Consult.Pending() {
		earliest = w.s.Consult.Clock.Due
	}
	if !w.s.Ended.IsZero() {
		earliest = time.Time{}
	}
	if !w.s.Due().Equal(earliest) {
		t.Fatalf("due %v, want %v", w.s.Due(), earliest)
	}
}

// turn: an open step names who can act (7), and nobody who cannot.
func (w *sim) turn(t *rapid.T, f flow.Facts) {
	turn := w.p.Turn(&w.s, &f)
	if len(turn.Hands) == 0 {
		t.Fatalf("nobody's turn at %s", w.s.Step)
	}
	if !turn.Due.Equal(w.s.Due()) {
		t.Fatal("two due times")
	}
	for _, h := range turn.Hands {
		for _, v := range w.verdicts {
			if h.Kind == flow.DoVerdict && v.step == w.s.Step && v.aspect == h.Aspect && v.hash == f.Hashes.Of(h.Aspect) && w.approvedBy(v, f) && !slices.Contains(h.Barred, v.person) {
				t.Fatalf("%d is called for a verdict already given", v.person)
			}
		}
	}
	requester := slices.ContainsFunc(turn.Hands, func(h flow.Hand) bool { return h.Role == people.Requester })
	if len(turn.People) == 0 && !requester && !turn.Nobody || turn.Nobody && len(turn.Told) == 0 {
		t.Fatalf("nobody can act and nobody is told: %+v", turn)
	}
	for _, h := range turn.People {
		by := flow.Actor{Person: h.Person, For: h.For, Holdings: people.Holdings(h.Person, where(w.unit), w.appointments, w.delegations, w.now)}
		if !slices.ContainsFunc(w.p.Options(w.s, by, f), func(o flow.Option) bool { return o.Allowed || o.WhyNot.Kind != fault.Denied }) {
			t.Fatalf("%+v is named but can do nothing at %s", h, w.s.Step)
		}
	}
}
