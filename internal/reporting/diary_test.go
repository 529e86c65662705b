package reporting_test

import (
	"testing"
	"time"

	"congbo/internal/event"
	"congbo/internal/reporting"
	"congbo/internal/workday"

	"github.com/google/go-cmp/cmp"
)

// A diary counts what was done and nothing twice: saves of one text after each
// other are one line, posting on two sites is two, ticks and coming in are
// none, and colleagues' work is not one's own (R-T5, F-J4).
func TestNewDiary(t *testing.T) {
	day := time.Date(2026, 9, 3, 0, 0, 0, 0, time.UTC)
	at := func(minute int, e event.Event) event.Event {
		e.At = day.Add(time.Duration(minute) * time.Minute)
		if e.Actor == 0 {
			e.Actor = 7
		}
		return e
	}
	move := func(data map[string]string) event.Event {
		return event.Event{Verb: event.CaseMoved, Case: 1, Data: data}
	}
	events := []event.Event{
		at(0, event.Event{Verb: event.SignedIn}),
		at(0, event.Event{Verb: event.PersonChanged, Data: map[string]string{event.KeyRelation: "language"}}),
		at(0, event.Event{Verb: event.RequestReceived, Case: 3}), // sent by this person, not taken in
		at(1, event.Event{Verb: event.DocumentMade, Case: 1}),
		at(2, event.Event{Verb: event.TextRevised, Case: 1}),
		at(3, event.Event{Verb: event.TextRevised, Case: 1}),
		at(4, event.Event{Verb: event.TextRevised, Case: 2}),
		at(5, event.Event{Verb: event.ItemTicked, Case: 1}),
		at(6, event.Event{Verb: event.VerdictGiven, Case: 1, Actor: 8}),
		at(7, move(map[string]string{event.KeyMove: "accept"})),
		at(8, move(map[string]string{event.KeyMove: "request-changes", event.KeyLetter: "changes", event.KeyReason: "4"})),
		at(9, move(map[string]string{event.KeyMove: "decline", event.KeyLetter: "declined", event.KeyReason: "5"})),
		at(10, event.Event{Verb: event.Published, Case: 1, Subject: "edition:1"}),
		at(10, event.Event{Verb: event.Published, Case: 1, Subject: "edition:2"}),
		at(10, event.Event{Verb: event.Published, Case: 1, Subject: "revision:3"}),
		at(11, event.Event{Verb: event.Published, Case: 2, Subject: "edition:3"}),
		at(11, event.Event{Verb: event.ForcePublished, Case: 2, Subject: "revision:4"}),
	}
	d := reporting.NewDiary(7, day, events)
	want := []reporting.Total{{What: "documents", Count: 1}, {What: "revised", Count: 2}, {What: "passed_on", Count: 1}, {What: "returned", Count: 1}, {What: "declined", Count: 1}, {What: "posted", Count: 3}, {What: "sent", Count: 1}}
	if diff := cmp.Diff(want, d.Totals); diff != "" {
		t.Errorf("totals: %s", diff)
	}
	if d.Lines[2].Times != 2 {
		t.Errorf("lines: %+v", d.Lines)
	}
	if d := reporting.NewDiary(9, day, events); len(d.Lines) != 0 || d.Totals != nil {
		t.Errorf("somebody who did nothing: %+v", d)
	}
}

// A digest names the lines that a diary tells: one more save, one line more or
// another chain changes it, what no diary tells does not. Diaries confirmed
// together are one line of the chief's (F-J4).
func TestDigest(t *testing.T) {
	day := time.Date(2026, 9, 3, 0, 0, 0, 0, workday.Zone)
	line := func(seq int64, verb event.Verb, hash string) event.Event {
		return event.Event{Seq: seq, At: day.Add(time.Duration(seq) * time.Hour), Actor: 7, Case: 1, Verb: verb, Hash: hash}
	}
	made, saved, again := line(1, event.DocumentMade, "a"), line(2, event.TextRevised, "b"), line(3, event.TextRevised, "c")
	base := reporting.NewDiary(7, day, []event.Event{made, saved}).Digest()
	if got := reporting.NewDiary(7, day, []event.Event{made, line(3, event.SignedIn, "x"), saved}).Digest(); got != base {
		t.Error("coming in changes the digest")
	}
	for name, other := range map[string]reporting.Diary{
		"one more save":   reporting.NewDiary(7, day, []event.Event{made, saved, again}),
		"a line less":     reporting.NewDiary(7, day, []event.Event{made}),
		"another line":    reporting.NewDiary(7, day, []event.Event{made, line(2, event.TextRevised, "z")}),
		"another day":     reporting.NewDiary(7, day.AddDate(0, 0, 1), []event.Event{made, saved}),
		"somebody else's": {Person: 8, Day: day, Lines: reporting.NewDiary(7, day, []event.Event{made, saved}).Lines},
	} {
		if other.Digest() == base {
			t.Errorf("%s leaves the digest as it was", name)
		}
	}
	one, two := line(4, event.DiarySigned, "d"), line(5, event.DiarySigned, "e")
	two.At = one.At
	chief := reporting.NewDiary(7, day, []event.Event{one, two, line(6, event.DiarySigned, "f")})
	if len(chief.Lines) != 2 || chief.Lines[0].Times != 2 || chief.Totals[0] != (reporting.Total{What: "signed", Count: 2}) {
		t.Errorf("confirmations: %+v, %+v", chief.Lines, chief.Totals)
	}
}

// A day is over when its office hours are, a day off at midnight (F-J4).
func TestFinished(t *testing.T) {
	cal := workday.Vietnam()
	for _, c := range []struct {
		day, now string
		want     bool
	}{
		{"2026-09-03 00:00", "2026-09-03 16:59", false},
		{"2026-09-03 10:00", "2026-09-03 17:00", true},
		{"2026-09-03 00:00", "2026-09-04 00:00", true},
		{"2026-09-06 00:00", "2026-09-06 23:59", false}, // Sunday
		{"2026-09-06 00:00", "2026-09-07 00:00", true},
		{"2026-09-08 00:00", "2026-09-07 20:00", false},
	} {
		at := func(s string) time.Time {
			when, err := time.ParseInLocation("2006-01-02 15:04", s, workday.Zone)
			if err != nil {
				t.Fatal(err)
			}
			return when
		}
		if got := reporting.Finished(cal, at(c.day), at(c.now)); got != c.want {
			t.Errorf("%s at %s: %v", c.day, c.now, got)
		}
	}
}
