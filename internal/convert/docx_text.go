package convert

import (
	"path"
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/vi"
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
		return out, nil
	}
	out.after = t.after
	if len(nodes) == 0 {
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
	for _, e := range r.children {
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
		d.fieldChar(e)
	case "instrText":
		if n := len(d.fields); n > 0 && !d.fields[n-1].result {
			d.fields[n-1].instruction.WriteString(e.text)
		}
	case "footnoteReference", "endnoteReference":
		return d.note(e, t)
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
	t.pieces = append(t.pieces, piece{Node: text(s, marks...), font: font})
	d.quote(s)
}

// Fields.

func (d *docxReader) fieldChar(e *element) {
	switch e.attr("fldCharType") {
	case "begin":
		if len(d.fields) < maxDepth {
			d.fields = append(d.fields, field{})
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
			d.fields = d.fields[:n-1]
		}
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

// Footnotes and comments.

// note reads a footnote or an endnote into the line where it is referred to.
func (d *docxReader) note(e *element, t *line) error {
	kind := strings.TrimSuffix(e.name, "Reference")
	n := d.notes[kind+"/"+e.attr("id")]
	if n == nil || d.inNote {
		return nil
	}
	d.inNote = true
	defer func() { d.inNote = false }()
	blocks, err := d.blocks(n)
	if err != nil {
		return err
	}
	var flat []content.Node
	for _, b := range blocks {
		d.flatten(b, &flat)
	}
	if flat = trimLine(flat); len(flat) > 0 {
		t.add(content.Node{Type: "footnote", Content: flat})
	}
	return nil
}

// flatten puts blocks into one line, which is what a footnote holds.
func (d *docxReader) flatten(b content.Node, out *[]content.Node) {
	switch b.Type {
	case "paragraph", "heading":
		if len(*out) > 0 {
			*out = append(*out, content.Node{Type: "hard_break"})
		}
		*out = append(*out, b.Content...)
	case "formula_block":
		*out = append(*out, content.Node{Type: "formula", Attrs: b.Attrs})
	case "image", "file":
		d.r.note("convert.note_simplified")
	default:
		d.r.note("convert.note_simplified")
		for _, c := range b.Content {
			d.flatten(c, out)
		}
	}
}

// comment opens or closes the words that a comment is about.
func (d *docxReader) comment(e *element) {
	id := e.attr("id")
	c := d.comments[id]
	if c == nil {
		return
	}
	if e.name == "commentRangeStart" {
		d.commented[id] = &strings.Builder{}
		return
	}
	quote := d.commented[id]
	delete(d.commented, id)
	if quote == nil {
		return
	}
	if said := vi.CleanLine(strings.Join(texts(c, nil), "")); said != "" {
		d.r.Comments = append(d.r.Comments, Comment{
			Author: vi.CleanLine(c.attr("author")), Date: vi.CleanLine(c.attr("date")), Text: said, Quote: vi.CleanLine(quote.String()), Block: d.at,
		})
	}
}

// texts gathers the texts of an element, with a space where a paragraph ends.
func texts(e *element, found []string) []string {
	for _, c := range e.all() {
		switch c.name {
		case "t":
			found = append(found, c.text)
		case "tab", "br":
			found = append(found, " ")
		default:
			found = texts(c, found)
			if c.name == "p" {
				found = append(found, " ")
			}
		}
	}
	return found
}

// maxQuote is how much of the words a comment is about is kept.
const maxQuote = 500

func (d *docxReader) quote(s string) {
	for _, b := range d.commented {
		if b.Len() < maxQuote {
			b.WriteString(s)
		}
	}
}

// Pictures and boxes.

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
	pictures := pictureIDs(e, nil)
	if len(pictures) == 0 && len(boxes) == 0 && drawn(e) {
		d.r.note("convert.drawing_lost")
	}
	for _, id := range pictures {
		if err := d.picture(e, id, after); err != nil {
			return err
		}
	}
	return nil
}

// drawn reports whether a shape shows anything of its own, and is no mere line.
func drawn(e *element) bool {
	return e.find("chart") != nil || e.find("relIds") != nil || e.find("OLEObject") != nil
}

// textBoxes finds the outermost text boxes of a drawing, each told once.
func textBoxes(e *element, found []*element) []*element {
	for _, c := range e.all() {
		switch c.name {
		case "txbxContent":
			found = append(found, c)
		case "AlternateContent":
			found = textBoxes(c.choice(), found)
		default:
			found = textBoxes(c, found)
		}
	}
	return found
}

// pictureIDs finds the relations of the pictures of a drawing that stand
// outside its boxes, which are read by themselves.
func pictureIDs(e *element, found []string) []string {
	for _, c := range e.all() {
		switch c.name {
		case "txbxContent":
		case "AlternateContent":
			found = pictureIDs(c.choice(), found)
		case "blip":
			switch {
			case c.attr("embed") != "":
				found = append(found, c.attr("embed"))
			case c.attr("link") != "":
				found = append(found, c.attr("link"))
			}
		case "imagedata":
			found = append(found, c.attr("id"))
		default:
			found = pictureIDs(c, found)
		}
	}
	return found
}

// picture reads an embedded picture; one that lies elsewhere is never fetched.
func (d *docxReader) picture(e *element, id string, pictures *[]content.Node) error {
	r, ok := d.links[id]
	if !ok || r.external {
		d.r.note("convert.picture_elsewhere")
		return nil
	}
	name := d.name(r)
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
	alt := e.find("docPr").attr("descr")
	if alt == "" {
		alt = e.find("shape").attr("alt")
	}
	if alt = vi.CleanLine(alt); alt != "" && !fileName(alt) {
		attrs["alt"] = alt
	}
	if size := shownSize(e); size != "" {
		attrs["size"] = size
	}
	*pictures = append(*pictures, content.Node{Type: "image", Attrs: attrs})
	return nil
}

// fileName reports whether an alternative text is only the name of the file,
// which programs put there and which tells nobody anything.
func fileName(alt string) bool {
	switch strings.ToLower(path.Ext(alt)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".emf", ".wmf":
		return true
	}
	return false
}

// English metric units in a centimetre.
const emuPerCm = 360_000

// shownSize is the size of a picture on a page that comes nearest to the one on
// paper, whose text is 16 cm wide; "" where the drawing does not say.
func shownSize(e *element) string {
	cx, err := strconv.ParseInt(e.find("extent").attr("cx"), 10, 64)
	switch {
	case err != nil || cx <= 0:
		return ""
	case cx <= 5*emuPerCm:
		return "small"
	case cx < 13*emuPerCm:
		return "medium"
	}
	return "wide"
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
