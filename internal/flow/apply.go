package flow

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/workday"
)

// A run is one act under way: the state that is coming about and what has
// happened so far. It is thrown away when the act is refused.
type run struct {
	p   *Procedure
	s   State
	f   Facts
	now time.Time

	who  people.Holder // who acts, and for whom
	role people.Role   // in which role
	hs   []Happening
}

// Start opens a case at the first step. The actor is whoever brought it; where
// that is the requester with an account, it is known from then on. The
// procedure must be sound (see Check).
func (p *Procedure) Start(f Facts, by Actor) (State, []Happening) { return p.Begin(f, by, Beginning{}) }

// A Beginning is what there is to know of a case that nobody requested.
type Beginning struct {
	Wish Wish      // on whose wish it begins
	Unit int64     // that is asked to do the first step; 0: nobody is, or somebody without an account
	Due  time.Time // by when; zero: nobody was asked for it by a date
}

// A Wish says on whose wish a case begins that nobody requested.
type Wish string

// The wishes.
const (
	WishOwn        Wish = "own"        // of whoever began it (U II.1)
	WishBoard      Wish = "board"      // the board needs it (D 9.1a)
	WishLeadership Wish = "leadership" // the leadership asked the board for it (D 11.1)
)

// Begin is Start with what is known of a case that nobody requested: a unit may
// be asked for it, by a date that is the limit of the first step.
func (p *Procedure) Begin(f Facts, by Actor, b Beginning) (State, []Happening) {
	now := instant(f.Now)
	r := &run{p: p, f: f, now: now, s: State{
		Procedure: p.ID, Version: p.Version, Opened: now, Last: now, Seen: f.Hashes,
	}}
	r.who = people.Holder{Person: by.Person, For: by.For}
	if by.Outside {
		r.role = people.Requester
		r.relate(FromOutside, r.who)
	}
	if f.HasDocument {
		r.s.Document = now
	}
	r.s.Case = startClock(f.calendar(""), now, p.Within)
	opened := r.happen(event.CaseOpened)
	switch {
	case f.Requested || by.Outside:
		opened.Letter = p.Receipt
	case !f.HasDocument && (b.Unit != 0 || b.Due.IsZero()): // whoever has no account is written to by whom it opens for
		opened.Letter = p.Commission
	}
	opened.Clause, opened.Wish = p.Clause, b.Wish
	if b.Unit != 0 || !b.Due.IsZero() {
		r.s.Assigned = &Assignment{Step: p.Steps[0].ID, Unit: b.Unit, Due: instant(b.Due), By: r.who, At: now}
		opened.Unit = b.Unit
	}
	r.enter(p.Steps[0].ID)
	if r.step().Pause { // nobody has sent anything yet, or the unit is to confirm it
		r.hold(Held{Since: now})
		if r.s.limited() {
			r.happen(event.Paused)
		}
	}
	r.hs[0].To, r.hs[0].Due = r.s.Step, r.s.Due()
	r.hs[0].Notify = r.step().By
	r.tellNobodyLeft()
	return r.s, r.hs
}

// Apply gives the state after the act and what came of it, or the unchanged
// state and a *fault.Error that says in the person's words why not. Neither
// the given state nor anything it refers to is changed.
func (p *Procedure) Apply(s State, a Act, by Actor, f Facts) (State, []Happening, error) {
	if s.Procedure != p.ID || s.Version != p.Version {
		return s, nil, fault.New(fault.Internal, "fault.internal").Because(
			fmt.Errorf("case of %s version %d put before %s version %d", s.Procedure, s.Version, p.ID, p.Version))
	}
	if p.Step(s.Step) == nil {
		return s, nil, fault.New(fault.Internal, "fault.internal").Because(
			fmt.Errorf("%s version %d has no step %q", p.ID, p.Version, s.Step))
	}
	r := &run{p: p, s: s.clone(), f: f, now: instant(f.Now)}
	if r.now.Before(s.Last) { // clocks of two nodes may differ a little
		r.now = s.Last
	}
	if err := r.do(a, by); err != nil {
		return s, nil, err
	}
	r.regather()
	r.approveLater()
	r.tellNobodyLeft()
	if len(r.hs) > 0 {
		r.s.Last = r.now
		r.s.Seen = f.Hashes
	}
	return r.s, r.hs, nil
}

