package portal

import "time"

// Piece is what somebody without an account was asked for, by the link in their
// letter: the words of whoever asked, the form that sends it, and where it
// stands afterwards.
type Piece struct {
	Tracking
	Brief   string
	Awaited bool      // it is to be sent; else a further word may be
	Until   time.Time // until when the link opens
	Brings  string    // what a form that came back said that it brings
	Pledge  bool      // and whether it pledged
}

func (p *Piece) template() string { return "piece" }
