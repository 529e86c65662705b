package desk

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Both sides of a comparison are whole, and what is not marked is the same in
// both.
func TestDiffLosesNothing(t *testing.T) {
	words := rapid.SampledFrom([]string{"Khoa", "Thủy", "sản", "trao", "30", "suất", ",", ".", "\n", " ", "học bổng "})
	rapid.Check(t, func(t *rapid.T) {
		before := strings.Join(rapid.SliceOfN(words, 0, 40).Draw(t, "before"), " ")
		after := strings.Join(rapid.SliceOfN(words, 0, 40).Draw(t, "after"), " ")
		old, fresh := diffWords(before, after)
		if got := text(old, ""); got != before {
			t.Fatalf("the old side says %q, not %q", got, before)
		}
		if got := text(fresh, ""); got != after {
			t.Fatalf("the new side says %q, not %q", got, after)
		}
		if a, b := text(old, "cut"), text(fresh, "add"); a != b {
			t.Fatalf("unmarked text differs: %q, %q", a, b)
		}
	})
}

// text puts the parts together, without those of a kind.
func text(parts []DiffPart, without string) string {
	var b strings.Builder
	for _, p := range parts {
		if without == "" || p.Kind != without {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestDiffMarksWords(t *testing.T) {
	old, fresh := diffWords("mỗi suất trị giá lớn, cho cả năm học.", "mỗi suất 10 triệu đồng, cho cả năm học.")
	marked := func(parts []DiffPart) (s []string) {
		for _, p := range parts {
			if p.Kind != "" {
				s = append(s, strings.TrimSpace(p.Text))
			}
		}
		return s
	}
	if got := marked(old); len(got) != 1 || got[0] != "trị giá lớn" {
		t.Errorf("cut %q", got)
	}
	if got := marked(fresh); len(got) != 1 || got[0] != "10 triệu đồng" {
		t.Errorf("added %q", got)
	}
}

// A hostile pair of texts is compared in bounded time.
func TestDiffIsBounded(t *testing.T) {
	a, b := strings.Repeat("a b ", 50_000), strings.Repeat("c d ", 50_000)
	old, fresh := diffWords(a, b)
	if len(old) != 1 || len(fresh) != 1 || old[0].Kind != "cut" || fresh[0].Kind != "add" {
		t.Errorf("%d and %d parts", len(old), len(fresh))
	}
}
