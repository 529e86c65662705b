package locale_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"congbo/internal/fault"
	"congbo/internal/locale"
)

var placeholder = regexp.MustCompile(`\{\d+\}`)

// Both languages say everything, with the same values, in NFC (F-I5).
func TestCatalogsAgree(t *testing.T) {
	if vi, en := locale.Keys(locale.VI), locale.Keys(locale.EN); !slices.Equal(vi, en) {
		for _, k := range vi {
			if !locale.Has(locale.EN, k) {
				t.Errorf("English lacks %q", k)
			}
		}
		for _, k := range en {
			if !locale.Has(locale.VI, k) {
				t.Errorf("Vietnamese lacks %q", k)
			}
		}
	}
	for _, l := range locale.Langs {
		for _, k := range locale.Keys(l) {
			one, other := locale.Forms(l, k)
			for _, text := range []string{one, other} {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s %q is empty", l, k)
				}
				if !norm.NFC.IsNormalString(text) {
					t.Errorf("%s %q is not NFC", l, k)
				}
				if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
					t.Errorf("%s %q has a control character", l, k)
				}
			}
		}
	}
	for _, k := range locale.Keys(locale.VI) {
		_, vi := locale.Forms(locale.VI, k)
		_, en := locale.Forms(locale.EN, k)
		if a, b := values(vi), values(en); !slices.Equal(a, b) {
			t.Errorf("%q: Vietnamese uses %v, English %v", k, a, b)
		}
	}
}

func values(s string) []string {
	v := placeholder.FindAllString(s, -1)
	slices.Sort(v)
	return slices.Compact(v)
}

func TestErrorHidesWhatIsInternal(t *testing.T) {
	secret := fault.New(fault.Internal, "pq: password=hunter2")
	for _, l := range locale.Langs {
		if got := locale.Error(l, secret); strings.Contains(got, "hunter2") || strings.HasPrefix(got, "⟨") {
			t.Errorf("%s: %q", l, got)
		}
	}
	if got := locale.T(locale.VI, "no.such"); got != "⟨no.such⟩" {
		t.Errorf("missing key said as %q", got)
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 12483: "12.483", -1904552: "-1.904.552"} {
		if got := locale.Number(locale.VI, n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if got := locale.Number(locale.EN, 12483); got != "12,483" {
		t.Errorf("English: %q", got)
	}
}

func TestTextFallsBack(t *testing.T) {
	if got := (locale.Text{VI: "Khoa Thủy sản"}).In(locale.EN); got != "Khoa Thủy sản" {
		t.Errorf("got %q", got)
	}
	if got := (locale.Text{VI: "Phòng", EN: "Office"}).In(locale.EN); got != "Office" {
		t.Errorf("got %q", got)
	}
}
