package desk_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"congbo/internal/desk"
	"congbo/internal/intake"
)

// wordFile is a Word file with something for its text that may be none.
func wordFile(t *testing.T, document string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct{ name, text string }{{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", document}} {
		w, err := z.Create(part.name)
		if err == nil {
			_, err = w.Write([]byte(part.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A Word file of which no text could be made is named on the case, with why and
// what to do, for as long as the case is there (F-F8).
func TestUnreadFileIsTold(t *testing.T) {
	eachScene(t, func(t *testing.T, sc *scene) {
		id := sc.send("lan", "Tin có tệp hỏng", "Xin xem tệp kèm theo.", intake.File{Name: "Tin bài.docx", Data: wordFile(t, "<w:document")},
			intake.File{Name: "Bài cũ.doc", Data: append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 4096)...)})
		if p := sc.shown("ha", id); len(p.Unread) != 0 {
			t.Errorf("before anything was read: %+v", p.Unread)
		}
		sc.take("ha", id)
		for range 2 { // not only once
			body := sc.get("ha", "/desk/cases/"+sc.see("ha", id).Case.Code).Body.String()
			for _, want := range []string{"Tin bài.docx", "Không đọc được tệp; tệp có thể bị hỏng hoặc đặt mật khẩu.", "lưu lại dạng .docx không đặt mật khẩu"} {
				if !strings.Contains(body, want) {
					t.Errorf("the case does not say %q", want)
				}
			}
		}
		if p := sc.shown("ha", id); p.Text == nil || len(p.Unread) == 0 || !strings.Contains(string(p.Text.Body), "Xin xem tệp kèm theo.") {
			t.Errorf("text %+v, unread %+v", p.Text, p.Unread)
		}
	})
}

func (sc *scene) shown(who string, id int64) desk.CasePage {
	sc.t.Helper()
	p, err := desk.CaseOf(sc.desk, sc.who[who], sc.see(who, id))
	sc.must(err)
	return p
}
