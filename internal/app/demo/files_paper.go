package demo

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// paper writes an office document as a PDF of one page, laid out as Decree
// 30/2020/NĐ-CP has it: the institution on the left, the name of the state on
// the right, number and date below, the signature at the end.
//
// No font is embedded, to keep the file small: viewers put one of their own in
// the place of Times New Roman. Letters are named one by one, so that every
// Vietnamese letter is found whatever font that is.
func (d *Demo) paper(p *Page) ([]byte, error) {
	in := d.Institution
	t := &typesetter{codes: map[rune]byte{}}
	const left, mid, width = 72.0, 300.0, 468.0
	upper := func(s string) string { return strings.ToUpper(s) }
	t.centre(175, 790, 12, regular, upper(in.Parent.VI))
	t.centre(175, 774, 12, bold, upper(in.Name.VI))
	t.rule(130, 768, 220)
	t.centre(430, 790, 12, bold, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
	t.centre(430, 774, 12, bold, "Độc lập - Tự do - Hạnh phúc")
	t.rule(352, 768, 508)
	t.centre(175, 746, 12, regular, "Số: "+p.Number)
	t.centre(430, 746, 12, italic, in.Place+", "+p.Date)
	y := 704.0
	t.centre(mid, y, 14, bold, upper(p.Title))
	for _, line := range t.wrap(p.About, 13, bold, width-80) {
		y -= 18
		t.centre(mid, y, 13, bold, line)
	}
	t.rule(mid-60, y-8, mid+60)
	y -= 36
	for _, text := range p.Lines {
		for i, line := range t.wrap(text, 13, regular, width-24) {
			x := left
			if i == 0 {
				x += 24
			}
			t.text(x, y, 13, regular, line)
			y -= 18
		}
		y -= 5
	}
	y -= 14
	if y < 150 {
		return nil, fmt.Errorf("%s: longer than a page", p.Number)
	}
	t.text(left, y, 11, italic, "Nơi nhận:")
	t.text(left, y-14, 11, regular, "- Như trên;")
	t.text(left, y-28, 11, regular, "- Lưu: VT.")
	t.centre(430, y, 13, bold, upper(p.Post))
	t.centre(430, y-44, 12, italic, "(Đã ký)")
	t.centre(430, y-88, 13, bold, p.Signer)
	return t.document(p.Title + " " + p.Number)
}

type face int

const (
	regular face = iota
	bold
	italic
)

var faces = []string{"TimesNewRomanPSMT", "TimesNewRomanPS-BoldMT", "TimesNewRomanPS-ItalicMT"}

// A typesetter puts lines of text on a page. Each letter beyond ASCII gets a
// code of its own when it is first used.
type typesetter struct {
	page  bytes.Buffer
	codes map[rune]byte
	extra []rune // by code, from 128
	err   error
}

func (t *typesetter) encode(s string) []byte {
	var out []byte
	for _, r := range norm.NFC.String(s) {
		if r >= ' ' && r < 127 {
			out = append(out, byte(r))
			continue
		}
		code, ok := t.codes[r]
		if !ok {
			if len(t.extra) == 128 {
				t.err = fmt.Errorf("more different letters than a page can have")
				return nil
			}
			code = byte(128 + len(t.extra))
			t.codes[r] = code
			t.extra = append(t.extra, r)
		}
		out = append(out, code)
	}
	return out
}

func (t *typesetter) text(x, y, size float64, f face, s string) {
	fmt.Fprintf(&t.page, "BT /F%d %.1f Tf %.2f %.2f Td <%x> Tj ET\n", f, size, x, y, t.encode(s))
}

func (t *typesetter) centre(x, y, size float64, f face, s string) {
	t.text(x-widthOf(s, size, f)/2, y, size, f, s)
}

func (t *typesetter) rule(x0, y, x1 float64) {
	fmt.Fprintf(&t.page, "0.6 w %.1f %.1f m %.1f %.1f l S\n", x0, y, x1, y)
}

func (t *typesetter) wrap(s string, size float64, f face, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		next := strings.TrimSpace(line + " " + word)
		if line != "" && widthOf(next, size, f) > width {
			lines = append(lines, line)
			next = word
		}
		line = next
	}
	return append(lines, line)
}

