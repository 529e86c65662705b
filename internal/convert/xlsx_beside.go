package convert

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/vi"
)

// sheetLinks are where the cells of a sheet lead.
type sheetLinks struct {
	cells  map[[2]int]string
	ranges []sheetRange
}

type sheetRange struct {
	from, to [2]int
	target   string
}

// maxLinkRanges is how many links of several cells are read.
const maxLinkRanges = 200

func linksOf(ws *element, rels map[string]relation) *sheetLinks {
	all := &sheetLinks{cells: make(map[[2]int]string)}
	for _, l := range ws.child("hyperlinks").all() {
		r := rels[l.attr("id")]
		if !r.external {
			continue
		}
		target := r.target
		if place := l.attr("location"); place != "" && !strings.Contains(target, "#") {
			target += "#" + place
		}
		a, b, ok := cellRange(l.attr("ref"))
		switch {
		case !ok:
		case a == b:
			all.cells[a] = target
		case len(all.ranges) < maxLinkRanges:
			all.ranges = append(all.ranges, sheetRange{a, b, target})
		}
	}
	return all
}

var linkFormula = regexp.MustCompile(`(?i)^\s*HYPERLINK\s*\(\s*(?:"((?:[^"]|"")*)"\s*[,;)])?`)

// of is where a cell leads, "" nowhere. What a formula reckons is not known.
func (l *sheetLinks) of(at [2]int, formula string) (target string, known bool) {
	if m := linkFormula.FindStringSubmatch(formula); m != nil {
		said := strings.ReplaceAll(m[1], `""`, `"`)
		return said, said != ""
	}
	if target, ok := l.cells[at]; ok {
		return target, true
	}
	for _, r := range l.ranges {
		if r.from[0] <= at[0] && at[0] <= r.to[0] && r.from[1] <= at[1] && at[1] <= r.to[1] {
			return r.target, true
		}
	}
	return "", true
}

// cellRange reads A1:C3, or the name of one cell.
func cellRange(ref string) (from, to [2]int, ok bool) {
	a, b, two := strings.Cut(ref, ":")
	from, ok = cellAt(a)
	if to = from; two && ok {
		to, ok = cellAt(b)
	}
	return from, to, ok && from[0] <= to[0] && from[1] <= to[1]
}

// head notes the first row of a table or of what is filtered: it names the columns.
func (g *grid) head(ref string) {
	if a, b, ok := cellRange(ref); ok && b[0] > a[0] {
		g.heads = append(g.heads, [4]int{a[0], a[1], b[1], b[0]})
	}
}

func (g *grid) isHead(at [2]int) bool {
	return slices.ContainsFunc(g.heads, func(h [4]int) bool { return h[0] == at[0] && h[1] <= at[1] && at[1] <= h[2] })
}

// tables reads where the tables of a sheet have their headers.
func (x *xlsxReader) tables(rels map[string]relation, g *grid) error {
	for _, r := range rels {
		if r.kind != "table" || r.external || len(g.heads) >= maxLinkRanges {
			continue
		}
		part, err := x.bag.tree(r.target)
		if err != nil {
			return err
		}
		if t := part.child("table"); t != nil && t.attr("headerRowCount") != "0" {
			g.head(t.attr("ref"))
		}
	}
	return nil
}

// comments gathers what people wrote beside cells that can be seen: notes, and
// conversations, of which an older form says only that they are there.
func (x *xlsxReader) comments(rels map[string]relation, g *grid) error {
	first := len(x.r.Comments)
	threads := false
	for _, r := range rels {
		if r.kind == "threadedComment" && !r.external {
			threads = true
			if err := x.threads(r.target, g); err != nil {
				return err
			}
		}
	}
	for _, r := range rels {
		if r.kind != "comments" || r.external {
			continue
		}
		part, err := x.bag.tree(r.target)
		if err != nil {
			return err
		}
		var authors []string
		for _, a := range part.find("authors").all() {
			authors = append(authors, a.words())
		}
		for _, c := range part.find("commentList").all() {
			author := ""
			if i, err := strconv.Atoi(c.attr("authorId")); err == nil && i >= 0 && i < len(authors) {
				author = authors[i]
			}
			if threads && strings.HasPrefix(author, "tc={") {
				continue
			}
			said := strings.TrimSpace(strings.Join(texts(c.child("text"), nil), ""))
			if author != "" { // Excel writes who it was before the words, too
				said = strings.TrimPrefix(said, author+":")
			}
			x.say(c.attr("ref"), author, "", said, g)
		}
	}
	// Where parts of a file stand in it says nothing.
	slices.SortStableFunc(x.r.Comments[first:], func(a, b Comment) int { return a.Block - b.Block })
	return nil
}

// threads reads conversations beside cells.
func (x *xlsxReader) threads(part string, g *grid) error {
	names := make(map[string]string)
	for name := range x.bag.files {
		if !strings.HasPrefix(name, "xl/persons/") || !strings.HasSuffix(name, ".xml") {
			continue
		}
		persons, err := x.bag.tree(name)
		if err != nil {
			return err
		}
		for _, p := range persons.find("personList").all() {
			names[p.attr("id")] = p.attr("displayName")
		}
	}
	tree, err := x.mixedTree(part)
	if err != nil {
		return err
	}
	for _, c := range tree.find("ThreadedComments").all() {
		date, _, _ := strings.Cut(c.attr("dT"), ".")
		x.say(c.attr("ref"), names[c.attr("personId")], date, c.child("text").words(), g)
	}
	return nil
}

