package convert_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
)

// A plainer writes something that a Word file says in its own way in plain, or
// takes it out, without knowing what either converter makes of it.
type plainer struct {
	says string // "once …"
	do   func(part string, root *node)
	both bool // the file is changed for us, too
}

// plainers are what pandoc 2.17 is known to leave out though the file shows it,
// or to show though a page must not: each is given to pandoc alone, and what it
// then makes must be, word by word, what we make of the file as it came. Numbers
// of headings are taken from both.
var plainers = []plainer{
	{says: "tables of contents are gone", do: withoutContents},
	{says: "paragraphs whose end was deleted are one", do: plainJoins},
	{says: "text boxes stand as paragraphs", do: plainBoxes},
	{says: "shapes without words and pictures are gone", do: withoutShapes},
	{says: "smart tags and custom elements are opened", do: opened("smartTag", "customXml")},
	{says: "marks of direction are opened", do: opened("bdo", "dir")},
	{says: "content controls are opened", do: opened("sdt", "sdtContent")},
	{says: "the base text of ruby stands alone", do: plainRuby},
	{says: "fields stand as their results", do: plainFields},
	{says: "hidden text is gone", do: withoutHidden},
	{says: "captions are paragraphs", do: plainCaptions},
	{says: "numbers of headings, numbers with words and numbers of nothing are gone for both", do: withoutNumbers, both: true},
}

// plainly looks for the smallest set of plainers that makes the words equal.
func (m *measure) plainly(c *compared) {
	equal := func(of []plainer) bool {
		ours := c.a
		var taken []plainer
		for _, p := range of {
			if p.both {
				taken = append(taken, p)
			}
		}
		if len(taken) > 0 {
			page, _ := ourPage(m.t, c.kind, c.name, inPlain(c.data, taken))
			ours = outlineOf(page)
		}
		page, _ := m.pandoc(c.kind, inPlain(c.data, of))
		c.plain = [2]outline{ours, outlineOf(page)}
		return slices.Equal(c.plain[0].words, c.plain[1].words)
	}
	need := plainers
	if !equal(need) {
		return
	}
	smallest := c.plain
	for _, p := range plainers {
		fewer := slices.DeleteFunc(slices.Clone(need), func(q plainer) bool { return q.says == p.says })
		if equal(fewer) {
			need, smallest = fewer, c.plain
		}
	}
	c.plain = smallest
	var says []string
	for _, p := range need {
		says = append(says, p.says)
	}
	c.by = "once " + strings.Join(says, ", ")
}

// inPlain applies plainers to every part of the text of a Word file.
func inPlain(data []byte, of []plainer) []byte {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return data
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return data
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return data
		}
		if ext := path.Ext(f.Name); ext == ".xml" {
			if root, err := parseNode(text); err == nil {
				for _, p := range of {
					p.do(path.Base(f.Name), root)
				}
				text = root.bytes()
			}
		}
		one, err := w.Create(f.Name)
		if err != nil {
			return data
		}
		one.Write(text)
	}
	if w.Close() != nil {
		return data
	}
	return out.Bytes()
}

// A node is an element of XML as it was written, or a text.
type node struct {
	start    xml.StartElement
	text     string // of a text
	children []*node
}

func parseNode(data []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	root := &node{}
	stack := []*node{root}
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return root, nil
		} else if err != nil {
			return nil, err
		}
		top := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{start: token.Copy()}
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.children = append(top.children, &node{text: string(token)})
		}
	}
}

func (n *node) name() string { return n.start.Name.Local }

func (n *node) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	for _, c := range n.children {
		if c.name() != "" {
			c.write(&b)
		}
	}
	return b.Bytes()
}

func (n *node) write(b *bytes.Buffer) {
	if n.name() == "" {
		xml.EscapeText(b, []byte(n.text))
		return
	}
	full := func(name xml.Name) string {
		if name.Space != "" {
			return name.Space + ":" + name.Local
		}
		return name.Local
	}
	b.WriteString("<" + full(n.start.Name))
	for _, a := range n.start.Attr {
		b.WriteString(" " + full(a.Name) + `="`)
		xml.EscapeText(b, []byte(a.Value))
		b.WriteString(`"`)
	}
	b.WriteString(">")
	for _, c := range n.children {
		c.write(b)
	}
	b.WriteString("</" + full(n.start.Name) + ">")
}

func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.name() == name {
			return c
		}
	}
	return nil
}

func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n *node) has(name string) bool {
	for _, c := range n.children {
		if c.name() == name || c.has(name) {
			return true
		}
	}
	return false
}

// edit puts in the place of every child, innermost first, what change returns.
func (n *node) edit(change func(*node) []*node) {
	var out []*node
	for _, c := range n.children {
		c.edit(change)
		out = append(out, change(c)...)
	}
	n.children = out
}

// opened puts what elements hold in their place.
func opened(names ...string) func(string, *node) {
	return func(_ string, root *node) {
		root.edit(func(n *node) []*node {
			if slices.Contains(names, n.name()) {
				return slices.DeleteFunc(n.children, func(c *node) bool { return strings.HasSuffix(c.name(), "Pr") })
			}
			return []*node{n}
		})
	}
}

