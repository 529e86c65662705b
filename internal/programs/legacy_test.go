package programs

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/locale"
	"congbo/internal/vi"
)

const modernSentence = "Trường Đại học Thủy sản thông báo tuyển sinh"

var oldSentences = map[vi.Charset]string{
	vi.TCVN3: "Tr\u00ad\u00eang §¹i häc Th\u00f1y s¶n th«ng b¸o tuyÓn sinh",
	vi.VNI:   "Tröôøng Ñaïi hoïc Thuûy saûn thoâng baùo tuyeån sinh",
}

// modern checks that a file becomes the sentence in Unicode, and that it is told.
func modern(t *testing.T, p *Programs, charset vi.Charset, kind string, data []byte) {
	t.Helper()
	kind, data, err := p.Read(t.Context(), kind, data)
	if err != nil {
		t.Fatal(locale.Error(locale.EN, err))
	}
	r, err := convert.Convert(kind, data)
	if err != nil {
		t.Fatal(locale.Error(locale.EN, err))
	}
	body, err := content.NewBody(content.Node{Type: "doc", Content: r.Blocks})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(body.PlainText(locale.VI)); got != modernSentence || len(r.Legacy) != 1 || r.Legacy[0].Charset != charset || !r.Legacy[0].Applied {
		t.Errorf("%s: %q, told %+v", charset, got, r.Legacy)
	}
}

// Text of old fonts in a PDF arrives in Unicode (R-M10); the other formats are
// tried in package convert.
func TestLegacyPDF(t *testing.T) {
	p := real(t, PDFToText)
	for charset, s := range oldSentences {
		old, err := charmap.Windows1252.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		file := pdf(catalogue, pages, onPage("/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>"), stream("", "BT /F 12 Tf 72 720 Td ("+old+") Tj ET"))
		modern(t, p, charset, convert.PDF, file)
	}
}

// The same in Word's files of before 2007, which LibreOffice makes here of RTF.
func TestSlowLegacyDoc(t *testing.T) {
	if os.Getenv("CONGBO_TEST_SLOW") == "" {
		t.Skip("slow")
	}
	p := real(t, Soffice)
	for charset, font := range map[vi.Charset]string{vi.TCVN3: ".VnTime", vi.VNI: "VNI-Times"} {
		var text strings.Builder
		for _, r := range oldSentences[charset] {
			fmt.Fprintf(&text, `\u%d?`, r)
		}
		_, doc, err := p.office(t.Context(), "doc", "doc:MS Word 97", "in.rtf", []byte(`{\rtf1\ansi\deff0{\fonttbl{\f0 `+font+`;}}\pard\f0 `+text.String()+`\par}`))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(doc, []byte("\xd0\xcf\x11\xe0")) {
			t.Fatalf("%.20q is no .doc", doc)
		}
		modern(t, p, charset, convert.Doc, doc)
	}
}
