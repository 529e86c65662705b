package content_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/vi"
)

func parse(t testing.TB, doc string) content.Body {
	t.Helper()
	b, err := content.ParseBody([]byte(`{"version":1,"doc":` + doc + `}`))
	if err != nil {
		t.Fatalf("%v\nin %s", err, doc)
	}
	return b
}

// doc is a document of one paragraph.
func paragraph(line string) string {
	return `{"type":"doc","content":[{"type":"paragraph","content":[` + line + `]}]}`
}

func TestNormalForm(t *testing.T) {
	const strong, link = `,"marks":[{"type":"strong"}]`, `,"marks":[{"type":"link","attrs":{"href":"/a","title":null}}]`
	for _, c := range []struct{ name, doc, want string }{
		{"empty", `{"type":"doc"}`, `{"content":[{"type":"paragraph"}],"type":"doc"}`},
		{"empty paragraphs", `{"type":"doc","content":[{"type":"paragraph"},{"type":"heading","attrs":{"level":2}},{"type":"paragraph","content":[{"type":"text","text":" \n"}]},{"type":"horizontal_rule"},{"type":"paragraph","attrs":{"align":"center"}}]}`,
			`{"content":[{"type":"horizontal_rule"}],"type":"doc"}`},
		{"defaults, nulls and ids", `{"type":"doc","content":[{"type":"ordered_list","attrs":{"order":1.0,"kind":"1","id":"x"},"content":[{"type":"list_item","attrs":{"id":"y"},"content":[]}]},{"type":"image","attrs":{"media":"` + contenttest.Media(1) + `","alt":"","size":"medium","align":null,"colwidth":null}}]}`,
			`{"content":[{"content":[{"content":[{"type":"paragraph"}],"type":"list_item"}],"type":"ordered_list"},{"attrs":{"media":"` + contenttest.Media(1) + `"},"type":"image"}],"type":"doc"}`},
		{"joined text", paragraph(`{"type":"text","text":"e"},{"type":"text","text":"\u0302"},{"type":"text","text":"\u0301 x"}`), paragraphWant(`{"text":"ế x","type":"text"}`)},
		{"white space", paragraph(`{"type":"hard_break"},{"type":"text","text":"\n a \t"},{"type":"text","text":"  b "},{"type":"hard_break"},{"type":"text","text":" c"},{"type":"hard_break"},{"type":"text","text":" "}`),
			paragraphWant(`{"text":"a b","type":"text"},{"type":"hard_break"},{"text":"c","type":"text"}`)},
		{"order of marks", paragraph(`{"type":"text","text":"a","marks":[{"type":"code"},{"type":"em"},{"type":"strong"},{"type":"em"}]}`),
			paragraphWant(`{"marks":[{"type":"strong"},{"type":"em"},{"type":"code"}],"text":"a","type":"text"}`)},
		{"spaces beside a bold word", paragraph(`{"type":"text","text":"a"},{"type":"text","text":" b "` + strong + `},{"type":"text","text":"c"}`),
			paragraphWant(`{"text":"a ","type":"text"},{"marks":[{"type":"strong"}],"text":"b","type":"text"},{"text":" c","type":"text"}`)},
		{"spaces within a link", paragraph(`{"type":"text","text":"a "` + link + `},{"type":"text","text":"b","marks":[{"type":"strong"},{"type":"link","attrs":{"href":" /a "}}]}`),
			paragraphWant(`{"marks":[{"attrs":{"href":"/a"},"type":"link"}],"text":"a ","type":"text"},{"marks":[{"attrs":{"href":"/a"},"type":"link"},{"type":"strong"}],"text":"b","type":"text"}`)},
		{"decorative pictures have no alt", `{"type":"doc","content":[{"type":"image","attrs":{"media":"` + contenttest.Media(1) + `","alt":"x","decorative":true}}]}`,
			`{"content":[{"attrs":{"decorative":true,"media":"` + contenttest.Media(1) + `"},"type":"image"}],"type":"doc"}`},
		{"invisible characters", paragraph(`{"type":"text","text":"a\u0000\u200b\u00adb\ud800"}`), paragraphWant("{\"text\":\"ab\ufffd\",\"type\":\"text\"}")},
	} {
		got := string(content.Canonical(parse(t, c.doc)))
		if want := `{"doc":` + c.want + `,"version":1}`; got != want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, want)
		}
	}
}

func paragraphWant(line string) string {
	return `{"content":[{"content":[` + line + `],"type":"paragraph"}],"type":"doc"}`
}

