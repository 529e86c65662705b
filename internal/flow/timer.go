package flow

import (
	"slices"
	"strconv"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/workday"
)

// A TimerKind says what a [Timer] is for.
type TimerKind string

// The kinds of timers.
const (
	TimerRemind  TimerKind = "remind"  // a limit comes near
	TimerOverdue TimerKind = "overdue" // it has run out, or ran out so long ago
	TimerStale   TimerKind = "stale"   // so long in one step
	TimerSilence TimerKind = "silence" // no answer is an answer
	TimerEmbargo TimerKind = "embargo" // the hour before which nothing is public has come
	TimerPlan    TimerKind = "plan"    // the hour of a planned move; woken by itself (DoRun)
	TimerTerm    TimerKind = "term"    // the hour at which a page ends; the same (DoExpire)
)

// A Timer is an instant at which a case wants to be woken (DoWake). Key stays
// the same for the same occasion, so that nobody is told twice.
type Timer struct {
	Key    string
	At     time.Time
	Kind   TimerKind
	Notify []people.Role
	Due    time.Time // of the limit it is about; zero for stale and silence
}

// Timers lists what the case is still to be woken for as things stand, the
// next first. Clocks that stand still wake nobody.
func (p *Procedure) Timers(s *State, f *Facts) []Timer {
	if !s.Ended.IsZero() {
		return nil
	}
	step := p.Step(s.Step)
	w := waker{s: s}
	if s.Embargo != nil {
		w.add(Timer{Key: caseKey + "embargo/" + strconv.FormatInt(s.Embargo.At.UnixMicro(), 36), At: s.Embargo.Until, Kind: TimerEmbargo})
	}
	cal := f.stepCalendar(step)
	if s.Consult.Pending() {
		c := p.Step(s.Consult.Step).Consult
		awaited := c.Of
		if len(c.Through) > 0 && s.Consult.Put.IsZero() {
			awaited = c.Through
		}
		w.clock(entryKey(s.Stay, "consult"+strconv.Itoa(len(s.Earlier)), 0), f.calendar(c.Of[0]), &s.Consult.Clock, c.Remind, c.Overdue, awaited)
	} else {
		w.clock(entryKey(s.Stay, "step", 0), cal, &s.Clock, step.Remind, step.Overdue, step.hands())
		w.clock(caseKey+"limit", f.calendar(""), &s.Case, p.Remind, p.Overdue, step.hands())
	}
	for i, a := range step.Stale {
		if at := s.standing(cal, a.After); !at.IsZero() {
			w.add(Timer{Key: entryKey(s.Stay, "stale", i), At: at, Kind: TimerStale, Notify: a.notify(step)})
		}
	}
	if step.Silence != nil {
		if at := s.standing(cal, step.Silence.After); !at.IsZero() {
			w.add(Timer{Key: entryKey(s.Stay, "silence", 0), At: at, Kind: TimerSilence})
		}
	}
	slices.SortStableFunc(w.timers, func(a, b Timer) int { return a.At.Compare(b.At) })
	return w.timers
}

// standing is when the case will have been so long in the hands of its step:
// what it waited for others does not count. Zero while it waits.
func (s *State) standing(cal *workday.Calendar, l workday.Limit) time.Time {
	c := Clock{Limit: l, Started: s.Clock.Started, Halts: s.Clock.Halts}
	c.count(cal)
	return c.running()
}

// notify is who an alarm tells; who answers for the step where it names nobody.
func (a Alarm) notify(step *Step) []people.Role {
	if len(a.Notify) == 0 {
		return step.responsible()
	}
	return a.Notify
}

// A waker gathers the timers that have not fired.
type waker struct {
	s      *State
	timers []Timer
}

func (w *waker) add(t Timer) {
	if !slices.Contains(w.s.Fired, t.Key) {
		t.At = instant(t.At)
		w.timers = append(w.timers, t)
	}
}

// clock adds the timers of a limit that runs.
func (w *waker) clock(key string, cal *workday.Calendar, c *Clock, remind []Reminder, overdue []Alarm, hands []people.Role) {
	due := c.running()
	if due.IsZero() {
		return
	}
	for i, r := range remind {
		if w.s.Plan.Pending() && !w.s.Plan.At.After(due) {
			break // it is seen to: an hour within the limit is agreed
		}
		if at := c.remindAt(cal, r); at.After(c.Started) {
			w.add(Timer{Key: key + "/remind/" + strconv.Itoa(i), At: at, Kind: TimerRemind, Notify: hands, Due: due})
		}
	}
	for i, a := range overdue {
		at := due
		if !a.After.IsZero() {
			at = cal.Due(due, a.After)
		}
		notify := a.Notify
		if len(notify) == 0 {
			notify = hands
		}
		w.add(Timer{Key: key + "/overdue/" + strconv.Itoa(i), At: at, Kind: TimerOverdue, Notify: notify, Due: due})
	}
}

