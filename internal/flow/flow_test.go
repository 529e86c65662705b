package flow_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/workday"
)

// The people of the university's procedure, and what the program is told of
// the world at 08:00 on a Monday.
const (
	lan people.PersonID = iota + 1
	hoa
	nam
	tu
	vy
)

var monday = time.Date(2026, 11, 16, 8, 0, 0, 0, workday.Zone)

var posts = map[people.Role][]people.Holder{
	people.Communications: {{Person: lan}}, people.Head: {{Person: hoa}}, people.Deputy: {{Person: nam}},
	people.Webmaster: {{Person: tu}}, people.Leadership: {{Person: vy}},
}

func facts(at time.Time) flow.Facts {
	return flow.Facts{
		Now: at, HasDocument: true, Classified: true,
		Hashes:  content.Hashes{Content: "c1", Images: "i1", Classification: "k1", Layout: "l1", Translation: "t1", All: "a1"},
		Checks:  map[string]bool{"sources-cited": true, "unicode": true, "alt-text": true, "no-state-secrets": true},
		Holders: func(r people.Role) []people.Holder { return posts[r] },
	}
}

func by(p people.PersonID, roles ...people.Role) flow.Actor {
	a := flow.Actor{Person: p}
	for _, r := range roles {
		a.Holdings = append(a.Holdings, people.Holding{Role: r})
	}
	return a
}

func university() *flow.Procedure { return procfile.ByID("dang-tin-cap-truong") }

// must applies an act that nothing speaks against.
func must(t *testing.T, p *flow.Procedure, s flow.State, a flow.Act, who flow.Actor, f flow.Facts) (flow.State, []flow.Happening) {
	t.Helper()
	s, hs, err := p.Apply(s, a, who, f)
	if err != nil {
		t.Fatalf("%s %s: %s", a.Kind, a.Move, locale.Error(locale.EN, err))
	}
	return s, hs
}

// refuses wants an act to be refused with a message.
func refuses(t *testing.T, p *flow.Procedure, s flow.State, a flow.Act, who flow.Actor, f flow.Facts, key string) {
	t.Helper()
	got, hs, err := p.Apply(s, a, who, f)
	e, ok := fault.As(err)
	if !ok || e.Key != key {
		t.Errorf("%s %s: %v, want %s", a.Kind, a.Move, err, key)
	}
	if hs != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("%s was refused and did something", a.Kind)
	}
}

// inReview is a case whose text lies before the head.
func inReview(t *testing.T) (*flow.Procedure, flow.State, flow.Facts) {
	p, f := university(), facts(monday)
	s, _ := p.Start(f, flow.Actor{Outside: true})
	f.Now = monday.Add(time.Hour)
	s, _ = must(t, p, s, flow.Act{Kind: flow.DoMove, Move: "accept"}, by(lan, people.Communications), f)
	return p, s, f
}

func yes(a content.Aspect) flow.Act { return flow.Act{Kind: flow.DoVerdict, Aspect: a, Yes: true} }

// What a change made of the text is given up with it, so no rule about the text
// passes over the step where the case stood (R-B1).
func TestDroppedChangeGoesBack(t *testing.T) {
	for name, drop := range map[string]flow.Act{
		"dropped":  {Kind: flow.DoDrop, Words: flow.Ref{ID: 1, Digest: "d"}, Reason: "chưa có lịch chính thức"},
		"declined": {Kind: flow.DoMove, Move: "decline", Words: flow.Ref{ID: 1, Digest: "d"}, Reason: "chưa có lịch chính thức"},
	} {
		t.Run(name, func(t *testing.T) {
			shared := *university()
			p, f := &shared, facts(monday)
			p.Steps = slices.Clone(p.Steps)
			p.Step("result").Skip = &flow.Skip{When: []flow.Predicate{{Name: "kind", Values: []string{"brief"}}}, To: "settled"}
			s, _ := p.Start(f, flow.Actor{Outside: true})
			s.Step, s.Published = "result", &flow.Publication{Hashes: f.Hashes, At: monday}
			s, _ = must(t, p, s, flow.Act{Kind: flow.DoChange, Change: content.Update, Reason: "có lịch mới"}, by(lan, people.Communications), f)
			f.Kind = "brief"
			s, _ = must(t, p, s, drop, by(lan, people.Communications), f)
			if s.Step != "result" || s.Change != nil || !s.Published.Public() {
				t.Errorf("at %s, change %v", s.Step, s.Change)
			}
		})
	}
}

