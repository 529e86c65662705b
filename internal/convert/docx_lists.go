package convert

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"

	"congbo/internal/content"
)

// A numbering is how the document counts: the kinds of its lists, and how far
// each has come.
type numbering struct {
	kinds map[string]*listKind // by numId
}

// A listKind is a list of the document; those that share an abstract one share
// its counters.
type listKind struct {
	levels   map[int]listLevel
	starts   map[int]int // overridden
	counters map[int]int
	begun    bool
}

type listLevel struct {
	format string // numFmt: decimal, bullet, lowerLetter …
	text   string // lvlText: "%1.", "Điều %1."
	font   string // that text stands in; "" that of the paragraph
	start  int
}

// An item is what the numbering of a paragraph makes of it.
type item struct {
	list   string // numId
	level  int
	bullet bool
	goesOn bool   // a paragraph of the item before, which Word numbers with nothing
	kind   string // of an ordered list: 1, a, A, i, I
	number int
}

func (d *docxReader) readNumbering() error {
	d.lists = &numbering{kinds: make(map[string]*listKind)}
	part, err := d.part("numbering")
	if err != nil {
		return err
	}
	abstract := make(map[string]*element)
	counters := make(map[string]map[int]int)
	all := part.find("numbering").all()
	for _, c := range all {
		if c.name == "abstractNum" {
			abstract[c.attr("abstractNumId")] = c
		}
	}
	for _, c := range all {
		if c.name != "num" {
			continue
		}
		id := c.child("abstractNumId").attr("val")
		a := abstract[id]
		if a == nil {
			continue
		}
		if counters[id] == nil {
			counters[id] = make(map[int]int)
		}
		k := &listKind{levels: make(map[int]listLevel), starts: make(map[int]int), counters: counters[id]}
		k.read(a)
		for _, o := range c.children {
			if o.name != "lvlOverride" {
				continue
			}
			level, _ := strconv.Atoi(o.attr("ilvl"))
			if s := o.child("startOverride"); s != nil {
				k.starts[level], _ = strconv.Atoi(s.attr("val"))
			}
			k.read(o)
		}
		d.lists.kinds[c.attr("numId")] = k
	}
	return nil
}

func (k *listKind) read(levels *element) {
	for _, l := range levels.children {
		if l.name != "lvl" {
			continue
		}
		n, _ := strconv.Atoi(l.attr("ilvl"))
		start := 1
		if v, err := strconv.Atoi(l.child("start").attr("val")); err == nil {
			start = v
		}
		format := l.child("numFmt")
		if format == nil { // of a newer Word; one that every Word knows stands beside it
			format = l.child("AlternateContent").child("Fallback").child("numFmt")
		}
		fonts := l.child("rPr").child("rFonts")
		k.levels[n] = listLevel{format.attr("val"), l.child("lvlText").attr("val"), cmp.Or(fonts.attr("ascii"), fonts.attr("hAnsi")), start}
	}
}

// count moves on to the next item of a level and returns its number.
func (k *listKind) count(level int) int {
	if !k.begun {
		// A list of its own that overrides where it starts begins anew.
		for l, start := range k.starts {
			k.counters[l] = start - 1
		}
		k.begun = true
	}
	if _, ok := k.counters[level]; !ok {
		k.counters[level] = k.levels[level].start - 1
	}
	k.counters[level]++
	for l := range k.counters {
		if l > level {
			delete(k.counters, l)
		}
	}
	return k.counters[level]
}

// orderedKinds are the formats that the schema has kinds of lists for.
var orderedKinds = map[string]string{"decimal": "1", "decimalZero": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}

// numbered says what the numbering of a paragraph makes of it: an item of a
// list; or text that stands before it, where the number has words of its own
// ("Điều 5.") or stands before a heading; or nothing.
func (d *docxReader) numbered(props *element, heading bool) (*item, string) {
	num := d.numPr(props)
	id := num.child("numId").attr("val")
	k := d.lists.kinds[id]
	if num == nil || id == "0" || k == nil {
		return nil, ""
	}
	level, _ := strconv.Atoi(num.child("ilvl").attr("val"))
	level = min(max(level, 0), 8)
	l, ok := k.levels[level]
	if !ok || l.format == "none" {
		return nil, ""
	}
	if l.format == "bullet" {
		if heading {
			return nil, ""
		}
		if isBox(l.text, l.font) {
			d.r.note("convert.boxes")
		}
		return &item{list: id, level: level, bullet: true, goesOn: strings.TrimSpace(l.text) == ""}, ""
	}
	n := k.count(level)
	kind, known := orderedKinds[l.format]
	if heading || !known || hasWords(l.text) {
		return nil, k.label(level)
	}
	if n > 4 && (kind == "a" || kind == "A") {
		d.r.note("convert.letters") // a, b, c, d, đ on Vietnamese pages
	}
	if strings.Count(l.text, "%") > 1 {
		d.r.note("convert.number_parts")
	}
	return &item{list: id, level: level, kind: kind, number: max(n, 0)}, ""
}

