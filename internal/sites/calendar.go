package sites

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/store"
	"congbo/internal/workday"
)

// Calendar returns the working calendar of a unit, or with unit 0 of an
// institution. A unit that decided nothing for itself has that of the unit above
// it; an unknown place has the country's.
func (p *Snapshot) Calendar(institution, unit int64) *workday.Calendar {
	if c := p.calendars[place{institution, unit}]; c != nil {
		return c
	}
	if c := p.calendars[place{institution, 0}]; c != nil {
		return c
	}
	return workday.Vietnam()
}

func (p *Snapshot) indexCalendars() {
	p.calendars = make(map[place]*workday.Calendar, len(p.Institutions)+len(p.Units))
	own := make(map[place][]workday.Override)
	for _, d := range p.Days {
		at := place{d.Institution, d.Unit}
		own[at] = append(own[at], override(d))
	}
	weeks := make(map[place]*[7][]workday.Span)
	for _, w := range p.Weeks {
		weeks[place{w.Institution, w.Unit}] = week(w)
	}
	var calendar func(at place, left int) *workday.Calendar
	calendar = func(at place, left int) *workday.Calendar {
		if c := p.calendars[at]; c != nil {
			return c
		}
		c := workday.Vietnam()
		if u := p.units[at.unit]; u != nil && left > 0 {
			c = calendar(place{at.institution, u.Parent}, left-1)
		}
		if len(own[at]) > 0 || weeks[at] != nil {
			c = c.With(weeks[at], own[at])
		}
		p.calendars[at] = c
		return c
	}
	for _, i := range p.Institutions {
		calendar(place{i.ID, 0}, 0)
	}
	for _, u := range p.Units {
		calendar(place{u.Institution, u.ID}, 2*maxDepth)
	}
}

// WithDay is the picture as it would be with one day decided, for looking at
// what that would do.
func (p *Snapshot) WithDay(d store.CalendarDay) *Snapshot {
	q := *p
	q.Days = nil
	for _, have := range p.Days {
		if have.Institution != d.Institution || have.Unit != d.Unit || have.Day != d.Day {
			q.Days = append(q.Days, have)
		}
	}
	q.Days = append(q.Days, d)
	q.indexCalendars()
	return &q
}

// YearEntered reports whether a year's days off are known for an institution:
// by the official notice that the program has, or by a day of the year that was
// entered with the decision it rests on.
func (p *Snapshot) YearEntered(institution int64, year int) bool {
	if workday.Official(year) {
		return true
	}
	return slices.ContainsFunc(p.Days, func(d store.CalendarDay) bool {
		return d.Institution == institution && d.Unit == 0 && d.Source != "" && strings.HasPrefix(d.Day, strconv.Itoa(year)+"-")
	})
}

// YearWanted is the year whose days off have to be entered now: the next one,
// from October on, while nobody has; 0 where there is nothing to be done.
func (p *Snapshot) YearWanted(institution int64, now time.Time) int {
	local := now.In(workday.Zone)
	if year := local.Year() + 1; local.Month() >= time.October && !p.YearEntered(institution, year) {
		return year
	}
	return 0
}

// override and week read what was checked when it was stored; hours that cannot
// be read leave the day closed rather than the program down.
func override(d store.CalendarDay) workday.Override {
	hours, _ := workday.ParseHours(d.Hours)
	return workday.Override{Date: d.Day, Hours: hours, Note: d.Note, Source: d.Source}
}

func week(w store.OfficeWeek) *[7][]workday.Span {
	var hours [7][]workday.Span
	for i, h := range w.Hours {
		hours[i], _ = workday.ParseHours(h)
	}
	return &hours
}
