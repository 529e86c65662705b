package portal

import "time"

// Gone stands where a document was public and no longer is: withdrawn with a
// notice that stays, or removed altogether (F-C6).
type Gone struct {
	Frame
	Withdrawn bool   // otherwise removed: neither title nor reason are told
	Notice    string // to readers of what was withdrawn
	Unit      Link
	Code      string
	FirstAt   time.Time
	EndedAt   time.Time
	Instead   *Link // what took its place
}

// Status tells programs that the page will not come back.
func (*Gone) Status() int { return 410 }

func (g *Gone) template() string { return "gone" }
func (g *Gone) data() []any      { return nil }

// Failure says that a page cannot be shown and what to do instead. It needs no
// more of its Site than language and theme, so that it can be made while
// everything else is down.
type Failure struct {
	Frame
	Code    int    // HTTP status
	Message string // what happened, for people; empty: the words of the catalog for Code
	ID      string // of the request, to be told to the administrator
	Latest  *Block // where a lost reader may go on
	Near    []Link // addresses like the one that was asked for
	Words   string // of that address, to be looked for
}

// Status is the code of the failure.
func (f *Failure) Status() int { return f.Code }

func (f *Failure) template() string { return "failure" }
func (f *Failure) data() []any      { return nil }

// Seeks reports whether the page offers a search: where an address leads nowhere
// and its site is there.
func (f *Failure) Seeks() bool { return f.Code == 404 && f.Site.SearchURL != "" }

// Key chooses the words for the failure: portal.failure_<key>.
func (f *Failure) Key() string {
	switch f.Code {
	case 403, 404, 409, 413, 422, 429, 503:
		return itoa(f.Code)
	case 421: // a host name that no site has
		return "404"
	}
	if f.Code >= 400 && f.Code < 500 {
		return "400"
	}
	return "500"
}
