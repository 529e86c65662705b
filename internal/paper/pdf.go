package paper

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

const family = "Tinos"

// PDF writes the document as a PDF file with its fonts in it.
func (d *Document) PDF() ([]byte, error) {
	pages := 0
	for range 3 { // "page x of y" needs y, which may change where a line breaks
		w := newSheet(d, pages)
		for i := range d.Blocks {
			w.block(i)
		}
		n := w.pdf.PageNo()
		if n != pages {
			pages = n
			continue
		}
		var b bytes.Buffer
		if err := w.pdf.Output(&b); err != nil {
			return nil, fmt.Errorf("write PDF: %w", err)
		}
		return b.Bytes(), nil
	}
	return nil, fmt.Errorf("write PDF: its pages do not settle")
}

// A sheet is a PDF being written, from the top down.
type sheet struct {
	d     *Document
	pdf   *fpdf.Fpdf
	pages int     // in all
	top   float64 // where text begins on a page
	y     float64
}

func newSheet(d *Document, pages int) *sheet {
	w := &sheet{d: d, pdf: fpdf.New("P", "pt", "A4", ""), pages: max(pages, 1)}
	f := w.pdf
	for s, data := range map[style][]byte{plain: regular, strong: bold, slanted: italic} {
		f.AddUTF8FontFromBytes(family, string(s), bytes.Clone(data))
	}
	f.SetCatalogSort(true)
	f.SetTitle(d.Title, true)
	f.SetAuthor(d.Author, true)
	f.SetCreator("Công Bố", true)
	f.SetProducer("Công Bố", true)
	f.SetLang(string(d.Lang))
	at := d.Date
	if at.IsZero() {
		at = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // fpdf would write the hour of now
	}
	f.SetCreationDate(at)
	f.SetModificationDate(at)
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	f.SetCellMargin(0)
	w.page()
	return w
}

// page begins a new page with its head.
func (w *sheet) page() {
	w.pdf.AddPage()
	if w.d.Mark != "" {
		w.mark()
	}
	w.pdf.SetLineWidth(0.6)
	w.pdf.SetDrawColor(0, 0, 0)
	w.y = marginTop
	w.head()
	w.y += 14
	w.top = w.y
}

// mark writes across the page what kind of copy it is.
func (w *sheet) mark() {
	f := w.pdf
	f.SetFont(family, string(strong), 92)
	f.SetTextColor(232, 232, 232)
	f.TransformBegin()
	f.TransformRotate(52, pageW/2, pageH/2)
	f.Text(pageW/2-f.GetStringWidth(w.d.Mark)/2, pageH/2+30, w.d.Mark)
	f.TransformEnd()
	f.SetTextColor(0, 0, 0)
}

func (w *sheet) head() {
	h := w.d.Head
	var office, title, facts Cell
	for i, line := range h.Office {
		office = append(office, Para{Text: line, Bold: i == len(h.Office)-1, Align: Centre})
	}
	title = Cell{{Text: h.Kind, Bold: true, Align: Centre}, {Text: h.Title, Bold: true, Align: Centre}}
	for _, line := range h.Facts {
		facts = append(facts, Para{Text: line})
	}
	facts = append(facts, Para{Text: fmt.Sprintf("%s: %d/%d", h.Page, w.pdf.PageNo(), w.pages)})
	r := w.row([]Cell{office, title, facts}, shares(headShares[:]), sizeHead)
	for i := range 2 {
		r.cells[i].middle = true
	}
	w.draw(r)
}

func (w *sheet) left() float64 { return pageH - marginFoot - w.y }

// need begins a new page if less than h is left, unless the page is empty.
func (w *sheet) need(h float64) {
	if w.left() < h && w.y > w.top {
		w.page()
	}
}

