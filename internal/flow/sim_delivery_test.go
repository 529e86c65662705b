package flow_test

import (
	"testing"

	"pgregory.net/rapid"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
)

// missing are the sites that do not show what was posted to them: one, at some
// hours of a day.
func (w *sim) missing() []string {
	if w.now.Hour()%4 == 2 {
		return []string{"Thư viện"}
	}
	return nil
}

// delivered: nobody ends a case well whose text is posted to a site that does
// not show it, unless by what publishes it anew or takes it down (F-C10). A
// silence ends it too, and a change that is given up goes back to the end that
// it came from.
func (w *sim) delivered(t *rapid.T, old flow.State, hs []flow.Happening) {
	if len(w.missing()) == 0 || !old.Published.Public() || w.s.Outcome != flow.Settled || !old.Ended.IsZero() {
		return
	}
	for _, h := range hs {
		if h.Effect == flow.Publish || h.Effect == flow.Unpublish || h.Timer == flow.TimerSilence || h.Verb == event.ChangeDropped {
			return
		}
	}
	t.Fatalf("confirmed at %s while %v do not show it", old.Step, w.missing())
}

// Who confirms is told where the text is missing and what they can do; whoever
// asked, that the office is at it. To send it back is possible all the time.
func TestConfirmWaitsForDelivery(t *testing.T) {
	p, s, f := inReview(t)
	q := *p
	s.Step = "result"
	s.Published = &flow.Publication{By: people.Holder{Person: hoa}, At: f.Now, Hashes: f.Hashes}
	try := func(move flow.MoveID, who flow.Actor) string {
		t.Helper()
		_, _, err := q.Apply(s, flow.Act{Kind: flow.DoMove, Move: move, Reason: "vì"}, who, f)
		if e, ok := fault.As(err); ok {
			return e.Key
		}
		return ""
	}
	office, sender := by(lan, people.Communications), flow.Actor{Outside: true}
	for _, c := range []struct {
		missing []string
		move    flow.MoveID
		who     flow.Actor
		want    string
	}{
		{nil, "confirm", office, ""},
		{nil, "right", sender, ""},
		{[]string{"Thư viện"}, "confirm", office, "flow.undelivered"},
		{[]string{"Thư viện"}, "right", sender, "flow.undelivered_yet"},
		{[]string{"Thư viện"}, "wrong", office, ""},
		{[]string{"Thư viện"}, "wrong", sender, ""},
	} {
		f.Undelivered = c.missing
		if got := try(c.move, c.who); got != c.want {
			t.Errorf("%s while %v: %q, want %q", c.move, c.missing, got, c.want)
		}
	}
}
