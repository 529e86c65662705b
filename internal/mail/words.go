package mail

import (
	"bytes"
	"encoding/base64"
)

// A word is an encoded word of a header (RFC 2047): =?charset?Q?bytes?=.
type word struct {
	charset string
	raw     []byte // decoded for transfer
}

// longestWord bounds the search for the end of an encoded word. The RFC says
// 75; programs that ignore it put a whole subject into one word.
const longestWord = 8 << 10

// decodeWords returns a header value as text, not yet clean. Words side by
// side are joined before their bytes become characters, because programs
// split words in the middle of a character. What is not encoded is UTF-8, or
// the bytes of an old 8-bit program.
func decodeWords(v []byte) string {
	if !bytes.Contains(v, []byte("=?")) {
		s, _ := decodeCharset(v, "")
		return s
	}
	var out, plain []byte
	var run word // of words with one charset, side by side
	flush := func() {
		if run.raw != nil {
			s, _ := decodeCharset(run.raw, run.charset)
			out = append(out, s...)
		}
		run = word{}
	}
	flushPlain := func() {
		if len(plain) > 0 {
			s, _ := decodeCharset(plain, "")
			out = append(out, s...)
			plain = plain[:0]
		}
	}
	for len(v) > 0 {
		w, n := cutWord(v)
		if n == 0 {
			plain = append(plain, v[0])
			v = v[1:]
			continue
		}
		v = v[n:]
		if run.raw == nil || len(bytes.TrimSpace(plain)) > 0 {
			flush()
			flushPlain()
		} else { // white space between words is none of the text
			plain = plain[:0]
			if !equalFold(run.charset, w.charset) {
				flush()
			}
		}
		run.charset = w.charset
		run.raw = append(run.raw, w.raw...)
		if run.raw == nil {
			run.raw = []byte{}
		}
	}
	flush()
	flushPlain()
	return string(out)
}

// cutWord reads the encoded word at the start of v and its length; 0 if there
// is none.
func cutWord(v []byte) (w word, n int) {
	if len(v) < 8 || v[0] != '=' || v[1] != '?' {
		return word{}, 0
	}
	rest := v[2:min(len(v), longestWord)]
	charset, rest, ok := bytes.Cut(rest, []byte("?"))
	if !ok || len(charset) == 0 || len(charset) > 60 || len(rest) < 2 || rest[1] != '?' {
		return word{}, 0
	}
	encoding, rest := lower(rest[0]), rest[2:]
	end := bytes.Index(rest, []byte("?="))
	if end < 0 {
		return word{}, 0
	}
	text := rest[:end]
	switch encoding {
	case 'b':
		w.raw, _ = unbase64(text)
	case 'q':
		w.raw = unq(text)
	default:
		return word{}, 0
	}
	charset, _, _ = bytes.Cut(charset, []byte("*")) // a language may follow (RFC 2231)
	w.charset = string(charset)
	return w, 2 + bytes.IndexByte(v[2:], '?') + 3 + end + 2
}

// unq decodes the Q encoding of RFC 2047.
func unq(v []byte) []byte {
	out := make([]byte, 0, len(v))
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(v):
			if x, ok := hexByte(v[i+1], v[i+2]); ok {
				out = append(out, x)
				i += 2
				continue
			}
			out = append(out, c)
		default:
			out = append(out, c)
		}
	}
	return out
}

// unbase64 decodes base64 as real programs write it: white space and stray
// characters anywhere, padding missing, several padded blocks one after the
// other. Text after the last padding, such as the footer of a mailing list,
// is not part of it. It reports whether all was in order.
func unbase64(v []byte) (out []byte, ok bool) {
	out = make([]byte, base64.StdEncoding.DecodedLen(len(v)))
	if n, err := base64.StdEncoding.Decode(out, bytes.TrimRight(v, " \t\r\n")); err == nil {
		return out[:n], true
	}
	out, ok = out[:0], true
	var group uint32
	have := 0
	flush := func() {
		switch have {
		case 2:
			out = append(out, byte(group>>4))
		case 3:
			out = append(out, byte(group>>10), byte(group>>2))
		}
		group, have = 0, 0
	}
	lastStray := bytes.LastIndexFunc(v, func(r rune) bool { return r > 127 || sextet[byte(r)] == stray })
	for i, c := range v {
		x := sextet[c]
		switch {
		case x < 64:
			group = group<<6 | uint32(x)
			if have++; have == 4 {
				out = append(out, byte(group>>16), byte(group>>8), byte(group))
				group, have = 0, 0
			}
		case x == padding:
			flush()
			if i < lastStray && v[i+1] != '=' { // v has a byte at lastStray
				return out, false
			}
		case x == stray:
			ok = false
		}
	}
	ok = ok && have == 0
	flush()
	return out, ok
}

const (
	blank   = 64 + iota // white space
	padding             // =
	stray               // anything else
)

// sextet tells for each byte its six bits, or what else it is.
var sextet = func() (t [256]byte) {
	for i := range t {
		t[i] = stray
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range len(alphabet) {
		t[alphabet[i]] = byte(i)
	}
	t[' '], t['\t'], t['\r'], t['\n'] = blank, blank, blank, blank
	t['='] = padding
	return t
}()
