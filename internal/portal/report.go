package portal

import "time"

// Feedback is what a reader can say of a page: whether it was of use, and what is
// wrong on it (F-M6). It stands on what is public, not on previews and copies.
type Feedback struct {
	RateURL   string // a form is sent there
	ReportURL string
	Article   bool // otherwise a page that stands by itself
}

// ReportForm is the page on which a reader says what is wrong on another one.
type ReportForm struct {
	Frame
	Action   string
	Page     Link // what it is about
	Values   ReportValues
	Problems []Problem
	Keeper   string // whose page it is: who keeps an address that is given
	Most     int    // characters
}

// ReportValues are the fields as they were entered. The names of the form's
// inputs are text, email, consent and key.
type ReportValues struct {
	Text, Email string
	Consent     bool
	Key         string
}

// Status tells a form that came back from a new one.
func (f *ReportForm) Status() int { return statusOf(f.Problems) }

func (f *ReportForm) template() string { return "report" }

// Reported is a report as whoever made it follows it.
type Reported struct {
	Frame
	Code   string
	Page   Link // what it is about; URL is empty where that is public no more
	SentAt time.Time
	Text   string
	State  string
	Tone   Tone
	Words  string // of the answer, or what readers are told of the correction
	At     time.Time
	Sent   bool // it has just been sent
	Mail   bool // an answer goes by letter, too
	Track  string
}

func (r *Reported) template() string { return "reported" }

// Rated is the page on which a reader says whether another one was of use, and
// is thanked for it.
type Rated struct {
	Frame
	Page      Link
	RateURL   string
	ReportURL string
	Thanks    bool
}

func (r *Rated) template() string { return "rated" }
