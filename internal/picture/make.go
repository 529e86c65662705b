package picture

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"

	"golang.org/x/image/draw"
)

const jpegQuality = 82

// A Want asks for one shape of a picture. Without a width it is the whole.
type Want struct {
	Width  int
	Height int    // set: cut to this height
	Focus  string // what a cut keeps: "" or a word of the body schema such as "top"
}

// A Made is a picture for readers.
type Made struct {
	Want
	Type string
	Data []byte
	// Plain is the same without loss, for programs that make other types of it;
	// only where it was asked for.
	Plain []byte `json:",omitempty"`
}

// A Task is what Make is asked for, on its way to a child.
type Task struct {
	Data  []byte
	Wants []Want
	Plain bool
}

// An Answer is what Make gives.
type Answer struct {
	Made []Made
	// Tint is the colour that the picture has on the whole, in three digits from
	// 0 to 3 for red, green and blue: shown where it is going to appear. "" where
	// the ground shines through it.
	Tint string
}

// Name is the kind of tasks of this package for package worker.
const Name = "picture"

// Work is Make in a child.
func Work(task []byte) ([]byte, error) {
	var t Task
	if err := json.Unmarshal(task, &t); err != nil {
		return nil, err
	}
	a, err := Make(t)
	if err != nil {
		return nil, err
	}
	return json.Marshal(a)
}

// Make makes what is wanted of a picture, decoding it once. A want that is
// wider than the picture is made as wide as that is. What cannot be decoded is
// fault.Invalid, what is too large fault.TooLarge.
func Make(t Task) (*Answer, error) {
	i, err := Look(t.Data)
	if err != nil {
		return nil, err
	}
	a := &Answer{}
	rest := t.Wants
	if k := slices.IndexFunc(rest, func(w Want) bool { return w.Width == 0 }); k >= 0 && i.Turn == 1 && (i.Width <= MaxWhole || i.Type == "image/gif") {
		if clean, err := Clean(t.Data); err == nil {
			a.Made = append(a.Made, Made{Want: rest[k], Type: i.Type, Data: clean})
			rest = slices.Delete(slices.Clone(rest), k, k+1)
		}
	}
	if i.Type == "image/gif" && len(rest) == 0 { // nothing of it is scaled
		return a, nil
	}
	src, i, err := decode(t.Data)
	if err != nil {
		return nil, err
	}
	rest = slices.SortedFunc(slices.Values(rest), func(a, b Want) int { return cmp.Compare(b.wide(), a.wide()) })
	base := upright(shrunk(src, widest(rest), i.Turn), i.Turn)
	src = nil
	solid := base.Opaque()
	profile := profileOf(i.Type, t.Data)
	last := base
	for _, w := range rest {
		made, err := one(base, &last, w, i, solid, profile, t.Plain)
		if err != nil {
			return nil, err
		}
		a.Made = append(a.Made, made)
	}
	if solid {
		a.Tint = tint(last)
	}
	return a, nil
}

func (w Want) wide() int {
	if w.Width == 0 {
		return MaxWhole
	}
	return w.Width
}

func widest(all []Want) int {
	w := 320
	for _, x := range all {
		w = max(w, x.wide())
		if x.Height > 0 {
			w = max(w, 2*x.Height) // a tall picture is cut to its width
		}
	}
	return w
}

// one makes one want. last is the smallest uncut picture so far, from which a
// smaller one is made with little work.
func one(base *image.RGBA, last **image.RGBA, w Want, i Info, solid bool, profile []byte, plain bool) (Made, error) {
	var img *image.RGBA
	if w.Height > 0 {
		img = cut(base, w)
	} else {
		from := base
		if (*last).Rect.Dx() >= w.wide()*3/2 {
			from = *last
		}
		img = scaled(from, min(w.wide(), i.Width))
		*last = img
	}
	made := Made{Want: w, Type: "image/jpeg"}
	if i.Type == "image/png" || i.Type == "image/gif" {
		made.Type = "image/png"
	}
	var err error
	if plain {
		if made.Plain, err = pngOf(img, png.BestSpeed); err != nil {
			return made, err
		}
	}
	if made.Type == "image/png" {
		made.Data, err = pngOf(img, png.DefaultCompression)
		return made, err
	}
	made.Data, err = jpegOf(img, solid, profile)
	return made, err
}

// shrunk makes a picture smaller by the largest whole factor that leaves it as
// wide as is wanted, each pixel the mean of those it stands for. It takes a few
// lines of the picture at a time: what fine scaling needs in memory and work
// grows with what it begins from.
func shrunk(src image.Image, width, turn int) *image.RGBA {
	b := src.Bounds()
	across := b.Dx()
	if turn >= 5 {
		across = b.Dy()
	}
	k := max(1, across/width)
	k = min(k, b.Dx(), b.Dy(), 64)
	if k == 1 {
		dst := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
		draw.Draw(dst, dst.Rect, src, b.Min, draw.Src)
		return dst
	}
	dst := image.NewRGBA(image.Rect(0, 0, b.Dx()/k, b.Dy()/k))
	strip := image.NewRGBA(image.Rect(0, 0, b.Dx(), k))
	sums := make([]uint32, 4*dst.Rect.Dx())
	half, all := uint32(k*k/2), uint32(k*k)
	for y := range dst.Rect.Dy() {
		draw.Draw(strip, strip.Rect, src, image.Pt(b.Min.X, b.Min.Y+y*k), draw.Src)
		clear(sums)
		for row := range k {
			line := strip.Pix[row*strip.Stride:]
			for x := range dst.Rect.Dx() {
				s := sums[4*x : 4*x+4 : 4*x+4]
				for n := range k {
					p := line[4*(x*k+n):][:4:4]
					s[0] += uint32(p[0])
					s[1] += uint32(p[1])
					s[2] += uint32(p[2])
					s[3] += uint32(p[3])
				}
			}
		}
		out := dst.Pix[y*dst.Stride:]
		for j, s := range sums {
			out[j] = uint8((s + half) / all)
		}
	}
	return dst
}

