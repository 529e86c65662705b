package mail

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Budgets of HTML that is turned into text. It is read token by token, so
// that nesting costs nothing.
const (
	maxHTML  = 2 << 20
	maxNodes = 50_000
)

// textOf returns what HTML says as plain text: paragraphs and list items on
// their own lines, cells of a table separated by tabs, links with their
// address, quotations behind "> ". It reports whether all of it was read.
func textOf(source string) (text string, whole bool) {
	if len(source) > maxHTML {
		source, whole = source[:maxHTML], false
	} else {
		whole = true
	}
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(maxHTML)
	var w htmlText
	for nodes := 0; ; nodes++ {
		if nodes > maxNodes {
			return w.String(), false
		}
		switch z.Next() {
		case html.ErrorToken:
			return w.String(), whole
		case html.TextToken:
			if w.skip == 0 {
				w.text(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			w.start(atom.Lookup(name), func(key string) (value string) {
				for more {
					var k, v []byte
					if k, v, more = z.TagAttr(); value == "" && string(k) == key {
						value = string(v)
					}
				}
				return value
			})
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(atom.Lookup(name))
		}
	}
}

// htmlText writes the text of HTML as its tags pass by.
type htmlText struct {
	b      bytes.Buffer
	skip   atom.Atom // the element whose content is no text, if any
	pre    bool
	quotes int
	lists  []int // for each open list the next number, 0 for bullets
	href   string
	mark   int // where the text of the open link starts

	breaks int    // line ends that are due before the next text
	space  bool   // a space is due
	glued  bool   // what comes next stays on this line: a bullet or a cell begins it
	rows   []bool // for each open table whether its row has a cell already
	began  int    // where the cell began
	tabs   int    // tabs that are due
}

const deepest = 20 // quotes and lists within one another that are shown

func (w *htmlText) String() string { return strings.TrimSpace(w.b.String()) }

func (w *htmlText) text(s string) {
	if w.pre {
		for i, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
			if i > 0 {
				w.line(1)
				w.flushBreaks()
			}
			if line != "" {
				w.write(line)
			}
		}
		return
	}
	for i := 0; i < len(s); {
		if strings.IndexByte(" \t\r\n\f", s[i]) >= 0 {
			w.space = true
			i++
			continue
		}
		j := i
		for j < len(s) && strings.IndexByte(" \t\r\n\f", s[j]) < 0 {
			j++
		}
		w.write(s[i:j])
		i = j
	}
}

// write appends text after what is due before it.
func (w *htmlText) write(s string) {
	fresh := w.breaks > 0 || w.b.Len() == 0
	w.flushBreaks()
	for ; w.tabs > 0; w.tabs-- {
		w.b.WriteByte('\t')
		fresh = true
	}
	if w.space && !fresh && !w.pre {
		w.b.WriteByte(' ')
	}
	w.space, w.glued = false, false
	w.b.WriteString(s)
}

func (w *htmlText) flushBreaks() {
	if w.b.Len() > 0 || w.quotes > 0 {
		for i := range w.breaks {
			if w.b.Len() > 0 {
				w.b.WriteByte('\n')
			}
			if w.quotes > 0 && i == w.breaks-1 {
				w.b.WriteString(strings.Repeat("> ", min(w.quotes, deepest)))
			}
		}
	}
	w.breaks = 0
}

// line asks for at least n line ends before the next text.
func (w *htmlText) line(n int) {
	if w.space = false; !w.glued {
		w.breaks = max(w.breaks, n)
	}
}

func (w *htmlText) start(tag atom.Atom, attr func(string) string) {
	if w.skip != 0 {
		return
	}
	switch tag {
	case atom.Script, atom.Style, atom.Title, atom.Textarea, atom.Noscript, atom.Iframe, atom.Noembed, atom.Noframes:
		w.skip = tag // raw text to the tokenizer: the end tag is sure to come
	case atom.Br:
		w.line(min(w.breaks+1, 2))
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Dl, atom.Figure:
		w.paragraph()
	case atom.Table:
		w.paragraph()
		w.rows = append(w.rows, false)
	case atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Address, atom.Dt, atom.Dd, atom.Caption, atom.Figcaption:
		w.line(1)
	case atom.Ul, atom.Ol:
		n := 0
		if tag == atom.Ol {
			n = 1
			if from, err := strconv.Atoi(attr("start")); err == nil && from > 0 && from < 1e6 {
				n = from
			}
		}
		if len(w.lists) < deepest {
			w.lists = append(w.lists, n)
		}
		w.line(1)
	case atom.Li:
		w.glued = false
		w.line(1)
		w.item()
	case atom.Tr:
		w.row()
	case atom.Td, atom.Th:
		if n := len(w.rows) - 1; n >= 0 {
			if w.rows[n] {
				w.tabs++
			}
			w.rows[n], w.glued, w.began = true, true, w.b.Len()
		}
	case atom.Blockquote:
		w.line(2)
		w.quotes++
	case atom.Pre:
		w.line(2)
		w.pre = true
	case atom.Img:
		if alt := strings.TrimSpace(attr("alt")); alt != "" {
			w.write("[" + strings.Join(strings.Fields(alt), " ") + "]")
		}
	case atom.A:
		w.href, w.mark = strings.TrimSpace(attr("href")), w.b.Len()
	}
}

func (w *htmlText) end(tag atom.Atom) {
	if w.skip != 0 {
		if tag == w.skip {
			w.skip = 0
		}
		return
	}
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dl, atom.Figure:
		w.paragraph()
	case atom.Table:
		w.row()
		if n := len(w.rows); n > 0 {
			w.rows = w.rows[:n-1]
		}
		w.line(2)
	case atom.Tr:
		w.row()
	case atom.Td, atom.Th:
		if w.space, w.glued = false, false; w.b.Len() > w.began {
			w.breaks = 0
		}
	case atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Address, atom.Li, atom.Dt, atom.Dd, atom.Caption, atom.Figcaption:
		w.line(1)
	case atom.Ul, atom.Ol:
		if n := len(w.lists); n > 0 {
			w.lists = w.lists[:n-1]
		}
		if len(w.lists) == 0 {
			w.line(2)
		}
	case atom.Blockquote:
		if w.quotes > 0 {
			w.quotes--
		}
		w.line(2)
	case atom.Pre:
		w.pre = false
		w.line(2)
	case atom.A:
		w.link()
	}
}

