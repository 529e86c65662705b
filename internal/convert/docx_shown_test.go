package convert_test

import (
	"slices"
	"strings"
	"testing"
)

// What Word shows without keeping it as words, and what pages have no place for, is
// in the text all the same, or told of (R-I3: nothing is lost without a word).
func TestNothingShownIsLost(t *testing.T) {
	field := func(instruction, form string) string {
		return `<w:p><w:r><w:fldChar w:fldCharType="begin">` + form + `</w:fldChar></w:r><w:r><w:instrText>` + instruction + `</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>` + r(" Nam") + `</w:p>`
	}
	for _, c := range []struct{ name, body, want, note string }{
		{"a box to tick", field("FORMCHECKBOX", `<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>`), `<p>☐ Nam</p>`, ""},
		{"one that is ticked", field("FORMCHECKBOX", `<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>`), `<p>☑ Nam</p>`, ""},
		{"a choice of a list", field("FORMDROPDOWN", `<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Ông"/><w:listEntry w:val="Bà"/></w:ddList></w:ffData>`), `<p>Bà Nam</p>`, ""},
		{"a symbol", field(`SYMBOL 252 \f Wingdings`, ""), `<p>✓ Nam</p>`, ""},
		{"a symbol of an unknown font", field(`SYMBOL 65 \f Webdings`, ""), `<p>Nam</p>`, "convert.symbol_lost"},
		{"a fraction of before 2007", field(`EQ \f(1,2)`, ""), `<p>Nam</p>`, "convert.formula_lost"},
		{"looks that were changed", `<w:p><w:r><w:rPr><w:b/><w:rPrChange w:id="1"/></w:rPr><w:t>Chữ đậm.</w:t></w:r></w:p>`, `<p><strong>Chữ đậm.</strong></p>`, "convert.changes_accepted"},
		{"a cell that was taken out", `<w:tbl><w:tr><w:tc><w:tcPr><w:cellDel w:id="1"/></w:tcPr>` + p("bỏ") + `</w:tc><w:tc>` + p("giữ") + `</w:tc></w:tr></w:tbl>`, `giữ`, "convert.changes_accepted"},
	} {
		got, result := page(t, parts(t, c.body, nil))
		if !strings.Contains(got, c.want) || strings.Contains(got, "bỏ") {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if c.note != "" && !slices.Contains(result.Notes, c.note) {
			t.Errorf("%s: notes %v, want %s", c.name, result.Notes, c.note)
		}
	}
}

// The name of an old font decides on words too few to tell an encoding by where all
// of its document agrees, and on none where some does not: it survives in files that
// were converted to Unicode.
func TestFontsDecideOnFewWords(t *testing.T) {
	set := func(s string) string {
		return `<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr><w:t>` + s + `</w:t></w:r></w:p>`
	}
	got, _ := page(t, parts(t, set(legacyLine)+p("giữa")+set(legacyLine)+p("giữa")+set("chó"), nil))
	if !strings.Contains(got, "<p>chú</p>") {
		t.Errorf("in a document of old text: %s", got)
	}
	got, _ = page(t, parts(t, set("Trường Đại học")+p("giữa")+set("Thông báo")+p("giữa")+set("chó"), nil))
	if !strings.Contains(got, "<p>chó</p>") {
		t.Errorf("in a document of Unicode: %s", got)
	}
}
