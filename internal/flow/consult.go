package flow

import (
	"slices"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// A bond is what answers from above mean for a content.
type bond uint8

const (
	free       bond = iota // nothing was asked
	permitted              // a yes for it
	forbidden              // a no for it
	changesDue             // a yes once it is changed
	needed                 // marked as beyond the authority, and no answer that holds for it
)

// blocks reports whether nothing may be approved or published.
func (b bond) blocks() bool { return b != free && b != permitted }

// binding says what the answers from above mean for a content. An answer for
// exactly this content counts, the last one where there are several; else a
// "yes, with changes" counts until the next answer.
func (p *Procedure) binding(s *State, of content.Hashes) bond {
	loose := free
	if s.Beyond {
		loose = needed
	}
	latest := true
	for i := len(s.Earlier); i >= 0; i-- {
		c := s.Consult
		if i < len(s.Earlier) {
			c = &s.Earlier[i]
		}
		if c == nil || c.Answered.IsZero() {
			continue
		}
		same := p.sameText(c.Bound, of)
		switch {
		case c.Answer == No && same:
			return forbidden
		case c.Answer == Yes && same:
			return permitted
		case c.Answer == YesWithChanges && same:
			return changesDue
		case c.Answer == YesWithChanges && latest:
			loose = permitted
		}
		latest = false
	}
	return loose
}

// lastAnswer is the newest answer from above, or "".
func (s *State) lastAnswer() Answer {
	if s.Consult != nil && !s.Consult.Answered.IsZero() {
		return s.Consult.Answer
	}
	for _, c := range slices.Backward(s.Earlier) {
		if !c.Answered.IsZero() {
			return c.Answer
		}
	}
	return ""
}

func (p *Procedure) bindingFault(b bond) *fault.Error {
	switch b {
	case forbidden:
		return fault.New(fault.Conflict, "flow.forbidden_above")
	case changesDue:
		return fault.New(fault.Conflict, "flow.changes_due")
	case needed:
		return fault.New(fault.Conflict, "flow.answer_needed")
	}
	return nil
}

// sameText compares what a question is about: the words, the pictures, and
// what else the procedure asks approval for.
func (p *Procedure) sameText(a, b content.Hashes) bool {
	if a.Content != b.Content || a.Images != b.Images {
		return false
	}
	for i := range p.Steps {
		for _, v := range p.Steps[i].Verdicts {
			if a.Of(v.Aspect) != b.Of(v.Aspect) {
				return false
			}
		}
	}
	return true
}

func (r *run) consulting() error { return r.p.consultingFault(&r.s) }

func (p *Procedure) consultingFault(s *State) *fault.Error {
	return fault.New(fault.Conflict, "flow.consulting", p.roleNames(p.Step(s.Consult.Step).Consult.Of))
}

// ask marks the item as beyond the authority of the step's hands and puts a
// question to the higher one. The clocks stop.
func (r *run) ask(a Act, by Actor) error {
	step := r.step()
	c := step.Consult
	if c == nil {
		return fault.New(fault.Conflict, "flow.no_consult_here")
	}
	if r.s.Consult.Pending() {
		return r.consulting()
	}
	if err := r.entitle(step.task(), by); err != nil {
		return err
	}
	if !r.f.HasDocument {
		return fault.New(fault.Conflict, "flow.no_document")
	}
	if !a.said() {
		return reasonNeeded()
	}
	if r.s.Consult != nil {
		r.s.Earlier = append(r.s.Earlier, *r.s.Consult)
	}
	cal := r.f.calendar(c.Of[0])
	r.s.Beyond = true
	r.s.Consult = &Consultation{
		Step: step.ID, Asked: r.now, By: r.who, Question: a.Words, Bound: r.f.Hashes,
		Clock: startClock(cal, r.now, c.Within),
	}
	r.s.Clock.halt(r.now, WaitsForAuthority)
	r.s.Case.halt(r.now, WaitsForAuthority)
	h := r.happen(event.QuestionAsked)
	h.Words, h.Due, h.Clause = a.Words, r.s.Consult.Clock.Due, c.Clause
	h.Notify = c.Through
	if len(c.Through) == 0 {
		h.Notify, h.Letter = c.Of, c.Letter
	}
	r.happen(event.Paused)
	return nil
}

// put forwards the question.
func (r *run) put(a Act, by Actor) error {
	c, rule, err := r.pendingConsult()
	if err != nil {
		return err
	}
	if len(rule.Through) == 0 || !c.Put.IsZero() {
		return fault.New(fault.Conflict, "flow.put_already")
	}
	if err := r.entitle(task{roles: rule.Through}, by); err != nil {
		return err
	}
	c.Put, c.PutBy = r.now, r.who
	h := r.happen(event.QuestionPut)
	h.Words, h.Letter, h.Notify, h.Due, h.Clause = a.Words, rule.Letter, rule.Of, c.Clock.Due, rule.Clause
	return nil
}

// answer records what the higher authority says. It returns to the step that
// asked, whose clocks go on, and binds.
func (r *run) answer(a Act, by Actor) error {
	c, rule, err := r.pendingConsult()
	if err != nil {
		return err
	}
	if len(rule.Through) > 0 && c.Put.IsZero() {
		return fault.New(fault.Conflict, "flow.not_put_yet", r.p.roleNames(rule.Through))
	}
	t := task{roles: rule.Of, barred: func(who people.Holder) *fault.Error {
		if touches(who, c.By) {
			return fault.New(fault.Denied, "flow.own_question")
		}
		return nil
	}}
	if err := r.entitle(t, by); err != nil {
		return err
	}
	if !slices.Contains(Answers, a.Answer) {
		return fault.New(fault.Invalid, "flow.no_such_answer").In("answer")
	}
	if err := a.sawIt(r.f.Hashes.All); err != nil {
		return err
	}
	if a.Answer != Yes && !a.said() {
		return reasonNeeded()
	}
	c.Answered, c.Answer, c.AnsweredBy, c.Words = r.now, a.Answer, r.who, a.Words
	c.Clock.Done = r.now
	h := r.happen(event.QuestionAnswered)
	h.Answer, h.Words, h.Notify, h.Clause = a.Answer, a.Words, r.step().By, rule.Clause
	r.goOn()
	r.voidAnswer()
	return nil
}

// withdraw takes a question back before it is answered. The item stays marked.
func (r *run) withdraw(a Act, by Actor) error {
	c, rule, err := r.pendingConsult()
	if err != nil {
		return err
	}
	if err := r.entitle(r.step().task(), by); err != nil {
		return err
	}
	if !a.said() {
		return reasonNeeded()
	}
	c.Withdrawn = true
	c.Clock.Done = r.now
	h := r.happen(event.QuestionWithdrawn)
	h.Words, h.Notify = a.Words, concat(rule.Through, rule.Of)
	r.goOn()
	return nil
}

// claim takes the mark "beyond our authority" back, unless the last answer from
// above was no, whatever has been changed since, or asks for changes to this
// text: a no is not got round, only asked about again (R-M6).
func (r *run) claim(a Act, by Actor) error {
	if !r.s.Beyond {
		return fault.New(fault.Conflict, "flow.not_beyond")
	}
	if r.s.Consult.Pending() {
		return r.consulting()
	}
	step := r.step()
	if step.Consult == nil {
		return fault.New(fault.Conflict, "flow.no_consult_here")
	}
	if err := r.entitle(step.task(), by); err != nil {
		return err
	}
	if b := r.p.binding(&r.s, r.f.Hashes); b == forbidden || b == changesDue {
		return r.p.bindingFault(b)
	}
	if r.s.lastAnswer() == No {
		return fault.New(fault.Conflict, "flow.refused_above")
	}
	if !a.said() {
		return reasonNeeded()
	}
	r.s.Beyond = false
	r.happen(event.AuthorityClaimed).Words = a.Words
	return nil
}

func (r *run) pendingConsult() (*Consultation, *Consult, error) {
	if !r.s.Consult.Pending() {
		return nil, nil, fault.New(fault.Conflict, "flow.nothing_asked")
	}
	return r.s.Consult, r.p.Step(r.s.Consult.Step).Consult, nil
}

// goOn lets the clocks of the step and of the case run again.
func (r *run) goOn() {
	r.s.Clock.resume(r.f.stepCalendar(r.step()), r.now)
	r.s.Case.resume(r.f.calendar(""), r.now)
	r.happen(event.Resumed).Due = r.s.Due()
}

// voidAnswer tells, once, that the last answer is about another text now.
func (r *run) voidAnswer() {
	c := r.s.Consult
	if c == nil || c.Answered.IsZero() || c.Voided || c.Answer == YesWithChanges || r.p.sameText(c.Bound, r.f.Hashes) {
		return
	}
	c.Voided = true
	h := r.happen(event.AnswerVoided)
	h.Answer, h.Notify = c.Answer, r.p.Step(c.Step).By
}
