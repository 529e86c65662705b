package content

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Canonical returns the one JSON form of a body that ParseBody or NewBody
// made: keys sorted, no white space, no ids, strings and whole numbers as
// RFC 8785 writes them. Two bodies say the same exactly when these bytes are
// equal, and ParseBody reads them.
func Canonical(b Body) []byte {
	b = b.orEmpty()
	return appendValue(nil, map[string]any{"version": b.Version, "doc": b.Doc})
}

// appendValue appends v in canonical form.
func appendValue(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		return strconv.AppendBool(dst, v)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case string:
		return appendString(dst, v)
	case []string:
		return appendList(dst, v, appendString)
	case []any:
		return appendList(dst, v, appendValue)
	case map[string]any:
		return appendMap(dst, v, appendValue)
	case Node:
		return appendNode(dst, v)
	case Math:
		return appendMath(dst, v)
	}
	panic(fmt.Sprintf("content: %T has no canonical form", v))
}

func appendNode(dst []byte, n Node) []byte {
	return appendObject(dst, []field{
		{"attrs", len(n.Attrs) > 0 && !(len(n.Attrs) == 1 && n.Attrs["id"] != nil), func(dst []byte) []byte {
			return appendMap(dst, n.Attrs, appendValue, "id")
		}},
		{"content", len(n.Content) > 0, func(dst []byte) []byte { return appendList(dst, n.Content, appendNode) }},
		{"marks", len(n.Marks) > 0, func(dst []byte) []byte { return appendList(dst, n.Marks, appendMark) }},
		{"text", n.Text != "", func(dst []byte) []byte { return appendString(dst, n.Text) }},
		{"type", true, func(dst []byte) []byte { return appendString(dst, n.Type) }},
	})
}

func appendMark(dst []byte, m Mark) []byte {
	return appendObject(dst, []field{
		{"attrs", len(m.Attrs) > 0, func(dst []byte) []byte { return appendMap(dst, m.Attrs, appendValue) }},
		{"type", true, func(dst []byte) []byte { return appendString(dst, m.Type) }},
	})
}

func appendMath(dst []byte, m Math) []byte {
	return appendObject(dst, []field{
		{"attrs", len(m.Attrs) > 0, func(dst []byte) []byte { return appendMap(dst, m.Attrs, appendString) }},
		{"children", len(m.Children) > 0, func(dst []byte) []byte { return appendList(dst, m.Children, appendMath) }},
		{"tag", true, func(dst []byte) []byte { return appendString(dst, m.Tag) }},
		{"text", m.Text != "", func(dst []byte) []byte { return appendString(dst, m.Text) }},
	})
}

// A field is a member of an object whose keys are known; fields are given in
// the order of their keys.
type field struct {
	key     string
	present bool
	value   func([]byte) []byte
}

func appendObject(dst []byte, fields []field) []byte {
	dst = append(dst, '{')
	first := true
	for _, f := range fields {
		if !f.present {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(appendString(dst, f.key), ':')
		dst = f.value(dst)
	}
	return append(dst, '}')
}

// appendMap appends m without the keys in but.
func appendMap[V any](dst []byte, m map[string]V, value func([]byte, V) []byte, but ...string) []byte {
	dst = append(dst, '{')
	first := true
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if slices.Contains(but, k) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(appendString(dst, k), ':')
		dst = value(dst, m[k])
	}
	return append(dst, '}')
}

func appendList[V any](dst []byte, list []V, value func([]byte, V) []byte) []byte {
	dst = append(dst, '[')
	for i, v := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = value(dst, v)
	}
	return append(dst, ']')
}

// appendString appends s as RFC 8785 writes strings. What is no UTF-8 becomes
// U+FFFD, as in every JSON reader.
func appendString(dst []byte, s string) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\b':
			dst = append(dst, `\b`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\f':
			dst = append(dst, `\f`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case r < ' ':
			dst = append(dst, `\u00`...)
			dst = append(dst, digits[r>>4], digits[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
