package paper

import (
	"fmt"
	"strings"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const spaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ` +
	`xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ` +
	`xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`

const contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`

const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

const packageRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + relations + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + relations + `extended-properties" Target="docProps/app.xml"/></Relationships>`

const appProps = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Công Bố</Application></Properties>`

// settings asks the reader to work out the number of pages.
const settings = xmlHead + `<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`

func (w *word) rels() []byte {
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + relations + `styles" Target="styles.xml"/><Relationship Id="rId2" Type="` + relations + `settings" Target="settings.xml"/>` +
		`<Relationship Id="rId3" Type="` + relations + `header" Target="header1.xml"/>`)
	for i := range w.pictures {
		fmt.Fprintf(&b, `<Relationship Id="rIdChart%d" Type="%simage" Target="media/chart%d.png"/>`, i+1, relations, i+1)
	}
	b.WriteString(`</Relationships>`)
	return []byte(b.String())
}

func (d *Document) styles() []byte {
	// Word has Times New Roman, of the same width.
	const face = `<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="Times New Roman"/>`
	size := func(points float64) string {
		return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%[1]d"/>`, int(points*2))
	}
	style := func(kind, id, name, pPr, rPr string) string {
		return `<w:style w:type="paragraph" w:styleId="` + id + `"` + kind + `><w:name w:val="` + name + `"/>` + map[bool]string{true: "", false: `<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>`}[id == "Normal"] +
			`<w:qFormat/><w:pPr>` + pPr + `</w:pPr><w:rPr>` + rPr + `</w:rPr></w:style>`
	}
	return []byte(xmlHead + `<w:styles ` + spaces + `><w:docDefaults><w:rPrDefault><w:rPr>` + face + size(sizeText) + `<w:lang w:val="` + d.tag() + `" w:eastAsia="` + d.tag() + `"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>` +
		style(` w:default="1"`, "Normal", "Normal", `<w:spacing w:line="259" w:lineRule="auto"/>`, "") +
		style("", "Title", "Title", `<w:keepNext/><w:spacing w:before="120" w:after="80"/><w:jc w:val="center"/>`, `<w:b/>`+size(sizeTitle)) +
		style("", "Heading1", "heading 1", `<w:keepNext/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="0"/>`, `<w:b/>`) +
		style("", "Heading2", "heading 2", `<w:keepNext/><w:spacing w:before="120" w:after="80"/><w:outlineLvl w:val="1"/>`, `<w:b/>`) +
		style("", "TableText", "Table Text", `<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>`, size(sizeTable)) +
		`</w:styles>`)
}
