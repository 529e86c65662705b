package flow_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"congbo/internal/flow"
)

// The more particular rule is taken (F-A3).
func TestChoose(t *testing.T) {
	rules := []flow.Rule{
		{ID: 1, Mailbox: 1, Procedure: "mailbox"}, {ID: 2, Unit: 10, Procedure: "faculty"}, {ID: 3, Unit: 11, Procedure: "department"},
		{ID: 4, Kind: "news", Procedure: "news"}, {ID: 5, Kind: "news", Unit: 10, Procedure: "news of the faculty"}, {ID: 6, Section: 20, Procedure: "section"},
	}
	for _, c := range []struct {
		asked  flow.Asked
		want   string
		passed int
	}{
		{flow.Asked{Mailbox: 2}, "", 0},
		{flow.Asked{Mailbox: 1}, "mailbox", 0},
		{flow.Asked{Mailbox: 1, Units: []int64{12, 10}}, "faculty", 1},
		{flow.Asked{Mailbox: 2, Units: []int64{11, 10}}, "department", 1},
		{flow.Asked{Mailbox: 2, Units: []int64{11, 10}, Kind: "news"}, "news of the faculty", 3},
		{flow.Asked{Mailbox: 1, Kind: "news", Sections: []int64{21, 20}}, "news", 2},
		{flow.Asked{Mailbox: 1, Kind: "brief", Sections: []int64{21, 20}}, "section", 1},
	} {
		best, passed := flow.Choose(rules, c.asked)
		got := ""
		if best != nil {
			got = best.Procedure
		}
		if got != c.want || passed != c.passed {
			t.Errorf("%+v: %q before %d, want %q before %d", c.asked, got, passed, c.want, c.passed)
		}
	}
}

// Whatever the rules are and in whatever order they stand, the same one is taken;
// it fits, and none that fits names more.
func TestChooseAnything(t *testing.T) {
	few := rapid.Int64Range(0, 3)
	kinds := rapid.SampledFrom([]string{"", "news", "brief"})
	rapid.Check(t, func(t *rapid.T) {
		var rules []flow.Rule
		for i := range rapid.IntRange(0, 8).Draw(t, "rules") {
			r := flow.Rule{ID: int64(i + 1), Mailbox: few.Draw(t, "mailbox"), Unit: few.Draw(t, "unit"), Section: few.Draw(t, "section"), Kind: kinds.Draw(t, "kind")}
			same := func(o flow.Rule) bool { o.ID = r.ID; return o == r }
			if r.Names() > 0 && !slices.ContainsFunc(rules, same) {
				rules = append(rules, r)
			}
		}
		a := flow.Asked{Mailbox: few.Draw(t, "to"), Units: rapid.Permutation([]int64{1, 2, 3}).Draw(t, "units")[:2], Sections: rapid.Permutation([]int64{1, 2, 3}).Draw(t, "sections")[:2], Kind: kinds.Draw(t, "of")}
		best, passed := flow.Choose(rules, a)
		other, again := flow.Choose(rapid.Permutation(rules).Draw(t, "order"), a)
		if (best == nil) != (other == nil) || best != nil && *best != *other || passed != again {
			t.Fatalf("%v, then %v", best, other)
		}
		fit := 0
		for _, r := range rules {
			if only, _ := flow.Choose([]flow.Rule{r}, a); only != nil {
				fit++
				if r.Names() > best.Names() {
					t.Fatalf("%+v is more particular than %+v", r, best)
				}
			}
		}
		if fit != passed && fit != passed+1 || (best == nil) != (fit == 0) {
			t.Fatalf("%d fit, %d passed", fit, passed)
		}
	})
}
