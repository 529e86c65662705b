package desk

import (
	"strconv"

	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// A StepView is a step of the procedure on the vertical line: Kind is done,
// now, next, aside (a question to the leadership) or end.
type StepView struct {
	Kind   string
	Number int
	Title  string
	Who    string
	Note   string // what was done, or by when
	More   string // who answers for it
	Left   *Left
	Clause string
	Added  bool // the source document does not have it
}

func (b *book) steps() []StepView {
	s := &b.View.State
	var list []StepView
	past := true
	n := 0
	here := s.Step
	if s.Held != nil && s.Held.Step != "" {
		here = s.Held.Step
	}
	for i := range b.Procedure.Steps {
		step := &b.Procedure.Steps[i]
		if !s.Passes(step) {
			continue
		}
		n++
		v := StepView{Number: n, Title: step.Title.In(b.l), Clause: step.Clause, Added: step.Addition,
			More: b.t("desk.answerable", b.role(step.AnswerableRole()))} // of every step (R-M9)
		switch {
		case step.ID == here && s.Ended.IsZero():
			past = false
			b.nowStep(&v, step)
		case s.Rounds[step.ID] > 0 && (past || !s.Ended.IsZero()):
			v.Kind = "done"
			v.Who, v.Note = b.doneStep(step)
		default:
			v.Kind, v.Who = "next", b.holders(step.By)
			if !step.Within.IsZero() {
				v.Note = b.t("desk.step_within", step.Within.In(b.l))
			}
			if !s.Ended.IsZero() {
				v.Note = b.t("desk.step_not_reached")
			}
		}
		list = append(list, v)
		list = append(list, b.asides(step)...)
	}
	if !s.Ended.IsZero() {
		end := StepView{Kind: "end", Title: b.t("flow.outcome." + string(s.Outcome)), Note: shortMoment(b.l, b.now, s.Ended)}
		if step := b.Procedure.Step(s.Step); step != nil {
			end.Title = step.Title.In(b.l)
		}
		list = append(list, end)
	}
	return list
}

func (b *book) nowStep(v *StepView, step *flow.Step) {
	s := &b.View.State
	v.Kind = "now"
	var names []string
	for _, h := range b.Turn.People {
		names = appendNew(names, b.name(h.Person))
	}
	if s.Held == nil && !s.Consult.Pending() {
		v.Who = orList(b.l, names)
	}
	if v.Who == "" || len(names) > 4 {
		v.Who = b.holders(step.By)
	}
	if step.Or == people.Requester && b.Case.Sender != "" {
		v.Who = b.t("desk.or", v.Who, b.Case.Sender)
	}
	clock := &s.Clock
	if s.Held != nil {
		v.Note = b.state()
		if s.Held.Step != "" {
			clock = &s.Held.Clock
		}
	}
	if clock.Limited() {
		left := b.clockLeft(clock)
		v.Left = &left
	} else if v.Note == "" {
		v.Note = b.t("desk.step_since", shortMoment(b.l, b.now, s.Entered), workday.Words(b.l, b.cal.Between(s.Entered, b.now)))
	}
}

// doneStep tells who left a step last, when, and after how much working time.
func (b *book) doneStep(step *flow.Step) (who, note string) {
	var left *event.Event
	for i := range b.Events {
		e := &b.Events[i]
		if e.Verb == event.CaseMoved && e.Data[event.KeyStep] == string(step.ID) {
			left = e
		}
	}
	if left == nil {
		return "", ""
	}
	entered := b.View.State.Opened
	for _, e := range b.Events {
		if e.Seq >= left.Seq {
			break
		}
		if e.Data[event.KeyTo] == string(step.ID) && (e.Verb == event.CaseMoved || e.Verb == event.CaseOpened || e.Verb == event.StepSkipped) {
			entered = e.At
		}
	}
	who = b.t("event.program")
	switch {
	case left.Actor != 0:
		who = b.holder(people.Holder{Person: people.PersonID(left.Actor), For: people.PersonID(left.OnBehalfOf)})
	case left.Data[event.KeyRole] == string(people.Requester):
		who = b.Case.Sender
	}
	return who, b.t("desk.step_done", shortMoment(b.l, b.now, left.At), workday.Words(b.l, b.cal.Between(entered, left.At)))
}

// asides are the questions to the leadership that were put from a step.
func (b *book) asides(step *flow.Step) []StepView {
	var list []StepView
	for _, q := range b.questions() {
		if q.Step != step.ID || q.Withdrawn || step.Consult == nil {
			continue
		}
		v := StepView{Kind: "aside", Title: b.t("desk.consult_title", b.roles(step.Consult.Of)), Clause: step.Consult.Clause}
		switch {
		case !q.Answered.IsZero():
			v.Who = b.holder(q.AnsweredBy)
			v.Note = b.t("desk.consult_done", b.t("flow.answer."+string(q.Answer)), shortMoment(b.l, b.now, q.Answered), workday.Words(b.l, b.cal.Between(q.Asked, q.Answered)))
		case q.Put.IsZero() && len(step.Consult.Through) > 0:
			v.Who, v.Note = b.holders(step.Consult.Through), b.t("desk.consult_to_put")
		default:
			v.Who, v.Note = b.holders(step.Consult.Of), b.t("desk.consult_open", shortMoment(b.l, b.now, later(q.Asked, q.Put)))
		}
		list = append(list, v)
	}
	return list
}

// questions are all questions of the case, oldest first.
func (b *book) questions() []flow.Consultation {
	list := append([]flow.Consultation(nil), b.View.State.Earlier...)
	if q := b.View.State.Consult; q != nil {
		list = append(list, *q)
	}
	return list
}

// A ConsultView is a question to the leadership with its answer.
type ConsultView struct {
	Title    string
	Kind     string // good, warn, bad, wait: how it stands
	Answer   string
	By       string
	Words    string
	Question string
	Asked    string
	Proposal string
	Put      string
	Hint     string
	Clause   string
}

func (b *book) consults() []ConsultView {
	var list []ConsultView
	qs := b.questions()
	for i := len(qs) - 1; i >= 0; i-- {
		q := qs[i]
		step := b.Procedure.Step(q.Step)
		if step == nil || step.Consult == nil {
			continue
		}
		v := ConsultView{Title: b.t("desk.consult_title", b.roles(step.Consult.Of)), Kind: "wait", Question: b.words(q.Question), Clause: step.Consult.Clause,
			Asked: b.t("desk.consult_asked", b.holder(q.By), shortMoment(b.l, b.now, q.Asked))}
		if !q.Put.IsZero() {
			v.Put = b.t("desk.consult_put", b.holder(q.PutBy), shortMoment(b.l, b.now, q.Put))
			v.Proposal = b.proposal(q)
		}
		switch {
		case q.Withdrawn:
			v.Kind, v.Answer = "", b.t("desk.consult_withdrawn")
		case q.Answered.IsZero():
			v.Answer = b.t("desk.consult_waiting")
			v.Hint = b.t("desk.consult_paused")
		default:
			v.Answer = b.t("flow.answer." + string(q.Answer))
			v.Kind = map[flow.Answer]string{flow.Yes: "good", flow.YesWithChanges: "warn", flow.No: "bad"}[q.Answer]
			v.By = b.t("desk.consult_by", b.holder(q.AnsweredBy), shortMoment(b.l, b.now, q.Answered))
			v.Words = b.words(q.Words)
			v.Hint = b.t("desk.consult_binds", workday.Words(b.l, b.cal.Between(q.Asked, q.Answered)))
			if q.Voided || q.Answer == flow.Yes && b.Facts.HasDocument && q.Bound.Content != b.Facts.Hashes.Content {
				v.Hint = b.t("desk.consult_void")
			}
		}
		list = append(list, v)
	}
	return list
}

// proposal is what was added when a question was forwarded.
func (b *book) proposal(q flow.Consultation) string {
	for _, e := range b.Events {
		if e.Verb == event.QuestionPut && e.At.Equal(q.Put) {
			return b.remark(e.Data[event.KeyReason])
		}
	}
	return ""
}

// words are what a reference refers to; erased words are said to be.
func (b *book) words(r flow.Ref) string {
	if r.ID == 0 {
		return ""
	}
	return b.remark(strconv.FormatInt(r.ID, 10))
}

func (b *book) remark(id string) string {
	if r := b.remarkOf(id); r != nil {
		return r.Text
	}
	return ""
}

func (b *book) remarkOf(id string) *store.Remark {
	for i, r := range b.Remarks {
		if strconv.FormatInt(r.ID, 10) == id {
			return &b.Remarks[i]
		}
	}
	return nil
}
