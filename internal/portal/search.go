package portal

import "congbo/internal/search"

// Search is the page on which readers look for something (F-M2), with what was
// found. It comes from a form that is sent by GET: its address is the search.
type Search struct {
	Frame
	Action   string
	Values   SearchValues
	Sections []Option
	Kinds    []Option
	Units    []Option
	Langs    []Option
	Problems []Problem
	Narrowed bool   // more is asked for than words
	Filters  []Link // what it is narrowed to, each with the search without it

	Asked   bool
	Count   int    // of all that was found
	More    bool   // there are more than Count
	Further bool   // this is not the first page
	Places  []Link // pages of the site that are called so: sections, units
	Results []Result
	First   string // address of the first page
	Next    string
	Guesses []Link // other ways to write the words
	Wider   []Link // searches that ask for less
	Missing []string
}

// SearchValues are the fields, as they were entered. The names of the inputs are
// those of the parts of the address.
type SearchValues struct {
	Q, Section, Kind, Unit, Lang, From, To string
	Newest                                 bool
}

// A Result is an item that was found.
type Result struct {
	Card
	Section Link
	Words   []search.Piece // of the title
	Quote   []search.Piece // where it has what was looked for
	Paper   bool           // the quote is of a file
}

// Status tells a search that was refused.
func (s *Search) Status() int { return statusOf(s.Problems) }

func (s *Search) template() string { return "search" }
