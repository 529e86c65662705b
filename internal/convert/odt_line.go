package convert

import (
	"path"
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/vi"
)

// An odtRun is how the text that is being read is set.
type odtRun struct {
	family, style string
	marks         []content.Mark
	font          string
	hidden        bool
}

// in is the run inside an element of a style.
func (o *odtReader) in(run odtRun, family, style string) odtRun {
	seen := map[string]bool{}
	next := run
	o.chain(family, style, func(s *odtStyle) bool {
		for _, mark := range []string{"strong", "em", "underline", "strike", "sub", "sup"} {
			set, said := s.marks[mark]
			if !said || seen[mark] {
				continue
			}
			seen[mark] = true
			if set {
				next.marks = withMark(next.marks, content.Mark{Type: mark})
			} else {
				next.marks = without(next.marks, mark)
			}
		}
		if s.font != "" && !seen["font"] {
			seen["font"] = true
			next.font = s.font
		}
		next.hidden = next.hidden || s.hidden
		return false
	})
	return next
}

// inline reads what stands in a paragraph into its line, and what stands by
// itself into after.
func (o *odtReader) inline(e *element, run odtRun, line, after *[]content.Node) {
	if run.family != "" {
		run = o.in(run, run.family, run.style)
		run.family = ""
	}
	for _, c := range e.all() {
		if run.hidden && (c.name == textNode && strings.TrimSpace(c.text) != "" || c.name == "s" || c.name == "fieldmark" || c.name == "control") {
			o.r.note("convert.hidden_dropped")
			continue
		}
		switch c.name {
		case textNode:
			o.say(line, c.text, run)
		case "span":
			next := run
			next.family, next.style = "text", c.attr("style-name")
			o.inline(c, next, line, after)
		case "a":
			next := run
			href := c.attr("href")
			if link, ok := link(href); ok {
				next.marks = withMark(run.marks, content.Mark{Type: "link", Attrs: map[string]any{"href": link}})
			} else if leads(href) {
				o.r.note(linkRemoved)
			}
			o.inline(c, next, line, after)
		case "s":
			n, _ := strconv.Atoi(c.attr("c"))
			o.say(line, strings.Repeat(" ", min(max(n, 1), 100)), run)
		case "fieldmark":
			o.say(line, fieldMark(c), run)
		case "tab":
			o.say(line, " ", run)
		case "line-break":
			*line = append(*line, content.Node{Type: "hard_break"})
		case "note":
			o.note(c, line)
		case "annotation":
			o.annotation(c)
		case "annotation-end":
			delete(o.open, c.attr("name"))
		case "ruby":
			o.inline(c.child("ruby-base"), run, line, after)
		case "control":
			if shown := o.control(c); shown != "" {
				o.say(line, " "+shown+" ", run)
			}
		case "tracked-changes", "change", "change-start", "change-end", "soft-page-break", "bookmark", "bookmark-start", "bookmark-end",
			"note-citation", "sequence-decls", "forms", "hidden-paragraph", "toc-mark", "toc-mark-start", "toc-mark-end", "alphabetical-index-mark", "script", "desc", "title":
		default: // fields, references, texts of meta data: what they show
			if drawnShapes[c.name] {
				o.frame(c, line, after)
				continue
			}
			o.inline(c, run, line, after)
		}
	}
}

// say adds text to a line, with white space as one space.
func (o *odtReader) say(line *[]content.Node, s string, run odtRun) {
	s = spaced(s)
	if s == "" {
		return
	}
	*line = append(*line, inFont(text(s, run.marks...), run.font))
	for _, i := range o.open {
		if c := &o.r.Comments[i]; len(c.Quote) < maxQuote {
			c.Quote = vi.CleanLine(c.Quote + s)
		}
	}
}

// spaced has every run of white space that XML programs make of lines as one
// space. The soft hyphen and the no-break space are letters of old fonts and
// stay.
func spaced(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range s {
		if r == ' ' || r == '\n' || r == '\t' || r == '\r' {
			gap = true
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(r)
	}
	if gap {
		b.WriteByte(' ')
	}
	return b.String()
}

// folded leaves out the space that stands after another.
func folded(line []content.Node) []content.Node {
	kept := line[:0]
	space := true
	for _, n := range line {
		if n.Type == "text" {
			if space {
				n.Text = strings.TrimLeft(n.Text, " ")
			}
			if n.Text == "" {
				continue
			}
			space = strings.HasSuffix(n.Text, " ")
		} else {
			space = n.Type == "hard_break"
		}
		kept = append(kept, n)
	}
	return kept
}

func (o *odtReader) note(e *element, line *[]content.Node) {
	if o.inNote {
		return
	}
	o.inNote = true
	defer func() { o.inNote = false }()
	blocks, err := o.blocks(e.child("note-body"), maxDepth/4)
	if err != nil {
		o.r.note("convert.note_simplified")
		return
	}
	var flat []content.Node
	for _, b := range blocks {
		o.r.flatten(b, &flat)
	}
	if flat = trimLine(flat); len(flat) > 0 {
		*line = append(*line, content.Node{Type: "footnote", Content: flat})
	}
}

// annotation keeps a comment.
func (o *odtReader) annotation(e *element) {
	var said strings.Builder
	for _, c := range e.all() {
		if c.name == "p" || c.name == "list" {
			said.WriteString(c.words() + " ")
		}
	}
	text := vi.CleanLine(o.r.modernLine(said.String()))
	if text == "" {
		return
	}
	o.r.Comments = append(o.r.Comments, Comment{Author: vi.CleanLine(e.child("creator").words()), Date: vi.CleanLine(e.child("date").words()), Text: text, Block: o.top})
	if name := e.attr("name"); name != "" {
		o.open[name] = len(o.r.Comments) - 1
	}
}

// words is the text of an element and those below it.
func (e *element) words() string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString(e.text)
	for _, c := range e.children {
		b.WriteString(c.words())
	}
	return b.String()
}

