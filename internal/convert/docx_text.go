package convert

import (
	"strings"

	"congbo/internal/content"
)

// A read paragraph: its line, nil if it has none, and what stands in it that
// stands by itself on a page: pictures, boxes, formulas on lines of their own.
type paragraphRead struct {
	line    *content.Node
	item    *item // of a list
	caption bool  // of the picture before it or the table after it, by its style
	after   []content.Node
}

// paragraph reads one paragraph: text, a heading or an item of a list.
func (d *docxReader) paragraph(p *element) (paragraphRead, error) {
	var out paragraphRead
	props := p.child("pPr")
	d.tracked(props)
	d.tracked(props.child("rPr"))
	t := &line{paragraph: props}
	if err := d.runs(p, nil, t); err != nil {
		return out, err
	}
	level := d.level(props)
	if d.inNote || d.inTable > 0 && level != 0 && !t.long() {
		// A heading in the cell of a table is a cell in bold.
		if level != noLevel {
			t.embolden()
		}
		level = noLevel
	}
	it, label := d.numbered(props, level != noLevel)
	nodes := d.mend(t)
	if t.formulas() {
		for _, n := range nodes {
			if n.Type == "formula" {
				out.after = append(out.after, content.Node{Type: "formula_block", Attrs: n.Attrs})
			}
		}
		out.after = append(out.after, t.after...)
		if it != nil { // it has a number, and those after it count on
			out.line, out.item, out.after = &out.after[0], it, out.after[1:]
		}
		return out, nil
	}
	out.after = t.after
	if len(nodes) == 0 && it != nil && !it.bullet && d.inTable > 0 && len(t.after) == 0 {
		// The cell of a running number, as tables of offices have them.
		n := paragraph(text(d.lists.kinds[it.list].label(it.level)))
		out.line = &n
		return out, nil
	}
	if len(nodes) == 0 {
		out.item = it
		return out, nil
	}
	if label != "" {
		nodes = append([]content.Node{text(label + " ")}, nodes...)
	}
	n := paragraph(nodes...)
	if level != noLevel {
		n = content.Node{Type: "heading", Attrs: map[string]any{"level": min(max(level+1, 2), 4)}, Content: nodes}
		if level == 0 {
			n.Attrs["title"] = true // taken out again by takeTitle
		}
	} else if align := alignment(props); align != "" && d.inTable == 0 && it == nil {
		n.Attrs = map[string]any{"align": align}
	}
	out.line, out.item, out.caption = &n, it, it == nil && d.isCaption(props)
	return out, nil
}

// alignment is that of a paragraph where it says something: text set flush or
// justified is what a page does anyway.
func alignment(props *element) string {
	switch props.child("jc").attr("val") {
	case "center":
		return "center"
	case "right", "end":
		return "end"
	}
	return ""
}

// A line is a paragraph that is being read.
type line struct {
	paragraph *element // its properties
	pieces    []piece
	after     []content.Node
}

// A piece of a line: a node, and for text the font that it was set in.
type piece struct {
	content.Node
	font    string
	display bool // a formula on a line of its own
}

func (t *line) add(n content.Node) { t.pieces = append(t.pieces, piece{Node: n}) }

// formulas reports whether a line is formulas that stand by themselves, and
// nothing else.
func (t *line) formulas() bool {
	any := false
	for _, p := range t.pieces {
		if !p.display && (p.Type != "text" || strings.TrimSpace(p.Text) != "") {
			return false
		}
		any = any || p.display
	}
	return any
}

// long reports whether a line is more than a heading would be.
func (t *line) long() bool {
	n := 0
	for _, p := range t.pieces {
		n += len(p.Text)
	}
	return n > 300
}

func (t *line) embolden() {
	for i := range t.pieces {
		if t.pieces[i].Type == "text" {
			t.pieces[i].Marks = withMark(t.pieces[i].Marks, content.Mark{Type: "strong"})
		}
	}
}

// A field is one that a document computes: its instruction, then its result.
type field struct {
	instruction strings.Builder
	result      bool // the instruction is over
	link        string
	toc         bool
	form        *element // what a field to fill in says of itself
	words       bool     // the result has some
}

