package mail

import (
	"bytes"
	"strings"

	"congbo/internal/vi"
)

// A field is a header field as it stands in the raw letter, unfolded.
type field struct {
	name  string
	value []byte
}

// get returns the value of the first field of that name, or nil.
func get(h []field, name string) []byte {
	for _, f := range h {
		if equalFold(f.name, name) {
			return f.value
		}
	}
	return nil
}

// text returns the value of a field as people read it: one clean line.
func (f field) text() string { return vi.ReadLine(decodeWords(f.value)) }

// readHeader reads the header block of e up to and including the empty line
// that ends it, or up to a boundary.
//
// A line that is no field and continues none breaks the header. Where known
// fields follow, a careless program has folded a field without indenting it,
// and the line continues that field; else the empty line is missing, and the
// body begins with it.
func (s *scanner) readHeader(e *entity) error {
	start, known := s.pos, unknown
	var name string
	var value []byte
	folded := false // value is a copy of several lines
	add := func() {
		if name != "" {
			e.header = append(e.header, field{name, bytes.TrimSpace(value)})
		}
		name, value, folded = "", nil, false
	}
	unfold := func(line []byte) {
		if !folded { // what is a slice of the letter must not grow into it
			value, folded = bytes.Clone(value), true
		}
		value = append(append(value, ' '), bytes.TrimLeft(line, " \t")...)
	}
	defer add()
	for s.pos < len(s.raw) {
		at := s.pos
		line := s.next()
		if len(line) == 0 {
			break
		}
		if level, _ := s.boundary(line); level >= 0 {
			s.pos = at
			break
		}
		if s.pos-start > maxHeader {
			return tooLarge("mail.header_too_large", maxHeader>>10)
		}
		switch n, v, ok := cutField(line); {
		case line[0] == ' ' || line[0] == '\t':
			unfold(line)
		case ok:
			add()
			name, value = n, v
		default:
			if known == unknown {
				known = s.lastKnownField(at, start+maxHeader)
			}
			e.broken = true
			if at > known {
				s.pos = at
				return nil
			}
			unfold(line)
		}
		if len(value) > maxField {
			return tooLarge("mail.field_too_large", maxField>>10)
		}
	}
	return nil
}

const unknown = -2 // an offset that has not been looked for

// cutField splits a line into the name and the value of a field. A name is
// printable ASCII; blanks in front of the colon are forgiven.
func cutField(line []byte) (name string, value []byte, ok bool) {
	n, v, ok := bytes.Cut(line, []byte(":"))
	n = bytes.TrimRight(n, " \t")
	if !ok || len(n) == 0 || len(n) > 200 {
		return "", nil, false
	}
	for _, c := range n {
		if c <= ' ' || c > '~' {
			return "", nil, false
		}
	}
	return string(n), v, true
}

// lastKnownField returns the offset of the last line, from offset at to the
// end of the block, that starts a field every mail program knows; -1 if none.
func (s *scanner) lastKnownField(at, limit int) int {
	defer func(pos int) { s.pos = pos }(s.pos)
	last := -1
	for s.pos = at; s.pos < min(limit, len(s.raw)); {
		start := s.pos
		line := s.next()
		if len(line) == 0 {
			break
		}
		if level, _ := s.boundary(line); level >= 0 {
			break
		}
		if name, _, ok := cutField(line); ok && knownField(name) {
			last = start
		}
	}
	return last
}

func knownField(name string) bool {
	n := strings.ToLower(name)
	switch n {
	case "from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id", "in-reply-to",
		"references", "mime-version", "return-path", "received", "delivered-to", "dkim-signature",
		"authentication-results", "auto-submitted", "precedence", "list-id", "list-unsubscribe":
		return true
	}
	return strings.HasPrefix(n, "content-") || strings.HasPrefix(n, "x-")
}
