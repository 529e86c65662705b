package desk_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"congbo/internal/paper"
)

// A procedure is taken from the desk as the paper that an office files, the
// version in force and a draft that says that it is one (R-M8).
func TestProcedureOnPaper(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		const path = "/desk/procedures/dang-tin-cap-truong"
		page := sc.get("nga", path).Body.String()
		for _, ext := range []string{"pdf", "docx"} {
			if !strings.Contains(page, path+"/paper."+ext+"?version=1") {
				t.Errorf("the page does not offer it as %s", ext)
			}
		}
		w := sc.get("nga", path+"/paper.pdf?version=1")
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/pdf" || paper.PageCount(w.Body.Bytes()) < 4 {
			t.Errorf("PDF: %d %v, %d pages", w.Code, w.Header(), paper.PageCount(w.Body.Bytes()))
		}
		if d := w.Header().Get("Content-Disposition"); !strings.Contains(d, "dang-tin-cap-truong-1.pdf") {
			t.Errorf("its name: %s", d)
		}
		head := header(t, sc.get("nga", path+"/paper.docx").Body.Bytes())
		if !strings.Contains(head, "TRƯỜNG ĐẠI HỌC") || strings.Contains(head, "DỰ THẢO") {
			t.Errorf("the head of the one in force: %s", head)
		}
		if w := sc.post("tu", path+"/versions", nil); w.Code != http.StatusSeeOther {
			t.Fatalf("draft: %d %s", w.Code, w.Body)
		}
		if head := header(t, sc.get("nga", path+"/paper.docx?version=2").Body.Bytes()); !strings.Contains(head, "DỰ THẢO") {
			t.Errorf("the head of a draft: %s", head)
		}
	})
}

// header is what stands above the pages of a Word file.
func header(t *testing.T, docx []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/header1.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
