package workday_test

import (
	"testing"
	"time"

	"congbo/internal/workday"
)

// Working time as the rules of the office state it (R-T1, R-I5).
func TestDueExamples(t *testing.T) {
	for _, c := range []struct{ from, within, due, why string }{
		{"2026-08-28T16:00", "1d", "2026-09-03T16:00", "over the National Day and a swapped Monday"},
		{"2026-08-21T16:30", "4h", "2026-08-22T11:00", "into a worked Saturday"},
		{"2026-11-23T16:00", "1d", "2026-11-25T16:00", "over 24 November"},
		{"2026-02-13T18:00", "1d", "2026-02-23T17:00", "after hours before Tết: the opening of the 24th, so the close before"},
		{"2026-11-20T11:30", "30m", "2026-11-20T13:30", "over lunch"},

		{"2026-11-20T09:15", "1d", "2026-11-23T09:15", "over a weekend"},
		{"2026-11-20T09:15", "5d", "2026-11-30T09:15", "over 24 November too"},
		{"2026-11-20T12:15", "1d", "2026-11-23T11:30", "a start in the lunch break: 13:00, so the close before"},
		{"2026-11-20T17:00", "1d", "2026-11-23T17:00", "a start at closing time"},
		{"2026-11-20T11:30", "1d", "2026-11-23T11:30", "a start at the lunch break"},
		{"2026-11-20T07:30", "1d", "2026-11-20T17:00", "a whole day from the opening"},
		{"2026-11-20T03:00", "1d", "2026-11-20T17:00", "a start at night"},
		{"2026-11-21T10:00", "1d", "2026-11-23T17:00", "a start on a Saturday"},
		{"2026-11-20T13:00", "1h", "2026-11-20T14:00", ""},
		{"2026-11-20T10:30", "1h", "2026-11-20T11:30", "ends at the close, not at 13:00"},
		{"2026-11-20T10:30", "1h1m", "2026-11-20T13:01", ""},
		{"2026-11-20T16:00", "1h", "2026-11-20T17:00", "ends at the close, not on Monday"},
		{"2026-11-20T16:00", "8h", "2026-11-23T16:00", "eight hours are as long as a day"},
		{"2026-11-20T16:00:30", "2h", "2026-11-23T08:30:30", "seconds are kept"},
		{"2026-11-20T16:00", "1d2h", "2026-11-25T08:30", "days first, then hours"},
		{"2026-11-20T07:30", "1d2h", "2026-11-23T09:30", "days that end at a close, then hours"},
		{"2026-11-20T09:00Z", "1d", "2026-11-23T16:00", "another zone"},
		{"2018-12-28T16:00", "1d", "2019-01-02T16:00", "a swap across the year"},
		{"2019-01-04T16:00", "1d", "2019-01-05T16:00", "and the Saturday for it"},
		{"2027-02-03T16:00", "1d", "2027-02-11T16:00", "Tết 2027, projected"},
		{"2028-01-24T16:00", "1d", "2028-02-01T16:00", "Tết 2028 by the pattern of 2026"},
		{"2028-08-31T16:00", "1d", "2028-09-05T16:00", "1 and 2 September 2028, compensated"},
	} {
		from := when(t, c.from)
		got := workday.Vietnam().Due(from, limit(t, c.within))
		if !got.Equal(when(t, c.due)) || got.Location() != workday.Zone {
			t.Errorf("%s + %s: %v, want %s (%s)", c.from, c.within, got, c.due, c.why)
		}
		if again := workday.Vietnam().Due(from.In(time.Local), limit(t, c.within)); !again.Equal(got) {
			t.Errorf("%s + %s differs in the host's zone: %v", c.from, c.within, again)
		}
	}
}

// Where the Nth working day has other hours, the last working moment before.
func TestDueOnDaysWithOtherHours(t *testing.T) {
	week := workday.Vietnam().Week()
	week[time.Saturday] = []workday.Span{{From: 450, To: 690}}  // morning
	week[time.Wednesday] = []workday.Span{{From: 840, To: 960}} // 14:00–16:00
	cal := workday.Vietnam().With(&week, nil)
	for _, c := range []struct{ from, within, due string }{
		{"2026-11-06T09:00", "1d", "2026-11-07T09:00"}, // Friday to Saturday
		{"2026-11-06T15:00", "1d", "2026-11-07T11:30"}, // no Saturday afternoon
		{"2026-11-07T10:00", "1d", "2026-11-09T10:00"},
		{"2026-11-07T11:30", "1d", "2026-11-09T17:00"}, // closed at 11:30: counts from Monday 07:30
		{"2026-11-10T09:00", "1d", "2026-11-10T17:00"}, // Wednesday opens at 14:00: the close on Tuesday
		{"2026-11-10T14:00", "1d", "2026-11-10T17:00"}, // an opening
		{"2026-11-10T15:00", "1d", "2026-11-11T15:00"},
		{"2026-11-10T16:30", "1d", "2026-11-11T16:00"},
		{"2026-11-10T16:30", "2h30m", "2026-11-11T16:00"},
	} {
		if got := cal.Due(when(t, c.from), limit(t, c.within)); !got.Equal(when(t, c.due)) {
			t.Errorf("%s + %s: %v, want %s", c.from, c.within, got, c.due)
		}
	}
}

