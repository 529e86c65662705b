package content_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
	"congbo/internal/locale"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites it):\n%s", path, diff)
	}
}

var page = content.RenderOptions{
	Lang: locale.VI, MediaURL: mediaURL,
	MediaSize: func(string) (int, int) { return 1600, 900 },
	FileInfo: func(string) content.FileInfo {
		return content.FileInfo{URL: "/tep/so-lieu.xlsx", Kind: "XLSX", Size: 1_234_567}
	},
}

func TestRenderSample(t *testing.T) {
	b := parse(t, stillSample)
	golden(t, "sample.vi.html", string(b.HTML(page)))
	letter := content.RenderOptions{Lang: locale.EN, BaseURL: "https://truong.example.vn", HeadingShift: 1, IDPrefix: "b-"}
	golden(t, "sample.letter.html", string(b.HTML(letter)))
}

func TestRenderDetails(t *testing.T) {
	text := func(s string) string { return `{"type":"text","text":"` + s + `"}` }
	line := func(s string) string { return `{"type":"paragraph","content":[` + text(s) + `]}` }
	link := func(s, href string) string {
		return `{"type":"text","text":"` + s + `","marks":[{"type":"link","attrs":{"href":"` + href + `"}}]}`
	}
	for _, c := range []struct{ name, doc, want string }{
		{"escaped", paragraph(text(`<script>alert('1')</script> & \"x\"`)), "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &#34;x&#34;</p>\n"},
		{"own site", paragraph(link("a", "/tin?a=1&b=2")), `<p><a href="https://truong.vn/tin?a=1&amp;b=2">a</a></p>` + "\n"},
		{"own site in full", paragraph(link("a", "https://truong.vn/tin")), `<p><a href="https://truong.vn/tin">a</a></p>` + "\n"},
		{"like the own site", paragraph(link("a", "https://truong.vn.evil.example/")), `<p><a href="https://truong.vn.evil.example/" rel="noopener">a</a></p>` + "\n"},
		{"place in the text", `{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"p1"},"content":[` + text("x") + `]},{"type":"paragraph","attrs":{"id":"p2"},"content":[` + link("a", "#p1") + "," + link("b", "#muc-khac") + `]}]}`,
			`<p id="muc-p1">x</p>` + "\n" + `<p><a href="#muc-p1">a</a><a href="#muc-khac">b</a></p>` + "\n"},
		{"footnote within a link", paragraph(link("a", "/x") + `,{"type":"footnote","content":[` + text("n") + `]},` + link("b", "/x")),
			`<p><a href="https://truong.vn/x">a</a><sup class="footnote"><a id="ve-1" href="#chu-thich-1" role="doc-noteref" aria-label="Chú thích 1">1</a></sup><a href="https://truong.vn/x">b</a></p>` + "\n" +
				`<section class="footnotes" role="doc-endnotes" aria-label="Chú thích">` + "\n<ol>\n" + `<li id="chu-thich-1">n <a href="#ve-1" role="doc-backlink" aria-label="Trở lại chỗ có chú thích 1">↩</a></li>` + "\n</ol>\n</section>\n"},
		{"bold over a break", paragraph(`{"type":"text","text":"a","marks":[{"type":"strong"}]},{"type":"hard_break"},{"type":"text","text":"b","marks":[{"type":"strong"}]}`), "<p><strong>a<br>\nb</strong></p>\n"},
		{"foreign words", paragraph(`{"type":"text","text":"open data","marks":[{"type":"em"},{"type":"lang","attrs":{"lang":"en"}}]}`), `<p><span lang="en"><em>open data</em></span></p>` + "\n"},
		{"image that nobody may see", `{"type":"doc","content":[{"type":"image","attrs":{"media":"` + contenttest.Media(1) + `","alt":"Lễ ký","credit":"PTT"}},{"type":"image","attrs":{"media":"` + contenttest.Media(1) + `","decorative":true}}]}`,
			`<figure class="image image-medium"><p class="image-missing">[Hình: Lễ ký]</p><figcaption><span class="credit">Ảnh: PTT</span></figcaption></figure>` + "\n"},
		{"heading that reaches down", `{"type":"doc","content":[{"type":"table","content":[{"type":"table_row","content":[{"type":"table_header","attrs":{"rowspan":2},"content":[{"type":"paragraph","content":[` + text("a") + `]}]}]},{"type":"table_row","content":[{"type":"table_cell"}]}]}]}`,
			`<div class="table-scroll" role="region" aria-label="Bảng 1" tabindex="0"><table>` + "\n<tbody>\n" + `<tr><th scope="row" rowspan="2">a</th></tr>` + "\n<tr><td></td></tr>\n</tbody>\n</table></div>\n"},
		{"headings of columns that reach down", `{"type":"doc","content":[{"type":"table","content":[{"type":"table_row","content":[{"type":"table_header","attrs":{"rowspan":2},"content":[` + line("a") + `]},{"type":"table_header","content":[` + line("b") + `]}]},{"type":"table_row","content":[{"type":"table_cell","content":[` + line("c") + `]}]}]}]}`,
			`<div class="table-scroll" role="region" aria-label="Bảng 1" tabindex="0"><table>` + "\n<tbody>\n" + `<tr><th scope="col" rowspan="2">a</th><th scope="col">b</th></tr>` + "\n<tr><td>c</td></tr>\n</tbody>\n</table></div>\n"},
	} {
		if got := string(parse(t, c.doc).HTML(content.RenderOptions{Lang: locale.VI, BaseURL: "https://truong.vn"})); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// Where sites lie under a path, an address copied from the browser has it
// already.
func TestRenderUnderAPath(t *testing.T) {
	for link, want := range map[string]string{"/tin": "/w/truong/tin", "/w/truong/tin": "/w/truong/tin", "/w/truong-khac": "/w/truong/w/truong-khac"} {
		b := parse(t, paragraph(`{"type":"text","text":"a","marks":[{"type":"link","attrs":{"href":"`+link+`"}}]}`))
		if got := string(b.HTML(content.RenderOptions{Lang: locale.VI, BaseURL: "/w/truong"})); got != `<p><a href="`+want+`">a</a></p>`+"\n" {
			t.Errorf("%s: %s", link, got)
		}
	}
}

func TestLeadHTML(t *testing.T) {
	got := content.LeadHTML(content.ImageRef{Media: contenttest.Media(1), Alt: "Trạm đo", Credit: "PTT"}, content.Layout{LeadSize: "full", LeadFocus: "top"}, page)
	want := `<figure class="image image-lead image-full focus-top"><img src="/media/00abc001/1440" srcset="/media/00abc001/480 480w, /media/00abc001/720 720w, /media/00abc001/960 960w, /media/00abc001/1440 1440w, /media/00abc001 1600w" sizes="100vw" width="1600" height="900" alt="Trạm đo" fetchpriority="high" decoding="async"><figcaption><span class="credit">Ảnh: PTT</span></figcaption></figure>` + "\n"
	if string(got) != want {
		t.Errorf("got %s", got)
	}
}

// A browser that knows no srcset gets the original where that is no wider than
// it needs, and otherwise the widest below.
func TestSourceOfAnImage(t *testing.T) {
	for width, want := range map[int]string{300: "/m", 960: "/m", 1440: "/m", 1441: "/m/1440", 3000: "/m/1440"} {
		got := string(content.LeadHTML(content.ImageRef{Media: contenttest.Media(1)}, content.Layout{}, content.RenderOptions{Lang: locale.VI,
			MediaSize: func(string) (int, int) { return width, width / 2 },
			MediaURL: func(_ string, w int) string {
				if w == 0 {
					return "/m"
				}
				return fmt.Sprintf("/m/%d", w)
			}}))
		if !strings.Contains(got, ` src="`+want+`"`) {
			t.Errorf("%d pixels: %s", width, got)
		}
	}
}

func TestFileSize(t *testing.T) {
	for n, want := range map[int64]string{1: "1 KB", 1499: "1 KB", 340_400: "340 KB", 999_999: "1.000 KB", 1_000_000: "1 MB", 1_234_567: "1,2 MB", 64 << 20: "67,1 MB", 2_500_000_000: "2.500 MB"} {
		if got := content.FileSize(locale.VI, n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// urlAttrs are the attributes of HTML that a browser follows.
var urlAttrs = map[string]bool{"href": true, "src": true, "srcset": true, "action": true, "formaction": true, "xlink:href": true, "data": true, "poster": true, "background": true, "cite": true}

// checkSafe reads markup as a browser does and refuses whatever could run,
// load or disguise something.
func checkSafe(t interface{ Fatalf(string, ...any) }, markup string) {
	root, err := html.Parse(strings.NewReader("<!doctype html><body>" + markup))
	if err != nil {
		if strings.Contains(err.Error(), "open stack of elements") {
			return // deeper than the reader of this test; refused by nobody else
		}
		t.Fatalf("%v", err)
	}
	for n := range root.Descendants() {
		if n.Type == html.CommentNode {
			t.Fatalf("a comment in %s", markup)
		}
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "style", "iframe", "object", "embed", "form", "input", "button", "link", "meta", "base", "svg", "template", "annotation-xml":
			if n.Data != "meta" {
				t.Fatalf("<%s> in %s", n.Data, markup)
			}
		}
		for _, a := range n.Attr {
			key := a.Key
			if a.Namespace != "" {
				key = a.Namespace + ":" + key
			}
			if strings.HasPrefix(key, "on") || key == "style" || key == "srcdoc" || key == "name" {
				t.Fatalf("%s=%q in %s", key, a.Val, markup)
			}
			if urlAttrs[key] {
				if n.Namespace != "" || strings.Contains(strings.ToLower(strings.TrimSpace(a.Val)), "script:") {
					t.Fatalf("%s %s=%q", n.Data, key, a.Val)
				}
				if _, ok := content.Href(a.Val); !ok && key != "srcset" {
					t.Fatalf("%s=%q is no link of a body", key, a.Val)
				}
			}
		}
	}
}

// Whatever a body says, its HTML is inert, every id stands once, and every
// text of the body can be read in it (R-B10).
func TestRenderIsSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := contenttest.Bodies().Draw(t, "body")
		markup := string(b.HTML(page))
		checkSafe(t, markup)
		root, err := html.Parse(strings.NewReader(markup))
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		var text strings.Builder
		for n := range root.Descendants() {
			if n.Type == html.TextNode {
				text.WriteString(n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "id" {
					if ids[a.Val] {
						t.Fatalf("id %q twice in %s", a.Val, markup)
					}
					ids[a.Val] = true
				}
			}
		}
		for _, s := range texts(b.Doc) {
			if !strings.Contains(text.String(), s) {
				t.Fatalf("%q is lost in %s", s, markup)
			}
		}
	})
}

func texts(n content.Node) []string {
	var all []string
	if n.Text != "" {
		all = append(all, n.Text)
	}
	for _, name := range []string{"caption", "credit", "cite"} {
		if s, ok := n.Attrs[name].(string); ok {
			all = append(all, s)
		}
	}
	for _, child := range n.Content {
		all = append(all, texts(child)...)
	}
	return all
}

// Bodies that never passed NewBody are rendered without harm as well.
func TestRenderTrustsNoTree(t *testing.T) {
	bad := content.Body{Version: 1, Doc: content.Node{Type: "doc", Content: []content.Node{
		{Type: "script", Text: "alert(1)"},
		{Type: "heading", Attrs: map[string]any{"level": "x", "onclick": "alert(1)"}, Content: []content.Node{{Type: "text", Text: "<img src=x onerror=alert(1)>"}}},
		{Type: "paragraph", Attrs: map[string]any{"align": `"><script>`}, Content: []content.Node{
			{Type: "text", Text: "x", Marks: []content.Mark{{Type: "link", Attrs: map[string]any{"href": "javascript:alert(1)"}}, {Type: "onload"}, {Type: "lang", Attrs: map[string]any{"lang": `"x`}}}},
			{Type: "formula", Attrs: map[string]any{"mathml": content.Math{Tag: "math", Attrs: map[string]string{"onclick": "x", "href": "javascript:x"}, Children: []content.Math{{Tag: "script", Text: "x"}, {Tag: "mi", Text: "</math><script>"}}}}},
		}},
		{Type: "image", Attrs: map[string]any{"media": `"><script>`, "size": `" onload="x`}},
	}}}
	checkSafe(t, string(bad.HTML(content.RenderOptions{Lang: locale.VI, MediaURL: func(m string, _ int) string { return "/media/" + m }})))
}

func FuzzRender(f *testing.F) {
	f.Add("x", "/y", "z", "mi")
	f.Add("<script>", "javascript:alert(1)", `" onerror="x`, "script")
	f.Fuzz(func(t *testing.T, text, link, alt, tag string) {
		b := content.Body{Version: 1, Doc: content.Node{Type: "doc", Content: []content.Node{
			{Type: "heading", Attrs: map[string]any{"level": 2, "id": alt}, Content: []content.Node{{Type: "text", Text: text}}},
			{Type: "paragraph", Content: []content.Node{
				{Type: "text", Text: text, Marks: []content.Mark{{Type: "link", Attrs: map[string]any{"href": link, "title": alt}}}},
				{Type: "formula", Attrs: map[string]any{"mathml": content.Math{Tag: "math", Attrs: map[string]string{"mathvariant": alt}, Children: []content.Math{{Tag: tag, Text: text}}}}}}},
			{Type: "image", Attrs: map[string]any{"media": contenttest.Media(1), "alt": alt, "caption": text, "credit": link}},
			{Type: "table", Attrs: map[string]any{"caption": text}, Content: []content.Node{{Type: "table_row", Content: []content.Node{{Type: "table_cell", Content: []content.Node{{Type: "paragraph", Content: []content.Node{{Type: "text", Text: alt}}}}}}}}},
			{Type: "file", Attrs: map[string]any{"media": contenttest.Media(2), "title": text}},
		}}}
		checkSafe(t, string(b.HTML(page)))
	})
}

// A formula that may be wider than a phone scrolls by itself, and can be reached
// with the keyboard for that; a short one is no stop on the way.
func TestLongFormulaIsReached(t *testing.T) {
	for s, want := range map[string]string{"x": "<p><math><mi>x</mi></math></p>\n", "thirteen long": `<p><math tabindex="0"><mi>thirteen long</mi></math></p>` + "\n"} {
		doc := paragraph(`{"type":"formula","attrs":{"mathml":{"tag":"math","children":[{"tag":"mi","text":"` + s + `"}]}}}`)
		if got := string(parse(t, doc).HTML(page)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