// Invariant 8: a case is never put before another version of its procedure.
func TestVersionIsPinned(t *testing.T) {
	p, s, f := inReview(t)
	newer := *p
	newer.Version++
	if _, _, err := newer.Apply(s, yes(content.AspectContent), by(hoa, people.Head), f); !fault.Is(err, fault.Internal) {
		t.Errorf("got %v", err)
	}
}

// One's own authority comes before a delegated one, and a person may say whose
// it shall be.
func TestInWhoseName(t *testing.T) {
	p, s, f := inReview(t)
	both := flow.Actor{Person: nam, Holdings: []people.Holding{{Role: people.Head, For: hoa}, {Role: people.Deputy}}}
	for _, c := range []struct{ asks, want people.PersonID }{{0, 0}, {hoa, hoa}} {
		both.For = c.asks
		_, hs := must(t, p, s, yes(content.AspectContent), both, f)
		if hs[0].By != (people.Holder{Person: nam, For: c.want}) {
			t.Errorf("acted as %+v, want for %d", hs[0].By, c.want)
		}
	}
	both.For = vy
	refuses(t, p, s, yes(content.AspectContent), both, f, "flow.not_yours")
	// Where one authority is barred, the other serves: Hoa has changed the text.
	f.Edits = []flow.Edit{{Aspect: content.AspectContent, Person: hoa, At: monday}}
	both.For = 0
	_, hs := must(t, p, s, yes(content.AspectContent), both, f)
	if hs[0].By.For != 0 {
		t.Errorf("approved for the author")
	}
	both.For = hoa
	refuses(t, p, s, yes(content.AspectContent), both, f, "flow.principal_is_author")
}

// Nobody approves what they did not read.
func TestSaw(t *testing.T) {
	p, s, f := inReview(t)
	a := yes(content.AspectContent)
	a.Saw = "c0"
	refuses(t, p, s, a, by(hoa, people.Head), f, "flow.text_changed")
	a.Saw = "c1"
	must(t, p, s, a, by(hoa, people.Head), f)
}

func TestOnlyTheProgramWakes(t *testing.T) {
	p, s, f := inReview(t)
	refuses(t, p, s, flow.Act{Kind: flow.DoWake}, by(hoa, people.Head), f, "flow.program_only")
	refuses(t, p, s, flow.Act{Kind: flow.DoCorrect}, by(hoa, people.Head), f, "flow.program_only")
	refuses(t, p, s, flow.Act{Kind: "dance"}, by(hoa, people.Head), f, "flow.no_such_act")
	refuses(t, p, s, yes(content.AspectContent), flow.Actor{System: true}, f, "flow.not_yours")
}

// The clocks of two nodes differ: what happens later is never written earlier.
func TestTimeDoesNotGoBack(t *testing.T) {
	p, s, f := inReview(t)
	f.Now = s.Last.Add(-time.Minute)
	next, _ := must(t, p, s, yes(content.AspectContent), by(hoa, people.Head), f)
	if next.Verdicts[0].At.Before(s.Last) || next.Last.Before(s.Last) {
		t.Errorf("verdict at %v after %v", next.Verdicts[0].At, s.Last)
	}
}

// A "no" from above stands against each yes for that content (R-M6).
func TestNoFromAbove(t *testing.T) {
	p, s, f := inReview(t)
	s, _ = must(t, p, s, flow.Act{Kind: flow.DoAsk, Reason: "?"}, by(hoa, people.Head), f)
	s, _ = must(t, p, s, flow.Act{Kind: flow.DoPut}, by(lan, people.Communications), f)
	s, _ = must(t, p, s, flow.Act{Kind: flow.DoAnswer, Answer: flow.No, Reason: "!"}, by(vy, people.Leadership), f)
	refuses(t, p, s, yes(content.AspectContent), by(hoa, people.Head), f, "flow.forbidden_above")
	refuses(t, p, s, flow.Act{Kind: flow.DoForce, Reason: "!"}, by(vy, people.Leadership), f, "flow.forbidden_above")
	if err := p.MayPublish(&s, &f); err == nil {
		t.Error("may be published")
	}
	must(t, p, s, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Reason: "!"}, by(hoa, people.Head), f)
	f.Hashes.Content = "c2"
	must(t, p, s, yes(content.AspectContent), by(hoa, people.Head), f)
	// Whoever asks does not answer.
	s, _ = must(t, p, s, flow.Act{Kind: flow.DoAsk, Reason: "?"}, by(hoa, people.Head), f)
	s, _ = must(t, p, s, flow.Act{Kind: flow.DoPut}, by(hoa, people.Communications), f)
	refuses(t, p, s, flow.Act{Kind: flow.DoAnswer, Answer: flow.Yes}, by(hoa, people.Leadership), f, "flow.own_question")
}

