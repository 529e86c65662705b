package people

import (
	"slices"
	"time"
)

// Covers reports whether a role held at p counts in the scope. A role held at
// the institution counts everywhere in it, one at a unit for that unit and
// those below it. One held at a site counts where that is the only site; for
// several, see [Holders].
func (p Place) Covers(s Scope) bool {
	switch p.Kind {
	case Institution:
		return p.ID == s.Institution
	case Unit:
		return slices.Contains(s.Units, p.ID)
	case Site:
		return len(s.Sites) == 1 && s.Sites[0] == p.ID
	}
	return false
}

// Holders returns who holds the role in the scope at an instant: those
// appointed, then those they have delegated it to, who act for them. Where the
// scope has several sites, a person appointed at sites must be so at each of
// them: what appears on several sites needs authority on each. A delegation
// counts only while its giver holds the role by an appointment of his own. The
// order is that of the lists, and nobody is listed twice in the same authority.
func Holders(role Role, s Scope, appts []Appointment, delegs []Delegation, at time.Time) []Holder {
	var hs []Holder
	for _, a := range appts {
		if a.Role == role && !slices.Contains(hs, Holder{Person: a.Person}) &&
			holds(a.Person, role, s, appts, at, nil) {
			hs = append(hs, Holder{Person: a.Person})
		}
	}
	for _, d := range delegs {
		h := Holder{Person: d.To, For: d.From}
		if lends(d, role) && d.Holds(at) && !slices.Contains(hs, h) && lent(d.From, d.To, role, s, appts, delegs, at) {
			hs = append(hs, h)
		}
	}
	return hs
}

// Holdings returns the roles the person holds in the scope at an instant, own
// ones first.
func Holdings(person PersonID, s Scope, appts []Appointment, delegs []Delegation, at time.Time) []Holding {
	var hs []Holding
	for _, a := range appts {
		h := Holding{Role: a.Role}
		if a.Person == person && !slices.Contains(hs, h) && holds(person, a.Role, s, appts, at, nil) {
			hs = append(hs, h)
		}
	}
	for _, d := range delegs {
		if d.To != person || !d.Holds(at) {
			continue
		}
		for _, a := range appts {
			h := Holding{Role: a.Role, For: d.From}
			if a.Person == d.From && lends(d, a.Role) && !slices.Contains(hs, h) &&
				lent(d.From, person, a.Role, s, appts, delegs, at) {
				hs = append(hs, h)
			}
		}
	}
	return hs
}

// neverLent are roles that no delegation hands on: the administrator's, since
// who may appoint would pass on anything, and the requester's, which is no
// authority.
func neverLent(r Role) bool { return r == Administrator || r == Requester }

// lends reports whether d is about the role.
func lends(d Delegation, role Role) bool {
	return !neverLent(role) && (len(d.Roles) == 0 || slices.Contains(d.Roles, role))
}

// lent reports whether one of the delegations from one person to another, or
// several of them together, lend the role for all of the scope.
func lent(from, to PersonID, role Role, s Scope, appts []Appointment, delegs []Delegation, at time.Time) bool {
	var places []Place
	for _, d := range delegs {
		if d.From == from && d.To == to && d.Holds(at) && lends(d, role) {
			places = append(places, d.Place)
		}
	}
	return len(places) > 0 && holds(from, role, s, appts, at, places)
}

// holds reports whether the person holds the role in all of the scope by
// appointments of his own, counting, where places is given, only what lies
// within them too.
func holds(person PersonID, role Role, s Scope, appts []Appointment, at time.Time, places []Place) bool {
	mine := func(s Scope) bool {
		return slices.ContainsFunc(appts, func(a Appointment) bool {
			return a.Person == person && a.Role == role && a.Holds(at) && a.Place.Covers(s)
		}) && (places == nil || slices.ContainsFunc(places, func(p Place) bool { return p.Covers(s) }))
	}
	if mine(s) {
		return true
	}
	if len(s.Sites) < 2 {
		return false
	}
	for _, site := range s.Sites {
		if !mine(Scope{s.Institution, s.Units, []int64{site}}) {
			return false
		}
	}
	return true
}
