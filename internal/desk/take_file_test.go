package desk_test

import (
	"archive/zip"
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/intake"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// wordWithComments is a Word file of two paragraphs; the second has a comment
// on some of its words.
func wordWithComments(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<Types/>`,
		"word/document.xml": `<w:document><w:body><w:p><w:r><w:t>Đoạn thứ nhất.</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">Có </w:t></w:r><w:commentRangeStart w:id="0"/>` +
			`<w:r><w:t>120 sinh viên</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:t xml:space="preserve"> dự lễ.</w:t></w:r></w:p></w:body></w:document>`,
		"word/comments.xml": `<w:comments><w:comment w:id="0" w:author="Trần Bình" w:date="2026-08-20T09:00:00Z"><w:p><w:r><w:t>Xem lại số này</w:t></w:r></w:p></w:comment></w:comments>`,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A document is made of the file that somebody chooses; what stood beside its
// text becomes comments at their words, said to be of the file, unless they
// decline. A file that needs a program which is missing stays, with the reason
// (R-I3, R-M10).
func TestTakeFiles(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h, ctx := newHouse(t, s, storetest.At("2026-08-28 08:00")), context.Background()
		files := []intake.File{{Name: "tin.docx", Data: wordWithComments(t)}, {Name: "cu.rtf", Data: []byte(`{\rtf1\ansi{\fonttbl{\f0 .VnTime;}}\f0 Tr\'ad\'eang \'a7\'b9i h\'e4c\par}`)},
			{Name: "bang.pdf", Data: aPDF}}
		path := func(id int64) string { return "/desk/cases/" + h.see("ha", id).Case.Code }
		attach := func(id int64, fields url.Values) int {
			t.Helper()
			fields.Set("do", "attach")
			fields.Set("version", strconv.FormatInt(h.see("ha", id).Case.Version, 10))
			return h.post("ha", path(id)+"/acts", fields).Code
		}
		number := func(id int64, name string) string {
			t.Helper()
			for _, a := range h.see("ha", id).Attachments {
				if a.Name == name {
					return strconv.FormatInt(a.ID, 10)
				}
			}
			t.Fatal("no file", name)
			return ""
		}
		id := h.send("lan", "Lễ khai giảng", "Xin gửi tin.", files...)
		page := h.get("ha", path(id)).Body.String()
		for _, want := range []string{`name="take_from"`, `selected>tin.docx`, `>cu.rtf`, `>bang.pdf`, `Nội dung thư`, `name="take_comments"`} {
			if !strings.Contains(page, want) {
				t.Errorf("%q is missing", want)
			}
		}
		if code := attach(id, url.Values{}); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		threads, err := h.desk.Editorial.Threads(ctx, h.see("ha", id), h.who["ha"])
		h.must(err)
		if len(threads) != 1 || !threads[0].Stretch || threads[0].Quote != "120 sinh viên" || threads[0].State != "" ||
			threads[0].Text != "Ý kiến ghi trong tệp, của Trần Bình ngày 20/8/2026: Xem lại số này" || threads[0].Person != h.who["ha"].Person {
			t.Errorf("%+v", threads)
		}
		if body := h.get("ha", path(id)+"/comments").Body.String(); !strings.Contains(body, "Trần Bình") {
			t.Error("the comments do not show it")
		}

		// Another file, without what stands beside it.
		second := h.send("lan", "Hai", "Xin gửi tin.", files...)
		from := number(second, "cu.rtf")
		if code := attach(second, url.Values{"take_from": {from}}); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		if got := h.see("ha", second).Revision.Body.PlainText("vi"); strings.TrimSpace(got) != "Trường Đại học" {
			t.Errorf("%q", got)
		}

		// The first file, its comments declined; then the letter itself.
		third := h.send("lan", "Ba", "Nội dung của thư.", files...)
		if code := attach(third, url.Values{"take_from": {number(third, "tin.docx")}}); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		if threads, err := h.desk.Editorial.Threads(ctx, h.see("ha", third), h.who["ha"]); err != nil || len(threads) != 0 {
			t.Error(threads, err)
		}
		fourth := h.send("lan", "Bốn", "Nội dung của thư.", files...)
		if code := attach(fourth, url.Values{"take_from": {"letter"}, "take_comments": {"1"}}); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		if got := h.see("ha", fourth).Revision.Body.PlainText("vi"); strings.TrimSpace(got) != "Nội dung của thư." {
			t.Errorf("%q", got)
		}

		// A file of another case is nobody's choice here; one that cannot be read is
		// said to be so, and nothing is made.
		fifth := h.send("lan", "Năm", "Chữ.", files...)
		if code := attach(fifth, url.Values{"take_from": {from}}); code != http.StatusNotFound {
			t.Error(code)
		}
		if code := attach(fifth, url.Values{"take_from": {number(fifth, "bang.pdf")}}); code != http.StatusUnprocessableEntity {
			t.Error(code)
		}
		if h.see("ha", fifth).Document != nil {
			t.Error("a document was made of a file that nothing reads")
		}
	})
}
