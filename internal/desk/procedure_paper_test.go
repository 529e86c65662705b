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

// Everybody here sees what is kept and for how long; what may go is shown to those
// who keep the procedures (F-J11, R-T10).
func TestRegisterPages(t *testing.T) {
	inScene(t, func(t *testing.T, sc *scene) {
		has(t, "the register", sc.page(t, "nga", "/desk/register"), "HS-01", "5 năm", "vĩnh viễn", "hồ sơ từng vụ việc do hệ thống giữ", `href="/desk/procedures/dang-tin-cap-truong"`)
		has(t, "what may go", sc.page(t, "tu", "/desk/register/expired"), "Chưa có hồ sơ nào hết thời gian lưu.")
		if w := sc.get("nga", "/desk/register/expired"); w.Code != http.StatusForbidden {
			t.Errorf("what may go, to anybody: %d", w.Code)
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
