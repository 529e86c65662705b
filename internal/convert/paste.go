package convert

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

// A Pasted is what of a paste into the editor only this package reads: lines
// that may have been written for fonts from before Unicode, and formulas of
// Word's. The browser has taken everything else apart by then.
type Pasted struct {
	Lines    [][]Piece `json:"lines"`
	Formulas []string  `json:"formulas"` // OMML, with the HTML that Word puts between
}

// A Piece is a run of a pasted line in one font.
type Piece struct {
	Text string `json:"text"`
	Font string `json:"font,omitempty"`
}

// A PasteRead is what was made of a [Pasted].
type PasteRead struct {
	Lines    [][]string      `json:"lines"`    // the texts of each line's pieces; null: it stays as it is
	Legacy   []Recoded       `json:"legacy"`   // Block is the index of the line
	Formulas []*content.Math `json:"formulas"` // null: none that can be read
}

// Budgets of a paste; a longer one is pasted without this.
const (
	maxPasteLines    = 5000
	maxPasteFormulas = 500
	maxPasteText     = 1 << 20 // bytes
)

// ReadPaste recognises and converts (R-I4), by the rules for files.
func ReadPaste(p Pasted) (*PasteRead, error) {
	size := 0
	for _, line := range p.Lines {
		for _, piece := range line {
			size += len(piece.Text)
		}
	}
	for _, f := range p.Formulas {
		size += len(f)
	}
	if size > maxPasteText || len(p.Lines) > maxPasteLines || len(p.Formulas) > maxPasteFormulas {
		return nil, fault.New(fault.TooLarge, "convert.paste_too_large")
	}
	out := &PasteRead{Lines: make([][]string, len(p.Lines)), Legacy: []Recoded{}, Formulas: make([]*content.Math, len(p.Formulas))}
	fonts := fontWords{}
	lines := make([][]piece, len(p.Lines))
	for i, line := range p.Lines {
		lines[i] = make([]piece, len(line))
		for j, one := range line {
			lines[i][j] = piece{Node: content.Node{Type: "text", Text: strings.ToValidUTF8(one.Text, "\ufffd")}, font: one.Font}
		}
		fonts.hear(lines[i])
	}
	for i, line := range p.Lines {
		pieces := lines[i]
		r := Result{fonts: fonts}
		r.modernise(pieces, i)
		out.Legacy = append(out.Legacy, r.Legacy...)
		changed := false
		texts := make([]string, len(pieces))
		for j, one := range pieces {
			texts[j] = shownIn(one.font, one.Text)
			changed = changed || texts[j] != line[j].Text
		}
		if changed {
			out.Lines[i] = texts
		}
	}
	for i, f := range p.Formulas {
		out.Formulas[i] = pastedFormula(f)
	}
	return out, nil
}

var (
	tagPattern = regexp.MustCompile(`(?s)<!--.*?-->|<[^<>]*>`)
	ommlTag    = regexp.MustCompile(`^<(/?)m:([A-Za-z]{1,30})((?:\s+m:[A-Za-z]{1,30}\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*)\s*(/?)>$`)
)

// pastedFormula reads a formula as Word puts it on the clipboard: OMML in whose
// runs stands HTML. It returns nil where there is none.
func pastedFormula(s string) *content.Math {
	var b strings.Builder
	inText, display := false, false
	words := func(t string) {
		if t = html.UnescapeString(t); strings.TrimSpace(t) == "" && !inText {
			return
		}
		t = strings.Map(xmlRune, strings.Join(strings.Fields(t), " "))
		if !inText {
			b.WriteString("<m:t>")
		}
		b.WriteString(html.EscapeString(t))
		if !inText {
			b.WriteString("</m:t>")
		}
	}
	at := 0
	for _, loc := range tagPattern.FindAllStringIndex(s, -1) {
		words(s[at:loc[0]])
		at = loc[1]
		m := ommlTag.FindStringSubmatch(s[loc[0]:loc[1]])
		if m == nil {
			continue
		}
		display = display || m[2] == "oMathPara"
		inText = m[2] == "t" && m[1] == "" && m[4] == ""
		b.WriteString(m[0])
	}
	words(s[at:])
	root, err := (&bag{}).parse([]byte(b.String()))
	if err != nil {
		return nil
	}
	if para := root.child("oMathPara"); para != nil {
		root = para
	}
	all := within(root, "oMath")
	if len(all) == 0 {
		return nil
	}
	m := mathOf(all[0], display)
	for _, more := range all[1:] { // the lines of one paragraph of formulas
		m.Children = append(m.Children, mathOf(more, display).Children...)
	}
	if _, err := content.NewBody(content.Node{Type: "doc", Content: []content.Node{{Type: "formula_block", Attrs: map[string]any{"mathml": m}}}}); err != nil || vi.CleanLine(b.String()) == "" {
		return nil
	}
	return &m
}

// xmlRune leaves out what XML cannot hold.
func xmlRune(r rune) rune {
	if r < ' ' || r == utf8.RuneError || r == 0xfffe || r == 0xffff {
		return -1
	}
	return r
}
