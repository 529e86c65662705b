package content

import (
	"regexp"
	"slices"
	"strings"
)

var ruleCell = regexp.MustCompile(`^:?-+:?$`)

// table reads lines that begin with |. A row of dashes makes the rows above
// it headings, and its colons align the columns; |= begins one heading cell;
// a line {caption="…"} below names the table.
func (r *reader) table(lines []sourceLine) ([]Node, int) {
	table := Node{Type: "table"}
	var aligns []string
	ruled := false
	n := 0
	for ; n < len(lines); n++ {
		text := strings.Trim(lines[n].text, " ")
		if !strings.HasPrefix(text, "|") {
			break
		}
		cells := splitCells(text)
		if !ruled && !slices.ContainsFunc(cells, func(c string) bool { return !ruleCell.MatchString(strings.Trim(c, " ")) }) {
			ruled = true
			for _, c := range cells {
				aligns = append(aligns, alignOf(strings.Trim(c, " ")))
			}
			for _, row := range table.Content {
				for i := range row.Content {
					row.Content[i].Type = "table_header"
				}
			}
			continue
		}
		row := Node{Type: "table_row"}
		for _, c := range cells {
			cell := Node{Type: "table_cell"}
			if rest, ok := strings.CutPrefix(c, "="); ok {
				cell.Type, c = "table_header", rest
			}
			cell.Content = []Node{{Type: "paragraph", Content: r.line(lines[n].number, strings.Trim(c, " "))}}
			row.Content = append(row.Content, cell)
		}
		table.Content = append(table.Content, row)
	}
	if len(table.Content) == 0 {
		r.fail(lines[0].number, "content.markup_no_rows")
	}
	for _, row := range table.Content {
		for i := range row.Content {
			if i < len(aligns) && aligns[i] != "" {
				row.Content[i].Attrs = map[string]any{"align": aligns[i]}
			}
		}
	}
	if n < len(lines) && optionLine.MatchString(strings.Trim(lines[n].text, " ")) {
		text := strings.Trim(lines[n].text, " ")
		options, length, ok := readOptions(text)
		if !ok || length != len(text) || len(options) != 1 {
			r.fail(lines[n].number, "content.markup_bad_options", short(text))
		} else {
			table.Attrs = map[string]any{"caption": options[0].value}
		}
		n++
	}
	return []Node{table}, n
}

func alignOf(rule string) string {
	left, right := strings.HasPrefix(rule, ":"), strings.HasSuffix(rule, ":")
	switch {
	case left && right:
		return "center"
	case right:
		return "end"
	}
	return ""
}

// splitCells splits a row at the | that no backslash stands before.
func splitCells(row string) []string {
	var cells []string
	start := 1
	for i := 1; i < len(row); i++ {
		switch row[i] {
		case '\\':
			i++
		case '|':
			cells = append(cells, row[start:i])
			start = i + 1
		}
	}
	if strings.Trim(row[start:], " ") != "" || len(cells) == 0 {
		cells = append(cells, row[start:])
	}
	return cells
}
