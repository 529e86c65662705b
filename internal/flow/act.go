package flow

import (
	"time"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/workday"
)

// A Kind says what sort of act an [Act] is.
type Kind string

// The kinds of acts. The fields that each uses stand behind it.
const (
	DoMove     Kind = "move"     // a way out of the step: Move, Reason
	DoHandOver Kind = "batch"    // out of the step with a batch: Batch
	DoVerdict  Kind = "verdict"  // yes or no on an aspect: Aspect, Yes, Saw; Reason for a no
	DoTick     Kind = "tick"     // an item of the checklist: Item, Yes (false takes it back), Saw
	DoAsk      Kind = "ask"      // a question to the higher authority: Reason is the question
	DoPut      Kind = "put"      // forwards the question: Reason may add a proposal
	DoAnswer   Kind = "answer"   // answers it: Answer, Saw; Reason for anything but a plain yes
	DoWithdraw Kind = "withdraw" // takes the question back: Reason
	DoClaim    Kind = "claim"    // within our authority after all: Reason
	DoAttach   Kind = "attach"   // a document was made of the request
	DoRevise   Kind = "revise"   // the text was changed: Facts have the new hashes and edits
	DoCorrect  Kind = "correct"  // a correction from the sender came in (the program's)
	DoHeed     Kind = "heed"     // somebody has looked at the correction
	DoForce    Kind = "force"    // publishes before approval: Reason
	DoSettle   Kind = "settle"   // whether whose address the request bears sent it: Yes
	DoExtend   Kind = "extend"   // asks for a later date than the limit: Due, Reason
	DoGrant    Kind = "grant"    // gives it: Yes; Reason for a no
	DoPostpone Kind = "postpone" // gives whoever was asked for something another date: Due, Reason
	DoWake     Kind = "wake"     // time has passed: reminders, alarms, silence (the program's)
	DoPlan     Kind = "plan"     // has a move that publishes made at an hour: Move, Due, Saw
	DoUnplan   Kind = "unplan"   // takes that back
	DoRun      Kind = "run"      // makes the planned move (the program's, for who planned it)
	DoMiss     Kind = "miss"     // it could not be done at its hour (the program's): Timer, Trouble
	DoTerm     Kind = "term"     // until when the page is shown: Due; or that it stays: Yes and no Due
	DoExpire   Kind = "expire"   // takes the page down at that hour (the program's)
	DoShow     Kind = "show"     // puts it back: Saw; Due until when
	DoEmbargo  Kind = "embargo"  // holds the text back until an hour: Due
	DoLift     Kind = "lift"     // lifts that
	DoSource   Kind = "source"   // the original of a translation is another now (the program's): Source
	DoFollow   Kind = "follow"   // the translation is right beside it: Saw its hash; Reason where it was taken down

	// After publication, wherever the case stands
	DoChange   Kind = "change"      // begins a correction or an update: Change, Reason
	DoDrop     Kind = "drop-change" // gives it up: Reason
	DoTakeDown Kind = "take-down"   // withdraws what is public, a notice stays: Reason
	DoRemove   Kind = "remove"      // removes it altogether: Reason
)

// Kinds lists the kinds of acts.
var Kinds = []Kind{
	DoMove, DoHandOver, DoVerdict, DoTick, DoAsk, DoPut, DoAnswer, DoWithdraw, DoClaim, DoAttach, DoRevise, DoCorrect, DoHeed,
	DoForce, DoSettle, DoExtend, DoGrant, DoPostpone, DoWake, DoPlan, DoUnplan, DoRun, DoMiss, DoTerm, DoExpire, DoShow, DoEmbargo, DoLift, DoSource, DoFollow,
	DoChange, DoDrop, DoTakeDown, DoRemove,
}

// An Act is what somebody wants to do.
type Act struct {
	Kind   Kind
	Move   MoveID
	Aspect content.Aspect
	Yes    bool
	Item   string
	Answer Answer
	Change content.ChangeKind

	// Reason are the person's words. They are looked at for being there and
	// nothing else; Words says where they are kept.
	Reason string
	Words  Ref

	// Unit takes the case over and With lend it a hand, by a move that wants a
	// unit. Due is when it is to be done by, or by when the whole case now is,
	// by a move that wants a date; the hour of an act that names one.
	Unit int64
	With []int64
	Due  time.Time
	// Promulgation is what a move asks for that wants a decision.
	Promulgation Promulgation
	// Batch is the number of that with which the case is handed over.
	Batch int64

	// Source is what became of the original of a translation.
	Source SourceNow
	// Early lets the outside partner to whom the move assigns a text see it while
	// it is under an embargo.
	Early bool

	// Timer and Trouble say what the program could not do at its hour, and why.
	Timer   TimerKind
	Trouble Trouble

	// Saw is the hash of what the person had before their eyes: of the aspect
	// judged or ticked; of the overall hash in an answer or a move that
	// publishes. Where it is given and is not the present one, the act is
	// refused as a conflict: nobody approves what they did not read.
	Saw string
}

