package convert

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/content"
)

// An rtfFlow is a sequence of paragraphs and tables: the text, a footnote, a box.
type rtfFlow struct {
	r      *rtfReader
	note   bool
	box    bool
	line   []content.Node
	after  []content.Node
	blocks []content.Node
	lists  *listBuilder
	tables []*rtfTable // open ones, outermost first
}

// An rtfTable is a table that is being read.
type rtfTable struct {
	rows []rtfRow
	// of the row that is being read
	defs   []rtfCell
	next   rtfCell
	header bool
	cells  [][]content.Node
	open   []content.Node // blocks of the cell that is being read
	lists  *listBuilder
}

type rtfRow struct {
	cells  []rtfCell
	header bool
}

// An rtfCell is a cell: its right edge in twips, whether it goes on from a
// neighbour, what is in it.
type rtfCell struct {
	edge         int
	left, above  bool // it is part of the cell to the left, of the one above
	content      []content.Node
	column, span int
}

// maxTables is how deep tables may lie in tables.
const maxTables = 8

// layout does what control words of paragraphs and tables say.
func (r *rtfReader) layout(word string, value int) {
	p := &r.state.par
	if r.state.dest != toText {
		return
	}
	f := r.flow()
	switch word {
	case "pard":
		*p = rtfParagraph{}
	case "s":
		p.style = value
	case "qc":
		p.align = "center"
	case "qr":
		p.align = "end"
	case "ql", "qj":
		p.align = ""
	case "ls":
		p.list = value
	case "ilvl":
		p.level = min(max(value, 0), 8)
	case "outlinelevel":
		p.outline = value + 1
	case "intbl":
		p.inTable = max(p.inTable, 1)
	case "itap":
		p.inTable = min(max(value, 0), maxTables)
	case "par", "sect", "page":
		if word == "page" && len(f.line) == 0 {
			return
		}
		f.paragraph(*p)
	case "cell", "nestcell":
		depth := 1
		if word == "nestcell" {
			depth = max(p.inTable, 2)
		}
		in := *p
		in.inTable = depth
		f.cell(in)
	case "trowd":
		t := f.table(f.depth(p))
		t.defs, t.next, t.header = nil, rtfCell{}, false
	case "trhdr":
		f.table(f.depth(p)).header = true
	case "clmrg":
		f.table(f.depth(p)).next.left = true
	case "clvmrg":
		f.table(f.depth(p)).next.above = true
	case "cellx":
		if t := f.table(f.depth(p)); len(t.defs) < 200 {
			t.next.edge = value
			t.defs = append(t.defs, t.next)
			t.next = rtfCell{}
		}
	case "row":
		f.row(1)
	case "nestrow":
		f.row(max(p.inTable, 2))
	}
	r.nodes++
}

// depth is how many tables are around what a paragraph's words are about.
func (f *rtfFlow) depth(p *rtfParagraph) int { return max(p.inTable, 1) }

// table is the open table at a depth, counted from 1.
func (f *rtfFlow) table(depth int) *rtfTable {
	depth = min(depth, maxTables)
	for len(f.tables) < depth {
		t := &rtfTable{}
		t.lists = &listBuilder{out: &t.open}
		f.tables = append(f.tables, t)
	}
	return f.tables[depth-1]
}

// close ends the tables deeper than depth.
func (f *rtfFlow) close(depth int) {
	for len(f.tables) > depth {
		t := f.tables[len(f.tables)-1]
		t.lists.end()
		n := t.node(f.r)
		f.tables = f.tables[:len(f.tables)-1]
		out := f.out()
		if n.Content != nil {
			notes := f.r.r.takeCaption(out, &n)
			*out = append(append(*out, n), notes...)
		}
		*out = append(*out, t.open...) // words behind the last cell
		for _, cell := range t.cells {
			*out = append(*out, cell...)
		}
	}
}

// out is where blocks go: the innermost open cell, or the flow itself.
func (f *rtfFlow) out() *[]content.Node {
	if n := len(f.tables); n > 0 {
		return &f.tables[n-1].open
	}
	return &f.blocks
}

func (f *rtfFlow) builder() *listBuilder {
	if n := len(f.tables); n > 0 {
		return f.tables[n-1].lists
	}
	if f.lists == nil {
		f.lists = &listBuilder{out: &f.blocks}
	}
	return f.lists
}

