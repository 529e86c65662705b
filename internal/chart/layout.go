package chart

import (
	"slices"
	"strconv"
	"strings"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// A drawing is a chart being laid out: the spine is what cases go through from
// the top down; beside it stand waits and the ends of what is not settled.
type drawing struct {
	p     *flow.Procedure
	l     locale.Lang
	w     widths
	c     *Chart
	spine []*box
	side  []*box
}

// A box is a step with what leaves it.
type box struct {
	step        *flow.Step
	node        Node
	on          bool // on the spine
	row         int  // among its column
	left, right []*way
	down        *way // to the next box of the spine
	ports       [2]float64
}

// A way is all that leads from one box to another.
type way struct {
	to    *box
	names []string
	rule  bool
	label []string
	y     float64 // where it leaves
}

// sort divides the steps and gathers the ways between them.
func (d *drawing) sort() {
	boxes := make(map[flow.StepID]*box)
	for i := range d.p.Steps {
		s := &d.p.Steps[i]
		if boxes[s.ID] != nil {
			continue
		}
		b := &box{step: s, on: s.End == flow.Settled || s.End == "" && (!s.Pause || i == 0)}
		boxes[s.ID] = b
		if b.on {
			b.row = len(d.spine)
			d.spine = append(d.spine, b)
		} else {
			b.row = len(d.side)
			d.side = append(d.side, b)
		}
	}
	for _, b := range d.spine {
		if b.step.Skip != nil {
			d.lead(b, boxes[b.step.Skip.To], locale.T(d.l, "chart.skip"), true)
		}
		for i := range b.step.Moves {
			m := &b.step.Moves[i]
			if to := boxes[m.To]; to != nil && to != b {
				d.lead(b, to, d.marked(m.Label.In(d.l), m.Addition && !b.step.Addition), slices.Contains(m.By, flow.Program))
			}
		}
	}
}

// lead adds a name to the way from one box to another.
func (d *drawing) lead(from, to *box, name string, rule bool) {
	if to == nil {
		return
	}
	list := &from.right
	switch {
	case to.on && to.row == from.row+1:
		if from.down == nil {
			from.down = &way{to: to, rule: rule}
		}
		from.down.names = append(from.down.names, name)
		from.down.rule = from.down.rule && rule
		return
	case to.on && to.row < from.row:
		list = &from.left
	}
	for _, w := range *list {
		if w.to == to {
			w.names, w.rule = append(w.names, name), w.rule && rule
			return
		}
	}
	*list = append(*list, &way{to: to, names: []string{name}, rule: rule})
}

// marked adds the mark of what the source document does not state.
func (d *drawing) marked(text string, extra bool) string {
	if extra {
		d.c.Extra = true
		return text + " *"
	}
	return text
}

// measure writes the boxes and finds how high they are.
func (d *drawing) measure() {
	n := 0
	for _, b := range append(slices.Clone(d.spine), d.side...) {
		s := b.step
		b.node = Node{ID: s.ID, Kind: kind(s), W: d.w.spine}
		if !b.on {
			b.node.W = d.w.side
		}
		title := d.marked(s.Title.In(d.l), s.Addition)
		if s.End == "" && !s.Pause {
			n++
			title = strconv.Itoa(n) + ". " + title
		}
		room := b.node.W - 2*padX
		if b.node.Kind == Decide {
			room -= 2 * padX // slanted sides
		}
		b.add(wrap(title, room, Body, true), true, false)
		if who := d.who(s); who != "" {
			b.add(wrap(who, room, Small, false), false, true)
		}
		if !s.Within.IsZero() {
			b.add(wrap(locale.T(d.l, "chart.within", s.Within.In(d.l)), room, Small, false), false, true)
		}
		if !b.on {
			for _, line := range d.onward(s) {
				b.add(wrap(line, room, Small, false), false, true)
			}
		}
		h := 2 * padY
		for _, line := range b.node.Lines {
			h += line.height()
		}
		for side, list := range [2][]*way{b.left, b.right} {
			need := 18.0 // what comes in enters above
			for _, w := range list {
				w.label = wrap(strings.Join(w.names, " / "), d.w.label-8, Small, false)
				need += float64(len(w.label))*SmallLine + portGap
			}
			b.ports[side] = need
			h = max(h, need+4)
		}
		if b.down != nil {
			b.down.label = wrap(strings.Join(b.down.names, " / "), 230, Small, false)
		}
		b.node.H = h
	}
}

func (b *box) add(lines []string, bold, small bool) {
	for _, text := range lines {
		b.node.Lines = append(b.node.Lines, Line{text, bold, small})
	}
}

func kind(s *flow.Step) Kind {
	switch {
	case s.End == flow.Settled:
		return End
	case s.End != "":
		return Stop
	case s.Pause:
		return Wait
	case len(s.Verdicts) > 0:
		return Decide
	}
	return Step
}

// who does the step, by the procedure's own names.
func (d *drawing) who(s *flow.Step) string {
	hands := slices.Clone(s.By)
	if s.Or != "" && !slices.Contains(hands, s.Or) {
		hands = append(hands, s.Or)
	}
	var names []string
	for _, r := range hands {
		if name := d.role(r); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

func (d *drawing) role(r people.Role) string {
	if name := d.p.RoleTitle(d.l, r); name != "" {
		return name
	}
	return string(r)
}

// onward tells in words where a box beside the spine leads.
func (d *drawing) onward(s *flow.Step) []string {
	var lines []string
	for i := range s.Moves {
		m := &s.Moves[i]
		to := ""
		switch t := d.p.Step(m.To); {
		case m.To == flow.Back:
			to = locale.T(d.l, "chart.back")
		case t != nil:
			to = t.Title.In(d.l)
		default:
			continue
		}
		lines = append(lines, m.Label.In(d.l)+" → "+to)
	}
	return lines
}

// place gives every box its place, from the top down.
func (d *drawing) place() {
	lanesL, lanesR := 0, 0
	entered := map[*box]bool{}
	for _, b := range d.spine {
		for _, w := range b.left {
			if !entered[w.to] {
				entered[w.to] = true
				lanesL++
			}
		}
	}
	clear(entered)
	for _, b := range d.spine {
		for _, w := range b.right {
			if !entered[w.to] {
				entered[w.to] = true
				lanesR++
			}
		}
	}
	x := margin
	if lanesL > 0 {
		x += float64(lanesL)*laneW + d.w.label
	}
	right := x + d.w.spine
	sideX := right + d.w.label + float64(lanesR+1)*laneW
	y := margin
	start := Node{Kind: Begin, X: x + d.w.spine/2 - 45, Y: y, W: 90, H: 24, Lines: []Line{{locale.T(d.l, "chart.begin"), false, true}}}
	y += start.H + gap
	for _, b := range d.spine {
		b.node.X, b.node.Y = x, y
		for side, list := range [2][]*way{b.left, b.right} {
			at := y + 18 + (b.node.H-b.ports[side])/2
			for _, w := range list {
				at += float64(len(w.label)) * SmallLine
				w.y = at + 2
				at += portGap
			}
		}
		y += b.node.H + gap
		if b.down != nil {
			y += float64(len(b.down.label)) * SmallLine
		}
	}
	low := y - gap
	next := margin
	for _, b := range d.side {
		b.node.X, b.node.Y = sideX, max(next, d.firstLeading(b)-18)
		next = b.node.Y + b.node.H + 16
		low = max(low, b.node.Y+b.node.H)
	}
	d.c.W, d.c.H = right+margin, low+margin
	if lanesR > 0 {
		d.c.W = right + d.w.label + float64(lanesR)*laneW + margin
	}
	if len(d.side) > 0 {
		d.c.W = sideX + d.w.side + margin
	}
	d.c.Nodes = append(d.c.Nodes, start)
	for _, b := range append(slices.Clone(d.spine), d.side...) {
		d.c.Nodes = append(d.c.Nodes, b.node)
	}
}

// firstLeading is where the first way to a box leaves.
func (d *drawing) firstLeading(to *box) float64 {
	for _, b := range d.spine {
		for _, w := range b.right {
			if w.to == to {
				return w.y
			}
		}
	}
	return margin
}
