package search

import (
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"congbo/internal/vi"
)

// A token is a word where it stands in a text.
type token struct {
	start, end int    // bytes of the text
	fold       string // without accents
	exact      string // as spelled, in lower case and one placement of the tone
	digits     bool   // a number
	joint      joint  // what stands between it and the token before
}

// A joint is what stands between two tokens.
type joint uint8

const (
	spaced joint = iota // they are neighbours
	joined              // by a stroke or a hyphen, as the parts of a number are
	broken              // another paragraph: no neighbours
)

const longestWord = 64 // bytes; what is longer is cut: nobody types it

// tokens calls fn with the words of a text in their order until it returns false.
func tokens(text string, fn func(token) bool) {
	gap := broken
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if !wordRune(r) {
			i += size
			continue
		}
		start, digits := i, true
		for i < len(text) {
			r, size = rune(text[i]), 1
			if r >= utf8.RuneSelf {
				r, size = utf8.DecodeRuneInString(text[i:])
			}
			if !wordRune(r) {
				break
			}
			digits = digits && r >= '0' && r <= '9'
			i += size
		}
		t := token{start: start, end: i, digits: digits, joint: gap}
		t.fold, t.exact = forms(text[start:i], digits)
		if t.fold != "" && !fn(t) {
			return
		}
		gap = jointAt(text[i:])
	}
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// jointAt tells what a text begins with before its next word.
func jointAt(rest string) joint {
	kind, lines, strokes := spaced, 0, 0
	for _, r := range rest {
		switch {
		case wordRune(r):
			if strokes == 1 && kind == spaced {
				return joined
			}
			return spaced
		case r == '\n':
			if lines++; lines > 1 {
				return broken
			}
			strokes = 2
		case r == '/' || r == '-' || r == '–' || r == '‑' || r == '_':
			strokes++
		case r == ' ' && strokes < 2: // 01 /2018/TT-VPCP
		default:
			strokes = 2
		}
	}
	return broken
}

// twoForms are the forms of a word in which it is compared.
type twoForms struct{ fold, exact string }

// Vietnamese has few syllables: their forms are remembered.
var (
	remembered      sync.Map
	rememberedCount atomic.Int64
)

const rememberedMost = 1 << 15

func forms(word string, digits bool) (fold, exact string) {
	if digits { // 05/2026 and 5/2026 are the same number
		if word = strings.TrimLeft(word, "0"); word == "" {
			word = "0"
		}
		word = cut(word, longestWord)
		return word, word
	}
	if f, ok := remembered.Load(word); ok {
		f := f.(twoForms)
		return f.fold, f.exact
	}
	f := twoForms{cut(vi.Fold(word), longestWord), cut(vi.ToneFold(word), longestWord)}
	if len(word) <= longestWord && rememberedCount.Load() < rememberedMost {
		rememberedCount.Add(1)
		remembered.Store(strings.Clone(word), f)
	}
	return f.fold, f.exact
}

func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
