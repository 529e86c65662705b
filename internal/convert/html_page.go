package convert

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

// fromWeb makes blocks of a page that was kept as a file: in the encoding it
// says, with its title, its footnotes, and what Word means by its own styles.
func fromWeb(data []byte) (*Result, error) {
	if len(data) > maxPage {
		return nil, fault.New(fault.TooLarge, "convert.html_too_large", maxPage>>20)
	}
	return fromPage(webText(data))
}

// maxPage is the largest page: its pictures may stand in it.
const maxPage = 20 << 20

func fromPage(data []byte) (*Result, error) {
	h, root, err := readHTML(data)
	if err != nil {
		return nil, err
	}
	h.page = true
	h.blocks(root, &h.r.Blocks)
	h.r.finish()
	h.r.titleOfFirst()
	if h.r.Title == "" {
		if t := first(root, atom.Title); t != nil {
			h.r.Title = vi.CleanLine(h.r.modernLine(plain(t)))
		}
	}
	return h.r, nil
}

// webText is a page in UTF-8. What a page says of its encoding is believed only
// where its bytes are no UTF-8.
func webText(data []byte) []byte {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return []byte(vi.FromBytes(data))
	}
	if utf8.Valid(data) {
		return data
	}
	// Pages in fonts of the nineties say x-user-defined, or a Western encoding.
	e, name, _ := charset.DetermineEncoding(data[:min(len(data), 1024)], "")
	if name == "utf-8" || name == "x-user-defined" {
		return []byte(vi.FromBytes(data))
	}
	out, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return []byte(vi.FromBytes(data))
	}
	return out
}

// titleOfFirst takes the title from the first heading, where it is the only one
// of the highest level.
func (r *Result) titleOfFirst() {
	if len(r.Blocks) == 0 || r.Blocks[0].Attrs["title"] == nil {
		r.forgetTitles()
		return
	}
	for _, b := range r.Blocks[1:] {
		if b.Attrs["title"] != nil {
			r.forgetTitles()
			return
		}
	}
	r.Title = vi.CleanLine(plainLine(r.Blocks[0].Content))
	notes := notesOf(r.Blocks[0].Content)
	r.Blocks = slices.Concat(notes, r.Blocks[1:])
	r.forgetTitles()
	r.moveBlocks(len(notes) - 1)
}

func (r *Result) forgetTitles() { forgetTitles(r.Blocks) }

func forgetTitles(nodes []content.Node) {
	for i := range nodes {
		if nodes[i].Type == "heading" {
			delete(nodes[i].Attrs, "title")
		}
		forgetTitles(nodes[i].Content)
	}
}

// modernLine is a text beside the blocks as it may be stored.
func (r *Result) modernLine(s string) string {
	if c := vi.Recognise(s, ""); c.Automatic() {
		r.note("convert.legacy")
		return c.Decode(s)
	}
	return s
}

// hiddenStyle hides an element from whoever looks at the page.
var hiddenStyle = regexp.MustCompile(`(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)`)

// hidden reports whether an element cannot be seen: it may be what must not be
// published.
func (h *htmlReader) hidden(n *html.Node) bool {
	hide := n.DataAtom == atom.Dialog && !hasAttr(n, "open")
	for _, a := range n.Attr {
		hide = hide || a.Key == "hidden" || a.Key == "style" && hiddenStyle.MatchString(a.Val)
	}
	if hide && strings.TrimSpace(plain(n)) != "" {
		h.r.note("convert.hidden_dropped")
	}
	return hide
}

var fontFamily = regexp.MustCompile(`(?i)font-family\s*:\s*["']?\s*([^;,"']+)`)

// webFont is the font that an element names.
func webFont(n *html.Node) string {
	if n.DataAtom == atom.Font {
		if f := attr(n, "face"); f != "" {
			f, _, _ = strings.Cut(f, ",")
			return strings.Trim(f, ` "'`)
		}
	}
	if m := fontFamily.FindStringSubmatch(attr(n, "style")); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}

// font is the font of a text: what the nearest element around it says.
func (h *htmlReader) font(n *html.Node) string {
	if !h.fonts {
		return ""
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if f := webFont(p); f != "" {
			return f
		}
	}
	return ""
}

// verbatim reads text whose lines and spaces stand as they are.
func (h *htmlReader) verbatim(n *html.Node) []content.Node {
	var line []content.Node
	for i, l := range strings.Split(strings.Trim(plain(n), "\n"), "\n") {
		if i > 0 {
			line = append(line, content.Node{Type: "hard_break"})
		}
		if l = strings.TrimRight(l, " \t\r"); l != "" {
			line = append(line, text(l, content.Mark{Type: "code"}))
		}
	}
	return trimBreaks(line)
}

func trimBreaks(line []content.Node) []content.Node {
	for len(line) > 0 && line[0].Type == "hard_break" {
		line = line[1:]
	}
	for len(line) > 0 && line[len(line)-1].Type == "hard_break" {
		line = line[:len(line)-1]
	}
	return line
}

var (
	wordList   = regexp.MustCompile(`mso-list:\s*(l\d+)\s+level(\d)`)
	wordNumber = regexp.MustCompile(`^\(?([0-9]{1,4}|[A-Za-z]{1,4})[.)]`)
)

// wordItem recognises the paragraphs of which Word makes lists when it saves a
// page, and their numbers.
func wordItem(n *html.Node) (*item, bool) {
	if n.Type != html.ElementNode || n.DataAtom != atom.P {
		return nil, false
	}
	m := wordList.FindStringSubmatch(attr(n, "style"))
	if m == nil {
		return nil, false
	}
	level, _ := strconv.Atoi(m[2])
	it := &item{list: m[1], level: min(max(level-1, 0), 8), bullet: true, kind: "1", number: 1}
	number := wordNumber.FindStringSubmatch(strings.TrimSpace(wordLabel(n)))
	if number == nil {
		return it, true
	}
	it.bullet = false
	if v, err := strconv.Atoi(number[1]); err == nil {
		it.number = v
		return it, true
	}
	it.kind, it.number = "a", int(number[1][0]|0x20-'a')+1
	if strings.Trim(number[1], "ivx") == "" {
		it.kind, it.number = "i", 1
	} else if strings.Trim(number[1], "IVX") == "" {
		it.kind, it.number = "I", 1
	} else if number[1] == strings.ToUpper(number[1]) {
		it.kind = "A"
	}
	return it, true
}

// ignored is where Word writes the number or bullet itself.
func ignored(n *html.Node) bool {
	return strings.Contains(strings.ReplaceAll(strings.ToLower(attr(n, "style")), " ", ""), "mso-list:ignore")
}

func wordLabel(n *html.Node) string {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && ignored(c) {
			return plain(c)
		}
		if s := wordLabel(c); s != "" {
			return s
		}
	}
	return ""
}

// wordLine is the text of such a paragraph.
func (h *htmlReader) wordLine(n *html.Node) content.Node {
	var line []content.Node
	h.children(n, nil, &line)
	for i := range line {
		if line[i].Type == "formula" {
			delete(line[i].Attrs, "display")
		}
	}
	return paragraph(trimLine(line)...)
}

// first is the first element of a kind below n.
func first(n *html.Node, a atom.Atom) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.DataAtom == a {
			return c
		}
		if f := first(c, a); f != nil {
			return f
		}
	}
	return nil
}
