package flow_test

import (
	"testing"
	"time"

	"congbo/internal/flow"
	"congbo/internal/workday"
)

// Retention is counted from the end of the year in which the work ended, by the
// office's own midnight (R-T10).
func TestRetention(t *testing.T) {
	for _, c := range []struct {
		r     flow.Retention
		sound bool
		ended string // UTC
		day   string // empty: never
	}{
		{"5y", true, "2026-03-09T02:00:00Z", "2032-01-01"},
		{"5y", true, "2025-12-31T16:59:59Z", "2031-01-01"},
		{"5y", true, "2025-12-31T17:00:00Z", "2032-01-01"}, // 01/01/2026 at the office
		{"18m", true, "2026-03-09T02:00:00Z", "2028-07-01"},
		{flow.Forever, true, "2026-03-09T02:00:00Z", ""},
		{"", true, "2026-03-09T02:00:00Z", ""},
		{"0y", false, "2026-03-09T02:00:00Z", ""},
		{"5 năm", false, "2026-03-09T02:00:00Z", ""},
		{"99999y", false, "2026-03-09T02:00:00Z", ""},
		{"-1y", false, "2026-03-09T02:00:00Z", ""},
	} {
		ended, err := time.Parse(time.RFC3339, c.ended)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if day, ok := c.r.Ends(ended, workday.Zone); ok {
			got = day.In(workday.Zone).Format(time.DateOnly)
		}
		if c.r.Sound() != c.sound || got != c.day {
			t.Errorf("%q, ended %s: sound %v, until %q; want %v, %q", c.r, c.ended, c.r.Sound(), got, c.sound, c.day)
		}
	}
	if day, ok := flow.Retention("5y").Ends(time.Time{}, workday.Zone); ok {
		t.Errorf("a case that is open may go from %v", day)
	}
}
