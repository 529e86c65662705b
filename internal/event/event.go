// Package event is the record of what happened: one line after another, each
// chained to the one before it by a hash, so that a changed, missing, added or
// reordered line is found, and a signed head kept elsewhere shows truncation
// and recomputation (R-T9). History, diary and reports are computed from it
// (R-T5).
//
// A line carries references and digests, never a person's words: a person can
// be erased from the database while the chain stays whole.
package event

import "time"

// An Event is one line of an institution's record.
type Event struct {
	Chain      int64     // the institution whose record it is
	Seq        int64     // 1, 2, 3 … without a gap
	At         time.Time // to the microsecond
	Actor      int64     // person; zero: the program itself, or a sender without an account
	OnBehalfOf int64     // person whose delegation was used; zero: none
	Verb       Verb
	Case       int64  // zero: about no case
	Subject    string // what it is about beside the case: "document:12", "revision:40", "person:7"
	// Data are the details: names from the procedure, numbers, references and
	// digests. The keys are the Key… constants; values are at most 1,000 bytes.
	Data map[string]string
	Prev string // hash of the line before, [Genesis] for the first
	Hash string // Link(Prev, this line)
}

// The keys of Event.Data that this program writes. Values are never a person's
// words: those are kept with the case and referred to by number and digest.
const (
	KeyStep      = "step"      // step in which it happened
	KeyTo        = "to"        // step that was entered
	KeyMove      = "move"      // move that was made
	KeyClause    = "clause"    // clause of the written procedure
	KeyAspect    = "aspect"    // aspect of a text
	KeyHash      = "hash"      // hash of that aspect
	KeyRole      = "role"      // role acted in, or told
	KeyItem      = "item"      // item of a checklist
	KeyAnswer    = "answer"    // answer to a consultation
	KeyLetter    = "letter"    // kind of letter
	KeyEffect    = "effect"    // what the move does to the public page
	KeyDue       = "due"       // instant, RFC 3339
	KeyTimer     = "timer"     // what ran out or was reminded of
	KeyOutcome   = "outcome"   // how a case ended
	KeyTrouble   = "trouble"   // why something was not done at its hour
	KeyRelation  = "relation"  // what the person became to the case
	KeyReason    = "reason"    // number of the remark that holds the words
	KeyDigest    = "digest"    // SHA-256 of those words, or of the lines of a diary
	KeyProcedure = "procedure" // id of the procedure
	KeyVersion   = "version"   // its version
	KeyNumber    = "number"    // a count, or the number of a paper
	KeySite      = "site"      // number of the site
	KeyPlace     = "place"     // "unit:3"
	KeyWith      = "with"      // units that lend a hand: "unit:4,unit:5"
	KeyWas       = "was"       // instant that a due time was before, RFC 3339
	KeyDay       = "day"       // a day, as 2026-09-03
	KeyName      = "name"      // a name that is not a person's: file type, command, setting
	KeyVia       = "via"       // what it was done by, where not at the desk: "letter:12"
	KeySeals     = "seals"     // rows as the line's transaction left them, see [Seal]
)

var keys = []string{
	KeyStep, KeyTo, KeyMove, KeyClause, KeyAspect, KeyHash, KeyRole, KeyItem, KeyAnswer, KeyLetter, KeyEffect, KeyDue,
	KeyTimer, KeyOutcome, KeyTrouble, KeyRelation, KeyReason, KeyDigest, KeyProcedure, KeyVersion, KeyNumber, KeySite, KeyPlace,
	KeyWith, KeyWas, KeyDay, KeyName, KeyVia, KeySeals,
}
