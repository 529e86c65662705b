package flow_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/workday"
)

var workers = []people.Role{
	people.Head, people.Deputy, people.Member, people.Secretariat, people.Technical, people.Communications,
	people.Webmaster, people.Leadership,
}

func named(s string) locale.Text { return locale.Text{VI: s, EN: s} }

func someRoles(least, most int) *rapid.Generator[[]people.Role] {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(workers), least, most, rapid.ID[people.Role])
}

// percents are drawn from evenly; IntRange prefers small numbers.
var percents = func() (p [100]int) {
	for i := range p {
		p[i] = i
	}
	return p
}()

func chance(t *rapid.T, percent int, label string) bool {
	return rapid.SampledFrom(percents[:]).Draw(t, label) < percent
}

var limits = []workday.Limit{{Minutes: 30}, {Minutes: 240}, {Days: 1}, {Days: 3}, {Days: 1, Minutes: 90}}

// procedures draws the university's procedure, any that was written, or a sound one that
// nobody wrote.
func procedures(t *rapid.T) *flow.Procedure {
	switch rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 6, 7}).Draw(t, "which procedure") {
	case 6:
		return postingOnly()
	case 7:
		return sendingOnly()
	case 0, 1:
		return procfile.ByID("dang-tin-cap-truong")
	case 2:
		p, err := find(rapid.SampledFrom(written()).Draw(t, "written"))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	return randomProcedure(t)
}

// written are the procedures that somebody wrote: those of testdata and all
// that are shipped.
func written() []string {
	list := []string{"hai-cap", "thu-vien"}
	for _, p := range procfile.Presets() {
		list = append(list, p.ID)
	}
	return list
}

// hands are the roles that act in a procedure.
func hands(p *flow.Procedure) []people.Role {
	var list []people.Role
	for i := range p.Steps {
		for _, r := range p.Steps[i].By {
			if r != people.Requester && !slices.Contains(list, r) {
				list = append(list, r)
			}
		}
	}
	return list
}

// postingOnly is a procedure in which nothing stands before posting but one
// approval, so that much is published, at hours and by hand.
func postingOnly() *flow.Procedure {
	return &flow.Procedure{
		ID: "posting", Version: 1, Title: named("posting"), Subject: flow.SubjectDocument, Force: []people.Role{people.Head},
		Steps: []flow.Step{
			{ID: "post", Title: named("post"), By: workers[:5], Within: workday.Limit{Days: 1}, Remind: []flow.Reminder{{Percent: 50}},
				Verdicts: []flow.VerdictRule{{Aspect: content.AspectImages, By: workers, Need: 1}},
				Moves: []flow.Move{
					{ID: "publish", To: "verify", Label: named("publish"), Does: []flow.Effect{flow.Publish}},
					{ID: "decline", To: "declined", Label: named("decline"), Reason: flow.ReasonRequired},
				}},
			{ID: "verify", Title: named("verify"), By: workers, Moves: []flow.Move{
				{ID: "confirm", To: "settled", Label: named("confirm")},
				{ID: "wrong", To: "post", Label: named("wrong"), Reason: flow.ReasonRequired},
			}},
			{ID: "settled", Title: named("settled"), End: flow.Settled},
			{ID: "declined", Title: named("declined"), End: flow.Declined},
		},
	}
}

// sendingOnly is a procedure in which texts wait to be handed over together,
// each kind in its rhythm.
func sendingOnly() *flow.Procedure {
	return &flow.Procedure{
		ID: "sending", Version: 1, Title: named("sending"), Subject: flow.SubjectDocument,
		Steps: []flow.Step{
			{ID: "send", Title: named("send"), By: workers[:5], Edit: workers,
				Batch: &flow.Batching{Move: "hand-over", Rhythm: rhythms[0], Kinds: []flow.KindRhythm{{Of: []string{"brief"}, Rhythm: rhythms[1]}}},
				Moves: []flow.Move{
					{ID: "hand-over", To: "post", Label: named("hand over")},
					{ID: "ahead", To: "post", Label: named("ahead"), Reason: flow.ReasonRequired, Letter: flow.LetterBatch},
				}},
			{ID: "post", Title: named("post"), By: workers[5:], Moves: []flow.Move{
				{ID: "publish", To: "settled", Label: named("publish"), Does: []flow.Effect{flow.Publish}},
				{ID: "return", To: "send", Label: named("return"), Reason: flow.ReasonRequired},
			}},
			{ID: "settled", Title: named("settled"), End: flow.Settled},
		},
	}
}

// rhythms are those in which random procedures hand over.
var rhythms = []workday.Rhythm{
	{Every: workday.Daily, At: 16 * 60}, {Every: workday.Weekly, On: int(time.Friday), At: 16 * 60}, {Every: workday.Monthly, On: workday.LastDay, At: 11 * 60},
}

