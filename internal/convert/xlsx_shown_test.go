package convert_test

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"congbo/internal/convert"
)

// sheetOf is a workbook of one sheet whose cells stand side by side in its first
// row, each in a format of its own.
func sheetOf(t testing.TB, cells ...[2]string) []byte {
	formats, xfs, row := "", "", ""
	for i, c := range cells {
		formats += fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, 170+i, html.EscapeString(c[0]))
		xfs += fmt.Sprintf(`<xf numFmtId="%d"/>`, 170+i)
		row += fmt.Sprintf(`<c s="%d"%s</c>`, i, c[1])
	}
	return workbook(t, map[string]string{"xl/styles.xml": `<styleSheet><numFmts>` + formats + `</numFmts><cellXfs>` + xfs + `<xf numFmtId="0"/></cellXfs></styleSheet>`},
		`|<sheetData><row r="1">`+row+fmt.Sprintf(`<c t="str" s="%d"><v>.</v></c></row></sheetData>`, len(cells)))
}

// Numbers are shown as Excel shows them (R-I3).
func TestFormatsOfCells(t *testing.T) {
	for _, c := range []struct{ format, cell, want string }{
		{`#,##0 "đ"`, `><v>1500000</v>`, "1.500.000 đ"},
		{`#,##0\ "₫";[Red]\-#,##0\ "₫"`, `><v>-1500</v>`, "-1.500 ₫"},
		{`#,##0;[Red]#,##0`, `><v>-1500</v>`, "-1.500"}, // red says so where there are colours
		{`#,##0\ [$đ-42A];[Red](#,##0\ [$đ-42A])`, `><v>-1500</v>`, "(1.500 đ)"},
		{`_-* #,##0\ "₫"_-;\-* #,##0\ "₫"_-;_-* "-"??\ "₫"_-;_-@_-`, `><v>0</v>`, "- ₫"},
		{`_(* #,##0_);_(* \(#,##0\);_(* "-"??_);_(@_)`, `><v>0</v>`, "-"},
		{`_(* #,##0_);_(* \(#,##0\);_(* "-"??_);_(@_)`, `><v>-12</v>`, "(12)"},
		{`#,##0;-#,##0;`, `><v>0</v>`, ""},
		{`;;;`, `><v>5</v>`, ""},
		{`#,###`, `><v>0</v>`, ""},
		{`#.##`, `><v>0.5</v>`, ",5"},
		{`0%`, `><v>-0.125</v>`, "-13%"},
		{`0#########`, `><v>912345678</v>`, "0912345678"},
		{`0000\ 000\ 000`, `><v>912345678</v>`, "0912 345 678"},
		{`000"."000"."000`, `><v>12345678</v>`, "012.345.678"},
		{`General" người"`, `><v>12</v>`, "12 người"},
		{`"Tổ "0`, `><v>3</v>`, "Tổ 3"},
		{`"Ông "@`, ` t="str"><v>Lan</v>`, "Ông Lan"},
		{`0;-0;;@" (xem)"`, ` t="inlineStr"><is><t>Lan</t></is>`, "Lan (xem)"},
		{`[>=1000000]#,##0.0,,"tr";[>=1000]#,##0,"k";0`, `><v>1500000</v>`, "1,5tr"},
		{`[>=1000000]#,##0.0,,"tr";[>=1000]#,##0,"k";0`, `><v>2000</v>`, "2k"},
		{`[>=1000000]#,##0.0,,"tr";[>=1000]#,##0,"k";0`, `><v>500</v>`, "500"},
		{`[h]:mm:ss`, `><v>1.5001157407407407</v>`, "36:00:10"},
		{`[h]:mm`, `><v>1.5</v>`, "36:00"},
		{`[mm]:ss`, `><v>0.0625</v>`, "90:00"},
		{`dddd`, `><v>46022</v>`, "thứ Tư"},
		{`dddd, dd/mm/yyyy`, `><v>46026</v>`, "Chủ nhật, 04/01/2026"},
		{`"Ngày "dd" tháng "m" năm "yyyy`, `><v>46026</v>`, "Ngày 04 tháng 1 năm 2026"},
		{`hh" giờ "mm`, `><v>46026.3541666667</v>`, "08 giờ 30"},
		{`dd/mm/yyyy`, ` t="d"><v>2026-01-31T00:00:00Z</v>`, "31/01/2026"},
		{`dd/mm/yyyy\ hh:mm`, ` t="d"><v>2026-01-31T08:30:00</v>`, "31/01/2026 08:30"},
		{`yyyy\-mm\-dd"T"hh:mm`, `><v>46026</v>`, "04/01/2026 00:00"},
		{`0.000000000000000`, `><v>12.345678901234567</v>`, "12,345678901234567"},
		{`0.00`, `><v>1.005</v>`, "1,01"},
		{`General`, ` t="str"><v>một_x000D_&#10;hai _x005F_x000D_</v>`, "một<br> hai _x000D_"},
	} {
		page, _ := shown(t, convert.Xlsx, sheetOf(t, [2]string{c.format, c.cell}))
		want := "<p>.</p>"
		if c.want != "" {
			want = c.want + "</td><td>.</td>"
		}
		if !strings.Contains(page, want) || c.want != "" && !strings.Contains(page, ">"+want) {
			t.Errorf("%s %s: %s, want %s", c.format, c.cell, page, c.want)
		}
	}
	_, r := shown(t, convert.Xlsx, sheetOf(t, [2]string{`;;;`, `><v>5</v>`}))
	told(t, r, "convert.sheet_hidden", true)
}

