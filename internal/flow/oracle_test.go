package flow_test

import (
	"time"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/people"
)

// An oracle knows of a case what a clerk with a notebook would: who did what
// and when. It decides anew, from the notebook alone and in the plainest way,
// what the engine keeps in its state.
type oracle struct {
	p            *flow.Procedure
	appointments []people.Appointment
	delegations  []people.Delegation

	edits    []flow.Edit
	verdicts []noted
	answers  []answered
	marked   bool // beyond the authority, as it was last said
	posted   people.Holder
	unit     int64 // in which the case lies

	complete map[content.Aspect][]time.Time // when an aspect was validly approved
}

type noted struct {
	step         flow.StepID
	aspect       content.Aspect
	hash         string
	yes          bool
	person, whom people.PersonID // whom: the authority it was given in
	at           time.Time
	sealed       time.Time
}

type answered struct {
	bound  content.Hashes
	answer flow.Answer
}

// owns: by an appointment of one's own.
func (o *oracle) owns(id people.PersonID, role people.Role, at time.Time) bool {
	for _, a := range o.appointments {
		if a.Place.Kind == people.Unit && a.Place.ID != o.unit {
			continue
		}
		if a.Person == id && a.Role == role && !at.Before(a.From) && (a.To.IsZero() || at.Before(a.To)) {
			return true
		}
	}
	return false
}

// acts: in one's own right, or for somebody who has it in theirs and said so
// in writing for this time.
func (o *oracle) acts(who people.Holder, role people.Role, at time.Time) bool {
	if who.For == 0 {
		return o.owns(who.Person, role, at)
	}
	if !o.owns(who.For, role, at) || who.For == who.Person {
		return false
	}
	for _, d := range o.delegations {
		if d.From != who.For || d.To != who.Person || at.Before(d.Start) || !at.Before(d.End) {
			continue
		}
		if len(d.Roles) == 0 {
			return true
		}
		for _, r := range d.Roles {
			if r == role {
				return true
			}
		}
	}
	return false
}

// author: changed the aspect since it was last validly approved.
func (o *oracle) author(id people.PersonID, aspect content.Aspect) bool {
	var since time.Time
	for _, at := range o.complete[aspect] {
		since = at
	}
	for _, e := range o.edits {
		if e.Aspect == aspect && !e.At.Before(since) && id != 0 && (e.Person == id || e.For == id) {
			return true
		}
	}
	return false
}

// approved: the rule of a step is satisfied for a hash. Everyone's last word
// on it counts, nobody's who changed the aspect between their yes and the
// completion, and one authority is one voice.
func (o *oracle) approved(step flow.StepID, rule flow.VerdictRule, hash string) bool {
	if hash == "" {
		return false
	}
	last := map[people.PersonID]noted{}
	for _, v := range o.verdicts {
		if v.step == step && v.aspect == rule.Aspect && v.hash == hash {
			last[v.person] = v
		}
	}
	voices := map[people.PersonID]bool{}
	for _, v := range last {
		if !v.yes {
			return false
		}
		spoilt := false
		for _, e := range o.edits {
			for _, id := range []people.PersonID{v.person, v.whom} {
				if e.Aspect == v.aspect && !e.At.Before(v.at) && (v.sealed.IsZero() || e.At.Before(v.sealed)) && (e.Person == id || e.For == id) {
					spoilt = true
				}
			}
		}
		if !spoilt {
			voices[v.whom] = true
		}
	}
	return len(voices) >= rule.Need
}

// skipped: a rule of the procedure passes the step over. The random procedures
// and those of testdata know kind= only, beside what was supplied.
func skipped(s *flow.Step, kind string) bool {
	return s.Skip != nil && s.Skip.When[0].Name == "kind" && kind == s.Skip.When[0].Values[0]
}

// note writes a verdict into the notebook, and whether it completed an aspect.
func (o *oracle) note(v noted, now content.Hashes, kind string) {
	o.verdicts = append(o.verdicts, v)
	rules := 0
	for i := range o.p.Steps {
		s := &o.p.Steps[i]
		for _, rule := range s.Verdicts {
			if rule.Aspect != v.aspect || skipped(s, kind) {
				continue
			}
			rules++
			if !o.approved(s.ID, rule, now.Of(rule.Aspect)) {
				return
			}
		}
	}
	if rules == 0 {
		return
	}
	o.complete[v.aspect] = append(o.complete[v.aspect], v.at)
	for i := range o.verdicts {
		w := &o.verdicts[i]
		if w.aspect == v.aspect && w.hash == v.hash && w.yes && w.sealed.IsZero() && o.counted(i) {
			w.sealed = v.at
		}
	}
}

// counted: the verdict is its giver's last word and not spoilt.
func (o *oracle) counted(i int) bool {
	w := o.verdicts[i]
	for _, v := range o.verdicts[i+1:] {
		if v.step == w.step && v.aspect == w.aspect && v.hash == w.hash && v.person == w.person {
			return false
		}
	}
	for _, e := range o.edits {
		if e.Aspect == w.aspect && !e.At.Before(w.at) && (e.Person == w.person || e.For == w.person || e.Person == w.whom || e.For == w.whom) {
			return false
		}
	}
	return true
}

// asked are the parts of a text that an answer from above is about.
func (o *oracle) same(a, b content.Hashes) bool {
	about := map[content.Aspect]bool{content.AspectContent: true, content.AspectImages: true}
	for _, s := range o.p.Steps {
		for _, r := range s.Verdicts {
			about[r.Aspect] = true
		}
	}
	for aspect := range about {
		if a.Of(aspect) != b.Of(aspect) {
			return false
		}
	}
	return true
}

// allowed: nothing from above stands against this content.
func (o *oracle) allowed(h content.Hashes) bool {
	for i := len(o.answers) - 1; i >= 0; i-- {
		if o.same(o.answers[i].bound, h) {
			return o.answers[i].answer == flow.Yes
		}
	}
	if n := len(o.answers); n > 0 && o.answers[n-1].answer == flow.YesWithChanges {
		return true
	}
	return !o.marked
}
