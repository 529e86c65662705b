package portal

import (
	"image/color"
	"net/http"
	"slices"
	"strings"

	"congbo/internal/httpx"
	"congbo/internal/look"
	"congbo/internal/store"
	"congbo/internal/titlecard"
)

// Colours are those of a site that are not those of its theme.
type Colours struct {
	Sheet       string // address of the style sheet that says them
	Light, Dark string // of the browser's own bars, by day and by night
}

// sheetPrefix begins the addresses of style sheets that say the colours of
// sites. An address is a theme and two colours, and the sheet is made of
// nothing else: it is the same for ever.
const sheetPrefix = AssetPrefix + "look-"

// sheetForm is raised when other sheets are made of the same colours.
const sheetForm = "1"

// lookNow is what was decided of how the site looks; nil: nothing was.
func (v *visit) lookNow() *store.SiteLook {
	if v.draft != nil {
		return v.draft
	}
	if v.site == nil {
		return nil
	}
	return v.places.looks[v.site.ID]
}

// theme is the one of the visit's site.
func (v *visit) theme() string {
	if v.draft != nil {
		return v.draft.Look.Theme
	}
	return v.site.Theme
}

// choice is what was decided, with the theme that holds.
func (v *visit) choice() look.Look {
	l := look.Look{}
	if now := v.lookNow(); now != nil {
		l = now.Look
	}
	l.Theme = v.theme()
	return l
}

// dress gives a site the look that was decided.
func (v *visit) dress(s *Site) {
	s.Theme = v.theme()
	now := v.lookNow()
	if now == nil {
		return
	}
	l := v.choice()
	if l.Name != s.Name {
		s.Title = l.Name
	}
	s.Motto, s.Header = first(l.Line, s.Motto), l.Header
	if brand, accent, own := l.Colours(); own {
		p := look.NewPalette(themeOf(l.Theme).Name, brand, accent)
		bar := func(t, ground look.Tokens) string {
			if l.Header == "band" {
				return t["brand-deep"].String()
			} else if l.Header == "paper" {
				return ground["paper-2"].String()
			}
			return t["strip"].String()
		}
		day, night := look.Grounds(l.Theme)
		s.Colours = &Colours{Sheet: SheetAddress(l.Theme, brand, accent), Light: bar(p.Day, day), Dark: bar(p.Night, night)}
	}
	if now.Emblem != "" {
		name := "/media/" + now.Emblem + extension(now.Shape.Type)
		url := v.path(name)
		if v.under != "" {
			url = v.under + "/" + now.Emblem + extension(now.Shape.Type)
		}
		s.Emblem = &Picture{URL: url, Width: now.Shape.Width, Height: now.Shape.Height}
	}
}

// cardLook is how the site shows itself where an address of it is shared.
func (v *visit) cardLook() titlecard.Look {
	card := themeOf(v.theme()).card()
	l := v.choice()
	brand, accent, own := l.Colours()
	if !own {
		return card
	}
	p := look.NewPalette(l.Theme, brand, accent).Day
	rgb := func(c look.Colour) color.RGBA { return color.RGBA{c.R, c.G, c.B, 255} }
	card.Ground, card.Ink, card.Accent = rgb(p["mast"]), rgb(p["mast-ink"]), rgb(p["strip-mark"])
	at := card.Pattern
	card.Pattern = color.NRGBA{p["mast-ink"].R, p["mast-ink"].G, p["mast-ink"].B, at.A}
	return card
}

// SheetAddress is where the style sheet of a site with a theme and two colours
// lies, on every host.
func SheetAddress(theme string, brand, accent look.Colour) string {
	return sheetPrefix + sheetForm + "-" + brand.Hex() + "-" + accent.Hex() + "-" + theme + ".css"
}

// sheetOf makes the style sheet that an address names behind sheetPrefix.
func sheetOf(name string) ([]byte, bool) {
	name, css := strings.CutSuffix(name, ".css")
	parts := strings.SplitN(name, "-", 4)
	if !css || len(parts) != 4 || parts[0] != sheetForm || !slices.Contains(look.Themes, parts[3]) {
		return nil, false
	}
	brand, ok1 := look.Parse(parts[1])
	accent, ok2 := look.Parse(parts[2])
	if !ok1 || !ok2 || brand.Hex() != parts[1] || accent.Hex() != parts[2] { // one spelling
		return nil, false
	}
	p := look.NewPalette(parts[3], brand, accent)
	var b strings.Builder
	write := func(condition string, t look.Tokens) {
		b.WriteString("@layer tokens{" + condition)
		if condition != "" {
			b.WriteByte('{')
		}
		b.WriteString(`[data-theme="` + parts[3] + `"]{`)
		names := make([]string, 0, len(t))
		for k := range t {
			names = append(names, k)
		}
		slices.Sort(names)
		for i, k := range names {
			if i > 0 {
				b.WriteByte(';')
			}
			b.WriteString("--" + k + ":" + t[k].String())
		}
		b.WriteString("}}")
		if condition != "" {
			b.WriteByte('}')
		}
		b.WriteByte('\n')
	}
	write("", p.Day)
	write("@media screen and (prefers-color-scheme:dark)", p.Night)
	write("@media screen and (prefers-contrast:more)", p.MoreDay)
	write("@media screen and (prefers-contrast:more) and (prefers-color-scheme:dark)", p.MoreNight)
	return []byte(b.String()), true
}

// sheet answers with the style sheet of some colours.
func (v *visit) sheet(name string) error {
	css, ok := sheetOf(name)
	if !ok {
		return notFound()
	}
	packed, err := httpx.PackBriefly("text/css; charset=utf-8", css)
	if err != nil {
		return err
	}
	v.w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	packed.Serve(v.w, v.r, http.StatusOK)
	return nil
}

// SheetOf makes the style sheet of a site with a theme and two colours.
func SheetOf(theme string, brand, accent look.Colour) ([]byte, bool) {
	return sheetOf(strings.TrimPrefix(SheetAddress(theme, brand, accent), sheetPrefix))
}
