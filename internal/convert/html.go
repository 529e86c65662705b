package convert

import (
	"bytes"
	"encoding/base64"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

// fromHTML makes blocks of HTML. Only what the schema knows is taken over; a
// script, a style or an address of another scheme has no way through.
func fromHTML(data []byte) (*Result, error) {
	if len(data) > maxHTML {
		return nil, fault.New(fault.TooLarge, "convert.html_too_large", maxHTML>>20)
	}
	h, root, err := readHTML(data)
	if err != nil {
		return nil, err
	}
	h.blocks(root, &h.r.Blocks)
	h.r.finish()
	return h.r, nil
}

// readHTML makes a tree of HTML, within its budgets.
func readHTML(data []byte) (*htmlReader, *html.Node, error) {
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "convert.html_unreadable").Because(err)
	}
	h := &htmlReader{r: &Result{Images: make(map[string][]byte)}, ids: make(map[string]*html.Node)}
	if err := h.measure(root, 0); err != nil {
		return nil, nil, err
	}
	return h, root, nil
}

type htmlReader struct {
	r     *Result
	nodes int
	page  bool                  // a page that was kept as a file
	fonts bool                  // somewhere a font is named
	word  bool                  // made by Word
	text  bool                  // a page that says where its text is
	ids   map[string]*html.Node // elements by their id
	notes int                   // footnotes around what is being read
}

func (h *htmlReader) measure(n *html.Node, depth int) error {
	h.nodes++
	if h.nodes > maxNodes || depth > maxDepth {
		return fault.New(fault.TooLarge, "convert.html_too_deep")
	}
	if n.Type == html.ElementNode {
		h.hear(n)
		for _, key := range []string{"id", "name"} {
			if id := attr(n, key); id != "" && h.ids[id] == nil && (key == "id" || n.DataAtom == atom.A) {
				h.ids[id] = n
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if err := h.measure(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// skipped are elements whose content is not text of the document.
var skipped = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Head: true, atom.Title: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true,
	atom.Object: true, atom.Embed: true, atom.Svg: true, atom.Form: false, atom.Button: true, atom.Datalist: true, atom.Video: true, atom.Audio: true, atom.Canvas: true}

var blockLike = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Blockquote: true, atom.Table: true, atom.Hr: true, atom.Section: true, atom.Article: true, atom.Header: true,
	atom.Footer: true, atom.Main: true, atom.Aside: true, atom.Figure: true, atom.Pre: true, atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Address: true,
	atom.Body: true, atom.Html: true, atom.Center: true, atom.Form: true, atom.Tbody: true, atom.Tr: true, atom.Td: true, atom.Th: true,
	atom.Details: true, atom.Summary: true, atom.Fieldset: true, atom.Legend: true, atom.Nav: true, atom.Dialog: true, atom.Figcaption: true, atom.Hgroup: true}

// blocks reads the children of n as blocks; runs of inline content between
// them become paragraphs.
func (h *htmlReader) blocks(n *html.Node, out *[]content.Node) {
	var line []content.Node
	lists := &listBuilder{out: out}
	defer lists.end()
	flush := func() {
		*out = append(*out, standing(trimLine(line))...)
		line = nil
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (skipped[c.DataAtom] || h.hidden(c) || h.isNotes(c)) {
			h.lost(c)
			continue
		}
		if c.Type == html.ElementNode && h.dropped(c) {
			continue
		}
		if level, ok := wordItem(c); ok {
			flush()
			lists.add(h.wordLine(c), level)
			continue
		}
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" && len(lists.stack) > 0 {
			continue
		}
		lists.end()
		if c.Type == html.ElementNode && (blockLike[c.DataAtom] || hasBlock(c)) {
			flush()
			h.block(c, out)
			continue
		}
		if c.Type == html.ElementNode && c.DataAtom == atom.Img {
			if img, ok := h.image(c); ok {
				flush()
				*out = append(*out, img)
			}
			continue
		}
		h.inline(c, nil, &line)
	}
	flush()
}

// lost tells what of a page readers saw and a text has nothing for.
func (h *htmlReader) lost(n *html.Node) {
	if !h.page || n.Type != html.ElementNode || hiddenStyle.MatchString(attr(n, "style")) {
		return
	}
	switch n.DataAtom {
	case atom.Iframe, atom.Object, atom.Embed, atom.Video, atom.Audio:
		h.r.note("convert.part_lost")
	case atom.Svg, atom.Canvas:
		h.r.note("convert.drawing_lost")
	}
}

// standing is a paragraph of a line, or, of a line of formulas alone, these.
func standing(line []content.Node) []content.Node {
	if formulas, alone := standingFormulas(line); alone || len(line) == 0 {
		return formulas
	}
	return []content.Node{paragraph(line...)}
}

// standingFormulas makes blocks of a line that is nothing but formulas which want
// to stand by themselves, and reports whether it is one. In any other line they
// are formulas like others.
func standingFormulas(line []content.Node) (formulas []content.Node, alone bool) {
	for _, n := range line {
		switch {
		case n.Type == "formula" && n.Attrs["display"] == true:
			formulas = append(formulas, content.Node{Type: "formula_block", Attrs: map[string]any{"mathml": n.Attrs["mathml"]}})
		case n.Type == "hard_break" || n.Type == "text" && strings.TrimSpace(n.Text) == "":
		default:
			for i := range line {
				if line[i].Type == "formula" {
					delete(line[i].Attrs, "display")
				}
			}
			return nil, false
		}
	}
	return formulas, len(formulas) > 0
}

// hasBlock reports whether an inline element holds blocks, as careless HTML
// does, or a picture, which is a block here.
func hasBlock(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (blockLike[c.DataAtom] || c.DataAtom == atom.Img || hasBlock(c)) {
			return true
		}
	}
	return false
}

func (h *htmlReader) block(n *html.Node, out *[]content.Node) {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		level := int(n.Data[1] - '0')
		var line []content.Node
		h.children(n, nil, &line)
		for i := range line {
			delete(line[i].Attrs, "display")
		}
		if l := trimLine(line); len(l) > 0 {
			heading := content.Node{Type: "heading", Attrs: map[string]any{"level": min(max(level, 2), 4)}, Content: l}
			if level == 1 && h.page {
				heading.Attrs["title"] = true // taken out again by titleOfFirst
			}
			*out = append(*out, heading)
		}
	case atom.Ul, atom.Ol:
		h.list(n, out)
	case atom.Blockquote:
		var inner []content.Node
		h.blocks(n, &inner)
		if len(inner) > 0 {
			*out = append(*out, content.Node{Type: "blockquote", Content: inner})
		}
	case atom.Pre:
		if l := h.verbatim(n); len(l) > 0 {
			*out = append(*out, paragraph(l...))
		}
	case atom.Hr:
		*out = append(*out, content.Node{Type: "horizontal_rule"})
	case atom.Table:
		if t, ok := h.table(n); ok {
			*out = append(*out, t)
		} else {
			h.blocks(n, out)
		}
	default:
		h.blocks(n, out)
	}
}

