package convert_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/convert"
)

// wordFile makes a Word file of the body of its text, in the part named.
func wordFile(t *testing.T, part, body string) []byte {
	t.Helper()
	const space = `xmlns:w="w" xmlns:mc="mc" xmlns:v="v"`
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<Types/>`,
		"_rels/.rels":         `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="` + part + `"/></Relationships>`,
		part:                  `<w:document ` + space + `><w:body>` + body + `</w:body></w:document>`,
	} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte(text))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// No words are lost, wherever in the file they stand (F-F8): in content
// controls around rows and cells, in text boxes, in a text that lies under
// another name.
func TestWordsOfWordFiles(t *testing.T) {
	p := func(s string) string { return `<w:p><w:r><w:t>` + s + `</w:t></w:r></w:p>` }
	sdt := func(s string) string { return `<w:sdt><w:sdtPr/><w:sdtContent>` + s + `</w:sdtContent></w:sdt>` }
	box := func(s string) string { return `<w:txbxContent>` + s + `</w:txbxContent>` }
	for _, c := range []struct{ name, part, body, want string }{
		{"plain", "word/document.xml", p("một") + p("hai"), "một hai"},
		{"a text under another name", "word/document2.xml", p("một"), "một"},
		{"a content control around a cell", "word/document.xml",
			`<w:tbl><w:tr><w:tc>` + p("một") + `</w:tc>` + sdt(`<w:tc>`+p("hai")+`</w:tc>`) + `</w:tr></w:tbl>`, "một hai"},
		{"around a row", "word/document.xml",
			`<w:tbl>` + sdt(`<w:tr><w:tc>`+p("một")+`</w:tc><w:tc>`+p("hai")+`</w:tc></w:tr>`) + `</w:tbl>`, "một hai"},
		{"a text box, told twice in the file", "word/document.xml",
			`<w:p><w:r><w:t>một</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>` + box(p("hai")) + `</mc:Choice><mc:Fallback><w:pict>` + box(p("hai")) +
				`</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`, "một hai"},
		{"a text box of an older program", "word/document.xml", `<w:p><w:r><w:pict><v:shape>` + box(p("một")+p("hai")) + `</v:shape></w:pict></w:r></w:p>`, "một hai"},
	} {
		r, err := convert.Convert("docx", wordFile(t, c.part, c.body))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		body, err := content.NewBody(content.Node{Type: "doc", Content: r.Blocks})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := strings.Join(strings.Fields(strings.ReplaceAll(body.PlainText("vi"), "|", " ")), " "); got != c.want || len(r.Notes) > 0 {
			t.Errorf("%s: %q with notes %v, want %q", c.name, got, r.Notes, c.want)
		}
	}
}
