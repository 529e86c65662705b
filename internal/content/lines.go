package content

import "strings"

// A nodeLine is what stands together on a line of a body: neighbouring texts of
// a paragraph, or an attribute that people read.
type nodeLine struct {
	texts []*Node
	of    *Node // whose attribute it is
	name  string
}

// wordy are the attributes that people read.
var wordy = []string{"alt", "caption", "credit", "title", "cite"}

// eachLine calls fn with the lines in n, in their order.
func eachLine(n *Node, fn func(nodeLine)) {
	for _, name := range wordy {
		if _, ok := n.Attrs[name].(string); ok {
			fn(nodeLine{of: n, name: name})
		}
	}
	var texts []*Node
	end := func() {
		if len(texts) > 0 {
			fn(nodeLine{texts: texts})
		}
		texts = nil
	}
	for i := range n.Content {
		if c := &n.Content[i]; c.Type == "text" {
			texts = append(texts, c)
			continue
		}
		end()
		eachLine(&n.Content[i], fn)
	}
	end()
}

// runs are the texts of a line, as its marks part them.
func (l nodeLine) runs() []string {
	if l.of != nil {
		s, _ := l.of.Attrs[l.name].(string)
		return []string{s}
	}
	all := make([]string, len(l.texts))
	for i, n := range l.texts {
		all[i] = n.Text
	}
	return all
}

func (l nodeLine) text() string { return strings.Join(l.runs(), "") }

// set gives the texts other words, one for each that runs returned.
func (l nodeLine) set(runs []string) {
	if l.of != nil {
		l.of.Attrs = withAttr(l.of.Attrs, l.name, runs[0])
		return
	}
	for i, n := range l.texts {
		n.Text = runs[i]
	}
}