// list reads a list. Where an item has a number of its own another list begins,
// which has it.
func (h *htmlReader) list(n *html.Node, out *[]content.Node) {
	list := content.Node{Type: "bullet_list"}
	number := 1
	if n.DataAtom == atom.Ol {
		list.Type = "ordered_list"
		number = listNumber(attr(n, "start"), number)
		list.Attrs = map[string]any{"order": number}
		if kind := numbersOf(n); kind != "" {
			list.Attrs["kind"] = kind
		}
	}
	end := func() {
		if len(list.Content) > 0 {
			*out = append(*out, list)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		var inner []content.Node
		if c.DataAtom == atom.Li {
			h.blocks(c, &inner)
		} else {
			h.block(c, &inner)
		}
		if len(inner) == 0 {
			continue
		}
		if n.DataAtom == atom.Ol {
			if v := listNumber(attr(c, "value"), number); v != number {
				end()
				list.Attrs = maps.Clone(list.Attrs)
				list.Content, list.Attrs["order"], number = nil, v, v
			}
			if kind := list.Attrs["kind"]; number == 5 && (kind == "a" || kind == "A") {
				h.r.note("convert.letters")
			}
			number++
		}
		list.Content = append(list.Content, content.Node{Type: "list_item", Content: begins(inner)})
	}
	end()
}

// listNumber is a number that a list says of an item, or the one that it has
// otherwise.
func listNumber(said string, otherwise int) int {
	if v, err := strconv.Atoi(strings.TrimSpace(said)); err == nil && v >= 0 && v <= 999_999 {
		return v
	}
	return otherwise
}

var listStyle = regexp.MustCompile(`(?i)list-style(?:-type)?\s*:\s*[^;]*?\b(lower-alpha|lower-latin|upper-alpha|upper-latin|lower-roman|upper-roman|decimal)\b`)

// numbersOf is how a list counts; "" by figures. Programs that write on the web
// say it of the items.
func numbersOf(n *html.Node) string {
	if kind := attr(n, "type"); len(kind) == 1 && strings.Contains("aAiI", kind) {
		return kind
	}
	m := listStyle.FindStringSubmatch(attr(n, "style"))
	for c := n.FirstChild; m == nil && c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Li {
			m = listStyle.FindStringSubmatch(attr(c, "style"))
			break
		}
	}
	if m == nil {
		return ""
	}
	switch kind := strings.ToLower(m[1]); {
	case strings.HasPrefix(kind, "lower-r"):
		return "i"
	case strings.HasPrefix(kind, "upper-r"):
		return "I"
	case strings.HasPrefix(kind, "lower"):
		return "a"
	case strings.HasPrefix(kind, "upper"):
		return "A"
	}
	return ""
}

