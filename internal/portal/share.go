package portal

import "congbo/internal/picture"

// Shared is the picture that stands beside a page where somebody shares it.
type Shared struct {
	URL, Type     string
	Width, Height int
	Alt           string
	Wide          bool // as wide as the page; otherwise a small one
}

// Shared is the picture that leads the page, cut to the shape that other programs
// show; where it has none, its title set in type; else the emblem.
func (f *Frame) Shared() Shared {
	switch {
	case f.Picture != nil && f.Picture.Card != "":
		return Shared{URL: f.absolute(f.Picture.Card), Width: picture.CardWidth, Height: picture.CardHeight, Alt: f.Picture.Alt, Wide: true}
	case f.Picture != nil && f.Share == "":
		return Shared{URL: f.absolute(f.Picture.URL), Alt: f.Picture.Alt, Wide: true}
	case f.Share != "":
		title := f.Title
		if title == "" {
			title = f.Site.Name
		}
		return Shared{URL: f.absolute(f.Share), Type: "image/png", Width: picture.CardWidth, Height: picture.CardHeight, Alt: title, Wide: true}
	}
	icon, err := Assets().Path("icon-" + f.Site.look().Name + ".png")
	if err != nil {
		panic(err) // every theme has one
	}
	return Shared{URL: f.Site.Origin + icon}
}