// runs reads the runs of a paragraph, and of what stands around runs.
func (d *docxReader) runs(p *element, marks []content.Mark, t *line) error {
	for _, e := range p.children {
		switch e.name {
		case "r":
			if err := d.run(e, marks, t); err != nil {
				return err
			}
		case "hyperlink":
			m := marks
			if r, ok := d.links[e.attr("id")]; ok && r.external {
				m = d.linked(marks, r.target)
			}
			if err := d.runs(e, m, t); err != nil {
				return err
			}
		case "fldSimple":
			if strings.HasPrefix(strings.TrimSpace(e.attr("instr")), "TOC") {
				d.r.note("convert.contents_dropped")
				continue
			}
			if err := d.runs(e, d.linked(marks, hyperlink(e.attr("instr"))), t); err != nil {
				return err
			}
		case "ins", "moveTo":
			d.r.note("convert.changes_accepted")
			if err := d.runs(e, marks, t); err != nil {
				return err
			}
		case "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo":
			if err := d.runs(e, marks, t); err != nil {
				return err
			}
		case "AlternateContent":
			if err := d.runs(e.choice(), marks, t); err != nil {
				return err
			}
		case "del", "moveFrom":
			d.r.note("convert.changes_accepted")
		case "oMath":
			t.add(content.Node{Type: "formula", Attrs: map[string]any{"mathml": mathOf(e, false)}})
		case "oMathPara":
			for _, m := range within(e, "oMath") {
				t.pieces = append(t.pieces, piece{Node: content.Node{Type: "formula", Attrs: map[string]any{"mathml": mathOf(m, true)}}, display: true})
			}
		case "commentRangeStart", "commentRangeEnd":
			d.comment(e)
		}
	}
	return nil
}

// tracked tells of changes that properties say were made: of looks, of rows and
// cells that were put in or moved, of ends of paragraphs.
func (d *docxReader) tracked(props *element) {
	for _, e := range props.all() {
		switch e.name {
		case "ins", "moveTo", "cellIns", "cellDel", "cellMerge", "rPrChange", "pPrChange", "trPrChange", "tcPrChange":
			d.r.note("convert.changes_accepted")
		}
	}
}

// linked adds a link to marks where its address may be followed.
func (d *docxReader) linked(marks []content.Mark, target string) []content.Mark {
	if target == "" {
		return marks
	}
	if href, ok := link(target); ok {
		return withMark(marks, content.Mark{Type: "link", Attrs: map[string]any{"href": href}})
	}
	if leads(target) {
		d.r.note(linkRemoved)
	}
	return marks
}

// hyperlink returns the address of a field HYPERLINK "address".
func hyperlink(instruction string) string {
	rest, ok := strings.CutPrefix(strings.TrimSpace(instruction), "HYPERLINK")
	if !ok {
		return ""
	}
	rest = strings.TrimSpace(rest)
	if strings.HasPrefix(rest, `\`) {
		return "" // a place in the document
	}
	if q, ok := strings.CutPrefix(rest, `"`); ok {
		address, _, _ := strings.Cut(q, `"`)
		return address
	}
	address, _, _ := strings.Cut(rest, " ")
	return address
}

func (d *docxReader) run(r *element, marks []content.Mark, t *line) error {
	props := r.child("rPr")
	d.tracked(props)
	if on(props.child("vanish")) || on(props.child("webHidden")) {
		if r.child("t") != nil && !on(props.child("webHidden")) {
			d.r.note("convert.hidden_dropped")
		}
		if r.child("fldChar") == nil && r.child("instrText") == nil {
			return nil
		}
	}
	for _, name := range markOrder {
		if d.sets(props, name) {
			marks = withMark(marks, content.Mark{Type: markNames[name]})
		}
	}
	switch props.child("vertAlign").attr("val") {
	case "superscript":
		marks = withMark(marks, content.Mark{Type: "sup"})
	case "subscript":
		marks = withMark(marks, content.Mark{Type: "sub"})
	}
	font := d.font(props, t.paragraph)
	for i, e := range r.children {
		if i > 0 && e.name == "t" && strings.HasSuffix(r.children[i-1].name, "noteReference") && yes(r.children[i-1].attr("customMarkFollows")) {
			continue // a footnote's mark, which is a number here
		}
		if len(d.fields) > 0 && !d.shown() && e.name != "fldChar" && e.name != "instrText" {
			continue
		}
		if err := d.runChild(e, d.fieldLink(marks), font, t); err != nil {
			return err
		}
	}
	return nil
}

