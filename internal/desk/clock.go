package desk

import (
	"strings"
	"time"

	"congbo/internal/locale"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// An OfficeClock says what time it is for the office: now, and how long until
// the next break, close or opening.
type OfficeClock struct {
	Now   time.Time
	Open  bool
	Says  string      // "Nghỉ trưa sau 2 giờ 38 phút"
	Hours string      // of today, "07:30–11:30, 13:00–17:00"; empty on a day off
	Band  []BandPiece // the day drawn: its hours, and where now is
	Mark  string      // where now is, "41.5%"; empty where outside the band
}

// A BandPiece is a stretch of the office clock's band, in percent of it.
type BandPiece struct{ X, W string }

func officeClock(l locale.Lang, cal *workday.Calendar, now time.Time) *OfficeClock {
	local := now.In(workday.Zone)
	day := cal.Day(local)
	c := &OfficeClock{Now: now, Open: cal.IsWorking(now), Hours: hoursText(day.Hours)}
	minute := local.Hour()*60 + local.Minute()
	c.draw(day.Hours, minute)
	at := func(m int) string { return time.Date(0, 1, 1, m/60, m%60, 0, 0, time.UTC).Format("15:04") }
	if len(day.Hours) == 0 {
		c.Says = locale.T(l, "desk.clock_off", upperFirst(day.Name.In(l)), vi.ShortDateTime(l, cal.Next(now)))
		return c
	}
	for i, s := range day.Hours {
		switch {
		case minute < s.From && i == 0:
			c.Says = locale.T(l, "desk.clock_before", at(s.From))
		case minute < s.From:
			c.Says = locale.T(l, "desk.clock_break", at(s.From))
		case minute < s.To && i+1 < len(day.Hours):
			next := day.Hours[i+1]
			c.Says = locale.T(l, "desk.clock_until_break", leftToday(l, s.To-minute), at(next.From), at(next.To))
		case minute < s.To:
			c.Says = locale.T(l, "desk.clock_until_close", leftToday(l, s.To-minute))
		default:
			continue
		}
		return c
	}
	c.Says = locale.T(l, "desk.clock_closed", vi.ShortDateTime(l, cal.Next(now)))
	return c
}

func leftToday(l locale.Lang, minutes int) string {
	return workday.Words(l, time.Duration(minutes)*time.Minute)
}

// draw lays the hours of the day and the present minute on a band that begins
// and ends half an hour outside the hours.
func (c *OfficeClock) draw(hours []workday.Span, minute int) {
	if len(hours) == 0 {
		return
	}
	from, to := hours[0].From-30, hours[len(hours)-1].To+30
	for _, s := range hours {
		c.Band = append(c.Band, BandPiece{percent(s.From-from, to-from), percent(s.To-s.From, to-from)})
	}
	if minute >= from && minute <= to {
		c.Mark = percent(minute-from, to-from)
	}
}

func hoursText(hours []workday.Span) string {
	return strings.ReplaceAll(workday.FormatHours(hours), "-", "–")
}
