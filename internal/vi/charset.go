package vi

import (
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// A Charset is a way in which Vietnamese was written before Unicode (R-I4).
// Such text reaches us as the characters that Windows-1252 has at its bytes,
// because nothing in the file said which font would make Vietnamese of them.
type Charset string

// The charsets, by frequency in old official documents: of 61 legacy files of
// twelve ministries and provinces 58 were TCVN3 and 3 VNI.
const (
	TCVN3     Charset = "TCVN3"     // ABC, fonts .Vn…, TCVN 5712:1993 VN3
	VNI       Charset = "VNI"       // VNI for Windows, fonts VNI-…
	VPS       Charset = "VPS"       // fonts VPS …
	VISCII    Charset = "VISCII"    // RFC 1456
	CP1258    Charset = "CP1258"    // Windows-1258 read as Windows-1252
	VIQR      Charset = "VIQR"      // RFC 1456, letters and punctuation
	BKHCM1    Charset = "BKHCM1"    // fonts of the polytechnic of Hồ Chí Minh City, one byte
	BKHCM2    Charset = "BKHCM2"    // the same, two bytes
	VietwareF Charset = "VietwareF" // Vietware, one byte
	VietwareX Charset = "VietwareX" // Vietware, two bytes
)

// Charsets returns the names of all that can be read, the most frequent first.
func Charsets() []Charset { return append(slices.Clone(candidates), VIQR) }

// marked are the 67 Vietnamese letters that ASCII lacks, in the order of the
// tables.
const marked = "áàảãạâấầẩẫậăắằẳẵặđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ"

// tables give the bytes of the letters in marked, small and capital, in
// hexadecimal digits. Where a charset has no capital of its own (TCVN3: a font
// ending in H shows the small letter's byte as a capital) the row repeats the
// small one.
var tables = map[Charset][2]string{
	TCVN3: {
		"b8 b5 b6 b7 b9 a9 ca c7 c8 c9 cb a8 be bb bc bd c6 ae d0 cc ce cf d1 aa d5 d2 d3 d4 d6 dd d7 d8 dc de e3 df e1 e2 e4 ab e8 e5 e6 e7 e9 ac ed ea eb ec ee f3 ef f1 f2 f4 ad f8 f5 f6 f7 f9 fd fa fb fc fe",
		"b8 b5 b6 b7 b9 a2 ca c7 c8 c9 cb a1 be bb bc bd c6 a7 d0 cc ce cf d1 a3 d5 d2 d3 d4 d6 dd d7 d8 dc de e3 df e1 e2 e4 a4 e8 e5 e6 e7 e9 a5 ed ea eb ec ee f3 ef f1 f2 f4 a6 f8 f5 f6 f7 f9 fd fa fb fc fe",
	},
	VNI: {
		"61f9 61f8 61fb 61f5 61ef 61e2 61e1 61e0 61e5 61e3 61e4 61ea 61e9 61e8 61fa 61fc 61eb f1 65f9 65f8 65fb 65f5 65ef 65e2 65e1 65e0 65e5 65e3 65e4 ed ec e6 f3 f2 6ff9 6ff8 6ffb 6ff5 6fef 6fe2 6fe1 6fe0 6fe5 6fe3 6fe4 f4 f4f9 f4f8 f4fb f4f5 f4ef 75f9 75f8 75fb 75f5 75ef f6 f6f9 f6f8 f6fb f6f5 f6ef 79f9 79f8 79fb 79f5 ee",
		"41d9 41d8 41db 41d5 41cf 41c2 41c1 41c0 41c5 41c3 41c4 41ca 41c9 41c8 41da 41dc 41cb d1 45d9 45d8 45db 45d5 45cf 45c2 45c1 45c0 45c5 45c3 45c4 cd cc c6 d3 d2 4fd9 4fd8 4fdb 4fd5 4fcf 4fc2 4fc1 4fc0 4fc5 4fc3 4fc4 d4 d4d9 d4d8 d4db d4d5 d4cf 55d9 55d8 55db 55d5 55cf d6 d6d9 d6d8 d6db d6d5 d6cf 59d9 59d8 59db 59d5 ce",
	},
	VISCII: {
		"e1 e0 e4 e3 d5 e2 a4 a5 a6 e7 a7 e5 a1 a2 c6 c7 a3 f0 e9 e8 eb a8 a9 ea aa ab ac ad ae ed ec ef ee b8 f3 f2 f6 f5 f7 f4 af b0 b1 b2 b5 bd be b6 b7 de fe fa f9 fc fb f8 df d1 d7 d8 e6 f1 fd cf d6 db dc",
		"c1 c0 c4 c3 80 c2 84 85 86 06 87 c5 81 82 02 05 83 d0 c9 c8 cb 88 89 ca 8a 8b 8c 8d 8e cd cc 9b ce 98 d3 d2 99 a0 9a d4 8f 90 91 92 93 b4 95 96 97 b3 94 da d9 9c 9d 9e bf ba bb bc ff b9 dd 9f 14 19 1e",
	},
	VPS: {
		"e1 e0 e4 e3 e5 e2 c3 c0 c4 c5 c6 e6 a1 a2 a3 a4 a5 c7 e9 e8 c8 eb cb ea 89 8a 8b cd 8c ed ec cc ef ce f3 f2 d5 f5 86 f4 d3 d2 b0 87 b6 d6 a7 a9 aa ab ae fa f9 fb db f8 dc d9 d8 ba bb bf 9a ff 9b cf 9c",
		"c1 80 81 82 02 c2 83 84 85 1c 03 88 8d 8e 8f f0 04 f1 c9 d7 de fe 05 ca 90 93 94 95 06 b4 b5 b7 b8 10 b9 bc bd be 11 d4 96 97 98 99 12 f7 9d 9e 9f a6 13 da a8 d1 ac 14 d0 ad af b1 1d 15 dd b2 fd b3 19",
	},
	CP1258: {
		"61ec 61cc 61d2 61de 61f2 e2 e2ec e2cc e2d2 e2de e2f2 e3 e3ec e3cc e3d2 e3de e3f2 f0 65ec 65cc 65d2 65de 65f2 ea eaec eacc ead2 eade eaf2 69ec 69cc 69d2 69de 69f2 6fec 6fcc 6fd2 6fde 6ff2 f4 f4ec f4cc f4d2 f4de f4f2 f5 f5ec f5cc f5d2 f5de f5f2 75ec 75cc 75d2 75de 75f2 fd fdec fdcc fdd2 fdde fdf2 79ec 79cc 79d2 79de 79f2",
		"41ec 41cc 41d2 41de 41f2 c2 c2ec c2cc c2d2 c2de c2f2 c3 c3ec c3cc c3d2 c3de c3f2 d0 45ec 45cc 45d2 45de 45f2 ca caec cacc cad2 cade caf2 49ec 49cc 49d2 49de 49f2 4fec 4fcc 4fd2 4fde 4ff2 d4 d4ec d4cc d4d2 d4de d4f2 d5 d5ec d5cc d5d2 d5de d5f2 55ec 55cc 55d2 55de 55f2 dd ddec ddcc ddd2 ddde ddf2 59ec 59cc 59d2 59de 59f2",
	},
	VIQR: {
		"6127 6160 613f 617e 612e 615e 615e27 615e60 615e3f 615e7e 615e2e 6128 612827 612860 61283f 61287e 61282e 6464 6527 6560 653f 657e 652e 655e 655e27 655e60 655e3f 655e7e 655e2e 6927 6960 693f 697e 692e 6f27 6f60 6f3f 6f7e 6f2e 6f5e 6f5e27 6f5e60 6f5e3f 6f5e7e 6f5e2e 6f2b 6f2b27 6f2b60 6f2b3f 6f2b7e 6f2b2e 7527 7560 753f 757e 752e 752b 752b27 752b60 752b3f 752b7e 752b2e 7927 7960 793f 797e 792e",
		"4127 4160 413f 417e 412e 415e 415e27 415e60 415e3f 415e7e 415e2e 4128 412827 412860 41283f 41287e 41282e 4444 4527 4560 453f 457e 452e 455e 455e27 455e60 455e3f 455e7e 455e2e 4927 4960 493f 497e 492e 4f27 4f60 4f3f 4f7e 4f2e 4f5e 4f5e27 4f5e60 4f5e3f 4f5e7e 4f5e2e 4f2b 4f2b27 4f2b60 4f2b3f 4f2b7e 4f2b2e 5527 5560 553f 557e 552e 552b 552b27 552b60 552b3f 552b7e 552b2e 5927 5960 593f 597e 592e",
	},
	BKHCM1: {
		"be bf c0 c1 c2 dd de df e0 e1 e2 d7 d8 d9 da db dc bd c3 c4 c5 c6 c7 e3 e4 e5 e6 e7 e8 c8 c9 ca cb cc cd ce cf d0 d1 e9 ea eb ec ed ee ef f0 f1 f2 f3 f4 d2 d3 d4 d5 d6 f5 f6 f7 f8 f9 fa fb fc fd fe ff",
		"80 81 82 83 84 9f 7e a1 a2 a3 a4 99 9a 9b 9c 9d 9e 7d 85 86 87 88 89 a5 a6 a7 a8 a9 aa 8a 8b 8c 8d 8e 8f 90 91 92 93 ab ac ad ae af b0 b1 b2 b3 b4 b5 b6 94 95 96 97 98 b7 b8 b9 ba bb bc 7b 5e 60 7c 8e",
	},
	BKHCM2: {
		"61e1 61e2 61e3 61e4 61e5 ea eaeb eaec eaed eaee eae5 f9 f9e6 f9e7 f9e8 f9e9 f9e5 e0 65e1 65e2 65e3 65e4 65e5 ef efeb efec efed efee efe5 f1 f2 f3 f4 f5 6fe1 6fe2 6fe3 6fe4 6fe5 f6 f6eb f6ec f6ed f6ee f6e5 fa fae1 fae2 fae3 fae4 fae5 75e1 75e2 75e3 75e4 75e5 fb fbe1 fbe2 fbe3 fbe4 fbe5 79e1 79e2 79e3 79e4 79e5",
		"41c1 41c2 41c3 41c4 41c5 ca cacb cacc cacd cace cac5 d9 d9c6 d9c7 d9c8 d9c9 d9c5 c0 45c1 45c2 45c3 45c4 45c5 cf cfcb cfcc cfcd cfce cfc5 d1 d2 d3 d4 d5 4fc1 4fc2 4fc3 4fc4 4fc5 d6 d6cb d6cc d6cd d6ce d6c5 da dac1 dac2 dac3 dac4 dac5 55c1 55c2 55c3 55c4 55c5 db dbc1 dbc2 dbc3 dbc4 dbc5 59c1 59c2 59c3 59c4 59c5",
	},
	VietwareF: {
		"c0 aa b6 ba c1 a1 ca c7 c8 c9 cb 9f c5 c2 c3 c4 c6 a2 cf cc cd ce d1 a3 d5 d2 d3 d4 d6 db d8 d9 da dc e2 df e0 e1 e3 a4 e7 e4 e5 e6 e8 a5 ec e9 ea eb ed f2 ee ef f1 f3 a7 f7 f4 f5 f6 f8 fc f9 fa fb ff",
		"c0 aa b6 ba c1 97 ca c7 c8 c9 cb 96 c5 c2 c3 c4 c6 98 cf cc cd ce d1 99 d5 d2 d3 d4 d6 db d8 d9 da dc e2 df e0 e1 e3 9a e7 e4 e5 e6 e8 9b ec e9 ea eb ed f2 ee ef f1 f3 9c f7 f4 f5 f6 f8 fc f9 fa fb ff",
	},
	VietwareX: {
		"61ef 61ec 61ed 61ee 61fb e1 e1fa e1f6 e1f8 e1f9 e1fb e0 e0f5 e0f2 e0f3 e0f4 e0fb e2 65ef 65ec 65ed 65ee 65fb e3 e3fa e3f6 e3f8 e3f9 e3fb ea e7 e8 e9 eb 6fef 6fec 6fed 6fee 6ffc e4 e4fa e4f6 e4f8 e4f9 e4fc e5 e5ef e5ec e5ed e5ee e5fc 75ef 75ec 75ed 75ee 75fb e6 e6ef e6ec e6ed e6ee e6fb 79ef 79ec 79ed 79ee 79f1",
		"41cf 41cc 41cd 41ce 41db c1 c1da c1d6 c1d8 c1d9 c1db c0 c0d5 c0d2 c0d3 c0d4 c0db c2 45cf 45cc 45cd 45ce 45db c3 c3da c3d6 c3d8 c3d9 c3db ca c7 c8 c9 cb 4fcf 4fcc 4fcd 4fce 4fdc c4 c4da c4d6 c4d8 c4d9 c4dc c5 c5cf c5cc c5cd c5ce c5dc 55cf 55cc 55cd 55ce 55db c6 c6cf c6cc c6cd c6ce c6db 59cf 59cc 59cd 59ce 59d1",
	},
}

// codec is a table made ready for reading.
type codec struct {
	one map[byte]rune
	two map[[2]byte]rune
	// viqr alone has letters of three bytes.
	three map[[3]byte]rune
}

var codecs = sync.OnceValue(func() map[Charset]*codec {
	all := make(map[Charset]*codec, len(tables))
	for charset, rows := range tables {
		c := &codec{one: map[byte]rune{}, two: map[[2]byte]rune{}, three: map[[3]byte]rune{}}
		// Small letters go first: where both share a byte it means the small one.
		for i, row := range rows {
			letters := []rune(marked)
			for j, code := range strings.Fields(row) {
				r := letters[j]
				if i == 1 {
					r = unicode.ToUpper(r)
				}
				b, err := hex.DecodeString(code)
				if err != nil {
					panic("vi: " + string(charset) + ": " + code)
				}
				c.add(b, r)
			}
		}
		c.addMixedCase()
		all[charset] = c
	}
	return all
})

func (c *codec) add(b []byte, r rune) {
	switch len(b) {
	case 1:
		if _, ok := c.one[b[0]]; !ok {
			c.one[b[0]] = r
		}
	case 2:
		k := [2]byte(b)
		if _, ok := c.two[k]; !ok {
			c.two[k] = r
		}
	case 3:
		c.three[[3]byte(b)] = r
	}
}

// addMixedCase makes a capital letter with a small mark (Aù) what it is meant to
// be: it is what a keyboard gives at the beginning of a sentence.
func (c *codec) addMixedCase() {
	for k, r := range maps.Clone(c.two) {
		mark, ok := lowerMark(k[1])
		if !ok || k[0] >= utf8.RuneSelf || !unicode.IsUpper(rune(k[0])) {
			continue
		}
		mixed := [2]byte{k[0], mark}
		if _, taken := c.two[mixed]; !taken {
			c.two[mixed] = r
		}
	}
}

// lowerMark returns the small letter of Latin-1 at a capital one's byte.
func lowerMark(b byte) (byte, bool) {
	l := unicode.ToLower(rune(b))
	return byte(l), b >= 0xc0 && l != rune(b)
}

// bytesOf maps the characters beyond Latin-1 that Windows-1252 has to their
// bytes.
var bytesOf = sync.OnceValue(func() map[rune]byte {
	m := make(map[rune]byte)
	for b := 0x80; b < 0xa0; b++ {
		if r := charmap.Windows1252.DecodeByte(byte(b)); r != utf8.RuneError {
			m[r] = byte(b)
		}
	}
	return m
})

// legacyByte returns the byte at which a legacy font would show a letter in
// the place of r, read as Windows-1252 or as Latin-1.
func legacyByte(r rune) (byte, bool) {
	if r <= 0xff {
		return byte(r), true
	}
	b, ok := bytesOf()[r]
	return b, ok
}

// Decode returns s, which arrived as the characters of Windows-1252, as the
// Vietnamese it was written as. Characters that are no letters of the charset
// stay. Capitals that the charset has not are restored where the letters around
// them show that the word, or its line, is in capitals.
func (c Charset) Decode(s string) string { return c.DecodeRuns([]string{s}, nil)[0] }

// DecodeRuns returns the runs of one text as Decode would the whole of it: a
// letter of two characters that two runs share belongs to the first. capitals,
// if not nil, names the runs whose font shows small letters as capitals.
func (c Charset) DecodeRuns(runs []string, capitals []bool) []string {
	table, ok := codecs()[c]
	if !ok {
		return slices.Clone(runs)
	}
	if c == VIQR {
		decoded := make([]string, len(runs))
		for i, s := range runs { // its letters are short: what two runs share is not read
			decoded[i] = norm.NFC.String(decodeVIQR(s))
			if capitals != nil && capitals[i] {
				decoded[i] = strings.ToUpper(decoded[i])
			}
		}
		return decoded
	}
	text := []rune(strings.Join(runs, ""))
	letters := make([]rune, 0, len(text))
	from := make([]int, 0, len(text)) // the run of each letter
	for i, run, end := 0, -1, 0; i < len(text); {
		for i >= end {
			run++
			end += utf8.RuneCountInString(runs[run])
		}
		r, n := table.read(text[i:])
		if capitals != nil && capitals[run] {
			r = unicode.ToUpper(r)
		}
		letters, from = append(letters, r), append(from, run)
		i += n
	}
	if c.foldsCapitals() {
		letters = raiseSentences([]rune(raiseCapitals(string(letters))))
	}
	out := make([]strings.Builder, len(runs))
	for i, r := range letters {
		out[from[i]].WriteRune(r)
	}
	decoded := make([]string, len(runs))
	for i := range out {
		decoded[i] = norm.NFC.String(out[i].String())
	}
	return decoded
}

// foldsCapitals reports whether some capitals of the charset share the byte of
// the small letter, at least in some of the programs that wrote it.
func (c Charset) foldsCapitals() bool {
	return c == TCVN3 || c == VPS || c == VISCII || c == VietwareF
}

// read returns the letter at the beginning of rs and how many characters it
// takes, the longest first.
func (t *codec) read(rs []rune) (rune, int) {
	var code [3]byte
	n := 0
	for n < 3 && n < len(rs) {
		b, ok := legacyByte(rs[n])
		if !ok {
			break
		}
		code[n] = b
		n++
	}
	if n >= 3 {
		if r, ok := t.three[code]; ok {
			return r, 3
		}
	}
	if n >= 2 {
		if r, ok := t.two[[2]byte(code[:2])]; ok {
			return r, 2
		}
	}
	if n >= 1 {
		if r, ok := t.one[code[0]]; ok {
			return r, 1
		}
	}
	return rs[0], 1
}

// raiseCapitals gives words set in capitals the capitals their charset lacks:
// CộNG HòA becomes CỘNG HÒA. A word whose only plain letter is a capital at its
// beginning (Tõ: Từ or TỪ) goes as the next word that tells, or else the last.
func raiseCapitals(s string) string {
	words := letterRuns(s)
	after := make([]int, len(words)) // what the next word that tells says
	for i, next := len(words)-1, 0; i >= 0; i-- {
		if is := caseOf(s[words[i][0]:words[i][1]]); is != 0 {
			next = is
		}
		after[i] = next
	}
	var b strings.Builder
	b.Grow(len(s))
	at, is := 0, 0
	for i, w := range words {
		if after[i] != 0 {
			is = after[i]
		}
		b.WriteString(s[at:w[0]])
		if is > 0 {
			b.WriteString(strings.ToUpper(s[w[0]:w[1]]))
		} else {
			b.WriteString(s[w[0]:w[1]])
		}
		at = w[1]
	}
	b.WriteString(s[at:])
	return b.String()
}

// raiseSentences gives a sentence that begins with a marked vowel, of which such
// charsets have no capital, its capital. The beginning of a line is none: lines
// of plain text end in the middle of sentences.
func raiseSentences(rs []rune) []rune {
	for i := 2; i < len(rs); i++ {
		if rs[i-1] == ' ' && (rs[i-2] == '.' || rs[i-2] == '!' || rs[i-2] == '?') && rs[i] >= utf8.RuneSelf {
			rs[i] = unicode.ToUpper(rs[i])
		}
	}
	return rs
}

// caseOf tells by the letters whose case is sure whether a word is in capitals
// (1), is not (-1), or does not say (0).
func caseOf(word string) int {
	capitals, small, later := 0, 0, false
	for i, r := range word {
		switch {
		case unicode.IsUpper(r):
			capitals++
			later = later || i > 0
		case r < utf8.RuneSelf && unicode.IsLower(r):
			small++
		}
	}
	switch {
	case small > 0:
		return -1
	case later:
		return 1
	}
	return 0
}

// letterRuns returns where the words of s begin and end.
func letterRuns(s string) [][2]int {
	var runs [][2]int
	start := -1
	for i, r := range s {
		switch {
		case wordRune(r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			runs = append(runs, [2]int{start, i})
			start = -1
		}
	}
	if start >= 0 {
		runs = append(runs, [2]int{start, len(s)})
	}
	return runs
}
