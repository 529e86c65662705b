// Package spelling finds slips of typing in Vietnamese text: syllables that are
// none, tones on the wrong letter, words written twice, spaces where none
// stand. It knows the grammar of syllables (package vi) and no dictionary, so it
// takes hòa and hoà, kỹ and kĩ alike, and what it cannot judge (names, words of
// other languages, abbreviations) it leaves alone. What it says are hints for
// whoever writes; nothing is ever refused for them.
package spelling

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"congbo/internal/vi"
)

// A Kind is a sort of slip.
type Kind string

// The kinds of slips.
const (
	Syllable Kind = "syllable" // no Vietnamese syllable
	Tone     Kind = "tone"     // the tone mark on the wrong letter
	Joined   Kind = "joined"   // two words without a space
	Doubled  Kind = "doubled"  // the same word twice
	Space    Kind = "space"    // before a point or comma
	NoSpace  Kind = "no-space" // none behind one
)

// A Hint is a slip in a line.
type Hint struct {
	Kind       Kind
	Start, End int    // in characters of the line, from 0
	Text       string // what stands there
	Better     string // what is probably meant; "" unknown
}

// Hints finds the slips in one line of text, in their order.
func Hints(line string) []Hint {
	var found []Hint
	words := wordsOf(line)
	for i, w := range words {
		if h, ok := inWord(w.text); ok {
			found = append(found, Hint{h.Kind, w.start, w.end, w.text, h.Better})
		}
		if i > 0 {
			if p := words[i-1]; twice[strings.ToLower(w.text)] && strings.EqualFold(p.text, w.text) && w.start == p.end+1 && w.text == strings.ToLower(w.text) && (i+1 == len(words) || !strings.EqualFold(words[i+1].text, w.text)) {
				found = append(found, Hint{Doubled, p.start, w.end, p.text + " " + w.text, p.text})
			}
		}
	}
	return inOrder(append(found, signs(line)...))
}

func inOrder(found []Hint) []Hint {
	for i := 1; i < len(found); i++ {
		for j := i; j > 0 && found[j].Start < found[j-1].Start; j-- {
			found[j], found[j-1] = found[j-1], found[j]
		}
	}
	return found
}

type word struct {
	text       string
	start, end int
}

// wordsOf returns the pieces of a line that are only letters; what is joined to
// digits, points or hyphens is an address, a number, a name.
func wordsOf(line string) []word {
	var words []word
	at := 0
	for piece := range strings.SplitSeq(line, " ") {
		n := utf8.RuneCountInString(piece)
		core := strings.TrimLeft(piece, `"'“‘([{«–—-…`)
		begin := at + n - utf8.RuneCountInString(core)
		core = strings.TrimRight(core, `"'”’)]}».,;:!?–—-…`)
		if core != "" && strings.IndexFunc(core, func(r rune) bool { return !unicode.IsLetter(r) }) < 0 {
			words = append(words, word{core, begin, begin + utf8.RuneCountInString(core)})
		}
		at += n + 1
	}
	return words
}

// twice are the words that are never said twice in a row. Many are: từ từ, dần
// dần, ngày ngày, người người.
var twice = set(`và của là các những được trong cho với tại một đã sẽ không này khi có theo về đến để bị do vì trên dưới
giữa bằng nhưng hoặc nếu thì mà cũng như phải cùng sau trước ra vào lên qua rằng đó nên chỉ rất bởi hay việc sự cuộc`)

// loans are words of other languages that have become Vietnamese and are no
// syllables.
var loans = set(`kilôgam kilômét kilôoát miligam mililít milimét xentimét centimét hécta héc ápphích ôtô môtô ôxy ôxi ôzôn êtilen axít axit
bazơ cácbon cacbon điôxít đioxit mêtan prôtêin protêin vitamin canxi phốtpho phốtphát nitơ hiđrô hyđrô natri kali clo flo
xăngtimét câulạcbộ xôviết xìtrét sôcôla cafêin côngtơ côngtenơ căngtin rơmoóc
pôlime pôlyme clorôfin amôniắc amoniắc xenlulô crôm rađiô rađa vécni véctơ vectơ môđun môđen đôla bôxít apatít granít graphít măngan
silíc mêlamin amiăng phoócmôn hoócmôn lôgarit lôgic lôgích êke êđê rađê ôliu êtanol mêtanol bêtông ximăng sơmi áptômát đôping côvít
tuốcbin tuốcnơvít rốckét rôbốt làze xêri sêri vắcxin vácxin văcxin vắcxanh êlip sâmbanh ămpe niutơn kilôbai mêgabai êkíp rơmooc`)

