package vi

import (
	"fmt"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"congbo/internal/locale"
)

// Zone is the time of Việt Nam, UTC+7 all year, in which every date and hour
// is written, whatever the zone of the machine.
var Zone = time.FixedZone("ICT", 7*60*60)

// Date writes the day of t: 03/9/2026 in Vietnamese (days below 10 and the
// months 1 and 2 with a zero, Decree 30/2020, Annex I), 3 Sep 2026 in English.
func Date(l locale.Lang, t time.Time) string { return date(l, t, "vi.date", "vi.month_short_") }

// ShortDate writes the day of t without the year: 03/9, 3 Sep.
func ShortDate(l locale.Lang, t time.Time) string {
	t = t.In(Zone)
	return locale.T(l, "vi.short_date", day(l, t), month(l, t, "vi.month_short_"))
}

// LongDate writes the day of t with its weekday, as at the head of a page:
// "Chủ nhật, 22/11/2026", "Sunday 22 November 2026".
func LongDate(l locale.Lang, t time.Time) string {
	s := locale.T(l, "vi.long_date", Weekday(l, t), date(l, t, "vi.date", "vi.month_"))
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// Weekday names the day of the week of t as within a sentence: "thứ Năm",
// "Chủ nhật", "Thursday".
func Weekday(l locale.Lang, t time.Time) string {
	return locale.T(l, fmt.Sprintf("vi.weekday_%d", t.In(Zone).Weekday()))
}

// Clock writes the hour of t: 16:00.
func Clock(t time.Time) string { return t.In(Zone).Format("15:04") }

// DateTime writes the minute of t as a due time is said: "16:00 thứ Năm
// 03/9/2026", "16:00 Thursday 3 September 2026".
func DateTime(l locale.Lang, t time.Time) string {
	return locale.T(l, "vi.date_time", Clock(t), Weekday(l, t), date(l, t, "vi.date", "vi.month_"))
}

// ShortDateTime is DateTime without the year, for lists: "16:00 thứ Năm 03/9".
func ShortDateTime(l locale.Lang, t time.Time) string {
	return locale.T(l, "vi.date_time", Clock(t), Weekday(l, t), ShortDate(l, t))
}

func date(l locale.Lang, t time.Time, key, months string) string {
	t = t.In(Zone)
	return locale.T(l, key, day(l, t), month(l, t, months), strconv.Itoa(t.Year()))
}

func day(l locale.Lang, t time.Time) string {
	if l == locale.EN {
		return strconv.Itoa(t.Day())
	}
	return fmt.Sprintf("%02d", t.Day())
}

func month(l locale.Lang, t time.Time, keys string) string {
	return locale.T(l, keys+strconv.Itoa(int(t.Month())))
}
