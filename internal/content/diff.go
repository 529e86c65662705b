package content

import (
	"slices"
	"strings"
)

// A Merged is a node as it is in either or both of two bodies, with what
// stands inside it in both. Without what was added it is the first, without
// what was cut the second.
type Merged struct {
	Old, New *Node // without their Content; nil where the body has none such
	Content  []Merged
	// Move is the same number above 0 at a block that was cut and at the one
	// that was added elsewhere with the same words, or nearly.
	Move int
	// Was is, of a block that was moved and edited, the comparison with what it
	// was; nil where it was only moved.
	Was []Merged
}

// Merge compares two bodies: block by block, in tables cell by cell, and within
// blocks word by word. It takes bounded time for any two bodies.
func Merge(before, after Body) Merged {
	d := newDiffer()
	m := d.pair(before.orEmpty().Doc, after.orEmpty().Doc)
	d.findMoves(&m)
	return m
}

// Change tells where the node stands.
func (m *Merged) Change() Change {
	switch {
	case m.New == nil:
		return Cut
	case m.Old == nil:
		return Added
	}
	return Kept
}

// node is the node as it is now, or was.
func (m *Merged) node() Node {
	if m.New != nil {
		return *m.New
	}
	return *m.Old
}

// Unchanged reports whether nothing differs in the node or inside it.
func (m *Merged) Unchanged() bool {
	return m.Change() == Kept && m.sameShell() && !slices.ContainsFunc(m.Content, func(c Merged) bool { return !c.Unchanged() })
}

// sameShell reports whether the node itself, without what stands in it, is the
// same.
func (m *Merged) sameShell() bool {
	return string(appendNode(nil, *m.Old)) == string(appendNode(nil, *m.New))
}

// Before returns the body that was compared first.
func (m *Merged) Before() Body { return Body{Version: Version, Doc: m.side(Cut)} }

// After returns the body that was compared second.
func (m *Merged) After() Body { return Body{Version: Version, Doc: m.side(Added)} }

// side puts the node together as it is on the side that has c.
func (m *Merged) side(c Change) Node {
	n := m.New
	if c == Cut {
		n = m.Old
	}
	whole := *n
	whole.Content = nil
	for i := range m.Content {
		in := &m.Content[i]
		if in.Change() != Kept && in.Change() != c {
			continue
		}
		child := in.side(c)
		if last := len(whole.Content) - 1; child.Type == "text" && last >= 0 && whole.Content[last].Type == "text" && sameMarks(whole.Content[last].Marks, child.Marks) {
			whole.Content[last].Text += child.Text
			continue
		}
		whole.Content = append(whole.Content, child)
	}
	return whole
}

// shell is a node without what stands in it.
func shell(n Node) *Node {
	n.Content = nil
	return &n
}

// only is a node with everything in it that one side alone has.
func only(n Node, c Change) Merged {
	var m Merged
	if c == Cut {
		m.Old = shell(n)
	} else {
		m.New = shell(n)
	}
	for _, child := range n.Content {
		m.Content = append(m.Content, only(child, c))
	}
	return m
}

// both is a node that both have, but for ids.
func both(a, b Node) Merged {
	m := Merged{Old: shell(a), New: shell(b)}
	for i := range a.Content {
		m.Content = append(m.Content, both(a.Content[i], b.Content[i]))
	}
	return m
}

// pair compares two nodes that are taken for one.
func (d *differ) pair(a, b Node) Merged {
	m := Merged{Old: shell(a), New: shell(b)}
	switch {
	case holdsLines(a):
		m.Content = d.line(a.Content, b.Content)
	case len(a.Content) == 1 && len(b.Content) == 1 && isText(a.Content[0]) && isText(b.Content[0]):
		m.Content = []Merged{d.pair(a.Content[0], b.Content[0])} // a cell with one line, edited
	default:
		m.Content = d.list(a.Content, b.Content)
	}
	return m
}

func holdsLines(n Node) bool { h := schema[n.Type].holds; return h == lines || h == note }

// list compares blocks, list items, rows or cells.
func (d *differ) list(a, b []Node) []Merged {
	var all []Merged
	for _, s := range d.segments(formsOf(a), formsOf(b), nil, nil) {
		if s.kept {
			for i := range s.a1 - s.a0 {
				all = append(all, both(a[s.a0+i], b[s.b0+i]))
			}
			continue
		}
		all = append(all, d.gap(a[s.a0:s.a1], b[s.b0:s.b1], len(a) == len(b))...)
	}
	return all
}

// formsOf are the canonical forms of nodes, which are equal where they say the
// same.
func formsOf(nodes []Node) []string {
	forms := make([]string, len(nodes))
	for i, n := range nodes {
		forms[i] = string(appendNode(nil, n))
	}
	return forms
}

