package look_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"congbo/internal/fault"
	"congbo/internal/look"
)

func colour(t *testing.T, s string) look.Colour {
	t.Helper()
	c, ok := look.Parse(s)
	if !ok {
		t.Fatalf("%q is no colour", s)
	}
	return c
}

// Colours are read as people type them, and nothing else is one.
func TestParse(t *testing.T) {
	for in, want := range map[string]string{"#0d3b5e": "#0d3b5e", "0D3B5E": "#0d3b5e", " #036 ": "#003366", "fff": "#ffffff"} {
		if c, ok := look.Parse(in); !ok || c.String() != want {
			t.Errorf("%q: %v %v, want %s", in, c, ok, want)
		}
	}
	for _, in := range []string{"", "#", "red", "#12", "#1234", "#12345g", "#1234567", "-12345", "+12345", "rgb(1,2,3)", "#0d3b5e;}"} {
		if c, ok := look.Parse(in); ok {
			t.Errorf("%q is read as %v", in, c)
		}
	}
}

// Contrast is that of WCAG 2.2: vectors worked out by hand from its formula, and
// the well-known grey that is just enough on white.
func TestContrast(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want float64
	}{{"000", "fff", 21}, {"fff", "fff", 1}, {"767676", "fff", 4.54}, {"777777", "fff", 4.48}, {"f00", "fff", 4.00}, {"0000ff", "ffffff", 8.59}, {"0d3b5e", "fff", 11.64}} {
		if got := look.Contrast(colour(t, x.a), colour(t, x.b)); math.Abs(got-x.want) > .006 {
			t.Errorf("%s on %s: %.3f, want %.2f", x.a, x.b, got, x.want)
		}
	}
}

func anyColour(t *rapid.T, name string) look.Colour {
	return look.Colour{R: rapid.Uint8().Draw(t, name+" red"), G: rapid.Uint8().Draw(t, name+" green"), B: rapid.Uint8().Draw(t, name+" blue")}
}

// ∀ colours: what is refused comes with a colour that is not, and that one is
// the least away: a step back towards the choice is refused again.
func TestNearestColour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		theme := rapid.SampledFrom(look.Themes).Draw(t, "theme")
		brand, accent := anyColour(t, "brand"), anyColour(t, "accent")
		for _, f := range look.CheckColours(theme, brand, accent) {
			if f.Has >= f.Least {
				t.Fatalf("%v is found wrong", f)
			}
			b, a := f.Nearest, accent
			if f.What == "accent" {
				b, a = brand, f.Nearest
			}
			for _, again := range look.CheckColours(theme, b, a) {
				if again.What == f.What {
					t.Fatalf("%s: instead of %v %v is offered, which has %.2f on %s", theme, f.Front, f.Nearest, again.Has, again.On)
				}
			}
		}
		if b := look.Readable(theme, "brand", brand, accent); len(look.CheckColours(theme, brand, look.Readable(theme, "accent", brand, accent))) == 0 && b != brand {
			t.Fatalf("%v can be read and %v is offered", brand, b)
		}
	})
	// A light blue becomes a darker blue, no grey and no other hue.
	got := look.Readable("truong-dai-hoc", "brand", colour(t, "5ab4f0"), colour(t, "a9481b"))
	if got.B < got.G || got.G < got.R || look.Contrast(got, look.White) < 4.5 || look.Contrast(got, look.White) > 5.3 {
		t.Errorf("5ab4f0 becomes %v with %.2f", got, look.Contrast(got, look.White))
	}
}

// readable are pairs of a palette that people read, and pairs that they must see.
var readable = [][2]string{
	{"on-brand", "brand"}, {"on-brand-2", "brand"}, {"mark", "brand"}, {"on-brand", "brand-deep"}, {"on-brand-2", "brand-deep"}, {"mark", "brand-deep"},
	{"brand-ink", "paper"}, {"brand-ink", "paper-2"}, {"brand-ink", "raised"}, {"brand-ink", "soft"}, {"link", "paper"}, {"link", "paper-2"}, {"link", "soft"},
	{"accent", "paper"}, {"accent", "paper-2"}, {"ink", "soft"}, {"ink-2", "soft"}, {"strip-ink", "strip"}, {"mast-ink", "mast"}, {"mast-ink-2", "mast"},
	{"nav-ink", "nav"}, {"nav-here", "nav"},
}

var seen = [][2]string{{"nav-mark", "nav"}, {"strip-mark", "strip"}, {"crest", "mast"}}

func palettes(theme string, brand, accent look.Colour) map[string]look.Tokens {
	day, night := look.Grounds(theme)
	p := look.NewPalette(theme, brand, accent)
	merge := func(all ...look.Tokens) look.Tokens {
		m := make(look.Tokens)
		for _, one := range all {
			for k, v := range one {
				m[k] = v
			}
		}
		return m
	}
	white, black := look.White, look.Colour{}
	bright := look.Tokens{"paper": white, "paper-2": white, "raised": white, "ink": black, "ink-2": black}
	dark := look.Tokens{"paper": black, "paper-2": black, "raised": black, "ink": white, "ink-2": white}
	return map[string]look.Tokens{"day": merge(day, p.Day), "night": merge(night, p.Night), "more by day": merge(day, p.Day, bright, p.MoreDay), "more by night": merge(night, p.Night, dark, p.MoreNight)}
}

