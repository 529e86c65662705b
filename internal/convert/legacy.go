package convert

import (
	"slices"
	"strings"

	"congbo/internal/content"
	"congbo/internal/vi"
)

// mend makes nodes of a line that was read: text of old fonts becomes Unicode
// (R-I4), then all text is cleaned. That order matters: ư of TCVN3 is the soft
// hyphen that cleaning takes away.
func (d *docxReader) mend(t *line) []content.Node {
	d.r.modernise(t.pieces, d.at)
	line := make([]content.Node, 0, len(t.pieces))
	for _, p := range t.pieces {
		if p.Type == "text" {
			if p.Text = vi.Clean(d.r.symbols(p.Text, p.font)); p.Text == "" {
				continue
			}
			p.Text = strings.ReplaceAll(p.Text, "\n", " ")
		}
		line = append(line, p.Node)
	}
	return trimLine(line)
}

// modernise reads the pieces of a line that were written for old fonts. Pieces
// whose fonts are of one kind are judged together: words go on from one to the
// next, and a single one is too short to tell.
func (r *Result) modernise(pieces []piece, block int) {
	for start := 0; start < len(pieces); {
		end := start + 1
		for end < len(pieces) && kindOfFont(pieces[end]) == kindOfFont(pieces[start]) {
			end++
		}
		r.moderniseRuns(pieces[start:end], block)
		start = end
	}
}

func kindOfFont(p piece) vi.Charset {
	c, _ := vi.FontCharset(p.font)
	return c
}

func (r *Result) moderniseRuns(pieces []piece, block int) {
	var runs []string
	var capitals []bool
	var at []int
	font := ""
	for i, p := range pieces {
		if p.Type != "text" {
			continue
		}
		s := p.Text
		c, upper := vi.FontCharset(p.font)
		if c != "" {
			s = plainBytes(s)
			font = p.font
		}
		runs, capitals, at = append(runs, s), append(capitals, upper), append(at, i)
	}
	whole := strings.Join(runs, "")
	charset := vi.Recognise(whole, font)
	if c, _ := vi.FontCharset(font); r.fonts.believed(c) && !charset.Automatic() && vi.ReadsAs(whole, c) {
		charset = c
	}
	if charset == "" {
		// A font of capitals shows what is written in small letters as capitals,
		// also where the text is plain ASCII.
		return
	}
	decoded := charset.DecodeRuns(runs, capitals)
	for from := 0; from < len(at); {
		to := from + 1
		for to < len(at) && at[to] == at[to-1]+1 { // a line break parts what stands together
			to++
		}
		was, is := vi.Stretch(strings.Join(runs[from:to], ""), strings.Join(decoded[from:to], ""))
		if is = vi.CleanLine(is); is != "" {
			r.Legacy = append(r.Legacy, Recoded{Block: block, Charset: charset, Before: content.Raw(strings.TrimSpace(was)), After: is, Applied: charset.Automatic()})
		}
		from = to
	}
	if !charset.Automatic() {
		r.note("convert.legacy_offered")
		return
	}
	r.note("convert.legacy")
	for j, i := range at {
		pieces[i].Text = decoded[j]
	}
}

// fontWords counts, for each charset that fonts are named for, the stretches of a
// document in such fonts that are in it, and those that cannot be. The name of a
// font proves nothing by itself: it survives in files that were converted. Where
// all that can be told agrees with it, it decides on what is too short to tell.
type fontWords map[vi.Charset][2]int

func (f fontWords) believed(c vi.Charset) bool { return f[c][0] >= 2 && f[c][1] == 0 }

// hear counts the stretches of a line, whose fonts are known.
func (f fontWords) hear(pieces []piece) {
	for start := 0; start < len(pieces); {
		kind := kindOfFont(pieces[start])
		var said strings.Builder
		end := start
		for ; end < len(pieces) && kindOfFont(pieces[end]) == kind; end++ {
			said.WriteString(plainBytes(pieces[end].Text))
		}
		switch s := said.String(); {
		case !kind.Automatic() || isASCII(s):
		case vi.Recognise(s, pieces[start].font) == kind:
			f[kind] = [2]int{f[kind][0] + 1, f[kind][1]}
		case !vi.ReadsAs(s, kind):
			f[kind] = [2]int{f[kind][0], f[kind][1] + 1}
		}
		start = end
	}
}

// hearNodes counts those of blocks.
func (f fontWords) hearNodes(nodes []content.Node) {
	var pieces []piece
	for _, n := range nodes {
		if n.Type == "text" {
			font, _ := n.Attrs[fontAttr].(string)
			pieces = append(pieces, piece{Node: n, font: font})
		}
		f.hearNodes(n.Content)
	}
	f.hear(pieces)
}

// hearFonts counts those of a Word file below e.
func (d *docxReader) hearFonts(e *element) {
	for _, c := range e.all() {
		if c.name != "p" {
			d.hearFonts(c)
			continue
		}
		var pieces []piece
		for _, r := range within(c, "r") {
			font := d.font(r.child("rPr"), c.child("pPr"))
			for _, t := range r.children {
				switch t.name {
				case "t":
					pieces = append(pieces, piece{Node: text(t.text), font: font})
				case "softHyphen":
					pieces = append(pieces, piece{Node: text("\u00ad"), font: font})
				case "AlternateContent", "drawing", "pict":
					d.hearFonts(t) // boxes
				}
			}
		}
		d.r.fonts.hear(pieces)
	}
}

// plainBytes takes the characters of old fonts out of the private area into
// which Word puts those of fonts of symbols.
func plainBytes(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xf020 && r <= 0xf0ff {
			return r - 0xf000
		}
		return r
	}, s)
}

// fontAttr is where readers note the font of a text until its line is finished.
const fontAttr = "font"

// inFont notes the font of a text.
func inFont(n content.Node, font string) content.Node {
	if font != "" {
		n.Attrs = map[string]any{fontAttr: font}
	}
	return n
}

// finish does the same for blocks that were read whole. Each line is judged by
// itself, with the fonts that its texts were set in as hints.
func (r *Result) finish() {
	r.fonts = fontWords{}
	r.fonts.hearNodes(r.Blocks)
	for i := range r.Blocks {
		r.finishNode(&r.Blocks[i], i)
	}
}

func (r *Result) finishNode(n *content.Node, block int) {
	if !slices.ContainsFunc(n.Content, func(c content.Node) bool { return c.Type == "text" }) {
		for i := range n.Content {
			r.finishNode(&n.Content[i], block)
		}
		return
	}
	pieces := make([]piece, len(n.Content))
	for i, c := range n.Content {
		pieces[i] = piece{Node: c}
		if c.Type == "text" {
			pieces[i].font, _ = c.Attrs[fontAttr].(string)
			pieces[i].Attrs = nil
		}
	}
	r.modernise(pieces, block)
	kept := n.Content[:0]
	for _, p := range pieces {
		switch p.Type {
		case "text":
			if p.Text = strings.ReplaceAll(vi.Clean(r.symbols(p.Text, p.font)), "\n", " "); p.Text == "" {
				continue
			}
		case "footnote":
			r.finishNode(&p.Node, block)
		}
		kept = append(kept, p.Node)
	}
	n.Content = kept
}