// gap compares nodes between others that are the same.
func (d *differ) gap(a, b []Node, equalRows bool) []Merged {
	var all []Merged
	i, j := 0, 0
	upTo := func(x, y int) {
		for ; i < x; i++ {
			all = append(all, only(a[i], Cut))
		}
		for ; j < y; j++ {
			all = append(all, only(b[j], Added))
		}
	}
	for _, p := range d.partners(a, b, equalRows) {
		upTo(p[0], p[1])
		all = append(all, d.pair(a[i], b[j]))
		i, j = i+1, j+1
	}
	upTo(len(a), len(b))
	return all
}

// line compares text within a block, word by word. Marks make no other word.
func (d *differ) line(a, b []Node) []Merged {
	x, y := tokensOf(a), tokensOf(b)
	var all []Merged
	put := func(m Merged) {
		if n := len(all); n > 0 && joinMerged(&all[n-1], m) {
			return
		}
		all = append(all, m)
	}
	for _, s := range d.segments(x.keys, y.keys, x.lengths, y.lengths) {
		if s.kept {
			for i := range s.a1 - s.a0 {
				p, q := x.nodes[s.a0+i], y.nodes[s.b0+i]
				put(both(p, q))
			}
			continue
		}
		for _, m := range d.replaced(x.nodes[s.a0:s.a1], y.nodes[s.b0:s.b1]) {
			put(m)
		}
	}
	return all
}

// replaced is text in the place of other text. As many footnotes as before are
// the same footnotes, and compared.
func (d *differ) replaced(a, b []Node) []Merged {
	notes := func(nodes []Node) (at []int) {
		for i, n := range nodes {
			if n.Type == "footnote" {
				at = append(at, i)
			}
		}
		return at
	}
	x, y := notes(a), notes(b)
	if len(x) != len(y) {
		x, y = nil, nil
	}
	var all []Merged
	i, j := 0, 0
	for k := range len(x) + 1 {
		toA, toB := len(a), len(b)
		if k < len(x) {
			toA, toB = x[k], y[k]
		}
		for ; i < toA; i++ {
			all = append(all, only(a[i], Cut))
		}
		for ; j < toB; j++ {
			all = append(all, only(b[j], Added))
		}
		if k < len(x) {
			all = append(all, d.pair(a[i], b[j]))
			i, j = i+1, j+1
		}
	}
	return all
}

// tokens are the pieces of a line: words with their marks, and what is none.
type tokens struct {
	nodes   []Node
	keys    []string
	lengths []int
}

func tokensOf(line []Node) tokens {
	var t tokens
	for _, n := range line {
		if n.Type != "text" {
			t.nodes, t.keys, t.lengths = append(t.nodes, n), append(t.keys, "\x00"+string(appendNode(nil, n))), append(t.lengths, maxCrumb+1)
			continue
		}
		all := splitWords(n.Text)
		for _, w := range all {
			t.nodes = append(t.nodes, Node{Type: "text", Text: w, Marks: n.Marks})
		}
		t.keys, t.lengths = append(t.keys, keysOf(all)...), append(t.lengths, lengthsOf(all)...)
	}
	return t
}

// joinMerged adds text to the text before it where both are of one kind.
func joinMerged(m *Merged, next Merged) bool {
	if m.Change() != next.Change() || m.node().Type != "text" || next.node().Type != "text" {
		return false
	}
	if m.Old != nil && !sameMarks(m.Old.Marks, next.Old.Marks) || m.New != nil && !sameMarks(m.New.Marks, next.New.Marks) {
		return false
	}
	if m.Old != nil {
		m.Old.Text += next.Old.Text
	}
	if m.New != nil {
		m.New.Text += next.New.Text
	}
	return true
}

// Counts counts the words that were added and cut; those of blocks that only
// moved are neither.
func (m *Merged) Counts() (added, cut int) {
	if m.Move > 0 && m.Was == nil {
		return 0, 0
	}
	inside := m.Content
	if m.Move > 0 {
		if inside = m.Was; m.Change() == Cut {
			return 0, 0 // counted where it went
		}
	}
	if n := m.node(); n.Type == "text" && m.Change() != Kept {
		count := 0
		for _, w := range strings.Fields(n.Text) {
			if strings.ContainsFunc(w, wordRune) {
				count++
			}
		}
		if m.Change() == Cut {
			return 0, count
		}
		return count, 0
	}
	for i := range inside {
		a, c := inside[i].Counts()
		added, cut = added+a, cut+c
	}
	return added, cut
}

// withIDs gives nodes of the second body the ids that they had in the first,
// where they have none of their own.
func (m *Merged) withIDs(taken map[string]bool) {
	if m.Change() == Kept && hasID(m.New.Type) && m.New.str("id") == "" {
		if id := m.Old.str("id"); id != "" && !taken[id] {
			taken[id] = true
			n := *m.New
			n.Attrs = withAttr(n.Attrs, "id", id)
			m.New = &n
		}
	}
	for i := range m.Content {
		m.Content[i].withIDs(taken)
	}
}

func withAttr(attrs map[string]any, name string, value any) map[string]any {
	all := map[string]any{name: value}
	for k, v := range attrs {
		if k != name {
			all[k] = v
		}
	}
	return all
}
