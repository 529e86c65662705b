package cli_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"congbo/internal/cli"
	"congbo/internal/vi"
)

func text(stdin string, args ...string) (code int, out, errs string) {
	var o, e strings.Builder
	code = cli.Main(context.Background(), append([]string{"congbo", "text"}, args...), nil, strings.NewReader(stdin), &o, &e)
	return code, o.String(), e.String()
}

// Text of old fonts goes in, Unicode comes out, line for line, and stderr says
// what was recognised where (R-I4).
func TestTextNormalise(t *testing.T) {
	code, out, errs := text("Hà Nội\r\nTr\xad\xeang \xa7\xb9i h\xe4c C\xabng ngh\xd6\r\n\n© 2026", "normalise")
	if code != 0 || out != "Hà Nội\r\nTrường Đại học Công nghệ\r\n\n© 2026" {
		t.Fatalf("%d %q", code, out)
	}
	var found vi.Finding
	if err := json.Unmarshal([]byte(errs), &found); err != nil {
		t.Fatalf("%q: %v", errs, err)
	}
	if want := (vi.Finding{Line: 2, Start: 1, End: 25, What: vi.TCVN3, Before: "Tr\u00adêng §¹i häc C«ng nghÖ", After: "Trường Đại học Công nghệ", Applied: true}); found != want {
		t.Errorf("%+v", found)
	}
	utf16 := "\xff\xfe" + "T\x00h\x00\xf4\x00n\x00g\x00 \x00b\x00\xe1\x00o\x00"
	if code, out, errs := text(utf16, "normalise"); code != 0 || out != "Thông báo" || errs != "" {
		t.Errorf("%d %q %q", code, out, errs)
	}
	if code, out, _ := text("Trß¶ng ÐÕi h÷c", "normalise", "--from", "viscii"); code != 0 || out != "Trường Đại học" {
		t.Errorf("%d %q", code, out)
	}
	if code, _, errs := text("", "normalise", "--from", "abc"); code != 2 || !strings.Contains(errs, "TCVN3") {
		t.Errorf("%d %q", code, errs)
	}
	if code, _, errs := text("", "tidy"); code != 2 || !strings.Contains(errs, "normalise") {
		t.Errorf("%d %q", code, errs)
	}
}
