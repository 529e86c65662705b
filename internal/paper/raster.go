package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"congbo/internal/chart"
)

// dots is how fine the picture of a drawing is, for each point of the paper.
const dots = 200.0 / 72

// picture draws a flow chart as a grey picture, for files that take no lines;
// scale is how much smaller than laid out it stands on the paper.
func picture(c *chart.Chart, scale float64) ([]byte, error) {
	k := scale * dots
	p := &painter{img: image.NewGray(image.Rect(0, 0, int(math.Ceil(c.W*k)), int(math.Ceil(c.H*k)))), k: k}
	draw.Draw(p.img, p.img.Bounds(), image.White, image.Point{}, draw.Src)
	for i := range c.Edges {
		e := &c.Edges[i]
		p.line(e.Points, false, e.Rule)
		tip := e.Head()
		p.fill(tip[:], color.Gray{})
	}
	for i := range c.Nodes {
		n := &c.Nodes[i]
		shape := n.Outline()
		if shape == nil {
			shape = rounded(n)
		}
		p.fill(shape, color.Gray{uint8(shades[n.Kind])})
		p.line(shape, true, n.Kind == chart.Wait)
		n.EachLine(func(l chart.Line, x, base float64) {
			size, face := chart.Body, plain
			if l.Small {
				size = chart.Small
			}
			if l.Bold {
				face = strong
			}
			p.letters(l.Text, face, size, x, base, 0.5, n.W)
		})
	}
	for i := range c.Edges {
		e := &c.Edges[i]
		for j, line := range e.Label {
			anchor := 0.0
			if e.Anchor == "end" {
				anchor = 1
			}
			p.letters(line, plain, chart.Small, e.At.X, e.At.Y-float64(len(e.Label)-1-j)*chart.SmallLine, anchor, 0)
		}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, p.img); err != nil {
		return nil, fmt.Errorf("draw a flow chart: %w", err)
	}
	return b.Bytes(), nil
}

// rounded is the outline of a box with round ends.
func rounded(n *chart.Node) []chart.Point {
	r := n.Round()
	var list []chart.Point
	for _, c := range []struct{ x, y, from float64 }{
		{n.X + n.W - r, n.Y + r, -90}, {n.X + n.W - r, n.Y + n.H - r, 0}, {n.X + r, n.Y + n.H - r, 90}, {n.X + r, n.Y + r, 180},
	} {
		for a := 0.0; a <= 90; a += 10 {
			sin, cos := math.Sincos((c.from + a) * math.Pi / 180)
			list = append(list, chart.Point{X: c.x + r*cos, Y: c.y + r*sin})
		}
	}
	return list
}

type painter struct {
	img *image.Gray
	k   float64
}

// fill paints the inside of a shape. Only the part of the picture that it covers
// is looked at: there are hundreds of dashes.
func (p *painter) fill(shape []chart.Point, c color.Gray) {
	lowX, lowY, highX, highY := math.Inf(1), math.Inf(1), 0.0, 0.0
	for _, pt := range shape {
		lowX, lowY, highX, highY = min(lowX, pt.X*p.k), min(lowY, pt.Y*p.k), max(highX, pt.X*p.k), max(highY, pt.Y*p.k)
	}
	box := image.Rect(int(lowX), int(lowY), int(highX)+2, int(highY)+2).Intersect(p.img.Rect)
	if box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	for i, pt := range shape {
		if x, y := float32(pt.X*p.k)-float32(box.Min.X), float32(pt.Y*p.k)-float32(box.Min.Y); i == 0 {
			r.MoveTo(x, y)
		} else {
			r.LineTo(x, y)
		}
	}
	r.ClosePath()
	r.DrawOp = draw.Src
	mask := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	r.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	for y := range box.Dy() {
		line := p.img.Pix[p.img.PixOffset(box.Min.X, box.Min.Y+y):]
		for x, a := range mask.Pix[y*mask.Stride : y*mask.Stride+box.Dx()] {
			line[x] = uint8((uint32(line[x])*(255-uint32(a)) + uint32(c.Y)*uint32(a)) / 255)
		}
	}
}

// line draws along points, with dashes where a rule and not a hand leads.
func (p *painter) line(points []chart.Point, closed, dashed bool) {
	if closed {
		points = append(points[:len(points):len(points)], points[0])
	}
	const on, off = 5.0, 3.5
	gone := 0.0
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		long := math.Hypot(b.X-a.X, b.Y-a.Y)
		if !dashed {
			p.stroke(a, b, long, 0, long)
			continue
		}
		for at := 0.0; at < long; {
			phase := math.Mod(gone+at, on+off)
			step := on + off - phase
			if phase < on {
				step = on - phase
				p.stroke(a, b, long, at, min(long, at+step))
			}
			at += max(step, 0.01)
		}
		gone += long
	}
}

// stroke draws a part of the way from a to b.
func (p *painter) stroke(a, b chart.Point, long, from, to float64) {
	if long == 0 {
		return
	}
	const half = 0.5
	dx, dy := (b.X-a.X)/long, (b.Y-a.Y)/long
	x0, y0, x1, y1 := a.X+dx*(from-half/2), a.Y+dy*(from-half/2), a.X+dx*(to+half/2), a.Y+dy*(to+half/2)
	nx, ny := -dy*half, dx*half
	p.fill([]chart.Point{{X: x0 + nx, Y: y0 + ny}, {X: x1 + nx, Y: y1 + ny}, {X: x1 - nx, Y: y1 - ny}, {X: x0 - nx, Y: y0 - ny}}, color.Gray{})
}

func (p *painter) letters(s string, face style, size, x, y, anchor, room float64) {
	size *= chartFit
	for {
		f, err := opentype.NewFace(parsed()[face], &opentype.FaceOptions{Size: size * p.k, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			panic(err) // the size is a number and the font is embedded
		}
		wide := float64(font.MeasureString(f, s)) / 64 / p.k
		if room > 0 && wide > room-4 {
			size *= 0.97 * (room - 4) / wide
			continue
		}
		d := font.Drawer{Dst: p.img, Src: image.Black, Face: f,
			Dot: fixed.Point26_6{X: fixed.Int26_6((x - anchor*wide) * p.k * 64), Y: fixed.Int26_6(y * p.k * 64)}}
		d.DrawString(s)
		return
	}
}