func TestFaultsSayWhere(t *testing.T) {
	deep := strings.Repeat(`{"type":"blockquote","content":[`, 70) + strings.Repeat(`]}`, 70)
	for _, c := range []struct {
		doc, key, field string
	}{
		{`{"type":"doc","content":[{"type":"paragraph"},{"type":"iframe"}]}`, "content.unknown_node", "1"},
		{`{"type":"doc","content":[{"type":"text","text":"x"}]}`, "content.misplaced", "0"},
		{`{"type":"doc","content":[{"type":"horizontal_rule","text":"x"}]}`, "content.misplaced", "0"},
		{`{"type":"doc","content":[{"type":"horizontal_rule","content":[{"type":"paragraph"}]}]}`, "content.misplaced", "0"},
		{paragraph(`{"type":"footnote","content":[{"type":"footnote"}]}`), "content.misplaced", "0.0.0"},
		{paragraph(`{"type":"text","text":"x","marks":[{"type":"blink"}]}`), "content.unknown_mark", "0.0"},
		{paragraph(`{"type":"text","text":"x","marks":[{"type":"strong","attrs":{"onclick":"x"}}]}`), "content.unknown_attr", "0.0"},
		{paragraph(`{"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":"javascript:alert(1)"}}]}`), "content.bad_link", "0.0"},
		{paragraph(`{"type":"text","text":"x","marks":[{"type":"link"}]}`), "content.missing_attr", "0.0"},
		{`{"type":"doc","content":[{"type":"paragraph","attrs":{"style":"color:red"}}]}`, "content.unknown_attr", "0"},
		{`{"type":"doc","content":[{"type":"heading","attrs":{"level":1}}]}`, "content.bad_attr", "0"},
		{`{"type":"doc","content":[{"type":"heading","attrs":{"level":2.5}}]}`, "content.bad_attr", "0"},
		{`{"type":"doc","content":[{"type":"heading"}]}`, "content.missing_attr", "0"},
		{`{"type":"doc","content":[{"type":"paragraph","attrs":{"align":["center"]}}]}`, "content.bad_attr", "0"},
		{`{"type":"doc","content":[{"type":"image","attrs":{"media":"https://example.vn/x.png"}}]}`, "content.bad_media", "0"},
		{`{"type":"doc","content":[{"type":"table","attrs":{"caption":"Bảng 1"}}]}`, "content.empty_table", "0"},
		{`{"type":"doc","content":[{"type":"formula_block","attrs":{"mathml":"<math>"}}]}`, "content.bad_formula", "0"},
		{`{"type":"doc","content":[{"type":"formula_block","attrs":{"mathml":{"tag":"math","children":[{"tag":"annotation-xml"}]}}}]}`, "content.bad_formula", "0"},
		{`{"type":"doc","content":[{"type":"formula_block","attrs":{"mathml":{"tag":"math","attrs":{"href":"javascript:x"}}}}]}`, "content.bad_formula", "0"},
		{`{"type":"doc","content":[{"type":"formula_block","attrs":{"mathml":{"tag":"math","children":[{"tag":"mfrac","children":[{"tag":"mi","text":"x"}]}]}}}]}`, "content.bad_formula", "0"},
		{`{"type":"doc","content":[` + deep + `]}`, "content.too_deep", ""},
		{`{"type":"paragraph"}`, "content.no_doc", ""},
		{`{"type":"doc","colour":1}`, "content.not_json", ""},
		{`[]`, "content.not_json", ""},
		{`{"type":"doc"}} {`, "content.not_json", ""},
	} {
		_, err := content.ParseBody([]byte(`{"version":1,"doc":` + c.doc + `}`))
		list, ok := err.(fault.List)
		if !ok || list[0].Key != c.key || list[0].Field != c.field {
			t.Errorf("%.150s\n got %v\nwant %s at %q", c.doc, err, c.key, c.field)
			continue
		}
		for _, l := range locale.Langs {
			if said := locale.Error(l, err); strings.ContainsAny(said, "⟨{") {
				t.Errorf("%s: %s", c.key, said)
			}
		}
	}
	for _, version := range []string{"0", "2", "-1"} {
		if _, err := content.ParseBody([]byte(`{"version":` + version + `,"doc":{"type":"doc"}}`)); !fault.Is(err.(fault.List)[0], fault.Invalid) {
			t.Errorf("version %s: %v", version, err)
		}
	}
}