func scaled(src *image.RGBA, width int) *image.RGBA {
	b := src.Rect
	if width == b.Dx() {
		return src
	}
	dst := image.NewRGBA(image.Rect(0, 0, width, max(1, (b.Dy()*width+b.Dx()/2)/b.Dx())))
	draw.CatmullRom.Scale(dst, dst.Rect, src, b, draw.Src, nil)
	return dst
}

// shape is the largest part of a picture that has the proportions wanted.
func (w Want) shape(width, height int) (cw, ch int) {
	cw, ch = width, width*w.Height/w.Width
	if ch > height {
		cw, ch = height*w.Width/w.Height, height
	}
	return max(cw, 1), max(ch, 1)
}

// CutSize is how large the cut of a picture of a size comes out.
func (w Want) CutSize(width, height int) (cw, ch int) {
	cw, ch = w.shape(width, height)
	return min(w.Width, cw), min(w.Height, ch)
}

// cut fills a shape with a picture; what does not fit is lost on the side that
// is not in focus. Nothing is made larger than it is: a small picture gives a
// smaller shape of the same proportions.
func cut(src *image.RGBA, w Want) *image.RGBA {
	b := src.Rect
	cw, ch := w.shape(b.Dx(), b.Dy())
	fx, fy := FocusAt(w.Focus)
	from := image.Rect(0, 0, cw, ch).Add(image.Pt((b.Dx()-cw)*fx/100, (b.Dy()-ch)*fy/100))
	width, height := w.CutSize(b.Dx(), b.Dy())
	dst := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(dst, dst.Rect, src, from, draw.Src, nil)
	return dst
}

// FocusAt is where the point lies that a cut keeps, in percent from the left and
// from the top: the middle for "".
func FocusAt(focus string) (x, y int) {
	x, y = 50, 50
	for _, word := range bytes.Split([]byte(focus), []byte("-")) {
		switch string(word) {
		case "top":
			y = 0
		case "bottom":
			y = 100
		case "left":
			x = 0
		case "right":
			x = 100
		}
	}
	return x, y
}

func pngOf(img image.Image, level png.CompressionLevel) ([]byte, error) {
	var out bytes.Buffer
	err := (&png.Encoder{CompressionLevel: level}).Encode(&out, img)
	return out.Bytes(), err
}

// jpegOf writes a JPEG; where the ground shone through, it is white.
func jpegOf(img *image.RGBA, solid bool, profile []byte) ([]byte, error) {
	if !solid {
		ground := image.NewRGBA(img.Rect)
		draw.Draw(ground, ground.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.Draw(ground, ground.Rect, img, img.Rect.Min, draw.Over)
		img = ground
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return nil, err
	}
	if len(profile) == 0 {
		return out.Bytes(), nil
	}
	head := binary.BigEndian.AppendUint16([]byte("\xFF\xD8\xFF\xE2"), uint16(2+len(profile)))
	return slices.Concat(head, profile, out.Bytes()[2:]), nil
}

// maxProfile bounds the profile that a picture takes along: those of cameras and
// screens have a few thousand bytes.
const maxProfile = 16 << 10

// profileOf returns what a JPEG says about the meaning of its colours
// (ICC.1:2022, annex B.4), for what is made of it; nil where that is nothing, or
// is about inks.
func profileOf(kind string, data []byte) (profile []byte) {
	if kind != "image/jpeg" {
		return nil
	}
	_ = eachSegment(data, func(marker byte, body, _ []byte) bool {
		if marker == 0xE2 && bytes.HasPrefix(body, append(iccMark, 1, 1)) && len(body) <= maxProfile && len(body) > 14+20 && string(body[14+16:14+20]) == "RGB " {
			profile = body
		}
		return marker != 0xDA && profile == nil
	})
	return profile
}

// tint is the mean of a picture's colours, see Answer.
func tint(img *image.RGBA) string {
	var sum [3]uint64
	n := uint64(0)
	for y := 0; y < img.Rect.Dy(); y += 2 {
		line := img.Pix[y*img.Stride:]
		for x := 0; x < img.Rect.Dx(); x += 2 {
			for c := range 3 {
				sum[c] += uint64(line[4*x+c])
			}
			n++
		}
	}
	level := func(c int) uint64 { return min(3, (sum[c]/max(n, 1)*3+127)/255) }
	return fmt.Sprintf("%d%d%d", level(0), level(1), level(2))
}
