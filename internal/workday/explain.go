package workday

import (
	"time"

	"congbo/internal/locale"
)

// An Explanation says how a due time came about, day by day. What its lines
// count adds up to the limit, and the last of them ends at Due.
type Explanation struct {
	From      time.Time // as asked
	Start     time.Time // the working moment counting began
	Limit     Limit
	Due       time.Time
	Lines     []Line
	Projected bool  // a year in Years is not announced
	Years     []int // the years between From and Due that have no official notice
}

// A LineKind says what a line of an explanation is about.
type LineKind uint8

// The kinds of lines.
const (
	Skipped    LineKind = iota // time that does not count: From to To, or the whole day
	Started                    // counting in days begins, at From
	Counted                    // working time from From to To
	CountedDay                 // a working day
	Moved                      // counting led to From, where nobody works: due at To, the close before
)

// A Line is one step of an explanation.
type Line struct {
	Kind     LineKind
	Day      time.Time     // midnight of the day, in Zone
	From, To time.Time     // zero where the line is about the whole day; To alone zero: the rest of it
	Time     time.Duration // working time counted by this line
	Days     int           // working days counted by this line
	SumTime  time.Duration // and by all lines so far
	SumDays  int
	Why      locale.Text // why it does not count; or what is special about a day that does
	Likely   bool        // the day off is not announced yet
}

// Explain returns the way from a start to Due(from, l).
func (c *Calendar) Explain(from time.Time, l Limit) Explanation {
	e := Explanation{From: from.In(Zone), Limit: l}
	w := teller{reader{c: c}, &e}
	asked := at(from)
	m := w.next(asked)
	e.Start = m.time()
	w.wait(asked, m)
	if l.Days > 0 {
		m = w.days(m, l.Days)
	}
	if l.Minutes > 0 {
		m = w.minutes(m, time.Duration(l.Minutes)*time.Minute)
	}
	e.Due = m.time()
	for y := e.From.Year(); y <= e.Due.Year(); y++ {
		if c.Projected(y) {
			e.Years, e.Projected = append(e.Years, y), true
		}
	}
	return e
}

// A teller counts as Due does and writes down how.
type teller struct {
	reader
	e *Explanation
}

func (w *teller) line(l Line) {
	if n := len(w.e.Lines); n > 0 {
		l.SumTime, l.SumDays = w.e.Lines[n-1].SumTime, w.e.Lines[n-1].SumDays
	}
	l.SumTime += l.Time
	l.SumDays += l.Days
	w.e.Lines = append(w.e.Lines, l)
}

func (w *teller) about(kind LineKind, day int) Line {
	info := w.c.Day(moment{day: day}.time())
	return Line{Kind: kind, Day: info.Date, Why: info.Name, Likely: info.Projected}
}

// closed writes the days off from one day to before another.
func (w *teller) closed(day, before int) {
	for ; day < before; day++ {
		if len(w.hours(day)) == 0 {
			w.line(w.about(Skipped, day))
		}
	}
}

// wait writes what lies between the start that was asked and the next working
// moment.
func (w *teller) wait(asked, start moment) {
	hours := w.hours(asked.day)
	if asked == start || len(hours) == 0 {
		w.closed(asked.day, start.day)
		return
	}
	l := w.about(Skipped, asked.day)
	l.From, l.Likely = asked.time(), false
	switch {
	case asked.day < start.day:
		l.Why = both("workday.after_hours")
	case asked.clock < hours[0].from():
		l.To, l.Why = start.time(), both("workday.before_hours")
	default:
		l.To, l.Why = start.time(), breakName(asked, start)
	}
	w.line(l)
	w.closed(asked.day+1, start.day)
}

// breakName says what a break within a day is: the lunch break is the one that
// reaches into the hour after noon.
func breakName(from, to moment) locale.Text {
	const noon, one = 12 * time.Hour, 13 * time.Hour
	if from.clock < one && to.clock > noon {
		return both("workday.lunch")
	}
	return both("workday.break")
}

func (w *teller) days(m moment, n int) moment {
	l := w.about(Started, m.day)
	l.From = m.time()
	w.line(l)
	day := m.day
	for range n {
		next := w.workday(day, 1)
		w.closed(day+1, next)
		day = next
		l := w.about(CountedDay, day)
		l.Days = 1
		w.line(l)
	}
	led := moment{day, m.clock}
	due := w.floor(led)
	if !due.time().Equal(led.time()) { // 24:00 and the next 00:00 are two moments, one time
		l := Line{Kind: Moved, Day: moment{day: day}.time(), From: led.time(), To: due.time(), Why: both("workday.led_outside")}
		if w.next(led) == led {
			l.Why = both("workday.led_to_opening")
		}
		w.line(l)
	}
	return due
}

func (w *teller) minutes(m moment, d time.Duration) moment {
	for {
		m = w.resume(m)
		end := w.spanEnd(m)
		worked := min(end.clock-m.clock, d)
		stop := moment{m.day, m.clock + worked}
		l := w.about(Counted, m.day)
		l.From, l.To, l.Time = m.time(), stop.time(), worked
		w.line(l)
		if d -= worked; d == 0 {
			return stop
		}
		m = stop
	}
}

// resume goes from where counting stands to where it goes on, and writes what
// lies between; that an office is closed at night goes without saying.
func (w *teller) resume(m moment) moment {
	next := w.next(m)
	if next.day == m.day && next != m {
		l := w.about(Skipped, m.day)
		l.From, l.To, l.Why = m.time(), next.time(), breakName(m, next)
		w.line(l)
	}
	w.closed(m.day+1, next.day)
	return next
}

// spanEnd returns the end of the office hours that m is in.
func (w *teller) spanEnd(m moment) moment {
	for _, s := range w.hours(m.day) {
		if m.clock < s.to() {
			return moment{m.day, s.to()}
		}
	}
	return m
}
