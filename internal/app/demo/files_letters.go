package demo

import (
	"bytes"
	"fmt"
	"math"
	"sync"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// A face is one of the styles of letters on a paper.
type face int

const (
	regular face = iota
	bold
	italic
)

// The Go fonts come with the program and may be put into any file, but they
// have no Vietnamese letters beyond those of other languages. Their outlines
// are composed here: the letter, its horn, the tone above or below.
var typefaces = sync.OnceValue(func() [3]*sfnt.Font {
	var all [3]*sfnt.Font
	for i, ttf := range [][]byte{goregular.TTF, gobold.TTF, goitalic.TTF} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			panic(err) // the font that the program was built with
		}
		all[i] = f
	}
	return all
})

// A letter is the outline of a character in the operators of PDF, in
// thousandths of the size, with its advance.
type letter struct {
	outline bytes.Buffer
	advance float64
	// the box of the outline, y upwards
	left, bottom, right, top float64
}

func newLetter() *letter {
	return &letter{left: math.MaxFloat64, bottom: math.MaxFloat64, right: -math.MaxFloat64, top: -math.MaxFloat64}
}

// The marks of Vietnamese letters that a font without them still has, as
// characters of their own.
var ownMarks = map[rune]rune{'\u0301': '´', '\u0300': '`', '\u0303': '˜', '\u0302': 'ˆ', '\u0306': '˘'}

const horn, hook, dot = '\u031b', '\u0309', '\u0323'

// letterOf composes the letter for r in a face.
func letterOf(f face, r rune) (*letter, error) {
	l := newLetter()
	parts := []rune(norm.NFD.String(string(r)))
	base, marks := parts[0], parts[1:]
	if len(marks) > 0 && marks[0] != dot && base == 'i' {
		base = 'ı' // its dot gives way to the mark
	}
	if err := l.glyph(f, base, 0, 0); err != nil {
		return nil, err
	}
	middle, height := (l.left+l.right)/2, l.top
	for _, m := range marks {
		switch m {
		case horn:
			x, y := l.right-25, height-45
			l.stroke(f, x, y, x+45, y+10, x+85, y+55, x+80, y+120)
		case hook:
			y := l.above()
			l.stroke(f, middle-55, y+95, middle-30, y+150, middle+40, y+150, middle+45, y+95, middle+5, y+55, middle+2, y+5)
		case dot:
			if err := l.mark(f, '.', middle, -190); err != nil {
				return nil, err
			}
		default:
			own, ok := ownMarks[m]
			if !ok {
				return nil, fmt.Errorf("no outline for %q", r)
			}
			if err := l.mark(f, own, middle, l.above()); err != nil {
				return nil, err
			}
		}
	}
	return l, nil
}

// above returns where the next mark above the letter starts: over the letter,
// or over the mark that is there.
func (l *letter) above() float64 { return l.top + 40 }

// mark puts a character of the font centred at x, with its lower edge at y.
func (l *letter) mark(f face, r rune, x, y float64) error {
	m := newLetter()
	if err := m.glyph(f, r, 0, 0); err != nil {
		return err
	}
	advance := l.advance
	err := l.glyph(f, r, x-(m.left+m.right)/2, y-m.bottom)
	l.advance = advance
	return err
}

func (l *letter) glyph(f face, r rune, dx, dy float64) error {
	font := typefaces()[f]
	var buf sfnt.Buffer
	i, err := font.GlyphIndex(&buf, r)
	if err != nil || i == 0 {
		return fmt.Errorf("no outline for %q: %w", r, err)
	}
	const size = 1000
	segments, err := font.LoadGlyph(&buf, i, fixed.I(size), nil)
	if err != nil {
		return err
	}
	advance, err := font.GlyphAdvance(&buf, i, fixed.I(size), 0)
	if err != nil {
		return err
	}
	l.advance = float64(advance) / 64
	at := func(p fixed.Point26_6) (x, y float64) {
		x, y = float64(p.X)/64+dx, dy-float64(p.Y)/64
		l.reach(x, y)
		return x, y
	}
	var x0, y0 float64
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			x0, y0 = at(s.Args[0])
			fmt.Fprintf(&l.outline, "%.0f %.0f m ", x0, y0)
		case sfnt.SegmentOpLineTo:
			x0, y0 = at(s.Args[0])
			fmt.Fprintf(&l.outline, "%.0f %.0f l ", x0, y0)
		case sfnt.SegmentOpQuadTo:
			x1, y1 := at(s.Args[0])
			x2, y2 := at(s.Args[1])
			fmt.Fprintf(&l.outline, "%.0f %.0f %.0f %.0f %.0f %.0f c ", x0+(x1-x0)*2/3, y0+(y1-y0)*2/3, x2+(x1-x2)*2/3, y2+(y1-y2)*2/3, x2, y2)
			x0, y0 = x2, y2
		case sfnt.SegmentOpCubeTo:
			x1, y1 := at(s.Args[0])
			x2, y2 := at(s.Args[1])
			x3, y3 := at(s.Args[2])
			fmt.Fprintf(&l.outline, "%.0f %.0f %.0f %.0f %.0f %.0f c ", x1, y1, x2, y2, x3, y3)
			x0, y0 = x3, y3
		}
	}
	return nil
}

// stroke draws a bent line through points x, y, x, y … as an area.
func (l *letter) stroke(f face, xy ...float64) {
	half := 26.0
	if f == bold {
		half = 42
	}
	n := len(xy) / 2
	var there, back []float64
	for i := range n {
		a, b := max(0, i-1), min(n-1, i+1)
		dx, dy := xy[2*b]-xy[2*a], xy[2*b+1]-xy[2*a+1]
		k := half / math.Hypot(dx, dy)
		there = append(there, xy[2*i]-dy*k, xy[2*i+1]+dx*k)
		back = append(back, xy[2*i]+dy*k, xy[2*i+1]-dx*k)
	}
	op := "m"
	corner := func(x, y float64) {
		l.reach(x, y)
		fmt.Fprintf(&l.outline, "%.0f %.0f %s ", x, y, op)
		op = "l"
	}
	for i := range n {
		corner(there[2*i], there[2*i+1])
	}
	for i := n - 1; i >= 0; i-- {
		corner(back[2*i], back[2*i+1])
	}
}

func (l *letter) reach(x, y float64) {
	l.left, l.right = math.Min(l.left, x), math.Max(l.right, x)
	l.bottom, l.top = math.Min(l.bottom, y), math.Max(l.top, y)
}
