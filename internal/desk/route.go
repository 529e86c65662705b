package desk

import (
	"congbo/internal/people"
)

// A Route is one address of the desk and what is needed to use it.
type Route struct {
	Method  string // GET or POST
	Pattern string // as http.ServeMux has it: /desk/cases/{code}
	Needs   Need
	Where   Where
	handle  func(*Desk, *visit) error
}

// A Need is what a visitor must be for a route to answer at all: one of the
// words below, or a people.Action that must be allowed.
type Need string

// Needs beside the actions of package people.
const (
	Anyone     Need = "anyone"      // whoever asks, signed in or not
	HalfSigned Need = "half-signed" // has shown a password; something may still be missing
	SignedIn   Need = "signed-in"   // an account; what it shows or changes is the person's own
)

// To is the need for an action.
func To(a people.Action) Need { return Need(a) }

// Action returns the action that a need is, and whether it is one.
func (n Need) Action() (people.Action, bool) {
	switch n {
	case Anyone, HalfSigned, SignedIn:
		return "", false
	}
	return people.Action(n), true
}

// Where says in what scope the need of a route is looked at.
type Where string

// Where an action must be allowed.
const (
	// Institution: in the institution itself. The table is the guard.
	Institution Where = ""
	// Somewhere: at any place at all. The page shows what lies there, and its
	// verbs look again at each thing.
	Somewhere Where = "somewhere"
	// Case: where the case of {code} lies. Package cases is the guard: it shows
	// a case to those who may see it there, can act on it or have; to anybody
	// else there is no such case. Acts are decided by the procedure.
	Case Where = "case"
	// Thing: where the thing that is named lies. The area's verb is the guard.
	Thing Where = "thing"
)
