package convert

import (
	"cmp"
	"maps"
	"path"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"congbo/internal/content"
	"congbo/internal/fault"
)

// fromOdt reads a text of OpenDocument (ISO/IEC 26300), as LibreOffice writes
// it: what fromDocx reads of Word's, under other names.
func fromOdt(data []byte) (*Result, error) {
	b, err := openBag(data)
	if err != nil {
		return nil, err
	}
	b.mixed = true
	if b.scripts() {
		return nil, fault.New(fault.Invalid, "convert.macros")
	}
	doc, err := b.tree("content.xml")
	if err != nil {
		return nil, err
	}
	body := doc.find("body").child("text")
	if body == nil {
		return nil, fault.New(fault.Invalid, "convert.docx_unreadable")
	}
	o := &odtReader{bag: b, r: &Result{Images: make(map[string][]byte)}, styles: make(map[string]*odtStyle), lists: make(map[string]*element), counted: make(map[string]int), open: make(map[string]int)}
	common, err := b.tree("styles.xml")
	if err != nil {
		return nil, err
	}
	for _, part := range []*element{common.find("styles"), common.find("automatic-styles"), doc.find("automatic-styles")} {
		o.readStyles(part)
	}
	if o.r.Blocks, err = o.blocks(body, 0); err != nil {
		return nil, err
	}
	for i := range o.r.Blocks {
		forgetCaptions(o.r.Blocks[i].Content)
	}
	forgetCaptions(o.r.Blocks)
	o.r.finish()
	o.r.titleOfFirst()
	return o.r, nil
}

// scripts reports whether the file carries programs. An empty library of them
// is no program.
func (b *bag) scripts() bool {
	for name := range b.files {
		dir, file := path.Split(name)
		if strings.HasPrefix(dir, "Scripts/") && file != "" ||
			strings.HasPrefix(dir, "Basic/") && file != "" && file != "script-lb.xml" && file != "script-lc.xml" {
			return true
		}
	}
	return false
}

// An odtStyle is a style of text or paragraphs: what it says and what it is
// based on.
type odtStyle struct {
	parent      string
	name        string // as people see it
	level       int    // of a heading; 0 none
	align, font string
	marks       map[string]bool // whether a mark is set; absent: as the parent says
	hidden      bool
	list        string
}

type odtReader struct {
	bag    *bag
	r      *Result
	styles map[string]*odtStyle // family and name
	lists  map[string]*element
	fields map[string]*element // of forms, by their id
	// the last number of each style and level of lists, and of each list with a name
	counted map[string]int
	open    map[string]int // annotations whose words go on → index in r.Comments
	top     int            // index of the block of the text that is being read
	inNote  bool
	inCell  int
	depth   int
}

func (o *odtReader) readStyles(part *element) {
	fonts := map[string]string{}
	for _, e := range part.all() {
		switch e.name {
		case "font-face":
			fonts[e.attr("name")] = e.attr("font-family")
		case "list-style":
			o.lists[e.attr("name")] = e
		case "style":
			s := &odtStyle{parent: e.attr("parent-style-name"), name: e.attr("display-name"), list: e.attr("list-style-name"), marks: map[string]bool{}}
			if s.name == "" {
				s.name = e.attr("name")
			}
			s.level, _ = strconv.Atoi(e.attr("default-outline-level"))
			s.align = e.child("paragraph-properties").attr("text-align")
			if t := e.child("text-properties"); t != nil {
				s.font = strings.Trim(t.attr("font-name"), `'" `)
				if s.font == "" {
					s.font = strings.Trim(t.attr("font-family"), `'" `)
				}
				s.hidden = t.attr("display") == "none"
				s.say("strong", t.attr("font-weight"), "normal", "bold")
				s.say("em", t.attr("font-style"), "normal", "italic", "oblique")
				s.say("underline", t.attr("text-underline-style"), "none", "solid", "dotted", "dash", "wave", "long-dash", "dot-dash", "dot-dot-dash")
				s.say("strike", t.attr("text-line-through-style"), "none", "solid")
				where, _, _ := strings.Cut(t.attr("text-position"), " ")
				s.say("sup", where, "0%", "super")
				s.say("sub", where, "0%", "sub")
				if n, err := strconv.Atoi(strings.TrimSuffix(where, "%")); err == nil && n != 0 {
					s.marks[map[bool]string{true: "sup", false: "sub"}[n > 0]] = true
				}
			}
			o.styles[e.attr("family")+"/"+e.attr("name")] = s
		}
	}
}

