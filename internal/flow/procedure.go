package flow

import (
	"slices"

	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/workday"
)

// A Procedure is a written procedure of an institution, step by step. A case
// begins at the first step. Values are not changed after they are made.
type Procedure struct {
	ID      string // "dang-tin-cap-truong"
	Version int    // 1, 2 … of this institution; a case keeps the one it began with
	Title   locale.Text
	Paper   Paper
	Subject Subject
	Clause  string // of the limit for the whole case

	Within  workday.Limit // reception to first posting; zero: none
	Remind  []Reminder    // of that limit; told to the hands of the step
	Overdue []Alarm       // of that limit

	Receipt    Letter        // to the requester when the case opens
	Commission Letter        // to the hands of the first step when it opens without a request
	Force      []people.Role // who may publish before approval, with a reason; none: nobody
	Escalate   []people.Role // told when nobody eligible is left for a step
	Lies       Lies          // in which unit its cases lie when they open

	Criteria []Criterion    // checklist items beside the shipped ones
	Roles    []DeclaredRole // roles beside the shipped ones, or other titles for those
	Steps    []Step

	Additions []string // keys above that the source document does not state
}

// A Subject says what the cases of a procedure are about.
type Subject string

// The subjects.
const (
	SubjectRequest  Subject = "request"
	SubjectDocument Subject = "document"
	SubjectQuestion Subject = "question"
	SubjectDuty     Subject = "duty"
	SubjectPlan     Subject = "plan"
	// SubjectProcedure is a version of a procedure that is to come into force:
	// its text is what is approved.
	SubjectProcedure Subject = "procedure"
)

// Subjects lists the subjects.
var Subjects = []Subject{SubjectRequest, SubjectDocument, SubjectQuestion, SubjectDuty, SubjectPlan, SubjectProcedure}

// Lies says in which unit a case lies when it opens, so that the roles of its
// steps are resolved there.
type Lies string

// Where cases lie.
const (
	LiesWithSender Lies = ""        // in the unit of whoever asked
	LiesAtMailbox  Lies = "mailbox" // in the unit whose mailbox it came to
)

// Paper is the controlled document that a procedure stands in: what its
// printed form says beside the steps. Dates are yyyy-mm-dd or empty.
type Paper struct {
	Code          string
	Issue         int
	Effective     string
	Decision      Decision
	Drafter       Signatory
	Reviewer      Signatory
	Approver      Signatory
	Purpose       locale.Text
	Scope         locale.Text
	Abbreviations []Abbreviation
	Forms         []Form
}

// A Decision puts a procedure into force.
type Decision struct{ Number, Date, Signer string }

// A Signatory of the printed procedure: an office, and a name where the
// institution wants one.
type Signatory struct {
	Title locale.Text
	Name  string
}

// An Abbreviation of the printed procedure.
type Abbreviation struct {
	Short string
	Long  locale.Text
}

// A Form is a form or a record of a procedure's register, with how long and
// where it is kept (R-T10).
type Form struct {
	Code      string
	Title     locale.Text
	Retention Retention
	Place     locale.Text
	Case      bool // the papers of each case, which the program keeps: its retention rules their disposal
	Addition  bool // the source document does not have it
}

// A DeclaredRole is a role that only this institution knows.
type DeclaredRole struct {
	ID    people.Role
	Title locale.Text
}

// A Criterion is an item of a checklist. A person's tick holds while the
// aspect is unchanged; an item without an aspect is about the request, and its
// tick holds.
type Criterion struct {
	ID     string
	Title  locale.Text    // of the institution's own; shipped ones are in catalog flow.json
	Aspect content.Aspect // what it is about; empty: not the text
}

// A StepID names a step of a procedure, a MoveID a move of a step.
type (
	StepID string
	MoveID string
)

// Back as a target leads to the step that asked; in a step that waits only.
const Back StepID = "back"

// Program as the By of a move means that only the program makes it, when a
// silence runs out.
const Program people.Role = "program"

// A Step is one row of the procedure's table: who, how long, what next.
type Step struct {
	ID     StepID
	Title  locale.Text
	Clause string // "IV.b.2": cited in history and letters

	By         []people.Role // who does it, resolved where the case lies; people.Requester for who asked
	Or         people.Role   // people.Requester: either the hands or the requester; else empty
	Else       []people.Role // who does it only while nobody of By is eligible
	Answerable people.Role   // who answers for it; empty: the first of By
	Edit       []people.Role // who may change the text here beside By
	As         Relation      // what whoever moves the case out of here becomes to it
	Except     []Relation    // who may not act here, nor anybody for them

	Within  workday.Limit // zero: none
	Remind  []Reminder
	Overdue []Alarm
	Stale   []Alarm // so long in the hands of this step, whatever the limit; After counts from entering

	Forms     []string // of the register, by code: what is filled in or kept here
	Verdicts  []VerdictRule
	Checklist Checklist
	Consult   *Consult
	Batch     *Batching // gathers its cases and hands them over together
	Pause     bool      // waits for the requester or their unit, the clocks stopped; the first step only if it is passed over when supplied or vouched for
	Skip      *Skip     // passed over by rule
	Silence   *Silence  // no answer is an answer
	Moves     []Move
	End       Outcome // not empty: the case ends here

	Addition  bool     // the source document does not have this step
	Additions []string // keys of this step that it does not state
}

// OnTheWay reports whether the step is one that cases go through: neither an
// end nor a wait on the side. A first step that waits to be supplied is one;
// one that waits for the sender's unit is on the way of those cases only that
// began in it (see [State.Passes]).
func (s *Step) OnTheWay() bool {
	return s.End == "" && !s.asksUnit() && (!s.Pause || s.Skip.when(supplied))
}

