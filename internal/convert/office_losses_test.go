package convert_test

import (
	"slices"
	"strings"
	"testing"

	"congbo/internal/convert"
)

// told checks that a note is among what is told, or is not.
func told(t *testing.T, r *convert.Result, note string, want bool) {
	t.Helper()
	if slices.Contains(r.Notes, note) != want {
		t.Errorf("%s told: %v, want %v", note, !want, want)
	}
}

// Lines of plain text that begin with numbers keep them (R-I3): a list begins
// where its first number says, and ends where they do not go on.
func TestNumbersOfPlainText(t *testing.T) {
	html, _ := shown(t, convert.Words, []byte("5. Năm\n6. Sáu\n8. Tám\n8. Lại tám\n"))
	has(t, html, `<ol start="5"> <li>Năm</li> <li>Sáu</li> </ol>`, "8. Tám", "8. Lại tám")
}

// A page's lists count as it says, and what it showed besides words is told.
func TestPageListsAndLosses(t *testing.T) {
	html, r := shown(t, convert.Web, []byte(`<ol type="a" start="3"><li>c<li>d</ol><ol><li>một<li value="4">bốn</ol>`+
		`<ol><li style="list-style-type:lower-roman">i</ol><p><input type="checkbox" checked> xong <input type=checkbox> chưa</p><iframe src="https://x.vn/"></iframe>`))
	has(t, html, `type="a" start="3"`, `<li>một</li> </ol>`, `<ol start="4"> <li>bốn</li>`, `<ol type="i">`, "☑ xong ☐ chưa")
	told(t, r, "convert.part_lost", true)
	told(t, r, "convert.drawing_lost", false)

	_, r = shown(t, convert.Web, []byte(`<p>chữ</p><iframe style="display:none" src="https://x.vn/"></iframe>`))
	told(t, r, "convert.part_lost", false)
}

// The first heading of a Markdown file that has another title stays, and so do
// its boxes.
func TestMarkdownTitleAndBoxes(t *testing.T) {
	html, r := shown(t, convert.MD, []byte("---\ntitle: Bài\n---\n# Một\n\nchữ\n\n- [ ] việc\n- [x] xong\n"))
	has(t, html, "Một</h2>", "chữ", "☐ việc", "☑ xong")
	if r.Title != "Bài" {
		t.Error(r.Title)
	}
	if html, r := shown(t, convert.MD, []byte("---\ntitle: Bài\n---\n# Bài\n\nchữ\n")); r.Title != "Bài" || strings.Contains(html, "<h2") {
		t.Error(r.Title, html)
	}
}

// A list of LibreOffice's that goes on after a paragraph counts on.
func TestOdtListGoesOn(t *testing.T) {
	style := func(parts string) string {
		return `<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" text:display-levels="` + parts + `"/></text:list-style>`
	}
	item := func(s string) string { return `<text:list-item><text:p>` + s + `</text:p></text:list-item>` }
	body := `<text:list xml:id="a" text:style-name="L">` + item("một") + item("hai") + `</text:list><text:p>xen</text:p>` +
		`<text:list text:continue-numbering="true" text:style-name="L">` + item("ba") + `</text:list><text:p>xen</text:p>` +
		`<text:list text:continue-list="a" text:style-name="L">` + item("lại ba") + `</text:list><text:p>xen</text:p>` +
		`<text:list text:style-name="L">` + item("mới") + `</text:list>`
	html, r := shown(t, convert.Odt, odt(t, style("1"), body, nil))
	has(t, html, `<li>hai</li>`, `<ol start="3"> <li>ba</li>`, `<ol start="3"> <li>lại ba</li>`, `<ol> <li>mới</li>`)
	told(t, r, "convert.number_parts", false)
	_, r = shown(t, convert.Odt, odt(t, style("2"), body, nil))
	told(t, r, "convert.number_parts", true)
}

// Captions in old fonts are read like all text, before what is invisible goes.
func TestOldCaptions(t *testing.T) {
	html, _ := shown(t, convert.Web, []byte("<table><caption>B¶ng ®iÓm tr\u00ad\u00eang §¹i häc</caption><tr><td>1<td>2</table>"))
	has(t, html, "Bảng điểm trường Đại học")
	html, _ = shown(t, convert.Odt, odt(t, `<style:style style:name="Caption" style:family="paragraph"/>`,
		"<text:p text:style-name=\"Caption\">B¶ng ®iÓm tr\u00ad\u00eang §¹i häc</text:p><table:table><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row></table:table>", nil))
	has(t, html, "Bảng điểm trường Đại học")
}

