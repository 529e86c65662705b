package look

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

// A Look is what an administrator decides of how a site looks (F-M4, F-M5).
// What is empty is as the theme has it.
type Look struct {
	Theme  string `json:"theme"`
	Brand  string `json:"brand,omitempty"`  // "#rrggbb": bands, headings, what leads on
	Accent string `json:"accent,omitempty"` // "#rrggbb": kinds, the mark in the menu

	Header string `json:"header,omitempty"` // one of Headers
	Name   string `json:"name,omitempty"`   // in the header; empty: that of the site
	Line   string `json:"line,omitempty"`   // under it; empty: that of the site

	// Blocks of the first page in their order; nil: those that the program
	// chooses from what there is.
	Blocks []Block `json:"blocks,omitempty"`
}

// Headers are the forms of the header: that of the theme, a band in the main
// colour, plain paper, and everything in the middle.
var Headers = []string{"", "band", "paper", "centre"}

// A Block is a part of the first page.
type Block struct {
	Kind    string `json:"kind"` // one of Kinds
	Title   string `json:"title,omitempty"`
	Count   int    `json:"count,omitempty"`   // how many items; 0: as many as the kind has by itself
	Section int64  `json:"section,omitempty"` // whose items; of "section"
	Of      string `json:"of,omitempty"`      // the topic's slug or the kind's name; of "topic" and "kind"
	Links   []Link `json:"links,omitempty"`
	Text    string `json:"text,omitempty"` // light markup
}

// A Link leads somewhere: an address with its host, or a path of the site.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// A Kind is what a block can be, with how many items it shows by itself and at
// most; 0 where it shows no items.
type Kind struct {
	Name        string
	Usual, Most int
}

// Kinds are all kinds of blocks.
var Kinds = []Kind{
	{"lead", 5, 9}, {"announcements", 7, 15}, {"news", 3, 12}, {"section", 4, 12}, {"topic", 4, 12}, {"kind", 4, 12}, {"sections", 4, 8},
	{"read", 5, 10}, {"topics", 0, 0}, {"ways", 0, 0}, {"search", 0, 0}, {"ask", 0, 0}, {"links", 0, 0}, {"contacts", 0, 0}, {"text", 0, 0},
}

// Usual is the first page as the program makes it by itself.
func Usual() []Block {
	return []Block{{Kind: "lead"}, {Kind: "announcements"}, {Kind: "ways"}, {Kind: "news"}, {Kind: "sections"}, {Kind: "ask"}, {Kind: "links"}}
}

// Bounds of what is said of a look.
const (
	MaxBlocks = 20
	maxLinks  = 30
	maxName   = 200
	maxLine   = 500
	maxText   = 8000
)

