package flow

import (
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
)

// SourceNews says that the text a translation was made from is another text now,
// or is public no more (R-B5, F-I3).
type SourceNews struct {
	Hash   string        `json:"hash,omitempty"` // of the words that are public now; empty where none are
	Gone   bool          `json:"gone,omitempty"` // taken down
	At     time.Time     `json:"at"`
	Heeded time.Time     `json:"heeded,omitzero"` // when somebody held the translation to be right as it is
	By     people.Holder `json:"by,omitzero"`
}

// Open reports whether nobody has looked at it yet.
func (n *SourceNews) Open() bool { return n != nil && n.Heeded.IsZero() }

// Heeds reports whether somebody held the translation to be right beside a text.
func (n *SourceNews) Heeds(hash string) bool {
	return n != nil && !n.Heeded.IsZero() && n.Hash == hash
}

// source tells a translation of what became of its original (the program's): of
// the words that are public now, and of those that were translated.
func (r *run) source(a Act, by Actor) error {
	if !by.System {
		return fault.New(fault.Denied, "flow.program_only")
	}
	now := a.Source
	was := r.s.Source
	switch {
	case !now.Gone && now.Hash == now.Of:
		if was != nil { // it is again what was translated
			r.s.Source = nil
			r.happen(event.SourceBack)
		}
	case was != nil && was.Hash == now.Hash && was.Gone == now.Gone: // it is known
	default:
		r.s.Source = &SourceNews{Hash: now.Hash, Gone: now.Gone, At: r.now}
		if now.Gone {
			r.happen(event.SourceGone)
		} else {
			r.happen(event.SourceChanged)
		}
	}
	return nil
}

// follow records that somebody has looked at the original as it is now and holds
// the translation to be right; where the original was taken down, with a reason.
func (r *run) follow(a Act, by Actor) error {
	n := r.s.Source
	if !n.Open() {
		return fault.New(fault.Conflict, "flow.no_source_news")
	}
	if err := r.entitle(task{roles: r.p.Minders(&r.s)}, by); err != nil {
		return err
	}
	if err := a.sawIt(n.Hash); err != nil {
		return err
	}
	if n.Gone && !a.said() {
		return reasonNeeded()
	}
	n.Heeded, n.By = r.now, r.who
	r.happen(event.SourceHeeded).Words = a.Words
	return nil
}

// A SourceNow is what became of the original of a translation.
type SourceNow struct {
	Of   string // hash of the words that were translated
	Hash string // of those that are public now
	Gone bool
}
