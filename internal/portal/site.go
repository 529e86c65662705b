package portal

import (
	"html/template"

	"congbo/internal/locale"
)

// A Site is what every page of a website shows around its own content.
type Site struct {
	Lang    locale.Lang
	Theme   string   // a name of Themes; another one gives the first
	Colours *Colours // others than those of the theme; nil: those
	Header  string   // one of look.Headers
	Name    string   // of the institution or unit
	Foreign string   // its name in the other language; empty: not shown
	Parent  string   // the body above it
	Motto   string
	Title   string // in the header, where that is not Name

	// Origin and Base begin the site's addresses: "https://songtien.example"
	// and, where sites share a host, "/w/songtien".
	Origin, Base string

	Menu     []Link
	Services []Link // a few more, at the very top
	Notice   *Notice
	Other    *Other
	Search   string // where readers look for something; empty: nowhere
	FormURL  string // where anybody sends a request; empty: nowhere

	SearchURL string // of the page that searches the site for its value q; empty: there is none

	Emblem  *Picture // the institution's own; nil: the theme's
	Contact Contact
	Footer  []Links
	Board   string // who answers for the site

	Visitors string // address of the figures of readers; empty: not counted
}

// Home is the address of the site's first page.
func (s *Site) Home() string { return s.Base + "/" }

// A Link leads somewhere.
type Link struct {
	Title string
	URL   string
	Lang  locale.Lang // of Title, where it is not the page's
}

// Links are links under a heading.
type Links struct {
	Title string
	Items []Link
}

// A Notice is something that everybody must know now, on every page.
type Notice struct {
	Text string
	More *Link
}

// Other is the counterpart of a site in the other language.
type Other struct {
	Lang locale.Lang
	Home string
}

// Contact is how to reach an institution or unit. What is empty is left out.
type Contact struct {
	Address string
	Phone   string
	Fax     string
	Email   string
	Office  string // the room
	Hours   string
}

// Empty reports whether there is nothing to show.
func (c Contact) Empty() bool { return c == Contact{} }

// DialURL is the address that calls the telephone number.
func (c Contact) DialURL() template.URL {
	digits := make([]byte, 0, len(c.Phone))
	for i := range len(c.Phone) {
		if b := c.Phone[i]; b >= '0' && b <= '9' || b == '+' && len(digits) == 0 {
			digits = append(digits, b)
		}
	}
	if len(digits) < 3 {
		return ""
	}
	return template.URL("tel:" + string(digits)) // digits alone
}
