package convert

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"congbo/internal/content"
	"congbo/internal/vi"
)

// Bits of rtfState.marks, in the order of rtfMarks.
const (
	rtfBold = 1 << iota
	rtfItalic
	rtfUnderline
	rtfStrike
	rtfSub
	rtfSup
)

var rtfMarks = []string{"strong", "em", "underline", "strike", "sub", "sup"}

// An rtfFont is one of the table of fonts.
type rtfFont struct {
	name    string
	charset int
	page    int // \cpg; 0 by the charset
}

// codePages are those of the charsets of Windows's fonts.
var codePages = map[int]int{77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250}

var decoders = map[int]encoding.Encoding{437: charmap.CodePage437, 850: charmap.CodePage850, 852: charmap.CodePage852, 866: charmap.CodePage866, 874: charmap.Windows874,
	932: japanese.ShiftJIS, 936: simplifiedchinese.GBK, 949: korean.EUCKR, 950: traditionalchinese.Big5, 1250: charmap.Windows1250, 1251: charmap.Windows1251, 1253: charmap.Windows1253,
	1254: charmap.Windows1254, 1255: charmap.Windows1255, 1256: charmap.Windows1256, 1257: charmap.Windows1257, 1258: charmap.Windows1258, 10000: charmap.Macintosh}

// flush adds the bytes that were gathered, in the encoding of their font.
func (r *rtfReader) flush() {
	r.flushBytes()
	r.high(0)
}

func (r *rtfReader) flushBytes() {
	if len(r.raw) == 0 {
		return
	}
	b := r.raw
	r.raw = nil
	r.high(0)
	f := r.fonts[r.state.font]
	page := r.page
	if f != nil {
		switch c, _ := vi.FontCharset(f.name); {
		case c != "":
			page = 1252 // whatever its charset says: its letters are at these bytes
		case f.charset == 2 && r.state.dest == toText:
			r.add(symbolBytes(b))
			return
		case f.page != 0:
			page = f.page
		case codePages[f.charset] != 0:
			page = codePages[f.charset]
		}
	}
	if d := decoders[page]; d != nil {
		if out, err := d.NewDecoder().Bytes(b); err == nil {
			r.add(string(out))
			return
		}
	}
	var s strings.Builder
	for _, c := range b {
		u := charmap.Windows1252.DecodeByte(c)
		if u == utf8.RuneError {
			u = rune(c)
		}
		s.WriteRune(u)
	}
	r.add(s.String())
}

// symbolBytes puts the characters of a font of symbols where Word has them.
func symbolBytes(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		if c == ' ' {
			s.WriteByte(' ')
		} else {
			s.WriteRune(0xf000 + rune(c))
		}
	}
	return s.String()
}

// high adds a unit of UTF-16; the first half of a pair waits for the second.
func (r *rtfReader) high(unit uint16) {
	first := r.pair
	r.pair = 0
	switch {
	case first != 0 && unit != 0 && utf16.IsSurrogate(rune(unit)):
		r.add(string(utf16.DecodeRune(rune(first), rune(unit))))
	case unit == 0:
	case utf16.IsSurrogate(rune(unit)):
		r.pair = unit
	default:
		r.add(string(rune(unit)))
	}
}

// say adds text to the line that is being read.
func (r *rtfReader) say(s string) {
	switch {
	case r.state.deleted:
		r.r.note("convert.changes_accepted")
		return
	case r.state.hidden:
		if strings.TrimSpace(s) != "" {
			r.r.note("convert.hidden_dropped")
		}
		return
	}
	if strings.TrimSpace(s) != "" {
		r.state.field.says()
	}
	var marks []content.Mark
	for i, name := range rtfMarks {
		if r.state.marks&(1<<i) != 0 {
			marks = append(marks, content.Mark{Type: name})
		}
	}
	if r.state.link != "" {
		marks = append([]content.Mark{{Type: "link", Attrs: map[string]any{"href": r.state.link}}}, marks...)
	}
	font := ""
	if f := r.fonts[r.state.font]; f != nil {
		font = f.name
	}
	flow := r.flow()
	if n := len(flow.line); n > 0 && flow.line[n-1].Type == "text" && sameRun(flow.line[n-1], marks, font) {
		flow.line[n-1].Text += s
	} else {
		flow.line = append(flow.line, inFont(text(s, marks...), font))
		r.nodes++
	}
	for _, q := range r.quotes {
		if q.Len() < maxQuote {
			q.WriteString(s)
		}
	}
}

