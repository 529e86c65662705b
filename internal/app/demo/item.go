package demo

import (
	"regexp"
	"strings"

	"congbo/internal/app/demo/plate"
	"congbo/internal/content"
	"congbo/internal/locale"
)

func (c *checker) item(it *Item) {
	d := c.d
	c.need("sender's name", it.Sender.Name, "sender's email", it.Sender.Email)
	switch it.Channel {
	case Mail, Form:
		c.need("subject", it.Subject, "letter", it.Letter)
	case Commission:
		c.need("subject", it.Subject, "letter", it.Letter, "who asks", it.Sender.Person)
		if d.Unit(it.Unit) == nil || it.Due.IsZero() || it.Procedure.Commission == "" {
			c.bad("asks no unit, or names no day, or its procedure knows nothing of it")
		}
	case Translation:
		if of := d.Item(it.Of); of == nil || !of.Public() || it.Document != nil && it.Document.Translates != it.Of || it.Sender.Person == "" {
			c.bad("%q is no public text that it proposes", it.Of)
		}
	default:
		c.bad("no channel %q", it.Channel)
	}
	if it.Sender.Person != "" && d.Person(it.Sender.Person) == nil {
		c.bad("no person %q", it.Sender.Person)
	}
	if it.Received == (Moment{}) {
		c.bad("was not received")
	}
	names := map[string]bool{}
	for _, a := range it.Attachments {
		c.attachment(a, it.Document != nil)
		if names[a.Name] {
			c.bad("attachment %s twice", a.Name)
		}
		names[a.Name] = true
	}
	for doc := range it.documents() {
		c.document(it, doc)
	}
	c.story(it)
}

// documents yields the document at each of its states.
func (it *Item) documents() func(yield func(*Document) bool) {
	return func(yield func(*Document) bool) {
		if it.Document == nil || !yield(it.Document) {
			return
		}
		for _, a := range it.Story {
			if a.Do == Edit && !yield(a.Document) {
				return
			}
		}
	}
}

func (c *checker) attachment(a Attachment, document bool) {
	c.need("attachment name", a.Name)
	of := map[string]bool{
		".jpg":  a.Plate != "" && plate.Known(a.Plate),
		".xlsx": len(a.Rows) > 1,
		".csv":  len(a.Rows) > 1,
		".pdf":  a.Page != nil && a.Page.Title != "" && len(a.Page.Lines) > 0,
		".docx": a.Text != "" || document,
	}
	if !of[a.extension()] {
		c.bad("attachment %s has no content of its type", a.Name)
	}
}

var (
	described = regexp.MustCompile(`!\[[^\]]+\]\(image:[a-z0-9-]+\)\{caption="[^"]+" credit="[^"]+"\}`)
)

func (c *checker) document(it *Item, doc *Document) {
	d := c.d
	c.need("title", doc.Title, "summary", doc.Summary, "body", doc.Body)
	if n := len([]rune(doc.Title)); n > 160 {
		c.bad("the title has %d characters", n)
	}
	if len(doc.Sources) == 0 == !doc.OwnWork {
		c.bad("needs either sources or own_work")
	}
	for _, s := range doc.Sources {
		c.need("source title", s.Title, "source issuer", s.Issuer, "source date", s.Date)
	}
	if len(doc.Authors) == 0 {
		c.bad("has no authors")
	}
	if doc.Lead != "" {
		c.need("lead_alt", doc.LeadAlt, "lead_by", doc.LeadBy, "caption", doc.Caption)
	}
	for _, id := range doc.Plates() {
		if !plate.Known(id) {
			c.bad("no plate %q", id)
		}
	}
	if len(described.FindAllString(doc.Body, -1)) != strings.Count(doc.Body, "](image:") {
		c.bad("a picture without description, caption or credit")
	}
	switch r, err := doc.revision(noMedia); {
	case err != nil:
		c.bad("%v", err)
	case doc == it.Final():
		for _, f := range r.Findings() {
			if f.Check == content.CheckPersonal {
				continue // numbers and addresses of offices
			}
			c.bad("the program finds %s in %s: %s", f.Check, f.Field, f.Text)
		}
	}
	if d.Kind(doc.Kind) == nil {
		c.bad("no kind %q", doc.Kind)
	}
	for _, t := range doc.Topics {
		if d.Topic(t) == nil {
			c.bad("no topic %q", t)
		}
	}
	if len(doc.Sites) == 0 {
		c.bad("goes to no site")
	}
	for _, id := range doc.Sites {
		s := d.Site(id)
		if s == nil || s.Lang != doc.Lang {
			c.bad("site %q is no %s site", id, doc.Lang)
			continue
		}
		if section := d.Section(doc.SectionOn(*s)); section == nil || !section.Stands(*s) {
			c.bad("no section %q on site %s", doc.SectionOn(*s), id)
		}
	}
	if doc.Translates != "" {
		if of := d.Item(doc.Translates); of == nil || of.Document == nil || of.Document.Lang == doc.Lang || !of.Public() {
			c.bad("%q has no public document in another language", doc.Translates)
		}
	} else if doc.Lang == locale.EN {
		c.bad("translates nothing")
	}
}

// SectionOn is the section in which the document appears on a site.
func (doc *Document) SectionOn(s Site) string {
	if s.Unit != "" {
		return doc.UnitSection
	}
	return doc.Section
}

// images and words are what approvals of the two aspects are bound to, as far
// as the demonstration needs to know.
func (doc *Document) images() string {
	all := doc.Lead + doc.LeadAlt + doc.LeadBy + doc.Caption
	for _, m := range described.FindAllString(doc.Body, -1) {
		all += "\n" + m
	}
	return all
}

func (doc *Document) words() string {
	return doc.Title + "\n" + doc.Summary + "\n" + described.ReplaceAllString(doc.Body, "")
}
