package content

import (
	"encoding/json"
	"regexp"
	"strings"

	"congbo/internal/vi"
)

// A Math is an element of a formula: a MathML Core tree kept as JSON, never as
// markup. Token elements have Text, the others Children. The tree of a formula
// node stands in its attribute "mathml" and begins with the element math.
type Math struct {
	Tag      string            `json:"tag"`
	Attrs    map[string]string `json:"attrs,omitempty"`
	Children []Math            `json:"children,omitempty"`
	Text     string            `json:"text,omitempty"`
}

const maxMathDepth = 40

// mathElements lists the elements that a formula may have with the number of
// children that each takes: -1 any, -2 text only. Elements that can link, act
// or carry other markup (maction, semantics, annotation-xml) are not among
// them.
var mathElements = map[string]int{
	"math": -1, "mrow": -1, "mstyle": -1, "merror": -1, "mpadded": -1, "mphantom": -1, "msqrt": -1, "menclose": -1,
	"mi": -2, "mn": -2, "mo": -2, "mtext": -2, "ms": -2, "mspace": 0, "none": 0, "mprescripts": 0,
	"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3,
	"mmultiscripts": -1, "mtable": -1, "mtr": -1, "mtd": -1,
}

// mathAttrs lists the attributes that any element of a formula may have: the
// presentational ones of MathML Core, none that links, acts or styles.
var mathAttrs = map[string]bool{
	"mathvariant": true, "displaystyle": true, "scriptlevel": true, "dir": true,
	"fence": true, "separator": true, "stretchy": true, "symmetric": true, "largeop": true, "movablelimits": true,
	"form": true, "lspace": true, "rspace": true, "minsize": true, "maxsize": true,
	"accent": true, "accentunder": true, "linethickness": true, "notation": true,
	"width": true, "height": true, "depth": true, "voffset": true,
	"columnalign": true, "rowalign": true, "columnspan": true, "rowspan": true,
	"columnlines": true, "rowlines": true, "columnspacing": true, "rowspacing": true, "frame": true,
}

var mathValue = regexp.MustCompile(`^[A-Za-z0-9 .%+-]{1,64}$`)

// toMath returns the value of an attribute as a tree. A value that was read
// from JSON is a map; one made by a program is a Math already.
func toMath(v any) (Math, bool) {
	if m, ok := v.(Math); ok {
		return m, true
	}
	if _, ok := v.(map[string]any); !ok {
		return Math{}, false
	}
	data, err := json.Marshal(v)
	if err != nil {
		return Math{}, false
	}
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.DisallowUnknownFields()
	var m Math
	return m, d.Decode(&m) == nil
}

// formula checks a tree and returns it in normal form, or reports false after
// noting what is wrong.
func (c *checker) formula(m Math, depth int) (Math, bool) {
	if !c.count(len(m.Text)) {
		return m, false
	}
	want, known := mathElements[m.Tag]
	if !known || (m.Tag == "math") != (depth == 0) {
		return m, c.fail("content.bad_formula", "<"+short(m.Tag)+">")
	}
	if depth > maxMathDepth {
		return m, c.fail("content.bad_formula", "> "+m.Tag)
	}
	if want == -2 && len(m.Children) > 0 || want != -2 && strings.TrimSpace(m.Text) != "" || want >= 0 && len(m.Children) != want {
		return m, c.fail("content.bad_formula", "<"+m.Tag+">")
	}
	clean := Math{Tag: m.Tag}
	if want == -2 {
		clean.Text = vi.CleanLine(m.Text)
	}
	for k, v := range m.Attrs {
		v = vi.CleanLine(v)
		if !mathAttrs[k] || !mathValue.MatchString(v) || !c.count(len(v)) {
			return m, c.fail("content.bad_formula", m.Tag+" "+short(k)+"="+short(v))
		}
		if clean.Attrs == nil {
			clean.Attrs = make(map[string]string, len(m.Attrs))
		}
		clean.Attrs[k] = v
	}
	for _, child := range m.Children {
		child, ok := c.formula(child, depth+1)
		if !ok {
			return m, false
		}
		clean.Children = append(clean.Children, child)
	}
	return clean, true
}

// String returns what the formula says, for where only words can stand.
func (m Math) String() string {
	var b strings.Builder
	m.text(&b)
	return b.String()
}

// text returns what the formula says, token after token.
func (m Math) text(b *strings.Builder) {
	said := m.Text
	switch c := m.Children; {
	case m.Tag == "msup" && len(c) == 2:
		said = c[0].part() + "^" + c[1].part()
	case m.Tag == "msub" && len(c) == 2:
		said = c[0].part() + "_" + c[1].part()
	case m.Tag == "msubsup" && len(c) == 3:
		said = c[0].part() + "_" + c[1].part() + "^" + c[2].part()
	case m.Tag == "mfrac" && len(c) == 2:
		said = c[0].part() + "/" + c[1].part()
	case m.Tag == "mroot" && len(c) == 2:
		said = c[1].part() + "√" + c[0].part()
	case m.Tag == "msqrt":
		said = "√" + Math{Tag: "mrow", Children: c}.part()
	default:
		for _, child := range c {
			child.text(b)
		}
	}
	if said != "" {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(said)
	}
}

// part is a formula within another, in brackets where it has several signs.
func (m Math) part() string {
	var b strings.Builder
	m.text(&b)
	if s := b.String(); strings.Contains(s, " ") {
		return "(" + s + ")"
	}
	return b.String()
}

func short(s string) string {
	s = vi.CleanLine(s)
	if rs := []rune(s); len(rs) > 60 {
		return string(rs[:60]) + "…"
	}
	return s
}