// Footnotes and formulas of a title or a caption, which are words alone, are kept.
func TestNotesOfTitlesAndCaptions(t *testing.T) {
	ref := func(id string) string { return `<w:r><w:footnoteReference w:id="` + id + `"/></w:r>` }
	const x = `<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>`
	html, r := page(t, parts(t, `<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr>`+r("Tên bài ")+x+ref("1")+`</w:p>`+p("chữ")+
		`<w:p><w:pPr><w:pStyle w:val="C"/></w:pPr>`+r("Bảng 1 ")+x+ref("2")+`</w:p><w:tbl><w:tr><w:tc>`+p("1")+`</w:tc><w:tc>`+p("2")+`</w:tc></w:tr></w:tbl>`,
		map[string]string{
			"styles.xml":    `<w:styles><w:style w:styleId="T"><w:name w:val="Title"/></w:style><w:style w:styleId="C"><w:name w:val="caption"/></w:style></w:styles>`,
			"footnotes.xml": `<w:footnotes><w:footnote w:id="1">` + p("Báo cáo chuyên đề") + `</w:footnote><w:footnote w:id="2">` + p("Nguồn: phòng Đào tạo") + `</w:footnote></w:footnotes>`,
		}))
	if r.Title != "Tên bài x" {
		t.Errorf("%q", r.Title)
	}
	has(t, html, "<p>* Báo cáo chuyên đề</p>", "<p>chữ</p>", "Bảng 1 x</caption>", "<p>* Nguồn: phòng Đào tạo</p>")
}

// A comment about no words is offered like others, once.
func TestCommentWithoutWords(t *testing.T) {
	_, got := page(t, parts(t, p("một")+`<w:p>`+r("hai")+`<w:r><w:commentReference w:id="1"/></w:r></w:p>`+
		`<w:p><w:commentRangeStart w:id="2"/>`+r("ba")+`<w:commentRangeEnd w:id="2"/><w:r><w:commentReference w:id="2"/></w:r></w:p>`,
		map[string]string{"comments.xml": `<w:comments><w:comment w:id="1" w:author="Lan">` + p("Xem lại") + `</w:comment><w:comment w:id="2">` + p("Rõ hơn") + `</w:comment></w:comments>`}))
	want := []convert.Comment{{Author: "Lan", Text: "Xem lại", Block: 1}, {Text: "Rõ hơn", Quote: "ba", Block: 2}}
	if !slices.Equal(got.Comments, want) {
		t.Errorf("%+v", got.Comments)
	}
}

// What a form shows without keeping it as text: boxes, choices, symbols, prompts.
func TestFieldsWithoutResult(t *testing.T) {
	char := func(kind, more string) string {
		return `<w:r><w:fldChar w:fldCharType="` + kind + `">` + more + `</w:fldChar></w:r>`
	}
	field := func(data, instruction string) string {
		return char("begin", data) + `<w:r><w:instrText>` + instruction + `</w:instrText></w:r>` + char("separate", "") + char("end", "")
	}
	box := func(is string) string { return `<w:ffData><w:checkBox>` + is + `</w:checkBox></w:ffData>` }
	html, got := page(t, parts(t, `<w:p>`+field(box(`<w:checked/>`), " FORMCHECKBOX ")+r(" có ")+field(box(`<w:default w:val="1"/><w:checked w:val="0"/>`), "FORMCHECKBOX")+r(" không ")+
		field(`<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Khá"/><w:listEntry w:val="Giỏi"/></w:ddList></w:ffData>`, "FORMDROPDOWN")+
		field("", ` MACROBUTTON NoMacro [Nhập họ tên] `)+field("", ` SYMBOL 252 \f "Wingdings" \s 12`)+`</w:p>`, nil))
	has(t, html, "☑ có ☐ không Giỏi[Nhập họ tên]✓")
	told(t, got, "convert.formula_lost", false)
	_, got = page(t, parts(t, `<w:p>`+r("một ")+field("", ` EQ \f(1,2) `)+`</w:p>`, nil))
	told(t, got, "convert.formula_lost", true)
}

