package feed

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// kept are the attributes that mean something where neither our style sheet nor
// our page is.
var kept = []string{"href", "src", "srcset", "sizes", "alt", "width", "height", "title", "lang", "colspan", "rowspan", "scope", "start", "type", "datetime"}

// Content makes rendered text fit to be read outside of its page: all addresses
// in full, places in the text as places of the page, nothing that only our style
// sheet or the rest of the page gives a meaning. page is the address of the page.
// It fails only for what is no address.
func Content(markup, page string) (string, error) {
	base, err := url.Parse(page)
	if err != nil {
		return "", err
	}
	around := &html.Node{Type: html.ElementNode, DataAtom: atom.Div, Data: "div"}
	nodes, err := html.ParseFragment(strings.NewReader(markup), around)
	if err != nil {
		return "", err
	}
	for _, n := range nodes {
		around.AppendChild(n)
	}
	loosen(around, base)
	var b bytes.Buffer
	for n := around.FirstChild; n != nil; n = n.NextSibling {
		if err := html.Render(&b, n); err != nil {
			return "", err
		}
	}
	return strings.TrimSpace(b.String()), nil
}

// loosen changes what is in a node.
func loosen(n *html.Node, base *url.URL) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode:
			n.RemoveChild(c)
		case c.Type == html.ElementNode:
			loosen(c, base)
			element(c, base)
		}
		c = next
	}
}

func element(n *html.Node, base *url.URL) {
	class := strings.Fields(attrOf(n, "class"))
	switch {
	case slices.Contains(class, "callout-label"):
		embolden(n)
	case slices.Contains(class, "callout"):
		n.DataAtom, n.Data = atom.Blockquote, "blockquote"
	case slices.Contains(class, "footnotes"):
		n.InsertBefore(&html.Node{Type: html.ElementNode, DataAtom: atom.Hr, Data: "hr"}, n.FirstChild)
	}
	if n.Namespace == "math" { // all of it is what the formula says
		return
	}
	list := n.Attr[:0]
	for _, a := range n.Attr {
		if !slices.Contains(kept, a.Key) || a.Namespace != "" {
			continue
		}
		switch a.Key {
		case "href", "src":
			u, err := base.Parse(a.Val)
			if err != nil {
				continue
			}
			a.Val = u.String()
		case "srcset":
			a.Val = fullSet(a.Val, base)
		}
		list = append(list, a)
	}
	n.Attr = list
}

// fullSet gives the addresses of a srcset in full.
func fullSet(set string, base *url.URL) string {
	var full []string
	for one := range strings.SplitSeq(set, ",") {
		parts := strings.Fields(one)
		if len(parts) == 0 {
			continue
		}
		if u, err := base.Parse(parts[0]); err == nil {
			parts[0] = u.String()
			full = append(full, strings.Join(parts, " "))
		}
	}
	return strings.Join(full, ", ")
}

// embolden puts what is in a node into <strong>.
func embolden(n *html.Node) {
	strong := &html.Node{Type: html.ElementNode, DataAtom: atom.Strong, Data: "strong"}
	for n.FirstChild != nil {
		c := n.FirstChild
		n.RemoveChild(c)
		strong.AppendChild(c)
	}
	n.AppendChild(strong)
}

func attrOf(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
