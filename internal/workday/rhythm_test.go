package workday_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/workday"
)

func TestParseRhythm(t *testing.T) {
	for in, want := range map[string]workday.Rhythm{
		"daily 16:00":         {Every: workday.Daily, At: 960},
		" Weekly  FRI 9:05 ":  {Every: workday.Weekly, On: 5, At: 545},
		"weekly sun 00:00":    {Every: workday.Weekly},
		"monthly 25 16:00":    {Every: workday.Monthly, On: 25, At: 960},
		"monthly last 16:00":  {Every: workday.Monthly, On: workday.LastDay, At: 960},
		"monthly 31 23:59":    {Every: workday.Monthly, On: workday.LastDay, At: 1439},
		"MONTHLY\tLast 07:30": {Every: workday.Monthly, On: workday.LastDay, At: 450},
	} {
		got, err := workday.ParseRhythm(in)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", in, got, err, want)
		}
		if again, err := workday.ParseRhythm(got.String()); err != nil || again != got {
			t.Errorf("%q is written %q and read %+v, %v", in, got.String(), again, err)
		}
	}
	for _, in := range []string{"", "daily", "16:00", "daily fri 16:00", "weekly 16:00", "weekly friday 16:00", "monthly 0 16:00", "monthly 32 16:00", "monthly -1 16:00",
		"monthly 16:00", "yearly 1 16:00", "daily 24:00", "daily 4pm", "daily 16:00 x", "daily 16:60", "daily \x00"} {
		if got, err := workday.ParseRhythm(in); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %+v, %v; want it refused", in, got, err)
		}
	}
}

// The rhythm by which a library hands over (R-M4) meets Sundays, holidays, a
// worked Saturday and an office that closes for a whole week.
func TestRecur(t *testing.T) {
	half := workday.Vietnam().With(nil, []workday.Override{
		{Date: "2026-11-27", Hours: []workday.Span{{From: 450, To: 690}}}, // a Friday, mornings only
		{Date: "2026-11-23"}, {Date: "2026-11-24"}, {Date: "2026-11-25"}, {Date: "2026-11-26"}, {Date: "2026-11-20"},
	})
	closed := half.With(nil, []workday.Override{{Date: "2026-11-27"}})
	for _, c := range []struct {
		what, rhythm, from, want string
		cal                      *workday.Calendar
	}{
		{"today, later", "daily 16:00", "2026-11-18T09:00", "2026-11-18T16:00", nil},
		{"at the very minute: the next", "daily 16:00", "2026-11-18T16:00", "2026-11-19T16:00", nil},
		{"over a weekend", "daily 16:00", "2026-11-20T16:30", "2026-11-23T16:00", nil},
		{"over National Day", "daily 16:00", "2026-09-01T07:00", "2026-09-03T16:00", nil},
		{"in the lunch break: the close before", "daily 12:15", "2026-11-18T09:00", "2026-11-18T11:30", nil},
		{"before the office opens: the opening", "daily 06:00", "2026-11-18T03:00", "2026-11-18T07:30", nil},
		{"after it closes: the close", "daily 22:00", "2026-11-18T03:00", "2026-11-18T17:00", nil},
		{"this Friday", "weekly fri 16:00", "2026-11-18T09:00", "2026-11-20T16:00", nil},
		{"next Friday", "weekly fri 16:00", "2026-11-20T16:00", "2026-11-27T16:00", nil},
		{"a Sunday is brought forward", "weekly sun 16:00", "2026-11-18T09:00", "2026-11-20T16:00", nil},
		{"a Friday off is brought forward", "weekly fri 16:00", "2026-11-16T09:00", "2026-11-19T16:00", closed},
		{"a half day ends at noon", "weekly fri 16:00", "2026-11-23T09:00", "2026-11-27T11:30", half},
		{"a week without hours: put off", "weekly fri 16:00", "2026-11-20T09:00", "2026-11-30T16:00", closed},
		{"Monday off, nothing before it in its week", "weekly mon 16:00", "2026-11-20T09:00", "2026-11-27T11:30", half},
		{"Tết takes the week", "weekly fri 16:00", "2026-02-13T16:00", "2026-02-23T16:00", nil},
		{"this month", "monthly 25 16:00", "2026-11-18T09:00", "2026-11-25T16:00", nil},
		{"a Sunday of the month", "monthly 22 16:00", "2026-11-18T09:00", "2026-11-20T16:00", nil},
		{"the first is New Year's Day: put off", "monthly 1 16:00", "2026-12-20T09:00", "2027-01-04T16:00", nil},
		{"the end of February", "monthly last 16:00", "2026-02-01T00:00", "2026-02-27T16:00", nil},
		{"the 30th of February", "monthly 30 16:00", "2028-02-01T00:00", "2028-02-29T16:00", nil},
		{"over the year's end", "monthly 15 09:00", "2026-12-15T09:00", "2027-01-15T09:00", nil},
	} {
		cal := c.cal
		if cal == nil {
			cal = workday.Vietnam()
		}
		rh, err := workday.ParseRhythm(c.rhythm)
		if err != nil {
			t.Fatal(err)
		}
		if got := cal.Recur(moment(t, c.from), rh); !got.Equal(moment(t, c.want)) {
			t.Errorf("%s: %s after %s is %s, want %s", c.what, rh, c.from, got.Format("2006-01-02T15:04 Mon"), c.want)
		}
	}
	if !workday.Vietnam().Recur(moment(t, "2026-11-18T09:00"), workday.Rhythm{}).IsZero() {
		t.Error("no rhythm recurs")
	}
}