// plainBoxes puts what stands in the boxes of a paragraph after it. What is told
// twice, for old programs, is told once.
func plainBoxes(_ string, root *node) {
	root.edit(func(n *node) []*node {
		if n.name() != "p" {
			return []*node{n}
		}
		var boxes []*node
		var take func(n *node)
		take = func(n *node) {
			var kept []*node
			for _, c := range n.children {
				if c.name() == "Fallback" && n.child("Choice") != nil {
					continue
				}
				if c.name() == "txbxContent" {
					boxes = append(boxes, c.children...)
					continue
				}
				take(c)
				kept = append(kept, c)
			}
			n.children = kept
		}
		if n.has("txbxContent") {
			take(n)
		}
		return append([]*node{n}, boxes...)
	})
}

// plainJoins moves what a paragraph whose end was deleted holds into the next.
func plainJoins(_ string, root *node) {
	root.edit(func(n *node) []*node {
		var out, moved []*node
		for _, c := range n.children {
			if c.name() != "p" {
				out = append(out, c)
				continue
			}
			own := slices.DeleteFunc(slices.Clone(c.children), func(x *node) bool { return x.name() == "pPr" })
			own = append(moved, own...)
			if moved = nil; c.child("pPr").child("rPr").child("del") != nil {
				moved = own
				continue
			}
			if props := c.child("pPr"); props != nil {
				own = append([]*node{props}, own...)
			}
			c.children = own
			out = append(out, c)
		}
		if moved != nil {
			return []*node{n} // there is no next
		}
		n.children = out
		return []*node{n}
	})
}

// withoutShapes takes out what only draws: lines, frames.
func withoutShapes(_ string, root *node) {
	root.edit(func(n *node) []*node {
		switch n.name() {
		case "AlternateContent", "drawing", "pict":
			if !n.has("t") && !n.has("blip") && !n.has("imagedata") {
				return nil
			}
		}
		return []*node{n}
	})
}

func plainRuby(_ string, root *node) {
	root.edit(func(n *node) []*node {
		if n.name() == "r" && n.child("ruby") != nil {
			if base := n.child("ruby").child("rubyBase"); base != nil {
				return base.children
			}
		}
		return []*node{n}
	})
}

func plainFields(_ string, root *node) {
	root.edit(func(n *node) []*node {
		switch n.name() {
		case "fldSimple":
			return n.children
		case "fldChar", "instrText":
			return nil
		}
		return []*node{n}
	})
}

func withoutHidden(_ string, root *node) {
	root.edit(func(n *node) []*node {
		if n.name() == "r" && (n.child("rPr").child("vanish") != nil || n.child("rPr").child("webHidden") != nil) {
			return nil
		}
		return []*node{n}
	})
}

// withoutContents takes out what is marked as a table of contents: a content
// control of that kind, and fields TOC with all that stands in them.
func withoutContents(_ string, root *node) {
	var fields []string // instructions of those that are open
	contents := func(f string) bool { return strings.HasPrefix(strings.TrimSpace(f), "TOC") }
	root.edit(func(n *node) []*node {
		last := len(fields) - 1
		switch n.name() {
		case "sdt":
			for _, c := range n.child("sdtPr").childrenOf("docPartObj") {
				if c.attr("val") == "Table of Contents" {
					return nil
				}
			}
		case "fldSimple":
			if contents(n.attr("instr")) {
				return nil
			}
		case "fldChar":
			switch n.attr("fldCharType") {
			case "begin":
				fields = append(fields, "")
			case "end":
				fields = fields[:max(last, 0)]
			}
		case "instrText":
			if last >= 0 && len(n.children) > 0 {
				fields[last] += n.children[0].text
			}
		case "t", "tab":
			if slices.ContainsFunc(fields, contents) {
				return nil
			}
		}
		return []*node{n}
	})
}

func (n *node) childrenOf(name string) []*node {
	if c := n.child(name); c != nil {
		return c.children
	}
	return nil
}

func plainCaptions(_ string, root *node) {
	root.edit(func(n *node) []*node {
		if n.name() == "pStyle" && strings.Contains(strings.ToLower(n.attr("val")), "caption") {
			return nil
		}
		return []*node{n}
	})
}

// withoutNumbers takes the numbers from styles, from paragraphs that have the style
// of a heading or nothing else to show, and from all that have words in their
// numbers.
func withoutNumbers(part string, root *node) {
	root.edit(func(n *node) []*node {
		switch {
		case part == "styles.xml" && n.name() == "numPr":
			return nil
		case n.name() == "pPr" && (strings.HasPrefix(strings.ToLower(n.child("pStyle").attr("val")), "head") || n.child("outlineLvl") != nil):
			n.children = slices.DeleteFunc(n.children, func(c *node) bool { return c.name() == "numPr" })
		case n.name() == "p" && !n.has("t"):
			if props := n.child("pPr"); props != nil {
				props.children = slices.DeleteFunc(props.children, func(c *node) bool { return c.name() == "numPr" })
			}
		case n.name() == "lvl" && strings.ContainsFunc(n.child("lvlText").attr("val"), unicode.IsLetter):
			for _, c := range n.children {
				if c.name() == "numFmt" {
					c.start.Attr = []xml.Attr{{Name: xml.Name{Space: c.start.Name.Space, Local: "val"}, Value: "none"}}
				}
			}
		}
		return []*node{n}
	})
}
