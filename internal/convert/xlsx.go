package convert

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/fault"
)

// Budgets of workbooks: beyond them a table is data, not part of a text.
const (
	maxSheetCells = 10_000 // of the whole file, empty ones between others too
	maxSheetCols  = 100
	maxSheets     = 50
)

// fromXlsx makes tables of the sheets of an Excel file, each cell as Excel
// shows it: dates and numbers by their formats, formulas by their last result.
// What is hidden is left out and told: it may be what must not be published.
func fromXlsx(data []byte) (*Result, error) {
	b, err := openBag(data)
	if err != nil {
		return nil, err
	}
	if b.macros() || b.sheetMacros() {
		return nil, fault.New(fault.Invalid, "convert.macros")
	}
	x := &xlsxReader{bag: b, r: &Result{Images: make(map[string][]byte)}, left: maxSheetCells}
	if err := x.readBook(); err != nil {
		return nil, err
	}
	x.r.finish()
	return x.r, nil
}

// sheetMacros reports whether the file has sheets of Excel 4 macros.
func (b *bag) sheetMacros() bool {
	for name := range b.files {
		if strings.HasPrefix(name, "xl/macrosheets/") {
			return true
		}
	}
	return false
}

type xlsxReader struct {
	bag     *bag
	r       *Result
	main    string
	strings []*element
	styles  xlsxStyles
	date04  bool
	left    int // cells that may still be read
	places  int // cells of tables, empty ones too
}

// relations reads where a part of the file leads, by the ids of its relations.
func (x *xlsxReader) relations(part string) (map[string]relation, error) {
	all := make(map[string]relation)
	rels, err := x.bag.tree(path.Join(path.Dir(part), "_rels", path.Base(part)+".rels"))
	if err != nil {
		return nil, err
	}
	for _, c := range rels.find("Relationships").all() {
		target := c.attr("Target")
		external := c.attr("TargetMode") == "External"
		if strings.HasPrefix(target, "/") {
			target = strings.TrimPrefix(path.Clean(target), "/")
		} else if !external {
			target = path.Join(path.Dir(part), target)
		}
		all[c.attr("Id")] = relation{target, external, path.Base(c.attr("Type"))}
	}
	return all, nil
}

func (x *xlsxReader) readBook() error {
	var err error
	if x.main, err = x.bag.mainPart(); err != nil {
		return err
	}
	if x.bag.files[x.main] == nil {
		x.main = "xl/workbook.xml"
	}
	book, err := x.bag.tree(x.main)
	if err != nil {
		return err
	}
	if book.find("sheets") == nil {
		return fault.New(fault.Invalid, "convert.docx_unreadable")
	}
	rels, err := x.relations(x.main)
	if err != nil {
		return err
	}
	x.date04 = on1(book.find("workbookPr").attr("date1904"))
	for _, r := range rels {
		part, err := (*element)(nil), error(nil)
		switch r.kind {
		case "sharedStrings":
			if part, err = x.bag.tree(r.target); err == nil {
				x.strings = append(x.strings, part.find("sst").all()...)
			}
		case "styles":
			if part, err = x.bag.tree(r.target); err == nil {
				x.styles.read(part.find("styleSheet"))
			}
		}
		if err != nil {
			return err
		}
	}
	var sheets []*element
	for _, s := range book.find("sheets").all() {
		if state := s.attr("state"); state == "hidden" || state == "veryHidden" {
			x.r.note("convert.sheet_hidden")
			continue
		}
		if r := rels[s.attr("id")]; r.kind == "worksheet" {
			sheets = append(sheets, s)
		} else {
			x.r.note("convert.drawing_lost") // a sheet that is a chart
		}
	}
	if len(sheets) > maxSheets {
		sheets = sheets[:maxSheets]
		x.r.note("convert.sheet_cut")
	}
	type read struct {
		name   string
		blocks []content.Node
	}
	var all []read
	for _, s := range sheets {
		blocks, err := x.sheet(rels[s.attr("id")].target)
		if err != nil {
			return err
		}
		if len(blocks) > 0 {
			all = append(all, read{s.attr("name"), blocks})
		}
	}
	for _, one := range all {
		if len(all) > 1 {
			x.r.Blocks = append(x.r.Blocks, content.Node{Type: "heading", Attrs: map[string]any{"level": 2}, Content: []content.Node{text(one.name)}})
		}
		x.r.Blocks = append(x.r.Blocks, one.blocks...)
	}
	return nil
}

// on1 reads a switch of SpreadsheetML.
func on1(v string) bool { return v == "1" || v == "true" }

// A grid is the cells of a sheet that say anything, by row and column.
type grid struct {
	cells   map[[2]int]content.Node
	bold    map[[2]int]bool
	numbers map[[2]int]bool
	spans   map[[2]int][2]int // of merged cells: how many rows and columns
	covered map[[2]int]bool
	hidden  struct{ rows, cols map[int]bool }
}

