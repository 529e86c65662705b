package portal

import (
	"fmt"
	"image/color"

	"congbo/internal/titlecard"
)

// A Theme is a look by name. Colours, families and the form of the header are
// custom properties in assets/portal.css, under [data-theme=name]; here stands
// what the head of a page must know before it has the style sheet.
type Theme struct {
	Name    string
	Light   string // colour of the browser's own bars by day
	Dark    string // and by night
	Display string // family of headlines, as its files are named
	Kind    string // of the institution, as schema.org calls it
}

const textFamily = "be-vietnam-pro"

// Themes are the looks that the program ships, by the presets that use them.
var Themes = []Theme{
	{"truong-dai-hoc", "#0d3b5e", "#0b2c46", "source-serif-4", "CollegeOrUniversity"},
	{"so-nganh", "#8c1d22", "#5c1418", textFamily, "GovernmentOrganization"},
	{"thu-vien", "#f3ecdc", "#1c2017", "literata", "Library"},
}

// card is how a theme shows itself on the picture that stands beside a shared
// address: the colours of its header in assets/portal.css.
func (t Theme) card() titlecard.Look {
	rgb := func(hex uint32) color.RGBA { return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255} }
	look := titlecard.Look{Shape: t.Name, Family: t.Display}
	switch t.Name {
	case "so-nganh":
		look.Ground, look.Ink, look.Accent, look.Pattern = rgb(0x8c1d22), rgb(0xffffff), rgb(0xf5cf7a), color.NRGBA{245, 207, 122, 52}
	case "thu-vien":
		look.Ground, look.Ink, look.Accent, look.Pattern = rgb(0xf3ecdc), rgb(0x21513d), rgb(0x8f4122), color.NRGBA{33, 81, 61, 43}
	default:
		look.Ground, look.Ink, look.Accent, look.Pattern = rgb(0x0d3b5e), rgb(0xffffff), rgb(0xf2b26b), color.NRGBA{255, 255, 255, 43}
	}
	return look
}

// themeOf returns a theme by name, the first for a name it does not know.
func themeOf(name string) Theme {
	for _, t := range Themes {
		if t.Name == name {
			return t
		}
	}
	return Themes[0]
}

// Theme returns the look of the site.
func (s *Site) look() Theme {
	t := themeOf(s.Theme)
	if s.Colours != nil {
		t.Light, t.Dark = s.Colours.Light, s.Colours.Dark
	}
	return t
}

// preload lists the font files that the first screen of a page surely needs:
// what is not there in time is not shown before the next page, since nothing may
// move about. English pages fetch the Vietnamese letters when they meet one.
func (t Theme) preload(vietnamese bool) []string {
	faces := []string{textFamily + "-%s-400", textFamily + "-%s-600"}
	if t.Display != textFamily {
		faces = append(faces, t.Display+"-%s-600")
	}
	var files []string
	for _, letters := range []string{"latin", "vietnamese"} {
		for _, f := range faces {
			if letters == "latin" || vietnamese {
				files = append(files, "fonts/"+fmt.Sprintf(f, letters)+".woff2")
			}
		}
	}
	return files
}
