package portal_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/look"
	"congbo/internal/portal"
)

// maxWire is what a page weighs at most on its way to somebody who was never
// here, packed, with its style sheets and every font of its theme, and without
// pictures (F-M4, F-M11).
const maxWire = 60 << 10

// Every page of every theme is light, and loads nothing from another host:
// neither style, nor script, nor font, nor picture.
func TestPagesAreLight(t *testing.T) {
	packed := func(kind string, b []byte) int {
		p, err := httpx.Pack(kind, b)
		if err != nil {
			t.Fatal(err)
		}
		small, ok := p.Coded("gzip")
		if !ok {
			return len(b)
		}
		return len(small)
	}
	sheet := packed("text/css; charset=utf-8", portal.Assets().Bytes("portal.css"))
	own, _ := portal.SheetOf("thu-vien", look.Colour{R: 0x5b, G: 0x2a, B: 0x86}, look.Colour{R: 0x9a, G: 0x34, B: 0x12})
	sheet += packed("text/css; charset=utf-8", own)
	fonts := make(map[string]int)
	for _, theme := range portal.Themes {
		for _, family := range slices.Compact([]string{"be-vietnam-pro", theme.Display}) {
			files, err := filepath.Glob("assets/fonts/" + family + "-*.woff2")
			if err != nil || len(files) == 0 {
				t.Fatalf("the fonts of %s: %v", theme.Name, err)
			}
			for _, f := range files {
				info, err := os.Stat(f)
				if err != nil {
					t.Fatal(err)
				}
				fonts[theme.Name] += int(info.Size())
			}
		}
	}
	largest, name := 0, ""
	for _, l := range locale.Langs {
		for _, s := range samples(t, l) {
			page := mustRender(t, s.page)
			theme := themeOf(parse(t, page))
			if fonts[theme] == 0 {
				t.Fatalf("%s %s: its theme is %q", s.name, l, theme)
			}
			if n := sheet + fonts[theme] + packed("text/html; charset=utf-8", []byte(page)); n > maxWire {
				t.Errorf("%s %s: %d bytes on the wire", s.name, l, n)
			} else if n > largest {
				largest, name = n, s.name
			}
			var walk func(*html.Node)
			walk = func(n *html.Node) {
				from := ""
				switch n.DataAtom {
				case atom.Script, atom.Img, atom.Iframe, atom.Source, atom.Video, atom.Audio, atom.Embed:
					from = attr(n, "src") + attr(n, "srcset")
				case atom.Link:
					if rel := attr(n, "rel"); rel == "stylesheet" || rel == "preload" || strings.Contains(rel, "icon") {
						from = attr(n, "href")
					}
				case atom.Object:
					from = attr(n, "data")
				}
				if strings.Contains(from, "//") {
					t.Errorf("%s %s loads %s", s.name, l, from)
				}
				for c := n.FirstChild; c != nil; c = c.NextSibling {
					walk(c)
				}
			}
			walk(parse(t, page))
		}
	}
	t.Logf("the style sheets weigh %d bytes, fonts %v, the largest page with them %d (%s)", sheet, fonts, largest, name)
}

// themeOf is the theme that a page names.
func themeOf(n *html.Node) string {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Html {
			return attr(c, "data-theme")
		}
	}
	return ""
}
