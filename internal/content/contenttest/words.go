package contenttest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"congbo/internal/content"
	"congbo/internal/locale"
)

// Lost lists the words of a body that a rendering of it does not say, for each
// way in which bodies reach people: the page of a portal (also printed and
// archived), a letter, a letter's text part, the light markup of the editor
// without a script. What is left out by design is not counted: in plain text a
// picture with a caption is its caption, and what a decorative picture shows is
// said nowhere.
func Lost(b content.Body) map[string][]string {
	page := content.RenderOptions{Lang: locale.VI, MediaURL: func(string, int) string { return "/media/x" },
		FileInfo: func(string) content.FileInfo { return content.FileInfo{URL: "/media/x"} }}
	said := map[string]string{
		"page":   spoken(string(b.HTML(page))),
		"letter": spoken(string(b.HTML(content.RenderOptions{Lang: locale.VI, BaseURL: "https://a.example", Bare: true, IDPrefix: "bai-"}))),
		"plain":  b.PlainText(locale.VI),
	}
	lost := make(map[string][]string)
	for way, all := range said {
		if words := unsaid(b, all, way == "plain"); len(words) > 0 {
			lost[way] = words
		}
	}
	if back, err := content.FromMarkup(content.Markup(b)); err != nil || string(content.Canonical(back)) != string(content.Canonical(b)) {
		lost["markup"] = append(lost["markup"], content.Markup(b))
	}
	return lost
}

// LostIn lists the words of a body that HTML which was made of it does not say.
func LostIn(b content.Body, page string) []string { return unsaid(b, spoken(page), false) }

// unsaid lists the words of a body that are not in what is said of it.
func unsaid(b content.Body, said string, plain bool) (lost []string) {
	said = apart(said)
	each(b.Doc, func(kind, s string, n content.Node) {
		captioned := n.Attrs["caption"] != nil && n.Attrs["caption"] != ""
		if plain && (kind == "credit" || kind == "link" || kind == "alt" && captioned) || kind == "alt" && n.Attrs["decorative"] == true {
			return
		}
		for word := range strings.FieldsSeq(s) {
			if !strings.Contains(said, apart(word)) {
				lost = append(lost, word)
			}
		}
	})
	return lost
}

// apart is a text with signs and letters apart, without the strokes through
// letters (U+0338): one that begins a text joins the letter before it, and goes
// before that letter's other signs.
func apart(s string) string {
	return strings.Map(func(r rune) rune {
		if norm.NFD.PropertiesString(string(r)).CCC() == 1 {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// each tells of every piece of text of a node.
func each(n content.Node, tell func(kind, s string, n content.Node)) {
	if n.Text != "" {
		tell("text", n.Text, n)
	}
	for _, key := range []string{"alt", "caption", "credit", "cite", "title"} {
		if s, _ := n.Attrs[key].(string); s != "" {
			tell(key, s, n)
		}
	}
	for _, m := range n.Marks {
		if s, _ := m.Attrs["title"].(string); s != "" {
			tell("link", s, n)
		}
	}
	for _, c := range n.Content {
		each(c, tell)
	}
}

// spoken is what a page says: its text, and what stands for pictures.
func spoken(page string) string {
	var b strings.Builder
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			for _, a := range t.Attr {
				if a.Key == "alt" || a.Key == "title" {
					b.WriteString(" " + a.Val + " ")
				}
			}
		}
	}
}
