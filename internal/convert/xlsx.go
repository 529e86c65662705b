package convert

import (
	"path"
	"regexp"
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
	noZeros bool // of the sheet that is read
	left    int  // cells that may still be read
	places  int  // cells of tables, empty ones too
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
		name     string
		blocks   []content.Node
		comments int // how many there are behind its last one
	}
	var all []read
	for _, s := range sheets {
		blocks, err := x.sheet(rels[s.attr("id")].target)
		if err != nil {
			return err
		}
		if len(blocks) > 0 {
			all = append(all, read{s.attr("name"), blocks, len(x.r.Comments)})
		}
	}
	comment := 0
	for _, one := range all {
		if len(all) > 1 {
			x.r.Blocks = append(x.r.Blocks, content.Node{Type: "heading", Attrs: map[string]any{"level": 2}, Content: []content.Node{text(one.name)}})
		}
		for ; comment < one.comments; comment++ {
			x.r.Comments[comment].Block += len(x.r.Blocks)
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
	shownAt map[[2]int][2]int // of merged cells that begin in what is hidden: where they are seen
	heads   [][4]int          // header cells: row, first and last column, last row of what they head
	blocks  map[int]int       // of the sheet's blocks, by row
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
	g := &grid{cells: map[[2]int]content.Node{}, bold: map[[2]int]bool{}, numbers: map[[2]int]bool{}, spans: map[[2]int][2]int{}, covered: map[[2]int]bool{},
		shownAt: map[[2]int][2]int{}, blocks: map[int]int{}}
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
	x.noZeros = ws.child("sheetViews").child("sheetView").attr("showZeros") == "0"
	data := ws.child("sheetData")
	eachRow(data, func(row int, r *element) {
		if on1(r.attr("hidden")) || r.attr("ht") == "0" {
			g.hidden.rows[row] = true
		}
	})
	for _, m := range ws.child("mergeCells").all() {
		g.merge(m.attr("ref"))
	}
	g.head(ws.child("autoFilter").attr("ref"))
	if err := x.tables(rels, g); err != nil {
		return nil, err
	}
	x.readCells(data, g, linksOf(ws, rels))
	out := x.tableOf(g)
	if err := x.comments(rels, g); err != nil {
		return nil, err
	}
	if ws.find("oleObject") != nil {
		x.r.note("convert.drawing_lost")
	}
	beside, err := x.beside(rels)
	return append(out, beside...), err
}

// eachRow tells the rows of a sheet with their numbers.
func eachRow(data *element, tell func(row int, r *element)) {
	row := -1
	for _, r := range data.all() {
		if r.name != "row" {
			continue
		}
		row++
		if n, err := strconv.Atoi(r.attr("r")); err == nil && n > 0 {
			row = n - 1
		}
		tell(row, r)
	}
}

func (x *xlsxReader) readCells(data *element, g *grid, links *sheetLinks) {
	eachRow(data, func(row int, r *element) {
		column := -1
		for _, c := range r.all() {
			if c.name != "c" {
				continue
			}
			column++
			if p, ok := cellAt(c.attr("r")); ok {
				column = p[1]
			}
			x.readCell(c, [2]int{row, column}, g, links)
		}
	})
}

func (x *xlsxReader) readCell(c *element, named [2]int, g *grid, links *sheetLinks) {
	line, number := x.value(c)
	if len(line) == 0 {
		return
	}
	at := named
	if seen, ok := g.shownAt[named]; ok {
		at = seen
	}
	if g.hidden.rows[at[0]] || g.hidden.cols[at[1]] {
		x.r.note("convert.sheet_hidden")
		return
	}
	if at[1] >= maxSheetCols || x.left <= 0 {
		x.r.note("convert.sheet_cut")
		return
	}
	x.left--
	to, known := links.of(named, c.child("f").words())
	if !known {
		x.r.note("convert.link_reckoned")
	}
	if href, ok := link(to); ok {
		for i := range line {
			line[i].Marks = withMark(line[i].Marks, content.Mark{Type: "link", Attrs: map[string]any{"href": href}})
		}
	} else if leads(to) {
		x.r.note(linkRemoved)
	}
	g.cells[at] = paragraph(line...)
	g.bold[at] = allBold(line)
	g.numbers[at] = number
}

// value is what a cell shows, and whether it is a number.
func (x *xlsxReader) value(c *element) ([]content.Node, bool) {
	index, _ := strconv.Atoi(c.attr("s"))
	style := x.styles.cell(index)
	raw := c.child("v").words()
	switch c.attr("t") {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(raw)); err == nil && n >= 0 && n < len(x.strings) {
			return x.framed(x.rich(x.strings[n], style), style), false
		}
		return nil, false
	case "inlineStr":
		return x.framed(x.rich(c.child("is"), style), style), false
	case "str":
		return x.framed(x.words(raw, style), style), false
	}
	if c.child("f") != nil && strings.TrimSpace(raw) == "" {
		x.r.note("convert.sheet_unreckoned")
		return nil, false
	}
	switch c.attr("t") {
	case "b":
		is := on1(strings.TrimSpace(raw))
		if style.box {
			return x.words(map[bool]string{true: "☑", false: "☐"}[is], style), false
		}
		return x.words(map[bool]string{true: "TRUE", false: "FALSE"}[is], style), false
	case "e":
		if c.attr("vm") != "" && x.bag.files["xl/richData/richValueRel.xml"] != nil {
			x.r.note("convert.cell_picture")
			return nil, false
		}
		x.r.note("convert.sheet_errors")
		return x.words(raw, style), false
	case "d":
		v, clock, ok := dayNumber(raw, x.date04)
		if !ok {
			return x.words(raw, style), true
		}
		format := style.format
		if !isDate(bareFormat(format)) {
			format = builtin[14]
			if clock {
				format = builtin[22]
			}
		}
		return x.words(formatNumber(v, format, x.date04), style), true
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil {
		return x.words(raw, style), false
	}
	if v == 0 && x.noZeros {
		return nil, false
	}
	shown := formatNumber(v, style.format, x.date04)
	if shown == "" && v != 0 {
		x.r.note("convert.sheet_hidden")
	}
	return x.words(shown, style), true
}

// words makes a line of plain text.
func (x *xlsxReader) words(s string, style xlsxCell) []content.Node {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return trimLine(lines(nil, s, style.marks, style.font))
}

// framed puts the words around a text that its format shows with it.
func (x *xlsxReader) framed(line []content.Node, style xlsxCell) []content.Node {
	if len(line) == 0 || style.format == "" {
		return line
	}
	before, after, shown := formatText(style.format)
	if !shown {
		x.r.note("convert.sheet_hidden")
		return nil
	}
	if before != "" {
		line = append(lines(nil, before, style.marks, style.font), line...)
	}
	if after != "" {
		line = lines(line, after, style.marks, style.font)
	}
	return trimLine(line)
}

var escapedChar = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// unescaped reads characters that SpreadsheetML writes by their code (ISO/IEC
// 29500-1, 22.9.2.19).
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escapedChar.ReplaceAllStringFunc(s, func(code string) string {
		n, err := strconv.ParseUint(code[2:6], 16, 16)
		if err != nil || n == '\r' {
			return ""
		}
		return string(rune(n))
	})
}

