package convert

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"congbo/internal/content"
	"congbo/internal/vi"
)

// Word keeps formulas in OMML (ECMA-376 part 1, 22.1): a tree of fractions,
// roots, scripts and so on, each of which MathML has under another name.

// maxFormulaDepth is how deep a formula may nest: less than the schema allows,
// because one element of Word's becomes up to three.
const maxFormulaDepth = 12

// mathOf turns a formula of Word's into MathML. display says that it stands on
// a line of its own.
func mathOf(e *element, display bool) content.Math {
	m := content.Math{Tag: "math", Children: mathRow(e, 0)}
	if display {
		m.Attrs = map[string]string{"displaystyle": "true"}
	}
	if len(m.Children) == 0 {
		m.Children = []content.Math{{Tag: "mrow"}}
	}
	return m
}

// formulaBlocks are the formulas of a paragraph of formulas.
func (d *docxReader) formulaBlocks(e *element) []content.Node {
	all := []*element{e}
	if e.name == "oMathPara" {
		all = within(e, "oMath")
	}
	var out []content.Node
	for _, m := range all {
		out = append(out, content.Node{Type: "formula_block", Attrs: map[string]any{"mathml": mathOf(m, true)}})
	}
	return out
}

// mathRow turns the children of an element into a row.
func mathRow(e *element, depth int) []content.Math {
	var out []content.Math
	for _, c := range e.all() {
		out = append(out, mathElement(c, depth)...)
	}
	return apart(out)
}

// one makes a row a single element, as fractions and scripts want it.
func one(row []content.Math) content.Math {
	if len(row) == 1 {
		return row[0]
	}
	return content.Math{Tag: "mrow", Children: row}
}

func token(tag, text string, attrs ...string) content.Math {
	m := content.Math{Tag: tag, Text: text}
	for i := 0; i+1 < len(attrs); i += 2 {
		if m.Attrs == nil {
			m.Attrs = make(map[string]string)
		}
		m.Attrs[attrs[i]] = attrs[i+1]
	}
	return m
}

func tree(tag string, children ...content.Math) content.Math {
	return content.Math{Tag: tag, Children: children}
}

