package demo

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

var wholeNumber = regexp.MustCompile(`^(0|[1-9][0-9]{0,11})$`)

// workbook writes rows as an .xlsx of one sheet; the first row is its heading.
func workbook(name string, rows [][]string) ([]byte, error) {
	var sheet, widths strings.Builder
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	for c := range columns {
		width := 8
		for _, row := range rows {
			if c < len(row) {
				width = max(width, min(60, utf8.RuneCountInString(row[c])+2))
			}
		}
		fmt.Fprintf(&widths, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, c+1, c+1, width)
	}
	for r, row := range rows {
		fmt.Fprintf(&sheet, `<row r="%d">`, r+1)
		style := ""
		if r == 0 {
			style = ` s="1"`
		}
		for c, cell := range row {
			at := fmt.Sprintf("%c%d", 'A'+c, r+1) // a list of an office has fewer than 26 columns
			if wholeNumber.MatchString(cell) {
				fmt.Fprintf(&sheet, `<c r="%s"%s><v>%s</v></c>`, at, style, cell)
			} else {
				fmt.Fprintf(&sheet, `<c r="%s"%s t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, style, xmlEscaper.Replace(cell))
			}
		}
		sheet.WriteString("</row>")
	}
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	return pack(
		part{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`},
		part{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		part{"xl/workbook.xml", `<workbook ` + main + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="` + xmlEscaper.Replace(name) + `" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		part{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
		part{"xl/styles.xml", `<styleSheet ` + main + `><fonts count="2"><font><sz val="12"/><name val="Times New Roman"/></font><font><b/><sz val="12"/><name val="Times New Roman"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`},
		part{"xl/worksheets/sheet1.xml", `<worksheet ` + main + `><cols>` + widths.String() + `</cols><sheetData>` + sheet.String() + `</sheetData></worksheet>`},
	)
}