// randomProcedure is a chain of steps with returns, waiting, consultation,
// rules that pass steps over, a posting, a verification and ends: sound by the
// way it is made.
func randomProcedure(t *rapid.T) *flow.Procedure {
	n := rapid.IntRange(1, 4).Draw(t, "steps before posting")
	p := &flow.Procedure{
		ID: "random", Version: rapid.IntRange(1, 9).Draw(t, "version"), Title: named("random"), Subject: flow.SubjectRequest,
	}
	if chance(t, 50, "whole limit") {
		p.Within = rapid.SampledFrom(limits).Draw(t, "within")
		p.Remind = []flow.Reminder{{Percent: rapid.IntRange(1, 99).Draw(t, "percent")}}
		p.Overdue = []flow.Alarm{{}, {After: workday.Limit{Days: 1}, Notify: []people.Role{people.Leadership}}}
	}
	if chance(t, 50, "force") {
		p.Force = someRoles(1, 2).Draw(t, "force")
	}
	waits := chance(t, 60, "a step that waits")
	id := func(i int) flow.StepID { return flow.StepID(fmt.Sprintf("s%d", i)) }
	supply := chance(t, 20, "waits to be supplied first")
	if supply {
		p.Steps = append(p.Steps, flow.Step{ID: "supply", Title: named("supply"), By: someRoles(1, 2).Draw(t, "suppliers"), Or: people.Requester, Pause: true,
			Skip:  &flow.Skip{When: []flow.Predicate{{Name: "supplied"}}, To: id(0)},
			Moves: []flow.Move{{ID: "send", To: id(0), Label: named("send")}}})
	}
	asks := !supply && chance(t, 20, "the unit confirms first")
	if asks {
		p.Steps = append(p.Steps, flow.Step{ID: "unit", Title: named("unit"), By: someRoles(1, 2).Draw(t, "of the unit"), Pause: true,
			Skip:  &flow.Skip{When: []flow.Predicate{{Name: "unit-vouched"}}, To: id(0)},
			Stale: []flow.Alarm{{After: workday.Limit{Days: 2}}},
			Moves: []flow.Move{
				{ID: "confirm", To: id(0), Label: named("confirm")},
				{ID: "refuse", To: "declined", Label: named("refuse"), Reason: flow.ReasonRequired, Letter: flow.LetterDeclined},
				{ID: "take", To: id(0), Label: named("take"), Reason: flow.ReasonRequired, By: someRoles(1, 1).Draw(t, "taker")},
			}})
	}
	batches := chance(t, 40, "hands over in batches")
	for i := range n {
		s := flow.Step{ID: id(i), Title: named(string(id(i))), By: someRoles(1, 3).Draw(t, "by")}
		next := flow.StepID("post")
		if i+1 < n {
			next = id(i + 1)
		} else if batches {
			next = "send"
		}
		clocked(t, &s)
		forward := flow.Move{ID: "forward", To: next, Label: named("forward")}
		if chance(t, 60, "verdicts") {
			for _, a := range rapid.SliceOfNDistinct(rapid.SampledFrom(content.Aspects[:3]), 1, 2, rapid.ID[content.Aspect]).Draw(t, "aspects") {
				s.Verdicts = append(s.Verdicts, flow.VerdictRule{Aspect: a, By: someRoles(1, 3).Draw(t, "judges"), Need: rapid.IntRange(1, 2).Draw(t, "need")})
			}
			forward.When = append(forward.When, flow.Predicate{Name: "verdicts"})
			if chance(t, 40, "consult") {
				s.Consult = &flow.Consult{Of: someRoles(1, 2).Draw(t, "of"), Within: workday.Limit{Days: 1}, Overdue: []flow.Alarm{{}}}
				if chance(t, 50, "through") {
					s.Consult.Through = someRoles(1, 2).Draw(t, "through")
				}
			}
			if chance(t, 30, "else") {
				s.Else = someRoles(1, 2).Draw(t, "else")
			}
		}
		if i > 0 && chance(t, 40, "skip") {
			s.Skip = &flow.Skip{When: []flow.Predicate{{Name: "kind", Values: []string{"brief"}}}, To: next}
		}
		if len(s.Verdicts) > 0 && chance(t, 30, "checklist") {
			s.Checklist.Required = []string{rapid.SampledFrom([]string{"sources-cited", "alt-text", "sender-entitled"}).Draw(t, "item")}
		}
		s.Moves = []flow.Move{
			forward,
			{ID: "decline", To: "declined", Label: named("decline"), Reason: flow.ReasonRequired, Letter: flow.LetterDeclined},
		}
		if i > 0 {
			to := id(rapid.IntRange(0, i-1).Draw(t, "back to"))
			s.Moves = append(s.Moves, flow.Move{ID: "return", To: to, Label: named("return"), Reason: flow.ReasonRequired})
		}
		if chance(t, 20, "hands it over") {
			s.Moves = append(s.Moves, flow.Move{ID: "hand-over", To: id(rapid.IntRange(0, i).Draw(t, "handed to")), Label: named("hand over"), Wants: []flow.Want{flow.WantUnit, flow.WantDue}})
		}
		if chance(t, 15, "puts off") {
			s.Moves = append(s.Moves, flow.Move{ID: "interim", Label: named("interim"), Wants: []flow.Want{flow.WantDue}, Reason: flow.ReasonRequired, Letter: flow.LetterInterim})
		}
		if supply && chance(t, 50, "back to the supplier") {
			s.Moves = append(s.Moves, flow.Move{ID: "unsupplied", To: "supply", Label: named("supply more"), Reason: flow.ReasonRequired, Letter: flow.LetterChanges})
		}
		if asks && chance(t, 30, "asks the unit again") {
			s.Moves = append(s.Moves, flow.Move{ID: "ask-unit", To: "unit", Label: named("ask the unit")})
		}
		if waits {
			s.Moves = append(s.Moves, flow.Move{ID: "ask-more", To: "waiting", Label: named("more"), Reason: flow.ReasonRequired, Letter: flow.LetterChanges})
		}
		p.Steps = append(p.Steps, s)
	}
	if batches {
		p.Steps = append(p.Steps, flow.Step{ID: "send", Title: named("send"), By: someRoles(1, 3).Draw(t, "senders"), Overdue: []flow.Alarm{{}},
			Batch: &flow.Batching{Move: "hand-over", Rhythm: rapid.SampledFrom(rhythms).Draw(t, "rhythm"),
				Kinds: []flow.KindRhythm{{Of: []string{"brief"}, Rhythm: rapid.SampledFrom(rhythms).Draw(t, "of briefs")}}},
			Moves: []flow.Move{
				{ID: "hand-over", To: "post", Label: named("hand over")},
				{ID: "ahead", To: "post", Label: named("ahead"), Reason: flow.ReasonRequired, Letter: flow.LetterBatch},
				{ID: "return", To: "s0", Label: named("return")},
			}})
		if waits {
			send := &p.Steps[len(p.Steps)-1]
			send.Moves = append(send.Moves, flow.Move{ID: "ask-more", To: "waiting", Label: named("more"), Reason: flow.ReasonRequired, Letter: flow.LetterChanges})
		}
	}
	post := flow.Step{ID: "post", Title: named("post"), By: someRoles(1, 2).Draw(t, "posters"), Moves: []flow.Move{
		{ID: "publish", To: "verify", Label: named("publish"), Does: []flow.Effect{flow.Publish}, Letter: flow.LetterResult},
		{ID: "return", To: id(rapid.IntRange(0, n-1).Draw(t, "post back to")), Label: named("return"), Reason: flow.ReasonRequired},
	}}
	clocked(t, &post)
	verify := flow.Step{ID: "verify", Title: named("verify"), By: someRoles(2, 3).Draw(t, "verifiers"), Or: people.Requester,
		Except: []flow.Relation{flow.Poster}, Silence: &flow.Silence{After: workday.Limit{Days: 3}, Move: "no-answer"},
		Moves: []flow.Move{
			{ID: "confirm", To: "settled", Label: named("confirm")},
			{ID: "wrong", To: "post", Label: named("wrong"), Reason: flow.ReasonRequired},
			{ID: "off", To: "post", Label: named("off"), Reason: flow.ReasonRequired, Does: []flow.Effect{flow.Unpublish}, By: []people.Role{people.Head}},
			{ID: "no-answer", To: "settled", Label: named("none"), By: []people.Role{flow.Program}},
		}}
	p.Steps = append(p.Steps, post, verify)
	if waits {
		p.Steps = append(p.Steps, flow.Step{ID: "waiting", Title: named("waiting"), By: someRoles(1, 1).Draw(t, "keepers"), Or: people.Requester, Pause: true,
			Stale: []flow.Alarm{{After: workday.Limit{Days: 5}}},
			Moves: []flow.Move{
				{ID: "supplied", To: flow.Back, Label: named("supplied")},
				{ID: "anew", To: "s0", Label: named("anew")},
				{ID: "give-up", To: "declined", Label: named("give up"), Reason: flow.ReasonRequired},
			}})
	}
	p.Steps = append(p.Steps,
		flow.Step{ID: "settled", Title: named("settled"), End: flow.Settled, Moves: []flow.Move{
			{ID: "wrong", To: "post", Label: named("wrong"), Reason: flow.ReasonRequired, Until: 30, By: []people.Role{people.Requester, people.Head}},
		}},
		flow.Step{ID: "declined", Title: named("declined"), End: flow.Declined})
	if problems := p.Check(); len(problems) > 0 {
		t.Fatalf("a procedure that should be sound has %+v", problems)
	}
	return p
}

func clocked(t *rapid.T, s *flow.Step) {
	if chance(t, 60, "limit") {
		s.Within = rapid.SampledFrom(limits).Draw(t, "within")
		s.Remind = []flow.Reminder{{Percent: 50}, {Before: workday.Limit{Minutes: 15}}}
		s.Overdue = []flow.Alarm{{}}
	}
	if chance(t, 30, "stale") {
		s.Stale = []flow.Alarm{{After: workday.Limit{Days: 2}}}
	}
}

func TestProceduresAreSound(t *testing.T) { // R-M8
	for _, name := range written() {
		p, err := find(name)
		if err != nil {
			t.Fatal(err)
		}
		if problems := p.Check(); len(problems) > 0 {
			t.Errorf("%s: %+v", name, problems)
		}
	}
	rapid.Check(t, func(t *rapid.T) { randomProcedure(t) })
}