// afterEnd are the acts on a case that has ended: by a move it goes on, what is
// public of it may end, and come back, at an hour, be changed and be taken down.
var afterEnd = []Kind{DoMove, DoWake, DoTerm, DoExpire, DoMiss, DoShow, DoChange, DoTakeDown, DoRemove, DoSource, DoFollow}

// ofHouse are the acts by which a house disposes of its text. Whoever holds the
// role of an outside partner does what was assigned to them, and none of these
// (R-P6), whatever a procedure says.
var ofHouse = []Kind{DoPlan, DoUnplan, DoTerm, DoShow, DoEmbargo, DoLift, DoForce, DoSettle, DoGrant, DoPostpone, DoChange, DoDrop, DoTakeDown, DoRemove}

func (r *run) do(a Act, by Actor) error {
	if slices.Contains(ofHouse, a.Kind) {
		by = by.ofHouse()
	}
	if !r.s.Ended.IsZero() && !slices.Contains(afterEnd, a.Kind) {
		return fault.New(fault.Conflict, "flow.ended")
	}
	switch a.Kind {
	case DoMove:
		return r.move(a, by)
	case DoHandOver:
		return r.handOver(a, by)
	case DoVerdict:
		return r.verdict(a, by)
	case DoTick:
		return r.tick(a, by)
	case DoAsk:
		return r.ask(a, by)
	case DoPut:
		return r.put(a, by)
	case DoAnswer:
		return r.answer(a, by)
	case DoWithdraw:
		return r.withdraw(a, by)
	case DoClaim:
		return r.claim(a, by)
	case DoAttach:
		return r.attach(a, by)
	case DoRevise:
		return r.revise(a, by)
	case DoCorrect:
		return r.correct(a, by)
	case DoHeed:
		return r.heed(a, by)
	case DoForce:
		return r.force(a, by)
	case DoSettle:
		return r.settle(a, by)
	case DoExtend:
		return r.extend(a, by)
	case DoGrant:
		return r.grant(a, by)
	case DoPostpone:
		return r.postpone(a, by)
	case DoWake:
		return r.wake(by)
	case DoPlan:
		return r.plan(a, by)
	case DoUnplan:
		return r.unplan(a, by)
	case DoRun:
		return r.runPlan(by)
	case DoMiss:
		return r.miss(a, by)
	case DoTerm:
		return r.term(a, by)
	case DoExpire:
		return r.expire(by)
	case DoShow:
		return r.show(a, by)
	case DoEmbargo:
		return r.embargo(a, by)
	case DoLift:
		return r.lift(a, by)
	case DoSource:
		return r.source(a, by)
	case DoFollow:
		return r.follow(a, by)
	case DoChange:
		return r.change(a, by)
	case DoDrop:
		return r.dropChange(a, by)
	case DoTakeDown:
		return r.takeDown(a, by, Withdraw)
	case DoRemove:
		return r.takeDown(a, by, Unpublish)
	}
	return fault.New(fault.Invalid, "flow.no_such_act", string(a.Kind))
}

// step is the step the case is in.
func (r *run) step() *Step { return r.p.Step(r.s.Step) }

