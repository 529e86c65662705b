package feed

import (
	"encoding/xml"
)

const atomSpace = "http://www.w3.org/2005/Atom"

type atomFeed struct {
	XMLName  xml.Name    `xml:"feed"`
	Space    string      `xml:"xmlns,attr"`
	Lang     string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   atomPerson  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Icon     string      `xml:"icon,omitempty"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Lang string `xml:"hreflang,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Authors    []atomPerson   `xml:"author"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    *atomText      `xml:"summary"`
	Content    *atomText      `xml:"content"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// WriteAtom writes the feed as Atom (RFC 4287).
func (f *Feed) WriteAtom() ([]byte, error) {
	a := atomFeed{Space: atomSpace, Lang: string(f.Lang), ID: f.ID, Title: f.Title, Subtitle: f.About, Updated: stamp(f.Updated), Author: atomPerson{f.named()}, Icon: f.Icon, Links: []atomLink{
		{Rel: "self", Type: bare(AtomType), Href: f.Atom},
		{Rel: "alternate", Type: "text/html", Lang: string(f.Lang), Href: f.Home},
	}}
	for i := range f.Entries {
		e := &f.Entries[i]
		x := atomEntry{ID: e.ID, Title: e.Title, Published: stamp(e.Published), Updated: stamp(e.Updated), Links: []atomLink{{Rel: "alternate", Type: "text/html", Lang: string(f.Lang), Href: e.URL}}}
		for _, name := range e.Authors {
			x.Authors = append(x.Authors, atomPerson{name})
		}
		for _, tag := range e.Tags {
			x.Categories = append(x.Categories, atomCategory{tag})
		}
		if p := e.Picture; p != nil {
			x.Links = append(x.Links, atomLink{Rel: "enclosure", Type: p.Type, Href: p.URL})
		}
		if s := e.about(); s != "" || e.HTML == "" { // one of the two must be there to read
			x.Summary = &atomText{"text", s}
		}
		if e.HTML != "" {
			x.Content = &atomText{"html", e.HTML}
		}
		a.Entries = append(a.Entries, x)
	}
	return document(a)
}

// named is who answers for the feed; a feed must have an author.
func (f *Feed) named() string {
	if f.Author != "" {
		return f.Author
	}
	return f.Title
}