// begins makes sure that an item begins with a paragraph, as the schema asks.
func begins(inner []content.Node) []content.Node {
	if inner[0].Type == "paragraph" {
		return inner
	}
	return append([]content.Node{paragraph()}, inner...)
}

// table reads a table of data. One used for layout (a single cell, or tables
// within) is not one: its content is taken without it.
func (h *htmlReader) table(n *html.Node) (content.Node, bool) {
	t := content.Node{Type: "table"}
	cells, nested := 0, false
	var rows func(n *html.Node)
	rows = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode {
				continue
			}
			switch c.DataAtom {
			case atom.Caption:
				t.Attrs = map[string]any{"caption": vi.CleanLine(h.r.modernLine(plain(c)))}
			case atom.Thead, atom.Tbody, atom.Tfoot:
				rows(c)
			case atom.Tr:
				row := content.Node{Type: "table_row"}
				for d := c.FirstChild; d != nil; d = d.NextSibling {
					if d.Type != html.ElementNode || d.DataAtom != atom.Td && d.DataAtom != atom.Th {
						continue
					}
					nested = nested || contains(d, atom.Table)
					cell := content.Node{Type: "table_cell"}
					if d.DataAtom == atom.Th || c.Parent != nil && c.Parent.DataAtom == atom.Thead {
						cell.Type = "table_header"
					}
					for _, key := range []string{"colspan", "rowspan"} {
						if v, err := strconv.Atoi(attr(d, key)); err == nil && v > 1 && v <= 100 {
							if cell.Attrs == nil {
								cell.Attrs = make(map[string]any)
							}
							cell.Attrs[key] = v
						}
					}
					h.blocks(d, &cell.Content)
					if len(cell.Content) == 0 {
						cell.Content = []content.Node{paragraph()}
					}
					row.Content = append(row.Content, cell)
					cells++
				}
				if len(row.Content) > 0 {
					t.Content = append(t.Content, row)
				}
			}
		}
	}
	rows(n)
	return t, cells > 1 && !nested && len(t.Content) > 0
}

func contains(n *html.Node, a atom.Atom) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (c.DataAtom == a || contains(c, a)) {
			return true
		}
	}
	return false
}

var markOf = map[atom.Atom]string{atom.B: "strong", atom.Strong: "strong", atom.I: "em", atom.Em: "em", atom.U: "underline", atom.S: "strike", atom.Strike: "strike",
	atom.Del: "strike", atom.Ins: "underline", atom.Sub: "sub", atom.Sup: "sup", atom.Code: "code", atom.Tt: "code"}

