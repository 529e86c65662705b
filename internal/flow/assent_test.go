package flow_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/people"
)

// What finding a text good puts down is what is one's own to judge, not yet
// approved and asked for, of exactly that text (F-A15).
func TestAssent(t *testing.T) {
	p := university()
	f := facts(monday)
	delete(f.Checks, "no-state-secrets")
	s := flow.State{Procedure: p.ID, Version: p.Version, Step: "review", Opened: monday, Entered: monday, Document: monday}
	head, webmaster := by(hoa, people.Head), by(tu, people.Webmaster)
	all := []flow.Act{
		{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true, Saw: "c1"},
		{Kind: flow.DoVerdict, Aspect: content.AspectImages, Yes: true, Saw: "i1"},
		{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true, Saw: "c1"},
	}
	check := func(what string, by flow.Actor, want []flow.Act) {
		t.Helper()
		if d := cmp.Diff(want, p.Assent(s, by, f)); d != "" {
			t.Errorf("%s (-want +got):\n%s", what, d)
		}
	}
	check("the head", head, all)
	check("the webmaster", webmaster, nil)
	f.Edits = []flow.Edit{{Aspect: content.AspectContent, Person: hoa, At: monday}}
	check("a head who wrote it", head, all[1:])
	f.Edits = nil
	s, _ = must(t, p, s, all[0], by(nam, people.Deputy), f)
	check("after the deputy's yes", head, all[1:])
	f.HasDocument = false
	check("without a text", head, nil)

	for id, want := range map[flow.MoveID]bool{"approve": true, "decline": false} {
		if m := p.Step("review").Move(id); m.Assents() != want {
			t.Errorf("%s waits for verdicts: %v", id, !want)
		}
	}
}
