package procdoc_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/locale"
	"congbo/internal/paper"
	"congbo/internal/procdoc"
	"congbo/internal/vi"
)

// The two papers of a disposal, at each of its states and in both languages
// (R-T10); an editor reads the goldens as they are.
func TestDisposalOnPaper(t *testing.T) {
	at := func(s string) time.Time {
		day, err := time.ParseInLocation(time.DateOnly, s, vi.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return day
	}
	d := procdoc.Disposal{L: locale.VI, Parent: "Bộ Giáo dục và Đào tạo", Office: "Trường Đại học Sông Tiên", Number: "3", Reason: "Hết thời hạn lưu theo danh mục hồ sơ",
		Proposed: procdoc.Signed{Name: "Lê Thị Hoa", At: at("2034-01-09")}, Cases: []procdoc.DisposedCase{
			{Code: "PTT-2027-000001", Title: "Thông báo tuyển sinh", Record: "HS-01 Hồ sơ đăng tin", Retention: "5y", Ended: at("2027-03-02"), From: at("2033-01-01")},
			{Code: "PTT-2027-000002", Record: "HS-01 Hồ sơ đăng tin", Retention: "6m", Ended: at("2027-03-04"), From: at("2028-01-01")},
			{Code: "PTT-2027-000003", Title: "Hội thảo", Record: "HS-01 Hồ sơ đăng tin", Retention: "5y", Ended: at("2027-05-04"), From: at("2033-01-01"), Reopened: true},
			{Code: "PTT-2027-000004", Title: "Lịch thi", Record: "Sổ theo dõi", Retention: "5y", Ended: at("2027-06-04"), From: at("2033-01-01")},
		}}
	proposed := d
	d.Decided, d.Words = procdoc.Signed{Name: "Phạm Minh Đức", At: at("2034-01-15")}, "Đồng ý."
	refused := d
	refused.Refused, refused.Words = true, "Xem lại hồ sơ thứ nhất."
	d.Decision, d.Done = "12/QĐ-ĐHST", at("2034-01-16")
	d.Cases = append([]procdoc.DisposedCase(nil), d.Cases...)
	for n, what := range map[int][]procdoc.DisposedPart{
		0: {{Name: "Nội dung thư, biểu mẫu", Count: 2}, {Name: "Tệp (1.234.567 byte)", Count: 3, Files: true, Size: 1234567}},
		1: {{Name: "Phiên bản chưa đăng", Count: 4}, {Name: "Tệp (0 byte)", Count: 1, Files: true}},
	} {
		d.Cases[n].Taken, d.Cases[n].What = at("2034-01-15"), what
	}
	d.Cases[3].Kept = true
	english := d
	english.L = locale.EN
	for name, doc := range map[string]*paper.Document{
		"list-proposed.txt": proposed.List(), "list-refused.txt": refused.List(), "list-approved.txt": d.List(), "list-approved.en.txt": english.List(),
		"minutes.txt": d.Minutes(), "minutes.en.txt": english.Minutes(),
	} {
		got := doc.Text()
		if strings.Contains(got, "⟨") {
			t.Errorf("%s has words that no catalog has:\n%s", name, got)
		}
		for kind, write := range map[string]func() ([]byte, error){"docx": doc.DOCX, "pdf": doc.PDF} {
			if b, err := write(); err != nil || len(b) < 1000 {
				t.Errorf("%s as %s: %d bytes, %v", name, kind, len(b), err)
			}
		}
		path := filepath.Join("testdata", "disposal", name)
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
