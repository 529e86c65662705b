package procfile

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"congbo/internal/fault"
	"congbo/internal/vi"
)

// An Item is what is added to a list: keys with values as those of an [Edit], in
// the order in which they are to stand.
type Item []Pair

// A Pair is a key of an item.
type Pair struct {
	Key   string
	Value any
}

func (it Item) inline() string {
	parts := make([]string, len(it))
	for i, p := range it {
		parts[i] = scalar(p.Key) + ": " + inline(p.Value)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// lines writes an item as those of a list of lines, whose dashes stand so far in.
func (it Item) lines(in int) string {
	var b strings.Builder
	for i, p := range it {
		b.WriteString(strings.Repeat(" ", in))
		b.WriteString(map[bool]string{true: "- ", false: "  "}[i == 0])
		b.WriteString(scalar(p.Key) + ": " + inline(p.Value) + "\n")
	}
	return b.String()
}

// Prune takes the mappings at some paths out where nothing stands in them.
func Prune(text []byte, paths ...[]string) ([]byte, error) {
	for _, path := range paths {
		root, err := tree(text)
		if err != nil {
			return nil, err
		}
		at := find(root, path)
		if n := at.value; n == nil || len(at.left) > 0 || n.Kind != yaml.MappingNode && !missing(n) || len(n.Content) > 0 {
			continue
		}
		if text, err = Change(text, Edit{Path: path}); err != nil {
			return nil, err
		}
	}
	return text, nil
}

// Add puts an item into the list at a path, behind the one named, or at the end
// for "". A list that is not there yet is begun.
func Add(text []byte, path []string, behind string, it Item) ([]byte, error) {
	text, err := expand(ended(text), append(slices.Clone(path), "0"))
	if err != nil {
		return nil, err
	}
	root, err := tree(text)
	if err != nil {
		return nil, err
	}
	seq := find(root, path).value
	if seq == nil || seq.Kind != yaml.SequenceNode || len(seq.Content) == 0 {
		return Change(text, Edit{Path: path, Value: Raw("[" + it.inline() + "]")})
	}
	at := len(seq.Content) - 1
	if behind != "" {
		if at = position(seq, behind); at < 0 {
			return nil, noPlace(append(slices.Clone(path), behind))
		}
	}
	src := newSource(text)
	var out []byte
	if flowStyle(seq) {
		i := src.end(seq.Content[at], nil)
		out = src.splice(i, i, ", "+it.inline())
	} else if pieces := src.pieces(seq); pieces != nil {
		lines := it.lines(pieces[at].in)
		if len(pieces) > 1 && bytes.Contains(text[pieces[0].to:pieces[1].from], []byte("\n")) {
			lines = "\n" + lines
		}
		out = src.splice(pieces[at].to, pieces[at].to, lines)
	}
	var added yaml.Node
	if yaml.Unmarshal([]byte(it.inline()), &added) != nil {
		return nil, noPlace(path)
	}
	seq.Content = slices.Insert(seq.Content, at+1, added.Content[0])
	return meant(out, root, path)
}

// Remove takes an item out of its list, with the remarks above it and in it. A
// list that has no other is taken out as a whole.
func Remove(text []byte, path []string) ([]byte, error) {
	text = ended(text)
	root, seq, at, err := itemAt(text, path)
	if err != nil {
		return nil, err
	}
	if len(seq.Content) == 1 {
		return Change(text, Edit{Path: path[:len(path)-1]})
	}
	src := newSource(text)
	var out []byte
	if flowStyle(seq) {
		if at > 0 {
			out = src.splice(src.end(seq.Content[at-1], nil), src.end(seq.Content[at], nil), "")
		} else {
			out = src.splice(src.at(seq.Content[0]), src.at(seq.Content[1]), "")
		}
	} else if pieces := src.pieces(seq); pieces != nil {
		from, to := pieces[at].from, pieces[at].to
		switch { // one of the blank lines around it goes with it
		case at > 0 && blank(text[pieces[at-1].to:from]):
			from = pieces[at-1].to
		case at == 0 && blank(text[to:pieces[1].from]):
			to = pieces[1].from
		}
		out = src.splice(from, to, "")
	}
	seq.Content = slices.Delete(seq.Content, at, at+1)
	return meant(out, root, path)
}

// Shift moves an item of a list by one place: up for -1, down for 1. At the end
// of the list it stays.
func Shift(text []byte, path []string, by int) ([]byte, error) {
	text = ended(text)
	root, seq, at, err := itemAt(text, path)
	if err != nil {
		return nil, err
	}
	first, second := min(at, at+by), max(at, at+by)
	if first < 0 || second >= len(seq.Content) || second-first != 1 {
		return text, nil
	}
	src := newSource(text)
	swap := func(a, b piece) []byte {
		if a.from < 0 || a.to < a.from || b.from < a.to || b.to < b.from {
			return nil
		}
		return slices.Concat(text[:a.from], text[b.from:b.to], text[a.to:b.from], text[a.from:a.to], text[b.to:])
	}
	var out []byte
	if flowStyle(seq) {
		span := func(n *yaml.Node) piece { return piece{from: src.at(n), to: src.end(n, nil)} }
		out = swap(span(seq.Content[first]), span(seq.Content[second]))
	} else if pieces := src.pieces(seq); pieces != nil {
		out = swap(pieces[first], pieces[second])
	}
	seq.Content[first], seq.Content[second] = seq.Content[second], seq.Content[first]
	return meant(out, root, path)
}

// Rename gives a step (steps, ID) or a move (steps, ID, moves, ID) another id,
// wherever the file names it.
func Rename(text []byte, path []string, to string) ([]byte, error) {
	root, _, _, err := itemAt(text, path)
	if err != nil {
		return nil, err
	}
	old := path[len(path)-1]
	steps := find(root, []string{"steps"}).value
	edits := []Edit{{Path: append(slices.Clone(path), "id"), Value: to}}
	named := func(way ...string) {
		if v := find(root, way).value; v != nil && v.Kind == yaml.ScalarNode && v.Value == old {
			edits = append(edits, Edit{Path: way, Value: to})
		}
	}
	switch len(path) {
	case 2:
		// The step is found by its number while its id changes.
		edits = nil
		for i, s := range steps.Content {
			step := strconv.Itoa(i)
			named("steps", step, "id")
			named("steps", step, "skip", "to")
			if moves := find(s, []string{"moves"}).value; moves != nil && moves.Kind == yaml.SequenceNode {
				for j := range moves.Content {
					named("steps", step, "moves", strconv.Itoa(j), "to")
				}
			}
		}
	case 4:
		named(path[0], path[1], "silence", "move")
	}
	return Change(text, edits...)
}

// Free is an id that an item of the list at a path does not have, made of what
// the item is called.
func Free(text []byte, path []string, title string) string {
	id := strings.Trim(vi.Slug(title, 40), "-")
	if id == "" || id[0] >= '0' && id[0] <= '9' {
		id = strings.TrimSuffix("muc-"+id, "-")
	}
	root, err := tree(text)
	if err != nil {
		return id
	}
	list := find(root, path).value
	for n := 1; ; n++ {
		try := id
		if n > 1 {
			try += "-" + strconv.Itoa(n)
		}
		if list == nil || list.Kind != yaml.SequenceNode || !slices.ContainsFunc(list.Content, func(c *yaml.Node) bool {
			v := find(c, []string{"id"}).value
			return v != nil && v.Value == try
		}) {
			return try
		}
	}
}

func itemAt(text []byte, path []string) (root, seq *yaml.Node, at int, err error) {
	if root, err = tree(text); err != nil {
		return nil, nil, 0, err
	}
	at = -1
	if len(path) > 1 {
		if seq = find(root, path[:len(path)-1]).value; seq != nil && seq.Kind == yaml.SequenceNode {
			at = position(seq, path[len(path)-1])
		}
	}
	if at < 0 {
		return nil, nil, 0, noPlace(path)
	}
	return root, seq, at, nil
}

// position is that of the item of a list with an id, or with a number where no
// item has it for an id; -1 for none.
func position(n *yaml.Node, name string) int {
	i := slices.IndexFunc(n.Content, func(c *yaml.Node) bool {
		id := find(c, []string{"id"}).value
		return c.Kind == yaml.MappingNode && id != nil && id.Value == name
	})
	if k, err := strconv.Atoi(name); i < 0 && err == nil && k >= 0 && k < len(n.Content) {
		return k
	}
	return i
}

func noPlace(path []string) error {
	return fault.New(fault.Invalid, "procfile.no_place", strings.Join(path, " › "))
}

// meant returns a text that was spliced if it says what the tree says that was
// changed beside it, and every remark of the tree still stands in it.
func meant(out []byte, want *yaml.Node, path []string) ([]byte, error) {
	if out == nil {
		return nil, noPlace(path)
	}
	got, err := tree(out)
	if err != nil || !equal(got, want) || !maps.Equal(remarks(got), remarks(want)) {
		return nil, noPlace(path)
	}
	return out, nil
}

// remarks counts the lines of the remarks in a tree.
func remarks(n *yaml.Node) map[string]int {
	count := make(map[string]int)
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for _, c := range []string{n.HeadComment, n.LineComment, n.FootComment} {
			for line := range strings.SplitSeq(c, "\n") {
				if line = strings.TrimSpace(line); line != "" {
					count[line]++
				}
			}
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(n)
	return count
}

func ended(text []byte) []byte {
	if len(text) > 0 && text[len(text)-1] != '\n' {
		return append(slices.Clone(text), '\n')
	}
	return text
}

func blank(text []byte) bool { return len(bytes.TrimSpace(text)) == 0 }

// A piece is the lines of an item: from the remarks directly above it to behind
// the last line feed.
type piece struct{ from, to, in int }

// pieces are those of a list of lines; nil where it cannot be told.
func (s *source) pieces(seq *yaml.Node) []piece {
	var list []piece
	for _, n := range seq.Content {
		if missing(n) {
			return nil
		}
		dash := s.at(n) - 1
		for dash >= 0 && (s.text[dash] == ' ' || s.text[dash] == '\n') {
			dash--
		}
		if dash < 0 || s.text[dash] != '-' {
			return nil
		}
		line := bytes.LastIndexByte(s.text[:dash], '\n') + 1
		p := piece{from: line, in: dash - line}
		if !blank(s.text[line:dash]) {
			return nil
		}
		for p.from > 0 {
			above := bytes.LastIndexByte(s.text[:p.from-1], '\n') + 1
			if l := s.text[above : p.from-1]; indent(l) != p.in || !bytes.HasPrefix(l[p.in:], []byte("#")) {
				break
			}
			p.from = above
		}
		end := s.end(n, nil)
		if end < 0 {
			return nil
		}
		p.to = min(s.lineEnd(end)+1, len(s.text))
		for p.to < len(s.text) { // remarks below that stand in the item
			l := s.text[p.to:s.lineEnd(p.to)]
			if indent(l) <= p.in || !bytes.HasPrefix(bytes.TrimLeft(l, " "), []byte("#")) {
				break
			}
			p.to = min(s.lineEnd(p.to)+1, len(s.text))
		}
		if len(list) > 0 && list[len(list)-1].to > p.from {
			return nil
		}
		list = append(list, p)
	}
	return list
}
