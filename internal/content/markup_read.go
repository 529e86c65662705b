package content

import (
	"regexp"
	"strconv"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/vi"
)

// FromMarkup reads a body from the light markup that Markup writes and that
// people write in a plain text box (docs/light-markup.md). Nearly every text
// means something; what does not is a fault.List whose entries have the
// number of the line as first argument and as Field.
func FromMarkup(s string) (Body, error) {
	b, _, err := fromMarkup(s, false)
	return b, err
}

// fromMarkup reads markup; links that no body may hold are mistakes in it, or
// are dropped and listed.
func fromMarkup(s string, drop bool) (Body, []string, error) {
	doc, dropped, err := markupDoc(s, drop)
	if err != nil {
		return Body{}, nil, err
	}
	b, err := NewBody(doc)
	return b, dropped, err
}

func markupDoc(s string, drop bool) (Node, []string, error) {
	if len(s) > MaxJSON {
		return Node{}, nil, one(fault.TooLarge, "content.too_large", MaxJSON>>20)
	}
	var lines []sourceLine
	for i, text := range strings.Split(vi.Clean(s), "\n") {
		lines = append(lines, sourceLine{i + 1, spacesForTabs(text)})
	}
	r := &reader{drop: drop}
	doc := Node{Type: "doc", Content: r.blocks(lines, 0)}
	if len(r.faults) > 0 {
		return Node{}, nil, r.faults
	}
	return doc, r.dropped, nil
}

// A sourceLine is a line of the markup, without what the blocks around it put
// before it.
type sourceLine struct {
	number int
	text   string
}

func (l sourceLine) blank() bool { return strings.Trim(l.text, " ") == "" }

// spacesForTabs writes the tabs that begin a line as four spaces each.
func spacesForTabs(s string) string {
	n := 0
	for n < len(s) && (s[n] == '\t' || s[n] == ' ') {
		n++
	}
	return strings.ReplaceAll(s[:n], "\t", "    ") + s[n:]
}

// reader reads the blocks of the light markup and notes what is wrong.
type reader struct {
	faults  fault.List
	drop    bool     // links that no body may hold, instead of calling them mistakes
	dropped []string // where those led
}

func (r *reader) fail(line int, key string, args ...any) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, fault.New(fault.Invalid, key, append([]any{line}, args...)...).In(strconv.Itoa(line)))
	}
}

var (
	fenceLine   = regexp.MustCompile(`^:::\s*([\p{L}\p{N}-]+) *$`)
	headingLine = regexp.MustCompile(`^(#{1,6}) +(\S.*?) *$`)
	ruleLine    = regexp.MustCompile(`^(?:-{3,}|\*{3,}) *$`)
	bulletItem  = regexp.MustCompile(`^([-*+•])(?: +|$)`)
	orderedItem = regexp.MustCompile(`^([0-9]{1,7}|[a-zđ]|[A-ZĐ]|[ivxlc]{2,7}|[IVXLC]{2,7})([.)])(?: +|$)`)
	imageLine   = regexp.MustCompile(`^!\[((?:[^\]\\]|\\.)*)\]\(media:([^()\s]*)\)(.*)$`)
	fileLine    = regexp.MustCompile(`^\[((?:[^\]\\]|\\.)*)\]\(media:([^()\s]*)\) *$`)
	alignTail   = regexp.MustCompile(`^(?s:(.*)) \{align=(start|center|end|justify)\}$`)
	citeLine    = regexp.MustCompile(`^-- +(\S.*?) *$`)
	optionLine  = regexp.MustCompile(`^\{caption=`)
)

// callouts names the call-outs as they are written after :::.
var callouts = map[string]string{
	"note": "note", "important": "important", "warning": "warning",
	"ghi-chu": "note", "quan-trong": "important", "canh-bao": "warning",
}

// beginsBlock reports whether a line begins a block other than a paragraph,
// also straight after a line of one.
func beginsBlock(text string) bool {
	if text == "" {
		return false
	}
	switch text[0] {
	case ':':
		return strings.HasPrefix(text, ":::")
	case '#':
		return headingLine.MatchString(text)
	case '>', '|':
		return true
	case '!':
		return strings.HasPrefix(text, "![")
	case '[':
		return fileLine.MatchString(text)
	}
	if ruleLine.MatchString(text) || bulletItem.MatchString(text) {
		return true
	}
	list, ok := listStart(text)
	return ok && list.num("order") == 1
}

// blocks reads lines.
func (r *reader) blocks(lines []sourceLine, depth int) []Node {
	if depth > MaxDepth {
		r.faults = one(fault.TooLarge, "content.too_deep", MaxDepth)
		return nil
	}
	var nodes []Node
	for len(lines) > 0 && len(r.faults) < maxFaults {
		if lines[0].blank() {
			lines = lines[1:]
			continue
		}
		list, n := r.block(lines, depth)
		nodes = append(nodes, list...)
		lines = lines[n:]
	}
	return nodes
}