// ∀ colours that are not refused, and those offered instead of others: every
// pair of the palettes that they make can be read by day and by night, and with
// more contrast where people ask for that (WCAG 2.2, 1.4.3, 1.4.6, 1.4.11).
func TestPalettesCanBeRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		theme := rapid.SampledFrom(look.Themes).Draw(t, "theme")
		brand, accent := anyColour(t, "brand"), anyColour(t, "accent")
		brand, accent = look.Readable(theme, "brand", brand, accent), look.Readable(theme, "accent", brand, accent)
		for scheme, tokens := range palettes(theme, brand, accent) {
			least := look.Text
			if strings.HasPrefix(scheme, "more") {
				least = look.MoreText
			}
			try := func(pairs [][2]string, least float64) {
				for _, p := range pairs {
					f, ok1 := tokens[p[0]]
					b, ok2 := tokens[p[1]]
					if got := look.Contrast(f, b); !ok1 || !ok2 || got < least {
						t.Fatalf("%s %v %v by %s: %s %v on %s %v has %.2f", theme, brand, accent, scheme, p[0], f, p[1], b, got)
					}
				}
			}
			try(readable, least)
			try(seen, look.Mark)
		}
	})
}

// The colours that themes come with are not refused.
func TestShippedColours(t *testing.T) {
	for _, theme := range look.Themes {
		brand, accent := look.Shipped(theme)
		if f := look.CheckColours(theme, brand, accent); len(f) > 0 {
			t.Errorf("%s: %v", theme, f)
		}
	}
	if f := (look.Look{Theme: "so-nganh", Brand: "#ffcc00"}).Check(); len(f) == 0 || f[0].What != "brand" || f[0].Rule != "1.4.3" {
		t.Errorf("yellow: %v", f)
	}
}

// What is wrong is told by field, all at once; what is right has one form.
func TestClean(t *testing.T) {
	l := look.Look{Theme: "rococo", Brand: "xanh", Header: "round", Name: strings.Repeat("a", 201), Blocks: []look.Block{
		{Kind: "carousel"}, {Kind: "section"}, {Kind: "lead", Count: 99}, {Kind: "links", Links: []look.Link{{Title: "x", URL: "javascript:alert(1)"}}}, {Kind: "text", Text: "  "}, {Kind: "topic"},
		{Kind: "links", Links: []look.Link{{Title: "x", URL: "//elsewhere.example"}}}, {Kind: "text", Text: "![Ảnh](media:" + strings.Repeat("a", 64) + ")"}}}
	got := make(map[string]bool)
	for _, e := range l.Clean().(fault.List) {
		got[e.Field] = true
	}
	for _, f := range []string{"theme", "brand", "header", "name", "block_1_kind", "block_2_section", "block_3_count", "block_4_links", "block_5_text", "block_6_topic", "block_7_links", "block_8_text"} {
		if !got[f] {
			t.Errorf("%s is not told: %v", f, got)
		}
	}
	l = look.Look{Theme: "so-nganh", Brand: " 8C1D22", Accent: "#0A5", Name: "  Sở  Công Thương ", Blocks: []look.Block{{Kind: "ways", Count: 4, Section: 3, Text: "x"},
		{Kind: "links", Links: []look.Link{{Title: " Bộ ", URL: "https://bo.example"}, {Title: "Biểu mẫu", URL: "/bieu-mau"}}}}}
	if err := l.Clean(); err != nil {
		t.Fatal(err)
	}
	if l.Brand != "" || l.Accent != "#00aa55" || l.Name != "Sở Công Thương" || l.Blocks[0].Count != 0 || l.Blocks[0].Section != 0 || l.Blocks[0].Text != "" || l.Blocks[1].Links[0].Title != "Bộ" {
		t.Errorf("%+v", l)
	}
	l = look.Look{Theme: "thu-vien", Blocks: look.Usual()}
	if err := l.Clean(); err != nil || l.Blocks != nil {
		t.Errorf("the usual blocks are kept as a choice: %v %v", err, l.Blocks)
	}
}

// ∀ orders of blocks: each stands in one band, in its order.
func TestBands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var blocks []look.Block
		for i := range rapid.IntRange(0, look.MaxBlocks).Draw(t, "blocks") {
			blocks = append(blocks, look.Block{Kind: rapid.SampledFrom(look.Kinds).Draw(t, "kind").Name, Title: fmt.Sprint(i)})
		}
		var all []string
		for _, band := range look.Bands(blocks) {
			if len(band) == 0 {
				t.Fatal("an empty band")
			}
			for _, b := range band {
				all = append(all, b.Title)
			}
		}
		for i := range blocks {
			if i >= len(all) || all[i] != blocks[i].Title {
				t.Fatalf("%v of %v", all, blocks)
			}
		}
		if len(all) != len(blocks) {
			t.Fatalf("%d blocks, %d in bands", len(blocks), len(all))
		}
	})
	bands := look.Bands(look.Usual())
	kinds := make([]string, len(bands))
	for i, b := range bands {
		for _, x := range b {
			kinds[i] += x.Kind + " "
		}
	}
	if want := []string{"lead announcements ", "ways ", "news ", "sections ", "ask links "}; !slices.Equal(kinds, want) {
		t.Errorf("%q", kinds)
	}
}
