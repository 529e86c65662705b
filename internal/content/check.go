package content

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"congbo/internal/fault"
	"congbo/internal/vi"
)

// maxFaults is how many mistakes of one body are told at once.
const maxFaults = 30

// checker walks a tree once: it notes every mistake and builds the normal
// form of what is right.
type checker struct {
	faults fault.List
	more   int
	nodes  int
	text   int
	full   bool // a budget is spent: stop walking
	ids    map[string]bool

	path  []int // indexes from the document to the node at hand
	block Node  // of the document, in which that is
}

func newChecker() *checker { return &checker{ids: make(map[string]bool)} }

func (c *checker) err() error {
	if c.more > 0 {
		c.faults = append(c.faults, fault.New(fault.Invalid, "content.more_faults", c.more))
		c.more = 0
	}
	return c.faults.Err()
}

// fail notes a mistake of the node at hand and returns false.
func (c *checker) fail(key string, args ...any) bool {
	if len(c.faults) >= maxFaults {
		c.more++
		return false
	}
	var where strings.Builder
	for i, n := range c.path {
		if i > 0 {
			where.WriteByte('.')
		}
		where.WriteString(strconv.Itoa(n))
	}
	number := 0
	if len(c.path) > 0 {
		number = c.path[0] + 1
	}
	c.faults = append(c.faults, fault.New(fault.Invalid, key, append([]any{number, beginning(c.block)}, args...)...).In(where.String()))
	return false
}

// count takes a node or an attribute with n bytes of text from the budgets.
func (c *checker) count(n int) bool {
	if c.full {
		return false
	}
	c.nodes++
	c.text += n
	switch {
	case c.nodes > MaxNodes:
		c.faults = one(fault.TooLarge, "content.too_many_nodes", MaxNodes)
	case c.text > MaxText:
		c.faults = one(fault.TooLarge, "content.too_long", MaxText>>20)
	default:
		return true
	}
	c.full, c.more = true, 0
	return false
}

// doc checks the root.
func (c *checker) doc(n Node) Node {
	if n.Type != "doc" || n.Text != "" || len(n.Marks) > 0 {
		c.fail("content.no_doc")
		return Node{}
	}
	n.Attrs = c.attrs(n)
	n.Content = c.blocks(n.Content)
	return n
}

// blocks checks the content of a node that holds blocks. Empty paragraphs and
// headings, which no reader ever sees, go; where nothing is left stands one
// empty paragraph, in which an editor can write.
func (c *checker) blocks(content []Node) []Node {
	kept := make([]Node, 0, len(content))
	for i, n := range content {
		n, ok := c.child(i, n, blocks)
		if !ok || len(n.Content) == 0 && (n.Type == "paragraph" || n.Type == "heading") {
			continue
		}
		kept = append(kept, n)
	}
	if len(kept) == 0 {
		return []Node{{Type: "paragraph"}}
	}
	return kept
}

// child checks node n, the i-th of its parent, which holds h.
func (c *checker) child(i int, n Node, h holds) (Node, bool) {
	if c.full {
		return n, false
	}
	if len(c.path) == 0 {
		c.block = n
	}
	c.path = append(c.path, i)
	defer func() { c.path = c.path[:len(c.path)-1] }()
	if len(c.path) > MaxDepth {
		c.faults, c.more, c.full = one(fault.TooLarge, "content.too_deep", MaxDepth), 0, true
		return n, false
	}
	if !c.count(len(n.Text)) {
		return n, false
	}
	s, known := schema[n.Type]
	if !known {
		return n, c.fail("content.unknown_node", short(n.Type))
	}
	if !slices.Contains(members[h], n.Type) {
		return n, c.fail("content.misplaced", n.Type)
	}
	if n.Type != "text" && n.Text != "" || s.holds == nothing && len(n.Content) > 0 {
		return n, c.fail("content.misplaced", "text")
	}
	clean := Node{Type: n.Type, Attrs: c.attrs(n)}
	switch s.holds {
	case blocks:
		clean.Content = c.blocks(n.Content)
	case lines, note:
		clean.Content = c.line(n.Content, s.holds)
	case items, rows, cells:
		for i, m := range n.Content {
			if m, ok := c.child(i, m, s.holds); ok {
				clean.Content = append(clean.Content, m)
			}
		}
		if len(n.Content) == 0 && s.holds != cells {
			if clean.Attrs["caption"] != nil {
				c.fail("content.empty_table")
			}
			return n, false // a list or table of nothing
		}
	}
	if n.Type == "text" {
		clean.Text = n.Text
		clean.Marks = c.marks(n.Marks)
	}
	return clean, true
}

// line checks the content of a paragraph, heading or footnote.
func (c *checker) line(content []Node, h holds) []Node {
	kept := make([]Node, 0, len(content))
	for i, n := range content {
		n, ok := c.child(i, n, h)
		if !ok || n.Type == "footnote" && len(n.Content) == 0 {
			continue
		}
		kept = append(kept, n)
	}
	return tidyLine(kept)
}

