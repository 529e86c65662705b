package convert

import (
	"path"
	"slices"
	"strings"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

// fromDocx reads a Word file: headings by style and by looks, lists with their
// numbering, tables with spans, footnotes, links, formulas, pictures, text
// boxes; tracked changes as accepted, comments apart. What it does not read is
// listed.
func fromDocx(data []byte) (*Result, error) {
	b, err := openBag(data)
	if err != nil {
		return nil, err
	}
	main, err := b.mainPart()
	if err != nil {
		return nil, err
	}
	if b.macros() {
		return nil, fault.New(fault.Invalid, "convert.macros")
	}
	doc, err := b.tree(main)
	if err != nil {
		return nil, err
	}
	body := doc.find("body")
	if body == nil {
		return nil, fault.New(fault.Invalid, "convert.docx_unreadable")
	}
	d := &docxReader{bag: b, main: main, r: &Result{Images: make(map[string][]byte)}, commented: make(map[string]*strings.Builder)}
	if err := d.prepare(); err != nil {
		return nil, err
	}
	d.r.fonts = fontWords{}
	d.hearFonts(body)
	blocks, err := d.blocks(body)
	if err != nil {
		return nil, err
	}
	d.r.headingsByLooks(blocks)
	d.r.Blocks = d.takeTitle(blocks)
	return d.r, nil
}

// macros reports whether the file carries programs, which we neither run nor
// keep as if they were text.
func (b *bag) macros() bool {
	for name := range b.files {
		if strings.EqualFold(path.Base(name), "vbaProject.bin") {
			return true
		}
	}
	return false
}

// mainPart is the name of the file that holds the text: what the relations of
// the whole file say, or where Word puts it.
func (b *bag) mainPart() (string, error) {
	rels, err := b.tree("_rels/.rels")
	if err != nil {
		return "", err
	}
	if r := rels.find("Relationships"); r != nil {
		for _, c := range r.children {
			name := strings.TrimPrefix(path.Clean("/"+c.attr("Target")), "/")
			if strings.HasSuffix(c.attr("Type"), "/officeDocument") && b.files[name] != nil {
				return name, nil
			}
		}
	}
	return "word/document.xml", nil
}

// A docxReader turns the parts of a Word file into blocks.
type docxReader struct {
	bag      *bag
	main     string // name of the file that holds the text
	r        *Result
	links    map[string]relation
	styles   map[string]*style
	lists    *numbering
	notes    map[string]*element // "footnote/2"
	comments map[string]*element

	depth     int                         // of blocks within blocks
	at        int                         // index of the block of the text that is being read
	inNote    bool                        // a footnote is being read
	inTable   int                         // tables around
	commented map[string]*strings.Builder // the words that open comments are about
	fields    []field                     // open complex fields, outermost first
}

// A relation is where a part of the file leads.
type relation struct {
	target   string
	external bool
	kind     string // the last word of its type
}

func (d *docxReader) prepare() error {
	if err := d.readRelations(); err != nil {
		return err
	}
	if err := d.readStyles(); err != nil {
		return err
	}
	if err := d.readNumbering(); err != nil {
		return err
	}
	d.notes, d.comments = make(map[string]*element), make(map[string]*element)
	for kind, into := range map[string]map[string]*element{"footnote": d.notes, "endnote": d.notes, "comment": d.comments} {
		part, err := d.part(kind + "s")
		if err != nil {
			return err
		}
		for _, e := range part.find(kind + "s").all() {
			if e.name == kind {
				key := e.attr("id")
				if kind != "comment" {
					key = kind + "/" + key
				}
				into[key] = e
			}
		}
	}
	return nil
}

func (d *docxReader) readRelations() error {
	d.links = make(map[string]relation)
	rels, err := d.bag.tree(path.Join(path.Dir(d.main), "_rels", path.Base(d.main)+".rels"))
	if err != nil {
		return err
	}
	for _, c := range rels.find("Relationships").all() {
		d.links[c.attr("Id")] = relation{c.attr("Target"), c.attr("TargetMode") == "External", path.Base(c.attr("Type"))}
	}
	return nil
}

// name returns the name in the bag of what a relation leads to.
func (d *docxReader) name(r relation) string {
	if strings.HasPrefix(r.target, "/") {
		return strings.TrimPrefix(path.Clean(r.target), "/")
	}
	return path.Join(path.Dir(d.main), r.target)
}

// part reads the part of a kind (styles, numbering, footnotes …): the one the
// text is related to, or the one at the usual place.
func (d *docxReader) part(kind string) (*element, error) {
	for _, r := range d.links {
		if r.kind == kind && !r.external {
			if e, err := d.bag.tree(d.name(r)); e != nil || err != nil {
				return e, err
			}
		}
	}
	return d.bag.tree("word/" + kind + ".xml")
}

// blocks reads the paragraphs and tables of a part of the document.
func (d *docxReader) blocks(parent *element) ([]content.Node, error) {
	d.depth++
	defer func() { d.depth-- }()
	var out []content.Node
	lists := &listBuilder{out: &out}
	err := d.blocksInto(parent, &out, lists)
	lists.end()
	forgetCaptions(out)
	return out, err
}

func (d *docxReader) blocksInto(parent *element, out *[]content.Node, lists *listBuilder) error {
	var held *element // goes on in the next paragraph
	release := func() error {
		p := held
		if held = nil; p == nil {
			return nil
		}
		return d.paragraphInto(p, out, lists)
	}
	for _, e := range parent.children {
		if d.depth == 1 {
			d.at = len(*out)
		}
		switch e.name {
		case "p":
			e = joined(held, e)
			if held = nil; d.goesOn(e) {
				held = e
				continue
			}
			if err := d.paragraphInto(e, out, lists); err != nil {
				return err
			}
			continue
		case "tbl", "sdt", "oMathPara", "oMath", "AlternateContent":
			if err := release(); err != nil {
				return err
			}
		}
		switch e.name {
		case "tbl":
			lists.end()
			t, err := d.table(e)
			if err != nil {
				return err
			}
			if len(t.Content) > 0 {
				notes := d.r.takeCaption(out, &t)
				*out = append(append(*out, t), notes...)
			}
		case "oMathPara", "oMath":
			lists.end()
			*out = append(*out, d.formulaBlocks(e)...)
		case "sdt":
			if e.find("docPartGallery").attr("val") == "Table of Contents" {
				d.r.note("convert.contents_dropped")
				continue
			}
			if err := d.blocksInto(e, out, lists); err != nil {
				return err
			}
		case "AlternateContent":
			if err := d.blocksInto(e.choice(), out, lists); err != nil {
				return err
			}
		case "sdtContent", "ins", "smartTag", "customXml", "moveTo":
			if e.name == "ins" || e.name == "moveTo" {
				d.r.note("convert.changes_accepted")
			}
			if err := d.blocksInto(e, out, lists); err != nil {
				return err
			}
		case "del", "moveFrom":
			d.r.note("convert.changes_accepted")
		case "altChunk":
			d.r.note("convert.part_lost")
		case "commentRangeStart", "commentRangeEnd":
			d.comment(e)
		}
	}
	return release()
}

// goesOn reports whether a paragraph goes on in the next: its end was deleted, or
// it is no more than the large letter that the next begins with.
func (d *docxReader) goesOn(p *element) bool {
	props := p.child("pPr")
	if props.child("rPr").child("del") != nil {
		d.r.note("convert.changes_accepted")
		return true
	}
	cap := props.child("framePr").attr("dropCap")
	return cap == "drop" || cap == "margin"
}

// joined is a paragraph with what goes on in it before its own words. What it
// looks like is said by its own properties: those are kept where a paragraph ends.
func joined(before, p *element) *element {
	if before == nil {
		return p
	}
	var children []*element
	if props := p.child("pPr"); props != nil {
		children = append(children, props)
	}
	children = append(append(children, before.without("pPr")...), p.without("pPr")...)
	return &element{name: "p", attrs: p.attrs, children: children}
}

// paragraphInto reads a paragraph and puts what it holds where it belongs: into
// the list that is open, or after it.
func (d *docxReader) paragraphInto(e *element, out *[]content.Node, lists *listBuilder) error {
	p, err := d.paragraph(e)
	if err != nil {
		return err
	}
	if p.item != nil && p.line != nil {
		lists.add(*p.line, p.item)
		for _, n := range p.after {
			lists.inside(n)
		}
		return nil
	}
	if p.line == nil && len(p.after) == 0 {
		if p.item != nil {
			lists.empty(p.item)
		}
		return nil
	}
	lists.end()
	if n := len(*out); p.caption && len(p.after) == 0 && n > 0 && (*out)[n-1].Type == "image" && (*out)[n-1].Attrs["caption"] == nil {
		(*out)[n-1].Attrs["caption"] = d.r.captionOf(p.line.Content)
		*out = append(*out, notesOf(p.line.Content)...)
		return nil
	}
	if p.line != nil {
		if p.caption && p.line.Type == "paragraph" {
			p.line.Attrs = map[string]any{"caption": true} // taken out again by takeCaption
		}
		*out = append(*out, *p.line)
	}
	*out = append(*out, p.after...)
	return nil
}

// captionOf is a line as a caption.
func (r *Result) captionOf(line []content.Node) string {
	return vi.CleanLine(r.modernLine(plainLine(line)))
}

// takeCaption makes the caption that stands before a table part of it, and returns
// its footnotes.
func (r *Result) takeCaption(out *[]content.Node, table *content.Node) []content.Node {
	n := len(*out)
	if n == 0 || (*out)[n-1].Attrs["caption"] != true {
		return nil
	}
	line := (*out)[n-1].Content
	table.Attrs = map[string]any{"caption": r.captionOf(line)}
	*out = (*out)[:n-1]
	return notesOf(line)
}

// forgetCaptions makes paragraphs of captions of nothing.
func forgetCaptions(blocks []content.Node) {
	for i := range blocks {
		if blocks[i].Type == "paragraph" {
			delete(blocks[i].Attrs, "caption")
		}
	}
}

// takeTitle makes the title of the document that of the text, and forgets
// which headings were styled as one.
func (d *docxReader) takeTitle(blocks []content.Node) []content.Node {
	for i := range blocks {
		n := &blocks[i]
		if n.Type != "heading" || n.Attrs["title"] == nil {
			continue
		}
		delete(n.Attrs, "title")
		if i == 0 && d.r.Title == "" {
			d.r.Title = vi.CleanLine(plainLine(n.Content))
		}
	}
	if d.r.Title == "" {
		return blocks
	}
	notes := notesOf(blocks[0].Content)
	d.r.moveBlocks(len(notes) - 1)
	return slices.Concat(notes, blocks[1:])
}

// plainLine is the text of a line; footnotes are not in it (see notesOf).
func plainLine(line []content.Node) string {
	var b strings.Builder
	for _, n := range line {
		switch n.Type {
		case "hard_break":
			b.WriteByte(' ')
		case "formula":
			if m, ok := n.Attrs["mathml"].(content.Math); ok {
				b.WriteString(m.String())
			}
		}
		b.WriteString(n.Text)
	}
	return b.String()
}

// notesOf makes paragraphs of the footnotes of a line that becomes words alone, a
// title or a caption.
func notesOf(line []content.Node) []content.Node {
	var out []content.Node
	for _, n := range line {
		if n.Type == "footnote" {
			out = append(out, paragraph(append([]content.Node{text("* ")}, n.Content...)...))
		}
	}
	return out
}

// maxLooks is how long a paragraph in bold may be to be taken for a heading.
const maxLooks = 120

// headingsByLooks makes headings of short paragraphs set wholly in bold, where
// the author used no style for any heading, and says so: a page without
// headings cannot be found one's way in.
func (r *Result) headingsByLooks(blocks []content.Node) {
	for _, n := range blocks {
		if n.Type == "heading" {
			return
		}
	}
	for i := range blocks {
		n := &blocks[i]
		text := strings.TrimSpace(plainLine(n.Content))
		if n.Type != "paragraph" || len([]rune(text)) > maxLooks || text == "" || strings.ContainsAny(text[len(text)-1:], ".,;:") ||
			!allBold(n.Content) || i+1 >= len(blocks) || blocks[i+1].Type == "paragraph" && allBold(blocks[i+1].Content) {
			continue
		}
		n.Type, n.Attrs = "heading", map[string]any{"level": 2}
		for j := range n.Content {
			n.Content[j].Marks = without(n.Content[j].Marks, "strong")
		}
		r.note("convert.headings_by_looks")
	}
}

func allBold(line []content.Node) bool {
	words := false
	for _, n := range line {
		switch {
		case n.Type == "text" && strings.TrimSpace(n.Text) == "":
		case n.Type != "text" || !marked(n.Marks, "strong"):
			return false
		default:
			words = true
		}
	}
	return words
}

func marked(marks []content.Mark, name string) bool {
	for _, m := range marks {
		if m.Type == name {
			return true
		}
	}
	return false
}

func without(marks []content.Mark, name string) []content.Mark {
	var out []content.Mark
	for _, m := range marks {
		if m.Type != name {
			out = append(out, m)
		}
	}
	return out
}