// paragraph ends a paragraph.
func (f *rtfFlow) paragraph(p rtfParagraph) {
	depth := p.inTable
	if len(f.tables) > depth {
		// A row that is not over yet goes on.
		for len(f.tables) > depth && len(f.tables[len(f.tables)-1].cells) == 0 && len(f.tables[len(f.tables)-1].open) == 0 {
			f.close(len(f.tables) - 1)
		}
		f.close(depth)
	}
	if depth > 0 {
		f.table(depth)
	}
	line := trimLine(folded(f.line))
	after := f.after
	f.line, f.after = nil, nil
	lists := f.builder()
	label := strings.TrimSpace(f.r.label.String())
	f.r.label.Reset()
	if len(line) == 0 && len(after) == 0 {
		return
	}
	if formulas, alone := standingFormulas(line); alone && !f.note {
		lists.end()
		*f.out() = append(append(*f.out(), formulas...), after...)
		return
	}
	style := f.r.styles[p.style]
	level, title, caption := p.outline, false, false
	if style != nil {
		title = style.name == "title"
		caption = style.name == "caption"
		if level == 0 {
			level = style.outline
		}
		if n, ok := strings.CutPrefix(style.name, "heading "); ok {
			if v, err := strconv.Atoi(n); err == nil {
				level = v
			}
		}
	}
	if level > 9 {
		level = 0
	}
	if it, words := rtfItem(p, label); len(line) > 0 && it != nil && level == 0 {
		lists.add(paragraph(line...), it)
		for _, n := range after {
			lists.inside(n)
		}
		return
	} else if words != "" && len(line) > 0 {
		line = append([]content.Node{inFont(text(words+" "), fontName(line))}, line...)
	}
	lists.end()
	out := f.out()
	if len(line) > 0 {
		n := paragraph(line...)
		switch {
		case f.note || depth > 0 && (level > 0 || title):
		case level > 0 || title:
			for i := range line {
				line[i].Marks = without(line[i].Marks, "strong")
			}
			n = content.Node{Type: "heading", Attrs: map[string]any{"level": min(max(level+1, 2), 4)}, Content: line}
			if title {
				n.Attrs["title"] = true
			}
		case caption:
			if k := len(*out); len(after) == 0 && k > 0 && (*out)[k-1].Type == "image" && (*out)[k-1].Attrs["caption"] == nil {
				(*out)[k-1].Attrs["caption"] = f.r.r.captionOf(line)
				*out = append(*out, notesOf(line)...)
				return
			}
			n.Attrs = map[string]any{"caption": true}
		case p.align != "" && depth == 0:
			n.Attrs = map[string]any{"align": p.align}
		}
		*out = append(*out, n)
	}
	*out = append(*out, after...)
}

func fontName(line []content.Node) string {
	font, _ := line[0].Attrs[fontAttr].(string)
	return font
}

// rtfPlace is the number of an item that says no more than its place.
var rtfPlace = regexp.MustCompile(`^\(?(?:(\d{1,6})|([ivxlcdm]{1,8})|([IVXLCDM]{1,8})|([a-zđ]{1,2})|([A-ZĐ]{1,2}))((?:\.(?:\d+|[a-z]))*)[.)]?$`)

// rtfItem tells by the number that the file writes before a paragraph whether
// it is an item of a list, or has words that must stay.
func rtfItem(p rtfParagraph, label string) (*item, string) {
	if label == "" && p.list == 0 {
		return nil, ""
	}
	it := &item{list: strconv.Itoa(p.list), level: p.level, bullet: true, kind: "1"}
	if label == "" {
		it.goesOn = true
		return it, ""
	}
	if !hasWords(label) && !strings.ContainsAny(label, "0123456789") {
		return it, ""
	}
	m := rtfPlace.FindStringSubmatch(label)
	if m == nil {
		if strings.IndexFunc(label, func(r rune) bool { return r < 0xe000 || r > 0xf8ff }) < 0 || len([]rune(label)) == 1 {
			return it, "" // the bullet of a font of symbols
		}
		return nil, label
	}
	it.bullet = false
	switch {
	case m[6] != "":
		it.number = lastNumber(m[6])
	case m[1] != "":
		it.number, _ = strconv.Atoi(m[1])
	case m[2] != "" && (len(m[2]) > 1 || strings.Contains("ivx", m[2])):
		it.kind, it.number = "i", fromRoman(strings.ToUpper(m[2]))
	case m[3] != "" && (len(m[3]) > 1 || strings.Contains("IVX", m[3])):
		it.kind, it.number = "I", fromRoman(m[3])
	default:
		letter := m[2] + m[3] + m[4] + m[5]
		it.kind, it.number = "a", int(letter[0]|0x20)-'a'+1
		if letter == strings.ToUpper(letter) {
			it.kind = "A"
		}
	}
	it.number = max(it.number, 0)
	return it, ""
}

