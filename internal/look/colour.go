// Package look is how a site looks, as arithmetic: its colours with the contrast
// that people need to read (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11), the palettes that
// two chosen colours make for day, night and high contrast, the form of the
// header, and the blocks of the first page. It knows no database and draws nothing.
package look

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Colour is one of sRGB, as style sheets write it.
type Colour struct{ R, G, B uint8 }

// White is what stands on bands in the main colour.
var White = Colour{255, 255, 255}

// Parse reads a colour as people type it: "#0d3b5e", "0D3B5E" or "#036".
func Parse(s string) (Colour, bool) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "#")
	if len(s) == 3 {
		s = s[:1] + s[:1] + s[1:2] + s[1:2] + s[2:] + s[2:]
	}
	n, err := strconv.ParseUint(s, 16, 32)
	if len(s) != 6 || err != nil {
		return Colour{}, false
	}
	return Colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, true
}

// must is Parse for colours of the program's own.
func must(s string) Colour {
	c, ok := Parse(s)
	if !ok {
		panic("no colour: " + s)
	}
	return c
}

// String is the colour as style sheets and people write it: "#0d3b5e".
func (c Colour) String() string { return "#" + c.Hex() }

// Hex is the colour in six digits.
func (c Colour) Hex() string { return fmt.Sprintf("%02x%02x%02x", c.R, c.G, c.B) }

func linear(v uint8) float64 {
	x := float64(v) / 255
	if x <= .04045 {
		return x / 12.92
	}
	return math.Pow((x+.055)/1.055, 2.4)
}

// Luminance is how light a colour is, 0 to 1 (WCAG 2.2, "relative luminance").
func (c Colour) Luminance() float64 {
	return .2126*linear(c.R) + .7152*linear(c.G) + .0722*linear(c.B)
}

// Contrast is the ratio of WCAG 2.2 between two colours, 1 to 21.
func Contrast(a, b Colour) float64 {
	x, y := a.Luminance()+.05, b.Luminance()+.05
	return max(x, y) / min(x, y)
}

// Least contrasts that WCAG 2.2 asks for.
const (
	Text     = 4.5 // 1.4.3
	Mark     = 3.0 // 1.4.11: what is no text and must be seen; also large text
	MoreText = 7.0 // 1.4.6: where people ask their machine for more
)

// tone is a colour as the eye orders it: lightness 0 to 1, strength and hue
// (OKLCH, CSS Color 4 §9). Moving lightness alone leaves the hue what it was.
type tone struct{ l, c, h float64 }

func (c Colour) tone() tone {
	r, g, b := linear(c.R), linear(c.G), linear(c.B)
	l := math.Cbrt(.4122214708*r + .5363325363*g + .0514459929*b)
	m := math.Cbrt(.2119034982*r + .6806995451*g + .1073969566*b)
	s := math.Cbrt(.0883024619*r + .2817188376*g + .6299787005*b)
	x := 1.9779984951*l - 2.4285922050*m + .4505937099*s
	y := .0259040371*l + .7827717662*m - .8086757660*s
	return tone{.2104542553*l + .7936177850*m - .0040720468*s, math.Hypot(x, y), math.Atan2(y, x)}
}

// colour is the tone on a screen, weaker where no screen shows it so strong.
func (t tone) colour() Colour {
	t.l = min(max(t.l, 0), 1)
	if c, ok := t.exact(); ok {
		return c
	}
	low, high := 0.0, t.c
	for range 24 {
		t.c = (low + high) / 2
		if _, ok := t.exact(); ok {
			low = t.c
		} else {
			high = t.c
		}
	}
	t.c = low
	c, _ := t.exact()
	return c
}

func (t tone) exact() (Colour, bool) {
	x, y := t.c*math.Cos(t.h), t.c*math.Sin(t.h)
	cube := func(v float64) float64 { return v * v * v }
	l := cube(t.l + .3963377774*x + .2158037573*y)
	m := cube(t.l - .1055613458*x - .0638541728*y)
	s := cube(t.l - .0894841775*x - 1.2914855480*y)
	inside := true
	channel := func(v float64) uint8 {
		if v < -.0005 || v > 1.0005 {
			inside = false
		}
		v = min(max(v, 0), 1)
		if v <= .0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - .055
		}
		return uint8(math.Round(v * 255))
	}
	c := Colour{channel(4.0767416621*l - 3.3077115913*m + .2309699292*s), channel(-1.2684380046*l + 2.6097574011*m - .3413193965*s),
		channel(-.0041960863*l - .7034186147*m + 1.7076147010*s)}
	return c, inside
}

// at is the colour with another lightness.
func (c Colour) at(l float64) Colour {
	t := c.tone()
	t.l = l
	return t.colour()
}

// mix is the colour with a part of another, 0 to 1, as style sheets mix in sRGB.
func mix(a, b Colour, part float64) Colour {
	one := func(x, y uint8) uint8 { return uint8(math.Round(float64(x)*(1-part) + float64(y)*part)) }
	return Colour{one(a.R, b.R), one(a.G, b.G), one(a.B, b.B)}
}

// steps of lightness in which a colour is looked for.
const steps = 400

// nearest is the colour of the same hue, the least lighter or darker, of which ok
// holds.
func nearest(c Colour, ok func(Colour) bool) (Colour, bool) {
	if ok(c) {
		return c, true
	}
	from := c.tone().l
	for i := 1; i <= steps; i++ {
		d := float64(i) / steps
		if from-d >= -1e-9 {
			if x := c.at(from - d); ok(x) {
				return x, true
			}
		}
		if from+d <= 1+1e-9 {
			if x := c.at(from + d); ok(x) {
				return x, true
			}
		}
	}
	return c, false
}

// lighter and darker are the first colours on the way to white and to black of
// which ok holds, white and black themselves where none does.
func lighter(c Colour, ok func(Colour) bool) Colour { return towards(c, 1, White, ok) }
func darker(c Colour, ok func(Colour) bool) Colour  { return towards(c, 0, Colour{}, ok) }

func towards(c Colour, end float64, last Colour, ok func(Colour) bool) Colour {
	if ok(c) {
		return c
	}
	from := c.tone().l
	for i := 1; i <= steps; i++ {
		if x := c.at(from + (end-from)*float64(i)/steps); ok(x) {
			return x
		}
	}
	return last
}

// on reports of colours whether they stand out from all of some grounds.
func on(least float64, grounds ...Colour) func(Colour) bool {
	return func(c Colour) bool {
		for _, g := range grounds {
			if Contrast(c, g) < least {
				return false
			}
		}
		return true
	}
}
