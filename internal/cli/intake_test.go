package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What came of each letter is told with its reason: why one is held, and which
// budget one went beyond (R-I1).
func TestIntakeSaysWhy(t *testing.T) {
	d := filepath.Join(t.TempDir(), "d")
	made(t, "init", "--data", d, "--preset", "truong-dai-hoc", "--name", "Trường", "--admin", "quan-tri@truong.vn")
	end := "Subject: Tin\r\nMessage-ID: <1@x.example>\r\n\r\nNội dung.\r\n"
	for _, c := range []struct{ name, letter, state, why string }{
		{"thường", "From: lan@khoa.example\r\n" + end, "opened", ""},
		{"không người gửi", "To: truyenthong@truong.vn\r\n" + end, "held", "Thư không ghi địa chỉ người gửi."},
		{"dòng dài", "From: lan@khoa.example\r\nX-Long: " + strings.Repeat("a", 40<<10) + "\r\n" + end, "unreadable", "Một dòng ở phần đầu thư vượt quá 32 KB"},
		{"nhiều địa chỉ", "From: lan@khoa.example\r\nTo: " + strings.Repeat("a@b.example, ", 300) + "c@d.example\r\n" + end, "unreadable", "Thư gửi cho quá 200 địa chỉ"},
	} {
		file := filepath.Join(t.TempDir(), "thu.eml")
		if err := os.WriteFile(file, []byte(c.letter), 0o600); err != nil {
			t.Fatal(err)
		}
		_, out, errs := run(t, "", "intake", "--data", d, file)
		var line struct{ State, Error string }
		if err := json.Unmarshal([]byte(out), &line); err != nil || line.State != c.state || !strings.HasPrefix(line.Error, c.why) || (c.why == "") != (line.Error == "") {
			t.Errorf("%s: %q %s, want %s %q", c.name, out, errs, c.state, c.why)
		}
	}
}
