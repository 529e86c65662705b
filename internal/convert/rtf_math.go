package convert

import (
	"strings"

	"congbo/internal/content"
)

// Word keeps the formulas of a text in RTF as it does in its own files: every
// element of OMML is a group, \mfPr where that has <m:fPr>. What a property says
// is the text of its group ({\mchr +}) or, of a run, a number (\msty3). From these
// groups the same tree is made, which omml.go turns into MathML.

// maxRTFMath is how many elements the formulas of a file may have.
const maxRTFMath = 100_000

// beginMath begins a formula, or takes the name of a group within one; it reports
// whether word was of a formula.
func (r *rtfReader) beginMath(word string, value int) bool {
	s := &r.state
	switch {
	case s.math == nil:
		if word != "mmath" && word != "mmathPara" && word != "moMath" && word != "moMathPara" {
			return false
		}
		s.math, s.dest, s.formula = &element{name: word[1:]}, toMath, true
	case word == "mctrlPr" || word == "mmathPict": // looks; a picture for older programs
		s.dest = toNothing
	case s.named || word[0] != 'm':
		// \scr and \sty of a run are numbers in it.
		if of := map[string][]string{
			"mscr": {"roman", "script", "fraktur", "double-struck", "sans-serif", "monospace"}, "msty": {"p", "b", "i", "bi"}, "mnor": {"1", "1"},
		}[word]; s.math.name == "r" && value >= 0 && value < len(of) {
			props := s.math.child("rPr")
			if props == nil {
				props = &element{name: "rPr"}
				s.math.children = append(s.math.children, props)
			}
			props.children = append(props.children, &element{name: word[1:], attrs: map[string]string{"val": of[value]}})
		}
		return s.named && word[0] == 'm' || word == "tab" || word == "par" || word == "line"
	default:
		if r.formulas++; r.formulas > maxRTFMath {
			s.dest = toNothing
			return true
		}
		child := &element{name: word[1:]}
		s.math.children = append(s.math.children, child)
		s.math = child
	}
	s.named = true
	return true
}

// mathText is text within a formula: of a run, or what a property says.
func (r *rtfReader) mathText(s string) {
	switch e := r.state.math; {
	case e.name == "r":
		e.children = append(e.children, &element{name: "t", text: s})
	case strings.TrimSpace(s) == "":
	default:
		if e.attrs == nil {
			e.attrs = make(map[string]string)
		}
		if len(e.attrs["val"]) < 64 {
			e.attrs["val"] += strings.TrimSpace(s)
		}
	}
}

// endMath puts the formulas that were read into the line.
func (r *rtfReader) endMath(root *element) {
	if r.state.deleted || r.state.hidden {
		return
	}
	flow := r.flow()
	var put func(e *element, display bool)
	put = func(e *element, display bool) {
		if e.name == "oMath" {
			flow.line = append(flow.line, content.Node{Type: "formula", Attrs: map[string]any{"mathml": mathOf(e, display), "display": display}})
			r.nodes++
			return
		}
		for _, c := range e.children {
			put(c, display || e.name == "oMathPara" || e.name == "mathPara")
		}
	}
	before := len(flow.line)
	put(root, false)
	if before == len(flow.line) {
		r.r.note("convert.formula_lost")
	}
}