// A formula that nobody has reckoned shows nothing here, and that is told; so are
// pictures within cells.
func TestCellsWithoutValues(t *testing.T) {
	page, r := shown(t, convert.Xlsx, workbook(t, nil, `|<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f></c><c r="C1"><v>3</v></c></row></sheetData>`))
	has(t, page, `>1</td><td></td><td class="align-end">3</td>`)
	told(t, r, "convert.sheet_unreckoned", true)
	_, r = shown(t, convert.Xlsx, workbook(t, nil, `|<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>""</f><v></v></c></row></sheetData>`))
	told(t, r, "convert.sheet_unreckoned", false)

	page, r = shown(t, convert.Xlsx, workbook(t, map[string]string{"xl/richData/richValueRel.xml": "<r/>"}, `|<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e" vm="1"><v>#VALUE!</v></c></row></sheetData>`))
	told(t, r, "convert.cell_picture", true)
	told(t, r, "convert.sheet_errors", false)
	if strings.Contains(page, "#VALUE") {
		t.Error(page)
	}
}

// Links of formulas and of several cells lead where they did.
func TestLinksOfCells(t *testing.T) {
	page, r := shown(t, convert.Xlsx, workbook(t, map[string]string{
		"xl/worksheets/_rels/1.xml.rels": `<Relationships><Relationship Id="h" Type="x/hyperlink" TargetMode="External" Target="https://vnu.edu.vn/de-an"/></Relationships>`},
		`|<sheetData><row r="1"><c r="A1" t="str"><f>HYPERLINK("https://x.vn/a","trang ""A""")</f><v>trang "A"</v></c><c r="B1" t="str"><v>b</v></c><c r="C1" t="str"><v>c</v></c>`+
			`<c r="D1" t="str"><f>HYPERLINK(A1,"d")</f><v>d</v></c></row></sheetData><hyperlinks><hyperlink ref="B1:C1" r:id="h" location="muc2"/></hyperlinks>`))
	has(t, page, `<a href="https://x.vn/a" rel="noopener">trang`, `<a href="https://vnu.edu.vn/de-an#muc2" rel="noopener">b</a>`, `<a href="https://vnu.edu.vn/de-an#muc2" rel="noopener">c</a>`)
	told(t, r, "convert.link_reckoned", true) // where that of D1 leads only Excel knows
}

// Tables have their header rows, whatever their fonts; so have lists that are
// filtered.
func TestHeadersOfSheets(t *testing.T) {
	const rows = `|<sheetData><row r="1"><c r="A1" t="str"><v>Ngành</v></c><c r="B1" t="str"><v>Số</v></c></row><row r="2"><c r="A2" t="str"><v>Luật</v></c><c r="B2"><v>30</v></c></row></sheetData>`
	table := func(more string) map[string]string {
		return map[string]string{
			"xl/worksheets/_rels/1.xml.rels": `<Relationships><Relationship Id="t" Type="x/table" Target="../tables/table1.xml"/></Relationships>`,
			"xl/tables/table1.xml":           `<table id="1" ref="A1:B2" ` + more + `></table>`,
		}
	}
	page, _ := shown(t, convert.Xlsx, workbook(t, table(""), rows))
	has(t, page, `<th scope="col">Ngành</th>`, `<th scope="col">Số</th>`, `<td>Luật</td>`)
	page, _ = shown(t, convert.Xlsx, workbook(t, nil, rows+`<autoFilter ref="A1:B2"/>`))
	has(t, page, `<th scope="col">Ngành</th>`)
	page, _ = shown(t, convert.Xlsx, workbook(t, nil, strings.Replace(rows, `</row><row r="2">`, `<c r="C1"><v>5</v></c></row><row r="2">`, 1)+`<autoFilter ref="A1:B2"/>`))
	if strings.Contains(page, "<th") { // a figure beside it is no name of a column
		t.Error(page)
	}
	for _, more := range []map[string]string{table(`headerRowCount="0"`), nil} {
		if page, _ = shown(t, convert.Xlsx, workbook(t, more, rows)); strings.Contains(page, "<th") {
			t.Error(page)
		}
	}
}

