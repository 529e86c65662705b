package portal_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/look"
	"congbo/internal/portal"
)

// maxWire is what a page weighs at most on its way to a reader, packed, with its
// style sheets and without pictures and fonts (F-M4, F-M11).
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
	largest, name := 0, ""
	for _, l := range locale.Langs {
		for _, s := range samples(t, l) {
			page := mustRender(t, s.page)
			if n := sheet + packed("text/html; charset=utf-8", []byte(page)); n > maxWire {
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
	t.Logf("the style sheets weigh %d bytes, the largest page with them %d (%s)", sheet, largest, name)
}