// paragraph asks for an empty line, within lists and tables for a new line.
func (w *htmlText) paragraph() {
	if len(w.lists) > 0 || len(w.rows) > 0 {
		w.line(1)
	} else {
		w.line(2)
	}
}

// row begins or ends a row of a table.
func (w *htmlText) row() {
	w.glued, w.tabs = false, 0
	w.line(1)
	if n := len(w.rows); n > 0 {
		w.rows[n-1] = false
	}
}

// item writes the bullet or the number of a list item.
func (w *htmlText) item() {
	depth := max(len(w.lists), 1)
	bullet := "- "
	if n := len(w.lists); n > 0 && w.lists[n-1] > 0 {
		bullet = strconv.Itoa(w.lists[n-1]) + ". "
		w.lists[n-1]++
	}
	w.write(strings.Repeat("  ", depth-1) + bullet)
	w.glued = true
}

// link writes the address of a link behind its text, unless the text is the
// address.
func (w *htmlText) link() {
	href := w.href
	w.href = ""
	shown := strings.TrimSpace(string(w.b.Bytes()[min(w.mark, w.b.Len()):]))
	for _, scheme := range []string{"http://", "https://", "mailto:"} {
		rest, ok := cutFold(href, scheme)
		if !ok || shown == "" || len(href) > 1000 {
			continue
		}
		plain := strings.TrimSuffix(strings.TrimPrefix(shown, scheme), "/")
		if !strings.EqualFold(plain, strings.TrimSuffix(rest, "/")) {
			w.b.WriteString(" <" + href + ">") // before line ends that are due
		}
	}
}

func cutFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
