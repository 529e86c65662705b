package portal

import "time"

// Tracking is a request as its sender follows it, by the link in a letter.
type Tracking struct {
	Frame
	Code    string
	Subject string
	Office  string
	SentAt  time.Time
	State   string // in words
	Tone    Tone   // how the state is shown
	Due     time.Time
	DueNote string // "còn 3 giờ 20 phút làm việc", "tạm dừng …"; may stand without Due
	Steps   []TrackStep
	Thread  []TrackMessage
	Public  []Link // what was published
	AskURL  string // where the sender says whether that is right; empty: no answer is awaited

	// Reply is where a further message goes; empty: none is taken.
	Reply    string
	Text     string // of a message that came back
	Key      string
	Problems []Problem
	MaxFiles int
	MaxMB    int
	Sent     bool // a message has just been taken
}

// A Tone says how a state is shown, beside its words.
type Tone string

// Tones.
const (
	Plain Tone = "plain"
	Busy  Tone = "busy"
	Wait  Tone = "wait" // something is expected of the sender
	Good  Tone = "good"
	Bad   Tone = "bad"
)

// TrackStep is a step of the procedure in the sender's words.
type TrackStep struct {
	Title string
	By    string
	At    time.Time // when it was done, or since when it runs
	State StepState
	Note  string
}

// StepState says where a step stands. Its values are words of the catalog:
// portal.step_…
type StepState string

// States of a step.
const (
	StepDone  StepState = "done"
	StepNow   StepState = "now"
	StepAhead StepState = "ahead"
)

// TrackMessage is a message between the sender and the office.
type TrackMessage struct {
	Mine  bool
	From  string
	At    time.Time
	Text  string
	Files []TrackFile
}

// TrackFile is a file that was sent.
type TrackFile struct {
	Name string
	Size int64
	URL  string // empty: not to be had from here
}

// Status tells a reply that came back from the page itself.
func (t *Tracking) Status() int { return statusOf(t.Problems) }

func (t *Tracking) template() string { return "track" }

// Answer is the page behind the link in the letter that gives the result: is
// what was published right? Opening it changes nothing; its buttons do (R-B2).
type Answer struct {
	Frame
	Action   string
	Code     string
	Subject  string
	Public   []Published
	Shown    string // names Public; an answer gives it back
	State    AnswerState
	Until    time.Time // until when "wrong" can be said; zero: not told
	Waits    string    // where it does not show yet
	Reason   string    // of an answer that came back
	Problems []Problem
	TrackURL string
}

// Published is a page that is asked about.
type Published struct {
	Title, URL, Site string
	At               time.Time
	Edition          int
}

// AnswerState says what can be answered, or what was. Its values are words of
// the catalog: portal.answer_…
type AnswerState string

// States of an answer.
const (
	AnswerOpen    AnswerState = "open"   // both buttons
	AnswerWaits   AnswerState = "waits"  // a site does not show it yet: only "wrong" can be said
	AnswerObject  AnswerState = "object" // settled, but "wrong" can still be said
	AnswerClosed  AnswerState = "closed" // nothing more can be said here
	AnswerAgain   AnswerState = "again"  // the office is at work on the page; a letter will ask again
	AnsweredRight AnswerState = "right"  // thanks
	AnsweredWrong AnswerState = "wrong"  // thanks, it goes back to posting
	AnswerOld     AnswerState = "old"    // the link has run out
)

// CanConfirm reports whether "right" can be said.
func (a *Answer) CanConfirm() bool { return a.State == AnswerOpen }

// CanObject reports whether "wrong" can be said.
func (a *Answer) CanObject() bool {
	return a.State == AnswerOpen || a.State == AnswerObject || a.State == AnswerWaits
}

// Status tells an answer that came back from the page itself.
func (a *Answer) Status() int { return statusOf(a.Problems) }

func (a *Answer) template() string { return "answer" }
