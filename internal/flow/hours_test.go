package flow_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/people"
)

// agreed is an hour that was named, with the text it was named for.
type agreed struct {
	at     time.Time
	hashes content.Hashes
	until  time.Time // of the page; zero: it stays
}

// posters are who may say until when a page is shown.
func (w *sim) posters() []people.Role {
	roles := slices.Clone(w.p.Force)
	for i := range w.p.Steps {
		s := &w.p.Steps[i]
		for _, m := range s.Moves {
			if slices.Contains(m.Does, flow.Publish) {
				roles = slices.Concat(roles, m.By, s.By, s.Else, []people.Role{s.AnswerableRole()})
			}
		}
	}
	return roles
}

// hour lets, now and then, the hour come that was named, with whatever has
// become of those who named it.
func (w *sim) hour(t *rapid.T, before *sim) bool {
	late := time.Duration(rapid.SampledFrom([]int{0, 0, 1, 90, 3000}).Draw(t, "late")) * time.Minute
	switch p := w.s.Plan; {
	case p.Pending() && chance(t, 30, "the hour comes"):
		if at := p.At.Add(late); at.After(w.now) {
			w.now = at
		}
		by := flow.Actor{Person: p.By.Person, For: p.By.For, System: true}
		by.Holdings = people.Holdings(by.Person, where(w.unit), w.appointments, w.delegations, w.now)
		w.apply(t, before, flow.Act{Kind: flow.DoRun}, by)
		if w.s.Plan.Pending() && chance(t, 60, "which is told") {
			w.apply(t, before, flow.Act{Kind: flow.DoMiss, Timer: flow.TimerPlan, Trouble: flow.TroubleApproval}, flow.Actor{System: true})
		}
		return true
	case w.s.Term != nil && w.s.Published.Public() && chance(t, 30, "the term comes"):
		if at := w.s.Term.Until.Add(late); at.After(w.now) {
			w.now = at
		}
		act := flow.Act{Kind: flow.DoExpire}
		if chance(t, 20, "and it cannot be done") {
			act = flow.Act{Kind: flow.DoMiss, Timer: flow.TimerTerm, Trouble: flow.TroubleOther}
		}
		w.apply(t, before, act, flow.Actor{System: true})
		return true
	case w.s.Embargo != nil && chance(t, 15, "the embargo ends"):
		if at := w.s.Embargo.Until.Add(late); at.After(w.now) {
			w.now = at
		}
		w.apply(t, before, flow.Act{Kind: flow.DoWake}, flow.Actor{System: true})
		return true
	}
	return false
}

// hours: nothing is public before the hour that was named for it, by a text or
// a person other than those agreed, nor before an embargo ends; a page ends no
// earlier than was said; and nothing of this comes about by the way (1, 9).
func (w *sim) hours(t *rapid.T, old flow.State, a flow.Act, hs []flow.Happening) {
	at := func(v time.Time) time.Time { return v.UTC().Truncate(time.Microsecond) }
	for _, h := range hs {
		switch h.Verb {
		case event.PlanMade:
			w.agreed.at, w.agreed.hashes = at(a.Due), w.hashes()
			if !w.agreed.at.After(old.Last) || w.agreed.at.Before(w.embargo) {
				t.Fatalf("planned for %v, embargo until %v", w.agreed.at, w.embargo)
			}
		case event.EmbargoSet:
			w.embargo = at(a.Due)
		case event.EmbargoLifted:
			w.embargo = time.Time{}
		case event.EmbargoOver:
			if w.now.Before(w.embargo) {
				t.Fatal("the embargo was over before its hour")
			}
		case event.TermSet, event.ShownAgain:
			w.agreed.until = at(a.Due)
		case event.Expired:
			if w.now.Before(w.agreed.until) || w.s.Published.Public() || !w.s.Expired() {
				t.Fatalf("expired at %v, shown until %v", w.now, w.agreed.until)
			}
		case event.PlanFailed, event.TermFailed:
			if h.Also == 0 || len(h.Notify) == 0 || h.Trouble == "" {
				t.Fatalf("nobody hears that it was not done: %+v", h)
			}
		case event.PlanLate:
			if h.Also == 0 || len(h.Notify) == 0 || w.now.Sub(w.agreed.at) <= flow.Grace {
				t.Fatalf("late: %+v", h)
			}
		}
		if h.Effect == flow.Publish && w.now.Before(w.embargo) {
			t.Fatal("published before the embargo ended")
		}
	}
	if a.Kind == flow.DoRun && (w.now.Before(w.agreed.at) || w.hashes() != w.agreed.hashes || w.now.Sub(w.agreed.at) > flow.TooLate || !w.s.Published.Public()) {
		t.Fatalf("planned for %v, made at %v", w.agreed.at, w.now)
	}
	if p := w.s.Plan; p.Pending() && (p.Hash != w.hashes().All || !p.At.Equal(w.agreed.at) || w.s.Step != old.Step && a.Kind != flow.DoRun) {
		t.Fatalf("a plan for another text, hour or step: %+v", p)
	}
	if pub := w.s.Published; pub != nil && !pub.Public() {
		if p := w.s.Plan; p.Pending() && pub.Withdrawn.After(p.Made) {
			t.Fatalf("taken down at %v, and to come back at %v", pub.Withdrawn, p.At)
		}
		if w.s.Expired() && !pub.Withdrawn.Equal(w.s.Term.Ended) {
			t.Fatal("what was taken down passes for what has ended by itself")
		}
	}
	if e := w.s.Embargo; (e != nil) != (old.Embargo != nil) && !slices.ContainsFunc(hs, func(h flow.Happening) bool {
		return h.Verb == event.EmbargoSet || h.Verb == event.EmbargoLifted || h.Verb == event.EmbargoOver
	}) {
		t.Fatal("an embargo came or went by the way")
	}
}
