package flow_test

import (
	"slices"

	"pgregory.net/rapid"

	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/people"
)

// workers write, approve or post, by the procedure as it is written.
func (w *sim) workers() (roles []people.Role) {
	for _, s := range w.p.Steps {
		if s.End != "" || s.Pause {
			continue
		}
		roles = append(append(roles, s.By...), s.Edit...)
		for _, v := range s.Verdicts {
			roles = append(roles, v.By...)
		}
	}
	return slices.DeleteFunc(roles, func(r people.Role) bool { return r == people.Requester })
}

// takers may take down what is public, by the procedure as it is written.
func (w *sim) takers() (roles []people.Role) {
	roles = append(roles, w.p.Force...)
	for _, s := range w.p.Steps {
		for _, m := range s.Moves {
			if slices.Contains(m.Does, flow.Unpublish) {
				if roles = append(roles, m.By...); len(m.By) == 0 {
					roles = append(roles, s.By...)
				}
			}
		}
	}
	if len(roles) > 0 {
		return roles
	}
	for _, s := range w.p.Steps {
		for _, v := range s.Verdicts {
			if roles = append(roles, v.By...); len(v.By) == 0 {
				roles = append(roles, s.By...)
			}
		}
	}
	if len(roles) > 0 {
		return roles
	}
	return w.workers()
}

// stays: what is public changes by being published anew or taken down, with a
// reason, and by nothing else; a change that comes to nothing leaves it, and
// the case is again where it was (R-B1, F-A1, F-C6).
func (w *sim) stays(t *rapid.T, old flow.State, a flow.Act, hs []flow.Happening) {
	acted := slices.ContainsFunc(hs, func(h flow.Happening) bool { return h.Effect != "" && h.Effect != flow.Archive })
	was, is := old.Published, w.s.Published
	if !acted && was.Public() != is.Public() || !acted && was != nil && was.Hashes != is.Hashes {
		t.Fatalf("%s %s changed what is public", a.Kind, a.Move)
	}
	if w.s.Change != nil && !is.Public() {
		t.Fatal("a change of what is not public")
	}
	for _, h := range hs {
		switch {
		case h.Verb == event.ChangeDropped && !acted && (!is.Public() || w.s.Step != old.Change.From || w.s.Change != nil):
			t.Fatalf("the change was dropped: at %s, %+v", w.s.Step, w.s.Change)
		case h.Verb == event.ChangeBegun && (a.Reason == " " || w.s.Change == nil || w.s.Change.Kind != a.Change || !w.s.Ended.IsZero()):
			t.Fatalf("begun at %s: %+v", w.s.Step, w.s.Change)
		case (h.Verb == event.Withdrawn || h.Verb == event.Unpublished) && is.Public():
			t.Fatal("taken down and public")
		case h.Verb == event.Withdrawn && (a.Reason == " " || !is.Notice):
			t.Fatal("withdrawn without a reason or a notice")
		case h.Verb == event.Unpublished && is.Notice:
			t.Fatal("removed, and a notice stands")
		}
	}
	if a.Kind == flow.DoRemove && a.Reason == " " {
		t.Fatal("removed without a reason")
	}
}
