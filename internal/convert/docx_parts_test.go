package convert_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/locale"
)

// parts makes a Word file of the body of its text and other parts, named
// without their folder.
func parts(t testing.TB, body string, more map[string]string) []byte {
	t.Helper()
	const open = `<w:x xmlns:w="w" xmlns:m="m" xmlns:r="r" xmlns:a="a" xmlns:wp="wp">`
	files := map[string]string{
		"_rels/.rels":       `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml": open + `<w:document><w:body>` + body + `</w:body></w:document></w:x>`,
	}
	for name, text := range more {
		if strings.HasSuffix(name, ".xml") {
			text = open + text + `</w:x>`
		}
		files["word/"+name] = text
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte(text))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// page converts a Word file and returns it as a page shows it, and the notes.
func page(t *testing.T, data []byte) (html string, r *convert.Result) {
	t.Helper()
	r, err := convert.Convert(convert.Docx, data)
	if err != nil {
		t.Fatal(locale.Error(locale.EN, err))
	}
	body, media, err := r.Body()
	if err != nil {
		t.Fatal(locale.Error(locale.EN, err))
	}
	html = string(body.HTML(content.RenderOptions{Lang: locale.VI, MediaURL: func(id string, w int) string {
		if w > 0 {
			return ""
		}
		return media[id]
	}}))
	return strings.Join(strings.Fields(strings.ReplaceAll(html, "\n", "")), " "), r
}

func p(s string) string { return `<w:p>` + r(s) + `</w:p>` }
func r(s string) string { return `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>` }

func styled(style, s string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + r(s) + `</w:p>`
}

func item(list, level, s string) string {
	return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + list + `"/></w:numPr></w:pPr>` + r(s) + `</w:p>`
}

const numbering = `<w:numbering>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %1."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xf06f;"/><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings" w:hint="default"/></w:rPr></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/><w:rPr><w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:hint="default"/></w:rPr></w:lvl></w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="5"/></w:num>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>`

const styles = `<w:styles><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="u1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="u1x"><w:name w:val="Đề mục"/><w:basedOn w:val="u1"/></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="dieu"><w:name w:val="Dieu"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style></w:styles>`

// What a Word file says is what the page says (R-I3, R-B4): every part of the
// schema has its place in Word.
func TestDocx(t *testing.T) {
	m := func(s string) string { return `<w:p><m:oMath>` + s + `</m:oMath></w:p>` }
	mr := func(s string) string { return `<m:r><m:t>` + s + `</m:t></m:r>` }
	field := func(instruction, result string) string {
		return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>` + instruction + `</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` +
			r(result) + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	for _, c := range []struct{ name, body, want, notes string }{
		{"headings by style, also derived ones", styled("u1x", "Phạm vi") + p("Chữ."), `<h2 id="muc-pham-vi">Phạm vi</h2><p>Chữ.</p>`, ""},
		{"headings by looks", `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Đối tượng</w:t></w:r></w:p>` + p("Chữ."), `<h2 id="muc-doi-tuong">Đối tượng</h2><p>Chữ.</p>`, "convert.headings_by_looks"},
		{"bold text that ends a sentence is no heading", `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Chú ý.</w:t></w:r></w:p>` + p("Chữ."), `<p><strong>Chú ý.</strong></p><p>Chữ.</p>`, ""},
		{"a style of characters", `<w:p><w:r><w:rPr><w:rStyle w:val="Strong"/></w:rPr><w:t>đậm</w:t></w:r>` + r(" nhạt") + `</w:p>`, `<p><strong>đậm</strong> nhạt</p>`, ""},
		{"alignment", `<w:p><w:pPr><w:jc w:val="right"/></w:pPr>` + r("Hiệu trưởng") + `</w:p>`, `<p class="align-end">Hiệu trưởng</p>`, ""},

		{"a list within a list, and on", item("1", "0", "một") + item("1", "1", "a") + item("1", "1", "b") + item("1", "0", "hai"),
			`<ol><li>một<ol class="letters-vi" type="a"><li>a</li><li>b</li></ol></li><li>hai</li></ol>`, ""},
		{"a list goes on after text", item("1", "0", "một") + p("giữa") + item("1", "0", "hai"), `<ol><li>một</li></ol><p>giữa</p><ol start="2"><li>hai</li></ol>`, ""},
		{"a list begins where it says", item("4", "0", "năm"), `<ol start="5"><li>năm</li></ol>`, ""},
		{"boxes to tick", item("5", "0", "Nam") + item("5", "0", "Nữ"), `<ul><li>Nam</li><li>Nữ</li></ul>`, "convert.boxes"},
		{"a letter o that only another font shows as a box", item("5", "1", "Nam"), `<ul><li>Nam</li></ul>`, ""},
		{"bullets and numbers", item("2", "0", "gạch") + item("1", "0", "số"), `<ul><li>gạch</li></ul><ol><li>số</li></ol>`, ""},
		{"numbers with words stay words", styled("dieu", "Phạm vi") + styled("dieu", "Đối tượng"), `<p>Điều 1. Phạm vi</p><p>Điều 2. Đối tượng</p>`, ""},

		{"a footnote", `<w:p>` + r("Theo báo cáo") + `<w:r><w:footnoteReference w:id="2"/></w:r></w:p>`,
			`<p>Theo báo cáo<sup class="footnote"><a id="ve-1" href="#chu-thich-1" role="doc-noteref" aria-label="Chú thích 1">1</a></sup></p>`, ""},
		{"a link", `<w:p><w:hyperlink r:id="l1">` + r("trang") + `</w:hyperlink></w:p>`, `<p><a href="https://example.vn/a" rel="noopener">trang</a></p>`, ""},
		{"a link in a field", `<w:p>` + field(` HYPERLINK "https://example.vn/b" `, "trang") + `</w:p>`, `<p><a href="https://example.vn/b" rel="noopener">trang</a></p>`, ""},
		{"a dangerous link", `<w:p>` + field(`HYPERLINK "javascript:alert(1)"`, "trang") + `</w:p>`, `<p>trang</p>`, "convert.link_removed"},
		{"a field shows its result", `<w:p>` + r("Trang ") + field("PAGE", "5") + `</w:p>`, `<p>Trang 5</p>`, ""},
		{"the contents go", `<w:p>` + field("TOC \\o", "Chương 1 ... 5") + `</w:p>` + p("Chữ."), `<p>Chữ.</p>`, "convert.contents_dropped"},

		{"changes as accepted", `<w:p>` + r("cũ ") + `<w:del>` + r("bỏ ") + `</w:del><w:ins>` + r("mới") + `</w:ins></w:p>`, `<p>cũ mới</p>`, "convert.changes_accepted"},
		{"a deleted end of a paragraph", `<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>` + r("một ") + `</w:p>` + p("hai"), `<p>một hai</p>`, "convert.changes_accepted"},
		{"hidden text", `<w:p>` + r("thấy") + `<w:r><w:rPr><w:vanish/></w:rPr><w:t>mật</w:t></w:r></w:p>`, `<p>thấy</p>`, "convert.hidden_dropped"},
		{"symbols", `<w:p><w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Webdings" w:char="F0AA"/></w:r></w:p>`, `<p>α✓</p>`, "convert.symbol_lost"},

		{"text of an old font", `<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr><w:t xml:space="preserve">Tr</w:t></w:r><w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr><w:softHyphen/><w:t xml:space="preserve">êng §¹i häc </w:t></w:r>` +
			`<w:r><w:rPr><w:rFonts w:ascii=".VnTimeH"/></w:rPr><w:t>c«ng nghÖ</w:t></w:r></w:p>`, `<p>Trường Đại học CÔNG NGHỆ</p>`, "convert.legacy"},
		{"Unicode beside text of an old font", p("Kính gửi: Trường Đại học") + `<w:p><w:r><w:rPr><w:rFonts w:ascii="VNI-Times"/></w:rPr><w:t>Tröôøng Ñaïi hoïc Coâng ngheä</w:t></w:r></w:p>`,
			`<p>Kính gửi: Trường Đại học</p><p>Trường Đại học Công nghệ</p>`, "convert.legacy"},
		{"Unicode in a font of that name", `<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr><w:t>Toà án: thông báo</w:t></w:r></w:p>`, `<p>Toà án: thông báo</p>`, ""},

		{"a table", `<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc>` + p("Tên") + `</w:tc><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>` + p("Điểm") + `</w:tc></w:tr>` +
			`<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>` + p("An") + `</w:tc><w:tc>` + p("8") + `</w:tc><w:tc><w:p><w:pPr><w:jc w:val="center"/></w:pPr>` + r("9") + `</w:p></w:tc></w:tr>` +
			`<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>` + p("7") + `</w:tc><w:tc>` + p("6") + `</w:tc></w:tr></w:tbl>`,
			`<div class="table-scroll" role="region" aria-label="Bảng 1" tabindex="0"><table><thead><tr><th scope="col">Tên</th><th scope="col" colspan="2">Điểm</th></tr></thead>` +
				`<tbody><tr><td rowspan="2">An</td><td>8</td><td class="align-center">9</td></tr><tr><td>7</td><td>6</td></tr></tbody></table></div>`, ""},
		{"a picture with its caption", `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="7200000"/><wp:docPr descr="Lễ khai giảng"/><a:blip r:embed="i1"/></wp:inline></w:drawing></w:r></w:p>` + styled("Caption", "Hình 1"),
			`<figure class="image image-wide"><img src="word/media/1.png" alt="Lễ khai giảng" loading="lazy" decoding="async"><figcaption>Hình 1</figcaption></figure>`, ""},
		{"a picture elsewhere", `<w:p><w:r><w:drawing><a:blip r:link="i2"/></w:drawing></w:r></w:p>` + p("Chữ."), `<p>Chữ.</p>`, "convert.picture_elsewhere"},
		{"a chart", `<w:p><w:r><w:drawing><c:chart r:id="x"/></w:drawing></w:r></w:p>` + p("Chữ."), `<p>Chữ.</p>`, "convert.drawing_lost"},

		{"a fraction", m(`<m:f><m:num>` + mr("a+1") + `</m:num><m:den>` + mr("12,5") + `</m:den></m:f>`),
			`<p><math><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>12,5</mn></mfrac></math></p>`, ""},
		{"scripts and roots", m(`<m:sSup><m:e>` + mr("x") + `</m:e><m:sup>` + mr("2") + `</m:sup></m:sSup>` + `<m:rad><m:deg>` + mr("3") + `</m:deg><m:e>` + mr("y") + `</m:e></m:rad>`),
			`<p><math><msup><mi>x</mi><mn>2</mn></msup><mroot><mi>y</mi><mn>3</mn></mroot></math></p>`, ""},
		{"a sum", m(`<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>` + mr("i=1") + `</m:sub><m:sup>` + mr("n") + `</m:sup><m:e>` + mr("i") + `</m:e></m:nary>`),
			`<p><math><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi></math></p>`, ""},
		{"brackets and a matrix", m(`<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:m><m:mr><m:e>` + mr("1") + `</m:e><m:e>` + mr("0") + `</m:e></m:mr></m:m></m:e></m:d>`),
			`<p><math><mrow><mo fence="true" form="prefix">[</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr></mtable><mo fence="true" form="postfix">]</mo></mrow></math></p>`, ""},
		{"a formula by itself", `<w:p><m:oMathPara><m:oMath><m:r><m:rPr><m:sty m:val="p"/></m:rPr><m:t>sin</m:t></m:r>` + mr("x") + `</m:oMath></m:oMathPara></w:p>`,
			`<div class="formula"><math display="block" displaystyle="true"><mi mathvariant="normal">sin</mi><mi>x</mi></math></div>`, ""},
		{"text boxes", `<w:p>` + r("một") + `<w:r><w:pict><w:txbxContent>` + p("hai") + `</w:txbxContent></w:pict></w:r></w:p>`, `<p>một</p><p>hai</p>`, ""},
	} {
		got, r := page(t, parts(t, c.body, map[string]string{
			"numbering.xml": numbering, "styles.xml": styles,
			"footnotes.xml":           `<w:footnotes><w:footnote w:id="2">` + p("Báo cáo số 5.") + `</w:footnote></w:footnotes>`,
			"media/1.png":             "png",
			"_rels/document.xml.rels": `<Relationships><Relationship Id="l1" Type="x/hyperlink" Target="https://example.vn/a" TargetMode="External"/><Relationship Id="i1" Type="x/image" Target="media/1.png"/><Relationship Id="i2" Type="x/image" Target="http://evil.example/x.png" TargetMode="External"/></Relationships>`,
		}))
		if got, _, _ = strings.Cut(got, `<section class="footnotes"`); strings.TrimSpace(got) != c.want || strings.Join(r.Notes, " ") != c.notes {
			t.Errorf("%s: notes %q\n got %s\nwant %s", c.name, r.Notes, got, c.want)
		}
	}
}

// The title of the document is the title of the text, not a heading of it.
func TestDocxTitle(t *testing.T) {
	got, r := page(t, parts(t, styled("Title", "Thông báo tuyển sinh")+p("Chữ."), map[string]string{"styles.xml": styles}))
	if r.Title != "Thông báo tuyển sinh" || got != "<p>Chữ.</p>" {
		t.Errorf("%q %s", r.Title, got)
	}
}

// Comments stand beside the text, each with the words that it is about; lines
// of old fonts are told before and after (R-I3, R-I4).
func TestDocxComments(t *testing.T) {
	body := p("Mở đầu.") + `<w:p>` + r("Mức thu ") + `<w:commentRangeStart w:id="7"/>` + r("500.000 đồng") + `<w:commentRangeEnd w:id="7"/>` + r(" mỗi tín chỉ.") + `</w:p>` +
		"<w:p><w:r><w:t>C«ng v¨n cña tr\u00adêng</w:t></w:r></w:p>"
	_, r := page(t, parts(t, body, map[string]string{
		"comments.xml": `<w:comments><w:comment w:id="7" w:author="Lan" w:date="2026-03-02T08:00:00Z">` + p("Hỏi lại") + p("phòng Tài chính") + `</w:comment></w:comments>`,
	}))
	if want := (convert.Comment{Author: "Lan", Date: "2026-03-02T08:00:00Z", Text: "Hỏi lại phòng Tài chính", Quote: "500.000 đồng", Block: 1}); len(r.Comments) != 1 || r.Comments[0] != want {
		t.Errorf("%+v", r.Comments)
	}
	if want := (convert.Recoded{Block: 2, Charset: "TCVN3", Before: "C«ng v¨n cña tr\u00adêng", After: "Công văn của trường", Applied: true}); len(r.Legacy) != 1 || r.Legacy[0] != want {
		t.Errorf("%+v", r.Legacy)
	}
}

// Files that are not to be trusted are refused with a reason (security budgets).
func TestDocxRefused(t *testing.T) {
	deep := strings.Repeat(`<w:tbl><w:tr><w:tc>`, 100) + p("x") + strings.Repeat(`</w:tc></w:tr></w:tbl>`, 100)
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"macros":     {parts(t, p("x"), map[string]string{"vbaProject.bin": "x"}), "convert.macros"},
		"entities":   {parts(t, "", map[string]string{"document.xml": `<!DOCTYPE x [<!ENTITY a "b">]>`}), "convert.docx_unreadable"},
		"too deep":   {parts(t, deep, nil), "convert.docx_bomb"},
		"not a file": {[]byte("PK\x03\x04 not really"), "convert.docx_unreadable"},
	} {
		_, err := convert.Convert(convert.Docx, c.data)
		if f, ok := fault.As(err); !ok || f.Key != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
}

// Whatever a file says, what comes out is a body or a fault.
func FuzzDocx(f *testing.F) {
	f.Add(p("x")+item("1", "3", "y")+`<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc></w:tr></w:tbl>`, `<w:footnote w:id="2">`+p("z")+`</w:footnote>`)
	f.Add(`<w:p><m:oMath><m:f><m:num/><m:den/></m:f><m:sSup/><m:rad/><m:d/><m:nary/></m:oMath></w:p>`, "")
	f.Add(`<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p><w:tbl><w:tr><w:trPr><w:gridBefore w:val="3"/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>`, "")
	f.Fuzz(func(t *testing.T, body, notes string) {
		r, err := convert.Convert(convert.Docx, parts(t, body, map[string]string{"numbering.xml": numbering, "styles.xml": styles, "footnotes.xml": `<w:footnotes>` + notes + `</w:footnotes>`}))
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		if _, _, err := r.Body(); err != nil {
			t.Fatalf("the schema refuses what was made: %v", locale.Error(locale.EN, err))
		}
	})
}

// Letters and plain text in old fonts come out as Unicode too, before the soft
// hyphen that is their ư is taken away (R-I4).
func TestLegacyText(t *testing.T) {
	for kind, data := range map[string]string{
		convert.Text: "Tr\u00adêng §¹i häc C«ng nghÖ\n\nĐã là Unicode",
		convert.HTML: "<p>Tr\u00adêng <b>§¹i häc</b> C«ng nghÖ</p><p>Đã là Unicode</p>",
	} {
		r, err := convert.Convert(kind, []byte(data))
		if err != nil {
			t.Fatal(err)
		}
		body, _, err := r.Body()
		if err != nil {
			t.Fatal(err)
		}
		if got := body.PlainText("vi"); strings.TrimSpace(got) != "Trường Đại học Công nghệ\n\nĐã là Unicode" && strings.TrimSpace(got) != "Trường Đại học Công nghệ\nĐã là Unicode" {
			t.Errorf("%s: %q", kind, got)
		}
		if len(r.Legacy) != 1 || r.Legacy[0].Block != 0 || !r.Legacy[0].Applied {
			t.Errorf("%s: %+v", kind, r.Legacy)
		}
	}
}

// A paragraph whose end was deleted, and the large letter at the beginning of a
// text, go on in the next paragraph, which says what both are; no further ones do
// (R-I3).
func TestWordGoesOn(t *testing.T) {
	gone := `<w:pPr><w:pStyle w:val="Heading1"/><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>`
	styles := map[string]string{"styles.xml": `<w:styles><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`}
	drop := func(kind string) string {
		return `<w:p><w:pPr><w:framePr w:dropCap="` + kind + `" w:lines="3"/></w:pPr>` + r("N") + `</w:p>`
	}
	for _, c := range []struct{ name, body, want string }{
		{"an end that was deleted", `<w:p>` + gone + r("một ") + `</w:p>` + p("hai") + p("ba") + p("bốn"), `<p>một hai</p><p>ba</p><p>bốn</p>`},
		{"a whole paragraph that was deleted", `<w:p>` + gone + `<w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p><w:p/>` + p("ba") + p("bốn"), `<p>ba</p><p>bốn</p>`},
		{"before a table", `<w:p>` + gone + r("một") + `</w:p><w:tbl><w:tr><w:tc>` + p("hai") + `</w:tc></w:tr></w:tbl>` + p("ba"),
			`<h2 id="muc-mot">một</h2><table><tr><td><p>hai</p></td></tr></table><p>ba</p>`},
		{"a large first letter", drop("drop") + p("hà trường") + p("x") + drop("margin") + p("am"), `<p>Nhà trường</p><p>x</p><p>Nam</p>`},
		{"a frame of words", drop("none") + p("hà trường"), `<p>N</p><p>hà trường</p>`},
	} {
		got, _ := page(t, parts(t, c.body, styles))
		got = strings.NewReplacer("<tbody>", "", "</tbody>", "", "> <", "><").Replace(got)
		if !strings.Contains(got, "<table") && got != c.want || strings.Contains(got, "<table") && !inOrder(got, "một", "</h2>", "<table", "hai", "</table>", "ba") {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func inOrder(s string, parts ...string) bool {
	for _, p := range parts {
		_, rest, ok := strings.Cut(s, p)
		if s = rest; !ok {
			return false
		}
	}
	return true
}

// A number of a kind that only a newer Word knows is the one that stands beside
// it for others.
func TestWordNumberOfNewerKind(t *testing.T) {
	got, _ := page(t, parts(t, item("1", "0", "một")+item("1", "0", "hai"), map[string]string{"numbering.xml": `<w:numbering><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>
<mc:AlternateContent><mc:Choice><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>
<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>`}))
	if got != `<ol> <li>một</li> <li>hai</li> </ol>` && got != `<ol><li>một</li><li>hai</li></ol>` {
		t.Error(got)
	}
}

// Running numbers that stand alone in the cells of a table are kept, as words; the
// mark that an author chose for a footnote gives way to its number (R-I3).
func TestWordRunningNumbers(t *testing.T) {
	row := func(s string) string {
		return `<w:tr><w:tc>` + item("1", "0", "") + `</w:tc><w:tc>` + p(s) + `</w:tc></w:tr>`
	}
	got, _ := page(t, parts(t, `<w:tbl>`+row("Nghị quyết")+row("Quyết định")+`</w:tbl>`, map[string]string{"numbering.xml": numbering}))
	if !inOrder(got, "<td>1.</td>", "Nghị quyết", "<td>2.</td>", "Quyết định") {
		t.Error(got)
	}
	got, _ = page(t, parts(t, `<w:p>`+r("số 20")+`<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>*</w:t></w:r>`+r(" năm")+`</w:p>`,
		map[string]string{"footnotes.xml": `<w:footnotes><w:footnote w:id="1">` + p("chú") + `</w:footnote></w:footnotes>`}))
	if strings.Contains(got, "*") || !inOrder(got, "số 20", "năm", "chú") {
		t.Error(got)
	}
}
