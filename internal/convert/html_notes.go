package convert

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"congbo/internal/content"
)

// Footnotes of pages are links to elements at their end; each program marks
// these in its own way.

// isNotes reports whether an element holds the footnotes of a page, which are
// read where they are referred to.
func (h *htmlReader) isNotes(n *html.Node) bool {
	if h.notes > 0 {
		return false
	}
	return attr(n, "role") == "doc-endnotes" || hasClass(n, "footnotes") ||
		strings.Contains(attr(n, "style"), "mso-element:footnote") || strings.Contains(attr(n, "style"), "mso-element:endnote") ||
		n.DataAtom == atom.Div && (strings.HasPrefix(attr(n, "id"), "sdfootnote") || strings.HasPrefix(attr(n, "id"), "sdendnote"))
}

func hasClass(n *html.Node, class string) bool {
	for c := range strings.FieldsSeq(attr(n, "class")) {
		if c == class {
			return true
		}
	}
	return false
}

// noteOf is the footnote that a link refers to; nil for any other link.
func (h *htmlReader) noteOf(a *html.Node) *html.Node {
	id, ok := strings.CutPrefix(attr(a, "href"), "#")
	if !ok || id == "" || h.notes > 0 {
		return nil
	}
	note := h.ids[id]
	for n := note; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && h.isNotes(n) {
			// Word and LibreOffice name a mark within the note.
			if note.DataAtom == atom.A && note.Parent != nil {
				return n
			}
			return note
		}
	}
	return nil
}

// footnote reads a footnote into the line where it is referred to.
func (h *htmlReader) footnote(note *html.Node, out *[]content.Node) {
	h.notes++
	defer func() { h.notes-- }()
	var blocks, flat []content.Node
	h.blocks(note, &blocks)
	for _, b := range blocks {
		h.r.flatten(b, &flat)
	}
	if flat = trimLine(flat); len(flat) > 0 {
		*out = append(*out, content.Node{Type: "footnote", Content: flat})
	}
}

// isBacklink reports whether a link in a footnote only leads back to its text.
func (h *htmlReader) isBacklink(a *html.Node) bool {
	return h.notes > 0 && strings.HasPrefix(attr(a, "href"), "#")
}