func set(s string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// inWord judges one word. It must be marked as only Vietnamese is, in small
// letters as no name is, and long enough to tell.
func inWord(w string) (Hint, bool) {
	lower := strings.ToLower(w)
	if w != lower && !firstCapital(w) || vi.IsSyllable(w) || loans[lower] {
		return Hint{}, false
	}
	if !vietnamese(lower) { // é, à, ô, ê are others' letters too: only where the slip is a known one
		better, ok := otherOnset(lower)
		return Hint{Kind: Syllable, Better: better}, ok && w == lower && marked(w)
	}
	if better, ok := otherTone(lower); ok {
		return Hint{Kind: Tone, Better: like(w, better)}, true
	}
	if w != lower { // a name, as like as not
		return Hint{}, false
	}
	if a, b, ok := halves(lower); ok {
		return Hint{Kind: Joined, Better: a + " " + b}, true
	}
	better, ok := mended(lower)
	if !ok && !plausible(lower) {
		return Hint{}, false
	}
	return Hint{Kind: Syllable, Better: better}, true
}

func firstCapital(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) && w[n:] == strings.ToLower(w[n:])
}

func like(w, better string) string {
	if firstCapital(w) {
		r, n := utf8.DecodeRuneInString(better)
		return string(unicode.ToUpper(r)) + better[n:]
	}
	return better
}

// vietnamese reports whether a word has a letter that Vietnamese alone has, or
// nearly: other languages write é, è, à, ô too.
func vietnamese(w string) bool {
	for _, r := range w {
		if r > 0xff || strings.ContainsRune("ãẽĩõũýìòù", r) {
			if !strings.ContainsRune(letters, r) {
				return false // ł, č, ş
			}
			return true
		}
	}
	return false
}

const letters = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"

// plausible reports whether a word is built of Vietnamese letters throughout and
// no longer than a syllable is.
func plausible(w string) bool {
	n := 0
	for _, r := range w {
		n++
		if !strings.ContainsRune(letters, r) {
			return false
		}
	}
	return n >= 3 && n <= 7
}

// otherTone finds the syllable that has the same letters and the same tone on
// another of them.
func otherTone(w string) (string, bool) {
	tone := rune(0)
	var plain []rune
	for _, r := range norm.NFD.String(w) {
		if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
			if tone != 0 {
				return "", false
			}
			tone = r
			continue
		}
		plain = append(plain, r)
	}
	if tone == 0 {
		return "", false
	}
	base := []rune(norm.NFC.String(string(plain)))
	for i := range base {
		try := norm.NFC.String(string(base[:i+1]) + string(tone) + string(base[i+1:]))
		if try != w && vi.IsSyllable(try) {
			return try, true
		}
	}
	return "", false
}

// halves finds the two words that were written as one.
func halves(w string) (a, b string, ok bool) {
	for i, r := range w {
		if i < 2 || len(w)-i < 3 || !strings.ContainsRune("bcdđghklmnpqrstvx", r) {
			continue
		}
		if a, b = w[:i], w[i:]; vi.IsSyllable(a) && vi.IsSyllable(b) && marked(a) && marked(b) {
			return a, b, true
		}
	}
	return "", "", false
}

func marked(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return r > 0x7f }) >= 0
}

// mended finds the one syllable that a word becomes by a letter less, or by the
// spelling that its vowel asks for.
func mended(w string) (string, bool) {
	if better, ok := otherOnset(w); ok {
		return better, true
	}
	rs := []rune(w)
	better := ""
	for i := range rs {
		// a letter twice, or a key of Telex that made no tone
		if i > 0 && (rs[i] == rs[i-1] || strings.ContainsRune("fjwz", rs[i]) || i+1 == len(rs) && strings.ContainsRune("srx", rs[i])) {
			if try := string(rs[:i]) + string(rs[i+1:]); vi.IsSyllable(try) {
				if better != "" && better != try {
					return "", true // several: which one, the writer knows
				}
				better = try
			}
		}
	}
	return better, better != ""
}

// otherOnset finds the syllable that is spelled with ng or ngh, g or gh, c or k.
func otherOnset(w string) (string, bool) {
	for _, x := range [][2]string{{"ngh", "ng"}, {"ng", "ngh"}, {"gh", "g"}, {"g", "gh"}, {"k", "c"}, {"c", "k"}} {
		if rest, ok := strings.CutPrefix(w, x[0]); ok && vi.IsSyllable(x[1]+rest) {
			return x[1] + rest, true
		}
	}
	return "", false
}

// signs finds spaces before signs that have none, and none behind a comma.
func signs(line string) []Hint {
	var found []Hint
	rs := []rune(line)
	for i, r := range rs {
		switch {
		case i > 0 && rs[i-1] == ' ' && strings.ContainsRune(",.;:!?", r) && (i+1 == len(rs) || rs[i+1] == ' ') && i > 1 && (unicode.IsLetter(rs[i-2]) || unicode.IsDigit(rs[i-2])):
			found = append(found, Hint{Space, i - 1, i + 1, " " + string(r), string(r)})
		case (r == ',' || r == ';') && i > 0 && i+1 < len(rs) && unicode.IsLower(rs[i-1]) && unicode.IsLower(rs[i+1]) && (rs[i-1] > 0x7f || rs[i+1] > 0x7f):
			found = append(found, Hint{NoSpace, i - 1, i + 2, string(rs[i-1 : i+2]), string(rs[i-1:i+1]) + " " + string(rs[i+1])})
		}
	}
	return found
}
