package reporting

import (
	"context"
	"slices"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A Diary is a person's working day, written from the record (R-T5, F-J4):
// nothing is entered by hand, so it says what was done and nothing else.
type Diary struct {
	Person people.PersonID
	Day    time.Time // its midnight, in Zone
	Lines  []DiaryLine
	Totals []Total
}

// A DiaryLine is one thing that was done.
type DiaryLine struct {
	Event event.Event // the last one, where several were made one line
	What  string      // as in Totals
	Times int         // how many events the line stands for
}

// A Total counts the lines of a kind of work. What is one of Works; its words
// are "desk.total_<what>".
type Total struct {
	What  string
	Count int
}

// A Group is the lines of a diary that belong together. What is one of Groups.
type Group struct {
	What  string
	Lines []DiaryLine
}

// Groups are the parts of a diary, in the order of a case.
var Groups = []string{"received", "decided", "returned", "posted", "checked", "other"}

// groupOf says in which of Groups a kind of work stands.
func groupOf(what string) string {
	switch what {
	case "placed", "documents", "assigned", "batch_in":
		return "received"
	case "asked", "put", "answered", "verdicts", "approved", "passed_on", "batch_out":
		return "decided"
	case "returned", "declined":
		return "returned"
	case "posted", "unpublished":
		return "posted"
	case "confirmed", "signed":
		return "checked"
	}
	return "other"
}

// Groups parts the lines by what sort of work they are, each part in the order
// of the day; parts without lines are left out.
func (d Diary) Groups() []Group {
	var list []Group
	for _, what := range Groups {
		g := Group{What: what}
		for _, l := range d.Lines {
			if groupOf(l.What) == what {
				g.Lines = append(g.Lines, l)
			}
		}
		if len(g.Lines) > 0 {
			list = append(list, g)
		}
	}
	return list
}

// Works are the kinds of work that a diary counts, in the order of a case.
var Works = []string{"placed", "documents", "revised", "asked", "put", "answered", "verdicts", "approved", "passed_on", "batch_out", "batch_in", "returned", "declined",
	"posted", "unpublished", "confirmed", "signed", "sent", "letters", "remarks", "duties", "assigned", "administered"}

// workOf says what kind of work an event is; "" for what no diary tells: ticks
// on the way to a decision, and coming in and going out.
func workOf(e event.Event) string {
	if e.Verb == event.PersonChanged && e.Data[event.KeyRelation] == "language" {
		return "" // in which language somebody reads the desk is no work of the office
	}
	switch e.Verb {
	case event.RequestReceived: // recorded of whoever sent it
		return "sent"
	case event.MessagePlaced:
		return "placed"
	case event.DocumentMade:
		return "documents"
	case event.TextRevised:
		return "revised"
	case event.QuestionAsked, event.AuthorityClaimed, event.QuestionWithdrawn:
		return "asked"
	case event.QuestionPut:
		return "put"
	case event.QuestionAnswered:
		return "answered"
	case event.VerdictGiven, event.VerdictReplaced:
		return "verdicts"
	case event.CaseMoved:
		switch {
		case e.Data[event.KeyLetter] == "changes" || e.Data[event.KeyLetter] == "returned" || e.Data[event.KeyReason] != "" && e.Data[event.KeyLetter] == "":
			return "returned"
		case e.Data[event.KeyLetter] == "declined":
			return "declined"
		}
		return "passed_on"
	case event.Published, event.ForcePublished:
		return "posted"
	case event.Unpublished:
		return "unpublished"
	case event.MessageAdded:
		return "letters"
	case event.Remarked, event.Commented, event.PaperKept:
		return "remarks"
	case event.CaseAssigned:
		return "assigned"
	case event.CaseLinked, event.CorrectionHeeded:
		return "revised"
	case event.DiarySigned:
		return "signed"
	case event.BatchSent:
		return "batch_out"
	case event.BatchReceived:
		return "batch_in"
	case event.DutyDone:
		return "duties"
	}
	return administration[e.Verb]
}

// passedOn tells apart the ways of passing a case on: approving it, where the
// same person judged it in that step before; confirming what is public, where
// the case ends with it; nothing, where posting is told by its edition.
func passedOn(e event.Event, all []event.Event) string {
	for _, o := range all {
		if o.Case != e.Case {
			continue
		}
		switch o.Verb {
		case event.Published, event.ForcePublished:
			if o.At.Equal(e.At) {
				return ""
			}
		case event.CaseEnded:
			if o.At.Equal(e.At) && o.Data[event.KeyOutcome] == "settled" {
				return "confirmed"
			}
		case event.VerdictGiven, event.VerdictReplaced:
			if o.Actor == e.Actor && !o.At.After(e.At) && o.Data[event.KeyStep] == e.Data[event.KeyStep] && o.Data[event.KeyAnswer] == "yes" {
				return "approved"
			}
		}
	}
	return "passed_on"
}

var administration = map[event.Verb]string{}

func init() {
	for _, v := range []event.Verb{event.PersonAdded, event.PersonChanged, event.PersonErased, event.AppointmentGiven, event.AppointmentEnded, event.DelegationGiven,
		event.DelegationEnded, event.DelegationPaper, event.UnitChanged, event.SiteChanged, event.LookSaved, event.LookApplied, event.SectionChanged, event.MailboxChanged, event.CalendarChanged, event.ProcedureInForce, event.SettingChanged,
		event.DutyPlanned} {
		administration[v] = "administered"
	}
}

// NewDiary makes the diary of a day from the events of a person, oldest first.
// What a page shows twice (a move that publishes, and each edition that came
// of it) is one line; several saves of one text after each other are one, and so
// are the diaries of a unit that were confirmed together.
func NewDiary(person people.PersonID, day time.Time, events []event.Event) Diary {
	d := Diary{Person: person, Day: day}
	for _, e := range events {
		if people.PersonID(e.Actor) != person || Told(e, events) {
			continue
		}
		what := workOf(e)
		if what == "passed_on" {
			what = passedOn(e, events)
		}
		if what == "" {
			continue
		}
		if n := len(d.Lines) - 1; n >= 0 && d.Lines[n].continues(what, e) {
			d.Lines[n].Event, d.Lines[n].Times = e, d.Lines[n].Times+1
			continue
		}
		d.Lines = append(d.Lines, DiaryLine{Event: e, What: what, Times: 1})
	}
	for _, what := range Works {
		n := 0
		for _, l := range d.Lines {
			if l.What == what {
				n++
			}
		}
		if n > 0 {
			d.Totals = append(d.Totals, Total{what, n})
		}
	}
	return d
}

// continues reports whether an event is more of what the line tells.
func (l DiaryLine) continues(what string, e event.Event) bool {
	switch {
	case l.What != what:
		return false
	case what == "signed":
		return l.Event.At.Equal(e.At)
	}
	return what == "revised" && l.Event.Case == e.Case
}

// Told reports whether another line of the same moment tells what e tells.
// Posting is recorded once as a decision and once for each edition, which says
// where; publishing before approval is told by its own line alone; cases
// that were handed over together by the line of their batch.
func Told(e event.Event, all []event.Event) bool {
	edition := strings.HasPrefix(e.Subject, "edition:")
	other := func(verb event.Verb, ofEdition bool) bool {
		return slices.ContainsFunc(all, func(o event.Event) bool {
			return o.Case == e.Case && o.Verb == verb && o.At.Equal(e.At) && strings.HasPrefix(o.Subject, "edition:") == ofEdition
		})
	}
	switch e.Verb {
	case event.CaseMoved: // with a batch, which says how many
		batch := e.Data[event.KeyNumber]
		return batch != "" && slices.ContainsFunc(all, func(o event.Event) bool {
			return o.Verb == event.BatchSent && o.Subject == "batch:"+batch && o.At.Equal(e.At)
		})
	case event.Published:
		return edition && other(event.ForcePublished, false) || !edition && other(event.Published, true)
	case event.Unpublished:
		return !edition && other(event.Unpublished, true)
	}
	return false
}

// maxDiary is far more than a person does in a day.
const maxDiary = 5000

// ReadDiary reads the diary of the day of t.
func ReadDiary(ctx context.Context, tx *store.Tx, institution int64, person people.PersonID, t time.Time) (Diary, error) {
	day := midnight(t)
	if person == 0 {
		return Diary{Day: day}, nil
	}
	events, err := tx.Events(ctx, store.EventFilter{Institution: institution, Actor: person, From: day, To: day.AddDate(0, 0, 1), Limit: maxDiary})
	if err != nil {
		return Diary{}, err
	}
	slices.Reverse(events)
	return NewDiary(person, day, events), nil
}