// frame reads what is drawn within a line: a formula stands in it, the rest
// behind it.
func (o *odtReader) frame(e *element, line, after *[]content.Node) {
	if m, ok := o.formula(e); ok {
		*line = append(*line, content.Node{Type: "formula", Attrs: map[string]any{"mathml": m}})
		return
	}
	if e.name == "frame" && e.child("text-box") == nil && len(e.all()) > 0 || e.name == "g" || e.find("p") != nil {
		o.shape(e, after, maxDepth/4)
	}
}

func (o *odtReader) formula(e *element) (content.Math, bool) {
	object := e.child("object")
	if object == nil {
		return content.Math{}, false
	}
	math := object.child("math")
	if math == nil {
		tree, err := o.bag.tree(path.Join(path.Clean(object.attr("href")), "content.xml"))
		if err != nil {
			return content.Math{}, false
		}
		math = tree.child("math")
	}
	if math == nil {
		return content.Math{}, false
	}
	return mathML(asHTML(math))
}

// shape reads what is drawn: a picture, the text of a box.
func (o *odtReader) shape(e *element, out *[]content.Node, depth int) {
	if o.depth++; o.depth > 20 {
		o.depth--
		return
	}
	defer func() { o.depth-- }()
	if m, ok := o.formula(e); ok {
		*out = append(*out, content.Node{Type: "formula_block", Attrs: map[string]any{"mathml": m}})
		return
	}
	if box := e.child("text-box"); box != nil {
		inner, err := o.blocks(box, depth+1)
		if err != nil {
			o.r.note("convert.drawing_lost")
		}
		*out = append(*out, inner...)
		return
	}
	if image := shownImage(e); image != nil && e.child("object") == nil {
		o.picture(e, image, out)
		return
	}
	if e.child("object") != nil || e.child("object-ole") != nil || e.child("plugin") != nil {
		o.r.note("convert.drawing_lost")
		return
	}
	inner, err := o.blocks(e, depth+1)
	if err != nil {
		o.r.note("convert.drawing_lost")
	}
	*out = append(*out, inner...)
}

// shownImage is the picture of a frame: of one that is there in several forms, the
// first that pages show.
func shownImage(frame *element) *element {
	for _, c := range frame.all() {
		if c.name != "image" {
			continue
		}
		switch strings.ToLower(path.Ext(c.attr("href"))) {
		case ".png", ".jpg", ".jpeg", ".gif", ".webp":
			return c
		}
	}
	return frame.child("image")
}

// picture reads a picture that lies in the file; one elsewhere is never
// fetched.
func (o *odtReader) picture(frame, image *element, out *[]content.Node) {
	name := strings.TrimPrefix(path.Clean("/"+image.attr("href")), "/")
	if strings.Contains(image.attr("href"), ":") || o.bag.files[name] == nil {
		o.r.note("convert.picture_elsewhere")
		return
	}
	if _, ok := o.r.Images[name]; !ok {
		data, err := o.bag.read(name)
		if err != nil || len(data) == 0 || len(data) > maxPicture {
			o.r.note("convert.picture_unreadable")
			return
		}
		o.r.Images[name] = data
	}
	attrs := map[string]any{"media": name}
	alt := vi.CleanLine(o.r.modernLine(frame.child("desc").words()))
	if alt == "" {
		alt = vi.CleanLine(o.r.modernLine(frame.child("title").words()))
	}
	if alt != "" && !fileName(alt) {
		attrs["alt"] = alt
	}
	if size := sizeOf(centimetres(frame.attr("width"))); size != "" {
		attrs["size"] = size
	}
	*out = append(*out, content.Node{Type: "image", Attrs: attrs})
}

// centimetres reads a length of OpenDocument; 0 for none.
func centimetres(s string) float64 {
	for unit, cm := range map[string]float64{"cm": 1, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "px": 2.54 / 96} {
		if v, err := strconv.ParseFloat(strings.TrimSuffix(s, unit), 64); err == nil && strings.HasSuffix(s, unit) {
			return v * cm
		}
	}
	return 0
}

// sizeOf is the size of a picture on a page that comes nearest to its width on
// paper.
func sizeOf(cm float64) string {
	switch {
	case cm <= 0:
		return ""
	case cm <= 5:
		return "small"
	case cm < 13:
		return "medium"
	}
	return "wide"
}

// fieldMark is what a field to fill in shows.
func fieldMark(e *element) string {
	var filled filledField
	for _, c := range e.children {
		if c.name != "param" {
			continue
		}
		switch value := c.attr("value"); c.attr("name") {
		case "Checkbox_Checked":
			filled.ticked = value == "true"
		case "Dropdown_ListEntry":
			filled.entries = append(filled.entries, value)
		case "Dropdown_Selected":
			if n, err := strconv.Atoi(value); err == nil {
				filled.chosen = n
			}
		}
	}
	_, kind, _ := strings.Cut(e.attr("type"), ".field.")
	words, _, _ := shownField(kind, filled, "")
	return words
}
