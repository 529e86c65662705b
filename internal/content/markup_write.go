package content

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Markup writes the body in the light markup of docs/light-markup.md, for a
// plain text box. FromMarkup reads the same body from it, but for the ids of
// its blocks (see KeepIDs). What the markup has no words for stands in it as
// JSON.
func Markup(b Body) string {
	b = b.orEmpty()
	s := joinLines(writeBlocks(b.Doc.Content, false))
	if same(s, b) {
		return s
	}
	var parts []string
	for _, n := range b.Doc.Content {
		alone := Body{Version: b.Version, Doc: Node{Type: "doc", Content: []Node{n}}}
		part := joinLines(writeBlock(n, nil))
		if !same(part, alone) {
			part = joinLines(asJSON(n))
		}
		parts = append(parts, part)
	}
	if s = strings.Join(parts, "\n"); same(s, b) {
		return s
	}
	parts = nil // blocks that are read otherwise beside each other
	for _, n := range b.Doc.Content {
		parts = append(parts, joinLines(asJSON(n)))
	}
	return strings.Join(parts, "\n")
}

func same(markup string, b Body) bool {
	read, err := FromMarkup(markup)
	return err == nil && bytes.Equal(Canonical(read), Canonical(b))
}

func joinLines(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// writeBlocks writes blocks with an empty line between any two; in a list
// item that is tight, a list follows its paragraph directly.
func writeBlocks(content []Node, item bool) []string {
	var all []string
	var before []Node
	for i, n := range content {
		lines := writeBlock(n, before)
		before = content[:i+1]
		if len(lines) == 0 {
			continue
		}
		if len(all) > 0 && !(item && i == 1 && content[0].Type == "paragraph" && interrupts(n)) {
			all = append(all, "")
		}
		all = append(all, lines...)
	}
	return all
}

// interrupts reports whether a list is seen as one straight after a line of
// text.
func interrupts(n Node) bool {
	return n.Type == "bullet_list" || n.Type == "ordered_list" && n.num("order") == 1
}

// writeBlock writes a block that stands behind the blocks before.
func writeBlock(n Node, before []Node) []string {
	switch n.Type {
	case "paragraph":
		return writeParagraph(n, len(before) > 0 && before[len(before)-1].Type == "ordered_list")
	case "heading":
		return []string{strings.Repeat("#", n.num("level")) + " " + writeLine(n.Content, true)}
	case "horizontal_rule":
		return []string{"---"}
	case "bullet_list", "ordered_list":
		return writeList(n, before)
	case "blockquote":
		lines := writeBlocks(n.Content, false)
		if by := n.str("cite"); by != "" {
			lines = append(lines, "-- "+by)
		}
		if len(lines) == 0 {
			lines = []string{""}
		}
		return prefixed(lines, ">", "> ")
	case "callout":
		lines := append([]string{":::" + n.word("kind")}, writeBlocks(n.Content, false)...)
		return append(lines, ":::")
	case "table":
		return writeTable(n)
	case "image":
		return []string{writeImage(n)}
	case "file":
		return []string{"[" + escapeChars(n.str("title"), `\[]`) + "](media:" + n.str("media") + ")"}
	}
	return asJSON(n)
}

// asJSON writes a block that has no words in the markup.
func asJSON(n Node) []string {
	return []string{":::node", string(appendNode(nil, n)), ":::"}
}

// prefixed puts more before each line, and empty alone where the line is
// empty.
func prefixed(lines []string, empty, more string) []string {
	for i, l := range lines {
		if l == "" {
			lines[i] = empty
		} else {
			lines[i] = more + l
		}
	}
	return lines
}

// writeParagraph writes a paragraph. What would begin another block, or go on
// with the list before it, gets a backslash.
func writeParagraph(n Node, afterList bool) []string {
	if len(n.Content) == 0 {
		return nil
	}
	lines := strings.Split(writeLine(n.Content, false), "\n")
	if a := n.word("align"); a != "start" {
		lines[len(lines)-1] += " {align=" + a + "}"
	}
	for i, l := range lines {
		m := orderedItem.FindStringSubmatch(l)
		switch {
		case m != nil && (afterList && i == 0 || beginsBlock(l) || i == 0 && startsList(l)):
			lines[i] = m[1] + `\` + l[len(m[1]):]
		case beginsBlock(l), citeLine.MatchString(l):
			lines[i] = `\` + l
		}
	}
	return lines
}

func startsList(l string) bool {
	_, ok := listStart(l)
	return ok
}

// writeList writes a list. One that stands behind another has other marks, so
// that the two do not run together.
func writeList(n Node, before []Node) []string {
	twin := 0
	for i := len(before) - 1; i >= 0 && before[i].Type == n.Type; i-- {
		twin++
	}
	kind, order := n.word("kind"), n.num("order")
	if n.Type == "ordered_list" && kind != "1" && order != 1 {
		return asJSON(n) // a list that begins with c.
	}
	// Items of one paragraph, perhaps with a list below, stand close.
	tight := true
	for _, item := range n.Content {
		for i, child := range item.Content {
			tight = tight && (i == 0 && child.Type == "paragraph" || i == 1 && interrupts(child))
		}
	}
	var all []string
	for i, item := range n.Content {
		mark := string("-*"[twin%2])
		if n.Type == "ordered_list" {
			mark = marker(kind, order+i) + string(".)"[twin%2])
		}
		lines := writeBlocks(item.Content, true)
		if len(lines) == 0 {
			lines = []string{""}
		}
		first := strings.TrimRight(mark+" "+lines[0], " ")
		lines = prefixed(lines, "", strings.Repeat(" ", utf8.RuneCountInString(mark)+1))
		lines[0] = first
		if !tight && i > 0 {
			all = append(all, "")
		}
		all = append(all, lines...)
	}
	return all
}

// marker writes the number of an item; letters begin again after z and Roman
// numbers after the longest that is read, since only the first one counts.
func marker(kind string, n int) string {
	var s string
	switch kind {
	case "a", "A":
		s = string(rune('a' + (n-1)%26))
	case "i", "I":
		s = roman((n-1)%39 + 1)
	default:
		return strconv.Itoa(n)
	}
	if kind == "A" || kind == "I" {
		return strings.ToUpper(s)
	}
	return s
}

func writeImage(n Node) string {
	s := "![" + escapeChars(n.str("alt"), `\[]`) + "](media:" + n.str("media") + ")"
	var options []string
	for _, key := range []string{"caption", "credit", "video"} {
		if v := n.str(key); v != "" {
			options = append(options, key+"="+quoted(v))
		}
	}
	for _, key := range []string{"size", "align", "focus"} {
		if v := n.str(key); v != "" {
			options = append(options, key+"="+v)
		}
	}
	if n.Attrs["decorative"] == true {
		options = append(options, "decorative")
	}
	if len(options) > 0 {
		s += "{" + strings.Join(options, " ") + "}"
	}
	return s
}
