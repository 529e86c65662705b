package convert

import (
	"encoding/hex"
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

// Budgets of RTF.
const (
	maxRTF      = 60 << 20 // its pictures stand in it as digits
	maxRTFDepth = 400
	maxRTFNodes = 300_000
)

// fromRTF reads a text in Rich Text Format (version 1.9.1, as Word and
// LibreOffice write it). Objects and whatever the format keeps for programs are
// passed over.
func fromRTF(data []byte) (*Result, error) {
	if len(data) > maxRTF {
		return nil, fault.New(fault.TooLarge, "convert.docx_too_large", maxRTF>>20)
	}
	r := newRTF(data)
	if err := r.read(); err != nil {
		return nil, err
	}
	r.flow().end()
	r.r.Blocks = r.flow().blocks
	forgetCaptions(r.r.Blocks)
	r.r.finish()
	r.r.titleOfFirst()
	r.r.headingsByLooks(r.r.Blocks)
	return r.r, nil
}

// A destination is what the text of a group is for.
type destination uint8

const (
	toText destination = iota
	toNothing
	toFonts
	toStyles
	toPicture
	toField // the instruction
	toForm  // what a field to fill in says of itself
	toEntry // what there is to choose from, one of it
	toLabel // the number of an item
	toAuthor
	toRef // which words a comment is about
	toRefStart
	toRefEnd
	toPropName
	toPropValue
	toMath
)

// An rtfState is what groups save and restore.
type rtfState struct {
	dest    destination
	ignore  bool // \*: an unknown destination is passed over
	font    int
	marks   uint8
	hidden  bool
	deleted bool
	uc      int // characters that stand for one of Unicode for older programs
	link    string
	par     rtfParagraph
	flows   int  // flows when the group began
	note    bool // a footnote ends with the group
	remark  bool // a comment does
	picture bool
	style   int // in the sheet of styles: which one

	math    *element // of the formula that is being read: the group around
	named   bool     // this group has its name there
	formula bool     // a formula ends with the group

	field *rtfField // around the group
	ends  bool      // and it ends with the group
}

// An rtfField is one that the document computes or somebody fills in.
type rtfField struct {
	instruction strings.Builder
	filled      filledField
	kind        int // of one to fill in: 1 a box to tick, 2 a list; 0 unsaid
	given       int // its value; undefined and the like: the default
	otherwise   int
	said        bool // its result has words
	outer       *rtfField
}

// undefined is the value of a field that nobody has filled in.
const undefined = 25

// An rtfParagraph is how a paragraph is set.
type rtfParagraph struct {
	style   int
	align   string
	list    int
	level   int
	inTable int // depth of tables
	outline int // 0 none, 1 …
}

type rtfStyle struct {
	name    string
	outline int
}

type rtfReader struct {
	data  []byte
	at    int
	r     *Result
	state rtfState
	stack []rtfState
	flows []*rtfFlow
	nodes int

	page    int // the code page of text in fonts that say none
	raw     []byte
	skip    int // characters to pass over after one of Unicode
	fonts   map[int]*rtfFont
	styles  map[int]*rtfStyle
	defFont int
	name    strings.Builder // of a font, a style, an author …
	label   strings.Builder
	pict    *rtfPicture
	prop    string
	author  string
	ref     string
	quotes  map[string]*strings.Builder
	quoted  map[string]string
	font    int    // that is being defined
	pair    uint16 // the first half of a character of two

	formulas int // elements of formulas
}

func newRTF(data []byte) *rtfReader {
	r := &rtfReader{data: data, r: &Result{Images: make(map[string][]byte)}, page: 1252, fonts: map[int]*rtfFont{}, styles: map[int]*rtfStyle{},
		quotes: map[string]*strings.Builder{}, quoted: map[string]string{}}
	r.state.uc = 1
	r.flows = []*rtfFlow{{r: r}}
	return r
}

func (r *rtfReader) flow() *rtfFlow { return r.flows[len(r.flows)-1] }

// read goes through the file token by token.
func (r *rtfReader) read() error {
	for r.at < len(r.data) {
		switch c := r.data[r.at]; c {
		case '{':
			r.flush()
			if len(r.stack) >= maxRTFDepth || r.nodes > maxRTFNodes {
				return fault.New(fault.TooLarge, "convert.docx_bomb")
			}
			r.stack = append(r.stack, r.state)
			r.state.ignore, r.state.flows, r.state.note, r.state.remark, r.state.picture = false, len(r.flows), false, false, false
			r.state.named, r.state.formula, r.state.ends = false, false, false
			r.skip = 0
			r.at++
		case '}':
			r.flush()
			r.at++
			if len(r.stack) == 0 {
				return nil // what stands behind the end is none of it
			}
			r.close()
		case '\\':
			r.at++
			r.control()
		case '\r', '\n':
			r.at++
		default:
			start := r.at
			for r.at < len(r.data) && strings.IndexByte("{}\\\r\n", r.data[r.at]) < 0 {
				r.at++
			}
			r.text(r.data[start:r.at])
		}
		if r.nodes > maxRTFNodes {
			return fault.New(fault.TooLarge, "convert.docx_bomb")
		}
	}
	r.flush()
	return nil
}

// control reads what follows a backslash.
func (r *rtfReader) control() {
	if r.at >= len(r.data) {
		return
	}
	c := r.data[r.at]
	if !isLetter(c) {
		r.at++
		r.symbol(c)
		return
	}
	start := r.at
	for r.at < len(r.data) && isLetter(r.data[r.at]) && r.at-start < 40 {
		r.at++
	}
	word := string(r.data[start:r.at])
	start = r.at
	if r.at < len(r.data) && r.data[r.at] == '-' {
		r.at++
	}
	for r.at < len(r.data) && r.data[r.at] >= '0' && r.data[r.at] <= '9' && r.at-start < 11 {
		r.at++
	}
	value, err := strconv.Atoi(string(r.data[start:r.at]))
	given := err == nil
	if r.at < len(r.data) && r.data[r.at] == ' ' {
		r.at++
	}
	if word == "u" && given {
		r.unicode(value)
		return
	}
	r.flush()
	if word == "bin" {
		r.binary(value)
		return
	}
	if r.skip > 0 { // a control word stands for one character
		r.skip--
		return
	}
	if !r.begins(word, value) {
		r.word(word, value, given)
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func (r *rtfReader) symbol(c byte) {
	if c == '\'' {
		if r.at+2 > len(r.data) {
			return
		}
		b, err := hex.DecodeString(string(r.data[r.at : r.at+2]))
		r.at += 2
		if err == nil {
			r.text(b)
		}
		return
	}
	r.flush()
	if r.skip > 0 {
		r.skip--
		return
	}
	switch c {
	case '\\', '{', '}':
		r.text([]byte{c})
	case '*':
		r.state.ignore = true
	case '~':
		r.add("\u00a0")
	case '-':
		r.add("\u00ad") // ư, in a font of the nineties
	case '_':
		r.add("‑")
	case '\r', '\n':
		r.word("par", 0, false)
	case '\t':
		r.add(" ")
	}
}

// unicode adds a character; what stands in for it for older programs follows.
func (r *rtfReader) unicode(value int) {
	r.flushBytes()
	if value < 0 {
		value += 1 << 16
	}
	if r.state.dest == toNothing || value <= 0 || value > 0xffff {
		r.skip = r.state.uc
		return
	}
	r.high(uint16(value))
	r.skip = r.state.uc
}

// text takes bytes as they stand in the file.
func (r *rtfReader) text(b []byte) {
	if n := min(r.skip, len(b)); n > 0 {
		r.skip -= n
		b = b[n:]
	}
	switch r.state.dest {
	case toNothing:
	case toPicture:
		r.pict.digits(b)
	default:
		r.raw = append(r.raw, b...)
	}
}

func (r *rtfReader) binary(n int) {
	end := min(r.at+max(n, 0), len(r.data))
	if r.state.dest == toPicture {
		r.pict.data = append(r.pict.data, r.data[r.at:end]...)
	}
	r.at = end
	r.skip = 0
}

// add adds characters to where the group's text goes.
func (r *rtfReader) add(s string) {
	switch r.state.dest {
	case toText:
		r.say(s)
	case toFonts, toStyles, toAuthor, toRef, toRefStart, toRefEnd, toPropName, toPropValue, toEntry:
		if r.name.Len() < 4000 {
			r.name.WriteString(s)
		}
	case toField:
		if f := r.state.field; f != nil && f.instruction.Len() < 8000 {
			f.instruction.WriteString(s)
		}
	case toMath:
		r.mathText(s)
	case toLabel:
		if r.label.Len() < 200 {
			r.label.WriteString(s)
		}
	}
	if r.state.dest == toFonts && strings.HasSuffix(s, ";") {
		r.endFont()
	}
}

// begins handles the words that say what a group is for, and reports whether
// word was one.
func (r *rtfReader) begins(word string, value int) bool {
	s := &r.state
	if s.dest == toNothing {
		// Only what stands for text within what is passed over is read.
		if word == "ud" && len(r.stack) > 1 && r.stack[len(r.stack)-1].dest == toNothing {
			s.dest = toText
		}
		return true
	}
	ignorable := s.ignore
	s.ignore = false
	if r.beginMath(word, value) {
		return true
	}
	if s.dest == toForm {
		r.formWord(word, value, ignorable)
		return true
	}
	switch word {
	case "fonttbl":
		s.dest = toFonts
	case "stylesheet":
		s.dest = toStyles
	case "upr", "nonesttables", "colortbl", "info", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "pntxta", "pntxtb", "nonshppict", "shprslt",
		"objdata", "objclass", "xe", "tc", "rxe", "bkmkstart", "bkmkend", "listtable", "listoverridetable", "themedata", "colorschememapping", "datastore", "latentstyles",
		"ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "ftncn", "aftncn", "filetbl", "revtbl", "rsidtbl", "generator", "xmlnstbl", "mmathPr", "private", "passwordhash", "falt", "panose", "levelnumbers", "userprops", "background", "atnid", "atndate", "atnicn", "atntime", "atnparent", "docvar", "template", "wgrffmtfilter", "pgdsctbl", "fchars", "lchars":
		s.dest = toNothing
	case "pict":
		s.dest, s.picture = toPicture, true
		r.pict = &rtfPicture{scale: 100}
	case "sn":
		s.dest = toPropName
		r.name.Reset()
	case "sv":
		s.dest = toPropValue
		r.name.Reset()
	case "field":
		s.field, s.ends = &rtfField{given: undefined, outer: s.field}, true
	case "fldinst":
		s.dest = toField
	case "formfield":
		s.dest = toForm
	case "fldrslt":
		r.fieldResult()
	case "listtext", "pntext":
		s.dest = toLabel
		r.label.Reset()
	case "footnote":
		if len(r.flows) > 1 {
			s.dest = toNothing
			break
		}
		s.note, s.par = true, rtfParagraph{}
		s.marks = 0
		r.flows = append(r.flows, &rtfFlow{r: r, note: true})
	case "annotation":
		if len(r.flows) > 3 {
			s.dest = toNothing
			break
		}
		s.remark, s.par = true, rtfParagraph{}
		r.flows = append(r.flows, &rtfFlow{r: r, note: true})
	case "atnauthor":
		s.dest = toAuthor
		r.name.Reset()
	case "atnref":
		s.dest = toRef
		r.name.Reset()
	case "atrfstart":
		s.dest = toRefStart
		r.name.Reset()
	case "atrfend":
		s.dest = toRefEnd
		r.name.Reset()
	case "shptxt":
		if len(r.flows) > 8 {
			s.dest = toNothing
			break
		}
		s.par = rtfParagraph{}
		r.flows = append(r.flows, &rtfFlow{r: r, box: true})
	case "shp", "shpinst", "shppict", "picprop", "sp", "object", "result", "rtf", "nesttableprops", "pn", "shpgrp", "do", "dptxbxtext", "sv2", "ud":
		if word == "object" {
			r.r.note("convert.drawing_lost")
		}
	default:
		if ignorable {
			s.dest = toNothing
			return true
		}
		return false
	}
	return true
}

// close ends a group.
func (r *rtfReader) close() {
	ended := r.state
	r.state = r.stack[len(r.stack)-1]
	r.stack = r.stack[:len(r.stack)-1]
	r.skip = 0
	if ended.formula {
		r.endMath(ended.math)
	}
	if ended.ends {
		r.endField(ended.field)
	}
	switch ended.dest {
	case toEntry:
		if f := r.state.field; f != nil && len(f.filled.entries) < 1000 {
			f.filled.entries = append(f.filled.entries, r.name.String())
		}
		r.name.Reset()
	case toFonts:
		r.endFont()
		if r.state.dest != toFonts {
			r.state.font = r.defFont
		}
	case toStyles:
		if ended.style != noStyle {
			name, _, _ := strings.Cut(r.name.String(), ";")
			r.styleOf(ended.style).name = strings.ToLower(strings.TrimSpace(name))
		}
		r.name.Reset()
	case toPicture:
		if ended.picture {
			r.endPicture()
		}
	case toPropName:
		r.prop = strings.TrimSpace(r.name.String())
	case toPropValue:
		if r.prop == "wzDescription" && r.pict != nil {
			r.pict.alt = vi.CleanLine(r.r.modernLine(r.name.String()))
		}
		r.prop = ""
	case toAuthor:
		r.author = vi.CleanLine(r.name.String())
		r.name.Reset()
	case toRef:
		r.ref = strings.TrimSpace(r.name.String())
	case toRefStart:
		if len(r.quotes) < 100 {
			r.quotes[strings.TrimSpace(r.name.String())] = &strings.Builder{}
		}
	case toRefEnd:
		key := strings.TrimSpace(r.name.String())
		if q := r.quotes[key]; q != nil && len(r.quoted) < 1000 {
			r.quoted[key] = q.String()
		}
		delete(r.quotes, key)
	}
	for len(r.flows) > max(ended.flows, 1) && len(r.flows) > 1 && (ended.note || ended.remark || r.flow().box) {
		f := r.flow()
		f.end()
		r.flows = r.flows[:len(r.flows)-1]
		switch {
		case ended.note:
			r.endNote(f)
		case ended.remark:
			r.endRemark(f)
		default:
			r.flow().after = append(r.flow().after, f.blocks...)
		}
	}
}

// endNote puts a footnote into the line that refers to it.
func (r *rtfReader) endNote(f *rtfFlow) {
	var flat []content.Node
	for _, b := range f.blocks {
		r.r.flatten(b, &flat)
	}
	if flat = trimLine(flat); len(flat) > 0 {
		r.flow().line = append(r.flow().line, content.Node{Type: "footnote", Content: flat})
	}
}

func (r *rtfReader) endRemark(f *rtfFlow) {
	var said []string
	for _, b := range f.blocks {
		said = append(said, plainLine(b.Content))
	}
	if t := vi.CleanLine(r.r.modernLine(strings.Join(said, " "))); t != "" {
		r.r.Comments = append(r.r.Comments, Comment{Author: r.author, Text: t, Quote: vi.CleanLine(r.quoted[r.ref]), Block: len(r.flows[0].blocks)})
	}
	r.author, r.ref = "", ""
}
