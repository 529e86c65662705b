package paper

// shares makes widths of the page of shares.
func shares(list []float64) []float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	widths := make([]float64, len(list))
	for i, v := range list {
		widths[i] = textW * v / sum
	}
	return widths
}

// A row of a table that is laid out.
type row struct {
	cells []cellBox
	h     float64
}

type cellBox struct {
	text   typeset
	w      float64
	middle bool // between top and bottom
}

const (
	cellX = 4.0
	cellY = 3.0
)

func (w *sheet) row(cells []Cell, widths []float64, size float64) row {
	r := row{}
	for i, c := range cells {
		b := cellBox{text: w.all(c, size, widths[i]-2*cellX), w: widths[i]}
		r.cells = append(r.cells, b)
		r.h = max(r.h, b.text.height()+2*cellY)
	}
	r.h = max(r.h, leading(size)+2*cellY)
	return r
}

// draw writes a row with its borders and goes below it.
func (w *sheet) draw(r row) {
	x := marginL
	for _, c := range r.cells {
		w.pdf.Rect(x, w.y, c.w, r.h, "D")
		y := w.y + cellY
		if c.middle {
			y = w.y + (r.h-c.text.height())/2
		}
		w.print(c.text, x+cellX, y)
		x += c.w
	}
	w.y += r.h
}

func (w *sheet) headRow(t Table) row {
	cells := make([]Cell, len(t.Head))
	for i, s := range t.Head {
		cells[i] = Cell{{Text: s, Bold: true, Align: Centre}}
	}
	r := w.row(cells, shares(t.Widths), sizeTable)
	for i := range r.cells {
		r.cells[i].middle = true
	}
	return r
}

// table writes a table; a row is broken only if it is higher than a page.
func (w *sheet) table(t Table) {
	widths := shares(t.Widths)
	head := w.headRow(t)
	rows := make([]row, len(t.Rows))
	for i, cells := range t.Rows {
		rows[i] = w.row(t.centred(cells), widths, sizeTable)
	}
	if len(rows) > 0 {
		w.need(head.h + rows[0].h)
	}
	w.draw(head)
	for _, r := range rows {
		for {
			if r.h > w.left() && w.y > w.top+head.h+1 {
				w.page()
				w.draw(head)
			}
			var rest row
			r, rest = r.split(w.left())
			w.draw(r)
			if len(rest.cells) == 0 {
				break
			}
			r = rest
			w.page()
			w.draw(head)
		}
	}
	w.y += 8
}

// split parts a row that is higher than there is room for.
func (r row) split(room float64) (now, rest row) {
	if r.h <= room {
		return r, row{}
	}
	now.h = room
	for _, c := range r.cells {
		n := min(len(c.text.all), max(1, int((room-2*cellY)/c.text.lead)))
		first, second := c, c
		first.text.all, second.text.all = c.text.all[:n], c.text.all[n:]
		now.cells, rest.cells = append(now.cells, first), append(rest.cells, second)
		rest.h = max(rest.h, second.text.height()+2*cellY)
	}
	return now, rest
}

// centred is a row with its centred columns.
func (t Table) centred(cells []Cell) []Cell {
	list := make([]Cell, len(cells))
	for i, c := range cells {
		list[i] = append(Cell(nil), c...)
		if i < len(t.Centre) && t.Centre[i] {
			for j := range list[i] {
				list[i][j].Align = Centre
			}
		}
	}
	return list
}
