package convert_test

import (
	"strings"
	"testing"

	"congbo/internal/convert"
)

// What LibreOffice draws with words in it stays, whatever its form and wherever it
// is anchored (R-I3).
func TestOdtDrawnWords(t *testing.T) {
	for _, form := range []string{"custom-shape", "ellipse", "circle", "polygon", "regular-polygon", "path", "line", "connector", "caption", "measure", "rect"} {
		shape := `<draw:` + form + `><text:p>Trong hình</text:p></draw:` + form + `>`
		for _, body := range []string{`<text:p>trước ` + shape + `sau</text:p>`, `<text:p>trước sau</text:p>` + shape, `<text:p>trước sau</text:p><draw:g>` + shape + `</draw:g>`} {
			html, _ := shown(t, convert.Odt, odt(t, "", body, nil))
			has(t, html, "<p>trước sau</p> <p>Trong hình</p>")
		}
	}
	html, _ := shown(t, convert.Odt, odt(t, "", `<text:p>trước</text:p><draw:a xlink:href="https://x.vn/"><draw:frame><draw:text-box><text:p>Trong hộp</text:p></draw:text-box></draw:frame></draw:a>`, nil))
	has(t, html, "<p>trước</p> <p>Trong hộp</p>")
}

// Fields of LibreOffice's forms are what they show.
func TestOdtForms(t *testing.T) {
	const forms = `<office:forms><form:form><form:text xml:id="c1" form:current-value="Lan" form:value="x"/><form:checkbox xml:id="c2" form:label="Có" form:current-state="checked" form:state="unchecked"/>` +
		`<form:listbox xml:id="c3"><form:option form:label="Khá"/><form:option form:label="Giỏi" form:current-selected="true"/></form:listbox><form:textarea xml:id="c4" form:value="ghi chú"/>` +
		`<form:radio xml:id="c5" form:label="Không"/><form:fixed-text xml:id="c6" form:label="Nhãn"/><form:button xml:id="c7" form:label="Gửi"/><form:password xml:id="c8" form:value="kín"/><form:combobox xml:id="c9" form:current-value="Toán"/>` +
		`<form:date xml:id="c10" form:current-value="2026-01-05"/></form:form></office:forms>`
	control := func(id string) string { return `<draw:control draw:control="` + id + `"/>` }
	html, _ := shown(t, convert.Odt, odt(t, "", forms+`<text:p>Họ tên:`+control("c1")+control("c2")+control("c3")+control("c4")+control("c5")+control("c6")+control("c7")+control("c8")+control("c9")+control("c10")+`</text:p>`, nil))
	has(t, html, "<p>Họ tên: Lan ☑ Có Giỏi ghi chú ☐ Không Nhãn Toán 05/01/2026</p>")
}

// An item that is told its number has it, and those after it count on.
func TestOdtItemsWithNumbers(t *testing.T) {
	const style = `<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style>`
	html, _ := shown(t, convert.Odt, odt(t, style, `<text:list text:style-name="L"><text:list-item><text:p>một</text:p></text:list-item><text:list-item text:start-value="2"><text:p>hai</text:p></text:list-item>`+
		`<text:list-item text:start-value="5"><text:p>năm</text:p></text:list-item><text:list-item><text:p>sáu</text:p></text:list-item><text:list-item text:start-value="1"><text:p>lại một</text:p></text:list-item></text:list>`+
		`<text:p>x</text:p><text:list text:style-name="L" text:continue-numbering="true"><text:list-item><text:p>lại hai</text:p></text:list-item></text:list>`, nil))
	has(t, html, `<ol> <li>một</li> <li>hai</li> </ol>`, `<ol start="5"> <li>năm</li> <li>sáu</li> </ol>`, `<ol> <li>lại một</li> </ol>`, `<ol start="2"> <li>lại hai</li> </ol>`)
}

// Of a picture that is there in two forms the one that pages show is taken; what a
// condition hides is hidden.
func TestOdtPicturesAndHiddenParts(t *testing.T) {
	_, r := shown(t, convert.Odt, odt(t, "", `<text:p><draw:frame><draw:image xlink:href="Pictures/a.svg"/><draw:image xlink:href="Pictures/a.png"/></draw:frame></text:p>`,
		map[string]string{"Pictures/a.svg": "<svg/>", "Pictures/a.png": "png"}))
	if string(r.Images["Pictures/a.png"]) != "png" || len(r.Images) != 1 {
		t.Errorf("%v", r.Images)
	}
	html, r := shown(t, convert.Odt, odt(t, "", `<text:section text:display="condition" text:condition="x" text:is-hidden="true"><text:p>kín</text:p></text:section><text:p>hiện</text:p>`, nil))
	told(t, r, "convert.hidden_dropped", true)
	if strings.Contains(html, "kín") {
		t.Error(html)
	}
}
