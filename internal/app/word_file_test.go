package app

import (
	"archive/zip"
	"bytes"
	"testing"
)

// wordParts makes a Word file of a text and further parts, in the order given: name,
// data, name, data.
func wordParts(t testing.TB, document string, more ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	all := append([]string{"_rels/.rels", `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml", document}, more...)
	for i := 0; i < len(all); i += 2 {
		f, err := w.Create(all[i])
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte(all[i+1]))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wordBody(s string) string {
	return `<w:document xmlns:w="w" xmlns:r="r" xmlns:a="a"><w:body>` + s + `</w:body></w:document>`
}
