package convert

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

// fromWords makes blocks of a file of plain text: UTF-8, UTF-16 that says so, or
// bytes of the nineties.
func fromWords(data []byte) (*Result, error) {
	if len(data) > maxWords {
		return nil, fault.New(fault.TooLarge, "convert.text_too_large", maxWords>>20)
	}
	if !bytes.HasPrefix(data, []byte("\xff\xfe")) && !bytes.HasPrefix(data, []byte("\xfe\xff")) && bytes.Count(data, []byte{0}) > 0 {
		if s, ok := bareUTF16(data); ok {
			return fromText(s), nil
		}
		return nil, fault.New(fault.Invalid, "convert.text_binary")
	}
	s := vi.FromBytes(data)
	if strings.Contains(s, "\f") { // pages of what printed it
		s = strings.ReplaceAll(s, "\f", "\n\n")
	}
	return fromText(s), nil
}

// maxWords is the longest plain text.
const maxWords = 8 << 20

// bareUTF16 reads UTF-16 that does not say that it is.
func bareUTF16(data []byte) (string, bool) {
	if len(data) < 4 || len(data)%2 != 0 {
		return "", false
	}
	switch {
	case data[1] == 0 && data[3] == 0:
		return vi.FromBytes(slices.Concat([]byte("\xff\xfe"), data)), true
	case data[0] == 0 && data[2] == 0:
		return vi.FromBytes(slices.Concat([]byte("\xfe\xff"), data)), true
	}
	return "", false
}

// fromPDF makes paragraphs of the words of a PDF, which says where each stands
// and nothing of what it is. Pages that have none come as their pictures.
func fromPDF(task []byte) (*Result, error) {
	var pages PDFPages
	if err := json.Unmarshal(task, &pages); err != nil {
		return nil, fault.New(fault.Invalid, "convert.docx_unreadable").Because(err)
	}
	root, err := html.Parse(bytes.NewReader(pages.Layout))
	if err != nil {
		return nil, fault.New(fault.Invalid, "convert.docx_unreadable").Because(err)
	}
	p := &pdfReader{r: &Result{Images: make(map[string][]byte)}}
	p.measure(root)
	n := 0
	for _, page := range elements(root, "page") {
		n++
		if picture := pages.Pictures[n]; len(picture) > 0 && len(picture) <= maxPicture {
			key := "page" + strconv.Itoa(n) + ".jpg"
			p.r.Images[key] = picture
			p.r.Blocks = append(p.r.Blocks, content.Node{Type: "image", Attrs: map[string]any{"media": key, "size": "wide"}})

			continue
		}
		p.page(page)
	}
	if len(pages.Scanned) > 0 {
		p.r.note("convert.pdf_scanned")
	}
	if len(pages.Scanned) > len(pages.Pictures) {
		p.r.note("convert.pdf_pages_lost")
	}
	if p.words {
		p.r.note("convert.pdf_words")
	}
	p.r.finish()
	return p.r, nil
}

type pdfReader struct {
	r     *Result
	words bool
	width float64 // of the lines that fill the page

}

// elements are those of a name below n; none lies in another.
func elements(n *html.Node, name string) []*html.Node {
	var all []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == name {
			all = append(all, c)
			continue
		}
		all = append(all, elements(c, name)...)
	}
	return all
}

func number(n *html.Node, key string) float64 {
	for _, a := range n.Attr {
		if a.Key == key {
			v, _ := strconv.ParseFloat(a.Val, 64)
			return v
		}
	}
	return 0
}

// measure finds how wide the lines are that were broken because they were full.
func (p *pdfReader) measure(root *html.Node) {
	var widths []float64
	for _, l := range elements(root, "line") {
		widths = append(widths, number(l, "xmax")-number(l, "xmin"))
	}
	slices.Sort(widths)
	if len(widths) > 0 {
		p.width = widths[len(widths)*9/10]
	}
}

// page reads the blocks of a page. Lines that fill the width go on in the next;
// a line of digits at its edge is its number.
func (p *pdfReader) page(page *html.Node) {
	height := number(page, "height")
	for _, block := range elements(page, "block") {
		lines := elements(block, "line")
		if len(lines) == 1 && isPageNumber(lineText(lines[0])) && (number(block, "ymin") > height*0.9 || number(block, "ymax") < height*0.1) {
			continue
		}
		var text strings.Builder
		for i, l := range lines {
			s := lineText(l)
			if s == "" {
				continue
			}
			p.words = true
			if text.Len() > 0 {
				before := lines[i-1]
				if p.parted(before, l) {
					p.add(text.String())
					text.Reset()
				} else if t := text.String(); strings.HasSuffix(t, "\u00ad") && isASCII(strings.TrimSuffix(t, "\u00ad")) { // else it may be ư
					text.Reset()
					text.WriteString(strings.TrimSuffix(t, "\u00ad"))
				} else {
					text.WriteByte(' ')
				}
			}
			text.WriteString(s)
		}
		p.add(text.String())
	}
}

// parted reports whether a line begins a paragraph: the one before ends short,
// or this one is set in.
func (p *pdfReader) parted(before, line *html.Node) bool {
	short := number(before, "xmax") < number(line, "xmin")+p.width*0.75
	in := number(line, "xmin")-number(before, "xmin") > p.width*0.03 && endsSentence(lineText(before))
	size := (number(line, "ymax") - number(line, "ymin")) / max(number(before, "ymax")-number(before, "ymin"), 1)
	return short || in || size > 1.2 || size < 0.8
}

func endsSentence(s string) bool {
	return s != "" && strings.ContainsAny(s[len(s)-1:], ".:;!?")
}

func lineText(l *html.Node) string {
	var words []string
	for _, w := range elements(l, "word") {
		if s := strings.TrimSpace(plain(w)); s != "" {
			words = append(words, s)
		}
	}
	return strings.Join(words, " ")
}

func isPageNumber(s string) bool {
	s = strings.Trim(s, "-–— ")
	_, err := strconv.Atoi(s)
	return err == nil && len(s) <= 4
}

func (p *pdfReader) add(s string) {
	if s = PDFLine(strings.TrimSpace(s)); s != "" {
		p.r.Blocks = append(p.r.Blocks, paragraph(text(s)))
	}
}

// PDFLine puts ư back into a line of TCVN3. There it stands at the byte of the soft
// hyphen, which a PDF in WinAnsiEncoding means by a hyphen (ISO 32000-1, D.2,
// note 5): "Tr-êng" is Trường. Words that are two with their hyphen stay.
func PDFLine(line string) string {
	if !strings.Contains(line, "-") || vi.Recognise(line, "") != vi.TCVN3 {
		return line
	}
	words := strings.Split(line, " ")
	for i, w := range words {
		if !strings.Contains(w, "-") || w == "-" || strings.ContainsAny(w, "0123456789") {
			continue
		}
		horned := strings.ReplaceAll(w, "-", "\u00ad")
		isSyllable := func(part string) bool { return part == "" || vi.IsSyllable(letters(vi.TCVN3.Decode(part))) }
		parts := strings.Split(w, "-")
		if isSyllable(horned) && slices.ContainsFunc(parts, func(part string) bool { return !isSyllable(part) }) {
			words[i] = horned
		}
	}
	return strings.Join(words, " ")
}

// letters is a word without the signs around it.
func letters(w string) string {
	return strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
