package app

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"congbo/internal/store"
)

// svgOf is a drawing with a vector in it.
func svgOf(v string) string {
	return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">` + v + `</svg>`
}

func writeCSV(w io.Writer, rows [][]string) {
	c := csv.NewWriter(w)
	_ = c.WriteAll(rows)
}

// wordOf is a Word file with vectors in everything that a page shows of one:
// words, headings, addresses of links, instructions of fields, alternative
// texts, footnotes, comments, table cells and the title.
func wordOf(t testing.TB, vectors []string) []byte {
	t.Helper()
	var body, rels, notes, comments strings.Builder
	for i, v := range vectors {
		s := xmlText(v)
		run := `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>`
		fmt.Fprintf(&rels, `<Relationship Id="l%d" Type="http://x/hyperlink" Target="%s" TargetMode="External"/>`, i, s)
		fmt.Fprintf(&notes, `<w:footnote w:id="%d"><w:p>%s</w:p></w:footnote>`, i+1, run)
		fmt.Fprintf(&comments, `<w:comment w:id="%d" w:author="%s" w:date="%s"><w:p>%s</w:p></w:comment>`, i, s, s, run)
		fmt.Fprintf(&body, `<w:p><w:commentRangeStart w:id="%d"/>%s<w:commentRangeEnd w:id="%d"/><w:r><w:commentReference w:id="%d"/></w:r><w:r><w:footnoteReference w:id="%d"/></w:r></w:p>`, i, run, i, i, i+1)
		fmt.Fprintf(&body, `<w:p><w:pPr><w:pStyle w:val="u1"/></w:pPr>%s</w:p>`, run)
		fmt.Fprintf(&body, `<w:p><w:hyperlink r:id="l%d"><w:r><w:t>x</w:t></w:r></w:hyperlink><w:fldSimple w:instr=" HYPERLINK &quot;%s&quot; "><w:r><w:t>y</w:t></w:r></w:fldSimple>`, i, s)
		fmt.Fprintf(&body, `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK &quot;%s&quot; \o &quot;%s&quot; </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>z</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, s, s)
		fmt.Fprintf(&body, `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="7200000"/><wp:docPr name="%s" descr="%s"/><a:blip r:embed="i1"/></wp:inline></w:drawing></w:r></w:p><w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>%s</w:p>`, s, s, run)
		fmt.Fprintf(&body, `<w:tbl><w:tr><w:tc><w:p>%s</w:p></w:tc></w:tr></w:tbl><w:p><m:oMath><m:r><m:t>%s</m:t></m:r></m:oMath></w:p>`, run, s)
	}
	const open = `<w:x xmlns:w="w" xmlns:m="m" xmlns:r="r" xmlns:a="a" xmlns:wp="wp">`
	files := map[string]string{
		"[Content_Types].xml":          `<Types/>`,
		"_rels/.rels":                  `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":            open + `<w:document><w:body>` + body.String() + `</w:body></w:document></w:x>`,
		"word/footnotes.xml":           open + `<w:footnotes>` + notes.String() + `</w:footnotes></w:x>`,
		"word/comments.xml":            open + `<w:comments>` + comments.String() + `</w:comments></w:x>`,
		"word/styles.xml":              open + `<w:styles><w:style w:type="paragraph" w:styleId="u1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style></w:styles></w:x>`,
		"word/media/a.gif":             string(onePixel),
		"word/_rels/document.xml.rels": `<Relationships>` + rels.String() + `<Relationship Id="i1" Type="http://x/image" Target="media/a.gif"/><Relationship Id="f1" Type="http://x/footnotes" Target="footnotes.xml"/><Relationship Id="c1" Type="http://x/comments" Target="comments.xml"/><Relationship Id="s1" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func xmlText(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

var onePixel = []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")

// aPicture is a picture that texts may show.
func (h *house) aPicture() string {
	h.t.Helper()
	id, size, err := h.Blobs.Put(h.t.Context(), bytes.NewReader(onePixel), 1000)
	h.must(err)
	h.must(h.Store.Tx(h.t.Context(), func(tx *store.Tx) error {
		return tx.AddMedia(h.t.Context(), store.Media{ID: id, Type: "image/gif", Size: size, Width: 1, Height: 1})
	}))
	return id
}

func percentEncoded(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
