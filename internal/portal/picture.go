package portal

import (
	"strconv"
	"strings"

	"congbo/internal/content"
)

// A Picture is an image in the sizes in which it is offered.
type Picture struct {
	URL           string // for browsers that choose no size, and for shared links
	Set           string // srcset
	Width, Height int    // of the original; 0 where unknown
	Alt           string
	Focus         string // what a crop must keep: "", or a word of the body schema such as "top"
	Tint          string // what stands there until it has come, see picture.Answer
	Card          string // its address as shared links show it; "" where it has none
}

// maxSource is how wide a picture may be, in pixels, for who chooses no size;
// one that is no wider is given as it is.
const maxSource = 960

// NewPicture offers an image in every width that url gives an address for; nil
// where it gives none. size may be nil.
func NewPicture(ref *content.ImageRef, focus string, url func(media string, width int) string, size func(media string) (width, height int)) *Picture {
	if ref == nil || ref.Media == "" || url == nil {
		return nil
	}
	p := &Picture{URL: url(ref.Media, 0), Alt: ref.Alt, Focus: focus}
	if ref.Decorative {
		p.Alt = ""
	}
	if size != nil {
		p.Width, p.Height = size(ref.Media)
	}
	original := p.URL
	var set []string
	for _, w := range content.ImageWidths {
		if w >= p.Width {
			break
		}
		if u := url(ref.Media, w); u != "" {
			set = append(set, u+" "+strconv.Itoa(w)+"w")
			if w <= maxSource && p.Width > maxSource || p.URL == "" {
				p.URL = u
			}
		}
	}
	if p.URL == "" {
		return nil
	}
	if len(set) > 0 {
		if original != "" && p.Width <= 2*content.ImageWidths[len(content.ImageWidths)-1] {
			set = append(set, original+" "+strconv.Itoa(p.Width)+"w")
		}
		p.Set = strings.Join(set, ", ")
	}
	return p
}

// Class is how its place is styled.
func (p Picture) Class() string {
	var words []string
	if p.Focus != "" {
		words = append(words, "focus-"+p.Focus)
	}
	if p.Tint != "" {
		words = append(words, "tint-"+p.Tint)
	}
	return strings.Join(words, " ")
}
