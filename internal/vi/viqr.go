package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// viqrMarks are the marks of VIQR that are also punctuation: only the word tells
// which of the two one is.
const viqrMarks = ".?'`~^(+"

// decodeVIQR reads text in letters and punctuation (RFC 1456). A backslash
// makes a mark punctuation; people leave it out at the ends of sentences, so a
// mark that ends a word is punctuation where the word is a syllable without it
// and none with it, and words that are none either way keep what they have.
func decodeVIQR(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	start := 0
	for i := 0; i <= len(s); {
		if i < len(s) && s[i] == '\\' && i+1 < len(s) && strings.IndexByte(viqrMarks, s[i+1]) >= 0 {
			b.WriteString(viqrWord(s[start:i]))
			b.WriteByte(s[i+1])
			i += 2
			start = i
			continue
		}
		if r, n := utf8.DecodeRuneInString(s[i:]); i == len(s) || !unicode.IsLetter(r) && !strings.ContainsRune(viqrMarks, r) {
			b.WriteString(viqrWord(s[start:i]))
			if i == len(s) {
				break
			}
			b.WriteRune(r)
			i += n
			start = i
			continue
		} else {
			i += n
		}
	}
	return b.String()
}

// viqrWord reads one word with the marks that follow it.
func viqrWord(w string) string {
	if w == "" {
		return ""
	}
	// A point behind a consonant ends a sentence, though no space follows.
	for i := 1; i+1 < len(w); i++ {
		if (w[i] == '.' || w[i] == '?') && strings.IndexByte("bcdghklmnpqrstvxBCDGHKLMNPQRSTVX", w[i-1]) >= 0 {
			return viqrWord(w[:i]) + w[i:i+1] + viqrWord(w[i+1:])
		}
	}
	whole := viqrLetters(w)
	for end := len(w); end > 0; end-- {
		core := viqrLetters(w[:end])
		if bare := strings.TrimLeft(core, viqrMarks); !strings.ContainsAny(bare, viqrMarks) && (IsSyllable(bare) || joined(bare) && marksIn(w[:end])) {
			return core + w[end:]
		}
		if strings.IndexByte(".?'`~", w[end-1]) < 0 {
			break
		}
	}
	core := strings.TrimRight(w, viqrMarks)
	switch {
	case strings.Contains(strings.ToLower(core), "dd") && !strings.ContainsAny(core, "aeiouyAEIOUY"): // QDD
		// Of three D in a row the first is one where giáo dục is meant: GDĐT, GDĐH.
		return viqrLetters(strings.ReplaceAll(w, "GDDD", "GDĐ"))
	case strings.ContainsAny(core, viqrMarks) && !contraction(core): // words run together, names
		return viqrLetters(core) + w[len(core):]
	case strings.ContainsAny(w, "^(+"):
		return whole
	}
	return w // another language
}

// marksIn reports whether a word has a mark of VIQR, or begins with its đ: dd
// within a word of another language (Teddy) is none.
func marksIn(w string) bool {
	return strings.ContainsAny(w, viqrMarks) || strings.HasPrefix(strings.ToLower(w), "dd")
}

// contraction reports words like we're.
func contraction(w string) bool {
	_, tail, ok := strings.Cut(w, "'")
	return ok && strings.Contains(" s t m d re ve ll S T M D RE VE LL ", " "+tail+" ")
}

// recogniseVIQR returns VIQR for text in letters and punctuation (Tie^'ng
// Vie^.t). Marks that are punctuation elsewhere (. ? ' `) count only within a
// word, and only beside those that stand after no vowel in any other language.
func recogniseVIQR(text string) Charset {
	if !strings.ContainsAny(text, viqrMarks) {
		return ""
	}
	sure, good := 0, 0         // words with marks of VIQR's own, and which of them are syllables
	within, goodWithin := 0, 0 // the same of words with another mark before their last letter
	first, differ := "", false // of the good ones
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-/,;:\"[]", r) }) {
		word = strings.TrimRight(strings.TrimLeft(word, "('"), "(!)")
		if strings.IndexFunc(word, unicode.IsDigit) >= 0 {
			continue
		}
		own := strings.ContainsAny(word, "^(+")
		if !own && !strings.ContainsAny(strings.TrimRight(word, viqrMarks), viqrMarks) {
			continue
		}
		read := strings.Trim(VIQR.Decode(word), ".!?'()")
		is := IsSyllable(read) && beyondASCII(read)
		if is {
			differ = differ || first != "" && first != read
			first = read
		}
		switch {
		case highland(read), joined(read):
		case own:
			sure++
			if is {
				good++
			}
		default:
			within++
			if is {
				goodWithin++
			}
		}
	}
	switch most := good*100 >= sure*85; {
	case good >= 4 && good*100 >= sure*65, most && good >= 3, most && good >= 1 && goodWithin >= 2 && goodWithin*100 >= within*75:
		return VIQR
	case good == sure && goodWithin == within && (good >= 2 || good == 1 && within >= 1) && differ:
		return VIQR
	case sure == 0 && goodWithin >= 4 && goodWithin*100 >= within*90:
		return VIQR
	}
	return ""
}

func viqrLetters(w string) string {
	table := codecs()[VIQR]
	rs := []rune(w)
	var b strings.Builder
	for i := 0; i < len(rs); {
		r, n := table.read(rs[i:])
		b.WriteRune(r)
		i += n
	}
	return b.String()
}
