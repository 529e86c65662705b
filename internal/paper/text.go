package paper

import (
	"strings"
)

// Text is the document in plain words, for reading and comparing: a line for
// every paragraph, the cells of a row between bars.
func (d *Document) Text() string {
	var b strings.Builder
	line := func(parts ...string) {
		b.WriteString(strings.ReplaceAll(strings.TrimRight(strings.Join(parts, ""), " "), "\u00a0", " ") + "\n")
	}
	for _, o := range d.Head.Office {
		line("| ", o)
	}
	line("| ", d.Head.Kind, ": ", d.Head.Title)
	for _, f := range d.Head.Facts {
		line("| ", f)
	}
	if d.Mark != "" {
		line("| ", d.Mark)
	}
	for _, block := range d.Blocks {
		switch v := block.(type) {
		case Heading:
			line()
			line(strings.Repeat("#", v.Level+1), " ", v.Text)
		case Para:
			line(v.plain())
		case Table:
			line("| ", strings.Join(v.Head, " | "))
			for _, row := range v.Rows {
				cells := make([]string, len(row))
				for i, c := range row {
					cells[i] = c.plain()
				}
				line("| ", strings.Join(cells, " | "))
			}
		case Drawing:
			line("[", v.Alt, "]")
		case Signatures:
			line()
			for _, s := range v {
				line(strings.Join(strings.Fields(s.Title+" "+s.Office+" "+s.Hint+" "+s.Name+" "+s.Note), " "))
			}
		}
	}
	return b.String()
}

func (p Para) plain() string {
	text := strings.TrimSpace(p.Lead + " " + p.Text)
	if p.Dash {
		text = "- " + text
	}
	return text
}

func (c Cell) plain() string {
	words := make([]string, len(c))
	for i, p := range c {
		words[i] = p.plain()
	}
	return strings.Join(words, "\n      ")
}