// A pause keeps exactly the working minutes that were left, for limits in days
// too (R-T1, F-E4).
func TestPauseKeepsWhatIsLeft(t *testing.T) {
	cal := workday.Vietnam()
	rapid.Check(t, func(t *rapid.T) {
		p := *university()
		p.Steps = slices.Clone(p.Steps)
		limit := rapid.SampledFrom(limits).Draw(t, "limit")
		p.Step("receive").Within, p.Within = limit, rapid.SampledFrom(limits).Draw(t, "whole")
		at := func(label string, after time.Time) time.Time {
			return after.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, label)) * time.Minute)
		}
		opened := at("opened", time.Date(2026, 8, 26, 7, 0, 0, 0, workday.Zone))
		s, _ := p.Start(facts(opened), flow.Actor{Outside: true})
		for range rapid.IntRange(1, 3).Draw(t, "pauses") {
			asked := at("asked", s.Last)
			stepLeft, caseLeft, due := s.Clock.Left(cal, asked), s.Case.Left(cal, asked), s.Clock.Due
			s, _, _ = p.Apply(s, flow.Act{Kind: flow.DoMove, Move: "request-changes", Reason: "!"}, by(lan, people.Communications), facts(asked))
			supplied := at("supplied", asked)
			if s.Step != "supplement" || !s.Due().IsZero() {
				t.Fatalf("at %s, due %v", s.Step, s.Due())
			}
			s, _, _ = p.Apply(s, flow.Act{Kind: flow.DoMove, Move: "supplied"}, flow.Actor{Outside: true}, facts(supplied))
			if s.Step != "receive" || s.Clock.Left(cal, supplied) != stepLeft || s.Case.Left(cal, supplied) != caseLeft {
				t.Fatalf("%v and %v were left, now %v and %v", stepLeft, caseLeft, s.Clock.Left(cal, supplied), s.Case.Left(cal, supplied))
			}
			if !asked.Before(due) && !s.Clock.Due.Equal(due) {
				t.Fatal("what was overdue became due again")
			}
			for _, c := range []*flow.Clock{&s.Clock, &s.Case} {
				if a := c.Explain(cal, supplied); a.Used+a.Left != a.Total {
					t.Fatalf("%+v does not add up", a)
				}
			}
		}
	})
}

// Waking as often as one likes tells everybody once, and a timer keeps its key.
func TestTimers(t *testing.T) { // F-E10, F-E11
	p, s, f := inReview(t)
	keys := map[string]bool{}
	for _, timer := range p.Timers(&s, &f) {
		if keys[timer.Key] || len(timer.Notify) == 0 {
			t.Errorf("%+v stands twice or tells nobody", timer)
		}
		keys[timer.Key] = true
	}
	told := map[event.Verb]int{}
	for range 200 {
		var hs []flow.Happening
		s, hs = must(t, p, s, flow.Act{Kind: flow.DoWake}, flow.Actor{System: true}, f)
		for _, h := range hs {
			told[h.Verb]++
		}
		f.Now = f.Now.Add(30 * time.Minute)
	}
	want := map[event.Verb]int{event.Reminded: 2, event.Overdue: 2, event.Stale: 1}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
	if at, ok := p.Next(&s, &f); ok {
		t.Errorf("wants to be woken at %v for what was told", at)
	}
}

// A limit of days remembers days: a reminder a day before is on the working
// day before.
func TestReminderDaysBefore(t *testing.T) {
	p := *university()
	p.Within, p.Remind, p.Overdue = workday.Limit{Days: 3}, []flow.Reminder{{Before: workday.Limit{Days: 1}}}, nil
	f := facts(monday) // due Thursday 08:00
	s, _ := p.Start(f, flow.Actor{Outside: true})
	timers := p.Timers(&s, &f)
	if want := monday.AddDate(0, 0, 2); !timers[0].At.Equal(want) {
		t.Errorf("reminds at %v, want %v", timers[0].At.In(workday.Zone), want)
	}
}