// hasWords reports whether the text of a number says more than its place.
func hasWords(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) {
			return true
		}
	}
	return false
}

// label writes the number of a level as Word shows it.
func (k *listKind) label(level int) string {
	text := k.levels[level].text
	for l := range 9 {
		place := "%" + strconv.Itoa(l+1)
		if !strings.Contains(text, place) {
			continue
		}
		n, ok := k.counters[l]
		if !ok {
			n = k.levels[l].start
		}
		text = strings.ReplaceAll(text, place, figure(n, k.levels[l].format))
	}
	return strings.TrimSpace(text)
}

// figure writes a number in a format of Word's.
func figure(n int, format string) string {
	switch format {
	case "lowerLetter", "upperLetter":
		if n < 1 || n > 780 {
			break
		}
		s := strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
		if format == "upperLetter" {
			return strings.ToUpper(s)
		}
		return s
	case "lowerRoman", "upperRoman":
		if n < 1 || n > 3999 {
			break
		}
		s := roman(n)
		if format == "lowerRoman" {
			return strings.ToLower(s)
		}
		return s
	case "decimalZero":
		if n >= 0 && n < 10 {
			return "0" + strconv.Itoa(n)
		}
	}
	return strconv.Itoa(n)
}

func roman(n int) string {
	var b strings.Builder
	for _, d := range []struct {
		value int
		sign  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= d.value; n -= d.value {
			b.WriteString(d.sign)
		}
	}
	return b.String()
}

// A listBuilder gathers Word's numbered paragraphs into nested lists.
type listBuilder struct {
	out    *[]content.Node
	stack  []openList // outermost first
	blanks []*item    // items without words just before, of falling rank
}

// An openList is one that items are still put into. Lists need not begin at the
// first level, and may pass over some: a list that nothing was written in is none.
type openList struct {
	content.Node
	id    string // of the document's list
	level int
}

func (b *listBuilder) add(p content.Node, it *item) {
	blanks := b.blanks
	b.blanks = nil
	for _, blank := range blanks {
		if it.level > blank.level || it.level == blank.level && !it.bullet && it.list == blank.list {
			b.add(paragraph(), blank)
		}
	}
	if it.goesOn && len(b.stack) > 0 {
		for len(b.stack) > 1 && b.top().level > it.level {
			b.fold()
		}
		b.inside(p)
		return
	}
	for len(b.stack) > 0 && b.top().level > it.level {
		b.fold()
	}
	kind := "ordered_list"
	if it.bullet {
		kind = "bullet_list"
	}
	if len(b.stack) > 0 {
		top := b.top()
		if top.level == it.level && (top.Type != kind || kind == "ordered_list" && (listKindOf(top.Node) != it.kind || top.id != it.list)) {
			b.fold()
		}
	}
	if len(b.stack) == 0 || b.top().level < it.level {
		list := content.Node{Type: kind}
		if kind == "ordered_list" {
			list.Attrs = map[string]any{"order": it.number, "kind": it.kind}
		}
		b.stack = append(b.stack, openList{list, it.list, it.level})
	}
	top := b.top()
	top.Content = append(top.Content, content.Node{Type: "list_item", Content: []content.Node{p}})
}

// empty takes an item without words. It is shown where a list stands in it, and
// where the numbers after it would otherwise not be those of the document.
func (b *listBuilder) empty(it *item) {
	for n := len(b.blanks); n > 0 && (b.blanks[n-1].level > it.level || b.blanks[n-1].level == it.level && it.bullet); n-- {
		b.blanks = b.blanks[:n-1]
	}
	if !it.goesOn {
		b.blanks = append(b.blanks, it)
	}
}

func (b *listBuilder) top() *openList { return &b.stack[len(b.stack)-1] }

func listKindOf(n content.Node) string {
	k, _ := n.Attrs["kind"].(string)
	return k
}

// inside adds a block to the last item.
func (b *listBuilder) inside(n content.Node) {
	top := b.top()
	last := &top.Content[len(top.Content)-1]
	last.Content = append(last.Content, n)
}

// fold puts the innermost list into the last item of the one around it.
func (b *listBuilder) fold() {
	last := b.top().Node
	b.stack = b.stack[:len(b.stack)-1]
	if len(b.stack) == 0 {
		*b.out = append(*b.out, last)
		return
	}
	b.inside(last)
}

func (b *listBuilder) end() {
	for b.blanks = nil; len(b.stack) > 0; {
		b.fold()
	}
}
