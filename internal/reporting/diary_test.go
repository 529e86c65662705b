package reporting_test

import (
	"testing"
	"time"

	"congbo/internal/event"
	"congbo/internal/reporting"

	"github.com/google/go-cmp/cmp"
)

// R-T5, F-J4: what a person received, decided, returned, posted and checked
// stands in its part, each once, and what others did does not.
func TestDiaryPartsTheDay(t *testing.T) {
	day := time.Date(2026, 9, 3, 0, 0, 0, 0, time.UTC)
	at := func(minute int) time.Time { return day.Add(time.Duration(minute) * time.Minute) }
	did := func(minute int, actor, about int64, verb event.Verb, data ...string) event.Event {
		e := event.Event{At: at(minute), Actor: actor, Case: about, Verb: verb, Data: make(map[string]string)}
		for i := 0; i+1 < len(data); i += 2 {
			e.Data[data[i]] = data[i+1]
		}
		return e
	}
	edition := did(50, 1, 3, event.Published)
	edition.Subject = "edition:9"
	events := []event.Event{
		did(1, 1, 0, event.SignedIn),
		did(2, 2, 1, event.DocumentMade), // a colleague's
		did(3, 1, 1, event.DocumentMade),
		did(4, 1, 1, event.TextRevised), did(5, 1, 1, event.TextRevised), // one sitting
		did(6, 1, 1, event.CaseMoved, event.KeyStep, "edit", event.KeyTo, "review"),
		did(10, 1, 2, event.ItemTicked, event.KeyItem, "alt-text"),
		did(11, 1, 2, event.VerdictGiven, event.KeyStep, "review", event.KeyAnswer, "yes"),
		did(12, 1, 2, event.CaseMoved, event.KeyStep, "review", event.KeyTo, "post"),
		did(20, 1, 4, event.CaseMoved, event.KeyStep, "review", event.KeyReason, "7", event.KeyLetter, "changes"),
		did(30, 1, 5, event.CaseMoved, event.KeyStep, "review", event.KeyReason, "8", event.KeyLetter, "declined"),
		did(50, 1, 3, event.CaseMoved, event.KeyStep, "post", event.KeyTo, "verify"), edition,
		did(60, 1, 6, event.CaseMoved, event.KeyStep, "verify", event.KeyTo, "done"), did(60, 1, 6, event.CaseEnded, event.KeyOutcome, "settled"),
		did(70, 1, 6, event.Remarked),
	}
	d := reporting.NewDiary(1, day, events, nil)
	got := make(map[string][]string)
	for _, g := range d.Groups() {
		for _, l := range g.Lines {
			got[g.What] = append(got[g.What], l.What)
		}
	}
	want := map[string][]string{
		"received": {"documents"}, "decided": {"passed_on", "verdicts", "approved"}, "returned": {"returned", "declined"},
		"posted": {"posted"}, "checked": {"confirmed"}, "other": {"revised", "remarks"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	lines := 0
	for _, n := range d.Totals {
		lines += n.Count
	}
	if lines != len(d.Lines) {
		t.Errorf("totals count %d lines of %d: %v", lines, len(d.Lines), d.Totals)
	}
	for _, l := range d.Lines {
		if l.What == "revised" && l.Times != 2 {
			t.Errorf("one sitting at a text is %d times", l.Times)
		}
	}
	if empty := reporting.NewDiary(7, day, events, nil); len(empty.Groups()) != 0 || len(empty.Totals) != 0 {
		t.Errorf("somebody who did nothing: %+v", empty)
	}
}
