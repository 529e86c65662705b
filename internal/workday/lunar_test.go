package workday_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"congbo/internal/workday"
)

// The first day of Tết and Giỗ Tổ (the tenth of the third month) of 133 years,
// with the years in which Vietnam differs from China (1968, 1969, 1985, 2007,
// 2030, 2053; Giỗ Tổ 1975, 2009, 2037, 2038, 2085, 2086, 2095, 2100).
func TestLunarTable(t *testing.T) {
	f, err := os.Open("testdata/lunar_1968_2100.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Scan() // the heading
	years := 0
	for ; lines.Scan(); years++ {
		var year int
		var tet, kings string
		if _, err := fmt.Sscan(lines.Text(), &year, &tet, &kings); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		for _, c := range []struct {
			day, month int
			want       string
		}{{1, 1, tet}, {10, 3, kings}} {
			got, ok := workday.FromLunar(c.day, c.month, year, false)
			if !ok || got.Format(time.DateOnly) != c.want {
				t.Errorf("%d/%d of %d: %v, %v; want %s", c.day, c.month, year, got, ok, c.want)
			}
			d, m, y, leap := workday.Lunar(got.In(time.Local).Add(23*time.Hour + 59*time.Minute))
			if d != c.day || m != c.month || y != year || leap {
				t.Errorf("%s is %d/%d of %d, leap %v", c.want, d, m, y, leap)
			}
		}
	}
	if years != 133 {
		t.Errorf("%d years", years)
	}
}

// The calendar does not depend on where the computer believes it stands.
func TestHostZoneDoesNotMatter(t *testing.T) {
	if os.Getenv("TZ_TEST_CHILD") != "" {
		t.Skip("this is the child")
	}
	self, err := os.Executable()
	if err != nil {
		t.Skip("the test binary cannot be run again: ", err)
	}
	for _, zone := range []string{"UTC", "America/New_York", "Asia/Shanghai", "<+14>-14", "<-12>12"} {
		cmd := exec.Command(self, "-test.run=^(TestLunarTable|TestOfficialYears|TestDueExamples)$")
		cmd.Env = append(os.Environ(), "TZ="+zone, "TZ_TEST_CHILD=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("TZ=%s: %v\n%s", zone, err, out)
		}
	}

	// A host without zone files takes each TZ for UTC; then at least this.
	defer func(l *time.Location) { time.Local = l }(time.Local)
	for _, hours := range []int{-12, -5, 0, 8, 14} {
		time.Local = time.FixedZone("host", hours*3600)
		TestLunarTable(t)
		TestDueExamples(t)
	}
}

func TestLunarDates(t *testing.T) {
	for _, c := range []struct {
		date             string
		day, month, year int
		leap             bool
	}{
		{"2025-01-25", 26, 12, 2024, false}, // as state documents give them
		{"2025-01-29", 1, 1, 2025, false},
		{"2025-02-02", 5, 1, 2025, false},
		{"2026-02-14", 27, 12, 2025, false},
		{"2026-02-17", 1, 1, 2026, false},
		{"2026-02-22", 6, 1, 2026, false},
		{"2025-07-25", 1, 6, 2025, true}, // leap sixth month
		{"2025-08-23", 1, 7, 2025, false},
		{"2023-03-22", 1, 2, 2023, true},
		{"2033-12-22", 1, 11, 2033, true}, // the first month without a term is not always the one
		{"2034-01-20", 1, 12, 2033, false},
		{"2034-02-19", 1, 1, 2034, false},
		{"1985-03-21", 1, 2, 1985, true},
		{"1984-12-21", 29, 11, 1984, false}, // the solstice came at 23:23, in China on the 22nd
		{"1984-12-22", 1, 12, 1984, false},
		{"1999-12-08", 1, 11, 1999, false},
	} {
		d, m, y, leap := workday.Lunar(day(t, c.date))
		if d != c.day || m != c.month || y != c.year || leap != c.leap {
			t.Errorf("%s: %d/%d of %d, leap %v; want %+v", c.date, d, m, y, leap, c)
		}
		if got, ok := workday.FromLunar(c.day, c.month, c.year, c.leap); !ok || got.Format(time.DateOnly) != c.date {
			t.Errorf("back to %s: %v, %v", c.date, got, ok)
		}
	}
}

// Years with thirteen months and the leap month of each.
func TestLeapMonths(t *testing.T) {
	want := map[int]int{
		1968: 7, 1971: 5, 1974: 4, 1976: 8, 1979: 6, 1982: 4, 1985: 2, 1987: 7, 1990: 5, 1993: 3, 1995: 8, 1998: 5,
		2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11,
	}
	for year := 1968; year <= 2033; year++ {
		for month := 1; month <= 12; month++ {
			if _, ok := workday.FromLunar(1, month, year, true); ok != (want[year] == month) {
				t.Errorf("%d: leap month %d is %v, want %d", year, month, ok, want[year])
			}
		}
	}
}

// Each day has one lunar date, the dates run on without a gap, and lead back.
func TestLunarDaysRunOn(t *testing.T) {
	pd, pm, py, pleap := workday.Lunar(time.Date(1999, 12, 31, 12, 0, 0, 0, workday.Zone))
	for d := time.Date(2000, 1, 1, 12, 0, 0, 0, workday.Zone); d.Year() < 2050; d = d.AddDate(0, 0, 1) {
		day, month, year, leap := workday.Lunar(d)
		switch {
		case day == pd+1 && month == pm && year == py && leap == pleap:
		case day == 1 && pd >= 29 && month == pm && leap && !pleap && year == py:
		case day == 1 && pd >= 29 && month == pm%12+1 && !leap && year == py+(pm/12):
		default:
			t.Fatalf("%s: %d/%d of %d after %d/%d of %d", d.Format(time.DateOnly), day, month, year, pd, pm, py)
		}
		if back, ok := workday.FromLunar(day, month, year, leap); !ok || back.Format(time.DateOnly) != d.Format(time.DateOnly) {
			t.Fatalf("%d/%d of %d leads to %v, want %s", day, month, year, back, d.Format(time.DateOnly))
		}
		pd, pm, py, pleap = day, month, year, leap
	}
}

func TestNoSuchLunarDay(t *testing.T) {
	for _, c := range [][3]int{{0, 1, 2026}, {31, 1, 2026}, {1, 0, 2026}, {1, 13, 2026}, {30, 12, 2025}} {
		if got, ok := workday.FromLunar(c[0], c[1], c[2], false); ok {
			t.Errorf("%v is %v", c, got)
		}
	}
}
