package portal

import (
	"errors"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
)

// RequestForm is the page on which anybody asks for something to be published
// (R-I2). When it comes back because something is wrong, it has what was
// entered and says what and where.
type RequestForm struct {
	Frame
	Action   string
	Offices  []Option // where it can go
	Units    []Option // whom the sender may belong to
	Values   RequestValues
	Problems []Problem
	Person   *Person  // who is signed in; nil: nobody
	Kinds    []Option // by which the office's rules go, of somebody of the house
	Sections []Option // likewise
	MaxFiles int
	MaxMB    int    // of one file
	Promise  string // how fast a request is dealt with
	Hours    string // when the office works
	Privacy  string // address of the statement on personal data; may be empty
}

// RequestValues are the fields, as they were entered. The names of the form's
// inputs are mailbox, name, email, phone, unit, kind, section, title, text,
// files, pledge and key.
type RequestValues struct {
	Mailbox, Name, Email, Phone, Unit, Title, Text string
	Kind, Section                                  string // of somebody of the house
	Pledge                                         bool
	Files                                          int    // sent with a form that came back: they must be chosen again
	Key                                            string // made with the form: sending it twice is one request
}

// An Option of a list to choose from.
type Option struct {
	Value, Title string
}

// A Person who is signed in.
type Person struct {
	Name, Email, Unit string
}

// A Problem is what is wrong with a field; Field is empty for the whole form.
type Problem struct {
	Field, Text string
}

// Problems says an error in language l, each failure with its field.
func Problems(l locale.Lang, err error) []Problem {
	if err == nil {
		return nil
	}
	if list, ok := errors.AsType[fault.List](err); ok {
		var p []Problem
		for _, e := range list {
			p = append(p, Problem{e.Field, locale.Error(l, e)})
		}
		return p
	}
	field := ""
	if e, ok := fault.As(err); ok {
		field = e.Field
	}
	return []Problem{{field, locale.Error(l, err)}}
}

// problem returns what is wrong with a field, "" if nothing is.
func problem(list []Problem, field string) string {
	for _, p := range list {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}

// Status tells a form that came back from a new one.
func (f *RequestForm) Status() int { return statusOf(f.Problems) }

func statusOf(p []Problem) int {
	if len(p) > 0 {
		return 422
	}
	return 200
}

func (f *RequestForm) template() string { return "request" }

// RequestDone thanks for a request: its code, what comes next, by when.
type RequestDone struct {
	Frame
	Code     string
	Subject  string
	Office   string
	At       time.Time
	Due      time.Time // zero: none is promised
	DueNote  string    // why none is yet
	Email    string    // where the acknowledgement went; empty: nowhere
	TrackURL string    // to follow it; empty: not from here
	Files    int
	After    bool // it came outside office hours: Counts is when the clock starts
	Counts   time.Time
	Steps    []string // what will be done, in order
}

func (d *RequestDone) template() string { return "request-done" }
