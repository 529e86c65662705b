package feed

import (
	"encoding/xml"
	"html"
	"strings"
)

// Types of what is written.
const (
	RSSType     = "application/rss+xml; charset=utf-8"
	AtomType    = "application/atom+xml; charset=utf-8"
	JSONType    = "application/feed+json; charset=utf-8"
	SitemapType = "application/xml; charset=utf-8"
)

type rss struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Content string     `xml:"xmlns:content,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Terms   string     `xml:"xmlns:dcterms,attr"`
	Media   string     `xml:"xmlns:media,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language"`
	Built       string    `xml:"lastBuildDate"`
	Docs        string    `xml:"docs"`
	Self        atomLink  `xml:"atom:link"`
	Image       *rssImage `xml:"image"`
	Items       []rssItem `xml:"item"`
}

type rssImage struct {
	URL   string `xml:"url"`
	Title string `xml:"title"`
	Link  string `xml:"link"`
}

type rssItem struct {
	Title       string       `xml:"title"`
	Link        string       `xml:"link"`
	GUID        rssGUID      `xml:"guid"`
	Published   string       `xml:"pubDate"`
	Modified    string       `xml:"dcterms:modified"`
	Creators    []string     `xml:"dc:creator"`
	Categories  []string     `xml:"category"`
	Description string       `xml:"description"`
	Content     string       `xml:"content:encoded,omitempty"`
	Enclosure   *rssFile     `xml:"enclosure"`
	Media       *rssMediaRef `xml:"media:content"`
}

type rssGUID struct {
	Permanent string `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

type rssFile struct {
	URL    string `xml:"url,attr"`
	Length string `xml:"length,attr"`
	Type   string `xml:"type,attr"`
}

type rssMediaRef struct {
	URL    string `xml:"url,attr"`
	Type   string `xml:"type,attr"`
	Medium string `xml:"medium,attr"`
	Width  int    `xml:"width,attr,omitempty"`
	Height int    `xml:"height,attr,omitempty"`
	Alt    string `xml:"media:description,omitempty"`
}

// WriteRSS writes the feed as RSS 2.0 (rssboard.org, 2.0.11). A GUID is a name
// and no address, since the address of a text follows its title. The size of an
// enclosure is 0, as the advisory board's profile says of one that is not known
// beforehand: readers get a picture in the type that suits them.
func (f *Feed) WriteRSS() ([]byte, error) {
	c := rssChannel{Title: f.Title, Link: f.Home, Description: f.described(), Language: string(f.Lang), Built: rfc822(f.Updated), Docs: "https://www.rssboard.org/rss-specification",
		Self: atomLink{Rel: "self", Type: bare(RSSType), Href: f.RSS}}
	if f.Icon != "" {
		c.Image = &rssImage{f.Icon, f.Title, f.Home}
	}
	for i := range f.Entries {
		e := &f.Entries[i]
		item := rssItem{Title: e.Title, Link: e.URL, GUID: rssGUID{"false", e.ID}, Published: rfc822(e.Published), Modified: stamp(e.Updated), Creators: e.Authors, Categories: e.Tags,
			Description: html.EscapeString(e.about()), Content: e.HTML}
		if p := e.Picture; p != nil {
			item.Enclosure = &rssFile{p.URL, "0", p.Type}
			item.Media = &rssMediaRef{p.URL, p.Type, "image", p.Width, p.Height, p.Alt}
		}
		c.Items = append(c.Items, item)
	}
	return document(rss{Version: "2.0", Atom: atomSpace, Content: "http://purl.org/rss/1.0/modules/content/", DC: "http://purl.org/dc/elements/1.1/",
		Terms: "http://purl.org/dc/terms/", Media: "http://search.yahoo.com/mrss/", Channel: c})
}

// described is a sentence about the feed; RSS asks for one.
func (f *Feed) described() string {
	if f.About != "" {
		return f.About
	}
	return f.Title
}

// document writes a value as an XML document.
func document(v any) ([]byte, error) {
	b, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, err
	}
	return append(append([]byte(xml.Header), b...), '\n'), nil
}

// bare is a type of content without its parameters.
func bare(contentType string) string {
	kind, _, _ := strings.Cut(contentType, ";")
	return kind
}
