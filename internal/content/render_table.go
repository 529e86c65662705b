package content

import (
	"slices"
	"strconv"
)

// table writes a table in a region that scrolls by itself and can be reached
// with the keyboard, so that a wide table never widens the page. Leading rows
// of header cells become its head.
func (r *renderer) table(n Node) {
	r.tables++
	number := strconv.Itoa(r.tables)
	caption := n.str("caption")
	label, labelledBy := "", ""
	if caption == "" {
		label = r.say("content.table", number)
	} else {
		labelledBy = r.opt.IDPrefix + "bang-" + number
	}
	r.open("div", "id", r.id(n), "class", "table-scroll", "role", "region", "aria-label", label, "aria-labelledby", labelledBy, "tabindex", "0")
	r.raw("<table>\n")
	if caption != "" {
		r.open("caption", "id", labelledBy)
		r.text(caption)
		r.raw("</caption>\n")
	}
	head := headRows(n)
	if head > 0 {
		r.raw("<thead>\n")
		r.rows(n.Content[:head], "col")
		r.raw("</thead>\n")
	}
	if head < len(n.Content) {
		r.raw("<tbody>\n")
		if first := n.Content[0]; head == 0 && len(first.Content) > 1 && headerRow(first) { // reaches down, and heads columns all the same
			r.rows(n.Content[:1], "col")
			head++
		}
		r.rows(n.Content[head:], "row")
		r.raw("</tbody>\n")
	}
	r.raw("</table></div>\n")
}

// headRows counts the rows at the top that have header cells only. A cell
// that reaches down from among them into the other rows keeps all in one
// group, since HTML lets no cell cross groups.
func headRows(table Node) int {
	head := 0
	for _, row := range table.Content {
		if !headerRow(row) {
			break
		}
		head++
	}
	for i, row := range table.Content[:head] {
		for _, cell := range row.Content {
			if i+cell.num("rowspan") > head && head < len(table.Content) {
				return 0
			}
		}
	}
	return head
}

// headerRow reports whether a row has header cells only.
func headerRow(row Node) bool {
	return len(row.Content) > 0 && !slices.ContainsFunc(row.Content, func(c Node) bool { return c.Type != "table_header" })
}

func (r *renderer) rows(rows []Node, scope string) {
	for _, row := range rows {
		r.open("tr", "id", r.id(row), "class", changeClass(row))
		for _, cell := range row.Content {
			r.cell(cell, scope)
		}
		r.raw("</tr>\n")
	}
}

func (r *renderer) cell(n Node, scope string) {
	tag := "td"
	if n.Type == "table_header" && !blank(n.Content) { // a header without words heads nothing
		tag = "th"
		if s := n.word("scope"); s != "" {
			scope = s
		}
	} else {
		scope = ""
	}
	span := func(name string) string {
		if v := n.num(name); v > 1 {
			return strconv.Itoa(v)
		}
		return ""
	}
	r.open(tag, "id", r.id(n), "scope", scope, "colspan", span("colspan"), "rowspan", span("rowspan"), "class", aligned(n))
	r.unwrapped(n.Content, false)
	r.close(tag)
}

// blank reports whether blocks are the one empty paragraph.
func blank(content []Node) bool {
	return len(content) == 0 || len(content) == 1 && content[0].Type == "paragraph" && len(content[0].Content) == 0
}