// KindOf finds a kind by its name.
func KindOf(name string) (Kind, bool) {
	for _, k := range Kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// Number is how many items the block shows.
func (b Block) Number() int {
	k, _ := KindOf(b.Kind)
	if b.Count <= 0 {
		return k.Usual
	}
	return min(b.Count, k.Most)
}

// Colours are the colours of the look and whether they are others than those
// of its theme. What cannot be read as a colour is that of the theme.
func (l Look) Colours() (brand, accent Colour, own bool) {
	b, a := Shipped(l.Theme)
	brand, accent = b, a
	if c, ok := Parse(l.Brand); ok {
		brand = c
	}
	if c, ok := Parse(l.Accent); ok {
		accent = c
	}
	return brand, accent, brand != b || accent != a
}

// Clean puts what was said of a look into its one form and checks it: whether it
// can be kept as a draft. Colours that cannot be read are no reason not to, see
// Check. What is wrong is a fault.List; a block's fields are named
// "block_<number>_<field>".
func (l *Look) Clean() error {
	var wrong fault.List
	add := func(field, key string, args ...any) {
		wrong = append(wrong, fault.New(fault.Invalid, key, args...).In(field))
	}
	line := func(field string, s *string, most int) {
		if *s = vi.ReadLine(*s); utf8.RuneCountInString(*s) > most {
			add(field, "sites.too_long", most)
		}
	}
	if !slices.Contains(Themes, l.Theme) {
		add("theme", "sites.theme_wrong", short(l.Theme))
	}
	shipped := [2]Colour{}
	shipped[0], shipped[1] = Shipped(l.Theme)
	for i, f := range []struct {
		name string
		s    *string
	}{{"brand", &l.Brand}, {"accent", &l.Accent}} {
		*f.s = strings.TrimSpace(*f.s)
		if *f.s == "" {
			continue
		}
		c, ok := Parse(*f.s)
		if !ok {
			add(f.name, "look.no_colour", short(*f.s))
			continue
		}
		if *f.s = c.String(); c == shipped[i] {
			*f.s = ""
		}
	}
	if !slices.Contains(Headers, l.Header) {
		add("header", "look.no_header")
	}
	line("name", &l.Name, maxName)
	line("line", &l.Line, maxLine)
	if len(l.Blocks) > MaxBlocks {
		add("", "look.too_many_blocks", MaxBlocks)
	}
	for i := range l.Blocks {
		l.Blocks[i].clean(i+1, add)
	}
	if slices.EqualFunc(l.Blocks, Usual(), func(a, b Block) bool { return a.equal(b) }) {
		l.Blocks = nil
	}
	return wrong.Err()
}

func (b Block) equal(o Block) bool {
	return b.Kind == o.Kind && b.Title == o.Title && b.Count == o.Count && b.Section == o.Section && b.Of == o.Of && b.Text == o.Text && slices.Equal(b.Links, o.Links)
}

// clean is Look.Clean of the block with a number. What another kind of block
// would need is dropped.
func (b *Block) clean(n int, add func(field, key string, args ...any)) {
	field := func(name string) string { return "block_" + strconv.Itoa(n) + "_" + name }
	k, ok := KindOf(b.Kind)
	if !ok {
		add(field("kind"), "look.no_kind")
		return
	}
	if b.Title = vi.ReadLine(b.Title); utf8.RuneCountInString(b.Title) > maxName {
		add(field("title"), "sites.too_long", maxName)
	}
	switch {
	case k.Most == 0:
		b.Count = 0
	case b.Count < 0 || b.Count > k.Most:
		add(field("count"), "look.count_wrong", k.Most)
	}
	if b.Kind != "section" {
		b.Section = 0
	} else if b.Section <= 0 {
		add(field("section"), "look.choose_section")
	}
	switch b.Of = vi.ReadLine(b.Of); {
	case b.Kind != "topic" && b.Kind != "kind":
		b.Of = ""
	case b.Of == "" && b.Kind == "topic":
		add(field("topic"), "look.choose_topic")
	case b.Of == "":
		add(field("of"), "look.choose_kind")
	}
	if b.Kind != "links" {
		b.Links = nil
	}
	if len(b.Links) > maxLinks {
		add(field("links"), "sites.too_many", maxLinks)
	}
	for j := range b.Links {
		l := &b.Links[j]
		l.Title, l.URL = vi.ReadLine(l.Title), vi.ReadLine(l.URL)
		if l.Title == "" || utf8.RuneCountInString(l.Title) > maxName || len(l.URL) > maxLine || !leads(l.URL) {
			add(field("links"), "look.link_wrong", short(l.Title+" | "+l.URL))
		}
	}
	if b.Kind != "text" {
		b.Text = ""
		return
	}
	b.Text = vi.Read(b.Text)
	if utf8.RuneCountInString(b.Text) > maxText {
		add(field("text"), "sites.too_long", maxText)
	} else if strings.TrimSpace(b.Text) == "" {
		add(field("text"), "look.no_text")
	} else if _, err := b.Body(); err != nil {
		add(field("text"), "look.text_wrong")
	}
}

// Body is the text of the block, read. It has no pictures and files: those are
// shown with a text that was approved.
func (b Block) Body() (content.Body, error) {
	body, err := content.FromMarkup(b.Text)
	if err == nil && len(body.Media()) > 0 {
		err = fault.New(fault.Invalid, "look.text_wrong")
	}
	return body, err
}

// leads reports whether an address is one that a link may have.
func leads(s string) bool {
	if strings.HasPrefix(s, "/") {
		return !strings.HasPrefix(s, "//") && !strings.ContainsAny(s, "\\ \t\r\n")
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// Check lists why a look cannot be applied: colours in which people could not
// read.
func (l Look) Check() []Finding {
	brand, accent, own := l.Colours()
	if !own {
		return nil
	}
	return CheckColours(l.Theme, brand, accent)
}

// Bands groups blocks that stand side by side: a lead story with what is
// announced, short lists, and what people can do here. Every block stands in
// exactly one band, in the order in which it was put.
func Bands(blocks []Block) [][]Block {
	row := func(b Block) string {
		switch b.Kind {
		case "section", "topic", "kind", "read":
			return "lists"
		case "ask", "links", "contacts", "text":
			return "services"
		}
		return ""
	}
	var bands [][]Block
	for _, b := range blocks {
		if n := len(bands); n > 0 {
			last := bands[n-1]
			of := last[len(last)-1]
			front := len(last) == 1 && (of.Kind == "lead" && b.Kind == "announcements" || of.Kind == "announcements" && b.Kind == "lead")
			if front || row(b) != "" && row(b) == row(of) {
				bands[n-1] = append(last, b)
				continue
			}
		}
		bands = append(bands, []Block{b})
	}
	return bands
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
