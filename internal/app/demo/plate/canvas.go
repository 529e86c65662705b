package plate

import (
	"image"
	"math"

	"golang.org/x/image/vector"
)

// A colour in sRGB, each part from 0 to 1, with its opacity.
type colour struct{ r, g, b, a float32 }

// hex returns the colour 0xRRGGBB.
func hex(v uint32) colour {
	return colour{float32(v>>16&255) / 255, float32(v>>8&255) / 255, float32(v&255) / 255, 1}
}

// fade returns the colour with a part of its opacity.
func (c colour) fade(a float32) colour { c.a *= a; return c }

// mix returns the colour on the way from c (0) to d (1). Nothing has no hue of
// its own.
func (c colour) mix(d colour, t float32) colour {
	if d.a == 0 {
		d.r, d.g, d.b = c.r, c.g, c.b
	} else if c.a == 0 {
		c.r, c.g, c.b = d.r, d.g, d.b
	}
	return colour{c.r + (d.r-c.r)*t, c.g + (d.g-c.g)*t, c.b + (d.b-c.b)*t, c.a + (d.a-c.a)*t}
}

// The palette: a river in the morning, its banks, and a warm light.
var (
	night = hex(0x0a2a38)
	deep  = hex(0x0a4357)
	river = hex(0x146683)
	water = hex(0x3d93ac)
	pale  = hex(0x9fd0dc)
	mist  = hex(0xdcecee)
	cream = hex(0xf9f1e3)
	sand  = hex(0xefd9b8)
	rose  = hex(0xf0bfa4)
	amber = hex(0xf0a26b)
	flame = hex(0xdd7138)
	brick = hex(0xa94a2c)
	gold  = hex(0xe9b949)
	leaf  = hex(0x6fa66c)
	green = hex(0x347a5c)
	pine  = hex(0x1b4d45)
	ink   = hex(0x13303b)
	white = hex(0xffffff)
	clear = colour{}
)

// A paint gives every point of the canvas a colour. Most paints are the same
// all along a row, and are then mixed once for it.
type paint struct {
	at     func(x, y float32) colour
	inRows bool // at does not depend on x
}

func (c colour) paint() paint {
	return paint{at: func(_, _ float32) colour { return c }, inRows: true}
}

// A stop is a colour at a place of a gradient, from 0 to 1.
type stop struct {
	at float32
	c  colour
}

// even spreads colours evenly over a gradient.
func even(colours ...colour) []stop {
	stops := make([]stop, len(colours))
	for i, c := range colours {
		stops[i] = stop{float32(i) / float32(max(1, len(colours)-1)), c}
	}
	return stops
}

func along(stops []stop, t float32) colour {
	if t <= stops[0].at {
		return stops[0].c
	}
	for i := 1; i < len(stops); i++ {
		if t < stops[i].at {
			a, b := stops[i-1], stops[i]
			t = (t - a.at) / (b.at - a.at)
			return a.c.mix(b.c, t*t*(3-2*t)*.5+t*.5)
		}
	}
	return stops[len(stops)-1].c
}

// linear is a gradient from one point to another.
func linear(x0, y0, x1, y1 float32, stops ...stop) paint {
	dx, dy := x1-x0, y1-y0
	n := dx*dx + dy*dy
	return paint{at: func(x, y float32) colour { return along(stops, ((x-x0)*dx+(y-y0)*dy)/n) }, inRows: dx == 0}
}

// down is a gradient from above to below.
func down(y0, y1 float32, colours ...colour) paint { return linear(0, y0, 0, y1, even(colours...)...) }

// across is a gradient from left to right.
func across(x0, x1 float32, colours ...colour) paint {
	return linear(x0, 0, x1, 0, even(colours...)...)
}

// round is a gradient from the middle of an ellipse to its edge.
func round(cx, cy, rx, ry float32, colours ...colour) paint {
	stops := even(colours...)
	return paint{at: func(x, y float32) colour {
		dx, dy := (x-cx)/rx, (y-cy)/ry
		return along(stops, float32(math.Sqrt(float64(dx*dx+dy*dy))))
	}}
}

// A canvas is a picture being painted.
type canvas struct {
	pix  []float32 // red, green, blue of each pixel
	mask *image.Alpha
	ras  *vector.Rasterizer
}

