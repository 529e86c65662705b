package mail_test

import (
	"strings"
	"testing"

	"congbo/internal/mail"
)

// What a sender has added is found under what their program quotes (F-F3).
func TestNewText(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing quoted", "Đúng rồi ạ.\n\nCảm ơn.", "Đúng rồi ạ.\n\nCảm ơn."},
		{"Gmail vi", "Đã đúng ạ.\n\nVào Th 2, 23 thg 11, 2026 vào lúc 08:15 Phòng Thông tin <\nptt@example.edu.vn> đã viết:\n\n> Kính gửi\n> Mời kiểm tra\n", "Đã đúng ạ."},
		{"Gmail vi, old", "Vâng\n\nVào ngày 23/11/2026, A <a@example.vn> đã viết:\n> x", "Vâng"},
		{"Gmail en", "Yes\n\nOn Mon, Nov 23, 2026 at 8:15 AM A <a@example.vn> wrote:\n> x\n>\n> y\n", "Yes"},
		{"Apple", "Yes\n\nOn 23 Nov 2026, at 08:15, A <a@example.vn>\nwrote:\n\n> x\n", "Yes"},
		{"Apple vi", "Được\n\nVào 08:15, Th 2, 23 thg 11, 2026 A B đã viết:\n\n> x\n", "Được"},
		{"Thunderbird vi", "Được\n\nLúc 08:15 23/11/2026, A viết:\n> x", "Được"},
		{"no address, no quote", "Ngày 12/10/2026 Hiệu trưởng viết:\nĐề nghị đăng bài.", "Ngày 12/10/2026 Hiệu trưởng viết:\nĐề nghị đăng bài."},
		{"Outlook en", "Right.\n\n-----Original Message-----\nFrom: A\nSent: Monday\nTo: B\nSubject: C\n\ntext", "Right."},
		{"Outlook en, plain head", "Right.\n\nFrom: A <a@x.vn>\nSent: Monday, November 23, 2026 8:15 AM\nTo: B\nSubject: C\n\ntext", "Right."},
		{"Outlook vi", "Nhất trí.\n\nTừ: PTT <ptt@example.edu.vn>\nĐã gửi: Thứ Hai, 23 tháng 11 2026\nTới: A\nChủ đề: Đăng tin\n\nnội dung", "Nhất trí."},
		{"Outlook vi with a ruler", "Nhất trí.\n________________________________\nTừ: PTT\nGửi: 23/11/2026\nĐến: A\nTiêu đề: x\n\nnội dung", "Nhất trí."},
		{"vi original", "Nhất trí.\n\n-----Thư gốc-----\nabc", "Nhất trí."},
		{"prose with Từ:", "Từ: ngày 1/12\nĐến: ngày 5/12\nĐịa điểm: Hội trường", "Từ: ngày 1/12\nĐến: ngày 5/12\nĐịa điểm: Hội trường"},
		{"only quoted at the end", "Cảm ơn\n\n> cũ\n> cũ nữa\n", "Cảm ơn"},
		{"point by point", "> Ảnh nào?\nẢnh thứ hai.\n> Ngày nào?\nNgày 3/12.", "> Ảnh nào?\nẢnh thứ hai.\n> Ngày nào?\nNgày 3/12."},
		{"below the quotation", "On Mon, 23 Nov 2026 A <a@x.vn> wrote:\n> x\n\nAnswer below.", "On Mon, 23 Nov 2026 A <a@x.vn> wrote:\n> x\n\nAnswer below."},
		{"signature", "Nội dung\n-- \nNguyễn Văn A\nKhoa Luật", "Nội dung"},
		{"dashes in prose", "Một\n--\nHai", "Một\n--\nHai"},
		{"telephone", "Đồng ý\n\nĐã gửi từ iPhone của tôi", "Đồng ý"},
		{"telephone en", "OK\n\nSent from my iPhone", "OK"},
		{"passed on", "Kính chuyển.\n\n---------- Forwarded message ---------\nFrom: A <a@x.vn>\nDate: Mon\nSubject: B\nTo: C\n\nBài", "Kính chuyển.\n\n---------- Forwarded message ---------\nFrom: A <a@x.vn>\nDate: Mon\nSubject: B\nTo: C\n\nBài"},
		{"all of it quoted", "> a\n> b", "> a\n> b"},
		{"only an answered letter", "From: A\nSent: B\nTo: C\nSubject: D\n\nx", "From: A\nSent: B\nTo: C\nSubject: D\n\nx"},
		{"empty", "", ""},
	} {
		if got := mail.NewText(c.text); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.name, got, c.want)
		}
	}
}

// Text made to look like the start of a quoted letter all over costs little:
// were it not so, this would take hours.
func TestNewTextIsCheap(t *testing.T) {
	for _, line := range []string{"On 1:\n", "From:\n", "> \nx\n", "vào 1 " + strings.Repeat("viết ", 70) + ":\n", "________________\nFrom:\n"} {
		text := strings.Repeat(line, 2<<20/len(line))
		mail.NewText(text)
	}
}
