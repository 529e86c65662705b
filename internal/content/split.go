package content

import (
	"slices"
	"strconv"
	"strings"
)

// A place is a part of a body that has layout: a picture, or a node with an
// alignment.
type place struct {
	path    string         // indexes from the document, pictures not counted
	picture int            // index among the pictures, -1 for what is none
	attrs   map[string]any // its layout attributes
}

// split takes a body apart for its aspects: the text without pictures and
// layout, the pictures with their words, and the places of what has layout. A
// place counts the blocks before it, so that it stays when words change, and
// moves when a block is added before it.
func (b Body) split() (text Node, pictures []ImageRef, places []place) {
	var path []int
	var strip func(content []Node) []Node
	strip = func(content []Node) []Node {
		var kept []Node
		for _, n := range content {
			here := pathString(append(path, len(kept)))
			attrs, layout := splitAttrs(n)
			if n.Type == "image" {
				places = append(places, place{here, len(pictures), layout})
				pictures = append(pictures, imageOf(n))
				continue
			}
			if len(layout) > 0 {
				places = append(places, place{here, -1, layout})
			}
			m := Node{Type: n.Type, Attrs: attrs, Text: n.Text, Marks: n.Marks}
			path = append(path, len(kept))
			m.Content = strip(n.Content)
			path = path[:len(path)-1]
			if len(m.Content) == 0 && schema[n.Type].holds == blocks {
				m.Content = []Node{{Type: "paragraph"}}
			}
			kept = append(kept, m)
		}
		return kept
	}
	root := b.orEmpty().Doc
	text = Node{Type: "doc", Content: strip(root.Content)}
	if len(text.Content) == 0 {
		text.Content = Empty().Doc.Content
	}
	return text, pictures, places
}

// splitAttrs divides the attributes of a node into those of its content and
// those of its layout.
func splitAttrs(n Node) (attrs, layout map[string]any) {
	layout = map[string]any{}
	for k, v := range n.Attrs {
		if schema[n.Type].attrs[k].layout {
			layout[k] = v
			continue
		}
		if attrs == nil {
			attrs = make(map[string]any, len(n.Attrs))
		}
		attrs[k] = v
	}
	return attrs, layout
}

// imageOf returns the picture of an image node.
func imageOf(n Node) ImageRef {
	return ImageRef{
		Media: n.str("media"), Alt: n.str("alt"), Caption: n.str("caption"), Credit: n.str("credit"), Video: n.str("video"),
		Decorative: n.Attrs["decorative"] == true,
	}
}

// str returns a text attribute, "" where there is none.
func (n Node) str(name string) string {
	s, _ := n.Attrs[name].(string)
	return s
}

// num returns a whole-number attribute, or its default.
func (n Node) num(name string) int {
	if v, ok := toInt(n.Attrs[name]); ok {
		return v
	}
	v, _ := schema[n.Type].attrs[name].standard.(int)
	return v
}

// word returns an attribute that is one of the words of the schema, or its
// default.
func (n Node) word(name string) string {
	a := schema[n.Type].attrs[name]
	if s := n.str(name); slices.Contains(a.words, s) {
		return s
	}
	s, _ := a.standard.(string)
	return s
}

func pathString(path []int) string {
	s := make([]string, len(path))
	for i, n := range path {
		s[i] = strconv.Itoa(n)
	}
	return strings.Join(s, ".")
}

// A MediaRef is a use of a stored file in a body.
type MediaRef struct {
	Media string // SHA-256, 64 hexadecimal digits
	Image bool   // an image; else a file to download
}

// Media lists the stored files that the body uses, each once, in the order of
// the text.
func (b Body) Media() []MediaRef {
	var refs []MediaRef
	seen := make(map[MediaRef]bool)
	b.walk(func(n Node, _ int) bool {
		if n.Type == "image" || n.Type == "file" {
			if ref := (MediaRef{n.str("media"), n.Type == "image"}); !seen[ref] {
				seen[ref] = true
				refs = append(refs, ref)
			}
		}
		return true
	})
	return refs
}

// walk calls visit for every node below the document, in the order of the
// text, with the index of its top block; where visit returns false it does not
// go into the node.
func (b Body) walk(visit func(n Node, block int) bool) {
	var down func(n Node, block int)
	down = func(n Node, block int) {
		if !visit(n, block) {
			return
		}
		for _, child := range n.Content {
			down(child, block)
		}
	}
	for i, n := range b.orEmpty().Doc.Content {
		down(n, i)
	}
}

// Images lists the pictures of a body with their words, in their order.
func (b Body) Images() []ImageRef {
	_, pictures, _ := b.split()
	return pictures
}
