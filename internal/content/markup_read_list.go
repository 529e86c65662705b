package content

import (
	"regexp"
	"strconv"
	"strings"
)

// listStart returns the empty list that a line with an item begins. Ordered
// lists begin with any number, or with a letter or Roman number that is the
// first: "V. Lenin" begins no list.
func listStart(text string) (Node, bool) {
	if bulletItem.MatchString(text) {
		return Node{Type: "bullet_list"}, true
	}
	m := orderedItem.FindStringSubmatch(text)
	if m == nil {
		return Node{}, false
	}
	n := Node{Type: "ordered_list"}
	if order, err := strconv.Atoi(m[1]); err == nil {
		if order > schema["ordered_list"].attrs["order"].max {
			return Node{}, false
		}
		n.Attrs = map[string]any{"order": order}
		return n, true
	}
	if !strings.Contains("aAiI", m[1]) {
		return Node{}, false
	}
	n.Attrs = map[string]any{"kind": m[1]}
	return n, true
}

var (
	romanSmall   = regexp.MustCompile(`^[ivxlc]+$`)
	romanCapital = regexp.MustCompile(`^[IVXLC]+$`)
)

// itemMark returns how an item begins that goes on with list, whose items
// have the mark before: the same character, or a number of the same kind
// behind the same point or parenthesis. It returns "" for another line.
func itemMark(list Node, before, text string) string {
	if list.Type == "bullet_list" {
		if m := bulletItem.FindStringSubmatch(text); m != nil && (before == "" || before == m[1]) {
			return m[1]
		}
		return ""
	}
	m := orderedItem.FindStringSubmatch(text)
	if m == nil || before != "" && before[len(before)-1] != m[2][0] {
		return ""
	}
	number := m[1]
	_, err := strconv.Atoi(number)
	fits := false
	switch list.word("kind") {
	case "1":
		fits = err == nil
	case "a":
		fits = len([]rune(number)) == 1 && strings.ToLower(number) == number && err != nil
	case "A":
		fits = len([]rune(number)) == 1 && strings.ToUpper(number) == number && err != nil
	case "i":
		fits = romanSmall.MatchString(number)
	case "I":
		fits = romanCapital.MatchString(number)
	}
	if !fits {
		return ""
	}
	return number + m[2]
}

// list reads the items of a list. What is indented by two spaces or more
// below an item belongs to it.
func (r *reader) list(list Node, lines []sourceLine, depth int) ([]Node, int) {
	base := indent(lines[0].text)
	mark := ""
	n := 0
	for n < len(lines) {
		here := n
		for here < len(lines) && lines[here].blank() {
			here++
		}
		if here == len(lines) {
			break
		}
		text := strings.Trim(lines[here].text, " ")
		next := itemMark(list, mark, text)
		if next == "" {
			break
		}
		mark = next
		width := len([]rune(next)) + 1
		inner := []sourceLine{{lines[here].number, strings.TrimLeft(text[len(next):], " ")}}
		end := here + 1
		for n = end; end < len(lines); end++ {
			if lines[end].blank() {
				continue
			}
			if indent(lines[end].text) < base+2 {
				break
			}
			for ; n <= end; n++ {
				inner = append(inner, sourceLine{lines[n].number, cutIndent(lines[n].text, base+width)})
			}
		}
		list.Content = append(list.Content, Node{Type: "list_item", Content: r.blocks(inner, depth+2)})
	}
	return []Node{list}, n
}

func indent(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// cutIndent takes up to n spaces from the start of s.
func cutIndent(s string, n int) string { return s[min(n, indent(s)):] }
