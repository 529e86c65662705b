package vi

import (
	"bytes"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// What else than a legacy charset makes text other than it may be stored.
const (
	Decomposed Charset = "NFD"       // marks apart from their letters ("tổ hợp")
	Invisible  Charset = "invisible" // zero-width characters, soft hyphens, controls
	NotUTF8    Charset = "bytes"     // bytes that are no UTF-8, read as Windows-1252
)

// A Finding is a stretch of a text that was recognised as other than the
// Unicode it may be stored in.
type Finding struct {
	Line   int     `json:"line"`  // counted from 1
	Start  int     `json:"start"` // of the stretch, in characters of the line as it came, from 1
	End    int     `json:"end"`   // the character after it
	What   Charset `json:"recognised"`
	Before string  `json:"before"`
	After  string  `json:"after"`
	// Applied says that After stands in the text now. What may be wrong by chance
	// (all charsets but TCVN3 and VNI) is left for a person to decide.
	Applied bool `json:"applied"`
}

// Automatic reports whether text recognised as c may be converted without a
// person's word: the two charsets that old documents are in. The others occur
// so rarely that a false alarm is likelier than a hit.
func (c Charset) Automatic() bool { return c == TCVN3 || c == VNI }

// Normalise returns text in Unicode as it may be stored (see Clean), and what
// was found on the way (R-I4). Each line is judged by itself, because documents
// mix encodings; a line too short to tell goes with those around it. A line with
// a letter that only Unicode has is never converted. There are as many lines
// after as before, ended as they were.
func Normalise(text string) (string, []Finding) { return normalise(text, "") }

// NormaliseAs is Normalise for text that a person says was written in c: every
// line that is not Unicode beyond doubt is read so.
func NormaliseAs(c Charset, text string) (string, []Finding) { return normalise(text, c) }

func normalise(text string, said Charset) (string, []Finding) {
	var findings []Finding
	lines := strings.SplitAfter(text, "\n")
	read := make([]reading, len(lines))
	plain := make([]string, len(lines))
	for i, line := range lines {
		read[i] = readLine(line)
		plain[i] = read[i].line
	}
	var charsets []Charset
	if said == "" {
		charsets = RecogniseAll(plain)
	}
	var b strings.Builder
	b.Grow(len(text) + len(text)/8)
	for i, r := range read {
		switch {
		case said == "":
			r.charset = charsets[i]
		case !unicodeOnly(r.line):
			r.charset, r.said = said, true
		}
		line, found := r.mend(i + 1)
		findings = append(findings, found...)
		b.WriteString(line)
		b.WriteString(r.end)
	}
	return b.String(), findings
}

// RecogniseAll returns the charset of each line of one document, as Recognise
// does of one alone. A line that says too little by itself, or seems to be in a
// charset that hardly occurs, goes with those around it, where it reads well as
// they do and not as Unicode.
func RecogniseAll(lines []string) []Charset {
	read := make([]Charset, len(lines))
	all := make(map[Charset]int)
	for i, line := range lines {
		if c := Recognise(line, ""); c != "" {
			read[i] = c
			all[c]++
		}
	}
	if most := mostOf(all); most != "" {
		for i, line := range lines {
			if c := read[i]; c != most && !c.Automatic() && maybe(line, most) {
				read[i] = most
			}
		}
	}
	return read
}

// Stretch returns the words in which two readings of a line differ, of each.
func Stretch(before, after string) (was, is string) {
	_, _, was, is = differing(before, after)
	return was, is
}

func mostOf(all map[Charset]int) Charset {
	var most Charset
	for c, n := range all {
		if n > all[most] || n == all[most] && c < most {
			most = c
		}
	}
	return most
}

// reading is a line, its end apart, and what it is taken for.
type reading struct {
	line, end string
	bytes     bool // it was no UTF-8
	charset   Charset
	said      bool // by a person
}

func readLine(s string) reading {
	var r reading
	r.line = strings.TrimRight(s, "\r\n")
	r.end = s[len(r.line):]
	if !utf8.ValidString(r.line) {
		r.line, r.bytes = latin(r.line), true
	}
	return r
}

// FromBytes returns text of a file as characters: UTF-16 that says so at its
// beginning, UTF-8, and lines that are neither as Windows-1252, in which text of
// old fonts is recognised later.
func FromBytes(data []byte) string {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		if out, err := utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM).NewDecoder().Bytes(data); err == nil {
			return string(out)
		}
	}
	if utf8.Valid(data) {
		return string(data)
	}
	lines := strings.SplitAfter(string(data), "\n")
	for i, line := range lines {
		if !utf8.ValidString(line) {
			lines[i] = latin(line)
		}
	}
	return strings.Join(lines, "")
}

