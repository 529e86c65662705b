// Package feedtest holds feeds and sitemaps against their specifications, for
// the tests of who makes them: the rules of the RSS advisory board, RFC 4287,
// jsonfeed.org and sitemaps.org, as far as a program can tell.
package feedtest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// UUID is the form of a lasting name.
var UUID = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// A node is an element of XML.
type node struct {
	name string // with the address of its namespace
	attr map[string]string
	text string
	kids []*node
}

// tree reads an XML document whole.
func tree(b []byte) (*node, error) {
	if !bytes.HasPrefix(b, []byte(`<?xml version="1.0" encoding="UTF-8"?>`)) {
		return nil, errors.New("no declaration")
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	root := &node{}
	open := []*node{root}
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			n := &node{name: strings.TrimPrefix(t.Name.Space+" "+t.Name.Local, " "), attr: make(map[string]string)}
			for _, a := range t.Attr {
				n.attr[a.Name.Local] = a.Value
			}
			top.kids = append(top.kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(t)
		}
	}
	if len(root.kids) != 1 {
		return nil, errors.New("not one element")
	}
	return root.kids[0], nil
}

func (n *node) all(name string) (list []*node) {
	for _, k := range n.kids {
		if k.name == name {
			list = append(list, k)
		}
	}
	return list
}

// one returns the only element of a name.
func (n *node) one(name string) (*node, error) {
	list := n.all(name)
	if len(list) != 1 {
		return nil, fmt.Errorf("%d elements %s in %s", len(list), name, n.name)
	}
	return list[0], nil
}

// checks collects what is wrong.
type checks struct{ errs []error }

func (c *checks) that(ok bool, format string, args ...any) {
	if !ok {
		c.errs = append(c.errs, fmt.Errorf(format, args...))
	}
}

func (c *checks) err() error { return errors.Join(c.errs...) }

// text of the one element of a name, "" and a word where it is not there once.
func (c *checks) text(n *node, name string) string {
	k, err := n.one(name)
	if err != nil {
		c.errs = append(c.errs, err)
		return ""
	}
	return k.text
}

func (c *checks) address(s string) {
	u, err := url.Parse(s)
	c.that(err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && !strings.ContainsAny(s, " \n<>"), "%q is no full address", s)
}

func (c *checks) moment(s, layout string) {
	_, err := time.Parse(layout, s)
	c.that(err == nil, "%q is no time as %s", s, layout)
}

// markup reads HTML as a program does that shows it: nothing that acts, no
// address that leads nowhere without the page.
func (c *checks) markup(s string) {
	root, err := html.Parse(strings.NewReader("<!doctype html><body>" + s))
	if err != nil {
		return // deeper than the reader of this test
	}
	for n := range root.Descendants() {
		c.that(n.Type != html.CommentNode, "a comment")
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "style", "iframe", "object", "embed", "form", "input", "link", "base", "svg":
			c.that(false, "<%s> in a text", n.Data)
		}
		for _, a := range n.Attr {
			c.that(!strings.HasPrefix(a.Key, "on") && a.Key != "style" && a.Key != "id" && a.Key != "class", "%s on <%s>", a.Key, n.Data)
			switch a.Key {
			case "href", "src":
				u, err := url.Parse(a.Val)
				c.that(err == nil && u.IsAbs() && u.Scheme != "javascript", "%s=%q in a text", a.Key, a.Val)
			case "srcset":
				for one := range strings.SplitSeq(a.Val, ",") {
					c.address(strings.Fields(one)[0])
				}
			}
		}
	}
}

const (
	atomNS    = "http://www.w3.org/2005/Atom "
	contentNS = "http://purl.org/rss/1.0/modules/content/ "
)

