package flow

import (
	"fmt"
	"slices"

	"congbo/internal/content"
)

// roads looks at the procedure as a whole: what can be reached, what comes to
// an end, and by which way something is published.
func (c *checker) roads() {
	from := c.reach(func(*Step, *Move) bool { return false })
	for i := range c.p.Steps {
		s := &c.p.Steps[i]
		if c.steps[s.ID] != i {
			continue // reported as a duplicate
		}
		if !from[s.ID] {
			c.add(fmt.Sprintf("steps/%d", i), "procfile.unreachable", s.name())
		} else if len(s.Moves) > 0 && !c.comesToAnEnd(s) {
			c.add(fmt.Sprintf("steps/%d", i), "procfile.no_end", s.name())
		}
	}
	c.unapproved()
}

// next lists where a step can lead to. Back leads to a step that was passed
// already: to any that leads here, where a road to the end is looked for, and
// to nothing new where it is asked what can be reached.
func (c *checker) next(s *Step, cut func(*Step, *Move) bool, back bool) []StepID {
	var to []StepID
	known := func(id StepID) StepID { // a misspelt step, reported elsewhere, is taken for what was meant
		if _, ok := c.steps[id]; !ok {
			id = StepID(Nearest(string(id), c.stepNames()))
		}
		return id
	}
	if s.Skip != nil {
		to = append(to, known(s.Skip.To))
	}
	for i := range s.Moves {
		m := &s.Moves[i]
		switch {
		case m.To == "" || cut(s, m):
		case m.To == Back:
			for j := range c.p.Steps {
				a := &c.p.Steps[j]
				if back && slices.ContainsFunc(a.Moves, func(m Move) bool { return m.To == s.ID }) {
					to = append(to, a.ID)
				}
			}
		default:
			to = append(to, known(m.To))
		}
	}
	return to
}

// reach walks from the first step without the moves that are cut.
func (c *checker) reach(cut func(*Step, *Move) bool) map[StepID]bool {
	seen := map[StepID]bool{}
	todo := []StepID{c.p.Steps[0].ID}
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		s := c.p.Step(id)
		if s == nil || seen[id] {
			continue
		}
		seen[id] = true
		todo = append(todo, c.next(s, cut, false)...)
	}
	return seen
}

func (c *checker) comesToAnEnd(s *Step) bool {
	seen := map[StepID]bool{}
	todo := []StepID{s.ID}
	for len(todo) > 0 {
		at := c.p.Step(todo[len(todo)-1])
		todo = todo[:len(todo)-1]
		if at == nil || seen[at.ID] {
			continue
		}
		if at.End != "" {
			return true
		}
		seen[at.ID] = true
		todo = append(todo, c.next(at, func(*Step, *Move) bool { return false }, true)...)
	}
	return false
}

// unapproved finds a publish that can be reached without passing the verdicts
// of a step. Apply would refuse it every time; the office should hear so
// before the procedure comes into force. Steps that a rule may pass over are
// left out: where it does, they ask for nothing.
func (c *checker) unapproved() {
	for i := range c.p.Steps {
		asks := &c.p.Steps[i]
		if len(asks.Verdicts) == 0 || asks.Skip != nil {
			continue
		}
		past := c.reach(func(s *Step, m *Move) bool { return s.ID == asks.ID && m.asksVerdicts() })
		for j := range c.p.Steps {
			s := &c.p.Steps[j]
			if !past[s.ID] || s.ID == asks.ID {
				continue
			}
			for k := range s.Moves {
				if slices.Contains(s.Moves[k].Does, Publish) || slices.Contains(s.Moves[k].Does, Promulgate) {
					c.add(fmt.Sprintf("steps/%d/moves/%d", j, k), "procfile.unapproved", asks.name(), aspectNames(asks.Verdicts))
				}
			}
		}
	}
}

// aspectNames is a list of aspects as a value of a message.
func aspectNames(rules []VerdictRule) any {
	var aspects []content.Aspect
	for _, r := range rules {
		if slices.Contains(content.Aspects, r.Aspect) {
			aspects = append(aspects, r.Aspect)
		}
	}
	return AspectList(aspects)
}
