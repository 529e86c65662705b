// Package contenttest makes random bodies and revisions for property tests.
// Its texts are full of what is hard: Vietnamese in both Unicode forms, marks
// at every edge, and characters that mean something to HTML, JSON and the
// light markup.
package contenttest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/locale"
)

// Media returns the n-th of a few media ids.
func Media(n int) string { return fmt.Sprintf("%064x", 0xabc000+n) }

// Bodies generates valid bodies in normal form.
func Bodies() *rapid.Generator[content.Body] {
	return rapid.Custom(func(t *rapid.T) content.Body {
		b, err := content.NewBody(Docs().Draw(t, "doc"))
		if err != nil {
			t.Fatalf("a generated document is refused: %v", err)
		}
		return b
	})
}

// Docs generates valid documents as an editor may send them: not in normal
// form, with defaults spelt out, null attributes, split and empty texts.
func Docs() *rapid.Generator[content.Node] {
	return rapid.Custom(func(t *rapid.T) content.Node {
		return content.Node{Type: "doc", Content: blocks(t, 3, 8)}
	})
}

func blocks(t *rapid.T, depth, most int) []content.Node {
	var list []content.Node
	for range rapid.IntRange(0, most).Draw(t, "blocks") {
		list = append(list, block(t, depth))
	}
	return list
}

func block(t *rapid.T, depth int) content.Node {
	kinds := []string{"paragraph", "paragraph", "paragraph", "heading", "image", "file", "horizontal_rule", "formula_block"}
	if depth > 0 {
		kinds = append(kinds, "bullet_list", "ordered_list", "blockquote", "callout", "table", "table")
	}
	n := content.Node{Type: rapid.SampledFrom(kinds).Draw(t, "type"), Attrs: map[string]any{}}
	switch n.Type {
	case "paragraph":
		choose(t, n, "align", nil, "start", "center", "end", "justify")
		n.Content = line(t, true)
	case "heading":
		n.Attrs["level"] = rapid.IntRange(2, 4).Draw(t, "level")
		n.Content = line(t, true)
	case "image":
		picture(t, n)
	case "file":
		n.Attrs["media"] = Media(rapid.IntRange(0, 4).Draw(t, "media"))
		words(t, n, "title")
	case "formula_block":
		n.Attrs["mathml"] = formula(t)
	case "bullet_list", "ordered_list":
		if n.Type == "ordered_list" {
			choose(t, n, "order", nil, 1, 1, 2, 10, 0)
			choose(t, n, "kind", nil, "1", "a", "A", "i", "I")
		}
		for range rapid.IntRange(1, 3).Draw(t, "items") {
			n.Content = append(n.Content, content.Node{Type: "list_item", Content: blocks(t, depth-1, 2)})
		}
	case "blockquote":
		words(t, n, "cite")
		n.Content = blocks(t, depth-1, 3)
	case "callout":
		choose(t, n, "kind", nil, "note", "important", "warning")
		n.Content = blocks(t, depth-1, 3)
	case "table":
		words(t, n, "caption")
		table(t, &n, depth)
	}
	if rapid.IntRange(0, 5).Draw(t, "has id") == 0 {
		n.Attrs["id"] = rapid.SampledFrom([]string{"a1", "b-2", "main", "muc-1"}).Draw(t, "id")
	}
	return n
}

// table fills a table: mostly one such as offices make, sometimes any.
func table(t *rapid.T, n *content.Node, depth int) {
	plain := rapid.IntRange(0, 3).Draw(t, "plain") > 0
	columns := rapid.IntRange(1, 3).Draw(t, "columns")
	for row := range rapid.IntRange(1, 3).Draw(t, "rows") {
		r := content.Node{Type: "table_row"}
		for range columns {
			c := content.Node{Type: "table_cell", Attrs: map[string]any{"colspan": 1, "rowspan": 1, "colwidth": nil}}
			if plain {
				if row == 0 {
					c.Type = "table_header"
				}
				c.Content = []content.Node{{Type: "paragraph", Content: line(t, true)}}
			} else {
				c.Type = rapid.SampledFrom([]string{"table_header", "table_cell"}).Draw(t, "cell")
				choose(t, c, "align", nil, "start", "center", "end")
				choose(t, c, "colspan", nil, nil, 1, 2)
				choose(t, c, "rowspan", nil, nil, 1, 2)
				if c.Type == "table_header" {
					choose(t, c, "scope", nil, nil, "col", "row", "colgroup", "rowgroup")
				}
				c.Content = blocks(t, depth-1, 2)
			}
			r.Content = append(r.Content, c)
		}
		n.Content = append(n.Content, r)
	}
}

