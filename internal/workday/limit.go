package workday

import (
	"strconv"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/locale"
)

// A Limit is a length of working time as a procedure states it: whole working
// days, minutes of office hours, or days and then minutes. The zero Limit
// stands for none.
type Limit struct{ Days, Minutes int }

// The longest limit: far beyond any procedure, short enough to count.
const (
	maxDays    = 9999
	maxMinutes = 9999 * 60
)

// ParseLimit reads a limit such as 1d, 4h, 30m, 1h30m or 1d4h: each unit at
// most once, larger ones first, more than nothing in all. Capital letters and
// spaces do not matter. The failures are workday.limit and workday.limit_long.
func ParseLimit(s string) (Limit, error) {
	rest := strings.ToLower(strings.Join(strings.Fields(s), ""))
	if rest == "" || len(rest) > 32 {
		return Limit{}, fault.New(fault.Invalid, "workday.limit", shown(s))
	}
	var l Limit
	for _, unit := range []struct {
		letter  string
		minutes int
	}{{"d", 0}, {"h", 60}, {"m", 1}} {
		number, after, ok := strings.Cut(rest, unit.letter)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(number, 10, 32)
		if err != nil {
			return Limit{}, fault.New(fault.Invalid, "workday.limit", shown(s)).Because(err)
		}
		rest = after
		if unit.minutes == 0 {
			l.Days = int(n)
		} else {
			l.Minutes += int(n) * unit.minutes
		}
	}
	switch {
	case rest != "" || l.IsZero():
		return Limit{}, fault.New(fault.Invalid, "workday.limit", shown(s))
	case l.Days > maxDays || l.Minutes > maxMinutes:
		return Limit{}, fault.New(fault.Invalid, "workday.limit_long", shown(s), maxDays, maxMinutes/60)
	}
	return l, nil
}

// IsZero reports whether l is no limit at all.
func (l Limit) IsZero() bool { return l == Limit{} }

// String writes l as ParseLimit reads it, in the fewest units: 90 minutes are
// 1h30m. The zero Limit is "".
func (l Limit) String() string {
	var b []byte
	for _, part := range []struct {
		n      int
		letter byte
	}{{l.Days, 'd'}, {l.Minutes / 60, 'h'}, {l.Minutes % 60, 'm'}} {
		if part.n != 0 {
			b = append(strconv.AppendInt(b, int64(part.n), 10), part.letter)
		}
	}
	return string(b)
}

// MarshalText writes l as String does, for JSON and YAML.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads l as ParseLimit does; no text is the zero Limit.
func (l *Limit) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*l = Limit{}
		return nil
	}
	parsed, err := ParseLimit(string(text))
	if err != nil {
		return err
	}
	*l = parsed
	return nil
}

// In says l in words: "1 ngày làm việc", "4 hours of working time".
func (l Limit) In(lang locale.Lang) string {
	if l.Minutes == 0 {
		return locale.T(lang, "workday.limit_days", l.Days)
	}
	parts := make([]string, 0, 3)
	for _, part := range []struct {
		key string
		n   int
	}{{"workday.days", l.Days}, {"workday.hours", l.Minutes / 60}, {"workday.minutes", l.Minutes % 60}} {
		if part.n != 0 {
			parts = append(parts, locale.T(lang, part.key, part.n))
		}
	}
	return locale.T(lang, "workday.limit_time", strings.Join(parts, " "))
}
