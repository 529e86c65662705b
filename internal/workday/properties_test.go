package workday_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/workday"
)

// A place is a calendar that a failing test can print.
type place struct {
	*workday.Calendar
	week *[7][]workday.Span
	own  []workday.Override
}

func (p place) GoString() string { return fmt.Sprintf("week %v, own days %v", p.week, p.own) }

// The country's calendar, or a place with any week and any days of its own.
func anyCalendar() *rapid.Generator[place] {
	hours := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) workday.Span {
		from := rapid.IntRange(-10, 1440).Draw(t, "from")
		return workday.Span{From: from, To: from + rapid.IntRange(-5, 400).Draw(t, "long")}
	}), 0, 4)
	return rapid.Custom(func(t *rapid.T) place {
		if rapid.Bool().Draw(t, "country") {
			return place{Calendar: workday.Vietnam()}
		}
		var week *[7][]workday.Span
		if rapid.Bool().Draw(t, "own week") {
			week = new([7][]workday.Span)
			for i := range week {
				week[i] = hours.Draw(t, "hours")
			}
		}
		var own []workday.Override
		for range rapid.IntRange(0, 20).Draw(t, "own days") {
			date := base.AddDate(0, 0, rapid.IntRange(-5, 60).Draw(t, "day"))
			own = append(own, workday.Override{Date: date.Format(time.DateOnly), Hours: hours.Draw(t, "hours")})
		}
		return place{workday.Vietnam().With(week, own), week, own}
	})
}

var base = time.Date(2026, 8, 1, 0, 0, 0, 0, workday.Zone)

// Times of the months around, most of them to the minute and some at the very
// edges of the hours, where mistakes live.
func anyTime() *rapid.Generator[time.Time] {
	edges := []int{0, 449, 450, 690, 780, 1020, 1439}
	return rapid.Custom(func(t *rapid.T) time.Time {
		day := base.AddDate(0, 0, rapid.IntRange(-10, 220).Draw(t, "day"))
		minute := rapid.OneOf(rapid.IntRange(0, 1439), rapid.SampledFrom(edges)).Draw(t, "minute")
		odd := rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 59_999_999_999)).Draw(t, "ns")
		return day.Add(time.Duration(minute)*time.Minute + time.Duration(odd))
	})
}

func anyLimit() *rapid.Generator[workday.Limit] {
	return rapid.Custom(func(t *rapid.T) workday.Limit {
		days := rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 40)).Draw(t, "days")
		minutes := rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 3000), rapid.SampledFrom([]int{240, 480, 960})).Draw(t, "minutes")
		if days == 0 && minutes == 0 {
			days = 1
		}
		return workday.Limit{Days: days, Minutes: minutes}
	})
}

// dueWithin reports whether t is in the hours of its day, or ends them: never
// outside, never an opening.
func dueWithin(cal place, t time.Time) bool { return cal.IsWorking(t.Add(-1)) }

func TestPropertyDueIsWithinOfficeHours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, from, l := anyCalendar().Draw(t, "cal"), anyTime().Draw(t, "from"), anyLimit().Draw(t, "limit")
		due := cal.Due(from, l)
		if !dueWithin(cal, due) {
			t.Fatalf("%v is outside the hours %v", due, cal.Hours(due))
		}
		if due.Before(cal.Next(from)) {
			t.Fatalf("%v is before counting begins, %v", due, cal.Next(from))
		}
	})
}

func TestPropertyDueGrowsWithStartAndLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, l := anyCalendar().Draw(t, "cal"), anyLimit().Draw(t, "limit")
		a, b := anyTime().Draw(t, "a"), anyTime().Draw(t, "b")
		if b.Before(a) {
			a, b = b, a
		}
		if cal.Due(b, l).Before(cal.Due(a, l)) {
			t.Fatalf("%v later start, earlier due: %v, %v", l, cal.Due(a, l), cal.Due(b, l))
		}
		more := l
		if rapid.Bool().Draw(t, "days") {
			more.Days++
		} else {
			more.Minutes++
			if !cal.Due(a, more).After(cal.Due(a, l)) {
				t.Fatalf("a minute more is not later: %v", cal.Due(a, l))
			}
		}
		if cal.Due(a, more).Before(cal.Due(a, l)) {
			t.Fatalf("%v is due before %v", more, l)
		}
	})
}

func TestPropertyMinutesAreWhatLiesBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, from := anyCalendar().Draw(t, "cal"), anyTime().Draw(t, "from")
		l := workday.Limit{Minutes: rapid.IntRange(1, 10_000).Draw(t, "minutes")}
		if got := cal.Between(from, cal.Due(from, l)); got != time.Duration(l.Minutes)*time.Minute {
			t.Fatalf("%v between, want %d minutes", got, l.Minutes)
		}
	})
}

func TestPropertyAddAndBetweenAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, a, b := anyCalendar().Draw(t, "cal"), anyTime().Draw(t, "a"), anyTime().Draw(t, "b")
		d := time.Duration(rapid.Int64Range(1, int64(300*time.Hour)).Draw(t, "d"))
		if got := cal.Between(a, cal.Add(a, d)); got != d {
			t.Fatalf("forward: %v between, want %v", got, d)
		}
		if got := cal.Between(cal.Add(a, -d), a); got != d {
			t.Fatalf("back: %v between, want %v", got, d)
		}
		if d := cal.Between(a, b); d > 0 {
			if end := cal.Add(a, d); cal.Between(end, b) != 0 || end.After(b) {
				t.Fatalf("%v after %v is %v, not %v", d, a, end, b)
			}
		}
	})
}

// A pause that freezes what is left and resumes from there costs no working
// time and gives none.
func TestPropertyAPauseMovesTheDueTimeByItsOwnLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := anyCalendar().Draw(t, "cal")
		times := []time.Time{anyTime().Draw(t, "a"), anyTime().Draw(t, "b"), anyTime().Draw(t, "c")}
		slices.SortFunc(times, time.Time.Compare)
		start, halt, resume := times[0], times[1], times[2]
		due := cal.Due(start, workday.Limit{Minutes: rapid.IntRange(1, 10_000).Draw(t, "minutes")})
		left := cal.Between(halt, due) - cal.Between(due, halt)
		if left == 0 {
			return
		}
		again := cal.Add(resume, left)
		if got := cal.Between(resume, again) - cal.Between(again, resume); got != left {
			t.Fatalf("%v left after the pause, %v before", got, left)
		}
	})
}

func TestPropertyBetweenAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := anyCalendar().Draw(t, "cal")
		times := []time.Time{anyTime().Draw(t, "a"), anyTime().Draw(t, "b"), anyTime().Draw(t, "c")}
		slices.SortFunc(times, time.Time.Compare)
		a, b, c := times[0], times[1], times[2]
		if got := cal.Between(a, b) + cal.Between(b, c); got != cal.Between(a, c) {
			t.Fatalf("%v in two parts, %v in one", got, cal.Between(a, c))
		}
		if cal.Between(a, cal.Next(a)) != 0 {
			t.Fatal("there is working time before the next working moment")
		}
	})
}

// The explanation of a due time adds up (invariant 7).
func TestPropertyExplanationsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, from, l := anyCalendar().Draw(t, "cal"), anyTime().Draw(t, "from"), anyLimit().Draw(t, "limit")
		e := cal.Explain(from, l)
		if !e.Due.Equal(cal.Due(from, l)) || !e.Start.Equal(cal.Next(from)) || !e.From.Equal(from) {
			t.Fatalf("%+v explains another question than %v", e, cal.Due(from, l))
		}
		var days int
		var sum time.Duration
		var end time.Time
		for _, n := range e.Lines {
			days += n.Days
			sum += n.Time
			if n.SumDays != days || n.SumTime != sum {
				t.Fatalf("the running sums of %+v", n)
			}
			switch n.Kind {
			case workday.Skipped:
				if n.Time != 0 || n.Days != 0 || n.Why.VI == "" {
					t.Fatalf("%+v", n)
				}
				if n.From.IsZero() && len(cal.Hours(n.Day)) > 0 {
					t.Fatalf("%s is no day off", n.Day)
				}
				if !n.To.IsZero() && cal.Between(n.From, n.To) != 0 {
					t.Fatalf("%+v skips working time", n)
				}
			case workday.Counted:
				if n.To.Sub(n.From) != n.Time || cal.Between(n.From, n.To) != n.Time || n.Time <= 0 {
					t.Fatalf("%+v counts wrongly", n)
				}
				end = n.To
			case workday.CountedDay:
				if len(cal.Hours(n.Day)) == 0 {
					t.Fatalf("%s is a day off", n.Day)
				}
				end = n.Day.Add(e.Start.Sub(workday.Vietnam().Day(e.Start).Date))
			case workday.Moved:
				if !n.From.Equal(end) || !n.To.Before(n.From) || cal.Between(n.To, n.From) != 0 {
					t.Fatalf("%+v moves from %v", n, end)
				}
				end = n.To
			}
		}
		if days != l.Days || sum != time.Duration(l.Minutes)*time.Minute {
			t.Fatalf("%d days and %v, want %v", days, sum, l)
		}
		if !end.Equal(e.Due) {
			t.Fatalf("the lines end at %v, due %v", end, e.Due)
		}
	})
}

// Hours that one calendar writes, another reads (F-E5).
func TestPropertyHoursAreReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, d := anyCalendar().Draw(t, "cal"), anyTime().Draw(t, "day")
		hours := cal.Hours(d)
		again, err := workday.ParseHours(workday.FormatHours(hours))
		if err != nil || !slices.Equal(again, hours) {
			t.Fatalf("%v written %q, read %v, %v", hours, workday.FormatHours(hours), again, err)
		}
	})
}
