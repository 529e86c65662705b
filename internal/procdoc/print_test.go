package procdoc_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/procdoc"
	"congbo/internal/procfile"
	"congbo/internal/vi"
)

// What is printed of each shipped procedure (R-M8, F-J11), to be read beside its
// source document; an editor reads the goldens as they are.
func TestPrintedProcedures(t *testing.T) {
	day := func(s string) time.Time {
		at, err := time.ParseInLocation(time.DateOnly, s, vi.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	shipped := procfile.ByID("dang-tin-cap-truong")
	text, _ := procfile.Named("dang-tin-cap-truong")
	later, mistakes := procfile.Read([]byte(strings.Replace(string(text.Text), "by: webmaster\n    within: 1d", "by: webmaster\n    within: 4h", 1)))
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	by := flow.Decision{Number: "45/QĐ-ĐHST", Date: "2026-11-20", Signer: "Hiệu trưởng"}
	for name, c := range map[string]struct {
		p *flow.Procedure
		l locale.Lang
		i procdoc.Issue
	}{
		"cap-nhat-thong-tin.txt":    {procfile.ByID("cap-nhat-thong-tin"), locale.VI, procdoc.Issue{Office: "Trung tâm Thông tin – Thư viện"}},
		"cap-nhat-tin.txt":          {procfile.ByID("cap-nhat-tin"), locale.VI, procdoc.Issue{Office: "Sở Công Thương"}},
		"dang-tin-cap-don-vi.txt":   {procfile.ByID("dang-tin-cap-don-vi"), locale.VI, procdoc.Issue{}},
		"tin-tieng-anh.txt":         {procfile.ByID("tin-tieng-anh"), locale.VI, procdoc.Issue{Office: "Sở Công Thương"}},
		"giai-dap-vuong-mac.en.txt": {procfile.ByID("giai-dap-vuong-mac"), locale.EN, procdoc.Issue{Office: "Department of Industry and Trade", Draft: "DRAFT"}},
		"dang-tin-cap-truong.txt": {later, locale.VI, procdoc.Issue{
			Parent: "Bộ Giáo dục và Đào tạo", Office: "Trường Đại học Sông Tiên", Number: 2, Decision: by, Effective: "2026-12-01",
			Drafted: procdoc.Signed{Name: "Lê Thị Hoa", At: day("2026-11-10")}, Reviewed: procdoc.Signed{Name: "Trần Văn Bình", At: day("2026-11-15")}, Approved: procdoc.Signed{Name: "Phạm Minh Đức", At: day("2026-11-20")},
			Changes: []procdoc.PastIssue{(&procdoc.Words{P: shipped, L: locale.VI}).Past(nil, flow.Decision{Number: "12/QĐ-ĐHST", Date: "2025-01-06"}, "2025-02-01", 1), (&procdoc.Words{P: later, L: locale.VI}).Past(shipped, by, "2026-12-01", 2)},
		}},
	} {
		got := (&procdoc.Words{P: c.p, L: c.l}).Print(c.i).Text()
		if strings.Contains(got, "⟨") {
			t.Errorf("%s has words that no catalog has:\n%s", name, got)
		}
		path := filepath.Join("testdata", "print", name)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The library's own paper, row by row of its table, the fourth as the two boxes of
// its chart, sending and updating: who and how long stand as
// its text has them, and its register is left empty as it is there.
func TestPrintedAsItsSource(t *testing.T) {
	got := (&procdoc.Words{P: procfile.ByID("cap-nhat-thong-tin"), L: locale.VI, Kinds: map[string]locale.Text{"article": {VI: "Bài viết"}, "new-materials": {VI: "Giới thiệu tài liệu mới"}}}).Print(procdoc.Issue{}).Text()
	for _, want := range []string{
		"Mã hóa: QT/TTTT-TV", "Ban hành lần: 02", "Bộ phận Thư viện điện tử.", "- TV: Thư viện", "- BP: Bộ phận",
		"| 1 | Tìm/nhận thông tin cập nhật (mục III.2.1)", "| 2 | Kiểm tra thông tin: hình thức, nội dung (mục III.2.2)", "| 3 | Phân loại thông tin cập nhật (mục III.2.3)",
		"| 4 | Gửi thông tin cần cập nhật cho TTPTPM (mục III.2.4)", "Bài viết, Giới thiệu tài liệu mới: 16:00 thứ Sáu hằng tuần", "| 5 | Cập nhật thông tin lên website; lưu (mục III.2.4)", "| 6 | Kiểm tra kết quả cập nhật (mục III.2.5)", "| 7 | Hoàn tất cập nhật: chính thức đăng tải (mục III.2.6)",
		"“Không chính xác” → Cập nhật thông tin lên website; lưu", "| TT | Tên biểu mẫu, hồ sơ | Mã hóa | Thời gian lưu | Nơi lưu\n|  |  |  |  |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not printed", want)
		}
	}
	for step, limit := range map[string]string{"1": "1 ngày làm việc", "2": "1 ngày làm việc", "3": "–", "5": "1 ngày làm việc", "6": "–"} {
		_, row, _ := strings.Cut(got, "\n| "+step+" | ")
		row, _, _ = strings.Cut(row, "\n| ")
		if cells := strings.Split(row, " | "); cells[len(cells)-1] != limit {
			t.Errorf("step %s has the limit %q", step, cells[len(cells)-1])
		}
	}
}
