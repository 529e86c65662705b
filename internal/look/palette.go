package look

import (
	"math"
	"slices"
)

// Themes are the looks that the program ships, the first one the default.
var Themes = []string{"truong-dai-hoc", "so-nganh", "thu-vien"}

// Tokens are colours by the names of the custom properties of the portal's style
// sheet, without the dashes before them.
type Tokens map[string]Colour

// A ground is what a theme keeps under every choice of colours, in one scheme.
type ground struct{ paper, paper2, raised, ink, ink2, line, head Colour }

// A kit is what the program knows of a theme. A test of package portal compares
// it with the style sheet.
type kit struct {
	brand, accent    Colour
	day, night       ground
	redLink, redNite Colour // links where the main colour is a red, which would read as an error
}

func grounds(hex ...string) ground {
	c := make([]Colour, len(hex))
	for i, h := range hex {
		c[i] = must(h)
	}
	return ground{c[0], c[1], c[2], c[3], c[4], c[5], c[6]}
}

var kits = map[string]kit{
	"truong-dai-hoc": {must("0d3b5e"), must("a9481b"), grounds("fff", "f1f5f8", "fff", "14222e", "495b69", "d6e0e7", "fff"),
		grounds("0c151c", "111e28", "172632", "e8eff4", "a9bac6", "263845", "0c151c"), must("1a4587"), must("a8c7fb")},
	"so-nganh": {must("8c1d22"), must("7d5600"), grounds("fff", "f8f5f1", "fff", "1f1b19", "5a524d", "e4ddd5", "fff"),
		grounds("151211", "1e1a18", "26211e", "f2ece8", "beb3ab", "3a332e", "151211"), must("1a4587"), must("a8c7fb")},
	"thu-vien": {must("21513d"), must("8f4122"), grounds("fdfbf5", "f6f0e2", "fffdf8", "24271f", "565a4b", "e3dbc7", "f3ecdc"),
		grounds("14170f", "1c2017", "24291d", "f0ecdf", "bcb8a5", "363c2b", "1c2017"), must("1a4587"), must("a8c7fb")},
}

func kitOf(theme string) kit {
	if k, ok := kits[theme]; ok {
		return k
	}
	return kits[Themes[0]]
}

// Shipped are the colours that a theme comes with.
func Shipped(theme string) (brand, accent Colour) {
	k := kitOf(theme)
	return k.brand, k.accent
}

// Grounds are the colours of a theme that no choice changes: the page, the second
// ground, raised parts, text, second text and lines, by day and by night.
func Grounds(theme string) (day, night Tokens) {
	k := kitOf(theme)
	return k.day.tokens(), k.night.tokens()
}

func (g ground) tokens() Tokens {
	return Tokens{"paper": g.paper, "paper-2": g.paper2, "raised": g.raised, "ink": g.ink, "ink-2": g.ink2, "line": g.line}
}

// A Palette is what two colours make of a theme: what changes of its tokens by
// day, by night, and in both where people ask for more contrast.
type Palette struct{ Day, Night, MoreDay, MoreNight Tokens }

// red reports of a colour whether people take a text in it for an error.
func (c Colour) red() bool {
	t := c.tone()
	h := t.h * 180 / math.Pi
	return t.c > .06 && h > -25 && h < 48
}

// NewPalette makes the palettes of a theme with a main colour and an accent. By
// day the two are used as they are, see Check; whatever else there is is made of
// them so that it can be read.
func NewPalette(theme string, brand, accent Colour) Palette {
	k := kitOf(theme)
	day := k.byDay(theme, brand, accent)
	night := k.byNight(theme, brand, accent, day)
	return Palette{Day: day, Night: night, MoreDay: more(theme, day, false), MoreNight: more(theme, night, true)}
}

func (k kit) byDay(theme string, brand, accent Colour) Tokens {
	g := k.day
	deep := darker(brand.at(min(brand.tone().l, max(brand.tone().l*.8, .18))), on(9, White))
	t := Tokens{"brand": brand, "brand-deep": deep, "on-brand": White, "brand-ink": brand, "accent": accent, "link": brand}
	t["on-brand-2"] = lighter(mix(White, brand, .24), on(Text, brand, deep))
	t["mark"] = lighter(accent.at(max(accent.tone().l, .8)), on(Text, brand, deep))
	t["soft"] = soft(brand, g.paper, func(c Colour) bool {
		return Contrast(brand, c) >= Text && Contrast(g.ink2, c) >= Text && Contrast(g.ink, c) >= Text
	})
	if brand.red() {
		t["link"] = k.redLink
	}
	t["plate"] = mix(g.paper, brand, .15)
	t["plate-ink"] = mix(g.paper, brand, .5)
	dress(theme, t, g)
	return t
}

func (k kit) byNight(theme string, brand, accent Colour, day Tokens) Tokens {
	g := k.night
	dim := darker(brand.at(min(brand.tone().l, .4)), on(6, White))
	deep := dim.at(min(dim.tone().l*.6, .22))
	readable := func(c Colour) Colour { return lighter(c.at(max(c.tone().l, .72)), on(6, g.paper, g.paper2, g.raised)) }
	t := Tokens{"brand": dim, "brand-deep": deep, "on-brand": White, "brand-ink": readable(brand), "accent": readable(accent)}
	t["on-brand-2"] = lighter(day["on-brand-2"], on(Text, dim, deep))
	t["mark"] = lighter(day["mark"], on(Text, dim, deep))
	t["soft"] = soft(dim, g.raised, func(c Colour) bool {
		return Contrast(t["brand-ink"], c) >= Text && Contrast(g.ink2, c) >= Text && Contrast(g.ink, c) >= Text
	})
	t["link"] = t["brand-ink"]
	if brand.red() {
		t["link"] = k.redNite
	}
	t["plate"] = mix(g.paper, dim, .5)
	t["plate-ink"] = mix(t["plate"], t["brand-ink"], .3)
	dress(theme, t, g)
	return t
}