// An Actor is who acts, with the roles held where the case lies.
type Actor struct {
	Person   people.PersonID
	For      people.PersonID  // acts for this delegator only; zero: own authority first, then any delegated
	Holdings []people.Holding // see people.Holdings
	Outside  bool             // acts as the requester of this case
	System   bool             // the program
}

// Facts are what the engine has to know of the world at the moment of an act.
type Facts struct {
	Now      time.Time
	Calendar *workday.Calendar // of the institution; nil: Vietnam's
	// CalendarFor is the calendar of the place where a role is resolved; nil,
	// or a nil answer: Calendar.
	CalendarFor func(people.Role) *workday.Calendar

	Requested bool // somebody asked: the case has a request
	// Claimed is whose address the request bears, where nobody has confirmed
	// that they sent it. It bars them from nothing, but before they approve it
	// is settled whether they did.
	Claimed     people.PersonID
	HasDocument bool
	Hashes      content.Hashes
	Edits       []Edit
	Checks      map[string]bool  // what the program itself found for items of a checklist
	Misfits     []content.Misfit // lines that cannot be published as they stand
	Classified  bool             // kind, sites and sections are chosen
	ChangeTold  bool             // the text says to readers what it changes of the public one
	// SourceApproved reports, of a translation, whether the text it was made
	// from went through an approval of its own.
	SourceApproved bool
	// Sound reports, of a procedure that is to come into force, whether it has
	// no mistakes.
	Sound bool

	Kind  string // of the document; "" where there is none
	Unit  string // for the predicates unit=, site=, language=, sender=
	Sites []string
	// Undelivered names the sites on which readers do not get what is public,
	// though it was posted there.
	Undelivered []string
	Lang        string
	Sender      []people.Role // roles of the requester
	// AskUnit says, as the case opens, that the office takes what comes from a
	// unit only once the unit confirms it. Claimant are the roles of Claimed:
	// those of the requester once they say that they sent it.
	AskUnit  bool
	Claimant []people.Role

	// Holders gives who holds a role where the case lies, delegates included;
	// see people.Holders. HoldersAt is the same as it would be if the case lay
	// in another unit, for a move that hands it there; nil: the same as Holders.
	Holders   func(people.Role) []people.Holder
	HoldersAt func(unit int64) func(people.Role) []people.Holder
}

// An Edit makes a person an author of an aspect: a saved change, a name in the
// list of authors, or having sent the text. Turning a letter into a document
// makes nobody an author.
type Edit struct {
	Aspect content.Aspect
	Person people.PersonID
	For    people.PersonID
	At     time.Time
}

// A Happening is one thing that came of an act, for the record and for what
// has to be sent and done.
type Happening struct {
	Verb   event.Verb
	By     people.Holder // nobody: the program or a requester without an account
	Role   people.Role   // in which By acted; Requester for who asked
	Step   StepID        // in which it happened
	To     StepID        // entered
	Move   MoveID
	Clause string
	Aspect content.Aspect
	Hash   string // of that aspect
	Yes    bool
	Item   string
	Answer Answer
	Words  Ref
	Whom   people.PersonID // of whom it was settled whether they sent the request

	Aspects []content.Aspect // of a revision: what changed; of a voided approval: of what
	Effect  Effect           // to carry out in the same transaction
	Letter  Letter           // to send
	Notify  []people.Role    // to tell: whoever holds these roles where the case lies
	Timer   TimerKind        // what ran out
	Trouble Trouble          // why something could not be done at its hour
	Also    people.PersonID  // to tell beside Notify
	Due     time.Time        // of what it is about; zero: none
	Was     time.Time        // what it was due before that
	Day     string           // the day of the calendar that moved it; "" none
	Outcome Outcome
	Label   locale.Text // of the move
	Unit    int64       // that takes the case over
	With    []int64     // units that lend it a hand
	Wish    Wish        // of a case that was opened: on whose
	Change  content.ChangeKind
	Batch   int64 // with which it was handed over
	// Promulgation is the decision of a move that puts a procedure into force.
	Promulgation Promulgation
}
