package workday

import (
	"slices"
	"sync/atomic"
	"time"

	"congbo/internal/locale"
)

// A Calendar knows the office hours of every day at one place: the country's,
// an institution's, a unit's. It never changes; With makes a new one. It may be
// used by several goroutines at once. The zero Calendar is the country's.
type Calendar struct {
	week   *[7][]Span       // hours by weekday, Sunday first; nil for the country's
	own    map[int]Override // the place's own days, by day number
	sheets [cachedYears]atomic.Pointer[sheet]
}

// An Override is one day as an institution or unit decides it for itself: a
// day off, a day worked, half a day.
type Override struct {
	Date   string      `json:"date"`             // 2006-01-02
	Hours  []Span      `json:"hours,omitempty"`  // none: closed
	Note   locale.Text `json:"note,omitzero"`    // what people are told; may be empty
	Source string      `json:"source,omitempty"` // the decision, e.g. its number
}

// A DayInfo is what there is to say about one day.
type DayInfo struct {
	Date      time.Time // its midnight, in Zone
	Kind      Kind
	Name      locale.Text // the holiday, "nghỉ hằng tuần", the institution's note; empty for an ordinary working day
	Hours     []Span      // none: closed
	Projected bool        // follows from a rule; the government has not announced it yet
	Source    string      // number of the law, notice or decision it rests on
}

// officeWeek is the default: 40 hours, Monday to Friday.
var officeWeek = func() (week [7][]Span) {
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = []Span{{7*60 + 30, 11*60 + 30}, {13 * 60, 17 * 60}}
	}
	return week
}()

var vietnam Calendar

// Vietnam returns the calendar of the civil service: Monday to Friday
// 07:30–11:30 and 13:00–17:00, public holidays, compensatory days, swaps.
func Vietnam() *Calendar { return &vietnam }

// With returns the calendar of a place within that of c. The week, Sunday
// first, replaces that of c; nil, or a week without any hours, keeps it. The
// days come before everything else, and before those of c; one whose date is
// no date is left out, and hours are put in order.
//
// Public holidays stay free under any week. A Saturday worked in a swap has the
// hours of the weekday it stands for.
func (c *Calendar) With(week *[7][]Span, days []Override) *Calendar {
	n := &Calendar{week: c.week, own: make(map[int]Override, len(c.own)+len(days))}
	if week != nil {
		var w [7][]Span
		open := false
		for i, spans := range week {
			w[i] = tidy(spans)
			open = open || len(w[i]) > 0
		}
		if open { // else nothing would ever be due
			n.week = &w
		}
	}
	for day, o := range c.own {
		n.own[day] = o
	}
	for _, o := range days {
		t, err := time.Parse(time.DateOnly, o.Date)
		if err != nil {
			continue
		}
		o.Hours = tidy(o.Hours)
		n.own[int(t.Unix()/86400)] = o
	}
	return n
}

// Week returns the weekly hours of c, Sunday first.
func (c *Calendar) Week() [7][]Span {
	week := *c.weekly()
	for i := range week {
		week[i] = slices.Clone(week[i])
	}
	return week
}

func (c *Calendar) weekly() *[7][]Span {
	if c.week == nil {
		return &officeWeek
	}
	return c.week
}

// Hours returns the office hours of the day of t, in order; none on a day off.
func (c *Calendar) Hours(t time.Time) []Span {
	r := reader{c: c}
	return slices.Clone(r.hours(at(t).day))
}

// IsWorking reports whether the office is open at t. At the minute of closing
// it is not.
func (c *Calendar) IsWorking(t time.Time) bool {
	m, r := at(t), reader{c: c}
	return slices.ContainsFunc(r.hours(m.day), func(s Span) bool { return s.from() <= m.clock && m.clock < s.to() })
}

// Day returns what there is to say about the day of t.
func (c *Calendar) Day(t time.Time) DayInfo {
	day := at(t).day
	year, _, _ := civil(day)
	info := c.day(day, marksOf(year))
	info.Hours = slices.Clone(info.Hours)
	return info
}

// Projected reports whether a year is counted without an official notice, so
// that its due times are to be marked "dự kiến".
func (c *Calendar) Projected(year int) bool { return !Official(year) }

// day decides one day: the place's own word first, then the state's, then the
// week. The hours are those of c itself.
func (c *Calendar) day(day int, marks map[int]mark) DayInfo {
	info := DayInfo{Date: moment{day: day}.time()}
	if o, ok := c.own[day]; ok {
		info.Kind, info.Name, info.Source = Own, o.Note, o.Source
		if info.Name == (locale.Text{}) {
			info.Name = ownName
		}
		info.Hours = o.Hours
		return info
	}
	week, weekday := c.weekly(), weekdayOf(day)
	if m, ok := marks[day]; ok {
		info.Kind, info.Name, info.Source, info.Projected = m.kind, m.name, m.source, m.projected
		if m.kind == SwappedIn {
			if info.Hours = week[m.instead]; len(info.Hours) == 0 {
				info.Hours = week[weekday]
			}
		}
		return info
	}
	if info.Hours = week[weekday]; len(info.Hours) == 0 {
		info.Kind, info.Name = Weekend, weekendName
	}
	return info
}

var (
	ownName     = both("workday.own")
	weekendName = both("workday.weekend")
)

// A sheet is the office hours of a year, day by day.
type sheet struct {
	first int // day number of 1 January
	hours [][]Span
}

// A reader looks up the hours of days that mostly lie in the same year.
type reader struct {
	c *Calendar
	*sheet
}

// hours returns the office hours of a day; nobody may change them.
func (r *reader) hours(day int) []Span {
	if r.sheet == nil || day < r.first || day >= r.first+len(r.sheet.hours) {
		r.sheet = r.c.sheetOf(day)
	}
	return r.sheet.hours[day-r.first]
}

// sheetOf returns the sheet of the year that a day is in. Sheets of years that
// time limits can reach are kept.
func (c *Calendar) sheetOf(day int) *sheet {
	year, _, _ := civil(day)
	keep := year >= FirstYear && year < FirstYear+cachedYears
	if keep {
		if s := c.sheets[year-FirstYear].Load(); s != nil {
			return s
		}
	}
	first := dayOf(year, time.January, 1)
	s := &sheet{first: first, hours: make([][]Span, dayOf(year+1, time.January, 1)-first)}
	marks := marksOf(year)
	for i := range s.hours {
		s.hours[i] = c.day(first+i, marks).Hours
	}
	if keep {
		c.sheets[year-FirstYear].Store(s)
	}
	return s
}
