package demo

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// A typesetter puts lines of text on a page and writes it as a PDF. Each
// character of the page gets a code of one byte when it is first used; its
// outlines travel with the file (fonts of type 3), so that the page looks the
// same everywhere, and so does the character each code stands for, so that the
// text can be searched and copied.
type typesetter struct {
	page    bytes.Buffer
	codes   map[rune]byte
	runes   []rune // by code, from firstCode
	letters [3]map[rune]*letter
	err     error
}

const firstCode = 32

func newTypesetter() *typesetter {
	t := &typesetter{codes: map[rune]byte{}}
	for i := range t.letters {
		t.letters[i] = map[rune]*letter{}
	}
	return t
}

// letter returns the outline of r and remembers that the page uses it.
func (t *typesetter) letter(f face, r rune) *letter {
	l, ok := t.letters[f][r]
	if !ok {
		var err error
		if l, err = letterOf(f, r); err != nil {
			t.err, l = err, new(letter)
		}
		t.letters[f][r] = l
		if _, ok := t.codes[r]; !ok {
			if len(t.runes) == 256-firstCode {
				t.err = fmt.Errorf("more different characters than a page can have")
				return l
			}
			t.codes[r] = byte(firstCode + len(t.runes))
			t.runes = append(t.runes, r)
		}
	}
	return l
}

func (t *typesetter) width(s string, size float64, f face) float64 {
	sum := 0.0
	for _, r := range norm.NFC.String(s) {
		sum += t.letter(f, r).advance
	}
	return sum * size / 1000
}

func (t *typesetter) text(x, y, size float64, f face, s string) {
	var codes []byte
	for _, r := range norm.NFC.String(s) {
		t.letter(f, r)
		codes = append(codes, t.codes[r])
	}
	fmt.Fprintf(&t.page, "BT /F%d %.1f Tf %.2f %.2f Td <%x> Tj ET\n", f, size, x, y, codes)
}

// document writes the page with all that a reader of PDF needs to know.
func (t *typesetter) document(title string) ([]byte, error) {
	if t.err != nil {
		return nil, t.err
	}
	w := &pdfWriter{}
	w.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	unicode := w.stream(t.toUnicode())
	fonts := ""
	for f := range t.letters {
		fonts += fmt.Sprintf("/F%d %d 0 R ", f, t.font(w, face(f), unicode))
	}
	page := w.stream(t.page.String())
	parent := len(w.offsets) + 2
	kid := w.object(fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << %s>> >> >>", parent, page, fonts))
	pages := w.object(fmt.Sprintf("<< /Type /Pages /Kids [%d 0 R] /Count 1 >>", kid))
	root := w.object(fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Lang (vi-VN) /ViewerPreferences << /DisplayDocTitle true >> >>", pages))
	info := w.object("<< /Title <feff" + utf16Hex(title) + "> >>")
	return w.finish(root, info), nil
}

// font writes a face: the outlines of the characters that the page uses in it.
func (t *typesetter) font(w *pdfWriter, f face, unicode int) int {
	var procs, widths strings.Builder
	var names []string
	for i, r := range t.runes {
		names = append(names, fmt.Sprintf("/c%d", firstCode+i))
		l := t.letters[f][r]
		if l == nil {
			widths.WriteString("0 ")
			continue
		}
		fmt.Fprintf(&widths, "%.0f ", l.advance)
		box := "0 0 0 0"
		if l.outline.Len() > 0 {
			box = fmt.Sprintf("%.0f %.0f %.0f %.0f", l.left, l.bottom, l.right, l.top)
		}
		n := w.stream(fmt.Sprintf("%.0f 0 %s d1 %sf", l.advance, box, l.outline.String()))
		fmt.Fprintf(&procs, "/c%d %d 0 R ", firstCode+i, n)
	}
	return w.object(fmt.Sprintf("<< /Type /Font /Subtype /Type3 /FontBBox [-200 -400 1400 1400] /FontMatrix [0.001 0 0 0.001 0 0] "+
		"/CharProcs << %s>> /Encoding << /Type /Encoding /Differences [%d %s] >> /FirstChar %d /LastChar %d /Widths [%s] /Resources << >> /ToUnicode %d 0 R >>",
		procs.String(), firstCode, strings.Join(names, " "), firstCode, firstCode+len(t.runes)-1, strings.TrimSpace(widths.String()), unicode))
}

// toUnicode says which character each code stands for.
func (t *typesetter) toUnicode() string {
	var s strings.Builder
	s.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /codes def 1 begincodespacerange <00> <ff> endcodespacerange\n")
	code := firstCode
	for chunk := range slices.Chunk(t.runes, 100) { // a block has at most a hundred entries
		fmt.Fprintf(&s, "%d beginbfchar\n", len(chunk))
		for _, r := range chunk {
			fmt.Fprintf(&s, "<%02x> <%s>\n", code, utf16Hex(string(r)))
			code++
		}
		s.WriteString("endbfchar\n")
	}
	s.WriteString("endcmap CMapName currentdict /CMap defineresource pop end end")
	return s.String()
}

func utf16Hex(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04x", u)
	}
	return b.String()
}

// A pdfWriter writes numbered objects and remembers where each one begins.
type pdfWriter struct {
	out     bytes.Buffer
	offsets []int
	zip     *zlib.Writer
}

func (w *pdfWriter) object(text string) int {
	w.offsets = append(w.offsets, w.out.Len())
	fmt.Fprintf(&w.out, "%d 0 obj\n%s\nendobj\n", len(w.offsets), text)
	return len(w.offsets)
}

func (w *pdfWriter) stream(data string) int {
	var packed bytes.Buffer
	if w.zip == nil {
		w.zip = zlib.NewWriter(&packed) // one for all: it takes much memory, and every letter is a stream
	}
	w.zip.Reset(&packed)
	w.zip.Write([]byte(data)) // a buffer takes everything
	w.zip.Close()
	return w.object(fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", packed.Len(), packed.String()))
}

func (w *pdfWriter) finish(root, info int) []byte {
	start := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets)+1)
	for _, at := range w.offsets {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&w.out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(w.offsets)+1, root, info, start)
	return w.out.Bytes()
}