func picture(t *rapid.T, n content.Node) {
	n.Attrs["media"] = Media(rapid.IntRange(0, 4).Draw(t, "media"))
	words(t, n, "alt")
	words(t, n, "caption")
	words(t, n, "credit")
	choose(t, n, "video", nil, "https://video.example.vn/xem?v=1&t=2", "/video/1")
	choose(t, n, "decorative", nil, nil, false, true)
	choose(t, n, "size", nil, "small", "medium", "wide", "full")
	choose(t, n, "align", nil, "start", "center", "end")
	choose(t, n, "focus", nil, "top", "bottom-left")
}

func choose(t *rapid.T, n content.Node, attr string, values ...any) {
	if i := rapid.IntRange(-1, len(values)-1).Draw(t, attr); i >= 0 {
		n.Attrs[attr] = values[i]
	}
}

func words(t *rapid.T, n content.Node, attr string) {
	if rapid.Bool().Draw(t, "has "+attr) {
		n.Attrs[attr] = Text().Draw(t, attr)
	}
}

func line(t *rapid.T, footnotes bool) []content.Node {
	var list []content.Node
	for range rapid.IntRange(0, 6).Draw(t, "pieces") {
		switch kind := rapid.IntRange(0, 11).Draw(t, "piece"); {
		case kind == 0:
			list = append(list, content.Node{Type: "hard_break"})
		case kind == 1 && footnotes:
			list = append(list, content.Node{Type: "footnote", Content: line(t, false)})
		case kind == 2:
			list = append(list, content.Node{Type: "formula", Attrs: map[string]any{"mathml": formula(t)}})
		default:
			list = append(list, content.Node{Type: "text", Text: Text().Draw(t, "text"), Marks: marks(t)})
		}
	}
	return list
}

func marks(t *rapid.T) []content.Mark {
	var list []content.Mark
	for range rapid.SampledFrom([]int{0, 0, 1, 1, 2, 3}).Draw(t, "marks") {
		m := content.Mark{Type: rapid.SampledFrom([]string{"strong", "strong", "em", "link", "underline", "strike", "sub", "sup", "code", "lang"}).Draw(t, "mark")}
		switch m.Type {
		case "link":
			m.Attrs = map[string]any{"href": rapid.SampledFrom(links).Draw(t, "href")}
			if rapid.IntRange(0, 3).Draw(t, "has title") == 0 {
				m.Attrs["title"] = Text().Draw(t, "title")
			}
		case "lang":
			m.Attrs = map[string]any{"lang": rapid.SampledFrom([]string{"en", "fr", "zh-Hant"}).Draw(t, "lang")}
		}
		list = append(list, m)
	}
	return list
}

var links = []string{
	"https://vnexpress.net/tin_(moi)?a=1&b=2", "https://example.vn/", "/tin-tuc/số-1", "#a1", "mailto:ptt@example.edu.vn?subject=H%E1%BB%8Fi",
	"tel:+84 28 3896 8641", `https://example.vn/"<b>`,
}

