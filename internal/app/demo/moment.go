package demo

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"congbo/internal/workday"
)

// A Moment is a time in the past, told from the moment the demonstration is
// started: so many working days before that day at a time of the day, or so
// much working time ago. The first form suits what is long done, the second
// what is still open and must have a certain time left.
type Moment struct {
	Days  int           // working days before today, at least 1; 0: Ago counts
	Clock time.Duration // since midnight in Vietnam; with Days
	Ago   time.Duration // working time before now
}

var (
	dayMoment = regexp.MustCompile(`^-([1-9][0-9]?)d ([01][0-9]|2[0-3]):([0-5][0-9])$`)
	agoMoment = regexp.MustCompile(`^-(?:([1-9][0-9]?)h)?(?:([1-9]|[1-5][0-9])m)?$`)
)

// ParseMoment reads "-3d 14:30", half past two on the third working day before
// today, or "-6h20m", "-6h", "-40m", so much working time ago.
func ParseMoment(s string) (Moment, error) {
	number := func(s string) time.Duration {
		n, _ := strconv.Atoi(s) // digits, or nothing
		return time.Duration(n)
	}
	if f := dayMoment.FindStringSubmatch(s); f != nil {
		return Moment{Days: int(number(f[1])), Clock: number(f[2])*time.Hour + number(f[3])*time.Minute}, nil
	}
	if f := agoMoment.FindStringSubmatch(s); f != nil && s != "-" {
		return Moment{Ago: number(f[1])*time.Hour + number(f[2])*time.Minute}, nil
	}
	return Moment{}, fmt.Errorf("%q is no moment such as -3d 14:30 or -6h20m", s)
}

// At returns the moment as an instant, for a demonstration started at now and
// the working days of cal. It is never after now.
func (m Moment) At(now time.Time, cal *workday.Calendar) time.Time {
	if m.Days == 0 {
		return cal.Add(now, -m.Ago)
	}
	local := now.In(workday.Zone)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, workday.Zone)
	for left := m.Days; left > 0; {
		day = day.AddDate(0, 0, -1)
		if len(cal.Hours(day)) > 0 {
			left--
		}
	}
	return day.Add(m.Clock)
}

// after reports whether m is later than n, both of the first form.
func (m Moment) after(n Moment) bool {
	return m.Days < n.Days || m.Days == n.Days && m.Clock > n.Clock
}

// String returns the moment as ParseMoment reads it.
func (m Moment) String() string {
	if m.Days > 0 {
		return fmt.Sprintf("-%dd %02d:%02d", m.Days, m.Clock/time.Hour, m.Clock%time.Hour/time.Minute)
	}
	s := "-"
	if h := m.Ago / time.Hour; h > 0 {
		s += fmt.Sprintf("%dh", h)
	}
	if min := m.Ago % time.Hour / time.Minute; min > 0 {
		s += fmt.Sprintf("%dm", min)
	}
	return s
}

// UnmarshalText reads a moment as ParseMoment does.
func (m *Moment) UnmarshalText(text []byte) (err error) {
	*m, err = ParseMoment(string(text))
	return err
}
