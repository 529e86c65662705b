package flow

import (
	"fmt"
	"slices"

	"congbo/internal/workday"
)

// batch checks a step that hands its cases over together: by a move that asks
// for nothing, in rhythms that recur, and with nothing else that would stop or
// set its clock.
func (c *checker) batch(base string, s *Step) {
	b := s.Batch
	if b == nil {
		return
	}
	base += "/batch"
	switch m := s.Move(b.Move); {
	case b.Move == "":
		c.add(base, "procfile.batch_no_move")
	case m == nil:
		c.add(base+"/move", "procfile.move", string(b.Move))
	case m.To == "" || m.To == Back || m.To == s.ID || m.Reason != NoReason || m.Letter != "" || len(m.Does) > 0 || len(m.Wants) > 0 || slices.Contains(m.By, Program) ||
		s.Silence != nil && s.Silence.Move == m.ID:
		c.add(base+"/move", "procfile.batch_move", string(b.Move))
	}
	c.roles(base+"/late", b.Late, false)
	c.rhythm(base, "/rhythm", b.Rhythm)
	var named []string
	for i, k := range b.Kinds {
		at := fmt.Sprintf("%s/kinds/%d", base, i)
		c.rhythm(at, "/rhythm", k.Rhythm)
		if len(k.Of) == 0 {
			c.add(at, "procfile.batch_kinds")
		}
		for j, kind := range k.Of {
			way := fmt.Sprintf("%s/of/%d", at, j)
			c.id(way, kind)
			if slices.Contains(named, kind) {
				c.add(way, "procfile.duplicate", kind)
			}
			named = append(named, kind)
		}
	}
	for _, other := range []struct {
		key   string
		there bool
	}{{"within", !s.Within.IsZero()}, {"pause", s.Pause}, {"consult", s.Consult != nil}, {"verdicts", len(s.Verdicts) > 0}, {"silence", s.Silence != nil}, {"wants", c.dated(s.ID)}} {
		if other.there {
			c.add(base, "procfile.batch_has", other.key)
		}
	}
}

func (c *checker) rhythm(base, key string, r workday.Rhythm) {
	switch {
	case r.IsZero():
		c.add(base, "procfile.batch_no_rhythm")
	case !slices.Contains(workday.Everies, r.Every) || r.At < 0 || r.At >= 24*60 ||
		r.Every == workday.Weekly && (r.On < 0 || r.On > 6) || r.Every == workday.Monthly && (r.On < 1 || r.On > workday.LastDay):
		c.add(base+key, "workday.rhythm", r.String())
	}
}
