package convert

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"congbo/internal/content"
	"congbo/internal/vi"
)

// symbolFont are the characters of Adobe's Symbol font from 0x20 on, as Unicode
// has them; a space is one that it lacks.
const symbolFont = " !∀#∃%&∋()∗+,−./0123456789:;<=>?" +
	"≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_" +
	"‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ " +
	"                                " +
	"€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵" +
	"ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓" +
	"◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭ "

// wingdings are those of Wingdings that office papers use: marks in lists,
// boxes to tick, arrows.
var wingdings = map[rune]rune{
	0x22: '✂', 0x28: '☎', 0x2a: '✉', 0x3a: '💻', 0x3f: '✍', 0x46: '☞', 0x4a: '☺', 0x6c: '●', 0x6d: '❍', 0x6e: '■', 0x6f: '□', 0x70: '□', 0x71: '❑', 0x72: '❒',
	0x74: '⧫', 0x75: '◆', 0x76: '❖', 0x77: '⬥', 0x9f: '•', 0xa0: ' ', 0xa7: '▪', 0xa8: '◻', 0xb2: '✧', 0xd8: '➢', 0xdc: '➲', 0xdf: '←', 0xe0: '→', 0xe1: '↑', 0xe2: '↓',
	0xe8: '➔', 0xef: '⇦', 0xf0: '⇨', 0xfb: '✗', 0xfc: '✓', 0xfd: '☒', 0xfe: '☑',
}

// symbolOf returns the character that a font of symbols shows at a code.
func symbolOf(font string, code rune) (rune, bool) {
	if code >= 0xf000 && code <= 0xf0ff {
		code -= 0xf000
	}
	switch strings.ToLower(font) {
	case "symbol":
		if rs := []rune(symbolFont); code >= 0x20 && int(code-0x20) < len(rs) && (rs[code-0x20] != ' ' || code == 0x20) {
			return rs[code-0x20], true
		}
	case "wingdings":
		r, ok := wingdings[code]
		return r, ok
	}
	return 0, false
}

// symbols reads the characters of the private area in text of a font of
// symbols; there they mean nothing without it.
func symbols(s, font string) string {
	return strings.Map(func(r rune) rune {
		if r < 0xf020 || r > 0xf0ff {
			return r
		}
		if u, ok := symbolOf(font, r); ok {
			return u
		}
		if r == 0xf0b7 {
			return '•' // what Word itself writes before the items of lists
		}
		return r
	}, s)
}

// symbols does so and tells of those that it does not know. They stay: where they
// stand something is missing.
func (r *Result) symbols(s, font string) string {
	s = symbols(shownIn(font, s), font)
	if strings.ContainsFunc(s, func(c rune) bool { return c >= 0xf020 && c <= 0xf0ff }) {
		r.note("convert.symbol_lost")
	}
	return s
}

// shownIn is text as a font of symbols shows it: the letters of one are signs (þ of
// Wingdings is a box that is ticked), whether a program has moved them out of the
// way or not.
func shownIn(font, s string) string {
	if f := strings.ToLower(font); f != "symbol" && f != "wingdings" {
		return s
	}
	return strings.Map(func(r rune) rune {
		if code, ok := charmap.Windows1252.EncodeRune(r); ok && code > ' ' && r != '\u00a0' {
			if shown, ok := symbolOf(font, rune(code)); ok {
				return shown
			}
		}
		return r
	}, s)
}

// symbol reads a character given by its font and code.
func (d *docxReader) symbol(e *element, marks []content.Mark, font string, t *line) {
	code, err := strconv.ParseUint(e.attr("char"), 16, 32)
	if err != nil {
		return
	}
	if f := e.attr("font"); f != "" {
		font = f
	}
	r := rune(code)
	if c, _ := vi.FontCharset(font); c != "" {
		d.text(t, plainBytes(string(r)), marks, font)
		return
	}
	if u, ok := symbolOf(font, r); ok {
		d.text(t, string(u), marks, "")
		return
	}
	if r >= 0xe000 && r <= 0xf8ff {
		d.r.note("convert.symbol_lost")
		return
	}
	d.text(t, string(r), marks, font)
}

// isBox reports whether the bullet of a list, set in a font, is a box that the
// reader of a form is to tick, or that somebody has ticked.
func isBox(bullet, font string) bool {
	code, size := utf8.DecodeRuneInString(bullet)
	if size == 0 || size != len(bullet) {
		return false
	}
	if shown, ok := symbolOf(font, code); ok {
		code = shown
	}
	return strings.ContainsRune("□❑❒◻☐☑☒", code)
}
