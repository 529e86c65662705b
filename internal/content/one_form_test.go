package content_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
	"congbo/internal/locale"
)

// One text with everything that a text can have, as every way to people shows it.
// The source is testdata/every.md, which an editor can read and change; where the
// renderings of it change, -update rewrites them, and they are to be read again.
// A portal's page is printed and archived as it is.
func TestEveryPart(t *testing.T) {
	source, err := os.ReadFile("testdata/every.md")
	if err != nil {
		t.Fatal(err)
	}
	b, err := content.FromMarkup(string(source))
	if err != nil {
		t.Fatal(err)
	}
	used := make(map[string]bool)
	content.EachPart(b, func(part string) { used[part] = true })
	for _, part := range content.SchemaParts() {
		if !used[part] {
			t.Errorf("testdata/every.md has no %s", part)
		}
	}
	golden(t, "every.md", content.Markup(b))
	golden(t, "every.page.html", string(b.HTML(page)))
	golden(t, "every.letter.html", string(b.HTML(content.RenderOptions{Lang: locale.VI, BaseURL: "https://truong.example.vn", Bare: true, HeadingShift: 1, IDPrefix: "bai-"})))
	golden(t, "every.txt", b.PlainText(locale.VI)+"\n")
	if lost := contenttest.Lost(b); len(lost) > 0 {
		t.Errorf("words are lost: %v", lost)
	}
}

// What is loaded and saved is the same, and no way to people loses a word of it
// (R-I4, R-M10).
func TestOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := contenttest.Bodies().Draw(t, "body")
		saved, err := b.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := content.ParseBody(saved)
		if err != nil {
			t.Fatalf("%v\n%s", err, saved)
		}
		again, err := loaded.MarshalJSON()
		if err != nil || !slices.Equal(saved, again) || !slices.Equal(content.Canonical(b), content.Canonical(loaded)) {
			t.Fatalf("%v: saved\n%s\nand again\n%s", err, saved, again)
		}
		for way, words := range contenttest.Lost(b) {
			t.Fatalf("%s does not say %q of\n%s", way, strings.Join(words, " "), saved)
		}
	})
}

// Point đ of a decree is not e where only our style sheet knows the Vietnamese
// alphabet (Decree 30/2020, Annex I).
func TestPointsKeepTheirLetters(t *testing.T) {
	b, err := content.FromMarkup("a) một\nb) hai\nc) ba\nd) bốn\nđ) năm\n\n  Đoạn sau.\n\ne) sáu")
	if err != nil {
		t.Fatal(err)
	}
	bare := content.RenderOptions{Lang: locale.VI, Bare: true}
	got := string(b.HTML(bare))
	for _, want := range []string{"<ul>", "a) một", "<p>đ) năm</p>", "<p>Đoạn sau.</p>", "e) sáu"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	bare.Lang = locale.EN
	if got := string(b.HTML(bare)); !strings.Contains(got, `<ol type="a">`) {
		t.Errorf("English letters are those of HTML:\n%s", got)
	}
}