// F-E8: a day off that is announced later moves what is due, and nothing else.
func TestRecount(t *testing.T) {
	p, s, f := inReview(t)
	if same, hs := p.Recount(s, f); len(hs) > 0 || !reflect.DeepEqual(same, s) {
		t.Error("counted anew by the same calendar, and something changed")
	}
	f.Calendar = workday.Vietnam().With(nil, []workday.Override{{Date: "2026-11-17"}})
	later, hs := p.Recount(s, f)
	if want := monday.AddDate(0, 0, 2); !later.Due().Equal(want) || len(hs) != 1 || !hs[0].Due.Equal(want) {
		t.Errorf("due %v, told %+v", later.Due(), hs)
	}
	f.Now = monday.AddDate(0, 0, 5)
	if late, hs := p.Recount(s, f); len(hs) > 0 || !late.Due().Equal(s.Due()) {
		t.Error("what was overdue is due again")
	}
}

// The calendar is that of the place where a step's role is resolved.
func TestCalendarOfTheStep(t *testing.T) {
	p, s, f := inReview(t)
	f.CalendarFor = func(r people.Role) *workday.Calendar {
		if r == people.Webmaster {
			return workday.Vietnam().With(nil, []workday.Override{{Date: "2026-11-17"}})
		}
		return nil
	}
	for _, a := range []content.Aspect{content.AspectContent, content.AspectImages} {
		s, _ = must(t, p, s, yes(a), by(hoa, people.Head), f)
	}
	s, _ = must(t, p, s, flow.Act{Kind: flow.DoMove, Move: "approve"}, by(hoa, people.Head), f)
	if want := monday.Add(time.Hour).AddDate(0, 0, 2); !s.Clock.Due.Equal(want) {
		t.Errorf("posting is due %v, want %v", s.Clock.Due.In(workday.Zone), want)
	}
	if want := monday.AddDate(0, 0, 1); !s.Due().Equal(want) {
		t.Errorf("the case is due %v, want the earlier limit %v", s.Due().In(workday.Zone), want)
	}
}