func (x *xlsxReader) sheet(name string) ([]content.Node, error) {
	part, err := x.bag.tree(name)
	if err != nil {
		return nil, err
	}
	ws := part.find("worksheet")
	if ws == nil {
		return nil, nil
	}
	rels, err := x.relations(name)
	if err != nil {
		return nil, err
	}
	g := &grid{cells: map[[2]int]content.Node{}, bold: map[[2]int]bool{}, numbers: map[[2]int]bool{}, spans: map[[2]int][2]int{}, covered: map[[2]int]bool{}}
	g.hidden.rows, g.hidden.cols = map[int]bool{}, map[int]bool{}
	for _, c := range ws.child("cols").all() {
		if on1(c.attr("hidden")) || c.attr("width") == "0" {
			from, _ := strconv.Atoi(c.attr("min"))
			to, _ := strconv.Atoi(c.attr("max"))
			for i := max(from, 1); i <= min(to, maxSheetCols+1); i++ {
				g.hidden.cols[i-1] = true
			}
		}
	}
	links := map[[2]int]string{}
	for _, l := range ws.child("hyperlinks").all() {
		if r := rels[l.attr("id")]; r.external {
			from, _, _ := strings.Cut(l.attr("ref"), ":")
			if at, ok := cellAt(from); ok {
				links[at] = r.target
			}
		}
	}
	x.readCells(ws.child("sheetData"), g, links)
	for _, m := range ws.child("mergeCells").all() {
		g.merge(m.attr("ref"))
	}
	out := x.tableOf(g)
	x.comments(rels, g)
	pictures, err := x.pictures(rels)
	return append(out, pictures...), err
}

func (x *xlsxReader) readCells(data *element, g *grid, links map[[2]int]string) {
	row := -1
	for _, r := range data.all() {
		if r.name != "row" {
			continue
		}
		row++
		if n, err := strconv.Atoi(r.attr("r")); err == nil && n > 0 {
			row = n - 1
		}
		hidden := on1(r.attr("hidden"))
		if hidden {
			g.hidden.rows[row] = true
		}
		column := -1
		for _, c := range r.all() {
			if c.name != "c" {
				continue
			}
			column++
			at := [2]int{row, column}
			if p, ok := cellAt(c.attr("r")); ok {
				at = [2]int{row, p[1]}
				column = p[1]
			}
			line, number := x.value(c)
			if len(line) == 0 {
				continue
			}
			if hidden || g.hidden.cols[at[1]] {
				x.r.note("convert.sheet_hidden")
				continue
			}
			if at[1] >= maxSheetCols || x.left <= 0 {
				x.r.note("convert.sheet_cut")
				continue
			}
			x.left--
			if href, ok := link(links[at]); ok {
				for i := range line {
					line[i].Marks = withMark(line[i].Marks, content.Mark{Type: "link", Attrs: map[string]any{"href": href}})
				}
			} else if leads(links[at]) {
				x.r.note(linkRemoved)
			}
			g.cells[at] = paragraph(line...)
			g.bold[at] = allBold(line)
			g.numbers[at] = number
		}
	}
}

// value is what a cell shows, and whether it is a number.
func (x *xlsxReader) value(c *element) ([]content.Node, bool) {
	index, _ := strconv.Atoi(c.attr("s"))
	style := x.styles.cell(index)
	raw := c.child("v").words()
	one := func(s string) []content.Node {
		if strings.TrimSpace(s) == "" {
			return nil
		}
		return []content.Node{inFont(text(s, style.marks...), style.font)}
	}
	switch c.attr("t") {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(raw)); err == nil && n >= 0 && n < len(x.strings) {
			return x.rich(x.strings[n], style), false
		}
		return nil, false
	case "inlineStr":
		return x.rich(c.child("is"), style), false
	case "str":
		return one(raw), false
	case "b":
		return one(map[bool]string{true: "TRUE", false: "FALSE"}[on1(strings.TrimSpace(raw))]), false
	case "e":
		x.r.note("convert.sheet_errors")
		return one(raw), false
	case "d":
		return one(raw), true
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil {
		return one(raw), false
	}
	return one(formatNumber(v, style.format, x.date04)), true
}

// rich reads a text that may be set in several ways. Phonetic hints are none of
// it.
func (x *xlsxReader) rich(si *element, style xlsxCell) []content.Node {
	var line []content.Node
	add := func(s string, marks []content.Mark, font string) {
		for i, l := range strings.Split(s, "\n") {
			if i > 0 {
				line = append(line, content.Node{Type: "hard_break"})
			}
			if l != "" {
				line = append(line, inFont(text(l, marks...), font))
			}
		}
	}
	for _, c := range si.all() {
		switch c.name {
		case "t":
			add(c.text, style.marks, style.font)
		case "r":
			marks, font := style.marks, style.font
			if p := c.child("rPr"); p != nil {
				marks, font = fontMarks(p)
			}
			add(c.child("t").words(), marks, font)
		}
	}
	return trimLine(line)
}

