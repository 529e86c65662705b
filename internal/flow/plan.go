package flow

import (
	"slices"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// How late a planned move may be made. After Grace it is told as late; after
// TooLate it is not made any more, since nobody knows whether what was right at
// that hour still is: a person decides.
const (
	Grace   = 5 * time.Minute
	TooLate = 24 * time.Hour
)

// farthest is how far ahead something can be planned.
const farthest = 366 * 24 * time.Hour

// A Plan is a move that publishes, which the program is to make at an hour in
// the authority of whoever planned it (F-C1). Everything that the move asks for
// is asked again then.
type Plan struct {
	Move  MoveID        `json:"move"`
	At    time.Time     `json:"at"`
	By    people.Holder `json:"by"`
	Hash  string        `json:"hash"` // of the whole text that was before their eyes
	Made  time.Time     `json:"made"`
	Words Ref           `json:"words,omitzero"`

	Done   time.Time `json:"done,omitzero"`
	Failed time.Time `json:"failed,omitzero"`
	Why    Trouble   `json:"why,omitempty"`
}

// Pending reports whether the hour is still awaited.
func (p *Plan) Pending() bool { return p != nil && p.Done.IsZero() && p.Failed.IsZero() }

func (p *Plan) done() time.Time {
	if p == nil {
		return time.Time{}
	}
	return p.Done
}

// Late reports whether it was made, or still is not, later than agreed.
func (p *Plan) Late(now time.Time) bool {
	if p == nil || !p.Failed.IsZero() {
		return false
	}
	if !p.Done.IsZero() {
		now = p.Done
	}
	return now.Sub(p.At) > Grace
}

// A Trouble is why the program could not do at an hour what it was asked for.
type Trouble string

// The troubles; the words are in catalog flow.json, "flow.trouble.…".
const (
	TroubleText      Trouble = "text"      // the text was changed after it was planned
	TroubleApproval  Trouble = "approval"  // something that the move asks for is missing now
	TroubleAuthority Trouble = "authority" // who planned it may not do it any more
	TroubleSite      Trouble = "site"      // a site or section that was chosen is gone
	TroubleLate      Trouble = "late"      // the program did not run until too late
	TroubleOther     Trouble = "other"     // as the state of the case says
)

// Troubles lists the troubles.
var Troubles = []Trouble{TroubleText, TroubleApproval, TroubleAuthority, TroubleSite, TroubleLate, TroubleOther}

// cancelTask is who may take a plan back: who may make the move, and who
// answers for the step.
func (p *Procedure) cancelTask(s *Step, m *Move) task {
	t := p.moveTask(s, m)
	t.except = nil
	t.roles = concat(t.roles, s.responsible())
	return t
}

// plan has a move that publishes made at an hour. Everything it asks for must
// hold now already; it is asked again then.
func (r *run) plan(a Act, by Actor) error {
	step := r.step()
	m := step.Move(a.Move)
	switch {
	case m == nil:
		return fault.New(fault.Conflict, "flow.no_such_move", step.Title)
	case !slices.Contains(m.Does, Publish) || len(m.Wants) > 0 || slices.Contains(m.By, Program):
		return fault.New(fault.Invalid, "flow.plan_not_this")
	case r.s.Consult.Pending():
		return r.consulting()
	}
	if err := r.entitle(r.p.moveTask(step, m), by); err != nil {
		return err
	}
	at := instant(a.Due)
	switch {
	case m.Reason == ReasonRequired && !a.said():
		return reasonNeeded()
	case at.IsZero():
		return fault.New(fault.Invalid, "flow.plan_when").In("at")
	case !at.After(r.now):
		return fault.New(fault.Invalid, "flow.plan_past").In("at")
	case at.Sub(r.now) > farthest:
		return fault.New(fault.Invalid, "flow.plan_far").In("at")
	case r.s.Term != nil && r.s.Term.Ended.IsZero() && !at.Before(r.s.Term.Until):
		return fault.New(fault.Invalid, "flow.term_before_plan").In("at")
	}
	if err := a.sawIt(r.f.Hashes.All); err != nil {
		return err
	}
	then := *r // as it will stand at that hour, if nothing else changes
	then.now, then.f.Now = at, at
	if err := then.open(step, m); err != nil {
		return err
	}
	r.s.Plan = &Plan{Move: m.ID, At: at, By: r.who, Hash: r.f.Hashes.All, Made: r.now, Words: a.Words}
	h := r.happen(event.PlanMade)
	h.Move, h.Label, h.Due, h.Words = m.ID, m.Label, at, a.Words
	return nil
}

// unplan takes a plan back.
func (r *run) unplan(a Act, by Actor) error {
	p := r.s.Plan
	if !p.Pending() && (p == nil || p.Failed.IsZero()) {
		return fault.New(fault.Conflict, "flow.no_plan")
	}
	step := r.step()
	m := step.Move(p.Move)
	if m == nil {
		return fault.New(fault.Conflict, "flow.no_plan")
	}
	if err := r.entitle(r.p.cancelTask(step, m), by); err != nil {
		return err
	}
	h := r.happen(event.PlanCancelled)
	h.Move, h.Label, h.Due, h.Words = m.ID, m.Label, p.At, a.Words
	r.s.Plan = nil
	return nil
}

// runPlan makes the planned move, by the same rules as a hand would. The actor
// is whoever planned it, with what they hold now, in the hands of the program.
func (r *run) runPlan(by Actor) error {
	p := r.s.Plan
	switch {
	case !by.System:
		return fault.New(fault.Denied, "flow.program_only")
	case !p.Pending() || p.At.After(r.now):
		return fault.New(fault.Conflict, "flow.no_plan")
	case r.now.Sub(p.At) > TooLate:
		return fault.New(fault.Conflict, "flow.plan_too_late")
	}
	step := r.step()
	m := step.Move(p.Move)
	if m == nil {
		return fault.New(fault.Conflict, "flow.no_such_move", step.Title)
	}
	if r.s.Consult.Pending() {
		return r.consulting()
	}
	by.System = false
	if err := r.entitle(r.p.moveTask(step, m), by); err != nil {
		return err
	}
	a := Act{Kind: DoMove, Move: m.ID, Words: p.Words, Saw: p.Hash}
	if err := a.sawIt(r.f.Hashes.All); err != nil {
		return err
	}
	if err := r.open(step, m); err != nil {
		return err
	}
	p.Done = r.now
	r.make(step, m, a, TimerPlan)
	if p.Late(r.now) {
		h := r.happen(event.PlanLate)
		h.Step, h.Move, h.Due, h.Also, h.Notify = step.ID, m.ID, p.At, p.By.Person, r.p.overseers(step)
	}
	return nil
}

// miss records that the program could not do at an hour what it was to do.
func (r *run) miss(a Act, by Actor) error {
	if !by.System {
		return fault.New(fault.Denied, "flow.program_only")
	}
	if a.Trouble == "" {
		a.Trouble = TroubleOther
	}
	switch p, t := r.s.Plan, r.s.Term; {
	case a.Timer == TimerPlan && p.Pending() && !p.At.After(r.now):
		r.failPlan(a.Trouble)
	case a.Timer == TimerTerm && t.running(r.s.Published) && !t.Until.After(r.now) && t.Failed.IsZero():
		t.Failed, t.Why = r.now, a.Trouble
		h := r.happen(event.TermFailed)
		h.Due, h.Trouble, h.Also, h.Notify = t.Until, a.Trouble, t.By.Person, r.p.overseers(r.step())
	default:
		return fault.New(fault.Conflict, "flow.no_plan")
	}
	return nil
}

// failPlan says that what was planned will not happen, and to whom.
func (r *run) failPlan(why Trouble) {
	p := r.s.Plan
	p.Failed, p.Why = r.now, why
	h := r.happen(event.PlanFailed)
	h.Move, h.Due, h.Trouble, h.Also, h.Notify = p.Move, p.At, why, p.By.Person, r.p.overseers(r.step())
	if m := r.step().Move(p.Move); m != nil {
		h.Label = m.Label
	}
}

// dropPlan forgets a plan that another act has overtaken.
func (r *run) dropPlan() {
	if p := r.s.Plan; p.Pending() {
		h := r.happen(event.PlanDropped)
		h.Move, h.Due = p.Move, p.At
		r.s.Plan = nil
	} else if p != nil && !p.Failed.IsZero() {
		r.s.Plan = nil
	}
}

// overseers are those who answer for a step and for approvals, where there is
// nobody of the kind for posting: they hear of what the program could not do.
func (p *Procedure) overseers(s *Step) []people.Role {
	roles := slices.Clone(s.responsible())
	for i := range p.Steps {
		if len(p.Steps[i].Verdicts) == 0 && !(len(roles) == 0 && p.Steps[i].posts()) {
			continue
		}
		for _, r := range p.Steps[i].responsible() {
			if !slices.Contains(roles, r) {
				roles = append(roles, r)
			}
		}
	}
	return roles
}

// Overseers are those who answer for a case where it stands and for its
// approvals.
func (p *Procedure) Overseers(s *State) []people.Role {
	step := p.Step(s.Step)
	if step == nil {
		return nil
	}
	return p.overseers(step)
}

// TroubleOf names what a refusal of a planned move means.
func TroubleOf(e *fault.Error) Trouble {
	switch {
	case e == nil:
		return TroubleOther
	case e.Key == "flow.text_changed":
		return TroubleText
	case e.Key == "flow.plan_too_late":
		return TroubleLate
	case e.Key == "publishing.wrong_section" || e.Key == "publishing.wrong_language" || e.Key == "publishing.site_gone":
		return TroubleSite
	case e.Kind == fault.Denied:
		return TroubleAuthority
	case e.Kind == fault.NotFound:
		return TroubleSite
	}
	return TroubleApproval
}
