package content

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxBrackets bounds how deep brackets nest; deeper ones are plain text.
const maxBrackets = 16

// A token is a piece of a line: text, a finished node, a delimiter such as **,
// or one of a pair of brackets.
type token struct {
	text string // as it stands there when it means nothing
	node *Node  // a finished node

	mark              string // of a delimiter: strong, em or strike
	canOpen, canClose bool
	href              string // of a bare web address
	closing           int    // of an opening bracket: how many tokens on its closing one stands; 0: it has none
	footnote          bool   // of an opening bracket: ^[
	marks             []Mark // of an opening bracket: what the pair gives to the text within
}

// lineReader reads the text of one paragraph, heading or cell.
type lineReader struct {
	*reader
	number int // of the first line of s
	s      string
	from   int // start of the plain text before pos
	pos    int
	tokens []token

	open      []openBracket
	footnotes int  // open ones
	noTicks   bool // there is no ` ahead
}

type openBracket struct {
	token int  // index of the opening bracket
	links bool // a link was closed within it
}

// line reads s, whose first line has the given number.
func (r *reader) line(number int, s string) []Node {
	l := &lineReader{reader: r, number: number, s: s}
	for l.pos < len(s) {
		l.step()
	}
	l.add(0, token{})
	return joinEqual(l.resolve(l.tokens))
}

// add ends the plain text before pos, takes the next n bytes as token t, and
// goes on behind them.
func (l *lineReader) add(n int, t token) {
	if l.from < l.pos {
		l.tokens = append(l.tokens, token{text: l.s[l.from:l.pos]})
	}
	if n > 0 {
		l.tokens = append(l.tokens, t)
	}
	l.pos += n
	l.from = l.pos
}

// step reads what stands at pos.
func (l *lineReader) step() {
	rest := l.s[l.pos:]
	switch rest[0] {
	case '\\':
		switch {
		case len(rest) > 1 && rest[1] == '\n':
			l.add(2, token{node: &Node{Type: "hard_break"}})
		case len(rest) > 1 && escapable(rest[1]):
			l.add(2, token{text: rest[1:2]})
		case strings.HasPrefix(rest[1:], "•"):
			l.add(1+len("•"), token{text: "•"})
		default:
			l.pos++
		}
	case '*':
		l.delimiter("strong", 2)
	case '~':
		l.delimiter("strike", 2)
	case '_':
		l.delimiter("em", 1)
	case '`':
		l.code(rest)
	case '[':
		l.bracket(1, false)
	case '^':
		if strings.HasPrefix(rest, "^[") && l.footnotes == 0 {
			l.bracket(2, true)
		} else {
			l.pos++
		}
	case ']':
		l.closeBracket(rest)
	case '<':
		if len(rest) >= 4 && strings.EqualFold(rest[:4], "<br>") {
			l.add(4, token{node: &Node{Type: "hard_break"}})
		} else {
			l.pos++
		}
	case '$':
		l.json(rest)
	case 'h':
		l.address(rest)
	default:
		l.pos++
	}
}

// delimiter reads a run of one character. Only a run of the right length
// beside a word means something: lines to fill in (____) stay as they are.
func (l *lineReader) delimiter(mark string, length int) {
	n := 1
	for l.pos+n < len(l.s) && l.s[l.pos+n] == l.s[l.pos] {
		n++
	}
	if n != length {
		l.pos += n
		return
	}
	before, _ := utf8.DecodeLastRuneInString(l.s[:l.pos])
	after, _ := utf8.DecodeRuneInString(l.s[l.pos+n:])
	canOpen := l.pos+n < len(l.s) && !unicode.IsSpace(after)
	canClose := l.pos > 0 && !unicode.IsSpace(before)
	if mark == "em" { // not within a word: a_b
		canOpen = canOpen && !(l.pos > 0 && inWord(before))
		canClose = canClose && !(l.pos+n < len(l.s) && inWord(after))
	}
	l.add(n, token{text: l.s[l.pos : l.pos+n], mark: mark, canOpen: canOpen, canClose: canClose})
}

func inWord(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N) }