// Every mistake of a body is told at once, in words that name the place.
func TestFaultsTogether(t *testing.T) {
	_, err := content.ParseBody([]byte(`{"version":1,"doc":{"type":"doc","content":[
		{"type":"paragraph","content":[{"type":"text","text":"Kính gửi "},{"type":"text","text":"các đơn vị","marks":[{"type":"link","attrs":{"href":"file:///C:/a.doc"}}]}]},
		{"type":"paragraph","content":[{"type":"text","text":"Xem","marks":[{"type":"link","attrs":{"href":"//evil.example"}}]}]}]}}`))
	want := "Đoạn 1 (“Kính gửi các đơn vị”): không nhận liên kết “file:///C:/a.doc”. Liên kết phải bắt đầu bằng https://, http://, mailto:, tel:, hoặc là đường dẫn “/…” trên cùng website, hoặc “#…” trong bài.\n" +
		"Đoạn 2 (“Xem”): không nhận liên kết “//evil.example”. Liên kết phải bắt đầu bằng https://, http://, mailto:, tel:, hoặc là đường dẫn “/…” trên cùng website, hoặc “#…” trong bài."
	if got := locale.Error(locale.VI, err); got != want {
		t.Errorf("got:\n%s", got)
	}
	many := `{"type":"doc","content":[` + strings.TrimSuffix(strings.Repeat(`{"type":"iframe"},`, 100), ",") + `]}`
	_, err = content.ParseBody([]byte(`{"version":1,"doc":` + many + `}`))
	if list := err.(fault.List); len(list) != 31 || locale.Error(locale.EN, list[30:]) != "… and 70 more mistakes." {
		t.Errorf("%d faults, the last %v", len(list), list[len(list)-1])
	}
}

// Budgets hold before memory is spent.
func TestBudgets(t *testing.T) {
	node := `{"type":"horizontal_rule"},`
	for name, c := range map[string]struct {
		data string
		key  string
	}{
		"bytes":   {strings.Repeat(" ", content.MaxJSON+1), "content.too_large"},
		"nodes":   {`{"version":1,"doc":{"type":"doc","content":[` + strings.TrimSuffix(strings.Repeat(node, content.MaxNodes+1), ",") + `]}}`, "content.too_many_nodes"},
		"tokens":  {`{"version":1,"doc":{"type":"doc","content":[` + strings.Repeat("{},", 1_000_000) + `{}]}}`, "content.too_many_nodes"},
		"nesting": {strings.Repeat("[", 100_000), "content.too_deep"},
		"text":    {`{"version":1,"doc":` + paragraph(`{"type":"text","text":"`+strings.Repeat("x", content.MaxText+1)+`"}`) + `}`, "content.too_long"},
	} {
		_, err := content.ParseBody([]byte(c.data))
		if list, ok := err.(fault.List); !ok || len(list) != 1 || list[0].Key != c.key || list[0].Kind != fault.TooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
	full := `{"version":1,"doc":{"type":"doc","content":[` + strings.TrimSuffix(strings.Repeat(node, content.MaxNodes), ",") + `]}}`
	if _, err := content.ParseBody([]byte(full)); err != nil {
		t.Errorf("a full body: %v", err)
	}
}

// The normal form is settled: parsing what canonical or JSON writes changes
// nothing, and the order of keys, defaults and ids makes no difference.
func TestCanonicalIsSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := contenttest.Bodies().Draw(t, "body")
		canonical := content.Canonical(b)
		again, err := content.ParseBody(canonical)
		if err != nil {
			t.Fatalf("%v\nin %s", err, canonical)
		}
		if diff := cmp.Diff(string(canonical), string(content.Canonical(again))); diff != "" {
			t.Fatal(diff)
		}
		stored, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		var loaded content.Body
		if err := json.Unmarshal(stored, &loaded); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(b, loaded); diff != "" {
			t.Fatalf("stored and loaded: %s", diff)
		}
		if !vi.IsClean(string(canonical)) {
			t.Fatal("canonical form is not clean")
		}
		if text := b.PlainText(locale.VI); !vi.IsClean(text) {
			t.Fatalf("plain text is not clean: %q", text)
		}
	})
}

func TestZeroBody(t *testing.T) {
	var b content.Body
	data, err := json.Marshal(b)
	if err != nil || string(data) != `{"version":1,"doc":{"type":"doc","content":[{"type":"paragraph"}]}}` {
		t.Errorf("%s, %v", data, err)
	}
	if !b.IsEmpty() || !content.Empty().IsEmpty() || b.WordCount() != 0 || b.PlainText(locale.VI) != "" || b.HTML(content.RenderOptions{}) != "" {
		t.Error("the zero body is not the empty one")
	}
	if string(content.Canonical(b)) != string(content.Canonical(content.Empty())) {
		t.Error("the zero body has another canonical form")
	}
}

