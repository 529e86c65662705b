package workday

import "time"

// Counting uses two readings of the hours. Work begins in [From, To): that is
// next. What is due ends in (From, To]: that is floor, which turns both an
// opening and a moment outside the hours into the close before.
//
// Every calendar has hours in each week (With sees to it) and only so many days
// off, so that both find an answer.

// next returns m if the office is open then, else the next opening.
func (r *reader) next(m moment) moment {
	for {
		for _, s := range r.hours(m.day) {
			if m.clock < s.to() {
				return moment{m.day, max(m.clock, s.from())}
			}
		}
		m = moment{day: m.day + 1}
	}
}

// floor returns the last working moment up to m: m itself within the hours and
// at a close, else the last close before m.
func (r *reader) floor(m moment) moment {
	for {
		hours := r.hours(m.day)
		for i := len(hours) - 1; i >= 0; i-- {
			if hours[i].from() < m.clock {
				return moment{m.day, min(m.clock, hours[i].to())}
			}
		}
		m = moment{m.day - 1, day24}
	}
}

// workday returns the nth working day after day.
func (r *reader) workday(day, n int) int {
	for n > 0 {
		day++
		if len(r.hours(day)) > 0 {
			n--
		}
	}
	return day
}

// forward returns the moment at which d > 0 of working time after m is over.
func (r *reader) forward(m moment, d time.Duration) moment {
	for {
		for _, s := range r.hours(m.day) {
			from := max(m.clock, s.from())
			if worked := s.to() - from; worked <= 0 {
				continue
			} else if worked < d {
				d -= worked
			} else {
				return moment{m.day, from + d}
			}
		}
		m = moment{day: m.day + 1}
	}
}

// back returns the due moment from which d > 0 of working time leads to m.
func (r *reader) back(m moment, d time.Duration) moment {
	for {
		hours := r.hours(m.day)
		for i := len(hours) - 1; i >= 0; i-- {
			to := min(m.clock, hours[i].to())
			if worked := to - hours[i].from(); worked <= 0 {
				continue
			} else if worked <= d {
				d -= worked
			} else {
				return moment{m.day, to - d}
			}
		}
		m = moment{m.day - 1, day24}
	}
}

// Next returns t if the office is open then, else the next opening.
func (c *Calendar) Next(t time.Time) time.Time {
	r := reader{c: c}
	return r.next(at(t)).time()
}

// Due returns the moment at which l, counted from a start, runs out. It is
// always within office hours or at a close. Days are counted first, then
// minutes. The zero Limit, or a negative one, is due at once: at Next(from).
func (c *Calendar) Due(from time.Time, l Limit) time.Time {
	r := reader{c: c}
	m := r.next(at(from))
	if l.Days > 0 {
		m = r.floor(moment{r.workday(m.day, l.Days), m.clock})
	}
	if l.Minutes > 0 {
		m = r.forward(m, time.Duration(l.Minutes)*time.Minute)
	}
	return m.time()
}

// Add returns the moment d of working time after t, for a clock that stood
// still and goes on with what was left. A negative d, what a clock was already
// overdue by, leads back before t; none is Next(t). Where d is not zero,
// Between measures it again.
func (c *Calendar) Add(t time.Time, d time.Duration) time.Time {
	r, m := reader{c: c}, at(t)
	switch {
	case d > 0:
		return r.forward(m, d).time()
	case d < 0:
		return r.back(m, -d).time()
	}
	return r.next(m).time()
}

// Between returns the working time from a to b; none if b is not after a.
func (c *Calendar) Between(a, b time.Time) time.Duration {
	r, m, end := reader{c: c}, at(a), at(b)
	var sum time.Duration
	for ; m.day <= end.day; m = (moment{day: m.day + 1}) {
		last := day24
		if m.day == end.day {
			last = end.clock
		}
		for _, s := range r.hours(m.day) {
			sum += max(0, min(last, s.to())-max(m.clock, s.from()))
		}
	}
	return sum
}