// Changes that Word tracked are told of, also those of looks, rows, cells.
func TestTrackedLooksRowsCells(t *testing.T) {
	for _, body := range []string{
		`<w:p><w:r><w:rPr><w:b/><w:rPrChange w:id="1"/></w:rPr><w:t>đậm</w:t></w:r></w:p>`,
		`<w:p><w:pPr><w:jc w:val="center"/><w:pPrChange w:id="1"/></w:pPr>` + r("giữa") + `</w:p>`,
		`<w:p><w:pPr><w:rPr><w:ins w:id="1"/></w:rPr></w:pPr>` + r("hết đoạn") + `</w:p>`,
		`<w:tbl><w:tr><w:trPr><w:ins w:id="1"/></w:trPr><w:tc>` + p("hàng") + `</w:tc></w:tr></w:tbl>`,
	} {
		_, r := page(t, parts(t, body, nil))
		told(t, r, "convert.changes_accepted", true)
	}
	html, r := page(t, parts(t, `<w:tbl><w:tr><w:tc>`+p("giữ")+`</w:tc><w:tc><w:tcPr><w:cellDel w:id="1"/></w:tcPr>`+p("bỏ")+`</w:tc></w:tr></w:tbl>`, nil))
	told(t, r, "convert.changes_accepted", true)
	if strings.Contains(html, "bỏ") {
		t.Error(html)
	}
}

// Numbers of several levels are told of; a formula that is an item has its number;
// letters that are drawn are words; symbols nobody knows are told of.
func TestWordOddities(t *testing.T) {
	num := `<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>`
	numbering := func(text string) map[string]string {
		return map[string]string{"numbering.xml": `<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="` + text + `"/></w:lvl></w:abstractNum>` +
			`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`}
	}
	body := `<w:p>` + num + `<m:oMathPara><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></m:oMathPara></w:p><w:p>` + num + r("hai") + `</w:p>`
	html, got := page(t, parts(t, body, numbering("%1.")))
	has(t, html, "<ol><li>", "<mi>x</mi>", "</li><li>hai</li></ol>")
	told(t, got, "convert.number_parts", false)
	_, got = page(t, parts(t, body, numbering("%1.%2.")))
	told(t, got, "convert.number_parts", true)

	html, _ = page(t, parts(t, `<w:p><w:r><w:pict><v:shape><v:textpath string="BÁO CÁO"/></v:shape></w:pict></w:r></w:p>`, nil))
	has(t, html, "BÁO CÁO")
	html, got = page(t, parts(t, `<w:p><w:r><w:pict><v:group><v:shape><v:textpath string="BÁO CÁO"/></v:shape><v:shape><v:textpath string="năm 2026"/></v:shape>`+
		`<v:shape><v:textbox><w:txbxContent>`+p("Ký thay")+`</w:txbxContent></v:textbox></v:shape><o:OLEObject/></v:group></w:pict></w:r></w:p>`, nil))
	has(t, html, "<p>BÁO CÁO</p>", "<p>năm 2026</p>", "<p>Ký thay</p>")
	told(t, got, "convert.drawing_lost", true)
	_, got = page(t, parts(t, `<w:p><w:r><w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr><w:t>`+"\uf051"+`</w:t></w:r></w:p>`, nil))
	told(t, got, "convert.symbol_lost", true)
}

// Words that somebody typed into a formula keep their spaces, symbols their
// letters, and the number of an equation its distance.
func TestWordsInFormulas(t *testing.T) {
	m := func(s, props string) string {
		return `<m:r>` + props + `<m:t xml:space="preserve">` + s + `</m:t></m:r>`
	}
	for _, c := range []struct{ omml, want string }{
		{m("Diện tích hình tròn=πr", ""), `<mtext>Diện tích hình tròn</mtext><mo>=</mo><mi>π</mi><mi>r</mi>`},
		{m("x nếu y", ""), `<mi>x</mi><mspace width="0.333em"></mspace><mtext>nếu</mtext><mspace width="0.333em"></mspace><mi>y</mi>`},
		{m(" với mọi ", `<m:rPr><m:nor/></m:rPr>`) + m("x", ""), `<math><mtext>với mọi</mtext><mspace width="0.333em"></mspace><mi>x</mi>`},
		{m("số ", `<m:rPr><m:nor/></m:rPr>`) + m("mol", `<m:rPr><m:nor/></m:rPr>`) + m("n", ""), `<mtext>số mol</mtext><mi>n</mi>`},
		{m("â+abc", ""), `<mi>â</mi><mo>+</mo><mi>a</mi><mi>b</mi><mi>c</mi>`},
		{`<m:r><w:sym w:font="Symbol" w:char="F061"/></m:r>`, `<mi>α</mi>`},
		{`<m:eqArr><m:eqArrPr><m:maxDist m:val="1"/></m:eqArrPr><m:e>` + m("y=2#(1)", "") + `</m:e></m:eqArr>`, `<mn>2</mn><mspace width="2em"></mspace><mo>(</mo>`},
		{`<m:borderBox><m:e>` + m("x", "") + `</m:e></m:borderBox>`, `<menclose notation="box"><mi>x</mi></menclose>`},
		{`<m:borderBox><m:borderBoxPr><m:hideTop/><m:hideLeft m:val="1"/><m:strikeBLTR/></m:borderBoxPr><m:e>` + m("x", "") + `</m:e></m:borderBox>`, `<menclose notation="bottom right updiagonalstrike"><mi>x</mi></menclose>`},
		{`<m:eqArr><m:e>` + m("y#", "") + `</m:e></m:eqArr>`, `<mo>#</mo>`},
	} {
		html, _ := page(t, parts(t, `<w:p><m:oMath>`+c.omml+`</m:oMath></w:p>`, nil))
		has(t, html, c.want)
	}
}

