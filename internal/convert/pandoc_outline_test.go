package convert_test

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// The parts of a text that are counted beside its words.
var partNames = []string{"tables", "lists", "items of lists", "pictures", "formulas"}

var partsByTag = map[string]string{"table": "tables", "ul": "lists", "ol": "lists", "li": "items of lists", "img": "pictures", "embed": "pictures", "math": "formulas"}

// An outline is what of a page is compared.
type outline struct {
	words []string
	parts map[string]int
}

// inLine are the elements that part no words.
var inLine = map[string]bool{
	"a": true, "abbr": true, "b": true, "bdi": true, "bdo": true, "cite": true, "code": true, "del": true, "dfn": true, "em": true, "i": true, "ins": true, "kbd": true, "mark": true,
	"q": true, "s": true, "samp": true, "small": true, "span": true, "strong": true, "sub": true, "sup": true, "u": true, "var": true, "math": true,
}

// unseen are signs that show nothing, and the arrows back from footnotes.
var unseen = strings.NewReplacer("\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\ufeff", "", "\u2061", "", "\u2062", "", "\u2063", "",
	"\u200e", "", "\u200f", "", "\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "", "\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "↩︎", "", "↩", "")

// outlineOf reads the words of a page, in order and however they are marked, and
// counts its parts. A formula is its signs without spaces.
func outlineOf(page []byte) outline {
	o := outline{parts: make(map[string]int)}
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return o
	}
	var text strings.Builder
	o.read(root, &text)
	o.words = strings.Fields(norm.NFC.String(unseen.Replace(text.String())))
	return o
}

func (o *outline) read(n *html.Node, text *strings.Builder) {
	switch n.Type {
	case html.TextNode:
		text.WriteString(n.Data)
		return
	case html.ElementNode:
		if part := partsByTag[n.Data]; part != "" {
			o.parts[part]++
		}
		switch {
		case n.Data == "script" || n.Data == "style" || n.Data == "annotation":
			return
		case n.Data == "figcaption" && attribute(n, "aria-hidden") == "true": // the alternative text, told again
			return
		case n.Data == "math":
			var signs strings.Builder
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				o.read(c, &signs)
			}
			text.WriteString(strings.Join(strings.Fields(signs.String()), ""))
			return
		}
	}
	parts := n.Type == html.ElementNode && !inLine[n.Data]
	if parts {
		text.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		o.read(c, text)
	}
	if parts {
		text.WriteByte(' ')
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