// attrs checks the attributes of n. One that is null is absent, as editors
// write it.
func (c *checker) attrs(n Node) map[string]any {
	known := schema[n.Type].attrs
	clean := make(map[string]any, len(n.Attrs))
	for name, v := range n.Attrs {
		switch a, ok := known[name]; {
		case v == nil:
		case name == "id" && hasID(n.Type):
			if id, ok := v.(string); ok && blockID.MatchString(id) && !c.ids[id] {
				c.ids[id] = true // a block that was split in the editor leaves its id to the first part
				clean["id"] = id
			}
		case !ok:
			c.fail("content.unknown_attr", n.Type, short(name))
		default:
			if v, ok := c.value(n.Type, name, a, v); ok && v != nil {
				clean[name] = v
			}
		}
	}
	for name, a := range known {
		if a.required && n.Attrs[name] == nil {
			c.fail("content.missing_attr", n.Type, name)
		}
	}
	if clean["decorative"] == true {
		delete(clean, "alt")
	}
	if len(clean) == 0 {
		return nil
	}
	return clean
}

func (c *checker) marks(list []Mark) []Mark {
	var clean []Mark
	for _, name := range markOrder {
		i := slices.IndexFunc(list, func(m Mark) bool { return m.Type == name })
		if i < 0 {
			continue
		}
		m := Mark{Type: name}
		ok := true
		for attr, v := range list[i].Attrs {
			a, known := marks[name][attr]
			if v == nil {
				continue
			}
			if !known {
				ok = c.fail("content.unknown_attr", name, short(attr))
				continue
			}
			v, valid := c.value(name, attr, a, v)
			if !valid {
				ok = false
				continue
			}
			if v != nil {
				if m.Attrs == nil {
					m.Attrs = make(map[string]any, 2)
				}
				m.Attrs[attr] = v
			}
		}
		for attr, a := range marks[name] {
			if a.required && list[i].Attrs[attr] == nil {
				ok = c.fail("content.missing_attr", name, attr)
			}
		}
		if ok {
			clean = append(clean, m)
		}
	}
	for _, m := range list {
		if _, known := marks[m.Type]; !known {
			c.fail("content.unknown_mark", short(m.Type))
		}
	}
	return clean
}

var (
	blockID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,63}$`)
	mediaID = regexp.MustCompile(`^[0-9a-f]{64}$`)
	langTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)
	maxLine = 4000 // bytes of an attribute that is a line: a caption, an alt text
)

// value checks the value of attribute name of a node or mark of type t. It
// returns nil for one that says the default.
func (c *checker) value(t, name string, a attr, v any) (any, bool) {
	bad := func() (any, bool) { return nil, c.fail("content.bad_attr", t, name, short(show(v))) }
	s, isString := v.(string)
	if isString && !c.count(len(s)) {
		return nil, false
	}
	switch a.kind {
	case word:
		if !isString || !slices.Contains(a.words, s) {
			return bad()
		}
		v = s
	case line:
		if !isString || len(s) > maxLine {
			return bad()
		}
		if v = vi.CleanLine(s); v == "" {
			return nil, true
		}
	case integer:
		n, ok := toInt(v)
		if !ok || n < a.min || n > a.max {
			return bad()
		}
		v = n
	case flag:
		on, ok := v.(bool)
		if !ok {
			return bad()
		}
		if !on {
			return nil, true
		}
	case media:
		if !isString || !mediaID.MatchString(s) {
			return nil, c.fail("content.bad_media", short(s))
		}
	case href:
		link, ok := Href(s)
		if !isString || !ok {
			return nil, c.fail("content.bad_link", short(show(v)))
		}
		v = link
	case page:
		link, ok := Href(s)
		if !isString || !ok || !strings.HasPrefix(link, "/") && !strings.HasPrefix(link, "http") {
			return nil, c.fail("content.bad_link", short(show(v)))
		}
		v = link
	case tag:
		if !isString || !langTag.MatchString(s) {
			return bad()
		}
	case formulaTree:
		m, ok := toMath(v)
		if !ok {
			return nil, c.fail("content.bad_formula", "?")
		}
		return c.formula(m, 0)
	}
	if v == a.standard {
		return nil, true
	}
	return v, true
}

// toInt takes a whole number as JSON or a program gives it.
func toInt(v any) (int, bool) {
	switch n := v.(type) {
	case int:
		return n, true
	case int64:
		return int(n), true
	case float64:
		return int(n), n == math.Trunc(n) && math.Abs(n) < 1<<31
	case json.Number:
		i, err := n.Int64()
		return int(i), err == nil
	}
	return 0, false
}

func show(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	data, err := json.Marshal(v)
	if err != nil {
		return "?"
	}
	return string(data)
}

// beginning returns the first words of a block, by which its author knows it.
func beginning(n Node) string {
	const enough = 60
	var b strings.Builder
	var walk func(n Node, depth int)
	walk = func(n Node, depth int) {
		if b.Len() > 4*enough || depth > MaxDepth {
			return
		}
		if n.Text != "" {
			b.WriteString(n.Text)
		}
		for _, name := range []string{"caption", "alt", "title"} {
			if s, ok := n.Attrs[name].(string); ok {
				b.WriteString(s + " ")
			}
		}
		for _, child := range n.Content {
			walk(child, depth+1)
		}
		if n.Type == "paragraph" || n.Type == "hard_break" {
			b.WriteByte(' ')
		}
	}
	walk(n, 0)
	s := b.String()
	if len(s) > 8*enough {
		s = s[:8*enough]
	}
	s = vi.CleanLine(s)
	if utf8.RuneCountInString(s) > enough {
		s = string([]rune(s)[:enough])
		if i := strings.LastIndexByte(s, ' '); i > 0 {
			s = s[:i]
		}
		s += "…"
	}
	return s
}