// Rows that the headings of the first reach down into are headings too.
func TestHeadOfTwoRows(t *testing.T) {
	cell := func(props, s string) string {
		return `<w:tc><w:tcPr>` + props + `</w:tcPr><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>` + s + `</w:t></w:r></w:p></w:tc>`
	}
	html, _ := page(t, parts(t, `<w:tbl><w:tr>`+cell(`<w:vMerge w:val="restart"/>`, "TT")+cell(`<w:gridSpan w:val="2"/>`, "Số lượng")+`</w:tr>`+
		`<w:tr>`+cell(`<w:vMerge/>`, "")+cell("", "Nam")+cell("", "Nữ")+`</w:tr>`+
		`<w:tr><w:tc>`+p("1")+`</w:tc><w:tc>`+p("2")+`</w:tc><w:tc>`+p("3")+`</w:tc></w:tr></w:tbl>`, nil))
	has(t, html, `<thead><tr><th scope="col" rowspan="2">`, `<tr><th scope="col"><strong>Nam`, `</thead><tbody><tr><td>1</td>`)
}

// A cell too short to tell is read as its font says where all else in that font
// is old; where anything in it is Unicode, it stays.
func TestFontDecidesWhereTheDocumentAgrees(t *testing.T) {
	old := func(s string) string {
		return `<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr><w:t xml:space="preserve">` + s + `</w:t></w:r></w:p>`
	}
	text := old("Tr\u00ad\u00eang §¹i häc") + old("Th«ng b¸o tuyÓn sinh")
	short := old("Ghi chó") + old("5.000 ®") + p("Giá 5 × 3") + p("chó")
	html, r := page(t, parts(t, text+short, nil))
	has(t, html, "<p>Ghi chú</p>", "<p>5.000 đ</p>", "<p>Giá 5 × 3</p>", "<p>chó</p>")
	if len(r.Legacy) != 4 || r.Legacy[2].After != "chú" || !r.Legacy[2].Applied {
		t.Errorf("%+v", r.Legacy)
	}
	for _, modern := range []string{old("Hoà Bình là Café"), old("Đại học")} {
		html, _ = page(t, parts(t, text+modern+short, nil))
		has(t, html, "<p>Ghi chó</p>", "<p>5.000 ®</p>")
	}
	html, _ = page(t, parts(t, short, nil))
	has(t, html, "<p>Ghi chó</p>")

	span := func(s string) string { return `<p style="font-family:.VnTime">` + s + `</p>` }
	html, _ = shown(t, convert.Web, []byte(span("Tr\u00ad\u00eang §¹i häc")+span("Th«ng b¸o tuyÓn sinh")+span("Ghi chó")+"<p>chó</p>"))
	has(t, html, "<p>Ghi chú</p>", "<p>chó</p>")
}

// Letters in a font of symbols are what it shows, in files and in what is pasted.
func TestLettersInFontsOfSymbols(t *testing.T) {
	run := func(font, s string) string {
		return `<w:r><w:rPr><w:rFonts w:ascii="` + font + `" w:hAnsi="` + font + `"/></w:rPr><w:t xml:space="preserve">` + s + `</w:t></w:r>`
	}
	html, _ := page(t, parts(t, `<w:p>`+run("Wingdings", "þ o ")+r("Đồng ý 5 ")+run("Symbol", "m\uf0b4\u00b4")+r("m")+`</w:p>`, nil))
	has(t, html, "☑ □ Đồng ý 5 μ××m")
	html, _ = shown(t, convert.Web, []byte(`<p><span style="font-family:Wingdings;mso-char-type:symbol">þ</span> Đồng ý</p>`))
	has(t, html, "☑ Đồng ý")
	read, err := convert.ReadPaste(convert.Pasted{Lines: [][]convert.Piece{{{Text: "þ", Font: "Wingdings"}, {Text: " Đồng ý"}}}})
	if err != nil || len(read.Lines[0]) != 2 || read.Lines[0][0] != "☑" || read.Lines[0][1] != " Đồng ý" || len(read.Legacy) > 0 {
		t.Errorf("%+v %v", read, err)
	}
}

