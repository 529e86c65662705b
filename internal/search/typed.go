package search

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"congbo/internal/vi"
)

// What people type with an input method that was not on: Telex writes đại as
// ddaij, VNI as d9a5i.
var (
	telexTones = map[rune]string{'f': "\u0300", 's': "\u0301", 'r': "\u0309", 'x': "\u0303", 'j': "\u0323"}
	telexPairs = strings.NewReplacer("dd", "đ", "aa", "â", "ee", "ê", "oo", "ô", "uow", "ươ", "aw", "ă", "ow", "ơ", "uw", "ư", "w", "ư")
	vniTones   = map[rune]string{'1': "\u0301", '2': "\u0300", '3': "\u0309", '4': "\u0303", '5': "\u0323"}
	vniPairs   = strings.NewReplacer("d9", "đ", "a6", "â", "e6", "ê", "o6", "ô", "uo7", "ươ", "o7", "ơ", "u7", "ư", "a8", "ă")
)

// typed reads a word as the keys of Telex or VNI, and reports whether a syllable
// comes of it that is written otherwise.
func typed(word string) (string, bool) {
	for _, method := range []struct {
		tones map[rune]string
		pairs *strings.Replacer
	}{{telexTones, telexPairs}, {vniTones, vniPairs}} {
		tone, letters := "", word
		for i := len(letters) - 1; i > 0; i-- {
			if m, ok := method.tones[rune(letters[i])]; ok {
				tone, letters = m, letters[:i]+letters[i+1:]
				break
			}
		}
		for _, try := range [2][2]string{{tone, letters}, {"", word}} {
			letters := farMarks(try[1])
			base := method.pairs.Replace(letters)
			if w, ok := withTone(base, try[0]); ok && w != word {
				return vi.ToneFold(w), true
			}
		}
	}
	return "", false
}

// farMarks brings a mark that was typed at the end of a word to its letter:
// tuyene is tuyeen, dai9 is d9ai.
func farMarks(s string) string {
	n := len(s)
	if n < 3 {
		return s
	}
	last := s[n-1]
	switch {
	case strings.IndexByte("aeo", last) >= 0 && strings.IndexByte(s[:n-2], last) >= 0 && s[n-2] != last:
		i := strings.IndexByte(s[:n-2], last)
		return s[:i+1] + string(last) + s[i+1:n-1]
	case (last == 'd' || last == '9') && s[0] == 'd' && s[1] != 'd' && s[1] != '9':
		return s[:1] + string(last) + s[1:n-1]
	}
	return s
}

// withTone puts a tone on a syllable.
func withTone(base, tone string) (string, bool) {
	if tone == "" {
		return base, vi.IsSyllable(base)
	}
	rs := []rune(base)
	for i := range rs {
		if strings.ContainsRune("aăâeêioôơuưy", rs[i]) {
			w := norm.NFC.String(string(rs[:i+1]) + tone + string(rs[i+1:]))
			if vi.IsSyllable(w) {
				return w, true
			}
		}
	}
	return "", false
}
