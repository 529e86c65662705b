package demo

import (
	"fmt"
	"strings"

	"congbo/internal/content"
)

// wordFile writes a revision as people write it in their office: a .docx with
// a title, a summary in bold, headings, lists, tables and links. Pictures are
// sent as files of their own; a line says where each one belongs.
func wordFile(r content.Revision, words Stationery) ([]byte, error) {
	w := &word{picture: words.Picture}
	if r.Title != "" {
		w.paragraph("Title", "", w.run(r.Title, ""))
	}
	if r.Summary != "" {
		w.paragraph("", "", w.run(r.Summary, "<w:b/>"))
	}
	w.blocks(r.Body.Doc.Content, -1)
	for i, note := range w.notes {
		w.paragraph("", "", w.run(fmt.Sprintf("(%d) %s", i+1, note), `<w:i/><w:sz w:val="22"/>`))
	}
	document := `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>` +
		w.out.String() + `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>`
	rels := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>`
	for i, href := range w.links {
		rels += fmt.Sprintf(`<Relationship Id="link%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="%s" TargetMode="External"/>`, i, xmlEscaper.Replace(href))
	}
	return pack(
		part{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
			`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
			`<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>`},
		part{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		part{"word/document.xml", document},
		part{"word/_rels/document.xml.rels", rels + `</Relationships>`},
		part{"word/styles.xml", wordStyles},
		part{"word/numbering.xml", w.numbering()},
	)
}

const wordStyles = `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` +
	`<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="26"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="60" w:after="60" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="30"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:rPr><w:b/><w:i/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Heading4"><w:name w:val="heading 4"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="3"/></w:pPr><w:rPr><w:i/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:left="567" w:right="567"/></w:pPr><w:rPr><w:i/></w:rPr></w:style>` +
	`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders></w:tblPr></w:style>` +
	`</w:styles>`

// word writes the parts of a .docx.
type word struct {
	out   strings.Builder
	links []string
	notes []string
	lists []string // number format of each list

	picture string // what stands before the caption of a picture
}

func (w *word) paragraph(style, properties, runs string) {
	w.out.WriteString("<w:p>")
	if style != "" {
		properties = `<w:pStyle w:val="` + style + `"/>` + properties
	}
	if properties != "" {
		w.out.WriteString("<w:pPr>" + properties + "</w:pPr>")
	}
	w.out.WriteString(runs + "</w:p>")
}

func (w *word) run(text, properties string) string {
	if properties != "" {
		properties = "<w:rPr>" + properties + "</w:rPr>"
	}
	return "<w:r>" + properties + `<w:t xml:space="preserve">` + xmlEscaper.Replace(text) + "</w:t></w:r>"
}

// blocks writes nodes; list is the number of the list they stand in, or -1.
func (w *word) blocks(nodes []content.Node, list int) {
	for _, n := range nodes {
		switch n.Type {
		case "paragraph":
			properties := ""
			if list >= 0 {
				properties = fmt.Sprintf(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>`, list+1)
			}
			w.paragraph("", properties, w.line(n.Content, ""))
		case "heading":
			w.paragraph(fmt.Sprintf("Heading%v", n.Attrs["level"]), "", w.line(n.Content, ""))
		case "bullet_list", "ordered_list":
			format := "bullet"
			if n.Type == "ordered_list" {
				format = "decimal"
			}
			w.lists = append(w.lists, format)
			own := len(w.lists) - 1
			for _, item := range n.Content {
				w.blocks(item.Content, own)
			}
		case "blockquote":
			for _, p := range n.Content {
				w.paragraph("Quote", "", w.line(p.Content, ""))
			}
			if by, _ := n.Attrs["cite"].(string); by != "" {
				w.paragraph("Quote", `<w:jc w:val="right"/>`, w.run(by, ""))
			}
		case "callout":
			w.blocks(n.Content, -1)
		case "image":
			text, _ := n.Attrs["caption"].(string)
			if credit, _ := n.Attrs["credit"].(string); credit != "" {
				text += " (" + credit + ")"
			}
			w.paragraph("", `<w:jc w:val="center"/>`, w.run("["+w.picture+": "+text+"]", "<w:i/>"))
		case "table":
			w.table(n)
		}
	}
}

func (w *word) table(n content.Node) {
	if caption, _ := n.Attrs["caption"].(string); caption != "" {
		w.paragraph("", `<w:jc w:val="center"/>`, w.run(caption, "<w:b/>"))
	}
	w.out.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>`)
	columns := 0
	for _, row := range n.Content {
		columns = max(columns, len(row.Content))
	}
	w.out.WriteString(strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, 9070/max(1, columns)), columns) + `</w:tblGrid>`)
	for _, row := range n.Content {
		w.out.WriteString("<w:tr>")
		if len(row.Content) > 0 && row.Content[0].Type == "table_header" {
			w.out.WriteString("<w:trPr><w:tblHeader/></w:trPr>")
		}
		for _, cell := range row.Content {
			w.out.WriteString("<w:tc>")
			bold := ""
			if cell.Type == "table_header" {
				bold = "<w:b/>"
			}
			for _, p := range cell.Content {
				w.paragraph("", "", w.line(p.Content, bold))
			}
			w.out.WriteString("</w:tc>")
		}
		w.out.WriteString("</w:tr>")
	}
	w.out.WriteString("</w:tbl>")
}

// line writes the text of a paragraph.
func (w *word) line(nodes []content.Node, properties string) string {
	var out strings.Builder
	for _, n := range nodes {
		switch n.Type {
		case "hard_break":
			out.WriteString("<w:r><w:br/></w:r>")
		case "footnote":
			var text strings.Builder
			for _, t := range n.Content {
				text.WriteString(t.Text)
			}
			w.notes = append(w.notes, text.String())
			out.WriteString(w.run(fmt.Sprintf("(%d)", len(w.notes)), properties+`<w:vertAlign w:val="superscript"/>`))
		case "text":
			p, href := properties, ""
			for _, m := range n.Marks {
				switch m.Type {
				case "strong":
					p += "<w:b/>"
				case "em":
					p += "<w:i/>"
				case "link":
					href, _ = m.Attrs["href"].(string)
				}
			}
			run := w.run(n.Text, p)
			if href != "" {
				run = fmt.Sprintf(`<w:hyperlink r:id="link%d">%s</w:hyperlink>`, len(w.links), run)
				w.links = append(w.links, href)
			}
			out.WriteString(run)
		}
	}
	return out.String()
}

// numbering describes the lists, each counted by itself.
func (w *word) numbering() string {
	var kinds, lists strings.Builder
	for i, format := range w.lists {
		text := "–"
		if format == "decimal" {
			text = "%1."
		}
		fmt.Fprintf(&kinds, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="567" w:hanging="283"/></w:pPr></w:lvl></w:abstractNum>`, i, format, text)
		fmt.Fprintf(&lists, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/></w:num>`, i+1, i)
	}
	return `<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` + kinds.String() + lists.String() + `</w:numbering>`
}
