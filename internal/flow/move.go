package flow

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// move makes a move out of the step, or an act within it.
func (r *run) move(a Act, by Actor) error {
	step := r.step()
	m := step.Move(a.Move)
	if m == nil {
		return fault.New(fault.Conflict, "flow.no_such_move", step.Title)
	}
	if slices.Contains(m.By, Program) {
		return fault.New(fault.Denied, "flow.program_only")
	}
	if step.inBatch(m) {
		return fault.New(fault.Conflict, "flow.batch_only")
	}
	if r.s.Consult.Pending() {
		return r.consulting()
	}
	if m.disposes() {
		by = by.ofHouse()
	}
	if err := r.entitle(r.p.moveTask(step, m), by); err != nil {
		return err
	}
	if m.Reason == ReasonRequired && !a.said() {
		return reasonNeeded()
	}
	if err := r.wanted(m, a); err != nil {
		return err
	}
	if slices.Contains(m.Does, Publish) || slices.Contains(m.Does, Promulgate) {
		if err := a.sawIt(r.f.Hashes.All); err != nil {
			return err
		}
	}
	if err := r.open(step, m); err != nil {
		return err
	}
	r.make(step, m, a, "")
	return nil
}

// disposes reports whether a move has something published, put into force or
// taken down: what only somebody of the house does (R-P6).
func (m *Move) disposes() bool {
	return slices.ContainsFunc(m.Does, func(e Effect) bool { return e != Archive })
}

// ofHouse is the actor without the roles of an outside partner.
func (by Actor) ofHouse() Actor {
	by.Holdings = slices.DeleteFunc(slices.Clone(by.Holdings), func(h people.Holding) bool { return people.Abroad(h.Role) })
	return by
}

// open says why the move cannot be made now by whoever may make it.
func (r *run) open(step *Step, m *Move) error {
	if step.End != "" && m.Until > 0 && r.now.After(r.s.Ended.AddDate(0, 0, m.Until)) {
		return fault.New(fault.Conflict, "flow.too_late", m.Until)
	}
	if e := r.p.unmet(m, &r.s, &r.f, step); e != nil {
		return e
	}
	if err := r.undelivered(step, m); err != nil {
		return err
	}
	if m.forwards() {
		if e := r.p.missingItem(&r.s, &r.f, step); e != nil {
			return e
		}
	}
	if slices.Contains(m.Does, Publish) {
		if e := r.p.mayPublish(&r.s, &r.f); e != nil {
			return e
		}
	}
	if slices.Contains(m.Does, Promulgate) {
		if e := r.p.mayPromulgate(&r.s, &r.f); e != nil {
			return e
		}
	}
	if (slices.Contains(m.Does, Unpublish) || slices.Contains(m.Does, Archive)) &&
		!slices.Contains(m.Does, Publish) && !r.s.Published.Public() {
		return fault.New(fault.Conflict, "flow.not_public")
	}
	return nil
}

// forwards reports whether the move passes the text on, so that the step's
// checklist is asked of it.
func (m *Move) forwards() bool {
	return slices.Contains(m.Does, Publish) || slices.Contains(m.Does, Promulgate) || slices.ContainsFunc(m.When, func(c Predicate) bool {
		return !c.Not && (c.Name == "verdicts" || c.Name == "checklist")
	})
}

// make carries a move out that nothing speaks against.
func (r *run) make(step *Step, m *Move, a Act, timer TimerKind) {
	words := a.Words
	for _, e := range m.Does {
		if e == Promulgate {
			r.promulgate(a.Promulgation)
			continue
		}
		r.effect(e, words)
	}
	goal, dropped, leave := m.To, content.ChangeKind(""), r.leave
	if to := r.p.Step(m.To); to != nil && to.End != "" && to.End != Settled && r.s.Published.Public() {
		if c := r.s.Change; c != nil { // what is refused is the change: what is public stays
			goal, dropped, leave = c.From, c.Kind, r.leaveBack
			r.s.Change = nil
		} else {
			r.effect(Unpublish, words) // what is refused now does not stay, whether it was published first or had come back
		}
	}
	if step.As != "" && m.To != "" {
		r.relate(step.As, r.who)
	}
	verb := event.CaseMoved
	if m.To == "" {
		verb = event.MoveMade
	}
	at := len(r.hs)
	h := r.happen(verb)
	h.Move, h.Label, h.Letter, h.Words, h.Timer = m.ID, m.Label, m.Letter, words, timer
	if dropped != "" {
		h.Letter = "" // it would say that the whole was refused
		h = r.happen(event.ChangeDropped)
		h.Change = dropped
		h = &r.hs[at]
	}
	if m.Clause != "" {
		h.Clause = m.Clause
	}
	r.hand(m, a)
	if m.To == "" {
		if m.wants(WantDue) {
			r.hs[at].Due = r.s.Case.Set
		}
		return
	}
	leave(goal)
	if m.wants(WantUnit) && r.s.Step != m.To { // a rule passed the step over: the next one is done there
		r.s.Assigned.Step = r.s.Step
		if r.step().Batch != nil { // whose hour is the limit there
			r.s.Assigned.Due = time.Time{}
		}
		r.date()
	}
	h = &r.hs[at] // leave may have moved the list
	h.To, h.Due = r.s.Step, r.s.Due()
	h.Notify = r.step().By
}

