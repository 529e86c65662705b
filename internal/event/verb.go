package event

import (
	"slices"

	"congbo/internal/locale"
)

// A Verb names what happened. The list is closed: a line with another verb is
// refused before it is written. The sentence of each verb is in catalog
// event.json.
type Verb string

// What happens to a case.
const (
	RequestReceived   Verb = "request-received"   // a message opened a request
	MessageAdded      Verb = "message-added"      // a further message in the conversation
	SenderConfirmed   Verb = "sender-confirmed"   // whose address it is did send the request
	SenderDenied      Verb = "sender-denied"      // and did not
	MessageSeen       Verb = "message-seen"       // somebody looked at what had moved nothing by itself
	CaseOpened        Verb = "case-opened"        // a procedure began
	CaseMoved         Verb = "case-moved"         // a move led to another step
	MoveMade          Verb = "move-made"          // a move that stays in its step
	StepSkipped       Verb = "step-skipped"       // a rule of the procedure passed a step over
	VerdictGiven      Verb = "verdict-given"      // yes or no on one aspect
	VerdictReplaced   Verb = "verdict-replaced"   // its giver thought again
	ItemTicked        Verb = "item-ticked"        // of a checklist
	ItemUnticked      Verb = "item-unticked"      //
	QuestionAsked     Verb = "question-asked"     // marked as beyond the authority
	QuestionPut       Verb = "question-put"       // forwarded to the higher authority
	QuestionAnswered  Verb = "question-answered"  //
	QuestionWithdrawn Verb = "question-withdrawn" //
	AuthorityClaimed  Verb = "authority-claimed"  // held to be within the authority after all
	AnswerVoided      Verb = "answer-voided"      // the text is no longer the one asked about
	DocumentMade      Verb = "document-made"      // from the request
	TextRevised       Verb = "text-revised"       //
	ApprovalVoided    Verb = "approval-voided"    // an approved aspect changed
	SenderCorrected   Verb = "sender-corrected"   // a correction came in
	CorrectionHeeded  Verb = "correction-heeded"  // and somebody looked at it
	Published         Verb = "published"          //
	ForcePublished    Verb = "force-published"    // before approval, with a reason
	ApprovedLater     Verb = "approved-later"     // what was force-published is approved now
	Unpublished       Verb = "unpublished"        //
	Withdrawn         Verb = "withdrawn"          // a notice stands in its place
	ChangeBegun       Verb = "change-begun"       // a correction or an update of what is public
	ChangeDropped     Verb = "change-dropped"     // nothing came of it
	FileReplaced      Verb = "file-replaced"      // a newer file in its place
	TextRecoded       Verb = "text-recoded"       // read from a charset before Unicode
	TextPutBack       Verb = "text-put-back"      // as it came, in place of what it was read as
	TextVouched       Verb = "text-vouched"       // a line is held to be right as it stands
	Archived          Verb = "archived"           // what is public was kept as a record
	Paused            Verb = "paused"             // the clocks stopped
	Resumed           Verb = "resumed"            // the clocks go on
	Reminded          Verb = "reminded"           //
	Overdue           Verb = "overdue"            //
	Stale             Verb = "stale"              // too long in one step
	NobodyLeft        Verb = "nobody-left"        // no eligible person; told those answerable
	DueChanged        Verb = "due-changed"        // the calendar changed under an open limit
	UnitAssigned      Verb = "unit-assigned"      // a unit took the case over
	DueNamed          Verb = "due-named"          // a date by which the whole case now is to be done
	ExtensionAsked    Verb = "extension-asked"    // a later date, with a reason
	ExtensionGranted  Verb = "extension-granted"  //
	ExtensionRefused  Verb = "extension-refused"  //
	AskedLater        Verb = "asked-later"        // whoever was asked for something got another date
	AskedLinkGiven    Verb = "asked-link-given"   // by which they send it without an account
	AskedLinkRevoked  Verb = "asked-link-revoked" //
	AskedReminded     Verb = "asked-reminded"     // by somebody at the desk
	SourceChanged     Verb = "source-changed"     // what a translation was made from is another text now
	SourceGone        Verb = "source-gone"        // or was taken down
	SourceBack        Verb = "source-back"        // and is again what was translated
	SourceHeeded      Verb = "source-heeded"      // somebody held the translation to be right beside it
	CaseEnded         Verb = "case-ended"         //
	CaseReopened      Verb = "case-reopened"      //
	CaseLinked        Verb = "case-linked"        // a second document opened a case of its own
	CaseAssigned      Verb = "case-assigned"      // taken by one of its hands
	Remarked          Verb = "remarked"           // a colleague's comment
	PaperKept         Verb = "paper-kept"         // the covering paper of a request
	QueryMade         Verb = "query-made"         // who is to decide has asked back
	QueryAnswered     Verb = "query-answered"     // and was answered
	Commented         Verb = "commented"          // on a part of the text
	CommentResolved   Verb = "comment-resolved"   // settled
	CommentReopened   Verb = "comment-reopened"   // not settled after all
	WritingTaken      Verb = "writing-taken"      // the editor was taken over from somebody
	PageChecked       Verb = "page-checked"       // by the program, after posting
	LetterQueued      Verb = "letter-queued"      //
	LetterSent        Verb = "letter-sent"        //
	LetterFailed      Verb = "letter-failed"      //
	PlanMade          Verb = "plan-made"          // an hour for publishing
	PlanCancelled     Verb = "plan-cancelled"     // taken back
	PlanDropped       Verb = "plan-dropped"       // overtaken by another act
	PlanFailed        Verb = "plan-failed"        // not published at that hour, and why
	PlanLate          Verb = "plan-late"          // published later than agreed
	TermSet           Verb = "term-set"           // until when the page is shown
	TermLifted        Verb = "term-lifted"        // it stays
	TermFailed        Verb = "term-failed"        // it could not be taken down
	Expired           Verb = "expired"            // the page ended by itself
	ShownAgain        Verb = "shown-again"        // and was put back
	EmbargoSet        Verb = "embargo-set"        // not public, and not seen by others, before
	EmbargoLifted     Verb = "embargo-lifted"     //
	EmbargoOver       Verb = "embargo-over"       // that hour has come
	PreviewGiven      Verb = "preview-given"      // a link to the text before it is public
	PreviewRevoked    Verb = "preview-revoked"    //
	ReleaseMade       Verb = "release-made"       // texts to be published together
	ReleaseChanged    Verb = "release-changed"    // what is in it
	ReleasePlanned    Verb = "release-planned"    // at an hour
	ReleaseCancelled  Verb = "release-cancelled"  // that hour
	ReleaseDone       Verb = "release-done"       // all of it is public
	ReleaseFailed     Verb = "release-failed"     // none of it was published at its hour
	DeliveryFailed    Verb = "delivery-failed"    // readers do not get it on one of its sites
	BatchChanged      Verb = "batch-changed"      // another kind goes with another batch
	BatchSent         Verb = "batch-sent"         // cases were handed over together
	BatchReceived     Verb = "batch-received"     // and whoever posts has them
	BatchLate         Verb = "batch-late"         // not handed over in time
	DisposalProposed  Verb = "disposal-proposed"  // of its papers, whose retention has ended
	DisposalApproved  Verb = "disposal-approved"  // by another person
	DisposalRefused   Verb = "disposal-refused"   // they stay
	DisposalDropped   Verb = "disposal-dropped"   // the case came alive again before anybody had decided
	DisposalKept      Verb = "disposal-kept"      // approved, but the register keeps them longer by now
	PapersTaken       Verb = "papers-taken"       // they were taken away; digests of what they were stay
	FollowsDisposed   Verb = "follows-disposed"   // it began with a letter about a case of which papers are taken away
	ErrorReported     Verb = "error-reported"     // a reader holds something on its page to be wrong
	ErrorTaken        Verb = "error-taken"        // a correction is made because of it
	ErrorFixed        Verb = "error-fixed"        // it was put right
	ErrorKept         Verb = "error-kept"         // nothing is wrong, and the reader is told why
	ErrorDropped      Verb = "error-dropped"      // it was no report
)

