package notify

import (
	"cmp"
	"html/template"
	"regexp"
	"strings"

	"congbo/internal/locale"
)

// The text of a letter is paragraphs with empty lines between them. {name} is
// filled with a value; a paragraph "?name: …" stands only where the value is
// there; one "[words]{link}" is a link of its own, "![words]{link}" a button and
// "!![words]{link}" the main one, one "> …" quotes somebody.
// Nothing in it is ever carried out, and all of it is escaped in the HTML form.
var blank = regexp.MustCompile(`\{([a-z-]+)\}`)

// fill puts values into a text; a value that is not there leaves nothing.
func fill(text string, values map[string]string) string {
	return blank.ReplaceAllStringFunc(text, func(s string) string { return values[s[1:len(s)-1]] })
}

// A Block is a paragraph of a letter as its reader sees it.
type Block struct {
	Kind string // "text", "quote", "link", "button", "main", "list", "page"
	Text string // of a link: its words, or empty where the address is the words
	URL  string
	List []Group

	page passage
}

// pagePlace is the value that is a text as it will appear.
const pagePlace = "text"

// A Group is a part of a list of things to do.
type Group struct {
	Title string
	Items []Block // links, and texts where there is nowhere to go
}

// listPlace is the value that is a list and not a text: groups, each a line
// "# title" and lines of words that may end in an address.
const listPlace = "list"

// blocks fills the text of a letter in.
func blocks(text string, values map[string]string) []Block {
	var all []Block
	for para := range strings.SplitSeq(text, "\n\n") {
		if cond, rest, ok := strings.Cut(para, ": "); ok && strings.HasPrefix(cond, "?") {
			if values[cond[1:]] == "" {
				continue
			}
			para = rest
		}
		bare := strings.TrimLeft(para, "!")
		label, value, ok := cutLink(bare)
		switch {
		case ok && bare != para:
			kind := "button"
			if strings.HasPrefix(para, "!!") {
				kind = "main"
			}
			all = append(all, Block{Kind: kind, Text: label, URL: fill(value, values)})
		case para == "{"+pagePlace+"}":
			all = append(all, Block{Kind: "page", Text: values[pagePlace]})
		case ok:
			for u := range strings.Lines(fill(value, values)) {
				all = append(all, Block{Kind: "link", Text: label, URL: strings.TrimSpace(u)})
			}
		case para == "{"+listPlace+"}":
			all = append(all, Block{Kind: "list", List: groups(values[listPlace])})
		case strings.HasPrefix(para, "> "):
			all = append(all, Block{Kind: "quote", Text: fill(para[2:], values)})
		default:
			all = append(all, Block{Kind: "text", Text: fill(para, values)})
		}
	}
	return all
}

func groups(text string) []Group {
	var all []Group
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if title, ok := strings.CutPrefix(line, "# "); ok {
			all = append(all, Group{Title: title})
			continue
		}
		if len(all) == 0 {
			all = append(all, Group{})
		}
		words, url := line, ""
		if i := strings.LastIndexByte(line, ' '); i >= 0 && (strings.HasPrefix(line[i+1:], "https://") || strings.HasPrefix(line[i+1:], "http://")) {
			words, url = line[:i], line[i+1:]
		}
		g := &all[len(all)-1]
		g.Items = append(g.Items, Block{Kind: "link", Text: words, URL: url})
	}
	return all
}

// compose makes the plain and the HTML form of a letter.
func compose(l locale.Lang, text string, values map[string]string) (plain, html string) {
	return composeWith(l, text, values, passage{})
}

// composeWith is compose with the text as it will appear, where a letter shows
// one.
func composeWith(l locale.Lang, text string, values map[string]string, page passage) (plain, html string) {
	all := blocks(text, values)
	for i := range all {
		if all[i].Kind == "page" && page.plain != "" {
			all[i].page = page
		}
	}
	return plainText(all), htmlText(l, all)
}

func plainText(all []Block) string {
	var b strings.Builder
	for _, p := range all {
		switch p.Kind {
		case "link":
			b.WriteString(strings.TrimSpace(p.Text+"\n"+p.URL) + "\n\n")
		case "quote":
			b.WriteString("    " + strings.ReplaceAll(p.Text, "\n", "\n    ") + "\n\n")
		case "button", "main":
			b.WriteString(p.Text + ":\n" + p.URL + "\n\n")
		case "page":
			b.WriteString(cmp.Or(p.page.plain, p.Text) + "\n\n")
		case "list":
			for _, g := range p.List {
				b.WriteString(strings.TrimSpace(g.Title) + "\n")
				for _, it := range g.Items {
					b.WriteString("- " + it.Text + "\n")
					if it.URL != "" {
						b.WriteString("  " + it.URL + "\n")
					}
				}
				b.WriteString("\n")
			}
		default:
			b.WriteString(p.Text + "\n\n")
		}
	}
	return strings.TrimSpace(b.String()) + "\n"
}

func htmlText(l locale.Lang, all []Block) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="` + string(l) + `"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head><body style="font:16px/1.6 'Segoe UI',Arial,sans-serif;color:#15212b;max-width:40em;margin:0 auto;padding:16px">`)
	for _, p := range all {
		switch p.Kind {
		case "link":
			b.WriteString(`<p style="margin:0 0 16px">` + anchor(p) + `</p>`)
		case "quote":
			b.WriteString(`<blockquote style="margin:0 0 16px;padding:4px 16px;border-left:4px solid #76848f">` + lines(p.Text) + `</blockquote>`)
		case "button", "main":
			b.WriteString(button(p))
		case "page":
			b.WriteString(cmp.Or(p.page.html, lines(p.Text)))
		case "list":
			for _, g := range p.List {
				b.WriteString(`<h2 style="font-size:16px;margin:0 0 8px">` + template.HTMLEscapeString(g.Title) + `</h2><ul style="margin:0 0 16px;padding-left:20px">`)
				for _, it := range g.Items {
					b.WriteString(`<li style="margin:0 0 6px">` + anchor(it) + `</li>`)
				}
				b.WriteString(`</ul>`)
			}
		default:
			b.WriteString(`<p style="margin:0 0 16px">` + lines(p.Text) + `</p>`)
		}
	}
	b.WriteString(`</body></html>`)
	return b.String()
}

func anchor(p Block) string {
	words := p.Text
	if words == "" {
		words = p.URL
	}
	if p.URL == "" {
		return template.HTMLEscapeString(words)
	}
	return `<a href="` + template.HTMLEscapeString(p.URL) + `" style="color:#124a86;font-weight:600">` + template.HTMLEscapeString(words) + `</a>`
}

// button is a link that looks like what it does, in any mail program.
func button(p Block) string {
	colours := "background:#ffffff;color:#124a86"
	if p.Kind == "main" {
		colours = "background:#124a86;color:#ffffff"
	}
	return `<p style="margin:0 0 12px"><a href="` + template.HTMLEscapeString(p.URL) + `" style="display:block;max-width:22em;padding:12px 16px;border:2px solid #124a86;border-radius:6px;` +
		colours + `;font-weight:600;text-align:center;text-decoration:none">` + template.HTMLEscapeString(p.Text) + `</a></p>`
}

var linkLine = regexp.MustCompile(`^\[([^\]]*)\](\{[a-z-]+\})$`)

func cutLink(para string) (label, value string, ok bool) {
	m := linkLine.FindStringSubmatch(para)
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

func lines(s string) string {
	return strings.ReplaceAll(template.HTMLEscapeString(s), "\n", "<br>")
}