// leave goes to another step, or to the one that a rule leads to instead.
func (r *run) leave(to StepID) { r.depart(to, r.enter) }

// leaveBack goes back to the step where a change was begun. No rule passes it
// over: the case stood there, and what the change made of the text is given up.
func (r *run) leaveBack(to StepID) {
	r.depart(to, func(id StepID) { r.begin(r.p.Step(id)) })
}

// depart leaves a step and enters another, stopping and starting the clocks.
func (r *run) depart(to StepID, enter func(StepID)) {
	if !r.s.Ended.IsZero() {
		r.s.Ended, r.s.Outcome = time.Time{}, ""
		r.s.Reopened++
		r.s.Case.resume(r.f.calendar(""), r.now)
		r.happen(event.CaseReopened)
	}
	if to == Back && r.s.Held != nil && r.s.Held.Step != "" {
		r.back()
		return
	}
	from := r.step()
	next := r.p.Step(to)
	switch {
	case next.Pause && !from.Pause:
		r.s.Clock.halt(r.now, next.waitsFor())
		held := Held{Step: r.s.Step, Stay: r.s.Stay, Entered: r.s.Entered, Clock: r.s.Clock, Since: r.now}
		r.s.Held = &held // what was told in the step that asked is remembered
		enter(to)
		r.hold(held)
		if r.s.limited() {
			r.happen(event.Paused)
		}
	case from.Pause && !next.Pause:
		limited := r.s.limited()
		r.s.Held = nil
		enter(to)
		if r.s.Ended.IsZero() {
			r.s.Case.resume(r.f.calendar(""), r.now)
			if limited {
				r.happen(event.Resumed).Due = r.s.Due()
			}
		}
	default:
		enter(to)
	}
}

// hold has the case wait for whom its step waits for.
func (r *run) hold(h Held) {
	why := r.step().waitsFor()
	if why != WaitsForRequester {
		h.For = why
	}
	r.s.Held = &h
	r.s.Case.halt(h.Since, why)
}

// back returns to the step that asked, with what was left of its limit.
func (r *run) back() {
	held, limited := *r.s.Held, r.s.limited()
	r.arrive(held.Step)
	r.s.Held = nil
	r.s.Stay, r.s.Entered, r.s.Clock = held.Stay, held.Entered, held.Clock
	r.s.Clock.resume(r.f.stepCalendar(r.step()), r.now)
	if r.step().Batch != nil { // its batch has gone without it
		r.gather()
	}
	r.s.Case.resume(r.f.calendar(""), r.now)
	if limited {
		r.happen(event.Resumed).Due = r.s.Due()
	}
}

// enter begins a step, or the one that a rule leads to instead.
func (r *run) enter(id StepID) {
	step := r.p.Step(id)
	for range r.p.Steps { // a ring of steps that all pass over ends somewhere
		if step.Skip == nil || !r.p.all(step.Skip.When, &r.s, &r.f, step) {
			break
		}
		if !step.Skip.atOpening() { // what was sent, or who sent it, did that step
			h := r.happen(event.StepSkipped)
			h.Step, h.To, h.Clause = step.ID, step.Skip.To, step.Clause
		}
		step = r.p.Step(step.Skip.To)
	}
	r.begin(step)
}

// begin begins a step afresh.
func (r *run) begin(step *Step) {
	r.arrive(step.ID)
	r.s.Entered = r.now
	r.s.Clock = Clock{}
	if step.End != "" {
		r.s.Ended, r.s.Outcome = r.now, step.End
		r.s.Case.halt(r.now, WaitsForNobody)
		r.happen(event.CaseEnded).Outcome = step.End
		return
	}
	r.s.Clock = startClock(r.f.stepCalendar(step), r.now, step.Within)
	r.gather()
	r.date()
}

