package convert_test

import (
	"bytes"
	"encoding/xml"
	"io"
)

// A node is an element of XML as it was written, or a text.
type node struct {
	start    xml.StartElement
	text     string // of a text
	children []*node
}

func parseNode(data []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	root := &node{}
	stack := []*node{root}
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return root, nil
		} else if err != nil {
			return nil, err
		}
		top := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{start: token.Copy()}
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.children = append(top.children, &node{text: string(token)})
		}
	}
}

func (n *node) name() string { return n.start.Name.Local }

func (n *node) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	for _, c := range n.children {
		if c.name() != "" {
			c.write(&b)
		}
	}
	return b.Bytes()
}

func (n *node) write(b *bytes.Buffer) {
	if n.name() == "" {
		xml.EscapeText(b, []byte(n.text))
		return
	}
	full := func(name xml.Name) string {
		if name.Space != "" {
			return name.Space + ":" + name.Local
		}
		return name.Local
	}
	b.WriteString("<" + full(n.start.Name))
	for _, a := range n.start.Attr {
		b.WriteString(" " + full(a.Name) + `="`)
		xml.EscapeText(b, []byte(a.Value))
		b.WriteString(`"`)
	}
	b.WriteString(">")
	for _, c := range n.children {
		c.write(b)
	}
	b.WriteString("</" + full(n.start.Name) + ">")
}

func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.name() == name {
			return c
		}
	}
	return nil
}

func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n *node) has(name string) bool {
	for _, c := range n.children {
		if c.name() == name || c.has(name) {
			return true
		}
	}
	return false
}

// edit puts in the place of every child, innermost first, what change returns.
func (n *node) edit(change func(*node) []*node) {
	var out []*node
	for _, c := range n.children {
		c.edit(change)
		out = append(out, change(c)...)
	}
	n.children = out
}

// all are the children; of nothing none.
func (n *node) all() []*node {
	if n == nil {
		return nil
	}
	return n.children
}

func (n *node) childrenOf(name string) []*node { return n.child(name).all() }
