package workday

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
)

// A Span is a stretch of office hours within one day, in minutes after
// midnight; To is no longer part of it. 07:30–11:30 is {450, 690}.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

const dayEnd = 24 * 60

func (s Span) from() time.Duration { return time.Duration(s.From) * time.Minute }
func (s Span) to() time.Duration   { return time.Duration(s.To) * time.Minute }

// String writes s as ParseHours reads it: 07:30-11:30.
func (s Span) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60)
}

// ParseHours reads the office hours of a day, such as "07:30-11:30,
// 13:00-17:00". No text means closed. The hours come back in order; hours that
// overlap or end before they begin are refused with workday.hours_wrong.
func ParseHours(s string) ([]Span, error) {
	wrong := fault.New(fault.Invalid, "workday.hours_wrong", shown(s))
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var spans []Span
	for part := range strings.SplitSeq(strings.ReplaceAll(s, "–", "-"), ",") {
		from, to, ok := strings.Cut(part, "-")
		if !ok || len(spans) == 12 {
			return nil, wrong
		}
		var span Span
		if span.From, ok = parseClock(from); !ok {
			return nil, wrong
		}
		if span.To, ok = parseClock(to); !ok || span.To <= span.From {
			return nil, wrong
		}
		spans = append(spans, span)
	}
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	for i := 1; i < len(spans); i++ {
		if spans[i].From < spans[i-1].To {
			return nil, wrong
		}
	}
	return tidy(spans), nil
}

// FormatHours writes hours as ParseHours reads them; "" for a day off.
func FormatHours(hours []Span) string {
	parts := make([]string, len(hours))
	for i, s := range hours {
		parts[i] = s.String()
	}
	return strings.Join(parts, ", ")
}

func parseClock(s string) (minute int, ok bool) {
	h, m, ok := strings.Cut(strings.TrimSpace(s), ":")
	if !ok || len(h) < 1 || len(h) > 2 || len(m) != 2 {
		return 0, false
	}
	hour, err1 := strconv.ParseUint(h, 10, 8)
	min, err2 := strconv.ParseUint(m, 10, 8)
	minute = int(hour)*60 + int(min)
	return minute, err1 == nil && err2 == nil && min < 60 && minute <= dayEnd
}

// tidy returns spans as counting needs them: within the day, in order, none
// empty, and none touching another, so that a close is never also an opening.
func tidy(spans []Span) []Span {
	var out []Span
	for _, s := range slices.SortedFunc(slices.Values(spans), func(a, b Span) int { return cmp.Compare(a.From, b.From) }) {
		s = Span{max(s.From, 0), min(s.To, dayEnd)}
		switch last := len(out) - 1; {
		case s.From >= s.To:
		case last >= 0 && s.From <= out[last].To:
			out[last].To = max(out[last].To, s.To)
		default:
			out = append(out, s)
		}
	}
	return out
}