// date makes the date that was named for this step, where it lies ahead, its
// limit.
func (r *run) date() {
	step := r.step()
	if a := r.s.Assigned; a != nil && a.Step == step.ID && step.End == "" && a.Due.After(r.now) {
		r.s.Clock = Clock{Set: a.Due, Started: r.now}
		r.s.Clock.count(r.f.stepCalendar(step))
	}
}

// arrive makes id the step of the case. What was told in the one before is
// forgotten, unless the case is to come back to it.
func (r *run) arrive(id StepID) {
	r.dropPlan()
	r.s.Step = id
	r.s.Extension = nil // it was about the step that is left
	r.s.Gather = nil
	r.s.Entry++
	r.s.Stay = r.s.Entry
	if r.s.Rounds == nil {
		r.s.Rounds = make(map[StepID]int)
	}
	r.s.Rounds[id]++
	r.s.Fired = slices.DeleteFunc(r.s.Fired, func(key string) bool {
		return !strings.HasPrefix(key, caseKey) &&
			(r.s.Held == nil || !strings.HasPrefix(key, strconv.Itoa(r.s.Held.Stay)+"/"))
	})
}

// effect notes what becomes of the public page.
func (r *run) effect(e Effect, words Ref) {
	var h *Happening
	switch e {
	case Publish:
		r.s.Published = &Publication{Hashes: r.f.Hashes, At: r.now, By: r.who}
		r.s.Change = nil
		r.renewTerm()
		r.posted()
		h = r.happen(event.Published)
	case Unpublish:
		if !r.s.Published.Public() && (r.s.Published == nil || !r.s.Published.Notice) {
			return
		}
		r.s.Published.Withdrawn, r.s.Published.Notice, r.s.Change = r.now, false, nil
		r.dropPlan()
		h = r.happen(event.Unpublished)
	case Withdraw:
		r.s.Published.Withdrawn, r.s.Published.Notice, r.s.Change = r.now, true, nil
		r.dropPlan()
		h = r.happen(event.Withdrawn)
	case Archive:
		h = r.happen(event.Archived)
	}
	h.Effect, h.Words = e, words
}

// posted ends the limit of the whole case, which runs to the first posting.
func (r *run) posted() {
	if c := &r.s.Case; c.Done.IsZero() {
		c.resume(r.f.calendar(""), r.now) // it may stand still while somebody publishes first
		c.Done = r.now
	}
}

// force publishes before approval. The case stays where it is, and flagged,
// until exactly this content is approved.
func (r *run) force(a Act, by Actor) error {
	if len(r.p.Force) == 0 {
		return fault.New(fault.Denied, "flow.no_force")
	}
	b := r.p.binding(&r.s, r.f.Hashes)
	roles := r.p.Force
	if r.s.Consult != nil && (b.blocks() || r.s.Consult.Pending()) {
		// Beyond the board's authority, only those who were asked can do it.
		of := r.p.Step(r.s.Consult.Step).Consult.Of
		roles = slices.DeleteFunc(slices.Clone(roles), func(role people.Role) bool { return !slices.Contains(of, role) })
	}
	if err := r.entitle(task{roles: roles}, by); err != nil {
		return err
	}
	switch {
	case !r.f.HasDocument:
		return fault.New(fault.Conflict, "flow.no_document")
	case !r.f.Classified:
		return fault.New(fault.Conflict, "flow.when.classified")
	case b == forbidden:
		return r.p.bindingFault(b)
	case r.s.Embargo.Holds(r.now):
		return r.s.embargoed(r.now)
	case r.s.Published.Public() && r.s.Published.Hashes == r.f.Hashes:
		return fault.New(fault.Conflict, "flow.public_already")
	case r.s.Untold(&r.f):
		return r.s.untold(&r.f)
	case r.s.Term.over(r.now):
		return fault.New(fault.Conflict, "flow.term_over")
	case len(r.f.Misfits) > 0:
		return r.f.unfit()
	case !a.said():
		return reasonNeeded()
	}
	if err := a.sawIt(r.f.Hashes.All); err != nil {
		return err
	}
	r.s.Published = &Publication{Hashes: r.f.Hashes, At: r.now, By: r.who, Forced: true, Reason: a.Words}
	r.s.Change = nil
	r.renewTerm()
	r.posted()
	h := r.happen(event.ForcePublished)
	h.Effect, h.Words, h.Notify = Publish, a.Words, r.step().By
	r.dropPlan()
	return nil
}

// caseKey begins the keys of timers that live as long as the case.
const caseKey = "case/"

func entryKey(stay int, kind string, i int) string {
	return strconv.Itoa(stay) + "/" + kind + "/" + strconv.Itoa(i)
}
