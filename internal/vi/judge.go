package vi

import (
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// verdict counts the words of a reading that have a letter beyond ASCII.
type verdict struct {
	words, good int
	different   int // good ones that differ from each other, up to a few
	neutral     int // of those left out: names of the highlands, words run together
	common      int // good ones among the commonest of the language
	single      int // good ones of one letter, which any letter can be by chance
}

// enough different good words are a text, not a coincidence.
const enough = 2

// convincing reports whether a reading that gives v is to be believed of a text
// that gives asIs as it stands. Names and loans (kilôgam, Đắk Lắk) are no
// syllables in any reading.
func (v verdict) convincing(asIs verdict, hinted bool) bool {
	whole := v.words > 0 && v.good == v.words
	switch {
	case v.good == v.single && asIs.good > 0:
		return false
	case whole && v.common == v.words:
		return v.different >= enough || asIs.good == 0
	case whole && v.different >= enough:
		return asIs.good*100 <= asIs.words*60 || v.common*2 >= v.words
	case whole:
		return hinted && asIs.good == 0
	case v.common >= 4 && asIs.good*100 <= asIs.words*15 && v.good*100 >= v.words*60:
		return true // among many names of other peoples
	case asIs.good*100 <= asIs.words*30:
		return v.different >= enough && v.good*100 >= v.words*75
	}
	return v.different >= enough && asIs.good*100 <= asIs.words*60 && v.good*100 >= v.words*85
}

// likely orders readings that convince: by the share of their words that are
// syllables, and half as much by the share that is common.
func (v verdict) likely() float64 {
	return (float64(v.good) + float64(v.common)/2) / float64(v.words+v.neutral)
}

// judge reads text as words of Vietnamese. Whatever is attached to letters
// without being one speaks against a reading: Tr­êng, Giã §«ng; and so do capitals
// in the middle of a word, unless asIs: a text that stands as it is may have
// slips of the shift key, and signs that are no part of a word (5 × 3, · ½).
func judge(text string, asIs bool) verdict {
	var v verdict
	seen := make(map[string]bool, 2*enough)
	for word := range strings.FieldsFuncSeq(text, separates) {
		word = strings.Trim(word, "“”‘’«»…–—•·‹›„‚")
		if !beyondASCII(word) || abbreviation(word) || asIs && !strings.ContainsFunc(word, unicode.IsLetter) {
			continue
		}
		if highland(word) || joined(word) {
			v.neutral++ // says nothing either way
			continue
		}
		v.words++
		if !IsSyllable(word) || !asIs && !casedWell(word) {
			continue
		}
		v.good++
		if utf8.RuneCountInString(word) == 1 {
			v.single++
		}
		lower := strings.ToLower(word)
		if common()[lower] {
			v.common++
		}
		if len(seen) < enough && !seen[lower] {
			seen[lower] = true
			v.different++
		}
	}
	return v
}

// mended are how many different words a reading must mend to be believed for
// that alone.
const mended = 3

// mends reports whether reading text in c makes syllables of words that are none
// as they stand, and of most that it changes. So are texts recognised whose
// charset has many letters at the places where Unicode has the same (VPS,
// VISCII): most of their words are good either way.
func mends(text string, c Charset) bool {
	better, changed := 0, 0
	seen := make(map[string]bool)
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < 0x80 && !unicode.IsLetter(r) || unicode.IsSpace(r) }) {
		read := c.Decode(word)
		if read == word || seen[word] {
			continue
		}
		seen[word] = true
		changed++
		is := judge(read, false)
		if was := judge(word, false); is.good > 0 && is.good == is.words && was.good == 0 {
			better++
		}
	}
	return better >= mended && better*4 >= changed*3
}

// often says how often each letter of marked occurs among ten thousand of them,
// small and capital, in laws and news alike.
var often = [...]float64{575, 662, 315, 88, 301, 206, 204, 125, 47, 23, 185, 109, 54, 30, 6, 3, 74, 981, 33, 5, 15, 20, 11, 248, 304, 247, 186, 27, 367, 117, 130, 44, 28,
	236, 218, 61, 32, 7, 79, 263, 217, 97, 99, 18, 278, 168, 206, 221, 106, 9, 211, 62, 48, 237, 28, 142, 574, 141, 70, 63, 76, 156, 63, 10, 14, 18, 1}

var weights = sync.OnceValue(func() map[rune]float64 {
	all := make(map[rune]float64, len(often))
	for i, r := range []rune(marked) {
		all[r] = math.Log(often[i] / 10000)
	}
	return all
})

// usual is what the mean of the weights is in Vietnamese.
const usual = -4

// typical is how much the marked letters of a text are those that Vietnamese has
// most of, from about -0.2 to 0.1, and the nearer to 0 the fewer they are. Two
// charsets may both make syllables of one line; the wrong one makes rarer ones.
func typical(text string) float64 {
	sum, n := 0.0, 0.0
	for _, r := range text {
		if w, ok := weights()[unicode.ToLower(r)]; ok {
			sum += w
			n++
		}
	}
	return (sum/max(n, 1) - usual) / 12 * min(1, n/12)
}
