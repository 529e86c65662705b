// Package people says who may do what, where and when. A person holds roles at
// places (the institution, a unit, a site) by appointment, from a date to a
// date (R-P1), and hands an authority to somebody else for a period by
// delegation, in writing and never passed further (R-P3). From these two lists
// follows everything: who the hands of a step are ([Holders]), what a person
// may do in a case ([Holdings]) and outside of cases ([May]).
//
// The package is arithmetic on values: the lists, the place and the moment
// come in, an answer goes out.
package people

import "time"

// PersonID names a person. Zero is nobody: the system, or a sender without an
// account.
type PersonID int64

// PlaceKind says what sort of place a [Place] is.
type PlaceKind string

// The kinds of places.
const (
	Institution PlaceKind = "institution"
	Unit        PlaceKind = "unit"
	Site        PlaceKind = "site"
)

// A Place is where a role is held.
type Place struct {
	Kind PlaceKind `json:"kind"`
	ID   int64     `json:"id"`
}

// An Appointment gives a person a role at a place from an instant until,
// exclusively, another one; a zero To is open. Paper names the decision it
// rests on, such as "QĐ 123/QĐ-ĐHNL".
type Appointment struct {
	Person   PersonID
	Role     Role
	Place    Place
	From, To time.Time
	Paper    string
}

// Holds reports whether the appointment is in force at an instant.
func (a Appointment) Holds(at time.Time) bool {
	return !at.Before(a.From) && (a.To.IsZero() || at.Before(a.To))
}

// A Delegation lends To what From holds by appointment at a place, from Start
// until, exclusively, End. No Roles means all that can be lent. It lends
// nothing that From does not hold himself at that moment, nothing that was
// lent to From, and nothing to From himself.
type Delegation struct {
	From, To   PersonID
	Roles      []Role
	Place      Place
	Start, End time.Time
	Paper      string
}

// Holds reports whether the delegation is in force at an instant.
func (d Delegation) Holds(at time.Time) bool {
	return d.From != d.To && !at.Before(d.Start) && at.Before(d.End)
}

// A Scope is where something lies, seen from all places that have a say in it:
// its institution, its unit with all units above, and its sites. A thing of
// the institution itself has no units; a thing without a public page has no
// sites.
type Scope struct {
	Institution int64
	Units       []int64 // the unit and those above it; empty: of the institution itself
	Sites       []int64
}

// A Holder is a person who holds a role, or holds it for somebody: For is the
// person who delegated it, zero where the role is the holder's own.
type Holder struct {
	Person PersonID `json:"person"`
	For    PersonID `json:"for,omitempty"`
}

// Principal is the person in whose authority the holder acts.
func (h Holder) Principal() PersonID {
	if h.For != 0 {
		return h.For
	}
	return h.Person
}

// A Holding is a role that a person holds in some scope, own or delegated.
type Holding struct {
	Role Role
	For  PersonID // who delegated it; zero: the person's own
}
