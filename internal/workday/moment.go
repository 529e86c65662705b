package workday

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"congbo/internal/fault"
)

// Zone is Vietnam's time, UTC+7 without summer time. It is fixed here so that
// no host without zone files, or with another zone, counts differently.
var Zone = time.FixedZone("ICT", offset)

const (
	offset = 7 * 60 * 60 // seconds Vietnam's clock is ahead of UTC
	day24  = 24 * time.Hour
)

// The years a time may be in to be counted from. Outside of them a calendar
// knows only the weekly hours, no holidays.
const (
	FirstYear = 1900
	LastYear  = 2199
)

// A moment is an instant on Vietnam's clock: the day, numbered from 1 January
// 1970, and the time since its midnight.
type moment struct {
	day   int
	clock time.Duration
}

func at(t time.Time) moment {
	s := t.Unix() + offset
	day := s / 86400
	if s%86400 < 0 {
		day--
	}
	return moment{int(day), time.Duration(s-day*86400)*time.Second + time.Duration(t.Nanosecond())}
}

func (m moment) time() time.Time {
	return time.Unix(int64(m.day)*86400-offset, 0).Add(m.clock).In(Zone)
}

// dayOf numbers a calendar day.
func dayOf(year int, month time.Month, day int) int {
	return int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// civil takes the number of a day apart.
func civil(day int) (int, time.Month, int) {
	return time.Unix(int64(day)*86400, 0).UTC().Date()
}

func weekdayOf(day int) time.Weekday {
	return time.Weekday(((day+4)%7 + 7) % 7) // 1 January 1970 was a Thursday
}

// ParseTime reads a time as people and programs write it: RFC 3339, or without
// a zone, which means Vietnam's; seconds may be left out, and a space may stand
// for the T. The failures are workday.time and workday.range.
func ParseTime(s string) (time.Time, error) {
	const minute = "2006-01-02T15:04"
	bad := func() (time.Time, error) { return time.Time{}, fault.New(fault.Invalid, "workday.time", shown(s)) }
	u := strings.ToUpper(strings.Replace(s, " ", "T", 1))
	if len(u) < len(minute) || u[13] != ':' { // time.Parse would let "9:00" pass
		return bad()
	}
	seconds, zoned := strings.HasPrefix(u[16:], ":"), strings.ContainsAny(u[16:], "Z+-")
	layout := minute
	switch {
	case seconds && zoned:
		layout = time.RFC3339
	case seconds:
		layout = minute + ":05"
	case zoned:
		layout = minute + "Z07:00"
	}
	t, err := time.ParseInLocation(layout, u, Zone)
	if err != nil {
		return bad()
	}
	t = t.In(Zone)
	if y := t.Year(); y < FirstYear || y > LastYear {
		return time.Time{}, fault.New(fault.Invalid, "workday.range", strconv.Itoa(FirstYear), strconv.Itoa(LastYear))
	}
	return t, nil
}

// shown makes what somebody typed fit to be shown back in one line of a
// message: short, and without characters that would act on a terminal.
func shown(s string) string {
	const most = 40
	clean := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != utf8.RuneError {
			return r
		}
		return '·'
	}, s[:min(len(s), 4*most)])
	if r := []rune(clean); len(r) > most || len(s) > 4*most {
		return string(r[:min(len(r), most)]) + "…"
	}
	return clean
}
