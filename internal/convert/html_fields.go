package convert

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"congbo/internal/content"
)

// field reads what a field to fill in shows: whether its box is ticked, what was
// chosen, what was written in it. Buttons are pressed and show nothing of a text.
func (h *htmlReader) field(n *html.Node, marks []content.Mark, out *[]content.Node) {
	if h.beside(n) {
		return
	}
	var lines []string
	switch n.DataAtom {
	case atom.Select:
		lines = []string{strings.Join(chosen(n), ", ")}
	case atom.Textarea:
		lines = strings.Split(strings.Trim(plain(n), "\r\n"), "\n")
	default:
		lines = []string{written(n)}
	}
	for i, l := range lines {
		if i > 0 {
			*out = append(*out, content.Node{Type: "hard_break"})
		}
		if l = strings.TrimSpace(space(l)); l != "" {
			// The frame of a field parts it from the words around it.
			if last := len(*out) - 1; i == 0 && last >= 0 && !strings.HasSuffix((*out)[last].Text, " ") {
				l = " " + l
			}
			*out = append(*out, inFont(text(l+" ", marks...), h.font(n)))
		}
	}
}

// written is what a field of one line shows.
func written(n *html.Node) string {
	value := attr(n, "value")
	switch strings.ToLower(attr(n, "type")) {
	case "checkbox", "radio":
		if hasAttr(n, "checked") {
			return "☑"
		}
		return "☐"
	case "hidden", "password", "search", "submit", "reset", "button", "image", "file", "color", "range":
		return ""
	case "date":
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			return day.Format("02/01/2006")
		}
	}
	return value
}

// chosen are the choices of a list that it shows as chosen.
func chosen(list *html.Node) []string {
	var all, marked []string
	var read func(n *html.Node)
	read = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode {
				continue
			}
			if c.DataAtom != atom.Option {
				read(c)
				continue
			}
			label := attr(c, "label")
			if label == "" {
				label = plain(c)
			}
			label = strings.TrimSpace(space(label))
			all = append(all, label)
			if hasAttr(c, "selected") {
				marked = append(marked, label)
			}
		}
	}
	read(list)
	switch {
	case hasAttr(list, "multiple"):
		return marked
	case len(marked) > 0:
		return marked[len(marked)-1:] // as browsers do
	case len(all) > 0:
		return all[:1]
	}
	return nil
}

// searching are the names of forms that look for something; "research" is none.
var searching = regexp.MustCompile(`(?i)(?:^|[^e]|[^r]e)search|tim[-_]?kiem|tra[-_]?cuu`)

// beside reports whether a field belongs to what stands around the text of a
// page: its search, its menus, its head and foot, and, on a page that says where
// its text is, everything else.
func (h *htmlReader) beside(n *html.Node) bool {
	edge, within := false, false
	for p := n; p != nil; p = p.Parent {
		if p.Type != html.ElementNode {
			continue
		}
		role := attr(p, "role")
		switch {
		case p.DataAtom == atom.Nav || p.Data == "search" || role == "search" || role == "navigation":
			return true
		case p.DataAtom == atom.Form && searches(p):
			return true
		case p.DataAtom == atom.Article || p.DataAtom == atom.Main || role == "main":
			within = true
		case p.DataAtom == atom.Header || p.DataAtom == atom.Footer || p.DataAtom == atom.Aside:
			edge = true
		}
	}
	return !within && (edge || h.text)
}

// searches reports whether a form is there to look for something.
func searches(form *html.Node) bool {
	for _, key := range []string{"action", "id", "class", "name"} {
		if searching.MatchString(attr(form, key)) {
			return true
		}
	}
	var within func(n *html.Node) bool
	within = func(n *html.Node) bool {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && (c.DataAtom == atom.Input && attr(c, "type") == "search" || within(c)) {
				return true
			}
		}
		return false
	}
	return within(form)
}

// wordPage are the names that Word gives to what only its own pages have.
var wordPage = regexp.MustCompile(`(?i)\bmso|schemas-microsoft-com:office`)

// A change that Word tracked.
const (
	notTracked = iota
	inserted
	deleted
)

// tracked reports whether an element is a change that Word tracked: on any other
// page what is struck out looks so.
func (h *htmlReader) tracked(n *html.Node) int {
	change := notTracked
	switch n.DataAtom {
	case atom.Ins:
		change = inserted
	case atom.Del:
		change = deleted
	}
	for class := range strings.FieldsSeq(attr(n, "class")) {
		switch strings.ToLower(class) {
		case "msoins":
			return inserted
		case "msodel":
			return deleted
		}
	}
	if change == notTracked || !strings.HasPrefix(strings.ToLower(attr(n, "cite")), "mailto:") && !h.word {
		return notTracked
	}
	return change
}

// dropped reports whether an element was taken away by a change that Word tracked,
// and tells of it.
func (h *htmlReader) dropped(n *html.Node) bool {
	change := h.tracked(n)
	if change != notTracked {
		h.r.note("convert.changes_accepted")
	}
	return change == deleted
}

// hear notes what an element tells of the whole page.
func (h *htmlReader) hear(n *html.Node) {
	h.fonts = h.fonts || webFont(n) != ""
	h.text = h.text || n.DataAtom == atom.Article || n.DataAtom == atom.Main || attr(n, "role") == "main"
	h.word = h.word || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
		return (a.Key == "class" || a.Key == "style" || strings.HasPrefix(a.Key, "xmlns")) && wordPage.MatchString(a.Val)
	})
}