// What the desk shows: every way on, and why not; and what editing would cost.
func TestOptions(t *testing.T) {
	p, s, f := inReview(t)
	got := map[string]string{}
	for _, o := range p.Options(s, by(hoa, people.Head), f) {
		name := string(o.Kind) + " " + string(o.Move) + string(o.Aspect) + o.Item
		got[name] = "yes"
		if !o.Allowed {
			got[name] = o.WhyNot.Key
		}
	}
	want := map[string]string{
		"move approve": "flow.verdict_missing", "move decline": "yes", "move request-changes": "yes",
		"verdict content": "yes", "verdict images": "yes", "ask ": "yes", "force ": "yes", "embargo ": "yes", "extend ": "yes",
		"tick no-state-secrets": "flow.item_checked_by_program", "tick plain-title": "yes", "tick facts-checked": "yes",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, o := range p.Options(s, by(hoa, people.Head), f) { // all that is missing is named at once
		if o.Move == "approve" && locale.Error(locale.VI, o.WhyNot) != "Chưa có kết quả duyệt nội dung, hình ảnh." {
			t.Error(locale.Error(locale.VI, o.WhyNot))
		}
	}
	if got := p.EditCosts(&s, &f, by(hoa, people.Head)); !slices.Equal(got, []content.Aspect{content.AspectContent, content.AspectImages}) {
		t.Errorf("editing costs the head %v", got)
	}
	if got := p.EditCosts(&s, &f, by(lan, people.Communications)); got != nil {
		t.Errorf("editing costs the office %v", got)
	}
}

// Every key the engine may answer with is in the catalogs; those of predicates
// and acts are put together from names.
func TestMessagesExist(t *testing.T) {
	var keys []string
	for name := range flow.Predicates {
		keys = append(keys, "flow.when."+name, "flow.when_not."+name)
	}
	for _, k := range flow.Kinds {
		keys = append(keys, "flow.kind."+string(k))
	}
	for _, a := range content.Aspects {
		keys = append(keys, "flow.aspect."+string(a))
	}
	for _, l := range flow.Letters {
		keys = append(keys, "flow.letter."+string(l))
	}
	for _, e := range flow.Effects {
		keys = append(keys, "flow.effect."+string(e))
	}
	for _, o := range flow.Outcomes {
		keys = append(keys, "flow.outcome."+string(o))
	}
	for _, a := range flow.Answers {
		keys = append(keys, "flow.answer."+string(a))
	}
	for _, r := range flow.Relations {
		keys = append(keys, "flow.relation."+string(r))
	}
	for _, c := range flow.Criteria {
		keys = append(keys, "flow.item."+c.ID)
	}
	for _, k := range keys {
		if !locale.Has(locale.VI, k) {
			t.Errorf("no message %s", k)
		}
	}
}

func TestPredicatesReadBack(t *testing.T) {
	for _, s := range []string{"verdicts", "not classified", "kind=news|brief", "not site=truong-vi"} {
		if got := flow.ParsePredicate(s).String(); got != s {
			t.Errorf("%q read as %q", s, got)
		}
	}
}

// Conditions of every sort, in a step of their own.
func TestConditions(t *testing.T) {
	p, s, f := inReview(t)
	q := *p
	q.Steps = slices.Clone(p.Steps)
	for _, c := range []struct {
		when string
		set  func(*flow.State, *flow.Facts)
	}{
		{"classified", func(s *flow.State, f *flow.Facts) { f.Classified = true }},
		{"has-document", func(s *flow.State, f *flow.Facts) { f.HasDocument = true }},
		{"beyond-authority", func(s *flow.State, f *flow.Facts) { s.Beyond = true }},
		{"published", func(s *flow.State, f *flow.Facts) { s.Published = &flow.Publication{} }},
		{"forced", func(s *flow.State, f *flow.Facts) { s.Published = &flow.Publication{Forced: true} }},
		{"sender-changed", func(s *flow.State, f *flow.Facts) { s.Correction = &flow.Correction{} }},
		{"reopened", func(s *flow.State, f *flow.Facts) { s.Reopened = 1 }},
		{"kind=news|brief", func(s *flow.State, f *flow.Facts) { f.Kind = "brief" }},
		{"unit=P.TT", func(s *flow.State, f *flow.Facts) { f.Unit = "P.TT" }},
		{"site=truong-vi", func(s *flow.State, f *flow.Facts) { f.Sites = []string{"truong-en", "truong-vi"} }},
		{"language=en", func(s *flow.State, f *flow.Facts) { f.Lang = "en" }},
		{"sender=unit-head", func(s *flow.State, f *flow.Facts) { f.Sender = []people.Role{people.Staff, people.UnitHead} }},
	} {
		for _, not := range []bool{false, true} {
			pred := flow.ParsePredicate(c.when)
			pred.Not = not
			q.Step("review").Moves = []flow.Move{{ID: "m", To: "declined", When: []flow.Predicate{pred}}}
			for _, set := range []bool{false, true} {
				s, f := s, f
				f.Classified, f.HasDocument = false, false
				if set {
					c.set(&s, &f)
				}
				_, _, err := q.Apply(s, flow.Act{Kind: flow.DoMove, Move: "m"}, by(hoa, people.Head), f)
				if (err == nil) != (set != not) {
					t.Errorf("%s: set %v, %v", pred, set, err)
				}
			}
		}
	}
}

// BenchmarkMoves: the whole story of one item, ten acts and a posting.
func BenchmarkMoves(b *testing.B) {
	p, f := university(), facts(monday)
	acts := []struct {
		a   flow.Act
		who flow.Actor
	}{
		{flow.Act{Kind: flow.DoMove, Move: "accept"}, by(lan, people.Communications)},
		{yes(content.AspectContent), by(hoa, people.Head)},
		{yes(content.AspectImages), by(nam, people.Deputy)},
		{flow.Act{Kind: flow.DoMove, Move: "approve"}, by(hoa, people.Head)},
		{flow.Act{Kind: flow.DoMove, Move: "publish"}, by(tu, people.Webmaster)},
		{flow.Act{Kind: flow.DoMove, Move: "wrong", Reason: "!"}, flow.Actor{Outside: true}},
		{flow.Act{Kind: flow.DoMove, Move: "publish"}, by(tu, people.Webmaster)},
		{flow.Act{Kind: flow.DoMove, Move: "right"}, flow.Actor{Outside: true}},
	}
	b.ReportAllocs()
	for b.Loop() {
		s, _ := p.Start(f, flow.Actor{Outside: true})
		for _, x := range acts {
			var err error
			if s, _, err = p.Apply(s, x.a, x.who, f); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N*len(acts))/b.Elapsed().Seconds(), "moves/s")
}