func mathElement(e *element, depth int) []content.Math {
	if depth > maxFormulaDepth {
		if s := vi.CleanLine(strings.Join(texts(e, nil), "")); s != "" {
			return []content.Math{token("mtext", s)}
		}
		return nil
	}
	arg := func(name string) content.Math { return one(mathRow(e.child(name), depth+1)) }
	switch e.name {
	case "r":
		return mathRun(e)
	case "t":
		return tokens(e.text, true)
	case "f":
		f := tree("mfrac", arg("num"), arg("den"))
		if kind := e.child("fPr").child("type").attr("val"); kind == "noBar" {
			f.Attrs = map[string]string{"linethickness": "0"}
		} else if kind == "lin" || kind == "skw" {
			return []content.Math{arg("num"), token("mo", "/"), arg("den")}
		}
		return []content.Math{f}
	case "sSup":
		return []content.Math{tree("msup", arg("e"), arg("sup"))}
	case "sSub":
		return []content.Math{tree("msub", arg("e"), arg("sub"))}
	case "sSubSup":
		return []content.Math{tree("msubsup", arg("e"), arg("sub"), arg("sup"))}
	case "sPre":
		return []content.Math{tree("mmultiscripts", arg("e"), token("mprescripts", ""), arg("sub"), arg("sup"))}
	case "rad":
		if deg := mathRow(e.child("deg"), depth+1); len(deg) > 0 && !on(e.child("radPr").child("degHide")) {
			return []content.Math{tree("mroot", arg("e"), one(deg))}
		}
		return []content.Math{tree("msqrt", mathRow(e.child("e"), depth+1)...)}
	case "nary":
		return nary(e, arg)
	case "d":
		return fenced(e, depth)
	case "func":
		return []content.Math{arg("fName"), token("mo", "\u2061"), arg("e")}
	case "limLow":
		return []content.Math{tree("munder", arg("e"), arg("lim"))}
	case "limUpp":
		return []content.Math{tree("mover", arg("e"), arg("lim"))}
	case "acc":
		sign := e.child("accPr").child("chr").attr("val")
		if sign == "" {
			sign = "\u0302"
		}
		if over, ok := accents[sign]; ok {
			sign = over
		}
		return []content.Math{accented("mover", arg("e"), sign)}
	case "bar":
		if e.child("barPr").child("pos").attr("val") == "top" {
			return []content.Math{accented("mover", arg("e"), "¯")}
		}
		return []content.Math{accented("munder", arg("e"), "_")}
	case "groupChr":
		props := e.child("groupChrPr")
		sign := props.child("chr").attr("val")
		if sign == "" {
			sign = "⏟"
		}
		if props.child("pos").attr("val") == "top" {
			return []content.Math{accented("mover", arg("e"), sign)}
		}
		return []content.Math{accented("munder", arg("e"), sign)}
	case "borderBox":
		t := tree("mrow", mathRow(e.child("e"), depth+1)...)
		if drawn := notation(e.child("borderBoxPr")); drawn != "" {
			t.Tag, t.Attrs = "menclose", map[string]string{"notation": drawn}
		}
		return []content.Math{t}
	case "phant":
		return []content.Math{tree("mphantom", mathRow(e.child("e"), depth+1)...)}
	case "m":
		return []content.Math{matrix(e, depth)}
	case "eqArr":
		var t content.Math
		t.Tag = "mtable"
		for _, row := range e.children {
			if row.name == "e" {
				t.Children = append(t.Children, tree("mtr", tree("mtd", numbersApart(e, withoutAlignment(mathRow(row, depth+1)))...)))
			}
		}
		return []content.Math{t}
	case "box", "e", "oMath", "ins", "moveTo", "sdt", "sdtContent", "smartTag", "fName", "lim", "num", "den", "sub", "sup", "deg":
		return mathRow(e, depth) // what only groups
	}
	return nil // properties
}

// accents are the combining characters of OMML as MathML's operators.
var accents = map[string]string{
	"\u0300": "`", "\u0301": "´", "\u0302": "^", "\u0303": "~", "\u0304": "¯", "\u0305": "¯", "\u0306": "˘", "\u0307": "˙", "\u0308": "¨", "\u030c": "ˇ",
	"\u20d6": "←", "\u20d7": "→", "\u20d0": "↼", "\u20d1": "⇀", "\u20e1": "↔", "\u0332": "_", "\u033f": "‗",
}

func accented(tag string, base content.Math, sign string) content.Math {
	m := tree(tag, base, token("mo", sign, "stretchy", "true"))
	m.Attrs = map[string]string{"accent": "true"}
	if tag == "munder" {
		m.Attrs = map[string]string{"accentunder": "true"}
	}
	return m
}

// nary is a sum, an integral and the like.
func nary(e *element, arg func(string) content.Math) []content.Math {
	props := e.child("naryPr")
	sign := props.child("chr").attr("val")
	if props.child("chr") == nil {
		sign = "∫"
	}
	operator := token("mo", sign)
	sub, sup := !on(props.child("subHide")), !on(props.child("supHide"))
	aside := props.child("limLoc").attr("val") == "subSup" || props.child("limLoc") == nil && strings.ContainsAny(sign, "∫∬∭∮∯∰")
	tag := map[[3]bool]string{
		{true, true, true}: "msubsup", {true, true, false}: "munderover", {true, false, true}: "msub", {true, false, false}: "munder",
		{false, true, true}: "msup", {false, true, false}: "mover",
	}[[3]bool{sub, sup, aside}]
	if tag == "" {
		return []content.Math{operator, arg("e")}
	}
	m := tree(tag, operator)
	if sub {
		m.Children = append(m.Children, arg("sub"))
	}
	if sup {
		m.Children = append(m.Children, arg("sup"))
	}
	return []content.Math{m, arg("e")}
}

