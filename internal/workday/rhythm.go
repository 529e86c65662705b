package workday

import (
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
)

// A Rhythm says when something recurs: each working day, on a day of the week
// or on a day of the month, at an hour. The zero Rhythm stands for none.
//
// A day of the week or month on which the office is closed is brought forward
// to the last working day before it of the same week (which begins on Monday)
// or month; where there is none, it is put off to the next working day. An hour
// outside the hours of the day becomes the last close before it, or the opening.
type Rhythm struct {
	Every Every
	On    int // Weekly: the time.Weekday. Monthly: the day, 1 to 31; one that a month does not have is its last
	At    int // minutes of the day
}

// An Every is how often something recurs.
type Every string

// How often something recurs.
const (
	Daily   Every = "daily"
	Weekly  Every = "weekly"
	Monthly Every = "monthly"
)

// Everies lists how often something can recur.
var Everies = []Every{Daily, Weekly, Monthly}

// LastDay of a month, as the On of a monthly rhythm.
const LastDay = 31

// Weekdays are the names by which a rhythm is written, Sunday first.
var Weekdays = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseRhythm reads a rhythm such as "daily 16:00", "weekly fri 16:00",
// "monthly 25 16:00" or "monthly last 16:00". Capital letters and spaces do not
// matter. The failure is workday.rhythm.
func ParseRhythm(s string) (Rhythm, error) {
	wrong := fault.New(fault.Invalid, "workday.rhythm", shown(s))
	if len(s) > 64 {
		return Rhythm{}, wrong
	}
	words := strings.Fields(strings.ToLower(s))
	if len(words) < 2 {
		return Rhythm{}, wrong
	}
	r := Rhythm{Every: Every(words[0])}
	minute, ok := parseClock(words[len(words)-1])
	if !ok || minute >= dayEnd {
		return Rhythm{}, wrong
	}
	r.At = minute
	on := words[1 : len(words)-1]
	switch {
	case r.Every == Daily && len(on) == 0:
		return r, nil
	case r.Every == Weekly && len(on) == 1:
		for i, name := range Weekdays {
			if on[0] == name {
				r.On = i
				return r, nil
			}
		}
	case r.Every == Monthly && len(on) == 1:
		n, err := strconv.ParseUint(on[0], 10, 8)
		if on[0] == "last" {
			n, err = LastDay, nil
		}
		if err == nil && n >= 1 && n <= LastDay {
			r.On = int(n)
			return r, nil
		}
	}
	return Rhythm{}, wrong
}

// IsZero reports whether r is no rhythm at all.
func (r Rhythm) IsZero() bool { return r.Every == "" }

// Clock is the hour of r as it is written: 16:00.
func (r Rhythm) Clock() string { return Span{From: r.At, To: r.At}.String()[:5] }

// String writes r as ParseRhythm reads it. The zero Rhythm is "".
func (r Rhythm) String() string {
	switch r.Every {
	case Daily:
		return "daily " + r.Clock()
	case Weekly:
		return "weekly " + Weekdays[(r.On%7+7)%7] + " " + r.Clock()
	case Monthly:
		day := strconv.Itoa(r.On)
		if r.On == LastDay {
			day = "last"
		}
		return "monthly " + day + " " + r.Clock()
	}
	return ""
}

// MarshalText writes r as String does, for JSON.
func (r Rhythm) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads r as ParseRhythm does; no text is the zero Rhythm.
func (r *Rhythm) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = Rhythm{}
		return nil
	}
	parsed, err := ParseRhythm(string(text))
	if err == nil {
		*r = parsed
	}
	return err
}

// In says r in words: "16:00 Thứ Sáu hằng tuần", "at 16:00 every Friday".
func (r Rhythm) In(l locale.Lang) string {
	switch r.Every {
	case Daily:
		return locale.T(l, "workday.rhythm_daily", r.Clock())
	case Weekly:
		day := Weekday(l, time.Weekday(r.On))
		if l == locale.VI { // thứ Sáu: a capital only at the beginning
			day = strings.ToLower(day[:1]) + day[1:]
		}
		return locale.T(l, "workday.rhythm_weekly", r.Clock(), day)
	case Monthly:
		if r.On == LastDay {
			return locale.T(l, "workday.rhythm_last", r.Clock())
		}
		return locale.T(l, "workday.rhythm_monthly", r.Clock(), strconv.Itoa(r.On))
	}
	return ""
}

// Recur returns the first occurrence of a rhythm after t. A rhythm that is none
// has no occurrence: the zero time.
func (c *Calendar) Recur(t time.Time, rh Rhythm) time.Time {
	r, m := reader{c: c}, at(t)
	if rh.Every == Daily {
		for day := m.day; ; day++ {
			if spans := r.hours(day); len(spans) > 0 {
				if o := (moment{day, clockOn(spans, rh.At)}); m.before(o) {
					return o.time()
				}
			}
		}
	}
	if rh.Every != Weekly && rh.Every != Monthly {
		return time.Time{}
	}
	// What the week or month before put off may lie ahead still.
	for first := rh.period(rh.period(m.day) - 1); ; first = rh.following(first) {
		if o := r.occurrence(rh, first); m.before(o) {
			return o.time()
		}
	}
}

func (m moment) before(o moment) bool { return m.day < o.day || m.day == o.day && m.clock < o.clock }

// period is the first day of the week or month that a day is in, following
// that of the next.
func (rh Rhythm) period(day int) int {
	if rh.Every == Weekly {
		return day - (int(weekdayOf(day))+6)%7
	}
	year, month, _ := civil(day)
	return dayOf(year, month, 1)
}

func (rh Rhythm) following(first int) int {
	if rh.Every == Weekly {
		return first + 7
	}
	year, month, _ := civil(first)
	return dayOf(year, month+1, 1)
}

// occurrence is that of the week or month that begins on a day.
func (r *reader) occurrence(rh Rhythm, first int) moment {
	named := first + (rh.On+6)%7
	if rh.Every == Monthly {
		named = min(first+rh.On, rh.following(first)) - 1
	}
	day := named
	for day >= first && len(r.hours(day)) == 0 {
		day--
	}
	if day < first {
		day = r.workday(named, 1)
	}
	return moment{day, clockOn(r.hours(day), rh.At)}
}

// clockOn brings a time of the day into the hours of a day.
func clockOn(spans []Span, minute int) time.Duration {
	clock := spans[0].from()
	for _, s := range spans {
		if s.From < minute {
			clock = min(time.Duration(minute)*time.Minute, s.to())
		}
	}
	return clock
}
