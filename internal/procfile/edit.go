package procfile

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"congbo/internal/fault"
	"congbo/internal/locale"
)

// An Edit changes one value of a procedure file. Its Path names keys, and of a
// list the id of an item or, where items have none, its number from 0:
// steps, review, within. The Value is a string, a bool, an int, a []string, a
// locale.Text or a Raw; nil takes the key out.
type Edit struct {
	Path  []string
	Value any
}

// Raw is a value as it is to stand in the file, on one line.
type Raw string

// Change makes edits to a procedure file and leaves everything else as it
// stands: comments, order, quotes and spaces (R-M8). The file may have mistakes,
// but it must be YAML. The failures are fault.Invalid.
func Change(text []byte, edits ...Edit) ([]byte, error) {
	for _, e := range edits {
		if t, ok := e.Value.(locale.Text); ok {
			parts, err := textEdits(text, e.Path, t)
			if err != nil {
				return nil, err
			}
			if text, err = Change(text, parts...); err != nil {
				return nil, err
			}
			continue
		}
		next, err := change(text, e)
		if err != nil {
			return nil, err
		}
		text = next
	}
	return text, nil
}

// textEdits changes a text in both languages where it stands as one, and
// replaces it where it does not.
func textEdits(text []byte, path []string, t locale.Text) ([]Edit, error) {
	if t == (locale.Text{}) {
		return []Edit{{path, nil}}, nil
	}
	root, err := tree(text)
	if err != nil {
		return nil, err
	}
	at := find(root, path)
	if at.value == nil || at.value.Kind != yaml.MappingNode {
		return []Edit{{path, Raw(inline(t))}}, nil
	}
	var list []Edit
	for _, part := range []struct{ key, value string }{{"vi", t.VI}, {"en", t.EN}} {
		if now := find(root, append(slices.Clone(path), part.key)); now.value == nil || now.value.Value != part.value {
			list = append(list, Edit{append(slices.Clone(path), part.key), part.value})
		}
	}
	return list, nil
}

// tree reads a file as YAML.
func tree(text []byte) (*yaml.Node, error) {
	doc, mistakes := load(text)
	if len(mistakes) > 0 {
		return nil, fault.New(fault.Invalid, "procfile.no_form", mistakes[0].Line)
	}
	if doc == nil || doc.Kind != yaml.MappingNode {
		return nil, fault.New(fault.Invalid, "procfile.no_form", 1)
	}
	return doc, nil
}

// A spot is where a value stands: in which mapping, under which key.
type spot struct {
	in, key, value *yaml.Node
	left           []string // of the path, where it ends before
}

// find follows a path as far as it leads.
func find(root *yaml.Node, path []string) spot {
	s := spot{value: root, left: path}
	for len(s.left) > 0 && s.value != nil {
		name, n := s.left[0], s.value
		switch n.Kind {
		case yaml.MappingNode:
			i := slices.IndexFunc(keys(n), func(k *yaml.Node) bool { return k.Value == name })
			s.in = n
			if i < 0 {
				s.key, s.value = nil, nil
				return s
			}
			s.key, s.value = n.Content[2*i], n.Content[2*i+1]
		case yaml.SequenceNode:
			i := position(n, name)
			if i < 0 {
				s.in, s.key, s.value = nil, nil, nil
				return s
			}
			s.in, s.key, s.value = nil, nil, n.Content[i]
		default:
			s.in, s.key, s.value = nil, nil, nil
			return s
		}
		s.left = s.left[1:]
	}
	return s
}

func keys(n *yaml.Node) []*yaml.Node {
	var list []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		list = append(list, n.Content[i])
	}
	return list
}

// change makes one edit, and looks whether it came out as it was meant.
func change(text []byte, e Edit) ([]byte, error) {
	if e.Value != nil {
		var err error
		if text, err = expand(text, e.Path); err != nil {
			return nil, err
		}
	}
	root, err := tree(text)
	if err != nil {
		return nil, err
	}
	s := find(root, e.Path)
	no := noPlace(e.Path)
	switch {
	case s.in == nil && e.Value == nil && len(s.left) > 0: // what it would stand in is not there
		return text, nil
	case s.in == nil:
		return nil, no
	case s.value == nil && e.Value == nil:
		return text, nil
	}
	value := inline(e.Value)
	for i := len(s.left) - 1; i > 0; i-- { // what leads there is missing, too
		value = "{" + scalar(s.left[i]) + ": " + value + "}"
	}
	src := newSource(text)
	var out []byte
	switch {
	case e.Value == nil:
		out = src.remove(s)
	case s.value == nil:
		out = src.insert(s.in, s.left[0], value)
	default:
		out = src.replace(s, value)
	}
	if out == nil || !came(out, e) {
		return nil, no
	}
	return out, nil
}

// came reports whether the file now has the value of an edit.
func came(text []byte, e Edit) bool {
	root, err := tree(text)
	if err != nil {
		return false
	}
	path := e.Path
	if id, ok := e.Value.(string); ok && len(path) > 1 && path[len(path)-1] == "id" { // by which the item is found from now on
		path = slices.Clone(path)
		path[len(path)-2] = id
	}
	now := find(root, path).value
	if e.Value == nil || now == nil {
		return e.Value == nil && now == nil
	}
	var want yaml.Node
	if yaml.Unmarshal([]byte(inline(e.Value)), &want) != nil || len(want.Content) == 0 {
		return false
	}
	return equal(now, want.Content[0])
}

func equal(a, b *yaml.Node) bool {
	return a.Kind == b.Kind && a.Value == b.Value && slices.EqualFunc(a.Content, b.Content, equal)
}

// inline writes a value on one line.
func inline(v any) string {
	switch v := v.(type) {
	case string:
		return scalar(v)
	case Raw:
		return string(v)
	case locale.Text:
		return "{vi: " + scalar(v.VI) + ", en: " + scalar(v.EN) + "}"
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case []string:
		list := make([]string, len(v))
		for i, s := range v {
			list[i] = scalar(s)
		}
		return "[" + strings.Join(list, ", ") + "]"
	}
	return ""
}

// scalar writes a text as it may stand anywhere, within brackets too: without
// quotes where it needs none.
func scalar(s string) string {
	var n yaml.Node
	plain := s != "" && !strings.ContainsAny(s, ",[]{}:#&*!|>'\"%@`\\\n\t") && strings.TrimSpace(s) == s && !strings.HasPrefix(s, "-") && !strings.HasPrefix(s, "?") &&
		yaml.Unmarshal([]byte(s), &n) == nil && len(n.Content) == 1 && n.Content[0].Kind == yaml.ScalarNode && n.Content[0].Tag == "!!str" && n.Content[0].Value == s
	if plain || shortValue(s) {
		return s
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return `""`
	}
	return strings.TrimSpace(b.String())
}

// shortValue reports whether s is a number or date, which the reader takes as
// text wherever it wants one.
func shortValue(s string) bool {
	return s != "" && strings.Trim(s, "0123456789-") == "" && s[0] != '-' && s[len(s)-1] != '-'
}
