package flow

import (
	"slices"
	"strings"

	"congbo/internal/content"
)

// An Outcome is how a case ends.
type Outcome string

// The outcomes. Closed is an end that nobody is told of ("not a request").
const (
	Settled  Outcome = "settled"
	Declined Outcome = "declined"
	Closed   Outcome = "closed"
)

// Outcomes lists the outcomes.
var Outcomes = []Outcome{Settled, Declined, Closed}

// An Effect is what a move does beyond the case, to the public page or to the
// procedures in force, carried out in the same transaction as the move or not at
// all.
type Effect string

// The effects.
const (
	Publish   Effect = "publish"   // an edition on every site chosen
	Unpublish Effect = "unpublish" // gone from every site
	Archive   Effect = "archive"   // what is public now is kept as a record ("Lưu")
	Keep      Effect = "keep"      // until when it is shown; of no move

	// Promulgate puts the version of a procedure that the case is about into
	// force from the day that the decision names.
	Promulgate Effect = "promulgate"
)

// Withdraw is what becomes of a page that is taken down and leaves a notice. It
// wants words for readers, so that no move does it: see [DoTakeDown].
const Withdraw Effect = "withdraw"

// Effects lists the effects that moves can have.
var Effects = []Effect{Publish, Unpublish, Archive, Promulgate}

// A Letter is a kind of letter that a procedure has sent.
type Letter string

// The letters.
const (
	LetterReceipt     Letter = "acknowledgement"     // to the requester: code and due time
	LetterChanges     Letter = "changes"             // to the requester: what is missing, with the reason
	LetterDeclined    Letter = "declined"            // to the requester: not suitable, with the reason
	LetterResult      Letter = "result"              // to the requester: the link, please check
	LetterPosted      Letter = "posted"              // to the requester: the link, nothing is asked
	LetterQuestion    Letter = "question-received"   // to who asked a question: code and due time
	LetterInterim     Letter = "interim"             // to who asked a question: answered later, why and by when
	LetterUnitRefused Letter = "unit-refused"        // to the requester: their own unit does not agree, with the reason
	LetterElsewhere   Letter = "elsewhere"           // to who asked a question: not ours to answer, with the reason
	LetterOpinion     Letter = "opinion"             // to the higher authority: the question
	LetterAnswer      Letter = "answer"              // to who asked a question
	LetterInfoRequest Letter = "information-request" // to a unit
	LetterAssignment  Letter = "assignment"          // to the office that is to answer
	LetterTranslation Letter = "translation"         // to the translator
	LetterBatch       Letter = "batch"               // to those who post
	LetterReturned    Letter = "returned"            // to whoever handed it on, with the reason
)

// Letters lists the letters.
var Letters = []Letter{
	LetterReceipt, LetterChanges, LetterDeclined, LetterResult, LetterPosted, LetterOpinion, LetterAnswer, LetterQuestion,
	LetterInterim, LetterElsewhere, LetterUnitRefused,
	LetterInfoRequest, LetterAssignment, LetterTranslation, LetterBatch, LetterReturned,
}

// NeedsReason reports whether the letter says why, so that the move that sends
// it must ask for the reason (R-M5).
func (l Letter) NeedsReason() bool {
	return l == LetterChanges || l == LetterDeclined || l == LetterReturned || l == LetterInterim || l == LetterElsewhere || l == LetterUnitRefused
}

// A Relation is what a person became to a case by doing something in it.
type Relation string

// The relations that come about by themselves; a step adds its own with "as".
const (
	Author      Relation = "author"    // changed the text, is named in it or sent it
	Approver    Relation = "approver"  // gave a yes
	Poster      Relation = "poster"    // posted the edition that is public now
	FromOutside Relation = "requester" // asked for it
)

// Relations lists the relations that come about by themselves.
var Relations = []Relation{Author, Approver, Poster, FromOutside}

