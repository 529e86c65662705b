package flow

import (
	"time"

	"congbo/internal/workday"
)

// A Clock counts one limit in working time. It can be halted; what was left
// then is left when it goes on, in working minutes, for limits in days too.
// What a clock was already overdue stays as it is.
type Clock struct {
	Limit    workday.Limit `json:"limit,omitzero"`
	Set      time.Time     `json:"set,omitzero"`      // a date that was named, in place of the limit
	Extended bool          `json:"extended,omitzero"` // that date was given in place of an earlier one
	Started  time.Time     `json:"started,omitzero"`
	First    time.Time     `json:"first,omitzero"` // due if nothing had halted it
	Due      time.Time     `json:"due,omitzero"`   // due as things stand; while halted: as they stood
	Halts    []Halt        `json:"halts,omitempty"`
	Done     time.Time     `json:"done,omitzero"` // met, on time or not
}

// A Halt is a time in which a clock did not run. A zero To is now.
type Halt struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
	Why  Waiting   `json:"why,omitempty"` // empty: the case had ended
}

func startClock(cal *workday.Calendar, at time.Time, l workday.Limit) Clock {
	c := Clock{Limit: l, Started: at}
	c.count(cal)
	return c
}

// Limited reports whether there is something to be met.
func (c *Clock) Limited() bool { return !c.Limit.IsZero() || !c.Set.IsZero() }

// count computes First and Due from the rest, by the calendar as it is now. A
// date that was named stays.
func (c *Clock) count(cal *workday.Calendar) {
	if !c.Limited() || c.Started.IsZero() {
		return
	}
	if c.First = c.Set; c.Set.IsZero() {
		c.First = instant(cal.Due(c.Started, c.Limit))
	}
	c.Due = c.First
	for _, h := range c.Halts {
		c.shift(cal, h)
	}
}

// shift moves Due by a halt that is over.
func (c *Clock) shift(cal *workday.Calendar, h Halt) {
	if !h.To.IsZero() && h.From.Before(c.Due) {
		c.Due = instant(cal.Add(h.To, cal.Between(h.From, c.Due)))
	}
}

// halt stops a clock that runs.
func (c *Clock) halt(at time.Time, why Waiting) {
	if !c.Started.IsZero() && c.Done.IsZero() && !c.halted() {
		c.Halts = append(c.Halts[:len(c.Halts):len(c.Halts)], Halt{From: at, Why: why})
	}
}

// resume lets a halted clock go on.
func (c *Clock) resume(cal *workday.Calendar, at time.Time) {
	if !c.halted() || !c.Done.IsZero() {
		return
	}
	halts := append([]Halt(nil), c.Halts...)
	halts[len(halts)-1].To = at
	c.Halts = halts
	if c.Limited() {
		c.shift(cal, halts[len(halts)-1])
	}
}

func (c *Clock) halted() bool {
	return len(c.Halts) > 0 && c.Halts[len(c.Halts)-1].To.IsZero()
}

// running is when the clock is due, zero where there is no limit or it does
// not run.
func (c *Clock) running() time.Time {
	if c.Started.IsZero() || c.halted() || !c.Done.IsZero() {
		return time.Time{}
	}
	return c.Due
}

// Left is the working time that is left at an instant, frozen while the clock
// is halted; zero where there is no limit or it has run out.
func (c *Clock) Left(cal *workday.Calendar, now time.Time) time.Duration {
	if !c.Limited() {
		return 0
	}
	if c.halted() {
		now = c.Halts[len(c.Halts)-1].From
	}
	if !c.Done.IsZero() {
		now = c.Done
	}
	return cal.Between(now, c.Due)
}

// OnTime reports whether a limit was met, of a clock that is done.
func (c *Clock) OnTime() bool { return !c.Limited() || !c.Done.After(c.Due) }

// at is the instant at which so much working time was or will be used up.
func (c *Clock) at(cal *workday.Calendar, worked time.Duration) time.Time {
	from := c.Started
	for _, h := range c.Halts {
		used := cal.Between(from, h.From)
		if worked <= used || h.To.IsZero() {
			break
		}
		worked -= used
		from = h.To
	}
	return instant(cal.Add(from, worked))
}

// An Account explains a due time so that it adds up: what was Used in the
// stretches and what is Left make the Total.
type Account struct {
	Limit     workday.Limit
	Set       time.Time // a date that was named, in place of the limit
	From      time.Time
	First     time.Time // due if nothing had halted it
	Due       time.Time
	Stretches []Stretch
	Total     time.Duration // working time of the limit, by the calendar
	Used      time.Duration // until now, within the limit
	Left      time.Duration
	Late      time.Duration // working time since Due
}

// A Stretch is a time in which a clock ran, or did not and Why.
type Stretch struct {
	From, To time.Time
	Working  time.Duration // office time in it
	Counted  bool
	Why      Waiting
}

// Explain gives the account of the clock at an instant.
func (c *Clock) Explain(cal *workday.Calendar, now time.Time) Account {
	a := Account{Limit: c.Limit, Set: c.Set, From: c.Started, First: c.First, Due: c.Due}
	if c.Started.IsZero() {
		return a
	}
	if !c.Done.IsZero() {
		now = c.Done
	}
	stretch := func(from, to time.Time, counted bool, why Waiting) {
		if to.After(from) {
			a.Stretches = append(a.Stretches, Stretch{from, to, cal.Between(from, to), counted, why})
		}
	}
	from := c.Started
	for _, h := range c.Halts {
		stretch(from, h.From, true, "")
		to := h.To
		if to.IsZero() {
			to = now
		}
		stretch(h.From, to, false, h.Why)
		from = to
	}
	stretch(from, now, true, "")
	if !c.Limited() {
		return a
	}
	a.Total = cal.Between(c.Started, c.First)
	for _, s := range a.Stretches {
		if s.Counted {
			a.Used += cal.Between(s.From, minTime(s.To, c.Due))
		}
	}
	a.Left = c.Left(cal, now)
	if !c.halted() {
		a.Late = cal.Between(c.Due, now)
	}
	return a
}

func minTime(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// instant brings a time into the form in which states keep it: UTC, to the
// microsecond, without a monotonic part.
func instant(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(time.Microsecond)
}
