package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What "congbo procedure" does with a file, and how it ends (R-M8, design §6).
func TestProcedure(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	shipped, err := os.ReadFile("../procfile/presets/dang-tin-cap-truong.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed := file("changed.yaml", strings.Replace(string(shipped), "by: webmaster\n    within: 1d", "by: webmaster\n    within: 4h", 1))
	broken := file("broken.yaml", "id: x\ntitle: {vi: X, en: X}\nsteps:\n  - {id: a, by: heed, within: soon}\n")
	for _, c := range []struct {
		name string
		code int
		out  string // in the output or the errors
		args []string
	}{
		{"a sound one", 0, "hợp lệ", []string{"check", changed}},
		{"a shipped one by name", 0, "hợp lệ", []string{"check", "cap-nhat-tin"}},
		{"every mistake with its place", 1, "broken.yaml:4:17: ", []string{"check", broken}},
		{"a chart", 0, "<svg ", []string{"draw", "cap-nhat-tin"}},
		{"none of a broken one", 1, "broken.yaml", []string{"draw", broken}},
		{"a difference in words", 1, "thời hạn đổi từ 1 ngày làm việc thành 4 giờ làm việc.", []string{"diff", "dang-tin-cap-truong", changed}},
		{"in English", 1, "limit changed from 1 working day to 4 hours of working time.", []string{"diff", "--lang", "en", "dang-tin-cap-truong", changed}},
		{"no difference", 0, "Hai bản giống nhau.", []string{"diff", changed, changed}},
		{"no such file", 1, "khong-co", []string{"diff", changed, "khong-co"}},
		{"on paper, in plain words", 0, "## V. BIỂU MẪU VÀ HỒ SƠ", []string{"print", "--format", "txt", "cap-nhat-thong-tin"}},
		{"in English", 0, "## V. FORMS AND RECORDS", []string{"print", "--format", "txt", "--lang", "en", "cap-nhat-thong-tin"}},
		{"with its earlier issue", 0, "thời hạn đổi từ 1 ngày làm việc thành 4 giờ làm việc.", []string{"print", "--format", "txt", "dang-tin-cap-truong", changed}},
		{"as a PDF", 0, "%PDF-", []string{"print", "cap-nhat-tin"}},
		{"a broken one is not printed", 1, "broken.yaml", []string{"print", broken}},
		{"no such format", 1, "odt", []string{"print", "--format", "odt", "cap-nhat-tin"}},
		{"nothing to print", 2, "cần in", []string{"print"}},
		{"one file too few", 2, "hai quy trình", []string{"diff", changed}},
		{"no such verb", 2, "check", []string{"paint", changed}},
		{"nothing", 2, "check", nil},
	} {
		code, out, errs := run(t, "", append([]string{"procedure"}, c.args...)...)
		if code != c.code || !strings.Contains(out+errs, c.out) {
			t.Errorf("%s: %d\n%s%s", c.name, code, out, errs)
		}
	}

	svg := filepath.Join(dir, "chart.svg")
	if code, out, errs := run(t, "", "procedure", "draw", "cap-nhat-tin", "-o", svg); code != 0 || out+errs != "" {
		t.Errorf("draw -o: %d %q %q", code, out, errs)
	}
	if data, err := os.ReadFile(svg); err != nil || !strings.HasPrefix(string(data), "<svg ") {
		t.Errorf("%v: %.40s", err, data)
	}

	docx := filepath.Join(dir, "quy-trinh.docx")
	if code, out, errs := run(t, "", "procedure", "print", "cap-nhat-tin", "-o", docx); code != 0 || out+errs != "" {
		t.Errorf("print -o: %d %q %q", code, out, errs)
	}
	if data, err := os.ReadFile(docx); err != nil || !strings.HasPrefix(string(data), "PK") {
		t.Errorf("%v: %.40s", err, data)
	}

	var mistakes []struct {
		File         string
		Line, Column int
		Key, Text    string
	}
	code, out, _ := run(t, "", "procedure", "check", "--json", broken)
	if err := json.Unmarshal([]byte(out), &mistakes); err != nil || code != 1 || len(mistakes) < 3 || mistakes[0].Line == 0 || mistakes[0].Text == "" {
		t.Errorf("check --json: %d %v\n%s", code, err, out)
	}
	if code, out, _ := run(t, "", "procedure", "check", "--json", changed); code != 0 || out != "[]\n" {
		t.Errorf("check --json of a sound one: %d %q", code, out)
	}
	var lines []struct{ Step, Text string }
	code, out, _ = run(t, "", "procedure", "diff", "--json", "dang-tin-cap-truong", changed)
	if err := json.Unmarshal([]byte(out), &lines); err != nil || code != 1 || len(lines) != 1 || lines[0].Step != "post" {
		t.Errorf("diff --json: %d %v\n%s", code, err, out)
	}
}
