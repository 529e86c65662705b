package mail

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"congbo/internal/vi"
)

// ParseAddress reads one address as a person types it, with or without a
// name, and reports whether it is one that mail can be sent to.
func ParseAddress(s string) (Address, bool) {
	list, ok := addresses([]byte(s))
	if len(list) != 1 || !ok {
		return Address{}, false
	}
	return list[0], true
}

// addresses reads the addresses of a field. Lists that real programs get
// wrong — names with commas but without quotes, semicolons between, a missing
// bracket — give what is certain. It reports whether everything was used.
func addresses(v []byte) (list []Address, ok bool) {
	ok = true
	name := "" // of items without an address so far
	for _, item := range splitAddresses(v) {
		n, email := readAddress(item)
		switch {
		case email == "" && n == "":
			continue
		case email == "":
			name = strings.TrimPrefix(name+", "+n, ", ")
			continue
		case name != "":
			n = strings.Trim(name+", "+n, ", ")
			name = ""
		}
		if e, valid := cleanEmail(email); valid {
			list = append(list, Address{Name: n, Email: e})
		} else {
			ok = false
		}
	}
	return list, ok && name == ""
}

// splitAddresses cuts a list at its commas and semicolons, leaving out the
// names of groups (RFC 5322 §3.4).
func splitAddresses(v []byte) (items [][]byte) {
	start, depth := 0, 0
	angle, quoted, at := false, false, false
	quotes := countQuotes(v)%2 == 0         // an odd number of them means nothing
	comments := bytes.LastIndexByte(v, ')') // brackets that never close mean nothing
	for i := 0; i < len(v); i++ {
		c := v[i]
		if c == '=' && !angle {
			if _, n := cutWord(v[i:]); n > 0 {
				i += n - 1
				continue
			}
		}
		switch {
		case c == '\\' && (quoted || depth > 0):
			i++
		case c == '"' && quotes && depth == 0:
			quoted = !quoted
		case quoted:
		case c == '(' && i < comments:
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == '<':
			angle = true
		case c == '>':
			angle = false
		case c == '@':
			at = true
		case c == ':' && !angle && !at:
			start = i + 1
		case c == ',' || c == ';':
			items = append(items, v[start:i])
			start, angle, at = i+1, false, false
		}
	}
	return append(items, v[min(start, len(v)):])
}

func countQuotes(v []byte) (n int) {
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '\\':
			i++
		case '"':
			n++
		}
	}
	return n
}

// readAddress splits one item into the sender's name and the raw address.
func readAddress(item []byte) (name, email string) {
	item = bytes.TrimSpace(item)
	if i := bytes.LastIndexByte(item, '<'); i >= 0 {
		addr := item[i+1:]
		if j := bytes.IndexByte(addr, '>'); j >= 0 {
			addr = addr[:j]
		}
		if j := bytes.LastIndexByte(addr, ':'); j >= 0 && bytes.HasPrefix(addr, []byte("@")) {
			addr = addr[j+1:] // a route of the time before DNS
		}
		addr, _ = cutComment(addr)
		return displayName(item[:i]), string(addr)
	}
	rest, comment := cutComment(item)
	if bytes.IndexByte(rest, '@') >= 0 {
		// "Nguyễn Văn A a@example.vn": the brackets were forgotten.
		if i := bytes.LastIndexAny(rest, " \t"); i >= 0 && bytes.IndexByte(rest[:i], '@') < 0 && len(bytes.TrimSpace(rest[:i])) > 0 {
			return displayName(rest[:i]), string(bytes.Trim(rest[i:], " \t\"'[]"))
		}
		return displayName(comment), string(bytes.Trim(rest, ` "'`))
	}
	return displayName(rest), ""
}

// cutComment takes the comments out of an item and returns the last one too.
func cutComment(item []byte) (rest, comment []byte) {
	for {
		i := bytes.IndexByte(item, '(')
		if i < 0 {
			return append(rest, item...), comment
		}
		j := bytes.IndexByte(item[i:], ')')
		if j < 0 {
			return append(rest, item...), comment
		}
		rest = append(rest, item[:i]...)
		comment, item = item[i+1:i+j], item[i+j+1:]
	}
}

// displayName reads the name in front of an address. It is what the sender
// claims: shown, never trusted.
func displayName(v []byte) string {
	v = bytes.TrimSpace(v)
	if bytes.IndexByte(v, '\\') >= 0 {
		out := make([]byte, 0, len(v))
		for i := 0; i < len(v); i++ {
			if v[i] == '\\' && i+1 < len(v) {
				i++
			}
			out = append(out, v[i])
		}
		v = out
	}
	return strings.Trim(vi.ReadLine(decodeWords(v)), ` "'`)
}

// cleanEmail returns an address as it may be stored and compared: in NFC, the
// domain in lower case. It reports whether mail can be sent there at all.
func cleanEmail(s string) (string, bool) {
	s = strings.Trim(strings.TrimSpace(vi.Clean(s)), ` "'`) // programs put one in quotation marks
	i := strings.LastIndexByte(s, '@')
	if i < 1 || i > 64 || len(s) > 254 {
		return "", false
	}
	local, domain := s[:i], strings.ToLower(strings.TrimSuffix(s[i+1:], "."))
	if domain == "" || strings.HasPrefix(domain, ".") || strings.Contains(domain, "..") {
		return "", false
	}
	bad := func(r rune) bool {
		return r <= ' ' || r == 0x7f || r == utf8.RuneError || strings.ContainsRune(`()<>@,;:\"`, r) || unicode.IsSpace(r)
	}
	if strings.ContainsFunc(local, bad) || strings.ContainsFunc(strings.Trim(domain, "[]"), bad) || strings.Contains(domain, "'") {
		return "", false
	}
	return local + "@" + domain, true
}

// messageID returns the first identifier in angle brackets, without them, or
// an empty string where there is none of a usable form.
func messageID(v []byte) string {
	ids := messageIDs(v)
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

const (
	maxID         = 500 // bytes of an identifier; longer ones are not worth keeping
	maxReferences = 100
)

// messageIDs returns the identifiers of a field. Of too many the first, which
// began the conversation, and the latest are kept.
func messageIDs(v []byte) (ids []string) {
	if bytes.IndexByte(v, '<') < 0 {
		for w := range bytes.FieldsSeq(v) {
			if bytes.IndexByte(w, '@') > 0 {
				ids = addID(ids, w)
			}
		}
	}
	for {
		_, rest, ok := bytes.Cut(v, []byte("<"))
		id, after, closed := bytes.Cut(rest, []byte(">"))
		if !ok || !closed {
			break
		}
		v = after
		ids = addID(ids, id)
	}
	if n := len(ids); n > maxReferences {
		ids = append(ids[:1], ids[n-maxReferences+1:]...)
	}
	return ids
}

func addID(ids []string, id []byte) []string {
	s := strings.Join(strings.Fields(string(id)), "") // folded in the middle
	if usableID(s) {
		ids = append(ids, s)
	}
	return ids
}

// usableID reports whether s can be an identifier of ours to send and to
// store: printable ASCII without brackets.
func usableID(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || c == '<' || c == '>' {
			return false
		}
	}
	return s != "" && len(s) <= maxID
}
