package portal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // read
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // read

	"congbo/internal/fault"
	"congbo/internal/store"
)

// maxPixels bounds a picture before it is decoded: a file of a tenth of a
// megabyte can hold a picture that takes a gigabyte of memory.
const maxPixels = 50_000_000

const jpegQuality = 82

// scaledType is the type in which a picture is offered scaled down; "" where
// it is offered as it is only, as moving pictures are.
func scaledType(kind string) string {
	switch kind {
	case "image/jpeg", "image/webp":
		return "image/jpeg"
	case "image/png":
		return kind
	}
	return ""
}

func scaledExtension(kind string) string { return endings[scaledType(kind)] }

// scaled returns a picture width pixels wide. It is made once, one at a time,
// and kept in CacheDir. What is made has none of the camera's notes about
// place and person that the original may have.
func (p *Portal) scaled(ctx context.Context, m *store.Media, width int) (io.ReadSeekCloser, error) {
	name := filepath.Join(m.ID[:2], fmt.Sprintf("%s-%d%s", m.ID, width, scaledExtension(m.Type)))
	if p.CacheDir != "" {
		f, err := os.Open(filepath.Join(p.CacheDir, name))
		if err == nil {
			return f, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	select {
	case p.drawing <- struct{}{}:
		defer func() { <-p.drawing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	data, err := p.draw(ctx, m, width)
	if err != nil {
		return nil, err
	}
	if p.CacheDir != "" {
		if err := keepFile(filepath.Join(p.CacheDir, name), data); err != nil {
			p.Log.Warn("picture not kept", "name", name, "err", err) // it is made again then
		}
	}
	return nopCloser{bytes.NewReader(data)}, nil
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }

func (p *Portal) draw(ctx context.Context, m *store.Media, width int) ([]byte, error) {
	f, err := p.Blobs.Get(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	unreadable := fault.New(fault.NotFound, "fault.not_found")
	c, _, err := image.DecodeConfig(f)
	if err != nil {
		return nil, unreadable.Because(err)
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > maxPixels/c.Height {
		return nil, unreadable.Because(fmt.Errorf("picture %s of %d × %d pixels", m.ID, c.Width, c.Height))
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	turn := orientation(f)
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	src, _, err := image.Decode(f)
	if err != nil {
		return nil, unreadable.Because(err)
	}
	return encode(scale(src, turn, width), scaledType(m.Type))
}

// scale makes a picture width pixels wide as it is to be seen, turned as the
// camera was held.
func scale(src image.Image, turn, width int) image.Image {
	b := src.Bounds()
	w, h := width, max(1, (b.Dy()*width+b.Dx()/2)/b.Dx())
	if turn >= 5 { // lies on its side
		w, h = max(1, (b.Dx()*width+b.Dy()/2)/b.Dy()), width
	}
	if o, ok := src.(interface{ Opaque() bool }); ok && turn < 2 && o.Opaque() {
		small := image.NewRGBA(image.Rect(0, 0, w, h)) // half the work
		draw.CatmullRom.Scale(small, small.Bounds(), src, b, draw.Src, nil)
		return small
	}
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(small, small.Bounds(), src, b, draw.Src, nil)
	return turned(small, turn)
}

// turned returns a picture upright. The numbers are those of EXIF, tag 0x0112.
func turned(src *image.NRGBA, turn int) *image.NRGBA {
	if turn < 2 || turn > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if turn >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewNRGBA(size)
	for y := range h {
		for x := range w {
			to := [...]image.Point{2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y}, 5: {y, x}, 6: {h - 1 - y, x}, 7: {h - 1 - y, w - 1 - x}, 8: {y, w - 1 - x}}[turn]
			dst.SetNRGBA(to.X, to.Y, src.NRGBAAt(x, y))
		}
	}
	return dst
}

func encode(img image.Image, kind string) ([]byte, error) {
	var out bytes.Buffer
	if kind == "image/png" {
		err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, img)
		return out.Bytes(), err
	}
	solid, ok := img.(*image.RGBA)
	if !ok || !solid.Opaque() { // JPEG knows no transparency: white shines through
		solid = image.NewRGBA(img.Bounds())
		draw.Draw(solid, solid.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.Draw(solid, solid.Bounds(), img, image.Point{}, draw.Over)
	}
	err := jpeg.Encode(&out, solid, &jpeg.Options{Quality: jpegQuality})
	return out.Bytes(), err
}

// keepFile writes a file whole or not at all.
func keepFile(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
