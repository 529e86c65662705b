package content_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
	"congbo/internal/fault"
	"congbo/internal/locale"
)

// A body that goes into the text box comes out of it as it was.
func TestMarkupRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := contenttest.Bodies().Draw(t, "body")
		markup := content.Markup(b)
		got, err := content.FromMarkup(strings.ReplaceAll(markup, "\n", "\r\n")) // as browsers send it
		if err != nil {
			t.Fatalf("%v\nin %s", err, markup)
		}
		if diff := cmp.Diff(string(content.Canonical(b)), string(content.Canonical(got))); diff != "" {
			t.Fatalf("%s\nin %s", diff, markup)
		}
		// A combining mark at the very start of a text joins whatever stands
		// before it; nothing else needs the way out.
		loose := strings.ContainsFunc(string(content.Canonical(b)), func(r rune) bool { return unicode.Is(unicode.Mn, r) })
		if !loose && !content.ReadsBack(b) {
			t.Fatalf("written as JSON: %s", content.Canonical(b))
		}
	})
}

func TestMarkupSample(t *testing.T) {
	golden(t, "sample.md", content.Markup(parse(t, stillSample)))
}

// What people type means what they expect, and what they do not mean as
// markup stays as it is.
func TestFromMarkup(t *testing.T) {
	media := contenttest.Media(1)
	for _, c := range []struct{ name, markup, html string }{
		{"nothing", " \n\n\t", ""},
		{"paragraphs", "Kính gửi\ncác đơn vị\n\n\nThân ái\\\nPTT", "<p>Kính gửi các đơn vị</p>\n<p>Thân ái<br>\nPTT</p>\n"},
		{"headings", "## Một\n### Hai\nchữ", `<h2 id="muc-mot">Một</h2>` + "\n" + `<h3 id="muc-hai">Hai</h3>` + "\n<p>chữ</p>\n"},
		{"marks", "**đậm** _nghiêng_ ~~bỏ~~ `mã_1` [x]{sub} [y]{underline sup} **_cả hai_**", "<p><strong>đậm</strong> <em>nghiêng</em> <s>bỏ</s> <code>mã_1</code> <sub>x</sub> <u><sup>y</sup></u> <strong><em>cả hai</em></strong></p>\n"},
		{"within a word", "H[2]{sub}O, snake_case_name, 5*3**2 = 45", "<p>H<sub>2</sub>O, snake_case_name, 5*3**2 = 45</p>\n"},
		{"unmatched", "** a, _b, ~~c, [d, `e, f] g{h} ^[i", "<p>** a, _b, ~~c, [d, `e, f] g{h} ^[i</p>\n"},
		{"lines to fill in", "Họ tên: ________ Ngày __/__/____", "<p>Họ tên: ________ Ngày __/__/____</p>\n"},
		{"stars", "(*) Ghi chú *** (**)", "<p>(*) Ghi chú *** (**)</p>\n"},
		{"crossing", "**a _b** c_", "<p><strong>a _b</strong> c_</p>\n"},
		{"escapes", `\*\*a\*\* \[b\](/c) \# C:\new 50\%`, `<p>**a** [b](/c) # C:\new 50%</p>` + "\n"},
		{"links", `[Trang _mới_](/tin "Tin") và [thư](mailto:a@b.vn).`, `<p><a href="/tin" title="Tin">Trang <em>mới</em></a> và <a href="mailto:a@b.vn">thư</a>.</p>` + "\n"},
		{"bare addresses", "Xem https://a.vn/b_c_d(e), (http://a.vn/x). Cả **https://a.vn/**!", `<p>Xem <a href="https://a.vn/b_c_d(e)" rel="noopener">https://a.vn/b_c_d(e)</a>, (<a href="http://a.vn/x" rel="noopener">http://a.vn/x</a>). Cả <a href="https://a.vn/" rel="noopener"><strong>https://a.vn/</strong></a>!</p>` + "\n"},
		{"address as words of a link", "[https://a.vn](https://b.vn)", `<p><a href="https://b.vn" rel="noopener">https://a.vn</a></p>` + "\n"},
		{"links do not nest", "[a [b](/c) d](/e)", `<p>[a <a href="/c">b</a> d](/e)</p>` + "\n"},
		{"foreign words", "[open data]{lang=en}", `<p><span lang="en">open data</span></p>` + "\n"},
		{"brackets", "Điều [1] {2} [3]{4}", "<p>Điều [1] {2} [3]{4}</p>\n"},
		{"markup of HTML", "<b>x</b> &amp; <script>", "<p>&lt;b&gt;x&lt;/b&gt; &amp;amp; &lt;script&gt;</p>\n"},
		{"list after a line", "Gồm:\n- một\n- hai\n  - hai a\n\n  tiếp\n- ba\nhết", "<p>Gồm:</p>\n<ul>\n<li>một</li>\n<li>\n<p>hai</p>\n<ul>\n<li>hai a</li>\n</ul>\n<p>tiếp</p>\n</li>\n<li>ba</li>\n</ul>\n<p>hết</p>\n"},
		{"office bullets", "- một\n+ một a\n• hai", "<ul>\n<li>một</li>\n</ul>\n<ul>\n<li>một a</li>\n</ul>\n<ul>\n<li>hai</li>\n</ul>\n"},
		{"numbers", "3. ba\n4. bốn\n\n5. năm", `<ol start="3">` + "\n<li>ba</li>\n<li>bốn</li>\n<li>năm</li>\n</ol>\n"},
		{"letters", "a) một\nb) hai\nđ) năm", `<ol class="letters-vi" type="a">` + "\n<li>một</li>\n<li>hai</li>\n<li>năm</li>\n</ol>\n"},
		{"Roman", "I. Mục đích\nII. Phạm vi\nIX. Khác", `<ol type="I">` + "\n<li>Mục đích</li>\n<li>Phạm vi</li>\n<li>Khác</li>\n</ol>\n"},
		{"years and names are no lists", "Đến năm\n2026. Nay\n\nV. I. Lenin", "<p>Đến năm 2026. Nay</p>\n<p>V. I. Lenin</p>\n"},
		{"quotation", "> một\n> hai\n>\n> - ba\n> -- Chủ tịch", `<figure class="quote"><blockquote>` + "\n<p>một hai</p>\n<ul>\n<li>ba</li>\n</ul>\n</blockquote>\n<figcaption>Chủ tịch</figcaption></figure>\n"},
		{"call-out", "::: canh-bao\nChú ý\n:::", `<div class="callout callout-warning" role="note"><p class="callout-label">Cảnh báo</p>` + "\n<p>Chú ý</p>\n</div>\n"},
		{"nested call-outs", ":::note\na\n:::warning\nb\n:::\n:::\nc", `<div class="callout callout-note" role="note"><p class="callout-label">Ghi chú</p>` + "\n<p>a</p>\n" + `<div class="callout callout-warning" role="note"><p class="callout-label">Cảnh báo</p>` + "\n<p>b</p>\n</div>\n</div>\n<p>c</p>\n"},
		{"table", "|Trạm|Độ mặn|\n|---|--:|\n|= Km 58|0,6<br>(g/l)|\n| a \\| b ||\n" + `{caption="Bảng \"1\""}`,
			`<div class="table-scroll" role="region" aria-labelledby="bang-1" tabindex="0"><table>` + "\n" + `<caption id="bang-1">Bảng &#34;1&#34;</caption>` + "\n<thead>\n" + `<tr><th scope="col">Trạm</th><th scope="col" class="align-end">Độ mặn</th></tr>` + "\n</thead>\n<tbody>\n" +
				`<tr><th scope="row">Km 58</th><td class="align-end">0,6<br>` + "\n(g/l)</td></tr>\n" + `<tr><td>a | b</td><td class="align-end"></td></tr>` + "\n</tbody>\n</table></div>\n"},
		{"image", "Trước\n![Lễ \\[ký\\]](media:" + media + `){caption="Lễ ký \"X\"" credit=PTT size=wide}`,
			"<p>Trước</p>\n" + `<figure class="image image-wide"><p class="image-missing">[Hình: Lễ [ký]]</p><figcaption>Lễ ký &#34;X&#34; <span class="credit">Ảnh: PTT</span></figcaption></figure>` + "\n"},
		{"file", "[Mẫu đơn](media:" + media + ")", `<p class="file">Mẫu đơn</p>` + "\n"},
		{"rule", "a\n\n---\n***", "<p>a</p>\n<hr>\n<hr>\n"},
		{"footnote", "a^[Theo **b** [c](/d)]", `<p>a<sup class="footnote"><a id="ve-1" href="#chu-thich-1" role="doc-noteref" aria-label="Chú thích 1">1</a></sup></p>` + "\n" + `<section class="footnotes" role="doc-endnotes" aria-label="Chú thích">` + "\n<ol>\n" + `<li id="chu-thich-1">Theo <strong>b</strong> <a href="/d">c</a> <a href="#ve-1" role="doc-backlink" aria-label="Trở lại chỗ có chú thích 1">↩</a></li>` + "\n</ol>\n</section>\n"},
		{"alignment", "giữa\\\ntrang {align=center}", `<p class="align-center">giữa<br>` + "\ntrang</p>\n"},
		{"formula", `Cho ${"type":"formula","attrs":{"mathml":{"tag":"math","children":[{"tag":"mi","text":"x"}]}}}.`, "<p>Cho <math><mi>x</mi></math>.</p>\n"},
		{"JSON", ":::node\n{\"type\":\"heading\",\n\"attrs\":{\"level\":4},\"content\":[{\"type\":\"text\",\"text\":\"H\"}]}\n:::", `<h4 id="muc-h">H</h4>` + "\n"},
		{"decomposed letters", "Tru\u031bo\u031b\u0300ng", "<p>Trường</p>\n"},
	} {
		b, err := content.FromMarkup(c.markup)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := string(b.HTML(content.RenderOptions{Lang: locale.VI})); got != c.html {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.html)
		}
	}
}