// Passes reports whether the step is on the way of this case.
func (s *State) Passes(step *Step) bool {
	return step.OnTheWay() || step.asksUnit() && s.Rounds[step.ID] > 0
}

// asksUnit reports whether the step waits until the sender's unit confirms.
func (s *Step) asksUnit() bool { return s.Skip.when(unitVouched) }

// waitsFor is whom a step with the clocks stopped waits for.
func (s *Step) waitsFor() Waiting {
	if s.asksUnit() {
		return WaitsForUnit
	}
	return WaitsForRequester
}

// AnswerableRole is who answers for the step (R-M9).
func (s *Step) AnswerableRole() people.Role {
	if s.Answerable == "" && len(s.By) > 0 {
		return s.By[0]
	}
	return s.Answerable
}

// responsible is who is told where a step says nothing else: who answers for
// it, unless that is whoever asked.
func (s *Step) responsible() []people.Role {
	switch r := s.AnswerableRole(); {
	case r != people.Requester && r != "":
		return []people.Role{r}
	default:
		return slices.DeleteFunc(slices.Clone(s.By), func(r people.Role) bool { return r == people.Requester })
	}
}

// Sent is the move by which a step that waits is left when whoever was waited
// for has sent something: back to the step that asked, or else onward. It
// decides nothing; whether what came is enough is for the next step to say.
func (p *Procedure) Sent(s *State) (MoveID, bool) {
	step := p.Step(s.Step)
	if step == nil || !step.Pause || s.Held == nil {
		return "", false
	}
	onward := MoveID("")
	for i := range step.Moves {
		m := &step.Moves[i]
		switch {
		case m.Reason == ReasonRequired || len(m.When) > 0 || len(m.Wants) > 0 || !slices.Contains(p.moveTask(step, m).roles, people.Requester):
		case m.To == Back && s.Held.Step != "":
			return m.ID, true
		case m.To != "" && m.To != Back && onward == "":
			onward = m.ID
		}
	}
	return onward, onward != ""
}

// A Move is a way out of a step, or an act within it.
type Move struct {
	ID        MoveID
	To        StepID // empty: stays in the step
	Label     locale.Text
	Minutes   locale.Text // how the history tells it, with {0} for who; empty: by the label
	Clause    string
	By        []people.Role // narrower than the step's; empty: the step's
	Except    []Relation    // beside the step's
	When      []Predicate   // all must hold
	Reason    Reason
	Letter    Letter
	Does      []Effect
	Wants     []Want // what else whoever makes it has to say
	Until     int    // of an end: so many calendar days after the end; zero: for ever
	Addition  bool
	Additions []string
}

// A Want is what whoever makes a move has to say beside the reason.
type Want string

// The wants. A unit takes the case over: from then on it lies there, and its
// roles are resolved there; other units may be named that lend it a hand. The
// date is that by which the step is to be done; without a unit, that by which
// the whole case now is.
const (
	WantUnit Want = "unit"
	WantDue  Want = "due"
	// WantDecision asks for the decision that puts a procedure into force, and
	// from when.
	WantDecision Want = "decision"
)

// Wants lists the wants.
var Wants = []Want{WantUnit, WantDue, WantDecision}

func (m *Move) wants(w Want) bool { return slices.Contains(m.Wants, w) }

// A Reason says whether a move wants words.
type Reason uint8

// Whether a move wants words.
const (
	NoReason Reason = iota // takes none
	ReasonOptional
	ReasonRequired
)

// A Reminder comes before a limit runs out: when Percent of its working
// minutes are gone, or when the length Before is left.
type Reminder struct {
	Percent int
	Before  workday.Limit
}

// An Alarm comes when a limit has run out (After zero: at once), or, among
// Stale, that long after the step was entered.
type Alarm struct {
	After  workday.Limit
	Notify []people.Role
}

// A VerdictRule asks for Need yeses on an aspect, by different people in
// different authority, and no no.
type VerdictRule struct {
	Aspect content.Aspect
	By     []people.Role // empty: the step's
	Need   int           // at least 1
}

// A Checklist is asked before a step is left forwards: by moves that are
// conditional on verdicts or the checklist, or publish. Recommended items are
// shown and never block.
type Checklist struct{ Required, Recommended []string }

// A Consult lets the hands of a step put a question to a higher authority. The
// step waits, its clocks stopped; the answer returns to it and binds.
type Consult struct {
	Of      []people.Role // who answers
	Through []people.Role // who puts the question to them; empty: it goes directly
	Clause  string
	Within  workday.Limit // of its own
	Remind  []Reminder
	Overdue []Alarm
	Letter  Letter // to Of
}

// A Skip passes a step over while all of When hold.
type Skip struct {
	When []Predicate
	To   StepID
}

// Silence makes a move when nobody has answered for so long. It never blocks
// anybody who does.
type Silence struct {
	After workday.Limit
	Move  MoveID
}

// Step returns the step named id, or nil.
func (p *Procedure) Step(id StepID) *Step {
	for i := range p.Steps {
		if p.Steps[i].ID == id {
			return &p.Steps[i]
		}
	}
	return nil
}

// Form returns the entry of the register with a code, or nil.
func (p *Procedure) Form(code string) *Form {
	i := slices.IndexFunc(p.Paper.Forms, func(f Form) bool { return f.Code == code })
	if i < 0 || code == "" {
		return nil
	}
	return &p.Paper.Forms[i]
}

// Move returns the move of s named id, or nil.
func (s *Step) Move(id MoveID) *Move {
	for i := range s.Moves {
		if s.Moves[i].ID == id {
			return &s.Moves[i]
		}
	}
	return nil
}