// A merged cell that begins in a hidden column is shown where it can be seen.
func TestMergedFromHiddenColumn(t *testing.T) {
	page, _ := shown(t, convert.Xlsx, workbook(t, nil, `|<cols><col min="1" max="1" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="str"><v>Gộp</v></c><c r="D1"><v>1</v></c></row>`+
		`<row r="2"><c r="B2"><v>2</v></c><c r="C2"><v>3</v></c><c r="D2"><v>4</v></c></row></sheetData><mergeCells><mergeCell ref="A1:C1"/></mergeCells>`))
	has(t, page, `<td colspan="2">Gộp</td><td class="align-end">1</td>`, `>2</td>`, `>3</td>`, `>4</td>`)
}

// What lies on a sheet beside its cells: text boxes stay, what cannot be shown is
// told, what is hidden is neither.
func TestWhatLiesOnSheets(t *testing.T) {
	drawing := func(inner string) map[string]string {
		return map[string]string{
			"xl/worksheets/_rels/1.xml.rels": `<Relationships><Relationship Id="d" Type="x/drawing" Target="../drawings/drawing1.xml"/></Relationships>`,
			"xl/drawings/drawing1.xml":       `<xdr:wsDr><xdr:twoCellAnchor>` + inner + `</xdr:twoCellAnchor></xdr:wsDr>`,
		}
	}
	shape := func(hidden, words string) string {
		return `<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="T"` + hidden + `/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:rPr b="1"/><a:t>` + words + `</a:t></a:r><a:r><a:t> kính gửi</a:t></a:r></a:p><a:p/><a:p><a:r><a:t>hai</a:t></a:r></a:p></xdr:txBody></xdr:sp>`
	}
	const cell = `|<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>`
	page, r := shown(t, convert.Xlsx, workbook(t, drawing(shape("", "Ghi chú")), cell))
	has(t, page, `<p>1</p> <p><strong>Ghi chú</strong> kính gửi</p> <p>hai</p>`)
	told(t, r, "convert.drawing_lost", false)
	page, r = shown(t, convert.Xlsx, workbook(t, drawing(shape(` hidden="1"`, "Kín")), cell))
	told(t, r, "convert.hidden_dropped", true)
	if strings.Contains(page, "Kín") {
		t.Error(page)
	}
	page, r = shown(t, convert.Xlsx, workbook(t, drawing(`<xdr:grpSp>`+shape("", "Trong nhóm")+`</xdr:grpSp>`), cell))
	has(t, page, "Trong nhóm")
	told(t, r, "convert.drawing_lost", false)
	for _, lost := range []string{
		`<xdr:graphicFrame><a:graphic><a:graphicData><c:chart r:id="x"/></a:graphicData></a:graphic></xdr:graphicFrame>`,
		`<xdr:graphicFrame><a:graphic><a:graphicData><dgm:relIds/></a:graphicData></a:graphic></xdr:graphicFrame>`,
		`<mc:AlternateContent><mc:Choice><xdr:graphicFrame><a:graphic><a:graphicData><cx:chart/></a:graphicData></a:graphic></xdr:graphicFrame></mc:Choice><mc:Fallback>` + shape("", "This chart isn't available") + `</mc:Fallback></mc:AlternateContent>`,
	} {
		page, r = shown(t, convert.Xlsx, workbook(t, drawing(lost), cell))
		told(t, r, "convert.drawing_lost", true)
		if strings.Contains(page, "This chart") {
			t.Error(page)
		}
	}
	files := drawing(`<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="Picture 1" descr="Sơ đồ tổ chức"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="p"/></xdr:blipFill></xdr:pic>`)
	files["xl/drawings/_rels/drawing1.xml.rels"] = `<Relationships><Relationship Id="p" Type="x/image" Target="../media/image1.png"/></Relationships>`
	files["xl/media/image1.png"] = "png"
	page, _ = shown(t, convert.Xlsx, workbook(t, files, cell))
	has(t, page, `alt="Sơ đồ tổ chức"`)
	_, r = shown(t, convert.Xlsx, workbook(t, nil, cell+`<oleObjects><oleObject progId="Word.Document.12"/></oleObjects>`))
	told(t, r, "convert.drawing_lost", true)
}

