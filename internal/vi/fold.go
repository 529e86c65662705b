package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// undecomposed gives the base letters of Latin letters that Unicode does not
// take apart, first of all đ: without it "dai hoc" never finds "Đại học".
var undecomposed = map[rune]string{
	'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l",
	'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ß': "ss", 'ẞ': "ss", 'þ': "th", 'Þ': "th", 'ı': "i",
}

// Fold returns s for accent-blind search: lower case, marks stripped, đ as d.
// Composed and decomposed text, and both placements of the tone mark, fold to
// the same. Fold(Fold(s)) equals Fold(s).
func Fold(s string) string { return fold(s, norm.NFD) }

func fold(s string, form norm.Form) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range form.String(strings.ToValidUTF8(s, "\ufffd")) {
		switch base, ok := undecomposed[r]; {
		case ok:
			b.WriteString(base)
		case r < utf8.RuneSelf || !unicode.Is(unicode.Mn, r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// oldTone maps the ends of open syllables in the new placement of the tone
// mark (hoà, khoẻ, thuỷ) to the older and more frequent one (hòa, khỏe, thủy).
var oldTone = map[[2]rune][2]rune{
	{'o', 'à'}: {'ò', 'a'}, {'o', 'á'}: {'ó', 'a'}, {'o', 'ả'}: {'ỏ', 'a'}, {'o', 'ã'}: {'õ', 'a'}, {'o', 'ạ'}: {'ọ', 'a'},
	{'o', 'è'}: {'ò', 'e'}, {'o', 'é'}: {'ó', 'e'}, {'o', 'ẻ'}: {'ỏ', 'e'}, {'o', 'ẽ'}: {'õ', 'e'}, {'o', 'ẹ'}: {'ọ', 'e'},
	{'u', 'ỳ'}: {'ù', 'y'}, {'u', 'ý'}: {'ú', 'y'}, {'u', 'ỷ'}: {'ủ', 'y'}, {'u', 'ỹ'}: {'ũ', 'y'}, {'u', 'ỵ'}: {'ụ', 'y'},
}

// ToneFold returns s for search that minds accents: NFC, lower case, and one
// placement of the tone mark, so that hòa and hoà are the same word while hóa
// and hoa are others. It is for comparing only; the author's spelling is kept
// wherever people read.
func ToneFold(s string) string {
	rs := []rune(norm.NFC.String(strings.ToLower(norm.NFC.String(strings.ToValidUTF8(s, "\ufffd")))))
	for i := 0; i+1 < len(rs); i++ {
		old, ok := oldTone[[2]rune{rs[i], rs[i+1]}]
		if !ok || i+2 < len(rs) && wordRune(rs[i+2]) {
			continue // a closed syllable (toán, xoài) has one spelling
		}
		if rs[i] == 'u' && i > 0 && rs[i-1] == 'q' {
			continue // the u of qu is no vowel: quý
		}
		rs[i], rs[i+1] = old[0], old[1]
	}
	return string(rs)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) }

// Slug returns s as a readable part of a web address: folded words of a-z and
// 0-9 joined by hyphens, at most max bytes, cut at a word where one ends
// early enough. A max of 0 or less sets no limit. Text without any Latin
// letter or digit gives "".
func Slug(s string, max int) string {
	words := strings.FieldsFunc(fold(s, norm.NFKD), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	slug := strings.Join(words, "-")
	if max <= 0 || len(slug) <= max {
		return slug
	}
	if slug[max] == '-' {
		return slug[:max]
	}
	if i := strings.LastIndexByte(slug[:max], '-'); i > 0 {
		return slug[:i]
	}
	return slug[:max]
}