func newCanvas() *canvas {
	return &canvas{
		pix:  make([]float32, Width*Height*3),
		mask: image.NewAlpha(image.Rect(0, 0, Width, Height)),
		ras:  vector.NewRasterizer(Width, Height),
	}
}

func (c *canvas) wipe() {
	for i := range c.pix {
		c.pix[i] = 0
	}
}

func (c *canvas) put(i int, col colour, cover float32) {
	a := col.a * cover
	p := c.pix[3*i : 3*i+3 : 3*i+3]
	p[0] += (col.r - p[0]) * a
	p[1] += (col.g - p[1]) * a
	p[2] += (col.b - p[2]) * a
}

// middle is where the middle of a pixel lies on the canvas.
func middle(pixel int) float32 { return (float32(pixel) + .5) / scale }

// ground paints the whole canvas.
func (c *canvas) ground(p paint) {
	for y := range Height {
		col := p.at(.5, middle(y))
		for x := range Width {
			if !p.inRows {
				col = p.at(middle(x), middle(y))
			}
			c.put(y*Width+x, col, 1)
		}
	}
}

// fill paints the inside of a path, with smooth edges. Parts that overlap are
// painted once.
func (c *canvas) fill(s *shape, p paint) {
	x0, y0, x1, y1 := s.bounds()
	x0, y0, x1, y1 = max(0, x0), max(0, y0), min(Width, x1), min(Height, y1)
	w, h := x1-x0, y1-y0
	if w <= 0 || h <= 0 {
		return
	}
	c.ras.Reset(w, h)
	s.trace(c.ras, float32(x0), float32(y0))
	mask := &image.Alpha{Pix: c.mask.Pix[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}
	for i := range mask.Pix {
		mask.Pix[i] = 0
	}
	c.ras.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	for y := range h {
		row, py := mask.Pix[y*w:(y+1)*w], y+y0
		col := p.at(.5, middle(py))
		for x, m := range row {
			if m != 0 {
				px := x + x0
				if !p.inRows {
					col = p.at(middle(px), middle(py))
				}
				c.put(py*Width+px, col, float32(m)/255)
			}
		}
	}
}

// glow lays a soft light, or a soft shadow, over an ellipse.
func (c *canvas) glow(cx, cy, rx, ry float32, col colour) {
	cx, cy, rx, ry = cx*scale, cy*scale, rx*scale, ry*scale
	x0, x1 := max(0, int(cx-rx)), min(Width, int(cx+rx)+1)
	y0, y1 := max(0, int(cy-ry)), min(Height, int(cy+ry)+1)
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			dx, dy := (float32(x)+.5-cx)/rx, (float32(y)+.5-cy)/ry
			if d := 1 - dx*dx - dy*dy; d > 0 {
				c.put(y*Width+x, col, d*d)
			}
		}
	}
}

// noise is a number from 0 to 1 that looks random and is always the same.
func noise(x, y, seed uint32) float32 {
	h := x*0x9e3779b1 ^ y*0x85ebca77 ^ seed*0xc2b2ae3d
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 12
	h *= 0x297a2d39
	h ^= h >> 15
	return float32(h>>8) / (1 << 24)
}

// finish lays a fine grain over the canvas, darkens its corners a little, and
// returns it as a picture that a JPEG encoder takes quickly.
func (c *canvas) finish(id string) *image.RGBA {
	var seed uint32
	for _, b := range []byte(id) {
		seed = seed*31 + uint32(b)
	}
	const grain = 5.0 / 255
	out := image.NewRGBA(image.Rect(0, 0, Width, Height))
	for y := range Height {
		dy := (float32(y) - Height/2) / (Height / 2)
		for x := range Width {
			dx := (float32(x) - Width/2) / (Width / 2)
			corner := 1 - .07*(dx*dx*dx*dx+dy*dy*dy*dy)
			n := (noise(uint32(x), uint32(y), seed) - .5) * grain
			i := y*Width + x
			for k := range 3 {
				v := c.pix[3*i+k]*corner + n
				out.Pix[4*i+k] = uint8(min(max(v, 0), 1)*255 + .5)
			}
			out.Pix[4*i+3] = 255
		}
	}
	return out
}
