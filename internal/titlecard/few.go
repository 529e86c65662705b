package titlecard

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// few gives a picture of few colours no more than 256, so that its file is small:
// those that occur most, and for each other one the nearest of them.
func few(img *image.RGBA) *image.Paletted {
	count := make(map[color.RGBA]int)
	run := 0 // of one colour: most of a card is
	for i := 0; i < len(img.Pix); i += 4 {
		run++
		if i+4 == len(img.Pix) || at(img, i) != at(img, i+4) {
			count[at(img, i)] += run
			run = 0
		}
	}
	all := make([]color.RGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(number(a), number(b)))
	})
	out := image.NewPaletted(img.Rect, nil)
	for _, c := range all[:min(256, len(all))] {
		out.Palette = append(out.Palette, c)
	}
	index := make(map[color.RGBA]uint8, len(all))
	for _, c := range all {
		index[c] = nearest(out.Palette, c)
	}
	for i := range out.Pix {
		if i > 0 && at(img, i*4) == at(img, i*4-4) {
			out.Pix[i] = out.Pix[i-1]
			continue
		}
		out.Pix[i] = index[at(img, i*4)]
	}
	return out
}

func at(img *image.RGBA, i int) color.RGBA {
	return color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3]}
}

func number(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }

func nearest(p color.Palette, c color.RGBA) uint8 {
	best, least := 0, 1<<30
	for i := range p {
		o := p[i].(color.RGBA)
		r, g, b := int(o.R)-int(c.R), int(o.G)-int(c.G), int(o.B)-int(c.B)
		if d := r*r + g*g + b*b; d < least {
			best, least = i, d
		}
	}
	return uint8(best)
}