// mixedTree reads a part in which words stand in elements of any name.
func (x *xlsxReader) mixedTree(part string) (*element, error) {
	x.bag.mixed = true
	defer func() { x.bag.mixed = false }()
	return x.bag.tree(part)
}

// say tells a comment of a cell that can be seen.
func (x *xlsxReader) say(ref, author, date, words string, g *grid) {
	at, ok := cellAt(ref)
	said := vi.CleanLine(x.r.modernLine(unescaped(words)))
	if !ok || said == "" {
		return
	}
	if g.hidden.rows[at[0]] || g.hidden.cols[at[1]] {
		x.r.note("convert.sheet_hidden")
		return
	}
	c := Comment{Author: vi.CleanLine(author), Date: date, Text: said, Block: g.blocks[at[0]]}
	if p, ok := g.cells[at]; ok {
		c.Quote = vi.CleanLine(plainLine(p.Content))
	}
	x.r.Comments = append(x.r.Comments, c)
}

// beside reads what lies on a sheet, behind its table: text boxes, boxes to tick,
// pictures.
func (x *xlsxReader) beside(rels map[string]relation) ([]content.Node, error) {
	var out []content.Node
	for _, r := range rels {
		if r.kind != "drawing" || r.external {
			continue
		}
		drawing, err := x.bag.tree(r.target)
		if err != nil {
			return nil, err
		}
		if drawing == nil {
			continue
		}
		links, err := x.relations(r.target)
		if err != nil {
			return nil, err
		}
		d := &docxReader{bag: x.bag, main: r.target, r: x.r, links: links}
		for id, l := range links {
			if !l.external {
				links[id] = relation{"/" + l.target, false, l.kind}
			}
		}
		if err := x.drawing(d, drawing, &out); err != nil {
			return nil, err
		}
	}
	for _, r := range rels {
		if r.kind == "vmlDrawing" && !r.external {
			if err := x.controls(r.target, &out); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// drawing reads what is drawn, in the order of the file.
func (x *xlsxReader) drawing(d *docxReader, e *element, out *[]content.Node) error {
	for _, c := range e.all() {
		if c.name == "AlternateContent" {
			c = c.choice()
		}
		properties := c.child("nv" + strings.ToUpper(c.name[:min(len(c.name), 1)]) + c.name[min(len(c.name), 1):] + "Pr").child("cNvPr")
		switch {
		case properties.find("compatExt") != nil: // a control, read from its other form
		case on1(properties.attr("hidden")):
			x.r.note("convert.hidden_dropped")
		case c.name == "sp":
			*out = append(*out, x.boxed(c.child("txBody"))...)
		case c.name == "pic":
			for _, id := range pictureIDs(c, nil) {
				if err := d.picture(c, id, out); err != nil {
					return err
				}
			}
		case c.name == "graphicFrame":
			if drawn(c) {
				x.r.note("convert.drawing_lost")
			}
		default:
			if err := x.drawing(d, c, out); err != nil {
				return err
			}
		}
	}
	return nil
}

// boxed are the paragraphs of a text box.
func (x *xlsxReader) boxed(body *element) []content.Node {
	var out []content.Node
	for _, p := range body.all() {
		if p.name != "p" {
			continue
		}
		var line []content.Node
		for _, c := range p.all() {
			switch c.name {
			case "br":
				line = append(line, content.Node{Type: "hard_break"})
			case "r", "fld":
				props := c.child("rPr")
				line = lines(line, c.child("t").words(), drawnMarks(props), props.child("latin").attr("typeface"))
			}
		}
		if line = trimLine(line); len(line) > 0 {
			out = append(out, paragraph(line...))
		}
	}
	return out
}

// drawnMarks are the marks that a run of DrawingML has.
func drawnMarks(props *element) (marks []content.Mark) {
	if on1(props.attr("b")) {
		marks = withMark(marks, content.Mark{Type: "strong"})
	}
	if on1(props.attr("i")) {
		marks = withMark(marks, content.Mark{Type: "em"})
	}
	if u := props.attr("u"); u != "" && u != "none" {
		marks = withMark(marks, content.Mark{Type: "underline"})
	}
	if s := props.attr("strike"); s != "" && s != "noStrike" {
		marks = withMark(marks, content.Mark{Type: "strike"})
	}
	return marks
}

// openBreak is what Excel writes in VML, which is no XML.
var openBreak = regexp.MustCompile(`(?i)<br\s*>`)

// controls reads the boxes to tick of a sheet, and the words of its other fields.
func (x *xlsxReader) controls(part string, out *[]content.Node) error {
	data, err := x.bag.unpack(part, maxXML)
	if err != nil || data == nil {
		return err
	}
	x.bag.mixed = true
	tree, err := x.bag.parse(openBreak.ReplaceAll(data, []byte("<br/>")))
	x.bag.mixed = false
	if err != nil {
		x.r.note("convert.drawing_lost")
		return nil
	}
	for _, shape := range within(tree.child("xml"), "shape") {
		client := shape.child("ClientData")
		words := vi.CleanLine(x.r.modernLine(shape.child("textbox").words()))
		switch client.attr("ObjectType") {
		case "Checkbox", "Radio":
			box := "☐"
			if client.child("Checked").words() == "1" {
				box = "☑"
			}
			*out = append(*out, paragraph(text(strings.TrimSpace(box+" "+words))))
		case "Label", "GBox", "Edit":
			if words != "" {
				*out = append(*out, paragraph(text(words)))
			}
		case "Drop", "List":
			x.r.note("convert.drawing_lost")
		}
	}
	return nil
}