func TestNextAndIsWorking(t *testing.T) {
	for _, c := range []struct{ at, next string }{
		{"2026-11-20T07:29", "2026-11-20T07:30"},
		{"2026-11-20T07:30", "2026-11-20T07:30"},
		{"2026-11-20T11:29", "2026-11-20T11:29"},
		{"2026-11-20T11:30", "2026-11-20T13:00"},
		{"2026-11-20T16:59", "2026-11-20T16:59"},
		{"2026-11-20T17:00", "2026-11-23T07:30"},
		{"2026-11-23T23:59", "2026-11-25T07:30"},
		{"2026-08-22T09:00", "2026-08-22T09:00"},
		{"2026-02-13T18:00", "2026-02-23T07:30"},
	} {
		at, want := when(t, c.at), when(t, c.next)
		if got := workday.Vietnam().Next(at); !got.Equal(want) {
			t.Errorf("after %s: %v, want %s", c.at, got, c.next)
		}
		if got := workday.Vietnam().IsWorking(at); got != at.Equal(want) {
			t.Errorf("%s is working: %v", c.at, got)
		}
	}
}

func TestBetween(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want time.Duration
	}{
		{"2026-11-20T16:00", "2026-11-20T16:00", 0},
		{"2026-11-20T16:00", "2026-11-20T15:00", 0},
		{"2026-11-20T16:00", "2026-11-19T15:00", 0},
		{"2026-11-20T11:00", "2026-11-20T13:30", time.Hour},
		{"2026-11-20T11:45", "2026-11-20T12:30", 0},
		{"2026-11-20T16:00", "2026-11-23T08:00:30", 90*time.Minute + 30*time.Second},
		{"2026-11-20T18:00", "2026-11-23T07:00", 0},
		{"2026-01-01T00:00", "2027-01-01T00:00", 249 * 8 * time.Hour}, // 261 weekdays less 14 off, and 2 Saturdays
	} {
		if got := workday.Vietnam().Between(when(t, c.a), when(t, c.b)); got != c.want {
			t.Errorf("%s to %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// A clock that stood still goes on with what was left, overdue or not.
func TestAdd(t *testing.T) {
	for _, c := range []struct {
		from string
		d    time.Duration
		want string
	}{
		{"2026-11-20T16:00", 2 * time.Hour, "2026-11-23T08:30"},
		{"2026-11-20T16:30", 30 * time.Minute, "2026-11-20T17:00"},
		{"2026-11-20T16:30", 30*time.Minute + 1, "2026-11-23T07:30:00.000000001"},
		{"2026-11-20T12:00", 0, "2026-11-20T13:00"},
		{"2026-11-20T12:00", -time.Hour, "2026-11-20T10:30"},
		{"2026-11-23T08:00", -30 * time.Minute, "2026-11-20T17:00"},
		{"2026-11-23T08:00", -90 * time.Minute, "2026-11-20T16:00"},
	} {
		if got := workday.Vietnam().Add(when(t, c.from), c.d); !got.Equal(when(t, c.want)) {
			t.Errorf("%s + %v: %v, want %s", c.from, c.d, got, c.want)
		}
	}
}

// No limit, and times no office has ever counted from, have answers.
func TestAtTheEdges(t *testing.T) {
	from := when(t, "2026-11-21T10:00")
	for _, l := range []workday.Limit{{}, {Days: -1}, {Minutes: -1}} {
		if got := workday.Vietnam().Due(from, l); !got.Equal(when(t, "2026-11-23T07:30")) {
			t.Errorf("%+v: %v", l, got)
		}
	}
	for _, from := range []time.Time{{}, time.Date(-4000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC), time.Date(2199, 12, 31, 23, 0, 0, 0, workday.Zone)} {
		for _, l := range []workday.Limit{{Days: 9999}, {Minutes: 9999 * 60}, {Days: 1, Minutes: 1}} {
			got := workday.Vietnam().Due(from, l)
			if !got.After(from) || !workday.Vietnam().Explain(from, l).Due.Equal(got) {
				t.Errorf("%v + %v: %v", from, l, got)
			}
		}
	}
}

func BenchmarkDue(b *testing.B) {
	from := when(b, "2026-08-28T16:00")
	for _, within := range []string{"1d", "4h", "15d", "1h30m", "250d"} {
		b.Run(within, func(b *testing.B) {
			l, cal := limit(b, within), workday.Vietnam()
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				cal.Due(from.Add(time.Duration(i%500_000)*time.Minute), l)
				i++
			}
		})
	}
}

func BenchmarkBetweenAYear(b *testing.B) {
	from, to, cal := when(b, "2026-01-01T00:00"), when(b, "2027-01-01T00:00"), workday.Vietnam()
	for b.Loop() {
		cal.Between(from, to)
	}
}

// A calendar that was just made, as for each request that shows another
// institution.
func BenchmarkNewCalendar(b *testing.B) {
	from, l := when(b, "2026-08-28T16:00"), limit(b, "1d")
	for b.Loop() {
		workday.Vietnam().With(nil, []workday.Override{{Date: "2026-11-20"}}).Due(from, l)
	}
}
