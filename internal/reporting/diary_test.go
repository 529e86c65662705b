package reporting_test

import (
	"testing"
	"time"

	"congbo/internal/event"
	"congbo/internal/reporting"

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
