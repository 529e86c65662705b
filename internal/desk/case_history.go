package desk

import (
	"strconv"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/reporting"
	"congbo/internal/vi"
)

// A HistoryDay is what happened on one day, as minutes tell it.
type HistoryDay struct {
	Day   string
	Lines []HistoryLine
}

// A HistoryLine is one thing that happened.
type HistoryLine struct {
	At    time.Time
	Text  string
	Quote string // the words that were given
	Read  []RecodedView
	Mark  string // yes, no, back, public, pause, mail: what sort of thing
}

// recentLines are shown; what was before is folded away.
const recentLines = 14

// history tells the case from its newest event back.
func (b *book) history() (recent, before []HistoryDay) {
	names := b.eventNames()
	n := 0
	for i := len(b.Events) - 1; i >= 0; i-- {
		e := b.Events[i]
		if reporting.Told(e, b.Events) || inward(e) {
			continue
		}
		line := HistoryLine{At: e.At, Text: event.Say(b.l, e, names), Mark: markOf(e)}
		line.Quote, line.Read = b.quote(e)
		list := &recent
		if n >= recentLines {
			list = &before
		}
		n++
		day := vi.LongDate(b.l, e.At)
		if k := len(*list); k == 0 || (*list)[k-1].Day != day {
			*list = append(*list, HistoryDay{Day: day})
		}
		d := &(*list)[len(*list)-1]
		d.Lines = append(d.Lines, line)
	}
	return recent, before
}

// inward reports whether an event is a letter to colleagues about their work:
// those are with the letters, and would drown what was decided.
func inward(e event.Event) bool {
	return (e.Verb == event.LetterQueued || e.Verb == event.LetterSent) && cases.Inward(e.Data[event.KeyLetter])
}

// quote is the words that an event refers to, and what of them was recoded.
func (b *book) quote(e event.Event) (string, []RecodedView) {
	switch e.Verb {
	case event.MessageAdded, event.SenderCorrected, event.CorrectionHeeded, event.LetterSent, event.LetterQueued:
		return "", nil // they stand in the conversation
	}
	if r := b.remarkOf(e.Data[event.KeyReason]); r != nil {
		return r.Text, wordsRead(r.Recoded)
	}
	return "", nil
}

func markOf(e event.Event) string {
	switch e.Verb {
	case event.VerdictGiven, event.VerdictReplaced, event.QuestionAnswered, event.PageChecked:
		if e.Data[event.KeyAnswer] == "no" {
			return "no"
		}
		return "yes"
	case event.CaseMoved:
		if e.Data[event.KeyReason] != "" {
			return "back"
		}
		return "on"
	case event.Published, event.ForcePublished, event.Unpublished, event.Withdrawn:
		return "public"
	case event.Paused, event.Resumed, event.QuestionAsked, event.QuestionPut:
		return "pause"
	case event.Overdue, event.Stale, event.NobodyLeft, event.LetterFailed:
		return "late"
	}
	return ""
}

// eventNames says what the references in events of this case are called.
func (b *book) eventNames() event.Names {
	return event.Names{
		Person: func(id int64) string { return b.People[people.PersonID(id)] },
		Title:  b.eventTitle,
		Minutes: func(step, move string) string {
			if s := b.Procedure.Step(flow.StepID(step)); s != nil {
				if m := s.Move(flow.MoveID(move)); m != nil {
					return m.Minutes.In(b.l)
				}
			}
			return ""
		},
		Time: func(t time.Time) string { return vi.ShortDateTime(b.l, t) },
	}
}

func (b *book) eventTitle(key, value string) string {
	switch key {
	case event.KeyStep, event.KeyTo:
		if s := b.Procedure.Step(flow.StepID(value)); s != nil {
			return s.Title.In(b.l)
		}
	case event.KeyMove:
		return b.moveLabel("", value)
	case event.KeyItem:
		return b.itemTitle(value)
	case event.KeyRole:
		return b.role(people.Role(value))
	case event.KeyPlace, event.KeyWith:
		if n, ok := strings.CutPrefix(value, "unit:"); ok {
			return b.w.units[number(n)]
		}
	case event.KeySite:
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			return b.w.sites[n].Name
		}
	}
	return commonTitle(b.l, key, value)
}

// moveLabel is what a move is called; of several with one name in different
// steps the first.
func (b *book) moveLabel(step, move string) string {
	for i := range b.Procedure.Steps {
		s := &b.Procedure.Steps[i]
		if step != "" && string(s.ID) != step {
			continue
		}
		if m := s.Move(flow.MoveID(move)); m != nil {
			return m.Label.In(b.l)
		}
	}
	return move
}

// commonTitle is what a value of an event is called without knowing its case.
func commonTitle(l locale.Lang, key, value string) string {
	prefix := map[string]string{
		event.KeyStep: "flow.step.", event.KeyTo: "flow.step.", event.KeyMove: "flow.move.", event.KeyAspect: "flow.aspect.", event.KeyItem: "flow.item.",
		event.KeyAnswer: "flow.answer.", event.KeyLetter: "desk.letter_", event.KeyRole: "people.role.", event.KeyOutcome: "flow.outcome.",
		event.KeyTimer: "flow.timer.", event.KeyEffect: "flow.effect.", event.KeyTrouble: "flow.trouble.",
	}[key]
	if prefix == "" {
		return ""
	}
	if key == event.KeyAspect {
		value = string(content.Aspect(strings.TrimSpace(value)))
	}
	if locale.Has(l, prefix+value) {
		return locale.T(l, prefix+value)
	}
	if key == event.KeyLetter && locale.Has(l, "flow.letter."+value) {
		return locale.T(l, "flow.letter."+value)
	}
	return ""
}

// viewOf is a view that knows a procedure and nothing else, for saying what
// its steps and moves are called.
func viewOf(p *flow.Procedure) *cases.View { return &cases.View{Dossier: &cases.Dossier{Procedure: p}} }