func lastNumber(s string) int {
	n, _ := strconv.Atoi(s[strings.LastIndexByte(s, '.')+1:])
	return n
}

func fromRoman(s string) int {
	for n := 1; n < 400; n++ {
		if roman(n) == s {
			return n
		}
	}
	return 1
}

// cell ends a cell.
func (f *rtfFlow) cell(p rtfParagraph) {
	f.paragraph(p)
	t := f.table(p.inTable)
	t.lists.end()
	forgetCaptions(t.open)
	if len(t.cells) < 200 {
		t.cells = append(t.cells, t.open)
	} else if n := len(t.cells); n > 0 {
		t.cells[n-1] = append(t.cells[n-1], t.open...)
	}
	t.open = nil
}

// row ends a row.
func (f *rtfFlow) row(depth int) {
	depth = min(depth, maxTables)
	if len(f.tables) < depth {
		return
	}
	f.close(depth)
	t := f.tables[depth-1]
	t.lists.end()
	row := rtfRow{header: t.header}
	for i, c := range t.cells {
		cell := rtfCell{edge: (i + 1) * 1000, content: c}
		if i < len(t.defs) {
			cell.edge, cell.left, cell.above = t.defs[i].edge, t.defs[i].left, t.defs[i].above
		} else if len(t.defs) > 0 {
			cell.edge = t.defs[len(t.defs)-1].edge + (i+1-len(t.defs))*1000
		}
		row.cells = append(row.cells, cell)
	}
	t.cells = nil
	if len(row.cells) > 0 {
		t.rows = append(t.rows, row)
	}
}

// end ends the flow.
func (f *rtfFlow) end() {
	if len(f.line) > 0 || len(f.after) > 0 {
		p := f.r.state.par
		p.inTable = min(p.inTable, len(f.tables))
		f.paragraph(p)
	}
	f.close(0)
	if f.lists != nil {
		f.lists.end()
	}
}

// node makes a table of what was read: cells whose edges lie on those of others
// further on span them.
func (t *rtfTable) node(r *rtfReader) content.Node {
	var edges []int
	for _, row := range t.rows {
		for _, c := range row.cells {
			edges = append(edges, c.edge)
		}
	}
	slices.Sort(edges)
	grid := edges[:0]
	for _, e := range edges {
		if len(grid) == 0 || e-grid[len(grid)-1] > 20 { // twips: what is nearer is one line
			grid = append(grid, e)
		}
	}
	out := content.Node{Type: "table"}
	if len(grid) > 150 {
		grid = nil
	}
	open := map[int]*content.Node{}
	for _, row := range t.rows {
		n := content.Node{Type: "table_row"}
		column := 0
		var placed []rtfCell
		for _, c := range row.cells {
			end := column + 1
			if grid != nil {
				end = max(column+1, column1(grid, c.edge))
			}
			c.column, c.span = column, end-column
			column = end
			if k := len(placed); c.left && k > 0 {
				placed[k-1].span += c.span
				placed[k-1].content = append(placed[k-1].content, c.content...)
				continue
			}
			placed = append(placed, c)
		}
		var starts []int
		for _, c := range placed {
			if above := open[c.column]; c.above && above != nil && len(c.content) == 0 {
				rows, _ := above.Attrs["rowspan"].(int)
				above.Attrs["rowspan"] = min(max(rows, 1)+1, 1000)
				continue
			}
			cell := content.Node{Type: "table_cell", Attrs: map[string]any{}, Content: c.content}
			if row.header {
				cell.Type = "table_header"
			}
			if len(cell.Content) == 0 {
				cell.Content = []content.Node{paragraph()}
			}
			if c.span > 1 {
				cell.Attrs["colspan"] = min(c.span, 100)
			}
			n.Content = append(n.Content, cell)
			starts = append(starts, c.column)
		}
		if len(n.Content) == 0 {
			continue
		}
		out.Content = append(out.Content, n)
		kept := out.Content[len(out.Content)-1].Content
		for i, column := range starts {
			open[column] = &kept[i]
		}
		r.nodes++
	}
	boldHead(&out)
	return out
}

// column1 is the number of the column behind an edge.
func column1(grid []int, edge int) int {
	i, _ := slices.BinarySearchFunc(grid, edge, func(g, e int) int {
		switch {
		case g < e-20:
			return -1
		case g > e+20:
			return 1
		}
		return 0
	})
	return i + 1
}