// Boxes to tick that lie on a sheet, and those of cells.
func TestBoxesOnSheets(t *testing.T) {
	box := func(kind, checked, words string) string {
		return `<v:shape><v:textbox><div><font>` + words + `</font></div></v:textbox><x:ClientData ObjectType="` + kind + `">` + checked + `</x:ClientData></v:shape>`
	}
	page, r := shown(t, convert.Xlsx, workbook(t, map[string]string{
		"xl/worksheets/_rels/1.xml.rels": `<Relationships><Relationship Id="v" Type="x/vmlDrawing" Target="../drawings/vml.vml"/></Relationships>`,
		"xl/drawings/vml.vml":            `<xml>` + box("Checkbox", `<x:Checked>1</x:Checked>`, "Đồng ý") + box("Radio", "", "Không") + box("Note", "", "lời bên lề") + box("Button", "", "In") + `</xml>`,
	}, `|<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>`))
	has(t, page, "<p>1</p> <p>☑ Đồng ý</p> <p>☐ Không</p>")
	told(t, r, "convert.drawing_lost", false)
	if strings.Contains(page, "lời") || strings.Contains(page, "In<") {
		t.Error(page)
	}
	page, _ = shown(t, convert.Xlsx, workbook(t, map[string]string{
		"xl/styles.xml": `<styleSheet><cellXfs><xf numFmtId="0"><extLst><ext><xfpb:xfComplement i="0"/></ext></extLst></xf></cellXfs></styleSheet>`,
	}, `|<sheetData><row r="1"><c r="A1" t="b" s="0"><v>1</v></c><c r="B1" t="b" s="0"><v>0</v></c></row></sheetData>`))
	has(t, page, "<td>☑</td><td>☐</td>")
}

// Conversations beside cells come as they were, each said by whom, and at the
// cell they are about.
func TestThreadedComments(t *testing.T) {
	_, r := shown(t, convert.Xlsx, workbook(t, map[string]string{
		"xl/worksheets/_rels/1.xml.rels": `<Relationships><Relationship Id="c" Type="x/comments" Target="../comments1.xml"/><Relationship Id="k" Type="x/threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>`,
		"xl/comments1.xml": `<comments><authors><author>tc={1}</author><author>Mai</author></authors><commentList><comment ref="B3" authorId="0"><text><t>[Threaded comment]

Your version of Excel allows you to read this threaded comment</t></text></comment><comment ref="A1" authorId="1"><text><r><t>Mai:</t></r><r><t>
Xem lại</t></r></text></comment></commentList></comments>`,
		"xl/threadedComments/threadedComment1.xml": `<ThreadedComments><threadedComment ref="B3" dT="2026-01-05T08:30:00.00" personId="{P}" id="{1}"><text>Số này đúng chưa?</text></threadedComment>` +
			`<threadedComment ref="B3" dT="2026-01-05T09:00:00.00" personId="{Q}" id="{2}" parentId="{1}"><text>Đúng</text></threadedComment></ThreadedComments>`,
		"xl/persons/person.xml": `<personList><person displayName="Lan" id="{P}"/><person displayName="Nam" id="{Q}"/></personList>`,
	}, `|<sheetData><row r="1"><c r="A1" t="str"><v>Một</v></c></row><row r="3"><c r="A3" t="str"><v>a</v></c><c r="B3"><v>12</v></c></row></sheetData>`))
	want := []convert.Comment{
		{Author: "Mai", Text: "Xem lại", Quote: "Một", Block: 0},
		{Author: "Lan", Date: "2026-01-05T08:30:00", Text: "Số này đúng chưa?", Quote: "12", Block: 1},
		{Author: "Nam", Date: "2026-01-05T09:00:00", Text: "Đúng", Quote: "12", Block: 1},
	}
	if got := fmt.Sprintf("%+v", r.Comments); got != fmt.Sprintf("%+v", want) {
		t.Errorf("%s, want %+v", got, want)
	}
}
