package workday_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/locale"
	"congbo/internal/workday"
)

// when reads a time of a table, on Vietnam's clock.
func when(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := workday.ParseTime(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return at
}

func limit(t testing.TB, s string) workday.Limit {
	t.Helper()
	l, err := workday.ParseLimit(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return l
}

func day(t testing.TB, s string) time.Time { t.Helper(); return when(t, s+"T00:00") }

// daysOf lists the days of a year for which keep holds.
func daysOf(year int, keep func(workday.DayInfo) bool) []string {
	days := []string{}
	for d := time.Date(year, 1, 1, 0, 0, 0, 0, workday.Zone); d.Year() == year; d = d.AddDate(0, 0, 1) {
		if info := workday.Vietnam().Day(d); keep(info) {
			days = append(days, d.Format(time.DateOnly))
		}
	}
	return days
}

func atWeekend(d time.Time) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// The computed calendar is the official one of the civil service, every day of
// 2018 to 2026, and the projection of 2027 (R-T1).
func TestOfficialYears(t *testing.T) {
	data, err := os.ReadFile("testdata/civil_service.json")
	if err != nil {
		t.Fatal(err)
	}
	var years []struct {
		Year       int
		Off, Extra []string // weekdays off; days of the weekend worked
	}
	if err := json.Unmarshal(data, &years); err != nil {
		t.Fatal(err)
	}
	if len(years) != 10 {
		t.Fatalf("%d years, want 2018 to 2027", len(years))
	}
	for _, y := range years {
		off := daysOf(y.Year, func(d workday.DayInfo) bool { return !atWeekend(d.Date) && len(d.Hours) == 0 })
		if diff := cmp.Diff(y.Off, off); diff != "" {
			t.Errorf("%d: weekdays off (-official +computed):\n%s", y.Year, diff)
		}
		extra := daysOf(y.Year, func(d workday.DayInfo) bool { return atWeekend(d.Date) && len(d.Hours) > 0 })
		if diff := cmp.Diff(y.Extra, extra); diff != "" {
			t.Errorf("%d: weekend days worked (-official +computed):\n%s", y.Year, diff)
		}
		if got, want := workday.Vietnam().Projected(y.Year), y.Year == 2027; got != want {
			t.Errorf("%d: projected %v, want %v", y.Year, got, want)
		}
	}
}

// Labour Code 45/2019/QH14 Art. 111(3) compensates the holidays of Art. 112(1)
// and no others; Resolution 28/2026/QH16 gives 24 November without.
func TestCompensation(t *testing.T) {
	for _, c := range []struct {
		day  string
		kind workday.Kind
	}{
		{"2023-09-02", workday.Holiday}, // a Saturday
		{"2023-09-04", workday.Compensatory},
		{"2023-09-05", workday.Working},
		{"2023-04-29", workday.Holiday}, // Giỗ Tổ on a Saturday, before 30/4 and 1/5
		{"2023-05-02", workday.Compensatory},
		{"2023-05-03", workday.Compensatory},
		{"2023-05-04", workday.Working},
		{"2025-11-24", workday.Working}, // not yet a holiday
		{"2026-11-24", workday.Holiday},
		{"2029-11-24", workday.Holiday}, // a Saturday
		{"2029-11-26", workday.Working},
		{"2030-11-24", workday.Holiday}, // a Sunday
		{"2030-11-25", workday.Working},
		{"2018-12-31", workday.SwappedOff},
		{"2019-01-05", workday.SwappedIn},
		{"2026-08-22", workday.SwappedIn},
		{"2026-08-23", workday.Weekend},
		{"2020-09-03", workday.Working}, // the Labour Code of 2012 had one day
		// From 2028 on by the pattern of 2026: Tết from the last day of the old
		// lunar year, and 1 September.
		{"2028-01-24", workday.Working},
		{"2028-01-25", workday.Holiday},
		{"2028-01-26", workday.Holiday}, // mùng 1
		{"2028-01-29", workday.Holiday}, // mùng 4, a Saturday
		{"2028-01-31", workday.Compensatory},
		{"2028-02-01", workday.Working},
		{"2028-09-01", workday.Holiday},
		{"2028-09-02", workday.Holiday}, // a Saturday
		{"2028-09-04", workday.Compensatory},
		{"2029-09-01", workday.Holiday}, // Saturday and Sunday
		{"2029-09-03", workday.Compensatory},
		{"2029-09-04", workday.Compensatory},
		{"2029-09-05", workday.Working},
	} {
		info := workday.Vietnam().Day(day(t, c.day))
		if info.Kind != c.kind {
			t.Errorf("%s: %v (%s), want %v", c.day, info.Kind, info.Name.EN, c.kind)
		}
		working := c.kind == workday.Working || c.kind == workday.SwappedIn
		if (len(info.Hours) > 0) != working {
			t.Errorf("%s: hours %v", c.day, info.Hours)
		}
	}
}

func TestDaySaysWhyAndOnWhoseWord(t *testing.T) {
	for _, c := range []struct {
		day, vi, source string
		projected       bool
	}{
		{"2026-02-17", "Tết Âm lịch", "9441/TB-BNV", false},
		{"2026-04-27", "nghỉ bù Giỗ Tổ Hùng Vương", "45/2019/QH14", false},
		{"2026-08-22", "làm bù cho thứ Hai, 31/08/2026", "9441/TB-BNV", false},
		{"2026-08-31", "nghỉ hoán đổi, làm bù thứ Bảy, 22/08/2026", "9441/TB-BNV", false},
		{"2026-11-24", "Ngày Văn hóa Việt Nam", "28/2026/QH16", false},
		{"2026-11-22", "nghỉ hằng tuần", "", false},
		{"2026-11-23", "", "", false},
		{"2027-09-03", "ngày liền kề Quốc khánh", "45/2019/QH14", true},
		{"2027-09-02", "Quốc khánh", "45/2019/QH14", false},
		{"2030-02-02", "Tết Âm lịch", "45/2019/QH14", true},
	} {
		info := workday.Vietnam().Day(day(t, c.day))
		if info.Name.VI != c.vi || info.Source != c.source || info.Projected != c.projected {
			t.Errorf("%s: %q, %q, projected %v", c.day, info.Name.VI, info.Source, info.Projected)
		}
		if (info.Name.VI == "") != (info.Name.EN == "") {
			t.Errorf("%s: %+v is said in one language only", c.day, info.Name)
		}
	}
}

// An institution has its own week and days, and a unit its own within that
// (F-E5, F-E6).
func TestOwnCalendars(t *testing.T) {
	week := workday.Vietnam().Week()
	week[time.Saturday] = []workday.Span{{From: 8 * 60, To: 11 * 60}}
	library := workday.Vietnam().With(&week, []workday.Override{
		{Date: "2026-11-20", Hours: []workday.Span{{From: 450, To: 690}}, Note: locale.Text{VI: "Mít tinh 20/11", EN: "Teachers’ Day"}, Source: "12/TB-ĐH"},
		{Date: "2026-11-23"},
		{Date: "2026-11-24", Hours: []workday.Span{{From: 480, To: 600}}},
		{Date: "no date", Hours: []workday.Span{{From: 480, To: 600}}},
	})
	desk := library.With(nil, []workday.Override{{Date: "2026-11-23", Hours: []workday.Span{{From: 600, To: 540}, {From: 780, To: 900}, {From: 480, To: 540}, {From: 540, To: 600}}}})

	for _, c := range []struct {
		who   string
		cal   *workday.Calendar
		day   string
		hours string
	}{
		{"country", workday.Vietnam(), "2026-11-20", "07:30-11:30, 13:00-17:00"},
		{"country", workday.Vietnam(), "2026-11-21", ""},
		{"library", library, "2026-11-20", "07:30-11:30"},
		{"library", library, "2026-11-21", "08:00-11:00"}, // Saturday morning
		{"library", library, "2026-11-22", ""},
		{"library", library, "2026-11-23", ""},
		{"library", library, "2026-11-24", "08:00-10:00"},              // its own word over the holiday
		{"library", library, "2026-08-22", "07:30-11:30, 13:00-17:00"}, // worked for a Monday
		{"library", library, "2023-09-02", ""},                         // a holiday stays one on a worked Saturday
		{"desk", desk, "2026-11-20", "07:30-11:30"},
		{"desk", desk, "2026-11-23", "08:00-10:00, 13:00-15:00"}, // put in order
	} {
		if got := workday.FormatHours(c.cal.Hours(day(t, c.day))); got != c.hours {
			t.Errorf("%s on %s: %q, want %q", c.who, c.day, got, c.hours)
		}
	}
	info := library.Day(day(t, "2026-11-20"))
	if info.Kind != workday.Own || info.Name.VI != "Mít tinh 20/11" || info.Source != "12/TB-ĐH" {
		t.Errorf("own day: %+v", info)
	}
	if info := library.Day(day(t, "2026-11-23")); info.Name.EN == "" {
		t.Error("a day off without a note has no name")
	}

	got := library.Due(when(t, "2026-11-20T10:30"), limit(t, "4h"))
	if want := when(t, "2026-11-21T11:00"); !got.Equal(want) {
		t.Errorf("4h over a half day and a Saturday morning: %v, want %v", got, want)
	}
}

// A week without hours would leave nothing ever due.
func TestAWeekWithoutHoursIsNoWeek(t *testing.T) {
	cal := workday.Vietnam().With(new([7][]workday.Span), nil)
	if got := cal.Due(when(t, "2026-08-28T16:00"), limit(t, "1d")); !got.Equal(when(t, "2026-09-03T16:00")) {
		t.Errorf("got %v", got)
	}
	if got := new(workday.Calendar).Due(when(t, "2026-08-28T16:00"), limit(t, "1d")); !got.Equal(when(t, "2026-09-03T16:00")) {
		t.Errorf("the zero calendar: %v", got)
	}
}

// What a calendar hands out is the caller's; changing it changes no calendar.
func TestCalendarsCannotBeChangedFromOutside(t *testing.T) {
	d := day(t, "2026-11-20")
	workday.Vietnam().Hours(d)[0] = workday.Span{}
	workday.Vietnam().Day(d).Hours[0] = workday.Span{}
	workday.Vietnam().Week()[5][0] = workday.Span{}
	days := []workday.Override{{Date: "2026-11-20", Hours: []workday.Span{{From: 480, To: 600}}}}
	own := workday.Vietnam().With(nil, days)
	days[0].Hours[0] = workday.Span{}
	if got := workday.FormatHours(workday.Vietnam().Hours(d)); got != "07:30-11:30, 13:00-17:00" {
		t.Errorf("country: %q", got)
	}
	if got := workday.FormatHours(own.Hours(d)); got != "08:00-10:00" {
		t.Errorf("own: %q", got)
	}
}

func TestParseHours(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		" 7:30 - 11:30 , 13:00–17:00 ": "07:30-11:30, 13:00-17:00",
		"13:00-17:00,07:30-11:30":      "07:30-11:30, 13:00-17:00",
		"00:00-24:00":                  "00:00-24:00",
		"08:00-10:00,10:00-11:00":      "08:00-11:00",
	} {
		spans, err := workday.ParseHours(in)
		if got := workday.FormatHours(spans); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"8", "8-9", "08:00-07:00", "08:00-08:00", "08:00-24:01", "08:60-09:00", "08:00-10:00,09:00-11:00", "08:00-10:00,", "-1:00-09:00", "08:00+09:00"} {
		if spans, err := workday.ParseHours(in); err == nil {
			t.Errorf("%q read as %v", in, spans)
		}
	}
}

func TestParseTime(t *testing.T) {
	want := when(t, "2026-08-28T16:00")
	for _, s := range []string{
		"2026-08-28T16:00", "2026-08-28 16:00", "2026-08-28t16:00:00", "2026-08-28T16:00:00.000",
		"2026-08-28T16:00:00+07:00", "2026-08-28T09:00:00Z", "2026-08-28t09:00:00z", "2026-08-28T09:00Z", "2026-08-28T05:00:00-04:00",
	} {
		got, err := workday.ParseTime(s)
		if err != nil || !got.Equal(want) || got.Location() != workday.Zone {
			t.Errorf("%q: %v, %v", s, got, err)
		}
	}
	for _, s := range []string{
		"", "2026-08-28", "16:00", "2026-08-28T9:00", "2026-8-28T16:00", "2026-02-29T16:00", "2026-08-28T24:00", "2026-08-28T16:60",
		"2026-08-28T16:00+7", "2026-08-28T16:00 +07:00", "28/08/2026 16:00", "2026-08-28T16:00:00Zulu", "1899-12-31T16:00", "2200-01-01T00:00", "\x00",
	} {
		if got, err := workday.ParseTime(s); err == nil {
			t.Errorf("%q read as %v", s, got)
		}
	}
}

func TestKindsHaveDifferentNames(t *testing.T) {
	var names []string
	for k := workday.Working; k <= workday.Own; k++ {
		names = append(names, k.String())
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != int(workday.Own)+1 {
		t.Errorf("%q", names)
	}
}
