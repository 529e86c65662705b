package content_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
)

// Pictures are compared as pictures: new, gone, replaced, with other words
// (F-B5).
func TestComparePictures(t *testing.T) {
	image := func(n int, alt string) string {
		return fmt.Sprintf(`{"type":"image","attrs":{"media":"%s","alt":"%s"}}`, contenttest.Media(n), alt)
	}
	revision := func(lead int, blocks ...string) content.Revision {
		r := content.Revision{Body: parse(t, doc(strings.Join(append(blocks, para("x")), ",")))}
		if lead > 0 {
			r.LeadImage = &content.ImageRef{Media: contenttest.Media(lead), Alt: "dẫn"}
		}
		return r
	}
	for _, c := range []struct {
		name          string
		before, after content.Revision
		want          string // before>after by media and alt, - where there is none
	}{
		{"none", revision(0), revision(0), ""},
		{"same", revision(0, image(1, "ao")), revision(0, image(1, "ao")), "1ao=1ao"},
		{"other alt", revision(0, image(1, "ao")), revision(0, image(1, "ao cá")), "1ao>1ao cá"},
		{"replaced", revision(0, image(1, "ao")), revision(0, image(2, "ao")), "1ao>2ao"},
		{"other lead", revision(1), revision(2), "1dẫn>2dẫn"},
		{"new and gone", revision(0, image(1, "ao")), revision(0, image(2, "hồ")), "->2hồ 1ao>-"},
		{"replaced without words", revision(0, image(1, ""), image(2, "hồ")), revision(0, image(3, ""), image(2, "hồ")), "1>3 2hồ=2hồ"},
		{"twice", revision(0, image(1, "a"), image(1, "b")), revision(0, image(1, "b"), image(1, "c")), "1b=1b 1a>1c"},
		{"from text to lead", revision(0, image(1, "ao")), revision(1), "1ao>1dẫn"},
	} {
		name := func(p *content.Picture) string {
			if p == nil {
				return "-"
			}
			for n := range 5 {
				if p.Media == contenttest.Media(n) {
					return fmt.Sprint(n, p.Alt)
				}
			}
			return "?"
		}
		var got []string
		for _, x := range content.ComparePictures(c.before, c.after) {
			sign := ">"
			if x.Same() {
				sign = "="
			}
			got = append(got, name(x.Before)+sign+name(x.After))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
}

// Every picture of either revision stands in the comparison once.
func TestComparePicturesLosesNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := contenttest.Revisions().Draw(t, "before"), contenttest.Revisions().Draw(t, "after")
		before, after := 0, 0
		for _, c := range content.ComparePictures(a, b) {
			if c.Before != nil {
				before++
			}
			if c.After != nil {
				after++
			}
		}
		if before != len(a.Pictures()) || after != len(b.Pictures()) {
			t.Fatalf("%d and %d pictures of %d and %d", before, after, len(a.Pictures()), len(b.Pictures()))
		}
	})
}