// lines adds a text to a line, which is divided where the text is.
func lines(line []content.Node, s string, marks []content.Mark, font string) []content.Node {
	for i, l := range strings.Split(unescaped(s), "\n") {
		if i > 0 {
			line = append(line, content.Node{Type: "hard_break"})
		}
		if l != "" {
			line = append(line, inFont(text(l, marks...), font))
		}
	}
	return line
}

// rich reads a text that may be set in several ways. Phonetic hints are none of
// it.
func (x *xlsxReader) rich(si *element, style xlsxCell) []content.Node {
	var line []content.Node
	for _, c := range si.all() {
		switch c.name {
		case "t":
			line = lines(line, c.text, style.marks, style.font)
		case "r":
			marks, font := style.marks, style.font
			if p := c.child("rPr"); p != nil {
				marks, font = fontMarks(p)
			}
			line = lines(line, c.child("t").words(), marks, font)
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
	rows, cols, seen := 0, 0, a
	for r := b[0]; r >= a[0]; r-- {
		if !g.hidden.rows[r] {
			seen[0] = r
			rows++
		}
	}
	for c := b[1]; c >= a[1]; c-- {
		if !g.hidden.cols[c] {
			seen[1] = c
			cols++
		}
	}
	if rows*cols == 0 || (b[0]-a[0]+1)*(b[1]-a[1]+1) > maxSheetCells {
		return
	}
	if seen != a {
		g.shownAt[a] = seen
	}
	g.spans[seen] = [2]int{rows, cols}
	for r := a[0]; r <= b[0]; r++ {
		for c := a[1]; c <= b[1]; c++ {
			if at := [2]int{r, c}; at != seen {
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
		part := x.part(g, order[start:end])
		for i, r := range order[start:end] {
			g.blocks[r] = max(len(out)+min(i, len(part)-1), 0)
		}
		out = append(out, part...)
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
		named := len(rows) > 1 && slices.ContainsFunc(g.heads, func(h [4]int) bool { return h[0] == r }) // all that it says names columns
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
				head, named = head && g.bold[at], named && g.isHead(at)
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
		if head || named {
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