func (l *lineReader) code(rest string) {
	end := -1
	if !l.noTicks {
		end = strings.IndexByte(rest[1:], '`')
	}
	switch {
	case end < 0:
		l.noTicks = true
		l.pos++
	case end == 0: // `` means nothing
		l.pos += 2
	default:
		l.add(end+2, token{node: &Node{Type: "text", Text: rest[1 : end+1], Marks: []Mark{{Type: "code"}}}})
	}
}

func (l *lineReader) bracket(n int, footnote bool) {
	if len(l.open) == maxBrackets {
		l.pos += n
		return
	}
	if footnote {
		l.footnotes++
	}
	l.add(n, token{text: l.s[l.pos : l.pos+n], footnote: footnote})
	l.open = append(l.open, openBracket{token: len(l.tokens) - 1})
}

// closeBracket pairs a ] with the last open bracket, where what follows makes
// them a link or a span, or where they hold a footnote.
func (l *lineReader) closeBracket(rest string) {
	if len(l.open) == 0 {
		l.pos++
		return
	}
	b := l.open[len(l.open)-1]
	l.open = l.open[:len(l.open)-1]
	opening := &l.tokens[b.token]
	marks, length := []Mark(nil), 1
	if opening.footnote {
		l.footnotes--
	} else {
		marks, length = l.tail(rest[1:], b.links)
		if length == 0 {
			l.inherit(b.links)
			l.pos++
			return
		}
		length++
	}
	link := slices.ContainsFunc(marks, func(m Mark) bool { return m.Type == "link" })
	l.inherit(!opening.footnote && (b.links || link))
	l.add(length, token{})
	opening = &l.tokens[b.token]
	opening.marks, opening.closing = marks, len(l.tokens)-1-b.token
	if link { // the words of a link may be an address; it leads where the link does
		for i := b.token; i < len(l.tokens); i++ {
			l.tokens[i].href = ""
		}
	}
}

// inherit tells the bracket around the one just closed that it holds a link.
func (l *lineReader) inherit(links bool) {
	if n := len(l.open); n > 0 && links {
		l.open[n-1].links = true
	}
}

// tail reads what stands behind a ]: (address "title"), {marks}, or both. It
// returns the length 0 where there is neither.
func (l *lineReader) tail(s string, links bool) (marks []Mark, length int) {
	if strings.HasPrefix(s, "(") && !links {
		if dest, title, n, ok := readDest(s); ok {
			switch link, valid := Href(dest); {
			case valid:
				m := Mark{Type: "link", Attrs: map[string]any{"href": link}}
				if title != "" {
					m.Attrs["title"] = title
				}
				marks, length = append(marks, m), n
			case strings.HasPrefix(dest, "media:"):
				l.fail(l.lineAt(), "content.markup_media_alone")
			case l.drop: // its words stay
				length = n
				if href := short(dest); !slices.Contains(l.dropped, href) {
					l.dropped = append(l.dropped, href)
				}
			default:
				l.fail(l.lineAt(), "content.markup_bad_link", short(dest))
			}
		}
	}
	if options, n, ok := readOptions(s[length:]); ok {
		var spans []Mark
		for _, o := range options {
			_, known := marksByOption[o.key]
			switch {
			case o.bare && known:
				spans = append(spans, Mark{Type: o.key})
			case o.key == "lang" && langTag.MatchString(o.value):
				spans = append(spans, Mark{Type: "lang", Attrs: map[string]any{"lang": o.value}})
			default:
				return marks, length
			}
		}
		marks, length = append(marks, spans...), length+n
	}
	return marks, length
}

// marksByOption are the marks that {…} gives by their bare names.
var marksByOption = map[string]bool{"strong": true, "em": true, "underline": true, "strike": true, "sub": true, "sup": true, "code": true}

// lineAt returns the number of the line at pos.
func (l *lineReader) lineAt() int { return l.number + strings.Count(l.s[:l.pos], "\n") }