// block writes a block of the document.
func (w *sheet) block(i int) {
	switch b := w.d.Blocks[i].(type) {
	case Heading:
		size := headings[min(b.Level, len(headings)-1)]
		p := Para{Text: b.Text, Bold: true}
		if b.Level == 0 {
			p.Align = Centre
		} else if w.y > w.top {
			w.y += 8
		}
		lines := w.lines(p, size, textW)
		h := lines.height() + 4
		keep := h
		for j := i + 1; j < len(w.d.Blocks); j++ {
			keep += w.least(w.d.Blocks[j])
			if next, ok := w.d.Blocks[j].(Heading); !ok || next.Level == 0 {
				break
			}
		}
		if rest := w.closing(i); rest < pageH-marginFoot-w.top {
			keep = max(keep, rest)
		}
		w.need(keep)
		if b.Level > 0 {
			w.pdf.Bookmark(b.Text, b.Level-1, w.y)
		}
		w.print(lines, marginL, w.y)
		w.y += h
	case Para:
		lines := w.lines(b, sizeText, textW)
		if h := lines.height(); h < pageH/2 {
			w.need(h)
		}
		for _, line := range lines.all {
			w.need(lines.lead)
			w.print(typeset{[]textLine{line}, lines.size, lines.lead, lines.align}, marginL, w.y)
			w.y += lines.lead
		}
		w.y += 4
	case Table:
		w.table(b)
	case Drawing:
		w.drawing(b)
	case Signatures:
		w.signatures(b)
	}
}

// closing is how high all is that comes after block i down to the signatures,
// which do not stand on a page alone; too much where other parts come between.
func (w *sheet) closing(i int) float64 {
	h := 36.0 // the heading
	for _, block := range w.d.Blocks[i+1:] {
		switch b := block.(type) {
		case Para:
			h += w.lines(b, sizeText, textW).height() + 4
		case Table:
			h += w.headRow(b).h + 8
			for _, r := range b.Rows {
				h += w.row(r, shares(b.Widths), sizeTable).h
			}
		case Signatures:
			_, high, low := w.columns(b)
			return h + signGap + high + signRoom + low
		default:
			return pageH
		}
	}
	return 0
}

// least is how much room a block wants with the heading above it.
func (w *sheet) least(block Block) float64 {
	switch b := block.(type) {
	case Heading:
		return 30
	case Drawing:
		return w.fit(b) * b.Chart.H
	case Table:
		h := w.headRow(b).h
		if len(b.Rows) > 0 {
			h += w.row(b.Rows[0], shares(b.Widths), sizeTable).h
		}
		return h
	}
	return 2 * leading(sizeText)
}

// signatures stand side by side, each with room to sign.
func (w *sheet) signatures(list Signatures) {
	if len(list) == 0 {
		return
	}
	columns, high, low := w.columns(list)
	w.y += signGap
	w.need(high + signRoom + low)
	for i, c := range columns {
		x := marginL + float64(i)*textW/float64(len(list)) + 4
		w.print(c[0], x, w.y)
		w.print(c[1], x, w.y+high+signRoom)
	}
	w.y += high + signRoom + low
}

// columns are the signatures as set: what stands above and below the room to
// sign, and how high that is at most.
func (w *sheet) columns(list Signatures) (columns [][2]typeset, high, low float64) {
	width := textW/float64(len(list)) - 8
	for _, s := range list {
		above := w.all(Cell{{Text: s.Title, Bold: true, Align: Centre}, {Text: s.Office, Bold: true, Align: Centre}, {Text: s.Hint, Italic: true, Align: Centre}}, sizeText, width)
		below := w.all(Cell{{Text: s.Name, Bold: true, Align: Centre}, {Text: s.Note, Italic: true, Align: Centre}}, sizeText, width)
		columns = append(columns, [2]typeset{above, below})
		high, low = max(high, above.height()), max(low, below.height())
	}
	return columns, high, low
}

// PageCount counts the pages of a PDF that this package wrote.
func PageCount(pdf []byte) int { return strings.Count(string(pdf), "/Type /Page\n") }