func sameRun(n content.Node, marks []content.Mark, font string) bool {
	if f, _ := n.Attrs[fontAttr].(string); f != font || len(n.Marks) != len(marks) {
		return false
	}
	for i, m := range n.Marks {
		if m.Type != marks[i].Type || m.Type == "link" && m.Attrs["href"] != marks[i].Attrs["href"] {
			return false
		}
	}
	return len(n.Text) < 4<<10 // a line of pieces, not one string copied over and over
}

func (r *rtfReader) endFont() {
	if r.state.dest != toFonts && r.name.Len() == 0 {
		return
	}
	name, _, _ := strings.Cut(r.name.String(), ";")
	r.name.Reset()
	if name = strings.TrimSpace(name); name == "" {
		return
	}
	if f := r.fonts[r.font]; f != nil && f.name == "" {
		f.name = name
	}
}

// noStyle is no style that is being defined.
const noStyle = -1

func (r *rtfReader) styleOf(n int) *rtfStyle {
	if r.styles[n] == nil {
		r.styles[n] = &rtfStyle{}
	}
	return r.styles[n]
}

// word does what a control word says.
func (r *rtfReader) word(word string, value int, given bool) {
	on := !given || value != 0
	mark := func(bit uint8) {
		r.state.marks &^= bit
		if on {
			r.state.marks |= bit
		}
	}
	s := &r.state
	switch s.dest {
	case toFonts:
		switch word {
		case "f":
			r.font = value
			if len(r.fonts) < 4000 {
				r.fonts[value] = &rtfFont{charset: -1}
			}
		case "fcharset":
			if f := r.fonts[r.font]; f != nil {
				f.charset = value
			}
		case "cpg":
			if f := r.fonts[r.font]; f != nil {
				f.page = value
			}
		}
		return
	case toStyles:
		switch word {
		case "s":
			s.style = value
			r.name.Reset()
		case "cs", "ds", "ts":
			s.style = noStyle
			r.name.Reset()
		case "outlinelevel":
			r.styleOf(s.style).outline = value + 1
		}
		return
	case toPicture:
		switch word {
		case "pngblip", "jpegblip":
			r.pict.kind = strings.TrimSuffix(word, "blip")
		case "picwgoal":
			r.pict.width = value
		case "picscalex":
			r.pict.scale = min(max(value, 1), 1000)
		}
		return
	}
	switch word {
	case "ansicpg":
		r.page = value
	case "mac":
		r.page = 10000
	case "pc":
		r.page = 437
	case "pca":
		r.page = 850
	case "deff":
		r.defFont, s.font = value, value
	case "uc":
		s.uc = min(max(value, 0), 16)
	case "f":
		s.font = value
	case "plain":
		s.marks, s.hidden, s.deleted, s.font = 0, false, false, r.defFont
	case "b":
		mark(rtfBold)
	case "i":
		mark(rtfItalic)
	case "ul", "ulw", "uld", "uldb", "uldash", "uldashd", "uldashdd", "ulwave", "ulth":
		mark(rtfUnderline)
	case "ulnone":
		s.marks &^= rtfUnderline
	case "strike", "striked":
		mark(rtfStrike)
	case "super":
		s.marks &^= rtfSub
		mark(rtfSup)
	case "sub":
		s.marks &^= rtfSup
		mark(rtfSub)
	case "nosupersub":
		s.marks &^= rtfSub | rtfSup
	case "v", "webhidden":
		s.hidden = on
	case "deleted":
		s.deleted = on
	case "revised":
		if on {
			r.r.note("convert.changes_accepted")
		}
	case "tab":
		r.add(" ")
	case "line", "lbr":
		if s.dest == toText && !s.hidden && !s.deleted {
			r.flow().line = append(r.flow().line, content.Node{Type: "hard_break"})
			r.nodes++
		}
	case "emdash":
		r.add("—")
	case "endash":
		r.add("–")
	case "lquote":
		r.add("‘")
	case "rquote":
		r.add("’")
	case "ldblquote":
		r.add("“")
	case "rdblquote":
		r.add("”")
	case "bullet":
		r.add("•")
	case "emspace", "enspace", "qmspace":
		r.add(" ")
	default:
		r.layout(word, value)
	}
}
