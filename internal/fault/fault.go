// Package fault is the one vocabulary of failure. Layers return ordinary
// errors; where a person can do something about one, it is (or wraps) a
// *fault.Error: a kind for the machine, a message key with values for the
// person (said in Vietnamese or English by package locale), and a cause for
// the operator's log. The cause never reaches a page.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of failure an error is. It decides the HTTP status, the
// exit code of a command, the SMTP reply and whether a job is tried again.
type Kind uint8

// The kinds of failure.
const (
	Internal    Kind = iota // our mistake; details go to the log only
	Invalid                 // the input can be corrected
	Denied                  // a known person who is not allowed
	NotFound                // no such thing, or not for these eyes
	Conflict                // somebody else was faster
	TooLarge                // beyond a stated budget
	TooMany                 // beyond a stated rate
	Unavailable             // try again later
)

// String names the kind for logs and for programs that read --json.
func (k Kind) String() string {
	return [...]string{"internal", "invalid", "denied", "not-found", "conflict", "too-large", "too-many", "unavailable"}[k]
}

// An Error is a failure that a person may be told about.
type Error struct {
	Kind  Kind
	Key   string // message key, e.g. "cases.moved_meanwhile"
	Args  []any  // values for {0}, {1} …
	Field string // name of the form field or part that is wrong; may be empty
	Err   error  // cause, for the log; may be nil
}

// New returns an error of kind k that is told to the person as message key.
func New(k Kind, key string, args ...any) *Error {
	return &Error{Kind: k, Key: key, Args: args}
}

// Kept is the message in the form in which it is kept until somebody reads it,
// in their language: its key with its values behind it, "mail.too_deep 12". The
// values have to be numbers or single words. See locale.Kept.
func (e *Error) Kept() string {
	words := []string{e.Key}
	for _, a := range e.Args {
		words = append(words, fmt.Sprint(a))
	}
	return strings.Join(words, " ")
}

// Because returns a copy of e that remembers err as its cause.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// In returns a copy of e that says which field of the input is wrong.
func (e *Error) In(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// Error is for the log; people get the message of Key.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Key)
	if e.Field != "" {
		fmt.Fprintf(&b, " in %s", e.Field)
	}
	if len(e.Args) > 0 {
		fmt.Fprintf(&b, " %v", e.Args)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives the cause to package errors.
func (e *Error) Unwrap() error { return e.Err }

// As returns the first *Error in err's chain.
func As(err error) (*Error, bool) { return errors.AsType[*Error](err) }

// KindOf returns the kind of the first *Error in err's chain, or Internal.
func KindOf(err error) Kind {
	if e, ok := As(err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is a failure of kind k. A nil error is of no kind.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// A List is several failures found in one go, for instance every mistake of a
// form or of a procedure file.
type List []*Error

// Error joins the failures for the log, one a line.
func (l List) Error() string {
	s := make([]string, len(l))
	for i, e := range l {
		s[i] = e.Error()
	}
	return strings.Join(s, "\n")
}

// Unwrap gives the single failures to package errors.
func (l List) Unwrap() []error {
	s := make([]error, len(l))
	for i, e := range l {
		s[i] = e
	}
	return s
}

// Err returns l as an error, or nil when it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}
