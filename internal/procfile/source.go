package procfile

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A source is the text of a file, in which nodes of its tree are found again.
type source struct {
	text  []byte
	lines []int // where each begins
}

func newSource(text []byte) *source {
	s := &source{text: text}
	s.starts()
	return s
}

func (s *source) starts() {
	s.lines = append(s.lines, 0)
	for i, b := range s.text {
		if b == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
}

// at is where a node begins. Columns count characters.
func (s *source) at(n *yaml.Node) int {
	i := s.lines[min(max(n.Line-1, 0), len(s.lines)-1)]
	for range n.Column - 1 {
		if i >= len(s.text) {
			break
		}
		_, size := utf8.DecodeRune(s.text[i:])
		i += size
	}
	return i
}

// lineEnd is the end of the line in which i lies, before its line feed.
func (s *source) lineEnd(i int) int {
	if j := bytes.IndexByte(s.text[i:], '\n'); j >= 0 {
		return i + j
	}
	return len(s.text)
}

func flowStyle(n *yaml.Node) bool { return n.Style&yaml.FlowStyle != 0 }

func missing(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Value == ""
}

// end is where a node ends; -1 where that cannot be told. A value that is not
// there ends where its key does.
func (s *source) end(n *yaml.Node, key *yaml.Node) int {
	i := s.at(n)
	switch {
	case missing(n):
		if key == nil {
			return -1
		}
		return s.colon(key)
	case n.Kind == yaml.ScalarNode:
		return s.scalarEnd(n, i)
	case flowStyle(n):
		return s.bracket(i)
	case len(n.Content) == 0:
		return -1
	case n.Kind == yaml.MappingNode:
		return s.end(n.Content[len(n.Content)-1], n.Content[len(n.Content)-2])
	}
	return s.end(n.Content[len(n.Content)-1], nil)
}

// colon is the place behind a key's colon.
func (s *source) colon(key *yaml.Node) int {
	i := s.end(key, nil)
	if i < 0 {
		return -1
	}
	j := bytes.IndexByte(s.text[i:s.lineEnd(i)], ':')
	if j < 0 {
		return -1
	}
	return i + j + 1
}

func (s *source) scalarEnd(n *yaml.Node, i int) int {
	if i >= len(s.text) {
		return -1
	}
	switch c := s.text[i]; {
	case c == '"' || c == '\'':
		return s.quoted(i)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return s.blockEnd(i)
	case bytes.HasPrefix(s.text[i:], []byte(n.Value)):
		return i + len(n.Value)
	}
	return s.folded(n, i)
}

// folded is the end of words that run over several lines.
func (s *source) folded(n *yaml.Node, i int) int {
	for _, word := range strings.Fields(n.Value) {
		for i < len(s.text) && strings.IndexByte(" \n\r\t", s.text[i]) >= 0 {
			i++
		}
		if !bytes.HasPrefix(s.text[i:], []byte(word)) {
			return -1
		}
		i += len(word)
	}
	return i
}

// quoted is the place behind the quotes that begin at i.
func (s *source) quoted(i int) int {
	q := s.text[i]
	for i++; i < len(s.text); i++ {
		switch {
		case q == '"' && s.text[i] == '\\':
			i++
		case s.text[i] == q && q == '\'' && i+1 < len(s.text) && s.text[i+1] == q:
			i++
		case s.text[i] == q:
			return i + 1
		}
	}
	return -1
}

// blockEnd is the end of a text of several lines that begins with | or > at i:
// of the last line that stands further in than the line of its key.
func (s *source) blockEnd(i int) int {
	first := bytes.LastIndexByte(s.text[:i], '\n') + 1
	in := indent(s.text[first:])
	end := s.lineEnd(i)
	for next := end + 1; next < len(s.text); {
		line := s.text[next:s.lineEnd(next)]
		if len(bytes.TrimSpace(line)) > 0 {
			if indent(line) <= in {
				break
			}
			end = s.lineEnd(next)
		}
		next = s.lineEnd(next) + 1
	}
	return end
}

func indent(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " ")) }

