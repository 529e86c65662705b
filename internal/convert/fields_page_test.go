package convert_test

import (
	"strings"
	"testing"

	"congbo/internal/convert"
)

// What the fields of a page show stays where it stood; a box to search in is no
// part of a text (R-I3).
func TestFieldsOfPages(t *testing.T) {
	for in, want := range map[string]string{
		`<p>Họ tên: <input value="Lê Lan"> sinh <input type="date" value="2001-03-09">, <input type=time value="08:30"></p>`:  "<p>Họ tên: Lê Lan sinh 09/03/2001 , 08:30</p>",
		`<p>Học lực:<select><option>Khá<option selected>Giỏi</select>Năm</p>`:                                                 "<p>Học lực: Giỏi Năm</p>",
		`<p>Lớp <select><optgroup label="Khối 1"><option>1A<option>1B</optgroup></select></p>`:                                "<p>Lớp 1A</p>",
		`<p>Môn: <select multiple><option selected>Toán<option>Lý<option selected label="Hóa học">H</select></p>`:             "<p>Môn: Toán, Hóa học</p>",
		`<p>Môn: <select multiple><option>Toán</select>.</p>`:                                                                 "<p>Môn: .</p>",
		"<p>Ghi chú:</p><textarea>\nmột\nhai</textarea><p>hết</p>":                                                            "<p>Ghi chú:</p> <p>một<br> hai</p> <p>hết</p>",
		`<p><label><input type="radio" checked>Nam</label> <label><input type=radio>Nữ</label></p>`:                           "<p>☑ Nam ☐ Nữ</p>",
		`<p>một<input type=hidden value=a><input type=submit value=Gửi><input type=password value=b><button>Gửi</button></p>`: "<p>một</p>",
		`<p>một</p><input list=l><datalist id=l><option>Sơn La</datalist>`:                                                    "<p>một</p>",
		`<form action="/tim-kiem"><input name=q value="đề án"><select><option>Tất cả</select></form><p>chữ</p>`:               "<p>chữ</p>",
		`<form class="research-form" action="/khao-sat"><p>Họ tên <input value="Lê Lan"></p></form>`:                          "<p>Họ tên Lê Lan</p>",
		`<div role=search><input value="đề án"></div><input type=search value=x><p>chữ</p>`:                                   "<p>chữ</p>",
		`<header><select><option>Tiếng Việt</select></header><main><p>chữ <select><option>một</select></p></main>`:            "<p>chữ một</p>",
		`<select><option>Liên kết website</select><article><p>chữ</p></article>`:                                              "<p>chữ</p>",
	} {
		for _, kind := range []string{convert.Web, convert.HTML} {
			if got, _ := shown(t, kind, []byte(in)); got != want {
				t.Errorf("%s %q: %q, want %q", kind, in, got, want)
			}
		}
	}
}

// What Word tracked is accepted and told; what is struck out on any other page is
// struck out (R-I3).
func TestTrackedChangesOfPages(t *testing.T) {
	const word = `<html xmlns:w="urn:schemas-microsoft-com:office:word"><body>`
	for _, in := range []string{
		`<p>Nộp <del cite="mailto:Lan" datetime="2026-01-05T10:00">trước</del><ins cite="mailto:Lan" datetime="2026-01-05T10:00">sau</ins> Tết</p>`,
		word + `<p>Nộp <del datetime="2026-01-05T10:00">trước</del><ins datetime="2026-01-05T10:00">sau</ins> Tết</p>`,
		word + `<p>Nộp <span class=msoDel>trước</span><span class=msoIns><ins>sau</ins></span> Tết</p>`,
		word + `<p>Nộp <span class="msoDel"><del cite="mailto:Lan" datetime="2026-01-05T10:00"><b>trước</b></del></span>sau Tết</p>`,
	} {
		html, r := shown(t, convert.Web, []byte(in))
		if html != "<p>Nộp sau Tết</p>" {
			t.Errorf("%s: %s", in, html)
		}
		told(t, r, "convert.changes_accepted", true)
	}
	html, r := shown(t, convert.Web, []byte(`<p><del datetime="2026-01-05" cite="https://x.vn/sua">cũ</del> <s>bỏ</s> <ins datetime="2026-01-05">mới</ins></p>`))
	has(t, html, "<s>cũ</s> <s>bỏ</s> <u>mới</u>")
	told(t, r, "convert.changes_accepted", false)
	html, _ = shown(t, convert.Web, []byte(word+`<div class=msoDel><p>bỏ cả đoạn</p></div><p>giữ <s>này</s></p>`))
	if strings.Contains(html, "bỏ cả") || !strings.Contains(html, "<s>này</s>") {
		t.Error(html)
	}
}

// Questions that unfold and the names of groups of fields stand by themselves.
func TestSummariesOfPages(t *testing.T) {
	html, _ := shown(t, convert.Web, []byte(`<details><summary>Hỏi</summary>Đáp</details><fieldset><legend>Nhóm</legend>một</fieldset>`+
		`<nav>hai</nav>ba<dialog open>bốn</dialog>`))
	has(t, html, "<p>Hỏi</p> <p>Đáp</p> <p>Nhóm</p> <p>một</p> <p>hai</p> <p>ba</p> <p>bốn</p>")
}
