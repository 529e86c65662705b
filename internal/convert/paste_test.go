package convert_test

import (
	"encoding/json"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/fault"
)

// What is pasted in the fonts of the nineties becomes Unicode, run by run, and
// is shown before and after; Unicode stays what it is (R-I4).
func TestPasteLegacyLines(t *testing.T) {
	read, err := convert.ReadPaste(convert.Pasted{Lines: [][]convert.Piece{
		{{Text: "Tr\u00adêng §¹i häc ", Font: ".VnTime"}, {Text: "Thñy s¶n", Font: ".VnTime"}},
		{{Text: "Trường Đại học Thủy sản"}},
		{{Text: "Tröôøng Ñaïi hoïc Thuûy saûn", Font: "VNI-Times"}},
		{{Text: "THÔNG BÁO", Font: ".VnTimeH"}},
		{{Text: "Café à la carte"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"Trường Đại học ", "Thủy sản"}, nil, {"Trường Đại học Thủy sản"}, nil, nil}
	have, wanted := asJSON(t, read.Lines), asJSON(t, want)
	if have != wanted {
		t.Errorf("lines\n%s, want\n%s", have, wanted)
	}
	if len(read.Legacy) != 2 || read.Legacy[0].Block != 0 || read.Legacy[1].Block != 2 || !read.Legacy[0].Applied || read.Legacy[0].After != "Trường Đại học Thủy sản" {
		t.Errorf("told %+v", read.Legacy)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A formula as Word puts it on the clipboard, with HTML between its elements
// (R-I3).
func TestPasteFormula(t *testing.T) {
	const run = `<i style='mso-bidi-font-style:normal'><span style='font-family:"Cambria Math",serif'><m:r>%</m:r></span></i>`
	r := func(s string) string { return strings.ReplaceAll(run, "%", s) }
	omml := `<m:oMath>` + r("S=") + `<m:f><m:fPr><span style='font-size:12pt'><m:ctrlPr></m:ctrlPr></span></m:fPr><m:num>` + r("a&nbsp;+b") + `</m:num><m:den>` + r("2") +
		`</m:den></m:f><m:sSup><m:e>` + r("x") + `</m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>`
	read, err := convert.ReadPaste(convert.Pasted{Formulas: []string{omml, `<m:oMathPara>` + omml + `</m:oMathPara>`, "<p>x", "<m:oMath><m:f></m:oMath>", strings.Repeat("<m:e>", 1000), ""}})
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range read.Formulas {
		if (m != nil) != (i < 2) {
			t.Errorf("formula %d: %+v", i, m)
		}
	}
	node := content.Node{Type: "formula_block", Attrs: map[string]any{"mathml": *read.Formulas[0]}}
	body, err := content.NewBody(content.Node{Type: "doc", Content: []content.Node{node}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := body.PlainText("vi"), "S = (a + b)/2 x^2"; got != want {
		t.Errorf("formula says %q, want %q", got, want)
	}
	if read.Formulas[1].Attrs["displaystyle"] != "true" {
		t.Error("a formula of its own line is not displayed as one")
	}
}

func TestPasteBudget(t *testing.T) {
	_, err := convert.ReadPaste(convert.Pasted{Formulas: []string{strings.Repeat("<", 2<<20)}})
	if !fault.Is(err, fault.TooLarge) {
		t.Errorf("a huge paste: %v", err)
	}
}
