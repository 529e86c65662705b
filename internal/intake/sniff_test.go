package intake_test

import (
	"archive/zip"
	"bytes"
	"testing"

	"congbo/internal/intake"
)

// A Word file is one whatever order its parts lie in; what a browser would run
// is plain bytes (R-I1).
func TestSniff(t *testing.T) {
	zipped := func(names ...string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, n := range names {
			f, err := w.Create(n)
			if err != nil {
				t.Fatal(err)
			}
			f.Write([]byte("<x/>"))
		}
		w.Close()
		return b.Bytes()
	}
	const office = "application/vnd.openxmlformats-officedocument."
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"parts as Word orders them", office + "wordprocessingml.document", zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")},
		{"text first, types last", office + "wordprocessingml.document", zipped("docProps/app.xml", "customXml/item1.xml", "word/fontTable.xml", "word/document.xml", "_rels/.rels", "[Content_Types].xml")},
		{"a sheet", office + "spreadsheetml.sheet", zipped("docProps/app.xml", "xl/workbook.xml", "[Content_Types].xml")},
		{"photos", "application/zip", zipped("anh/1.jpg", "anh/2.jpg")},
		{"a page", "application/octet-stream", []byte("<!DOCTYPE html><html><script>1</script></html>")},
		{"a drawing that may hold a script", "application/octet-stream", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`)},
		{"a text", "text/plain", []byte("Kính gửi Phòng Truyền thông")},
	} {
		if got := intake.Sniff(c.data); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
