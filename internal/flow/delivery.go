package flow

import (
	"slices"
	"time"

	"congbo/internal/fault"
	"congbo/internal/people"
)

// A DeliveryState says how far a text has come on one of the sites that it was
// posted to (F-C10).
type DeliveryState string

// The states of a delivery.
const (
	DeliveryWaiting DeliveryState = "waiting"   // it is there, and nobody has looked at the page yet
	DeliveryDone    DeliveryState = "delivered" // the page answers readers
	DeliveryFailed  DeliveryState = "failed"    // readers do not get it there
	DeliveryDropped DeliveryState = "dropped"   // overtaken: by a later posting, or since the text was taken down
)

// A DeliveryProblem is why readers do not get a text on a site.
type DeliveryProblem string

// The problems of deliveries; each has its words, as a [Trouble] has.
const (
	ProblemSite      DeliveryProblem = "closed"   // the site is closed
	ProblemSection   DeliveryProblem = "section"  // its section is closed
	ProblemLanguage  DeliveryProblem = "language" // the site speaks another language now
	ProblemAuthority DeliveryProblem = "poster"   // who posted may not do so any more
	ProblemPage      DeliveryProblem = "page"     // it cannot be shown: the page does not answer
	ProblemEmbargo   DeliveryProblem = "embargo"  // it may not be public yet
)

// DeliveryProblems lists all problems.
var DeliveryProblems = []DeliveryProblem{ProblemSite, ProblemSection, ProblemLanguage, ProblemAuthority, ProblemPage, ProblemEmbargo}

// deliveryWaits are the pauses after the first, second … failure; after the
// last a person has to see to it.
var deliveryWaits = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 24 * time.Hour, 24 * time.Hour}

// A Delivery is the way of one posted revision to one site. Each site has its
// own: what fails on one holds no other back.
type Delivery struct {
	State   DeliveryState
	Problem DeliveryProblem // of the last failure
	Tries   int             // failures in a row
	TriedAt time.Time
	NextAt  time.Time // when it is tried again by itself; zero: not any more
}

// Open reports whether something remains to be done.
func (d Delivery) Open() bool { return d.State == DeliveryWaiting || d.State == DeliveryFailed }

// Fail takes note that readers do not get it, and why. What was dropped stays
// dropped.
func (d Delivery) Fail(why DeliveryProblem, now time.Time) Delivery {
	if d.State == DeliveryDropped {
		return d
	}
	d.State, d.Problem, d.TriedAt, d.NextAt = DeliveryFailed, why, now, time.Time{}
	if d.Tries < len(deliveryWaits) {
		d.NextAt = now.Add(deliveryWaits[d.Tries])
	}
	d.Tries++
	return d
}

// Put takes note that the text is on the site now, before anybody has looked.
func (d Delivery) Put(now time.Time) Delivery {
	if !d.Open() {
		return d
	}
	d.State, d.TriedAt, d.NextAt = DeliveryWaiting, now, time.Time{}
	return d
}

// Arrive takes note that the page answers readers.
func (d Delivery) Arrive(now time.Time) Delivery {
	if d.State == DeliveryDropped {
		return d
	}
	return Delivery{State: DeliveryDone, TriedAt: now}
}

// Drop takes note that another act has overtaken it: it is never tried again.
func (d Delivery) Drop() Delivery {
	d.State, d.NextAt = DeliveryDropped, time.Time{}
	return d
}

// Confirms reports whether a move of the step says that what is public is right:
// it ends the case well and neither publishes nor takes anything down. A silence
// that runs out confirms nothing.
func (p *Procedure) Confirms(m *Move) bool {
	to := p.Step(m.To)
	return to != nil && to.End == Settled && !slices.Contains(m.By, Program) &&
		!slices.ContainsFunc(m.Does, func(e Effect) bool { return e != Archive })
}

// undelivered refuses to confirm what readers of a site do not have (F-C10).
func (r *run) undelivered(step *Step, m *Move) error {
	if len(r.f.Undelivered) == 0 || step.End != "" || !r.s.Published.Public() || !r.p.Confirms(m) {
		return nil
	}
	key := "flow.undelivered"
	if r.role == people.Requester { // who can do nothing about it
		key = "flow.undelivered_yet"
	}
	return fault.New(fault.Conflict, key, joined(r.f.Undelivered))
}
