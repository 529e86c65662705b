package feed

import (
	"encoding/xml"
	"time"

	"congbo/internal/locale"
)

// MaxPart is how many addresses a sitemap may have (sitemaps.org, protocol 0.9);
// MaxNews how many one of news may have.
const (
	MaxPart = 50_000
	MaxNews = 1000
)

const (
	sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"
	imageSpace   = "http://www.google.com/schemas/sitemap-image/1.1"
	newsSpace    = "http://www.google.com/schemas/sitemap-news/0.9"
	htmlSpace    = "http://www.w3.org/1999/xhtml"
)

// An Address is a page of a sitemap.
type Address struct {
	URL     string
	Changed time.Time   // zero where it is not known
	Pairs   []Alternate // the page in every language that it is there in, itself among them; empty: in one alone
	Picture string      // address of the picture that leads it; empty: none
	News    *News       // in a sitemap of news
}

// An Alternate is the address of a page in a language.
type Alternate struct {
	Lang string `xml:"hreflang,attr"` // or x-default
	URL  string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
}

// Pairs are a page and its counterpart in the other language, as a sitemap and a
// page's head name them. Who wants neither language is shown the Vietnamese one,
// which is the original.
func Pairs(l locale.Lang, own, other string) []Alternate {
	if other == "" {
		return nil
	}
	vi, en := own, other
	if l == locale.EN {
		vi, en = other, own
	}
	return []Alternate{{string(locale.VI), vi, "alternate"}, {string(locale.EN), en, "alternate"}, {"x-default", vi, "alternate"}}
}

// News is what a sitemap of news says of a page.
type News struct {
	Site      string // name of the publication
	Lang      locale.Lang
	Title     string
	Published time.Time
}

type urlset struct {
	XMLName xml.Name  `xml:"urlset"`
	Space   string    `xml:"xmlns,attr"`
	HTML    string    `xml:"xmlns:xhtml,attr,omitempty"`
	Image   string    `xml:"xmlns:image,attr,omitempty"`
	News    string    `xml:"xmlns:news,attr,omitempty"`
	URLs    []mapPage `xml:"url"`
}

type mapPage struct {
	Loc     string      `xml:"loc"`
	Changed string      `xml:"lastmod,omitempty"`
	Pairs   []Alternate `xml:"xhtml:link"`
	News    *mapNews    `xml:"news:news"`
	Image   *mapImage   `xml:"image:image"`
}

type mapImage struct {
	Loc string `xml:"image:loc"`
}

type mapNews struct {
	Name      string `xml:"news:publication>news:name"`
	Lang      string `xml:"news:publication>news:language"`
	Published string `xml:"news:publication_date"`
	Title     string `xml:"news:title"`
}

// WriteSitemap writes a sitemap, or a part of one: of no more than MaxPart pages.
func WriteSitemap(pages []Address) ([]byte, error) {
	set := urlset{Space: sitemapSpace, URLs: make([]mapPage, 0, len(pages))}
	for _, p := range pages {
		x := mapPage{Loc: p.URL, Pairs: p.Pairs}
		if !p.Changed.IsZero() {
			x.Changed = stamp(p.Changed)
		}
		if len(p.Pairs) > 0 {
			set.HTML = htmlSpace
		}
		if p.Picture != "" {
			set.Image, x.Image = imageSpace, &mapImage{p.Picture}
		}
		if n := p.News; n != nil {
			set.News, x.News = newsSpace, &mapNews{n.Site, string(n.Lang), stamp(n.Published), n.Title}
		}
		set.URLs = append(set.URLs, x)
	}
	return document(set)
}

type sitemapIndex struct {
	XMLName xml.Name  `xml:"sitemapindex"`
	Space   string    `xml:"xmlns,attr"`
	Parts   []mapPart `xml:"sitemap"`
}

type mapPart struct {
	Loc     string `xml:"loc"`
	Changed string `xml:"lastmod,omitempty"`
}

// WriteIndex writes the sitemap that lists the others.
func WriteIndex(parts []Address) ([]byte, error) {
	index := sitemapIndex{Space: sitemapSpace}
	for _, p := range parts {
		x := mapPart{Loc: p.URL}
		if !p.Changed.IsZero() {
			x.Changed = stamp(p.Changed)
		}
		index.Parts = append(index.Parts, x)
	}
	return document(index)
}