func (d *docxReader) runChild(e *element, marks []content.Mark, font string, t *line) error {
	switch e.name {
	case "t":
		d.text(t, e.text, marks, font)
	case "tab", "ptab":
		d.text(t, " ", marks, font)
	case "br", "cr":
		if k := e.attr("type"); k != "page" && k != "column" {
			t.add(content.Node{Type: "hard_break"})
			d.quote(" ")
		}
	case "noBreakHyphen":
		d.text(t, "‑", marks, font)
	case "softHyphen":
		d.text(t, "\u00ad", marks, font) // ư, in a font of the nineties
	case "sym":
		d.symbol(e, marks, font, t)
	case "fldChar":
		d.fieldChar(e, marks, font, t)
	case "instrText":
		if n := len(d.fields); n > 0 && !d.fields[n-1].result {
			d.fields[n-1].instruction.WriteString(e.text)
		}
	case "footnoteReference", "endnoteReference":
		return d.note(e, t)
	case "commentReference":
		d.say(e.attr("id"), "")
	case "ruby":
		for _, r := range within(e.child("rubyBase"), "r") {
			if err := d.run(r, marks, t); err != nil {
				return err
			}
		}
	case "AlternateContent":
		choice := e.choice()
		if choice.find("txbxContent") != nil || len(pictureIDs(choice, nil)) > 0 {
			return d.shape(choice, &t.after)
		}
		for _, c := range choice.children {
			if err := d.runChild(c, marks, font, t); err != nil {
				return err
			}
		}
	case "drawing", "pict", "object":
		return d.shape(e, &t.after)
	}
	return nil
}

// text adds text as it stands in the file; it is cleaned when the whole line is
// known (see mend).
func (d *docxReader) text(t *line, s string, marks []content.Mark, font string) {
	if s == "" {
		return
	}
	for i := range d.fields {
		d.fields[i].words = true
	}
	t.pieces = append(t.pieces, piece{Node: text(s, marks...), font: font})
	d.quote(s)
}

// Fields.

func (d *docxReader) fieldChar(e *element, marks []content.Mark, font string, t *line) {
	switch e.attr("fldCharType") {
	case "begin":
		if len(d.fields) < maxDepth {
			d.fields = append(d.fields, field{form: e.child("ffData")})
		}
	case "separate":
		if n := len(d.fields); n > 0 {
			f := &d.fields[n-1]
			f.result = true
			instruction := strings.TrimSpace(f.instruction.String())
			f.link = hyperlink(instruction)
			if f.toc = strings.HasPrefix(instruction, "TOC"); f.toc {
				d.r.note("convert.contents_dropped")
			}
		}
	case "end":
		if n := len(d.fields); n > 0 {
			f := d.fields[n-1]
			d.fields = d.fields[:n-1]
			if !f.words && d.shown() {
				d.resultless(f, marks, font, t)
			}
		}
	}
}

// resultless reads a field that Word shows without keeping what it shows.
func (d *docxReader) resultless(f field, marks []content.Mark, font string, t *line) {
	box, list := f.form.child("checkBox"), f.form.child("ddList")
	checked := box.child("checked")
	filled := filledField{ticked: on(checked) || checked == nil && on(box.child("default")), chosen: count(list.child("result"), count(list.child("default"), 0))}
	for _, e := range list.all() {
		if e.name == "listEntry" {
			filled.entries = append(filled.entries, e.attr("val"))
		}
	}
	words, sign, lost := shownField(f.instruction.String(), filled, font)
	if sign {
		font = ""
	}
	if words != "" {
		d.text(t, words, marks, font)
	}
	if lost != "" {
		d.r.note(lost)
	}
}

// shown reports whether what is read now is the result of fields that a page
// shows: not an instruction, not a table of contents with the pages of a paper.
func (d *docxReader) shown() bool {
	for _, f := range d.fields {
		if !f.result || f.toc {
			return false
		}
	}
	return true
}

func (d *docxReader) fieldLink(marks []content.Mark) []content.Mark {
	for _, f := range d.fields {
		if f.result && f.link != "" {
			marks = d.linked(marks, f.link)
		}
	}
	return marks
}

// within lists the children of a name, also those that stand inside content
// controls and marks of changes.
func within(e *element, name string) []*element {
	var all []*element
	for _, c := range e.all() {
		switch c.name {
		case name:
			all = append(all, c)
		case "sdt", "sdtContent", "ins", "smartTag", "customXml", "moveTo":
			all = append(all, within(c, name)...)
		case "AlternateContent":
			all = append(all, within(c.choice(), name)...)
		}
	}
	return all
}