// bracket is the place behind the bracket that closes the one at i.
func (s *source) bracket(i int) int {
	depth := 0
	for ; i < len(s.text); i++ {
		switch c := s.text[i]; c {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"', '\'':
			if before := bytes.TrimRight(s.text[:i], " \n"); len(before) == 0 || strings.IndexByte("[{,:", before[len(before)-1]) < 0 {
				continue // within a word
			}
			if i = s.quoted(i) - 1; i < 0 {
				return -1
			}
		case '#':
			if s.text[i-1] == ' ' || s.text[i-1] == '\n' {
				i = s.lineEnd(i)
			}
		}
	}
	return -1
}

// splice puts a piece in place of another.
func (s *source) splice(from, to int, piece string) []byte {
	if from < 0 || to < from || to > len(s.text) {
		return nil
	}
	return slices.Concat(s.text[:from], []byte(piece), s.text[to:])
}

// replace puts another value under a key.
func (s *source) replace(at spot, value string) []byte {
	end := s.end(at.value, at.key)
	colon := s.colon(at.key)
	if at.value.Kind != yaml.ScalarNode && !flowStyle(at.value) || missing(at.value) {
		return s.splice(colon, end, " "+value)
	}
	return s.splice(s.at(at.value), end, value)
}

// insert adds a key to a mapping, behind those that stand before it in order.
func (s *source) insert(in *yaml.Node, key, value string) []byte {
	pair := scalar(key) + ": " + value
	before := -1
	for i, k := range keys(in) {
		if rank(k.Value) <= rank(key) {
			before = i
		}
	}
	if flowStyle(in) {
		if len(in.Content) == 0 {
			i := s.at(in) + 1
			return s.splice(i, i, pair)
		}
		last := max(before, 0)
		i := s.end(in.Content[2*last+1], in.Content[2*last])
		return s.splice(i, i, ", "+pair)
	}
	if len(in.Content) == 0 {
		return nil
	}
	before = max(before, 0)
	end := s.end(in.Content[2*before+1], in.Content[2*before])
	if end < 0 {
		return nil
	}
	end = s.lineEnd(end)
	return s.splice(end, end, "\n"+strings.Repeat(" ", in.Content[0].Column-1)+pair)
}

// order is how the keys of a procedure, a step and a move usually stand.
var order = strings.Fields("id version title vi en subject paper code issue effective decision number date signer purpose scope drafter reviewer approver name short long retention place case abbreviations forms " +
	"criteria roles to label minutes clause by or else answerable edit as except when within remind overdue stale after notify receipt commission force escalate lies " +
	"of through verdicts need checklist required recommended consult batch move rhythm kinds of late pause skip silence reason letter does wants until end addition additions steps moves")

func rank(key string) int { return slices.Index(order, key) }

// remove takes a key out of its mapping.
func (s *source) remove(at spot) []byte {
	i := slices.Index(at.in.Content, at.key) / 2
	end := s.end(at.value, at.key)
	if end < 0 {
		return nil
	}
	from := s.at(at.key)
	if flowStyle(at.in) {
		switch {
		case i > 0:
			return s.splice(s.end(at.in.Content[2*i-1], at.in.Content[2*i-2]), end, "")
		case len(at.in.Content) > 2:
			return s.splice(from, s.at(at.in.Content[2]), "")
		}
		return s.splice(from, end, "")
	}
	line := bytes.LastIndexByte(s.text[:from], '\n') + 1
	if len(bytes.TrimSpace(s.text[line:from])) > 0 { // behind the dash of a list
		if len(at.in.Content) <= 2 {
			return nil
		}
		return s.splice(from, s.at(at.in.Content[2]), "")
	}
	return s.splice(line, min(s.lineEnd(end)+1, len(s.text)), "")
}