// Mistakes are told by line, all at once.
func TestMarkupFaults(t *testing.T) {
	for _, c := range []struct{ markup, want string }{
		{"a\n\n[b](javascript:alert(1))", "Dòng 3: không nhận liên kết “javascript:alert(1)”."},
		{"a\nb [x](tin-tuc)", "Dòng 2: không nhận liên kết “tin-tuc”."},
		{"# Tiêu đề", "Dòng 1: đề mục bắt đầu bằng ##, ### hoặc ####; tiêu đề của tin bài ghi ở ô riêng."},
		{":::note\na", "Dòng 1: khung :::note chưa được đóng bằng một dòng :::."},
		{":::", "Dòng 1: dấu ::: này không mở và không đóng khung nào."},
		{":::khung\na\n:::", "Dòng 1: không có khung “khung”"},
		{"![x](https://a.vn/x.png)", "Dòng 1: ảnh viết theo mẫu"},
		{"![x](media:abc)", "Dòng 1: “abc” không phải là mã của một tệp đã tải lên."},
		{"[x](media:abc)", "Dòng 1: “abc” không phải là mã của một tệp đã tải lên."},
		{"xem [x](media:" + contenttest.Media(1) + ")", "Dòng 1: ảnh hoặc tệp đính kèm phải đứng riêng một dòng."},
		{"![x](media:" + contenttest.Media(1) + "){style=red}", ""},
		{"![x](media:" + contenttest.Media(1) + "){size}", "Dòng 1: không hiểu phần trong ngoặc nhọn: size"},
		{"![x](media:" + contenttest.Media(1) + ") chữ", "Dòng 1: không hiểu phần trong ngoặc nhọn: chữ"},
		{"|---|", "Dòng 1: bảng không có hàng nào."},
		{"| a |\n{caption=}", "Dòng 2: không hiểu phần trong ngoặc nhọn: {caption=}"},
		{"a ${\"type\":", "Dòng 1: phần viết bằng JSON bị hỏng."},
		{":::node\n{\n:::", "Dòng 1: phần viết bằng JSON bị hỏng."},
		{":::node\n{\"type\":\"script\"}\n:::", "Đoạn 1 (“”): khuôn dạng thân bài không có thành phần “script”."},
		{strings.Repeat(">", 100) + " a", "Thân bài có các phần lồng nhau quá 64 cấp."},
	} {
		_, err := content.FromMarkup(c.markup)
		list, ok := err.(fault.List)
		if !ok {
			t.Errorf("%q: %v", c.markup, err)
			continue
		}
		if got := locale.Error(locale.VI, list); !strings.HasPrefix(got, c.want) {
			t.Errorf("%q: %s", c.markup, got)
		}
		if said := locale.Error(locale.EN, list); strings.ContainsRune(said, '⟨') {
			t.Errorf("%q: %s", c.markup, said)
		}
	}
	_, err := content.FromMarkup("# a\n\n[b](x)\n\n:::")
	if list, ok := err.(fault.List); !ok || len(list) != 3 || list[1].Field != "3" {
		t.Errorf("got %v", err)
	}
	if _, err := content.FromMarkup(strings.Repeat("a", content.MaxJSON+1)); !fault.Is(err.(fault.List)[0], fault.TooLarge) {
		t.Errorf("got %v", err)
	}
}

