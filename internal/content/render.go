package content

import (
	"html"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/locale"
)

// RenderOptions says for whom and where a body is rendered.
type RenderOptions struct {
	Lang locale.Lang // of the few words that rendering adds
	Desk locale.Lang // of those that a comparison adds, for who compares; "" Lang

	// MediaURL returns the address of an image at most width pixels wide, or
	// of the original for width 0; "" where readers of this page may not or
	// cannot see it, which then get its alt text. Nil: no image is shown.
	MediaURL func(media string, width int) string
	// MediaSize returns the width and height of an image in pixels, 0, 0
	// where they are unknown. It may be nil.
	MediaSize func(media string) (width, height int)
	// MediaTint returns the colour that stands in an image's place until it has
	// come, three digits from 0 to 3; "" for none.
	MediaTint func(media string) string
	// FileInfo describes a file that is offered for download; one without a
	// URL is named but not linked. It may be nil.
	FileInfo func(media string) FileInfo

	// Bare: no style sheet of ours is where this is read, in a letter or in
	// another's program. What only it would say is written out.
	Bare bool

	HeadingShift int    // added to the level of each heading
	Stepwise     bool   // no heading is more than a level below the one before: a text as it came stands among headings of ours
	BaseURL      string // "https://host" or "/w/site", put before links of the same site that do not begin with it
	IDPrefix     string // begins every id; for pages that show several bodies
}

// FileInfo describes a file to download.
type FileInfo struct {
	URL  string
	Name string // where the body gives no title
	Kind string // as readers call it: PDF, DOCX
	Size int64  // bytes
}

// ImageWidths are the widths in pixels in which images are offered beside the
// original.
var ImageWidths = []int{480, 720, 960, 1440, 1920}

// HTML renders the body: semantic, accessible HTML in which every text and
// attribute is escaped, every link checked again, and no style or script
// stands. Classes are the only hooks for the look.
func (b Body) HTML(opt RenderOptions) template.HTML {
	r := renderer{opt: opt, anchors: b.anchors(opt.IDPrefix)}
	r.blocks(b.orEmpty().Doc.Content)
	r.footnotes()
	return template.HTML(r.out.String())
}

type renderer struct {
	out     strings.Builder
	opt     RenderOptions
	anchors anchors
	heading int    // headings so far
	level   int    // of the last of them; 0: none
	tables  int    // tables so far
	notes   []Node // footnotes so far
}

// raw writes markup of our own.
func (r *renderer) raw(s ...string) {
	for _, s := range s {
		r.out.WriteString(s)
	}
}

func (r *renderer) text(s string) { r.out.WriteString(html.EscapeString(s)) }

// open writes a start tag; attributes are name, value pairs, and one with the
// value "" is left out.
func (r *renderer) open(tag string, attrs ...string) {
	r.raw("<", tag)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			r.raw(" ", attrs[i], `="`)
			r.text(attrs[i+1])
			r.raw(`"`)
		}
	}
	r.raw(">")
}

func (r *renderer) close(tag string) { r.raw("</", tag, ">") }

func (r *renderer) say(key string, args ...any) string { return locale.T(r.opt.Lang, key, args...) }

// id returns the id of a block in HTML where a link leads to it.
func (r *renderer) id(n Node) string { return r.anchors.blocks[n.str("id")] }

func (r *renderer) blocks(content []Node) {
	for _, n := range content {
		r.block(n)
	}
}

func (r *renderer) block(n Node) {
	if c := n.str(changeAttr); c != "" {
		defer r.changed(c)()
	}
	switch n.Type {
	case "paragraph":
		if len(n.Content) > 0 {
			r.open("p", "id", r.id(n), "class", aligned(n))
			r.line(n.Content)
			r.raw("</p>\n")
		}
	case "heading":
		r.headingBlock(n)
	case "bullet_list":
		r.open("ul", "id", r.id(n))
		r.items(n)
		r.raw("</ul>\n")
	case "ordered_list":
		r.orderedList(n)
	case "blockquote":
		r.quote(n)
	case "callout":
		kind := n.word("kind")
		r.open("div", "id", r.id(n), "class", "callout callout-"+kind, "role", "note")
		r.open("p", "class", "callout-label")
		r.text(r.say("content.callout_" + kind))
		r.raw("</p>\n")
		r.blocks(n.Content)
		r.raw("</div>\n")
	case "table":
		r.table(n)
	case "image":
		r.image(n)
	case "file":
		r.file(n)
	case "formula_block":
		r.open("div", "id", r.id(n), "class", "formula")
		r.formula(n, true)
		r.raw("</div>\n")
	case "horizontal_rule":
		r.raw("<hr>\n")
	}
}

