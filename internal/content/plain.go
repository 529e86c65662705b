package content

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"congbo/internal/locale"
	"congbo/internal/vi"
)

// PlainText returns the text for people who get no HTML: a letter's text part,
// a search index, a comparison of revisions. Blocks stand apart by an empty
// line, list items have their marks, cells stand in rows, footnotes at the
// end; a picture is its caption, or else its alt text. The language decides
// how lists are lettered.
func (b Body) PlainText(l locale.Lang) string {
	p := plainText{lang: l}
	lines := p.blocks(b.orEmpty().Doc.Content)
	for i, n := range p.notes {
		if i == 0 {
			lines = append(lines, "")
		}
		lines = append(lines, "["+strconv.Itoa(i+1)+"] "+n)
	}
	return vi.Clean(strings.TrimSpace(strings.Join(lines, "\n")))
}

type plainText struct {
	lang  locale.Lang
	notes []string
}

// blocks returns the lines of blocks, an empty one between any two.
func (p *plainText) blocks(content []Node) []string {
	var all []string
	for _, n := range content {
		lines := p.block(n)
		if len(lines) > 0 && len(all) > 0 {
			all = append(all, "")
		}
		all = append(all, lines...)
	}
	return all
}

func (p *plainText) block(n Node) []string {
	switch n.Type {
	case "bullet_list", "ordered_list":
		var all []string
		for i, item := range n.Content {
			mark := "- "
			if n.Type == "ordered_list" {
				mark = ordinal(p.lang, n.word("kind"), n.num("order")+i) + ". "
			}
			lines := p.blocks(item.Content)
			if len(lines) == 0 {
				lines = []string{""}
			}
			for j, line := range lines {
				switch {
				case j == 0:
					line = mark + line
				case line != "":
					line = strings.Repeat(" ", utf8.RuneCountInString(mark)) + line
				}
				all = append(all, strings.TrimRight(line, " "))
			}
		}
		return all
	case "table":
		all := words(n.str("caption"))
		for _, row := range n.Content {
			var cells []string
			for _, cell := range row.Content {
				cells = append(cells, strings.Join(strings.Fields(strings.Join(p.blocks(cell.Content), " ")), " "))
			}
			all = append(all, strings.TrimSpace(strings.Join(cells, " | ")))
		}
		return all
	case "image":
		s := n.str("caption")
		if s == "" {
			s = n.str("alt")
		}
		if v := n.str("video"); v != "" {
			s = strings.TrimSpace(s + " (" + v + ")")
		}
		return words(s)
	case "file":
		return words(n.str("title"))
	case "blockquote":
		all := p.blocks(n.Content)
		if by := n.str("cite"); by != "" {
			all = append(all, "— "+by)
		}
		return all
	case "callout":
		return p.blocks(n.Content)
	case "formula_block":
		return words(formulaText(n))
	case "horizontal_rule":
		return []string{"* * *"}
	}
	return words(p.line(n.Content))
}

func words(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func (p *plainText) line(content []Node) string {
	var b strings.Builder
	for _, n := range content {
		switch n.Type {
		case "text":
			b.WriteString(n.Text)
		case "hard_break":
			b.WriteByte('\n')
		case "formula":
			b.WriteString(formulaText(n))
		case "footnote":
			p.notes = append(p.notes, strings.ReplaceAll(p.line(n.Content), "\n", " "))
			b.WriteString("[" + strconv.Itoa(len(p.notes)) + "]")
		}
	}
	return b.String()
}

func formulaText(n Node) string {
	var b strings.Builder
	if m, ok := toMath(n.Attrs["mathml"]); ok {
		m.text(&b)
	}
	return b.String()
}

// ordinal writes the n-th mark of an ordered list of a kind. Vietnamese
// letters go a, b, c, d, đ, e … without f, j, w and z, as points of a clause
// do (Decree 30/2020, Annex I).
func ordinal(l locale.Lang, kind string, n int) string {
	letters := []rune("abcdefghijklmnopqrstuvwxyz")
	if l == locale.VI {
		letters = []rune("abcdđeghiklmnopqrstuvxy")
	}
	s := strconv.Itoa(n)
	switch {
	case n < 1:
	case kind == "a" || kind == "A":
		s = ""
		for ; n > 0; n = (n - 1) / len(letters) {
			s = string(letters[(n-1)%len(letters)]) + s
		}
	case (kind == "i" || kind == "I") && n < 4000:
		s = roman(n)
	}
	if kind == "A" || kind == "I" {
		return strings.ToUpper(s)
	}
	return s
}

func roman(n int) string {
	var b strings.Builder
	for _, d := range []struct {
		value int
		text  string
	}{{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for ; n >= d.value; n -= d.value {
			b.WriteString(d.text)
		}
	}
	return b.String()
}

// lineText returns the words of a paragraph, heading or footnote on one line,
// without its footnotes.
func lineText(content []Node) string {
	var b strings.Builder
	for _, n := range content {
		switch n.Type {
		case "text":
			b.WriteString(n.Text)
		case "hard_break":
			b.WriteByte(' ')
		case "formula":
			b.WriteString(formulaText(n))
		}
	}
	return vi.CleanLine(b.String())
}

// FirstWords returns the first n words of the paragraphs, with … where more
// follow: the summary of a text that has none.
func (b Body) FirstWords(n int) string {
	var first []string
	more := false
	b.walk(func(node Node, _ int) bool {
		if more || node.Type == "table" {
			return false
		}
		if node.Type != "paragraph" {
			return true
		}
		for _, w := range strings.Fields(lineText(node.Content)) {
			if len(first) == n {
				more = true
				break
			}
			first = append(first, w)
		}
		return false
	})
	s := strings.Join(first, " ")
	if more {
		s = strings.TrimRight(s, " .,;:–-") + "…"
	}
	return s
}

// WordCount counts the words of the text as Vietnamese offices do, by spaces:
// pieces with a letter or a digit, tables and footnotes included, captions not.
func (b Body) WordCount() int {
	count := 0
	b.walk(func(n Node, _ int) bool {
		switch schema[n.Type].holds {
		case lines, note:
			for _, w := range strings.Fields(lineText(n.Content)) {
				if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
					count++
				}
			}
		}
		return true
	})
	return count
}

// A Heading is an entry of the table of contents.
type Heading struct {
	Level int    // 2 to 4
	Text  string // on one line
	ID    string // id of the heading's element in the HTML
}

// Headings lists the headings in the order of the text.
func (b Body) Headings() []Heading {
	var all []Heading
	ids := b.anchors("")
	b.walk(func(n Node, _ int) bool {
		if n.Type == "heading" {
			all = append(all, Heading{n.num("level"), lineText(n.Content), ids.headings[len(all)]})
		}
		return true
	})
	return all
}
