// Package vi handles Vietnamese text: what may be stored, how it is searched,
// addressed, ordered, and how days and hours are written. It knows nothing of
// documents or databases; both databases get the same folded columns and sort
// keys from here, so that they find and order alike.
package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean returns s as it may be stored (R-I4): valid UTF-8 in NFC, lines ended
// by \n, without control characters other than \n and \t and without invisible
// ones (zero-width, soft hyphen, byte order mark, direction overrides). Bytes
// that are no UTF-8 become U+FFFD, so that a reader sees that something was
// there. Clean(Clean(s)) equals Clean(s).
//
// Text in a legacy encoding uses some of the dropped characters as letters
// (U+00AD is ư in TCVN3): recognise and convert it before cleaning.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case r == '\r':
			if i == len(s) || s[i] != '\n' {
				b.WriteByte('\n')
			}
		case r == '\v', r == '\f', r == '\u2028', r == '\u2029':
			b.WriteByte('\n')
		case r == '\n', r == '\t':
			b.WriteRune(r)
		case invisible(r):
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// CleanLine returns s as a single clean line: what Clean returns, with every
// run of white space, line ends included, as one space and none at the edges.
func CleanLine(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

// IsClean reports whether s may be stored as it is.
func IsClean(s string) bool { return s == Clean(s) }

// plain reports whether s is all characters that are known to be clean beside
// any other of them: most of what a program cleans, and nothing to do. They are
// printable ASCII, tabs, line feeds, letters and signs of Latin in one piece, and
// the usual dashes and quotation marks; none of them combines with another.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < utf8.RuneSelf {
			if c == 0x7f || c < ' ' && c != '\n' && c != '\t' {
				return false
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r >= 0x1ea0 && r <= 0x1ef9, // Vietnamese
			r > 0xa0 && r < 0x180 && r != 0xad, // Latin-1 and Latin Extended-A but for the soft hyphen
			r == 'Ơ', r == 'ơ', r == 'Ư', r == 'ư', r >= 0x2010 && r <= 0x2026:
			i += n - 1
		default:
			return false
		}
	}
	return true
}

// invisible reports whether r shows nothing by itself: controls (Cc), format
// characters (Cf) and code points that Unicode keeps for no character.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf) || r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef
}

// NormaliseLine is CleanLine of a single line that may have been written in a
// charset from before Unicode, with what was found (see Normalise).
func NormaliseLine(s string) (string, []Finding) {
	line, found := Normalise(s)
	return CleanLine(line), found
}

// Read is Clean of text that may have been written in a charset from before
// Unicode, for words of which no revision is kept: a remark, a title that begins
// a case.
func Read(s string) string {
	s, _ = Normalise(s)
	return Clean(s)
}

// ReadLine is CleanLine of such a text.
func ReadLine(s string) string {
	s, _ = NormaliseLine(s)
	return s
}