// latin reads bytes as the characters of Windows-1252, and where it has none,
// of Latin-1; what is UTF-8 among them is read as that.
func latin(s string) string {
	var b strings.Builder
	b.Grow(2 * len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			if r = charmap.Windows1252.DecodeByte(s[i]); r == utf8.RuneError {
				r = rune(s[i])
			}
		}
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// maybe reports whether a line that says too little by itself reads well in the
// charset of the lines around it, and not as Unicode.
func maybe(line string, c Charset) bool {
	if !c.Automatic() || unicodeOnly(line) {
		return false
	}
	asIs, decoded := judge(line, true), judge(c.Decode(line), false)
	return asIs.words > 0 && asIs.good < asIs.words && decoded.words > 0 && decoded.good == decoded.words
}

// mend returns the line as it may be stored.
func (r reading) mend(number int) (string, []Finding) {
	var found []Finding
	note := func(what Charset, before, after string, applied bool) {
		if before == after {
			return
		}
		f := Finding{Line: number, What: what, Applied: applied}
		f.Start, f.End, f.Before, f.After = differing(before, after)
		found = append(found, f)
	}
	line := r.line
	switch c := r.charset; {
	case c != "":
		decoded := c.Decode(line)
		// Bytes have to become characters somehow: there the best guess stands.
		applied := c.Automatic() || r.bytes || r.said
		note(c, line, decoded, applied)
		if applied {
			line = decoded
		}
	case r.bytes:
		found = append(found, Finding{Line: number, What: NotUTF8, Start: 1, End: utf8.RuneCountInString(line) + 1, Before: line, After: line, Applied: true})
	}
	composed := norm.NFC.String(line)
	note(Decomposed, line, composed, true)
	// Clean ends lines where this one must not.
	clean := strings.ReplaceAll(Clean(composed), "\n", " ")
	note(Invisible, composed, clean, true)
	return clean, found
}

// differing returns where two texts begin and cease to differ, in characters of
// the first, widened to whole words, and both stretches.
func differing(a, b string) (start, end int, before, after string) {
	x, y := []rune(a), []rune(b)
	for start < len(x) && start < len(y) && x[start] == y[start] {
		start++
	}
	for start > 0 && !unicode.IsSpace(x[start-1]) {
		start--
	}
	i, j := len(x), len(y)
	for i > start && j > start && x[i-1] == y[j-1] {
		i, j = i-1, j-1
	}
	for i < len(x) && j < len(y) && !unicode.IsSpace(x[i]) {
		i, j = i+1, j+1
	}
	return start + 1, i + 1, string(x[start:i]), string(y[start:j])
}

// candidates are tried in the order of how often they occur.
var candidates = []Charset{TCVN3, VNI, VISCII, VPS, CP1258, BKHCM1, BKHCM2, VietwareF, VietwareX}

// Recognise returns the legacy charset that text (a line, a run) was written
// in, or "" for Unicode and for what cannot be told. The name of the font it was
// set in is a hint, not a proof: it survives conversion in almost half of the
// files.
//
// Text is legacy when it has no letter that only Unicode has, its words are no
// Vietnamese as they stand, and they are Vietnamese when read in the charset.
func Recognise(text, font string) Charset {
	if unicodeOnly(text) {
		return ""
	}
	text = head(text, enoughToTell)
	if !beyondASCII(text) {
		return recogniseVIQR(text)
	}
	asIs := judge(text, true)
	if asIs.words == 0 || asIs.good == asIs.words {
		return ""
	}
	hint, _ := FontCharset(font)
	var best Charset
	most := math.Inf(-1)
	for _, c := range candidates {
		decoded := c.Decode(text)
		v := judge(decoded, false)
		if !v.convincing(asIs, c == hint) && (c.Automatic() || v.good <= asIs.good || v.good*4 < v.words*3 || !mends(text, c)) {
			continue
		}
		likely := v.likely() + typical(decoded)
		switch { // far more often seen than the others
		case c.Automatic() && v.good == v.words:
			likely += 0.15
		case c.Automatic():
			likely += 0.1
		}
		if c == hint {
			likely += 0.2
		}
		if likely > most {
			best, most = c, likely
		}
	}
	return best
}

// ReadsAs reports whether a text may be read in c without anything that is no
// Vietnamese: enough for one of few words whose document is in c, where their
// font says so too (chó is chú there), not to tell c by.
func ReadsAs(text string, c Charset) bool {
	if unicodeOnly(text) || !beyondASCII(text) {
		return false
	}
	decoded := c.Decode(text)
	v := judge(decoded, false)
	return decoded != text && v.good == v.words
}

// enoughToTell is how many bytes of a text are read in every charset.
const enoughToTell = 1 << 16

func head(s string, max int) string {
	if len(s) <= max {
		return s
	}
	for max > 0 && !utf8.RuneStart(s[max]) {
		max--
	}
	return s[:max]
}

// highland reports names of the central highlands, which stand in any paper
// from there and are no syllables: Đắk Lắk, Krông Búk.
func highland(word string) bool {
	first, n := utf8.DecodeRuneInString(word)
	if !unicode.IsUpper(first) {
		return false
	}
	if stem, ok := strings.CutSuffix(word, "k"); ok {
		return IsSyllable(stem + "c")
	}
	return strings.ContainsRune("KBP", first) && len(word) > n && IsSyllable(word[n:]) && !IsSyllable(word)
}

// joined reports two syllables between which somebody left out the space.
func joined(word string) bool {
	for i, r := range word {
		if i >= 2 && len(word)-i >= 2 && strings.ContainsRune("bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX", r) && IsSyllable(word[:i]) && IsSyllable(word[i:]) {
			return !IsSyllable(word)
		}
	}
	return false
}

// separates reports whether r stands between words in any encoding.
func separates(r rune) bool {
	return r < utf8.RuneSelf && !unicode.IsLetter(r) || unicode.IsSpace(r) || r > 0xff && !wordRune(r)
}

// abbreviation reports whether word is capital consonants alone (QĐ, HĐND),
// which neither are a syllable nor speak against one.
func abbreviation(word string) bool {
	if word == "đ" {
		return true // a point in a law's list
	}
	for _, r := range word {
		if !strings.ContainsRune("BCDĐGHKLMNPQRSTVX", r) {
			return false
		}
	}
	return true
}

// casedWell reports whether the capitals of a word stand where capitals stand:
// nowhere, at its beginning, or throughout.
func casedWell(word string) bool {
	first, capitals, letters := false, 0, 0
	for i, r := range word {
		letters++
		if unicode.IsUpper(r) {
			capitals++
			first = first || i == 0
		}
	}
	return capitals == 0 || capitals == 1 && first || capitals == letters
}

// unicodeOnly reports whether s has a letter or a mark that no legacy font
// shows: then it is Unicode, whatever else it looks like.
func unicodeOnly(s string) bool {
	for _, r := range s {
		if r > 0xff && wordRune(r) {
			if _, ok := legacyByte(r); !ok {
				return true
			}
		}
	}
	return false
}

func beyondASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// FontCharset returns what text set in a font of this name is likely to be
// written in, and whether the font shows small letters as capitals (.VnTimeH).
func FontCharset(font string) (c Charset, capitals bool) {
	switch name := strings.ToLower(strings.TrimSpace(font)); {
	case strings.HasPrefix(name, ".vn"):
		return TCVN3, strings.HasSuffix(font, "H")
	case strings.HasPrefix(name, "vni"):
		return VNI, false
	case strings.HasPrefix(name, "vps"):
		return VPS, false
	}
	return "", false
}
