package workday_test

import (
	"encoding/json"
	"testing"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/workday"
)

func TestParseLimit(t *testing.T) {
	for in, want := range map[string]workday.Limit{
		"1d":       {Days: 1},
		"4h":       {Minutes: 240},
		"30m":      {Minutes: 30},
		"1h30m":    {Minutes: 90},
		"90m":      {Minutes: 90},
		"1d4h":     {Days: 1, Minutes: 240},
		"1D 4H 5M": {Days: 1, Minutes: 245},
		" 15d ":    {Days: 15},
		"0d4h":     {Minutes: 240},
		"9999d":    {Days: 9999},
		"9999h":    {Minutes: 599940},
	} {
		if got, err := workday.ParseLimit(in); err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", in, got, err, want)
		}
	}
	for _, in := range []string{"", " ", "d", "1", "1w", "0d", "0h0m", "-1d", "+1d", "1.5h", "1h30", "30m1h", "1d1d", "1_0d", "１d", "1d\x00", "10000d", "9999h1m", "99999999999999999999h", "4294967296m"} {
		if got, err := workday.ParseLimit(in); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %+v, %v; want it refused", in, got, err)
		}
	}
}

func TestLimitAsText(t *testing.T) {
	type step struct {
		Within workday.Limit `json:"within"`
	}
	for want, l := range map[string]workday.Limit{
		`{"within":"1d"}`:    {Days: 1},
		`{"within":"1h30m"}`: {Minutes: 90},
		`{"within":"2d45m"}`: {Days: 2, Minutes: 45},
		`{"within":""}`:      {},
	} {
		data, err := json.Marshal(step{l})
		if err != nil || string(data) != want {
			t.Errorf("%+v: %s, %v; want %s", l, data, err, want)
		}
		back := step{workday.Limit{Days: 7}}
		if err := json.Unmarshal(data, &back); err != nil || back.Within != l {
			t.Errorf("%s: %+v, %v", data, back, err)
		}
	}
	if err := json.Unmarshal([]byte(`{"within":"soon"}`), new(step)); err == nil {
		t.Error("a limit that is none was read")
	}
}

func TestLimitInWords(t *testing.T) {
	for in, want := range map[string][2]string{
		"1d":    {"1 ngày làm việc", "1 working day"},
		"15d":   {"15 ngày làm việc", "15 working days"},
		"4h":    {"4 giờ làm việc", "4 hours of working time"},
		"1h30m": {"1 giờ 30 phút làm việc", "1 hour 30 minutes of working time"},
		"1d4h":  {"1 ngày 4 giờ làm việc", "1 day 4 hours of working time"},
	} {
		l := limit(t, in)
		if got := [2]string{l.In(locale.VI), l.In(locale.EN)}; got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

// What somebody typed is shown back cut and without characters that act.
func TestRefusalsAreFitToBeShown(t *testing.T) {
	hostile := "\x1b[2J\x00\xff"
	for range 1000 {
		hostile += "\n<script>"
	}
	_, err := workday.ParseLimit(hostile)
	e, ok := fault.As(err)
	if !ok {
		t.Fatal(err)
	}
	shown := e.Args[0].(string)
	if len([]rune(shown)) > 41 || shown[0] == 0x1b {
		t.Errorf("%q", shown)
	}
	for _, r := range shown {
		if r < ' ' || r == 0xfffd {
			t.Errorf("%q has %U", shown, r)
		}
	}
}

// Whatever is read as a limit means the same when it is written and read again.
func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"1d", "4h", "1h30m", "1d4h5m", "0d4h", "9999h", "1h1h", "٣d", "1e9h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := workday.ParseLimit(s)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || l != (workday.Limit{}) {
				t.Fatalf("%q: %+v, %v", s, l, err)
			}
			return
		}
		if l.IsZero() || l.Days < 0 || l.Minutes < 0 || l.Days > 9999 || l.Minutes > 9999*60 {
			t.Fatalf("%q: %+v", s, l)
		}
		if again, err := workday.ParseLimit(l.String()); err != nil || again != l {
			t.Fatalf("%q: %+v written %q, read %+v, %v", s, l, l.String(), again, err)
		}
	})
}
