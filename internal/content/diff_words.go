package content

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Change tells where a part of a comparison stands.
type Change uint8

// The changes.
const (
	Kept  Change = iota // in both
	Cut                 // in the first only
	Added               // in the second only
)

// A Span is a stretch of text in a comparison.
type Span struct {
	Change Change
	Text   string
}

// Words compares two texts word by word: in Vietnamese, syllable by syllable.
// Kept and cut spans together are before, kept and added ones are after. Texts
// that differ in too many places are one cut and one addition.
func Words(before, after string) []Span {
	var spans []Span
	put := func(c Change, text string) {
		if n := len(spans); n > 0 && spans[n-1].Change == c {
			spans[n-1].Text += text
		} else if text != "" {
			spans = append(spans, Span{c, text})
		}
	}
	a, b := splitWords(before), splitWords(after)
	d := newDiffer()
	for _, s := range d.segments(keysOf(a), keysOf(b), lengthsOf(a), lengthsOf(b)) {
		switch {
		case s.kept:
			for i := range s.a1 - s.a0 {
				x, y := a[s.a0+i], b[s.b0+i]
				if x == y {
					put(Kept, x)
					continue
				}
				word := strings.TrimRightFunc(x, unicode.IsSpace)
				put(Kept, word)
				put(Cut, x[len(word):])
				put(Added, y[len(word):])
			}
		default:
			put(Cut, strings.Join(a[s.a0:s.a1], ""))
			put(Added, strings.Join(b[s.b0:s.b1], ""))
		}
	}
	return spans
}

// splitWords cuts a text into words, each with the space behind it. Punctuation
// and line breaks stand by themselves, but not inside of what is one word to a
// reader: 1.500.000, 42/2022/NĐ-CP, 08:30, a@b.vn.
func splitWords(s string) []string {
	var all []string
	start := 0
	before, width := rune(0), 0 // the rune before, and its bytes
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		cut := false
		switch {
		case i == 0:
		case before == '\n' || r == '\n':
			cut = true
		case unicode.IsSpace(r):
		case unicode.IsSpace(before):
			cut = true
		case wordRune(before) && wordRune(r):
		case joins(before) && wordRune(r) || wordRune(before) && joins(r):
			next, _ := utf8.DecodeRuneInString(s[i+size:])
			last, _ := utf8.DecodeLastRuneInString(s[:i-width])
			cut = joins(r) && !wordRune(next) || joins(before) && !wordRune(last)
		default:
			cut = true
		}
		if cut {
			all = append(all, s[start:i])
			start = i
		}
		before, width = r, size
	}
	if start < len(s) {
		all = append(all, s[start:])
	}
	return all
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func joins(r rune) bool { return strings.ContainsRune(".,:/-–@_'’", r) }

// keysOf are the words by which two lists are compared: how much space follows
// makes no other word.
func keysOf(words []string) []string {
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = strings.TrimRightFunc(w, unicode.IsSpace)
	}
	return keys
}

func lengthsOf(words []string) []int {
	n := make([]int, len(words))
	for i, w := range words {
		n[i] = utf8.RuneCountInString(w)
	}
	return n
}
