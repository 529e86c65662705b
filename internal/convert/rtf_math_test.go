package convert_test

import (
	"strings"
	"testing"

	"congbo/internal/convert"
)

// The formulas of a text in RTF are those of the same text as a Word file (R-I3).
func TestRTFFormulas(t *testing.T) {
	run := func(s string) string {
		return `{\mr\mscr0\msty2 {\rtlch\fcs1\af0\ltrch\fcs0\i\f13\insrsid1 ` + s + `}}`
	}
	looks := `{\mctrlPr {\rtlch\fcs1 \i\f13\insrsid2 không}}`
	xml := func(s string) string { return `<m:r><m:t>` + s + `</m:t></m:r>` }
	for _, c := range []struct{ name, rtf, omml string }{
		{"a fraction", `{\mf{\mfPr` + looks + `}{\mnum` + run("a") + `}{\mden` + run("b") + `}}`, `<m:f><m:num>` + xml("a") + `</m:num><m:den>` + xml("b") + `</m:den></m:f>`},
		{"without its bar", `{\mf{\mfPr{\mtype noBar}` + looks + `}{\mnum` + run("n") + `}{\mden` + run("k") + `}}`,
			`<m:f><m:fPr><m:type m:val="noBar"/></m:fPr><m:num>` + xml("n") + `</m:num><m:den>` + xml("k") + `</m:den></m:f>`},
		{"scripts", `{\msSup{\msSupPr` + looks + `}{\me` + run("x") + `}{\msup` + run("2") + `}}` + run("+1"), `<m:sSup><m:e>` + xml("x") + `</m:e><m:sup>` + xml("2") + `</m:sup></m:sSup>` + xml("+1")},
		{"a sum", `{\mnary{\mnaryPr{\mchr \u8721\'3f}{\mlimLoc undOvr}}{\msub` + run("i=1") + `}{\msup` + run("n") + `}{\me` + run("i") + `}}`,
			`<m:nary><m:naryPr><m:chr m:val="∑"/><m:limLoc m:val="undOvr"/></m:naryPr><m:sub>` + xml("i=1") + `</m:sub><m:sup>` + xml("n") + `</m:sup><m:e>` + xml("i") + `</m:e></m:nary>`},
		{"a root without a degree", `{\mrad{\mradPr{\mdegHide on}}{\mdeg}{\me` + run(`\u945?`) + `}}`, `<m:rad><m:radPr><m:degHide m:val="on"/></m:radPr><m:deg/><m:e>` + xml("α") + `</m:e></m:rad>`},
		{"brackets", `{\md{\mdPr{\mbegChr [}{\mendChr ]}}{\me` + run("x") + `}}`, `<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>` + xml("x") + `</m:e></m:d>`},
		{"an upright name", `{\mfunc{\mfName{\mr\msty0 sin}}{\me` + run("x") + `}}`,
			`<m:func><m:fName><m:r><m:rPr><m:sty m:val="p"/></m:rPr><m:t>sin</m:t></m:r></m:fName><m:e>` + xml("x") + `</m:e></m:func>`},
		{"a matrix", `{\mm{\mmr{\me` + run("a") + `}{\me` + run("b") + `}}}`, `<m:m><m:mr><m:e>` + xml("a") + `</m:e><m:e>` + xml("b") + `</m:e></m:mr></m:m>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, r := shown(t, convert.RTF, []byte(`{\rtf1\ansi\deff0{\fonttbl{\f0 Times New Roman;}{\f13 Cambria Math;}}\pard C\u244?ng th\u7913?c {\mmath{\*\moMath`+c.rtf+`}} xong.\par}`))
			want, _ := page(t, parts(t, `<w:p>`+`<w:r><w:t xml:space="preserve">Công thức </w:t></w:r><m:oMath>`+c.omml+`</m:oMath>`+`<w:r><w:t xml:space="preserve"> xong.</w:t></w:r></w:p>`, nil))
			if got != want || !strings.Contains(got, "<math") || len(r.Notes) > 0 {
				t.Errorf("%s\nwant %s\nnotes %v", got, want, r.Notes)
			}
		})
	}
	got, _ := shown(t, convert.RTF, []byte(`{\rtf1 tr\'b0c\par{\mmath{\*\moMathPara{\*\moMathParaPr\mjc1}{\*\moMath`+run("E")+`}}}\par sau\par}`))
	has(t, got, "</p>", `<math`, `display="block"`, "E", "</math>", "<p>sau</p>")
	for _, bad := range []string{strings.Repeat(`{\mmath{\*\moMath`, 150), `{\mmath{\*\moMath` + strings.Repeat(`{\me`, 300) + "x", `{\mmath{\mr\msty-9\mscr99\mnor}}`, `{\mmath}`, `{\mmath{\pict\pngblip 00}{\footnote x}{\*\moMath{\mchr`} {
		if _, err := convert.Convert(convert.RTF, []byte(`{\rtf1 a`+bad)); err != nil {
			t.Logf("%.30q: %v", bad, err)
		}
	}
}
