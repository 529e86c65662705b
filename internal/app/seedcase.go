package app

import (
	"slices"
	"strconv"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// A seedCase is a case run in memory.
type seedCase struct {
	s          *seeder
	place      seedPlace
	scope      people.Scope
	opened     time.Time
	rev        content.Revision
	hashes     content.Hashes
	checks     map[string]bool
	state      flow.State
	facts      flow.Facts
	holders    map[people.Role][]people.Holder
	happenings []seedHappening // of its opening
}

type seedHappening struct {
	flow.Happening
	at      time.Time
	written bool // the case had its text by then
}

// begin opens a case over a text that somebody of the office brings.
func (s *seeder) begin(place seedPlace, opened time.Time, rev content.Revision, h content.Hashes) *seedCase {
	c := &seedCase{s: s, place: place, opened: opened.UTC().Truncate(time.Microsecond), rev: rev, hashes: h, holders: make(map[people.Role][]people.Holder),
		scope: people.Scope{Institution: s.institution, Sites: []int64{place.site}}, checks: cases.MachineChecks(rev)}
	cal := workday.Vietnam()
	if s.app.Cases.Calendar != nil {
		cal = s.app.Cases.Calendar(s.institution, 0)
	}
	c.facts = flow.Facts{Now: c.opened, Calendar: cal, Unit: "0", Holders: c.hold}
	state, hs := s.procedure.Start(c.facts, flow.Actor{System: true})
	c.state = state
	for _, h := range hs {
		c.happenings = append(c.happenings, seedHappening{h, c.opened, false})
	}
	return c
}

func (c *seedCase) hold(role people.Role) []people.Holder {
	h, ok := c.holders[role]
	if !ok {
		h = people.Holders(role, c.scope, c.s.appointments, c.s.delegations, c.facts.Now)
		c.holders[role] = h
	}
	return h
}

// write gives the case its text, brought in by a person.
func (c *seedCase) write(who people.PersonID) {
	c.rev.SavedBy, c.rev.SavedAt, c.rev.Number = int64(who), c.facts.Now, 1
	f := &c.facts
	f.HasDocument, f.Hashes, f.Kind, f.Lang = true, c.hashes, c.rev.Kind, string(c.rev.Lang)
	f.Classified, f.Checks = cases.Classified(c.rev), c.checks
	f.Sites = []string{strconv.FormatInt(c.place.site, 10)}
	for _, a := range []content.Aspect{content.AspectContent, content.AspectClassification} {
		f.Edits = append(f.Edits, flow.Edit{Aspect: a, Person: who, At: f.Now})
	}
}

// authors tells whom the case's text makes an author of what.
func (c *seedCase) authors() []store.Authorship {
	var all []store.Authorship
	for _, e := range c.facts.Edits {
		all = append(all, store.Authorship{Aspect: e.Aspect, Person: e.Person, How: "saved", At: e.At})
	}
	return all
}

// do lets somebody act, some minutes after the act before.
func (c *seedCase) do(act flow.Act, who people.PersonID) ([]seedHappening, error) {
	if pause := c.s.now.Sub(c.opened) / 24; pause > 0 {
		c.facts.Now = c.facts.Now.Add(min(pause, 11*time.Minute)).Truncate(time.Microsecond)
	}
	act = c.told(act)
	before, edits := c.facts, c.facts.Edits
	if act.Kind == flow.DoAttach {
		c.write(who)
	}
	by := flow.Actor{Person: who, Holdings: people.Holdings(who, c.scope, c.s.appointments, c.s.delegations, c.facts.Now)}
	next, hs, err := c.s.procedure.Apply(c.state, act, by, c.facts)
	if err != nil {
		c.facts, c.facts.Edits = before, edits
		return nil, err
	}
	c.state = next
	var all []seedHappening
	for _, h := range hs {
		all = append(all, seedHappening{h, c.facts.Now, c.facts.HasDocument})
	}
	return all, nil
}

// told gives a move what it wants to be told: any unit, and a date some days
// ahead.
func (c *seedCase) told(act flow.Act) flow.Act {
	step := c.s.procedure.Step(c.state.Step)
	if act.Kind != flow.DoMove || step == nil {
		return act
	}
	if m := step.Move(act.Move); m != nil && len(m.Wants) > 0 {
		if len(c.s.units) > 0 {
			act.Unit = c.s.units[0]
		}
		act.Due = c.facts.Now.AddDate(0, 0, 7)
	}
	return act
}

// road finds, by trying, who can lead a case at a place from its first step to
// its end through the public page, and since when they all hold their roles.
func (s *seeder) road(place seedPlace) ([]seedAct, time.Time, error) {
	rev, err := s.text(s.first(), place)
	if err != nil {
		return nil, time.Time{}, err
	}
	c := s.begin(place, s.now, rev, rev.Hashes())
	var road []seedAct
	try := func(act flow.Act, roles []people.Role) bool {
		for _, role := range roles {
			for _, h := range c.hold(role) {
				if h.For != 0 {
					continue
				}
				if hs, err := c.do(act, h.Person); err == nil && len(hs) > 0 {
					road = append(road, seedAct{act, h.Person})
					return true
				}
			}
		}
		return false
	}
	for range 30 {
		if !c.state.Ended.IsZero() {
			break
		}
		step := s.procedure.Step(c.state.Step)
		if !c.facts.HasDocument {
			try(flow.Act{Kind: flow.DoAttach}, step.By)
		}
		for _, v := range step.Verdicts {
			for range v.Need {
				try(flow.Act{Kind: flow.DoVerdict, Aspect: v.Aspect, Yes: true}, slices.Concat(v.By, step.By))
			}
		}
		for _, item := range step.Checklist.Required {
			if !c.checks[item] {
				try(flow.Act{Kind: flow.DoTick, Item: item, Yes: true}, step.By)
			}
		}
		move := func(reason string, want func(flow.Move) bool) bool {
			return slices.ContainsFunc(step.Moves, func(m flow.Move) bool {
				return want(m) && try(flow.Act{Kind: flow.DoMove, Move: m.ID, Reason: reason}, slices.Concat(m.By, step.By))
			})
		}
		free := func(m flow.Move) bool { return m.Reason != flow.ReasonRequired }
		on := move("", func(m flow.Move) bool { return free(m) && !s.leadsBack(step, m) }) ||
			// Where cases go on in batches, one goes on by itself with a reason.
			move("thử tải", func(m flow.Move) bool { return !free(m) && !s.leadsBack(step, m) && s.procedure.Step(m.To).End == "" }) ||
			move("", free)
		if !on {
			break
		}
	}
	if c.state.Ended.IsZero() || !c.state.Published.Public() {
		title := ""
		if step := s.procedure.Step(c.state.Step); step != nil {
			title = step.Title.In("vi")
		}
		return nil, time.Time{}, fault.New(fault.Invalid, "seed.no_road", title)
	}
	return road, s.since(road), nil
}

// leadsBack reports whether a move goes to an earlier step of the procedure.
func (s *seeder) leadsBack(from *flow.Step, m flow.Move) bool {
	at := func(id flow.StepID) int {
		return slices.IndexFunc(s.procedure.Steps, func(x flow.Step) bool { return x.ID == id })
	}
	return at(m.To) < at(from.ID)
}

// since is when the last of those on a road took up a role.
func (s *seeder) since(road []seedAct) time.Time {
	var since time.Time
	for _, a := range s.appointments {
		on := slices.ContainsFunc(road, func(x seedAct) bool { return x.who == a.Person })
		if on && a.Holds(s.now) && a.From.After(since) {
			since = a.From
		}
	}
	return since
}
