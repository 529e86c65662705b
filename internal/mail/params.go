package mail

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// mediaType reads a Content-Type. What is no type/subtype is text where it
// says so, else unknown bytes.
func mediaType(value []byte) (media string, params map[string]string) {
	first, params := parameters(value)
	t, sub, ok := strings.Cut(first, "/")
	if ok && token(t) && token(sub) && len(first) <= 127 {
		return first, params
	}
	if t == "text" {
		return "text/plain", params
	}
	return "application/octet-stream", params
}

func token(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || strings.IndexByte(`()<>@,;:\"/[]?=`, c) >= 0 {
			return false
		}
	}
	return s != ""
}

// parameters reads a value such as `attachment; filename="a.pdf"`: its first
// word in lower case and its parameters (RFC 2045), split and encoded ones
// included (RFC 2231). Names are in lower case; of two with one name the
// first counts. Values are text, but not clean. Missing quotes, which real
// programs forget around names with blanks, are forgiven.
func parameters(value []byte) (first string, params map[string]string) {
	word, rest := cutParameter(value)
	word = bytes.TrimSpace(word)
	if i := bytes.IndexAny(word, " \t"); i >= 0 {
		if more := word[i:]; bytes.IndexByte(more, '=') > 0 {
			rest = append(append(bytes.Clone(more), ';'), rest...) // the first semicolon was forgotten
		}
		word = word[:i]
	}
	first = strings.ToLower(string(word))
	params = make(map[string]string)
	pieces := make(map[string][]piece)
	for len(rest) > 0 && len(params)+len(pieces) < 100 {
		word, rest = cutParameter(rest)
		n, v, ok := bytes.Cut(word, []byte("="))
		name := string(bytes.ToLower(bytes.TrimSpace(n)))
		if !ok || name == "" {
			continue
		}
		v = unquote(bytes.TrimSpace(v))
		if base, p, ok := splitName(name); ok {
			p.value = v
			pieces[base] = append(pieces[base], p)
		} else if _, twice := params[name]; twice {
			continue
		} else if name == "boundary" { // compared with the letter's bytes
			params[name] = string(v)
		} else {
			params[name] = decodeWords(v)
		}
	}
	for name, p := range pieces {
		params[name] = join(p) // RFC 2231 wins over a plain copy for old programs
	}
	return first, params
}

// cutParameter returns value up to the next semicolon outside quotes, and
// what follows it.
func cutParameter(value []byte) (word, rest []byte) {
	quoted := false
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			return value[:i], value[i+1:]
		}
	}
	if quoted { // never closed: the quote was an ordinary character
		if i := bytes.IndexByte(value, ';'); i >= 0 {
			return value[:i], value[i+1:]
		}
	}
	return value, nil
}

func unquote(v []byte) []byte {
	if len(v) == 0 || v[0] != '"' {
		return v
	}
	out := make([]byte, 0, len(v))
	for i := 1; i < len(v); i++ {
		switch c := v[i]; {
		case c == '"':
			return out
		case c == '\\' && i+1 < len(v) && (v[i+1] == '"' || v[i+1] == '\\'):
			i++
			out = append(out, v[i])
		default: // a lone backslash is part of a Windows path
			out = append(out, c)
		}
	}
	return out
}

// A piece is one of the parts into which RFC 2231 splits a long value.
type piece struct {
	n       int
	encoded bool // its bytes are percent-encoded
	value   []byte
}

// splitName recognises name*, name*0 and name*0*.
func splitName(name string) (string, piece, bool) {
	base, tail, ok := strings.Cut(name, "*")
	if !ok || base == "" {
		return "", piece{}, false
	}
	if tail == "" {
		return base, piece{encoded: true}, true
	}
	digits, encoded := strings.CutSuffix(tail, "*")
	n, err := strconv.Atoi(digits)
	return base, piece{n: n, encoded: encoded}, err == nil && n >= 0
}

func join(pieces []piece) string {
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.n, b.n) })
	charset := ""
	var raw []byte
	for i, p := range pieces {
		if i > 0 && p.n == pieces[i-1].n {
			continue
		}
		v := p.value
		if i == 0 && p.encoded {
			if cs, rest, ok := bytes.Cut(v, []byte("'")); ok {
				if _, text, ok := bytes.Cut(rest, []byte("'")); ok {
					charset, v = string(cs), text
				}
			}
		}
		if p.encoded {
			v = unpercent(v)
		}
		raw = append(raw, v...)
	}
	if charset == "" && bytes.Contains(raw, []byte("=?")) {
		return decodeWords(raw)
	}
	s, _ := decodeCharset(raw, charset)
	return s
}

func unpercent(v []byte) []byte {
	out := make([]byte, 0, len(v))
	for i := 0; i < len(v); i++ {
		if v[i] == '%' && i+2 < len(v) {
			if c, ok := hexByte(v[i+1], v[i+2]); ok {
				out = append(out, c)
				i += 2
				continue
			}
		}
		out = append(out, v[i])
	}
	return out
}

func hexByte(a, b byte) (byte, bool) {
	x, ok1 := hexDigit(a)
	y, ok2 := hexDigit(b)
	return x<<4 | y, ok1 && ok2
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	}
	return 0, false
}
