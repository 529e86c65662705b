package vi_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"congbo/internal/vi"
)

// What is clean by itself is so for the rules as well: no character, alone or
// after another, passes that normal form or the list of invisible ones change.
func TestCleanByTheRules(t *testing.T) {
	for r := rune(0); r < 0x3000; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		for _, s := range []string{"a" + string(r) + "b", "ơ" + string(r) + "ờ", string(r) + string(r)} {
			if vi.Clean(s) != s {
				continue
			}
			if !norm.NFC.IsNormalString(s) || unicode.In(r, unicode.Cf) || unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t' {
				t.Errorf("%+q is left as it is", s)
			}
		}
	}
	for _, s := range []string{"Quyết định số 12/2026/QĐ-UBND – “Về việc…”", "ĐẠI HỌC SÔNG TIỀN, Ữ Ằ ỹ ơ ư Ơ Ư", "à\u00a0b"} {
		if vi.Clean(s) != s {
			t.Errorf("%q becomes %q", s, vi.Clean(s))
		}
	}
}
