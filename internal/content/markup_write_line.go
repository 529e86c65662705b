package content

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// writeLine writes the text of a paragraph, or of what must stay on one line:
// a heading, cell or footnote. It is first written as a person would; where
// that would be read otherwise, each text gets its marks in full.
func writeLine(content []Node, single bool) string {
	if len(content) == 0 {
		return ""
	}
	w := lineWriter{single: single}
	s := w.nested(content)
	if readsAs(s, content) && !(single && len(splitCells("|"+s+"|")) > 1) {
		return s
	}
	return w.apart(content)
}

// readsAs reports whether s is read as content.
func readsAs(s string, content []Node) bool {
	r := &reader{}
	line := r.line(1, s)
	if len(r.faults) > 0 {
		return false
	}
	c := newChecker()
	line = c.line(line, lines)
	return len(c.faults) == 0 && bytes.Equal(appendList(nil, line, appendNode), appendList(nil, content, appendNode))
}

type lineWriter struct {
	single bool
}

// nested writes marks as delimiters that stay open over neighbours.
func (w lineWriter) nested(content []Node) string {
	var b strings.Builder
	var open []Mark
	upTo := func(n int) {
		for len(open) > n {
			b.WriteString(closing(open[len(open)-1]))
			open = open[:len(open)-1]
		}
	}
	for i, n := range content {
		list := n.Marks
		if n.Type != "text" {
			list = slices.DeleteFunc(slices.Clone(around(content, i)), func(m Mark) bool { return m.Type == "code" })
		}
		upTo(sharedMarks(open, list))
		if len(list) == 1 && len(open) == 0 && n.Type == "text" && bareAddress(n) {
			b.WriteString(n.Text)
			continue
		}
		for _, m := range list[len(open):] {
			b.WriteString(opening(m))
			open = append(open, m)
		}
		if len(open) > 0 && open[len(open)-1].Type == "code" {
			b.WriteString(n.Text)
			upTo(len(open) - 1)
			continue
		}
		b.WriteString(w.piece(n))
	}
	upTo(0)
	return b.String()
}

// bareAddress reports whether a link can be written as its own address.
func bareAddress(n Node) bool {
	m := n.Marks[0]
	return m.Type == "link" && m.Attrs["href"] == n.Text && m.Attrs["title"] == nil && external(n.Text)
}

func opening(m Mark) string {
	switch m.Type {
	case "strong":
		return "**"
	case "em":
		return "_"
	case "strike":
		return "~~"
	case "code":
		return "`"
	}
	return "["
}

func closing(m Mark) string {
	switch m.Type {
	case "strong", "em", "strike", "code":
		return opening(m)
	case "link":
		href, _ := m.Attrs["href"].(string)
		title, _ := m.Attrs["title"].(string)
		return "]" + writeDest(href, title)
	case "lang":
		lang, _ := m.Attrs["lang"].(string)
		return "]{lang=" + lang + "}"
	}
	return "]{" + m.Type + "}"
}

// apart writes every text in brackets of its own with its marks by name.
func (w lineWriter) apart(content []Node) string {
	var b strings.Builder
	for _, n := range content {
		if n.Type != "text" || len(n.Marks) == 0 {
			b.WriteString(w.piece(n))
			continue
		}
		b.WriteString("[" + w.piece(n) + "]")
		marks := n.Marks
		if marks[0].Type == "link" {
			b.WriteString(strings.TrimPrefix(closing(marks[0]), "]"))
			marks = marks[1:]
		}
		if len(marks) > 0 {
			names := make([]string, len(marks))
			for i, m := range marks {
				names[i] = strings.Trim(closing(m), "]{}")
				if opening(m) != "[" {
					names[i] = m.Type
				}
			}
			b.WriteString("{" + strings.Join(names, " ") + "}")
		}
	}
	return b.String()
}

// piece writes a node without its marks.
func (w lineWriter) piece(n Node) string {
	switch n.Type {
	case "text":
		return w.text(n.Text)
	case "hard_break":
		if w.single {
			return "<br>"
		}
		return "\\\n"
	case "footnote":
		return "^[" + writeLine(n.Content, true) + "]"
	}
	// A | would end a cell; in JSON it can be written otherwise.
	return "$" + strings.ReplaceAll(string(appendNode(nil, n)), "|", `\u007c`)
}

var (
	lineBreak  = regexp.MustCompile(`(?i)<br>`)
	webAddress = regexp.MustCompile(`https?://`)
)

// text writes text so that it is read as itself.
func (w lineWriter) text(s string) string {
	special := "\\`[]{|"
	if !w.single {
		special = "\\`[]{"
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case strings.IndexByte(special, c) >= 0, c == '^' && i == len(s)-1:
			b.WriteByte('\\')
		case c == '*' || c == '_' || c == '~':
			n := 1
			for i+n < len(s) && s[i+n] == c {
				n++
			}
			run := s[i : i+n]
			if delimits(s, i, n) {
				run = escapeChars(run, run[:1])
			}
			b.WriteString(run)
			i += n - 1
			continue
		case c == '<' && lineBreak.MatchString(s[i:min(len(s), i+4)]):
			b.WriteByte('\\')
		case c == 'h':
			if m := webAddress.FindString(s[i:min(len(s), i+8)]); m != "" && strings.HasPrefix(s[i:], m) {
				colon := strings.IndexByte(m, ':')
				b.WriteString(m[:colon] + `\`)
				i += colon
				c = ':'
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

// delimits reports whether a run of n delimiter characters at i might be read
// as one: it has the length of one, or touches other text that might make it so.
func delimits(s string, i, n int) bool {
	if i == 0 || i+n == len(s) {
		return true
	}
	if s[i] != '_' {
		return n == 2
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+n:])
	return n == 1 && !(inWord(before) && inWord(after))
}
