package content

import (
	"strings"
)

// An option is an entry of {…} in the light markup: key="value", key=value,
// or a key alone.
type option struct {
	key, value string
	bare       bool // a key alone
}

// readOptions reads {…} at the start of s and returns its entries and its
// length, or ok false where it is none.
func readOptions(s string) (list []option, n int, ok bool) {
	if !strings.HasPrefix(s, "{") {
		return nil, 0, false
	}
	i := 1
	for i < len(s) {
		switch {
		case s[i] == '}':
			return list, i + 1, len(list) > 0
		case s[i] == ' ':
			i++
			continue
		}
		start := i
		for i < len(s) && wordByte(s[i]) {
			i++
		}
		o := option{key: s[start:i], bare: true}
		if o.key == "" || len(list) >= 20 {
			return nil, 0, false
		}
		if i < len(s) && s[i] == '=' {
			o.bare = false
			i++
			if i < len(s) && s[i] == '"' {
				value, n, ok := readQuoted(s[i:])
				if !ok {
					return nil, 0, false
				}
				o.value, i = value, i+n
			} else {
				start = i
				for i < len(s) && wordByte(s[i]) {
					i++
				}
				if o.value = s[start:i]; o.value == "" {
					return nil, 0, false
				}
			}
		}
		if i >= len(s) || s[i] != ' ' && s[i] != '}' {
			return nil, 0, false
		}
		list = append(list, o)
	}
	return nil, 0, false
}

func wordByte(c byte) bool {
	return c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// readQuoted reads a text in double quotes at the start of s, within a line.
func readQuoted(s string) (value string, n int, ok bool) {
	for i := 1; i < len(s) && s[i] != '\n'; i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && escapable(s[i+1]):
			i++
		case s[i] == '"':
			return unescape(s[1:i]), i + 1, true
		}
	}
	return "", 0, false
}

// quoted writes a value in double quotes.
func quoted(s string) string { return `"` + escapeChars(s, `\"|`) + `"` }

// escapable reports whether a backslash before c takes its meaning away: any
// ASCII punctuation.
func escapable(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}

// unescape takes the backslashes from escaped characters.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && escapable(s[i+1]) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// escapeChars puts a backslash before each of the characters in chars.
func escapeChars(s, chars string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(chars, s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// readDest reads (address "title") at the start of s, within a line. An
// address may hold balanced parentheses; brackets in it are escaped.
func readDest(s string) (dest, title string, n int, ok bool) {
	depth := 0
	i := 1
scan:
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && escapable(s[i+1]):
			i++
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ')' || c == ' ':
			break scan
		case c == '\n' || c == '[' || c == ']' || i > 3*maxHref:
			return "", "", 0, false
		}
	}
	dest = unescape(s[1:min(i, len(s))])
	if i < len(s) && s[i] == ' ' {
		for i < len(s) && s[i] == ' ' {
			i++
		}
		if i >= len(s) || s[i] != '"' {
			return "", "", 0, false
		}
		value, n, ok := readQuoted(s[i:])
		if !ok {
			return "", "", 0, false
		}
		title, i = value, i+n
	}
	if i >= len(s) || s[i] != ')' || dest == "" {
		return "", "", 0, false
	}
	return dest, title, i + 1, true
}

// writeDest writes (address "title").
func writeDest(dest, title string) string {
	s := "(" + escapeChars(dest, `\()[]|`)
	if title != "" {
		s += " " + quoted(title)
	}
	return s + ")"
}