// json reads ${"type":…}, a node that has no other form here: a formula.
func (l *lineReader) json(rest string) {
	if !strings.HasPrefix(rest, `${"`) {
		l.pos++
		return
	}
	d := json.NewDecoder(strings.NewReader(rest[1:]))
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		l.fail(l.lineAt(), "content.markup_bad_json")
		l.pos++
		return
	}
	n, err := readNode(raw)
	if err != nil {
		l.fail(l.lineAt(), "content.markup_bad_json")
		l.pos++
		return
	}
	l.add(1+int(d.InputOffset()), token{node: &n})
}

// readNode reads a node from JSON.
func readNode(data []byte) (n Node, err error) {
	if err := countJSON(data); err != nil {
		return n, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err = d.Decode(&n); err == nil && d.More() {
		err = errors.New("more than one value")
	}
	return n, err
}

// address reads a bare web address, without the punctuation of the sentence
// around it.
func (l *lineReader) address(rest string) {
	before, _ := utf8.DecodeLastRuneInString(l.s[:l.pos])
	if l.pos > 0 && inWord(before) || !strings.HasPrefix(rest, "https://") && !strings.HasPrefix(rest, "http://") {
		l.pos++
		return
	}
	rest = rest[:min(len(rest), maxHref+utf8.UTFMax)]
	end := strings.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>\"[]{}|\\`", r) })
	if end < 0 {
		end = len(rest)
	}
	raw := strings.TrimRight(rest[:end], ".,;:!?'*_~…”’»")
	for strings.HasSuffix(raw, ")") && strings.Count(raw, ")") > strings.Count(raw, "(") {
		raw = strings.TrimRight(raw[:len(raw)-1], ".,;:!?'*_~…”’»")
	}
	if link, ok := Href(raw); ok && link == raw {
		l.add(len(raw), token{text: raw, href: raw})
	} else {
		l.pos++
	}
}

// resolve makes nodes of tokens: what stands in a pair of brackets gets the
// marks of the pair, and text between two delimiters theirs.
func (l *lineReader) resolve(tokens []token) []Node {
	type run struct {
		mark     string
		from, to int // indexes of nodes
	}
	type opener struct {
		mark string
		node int // index of the node that shows the delimiter as text
	}
	var (
		nodes   []Node
		runs    []run
		openers []opener
		open    = make(map[string]int)
	)
	for i := 0; i < len(tokens); i++ {
		switch t := tokens[i]; {
		case t.closing > 0:
			inner := l.resolve(tokens[i+1 : i+t.closing])
			if t.footnote {
				inner = []Node{{Type: "footnote", Content: inner}}
			}
			mark(inner, t.marks...)
			nodes = append(nodes, inner...)
			i += t.closing
		case t.canClose && open[t.mark] > 0:
			for {
				o := openers[len(openers)-1]
				openers = openers[:len(openers)-1]
				open[o.mark]--
				if o.mark == t.mark {
					nodes[o.node].Text = ""
					runs = append(runs, run{t.mark, o.node, len(nodes)})
					break
				}
			}
		case t.canOpen:
			openers = append(openers, opener{t.mark, len(nodes)})
			open[t.mark]++
			nodes = append(nodes, Node{Type: "text", Text: t.text})
		case t.node != nil:
			nodes = append(nodes, *t.node)
		default:
			n := Node{Type: "text", Text: t.text}
			if t.href != "" {
				n.Marks = []Mark{{Type: "link", Attrs: map[string]any{"href": t.href}}}
			}
			nodes = append(nodes, n)
		}
	}
	for _, name := range []string{"strong", "em", "strike"} {
		change := make([]int, len(nodes)+1)
		for _, r := range runs {
			if r.mark == name {
				change[r.from]++
				change[r.to]--
			}
		}
		for i, depth := 0, 0; i < len(nodes); i++ {
			if depth += change[i]; depth > 0 {
				mark(nodes[i:i+1], Mark{Type: name})
			}
		}
	}
	return nodes
}

// mark adds marks to the texts among nodes; a mark that a text has already
// stays as it is.
func mark(nodes []Node, marks ...Mark) {
	for i, n := range nodes {
		if n.Type == "text" {
			nodes[i].Marks = append(slices.Clone(n.Marks), marks...)
		}
	}
}
