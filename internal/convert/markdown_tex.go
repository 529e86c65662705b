package convert

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	source "github.com/yuin/goldmark/text"
)

// Formulas of TeX in Markdown, $…$ and $$…$$, stay as they were typed, to the sign:
// the marks of Markdown within them are none. They do not become formulas, because
// nothing here reads TeX, and that is told.
type texParser struct{}

// hasTeX is set in the context of a text in which there are formulas.
var hasTeX = parser.NewContextKey()

// maxTeXLines is how many lines one formula may have.
const maxTeXLines = 50

func (texParser) Trigger() []byte { return []byte{'$'} }

func (texParser) Parse(_ ast.Node, block source.Reader, pc parser.Context) ast.Node {
	line, start := block.Position()
	first, _ := block.PeekLine()
	sign := []byte("$")
	if bytes.HasPrefix(first, []byte("$$")) {
		sign = []byte("$$")
	}
	formula := bytes.Clone(sign)
	block.Advance(len(sign))
	for range maxTeXLines {
		rest, _ := block.PeekLine()
		if rest == nil {
			break
		}
		if n := bytes.Index(rest, sign); n >= 0 {
			formula = append(formula, rest[:n]...)
			if isTeX(formula[len(sign):], rest[n+len(sign):], len(sign) == 1) {
				block.Advance(n + len(sign))
				pc.Set(hasTeX, true)
				node := ast.NewString(append(formula, sign...))
				node.SetRaw(true)
				return node
			}
			break
		}
		formula = append(formula, rest...)
		block.AdvanceLine()
	}
	block.SetPosition(line, start)
	return nil
}

// isTeX tells a formula from sums of money: it has something that only TeX writes,
// and within a line it begins and ends with no space and has no digit after it.
func isTeX(inner, after []byte, inLine bool) bool {
	if len(bytes.TrimSpace(inner)) == 0 || !bytes.ContainsAny(inner, `\^_{`) {
		return false
	}
	space := func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }
	return !inLine || !space(inner[0]) && !space(inner[len(inner)-1]) && (len(after) == 0 || after[0] < '0' || after[0] > '9')
}
