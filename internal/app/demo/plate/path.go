package plate

import (
	"math"

	"golang.org/x/image/vector"
)

type point struct{ x, y float32 }

func pt(x, y float32) point { return point{x, y} }

func (p point) plus(q point) point          { return point{p.x + q.x, p.y + q.y} }
func (p point) minus(q point) point         { return point{p.x - q.x, p.y - q.y} }
func (p point) times(k float32) point       { return point{p.x * k, p.y * k} }
func (p point) to(q point, t float32) point { return p.plus(q.minus(p).times(t)) }

// A shape is an area bounded by closed outlines. Each outline is kept as the
// corners of a polygon, fine enough to look curved, and turned the same way
// round, so that outlines that overlap add up.
type shape struct{ outlines [][]point }

func (s *shape) add(outline []point) *shape {
	var area float32
	for i, p := range outline {
		q := outline[(i+1)%len(outline)]
		area += p.x*q.y - q.x*p.y
	}
	if area < 0 {
		turned := make([]point, len(outline))
		for i, p := range outline {
			turned[len(outline)-1-i] = p
		}
		outline = turned
	}
	s.outlines = append(s.outlines, outline)
	return s
}

// with returns a shape of all outlines of several shapes.
func with(shapes ...*shape) *shape {
	var all shape
	for _, s := range shapes {
		all.outlines = append(all.outlines, s.outlines...)
	}
	return &all
}

func (s *shape) bounds() (x0, y0, x1, y1 int) {
	l, t, r, b := float32(math.MaxFloat32), float32(math.MaxFloat32), float32(-math.MaxFloat32), float32(-math.MaxFloat32)
	for _, o := range s.outlines {
		for _, p := range o {
			l, t, r, b = min(l, p.x), min(t, p.y), max(r, p.x), max(b, p.y)
		}
	}
	if l > r {
		return 0, 0, 0, 0
	}
	// A canvas is all that is ever seen; beyond it numbers may be any size.
	fit := func(v float32) int { return int(min(max(v*scale, -1), 4000)) }
	return fit(l) - 1, fit(t) - 1, fit(r) + 2, fit(b) + 2
}

func (s *shape) trace(ras *vector.Rasterizer, dx, dy float32) {
	for _, o := range s.outlines {
		for i, p := range o {
			if i == 0 {
				ras.MoveTo(p.x*scale-dx, p.y*scale-dy)
			} else {
				ras.LineTo(p.x*scale-dx, p.y*scale-dy)
			}
		}
		ras.ClosePath()
	}
}

// poly is a polygon through points x, y, x, y …
func poly(xy ...float32) *shape {
	var o []point
	for i := 0; i+1 < len(xy); i += 2 {
		o = append(o, pt(xy[i], xy[i+1]))
	}
	return new(shape).add(o)
}

func rect(x, y, w, h float32) *shape { return poly(x, y, x+w, y, x+w, y+h, x, y+h) }

// box is a rectangle with round corners.
func box(x, y, w, h, r float32) *shape {
	r = min(r, w/2, h/2)
	var o []point
	for i, c := range []point{pt(x+w-r, y+r), pt(x+w-r, y+h-r), pt(x+r, y+h-r), pt(x+r, y+r)} {
		for j := range 9 {
			o = append(o, polar(c, r, r, float64(i-1)*math.Pi/2+float64(j)*math.Pi/16))
		}
	}
	return new(shape).add(o)
}

func polar(c point, rx, ry float32, angle float64) point {
	return pt(c.x+rx*float32(math.Cos(angle)), c.y+ry*float32(math.Sin(angle)))
}

func circle(cx, cy, r float32) *shape { return oval(cx, cy, r, r) }

func oval(cx, cy, rx, ry float32) *shape { return arc(cx, cy, rx, ry, 0, 360) }

// arc is the part of an ellipse between two angles in degrees, clockwise from
// the right, cut off by the line between its ends.
func arc(cx, cy, rx, ry float32, from, to float64) *shape {
	n := max(12, int(math.Sqrt(float64(max(rx, ry)))*5*(to-from)/360))
	var o []point
	for i := range n + 1 {
		o = append(o, polar(pt(cx, cy), rx, ry, (from+(to-from)*float64(i)/float64(n))*math.Pi/180))
	}
	return new(shape).add(o)
}

