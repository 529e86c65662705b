package convert_test

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"congbo/internal/convert"
	"congbo/internal/vi"
)

// One sentence, and as fonts of two charsets had it.
const modernSentence = "Trường Đại học Thủy sản thông báo tuyển sinh"

var oldSentences = []struct {
	charset vi.Charset
	font    string
	text    string
}{
	{vi.TCVN3, ".VnTime", "Tr\u00ad\u00eang §¹i häc Th\u00f1y s¶n th«ng b¸o tuyÓn sinh"},
	{vi.VNI, "VNI-Times", "Tröôøng Ñaïi hoïc Thuûy saûn thoâng baùo tuyeån sinh"},
}

// oldBytes are the bytes that a sentence is in a file of the nineties.
func oldBytes(t *testing.T, s string) string {
	t.Helper()
	b, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// rtfBytes writes bytes as RTF does.
func rtfBytes(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] < 0x80 {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, `\'%02x`, s[i])
		}
	}
	return b.String()
}

// A sentence in TCVN3 or VNI arrives in Unicode in every format, with its font and
// without, and what was done is told (R-M10). Those of .doc and .pdf are read by
// other programs: see package programs.
func TestLegacyInEveryFormat(t *testing.T) {
	for _, s := range oldSentences {
		for _, font := range []string{s.font, ""} {
			fonts := func(attrs string) string { // where the font is named, else nothing
				if font == "" {
					return ""
				}
				return fmt.Sprintf(attrs, font)
			}
			raw := oldBytes(t, s.text)
			files := map[string][]byte{
				convert.Docx: parts(t, `<w:p><w:r>`+fonts(`<w:rPr><w:rFonts w:ascii="%s"/></w:rPr>`)+`<w:t>`+s.text+`</w:t></w:r></w:p>`, nil),
				convert.Odt:  odt(t, `<style:style style:name="V"><style:text-properties `+fonts(`style:font-name="%s"`)+`/></style:style>`, `<text:p><text:span text:style-name="V">`+s.text+`</text:span></text:p>`, nil),
				convert.RTF:  []byte(`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times New Roman;}` + fonts(`{\f1 %s;}`) + `}\pard{` + map[bool]string{true: `\f0 `, false: `\f1 `}[font == ""] + rtfBytes(raw) + `}\par}`),
				convert.Xlsx: zipped(t, map[string]string{
					"_rels/.rels":                `<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
					"xl/workbook.xml":            `<workbook><sheets><sheet name="A" sheetId="1" r:id="s"/></sheets></workbook>`,
					"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="s" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
					"xl/styles.xml":              `<styleSheet><fonts><font/><font>` + fonts(`<name val="%s"/>`) + `</font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>`,
					"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="str" s="1"><v>` + s.text + `</v></c><c r="B1" s="0"><v>5</v></c></row>` +
						`<row r="2"><c r="A2" s="0"><v>6</v></c><c r="B2" s="0"><v>7</v></c></row></sheetData></worksheet>`,
				}),
				convert.Web:   []byte(`<html><head><meta charset="utf-8"></head><body><p>` + fonts(`<font face="%s">`) + html.EscapeString(s.text) + `</p></body></html>`),
				convert.HTML:  []byte(`<p>` + fonts(`<span style="font-family:'%s'">`) + html.EscapeString(s.text) + `</p>`),
				convert.MD:    []byte(raw + "\n"),
				convert.Words: []byte(raw + "\r\n"),
				convert.Text:  []byte(s.text + "\n"),
			}
			for kind, data := range files {
				t.Run(fmt.Sprintf("%s %s %q", s.charset, kind, font), func(t *testing.T) {
					page, r := shown(t, kind, data)
					if !strings.Contains(page, modernSentence) {
						t.Errorf("%s", page)
					}
					if len(r.Legacy) != 1 || r.Legacy[0].Charset != s.charset || !strings.HasPrefix(modernSentence, r.Legacy[0].After) || !r.Legacy[0].Applied {
						t.Errorf("told: %+v", r.Legacy)
					}
				})
			}
		}
	}
}
