package programs

import (
	"bytes"
	"image/jpeg"
	"os"
	"strings"
	"testing"
)

// The first page and the words of a PDF, where the programs are there (R-I8);
// nothing of what is none.
func TestPaper(t *testing.T) {
	p := Find()
	if !p.Has(PDFToText) || !p.Has(PDFToPPM) {
		if os.Getenv("CONGBO_TEST_REQUIRE") != "" {
			t.Fatal("pdftoppm and pdftotext are not installed (`make install`)")
		}
		t.Skip("pdftoppm and pdftotext are not installed")
	}
	page, words, err := p.Paper(t.Context(), onePagePDF("Ke hoach tuyen sinh"))
	if err != nil || words != "Ke hoach tuyen sinh" {
		t.Errorf("%q, %v", words, err)
	}
	if c, err := jpeg.DecodeConfig(bytes.NewReader(page)); err != nil || c.Width != 850 || c.Height < 1200 {
		t.Errorf("%+v, %v", c, err)
	}
	old := bytes.ReplaceAll(onePagePDF(`Tr\255\352ng \247\271i h\344c t\346 ch\370c cu\351c h\344p`), []byte("/BaseFont/Helvetica"), []byte("/BaseFont/.VnTime/Encoding/WinAnsiEncoding"))
	if _, words, err := p.Paper(t.Context(), old); err != nil || words != "Trường Đại học tổ chức cuộc họp" {
		t.Errorf("of an old font: %q, %v", words, err)
	}
	for _, bad := range [][]byte{nil, []byte("%PDF-1.4 nothing"), bytes.Repeat([]byte("%PDF-"), 1000)} {
		if page, words, _ := p.Paper(t.Context(), bad); len(page) > 0 || words != "" {
			t.Errorf("%.20q: %q", bad, words)
		}
	}
	if page, words, err := p.Only("none").Paper(t.Context(), onePagePDF("x")); page != nil || words != "" || err != nil {
		t.Error("without programs", err)
	}
}

func onePagePDF(words string) []byte {
	return []byte(strings.Join([]string{"%PDF-1.4", "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj", "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj",
		"4 0 obj<</Length 60>>stream", "BT /F 24 Tf 72 720 Td (" + words + ") Tj ET", "endstream endobj", "trailer<</Root 1 0 R>>", ""}, "\n"))
}