// cellAt reads the name of a cell: B3 is row 2, column 1.
func cellAt(ref string) (at [2]int, ok bool) {
	i, column := 0, 0
	for i < len(ref) && i < 4 && (ref[i] >= 'A' && ref[i] <= 'Z' || ref[i] >= 'a' && ref[i] <= 'z') {
		column = column*26 + int(ref[i]|0x20-'a') + 1
		i++
	}
	row, err := strconv.Atoi(ref[i:])
	if i == 0 || err != nil || row < 1 || row > 1<<20 || column > 1<<14 {
		return at, false
	}
	return [2]int{row - 1, column - 1}, true
}

func (g *grid) merge(ref string) {
	from, to, ok := strings.Cut(ref, ":")
	a, ok1 := cellAt(from)
	b, ok2 := cellAt(to)
	if !ok || !ok1 || !ok2 || b[0] < a[0] || b[1] < a[1] {
		return
	}
	// A title that is merged over far more than the table has is cut to it.
	b[0], b[1] = min(b[0], a[0]+999), min(b[1], maxSheetCols-1)
	rows, cols := 0, 0
	for r := a[0]; r <= b[0]; r++ {
		if !g.hidden.rows[r] {
			rows++
		}
	}
	for c := a[1]; c <= b[1]; c++ {
		if !g.hidden.cols[c] {
			cols++
		}
	}
	if rows*cols <= 1 || rows*cols > maxSheetCells {
		return
	}
	g.spans[a] = [2]int{rows, cols}
	for r := a[0]; r <= b[0]; r++ {
		for c := a[1]; c <= b[1]; c++ {
			if at := [2]int{r, c}; at != a {
				g.covered[at] = true
			}
		}
	}
}

// tableOf makes a table of the cells that say anything. Rows and columns that
// say nothing at its edges are left out, and empty rows within part it in two:
// people put several tables on a sheet. A single cell is a line of text.
func (x *xlsxReader) tableOf(g *grid) []content.Node {
	rows := map[int]bool{}
	for at := range g.cells {
		rows[at[0]] = true
		for r := 1; r < g.spans[at][0]; r++ {
			rows[at[0]+r] = true
		}
	}
	order := make([]int, 0, len(rows))
	for r := range rows {
		order = append(order, r)
	}
	slices.Sort(order)
	var out []content.Node
	for start := 0; start < len(order); {
		end := start + 1
		for end < len(order) && !g.gap(order[end-1], order[end]) {
			end++
		}
		out = append(out, x.part(g, order[start:end])...)
		start = end
	}
	return out
}

// gap reports whether a row that can be seen lies between two.
func (g *grid) gap(a, b int) bool {
	for r := a + 1; r < b; r++ {
		if !g.hidden.rows[r] {
			return true
		}
	}
	return false
}

// part makes blocks of rows that stand together.
func (x *xlsxReader) part(g *grid, rows []int) []content.Node {
	first, last, cells := maxSheetCols, 0, 0
	for at := range g.cells {
		if at[0] >= rows[0] && at[0] <= rows[len(rows)-1] {
			first, last = min(first, at[1]), max(last, at[1])
			cells++
		}
	}
	if cells == 0 {
		return nil
	}
	if cells == 1 || first == last {
		var lines []content.Node // words above or below a table
		for _, r := range rows {
			if c, ok := g.cells[[2]int{r, first}]; ok {
				lines = append(lines, c)
			}
		}
		return lines
	}
	t := content.Node{Type: "table"}
	for i, r := range rows {
		if g.hidden.rows[r] {
			continue
		}
		row := content.Node{Type: "table_row"}
		head := i == 0 && len(rows) > 1
		for c := first; c <= last; c++ {
			at := [2]int{r, c}
			if g.hidden.cols[c] || g.covered[at] {
				continue
			}
			if x.places++; x.places > maxSheetCells {
				x.r.note("convert.sheet_cut")
				break
			}
			cell := content.Node{Type: "table_cell", Attrs: map[string]any{}, Content: []content.Node{paragraph()}}
			if p, ok := g.cells[at]; ok {
				cell.Content = []content.Node{p}
				head = head && g.bold[at]
			}
			if s, ok := g.spans[at]; ok {
				width := 0
				for k := c; k <= last && width < s[1]; k++ {
					if !g.hidden.cols[k] {
						width++
					}
				}
				if s[0] = min(s[0], len(rows)-i); s[0] > 1 {
					cell.Attrs["rowspan"] = s[0]
				}
				if width > 1 {
					cell.Attrs["colspan"] = width
				}
			}
			if g.numbers[at] {
				cell.Attrs["align"] = "end"
			}
			row.Content = append(row.Content, cell)
		}
		if len(row.Content) == 0 {
			continue
		}
		if head {
			for j := range row.Content {
				row.Content[j].Type = "table_header"
			}
		}
		t.Content = append(t.Content, row)
	}
	if len(t.Content) == 0 {
		return nil
	}
	return []content.Node{t}
}