// fenced is what stands between brackets.
func fenced(e *element, depth int) []content.Math {
	props := e.child("dPr")
	sign := func(name, otherwise string) string {
		if c := props.child(name); c != nil {
			return c.attr("val")
		}
		return otherwise
	}
	row := tree("mrow")
	if open := sign("begChr", "("); open != "" {
		row.Children = append(row.Children, token("mo", open, "fence", "true", "form", "prefix"))
	}
	first := true
	for _, c := range e.children {
		if c.name != "e" {
			continue
		}
		if !first {
			row.Children = append(row.Children, token("mo", sign("sepChr", "|"), "separator", "true"))
		}
		first = false
		row.Children = append(row.Children, one(mathRow(c, depth+1)))
	}
	if end := sign("endChr", ")"); end != "" {
		row.Children = append(row.Children, token("mo", end, "fence", "true", "form", "postfix"))
	}
	return []content.Math{row}
}

func matrix(e *element, depth int) content.Math {
	t := content.Math{Tag: "mtable"}
	for _, mr := range e.children {
		if mr.name != "mr" {
			continue
		}
		row := content.Math{Tag: "mtr"}
		for _, c := range mr.children {
			if c.name == "e" {
				row.Children = append(row.Children, tree("mtd", mathRow(c, depth+1)...))
			}
		}
		t.Children = append(t.Children, row)
	}
	return t
}

// withoutAlignment takes out the marks at which Word lines up equations.
func withoutAlignment(row []content.Math) []content.Math {
	return slices.DeleteFunc(row, func(m content.Math) bool { return m.Tag == "mo" && m.Text == "&" })
}

// numbersApart puts the number of an equation at a distance from it, where Word
// has the sign # for that.
func numbersApart(e *element, row []content.Math) []content.Math {
	if !on(e.child("eqArrPr").child("maxDist")) {
		return row
	}
	for i := range row {
		if row[i].Tag == "mo" && row[i].Text == "#" {
			row[i] = token("mspace", "", "width", "2em")
		}
	}
	return row
}

// mathRun turns a run of a formula into tokens.
func mathRun(r *element) []content.Math {
	props := r.child("rPr")
	var s strings.Builder
	for _, c := range r.children {
		switch c.name {
		case "t":
			s.WriteString(c.text)
		case "tab", "br":
			s.WriteByte(' ')
		case "sym":
			if code, err := strconv.ParseUint(c.attr("char"), 16, 32); err == nil {
				if u, ok := symbolOf(c.attr("font"), rune(code)); ok {
					s.WriteRune(u)
				}
			}
		}
	}
	if on(props.child("nor")) {
		if t := vi.Clean(s.String()); t != "" {
			return []content.Math{token("mtext", t)}
		}
		return nil
	}
	out := tokens(s.String(), props.child("sty").attr("val") != "p")
	if variant := mathVariant(props); variant != "" {
		for i := range out {
			if out[i].Tag == "mi" || out[i].Tag == "mn" {
				out[i].Attrs = map[string]string{"mathvariant": variant}
			}
		}
	}
	return out
}

// wordsAt returns how much of the beginning of s is words that somebody wrote in
// a formula without saying that they are text: those with letters that no formula
// has, and the others between them. A letter by itself is a name.
func wordsAt(s string) int {
	end, found := 0, false
	for at := 0; at < len(s); {
		n, letters, ours := 0, 0, false
		for at+n < len(s) {
			r, w := utf8.DecodeRuneInString(s[at+n:])
			if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
				break
			}
			letters++
			ours = ours || r > 0x7f && unicode.Is(unicode.Latin, r)
			n += w
		}
		if n == 0 || at == 0 && letters < 2 {
			break
		}
		at += n
		if letters >= 2 {
			found, end = found || ours, at
		}
		spaces := len(s[at:]) - len(strings.TrimLeftFunc(s[at:], unicode.IsSpace))
		if spaces == 0 {
			break
		}
		at += spaces
	}
	if !found {
		return 0
	}
	return end
}

