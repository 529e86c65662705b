package content

import (
	"strings"
)

// writeTable writes a table of simple cells with |; any other, with merged
// cells or lists in them, as JSON.
func writeTable(n Node) []string {
	aligns, simple := columnAligns(n)
	if !simple {
		return asJSON(n)
	}
	head := headRows(n)
	var all []string
	for i, row := range n.Content {
		if i == head && (head > 0 || ruled(aligns)) {
			all = append(all, ruleRow(aligns))
		}
		var b strings.Builder
		for _, cell := range row.Content {
			text := writeLine(cell.Content[0].Content, true)
			if i >= head && cell.Type == "table_header" {
				b.WriteString("|= ")
			} else {
				b.WriteString("| ")
				if ruleCell.MatchString(text) {
					b.WriteByte('\\')
				}
			}
			b.WriteString(text + " ")
		}
		all = append(all, b.String()+"|")
	}
	if head == len(n.Content) {
		all = append(all, ruleRow(aligns))
	}
	if caption := n.str("caption"); caption != "" {
		all = append(all, "{caption="+quoted(caption)+"}")
	}
	return all
}

// columnAligns returns how each column is aligned, and whether the table is
// simple: every cell one paragraph, none merged, columns aligned as one.
func columnAligns(table Node) (aligns []string, simple bool) {
	for _, row := range table.Content {
		if len(row.Content) == 0 {
			return nil, false
		}
		for i, cell := range row.Content {
			a := cell.word("align")
			if i == len(aligns) {
				aligns = append(aligns, a)
			}
			p := cell.Content
			if aligns[i] != a || len(p) != 1 || p[0].Type != "paragraph" || p[0].word("align") != "start" ||
				cell.num("colspan") != 1 || cell.num("rowspan") != 1 || cell.str("scope") != "" {
				return nil, false
			}
		}
	}
	return aligns, true
}

func ruled(aligns []string) bool {
	for _, a := range aligns {
		if a != "start" {
			return true
		}
	}
	return false
}

func ruleRow(aligns []string) string {
	s := "|"
	for _, a := range aligns {
		s += map[string]string{"start": "---|", "center": ":-:|", "end": "--:|"}[a]
	}
	return s
}
