package portal

import (
	"congbo/internal/locale"
)

// A Page is a value that Render can show.
type Page interface {
	// Status is the HTTP status under which the page is sent.
	Status() int
	// Lang is the language of the page.
	Lang() locale.Lang

	frame() *Frame
	template() string
	data() []any // JSON-LD
}

// A Frame is what all pages have.
type Frame struct {
	Site  *Site
	Title string // the page's heading; empty on the first page of a site
	About string // a sentence for search engines and shared links

	Path      string // of the page itself, with Site.Base: its canonical address
	Alternate string // absolute address of the same page in the other language; empty: there is none
	Fallback  *Link  // where that language goes on where there is none: its section; nil: its first page
	Crumbs    []Link // the way here, without this page
	Here      string // the address of the menu entry that the page lies under
	Picture   *Picture
	Feeds     []Feed // what programs find to follow
	Share     string // address of the picture that is shown where the page is shared; empty: Picture, or the emblem

	// Private pages are for one person: no search engine lists them.
	Private bool
	// Apart pages lie in a frame of another: what they lead to opens beside it.
	Apart bool
	// Preview is said above a page that is not public; empty for one that is.
	Preview string
}

// A Feed is the address of the newest that a page tells of, for programs.
type Feed struct {
	Title, URL, Type string
}

// Status is 200 for most pages.
func (f *Frame) Status() int { return 200 }

// Lang is the language of the site.
func (f *Frame) Lang() locale.Lang { return f.Site.Lang }

func (f *Frame) frame() *Frame { return f }

// Canonical is the absolute address of the page; empty for one that has none.
func (f *Frame) Canonical() string {
	if f.Path == "" || f.Private {
		return ""
	}
	return f.Site.Origin + f.Path
}

// Turn is where the language switch leads: the same page, else its section, else
// the first page of the counterpart site.
func (f *Frame) Turn() string {
	switch {
	case f.Site.Other == nil:
		return ""
	case f.Alternate != "":
		return f.Alternate
	case f.Fallback != nil:
		return f.Fallback.URL
	}
	return f.Site.Other.Home
}

// TurnsTo says in the other language where the switch leads where that is not
// the same page; "" where it is.
func (f *Frame) TurnsTo() string {
	switch {
	case f.Site.Other == nil || f.Alternate != "":
		return ""
	case f.Fallback != nil && f.Fallback.Title != "":
		return f.Fallback.Title
	}
	return locale.T(f.Site.Other.Lang, "portal.first_page")
}

// Named is what the page is called where it stands among others.
func (f *Frame) Named() string {
	if f.Title == "" {
		return f.Site.Name
	}
	return f.Title
}

// DocTitle is the title for the browser.
func (f *Frame) DocTitle() string {
	switch {
	case f.Title == "" && f.Site.Motto != "":
		return f.Site.Name + " – " + f.Site.Motto
	case f.Title == "" || f.Title == f.Site.Name:
		return f.Site.Name
	case f.Site.Name == "":
		return f.Title
	}
	return f.Title + " · " + f.Site.Name
}

// data is the trail of the page, for search engines.
func (f *Frame) data() []any {
	if len(f.Crumbs) == 0 || f.Private || f.Path == "" {
		return nil
	}
	var items []any
	for i, c := range append(append([]Link(nil), f.Crumbs...), Link{Title: f.Title, URL: f.Path}) {
		items = append(items, node{"@type": "ListItem", "position": i + 1, "name": c.Title, "item": f.absolute(c.URL)})
	}
	return []any{node{"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}}
}

// absolute returns an address with its host.
func (f *Frame) absolute(url string) string {
	if len(url) > 0 && url[0] == '/' {
		return f.Site.Origin + url
	}
	return url
}

// Counterpart is the language of the page in the other language, as programs
// call it there; "" where there is none.
func (f *Frame) Counterpart() string {
	if f.Alternate == "" || f.Site.Other == nil {
		return ""
	}
	return locale.T(f.Site.Other.Lang, "portal.og_locale")
}

// website is the site as a whole, which its pages are part of.
func (s *Site) website() node {
	n := node{"@type": "WebSite", "name": s.Name, "url": s.Origin + s.Home(), "inLanguage": string(s.Lang)}
	if s.Foreign != "" {
		n["alternateName"] = s.Foreign
	}
	return n
}

// whole makes a node one that stands by itself.
func whole(n node) node {
	n["@context"] = "https://schema.org"
	return n
}

// A node is an object of JSON-LD.
type node map[string]any