// ownCourse are the verbs of what follows by itself: no clause is cited for it.
var ownCourse = map[event.Verb]bool{
	event.Paused: true, event.Resumed: true, event.CaseEnded: true, event.CaseReopened: true, event.NobodyLeft: true,
	event.ApprovalVoided: true, event.AnswerVoided: true, event.ApprovedLater: true, event.Reminded: true,
	event.Overdue: true, event.Stale: true, event.DueChanged: true, event.SenderCorrected: true, event.UnitAssigned: true,
	event.DueNamed: true, event.BatchChanged: true,
	event.ExtensionAsked: true, event.ExtensionGranted: true, event.ExtensionRefused: true, event.AskedLater: true,
	event.SourceChanged: true, event.SourceGone: true, event.SourceBack: true, event.SourceHeeded: true,
	event.ChangeBegun: true, event.ChangeDropped: true, event.Withdrawn: true,
	event.SenderConfirmed: true, event.SenderDenied: true,
	event.PlanDropped: true, event.PlanFailed: true, event.PlanLate: true, event.TermFailed: true, event.Expired: true, event.EmbargoOver: true,
}

// happen adds a happening of the acting person in the present step.
func (r *run) happen(v event.Verb) *Happening {
	h := Happening{Verb: v, By: r.who, Role: r.role, Step: r.s.Step}
	if s := r.step(); s != nil && !ownCourse[v] {
		h.Clause = s.Clause
	}
	r.hs = append(r.hs, h)
	return &r.hs[len(r.hs)-1]
}

func (r *run) relate(rel Relation, who people.Holder) {
	if who.Person == 0 || slices.Contains(r.s.Relations[rel], who) {
		return
	}
	if r.s.Relations == nil {
		r.s.Relations = make(map[Relation][]people.Holder)
	}
	r.s.Relations[rel] = append(r.s.Relations[rel], who)
}

// calendar is that of the place where the role is resolved.
func (f *Facts) calendar(role people.Role) *workday.Calendar {
	if f.CalendarFor != nil && role != "" {
		if c := f.CalendarFor(role); c != nil {
			return c
		}
	}
	if f.Calendar != nil {
		return f.Calendar
	}
	return workday.Vietnam()
}

// stepCalendar is the calendar of those who do the step.
func (f *Facts) stepCalendar(s *Step) *workday.Calendar {
	for _, role := range s.By {
		if role != people.Requester {
			return f.calendar(role)
		}
	}
	return f.calendar("")
}

// clone copies everything in s that an act may change.
func (s State) clone() State {
	s.Rounds = maps.Clone(s.Rounds)
	s.Earlier = slices.Clone(s.Earlier)
	s.Verdicts = slices.Clone(s.Verdicts)
	s.Ticks = slices.Clone(s.Ticks)
	s.Approved = maps.Clone(s.Approved)
	s.Fired = slices.Clone(s.Fired)
	if s.Relations != nil {
		rel := make(map[Relation][]people.Holder, len(s.Relations))
		for k, v := range s.Relations {
			rel[k] = slices.Clone(v)
		}
		s.Relations = rel
	}
	s.Held = copied(s.Held)
	s.Assigned = copied(s.Assigned)
	s.Consult = copied(s.Consult)
	s.Published = copied(s.Published)
	s.Correction = copied(s.Correction)
	s.Extension = copied(s.Extension)
	s.Plan, s.Term, s.Embargo = copied(s.Plan), copied(s.Term), copied(s.Embargo)
	s.Change, s.Gather, s.Source = copied(s.Change), copied(s.Gather), copied(s.Source)
	return s
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

// said reports whether the person gave words.
func (a Act) said() bool { return strings.TrimSpace(a.Reason) != "" }

func reasonNeeded() *fault.Error {
	return fault.New(fault.Invalid, "flow.reason_needed").In("reason")
}

// sawIt refuses an act on a text that is no longer the one the person saw.
func (a Act) sawIt(hash string) error {
	if a.Saw != "" && a.Saw != hash {
		return fault.New(fault.Conflict, "flow.text_changed")
	}
	return nil
}

// aspectName is an aspect as a value of a message.
func aspectName(a content.Aspect) locale.Key { return locale.Key("flow.aspect." + string(a)) }

// AspectList is a list of aspects as a value of a message.
func AspectList(list []content.Aspect) any {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return aspectName(list[0])
	}
	return fault.New(fault.Internal, "flow.comma", aspectName(list[0]), AspectList(list[1:]))
}
