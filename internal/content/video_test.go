package content_test

import (
	"slices"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/locale"
)

// A video stands in a text as a still that leads to it, by a link like any
// other: checked, watched, taken out where it is dangerous, and approved with
// the pictures (R-I3, F-C14).
func TestVideoStill(t *testing.T) {
	const address = "https://www.video.example.vn/xem?v=1&t=2"
	b := parse(t, stillSample)
	if links := b.Links(); !slices.Contains(links, address) {
		t.Errorf("links %q", links)
	}
	if !slices.Contains(b.LinkTexts(), content.LinkText{Href: address, Words: "Đo mặn ở Km 58"}) {
		t.Errorf("link texts %v", b.LinkTexts())
	}
	if text := b.PlainText(locale.VI); !strings.Contains(text, "Đo mặn ở Km 58 ("+address+")\n") {
		t.Errorf("a letter does not say where it is: %q", text)
	}
	back, err := content.FromMarkup(content.Markup(b))
	if err != nil || string(content.Canonical(back)) != string(content.Canonical(b)) {
		t.Errorf("light markup loses it: %v", err)
	}
	for _, bad := range []string{`"javascript:alert(1)"`, `"mailto:a@b.vn"`, `"#muc"`, `"https://u:p@b.vn/"`, `"//b.vn/x"`, `7`} {
		if _, err := content.ParseBody([]byte(`{"version":1,"doc":{"type":"doc","content":[` + still(bad) + `]}}`)); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
	safe, dropped, err := content.ParseBodySafely([]byte(`{"version":1,"doc":{"type":"doc","content":[`+still(`"https://www.xau.example/a"`)+`]}}`), []string{"xau.example"})
	if err != nil || len(dropped) != 1 || len(safe.Links()) != 0 || len(safe.Media()) != 1 {
		t.Errorf("a barred one: %v, dropped %q, links %q", err, dropped, safe.Links())
	}
	with := func(video string) content.Hashes {
		r := content.Revision{Title: "x", Body: parse(t, `{"type":"doc","content":[`+still(video)+`]}`)}
		return r.Hashes()
	}
	if changed := content.Changed(with(`"https://a.vn/1"`), with(`"https://a.vn/2"`)); !slices.Equal(changed, []content.Aspect{content.AspectImages}) {
		t.Errorf("another video changes %v", changed)
	}
	if changed := content.Changed(with(`null`), with(`"https://a.vn/2"`)); !slices.Equal(changed, []content.Aspect{content.AspectImages}) {
		t.Errorf("a video where there was none changes %v", changed)
	}
}
