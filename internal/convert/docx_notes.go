package convert

import (
	"strings"

	"congbo/internal/content"
	"congbo/internal/vi"
)

// note reads a footnote or an endnote into the line where it is referred to.
func (d *docxReader) note(e *element, t *line) error {
	kind := strings.TrimSuffix(e.name, "Reference")
	n := d.notes[kind+"/"+e.attr("id")]
	if n == nil || d.inNote {
		return nil
	}
	d.inNote = true
	defer func() { d.inNote = false }()
	blocks, err := d.blocks(n)
	if err != nil {
		return err
	}
	var flat []content.Node
	for _, b := range blocks {
		d.r.flatten(b, &flat)
	}
	if flat = trimLine(flat); len(flat) > 0 {
		t.add(content.Node{Type: "footnote", Content: flat})
	}
	return nil
}

// flatten puts blocks into one line, which is what a footnote holds.
func (r *Result) flatten(b content.Node, out *[]content.Node) {
	switch b.Type {
	case "paragraph", "heading":
		if len(*out) > 0 {
			*out = append(*out, content.Node{Type: "hard_break"})
		}
		*out = append(*out, b.Content...)
	case "formula_block":
		*out = append(*out, content.Node{Type: "formula", Attrs: b.Attrs})
	case "image", "file":
		r.note("convert.note_simplified")
	default:
		r.note("convert.note_simplified")
		for _, c := range b.Content {
			r.flatten(c, out)
		}
	}
}

// comment opens or closes the words that a comment is about.
func (d *docxReader) comment(e *element) {
	id := e.attr("id")
	c := d.comments[id]
	if c == nil {
		return
	}
	if e.name == "commentRangeStart" {
		d.commented[id] = &strings.Builder{}
		return
	}
	quote := d.commented[id]
	delete(d.commented, id)
	if quote != nil {
		d.say(id, quote.String())
	}
}

// say tells a comment, once: where the words end that it is about, or, of one
// that is about none, where it stands.
func (d *docxReader) say(id, quote string) {
	c := d.comments[id]
	if c == nil {
		return
	}
	delete(d.comments, id)
	if said := vi.CleanLine(d.r.modernLine(strings.Join(texts(c, nil), ""))); said != "" {
		d.r.Comments = append(d.r.Comments, Comment{
			Author: vi.CleanLine(c.attr("author")), Date: vi.CleanLine(c.attr("date")), Text: said, Quote: vi.CleanLine(quote), Block: d.at,
		})
	}
}

// texts gathers the texts of an element, with a space where a paragraph ends.
func texts(e *element, found []string) []string {
	for _, c := range e.all() {
		switch c.name {
		case "t":
			found = append(found, c.text)
		case "tab", "br":
			found = append(found, " ")
		default:
			found = texts(c, found)
			if c.name == "p" {
				found = append(found, " ")
			}
		}
	}
	return found
}

// maxQuote is how much of the words a comment is about is kept.
const maxQuote = 500

func (d *docxReader) quote(s string) {
	for _, b := range d.commented {
		if b.Len() < maxQuote {
			b.WriteString(s)
		}
	}
}