// soft is a ground with a breath of a colour, as much as texts on it bear.
func soft(c, paper Colour, ok func(Colour) bool) Colour {
	for _, part := range []float64{.11, .09, .07, .05, .03} {
		if x := mix(paper, c, part); ok(x) {
			return x
		}
	}
	return paper
}

// dress gives header and menu of a theme their colours.
func dress(theme string, t Tokens, g ground) {
	set := func(strip, stripInk, mast, mastInk, mastInk2, crest, nav, navInk, navHere, navLine string) {
		of := func(s string) Colour {
			switch s {
			case "paper":
				return g.paper
			case "head":
				return g.head
			case "ink":
				return g.ink
			case "ink-2":
				return g.ink2
			case "line":
				return g.line
			}
			return t[s]
		}
		for name, from := range map[string]string{"strip": strip, "strip-ink": stripInk, "mast": mast, "mast-ink": mastInk, "mast-ink-2": mastInk2, "crest": crest,
			"nav": nav, "nav-ink": navInk, "nav-here": navHere, "nav-line": navLine} {
			t[name] = of(from)
		}
	}
	switch theme {
	case "so-nganh":
		set("brand-deep", "on-brand-2", "brand", "on-brand", "on-brand-2", "mark", "brand-deep", "on-brand", "on-brand", "brand-deep")
		t["nav-mark"], t["strip-mark"] = t["mark"], t["mark"]
	case "thu-vien":
		set("head", "ink-2", "head", "brand-ink", "ink-2", "brand-ink", "paper", "ink", "brand-ink", "line")
		t["nav-mark"], t["strip-mark"] = t["accent"], t["accent"]
	default:
		set("brand-deep", "on-brand-2", "brand", "on-brand", "on-brand-2", "on-brand", "paper", "ink", "brand-ink", "line")
		t["nav-mark"], t["strip-mark"] = t["accent"], t["mark"]
	}
}

// more is what changes of a palette where people ask for more contrast: pages are
// black on white or white on black, and colours that are read stand out as 1.4.6
// asks.
func more(theme string, from Tokens, night bool) Tokens {
	t := make(Tokens)
	paper, ink, stand := White, Colour{}, darker
	if night {
		paper, ink, stand = Colour{}, White, lighter
	}
	g := ground{paper: paper, paper2: paper, raised: paper, ink: ink, ink2: ink, line: ink, head: paper}
	for _, name := range []string{"brand-ink", "accent", "link"} {
		t[name] = stand(from[name], on(MoreText, paper))
	}
	t["brand"] = darker(from["brand"], on(MoreText, White))
	t["brand-deep"] = darker(from["brand-deep"], on(MoreText, White))
	t["on-brand"], t["on-brand-2"] = White, White
	t["mark"] = lighter(from["mark"], on(MoreText, t["brand"], t["brand-deep"]))
	t["soft"] = paper
	dress(theme, t, g)
	return t
}

// A Pair is a colour that stands on another, with what it must have.
type Pair struct {
	What  string // "brand" or "accent": the choice that is judged
	On    string // what it stands on or under: "white", "paper", "paper-2", "head", "menu"
	Rule  string // of WCAG 2.2
	Least float64
	Front Colour
	Back  Colour
	Has   float64
}

// OK reports whether it has that.
func (p Pair) OK() bool { return p.Has >= p.Least }

// Choice is the colour of the two that somebody chose.
func (p Pair) Choice() Colour {
	if p.On == "white" {
		return p.Back
	}
	return p.Front
}

// A Finding says that a colour cannot be read, and which one could.
type Finding struct {
	Pair
	Nearest Colour // of the same hue that could be read everywhere
}

// Pairs are all pairs by which a choice of colours for a theme is judged, with
// what they have: by day, where the colours are used as they are.
func Pairs(theme string, brand, accent Colour) []Pair {
	g := kitOf(theme).day
	var list []Pair
	add := func(what, on, rule string, least float64, front, back Colour) {
		list = append(list, Pair{what, on, rule, least, front, back, Contrast(front, back)})
	}
	add("brand", "white", "1.4.3", Text, White, brand)
	add("brand", "paper", "1.4.3", Text, brand, g.paper)
	add("brand", "paper-2", "1.4.3", Text, brand, g.paper2)
	if g.head != g.paper {
		add("brand", "head", "1.4.3", Text, brand, g.head)
	}
	add("accent", "paper", "1.4.3", Text, accent, g.paper)
	add("accent", "paper-2", "1.4.3", Text, accent, g.paper2)
	add("accent", "menu", "1.4.11", Mark, accent, g.head)
	return list
}

// CheckColours lists what cannot be read of a choice of colours for a theme.
func CheckColours(theme string, brand, accent Colour) []Finding {
	var list []Finding
	for _, p := range Pairs(theme, brand, accent) {
		if !p.OK() {
			list = append(list, Finding{Pair: p, Nearest: Readable(theme, p.What, brand, accent)})
		}
	}
	return list
}

// Readable is the colour of the same hue as a choice ("brand" or "accent"), the
// least lighter or darker, that can be read everywhere in a theme.
func Readable(theme, what string, brand, accent Colour) Colour {
	c := brand
	if what == "accent" {
		c = accent
	}
	x, _ := nearest(c, func(c Colour) bool {
		b, a := c, accent
		if what == "accent" {
			b, a = brand, c
		}
		return !slices.ContainsFunc(Pairs(theme, b, a), func(p Pair) bool { return p.What == what && !p.OK() })
	})
	return x
}