// What happens outside of cases.
const (
	PersonAdded        Verb = "person-added"
	PersonChanged      Verb = "person-changed"
	PersonErased       Verb = "person-erased"
	AppointmentGiven   Verb = "appointment-given"
	AppointmentEnded   Verb = "appointment-ended"
	DelegationGiven    Verb = "delegation-given"
	DelegationEnded    Verb = "delegation-ended"
	DelegationPaper    Verb = "delegation-paper-kept" // its signed paper
	SignedIn           Verb = "signed-in"
	SignInFailed       Verb = "sign-in-failed"
	SessionEnded       Verb = "session-ended"
	PasswordChanged    Verb = "password-changed"
	SecondFactorSet    Verb = "second-factor-set"
	InstitutionCreated Verb = "institution-created"
	UnitChanged        Verb = "unit-changed"
	SiteChanged        Verb = "site-changed"
	LookSaved          Verb = "look-saved"   // how a site is going to look
	LookApplied        Verb = "look-applied" // and how it looks now
	SectionChanged     Verb = "section-changed"
	MailboxChanged     Verb = "mailbox-changed"
	CalendarChanged    Verb = "calendar-changed"
	ProcedureDrafted   Verb = "procedure-drafted" // a new version was begun
	ProcedureSaved     Verb = "procedure-saved"   // its text, before it has a case
	ProcedureDropped   Verb = "procedure-dropped" // it was given up
	ProcedureInForce   Verb = "procedure-in-force"
	SettingChanged     Verb = "setting-changed"
	RedirectAdded      Verb = "redirect-added"
	RedirectEnded      Verb = "redirect-ended"
	LinkKept           Verb = "link-kept"       // a broken one, on purpose
	LinkUnkept         Verb = "link-unkept"     // not any longer
	MessageHeld        Verb = "message-held"    // put into the holding area
	MessagePlaced      Verb = "message-placed"  // and out of it
	LetterReworded     Verb = "letter-reworded" // an office words a letter its own way
	LetterRestored     Verb = "letter-restored" // and goes back to the shipped words
	DutyPlanned        Verb = "duty-planned"    // what is looked for, where, how often and by whom
	DutyDone           Verb = "duty-done"       // once of a recurring duty
	DutyMissed         Verb = "duty-missed"     // not done by its hour
	LibraryChanged     Verb = "library-changed" // what is known of a picture or a paper
	LibraryAdded       Verb = "library-added"   // a picture or a paper that no text brought
	DiarySigned        Verb = "diary-signed"    // a chief confirmed somebody's day
	HeadSigned         Verb = "head-signed"
	RowsSealed         Verb = "rows-sealed" // rows changed that no other line of their transaction tells of
)

