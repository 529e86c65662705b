package flow_test

import (
	"slices"
	"testing"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
)

// Who an embargo keeps a case from, by what they are to it (F-C3, R-P6): all
// combinations, against the rule as it is told to people.
func TestEmbargoReaders(t *testing.T) {
	for bits := range 1 << 8 {
		on := func(i int) bool { return bits>>i&1 == 1 }
		r := flow.Reader{Program: on(0), Asker: on(1), Hand: on(2), Keeper: on(3), Unit: on(4), Acted: on(5), Partner: on(6), Early: on(7)}
		own := r.Program || r.Asker
		house := !r.Partner && (r.Hand || r.Keeper || r.Unit || r.Acted)
		early := r.Partner && r.Early && r.Hand
		if r.Barred() != !(own || house || early) {
			t.Errorf("%+v: barred %v", r, r.Barred())
		}
	}
}

// A translation is told once of each text that its original becomes, and that it
// was taken down; somebody who keeps it looks at exactly that; what is again as
// translated needs nobody (R-B5, F-I3).
func TestSourceNews(t *testing.T) {
	p := postingOnly()
	now := time.Date(2026, 8, 27, 8, 0, 0, 0, time.UTC)
	head := people.Holder{Person: 1}
	f := flow.Facts{Now: now, HasDocument: true, Holders: func(r people.Role) []people.Holder {
		if r == people.Head {
			return []people.Holder{head}
		}
		return nil
	}}
	program, keeper := flow.Actor{System: true}, flow.Actor{Person: 1, Holdings: []people.Holding{{Role: people.Head}}}
	s, _ := p.Start(f, flow.Actor{})
	do := func(a flow.Act, by flow.Actor, want ...event.Verb) {
		t.Helper()
		next, hs, err := p.Apply(s, a, by, f)
		if err != nil {
			t.Fatalf("%s: %v", a.Kind, err)
		}
		var got []event.Verb
		for _, h := range hs {
			got = append(got, h.Verb)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s: %v, want %v", a.Kind, got, want)
		}
		if next.Step != s.Step || next.Entry != s.Entry || len(next.Verdicts) != len(s.Verdicts) {
			t.Fatal("news of the original moved the case")
		}
		s = next
	}
	refused := func(a flow.Act, by flow.Actor, key string) {
		t.Helper()
		_, _, err := p.Apply(s, a, by, f)
		if e, ok := fault.As(err); !ok || e.Key != key {
			t.Fatalf("%s: %v, want %s", a.Kind, err, key)
		}
	}
	news := func(hash string, gone bool) flow.Act {
		return flow.Act{Kind: flow.DoSource, Source: flow.SourceNow{Of: "a", Hash: hash, Gone: gone}}
	}
	refused(news("b", false), keeper, "flow.program_only")
	refused(flow.Act{Kind: flow.DoFollow}, keeper, "flow.no_source_news")
	do(news("a", false), program)
	do(news("b", false), program, event.SourceChanged)
	do(news("b", false), program) // it is known
	if !slices.Contains(s.Flags(), "source-changed") {
		t.Errorf("flags %v", s.Flags())
	}
	refused(flow.Act{Kind: flow.DoFollow, Saw: "a"}, keeper, "flow.text_changed")
	if _, _, err := p.Apply(s, flow.Act{Kind: flow.DoFollow}, flow.Actor{Person: 2, Holdings: []people.Holding{{Role: people.Staff}}}, f); !fault.Is(err, fault.Denied) {
		t.Errorf("somebody else: %v", err)
	}
	do(flow.Act{Kind: flow.DoFollow, Saw: "b"}, keeper, event.SourceHeeded)
	if !s.Source.Heeds("b") || s.Source.Heeds("a") || slices.Contains(s.Flags(), "source-changed") {
		t.Errorf("after it was looked at: %+v", s.Source)
	}
	do(news("b", false), program)
	do(news("c", false), program, event.SourceChanged)
	do(news("", true), program, event.SourceGone)
	refused(flow.Act{Kind: flow.DoFollow}, keeper, "flow.reason_needed")
	do(flow.Act{Kind: flow.DoFollow, Reason: "còn dùng"}, keeper, event.SourceHeeded)
	do(news("a", false), program, event.SourceBack)
	if s.Source != nil {
		t.Errorf("it is as translated again: %+v", s.Source)
	}
}
