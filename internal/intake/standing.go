package intake

import (
	"time"

	"congbo/internal/flow"
	"congbo/internal/store"
)

// A Standing says where something stands that was asked for.
type Standing string

// The standings, in the order in which somebody looks after them.
const (
	Awaited   Standing = "awaited"   // nothing was sent yet
	Returned  Standing = "returned"  // it was sent, and sent back for changes
	InHand    Standing = "in-hand"   // it was sent, and the office is at it
	Public    Standing = "public"    // it was published
	Refused   Standing = "refused"   // it was sent, and nothing came of it
	Cancelled Standing = "cancelled" // it was given up before it was sent
)

// Standings lists them.
var Standings = []Standing{Awaited, Returned, InHand, Public, Refused, Cancelled}

// StandingOf says where something stands, by its case.
func StandingOf(m *store.Commissioned) Standing {
	open := m.File.EndedAt.IsZero()
	switch {
	case m.Answered.IsZero() && !m.Cancelled.IsZero():
		return Cancelled
	case m.Answered.IsZero():
		return Awaited
	case open && m.File.Waiting == string(flow.WaitsForRequester):
		return Returned
	case open:
		return InHand
	case m.File.Outcome == string(flow.Settled):
		return Public
	}
	return Refused
}

// LateBy reports whether something was sent after its date, or is not there
// although its date has passed. What was given up is not late.
func LateBy(m *store.Commission, now time.Time) bool {
	switch {
	case !m.Answered.IsZero():
		return m.Answered.After(m.Due)
	case !m.Cancelled.IsZero():
		return false
	}
	return now.After(m.Due)
}

// A Tally counts what was asked of somebody in a period.
type Tally struct {
	Name      string
	Unit      int64 // 0: somebody without an account
	Asked     int
	OnTime    int // sent by their date
	Late      int // sent after it
	Awaited   int // not sent yet
	Overdue   int // of those, past their date
	Cancelled int
	Public    int // published
}

// TallyOf counts a list by who was asked, in the order in which they come, and
// all together.
func TallyOf(list []Asked) (all Tally, each []Tally) {
	type whom struct {
		unit  int64
		email string
	}
	at := make(map[whom]int)
	for i := range list {
		a := &list[i]
		key := whom{a.Unit, a.Email}
		if a.Unit != 0 {
			key.email = ""
		}
		j, ok := at[key]
		if !ok {
			j, at[key] = len(each), len(each)
			each = append(each, Tally{Name: a.Name, Unit: a.Unit})
		}
		each[j].count(a)
		all.count(a)
	}
	return all, each
}

func (t *Tally) count(a *Asked) {
	t.Asked++
	switch {
	case a.Standing == Cancelled:
		t.Cancelled++
	case a.Standing == Awaited:
		t.Awaited++
		if a.Late {
			t.Overdue++
		}
	case a.Late:
		t.Late++
	default:
		t.OnTime++
	}
	if a.Standing == Public {
		t.Public++
	}
}
