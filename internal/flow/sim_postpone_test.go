package flow_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/procfile"
)

// Whatever people press in a case that waits for what somebody was asked for,
// the invariants hold; another date is among what they press (R-I6).
func TestPressingWhileAwaited(t *testing.T) {
	p := procfile.ByID("cap-nhat-tin")
	seen := map[event.Verb]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := simOf(t, p)
		w.invariants(t)
		for range 12 {
			w.press(t)
		}
		for v, n := range w.seen {
			seen[v] += n
		}
	})
	for _, v := range []event.Verb{event.AskedLater, event.CaseMoved, event.CaseEnded} {
		if seen[v] == 0 {
			t.Errorf("%s never happened", v)
		}
	}
}

// postponed: whoever was asked for something gets another date by a reason and
// by nobody who was asked; nothing but that date and its clock moves, and the
// history has both dates (R-I6).
func (w *sim) postponed(t *rapid.T, old flow.State, a flow.Act, hs []flow.Happening) {
	if !old.Awaited() || a.Reason == " " {
		t.Fatalf("another date, awaited %v, reason %q", old.Awaited(), a.Reason)
	}
	due := a.Due.UTC().Truncate(time.Microsecond)
	was := *old.Assigned
	was.Due = due
	if !reflect.DeepEqual(&was, w.s.Assigned) || !due.After(old.Last) || !w.s.Due().Equal(due) || !w.s.Awaited() {
		t.Fatalf("asked for by %v: %+v, due %v", due, w.s.Assigned, w.s.Due())
	}
	if h := hs[0]; h.Verb != event.AskedLater || !h.Due.Equal(due) || !h.Was.Equal(old.Assigned.Due) || h.Due.Equal(h.Was) {
		t.Fatalf("told %+v", h)
	}
	if !reflect.DeepEqual(w.s.Case, old.Case) || w.s.Step != old.Step || w.s.Entry != old.Entry {
		t.Fatal("another date moved more than the date")
	}
}

// askers are those who follow up what was asked for, as a clerk reads the table:
// whom the moves of the step name beside the asked, and those who see to the rest.
func (w *sim) askers(step *flow.Step) []people.Role {
	roles := append(slices.Clone(w.p.Escalate), people.Leadership)
	for _, m := range step.Moves {
		for _, r := range m.By {
			if !slices.Contains(step.By, r) {
				roles = append(roles, r)
			}
		}
	}
	return roles
}
