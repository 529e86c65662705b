package chart

import (
	"congbo/internal/flow"
	"congbo/internal/locale"
)

// A Chart is a procedure as a drawing. Lengths are in points of a page whose
// origin is at the top left; text of size Body stands in boxes, of size Small
// beside arrows.
type Chart struct {
	Title string
	W, H  float64
	Nodes []Node
	Edges []Edge
	Extra bool // something in it bears the mark of what the source does not state
}

// Sizes of text, and the height of a line of each.
const (
	Body, Small         = 12.0, 10.0
	BodyLine, SmallLine = 15.0, 12.5
)

// A Kind says what a box stands for.
type Kind string

// The kinds of boxes.
const (
	Begin  Kind = "begin"  // where cases open
	Step   Kind = "step"   // something is done
	Decide Kind = "decide" // something is decided: verdicts are asked for
	Wait   Kind = "wait"   // the clocks stand still
	End    Kind = "end"    // settled
	Stop   Kind = "stop"   // ended without having been done
)

// A Node is a box.
type Node struct {
	ID         flow.StepID // empty: where cases open
	Kind       Kind
	X, Y, W, H float64
	Lines      []Line
}

// A Line is a line of text in a box.
type Line struct {
	Text        string
	Bold, Small bool
}

func (l Line) height() float64 {
	if l.Small {
		return SmallLine
	}
	return BodyLine
}

// A Point is a place of the drawing.
type Point struct{ X, Y float64 }

// An Edge is an arrow along Points, to the last of them. Its label's lines
// stand one above the other, the last on the baseline at At.
type Edge struct {
	From, To flow.StepID
	Points   []Point
	Label    []string
	At       Point
	Anchor   string // of each line at At.X: "start" or "end"
	Back     bool   // leads back
	Rule     bool   // by a rule of the procedure, by nobody's hand
}

// Measures of the layout.
const (
	margin  = 10.0
	laneW   = 14.0
	padX    = 12.0
	padY    = 9.0
	gap     = 26.0 // between boxes, without the label in it
	portGap = 9.0
)

// widths are how wide the columns of a drawing are: the boxes that cases go
// through, those beside them, and the room for labels between.
type widths struct{ spine, side, label float64 }

// Lay draws p in language l, for a screen.
func Lay(p *flow.Procedure, l locale.Lang) *Chart { return lay(p, l, widths{236, 168, 118}) }

// LayNarrow draws p with narrower columns, so that its words are still read when
// the drawing is as wide as the text of an A4 page.
func LayNarrow(p *flow.Procedure, l locale.Lang) *Chart { return lay(p, l, widths{196, 128, 90}) }

func lay(p *flow.Procedure, l locale.Lang, w widths) *Chart {
	d := &drawing{p: p, l: l, w: w, c: &Chart{Title: p.Title.In(l)}}
	d.sort()
	d.measure()
	d.place()
	d.route()
	return d.c
}