func TestHref(t *testing.T) {
	for _, ok := range []string{"https://example.vn", "HTTP://EXAMPLE.VN/a?b=c#d", "mailto:a@b.vn", "mailto:a@b.vn?subject=x", "tel:+842838968641", "tel:1900%201234",
		"/", "/tin-tuc/bài-1?x=1#y", "#muc-1", "https://[2001:db8::1]/", "https://báo.vn/tin"} {
		if got, valid := content.Href(ok); !valid || got != ok {
			t.Errorf("Href(%q) = %q, %v", ok, got, valid)
		}
	}
	for _, bad := range []string{"", " ", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///c:/a",
		"//evil.example", `/\evil.example`, `\\server\share`, "https:", "https:///x", "http:example.vn", "https://user:pass@bank.vn", "ftp://example.vn", "example.vn", "tin-tuc", "#", "# ", "mailto:", "mailto:x", "mailto:@x",
		"tel:", "tel:<script>", "blob:https://x", "https://exa mple.vn:99999x/", strings.Repeat("/a", 2000)} {
		if got, valid := content.Href(bad); valid {
			t.Errorf("Href(%q) = %q, accepted", bad, got)
		}
	}
	if got, ok := content.Href(" https://example.vn/a b "); !ok || got != "https://example.vn/a%20b" {
		t.Errorf("got %q", got)
	}
}

func FuzzParseBody(f *testing.F) {
	f.Add([]byte(`{"version":1,"doc":` + paragraph(`{"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":"/x"}}]}`) + `}`))
	f.Add([]byte(`{"version":1,"doc":{"type":"doc","content":[{"type":"formula_block","attrs":{"mathml":{"tag":"math","children":[{"tag":"mi","text":"x"}]}}}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := content.ParseBody(data)
		if err != nil {
			if _, ok := err.(fault.List); !ok {
				t.Fatalf("%T", err)
			}
			return
		}
		again, err := content.ParseBody(content.Canonical(b))
		if err != nil || string(content.Canonical(again)) != string(content.Canonical(b)) {
			t.Fatalf("not settled: %v", err)
		}
		checkSafe(t, string(b.HTML(content.RenderOptions{MediaURL: mediaURL})))
	})
}

func TestPlainText(t *testing.T) {
	b := parse(t, sample)
	want := strings.TrimSpace(`
Số liệu đầu tiên

Ranh mặn 4 g/l vào sâu 19 km[1], xem trang của Khoa.
Dòng hai.

a. Chọn trạm gần nhất.
b. Nhắn tin:

   - trước 6 giờ;
   - sau 18 giờ.
c. Ba
d. Bốn
đ. Năm

Bảng 1. Độ mặn
Trạm | g/l
Km 58 | 0,6

Mặt cắt dọc sông.

Họ cần biết ngay sáng nay.
— Chủ nhiệm Khoa

Số liệu tạm thời.

Số liệu gốc

x^2

[1] Theo báo cáo 27/BC-TNN.`)
	got := b.PlainText(locale.VI)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := b.FirstWords(6); got != "Ranh mặn 4 g/l vào sâu…" {
		t.Errorf("first words %q", got)
	}
	if got := b.FirstWords(1000); strings.HasSuffix(got, "…") || !strings.Contains(got, "sau 18 giờ.") {
		t.Errorf("first words %q", got)
	}
	if got := b.WordCount(); got != 52 {
		t.Errorf("%d words", got)
	}
	if diff := cmp.Diff([]content.Heading{{Level: 2, Text: "Số liệu đầu tiên", ID: "muc-so-lieu-dau-tien"}}, b.Headings()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]content.MediaRef{{contenttest.Media(1), true}, {contenttest.Media(2), false}}, b.Media()); diff != "" {
		t.Error(diff)
	}
}

func TestHeadingsHaveTheirOwnIDs(t *testing.T) {
	h := `{"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"%"}]},`
	doc := ""
	for _, s := range []string{"Kết quả", "Kết quả 2", "Kết quả", "Kết quả", "日本", "…"} {
		doc += strings.Replace(h, "%", s, 1)
	}
	var ids []string
	for _, h := range parse(t, `{"type":"doc","content":[`+strings.TrimSuffix(doc, ",")+`]}`).Headings() {
		ids = append(ids, strings.TrimPrefix(h.ID, "muc-"))
	}
	if want := []string{"ket-qua", "ket-qua-2", "ket-qua-3", "ket-qua-4", "1", "1-2"}; !slices.Equal(ids, want) {
		t.Errorf("got %q", ids)
	}
}

func TestPlainTextHasNoControls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := contenttest.Bodies().Draw(t, "body").PlainText(locale.EN)
		if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
			t.Fatalf("%q", text)
		}
	})
}
