package workday

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"congbo/internal/locale"
)

// dayLength is what one day stands for where working time is put into words:
// eight hours (Labour Code 45/2019/QH14, Art. 105).
const dayLength = 8 * time.Hour

// Words says a length of working time: "1 ngày 2 giờ", "2 giờ 38 phút", "dưới 1
// phút". A day is eight hours; from one day on, minutes are left out. What is
// left over is cut off, so that more is never promised than there is. The sign
// does not matter.
func Words(l locale.Lang, d time.Duration) string {
	d = d.Abs()
	days, hours, minutes := int(d/dayLength), int(d%dayLength/time.Hour), int(d%time.Hour/time.Minute)
	if days > 0 {
		minutes = 0
	}
	return units(l, days, hours, minutes, 0, "workday.less_than_minute")
}

// Remaining says how much working time is left before something is due, "còn 2
// giờ 38 phút làm việc", or for a negative d how long it has been overdue, "quá
// hạn 40 phút".
func Remaining(l locale.Lang, d time.Duration) string {
	switch {
	case d > 0:
		return locale.T(l, "workday.left", Words(l, d))
	case d < 0:
		return locale.T(l, "workday.overdue", Words(l, d))
	}
	return locale.T(l, "workday.due_now")
}

// exact says a length of working time in hours, minutes and seconds.
func exact(l locale.Lang, d time.Duration) string {
	return units(l, 0, int(d/time.Hour), int(d%time.Hour/time.Minute), int(d%time.Minute/time.Second), "workday.less_than_second")
}

func units(l locale.Lang, days, hours, minutes, seconds int, none string) string {
	var parts []string
	for _, p := range []struct {
		key string
		n   int
	}{{"workday.days", days}, {"workday.hours", hours}, {"workday.minutes", minutes}, {"workday.seconds", seconds}} {
		if p.n != 0 {
			parts = append(parts, locale.T(l, p.key, p.n))
		}
	}
	if parts == nil {
		return locale.T(l, none)
	}
	return strings.Join(parts, " ")
}

// Weekday names a day of the week as within a sentence: "thứ Năm", "Thursday"
// (Decree 30/2020/NĐ-CP, Appendix II, V.7).
func Weekday(l locale.Lang, d time.Weekday) string {
	return locale.T(l, "workday.weekday."+strconv.Itoa(int(d)))
}

// Date writes the day of t in Vietnam as within a sentence: "thứ Năm,
// 03/09/2026", "Thursday 3 September 2026".
func Date(l locale.Lang, t time.Time) string {
	t = t.In(Zone)
	day := locale.Text{VI: fmt.Sprintf("%02d", t.Day()), EN: strconv.Itoa(t.Day())}
	return locale.T(l, "workday.date", Weekday(l, t.Weekday()), day,
		locale.Key("workday.month."+strconv.Itoa(int(t.Month()))), strconv.Itoa(t.Year()))
}

// Clock writes the time of day of t in Vietnam: 16:00, with seconds where
// there are any.
func Clock(t time.Time) string {
	t = t.In(Zone)
	if t.Second() != 0 {
		return t.Format(time.TimeOnly)
	}
	return t.Format("15:04")
}

// Moment writes the time and day of t in Vietnam: "16:00 thứ Năm, 03/09/2026".
func Moment(l locale.Lang, t time.Time) string {
	return locale.T(l, "workday.moment", Clock(t), Date(l, t))
}

func dateText(day int) locale.Text {
	t := moment{day: day}.time()
	return locale.Text{VI: Date(locale.VI, t), EN: Date(locale.EN, t)}
}

// ProjectedNote says that due times in a year are a projection.
func ProjectedNote(l locale.Lang, year int) string {
	return locale.T(l, "workday.projected_year", strconv.Itoa(year))
}

// Text says the explanation in lines: the question, each step, the answer.
func (e Explanation) Text(l locale.Lang) []string {
	out := make([]string, 0, len(e.Lines)+2)
	out = append(out, locale.T(l, "workday.explain_asked", Moment(l, e.From), e.Limit.In(l)))
	for _, line := range e.Lines {
		out = append(out, line.In(l))
	}
	var sum Line
	if n := len(e.Lines); n > 0 {
		sum = e.Lines[n-1]
	}
	var total []string
	if sum.SumDays > 0 {
		total = append(total, locale.T(l, "workday.limit_days", sum.SumDays))
	}
	if sum.SumTime > 0 {
		total = append(total, locale.T(l, "workday.limit_time", exact(l, sum.SumTime)))
	}
	if total == nil {
		return append(out, locale.T(l, "workday.explain_due_at_once", Moment(l, e.Due)))
	}
	return append(out, locale.T(l, "workday.explain_due", Moment(l, e.Due), strings.Join(total, " + ")))
}

// In says the line.
func (n Line) In(l locale.Lang) string {
	day, why := atStart(Date(l, n.Day)), n.Why.In(l)
	if n.Likely {
		why = locale.T(l, "workday.likely", why)
	}
	switch {
	case n.Kind == Skipped && n.From.IsZero():
		return locale.T(l, "workday.explain_day_off", day, why)
	case n.Kind == Skipped && n.To.IsZero():
		return locale.T(l, "workday.explain_rest_off", day, Clock(n.From), why)
	case n.Kind == Skipped:
		return locale.T(l, "workday.explain_part_off", day, Clock(n.From), Clock(n.To), why)
	case n.Kind == Moved:
		return locale.T(l, "workday.explain_moved", Moment(l, n.From), why, Moment(l, n.To))
	}
	var s string
	switch n.Kind {
	case Started:
		s = locale.T(l, "workday.explain_started", day, Clock(n.From))
	case Counted:
		s = locale.T(l, "workday.explain_counted", day, Clock(n.From), clockTo(n), exact(l, n.Time), exact(l, n.SumTime))
	case CountedDay:
		s = locale.T(l, "workday.explain_counted_day", day, n.SumDays)
	}
	if why != "" {
		s = locale.T(l, "workday.explain_remark", s, why)
	}
	return s
}

// atStart begins a line with a capital.
func atStart(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// clockTo writes the end of a line; midnight is the end of its day, not the
// beginning of the next.
func clockTo(n Line) string {
	if n.To.Sub(n.Day) == day24 {
		return "24:00"
	}
	return Clock(n.To)
}