// RSS holds a feed against RSS 2.0.
func RSS(b []byte) error {
	root, err := tree(b)
	if err != nil {
		return err
	}
	c := &checks{}
	c.that(root.name == "rss" && root.attr["version"] == "2.0", "root %s %v", root.name, root.attr)
	ch, err := root.one("channel")
	if err != nil {
		return err
	}
	c.that(c.text(ch, "title") != "" && c.text(ch, "description") != "", "a channel without title or description")
	c.address(c.text(ch, "link"))
	c.moment(c.text(ch, "lastBuildDate"), time.RFC1123Z)
	self, err := ch.one(atomNS + "link")
	if err != nil {
		return err
	}
	c.address(self.attr["href"])
	c.that(self.attr["rel"] == "self" && self.attr["type"] == "application/rss+xml", "link to itself: %v", self.attr)
	seen := make(map[string]bool)
	for _, item := range ch.all("item") {
		c.address(c.text(item, "link"))
		c.moment(c.text(item, "pubDate"), time.RFC1123Z)
		c.moment(c.text(item, "http://purl.org/dc/terms/ modified"), time.RFC3339)
		guid, err := item.one("guid")
		if err != nil {
			return err
		}
		c.that(guid.attr["isPermaLink"] == "false" && UUID.MatchString(guid.text) && !seen[guid.text], "guid %q", guid.text)
		seen[guid.text] = true
		c.that(c.text(item, "title") != "" || c.text(item, "description") != "" || len(item.all("title")) == 1, "an item with neither title nor description")
		c.markup(c.text(item, "description"))
		for _, k := range item.all(contentNS + "encoded") {
			c.markup(k.text)
		}
		c.that(len(item.all("enclosure")) <= 1, "several enclosures")
		for _, k := range item.all("enclosure") {
			c.address(k.attr["url"])
			c.that(k.attr["length"] != "" && strings.Contains(k.attr["type"], "/"), "enclosure %v", k.attr)
		}
	}
	return c.err()
}

// Atom holds a feed against RFC 4287.
func Atom(b []byte) error {
	root, err := tree(b)
	if err != nil {
		return err
	}
	c := &checks{}
	c.that(root.name == atomNS+"feed", "root %s", root.name)
	common := func(n *node) {
		c.that(UUID.MatchString(c.text(n, atomNS+"id")), "id")
		c.moment(c.text(n, atomNS+"updated"), time.RFC3339)
		_, err := n.one(atomNS + "title")
		c.that(err == nil, "%v", err)
		for _, a := range n.all(atomNS + "author") {
			c.that(c.text(a, atomNS+"name") != "", "an author without a name")
		}
		alternates := 0
		for _, l := range n.all(atomNS + "link") {
			c.address(l.attr["href"])
			if l.attr["rel"] == "alternate" {
				alternates++
			}
		}
		c.that(alternates == 1, "%d alternate links", alternates)
	}
	common(root)
	c.that(len(root.all(atomNS+"author")) == 1, "no author")
	seen := make(map[string]bool)
	for _, e := range root.all(atomNS + "entry") {
		common(e)
		id := c.text(e, atomNS+"id")
		c.that(!seen[id], "the id %s twice", id)
		seen[id] = true
		c.moment(c.text(e, atomNS+"published"), time.RFC3339)
		c.that(len(e.all(atomNS+"content"))+len(e.all(atomNS+"summary")) > 0, "an entry that says nothing")
		for _, k := range e.all(atomNS + "content") {
			c.that(k.attr["type"] == "html", "content %v", k.attr)
			c.markup(k.text)
		}
		for _, k := range e.all(atomNS + "category") {
			c.that(k.attr["term"] != "", "a category without a term")
		}
	}
	return c.err()
}

// JSON holds a feed against JSON Feed 1.1.
func JSON(b []byte) error {
	var f struct {
		Version, Title, Language string
		Home                     string `json:"home_page_url"`
		Self                     string `json:"feed_url"`
		Authors                  []struct{ Name string }
		Items                    []struct {
			ID, URL, Language string
			HTML              string  `json:"content_html"`
			Text              *string `json:"content_text"`
			Published         string  `json:"date_published"`
			Modified          string  `json:"date_modified"`
			Image             string
			Attachments       []struct {
				URL  string
				Type string `json:"mime_type"`
			}
		}
	}
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&f); err != nil {
		return err
	}
	c := &checks{}
	c.that(f.Version == "https://jsonfeed.org/version/1.1" && f.Title != "" && f.Items != nil && len(f.Authors) > 0, "version, title, items or authors are missing")
	c.address(f.Home)
	c.address(f.Self)
	seen := make(map[string]bool)
	for _, i := range f.Items {
		c.that(UUID.MatchString(i.ID) && !seen[i.ID], "id %q", i.ID)
		seen[i.ID] = true
		c.address(i.URL)
		c.moment(i.Published, time.RFC3339)
		c.moment(i.Modified, time.RFC3339)
		c.that(i.HTML != "" || i.Text != nil, "an item that says nothing")
		c.markup(i.HTML)
		if i.Image != "" {
			c.address(i.Image)
		}
		for _, a := range i.Attachments {
			c.address(a.URL)
			c.that(strings.Contains(a.Type, "/"), "type %q", a.Type)
		}
	}
	return c.err()
}
