package chart

import (
	"math"
	"slices"
)

// route draws the arrows. All ways to one box share a lane beside the spine, so
// that they are seen to meet.
func (d *drawing) route() {
	if len(d.spine) > 0 {
		first, start := d.spine[0], d.c.Nodes[0]
		mid := start.X + start.W/2
		d.c.Edges = append(d.c.Edges, Edge{To: first.step.ID, Points: []Point{{mid, start.Y + start.H}, {mid, first.node.Y}}})
	}
	for _, b := range d.spine {
		if w := b.down; w != nil {
			mid := b.node.X + b.node.W/2
			d.c.Edges = append(d.c.Edges, Edge{From: b.step.ID, To: w.to.step.ID, Rule: w.rule, Label: w.label, Anchor: "start",
				Points: []Point{{mid, b.node.Y + b.node.H}, {mid, w.to.node.Y}}, At: Point{mid + 7, b.node.Y + b.node.H + float64(len(w.label))*SmallLine + 2}})
		}
	}
	left, right := d.lanes(func(b *box) []*way { return b.left }), d.lanes(func(b *box) []*way { return b.right })
	for _, b := range d.spine {
		for _, w := range b.left {
			x := b.node.X - d.w.label - float64(left[w.to])*laneW - laneW/2
			in := w.to.node.Y + 12
			d.c.Edges = append(d.c.Edges, Edge{From: b.step.ID, To: w.to.step.ID, Back: true, Rule: w.rule, Label: w.label, Anchor: "end",
				Points: []Point{{b.node.side(w.y, -1), w.y}, {x, w.y}, {x, in}, {w.to.node.side(in, -1), in}}, At: Point{b.node.X - 6, w.y - 4}})
		}
		edge := b.node.X + b.node.W
		for _, w := range b.right {
			x := edge + d.w.label + float64(right[w.to])*laneW + laneW/2
			e := Edge{From: b.step.ID, To: w.to.step.ID, Rule: w.rule, Label: w.label, Anchor: "start", At: Point{edge + 6, w.y - 4}}
			in, end := w.to.node.Y+18, w.to.node.X
			if w.to.on {
				in = w.to.node.Y + 12
				end = w.to.node.side(in, 1)
			}
			e.Points = []Point{{b.node.side(w.y, 1), w.y}, {x, w.y}, {x, in}, {end, in}}
			d.c.Edges = append(d.c.Edges, e)
		}
	}
}

// lanes numbers the boxes that ways of one side lead to. On each side what is
// entered further down has its lane nearer to the spine.
func (d *drawing) lanes(of func(*box) []*way) map[*box]int {
	var targets []*box
	for _, b := range d.spine {
		for _, w := range of(b) {
			if !slices.Contains(targets, w.to) {
				targets = append(targets, w.to)
			}
		}
	}
	slices.SortStableFunc(targets, func(a, b *box) int { return int(b.node.Y - a.node.Y) })
	lanes := make(map[*box]int)
	for i, t := range targets {
		lanes[t] = i
	}
	return lanes
}

// side is where a box ends at a height: at its left for -1, its right for 1.
func (n *Node) side(y, which float64) float64 {
	in := 0.0
	switch half := n.H / 2; n.Kind {
	case Decide:
		in = padX * min(1, math.Abs(y-n.Y-half)/half)
	case Begin, End, Stop:
		if r := n.Round(); math.Abs(y-n.Y-half) > half-r {
			off := math.Abs(y-n.Y-half) - (half - r)
			in = r - math.Sqrt(max(0, r*r-off*off))
		}
	}
	if which < 0 {
		return n.X + in
	}
	return n.X + n.W - in
}
