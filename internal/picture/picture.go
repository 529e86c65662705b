// Package picture looks at pictures that people sent and makes of them what
// readers may get: upright as the camera was held, without the camera's notes
// about place, time and person, in the widths that pages use. It works on bytes
// alone and within budgets that are checked before anything is decoded; its
// callers run it in a child that can be killed.
package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // read
	_ "image/jpeg" // read
	_ "image/png"  // read

	_ "golang.org/x/image/webp" // read

	"congbo/internal/fault"
)

// The budgets of a picture: a file of a tenth of a megabyte can hold a picture
// that takes a gigabyte of memory.
const (
	MaxPixels = 50_000_000
	MaxSide   = 20_000
	maxMemory = 256 << 20 // bytes that the picture takes when it is decoded
)

// MaxWhole is how wide in pixels a picture is that is offered unscaled; a wider
// one is made so wide.
const MaxWhole = 3840

// CardWidth and CardHeight are the shape of what other programs show of a page
// that somebody shares, in pixels.
const CardWidth, CardHeight = 1200, 630

// Info is what the first bytes of a picture say.
type Info struct {
	Type          string // "image/jpeg", "image/png", "image/gif" or "image/webp"
	Width, Height int    // in pixels, as it is seen once it is upright
	Turn          int    // how the camera was held, 1 to 8 (Exif 2.32, 4.6.4, tag 274)

	memory int
}

// Look reads the beginning of a picture without decoding it. What is no picture
// that a page may show is fault.Invalid.
func Look(data []byte) (Info, error) {
	c, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return Info{}, unreadable(err)
	}
	i := Info{Type: "image/" + format, Width: c.Width, Height: c.Height, Turn: turnOf(format, data)}
	if i.Width <= MaxSide && i.Height <= MaxSide { // else the product may overflow
		i.memory = i.Width * i.Height * bytesPerPixel(c.ColorModel)
	}
	if i.Turn >= 5 { // it lies on its side
		i.Width, i.Height = i.Height, i.Width
	}
	return i, nil
}

// Fits reports whether the picture may be decoded.
func (i Info) Fits() bool {
	return i.Width <= MaxSide && i.Height <= MaxSide && i.Width*i.Height <= MaxPixels && i.memory <= maxMemory
}

func unreadable(err error) error {
	return fault.New(fault.Invalid, "picture.unreadable").Because(err)
}

func bytesPerPixel(m color.Model) int {
	switch m {
	case color.GrayModel, color.AlphaModel:
		return 1
	case color.Gray16Model, color.Alpha16Model:
		return 2
	case color.YCbCrModel:
		return 3
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	return 4
}

// decode reads a whole picture that fits.
func decode(data []byte) (image.Image, Info, error) {
	i, err := Look(data)
	if err != nil {
		return nil, i, err
	}
	if !i.Fits() {
		return nil, i, fault.New(fault.TooLarge, "picture.huge", MaxPixels/1_000_000).Because(fmt.Errorf("%d × %d pixels", i.Width, i.Height))
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, i, unreadable(err)
	}
	return img, i, nil
}
