package portal_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"congbo/internal/locale"
	"congbo/internal/portal"
)

// Every page in both languages is sound HTML: tags nest, headings go down by
// one, every reference leads somewhere, everything that needs a name has one,
// and nothing that the content security policy forbids stands in it (F-M1,
// F-M4, F-M5).
func TestPagesAreSound(t *testing.T) {
	for _, l := range locale.Langs {
		for _, s := range samples(t, l) {
			t.Run(s.name+"."+string(l), func(t *testing.T) {
				page := mustRender(t, s.page)
				for _, fault := range nesting(page) {
					t.Error(fault)
				}
				c := &checker{ids: make(map[string]int)}
				c.walk(parse(t, page), nil)
				c.finish()
				for _, fault := range c.faults {
					t.Error(fault)
				}
				if strings.Contains(page, "⟨") || strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "%!") {
					t.Error("a word is missing or a value was refused")
				}
				if c.lang != string(l) {
					t.Errorf("lang is %q", c.lang)
				}
			})
		}
	}
}

func mustRender(t testing.TB, p portal.Page) string {
	t.Helper()
	b, err := portal.NewRenderer().Render(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func parse(t testing.TB, page string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// nesting compares start and end tags as they are written: a parser would
// silently mend them.
func nesting(page string) (faults []string) {
	var open []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				faults = append(faults, "never closed: "+strings.Join(open, " "))
			}
			return faults
		case html.StartTagToken:
			name, _ := z.TagName()
			if !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if n := len(open); n == 0 || open[n-1] != string(name) {
				return append(faults, fmt.Sprintf("</%s> closes %v", name, open))
			}
			open = open[:len(open)-1]
		}
	}
}

type checker struct {
	faults  []string
	ids     map[string]int
	refs    []string
	labels  []string
	inputs  []*html.Node
	heading int
	h1      int
	lang    string
}

func (c *checker) add(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

func attr(n *html.Node, key string) string { v, _ := lookup(n, key); return v }

func lookup(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func (c *checker) walk(n *html.Node, up []*html.Node) {
	if n.Type == html.ElementNode {
		c.element(n, up)
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.walk(k, append(up, n))
	}
}

func (c *checker) element(n *html.Node, up []*html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
			c.add("<%s %s> is forbidden by the policy", n.Data, a.Key)
		case a.Key == "id":
			c.ids[a.Val]++
		case a.Key == "aria-labelledby" || a.Key == "aria-describedby" || a.Key == "popovertarget":
			c.refs = append(c.refs, strings.Fields(a.Val)...)
		case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
			c.refs = append(c.refs, a.Val[1:])
		case a.Key == "target":
			c.add("<%s target>: readers choose where a page opens", n.Data)
		}
	}
	switch n.DataAtom {
	case atom.Html:
		c.lang = attr(n, "lang")
	case atom.Style:
		c.add("<style> is forbidden by the policy")
	case atom.Script:
		var v any
		if attr(n, "type") != "application/ld+json" || n.FirstChild == nil {
			c.add("a script")
		} else if err := json.Unmarshal([]byte(n.FirstChild.Data), &v); err != nil {
			c.add("JSON-LD: %v", err)
		}
	case atom.Link:
		if rel := attr(n, "rel"); rel != "canonical" && rel != "alternate" && !strings.HasPrefix(attr(n, "href"), "/") {
			c.add("<link rel=%s> leads elsewhere: %s", rel, attr(n, "href"))
		}
	case atom.Img:
		if _, ok := lookup(n, "alt"); !ok {
			c.add("a picture without alt: %s", attr(n, "src"))
		}
		if !strings.HasPrefix(attr(n, "src"), "/") {
			c.add("a picture from elsewhere: %s", attr(n, "src"))
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		level := int(n.Data[1] - '0')
		inFoot := slices.ContainsFunc(up, func(p *html.Node) bool { return p.DataAtom == atom.Footer })
		if level > c.heading+1 && !inFoot {
			c.add("<%s> %q follows a heading of level %d", n.Data, words(n), c.heading)
		}
		c.heading = level
		if level == 1 {
			c.h1++
		}
		if words(n) == "" {
			c.add("an empty <%s>", n.Data)
		}
	case atom.A, atom.Button, atom.Summary:
		if words(n) == "" && attr(n, "aria-label") == "" && !slices.ContainsFunc(children(n), func(k *html.Node) bool { return attr(k, "alt") != "" }) {
			c.add("<%s> without words", n.Data)
		}
		if n.DataAtom == atom.A && attr(n, "href") == "" {
			c.add("a link to nowhere: %s", words(n))
		}
	case atom.Label:
		c.labels = append(c.labels, attr(n, "for"))
	case atom.Input, atom.Select, atom.Textarea:
		if attr(n, "type") != "hidden" {
			c.inputs = append(c.inputs, n)
		}
	case atom.Form:
		if search := attr(n, "method") == "get" && n.Parent.Data == "search"; attr(n, "method") != "post" && !search || attr(n, "action") == "" {
			c.add("a form that is not posted anywhere")
		}
	case atom.Nav, atom.Aside:
		if attr(n, "aria-label") == "" && attr(n, "aria-labelledby") == "" {
			c.add("<%s> without a name", n.Data)
		}
	case atom.Ul, atom.Ol:
		for _, k := range children(n) {
			if k.DataAtom != atom.Li {
				c.add("<%s> in <%s>", k.Data, n.Data)
			}
		}
		if len(children(n)) == 0 {
			c.add("an empty <%s class=%s>", n.Data, attr(n, "class"))
		}
	case atom.Svg:
		if attr(n, "aria-hidden") != "true" {
			c.add("a drawing that says nothing is not hidden")
		}
	}
}

func (c *checker) finish() {
	for id, n := range c.ids {
		if n > 1 {
			c.add("id %q stands %d times", id, n)
		}
	}
	for _, id := range c.refs {
		if c.ids[id] == 0 {
			c.add("a reference to %q, which is not there", id)
		}
	}
	for _, n := range c.inputs {
		if !slices.Contains(c.labels, attr(n, "id")) {
			c.add("<%s name=%s> has no label", n.Data, attr(n, "name"))
		}
	}
	if c.h1 != 1 {
		c.add("%d main headings", c.h1)
	}
}

func children(n *html.Node) (list []*html.Node) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode {
			list = append(list, k)
		}
	}
	return list
}

// words is the text of an element as it is read out.
func words(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode && (attr(n, "aria-hidden") == "true" || n.DataAtom == atom.Script) {
			return
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
		if n.Type == html.ElementNode && n.DataAtom != atom.B && n.DataAtom != atom.Span && n.DataAtom != atom.A && n.DataAtom != atom.Strong {
			b.WriteByte(' ')
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}
