package convert

import (
	"maps"
	"strings"

	"golang.org/x/net/html"

	"congbo/internal/content"
)

// mathArity are the elements of MathML that a formula may have and the number
// of children that each takes: -1 any, -2 text. Nothing that links, acts or
// carries other markup is among them.
var mathArity = map[string]int{
	"mrow": -1, "mstyle": -1, "mpadded": -1, "mphantom": -1, "msqrt": -1, "menclose": -1,
	"mi": -2, "mn": -2, "mo": -2, "mtext": -2, "ms": -2, "mspace": 0, "none": 0, "mprescripts": 0,
	"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3,
	"mmultiscripts": -1, "mtable": -1, "mtr": -1, "mtd": -1,
}

// mathKept are the attributes of a formula that change what it says.
var mathKept = map[string]bool{"mathvariant": true, "displaystyle": true, "fence": true, "stretchy": true, "accent": true, "linethickness": true, "columnalign": true, "notation": true}

// maxMath is how deep a formula may nest.
const maxMath = 36

// mathML reads a formula of a page into our own tree, element by element; what
// is unknown stands as what is in it. ok is false for one that says nothing.
func mathML(n *html.Node) (m content.Math, ok bool) {
	m = content.Math{Tag: "math", Children: mathChildren(n, 0)}
	if attr(n, "display") == "block" {
		m.Attrs = map[string]string{"displaystyle": "true"}
	}
	return m, len(m.Children) > 0
}

func mathChildren(n *html.Node, depth int) []content.Math {
	var row []content.Math
	if depth > maxMath {
		return nil
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			if s := strings.TrimSpace(c.Data); s != "" {
				row = append(row, content.Math{Tag: "mtext", Text: s})
			}
		case c.Type == html.ElementNode:
			row = append(row, mathNode(c, depth)...)
		}
	}
	return row
}

func mathNode(n *html.Node, depth int) []content.Math {
	name := n.Data
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	switch name {
	case "annotation", "annotation-xml", "script", "style":
		return nil
	}
	want, known := mathArity[name]
	if !known { // semantics, mfenced, maction …
		return mathChildren(n, depth+1)
	}
	m := content.Math{Tag: name}
	for _, a := range n.Attr {
		if mathKept[a.Key] && plainMathValue(a.Val) {
			if m.Attrs == nil {
				m.Attrs = make(map[string]string)
			}
			m.Attrs[a.Key] = a.Val
		}
	}
	if want == -2 {
		m.Text = strings.TrimSpace(plain(n))
		return []content.Math{m}
	}
	m.Children = mathChildren(n, depth+1)
	switch {
	case want == 0:
		m.Children = nil
	case want > 0 && len(m.Children) != want:
		return m.Children
	}
	m.Attrs = maps.Clone(m.Attrs)
	return []content.Math{m}
}

func plainMathValue(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .%+-") == ""
}
