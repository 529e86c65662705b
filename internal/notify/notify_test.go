package notify

import (
	"regexp"
	"strings"
	"testing"

	"congbo/internal/locale"
)

var braces = regexp.MustCompile(`\{[^}]*\}`)

// Every letter is worded in both languages, with the same values, and leaves
// no brace behind (F-A9, F-C12, F-K1, R-M5).
func TestLettersAreWorded(t *testing.T) {
	values := map[string]string{"name": "Võ Thị Lan", "office": "Phòng Truyền thông", "institution": "Trường", "title": "Tin", "code": "PTT-2026-000001", "step": "Kiểm duyệt",
		"due": "16:00", "track": "https://x.example/t", "reason": "Thiếu nguồn", "clause": "mục IV.b.2", "procedure": "Đưa thông tin lên website", "links": "https://x.example/a\nhttps://x.example/b", "answer": "https://x.example/q", "desk": "https://x.example/desk", "sender": "Khoa", "unit": "Khoa Vật lý", "list": "# Việc\nMột https://x.example/1", "count": "1", "by": "Mai Xuân Phúc", "trouble": "bài đã sửa", "release": "Khai giảng", "link": "https://x.example/dat-bai/c", "was": "16:00 hôm qua", "site": "Thư viện",
		"approve": "https://x.example/d?do=approve", "return": "https://x.example/d?do=return", "ask": "https://x.example/d?do=ask", "until": "16:00", "for": "Lê Văn Hùng", "year": "2027", "question": "Vì sao?", "text": "Nội dung", "day": "23/11/2026", "watch": "Báo chí kinh tế", "subjects": "Kinh tế", "number": "3", "decision": "12/QĐ", "case": "PTT-2020-000001", "kept": "1", "report": "BL-2026-000001"}
	for _, name := range Templates {
		for _, l := range locale.Langs {
			subject, body := "letter."+name+".subject", "letter."+name+".body"
			if !locale.Has(l, subject) || !locale.Has(l, body) {
				t.Errorf("%s: no letter %q", l, name)
				continue
			}
			plain, html := compose(l, locale.T(l, body), values)
			for what, s := range map[string]string{"subject": fill(locale.T(l, subject), values), "text": plain, "html": html} {
				if left := braces.FindString(s); left != "" && !strings.Contains(left, ":") {
					t.Errorf("%s %s: the %s leaves %s", l, name, what, left)
				}
			}
			for _, used := range braces.FindAllString(locale.T(l, body), -1) {
				if _, ok := values[used[1:len(used)-1]]; !ok {
					t.Errorf("%s %s uses %s, which nothing fills", l, name, used)
				}
			}
		}
	}
}

// What is not there leaves no paragraph; what somebody wrote stays text.
func TestCompose(t *testing.T) {
	text := "Kính gửi {name},\n\n?reason: > {reason}\n\n?track: Theo dõi:\n\n[]{links}\n\nTrân trọng"
	plain, html := compose(locale.VI, text, map[string]string{"name": "<b>Lan</b>", "reason": "Sai <script>alert(1)</script>\nhai dòng", "links": "https://a.example/\nhttps://b.example/"})
	want := "Kính gửi <b>Lan</b>,\n\n    Sai <script>alert(1)</script>\n    hai dòng\n\nhttps://a.example/\n\nhttps://b.example/\n\nTrân trọng\n"
	if plain != want {
		t.Errorf("plain:\n%s\nwant:\n%s", plain, want)
	}
	if strings.Contains(html, "<script") || strings.Contains(html, "<b>Lan") || strings.Contains(html, "Theo dõi") || strings.Count(html, "<a href=") != 2 {
		t.Errorf("html:\n%s", html)
	}
}
