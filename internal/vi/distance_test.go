package vi_test

import (
	"testing"

	"congbo/internal/vi"
)

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		most int
		want int
	}{
		{"", "", 0, 0}, {"lien-he", "lien-he", 2, 0}, {"lien-he", "len-he", 2, 1}, {"lienhe", "lien-he", 2, 1}, {"lien-he", "lien-hi", 2, 1},
		{"tuyen-sinh", "tuyne-sinh", 2, 2}, {"tuyne-sinh", "tuyen-sinh", 1, -1}, {"a", "abcd", 2, -1}, {"abc", "xyz", 3, 3}, {"abc", "xyz", 2, -1},
	} {
		if got := vi.EditDistance(c.a, c.b, c.most); got != c.want {
			t.Errorf("%q, %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := vi.EditDistance(c.b, c.a, c.most); got != c.want {
			t.Errorf("the other way round %q, %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
}
