package chart

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// style is for a drawing that stands alone. Within a page the page's own style
// sheet says how the classes look.
const style = `
.chart{font-family:"Be Vietnam Pro","Segoe UI",Roboto,"Noto Sans",sans-serif;font-size:12px}
.chart .box{fill:#fff;stroke:#33475b;stroke-width:1.2}
.chart .decide .box{fill:#eef4fb}
.chart .wait .box{stroke-dasharray:5 3;fill:#fbfaf4}
.chart .begin .box,.chart .end .box{fill:#e9f4ec;stroke:#2c6b45}
.chart .stop .box{fill:#f7ecec;stroke:#8c3a3a}
.chart text{fill:#14202b;stroke:none}
.chart .small{font-size:10px;fill:#3c4a57}
.chart .bold{font-weight:600}
.chart .arrow{fill:none;stroke:#33475b;stroke-width:1.2}
.chart .back{stroke:#8a5a12}
.chart .rule{stroke-dasharray:4 3}
.chart .head{fill:#33475b;stroke:none}
.chart .back-head{fill:#8a5a12}
.chart .label{font-size:10px;fill:#3c4a57;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
`

// SVG writes the drawing; alone, with a style sheet and a ground of its own.
// What it says in pictures stands in words in its description.
func (c *Chart) SVG(alone bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-label="%s" focusable="false">`,
		num(c.W), num(c.H), num(c.W), num(c.H), html.EscapeString(c.Title))
	if alone {
		b.WriteString("<style>" + style + "</style>")
		fmt.Fprintf(&b, `<rect width="%s" height="%s" fill="#fff"/>`, num(c.W), num(c.H))
	}
	for _, e := range c.Edges {
		e.path(&b)
	}
	for _, n := range c.Nodes {
		n.draw(&b)
	}
	for _, e := range c.Edges {
		e.words(&b)
	}
	b.WriteString("</svg>")
	return b.String()
}

func num(f float64) string { return strconv.FormatFloat(f, 'f', -1, 32) }

func (e *Edge) path(b *strings.Builder) {
	class, head := "arrow", "head"
	if e.Back {
		class, head = class+" back", head+" back-head"
	}
	if e.Rule {
		class += " rule"
	}
	b.WriteString(`<path class="` + class + `" d="`)
	for i, p := range e.Points {
		b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + num(p.X) + " " + num(p.Y))
	}
	b.WriteString(`"/>`)
	tip := e.Head()
	fmt.Fprintf(b, `<path class="%s" d="M%s %sL%s %sL%s %sZ"/>`, head, num(tip[0].X), num(tip[0].Y), num(tip[1].X), num(tip[1].Y), num(tip[2].X), num(tip[2].Y))
}

// Head is the point of the arrow, as a triangle that begins with its tip.
func (e *Edge) Head() [3]Point {
	to, from := e.Points[len(e.Points)-1], e.Points[len(e.Points)-2]
	const long, wide = 7, 3.5
	switch {
	case to.X > from.X:
		return [3]Point{to, {to.X - long, to.Y - wide}, {to.X - long, to.Y + wide}}
	case to.X < from.X:
		return [3]Point{to, {to.X + long, to.Y - wide}, {to.X + long, to.Y + wide}}
	case to.Y < from.Y:
		return [3]Point{to, {to.X - wide, to.Y + long}, {to.X + wide, to.Y + long}}
	}
	return [3]Point{to, {to.X - wide, to.Y - long}, {to.X + wide, to.Y - long}}
}

func (e *Edge) words(b *strings.Builder) {
	for i, line := range e.Label {
		y := e.At.Y - float64(len(e.Label)-1-i)*SmallLine
		anchor := ""
		if e.Anchor == "end" {
			anchor = ` text-anchor="end"`
		}
		fmt.Fprintf(b, `<text class="label" x="%s" y="%s"%s>%s</text>`, num(e.At.X), num(y), anchor, html.EscapeString(line))
	}
}

// Outline is the shape of a box as a polygon; of those with round ends, nil.
func (n *Node) Outline() []Point {
	r, b := n.X+n.W, n.Y+n.H
	switch n.Kind {
	case Decide:
		m := n.Y + n.H/2
		const in = padX
		return []Point{{n.X, m}, {n.X + in, n.Y}, {r - in, n.Y}, {r, m}, {r - in, b}, {n.X + in, b}}
	case Begin, End, Stop:
		return nil
	}
	return []Point{{n.X, n.Y}, {r, n.Y}, {r, b}, {n.X, b}}
}

func (n *Node) draw(b *strings.Builder) {
	fmt.Fprintf(b, `<g class="%s">`, n.Kind)
	if shape := n.Outline(); shape != nil {
		b.WriteString(`<path class="box" d="`)
		for i, p := range shape {
			b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + num(p.X) + " " + num(p.Y))
		}
		b.WriteString(`Z"/>`)
	} else {
		fmt.Fprintf(b, `<rect class="box" x="%s" y="%s" width="%s" height="%s" rx="%s"/>`, num(n.X), num(n.Y), num(n.W), num(n.H), num(n.Round()))
	}
	n.EachLine(func(l Line, x, base float64) {
		class := ""
		switch {
		case l.Bold:
			class = ` class="bold"`
		case l.Small:
			class = ` class="small"`
		}
		fmt.Fprintf(b, `<text%s x="%s" y="%s" text-anchor="middle">%s</text>`, class, num(x), num(base), html.EscapeString(l.Text))
	})
	b.WriteString(`</g>`)
}

// Round is the radius of a box with round ends.
func (n *Node) Round() float64 { return min(n.H/2, 16) }

// EachLine gives the lines of a box with the middle of each and its baseline.
func (n *Node) EachLine(fn func(l Line, x, base float64)) {
	h := 0.0
	for _, l := range n.Lines {
		h += l.height()
	}
	y := n.Y + (n.H-h)/2
	for _, l := range n.Lines {
		y += l.height()
		fn(l, n.X+n.W/2, y-l.height()*0.27)
	}
}
