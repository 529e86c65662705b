package convert

import "strings"

// noFont is that of signs, which are the same in every font.
const noFont = -1

// formWord reads what a field to fill in says of itself.
func (r *rtfReader) formWord(word string, value int, ignorable bool) {
	f := r.state.field
	switch {
	case f == nil:
	case word == "fftype":
		f.kind = value
	case word == "ffres":
		f.given = value
	case word == "ffdefres":
		f.otherwise = value
	case word == "ffl":
		r.state.dest = toEntry
		r.name.Reset()
		return
	}
	if ignorable { // its name, words of help, macros
		r.state.dest = toNothing
	}
}

// fieldResult decides what becomes of the result of the field around.
func (r *rtfReader) fieldResult() {
	f := r.state.field
	if f == nil {
		return
	}
	if r.state.dest == toField { // it is part of another's instruction
		r.state.field = f.outer
		return
	}
	instruction := strings.TrimSpace(f.instruction.String())
	switch {
	case strings.HasPrefix(instruction, "TOC"):
		r.r.note("convert.contents_dropped")
		r.state.dest = toNothing
	case strings.HasPrefix(instruction, "HYPERLINK"):
		target := hyperlink(instruction)
		if href, ok := link(target); ok {
			r.state.link = href
		} else if leads(target) {
			r.r.note(linkRemoved)
		}
	}
}

// says notes that the result of a field, and of those around it, has something.
func (f *rtfField) says() {
	for ; f != nil && !f.said; f = f.outer {
		f.said = true
	}
}

// endField says what is shown of a field that keeps no result.
func (r *rtfReader) endField(f *rtfField) {
	if f.said || r.state.dest != toText {
		return
	}
	value := f.given
	if value == undefined {
		value = f.otherwise
	}
	f.filled.ticked, f.filled.unsaid, f.filled.chosen = value == 1, f.kind == 0, value // as LibreOffice writes boxes
	font := ""
	if of := r.fonts[r.state.font]; of != nil {
		font = of.name
	}
	words, sign, lost := shownField(f.instruction.String(), f.filled, font)
	if sign {
		was := r.state.font
		r.state.font = noFont
		r.say(words)
		r.state.font = was
	} else if words != "" {
		r.say(words)
	}
	if lost != "" {
		r.r.note(lost)
	}
}