// Text made to be slow is read in time that grows with its length: each of
// these took minutes if it grew with the square.
func TestMarkupIsNotSlow(t *testing.T) {
	const n = 5_000
	for _, piece := range []string{"**a ", "_a ", "**a _b ", "[", "^[", "](", "[](", "[a](b \"", "[a]{b=\"", "`", "`a` ", "${\"", "$", "http://a ", "http://", "\\", "> ", "- ", "1. ", "|", "|a", "{", "<br>", "*_~`[",
		"- a\n", "  - a\n", "\n", "> a\n", ":::note\n", ":::\n", "|a|\n", "a\n", "a\\\n", "[a](/b)[", "[**a](/b) ", "![", "## ", "~~a** _b~~ "} {
		s := strings.Repeat(piece, n)
		b, err := content.FromMarkup(s)
		if err == nil {
			content.Markup(b)
		}
	}
}

// Ids of blocks, to which comments refer, outlive an edit in the text box.
func TestKeepIDs(t *testing.T) {
	before := parse(t, `{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"a"},"content":[{"type":"text","text":"một"}]},{"type":"paragraph","attrs":{"id":"b"},"content":[{"type":"text","text":"một"}]},{"type":"heading","attrs":{"level":2,"id":"c"},"content":[{"type":"text","text":"hai"}]},
		{"type":"bullet_list","attrs":{"id":"d"},"content":[{"type":"list_item","attrs":{"id":"e"},"content":[{"type":"paragraph","attrs":{"id":"f"},"content":[{"type":"text","text":"ba"}]}]}]}]}`)
	edited, err := content.FromMarkup("đầu\n\n" + strings.Replace(content.Markup(before), "## hai", "## hai sửa", 1))
	if err != nil {
		t.Fatal(err)
	}
	kept := edited.KeepIDs(before)
	if string(content.Canonical(kept)) != string(content.Canonical(edited)) {
		t.Error("the text changed")
	}
	var ids []string
	var walk func(n content.Node)
	walk = func(n content.Node) {
		if id, ok := n.Attrs["id"].(string); ok {
			ids = append(ids, id)
		}
		for _, child := range n.Content {
			walk(child)
		}
	}
	walk(kept.Doc)
	if got := strings.Join(ids, ""); got != "abcdef" {
		t.Errorf("ids %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		b := contenttest.Bodies().Draw(t, "body")
		again, err := content.FromMarkup(content.Markup(b))
		if err != nil {
			t.Fatal(err)
		}
		want, _ := json.Marshal(b)
		got, _ := json.Marshal(again.KeepIDs(b))
		if string(got) != string(want) {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	})
}

func FuzzFromMarkup(f *testing.F) {
	f.Add("## a\n\n- b\n  1. c\n\n> d\n> -- e\n\n|f|g|\n|---|:-:|\n|=h|i<br>j|\n{caption=\"k\"}\n")
	f.Add("**a** _b_ ~~c~~ `d` [e](/f \"g\"){sup} [h]{lang=en}^[i] https://j.vn\\\nk {align=end}")
	f.Add(":::note\n![l](media:" + contenttest.Media(1) + "){size=wide}\n[m](media:" + contenttest.Media(2) + ")\n:::\n---\n:::node\n{\"type\":\"horizontal_rule\"}\n:::")
	f.Fuzz(func(t *testing.T, s string) {
		b, err := content.FromMarkup(s)
		if err != nil {
			if _, ok := err.(fault.List); !ok {
				t.Fatalf("%T", err)
			}
			return
		}
		again, err := content.FromMarkup(content.Markup(b))
		if err != nil || string(content.Canonical(again)) != string(content.Canonical(b)) {
			t.Fatalf("%q is not written as it is read: %v\n%s", s, err, content.Markup(b))
		}
		checkSafe(t, string(b.HTML(page)))
	})
}