// And those of RTF, as Word and LibreOffice write them.
func TestRTFFieldsToFillIn(t *testing.T) {
	field := func(instruction, result string) string {
		return `{\field{\*\fldinst {\f0  ` + instruction + `}}{\fldrslt {` + result + `}}}`
	}
	form := func(kind, is string) string {
		return kind + ` {\*\datafield 6500}{\*\formfield{` + is + `{\*\ffname O1}{\*\ffentrymcr macro}}}`
	}
	list := `\ffhaslistbox{\*\ffl Kh\u225?}{\*\ffl Gi\u7887?i}`
	for body, want := range map[string]string{
		field(form("FORMCHECKBOX", `\fftype1\ffres1\ffhps20\ffdefres0`), ``) + ` c\u243?`:              "☑ có",
		field(form("FORMCHECKBOX", `\fftype1\ffres0\ffhps20\ffdefres1`), ``) + ` c\u243?`:              "☐ có",
		field(form("FORMCHECKBOX", `\fftype1\ffres25\ffhps20\ffdefres1`), ` `) + ` c\u243?`:            "☑ có",
		`H\u7885?c l\u7921?c: ` + field(form("FORMDROPDOWN", `\fftype2\ffres1`+list+`\ffdefres0`), ``): "Học lực: Giỏi",
		`H\u7885?c l\u7921?c: ` + field(form("FORMDROPDOWN", `\fftype2\ffres25`+list), ``):             "Học lực: Khá",
		field(form("FORMDROPDOWN", `\fftype2\ffres0`+list), `Gi\u7887?i`):                              "<p>Giỏi</p>", // what the file itself keeps
		field(form("FORMTEXT", `\fftype0{\*\ffdeftext xyz}`), `Mai`):                                   "<p>Mai</p>",
		field(`SYMBOL 252 \\f "Wingdings" \\s 12`, `\f1`) + ` xong`:                                    "✓ xong",
		field(`MACROBUTTON NoMacro [H\u7885? t\u234?n]`, ``):                                           "[Họ tên]",
		field(`HYPERLINK "https://vnu.edu.vn/"`, `trang`):                                              `<a href="https://vnu.edu.vn/" rel="noopener">trang</a>`,
		field(`IF `+field(`PAGE`, `1`)+` = 1 "a" "b"`, `a`) + `.`:                                      "<p>a.</p>",
		`m\u7897?t {\v ` + field(form("FORMCHECKBOX", `\fftype1\ffres1`), ``) + `}hai`:                 "<p>một hai</p>",
	} {
		html, got := shown(t, convert.RTF, []byte(`{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset2 Wingdings;}}\pard `+body+`\par}`))
		has(t, html, want)
		if strings.Contains(html, "macro") || strings.Contains(html, "xyz") || strings.Contains(html, "FORM") {
			t.Errorf("%s: %s", body, html)
		}
		told(t, got, "convert.formula_lost", false)
		told(t, got, "convert.box_unsaid", false)
	}
	html, got := shown(t, convert.RTF, []byte(`{\rtf1 `+field(`FORMCHECKBOX`, ``)+` c\u243?\par}`)) // LibreOffice's
	has(t, html, "☐ có")
	told(t, got, "convert.box_unsaid", true)
	_, got = shown(t, convert.RTF, []byte(`{\rtf1 x `+field(`EQ \\f(1,2)`, ``)+`\par}`))
	told(t, got, "convert.formula_lost", true)
}

// LibreOffice's boxes to tick and lists to choose from show what Word's do.
func TestOdtFieldsToFillIn(t *testing.T) {
	field := func(kind, params string) string {
		return `<field:fieldmark field:type="vnd.oasis.opendocument.field.` + kind + `">` + params + `</field:fieldmark>`
	}
	param := func(name, value string) string {
		return `<field:param field:name="` + name + `" field:value="` + value + `"/>`
	}
	html, _ := shown(t, convert.Odt, odt(t, "", `<text:p>`+field("FORMCHECKBOX", param("Checkbox_Checked", "true"))+` có `+field("FORMCHECKBOX", "")+` không `+
		field("FORMDROPDOWN", param("Dropdown_ListEntry", "Khá")+param("Dropdown_ListEntry", "Giỏi")+param("Dropdown_Selected", "1"))+`</text:p>`, nil))
	has(t, html, "☑ có ☐ không Giỏi")
}
