package flow

import (
	"time"

	"congbo/internal/content"
	"congbo/internal/people"
)

// A State is one case on its way through a procedure, as a value that can be
// written as JSON and read back unchanged. All times are instants in UTC. It
// holds no words of any person: those are kept elsewhere and named by a [Ref].
//
// States are not changed by this package: Apply gives a new one.
type State struct {
	Procedure string `json:"procedure"`
	Version   int    `json:"version"` // of the procedure, pinned when the case opened

	Step     StepID         `json:"step"`
	Entry    int            `json:"entry"`            // how many times a step was entered, this one included
	Stay     int            `json:"stay"`             // the entry with which this stay in the step began: waiting for the requester does not end it
	Rounds   map[StepID]int `json:"rounds,omitempty"` // the same by step
	Opened   time.Time      `json:"opened"`
	Document time.Time      `json:"document,omitzero"` // when the case got its document
	Entered  time.Time      `json:"entered"`           // into this step
	Last     time.Time      `json:"last"`              // of the last act

	Clock Clock `json:"clock"` // of the step
	Case  Clock `json:"case"`  // of the whole case; done at the first posting

	Held     *Held          `json:"held,omitempty"`     // in a step that waits: the step that asked
	Assigned *Assignment    `json:"assigned,omitempty"` // the unit that it was last handed to
	Consult  *Consultation  `json:"consult,omitempty"`  // the question last put; pending until answered
	Earlier  []Consultation `json:"earlier,omitempty"`  // questions before that, oldest first
	Beyond   bool           `json:"beyond,omitempty"`   // marked as beyond the board's authority
	Verdicts []Verdict      `json:"verdicts,omitempty"` // one for each step, aspect, person and hash; in order of time
	Ticks    []Tick         `json:"ticks,omitempty"`

	// Approved is when each aspect was last validly approved: from then on its
	// authors are counted anew.
	Approved map[content.Aspect]time.Time `json:"approved,omitempty"`
	// Seen are the hashes of the text as of the last act.
	Seen content.Hashes `json:"seen,omitzero"`

	Relations  map[Relation][]people.Holder `json:"relations,omitempty"`
	Published  *Publication                 `json:"published,omitempty"`
	Correction *Correction                  `json:"correction,omitempty"` // waits to be looked at
	Change     *Change                      `json:"change,omitempty"`     // of what is public, under way
	Extension  *Extension                   `json:"extension,omitempty"`  // a later date that was asked for
	Fired      []string                     `json:"fired,omitempty"`      // keys of timers that have run
	Gather     *Gathering                   `json:"gather,omitempty"`     // waits to be handed over with others
	Plan       *Plan                        `json:"plan,omitempty"`       // the hour at which it is to be published
	Term       *Term                        `json:"term,omitempty"`       // until when the page is shown
	Embargo    *Embargo                     `json:"embargo,omitempty"`    // not public, and not seen by others, before
	Source     *SourceNews                  `json:"source,omitempty"`     // of a translation: its original is another now

	Ended    time.Time `json:"ended,omitzero"`
	Outcome  Outcome   `json:"outcome,omitempty"`
	Reopened int       `json:"reopened,omitempty"` // how many times
}

// A Ref names words that are kept elsewhere: a number and the digest of what
// they were. It may be zero in plays and tests.
type Ref struct {
	ID     int64  `json:"id,omitempty"`
	Digest string `json:"digest,omitempty"`
}

// A Held is the step that asked, while another one waits for the requester or
// their unit. It is empty where none did: the case opened in the step that waits.
type Held struct {
	Step    StepID    `json:"step"`
	Stay    int       `json:"stay"`
	Entered time.Time `json:"entered"`
	Clock   Clock     `json:"clock"`
	Since   time.Time `json:"since"`
	For     Waiting   `json:"for,omitempty"` // whom it waits for; empty: the requester
}

// An Assignment hands a case to a unit, for one step of it.
type Assignment struct {
	Step  StepID        `json:"step"`
	Unit  int64         `json:"unit"`
	With  []int64       `json:"with,omitempty"` // units that lend a hand
	Due   time.Time     `json:"due,omitzero"`
	By    people.Holder `json:"by"`
	At    time.Time     `json:"at"`
	Words Ref           `json:"words,omitzero"`
	Early bool          `json:"early,omitempty"` // outside partners there see it under an embargo; see [Reader]
}

// A Verdict is a recorded yes or no on one aspect of exactly one content.
type Verdict struct {
	Step   StepID          `json:"step"`
	Aspect content.Aspect  `json:"aspect"`
	Hash   string          `json:"hash"`
	Yes    bool            `json:"yes"`
	Person people.PersonID `json:"person"`
	For    people.PersonID `json:"for,omitempty"`
	Role   people.Role     `json:"role"`
	Reason Ref             `json:"reason,omitzero"`
	At     time.Time       `json:"at"`
	Sealed time.Time       `json:"sealed,omitzero"` // when it became part of a valid approval
}

// A Tick says that a person has looked at an item of a checklist. It holds
// while Hash is the hash of the item's aspect.
type Tick struct {
	Item   string          `json:"item"`
	Hash   string          `json:"hash,omitempty"`
	Person people.PersonID `json:"person"`
	For    people.PersonID `json:"for,omitempty"`
	At     time.Time       `json:"at"`
}

