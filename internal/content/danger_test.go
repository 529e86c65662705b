package content_test

import (
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/locale"
)

// Links that readers must not be led by (F-C14).
func TestDangerous(t *testing.T) {
	barred := []string{"xau.example", " Lua-Dao.VN. "}
	for link, want := range map[string]bool{
		"javascript:alert(1)": true, "JaVaScRiPt:alert(1)": true, "java\tscript:alert(1)": true, "data:text/html,x": true, "file:///c:/x": true, "vbscript:x": true,
		"https://a:b@bo.example/": true, "https://xau.example": true, "http://www.XAU.example./x": true, "https://lua-dao.vn:8443/": true, `\\\\may-chu\tep`: true, "//xau.example/": true,
		"https://khong-xau.example/": false, "https://bo.example/xau.example": false, "/tin-tuc": false, "#muc-1": false, "mailto:a@bo.example": false, "tel:0210 3 000": false,
	} {
		if got := content.Dangerous(link, barred); got != want {
			t.Errorf("%q: %v, want %v", link, got, want)
		}
	}
}

// They are taken out of what an editor sends, by either door; their words stay
// and they are listed, and everything else is as it was (F-C14).
func TestDangerIsTakenOut(t *testing.T) {
	barred := []string{"xau.example"}
	rich := `{"version":1,"doc":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"bấm ","marks":[{"type":"link","attrs":{"href":"javascript:x()"}},{"type":"strong"}]},{"type":"text","text":"xấu","marks":[{"type":"link","attrs":{"href":"https://www.xau.example/a"}}]},{"type":"text","text":" tốt","marks":[{"type":"link","attrs":{"href":"https://tot.example/"}}]}]}]}}`
	markup := "**[bấm](javascript:x())** [xấu](https://www.xau.example/a) [tốt](https://tot.example/)"
	for door, read := range map[string]func() (content.Body, []string, error){
		"rich":   func() (content.Body, []string, error) { return content.ParseBodySafely([]byte(rich), barred) },
		"markup": func() (content.Body, []string, error) { return content.FromMarkupSafely(markup, barred) },
	} {
		b, dropped, err := read()
		if err != nil {
			t.Fatalf("%s: %v", door, err)
		}
		if got := strings.Join(dropped, " "); got != "javascript:x() https://www.xau.example/a" {
			t.Errorf("%s: dropped %q", door, got)
		}
		if links := b.Links(); len(links) != 1 || links[0] != "https://tot.example/" {
			t.Errorf("%s: links %q", door, links)
		}
		if text := b.PlainText(locale.VI); !strings.HasPrefix(text, "bấm xấu tốt") {
			t.Errorf("%s: %q", door, text)
		}
		if m := content.Markup(b); !strings.Contains(m, "**bấm") {
			t.Errorf("%s: the other marks are gone: %q", door, m)
		}
	}
	if _, err := content.ParseBody([]byte(rich)); err == nil {
		t.Error("the strict door lets script in")
	}
	r := content.Revision{Title: "x", Body: content.Empty(), Sources: []content.Source{{Title: "a", URL: "javascript:1"}, {Title: "b", URL: "https://tot.example/"}}}
	r, dropped := r.WithoutDanger(barred)
	if len(dropped) != 1 || r.Sources[0].URL != "" || r.Sources[1].URL == "" {
		t.Errorf("sources: %+v", r.Sources)
	}
}