// Verbs lists all verbs.
var Verbs = []Verb{
	RequestReceived, SenderConfirmed, SenderDenied, MessageAdded, MessageSeen, CaseOpened, CaseMoved, MoveMade, StepSkipped, VerdictGiven, VerdictReplaced,
	ItemTicked, ItemUnticked, QuestionAsked, QuestionPut, QuestionAnswered, QuestionWithdrawn, AuthorityClaimed,
	AnswerVoided, DocumentMade, TextRevised, ApprovalVoided, SenderCorrected, CorrectionHeeded, Published,
	ForcePublished, ApprovedLater, Unpublished, Withdrawn, ChangeBegun, ChangeDropped, FileReplaced, TextRecoded, TextPutBack, TextVouched, Archived, Paused, Resumed, Reminded, Overdue, Stale, NobodyLeft, DueChanged,
	UnitAssigned, DueNamed, ExtensionAsked, ExtensionGranted, ExtensionRefused, AskedLater, AskedLinkGiven, AskedLinkRevoked, AskedReminded, SourceChanged, SourceGone, SourceBack, SourceHeeded, CaseEnded, CaseReopened, CaseLinked, CaseAssigned, Remarked, PaperKept, QueryMade, QueryAnswered, Commented, CommentResolved, CommentReopened, WritingTaken, PageChecked, LetterQueued, LetterSent, LetterFailed,
	PlanMade, PlanCancelled, PlanDropped, PlanFailed, PlanLate, TermSet, TermLifted, TermFailed, Expired, ShownAgain, EmbargoSet, EmbargoLifted, EmbargoOver,
	BatchChanged, BatchSent, BatchReceived, BatchLate, DisposalProposed, DisposalApproved, DisposalRefused, DisposalDropped, DisposalKept, PapersTaken, FollowsDisposed, ErrorReported, ErrorTaken, ErrorFixed, ErrorKept, ErrorDropped,
	PreviewGiven, PreviewRevoked, ReleaseMade, ReleaseChanged, ReleasePlanned, ReleaseCancelled, ReleaseDone, ReleaseFailed, DeliveryFailed,
	PersonAdded, PersonChanged, PersonErased, AppointmentGiven, AppointmentEnded, DelegationGiven, DelegationEnded, DelegationPaper,
	SignedIn, SignInFailed, SessionEnded, PasswordChanged, SecondFactorSet, InstitutionCreated, UnitChanged,
	SiteChanged, LookSaved, LookApplied, SectionChanged, MailboxChanged, CalendarChanged, ProcedureDrafted, ProcedureSaved, ProcedureDropped, ProcedureInForce, SettingChanged, RedirectAdded, RedirectEnded, LinkKept, LinkUnkept, MessageHeld,
	MessagePlaced, LetterReworded, LetterRestored, DutyPlanned, DutyDone, DutyMissed, LibraryChanged, LibraryAdded, DiarySigned, HeadSigned, RowsSealed,
}

// Known reports whether v is one of Verbs.
func (v Verb) Known() bool { return slices.Contains(Verbs, v) }

// Key is the message of v in catalog event.json.
func (v Verb) Key() locale.Key { return locale.Key("event." + string(v)) }
