package workday

import (
	"slices"
	"sync/atomic"
	"time"

	"congbo/internal/locale"
)

// A Kind says why a day is worked or free.
type Kind uint8

// The kinds of days.
const (
	Working      Kind = iota // an ordinary working day
	Weekend                  // the weekly rest
	Holiday                  // a public holiday
	Compensatory             // off because a holiday fell on a weekly rest day
	SwappedOff               // a weekday made free by a swap
	SwappedIn                // a day of the weekend worked in its place
	Own                      // decided by the institution or unit itself
)

// String names the kind for style sheets and programs.
func (k Kind) String() string {
	return [...]string{"working", "weekend", "holiday", "compensatory", "swapped-off", "swapped-in", "own"}[k]
}

// A mark is what the state says about one day.
type mark struct {
	kind      Kind
	name      locale.Text
	source    string
	projected bool
	instead   time.Weekday // of SwappedIn: the weekday whose hours are worked
}

// A holiday is a day off before compensation.
type holiday struct {
	day       int
	key       string
	source    string
	projected bool
	byCode    bool // named by Art. 112(1) of the Labour Code, so compensated
}

// marksOf returns what the state says about the days of a year, by day number.
// It is computed once per year; nobody may change it.
func marksOf(year int) map[int]mark {
	if year < FirstYear || year >= FirstYear+len(marked) {
		return nil
	}
	slot := &marked[year-FirstYear]
	if m := slot.Load(); m != nil {
		return *m
	}
	m := computeMarks(year)
	slot.Store(&m)
	return m
}

// marked covers a century beyond LastYear, where long limits may lead.
var marked [cachedYears]atomic.Pointer[map[int]mark]

const cachedYears = LastYear + 100 - FirstYear + 1

func computeMarks(year int) map[int]mark {
	marks := make(map[int]mark)
	for _, h := range holidaysOf(year) {
		marks[h.day] = mark{kind: Holiday, name: both(h.key), source: h.source, projected: h.projected}
	}
	for _, s := range swaps {
		if y, _, _ := civil(s.off); y == year {
			marks[s.off] = mark{kind: SwappedOff, name: both("workday.swapped_off", dateText(s.worked)), source: s.source}
		}
		if y, _, _ := civil(s.worked); y == year {
			marks[s.worked] = mark{kind: SwappedIn, name: both("workday.swapped_in", dateText(s.off)), source: s.source, instead: weekdayOf(s.off)}
		}
	}
	compensate(marks, holidaysOf(year), !Official(year))
	return marks
}

// compensate adds the days off for holidays that fall on the weekly rest: each
// the next working day that is still free to be one (Labour Code 45/2019/QH14,
// Art. 111(3)). The state's week, Monday to Friday, is what counts.
func compensate(marks map[int]mark, holidays []holiday, projected bool) {
	for _, h := range holidays {
		if !h.byCode || !isWeekend(h.day) {
			continue
		}
		day := h.day + 1
		for isWeekend(day) || marks[day].kind != Working {
			day++
		}
		marks[day] = mark{kind: Compensatory, name: both("workday.compensatory", both(h.key)), source: h.source, projected: projected}
	}
}

func isWeekend(day int) bool {
	w := weekdayOf(day)
	return w == time.Saturday || w == time.Sunday
}

// holidaysOf returns the public holidays of a year in order, on whatever day
// of the week they fall.
func holidaysOf(year int) []holiday {
	n, code := noticeOf(year), labourCode2019
	if year < 2021 {
		code = labourCode2012
	}
	decided := n.source
	if decided == "" {
		decided = code
	}
	list := []holiday{
		{day: dayOf(year, time.January, 1), key: "workday.new_year", source: code, byCode: true},
		{day: dayOf(year, time.April, 30), key: "workday.victory", source: code, byCode: true},
		{day: dayOf(year, time.May, 1), key: "workday.labour", source: code, byCode: true},
		{day: dayOf(year, time.September, 2), key: "workday.national", source: code, byCode: true},
	}
	if n.national != 0 {
		list = append(list, holiday{dayOf(year, time.September, 2) + n.national, "workday.national_beside", decided, !Official(year), true})
	}
	if t, ok := FromLunar(1, 1, year, false); ok {
		for i := range 5 {
			list = append(list, holiday{at(t).day + n.tet + i, "workday.tet", decided, !Official(year), true})
		}
	}
	if t, ok := FromLunar(10, 3, year, false); ok {
		list = append(list, holiday{day: at(t).day, key: "workday.hung_kings", source: code, byCode: true})
	}
	if year >= 2026 {
		list = append(list, holiday{day: dayOf(year, time.November, 24), key: "workday.culture", source: cultureDay})
	}
	slices.SortFunc(list, func(a, b holiday) int { return a.day - b.day })
	return list
}

// Official reports whether the days off of a year are known from the
// government's notices. Those of other years are counted by rule.
func Official(year int) bool {
	n, ok := notices[year]
	return ok && n.source != ""
}

// both says a message in every language at once, for values that are kept and
// shown to several readers.
func both(key string, args ...any) locale.Text {
	return locale.Text{VI: locale.T(locale.VI, key, args...), EN: locale.T(locale.EN, key, args...)}
}
