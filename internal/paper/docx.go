package paper

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math"
	"strings"
	"time"

	"congbo/internal/locale"
)

// DOCX writes the document as a Word file (ECMA-376, transitional).
func (d *Document) DOCX() ([]byte, error) {
	w := &word{d: d}
	body, err := w.document()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	files := []part{
		{"[Content_Types].xml", []byte(contentTypes)}, {"_rels/.rels", []byte(packageRels)},
		{"docProps/core.xml", d.core()}, {"docProps/app.xml", []byte(appProps)},
		{"word/document.xml", body}, {"word/styles.xml", d.styles()}, {"word/settings.xml", []byte(settings)},
		{"word/header1.xml", w.header()}, {"word/_rels/document.xml.rels", w.rels()},
	}
	for _, f := range append(files, w.pictures...) {
		out, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate})
		if err == nil {
			_, err = out.Write(f.data)
		}
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write Word file: %w", err)
	}
	return b.Bytes(), nil
}

// A part is a file within the Word file.
type part struct {
	name string
	data []byte
}

// A word is the text of a Word file being written.
type word struct {
	d        *Document
	b        strings.Builder
	pictures []part
}

func (w *word) put(parts ...string) {
	for _, s := range parts {
		w.b.WriteString(s)
	}
}

func (w *word) document() ([]byte, error) {
	w.put(xmlHead, `<w:document `, spaces, `><w:body>`)
	for i, block := range w.d.Blocks {
		switch b := block.(type) {
		case Heading:
			w.put(`<w:p><w:pPr><w:pStyle w:val="`, [...]string{"Title", "Heading1", "Heading2"}[min(b.Level, 2)], `"/></w:pPr>`, run(b.Text, ""), `</w:p>`)
		case Para:
			w.para(b, `<w:spacing w:after="80"/>`)
		case Table:
			w.table(b)
		case Drawing:
			if err := w.drawing(b, i); err != nil {
				return nil, err
			}
		case Signatures:
			w.signatures(b)
		}
	}
	w.put(`<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:pgSz w:w="`, twips(pageW), `" w:h="`, twips(pageH), `"/><w:pgMar w:top="`, twips(marginTop),
		`" w:right="`, twips(marginR), `" w:bottom="`, twips(marginFoot), `" w:left="`, twips(marginL), `" w:header="`, twips(marginTop), `" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return []byte(w.b.String()), nil
}

// header is what stands above every page. Word moves the text down to below it.
func (w *word) header() []byte {
	h := &word{d: w.d}
	h.put(xmlHead, `<w:hdr `, spaces, `>`)
	grid := shares(headShares[:])
	h.openTable(grid, true)
	cells := make([]func(), 3)
	size := `<w:sz w:val="21"/>`
	cells[0] = func() {
		for i, line := range w.d.Head.Office {
			h.line(line, i == len(w.d.Head.Office)-1, Centre, size)
		}
	}
	cells[1] = func() {
		h.line(w.d.Head.Kind, true, Centre, size)
		h.line(w.d.Head.Title, true, Centre, size)
	}
	cells[2] = func() {
		for _, line := range w.d.Head.Facts {
			h.line(line, false, Left, size)
		}
		h.put(`<w:p><w:pPr><w:spacing w:after="0"/></w:pPr>`, run(w.d.Head.Page+": ", size), field("PAGE", size), run("/", size), field("NUMPAGES", size), `</w:p>`)
		if w.d.Mark != "" {
			h.line(w.d.Mark, true, Left, size)
		}
	}
	h.put(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	for i, cell := range cells {
		h.put(`<w:tc><w:tcPr><w:tcW w:w="`, twips(grid[i]), `" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`)
		before := h.b.Len()
		cell()
		if h.b.Len() == before {
			h.put(`<w:p/>`)
		}
		h.put(`</w:tc>`)
	}
	h.put(`</w:tr></w:tbl><w:p><w:pPr><w:spacing w:after="0"/></w:pPr></w:p></w:hdr>`)
	return []byte(h.b.String())
}

func (w *word) line(text string, strong bool, a Align, props string) {
	if strong {
		props = `<w:b/>` + props
	}
	w.put(`<w:p><w:pPr><w:spacing w:after="0"/><w:jc w:val="`, string(a), `"/></w:pPr>`, run(text, props), `</w:p>`)
}

// para writes a paragraph; spacing is the part of its properties that says so.
func (w *word) para(p Para, spacing string) {
	w.put(`<w:p><w:pPr>`, spacing)
	if p.Dash {
		w.put(`<w:ind w:left="198" w:hanging="198"/>`)
	}
	if p.Align != "" {
		w.put(`<w:jc w:val="`, string(p.Align), `"/>`)
	}
	w.put(`</w:pPr>`)
	if p.Dash {
		w.put(run(dash, ""))
	}
	lead := p.Lead
	if lead != "" && p.Text != "" {
		lead += " "
	}
	w.put(run(lead, `<w:b/>`))
	props := ""
	if p.Bold {
		props += `<w:b/>`
	}
	if p.Italic {
		props += `<w:i/>`
	}
	w.put(run(p.Text, props), `</w:p>`)
}

// run is some text of one face.
func run(text, props string) string {
	if text == "" {
		return ""
	}
	if props != "" {
		props = `<w:rPr>` + props + `</w:rPr>`
	}
	return `<w:r>` + props + `<w:t xml:space="preserve">` + escape(text) + `</w:t></w:r>`
}

func field(name, props string) string {
	return `<w:fldSimple w:instr=" ` + name + ` "><w:r><w:rPr>` + props + `</w:rPr><w:t>1</w:t></w:r></w:fldSimple>`
}

func (w *word) openTable(widths []float64, borders bool) {
	w.put(`<w:tbl><w:tblPr><w:tblW w:w="`, twips(textW), `" w:type="dxa"/>`)
	if borders {
		w.put(`<w:tblBorders>`)
		for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
			w.put(`<w:`, side, ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
		}
		w.put(`</w:tblBorders>`)
	}
	w.put(`<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, v := range widths {
		w.put(`<w:gridCol w:w="`, twips(v), `"/>`)
	}
	w.put(`</w:tblGrid>`)
}

func (w *word) table(t Table) {
	widths := shares(t.Widths)
	w.openTable(widths, true)
	w.put(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for i, s := range t.Head {
		w.cell(widths[i], Cell{{Text: s, Bold: true, Align: Centre}}, true)
	}
	w.put(`</w:tr>`)
	for _, r := range t.Rows {
		w.put(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, c := range t.centred(r) {
			w.cell(widths[i], c, false)
		}
		w.put(`</w:tr>`)
	}
	w.put(`</w:tbl><w:p><w:pPr><w:spacing w:after="0"/></w:pPr></w:p>`)
}

func (w *word) cell(width float64, c Cell, middle bool) {
	w.put(`<w:tc><w:tcPr><w:tcW w:w="`, twips(width), `" w:type="dxa"/>`)
	if middle {
		w.put(`<w:vAlign w:val="center"/>`)
	}
	w.put(`</w:tcPr>`)
	for _, p := range c {
		w.para(p, `<w:pStyle w:val="TableText"/>`)
	}
	if len(c) == 0 {
		w.put(`<w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr></w:p>`)
	}
	w.put(`</w:tc>`)
}

func (w *word) signatures(list Signatures) {
	if len(list) == 0 {
		return
	}
	widths := make([]float64, len(list))
	for i := range list {
		widths[i] = textW / float64(len(list))
	}
	w.put(`<w:p/>`)
	w.openTable(widths, false)
	w.put(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	for i, s := range list {
		w.put(`<w:tc><w:tcPr><w:tcW w:w="`, twips(widths[i]), `" w:type="dxa"/></w:tcPr>`)
		w.line(s.Title, true, Centre, "")
		if s.Office != "" {
			w.line(s.Office, true, Centre, "")
		}
		w.line(s.Hint, false, Centre, `<w:i/>`)
		w.put(`<w:p><w:pPr><w:spacing w:before="`, twips(signRoom/2), `" w:after="`, twips(signRoom/2), `"/></w:pPr></w:p>`)
		w.line(s.Name, true, Centre, "")
		w.line(s.Note, false, Centre, `<w:i/>`)
		w.put(`</w:tc>`)
	}
	w.put(`</w:tr></w:tbl><w:p><w:pPr><w:spacing w:after="0"/></w:pPr></w:p>`)
}

// drawing puts a flow chart into the text as a picture.
func (w *word) drawing(d Drawing, i int) error {
	scale := fitted(d.Chart, pageH-marginTop-marginFoot-150)
	data, err := picture(d.Chart, scale)
	if err != nil {
		return err
	}
	n := len(w.pictures) + 1
	w.pictures = append(w.pictures, part{fmt.Sprintf("word/media/chart%d.png", n), data})
	const emu = 12700 // to a point
	size := fmt.Sprintf(`cx="%d" cy="%d"`, int(d.Chart.W*scale*emu), int(d.Chart.H*scale*emu))
	id := fmt.Sprint(i + 1)
	w.put(`<w:p><w:pPr><w:spacing w:after="80"/><w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent `, size, `/><wp:docPr id="`, id,
		`" name="`, escape(d.Chart.Title), `" descr="`, escape(d.Alt), `"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="`, id,
		`" name="chart.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdChart`, fmt.Sprint(n), `"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext `, size,
		`/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`)
	return nil
}

func twips(points float64) string { return fmt.Sprint(int(math.Round(points * 20))) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escape(s string) string { return escaper.Replace(s) }

func (d *Document) core() []byte {
	var b strings.Builder
	b.WriteString(xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" ` +
		`xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` + escape(d.Title) + `</dc:title><dc:creator>` + escape(d.Author) + `</dc:creator><dc:language>` + d.tag() + `</dc:language>`)
	if !d.Date.IsZero() {
		at := d.Date.UTC().Format(time.RFC3339)
		b.WriteString(`<dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + at + `</dcterms:modified>`)
	}
	b.WriteString(`</cp:coreProperties>`)
	return []byte(b.String())
}

// tag is the language as Word wants it, with a country.
func (d *Document) tag() string {
	if d.Lang == locale.EN {
		return "en-GB"
	}
	return "vi-VN"
}
