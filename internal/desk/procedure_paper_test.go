package desk_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/locale"
	"congbo/internal/paper"
	"congbo/internal/people"
	"congbo/internal/store"
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
		has(t, "what may go", sc.page(t, "tu", "/desk/register/expired"), "Chưa có hồ sơ nào hết thời hạn lưu.")
		if w := sc.get("nga", "/desk/register/expired"); w.Code != http.StatusForbidden {
			t.Errorf("what may go, to anybody: %d", w.Code)
		}
	})
}

// What may go is proposed by tick with a reason, decided on by somebody else, and
// the page of the case says so (R-T10). Its pages are kept for the storybook.
func TestDisposalPages(t *testing.T) {
	inScene(t, func(t *testing.T, sc *scene) {
		ctx := context.Background()
		code := sc.code("declined")
		sc.must(sc.store.Tx(ctx, func(tx *store.Tx) error {
			c, err := tx.Case(ctx, sc.ids["declined"])
			if err != nil {
				return err
			}
			c.EndedAt = c.EndedAt.AddDate(-8, 0, 0)
			return tx.SaveCase(ctx, c, nil)
		}))
		sc.appoint("hanh", people.Leadership, people.Place{Kind: people.Institution, ID: sc.inst})
		const list = "/desk/register/expired"
		kept := func(name, who, path string) {
			for _, l := range []locale.Lang{locale.EN, locale.VI} {
				sc.speak(who, l)
				sc.tell("disposal-"+name, l, sc.get(who, path).Body.String())
			}
		}
		kept("expired", "tu", list)
		has(t, "what may go", sc.page(t, "tu", list), code, `name="reason"`)
		if w := sc.post("tu", list, url.Values{"case": {code}}); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "checked") {
			t.Errorf("without a reason: %d, or the tick is lost", w.Code)
		}
		w := sc.post("tu", list, url.Values{"case": {code}, "reason": {"Hết thời hạn lưu <b>"}})
		path := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther {
			t.Fatalf("propose: %d %s", w.Code, w.Body)
		}
		has(t, "one's own", sc.page(t, "tu", path), "Danh mục tài liệu hết giá trị", "Người đề nghị không được tự duyệt", "lưu &lt;b&gt;", code)
		kept("own", "tu", path)
		yes := url.Values{"do": {"approve"}, "number": {"12/QĐ"}, "version": {"1"}}
		if w := sc.post("tu", path, yes); w.Code != http.StatusForbidden {
			t.Errorf("one's own, approved: %d", w.Code)
		}
		if w := sc.get("nga", path); w.Code != http.StatusForbidden {
			t.Errorf("a proposal, to anybody: %d", w.Code)
		}
		for _, name := range []string{"list.docx", "list.pdf", "list.txt"} {
			w := sc.get("hanh", path+"/papers/"+name)
			if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Disposition"), name) || w.Body.Len() < 300 {
				t.Errorf("%s: %d %v, %d bytes", name, w.Code, w.Header(), w.Body.Len())
			}
		}
		has(t, "the list on paper", sc.get("tu", path+"/papers/list.txt").Body.String(), "# DANH MỤC TÀI LIỆU HẾT GIÁ TRỊ", "chưa có quyết định", "| 1 | "+code, "lưu <b>", "5 năm")
		for name, want := range map[string]int{"minutes.pdf": http.StatusConflict, "list.exe": http.StatusNotFound, "other.pdf": http.StatusNotFound} {
			if w := sc.get("hanh", path+"/papers/"+name); w.Code != want {
				t.Errorf("%s: %d", name, w.Code)
			}
		}
		if w := sc.get("nga", path+"/papers/list.pdf"); w.Code != http.StatusForbidden {
			t.Errorf("the list on paper, to anybody: %d", w.Code)
		}
		has(t, "to decide on", sc.page(t, "hanh", path), `name="number"`, "Duyệt hủy")
		kept("decide", "hanh", path)
		if w := sc.post("hanh", path, yes); w.Code != http.StatusSeeOther {
			t.Fatalf("approve: %d %s", w.Code, w.Body)
		}
		has(t, "the list", sc.page(t, "hanh", "/desk/disposals"), "Đã duyệt hủy ngày")
		has(t, "the case", sc.page(t, "hanh", "/desk/cases/"+code), "Đã duyệt hủy ngày", "theo Quyết định số 12/QĐ")

		// When it is done the page of the case tells what it was and what went.
		id := sc.ids["declined"]
		sc.must(sc.store.Tx(ctx, func(tx *store.Tx) error {
			x, err := tx.DisposedCase(ctx, id)
			if err != nil {
				return err
			}
			letters, err := tx.CaseLetters(ctx, id) // nobody sends them here
			for _, l := range letters {
				l.State = store.LetterSent
				err = errors.Join(err, tx.SaveLetter(ctx, &l))
			}
			if err != nil {
				return err
			}
			sc.desk.Cases.Follows(tx, sc.ids["receive"], x)
			_, err = tx.TakeAway(ctx, x.Item.ID)
			return errors.Join(err, tx.EndDisposalItem(ctx, &store.DisposalEnd{Item: x.Item.ID, Disposal: x.Disposal.ID, Case: id, How: store.DisposalTaken, Title: "Tên cũ"}), func() error { _, err := tx.DisposalDone(ctx, x.Disposal.ID); return err }())
		}))
		has(t, "the papers, done", sc.page(t, "tu", path), path[strings.Index(path, "/desk"):]+"/papers/minutes.docx", "Biên bản hủy tài liệu hết giá trị")
		has(t, "the minutes", sc.get("tu", path+"/papers/minutes.txt").Body.String(), "# BIÊN BẢN HỦY TÀI LIỆU HẾT GIÁ TRỊ", "12/QĐ", "| 1 | "+code+" | Tên cũ | ", "- Tiêu đề, người gửi của hồ sơ: 1", "Tổng số: 1 hồ sơ, ")
		has(t, "a case that its letter opened", sc.page(t, "ha", "/desk/cases/"+sc.code("receive")), "tiếp theo hồ sơ "+code, `href="/desk/cases/`+code+`">Xem hồ sơ cũ`)
		has(t, "the case, gone", sc.page(t, "hanh", "/desk/cases/"+code), "đã hủy tài liệu", "Tên cũ", "12/QĐ", "Những gì đã hủy")
		kept("gone", "hanh", "/desk/cases/"+code)
		kept("done", "hanh", path)
		kept("list", "hanh", "/desk/disposals")
		kept("register", "hanh", "/desk/register")
		has(t, "the list, done", sc.page(t, "hanh", path), "Đã hủy")
		if w := sc.get("hanh", "/desk/cases/"+code+"/revisions"); w.Code != http.StatusNotFound {
			t.Errorf("revisions of what is gone: %d", w.Code)
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
