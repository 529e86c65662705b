package content

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

var markTags = map[string]string{
	"strong": "strong", "em": "em", "underline": "u", "strike": "s", "sub": "sub", "sup": "sup", "code": "code",
	"link": "a", "lang": "span", markCut: "del", markAdded: "ins", markRestyled: "span",
}

// changeTags are the elements around what stands in a line and is no text,
// where it differs.
var changeTags = map[string]string{"cut": "del", "added": "ins"}

// line writes text with its marks: an element stays open over neighbours that
// share its mark, so that a link with one bold word is one link.
func (r *renderer) line(content []Node) {
	var open []Mark
	upTo := func(n int) {
		for len(open) > n {
			r.close(markTags[open[len(open)-1].Type])
			open = open[:len(open)-1]
		}
	}
	for i, n := range content {
		list := n.Marks
		if n.Type != "text" {
			list = around(content, i)
		}
		shared := sharedMarks(open, list)
		upTo(shared)
		for _, m := range list[shared:] {
			if r.openMark(m) {
				open = append(open, m)
			}
		}
		switch n.Type {
		case "text":
			r.text(n.Text)
		case "hard_break":
			r.raw("<br>\n")
		case "formula":
			tag := changeTags[n.str(changeAttr)]
			if tag != "" {
				r.open(tag)
			}
			r.formula(n, false)
			if tag != "" {
				r.close(tag)
			}
		case "footnote":
			r.footnoteMark(n)
		}
	}
	upTo(0)
}

// around returns the marks that both neighbours of the i-th node share, which
// stay open over it. A footnote is itself a link and so never inside one.
func around(content []Node, i int) []Mark {
	if i == 0 || i+1 == len(content) {
		return nil
	}
	list := content[i-1].Marks
	list = list[:sharedMarks(list, content[i+1].Marks)]
	if content[i].Type == "footnote" && len(list) > 0 && list[0].Type == "link" {
		return nil
	}
	return list
}

// sharedMarks counts the marks with which both lists begin.
func sharedMarks(a, b []Mark) int {
	n := 0
	for n < len(a) && n < len(b) && sameMark(a[n], b[n]) {
		n++
	}
	return n
}

// openMark opens the element of a mark, or reports false for one that is not
// to be shown.
func (r *renderer) openMark(m Mark) bool {
	str := func(name string) string { s, _ := m.Attrs[name].(string); return s }
	tag, known := markTags[m.Type]
	switch {
	case m.Type == "link":
		link, ok := Href(str("href"))
		if !ok {
			return false
		}
		href, rel := r.href(link)
		r.open(tag, "href", href, "title", str("title"), "rel", rel)
	case m.Type == "lang":
		if !langTag.MatchString(str("lang")) {
			return false
		}
		r.open(tag, "lang", str("lang"))
	case m.Type == markRestyled:
		r.open(tag, "class", "diff-restyled", "title", r.tell("content.diff_restyled"))
	case known:
		r.open(tag)
	}
	return known
}

// href returns the address of a checked link as it stands on this page, and
// its rel.
func (r *renderer) href(link string) (href, rel string) {
	switch {
	case link[0] == '#':
		if id, ok := r.anchors.blocks[link[1:]]; ok {
			return "#" + id, ""
		}
	case link[0] == '/':
		if strings.HasPrefix(link, r.opt.BaseURL+"/") { // copied from where the site lies under a path
			return link, ""
		}
		return r.opt.BaseURL + link, ""
	case external(link) && (r.opt.BaseURL == "" || !strings.HasPrefix(link, r.opt.BaseURL+"/")):
		return link, "noopener"
	}
	return link, ""
}

func (r *renderer) footnoteMark(n Node) {
	r.notes = append(r.notes, n)
	class := "footnote"
	if c := changeClass(n); c != "" {
		class += " " + c
	}
	number := strconv.Itoa(len(r.notes))
	r.open("sup", "class", class)
	r.open("a", "id", r.opt.IDPrefix+"ve-"+number, "href", "#"+r.opt.IDPrefix+"chu-thich-"+number,
		"role", "doc-noteref", "aria-label", r.say("content.footnote", number))
	r.raw(number, "</a></sup>")
}

// formula writes a MathML tree, every name of it checked again.
func (r *renderer) formula(n Node, block bool) {
	m, ok := toMath(n.Attrs["mathml"])
	if !ok || m.Tag != "math" {
		return
	}
	display := ""
	if block {
		display = "block"
	}
	tabindex := ""
	if m.signs() > longFormula {
		tabindex = "0"
	}
	r.mathElement(m, "display", display, "tabindex", tabindex)
}

// longFormula is how many signs a formula may have that no phone is too narrow
// for; a longer one scrolls by itself, and the keyboard must reach it for that.
const longFormula = 12

func (m Math) signs() int {
	n := utf8.RuneCountInString(m.Text)
	for _, c := range m.Children {
		n += c.signs()
	}
	return n
}

func (r *renderer) mathElement(m Math, attrs ...string) {
	if _, known := mathElements[m.Tag]; !known {
		return
	}
	for _, k := range slices.Sorted(maps.Keys(m.Attrs)) {
		if mathAttrs[k] && mathValue.MatchString(m.Attrs[k]) {
			attrs = append(attrs, k, m.Attrs[k])
		}
	}
	r.open(m.Tag, attrs...)
	r.text(m.Text)
	for _, child := range m.Children {
		r.mathElement(child)
	}
	r.close(m.Tag)
}
