package accounts

import (
	"strings"
	"testing"

	"congbo/internal/fault"
)

// ASVS 6.2.4, 6.2.5, 6.2.8, 6.2.9, 6.2.11: long enough, not what an attacker
// tries first, and otherwise whatever the person likes.
func TestCheckPassword(t *testing.T) {
	own := []string{"Nguyễn Thị Bích Vân", "bichvan.nguyen@dhnl.example.vn", "Trường Đại học Nông Lâm Miền Trung"}
	for _, c := range []struct{ password, want string }{
		{"ngựa tía ăn cỏ khô", ""},
		{"correct horse battery staple", ""},
		{"a8#k2%z9^q6&", ""},
		{"tqkzvbnhwmrp", ""},
		{"これはとても長い合言葉", "accounts.password_short"},
		{"これはとても長い合言葉です", ""},
		{strings.Repeat("rừng xanh ", 3) + "thẳm sâu", ""},
		{strings.Repeat("x7Qm", 256), "accounts.password_common"},
		{strings.Repeat("ừ", 400), "accounts.password_long"},
		{"ngan ngay", "accounts.password_short"},
		{"tab\tulator-passt-nicht", "accounts.password_control"},
		{"bad\xffbytesbadbytes", "accounts.password_control"},
		{"Matkhau@123456", "accounts.password_common"},
		{"M@tkh4u!!2026..", "accounts.password_common"},
		{"anhyeuem20112005", "accounts.password_common"},
		{"P@ssw0rd1234", "accounts.password_common"},
		{"Qwertyuiop123!", "accounts.password_common"},
		{"1qaz2wsx3edc4rfv", "accounts.password_common"},
		{"123456789012345", "accounts.password_common"},
		{"20/11/2026 20/11", "accounts.password_common"},
		{"0912345678 0912345678", "accounts.password_common"},
		{"aaaaaaaaaaaaaaaa", "accounts.password_common"},
		{"xyzkxyzkxyzkxyzk", "accounts.password_common"},
		{"Truongdaihoc@2026", "accounts.password_common"},
		{"QuanTriVien#2026", "accounts.password_common"},
		{"Hà Nội mùa thu 2026", "accounts.password_common"},
		{"NguyenThiBichVan1990", "accounts.password_own"},
		{"bichvan@dhnl2026", "accounts.password_own"},
		{"NongLamMienTrung@68", "accounts.password_own"},
	} {
		err := checkPassword(c.password, 12, own)
		got := ""
		if e, ok := fault.As(err); ok {
			got = e.Key
		}
		if got != c.want {
			t.Errorf("%.40q: %q, want %q", c.password, got, c.want)
		}
	}
}

// ASVS 6.2.4: what the word list refuses is many thousands of the passwords
// that people choose, not only its own lines.
func TestCommonPasswordsAreMany(t *testing.T) {
	refused := 0
	for w := range common() {
		for _, tail := range []string{"123456", "@123456", "2026", "@2026", "1234567890", "!@#$%^", "123@abc", "abc123", "01011990", "....", "vietnam"} {
			for _, p := range []string{w + tail, strings.ToUpper(w[:1]) + w[1:] + tail, tail + w, w + w + tail} {
				if len(p) < 12 {
					continue
				}
				if checkPassword(p, 12, nil) == nil {
					t.Errorf("%q was accepted", p)
				}
				refused++
			}
		}
	}
	if refused < 3000 {
		t.Errorf("only %d", refused)
	}
}

func FuzzCheckPassword(f *testing.F) {
	f.Add("Matkhau@123456", "An")
	f.Add("\xff\x00", "")
	f.Fuzz(func(t *testing.T, password, own string) { checkPassword(password, 12, []string{own}) })
}