// remindAt is when a reminder is due.
func (c *Clock) remindAt(cal *workday.Calendar, r Reminder) time.Time {
	if r.Percent > 0 {
		total := cal.Between(c.Started, c.First)
		return c.at(cal, (total * time.Duration(r.Percent) / 100).Truncate(time.Minute))
	}
	at := c.Due
	if r.Before.Days > 0 {
		at = daysBefore(cal, at, r.Before.Days)
	}
	if r.Before.Minutes > 0 {
		at = cal.Add(at, -time.Duration(r.Before.Minutes)*time.Minute)
	}
	return instant(at)
}

// daysBefore is the same office-clock time n working days earlier.
func daysBefore(cal *workday.Calendar, t time.Time, n int) time.Time {
	for range 366 {
		if n == 0 {
			break
		}
		t = t.AddDate(0, 0, -1)
		if len(cal.Hours(t)) > 0 {
			n--
		}
	}
	return t
}

// wake does what the time that has passed asks for. Waking too often, too
// early or too late does no harm.
func (r *run) wake(by Actor) error {
	if !by.System {
		return fault.New(fault.Denied, "flow.program_only")
	}
	for _, t := range r.p.Timers(&r.s, &r.f) {
		if t.At.After(r.now) {
			break
		}
		r.s.Fired = append(r.s.Fired, t.Key)
		if t.Kind == TimerEmbargo {
			r.who, r.role = people.Holder{}, ""
			r.happen(event.EmbargoOver).Due = r.s.Embargo.Until
			r.s.Embargo = nil
			continue
		}
		if t.Kind == TimerSilence {
			if step := r.step(); r.open(step, step.Move(step.Silence.Move)) == nil {
				r.make(step, step.Move(step.Silence.Move), Act{}, TimerSilence)
				return nil // the other timers were those of the step just left
			}
			continue
		}
		h := r.happen(map[TimerKind]event.Verb{
			TimerRemind: event.Reminded, TimerOverdue: event.Overdue, TimerStale: event.Stale,
		}[t.Kind])
		h.Notify, h.Timer, h.Due = t.Notify, t.Kind, t.Due
	}
	return nil
}

// Next is when the case wants to be woken next; ok is false for never.
func (p *Procedure) Next(s *State, f *Facts) (at time.Time, ok bool) {
	timers := p.Timers(s, f)
	if len(timers) == 0 {
		return time.Time{}, false
	}
	return timers[0].At, true
}

// Recount gives the state with its due times by the calendar as it is now,
// after a holiday was announced or taken back. Limits that are met, and those
// that had run out, are left as they are.
func (p *Procedure) Recount(s State, f Facts) (State, []Happening) { return p.RecountFor(s, f, "") }

// RecountFor is Recount after one day of the calendar was changed, which the
// history then names.
func (p *Procedure) RecountFor(s State, f Facts, day string) (State, []Happening) {
	r := &run{p: p, s: s.clone(), f: f, now: instant(f.Now)}
	if !s.Ended.IsZero() || r.step() == nil {
		return s, nil
	}
	before := s.Due()
	recount := func(c *Clock, cal *workday.Calendar) {
		if c.Done.IsZero() && (c.halted() || c.Due.After(r.now)) {
			c.count(cal)
		}
	}
	recount(&r.s.Clock, f.stepCalendar(r.step()))
	r.recountBatch(f.stepCalendar(r.step()))
	recount(&r.s.Case, f.calendar(""))
	if r.s.Held != nil && r.s.Held.Step != "" {
		recount(&r.s.Held.Clock, f.stepCalendar(p.Step(r.s.Held.Step)))
	}
	if r.s.Consult.Pending() {
		recount(&r.s.Consult.Clock, f.calendar(p.Step(r.s.Consult.Step).Consult.Of[0]))
	}
	if due := r.s.Due(); !due.Equal(before) {
		h := r.happen(event.DueChanged)
		h.Due, h.Was, h.Day = due, before, day
	}
	return r.s, r.hs
}