// asciiWidths are those of Times, in thousandths of the size, from the space
// on.
var asciiWidths = [...]int{
	250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
	500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
	921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
	556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
	333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
	500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
}

// widthOfRune takes the width of an accented letter from the letter below the
// accents.
func widthOfRune(r rune) int {
	switch r {
	case 'đ':
		return 500
	case 'Đ':
		return 722
	case '“', '”':
		return 444
	}
	for _, base := range norm.NFD.String(string(r)) {
		if base >= ' ' && int(base-' ') < len(asciiWidths) {
			return asciiWidths[base-' ']
		}
		break
	}
	return 500
}

func widthOf(s string, size float64, f face) float64 {
	sum := 0
	for _, r := range norm.NFC.String(s) {
		sum += widthOfRune(r)
	}
	w := float64(sum) * size / 1000
	if f == bold {
		w *= 1.06
	}
	return w
}

// document writes the page with all that a reader of PDF needs to know.
func (t *typesetter) document(title string) ([]byte, error) {
	if t.err != nil {
		return nil, t.err
	}
	var differences, widths, names strings.Builder
	differences.WriteString("128")
	for c := ' '; c < 127; c++ {
		fmt.Fprintf(&widths, "%d ", widthOfRune(c))
	}
	widths.WriteString("250 ") // 127 is not used
	for _, r := range t.extra {
		fmt.Fprintf(&differences, " /uni%04X", r)
		fmt.Fprintf(&widths, "%d ", widthOfRune(r))
	}
	for i, r := range t.extra {
		fmt.Fprintf(&names, "<%02x> <%04x>\n", 128+i, r)
	}
	last := 127 + len(t.extra)
	cmap := "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange\n" +
		"1 beginbfrange <20> <7e> <0020> endbfrange\n"
	for i := 0; i < len(t.extra); i += 100 { // a block has at most a hundred entries
		end := min(len(t.extra), i+100)
		lines := strings.SplitAfter(names.String(), "\n")
		cmap += fmt.Sprintf("%d beginbfchar\n%sendbfchar\n", end-i, strings.Join(lines[i:end], ""))
	}
	cmap += "endcmap CMapName currentdict /CMap defineresource pop end end"

	var out bytes.Buffer
	var offsets []int
	object := func(text string) int {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", len(offsets), text)
		return len(offsets)
	}
	stream := func(data string) int {
		return object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(data), data))
	}
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	toUnicode := stream(cmap)
	page := stream(t.page.String())
	encoding := object("<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [" + differences.String() + "] >>")
	fonts := ""
	for i, name := range faces {
		flags, slope, stem := 34, 0, 80 // serif, not symbolic
		switch face(i) {
		case bold:
			stem = 140
		case italic:
			flags, slope = flags|64, -16
		}
		descriptor := object(fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [-568 -307 2046 1039] /ItalicAngle %d /Ascent 891 /Descent -216 /CapHeight 662 /StemV %d >>", name, flags, slope, stem))
		font := object(fmt.Sprintf("<< /Type /Font /Subtype /TrueType /BaseFont /%s /FirstChar 32 /LastChar %d /Widths [%s] /FontDescriptor %d 0 R /Encoding %d 0 R /ToUnicode %d 0 R >>",
			name, last, strings.TrimSpace(widths.String()), descriptor, encoding, toUnicode))
		fonts += fmt.Sprintf("/F%d %d 0 R ", i, font)
	}
	next := len(offsets) + 1
	pageObject := object(fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << %s>> >> >>", next+1, page, fonts))
	pages := object(fmt.Sprintf("<< /Type /Pages /Kids [%d 0 R] /Count 1 >>", pageObject))
	catalog := object(fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Lang (vi-VN) /ViewerPreferences << /DisplayDocTitle true >> >>", pages))
	var about strings.Builder
	for _, u := range utf16.Encode([]rune(title)) {
		fmt.Fprintf(&about, "%04x", u)
	}
	info := object("<< /Title <feff" + about.String() + "> >>")
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, catalog, info, start)
	return out.Bytes(), nil
}
