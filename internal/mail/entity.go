package mail

import (
	"bytes"
	"strings"

	"congbo/internal/fault"
)

// An entity is a letter or a part of one: a header, and either parts or a
// body. Its bytes are slices of the raw letter.
type entity struct {
	header []field
	media  string // type/subtype in lower case, never empty
	params map[string]string
	body   []byte // still encoded for transfer; of a multipart, all of it
	parts  []*entity

	broken   bool // lines of the header that are no fields
	unclosed bool // a multipart without its last boundary
	orphan   bool // a multipart without any boundary: its body is text
}

// scan finds the structure of a raw letter and enforces the budgets on the
// way. It walks the lines once, with a stack of the multiparts that are open:
// a boundary of any of them ends all that are open within it, so that a
// letter whose multiparts are never closed costs no more than another.
func scan(raw []byte) (*entity, error) {
	if len(raw) > MaxSize {
		return nil, tooLarge("mail.too_large", MaxSize>>20)
	}
	s := &scanner{raw: letterStart(raw)}
	root := &entity{}
	if err := s.begin(root, "text/plain"); err != nil {
		return nil, err
	}
	if len(root.header) == 0 {
		return nil, fault.New(fault.Invalid, "mail.unreadable")
	}
	if countAddresses(root.header) > maxAddresses {
		return nil, tooLarge("mail.too_many_addresses", maxAddresses)
	}
	for s.pos < len(s.raw) {
		start := s.pos
		line := s.next()
		level, last := s.boundary(line)
		if level < 0 {
			continue
		}
		s.end(start)
		for len(s.stack) > level+1 {
			s.pop(start).unclosed = true
		}
		if last {
			s.pop(start)
			continue
		}
		parent := s.stack[level].of
		part := &entity{}
		parent.parts = append(parent.parts, part)
		media := "text/plain"
		if parent.media == "multipart/digest" {
			media = "message/rfc822"
		}
		if err := s.begin(part, media); err != nil {
			return nil, err
		}
	}
	s.end(len(s.raw))
	for len(s.stack) > 0 {
		s.pop(len(s.raw)).unclosed = true
	}
	return root, nil
}

// letterStart returns raw from its first field on, with lines that end in
// LF. Files of old Macs end lines in CR alone, exported mailboxes put a line
// "From …" before each letter, editors a byte order mark.
func letterStart(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(raw, '\n') < 0 && bytes.IndexByte(raw, '\r') >= 0 {
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	}
	raw = bytes.TrimLeft(raw, " \t\r\n")
	for bytes.HasPrefix(raw, []byte("From ")) || bytes.HasPrefix(raw, []byte(">From ")) {
		_, raw, _ = bytes.Cut(raw, []byte("\n"))
	}
	return raw
}

type scanner struct {
	raw   []byte
	pos   int     // where the next line starts
	leaf  *entity // the part whose body is being passed, if any
	body  int     // where that body starts
	stack []open
	parts int
}

// open is a multipart whose last boundary has not come.
type open struct {
	of       *entity
	body     int // where its body starts
	boundary []byte
}

// next returns the next line without its end and moves behind it.
func (s *scanner) next() []byte {
	line := s.raw[s.pos:]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
		s.pos++
	}
	s.pos += len(line)
	return bytes.TrimSuffix(line, []byte("\r"))
}

// boundary reports which open multipart the line divides, innermost first,
// and whether it is the last boundary of it; -1 if none.
func (s *scanner) boundary(line []byte) (level int, last bool) {
	if len(s.stack) == 0 || !bytes.HasPrefix(line, []byte("--")) {
		return -1, false
	}
	line = bytes.TrimRight(line[2:], " \t")
	for level := len(s.stack) - 1; level >= 0; level-- {
		rest, ok := bytes.CutPrefix(line, s.stack[level].boundary)
		if ok && (len(rest) == 0 || string(rest) == "--") {
			return level, len(rest) > 0
		}
	}
	return -1, false
}

// end closes the body of the current leaf before the line at offset at. The
// line end in front of a boundary belongs to the boundary.
func (s *scanner) end(at int) {
	if s.leaf != nil {
		s.leaf.body = s.slice(s.body, at)
		s.leaf = nil
	}
}

func (s *scanner) slice(from, to int) []byte {
	b := s.raw[min(from, to):to]
	if to < len(s.raw) {
		b = bytes.TrimSuffix(b, []byte("\n"))
		b = bytes.TrimSuffix(b, []byte("\r"))
	}
	return b
}

// pop closes the innermost open multipart before offset at.
func (s *scanner) pop(at int) *entity {
	top := s.stack[len(s.stack)-1]
	s.stack = s.stack[:len(s.stack)-1]
	top.of.body = s.slice(top.body, at)
	top.of.orphan = len(top.of.parts) == 0
	return top.of
}

// begin reads the header of e, which starts at the next line, and opens e as
// a multipart or as a leaf. Without a Content-Type e is of the given media
// type.
func (s *scanner) begin(e *entity, media string) error {
	if s.parts++; s.parts > maxParts {
		return tooLarge("mail.too_many_parts", maxParts)
	}
	if err := s.readHeader(e); err != nil {
		return err
	}
	e.media = media
	if v := get(e.header, "Content-Type"); len(v) > 0 {
		e.media, e.params = mediaType(v)
	}
	if boundary := strings.TrimRight(e.params["boundary"], " \t"); boundary != "" && strings.HasPrefix(e.media, "multipart/") {
		if len(s.stack) >= maxDepth {
			return tooLarge("mail.too_deep", maxDepth)
		}
		s.stack = append(s.stack, open{e, s.pos, []byte(boundary)})
		return nil
	}
	e.orphan = strings.HasPrefix(e.media, "multipart/")
	s.leaf, s.body = e, s.pos
	return nil
}
