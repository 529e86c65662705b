package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// The index of the search is checked and made anew from the command line, beside
// a running program too, and what is asked wrongly is told (F-M2).
func TestSearchCommand(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	made(t, "init", "--data", data, "--preset", "truong-dai-hoc", "--name", "Cơ quan", "--admin", "quan-tri@co-quan.vn")
	made(t, "seed", "--data", data, "--documents", "60")
	if code, out, errs := run(t, "", "search", "check", "--data", data); code != 0 || !strings.Contains(out, "khớp với") || errs != "" {
		t.Errorf("check: %d %q %q", code, out, errs)
	}
	for _, lang := range []string{"vi", "en"} {
		if code, out, errs := run(t, "", "search", "rebuild", "--data", data, "--lang", lang); code != 0 || !strings.ContainsAny(out, "0123456789") || errs != "" {
			t.Errorf("rebuild: %d %q %q", code, out, errs)
		}
	}
	if code, out, errs := run(t, "", "search", "check", "--data", data); code != 0 {
		t.Errorf("check after it: %d %q %q", code, out, errs)
	}
	for _, args := range [][]string{{"search"}, {"search", "find"}, {"search", "check", "again"}} {
		if code, _, errs := run(t, "", append(args, "--data", data)...); code != 2 || errs == "" {
			t.Errorf("%v: %d %q", args, code, errs)
		}
	}
	refused(t, "", "search", "check", "--data", data+"/khong-co")
}