func aligned(n Node) string {
	if a := n.word("align"); a != "start" {
		return "align-" + a
	}
	return ""
}

func (r *renderer) headingBlock(n Node) {
	id := ""
	if r.heading < len(r.anchors.headings) {
		id = r.anchors.headings[r.heading]
	}
	r.heading++
	level := min(max(n.num("level")+r.opt.HeadingShift, 1), 6)
	if r.opt.Stepwise {
		level = min(level, max(r.level, 1+r.opt.HeadingShift)+1)
	}
	r.level = level
	tag := "h" + strconv.Itoa(level)
	r.open(tag, "id", id)
	r.line(n.Content)
	r.close(tag)
	r.raw("\n")
}

func (r *renderer) orderedList(n Node) {
	start, kind, class := "", "", ""
	if order := n.num("order"); order != 1 {
		start = strconv.Itoa(order)
	}
	if kind = n.word("kind"); kind == "1" {
		kind = ""
	} else if r.opt.Lang == locale.VI && kind == "a" {
		class = "letters-vi" // the style sheet letters it a, b, c, d, đ, e …
	} else if r.opt.Lang == locale.VI && kind == "A" {
		class = "letters-vi-upper"
	}
	if r.opt.Bare && class != "" && n.num("order")+len(n.Content) > latinAlike+1 {
		r.open("ul", "id", r.id(n))
		r.items(r.marked(n, kind))
		r.raw("</ul>\n")
		return
	}
	r.open("ol", "id", r.id(n), "class", class, "type", kind, "start", start)
	r.items(n)
	r.raw("</ol>\n")
}

// latinAlike is how many letters both alphabets begin with: a, b, c, d.
const latinAlike = 4

// marked is a list whose items begin with their letter: what a text calls point
// đ must not be e to who has no style sheet of ours.
func (r *renderer) marked(list Node, kind string) Node {
	items := slices.Clone(list.Content)
	for i, item := range items {
		mark := Node{Type: "text", Text: ordinal(r.opt.Lang, kind, list.num("order")+i) + ") "}
		item.Content = slices.Clone(item.Content)
		if len(item.Content) > 0 && item.Content[0].Type == "paragraph" {
			item.Content[0].Content = append([]Node{mark}, item.Content[0].Content...)
		} else {
			item.Content = append([]Node{{Type: "paragraph", Content: []Node{mark}}}, item.Content...)
		}
		items[i] = item
	}
	list.Content = items
	return list
}

func (r *renderer) items(list Node) {
	r.raw("\n")
	for _, item := range list.Content {
		r.open("li", "id", r.id(item), "class", changeClass(item))
		r.unwrapped(item.Content, true)
		r.raw("</li>\n")
	}
}

// unwrapped writes the blocks of a list item or cell, without the <p> where
// there is but one paragraph; lists may follow it where andLists.
func (r *renderer) unwrapped(content []Node, andLists bool) {
	simple := len(content) > 0 && content[0].Type == "paragraph" && aligned(content[0]) == "" && r.id(content[0]) == "" && content[0].str(changeAttr) == ""
	for _, n := range content[min(1, len(content)):] {
		simple = simple && andLists && (n.Type == "bullet_list" || n.Type == "ordered_list")
	}
	if simple {
		r.line(content[0].Content)
		content = content[1:]
	}
	if len(content) > 0 {
		r.raw("\n")
	}
	r.blocks(content)
}

func (r *renderer) quote(n Node) {
	by := n.str("cite")
	if by == "" {
		r.open("blockquote", "id", r.id(n))
		r.raw("\n")
		r.blocks(n.Content)
		r.raw("</blockquote>\n")
		return
	}
	r.open("figure", "id", r.id(n), "class", "quote")
	r.raw("<blockquote>\n")
	r.blocks(n.Content)
	r.raw("</blockquote>\n<figcaption>")
	r.text(by)
	r.raw("</figcaption></figure>\n")
}

// footnotes writes the footnotes that were met, as a section with links back.
func (r *renderer) footnotes() {
	if len(r.notes) == 0 {
		return
	}
	r.open("section", "class", "footnotes", "role", "doc-endnotes", "aria-label", r.say("content.footnotes"))
	r.raw("\n<ol>\n")
	for i, n := range r.notes {
		number := strconv.Itoa(i + 1)
		r.open("li", "id", r.opt.IDPrefix+"chu-thich-"+number)
		r.line(n.Content)
		r.raw(" ")
		r.open("a", "href", "#"+r.opt.IDPrefix+"ve-"+number, "role", "doc-backlink", "aria-label", r.say("content.footnote_back", number))
		r.raw("↩</a></li>\n")
	}
	r.raw("</ol>\n</section>\n")
}