// block reads the block with which lines begin, and returns it and how many
// lines it has.
func (r *reader) block(lines []sourceLine, depth int) ([]Node, int) {
	first := lines[0]
	text := strings.Trim(first.text, " ")
	if strings.HasPrefix(text, ":::") {
		return r.fence(lines, depth)
	}
	if m := headingLine.FindStringSubmatch(text); m != nil {
		if level := len(m[1]); level >= 2 && level <= 4 {
			return []Node{{Type: "heading", Attrs: map[string]any{"level": level}, Content: r.line(first.number, m[2])}}, 1
		}
		r.fail(first.number, "content.markup_heading_level")
		return nil, 1
	}
	if ruleLine.MatchString(text) {
		return []Node{{Type: "horizontal_rule"}}, 1
	}
	switch {
	case text[0] == '>':
		return r.quote(lines, depth)
	case text[0] == '|':
		return r.table(lines)
	case strings.HasPrefix(text, "!["):
		return r.image(first.number, text), 1
	}
	if m := fileLine.FindStringSubmatch(text); m != nil {
		n := Node{Type: "file", Attrs: map[string]any{"media": m[2], "title": unescape(m[1])}}
		if !mediaID.MatchString(m[2]) {
			r.fail(first.number, "content.markup_bad_media", short(m[2]))
		}
		return []Node{n}, 1
	}
	if list, ok := listStart(text); ok {
		return r.list(list, lines, depth)
	}
	return r.paragraph(lines)
}

func (r *reader) paragraph(lines []sourceLine) ([]Node, int) {
	var text []string
	n := 0
	for n < len(lines) && !lines[n].blank() && (n == 0 || !beginsBlock(strings.Trim(lines[n].text, " "))) {
		text = append(text, strings.Trim(lines[n].text, " "))
		n++
	}
	p := Node{Type: "paragraph"}
	s := strings.Join(text, "\n")
	if m := alignTail.FindStringSubmatch(s); m != nil {
		s, p.Attrs = m[1], map[string]any{"align": m[2]}
	}
	p.Content = r.line(lines[0].number, s)
	return []Node{p}, n
}

// fence reads ::: name … :::, a call-out or a node in JSON.
func (r *reader) fence(lines []sourceLine, depth int) ([]Node, int) {
	first := lines[0]
	m := fenceLine.FindStringSubmatch(strings.Trim(first.text, " "))
	if m == nil {
		r.fail(first.number, "content.markup_stray_fence")
		return nil, 1
	}
	open, end := 1, 1
	base := indent(first.text)
	for ; end < len(lines); end++ {
		if indent(lines[end].text) >= base+2 {
			continue // within a list item, which may hold fences of its own
		}
		text := strings.Trim(lines[end].text, " ")
		if fenceLine.MatchString(text) {
			open++
		} else if text == ":::" {
			if open--; open == 0 {
				break
			}
		}
	}
	if end == len(lines) {
		r.fail(first.number, "content.markup_open_fence", m[1])
		return nil, len(lines)
	}
	inner := lines[1:end]
	if m[1] == "node" {
		var data []byte
		for _, l := range inner {
			data = append(append(data, l.text...), '\n')
		}
		n, err := readNode(data)
		if err != nil {
			r.fail(first.number, "content.markup_bad_json")
			return nil, end + 1
		}
		return []Node{n}, end + 1
	}
	kind, ok := callouts[m[1]]
	if !ok {
		r.fail(first.number, "content.markup_unknown_fence", m[1])
		return nil, end + 1
	}
	return []Node{{Type: "callout", Attrs: map[string]any{"kind": kind}, Content: r.blocks(inner, depth+1)}}, end + 1
}

// quote reads lines that begin with >; a last one "> -- name" tells whose
// words they are.
func (r *reader) quote(lines []sourceLine, depth int) ([]Node, int) {
	var inner []sourceLine
	for _, l := range lines {
		text, ok := strings.CutPrefix(strings.TrimLeft(l.text, " "), ">")
		if !ok {
			break
		}
		inner = append(inner, sourceLine{l.number, strings.TrimPrefix(text, " ")})
	}
	n := Node{Type: "blockquote"}
	count := len(inner)
	if m := citeLine.FindStringSubmatch(inner[count-1].text); m != nil {
		n.Attrs = map[string]any{"cite": m[1]}
		inner = inner[:count-1]
	}
	n.Content = r.blocks(inner, depth+1)
	return []Node{n}, count
}

func (r *reader) image(number int, text string) []Node {
	m := imageLine.FindStringSubmatch(text)
	if m == nil {
		r.fail(number, "content.markup_bad_image")
		return nil
	}
	if !mediaID.MatchString(m[2]) {
		r.fail(number, "content.markup_bad_media", short(m[2]))
		return nil
	}
	n := Node{Type: "image", Attrs: map[string]any{"media": m[2], "alt": unescape(m[1])}}
	if rest := strings.Trim(m[3], " "); rest != "" {
		options, length, ok := readOptions(rest)
		if !ok || length != len(rest) {
			r.fail(number, "content.markup_bad_options", short(rest))
			return nil
		}
		for _, o := range options {
			switch {
			case o.bare && o.key == "decorative":
				n.Attrs["decorative"] = true
			case !o.bare && o.key != "media" && o.key != "alt" && schema["image"].attrs[o.key].kind != flag:
				n.Attrs[o.key] = o.value
			default:
				r.fail(number, "content.markup_bad_options", short(o.key))
			}
		}
	}
	return []Node{n}
}
