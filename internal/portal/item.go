package portal

import (
	"html/template"
	"slices"
	"time"

	"congbo/internal/content"
)

// Item is a published document. What it says is in Lead and Body, rendered by
// package content; the rest is the record of it: who answers, since when,
// which edition, what was changed (F-M6).
type Item struct {
	Frame
	Kind     string
	News     bool // by its kind, what happened; otherwise any other article
	Section  Link
	Summary  string
	Lead     template.HTML // the picture at its head
	Body     template.HTML
	Contents []content.Heading // shown where there are several
	Record   Record
	Changes  []Change // newest first; without the first edition
	Head     *Change  // told before the text: the newest that is of weight
	Caution  Caution
	Topics   []Link
	Related  *Block
	Latest   *Block
	Feedback *Feedback // nil: nothing can be said of it
}

// Record is what is on record about an edition.
type Record struct {
	Unit        Link // URL may be empty
	Authors     []string
	Sources     []content.Source
	OwnWork     bool
	Code        string // of the case it went through
	Edition     int
	Version     string // "2.1": of weight, and minor ones since
	FirstAt     time.Time
	PublishedAt time.Time // of this edition
	Original    *Link     // what it was translated from
}

// Signed lists the authors beside the answerable unit, which stands by itself.
func (r Record) Signed() []string {
	return slices.DeleteFunc(slices.Clone(r.Authors), func(name string) bool { return name == r.Unit.Title })
}

// Change is what an edition changed, as readers are told.
type Change struct {
	Edition    int
	Version    string
	At         time.Time
	Correction bool   // of an error; otherwise later facts
	Note       string // empty: posted again without a word
}

// Caution is what a reader should know before the text. Its values are words
// of the catalog: portal.caution_…
type Caution string

// Cautions.
const (
	NoCaution  Caution = ""
	Unapproved Caution = "unapproved" // force-published, approval follows
	Outdated   Caution = "outdated"   // the original has been changed since it was translated
)

func (i *Item) template() string { return "item" }

func (i *Item) data() []any {
	d := i.Frame.data()
	if i.Private || i.Path == "" {
		return d
	}
	publisher := organisation(i.Site)
	author := any(publisher)
	if len(i.Record.Authors) > 0 {
		var list []any
		for _, name := range i.Record.Authors {
			kind := "Person"
			if name == i.Record.Unit.Title { // a unit signs for itself
				kind = "Organization"
			}
			list = append(list, node{"@type": kind, "name": name})
		}
		author = list
	} else if i.Record.Unit.Title != "" {
		author = node{"@type": "Organization", "name": i.Record.Unit.Title}
	}
	a := node{"@context": "https://schema.org", "@type": i.schema(), "headline": i.Title, "url": i.Canonical(), "mainEntityOfPage": i.Canonical(),
		"inLanguage": string(i.Site.Lang), "datePublished": iso(i.Record.FirstAt), "dateModified": iso(i.Record.PublishedAt),
		"version": i.Record.Edition, "identifier": i.Record.Code, "author": author, "publisher": publisher, "isAccessibleForFree": true, "isPartOf": i.Site.website()}
	if about := i.Description(); about != "" {
		a["description"] = about
	}
	if i.Section.Title != "" {
		a["articleSection"] = i.Section.Title
	}
	if i.Picture != nil {
		a["image"] = i.absolute(i.Picture.URL)
	} else if i.Share != "" {
		a["image"] = i.absolute(i.Share)
	}
	if i.Record.Original != nil {
		a["translationOfWork"] = node{"@type": "CreativeWork", "name": i.Record.Original.Title, "url": i.Record.Original.URL}
	}
	if i.Record.Version != "" {
		a["version"] = i.Record.Version
	}
	for _, c := range i.Changes {
		if c.Correction {
			a["correction"] = c.Note
			break
		}
	}
	return append(d, a)
}

// schema is what schema.org calls the text.
func (i *Item) schema() string {
	if i.News {
		return "NewsArticle"
	}
	return "Article"
}

// Description is what shared links and search engines show.
func (i *Item) Description() string {
	if i.About != "" {
		return i.About
	}
	return i.Summary
}

// Text is a page that stands by itself: an introduction, a statement on
// accessibility or on personal data.
type Text struct {
	Frame
	Summary   string
	Body      template.HTML
	Contents  []content.Heading
	Unit      Link
	Changes   []Change
	Head      *Change
	Version   string
	FirstAt   time.Time
	UpdatedAt time.Time
	Within    []Link
	Feedback  *Feedback
}

func (t *Text) template() string { return "text" }

// Description is what shared links and search engines show.
func (t *Text) Description() string {
	if t.About != "" {
		return t.About
	}
	return t.Summary
}

func (t *Text) data() []any {
	d := t.Frame.data()
	if t.Private || t.Path == "" {
		return d
	}
	page := node{"@type": "WebPage", "name": t.Title, "url": t.Canonical(), "inLanguage": string(t.Site.Lang), "isPartOf": t.Site.website(), "publisher": organisation(t.Site)}
	if !t.FirstAt.IsZero() {
		page["datePublished"] = iso(t.FirstAt)
	}
	if !t.UpdatedAt.IsZero() {
		page["dateModified"] = iso(t.UpdatedAt)
	}
	if about := t.Description(); about != "" {
		page["description"] = about
	}
	return append(d, whole(page))
}
