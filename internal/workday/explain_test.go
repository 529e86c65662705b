package workday_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/locale"
	"congbo/internal/workday"
)

var update = flag.Bool("update", false, "write the golden files anew")

// What people are shown of how a due time came about, in both languages.
func TestExplainGolden(t *testing.T) {
	week := workday.Vietnam().Week()
	week[time.Saturday] = []workday.Span{{From: 450, To: 570}, {From: 585, To: 690}}
	library := workday.Vietnam().With(&week, []workday.Override{
		{Date: "2026-11-20", Hours: []workday.Span{{From: 450, To: 690}}, Note: locale.Text{VI: "nghỉ buổi chiều, mít tinh 20/11", EN: "afternoon off, Teachers’ Day"}},
	})
	var b strings.Builder
	for _, c := range []struct {
		cal          *workday.Calendar
		from, within string
	}{
		{workday.Vietnam(), "2026-08-28T16:00", "1d"},
		{workday.Vietnam(), "2026-08-21T16:30", "4h"},
		{workday.Vietnam(), "2026-11-23T16:00", "1d"},
		{workday.Vietnam(), "2026-02-13T18:00", "1d"},
		{workday.Vietnam(), "2026-11-20T11:30", "30m"},
		{workday.Vietnam(), "2026-11-20T06:00:30", "4h30m"},
		{workday.Vietnam(), "2028-01-24T15:00", "1d4h"},
		{library, "2026-11-20T09:00", "6h"},
		{library, "2026-11-19T16:00", "1d"},
	} {
		e := c.cal.Explain(when(t, c.from), limit(t, c.within))
		for _, l := range locale.Langs {
			for _, line := range e.Text(l) {
				b.WriteString(line + "\n")
			}
			for _, y := range e.Years {
				b.WriteString("! " + workday.ProjectedNote(l, y) + "\n")
			}
			b.WriteByte('\n')
		}
	}
	golden(t, "explain.txt", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
	if strings.Contains(got, "⟨") || strings.Contains(got, "{") {
		t.Error("a message or a value is missing")
	}
}

// No day off around a long Tết stays without its reason.
func TestExplainNamesEveryDayOff(t *testing.T) {
	e := workday.Vietnam().Explain(when(t, "2018-01-01T00:00"), workday.Limit{Days: 2000})
	seen := make(map[string]bool)
	for _, l := range e.Lines {
		seen[l.Day.Format(time.DateOnly)] = true
		if l.Kind == workday.Skipped && (l.Why.VI == "" || l.Why.EN == "") {
			t.Errorf("%s has no reason", l.Day)
		}
	}
	for d := e.From; d.Before(e.Due); d = d.AddDate(0, 0, 1) {
		if !seen[d.Format(time.DateOnly)] {
			t.Errorf("%s is not in the explanation", d)
		}
	}
}

func TestProjectedYearsAreMarked(t *testing.T) {
	for _, c := range []struct {
		from, within string
		want         []int
	}{
		{"2026-11-20T09:00", "5d", nil},
		{"2026-12-31T16:00", "2d", []int{2027}},
		{"2027-12-31T16:00", "2d", []int{2027, 2028}},
		{"2017-12-29T16:00", "1d", []int{2017}},
	} {
		e := workday.Vietnam().Explain(when(t, c.from), limit(t, c.within))
		if !cmp.Equal(e.Years, c.want) || e.Projected != (c.want != nil) {
			t.Errorf("%s + %s: %v, want %v", c.from, c.within, e.Years, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		d      time.Duration
		vi, en string
	}{
		{2*time.Hour + 38*time.Minute + 59*time.Second, "còn 2 giờ 38 phút làm việc", "2 hours 38 minutes of working time left"},
		{10*time.Hour + 59*time.Minute, "còn 1 ngày 2 giờ làm việc", "1 day 2 hours of working time left"},
		{8 * time.Hour, "còn 1 ngày làm việc", "1 day of working time left"},
		{time.Minute, "còn 1 phút làm việc", "1 minute of working time left"},
		{59 * time.Second, "còn dưới 1 phút làm việc", "less than 1 minute of working time left"},
		{0, "đến hạn", "due now"},
		{-40 * time.Minute, "quá hạn 40 phút", "40 minutes overdue"},
		{-26 * time.Hour, "quá hạn 3 ngày 2 giờ", "3 days 2 hours overdue"},
	} {
		if got := workday.Remaining(locale.VI, c.d); got != c.vi {
			t.Errorf("%v: %q, want %q", c.d, got, c.vi)
		}
		if got := workday.Remaining(locale.EN, c.d); got != c.en {
			t.Errorf("%v: %q, want %q", c.d, got, c.en)
		}
	}
}

func TestMoment(t *testing.T) {
	at := when(t, "2026-09-03T16:05").In(time.UTC)
	if got := workday.Moment(locale.VI, at); got != "16:05 thứ Năm, 03/09/2026" {
		t.Errorf("%q", got)
	}
	if got := workday.Moment(locale.EN, at); got != "16:05 Thursday 3 September 2026" {
		t.Errorf("%q", got)
	}
}
