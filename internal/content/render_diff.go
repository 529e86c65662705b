package content

import (
	"cmp"
	"html/template"

	"congbo/internal/locale"
)

// What a comparison adds to nodes on their way to HTML. The schema knows none
// of them, so that no stored text can have them.
const (
	changeAttr   = "\x00change" // "cut", "added", "changed", "moved-from 2" …
	markCut      = "\x00cut"
	markAdded    = "\x00added"
	markRestyled = "\x00restyled"
)

// HTML renders both bodies in one: what was cut stands in <del>, what was added
// in <ins>, and a line above a block says what became of it. Long stretches
// without changes are folded.
func (m *Merged) HTML(opt RenderOptions) template.HTML {
	top := m.drawn(false).Content
	r := renderer{opt: opt, anchors: Body{Doc: Node{Type: "doc", Content: top}}.anchors(opt.IDPrefix)}
	for i := 0; i < len(top); {
		n := m.unchangedFrom(i)
		if n > foldedFrom {
			r.block(top[i])
			r.raw(`<details class="diff-same">`)
			r.open("summary", "lang", r.toldIn())
			r.text(r.tell("content.diff_same", n-2))
			r.raw("</summary>\n")
			r.blocks(top[i+1 : i+n-1])
			r.raw("</details>\n")
			r.block(top[i+n-1])
			i += n
			continue
		}
		r.block(top[i])
		i++
	}
	r.footnotes()
	return template.HTML(r.out.String())
}

// foldedFrom is how many blocks without changes stand in a row unfolded.
const foldedFrom = 4

// unchangedFrom counts the blocks from the i-th on that do not differ.
func (m *Merged) unchangedFrom(i int) int {
	n := 0
	for i+n < len(m.Content) && m.Content[i+n].Unchanged() && m.Content[i+n].Move == 0 {
		n++
	}
	return n
}

// drawn is the merged node as one node, with what became of it in attributes
// and marks of its own. Inside of a block that is new or gone as a whole, only
// words are marked.
func (m *Merged) drawn(inWhole bool) Node {
	n := m.node()
	c := m.Change()
	if n.Type == "text" {
		switch {
		case c == Cut:
			n.Marks = append([]Mark{{Type: markCut}}, n.Marks...)
		case c == Added:
			n.Marks = append([]Mark{{Type: markAdded}}, n.Marks...)
		case !sameMarks(m.Old.Marks, m.New.Marks):
			n.Marks = append([]Mark{{Type: markRestyled}}, n.Marks...)
		}
		return n
	}
	change := ""
	switch {
	case m.Move > 0 && c == Cut:
		change = "moved-from"
	case m.Move > 0 && m.Was != nil:
		change = "moved-edited"
	case m.Move > 0:
		change = "moved-to"
	case c == Cut:
		change = "cut"
	case c == Added:
		change = "added"
	case n.Type == "image" && !m.sameShell():
		change = "changed-image"
	case n.Type != "doc" && !m.sameShell():
		change = "changed"
	}
	if change != "" && (!inWhole || schema[n.Type].holds == nothing) {
		n.Attrs = withAttr(n.Attrs, changeAttr, change)
	}
	inside := m.Content
	if m.Was != nil {
		inside = m.Was[0].Content
	}
	n.Content = nil
	for i := range inside {
		in := inside[i].drawn(inWhole || c != Kept && m.Was == nil)
		if m.Move > 0 && m.Was == nil {
			in = unmarked(in)
		}
		n.Content = append(n.Content, in)
	}
	return n
}

// unmarked takes the marks of a comparison off: the words of a block that only
// moved are neither new nor gone.
func unmarked(n Node) Node {
	if n.Type == "text" && len(n.Marks) > 0 && (n.Marks[0].Type == markCut || n.Marks[0].Type == markAdded) {
		n.Marks = n.Marks[1:]
	}
	if n.str(changeAttr) != "" {
		n.Attrs = withAttr(n.Attrs, changeAttr, "")
	}
	for i := range n.Content {
		n.Content[i] = unmarked(n.Content[i])
	}
	return n
}

// changed opens the frame around a block that differs and returns what closes
// it.
func (r *renderer) changed(change string) func() {
	r.open("div", "class", "diff-block diff-"+change)
	r.open("p", "class", "diff-label", "lang", r.toldIn())
	r.text(r.tell("content.diff_" + underscored(change)))
	r.raw("</p>\n")
	return func() { r.raw("</div>\n") }
}

// tell says something of the comparison to who compares.
func (r *renderer) tell(key string, args ...any) string {
	return locale.T(cmp.Or(r.opt.Desk, r.opt.Lang), key, args...)
}

// toldIn is the language of tell where it is not that of the text, else "".
func (r *renderer) toldIn() string {
	if r.opt.Desk == r.opt.Lang {
		return ""
	}
	return string(r.opt.Desk)
}

func underscored(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c == '-' {
			b[i] = '_'
		}
	}
	return string(b)
}

// changeClass is the class of a node that cannot have a frame.
func changeClass(n Node) string {
	if c := n.str(changeAttr); c != "" {
		return "diff-" + c
	}
	return ""
}

// SpansHTML renders a comparison of two lines.
func SpansHTML(spans []Span) template.HTML {
	var r renderer
	for _, s := range spans {
		switch s.Change {
		case Cut:
			r.raw("<del>")
			r.text(s.Text)
			r.raw("</del>")
		case Added:
			r.raw("<ins>")
			r.text(s.Text)
			r.raw("</ins>")
		default:
			r.text(s.Text)
		}
	}
	return template.HTML(r.out.String())
}