// Whatever the rhythm and the moment: the next occurrence lies ahead, on a day
// with hours and within them, nothing lies between, and from any moment up to it
// the next is the same.
func TestRecurProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := workday.Vietnam()
		if rapid.Bool().Draw(t, "own") {
			var days []workday.Override
			from := moment(t, "2026-01-01T00:00")
			for range rapid.IntRange(0, 30).Draw(t, "closed") {
				days = append(days, workday.Override{Date: from.AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, "day")).Format(time.DateOnly)})
			}
			cal = cal.With(nil, days)
		}
		rh := workday.Rhythm{Every: rapid.SampledFrom(workday.Everies).Draw(t, "every"), At: rapid.IntRange(0, 1439).Draw(t, "at")}
		switch rh.Every {
		case workday.Weekly:
			rh.On = rapid.IntRange(0, 6).Draw(t, "weekday")
		case workday.Monthly:
			rh.On = rapid.IntRange(1, 31).Draw(t, "day")
		}
		from := moment(t, "2026-01-01T00:00").Add(time.Duration(rapid.IntRange(0, 500*24*60).Draw(t, "from")) * time.Minute)
		next := cal.Recur(from, rh)
		if !next.After(from) || len(cal.Hours(next)) == 0 {
			t.Fatalf("%s after %s is %s", rh, from, next)
		}
		minute, within := next.Hour()*60+next.Minute(), false
		for _, s := range cal.Hours(next) {
			within = within || s.From <= minute && minute <= s.To
		}
		if !within {
			t.Fatalf("%s is outside the hours", next)
		}
		between := from.Add(time.Duration(rapid.Int64Range(0, int64(next.Sub(from))-1).Draw(t, "between")))
		if again := cal.Recur(between, rh); !again.Equal(next) {
			t.Fatalf("%s: after %s comes %s, after %s comes %s", rh, from, next, between, again)
		}
	})
}

func TestRhythmInWords(t *testing.T) {
	for in, want := range map[string][2]string{
		"daily 16:00":        {"16:00 hằng ngày làm việc", "16:00 every working day"},
		"weekly fri 16:00":   {"16:00 thứ Sáu hằng tuần", "16:00 every Friday"},
		"monthly 25 16:00":   {"16:00 ngày 25 hằng tháng", "16:00 on day 25 of every month"},
		"monthly last 16:00": {"16:00 ngày làm việc cuối tháng", "16:00 on the last working day of every month"},
	} {
		rh, err := workday.ParseRhythm(in)
		if err != nil || rh.In(locale.VI) != want[0] || rh.In(locale.EN) != want[1] {
			t.Errorf("%s: %q, %q, %v", in, rh.In(locale.VI), rh.In(locale.EN), err)
		}
	}
}

func moment(t interface {
	Helper()
	Fatal(...any)
}, s string) time.Time {
	t.Helper()
	m, err := workday.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
