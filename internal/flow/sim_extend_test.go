package flow_test

import (
	"reflect"

	"pgregory.net/rapid"

	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/people"
)

// extended: a limit becomes later only by what was asked for with a reason, and
// by somebody else than who asked, whom they do not act for either; the history
// has both dates (F-E12). Asking and refusing move nothing, and what was asked
// for in a step is forgotten when it is left.
func (w *sim) extended(t *rapid.T, old flow.State, a flow.Act, hs []flow.Happening) {
	granted := false
	for _, h := range hs {
		switch h.Verb {
		case event.ExtensionAsked, event.ExtensionRefused:
			if (h.Verb == event.ExtensionAsked || !a.Yes) && a.Reason == " " {
				t.Fatalf("%s without a reason", h.Verb)
			}
			if !w.s.Due().Equal(old.Due()) || !reflect.DeepEqual(w.s.Clock, old.Clock) || !reflect.DeepEqual(w.s.Case, old.Case) {
				t.Fatalf("%s moved a limit", h.Verb)
			}
		case event.ExtensionGranted:
			granted = true
			e := old.Extension
			if e == nil || !w.s.Due().Equal(e.Due) || !h.Due.Equal(e.Due) || !h.Was.Equal(old.Due()) || !h.Due.After(h.Was) {
				t.Fatalf("asked for %+v, was %v, now due %v, told %+v", e, old.Due(), w.s.Due(), h)
			}
			for _, asked := range []people.PersonID{e.By.Person, e.By.For} {
				if asked != 0 && (asked == h.By.Person || asked == h.By.For) {
					t.Fatalf("%+v granted what %+v asked", h.By, e.By)
				}
			}
		}
	}
	if !granted && a.Kind == flow.DoGrant && !w.s.Case.Set.Equal(old.Case.Set) {
		t.Fatal("refused, and a date was named")
	}
	if w.s.Entry != old.Entry && w.s.Extension != nil {
		t.Fatal("what was asked for in the step before is still asked")
	}
}
