package convert

import (
	"path"
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

// fromDocx reads a Word file: headings by style, paragraphs, lists, tables
// with spans, links and pictures. What it does not read is listed.
func fromDocx(data []byte) (*Result, error) {
	b, err := openBag(data)
	if err != nil {
		return nil, err
	}
	main, err := b.mainPart()
	if err != nil {
		return nil, err
	}
	doc, err := b.tree(main)
	if err != nil {
		return nil, err
	}
	body := doc.find("body")
	if body == nil {
		return nil, fault.New(fault.Invalid, "convert.docx_unreadable")
	}
	d := &docxReader{bag: b, main: main, r: &Result{Images: make(map[string][]byte)}}
	if err := d.prepare(); err != nil {
		return nil, err
	}
	blocks, err := d.blocks(body)
	if err != nil {
		return nil, err
	}
	d.takeTitle(&blocks)
	d.r.Blocks = blocks
	return d.r, nil
}

// mainPart is the name of the file that holds the text: what the relations of
// the whole file say, or where Word puts it.
func (b *bag) mainPart() (string, error) {
	rels, err := b.tree("_rels/.rels")
	if err != nil {
		return "", err
	}
	if r := rels.find("Relationships"); r != nil {
		for _, c := range r.children {
			name := strings.TrimPrefix(path.Clean("/"+c.attr("Target")), "/")
			if strings.HasSuffix(c.attr("Type"), "/officeDocument") && b.files[name] != nil {
				return name, nil
			}
		}
	}
	return "word/document.xml", nil
}

type docxReader struct {
	bag     *bag
	main    string // name of the file that holds the text
	r       *Result
	targets map[string]string // relation id → target
	foreign map[string]bool   // relation ids that lead outside
	level   map[string]int    // style id → outline level, 0 is the title
	bullets map[string]bool   // "numId/level" → bulleted
}

func (d *docxReader) prepare() error {
	d.targets, d.foreign = make(map[string]string), make(map[string]bool)
	d.level, d.bullets = make(map[string]int), make(map[string]bool)
	rels, err := d.bag.tree(path.Join(path.Dir(d.main), "_rels", path.Base(d.main)+".rels"))
	if err != nil {
		return err
	}
	if r := rels.find("Relationships"); r != nil {
		for _, c := range r.children {
			d.targets[c.attr("Id")] = c.attr("Target")
			d.foreign[c.attr("Id")] = c.attr("TargetMode") == "External"
		}
	}
	styles, err := d.bag.tree("word/styles.xml")
	if err != nil {
		return err
	}
	if s := styles.find("styles"); s != nil {
		for _, c := range s.children {
			if c.name != "style" {
				continue
			}
			id := c.attr("styleId")
			name := strings.ToLower(c.child("name").attr("val"))
			if n, ok := strings.CutPrefix(name, "heading "); ok {
				if v, err := strconv.Atoi(n); err == nil && v >= 1 {
					d.level[id] = v
				}
			} else if name == "title" {
				d.level[id] = 0
			} else if v, err := strconv.Atoi(c.find("outlineLvl").attr("val")); err == nil && v < 9 {
				d.level[id] = v + 1
			}
		}
	}
	return d.readNumbering()
}

func (d *docxReader) readNumbering() error {
	numbering, err := d.bag.tree("word/numbering.xml")
	if err != nil {
		return err
	}
	n := numbering.find("numbering")
	if n == nil {
		return nil
	}
	abstract := make(map[string]*element)
	for _, c := range n.children {
		if c.name == "abstractNum" {
			abstract[c.attr("abstractNumId")] = c
		}
	}
	for _, c := range n.children {
		if c.name != "num" {
			continue
		}
		a := abstract[c.child("abstractNumId").attr("val")]
		if a == nil {
			continue
		}
		for _, l := range a.children {
			if l.name == "lvl" {
				d.bullets[c.attr("numId")+"/"+l.attr("ilvl")] = l.child("numFmt").attr("val") == "bullet"
			}
		}
	}
	return nil
}

// blocks reads the paragraphs and tables of a part of the document.
func (d *docxReader) blocks(parent *element) ([]content.Node, error) {
	var out []content.Node
	lists := &listBuilder{out: &out}
	for _, e := range parent.children {
		switch e.name {
		case "p":
			nodes, numID, level, err := d.paragraph(e)
			if err != nil {
				return nil, err
			}
			if numID != "" {
				for _, n := range nodes {
					if n.Type == "paragraph" {
						lists.add(n, level, d.bullets[numID+"/"+strconv.Itoa(level)])
					} else {
						lists.end()
						out = append(out, n)
					}
				}
				continue
			}
			if len(nodes) > 0 {
				lists.end()
			}
			out = append(out, nodes...)
		case "tbl":
			lists.end()
			t, err := d.table(e)
			if err != nil {
				return nil, err
			}
			if len(t.Content) > 0 {
				out = append(out, t)
			}
		case "sdt", "sdtContent", "ins", "smartTag", "customXml":
			lists.end()
			inner, err := d.blocks(e)
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
		}
	}
	lists.end()
	return out, nil
}

// A listBuilder gathers Word's numbered paragraphs into nested lists.
type listBuilder struct {
	out   *[]content.Node
	stack []content.Node // open lists, outermost first
}

func (b *listBuilder) add(p content.Node, level int, bullet bool) {
	level = min(level, 8)
	for len(b.stack) > level+1 {
		b.fold()
	}
	kind := "ordered_list"
	if bullet {
		kind = "bullet_list"
	}
	if len(b.stack) == level+1 && b.stack[level].Type != kind {
		b.fold()
	}
	for len(b.stack) < level+1 {
		if len(b.stack) > 0 && len(b.stack[len(b.stack)-1].Content) == 0 { // a level was passed over
			b.stack[len(b.stack)-1].Content = []content.Node{{Type: "list_item", Content: []content.Node{paragraph()}}}
		}
		b.stack = append(b.stack, content.Node{Type: kind})
	}
	top := &b.stack[len(b.stack)-1]
	top.Content = append(top.Content, content.Node{Type: "list_item", Content: []content.Node{p}})
}

// fold puts the innermost list into the last item of the one around it.
func (b *listBuilder) fold() {
	last := b.stack[len(b.stack)-1]
	b.stack = b.stack[:len(b.stack)-1]
	if len(b.stack) == 0 {
		*b.out = append(*b.out, last)
		return
	}
	around := &b.stack[len(b.stack)-1]
	item := &around.Content[len(around.Content)-1]
	item.Content = append(item.Content, last)
}

func (b *listBuilder) end() {
	for len(b.stack) > 0 {
		b.fold()
	}
}

// paragraph reads one paragraph: text or a heading, then its pictures.
func (d *docxReader) paragraph(p *element) (nodes []content.Node, numID string, level int, err error) {
	var line []content.Node
	var pictures []content.Node
	if err := d.runs(p, nil, &line, &pictures); err != nil {
		return nil, "", 0, err
	}
	props := p.child("pPr")
	line = trimLine(line)
	if len(line) > 0 {
		n := paragraph(line...)
		style := props.child("pStyle").attr("val")
		if l, ok := d.level[style]; ok {
			n = content.Node{Type: "heading", Attrs: map[string]any{"level": min(max(l+1, 2), 4)}, Content: line}
			if l == 0 {
				n.Attrs["title"] = true // taken out again by takeTitle
			}
		} else if num := props.child("numPr"); num != nil && num.child("numId").attr("val") != "0" {
			numID = num.child("numId").attr("val")
			level, _ = strconv.Atoi(num.child("ilvl").attr("val"))
			level = max(level, 0)
		}
		nodes = append(nodes, n)
	}
	return append(nodes, pictures...), numID, level, nil
}

// runs reads the runs of a paragraph, and of what stands around runs.
func (d *docxReader) runs(p *element, marks []content.Mark, line, pictures *[]content.Node) error {
	for _, e := range p.children {
		switch e.name {
		case "r":
			if err := d.run(e, marks, line, pictures); err != nil {
				return err
			}
		case "hyperlink":
			m := marks
			if id := e.attr("id"); d.foreign[id] {
				if href, ok := link(d.targets[id]); ok {
					m = withMark(marks, content.Mark{Type: "link", Attrs: map[string]any{"href": href}})
				} else if leads(d.targets[id]) {
					d.r.note(linkRemoved)
				}
			}
			if err := d.runs(e, m, line, pictures); err != nil {
				return err
			}
		case "ins", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "moveTo":
			if e.name == "ins" || e.name == "moveTo" {
				d.r.note("convert.changes_accepted")
			}
			if err := d.runs(e, marks, line, pictures); err != nil {
				return err
			}
		case "del", "moveFrom":
			d.r.note("convert.changes_accepted")
		case "oMath", "oMathPara":
			d.r.note("convert.formula_lost")
		case "commentRangeStart":
			d.r.note("convert.comments_lost")
		}
	}
	return nil
}

func (d *docxReader) run(r *element, marks []content.Mark, line, pictures *[]content.Node) error {
	props := r.child("rPr")
	on := func(name string) bool {
		e := props.child(name)
		v := e.attr("val")
		return e != nil && v != "0" && v != "false" && v != "none"
	}
	for name, mark := range map[string]string{"b": "strong", "i": "em", "u": "underline", "strike": "strike"} {
		if on(name) {
			marks = withMark(marks, content.Mark{Type: mark})
		}
	}
	switch props.child("vertAlign").attr("val") {
	case "superscript":
		marks = withMark(marks, content.Mark{Type: "sup"})
	case "subscript":
		marks = withMark(marks, content.Mark{Type: "sub"})
	}
	for _, e := range r.children {
		switch e.name {
		case "t":
			if s := vi.Clean(e.text); s != "" {
				*line = append(*line, text(s, marks...))
			}
		case "tab":
			*line = append(*line, text(" "))
		case "br", "cr":
			if e.attr("type") != "page" {
				*line = append(*line, content.Node{Type: "hard_break"})
			}
		case "noBreakHyphen":
			*line = append(*line, text("‑", marks...))
		case "footnoteReference", "endnoteReference":
			d.r.note("convert.footnotes_lost")
		case "AlternateContent": // the same thing said twice: for newer and for older programs
			if c := e.child("Choice"); c != nil {
				e = c
			} else {
				e = e.child("Fallback")
			}
			if err := d.shape(e, pictures); err != nil {
				return err
			}
		case "drawing", "pict", "object":
			if err := d.shape(e, pictures); err != nil {
				return err
			}
		}
	}
	return nil
}

// shape reads what is drawn: the texts of boxes, which follow the paragraph
// they are anchored in, or else a picture.
func (d *docxReader) shape(e *element, after *[]content.Node) error {
	boxes := textBoxes(e, nil)
	for _, box := range boxes {
		inner, err := d.blocks(box)
		if err != nil {
			return err
		}
		*after = append(*after, inner...)
	}
	if len(boxes) > 0 && e.find("blip") == nil && e.find("imagedata") == nil {
		return nil
	}
	return d.picture(e, after)
}

// textBoxes finds the outermost text boxes of a drawing, each told once.
func textBoxes(e *element, found []*element) []*element {
	if e == nil {
		return found
	}
	for _, c := range e.children {
		switch {
		case c.name == "txbxContent":
			found = append(found, c)
		case c.name == "AlternateContent" && c.child("Choice") != nil:
			found = textBoxes(c.child("Choice"), found)
		default:
			found = textBoxes(c, found)
		}
	}
	return found
}

// within lists the children of a name, also those that stand inside content
// controls and marks of changes.
func within(e *element, name string) []*element {
	var all []*element
	for _, c := range e.children {
		switch c.name {
		case name:
			all = append(all, c)
		case "sdt", "sdtContent", "ins", "smartTag", "customXml":
			all = append(all, within(c, name)...)
		}
	}
	return all
}

// picture reads an embedded picture; one that lies elsewhere is never fetched.
func (d *docxReader) picture(e *element, pictures *[]content.Node) error {
	id := e.find("blip").attr("embed")
	if id == "" {
		id = e.find("imagedata").attr("id")
	}
	if id == "" || d.foreign[id] {
		d.r.note("convert.picture_elsewhere")
		return nil
	}
	name := path.Join("word", d.targets[id])
	if strings.HasPrefix(d.targets[id], "/") {
		name = strings.TrimPrefix(path.Clean(d.targets[id]), "/")
	}
	if _, ok := d.r.Images[name]; !ok {
		data, err := d.bag.read(name)
		if err != nil {
			return err
		}
		if data == nil || len(data) > maxPicture {
			d.r.note("convert.picture_unreadable")
			return nil
		}
		d.r.Images[name] = data
	}
	attrs := map[string]any{"media": name}
	if alt := vi.CleanLine(e.find("docPr").attr("descr")); alt != "" {
		attrs["alt"] = alt
	}
	*pictures = append(*pictures, content.Node{Type: "image", Attrs: attrs})
	return nil
}

// table reads a table: rows, cells, spans, header rows.
func (d *docxReader) table(t *element) (content.Node, error) {
	out := content.Node{Type: "table"}
	open := make(map[int]*content.Node) // column → the cell that goes on downwards
	for _, tr := range within(t, "tr") {
		header := tr.child("trPr").child("tblHeader") != nil
		row := content.Node{Type: "table_row"}
		column := 0
		type start struct{ column, index int }
		var starts []start
		for _, tc := range within(tr, "tc") {
			props := tc.child("tcPr")
			span, _ := strconv.Atoi(props.child("gridSpan").attr("val"))
			span = min(max(span, 1), 100)
			merge := props.child("vMerge")
			if merge != nil && merge.attr("val") != "restart" {
				if above := open[column]; above != nil {
					rows, _ := above.Attrs["rowspan"].(int)
					above.Attrs["rowspan"] = max(rows, 1) + 1
					column += span
					continue
				}
			}
			cell := content.Node{Type: "table_cell", Attrs: map[string]any{}}
			if header {
				cell.Type = "table_header"
			}
			if span > 1 {
				cell.Attrs["colspan"] = span
			}
			inner, err := d.blocks(tc)
			if err != nil {
				return out, err
			}
			if len(inner) == 0 {
				inner = []content.Node{paragraph()}
			}
			cell.Content = inner
			delete(open, column)
			row.Content = append(row.Content, cell)
			if merge != nil {
				starts = append(starts, start{column, len(row.Content) - 1})
			}
			column += span
		}
		if len(row.Content) == 0 {
			continue
		}
		out.Content = append(out.Content, row)
		kept := out.Content[len(out.Content)-1].Content
		for _, s := range starts {
			open[s.column] = &kept[s.index]
		}
	}
	return out, nil
}

// takeTitle makes the title of the document that of the text, and forgets
// which headings were styled as one.
func (d *docxReader) takeTitle(blocks *[]content.Node) {
	for i := range *blocks {
		n := &(*blocks)[i]
		if n.Type != "heading" || n.Attrs["title"] == nil {
			continue
		}
		delete(n.Attrs, "title")
		if i == 0 && d.r.Title == "" {
			var b strings.Builder
			for _, t := range n.Content {
				b.WriteString(t.Text)
			}
			d.r.Title = vi.CleanLine(b.String())
		}
	}
	if d.r.Title != "" && len(*blocks) > 0 {
		*blocks = (*blocks)[1:]
	}
}