// say notes a mark where a property is one that sets it or one that unsets it.
func (s *odtStyle) say(mark, value, no string, yes ...string) {
	if value == no {
		s.marks[mark] = false
	}
	for _, y := range yes {
		if value == y {
			s.marks[mark] = true
		}
	}
}

// chain calls f for a style and those it is based on, nearest first, until it
// returns true.
func (o *odtReader) chain(family, name string, f func(*odtStyle) bool) {
	for range 32 {
		s := o.styles[family+"/"+name]
		if s == nil || f(s) {
			return
		}
		name = s.parent
	}
}

// blocks reads the paragraphs, lists and tables below an element.
func (o *odtReader) blocks(parent *element, depth int) ([]content.Node, error) {
	if depth > maxDepth/2 {
		return nil, fault.New(fault.TooLarge, "convert.docx_bomb")
	}
	var out []content.Node
	for _, e := range parent.all() {
		if depth == 0 {
			o.top = len(out)
		}
		if err := o.block(e, &out, depth); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (o *odtReader) block(e *element, out *[]content.Node, depth int) error {
	switch e.name {
	case "p", "h":
		o.addParagraph(e, out)
	case "list":
		list, err := o.list(e, "", 1, depth+1)
		if err != nil {
			return err
		}
		*out = append(*out, list...)
	case "table":
		t, err := o.table(e, depth+1)
		if err != nil {
			return err
		}
		if len(t.Content) > 0 {
			notes := o.r.takeCaption(out, &t)
			*out = append(append(*out, t), notes...)
		}
	case "tracked-changes":
		if len(e.without(textNode)) > 0 {
			o.r.note("convert.changes_accepted")
		}
	case "table-of-content", "table-index", "illustration-index", "object-index", "user-index":
		o.r.note("convert.contents_dropped")
	case "section":
		if e.attr("display") == "none" || e.attr("is-hidden") == "true" {
			o.r.note("convert.hidden_dropped")
			return nil
		}
		return o.inside(e, out, depth)
	case "forms":
		o.readForms(e)
	case "control":
		if shown := o.control(e); shown != "" {
			*out = append(*out, paragraph(text(shown)))
		}
	case "bibliography", "alphabetical-index", "index-body", "numbered-paragraph", "text-box", "list-header", "list-item", "a":
		return o.inside(e, out, depth)
	default:
		if drawnShapes[e.name] {
			o.shape(e, out, depth)
		}
	}
	return nil
}

func (o *odtReader) inside(e *element, out *[]content.Node, depth int) error {
	inner, err := o.blocks(e, depth+1)
	*out = append(*out, inner...)
	return err
}

// addParagraph reads a paragraph or heading, and puts behind it what stands in
// it that stands by itself on a page.
func (o *odtReader) addParagraph(e *element, out *[]content.Node) {
	style := e.attr("style-name")
	var line, after []content.Node
	o.inline(e, odtRun{family: "paragraph", style: style}, &line, &after)
	line = trimLine(folded(line))
	level, title, caption, align := 0, false, false, ""
	if e.name == "h" {
		level, _ = strconv.Atoi(e.attr("outline-level"))
		level = max(level, 1)
	}
	o.chain("paragraph", style, func(s *odtStyle) bool {
		title = title || s.name == "Title"
		caption = caption || s.name == "Caption" || s.name == "caption"
		if align == "" {
			align = s.align
		}
		if level == 0 && s.level > 0 {
			level = s.level
		}
		return false
	})
	if len(line) > 0 {
		n := standing(line)
		switch {
		case len(n) != 1 || n[0].Type != "paragraph":
		case o.inNote || o.inCell > 0 && level > 0:
		case level > 0 || title:
			for i := range line {
				line[i].Marks = without(line[i].Marks, "strong")
			}
			n[0] = content.Node{Type: "heading", Attrs: map[string]any{"level": min(max(level+1, 2), 4)}, Content: line}
			if title {
				n[0].Attrs["title"] = true
			}
		case caption:
			if k := len(after); k > 0 && after[k-1].Type == "image" && after[k-1].Attrs["caption"] == nil {
				after[k-1].Attrs["caption"] = o.r.captionOf(line)
				n = notesOf(line)
			} else if k := len(*out); k > 0 && (*out)[k-1].Type == "image" && (*out)[k-1].Attrs["caption"] == nil {
				(*out)[k-1].Attrs["caption"] = o.r.captionOf(line)
				n = notesOf(line)
			} else {
				n[0].Attrs = map[string]any{"caption": true}
			}
		case o.inCell == 0 && (align == "center" || align == "end" || align == "right"):
			n[0].Attrs = map[string]any{"align": map[bool]string{true: "center", false: "end"}[align == "center"]}
		}
		*out = append(*out, n...)
	}
	*out = append(*out, after...)
}

// list reads a list with those in it. Its kind is told by the style of the
// outermost.
func (o *odtReader) list(e *element, style string, level, depth int) ([]content.Node, error) {
	if depth > maxDepth/2 {
		return nil, fault.New(fault.TooLarge, "convert.docx_bomb")
	}
	if s := e.attr("style-name"); s != "" {
		style = s
	}
	n := content.Node{Type: "bullet_list"}
	parts := 0 // how many levels a number shows
	for _, l := range o.lists[style].all() {
		if l.attr("level") != strconv.Itoa(level) {
			continue
		}
		if f := l.attr("num-format"); l.name == "list-level-style-number" && f != "" {
			start, _ := strconv.Atoi(l.attr("start-value"))
			n.Type, n.Attrs = "ordered_list", map[string]any{"order": min(max(start, 1), 999_999)}
			if strings.Contains("aAiI", f) {
				n.Attrs["kind"] = f
			}
			parts, _ = strconv.Atoi(l.attr("display-levels"))
		} else if isBox(l.attr("bullet-char"), cmp.Or(l.child("text-properties").attr("font-name"), l.child("text-properties").attr("font-family"))) {
			o.r.note("convert.boxes")
		}
	}
	counted := style + "/" + strconv.Itoa(level)
	if n.Type == "ordered_list" {
		switch last, before := o.counted[e.attr("continue-list")]; {
		case before:
			n.Attrs["order"] = last + 1
		case e.attr("continue-numbering") == "true" && o.counted[counted] > 0:
			n.Attrs["order"] = o.counted[counted] + 1
		}
	}
	told := make(map[int]int) // numbers that items are told to have
	for _, item := range e.all() {
		if item.name != "list-item" && item.name != "list-header" {
			continue
		}
		if v, err := strconv.Atoi(item.attr("start-value")); err == nil && n.Type == "ordered_list" {
			told[len(n.Content)] = min(max(v, 0), 999_999)
		}
		var inner []content.Node
		for _, c := range item.all() {
			if c.name == "list" {
				deeper, err := o.list(c, style, level+1, depth+1)
				if err != nil {
					return nil, err
				}
				inner = append(inner, deeper...)
			} else if err := o.block(c, &inner, depth+1); err != nil {
				return nil, err
			}
		}
		if len(inner) > 0 {
			n.Content = append(n.Content, content.Node{Type: "list_item", Content: begins(inner)})
		}
	}
	// Headings that are numbered stand in lists.
	if headings := headingsOf(n); headings != nil {
		return headings, nil
	}
	if len(n.Content) == 0 {
		return nil, nil
	}
	lists := renumbered(n, told)
	if n.Type == "ordered_list" {
		end := lists[len(lists)-1]
		first, _ := end.Attrs["order"].(int)
		last := min(first+len(end.Content)-1, 999_998)
		o.counted[counted] = last
		if id := e.attr("id"); id != "" {
			o.counted[id] = last
		}
		if parts > 1 {
			o.r.note("convert.number_parts")
		}
	}
	return lists, nil
}

// renumbered parts a list where an item has a number of its own.
func renumbered(list content.Node, told map[int]int) []content.Node {
	next, _ := list.Attrs["order"].(int)
	var all []content.Node
	for i, item := range list.Content {
		number, isTold := told[i]
		if i == 0 || isTold && number != next {
			part := content.Node{Type: list.Type, Attrs: maps.Clone(list.Attrs)}
			if isTold {
				part.Attrs["order"], next = number, number
			}
			all = append(all, part)
		}
		all[len(all)-1].Content = append(all[len(all)-1].Content, item)
		next++
	}
	return all
}

// headingsOf are the blocks of a list of which each item is a heading, or holds
// only such a list.
func headingsOf(list content.Node) []content.Node {
	var all []content.Node
	for _, item := range list.Content {
		for i, b := range item.Content {
			switch {
			case b.Type == "heading":
				all = append(all, b)
			case i == 0 && b.Type == "paragraph" && len(b.Content) == 0:
			default:
				return nil
			}
		}
	}
	return all
}

func (o *odtReader) table(e *element, depth int) (content.Node, error) {
	o.inCell++
	defer func() { o.inCell-- }()
	t := content.Node{Type: "table"}
	var rows func(e *element, head bool) error
	rows = func(e *element, head bool) error {
		for _, c := range e.all() {
			switch c.name {
			case "table-header-rows":
				if err := rows(c, true); err != nil {
					return err
				}
			case "table-rows", "table-row-group":
				if err := rows(c, head); err != nil {
					return err
				}
			case "table-row":
				row, err := o.row(c, head, depth)
				if err != nil {
					return err
				}
				if len(row.Content) > 0 {
					t.Content = append(t.Content, row)
				}
			}
		}
		return nil
	}
	err := rows(e, false)
	boldHead(&t)
	return t, err
}

// boldHead makes a first row that is wholly in bold the row of headings.
func boldHead(t *content.Node) {
	if len(t.Content) < 2 || len(t.Content[0].Content) < 2 {
		return
	}
	for _, cell := range t.Content[0].Content {
		if cell.Type != "table_cell" || len(cell.Content) != 1 || cell.Content[0].Type != "paragraph" || !allBold(cell.Content[0].Content) {
			return
		}
	}
	for i := range t.Content[0].Content {
		t.Content[0].Content[i].Type = "table_header"
	}
}

func (o *odtReader) row(e *element, head bool, depth int) (content.Node, error) {
	row := content.Node{Type: "table_row"}
	for _, c := range e.all() {
		if c.name != "table-cell" {
			continue // a covered one belongs to its neighbour
		}
		cell := content.Node{Type: "table_cell", Attrs: map[string]any{}}
		if head {
			cell.Type = "table_header"
		}
		for from, to := range map[string]string{"number-columns-spanned": "colspan", "number-rows-spanned": "rowspan"} {
			if v, err := strconv.Atoi(c.attr(from)); err == nil && v > 1 && v <= 100 {
				cell.Attrs[to] = v
			}
		}
		inner, err := o.blocks(c, depth+1)
		if err != nil {
			return row, err
		}
		if len(inner) == 0 {
			inner = []content.Node{paragraph()}
		}
		cell.Content = inner
		times, _ := strconv.Atoi(c.attr("number-columns-repeated"))
		for range min(max(times, 1), 100) {
			row.Content = append(row.Content, cell)
		}
	}
	return row, nil
}

// asHTML is a tree of XML as one of a page, for what reads both.
func asHTML(e *element) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: e.name}
	for k, v := range e.attrs {
		n.Attr = append(n.Attr, html.Attribute{Key: k, Val: v})
	}
	for _, c := range e.children {
		if c.name == textNode {
			n.AppendChild(&html.Node{Type: html.TextNode, Data: c.text})
		} else {
			n.AppendChild(asHTML(c))
		}
	}
	return n
}