// An Answer is what a higher authority says to a question.
type Answer string

// The answers. YesWithChanges permits the text once it is no longer the one
// asked about.
const (
	Yes            Answer = "yes"
	YesWithChanges Answer = "yes-with-changes"
	No             Answer = "no"
)

// Answers lists the answers.
var Answers = []Answer{Yes, YesWithChanges, No}

// A Consultation is a question to a higher authority from within a step.
type Consultation struct {
	Step     StepID         `json:"step"`
	Asked    time.Time      `json:"asked"`
	By       people.Holder  `json:"by"`
	Question Ref            `json:"question,omitzero"`
	Bound    content.Hashes `json:"bound"` // the text asked about
	Clock    Clock          `json:"clock"`

	Put   time.Time     `json:"put,omitzero"` // when it was forwarded
	PutBy people.Holder `json:"put_by,omitzero"`

	Answered   time.Time     `json:"answered,omitzero"`
	Answer     Answer        `json:"answer,omitempty"`
	AnsweredBy people.Holder `json:"answered_by,omitzero"`
	Words      Ref           `json:"words,omitzero"`

	Withdrawn bool `json:"withdrawn,omitempty"`
	Voided    bool `json:"voided,omitempty"` // told that the text is another now
}

// Pending reports whether c waits for an answer.
func (c *Consultation) Pending() bool {
	return c != nil && c.Answered.IsZero() && !c.Withdrawn
}

// A Publication is what is public of a case.
type Publication struct {
	Hashes    content.Hashes `json:"hashes"`
	At        time.Time      `json:"at"`
	By        people.Holder  `json:"by"`
	Forced    bool           `json:"forced,omitempty"` // before approval
	Reason    Ref            `json:"reason,omitzero"`  // why
	Approved  time.Time      `json:"approved,omitzero"`
	Withdrawn time.Time      `json:"withdrawn,omitzero"`
	Notice    bool           `json:"notice,omitempty"` // a notice stands in its place
}

// Public reports whether it is public now.
func (p *Publication) Public() bool { return p != nil && p.Withdrawn.IsZero() }

// Flagged reports whether it is public without having been approved.
func (p *Publication) Flagged() bool { return p.Public() && p.Forced && p.Approved.IsZero() }

// A Correction is a newer text that the sender sent.
type Correction struct {
	Ref Ref       `json:"ref,omitzero"`
	At  time.Time `json:"at"`
}

// Waiting is what an open case waits for.
type Waiting string

// What a case may wait for beside its own hands.
const (
	WaitsForNobody    Waiting = ""
	WaitsForRequester Waiting = "requester"
	WaitsForUnit      Waiting = "unit" // of the requester, to confirm
	WaitsForAuthority Waiting = "authority"
)

// Waiting says what stops the clocks, if anything.
func (s *State) Waiting() Waiting {
	switch {
	case s.Consult.Pending():
		return WaitsForAuthority
	case s.Held != nil && s.Held.For != "":
		return s.Held.For
	case s.Held != nil:
		return WaitsForRequester
	}
	return WaitsForNobody
}

// limited reports whether a limit stands still while the case waits, so that
// there is something to tell.
func (s *State) limited() bool {
	return s.Case.Limited() && s.Case.Done.IsZero() || s.Held != nil && s.Held.Clock.Limited()
}

// Due is the minute the case is due where it stands: the earlier of the step's
// limit and the whole case's, or the consultation's own. Zero where no clock
// runs.
func (s *State) Due() time.Time {
	if !s.Ended.IsZero() {
		return time.Time{}
	}
	if s.Consult.Pending() {
		return s.Consult.Clock.Due
	}
	return earlier(s.Clock.running(), s.Case.running())
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Flags name what a list of cases should show of s: "forced", "beyond",
// "correction", "change-correction", "change-update", "reopened", "planned",
// "plan-late", "plan-failed", "term-failed", "expired", "embargo",
// "source-changed", "source-gone".
func (s *State) Flags() []string {
	var f []string
	if s.Published.Flagged() {
		f = append(f, "forced")
	}
	if s.Beyond {
		f = append(f, "beyond")
	}
	if s.Correction != nil {
		f = append(f, "correction")
	}
	if s.Change != nil {
		f = append(f, "change-"+string(s.Change.Kind))
	}
	if s.Extension != nil {
		f = append(f, "extension")
	}
	if s.Reopened > 0 {
		f = append(f, "reopened")
	}
	switch p := s.Plan; {
	case p.Pending():
		f = append(f, "planned")
	case p != nil && !p.Failed.IsZero():
		f = append(f, "plan-failed")
	case p.Late(p.done()) && s.Ended.IsZero():
		f = append(f, "plan-late")
	}
	switch {
	case s.Expired():
		f = append(f, "expired")
	case s.Term != nil && !s.Term.Failed.IsZero() && s.Published.Public():
		f = append(f, "term-failed")
	}
	if s.Embargo != nil {
		f = append(f, "embargo")
	}
	switch n := s.Source; {
	case n.Open() && n.Gone:
		f = append(f, "source-gone")
	case n.Open():
		f = append(f, "source-changed")
	}
	return f
}