func formula(t *rapid.T) content.Math {
	leaf := func(tag, text string) content.Math { return content.Math{Tag: tag, Text: text} }
	x := leaf("mi", Text().Draw(t, "mi"))
	trees := []content.Math{
		x,
		{Tag: "msup", Children: []content.Math{x, leaf("mn", "2")}},
		{Tag: "mfrac", Attrs: map[string]string{"linethickness": "1px"}, Children: []content.Math{x, leaf("mn", "0,5")}},
		{Tag: "mtable", Children: []content.Math{{Tag: "mtr", Children: []content.Math{{Tag: "mtd", Children: []content.Math{x}}}}}},
	}
	return content.Math{Tag: "math", Children: []content.Math{rapid.SampledFrom(trees).Draw(t, "tree"), leaf("mo", "<")}}
}

var pieces = []string{
	"Trường", "Đại học", "hoà", "Th\u01b0\u0323", "e\u0302\u0301", "ban hành", "2026", "a", "b", "m", "x", "I", "V", "đ",
	" ", " ", " ", " ", "  ", "\n", "\t", "\u00a0", "\u200b", ".", ",", "-", "–", "1.", "a.", "i.", "1. ", "a. ", "- ", "-- ", "+ ", "* ",
	"# ", "## ", "##### ", "> ", "|", "| ", "|=", "---", ":--", ":::", ":::note", "![", "!", "[", "]", "](", "](/x)", ")", "(", "{", "}", "{strong}", "{lang=en}", `{caption="`,
	"**", "***", "*", "_", "__", "____", "~~", "~", "`", "``", "^", "^[", "$", "${", `${"type":"hard_break"}`, `\`, `\\`, `"`, "'", "<", ">", "<br>", "<b>", "<script>alert(1)</script>", "&", "&amp;", "&lt;",
	"https://", "https://example.vn/a_b_c", "http://x.vn.", "javascript:alert(1)", "media:", "=", "%", "\u0301", "\u0338", "日本", "😀", "ﬁ", "\x00", "\xff", "\ufeff",
}

// Text generates text, not always clean.
func Text() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 7).Draw(t, "pieces"), "")
	})
}

// Revisions generates clean revisions.
func Revisions() *rapid.Generator[content.Revision] {
	return rapid.Custom(func(t *rapid.T) content.Revision {
		text := func(name string) string { return Text().Draw(t, name) }
		r := content.Revision{
			ID: rapid.Int64Range(1, 1e6).Draw(t, "id"), DocumentID: rapid.Int64Range(1, 1e6).Draw(t, "document"),
			Number: rapid.IntRange(1, 50).Draw(t, "number"), Lang: rapid.SampledFrom(locale.Langs).Draw(t, "language"),
			Title: text("title"), Summary: text("summary"), Body: Bodies().Draw(t, "body"), OwnWork: rapid.Bool().Draw(t, "own work"),
			Authors: rapid.SliceOfN(Text(), 0, 2).Draw(t, "authors"), Topics: rapid.SliceOfN(rapid.SampledFrom([]string{"han-man", "tuyen-sinh"}), 0, 3).Draw(t, "topics"),
			Kind: rapid.SampledFrom([]string{"", "news", "announcement"}).Draw(t, "kind"), Slug: rapid.SampledFrom([]string{"", "tin-1"}).Draw(t, "slug"),
		}
		for range rapid.IntRange(0, 2).Draw(t, "sources") {
			r.Sources = append(r.Sources, content.Source{Title: text("source"), Number: text("number"), URL: "https://example.vn/"})
		}
		for range rapid.IntRange(0, 2).Draw(t, "sites") {
			r.Sites = append(r.Sites, content.Placement{Site: rapid.Int64Range(1, 2).Draw(t, "site"), Section: rapid.Int64Range(0, 2).Draw(t, "section")})
		}
		if rapid.Bool().Draw(t, "has lead image") {
			r.LeadImage = &content.ImageRef{Media: Media(rapid.IntRange(0, 4).Draw(t, "media")), Alt: text("alt"), Caption: text("caption")}
		}
		if rapid.Bool().Draw(t, "is translation") {
			r.TranslationOf = &content.RevisionRef{Document: 7, Revision: rapid.Int64Range(1, 3).Draw(t, "source revision"), Hash: Media(9)}
		}
		return r.Clean()
	})
}
