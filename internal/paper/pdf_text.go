package paper

import "strings"

// A piece is some words of one face in a line; wide is how far they reach.
type piece struct {
	text string
	face style
	wide float64
}

// A textLine is a line of a paragraph.
type textLine struct {
	pieces []piece
	wide   float64
	room   float64 // that it has
	indent float64
	last   bool // of its paragraph
	align  Align
}

// A typeset is text broken into lines of one size.
type typeset struct {
	all   []textLine
	size  float64
	lead  float64
	align Align
}

func (t typeset) height() float64 { return float64(len(t.all)) * t.lead }

// leading is the height of a line: tables are set closer than running text.
func leading(size float64) float64 {
	if size < sizeText {
		return size * 1.16
	}
	return size * 1.24
}

const dash = "– "

// lines breaks a paragraph into lines no wider than room.
func (w *sheet) lines(p Para, size, room float64) typeset {
	t := typeset{size: size, lead: leading(size), align: p.Align}
	face := plain
	switch {
	case p.Bold:
		face = strong
	case p.Italic:
		face = slanted
	}
	indent := 0.0
	if p.Dash {
		indent = w.wide(dash, plain, size)
	}
	type word struct {
		text string
		face style
	}
	var words []word
	for _, s := range split(p.Lead) {
		words = append(words, word{s, strong})
	}
	for _, s := range split(p.Text) {
		words = append(words, word{s, face})
	}
	line := textLine{indent: indent, room: room - indent, align: p.Align}
	space := func(f style) float64 { return w.wide(" ", f, size) }
	for len(words) > 0 {
		x := words[0]
		width := w.wide(x.text, x.face, size)
		if width > line.room && len(line.pieces) == 0 { // a word longer than the line
			n := w.breaks(x.text, x.face, size, line.room)
			rest := string([]rune(x.text)[n:])
			x.text = string([]rune(x.text)[:n])
			width = w.wide(x.text, x.face, size)
			words[0].text = rest
			line.pieces, line.wide = []piece{{x.text, x.face, width}}, width
			if rest != "" {
				t.all = append(t.all, line)
				line = textLine{indent: indent, room: room - indent, align: p.Align}
				continue
			}
			words = words[1:]
			continue
		}
		next := line.wide + width
		if len(line.pieces) > 0 {
			next += space(x.face)
		}
		if next > line.room+0.01 && len(line.pieces) > 0 {
			t.all = append(t.all, line)
			line = textLine{indent: indent, room: room - indent, align: p.Align}
			continue
		}
		line.pieces, line.wide = append(line.pieces, piece{x.text, x.face, width}), next
		words = words[1:]
	}
	if len(line.pieces) > 0 {
		line.last = true
		t.all = append(t.all, line)
	}
	if p.Dash && len(t.all) > 0 {
		first := &t.all[0]
		first.pieces = append([]piece{{strings.TrimSpace(dash), plain, indent - space(plain)}}, first.pieces...)
		first.wide, first.room, first.indent = first.wide+indent, first.room+indent, 0
	}
	return t
}

// split parts a text where a line may end; not at a space that holds two words
// together.
func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' })
}

// breaks is how many letters of a word fit.
func (w *sheet) breaks(s string, face style, size, room float64) int {
	letters := []rune(s)
	n := 1
	for n < len(letters) && w.wide(string(letters[:n+1]), face, size) <= room {
		n++
	}
	return n
}

// all breaks the paragraphs of a cell.
func (w *sheet) all(c Cell, size, room float64) typeset {
	t := typeset{size: size, lead: leading(size)}
	for _, p := range c {
		t.all = append(t.all, w.lines(p, size, room).all...)
	}
	return t
}

func (w *sheet) wide(s string, face style, size float64) float64 {
	w.pdf.SetFont(family, string(face), size)
	return w.pdf.GetStringWidth(s)
}

// print writes lines from a place down.
func (w *sheet) print(t typeset, x, y float64) {
	for _, line := range t.all {
		at, gap := x+line.indent, w.wide(" ", plain, t.size)
		spread := false
		switch line.align {
		case Centre:
			at += (line.room - line.wide) / 2
		case Justified:
			if n := len(line.pieces); !line.last && n > 1 {
				gap += (line.room - line.wide) / float64(n-1)
				spread = true
			}
		}
		base := y + (t.lead+0.65*t.size)/2
		for i := 0; i < len(line.pieces); i++ {
			p := line.pieces[i]
			for !spread && i+1 < len(line.pieces) && line.pieces[i+1].face == p.face {
				i++
				p.text, p.wide = p.text+" "+line.pieces[i].text, p.wide+gap+line.pieces[i].wide
			}
			w.pdf.SetFont(family, string(p.face), t.size)
			w.pdf.Text(at, base, p.text)
			at += p.wide + gap
		}
		y += t.lead
	}
}
