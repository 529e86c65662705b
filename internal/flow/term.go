package flow

import (
	"slices"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// A Term is until when what is public of a case is shown: a page that ends by
// itself (F-C2). It may be named before the text is published.
type Term struct {
	Until  time.Time     `json:"until"`
	By     people.Holder `json:"by"`
	Set    time.Time     `json:"set"`
	Ended  time.Time     `json:"ended,omitzero"` // the page is no longer shown, for this reason
	Failed time.Time     `json:"failed,omitzero"`
	Why    Trouble       `json:"why,omitempty"`
}

// running reports whether a page is shown that the term will end.
func (t *Term) running(p *Publication) bool { return t != nil && t.Ended.IsZero() && p.Public() }

// over reports whether it has run out before anything was shown: nobody meant a
// page that ends as it begins.
func (t *Term) over(now time.Time) bool { return t != nil && t.Ended.IsZero() && !t.Until.After(now) }

// renewTerm forgets the end of an earlier page: what is published anew stays
// until somebody says otherwise.
func (r *run) renewTerm() {
	if t := r.s.Term; t != nil && !t.Ended.IsZero() {
		r.s.Term = nil
	}
}

// termed reports whether until when a page is shown can be said now, of one that
// is public or is about to be.
func (s *State) termed(step *Step) bool {
	return s.Published.Public() || s.Ended.IsZero() && (s.Published == nil && step.posts() || s.Term != nil && s.Term.Ended.IsZero())
}

// Expired reports whether the page of a case ended by itself and is not shown.
func (s *State) Expired() bool {
	return s.Term != nil && !s.Term.Ended.IsZero() && s.Published != nil && !s.Published.Public()
}

// posts reports whether the step has a move that publishes.
func (s *Step) posts() bool {
	return slices.ContainsFunc(s.Moves, func(m Move) bool { return slices.Contains(m.Does, Publish) })
}

// termTask is who may say until when a page is shown: those who post by the
// procedure, those who answer for that, and those who may publish first.
func (p *Procedure) termTask() task {
	var t task
	add := func(roles []people.Role) {
		for _, r := range roles {
			if r != people.Requester && r != Program && !slices.Contains(t.roles, r) {
				t.roles = append(t.roles, r)
			}
		}
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		for j := range s.Moves {
			if m := &s.Moves[j]; slices.Contains(m.Does, Publish) {
				add(p.moveTask(s, m).roles)
				add(s.Else)
				add(s.responsible())
			}
		}
	}
	add(p.Force)
	return t
}

// term names until when the page is shown, or, said in so many words, that it
// stays: a date that was left out by mistake lifts nothing.
func (r *run) term(a Act, by Actor) error {
	if err := r.entitle(r.p.termTask(), by); err != nil {
		return err
	}
	until := instant(a.Due)
	switch {
	case !r.s.termed(r.step()):
		return fault.New(fault.Conflict, "flow.not_public")
	case until.IsZero() && (r.s.Term == nil || !a.Yes):
		return fault.New(fault.Invalid, "flow.term_when").In("until")
	case until.IsZero():
		r.s.Term = nil
		r.keep(r.happen(event.TermLifted))
		return nil
	case !until.After(r.now):
		return fault.New(fault.Invalid, "flow.term_past").In("until")
	case until.Sub(r.now) > 20*farthest:
		return fault.New(fault.Invalid, "flow.term_far").In("until")
	case r.s.Plan.Pending() && !until.After(r.s.Plan.At):
		return fault.New(fault.Invalid, "flow.term_before_plan").In("until")
	}
	r.s.Term = &Term{Until: until, By: r.who, Set: r.now}
	h := r.happen(event.TermSet)
	h.Due = until
	r.keep(h)
	return nil
}

// keep has the pages that are shown know of it.
func (r *run) keep(h *Happening) {
	if r.s.Published.Public() {
		h.Effect = Keep
	}
}

// expire takes the page down whose term has come.
func (r *run) expire(by Actor) error {
	t := r.s.Term
	switch {
	case !by.System:
		return fault.New(fault.Denied, "flow.program_only")
	case !t.running(r.s.Published) || t.Until.After(r.now):
		return fault.New(fault.Conflict, "flow.no_plan")
	}
	t.Ended = r.now
	r.s.Published.Withdrawn, r.s.Change = r.now, nil
	r.dropPlan()
	h := r.happen(event.Expired)
	h.Effect, h.Timer, h.Due = Unpublish, TimerTerm, t.Until
	return nil
}

// show puts the page back whose term has come: exactly the text that was shown,
// while its approvals hold, until another date or for good.
func (r *run) show(a Act, by Actor) error {
	if !r.s.Expired() {
		return fault.New(fault.Conflict, "flow.not_expired")
	}
	if err := r.entitle(r.p.termTask(), by); err != nil {
		return err
	}
	until := instant(a.Due)
	switch {
	case r.s.Outcome != "" && r.s.Outcome != Settled:
		return fault.New(fault.Conflict, "flow.ended")
	case r.s.Published.Hashes != r.f.Hashes:
		return fault.New(fault.Conflict, "flow.show_other_text")
	case !until.IsZero() && !until.After(r.now):
		return fault.New(fault.Invalid, "flow.term_past").In("until")
	case !until.IsZero() && until.Sub(r.now) > 20*farthest:
		return fault.New(fault.Invalid, "flow.term_far").In("until")
	}
	if err := a.sawIt(r.f.Hashes.All); err != nil {
		return err
	}
	if e := r.p.mayPublish(&r.s, &r.f); e != nil {
		return e
	}
	r.s.Term = nil
	if !until.IsZero() {
		r.s.Term = &Term{Until: until, By: r.who, Set: r.now}
	}
	r.s.Published = &Publication{Hashes: r.f.Hashes, At: r.now, By: r.who}
	h := r.happen(event.ShownAgain)
	h.Effect, h.Due, h.Words = Publish, until, a.Words
	return nil
}