// apart joins texts that stand beside each other, and keeps the spaces at their
// edges, which MathML does not show.
func apart(row []content.Math) []content.Math {
	if !slices.ContainsFunc(row, func(m content.Math) bool { return m.Tag == "mtext" }) {
		return row
	}
	var joined []content.Math
	for _, m := range row {
		if n := len(joined); n > 0 && m.Tag == "mtext" && joined[n-1].Tag == "mtext" {
			joined[n-1].Text += m.Text
			continue
		}
		joined = append(joined, m)
	}
	var out []content.Math
	space := token("mspace", "", "width", "0.333em")
	for i, m := range joined {
		if m.Tag != "mtext" {
			out = append(out, m)
			continue
		}
		if i > 0 && strings.TrimLeftFunc(m.Text, unicode.IsSpace) != m.Text {
			out = append(out, space)
		}
		if strings.TrimSpace(m.Text) == "" {
			continue
		}
		out = append(out, m)
		if i+1 < len(joined) && strings.TrimRightFunc(m.Text, unicode.IsSpace) != m.Text {
			out = append(out, space)
		}
	}
	return out
}

// mathVariant is the alphabet of a run: bold, script, double-struck …
func mathVariant(props *element) string {
	bold := strings.HasPrefix(props.child("sty").attr("val"), "b")
	switch props.child("scr").attr("val") {
	case "script":
		if bold {
			return "bold-script"
		}
		return "script"
	case "fraktur":
		if bold {
			return "bold-fraktur"
		}
		return "fraktur"
	case "double-struck":
		return "double-struck"
	case "sans-serif":
		return "sans-serif"
	case "monospace":
		return "monospace"
	}
	switch props.child("sty").attr("val") {
	case "b":
		return "bold"
	case "bi":
		return "bold-italic"
	case "p":
		return "normal"
	}
	return ""
}

// tokens cuts text into numbers, names and operators. In italics each letter is
// a name of its own; upright ones are one name: sin.
func tokens(s string, italic bool) []content.Math {
	var out []content.Math
	s = vi.Clean(symbols(s, "Symbol"))
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		spaces := len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
		if w := wordsAt(s[spaces:]); w > 0 {
			n = spaces + w
			n += len(s[n:]) - len(strings.TrimLeftFunc(s[n:], unicode.IsSpace))
			out, s = append(out, token("mtext", s[:n])), s[n:]
			continue
		}
		switch {
		case unicode.IsSpace(r):
		case unicode.IsDigit(r):
			for n < len(s) && (s[n] >= '0' && s[n] <= '9' || (s[n] == '.' || s[n] == ',') && n+1 < len(s) && s[n+1] >= '0' && s[n+1] <= '9') {
				n++
			}
			out = append(out, token("mn", s[:n]))
		case unicode.IsLetter(r):
			for n < len(s) {
				next, w := utf8.DecodeRuneInString(s[n:])
				if !unicode.Is(unicode.Mn, next) && (italic || !unicode.IsLetter(next)) {
					break
				}
				n += w
			}
			out = append(out, token("mi", s[:n]))
		default:
			for n < len(s) { // marks stay with what they stand on
				next, w := utf8.DecodeRuneInString(s[n:])
				if !unicode.Is(unicode.Mn, next) {
					break
				}
				n += w
			}
			out = append(out, token("mo", s[:n]))
		}
		s = s[n:]
	}
	return out
}

// notation is what is drawn around a part of a formula, and through it.
func notation(props *element) string {
	var all []string
	for _, side := range [][2]string{{"hideTop", "top"}, {"hideBot", "bottom"}, {"hideLeft", "left"}, {"hideRight", "right"}} {
		if !on(props.child(side[0])) {
			all = append(all, side[1])
		}
	}
	if len(all) == 4 {
		all = []string{"box"}
	}
	for _, strike := range [][2]string{{"strikeH", "horizontalstrike"}, {"strikeV", "verticalstrike"}, {"strikeBLTR", "updiagonalstrike"}, {"strikeTLBR", "downdiagonalstrike"}} {
		if on(props.child(strike[0])) {
			all = append(all, strike[1])
		}
	}
	return strings.Join(all, " ")
}
