package mail

import "strings"

// Vouches reports whether the mail server that calls itself id, as its field
// Authentication-Results names it (RFC 8601), found that the domain of the
// author's address stands for the letter: by DMARC, or by a DKIM signature of
// that domain or of one above it. Anybody can write such a field, so that
// server must have taken out those that came in under its name, and every
// letter must have come through it. An id that is empty vouches for nothing.
func (m *Message) Vouches(id string) bool {
	_, domain, ok := strings.Cut(strings.ToLower(m.From.Email), "@")
	if id == "" || !ok || !m.OneAuthor {
		return false
	}
	for _, f := range m.Header {
		if !equalFold(f.Name, "Authentication-Results") {
			continue
		}
		results, ok := authResults(f.Value)
		if !ok || len(results) == 0 || len(results[0]) == 0 || !strings.EqualFold(results[0][0], id) {
			continue
		}
		for _, r := range results[1:] { // of its fields the topmost is the last it wrote
			if vouched(r, domain) {
				return true
			}
		}
		return false
	}
	return false
}

// vouched reports whether one result, in words, is a pass for the domain.
func vouched(words []string, domain string) bool {
	if len(words) == 0 {
		return false
	}
	property := func(name string) string {
		value := ""
		for _, w := range words[1:] {
			if k, v, ok := strings.Cut(w, "="); ok && strings.EqualFold(k, name) {
				if value != "" {
					return "" // said twice: not to be believed
				}
				value = strings.ToLower(v)
			}
		}
		return value
	}
	switch strings.ToLower(words[0]) {
	case "dmarc=pass":
		return property("header.from") == domain
	case "dkim=pass":
		d := property("header.d")
		return strings.Contains(d, ".") && (d == domain || strings.HasSuffix(domain, "."+d))
	}
	return false
}

// authResults parts the value of a field Authentication-Results into its
// results and those into words, without comments; a quoted string is one word
// or part of one. It reports false where a quote or comment does not end.
func authResults(s string) (results [][]string, ok bool) {
	var words []string
	var word strings.Builder
	depth, quoted := 0, false
	endWord := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && (quoted || depth > 0):
			if i++; i < len(s) && depth == 0 {
				word.WriteByte(s[i])
			}
		case quoted:
			if c == '"' {
				quoted = false
			} else {
				word.WriteByte(c)
			}
		case c == '(':
			endWord()
			depth++
		case depth > 0:
			if c == ')' {
				depth--
			}
		case c == '"':
			quoted = true
		case c == ';':
			endWord()
			results, words = append(results, words), nil
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			endWord()
		default:
			word.WriteByte(c)
		}
	}
	endWord()
	return append(results, words), depth == 0 && !quoted
}
