package convert

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"congbo/internal/locale"
)

// isDate reports whether a format without its words shows a date or a time.
func isDate(bare string) bool {
	l := strings.ToLower(bare)
	return !strings.Contains(l, "general") && strings.ContainsAny(l, "ymdhs") && !strings.ContainsAny(l, "0#?") || strings.Contains(l, "ss.0") || strings.Contains(l, "[h]")
}

// formatDate writes a day number of Excel's. Dates in figures have the order of
// Vietnamese whatever the format says: what it chooses is whether day, month,
// year, hour and second are shown. Those in words stand as they do there.
func formatDate(v float64, format, bare string, date04 bool) string {
	l := strings.ToLower(bare)
	if v < 0 || v > 2_958_465 {
		return general(v)
	}
	if strings.Contains(l, "[") {
		return elapsed(v, l)
	}
	days := int(math.Floor(v))
	seconds := int(math.Round((v - math.Floor(v)) * 86_400))
	if !date04 && days < 60 {
		days++ // Excel counts a 29th of February 1900
	}
	t := dayZero(date04).AddDate(0, 0, days).Add(time.Duration(seconds) * time.Second)
	if before, after := literals(format); strings.ContainsFunc(strings.Trim(before+after, "T -:"), unicode.IsLetter) { // T as in ISO 8601 is none
		return dateInWords(t, format)
	}
	clock := strings.ContainsAny(l, "hs")
	dates := l
	if clock {
		dates = withoutMinutes(l)
	}
	var parts []string
	weekday := strings.Contains(dates, "ddd")
	if weekday {
		dates = weekdays.ReplaceAllString(dates, "")
	}
	day, month, year := strings.Contains(dates, "d"), strings.Contains(dates, "m"), strings.Contains(dates, "y")
	if day {
		parts = append(parts, two(t.Day()))
	}
	if month {
		parts = append(parts, two(int(t.Month())))
	}
	if year {
		parts = append(parts, strconv.Itoa(t.Year()))
	}
	out := strings.Join(parts, "/")
	if weekday {
		out = strings.TrimSuffix(weekdayOf(t)+", "+out, ", ")
	}
	if clock {
		if out != "" {
			out += " "
		}
		out += two(t.Hour()) + ":" + two(t.Minute())
		if strings.Contains(l, "s") {
			out += ":" + two(t.Second())
		}
	}
	return out
}

var weekdays = regexp.MustCompile(`ddd+`)

func weekdayOf(t time.Time) string {
	return locale.T(locale.VI, "vi.weekday_"+strconv.Itoa(int(t.Weekday())))
}

// elapsed writes a length of time that may be longer than a day.
func elapsed(v float64, format string) string {
	seconds := int(math.Round(v * 86_400))
	out := ""
	switch {
	case strings.Contains(format, "[h"):
		out = strconv.Itoa(seconds / 3600)
		if strings.Contains(format, "m") {
			out += ":" + two(seconds/60%60)
		}
	case strings.Contains(format, "[m"):
		out = strconv.Itoa(seconds / 60)
	default:
		return strconv.Itoa(seconds)
	}
	if strings.Contains(format, "s") {
		out += ":" + two(seconds%60)
	}
	return out
}

// dateInWords writes a date in a format that has words of its own, such as
// "Ngày "dd" tháng "mm.
func dateInWords(t time.Time, f string) string {
	var b strings.Builder
	hour := false // what comes next may be minutes
	for i := 0; i < len(f); i++ {
		switch c := f[i] | 0x20; {
		case f[i] == '"':
			end := strings.IndexByte(f[i+1:], '"')
			if end < 0 {
				return b.String()
			}
			b.WriteString(f[i+1 : i+1+end])
			i += end + 1
		case f[i] == '\\' && i+1 < len(f):
			i++
			b.WriteByte(f[i])
		case (f[i] == '_' || f[i] == '*') && i+1 < len(f):
			i++
		case f[i] == '[':
			end := strings.IndexByte(f[i:], ']')
			if end < 0 {
				return b.String()
			}
			i += end
		case len(f)-i >= 5 && strings.EqualFold(f[i:i+5], "am/pm"):
			i += 4
		case strings.IndexByte("dmyhs", c) >= 0:
			n := 1
			for i+n < len(f) && f[i+n]|0x20 == c {
				n++
			}
			minutes := c == 'm' && (hour || followedBySeconds(f[i+n:]))
			b.WriteString(datePart(t, c, n, minutes))
			hour = c == 'h'
			i += n - 1
		default:
			b.WriteByte(f[i])
		}
	}
	return strings.TrimSpace(b.String())
}

func followedBySeconds(rest string) bool {
	rest = strings.TrimLeft(rest, ": .")
	return rest != "" && rest[0]|0x20 == 's'
}

// datePart is one figure of a date, of n letters in its format.
func datePart(t time.Time, part byte, n int, minutes bool) string {
	v := 0
	switch part {
	case 'd':
		if n > 2 {
			return weekdayOf(t)
		}
		v = t.Day()
	case 'm':
		if v = int(t.Month()); minutes {
			v = t.Minute()
		}
	case 'y':
		if n > 2 {
			return strconv.Itoa(t.Year())
		}
		return two(t.Year() % 100)
	case 'h':
		v = t.Hour()
	default:
		v = t.Second()
	}
	if n == 1 {
		return strconv.Itoa(v)
	}
	return two(v)
}

// dayZero is the day from which a file counts.
func dayZero(date04 bool) time.Time {
	if date04 {
		return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
}

// dayNumber reads a date that a file has in the form of ISO 8601.
func dayNumber(s string, date04 bool) (v float64, clock, ok bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", time.DateOnly} {
		t, err := time.Parse(layout, strings.TrimSpace(s))
		if err != nil {
			continue
		}
		wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
		if wall.Before(time.Date(1904, 1, 2, 0, 0, 0, 0, time.UTC)) {
			return 0, false, false
		}
		return wall.Sub(dayZero(date04)).Hours() / 24, wall.Hour()+wall.Minute()+wall.Second() > 0, true
	}
	return 0, false, false
}

// withoutMinutes takes the m's out of a format that stand for minutes: those
// next to hours or seconds.
func withoutMinutes(l string) string {
	l = strings.NewReplacer("am/pm", "", "a/p", "").Replace(l)
	b := []byte(l)
	for i := range b {
		if b[i] != 'm' {
			continue
		}
		before := strings.TrimRight(strings.Trim(string(b[:i]), "m\x00"), ": .\x00")
		after := strings.TrimLeft(strings.TrimLeft(string(b[i:]), "m"), ": .")
		if strings.HasSuffix(before, "h") || strings.HasPrefix(after, "s") {
			for j := i; j < len(b) && b[j] == 'm'; j++ {
				b[j] = 0
			}
		}
	}
	return string(b)
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
