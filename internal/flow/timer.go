package flow

import (
	"time"

	"congbo/internal/people"
)

// A TimerKind says what a [Timer] is for.
type TimerKind string

// The kinds of timers.
const (
	TimerRemind  TimerKind = "remind"  // a limit comes near
	TimerOverdue TimerKind = "overdue" // it has run out, or ran out so long ago
	TimerStale   TimerKind = "stale"   // so long in one step
	TimerSilence TimerKind = "silence" // no answer is an answer
)

// A Timer is an instant at which a case wants to be woken (DoWake). Key stays
// the same for the same occasion, so that nobody is told twice.
type Timer struct {
	Key    string
	At     time.Time
	Kind   TimerKind
	Notify []people.Role
	Due    time.Time // of the limit it is about; zero for stale and silence
}
