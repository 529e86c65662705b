package convert

import (
	"strconv"

	"congbo/internal/content"
)

// table reads a table: rows, cells, spans, header rows, alignment.
func (d *docxReader) table(t *element) (content.Node, error) {
	d.inTable++
	defer func() { d.inTable-- }()
	out := content.Node{Type: "table"}
	open := make(map[int]*content.Node) // column → the cell that goes on downwards
	rows := within(t, "tr")
	for i, tr := range rows {
		props := tr.child("trPr")
		if props.child("del") != nil {
			d.r.note("convert.changes_accepted")
			continue
		}
		d.tracked(props)
		header := on(props.child("tblHeader"))
		row := content.Node{Type: "table_row"}
		column := 0
		if before := count(props.child("gridBefore"), 0); before > 0 && before <= 100 {
			row.Content = append(row.Content, emptyCell(before))
			column = before
		}
		type start struct{ column, index int }
		var starts []start
		bold := true
		for _, tc := range within(tr, "tc") {
			props := tc.child("tcPr")
			d.tracked(props)
			if props.child("cellDel") != nil {
				continue
			}
			span := min(max(count(props.child("gridSpan"), 1), 1), 100)
			if merge := props.child("hMerge"); merge != nil && merge.attr("val") != "restart" && len(row.Content) > 0 {
				widen(&row.Content[len(row.Content)-1], span)
				column += span
				continue
			}
			merge := props.child("vMerge")
			if merge != nil && merge.attr("val") != "restart" {
				if above := open[column]; above != nil {
					rows, _ := above.Attrs["rowspan"].(int)
					above.Attrs["rowspan"] = min(max(rows, 1)+1, 1000)
					column += span
					continue
				}
			}
			cell := content.Node{Type: "table_cell", Attrs: map[string]any{}}
			if span > 1 {
				cell.Attrs["colspan"] = span
			}
			if align := cellAlign(tc); align != "" {
				cell.Attrs["align"] = align
			}
			inner, err := d.blocks(tc)
			if err != nil {
				return out, err
			}
			bold = bold && len(inner) == 1 && inner[0].Type == "paragraph" && allBold(inner[0].Content)
			if len(inner) == 0 {
				inner = []content.Node{paragraph()}
			}
			cell.Content = inner
			delete(open, column)
			row.Content = append(row.Content, cell)
			if merge != nil {
				starts = append(starts, start{column, len(row.Content) - 1})
			}
			column += span
		}
		if len(row.Content) == 0 {
			continue
		}
		// Few authors mark the row of headings; most set it in bold.
		if header || bold && i == 0 && len(rows) > 1 && len(row.Content) > 1 {
			for j := range row.Content {
				row.Content[j].Type = "table_header"
			}
		}
		out.Content = append(out.Content, row)
		kept := out.Content[len(out.Content)-1].Content
		for _, s := range starts {
			open[s.column] = &kept[s.index]
		}
	}
	headsDown(out.Content)
	return out, nil
}

// headsDown makes header cells of those rows that the header cells of the first
// reach down into: "Nam" and "Nữ" below "Số lượng", beside "TT". Nobody marks
// them, and the head of a table is whole rows.
func headsDown(rows []content.Node) {
	if len(rows) == 0 {
		return
	}
	down := 1
	for _, cell := range rows[0].Content {
		if cell.Type != "table_header" {
			return
		}
		if n, _ := cell.Attrs["rowspan"].(int); n > down {
			down = n
		}
	}
	if down >= len(rows) {
		return
	}
	for _, row := range rows[1:down] {
		for i := range row.Content {
			row.Content[i].Type = "table_header"
		}
	}
}

func emptyCell(span int) content.Node {
	cell := content.Node{Type: "table_cell", Attrs: map[string]any{}, Content: []content.Node{paragraph()}}
	if span > 1 {
		cell.Attrs["colspan"] = span
	}
	return cell
}

func widen(cell *content.Node, by int) {
	span, _ := cell.Attrs["colspan"].(int)
	cell.Attrs["colspan"] = min(max(span, 1)+by, 100)
}

func count(e *element, otherwise int) int {
	if v, err := strconv.Atoi(e.attr("val")); err == nil {
		return v
	}
	return otherwise
}

// cellAlign is the alignment that all paragraphs of a cell share.
func cellAlign(tc *element) string {
	align, first := "", true
	for _, p := range within(tc, "p") {
		a := alignment(p.child("pPr"))
		if !first && a != align {
			return ""
		}
		align, first = a, false
	}
	return align
}