// ring is an ellipse with a hole: the line of an ellipse, w wide.
func ring(cx, cy, rx, ry, w float32) *shape {
	return line(w, arcPoints(cx, cy, rx, ry, 0, 360)...)
}

func arcPoints(cx, cy, rx, ry float32, from, to float64) []point {
	n := max(12, int(math.Sqrt(float64(max(rx, ry)))*5))
	var o []point
	for i := range n + 1 {
		o = append(o, polar(pt(cx, cy), rx, ry, (from+(to-from)*float64(i)/float64(n))*math.Pi/180))
	}
	return o
}

// curve is a smooth line through points x, y, x, y …
func curve(xy ...float32) []point {
	var p []point
	for i := 0; i+1 < len(xy); i += 2 {
		p = append(p, pt(xy[i], xy[i+1]))
	}
	return smooth(p)
}

// smooth leads a Catmull–Rom spline through points.
func smooth(p []point) []point {
	if len(p) < 3 {
		return p
	}
	const steps = 14
	var o []point
	for i := 0; i+1 < len(p); i++ {
		a, b, c, d := p[max(0, i-1)], p[i], p[i+1], p[min(len(p)-1, i+2)]
		for j := range steps {
			t := float32(j) / steps
			t2, t3 := t*t, t*t*t
			o = append(o, point{
				.5 * (2*b.x + (c.x-a.x)*t + (2*a.x-5*b.x+4*c.x-d.x)*t2 + (3*b.x-a.x-3*c.x+d.x)*t3),
				.5 * (2*b.y + (c.y-a.y)*t + (2*a.y-5*b.y+4*c.y-d.y)*t2 + (3*b.y-a.y-3*c.y+d.y)*t3),
			})
		}
	}
	return append(o, p[len(p)-1])
}

// blob is a smooth closed outline through points x, y, x, y …
func blob(xy ...float32) *shape {
	var p []point
	for i := 0; i+1 < len(xy); i += 2 {
		p = append(p, pt(xy[i], xy[i+1]))
	}
	n := len(p)
	around := append(append([]point{p[n-2], p[n-1]}, p...), p[0], p[1])
	o := smooth(around)
	const steps = 14
	return new(shape).add(o[2*steps : len(o)-steps-1])
}

// land is everything below a smooth line through points x, y, x, y …
func land(xy ...float32) *shape {
	o := curve(xy...)
	return new(shape).add(append(o, pt(o[len(o)-1].x, high+20), pt(o[0].x, high+20)))
}

// line is a line w wide through points, with round ends and joints.
func line(w float32, p ...point) *shape { return taper(w, w, p...) }

// taper is a line that goes from width w to width v.
func taper(w, v float32, p ...point) *shape {
	s := new(shape)
	for i := 0; i+1 < len(p); i++ {
		a, b := p[i], p[i+1]
		d := b.minus(a)
		n := float32(math.Hypot(float64(d.x), float64(d.y)))
		if n == 0 {
			continue
		}
		at := func(j int) float32 { return (w + (v-w)*float32(j)/float32(len(p)-1)) / 2 }
		s0, s1 := pt(-d.y/n, d.x/n).times(at(i)), pt(-d.y/n, d.x/n).times(at(i+1))
		s.add([]point{a.plus(s0), b.plus(s1), b.minus(s1), a.minus(s0)})
		if at(i) > .7 {
			s.add(circle(a.x, a.y, at(i)).outlines[0])
		}
		if i+2 == len(p) && at(i+1) > .7 {
			s.add(circle(b.x, b.y, at(i+1)).outlines[0])
		}
	}
	return s
}

// seg is a straight line w wide.
func seg(w, x0, y0, x1, y1 float32) *shape { return line(w, pt(x0, y0), pt(x1, y1)) }

// moved returns the shape turned by degrees about the origin, scaled, and put
// at x, y.
func (s *shape) moved(x, y, scale, degrees float32) *shape {
	sin, cos := math.Sincos(float64(degrees) * math.Pi / 180)
	si, co := float32(sin)*scale, float32(cos)*scale
	m := new(shape)
	for _, o := range s.outlines {
		n := make([]point, len(o))
		for i, p := range o {
			n[i] = pt(x+p.x*co-p.y*si, y+p.x*si+p.y*co)
		}
		m.outlines = append(m.outlines, n)
	}
	return m
}
