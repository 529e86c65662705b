package content

import (
	"maps"
	"slices"
	"strings"

	"congbo/internal/vi"
)

// tidyLine brings the content of a line into normal form: clean text, white
// space as a browser would show it, no marks on the spaces around marked
// words, equal neighbours joined.
func tidyLine(line []Node) []Node {
	for i, n := range line {
		if n.Type == "text" {
			line[i].Text = vi.Clean(n.Text)
		}
	}
	line = joinEqual(trimSpace(line))
	line = joinEqual(unmarkSpaces(line))
	if len(line) == 0 {
		return nil
	}
	return line
}

// isSpace names the characters that HTML collapses; the no-break space is not
// one of them.
func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' }

// trimSpace collapses white space across nodes, and drops it, and line breaks,
// at the edges of the line.
func trimSpace(line []Node) []Node {
	kept := line[:0]
	afterSpace := true
	trimEnd := func() {
		for len(kept) > 0 {
			last := &kept[len(kept)-1]
			if last.Type != "text" {
				return
			}
			if last.Text = strings.TrimRight(last.Text, " "); last.Text != "" {
				return
			}
			kept = kept[:len(kept)-1]
		}
	}
	for _, n := range line {
		switch n.Type {
		case "text":
			n.Text = collapse(n.Text, afterSpace)
			if n.Text == "" {
				continue
			}
			afterSpace = strings.HasSuffix(n.Text, " ")
		case "hard_break":
			trimEnd()
			if len(kept) == 0 {
				continue
			}
			afterSpace = true
		default:
			afterSpace = false
		}
		kept = append(kept, n)
	}
	for trimEnd(); len(kept) > 0 && kept[len(kept)-1].Type == "hard_break"; trimEnd() {
		kept = kept[:len(kept)-1]
	}
	return kept
}

// collapse makes every run of white space one space, and none at the start
// after another space.
func collapse(s string, afterSpace bool) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if !isSpace(r) {
			b.WriteRune(r)
		} else if !afterSpace {
			b.WriteByte(' ')
		}
		afterSpace = isSpace(r)
	}
	return b.String()
}

// unmarkSpaces takes from a space at the edge of a node the marks that the
// nodes beside it do not share: whether an editor's selection took in the
// space behind a bold word is no difference.
func unmarkSpaces(line []Node) []Node {
	split := make([]Node, 0, len(line))
	for _, n := range line {
		before, after := false, false
		if n.Type == "text" && len(n.Marks) > 0 {
			before = strings.HasPrefix(n.Text, " ")
			after = len(n.Text) > 1 && strings.HasSuffix(n.Text, " ")
		}
		space := Node{Type: "text", Text: " ", Marks: n.Marks}
		if before {
			split = append(split, space)
			n.Text = n.Text[1:]
		}
		if after {
			n.Text = n.Text[:len(n.Text)-1]
		}
		if n.Text != "" || n.Type != "text" {
			split = append(split, n)
		}
		if after {
			split = append(split, space)
		}
	}
	for i, n := range split {
		if n.Type != "text" || n.Text != " " || len(n.Marks) == 0 {
			continue
		}
		var prev, next []Mark
		if i > 0 {
			prev = split[i-1].Marks
		}
		if i+1 < len(split) {
			next = split[i+1].Marks
		}
		split[i].Marks = nil
		for _, m := range n.Marks {
			if hasMark(prev, m) && hasMark(next, m) {
				split[i].Marks = append(split[i].Marks, m)
			}
		}
	}
	return split
}

// joinEqual joins neighbouring texts that have the same marks. What two nodes
// kept apart may compose, so the joined text is cleaned again.
func joinEqual(line []Node) []Node {
	kept := line[:0]
	for i := 0; i < len(line); {
		n := line[i]
		j := i + 1
		for n.Type == "text" && j < len(line) && line[j].Type == "text" && sameMarks(n.Marks, line[j].Marks) {
			j++
		}
		if j > i+1 {
			var b strings.Builder
			for _, m := range line[i:j] {
				b.WriteString(m.Text)
			}
			n.Text = vi.Clean(b.String())
		}
		kept = append(kept, n)
		i = j
	}
	return kept
}

func sameMark(a, b Mark) bool { return a.Type == b.Type && maps.Equal(a.Attrs, b.Attrs) }

func sameMarks(a, b []Mark) bool { return slices.EqualFunc(a, b, sameMark) }

func hasMark(list []Mark, m Mark) bool {
	return slices.ContainsFunc(list, func(other Mark) bool { return sameMark(m, other) })
}
