package convert_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A plainer writes something that a Word file says in its own way in plain, or
// takes it out, without knowing what either converter makes of it.
type plainer struct {
	says  string // "once …"
	do    func(part string, root *node)
	whole func(parts map[string]*node) // in the place of do: what needs several parts, by their names
	both  bool                         // the file is changed for us, too
	lists bool                         // changes how lists are counted, and may change no words
}

// plainers are what pandoc 2.17 is known to leave out though the file shows it,
// or to show though a page must not: each is given to pandoc alone, and what it
// then makes must be, word by word, what we make of the file as it came. Numbers
// of headings are taken from both.
var plainers = []plainer{
	{says: "tables of contents are gone", do: withoutContents},
	{says: "paragraphs whose end was deleted are one", do: plainJoins},
	{says: "text boxes stand as paragraphs", do: plainBoxes},
	{says: "letters that are drawn stand as paragraphs", do: plainLetters},
	{says: "fields to fill in stand as what they show", do: plainForms},
	{says: "shapes without words and pictures are gone", do: withoutShapes},
	{says: "smart tags and custom elements are opened", do: opened("smartTag", "customXml")},
	{says: "marks of direction are opened", do: opened("bdo", "dir")},
	{says: "content controls are opened", do: opened("sdt", "sdtContent")},
	{says: "the base text of ruby stands alone", do: plainRuby},
	{says: "fields stand as their results", do: plainFields},
	{says: "hidden text is gone", do: withoutHidden},
	{says: "captions are paragraphs", do: plainCaptions},
	{says: "paragraphs with bullets of nothing go on in the item before", whole: plainGoingOn, lists: true},
	{says: "neighbouring bullets are of one list", whole: plainBullets, lists: true},
	{says: "formats of numbers are those that every Word knows", do: plainFormats, lists: true},
	{says: "numbers of headings, numbers with words and numbers of nothing are gone for both", do: withoutNumbers, both: true, lists: true},
}

// plainly looks for the fewest plainers of those that it is given with which ours
// and theirs are as they should be, and returns them in words, with what was
// compared; "" not all together do it.
func (m *measure) plainly(c *compared, need []plainer, should func(ours, theirs outline) bool) (string, [2]outline) {
	try := func(of []plainer) (both [2]outline, ok bool) {
		both[0] = c.a
		var taken []plainer
		for _, p := range of {
			if p.both {
				taken = append(taken, p)
			}
		}
		if len(taken) > 0 {
			page, _ := ourPage(m.t, c.kind, c.name, inPlain(c.data, taken))
			both[0] = outlineOf(page)
		}
		page, _ := m.pandoc(c.kind, inPlain(c.data, of))
		both[1] = outlineOf(page)
		return both, should(both[0], both[1])
	}
	last, ok := try(need)
	if !ok {
		return "", last
	}
	for _, p := range need {
		fewer := slices.DeleteFunc(slices.Clone(need), func(q plainer) bool { return q.says == p.says })
		if both, ok := try(fewer); ok {
			need, last = fewer, both
		}
	}
	var says []string
	for _, p := range need {
		says = append(says, p.says)
	}
	return "once " + strings.Join(says, ", "), last
}

// inPlain applies plainers to every part of the text of a Word file.
func inPlain(data []byte, of []plainer) []byte {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return data
	}
	parts := make(map[string]*node)
	texts := make(map[string][]byte)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return data
		}
		if texts[f.Name], err = io.ReadAll(r); err != nil {
			return data
		}
		if path.Ext(f.Name) == ".xml" {
			if root, err := parseNode(texts[f.Name]); err == nil {
				parts[f.Name] = root
			}
		}
	}
	for _, p := range of {
		if p.whole != nil {
			p.whole(parts)
			continue
		}
		for name, root := range parts {
			p.do(path.Base(name), root)
		}
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		one, err := w.Create(f.Name)
		if err != nil {
			return data
		}
		if root := parts[f.Name]; root != nil {
			texts[f.Name] = root.bytes()
		}
		one.Write(texts[f.Name])
	}
	if w.Close() != nil {
		return data
	}
	return out.Bytes()
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

// plainLetters writes letters that are drawn (WordArt of old) after the paragraph
// with their shape.
func plainLetters(_ string, root *node) {
	root.edit(func(n *node) []*node {
		if n.name() != "p" {
			return []*node{n}
		}
		out := []*node{n}
		var find func(n *node)
		find = func(n *node) {
			for _, c := range n.children {
				if c.name() == "textpath" && c.attr("string") != "" {
					out = append(out, element("w:p", element("w:r", element("w:t", &node{text: c.attr("string")}))))
				}
				if c.name() != "txbxContent" && (c.name() != "Fallback" || n.child("Choice") == nil) {
					find(c)
				}
			}
		}
		find(n)
		return out
	})
}

// plainForms writes before each box to tick and list to choose from, where it has
// no result, what is ticked and chosen.
func plainForms(_ string, root *node) {
	root.edit(func(n *node) []*node {
		data := n.child("fldChar").child("ffData")
		shows := ""
		on := func(n *node) bool { return n != nil && n.attr("val") != "0" && n.attr("val") != "false" }
		if box := data.child("checkBox"); box != nil {
			shows = "☐"
			if checked := box.child("checked"); on(checked) || checked == nil && on(box.child("default")) {
				shows = "☑"
			}
		}
		if list := data.child("ddList"); list != nil {
			at := 0
			for _, name := range []string{"default", "result"} {
				if c := list.child(name); c != nil {
					at, _ = strconv.Atoi(c.attr("val"))
				}
			}
			for _, c := range list.all() {
				if c.name() == "listEntry" {
					if at == 0 {
						shows = c.attr("val")
					}
					at--
				}
			}
		}
		if n.name() != "r" || shows == "" {
			return []*node{n}
		}
		return []*node{element("w:r", element("w:t", &node{text: shows})), n}
	})
}

func element(name string, children ...*node) *node {
	prefix, local, _ := strings.Cut(name, ":")
	return &node{start: xml.StartElement{Name: xml.Name{Space: prefix, Local: local}}, children: children}
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
		case n.name() == "lvl" && n.child("numFmt").attr("val") != "bullet" && strings.ContainsFunc(n.child("lvlText").attr("val"), unicode.IsLetter):
			return nil
		}
		return []*node{n}
	})
}