// Criteria are the shipped items of checklists.
var Criteria = []Criterion{
	{ID: "sources-cited", Aspect: content.AspectContent},
	{ID: "facts-checked", Aspect: content.AspectContent},
	{ID: "names-checked", Aspect: content.AspectContent},
	{ID: "plain-title", Aspect: content.AspectContent},
	{ID: "unicode", Aspect: content.AspectContent},
	{ID: "links-work", Aspect: content.AspectContent},
	{ID: "heading-order", Aspect: content.AspectContent},
	{ID: "table-headers", Aspect: content.AspectContent},
	{ID: "link-text", Aspect: content.AspectContent},
	{ID: "personal-data", Aspect: content.AspectContent},
	{ID: "no-state-secrets", Aspect: content.AspectContent},
	{ID: "no-personal-data", Aspect: content.AspectContent},
	{ID: "alt-text", Aspect: content.AspectImages},
	{ID: "image-rights", Aspect: content.AspectImages},
	{ID: "sender-entitled"},
}

// Criterion returns the checklist item named id, the procedure's own first.
func (p *Procedure) Criterion(id string) (Criterion, bool) {
	for _, list := range [][]Criterion{p.Criteria, Criteria} {
		if i := slices.IndexFunc(list, func(c Criterion) bool { return c.ID == id }); i >= 0 {
			return list[i], true
		}
	}
	return Criterion{}, false
}

// A Predicate is a condition of a move or of a step's being skipped. The list
// of names is closed; see Predicates.
type Predicate struct {
	Name   string
	Values []string // of those that compare: one of them
	Not    bool
}

// The conditions on which a first step is passed over as the case opens.
const (
	supplied    = "supplied"
	unitVouched = "unit-vouched"
)

// Predicates lists the names of the predicates and whether they compare with
// values, as in kind=news|brief.
//
//	verdicts          every verdict this step asks for is given, with no no, and no answer from above forbids
//	checklist         every required item of this step holds
//	classified        kind, sites and sections are chosen
//	has-document      a document was made
//	beyond-authority  the item is marked as beyond the board's authority
//	answered-yes      the higher authority permits exactly this content
//	answered-no       it forbids exactly this content
//	forced            what is public was published first and is not yet approved
//	published         something of this case is public now
//	sender-changed    a correction from the sender waits to be looked at
//	reopened          the case has ended before
//	supplied          the case opens on something that was sent; of the first step's being skipped only
//	unit-vouched      the case opens and no unit is asked to confirm it: the office does not want it, or who sent it speaks for the unit; of the first step's being skipped only
//	source-approved   the text that this one is a translation of was approved
//	sound             the procedure that the case is about has no mistakes
//	kind, unit, site, language   of the document
//	sender            the requester holds one of these roles
var Predicates = map[string]bool{
	"verdicts": false, "checklist": false, "classified": false, "has-document": false, "beyond-authority": false,
	"answered-yes": false, "answered-no": false, "forced": false, "published": false, "sender-changed": false,
	"reopened": false, supplied: false, unitVouched: false, "source-approved": false, "sound": false,
	"kind": true, "unit": true, "site": true, "language": true, "sender": true,
}

// String writes p as a procedure file has it: "not kind=news|brief".
func (p Predicate) String() string {
	s := p.Name
	if len(p.Values) > 0 {
		s += "=" + strings.Join(p.Values, "|")
	}
	if p.Not {
		s = "not " + s
	}
	return s
}

// ParsePredicate reads what String writes. It does not look whether the name
// is known; Check does.
func ParsePredicate(s string) Predicate {
	s = strings.TrimSpace(s)
	var p Predicate
	if rest, ok := strings.CutPrefix(s, "not "); ok {
		p.Not, s = true, strings.TrimSpace(rest)
	}
	name, values, compares := strings.Cut(s, "=")
	p.Name = strings.TrimSpace(name)
	if compares {
		for v := range strings.SplitSeq(values, "|") {
			p.Values = append(p.Values, strings.TrimSpace(v))
		}
	}
	return p
}
