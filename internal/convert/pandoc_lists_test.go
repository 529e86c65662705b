package convert_test

import (
	"encoding/xml"
	"path"
	"slices"
	"strings"
)

// wordLists is what a Word file says of its numbering: the lists by their ids, and
// which styles have one.
type wordLists struct {
	text   map[string]string // of the bullets of a list's level, "id/level"; no key where it is numbered
	styles map[string]*node  // numPr by style
}

func readLists(parts map[string]*node) wordLists {
	l := wordLists{make(map[string]string), make(map[string]*node)}
	abstract := make(map[string]*node)
	for name, root := range parts {
		switch path.Base(name) {
		case "numbering.xml":
			all := root.childrenOf("numbering")
			for _, n := range all {
				if n.name() == "abstractNum" {
					abstract[n.attr("abstractNumId")] = n
				}
			}
			for _, n := range all {
				if n.name() != "num" {
					continue
				}
				levels := slices.Clone(abstract[n.child("abstractNumId").attr("val")].all())
				for _, o := range n.children {
					levels = append(levels, o.all()...) // overridden
				}
				for _, level := range levels {
					if level.child("numFmt").attr("val") == "bullet" {
						l.text[n.attr("numId")+"/"+level.attr("ilvl")] = level.child("lvlText").attr("val")
					}
				}
			}
		case "styles.xml":
			for _, n := range root.childrenOf("styles") {
				if num := n.child("pPr").child("numPr"); num != nil {
					l.styles[n.attr("styleId")] = num
				}
			}
		}
	}
	return l
}

// of is the list and the level of a paragraph; "" it is in none.
func (l wordLists) of(p *node) (id, level string) {
	props := p.child("pPr")
	num := props.child("numPr")
	if num == nil {
		num = l.styles[props.child("pStyle").attr("val")]
	}
	if id = num.child("numId").attr("val"); id == "0" {
		id = ""
	}
	if level = num.child("ilvl").attr("val"); level == "" {
		level = "0"
	}
	return id, level
}

// plainBullets gives bullets that follow each other on a level one list: on the
// page and on paper nobody sees that they are of several.
func plainBullets(parts map[string]*node) {
	lists := readLists(parts)
	type open struct{ level, id string }
	var run []open // the lists that go on, by falling rank
	var read func(n *node)
	read = func(n *node) {
		switch n.name() {
		case "tbl", "tc", "sectPr":
			run = nil
			if n.name() == "sectPr" {
				return
			}
		case "p":
			id, level := lists.of(n)
			if id == "" {
				if n.has("t") || n.has("drawing") {
					run = nil
				}
				return
			}
			for len(run) > 0 && run[len(run)-1].level > level {
				run = run[:len(run)-1]
			}
			_, bullet := lists.text[id+"/"+level]
			if len(run) == 0 || run[len(run)-1].level < level {
				run = append(run, open{level, id})
			} else if last := &run[len(run)-1]; last.id != id {
				if _, also := lists.text[last.id+"/"+level]; bullet && also {
					n.number(last.id, level)
				} else {
					last.id = id
				}
			}
			return
		}
		for _, c := range n.children {
			read(c)
		}
		if n.name() == "tbl" || n.name() == "tc" {
			run = nil
		}
	}
	for name, root := range parts {
		if path.Base(name) == "document.xml" {
			read(root)
		}
	}
}

// number puts a paragraph into a list.
func (n *node) number(id, level string) {
	props := n.child("pPr")
	if props == nil {
		return
	}
	space := props.start.Name.Space
	val := func(name, val string) *node {
		return &node{start: xml.StartElement{Name: xml.Name{Space: space, Local: name}, Attr: []xml.Attr{{Name: xml.Name{Space: space, Local: "val"}, Value: val}}}}
	}
	props.children = slices.DeleteFunc(props.children, func(c *node) bool { return c.name() == "numPr" })
	props.children = append(props.children, &node{start: xml.StartElement{Name: xml.Name{Space: space, Local: "numPr"}}, children: []*node{val("ilvl", level), val("numId", id)}})
}

// plainGoingOn makes of paragraphs whose bullet shows nothing lines of the item
// that they go on.
func plainGoingOn(parts map[string]*node) {
	lists := readLists(parts)
	for name, root := range parts {
		if path.Base(name) != "document.xml" {
			continue
		}
		root.edit(func(n *node) []*node {
			var kept []*node
			for _, c := range n.children {
				id, level := lists.of(c)
				text, bullet := lists.text[id+"/"+level]
				last := len(kept) - 1
				if c.name() == "p" && bullet && strings.TrimSpace(text) == "" && last >= 0 && kept[last].child("pPr").child("numPr") != nil && !kept[last].heading() {
					w := c.start.Name.Space
					line := &node{start: xml.StartElement{Name: xml.Name{Space: w, Local: "r"}}, children: []*node{{start: xml.StartElement{Name: xml.Name{Space: w, Local: "br"}}}}}
					kept[last].children = append(kept[last].children, line)
					for _, own := range c.children {
						if own.name() != "pPr" {
							kept[last].children = append(kept[last].children, own)
						}
					}
					continue
				}
				if c.name() != "" || strings.TrimSpace(c.text) != "" || n.name() == "t" {
					kept = append(kept, c)
				}
			}
			n.children = kept
			return []*node{n}
		})
	}
}

// heading reports whether a paragraph has the style of one.
func (n *node) heading() bool {
	return strings.HasPrefix(strings.ToLower(n.child("pPr").child("pStyle").attr("val")), "head")
}

// plainFormats puts formats of numbers that every Word knows in the place of those of
// newer ones, as the file has them for old ones.
func plainFormats(part string, root *node) {
	if part != "numbering.xml" {
		return
	}
	root.edit(func(n *node) []*node {
		if n.name() == "AlternateContent" {
			return n.childrenOf("Fallback")
		}
		return []*node{n}
	})
}