// inline reads n into a line of text with marks.
func (h *htmlReader) inline(n *html.Node, marks []content.Mark, out *[]content.Node) {
	switch {
	case n.Type == html.TextNode:
		if s := space(n.Data); s != "" {
			*out = append(*out, inFont(text(s, marks...), h.font(n)))
		}
	case n.Type != html.ElementNode || skipped[n.DataAtom] || h.hidden(n):
		h.lost(n)
	case h.dropped(n):
	case n.DataAtom == atom.Input || n.DataAtom == atom.Select || n.DataAtom == atom.Textarea:
		h.field(n, marks, out)
	case n.DataAtom == atom.Br:
		*out = append(*out, content.Node{Type: "hard_break"})
	case n.DataAtom == atom.Math || n.Namespace == "math" && n.Data == "math":
		if m, ok := mathML(n); ok {
			*out = append(*out, content.Node{Type: "formula", Attrs: map[string]any{"mathml": m, "display": attr(n, "display") == "block"}})
		} else {
			h.r.note("convert.formula_lost")
		}
	case n.DataAtom == atom.A:
		if note := h.noteOf(n); note != nil {
			h.footnote(note, out)
			return
		}
		if h.isBacklink(n) {
			return
		}
		href, ok := link(attr(n, "href"))
		if !ok && leads(attr(n, "href")) {
			h.r.note(linkRemoved)
		}
		if ok {
			marks = withMark(marks, content.Mark{Type: "link", Attrs: map[string]any{"href": href}})
		}
		h.children(n, marks, out)
	default:
		if m := markOf[n.DataAtom]; m != "" && h.tracked(n) == notTracked {
			marks = withMark(marks, content.Mark{Type: m})
		}
		h.children(n, marks, out)
	}
}

func (h *htmlReader) children(n *html.Node, marks []content.Mark, out *[]content.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		h.inline(c, marks, out)
	}
}

func withMark(marks []content.Mark, m content.Mark) []content.Mark {
	for _, x := range marks {
		if x.Type == m.Type {
			return marks
		}
	}
	return append(marks[:len(marks):len(marks)], m)
}

// linkRemoved is noted of a link that readers must not be led by (F-C14).
const linkRemoved = "convert.link_removed"

// leads reports whether an address that no text may hold would have led
// somewhere: its loss is told.
func leads(href string) bool {
	href = vi.CleanLine(href)
	return href != "" && href[0] != '#' && strings.Contains(href, ":")
}

// link takes an address over if it is one the schema allows.
func link(href string) (string, bool) {
	return content.Href(vi.CleanLine(href))
}

// image reads a picture that the letter or page carries with it; one that lies
// elsewhere is left out, and said so.
func (h *htmlReader) image(n *html.Node) (content.Node, bool) {
	src := attr(n, "src")
	key := ""
	switch {
	case strings.HasPrefix(src, "cid:"):
		return content.Node{}, false // it is among the attachments
	case strings.HasPrefix(src, "data:image/"):
		_, enc, ok := strings.Cut(src, ";base64,")
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(enc), ""))
		if !ok || err != nil || len(data) > maxPicture {
			h.r.note("convert.picture_unreadable")
			return content.Node{}, false
		}
		key = "data" + strconv.Itoa(len(h.r.Images))
		h.r.Images[key] = data
	default:
		h.r.note("convert.picture_elsewhere")
		return content.Node{}, false
	}
	attrs := map[string]any{"media": key}
	if alt := vi.CleanLine(h.r.modernLine(attr(n, "alt"))); alt != "" {
		attrs["alt"] = alt
	}
	return content.Node{Type: "image", Attrs: attrs}, true
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func plain(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(plain(c))
	}
	return b.String()
}

// space folds white space as a browser does. The text is cleaned when its line
// is known (see finish).
func space(s string) string {
	words := strings.Join(strings.Fields(s), " ")
	if s == "" {
		return ""
	} else if words == "" {
		return " "
	}
	if first, _ := utf8.DecodeRuneInString(s); unicode.IsSpace(first) {
		words = " " + words
	}
	if last, _ := utf8.DecodeLastRuneInString(s); unicode.IsSpace(last) {
		words += " "
	}
	return words
}

// trimLine leaves out white space and breaks at the ends of a line.
func trimLine(line []content.Node) []content.Node {
	blank := func(n content.Node) bool {
		return n.Type == "hard_break" || n.Type == "text" && strings.TrimSpace(n.Text) == ""
	}
	for len(line) > 0 && blank(line[0]) {
		line = line[1:]
	}
	for len(line) > 0 && blank(line[len(line)-1]) {
		line = line[:len(line)-1]
	}
	if len(line) > 0 && line[0].Type == "text" {
		line[0].Text = strings.TrimLeft(line[0].Text, " ")
	}
	if n := len(line); n > 0 && line[n-1].Type == "text" {
		line[n-1].Text = strings.TrimRight(line[n-1].Text, " ")
	}
	return line
}
