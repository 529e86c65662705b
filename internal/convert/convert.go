// Package convert reads what people send — plain text, the HTML of a letter, a
// Word file — and makes blocks of it in the schema of package content. It is
// pure: bytes in, blocks and pictures out, with a list of what was lost or
// changed, never silently. Everything it reads is hostile: budgets are kept
// before and while reading, and it runs in a process that can be killed.
package convert

import (
	"strings"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

// The kinds of input.
const (
	Text = "text"
	HTML = "html"
	Docx = "docx"
)

// Budgets of input; see the measurements behind them in the security notes.
const (
	maxText     = 2 << 20
	maxHTML     = 2 << 20
	maxNodes    = 50_000 // of HTML
	maxDepth    = 256    // of HTML and XML
	maxDocx     = 20 << 20
	maxUnpacked = 200 << 20
	maxEntries  = 2000
	maxTokens   = 2_000_000 // of XML
	maxPicture  = 30 << 20
)

// A Result is what was made of an input.
type Result struct {
	Title  string         // the document's own title, if it has one
	Blocks []content.Node // images name their bytes by the keys of Images
	Images map[string][]byte
	Notes  []string // message keys of what was lost or changed, each once
}

// Convert makes blocks of data of a kind. A file that cannot be read or that
// breaks a budget is a fault that says so.
func Convert(kind string, data []byte) (*Result, error) {
	switch kind {
	case Text:
		return fromText(string(data[:min(len(data), maxText)])), nil
	case HTML:
		return fromHTML(data)
	case Docx:
		return fromDocx(data)
	}
	return nil, fault.New(fault.Invalid, "convert.unknown")
}

func (r *Result) note(key string) {
	for _, n := range r.Notes {
		if n == key {
			return
		}
	}
	r.Notes = append(r.Notes, key)
}

func text(s string, marks ...content.Mark) content.Node {
	return content.Node{Type: "text", Text: s, Marks: marks}
}

func paragraph(line ...content.Node) content.Node {
	return content.Node{Type: "paragraph", Content: line}
}

// fromText makes paragraphs and lists of plain text. Blank lines part
// paragraphs; a line that only goes on where a mail program has wrapped it is
// joined again, other line ends within a paragraph are kept.
func fromText(s string) *Result {
	r := &Result{}
	s = vi.Clean(strings.ReplaceAll(s, "\r\n", "\n"))
	for block := range strings.SplitSeq(s, "\n\n") {
		var lines []string
		for l := range strings.SplitSeq(block, "\n") {
			if l = strings.TrimSpace(l); l != "" {
				lines = append(lines, l)
			}
		}
		for len(lines) > 0 {
			n := listLength(lines)
			if n >= 2 || n == 1 && len(lines) == 1 && isBullet(lines[0]) {
				r.Blocks = append(r.Blocks, textList(lines[:n]))
				lines = lines[n:]
				continue
			}
			n = 1
			for n < len(lines) && listLength(lines[n:]) < 2 {
				n++
			}
			r.Blocks = append(r.Blocks, wrapped(lines[:n]))
			lines = lines[n:]
		}
	}
	return r
}

// wrapped joins the lines of one paragraph.
func wrapped(lines []string) content.Node {
	var line []content.Node
	for i, l := range lines {
		if i > 0 {
			if before := lines[i-1]; len([]rune(before)) >= 55 && !strings.ContainsAny(before[len(before)-1:], ".:;!?") {
				line[len(line)-1].Text += " " + l
				continue
			}
			line = append(line, content.Node{Type: "hard_break"})
		}
		line = append(line, text(l))
	}
	return paragraph(line...)
}

func isBullet(l string) bool {
	return strings.HasPrefix(l, "- ") || strings.HasPrefix(l, "+ ") || strings.HasPrefix(l, "* ") || strings.HasPrefix(l, "• ")
}

// numbered returns the text behind "1. " or "1) ", and whether it was there.
func numbered(l string) (string, bool) {
	i := 0
	for i < len(l) && i < 3 && l[i] >= '0' && l[i] <= '9' {
		i++
	}
	if i == 0 || i+1 >= len(l) || l[i] != '.' && l[i] != ')' || l[i+1] != ' ' {
		return "", false
	}
	return l[i+2:], true
}

// listLength counts how many lines from the first one on are items of one list.
func listLength(lines []string) int {
	_, first := numbered(lines[0])
	n := 0
	for _, l := range lines {
		_, num := numbered(l)
		if first && !num || !first && !isBullet(l) {
			break
		}
		n++
	}
	return n
}

func textList(lines []string) content.Node {
	list := content.Node{Type: "bullet_list"}
	for _, l := range lines {
		item, ok := numbered(l)
		if ok {
			list.Type = "ordered_list"
		} else {
			_, item, _ = strings.Cut(l, " ")
		}
		list.Content = append(list.Content, content.Node{Type: "list_item", Content: []content.Node{paragraph(text(strings.TrimSpace(item)))}})
	}
	return list
}
