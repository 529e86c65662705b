// Package titlecard sets the title of a page in type, as the picture that stands
// beside its address where somebody shares it. It draws values alone: the same
// card always gives the same bytes.
package titlecard

import (
	"bytes"
	"embed"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"

	"golang.org/x/image/font"
)

// Width and Height of a card in pixels.
const Width, Height = 1200, 630

// A Card is what stands on it.
type Card struct {
	Title string
	Site  string // name of the institution
	Place string // the host of the site
	Look  Look
}

// A Look is how a theme shows itself on a card.
type Look struct {
	Shape               string // whose pattern and crest: a name of Shapes
	Family              string // of the title: a name of Families
	Ground, Ink, Accent color.RGBA
	Pattern             color.NRGBA // over the ground
}

// Shapes and Families are what looks are made of.
var (
	Shapes   = []string{"truong-dai-hoc", "so-nganh", "thu-vien"}
	Families = []string{"be-vietnam-pro", "source-serif-4", "literata"}
)

//go:embed fonts/*.ttf masks/*.png
var files embed.FS

const (
	margin   = 76
	crest    = 120
	nameSize = 34
	hostSize = 27
	titleTop = 236 // the title stands between here and titleEnd, nearer to the top
	titleEnd = 532
)

// sizes of a title, of which the largest is taken that lets it fit; the last is
// for titles that are cut.
var sizes = []float64{92, 76, 68, 60, 54, 48, 43}

// leading is the height of a line by the size of its letters: marks stand on
// marks in Ễ and Ộ, and below it the next line's must not touch.
const leading = 1.32

// Draw makes the card as PNG.
func Draw(c Card) ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, Width, Height))
	draw.Draw(img, img.Bounds(), image.NewUniform(c.Look.Ground), image.Point{}, draw.Src)
	pattern, err := mask("pattern-" + c.Look.Shape)
	if err != nil {
		return nil, err
	}
	draw.DrawMask(img, img.Bounds(), image.NewUniform(c.Look.Pattern), image.Point{}, pattern, image.Point{}, draw.Over)
	emblem, err := mask("crest-" + c.Look.Shape)
	if err != nil {
		return nil, err
	}
	at := image.Rect(margin, 64, margin+crest, 64+crest)
	draw.DrawMask(img, at, image.NewUniform(c.Look.Accent), image.Point{}, emblem, image.Point{}, draw.Over)

	names, err := face("be-vietnam-pro", nameSize)
	if err != nil {
		return nil, err
	}
	const beside = margin + crest + 28
	lines := wrap(names, c.Site, Width-margin-beside, 2)
	const high = nameSize * 13 / 10
	y := 64 + crest/2 + nameSize/3 - (len(lines)-1)*high/2
	for _, line := range lines {
		write(img, names, line, beside, y, c.Look.Ink)
		y += high
	}

	if err := title(img, c); err != nil {
		return nil, err
	}

	draw.Draw(img, image.Rect(margin, 560, margin+72, 566), image.NewUniform(c.Look.Accent), image.Point{}, draw.Src)
	host, err := face("be-vietnam-pro", hostSize)
	if err != nil {
		return nil, err
	}
	for _, line := range wrap(host, c.Place, Width-2*margin-96, 1) {
		write(img, host, line, margin+96, 572, c.Look.Ink)
	}
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&out, few(img))
	return out.Bytes(), err
}

// title writes the title as large as it fits.
func title(img draw.Image, c Card) error {
	for i, size := range sizes {
		f, err := face(c.Look.Family, size)
		if err != nil {
			return err
		}
		high := size * leading
		most := int((titleEnd-titleTop)/high + .001)
		lines := wrap(f, c.Title, Width-2*margin, most+1)
		if len(lines) > most && i < len(sizes)-1 {
			continue
		}
		lines = balanced(f, c.Title, Width-2*margin, most)
		y := titleTop + size*1.02
		for _, line := range lines {
			write(img, f, line, margin, int(y), c.Look.Ink)
			y += high
		}
		return nil
	}
	return nil
}

var masks sync.Map // name → *image.Alpha

// mask returns a shape as it covers the ground.
func mask(name string) (*image.Alpha, error) {
	if m, ok := masks.Load(name); ok {
		return m.(*image.Alpha), nil
	}
	data, err := files.ReadFile("masks/" + name + ".png")
	if err != nil {
		return nil, fmt.Errorf("title card: %w", err)
	}
	src, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("title card: %s: %w", name, err)
	}
	gray, ok := src.(*image.Gray)
	if !ok {
		return nil, fmt.Errorf("title card: %s is not grey", name)
	}
	m := &image.Alpha{Pix: gray.Pix, Stride: gray.Stride, Rect: gray.Rect}
	masks.Store(name, m)
	return m, nil
}

// write puts a line of text on the card, its letters standing on y.
func write(img draw.Image, f *letters, line string, x, y int, ink color.Color) {
	f.mu.Lock() // a face keeps what it draws with
	defer f.mu.Unlock()
	f.each(line, func(face font.Face, s string, from int) {
		(&font.Drawer{Dst: img, Src: image.NewUniform(ink), Face: face, Dot: point(x, y, from)}).DrawString(s)
	})
}
