// Package links says what the answers to a link mean over time: whether it is
// good, doubtful, broken or has moved for good, when it is asked again, and
// whom it is polite to ask now (F-C13). It asks nobody itself: answers and
// instants are values, so that a year of bad nights is a table of a test.
package links

import (
	"time"
)

// A State is what is believed about a link.
type State string

// The states. A link is broken only after several failures over several days;
// what is certain at once, as about our own pages, needs no second look.
const (
	New      State = "new"      // never asked
	OK       State = "ok"       // it answers
	Doubtful State = "doubtful" // it failed lately, and may have had a bad night
	Broken   State = "broken"   //
	Moved    State = "moved"    // it answers, at another address for good
)

// States lists all states.
var States = []State{New, OK, Doubtful, Broken, Moved}

// A Kind is what came of asking.
type Kind string

// The kinds of answers. Each has its words in the catalog, "links.answer_…".
const (
	Fine      Kind = "fine"
	Guarded   Kind = "guarded"    // something is there that is not shown to programs
	Gone      Kind = "gone"       // 404, 410
	Refused   Kind = "refused"    // another 4xx
	Failing   Kind = "failing"    // 5xx
	NoHost    Kind = "no-host"    // its name is unknown
	NoAnswer  Kind = "no-answer"  // nobody listens, or not in time
	Insecure  Kind = "insecure"   // its certificate is not good
	Loop      Kind = "loop"       // it leads on and on
	Private   Kind = "private"    // readers cannot get there: a private network, this machine
	NotPublic Kind = "not-public" // a page of our own that is not published
	NoFile    Kind = "no-file"    // a file of ours that is not there
	Malformed Kind = "malformed"  // no address at all
)

// Kinds lists all kinds.
var Kinds = []Kind{Fine, Guarded, Gone, Refused, Failing, NoHost, NoAnswer, Insecure, Loop, Private, NotPublic, NoFile, Malformed}

// An Answer is what came of asking once.
type Answer struct {
	Kind   Kind
	Status int    // of HTTP, 0 where none came
	To     string // where every redirect on the way was for good: where they led
}

// Good reports whether readers who follow the link arrive.
func (a Answer) Good() bool { return a.Kind == Fine || a.Kind == Guarded }

// Certain reports whether nothing that happens elsewhere in a night can have
// caused the answer.
func (a Answer) Certain() bool {
	switch a.Kind {
	case Private, NotPublic, NoFile, Malformed:
		return true
	}
	return false
}

// Heard reports whether a server spoke: our own way out was open.
func (a Answer) Heard() bool { return a.Kind != NoHost && a.Kind != NoAnswer }

// OfStatus is what a final status of HTTP says (RFC 9110 §15). Many servers
// refuse programs what they show to people: that is no broken link.
func OfStatus(status int) Kind {
	switch {
	case status >= 200 && status < 300:
		return Fine
	case status == 401 || status == 403 || status == 405 || status == 406 || status == 407 || status == 418 || status == 425 || status == 429 || status == 451 || status == 999:
		return Guarded
	case status == 404 || status == 410:
		return Gone
	case status >= 500 && status < 600:
		return Failing
	}
	return Refused
}

// What it takes to be broken, and the pauses between questions. A day and two
// hours: a server that is down each night is asked at another hour.
const (
	BrokenAfter = 3
	BrokenOver  = 3 * 24 * time.Hour
	afterGood   = 7 * 24 * time.Hour
	afterDoubt  = 26 * time.Hour
	afterBroken = 4 * 24 * time.Hour
	inside      = 24 * time.Hour // ours cost nobody anything
)

// A Watch is what is known of a link.
type Watch struct {
	State    State
	Since    time.Time // of the state
	Failures int       // in a row
	FailedAt time.Time // the first of them
	AskedAt  time.Time
	NextAt   time.Time
	Last     Answer
}

// Hear takes an answer at an instant and gives what is known from then on.
// number spreads the questions: links of one page are not asked together for
// ever. ours tells that the link leads to our own pages.
func (w Watch) Hear(a Answer, at time.Time, number int64, ours bool) Watch {
	n := w
	n.Last, n.AskedAt = a, at
	state := w.State
	switch {
	case a.Good():
		n.Failures, n.FailedAt = 0, time.Time{}
		state = OK
		if a.To != "" {
			state = Moved
		}
	default:
		if n.Failures == 0 {
			n.FailedAt = at
		}
		n.Failures++
		switch {
		case a.Certain() || n.Failures >= BrokenAfter && at.Sub(n.FailedAt) >= BrokenOver:
			state = Broken
		case w.State != Broken:
			state = Doubtful
		}
	}
	if state != w.State {
		n.State, n.Since = state, at
		if state == Broken { // it was so before it was certain
			n.Since = n.FailedAt
		}
	}
	n.NextAt = at.Add(spread(n.pause(ours), number))
	return n
}

func (w Watch) pause(ours bool) time.Duration {
	switch {
	case ours:
		return inside
	case w.State == Doubtful:
		return afterDoubt
	case w.State == Broken:
		return afterBroken
	}
	return afterGood
}

// spread moves a pause by up to a twentieth, the same way for the same link.
func spread(pause time.Duration, number int64) time.Duration {
	return pause + pause/20*time.Duration(number%11-5)/5
}

// First is when a link that was just found is asked for the first time: within
// the hour, those of one page one after another.
func First(found time.Time, number int64) time.Time {
	return found.Add(time.Duration(number%60) * time.Minute)
}

// A Question is a link that is due.
type Question struct {
	ID   int64
	Host string // as it is asked; "" is ours
	Due  time.Time
}

// Choose takes from what is due, in that order, at most limit questions to
// other hosts and of each host one: the next round asks the next.
func Choose(due []Question, limit int) (now []Question) {
	asked := make(map[string]bool)
	outside := 0
	for _, q := range due {
		if q.Host == "" {
			now = append(now, q)
			continue
		}
		if outside == limit || asked[q.Host] {
			continue
		}
		asked[q.Host] = true
		outside++
		now = append(now, q)
	}
	return now
}

// hosts it takes to say that the fault is ours
const enough = 3

// CutOff reports whether a round says more about our own way out than about
// the links: several hosts were asked and not one of them spoke. Such a round
// counts for nothing.
func CutOff(outside []Answer) bool {
	for _, a := range outside {
		if a.Heard() {
			return false
		}
	}
	return len(outside) >= enough
}
