package paper

import (
	"codeberg.org/go-pdf/fpdf"

	"congbo/internal/chart"
)

// fit is how much a drawing is made smaller: as wide as the text at most, and
// with the headings above it no higher than a page.
func (w *sheet) fit(d Drawing) float64 {
	return fitted(d.Chart, pageH-marginFoot-w.top-72)
}

func fitted(c *chart.Chart, high float64) float64 {
	return min(1, textW/c.W, high/c.H)
}

// drawing draws a flow chart with lines and letters.
func (w *sheet) drawing(d Drawing) {
	c, scale := d.Chart, w.fit(d)
	w.need(c.H * scale)
	f := w.pdf
	x0, y0 := marginL+(textW-c.W*scale)/2, w.y
	at := func(p chart.Point) fpdf.PointType {
		return fpdf.PointType{X: x0 + p.X*scale, Y: y0 + p.Y*scale}
	}
	polygon := func(list []chart.Point) []fpdf.PointType {
		out := make([]fpdf.PointType, len(list))
		for i, p := range list {
			out[i] = at(p)
		}
		return out
	}
	f.SetLineWidth(0.6)
	f.SetFillColor(0, 0, 0)
	for i := range c.Edges {
		e := &c.Edges[i]
		if e.Rule {
			f.SetDashPattern([]float64{3, 2}, 0)
		}
		points := polygon(e.Points)
		for j := 1; j < len(points); j++ {
			f.Line(points[j-1].X, points[j-1].Y, points[j].X, points[j].Y)
		}
		f.SetDashPattern(nil, 0)
		tip := e.Head()
		f.Polygon(polygon(tip[:]), "F")
	}
	for i := range c.Nodes {
		n := &c.Nodes[i]
		shade := shades[n.Kind]
		f.SetFillColor(shade, shade, shade)
		if n.Kind == chart.Wait {
			f.SetDashPattern([]float64{3, 2}, 0)
		}
		if shape := n.Outline(); shape != nil {
			f.Polygon(polygon(shape), "FD")
		} else {
			p := at(chart.Point{X: n.X, Y: n.Y})
			f.RoundedRect(p.X, p.Y, n.W*scale, n.H*scale, n.Round()*scale, "1234", "FD")
		}
		f.SetDashPattern(nil, 0)
		n.EachLine(func(l chart.Line, x, base float64) {
			size, face := chart.Body, plain
			if l.Small {
				size = chart.Small
			}
			if l.Bold {
				face = strong
			}
			p := at(chart.Point{X: x, Y: base})
			w.letters(l.Text, face, size*scale*chartFit, p, 0.5, n.W*scale)
		})
	}
	for i := range c.Edges {
		e := &c.Edges[i]
		for j, line := range e.Label {
			p := at(chart.Point{X: e.At.X, Y: e.At.Y - float64(len(e.Label)-1-j)*chart.SmallLine})
			anchor := 0.0
			if e.Anchor == "end" {
				anchor = 1
			}
			w.letters(line, plain, chart.Small*scale*chartFit, p, anchor, 0)
		}
	}
	f.SetFillColor(255, 255, 255)
	w.y += c.H*scale + 8
}

// shades are how boxes are told apart on black and white paper.
var shades = map[chart.Kind]int{
	chart.Begin: 235, chart.Step: 255, chart.Decide: 243, chart.Wait: 255, chart.End: 235, chart.Stop: 225,
}

// letters writes a text whose share anchor of it stands left of p, smaller if
// it does not fit into room.
func (w *sheet) letters(s string, face style, size float64, p fpdf.PointType, anchor, room float64) {
	wide := w.wide(s, face, size)
	if room > 0 && wide > room-4 {
		size *= (room - 4) / wide
		wide = w.wide(s, face, size)
	}
	w.pdf.Text(p.X-anchor*wide, p.Y, s)
}
