package content

import (
	"strconv"

	"congbo/internal/vi"
)

// anchorPrefix begins the ids of headings and blocks in the HTML, so that no
// text can take an id of the page around it.
const anchorPrefix = "muc-"

// anchors are the ids of one body in HTML.
type anchors struct {
	headings []string          // by number of the heading
	blocks   map[string]string // id of the block → id in HTML, for blocks that a link of the body leads to
}

// anchors gives every heading an id made of its words, and every block that a
// link of the body leads to one made of its own id. The ids begin with prefix.
func (b Body) anchors(prefix string) anchors {
	a := anchors{blocks: make(map[string]string)}
	b.walk(func(n Node, _ int) bool {
		for _, m := range n.Marks {
			if href, _ := m.Attrs["href"].(string); len(href) > 1 && href[0] == '#' {
				a.blocks[href[1:]] = ""
			}
		}
		return true
	})
	taken, last := make(map[string]bool), make(map[string]int)
	unique := func(name string) string {
		if name == "" {
			name = "1"
		}
		id := name
		for taken[id] {
			last[name]++
			id = name + "-" + strconv.Itoa(last[name]+1)
		}
		taken[id] = true
		return prefix + anchorPrefix + id
	}
	b.walk(func(n Node, _ int) bool {
		id := n.str("id")
		_, wanted := a.blocks[id]
		name := ""
		if n.Type == "heading" {
			name = unique(vi.Slug(lineText(n.Content), 60))
			a.headings = append(a.headings, name)
		}
		if id != "" && wanted {
			if name == "" {
				name = unique(id)
			}
			a.blocks[id] = name
		}
		return true
	})
	for id, name := range a.blocks {
		if name == "" {
			delete(a.blocks, id)
		}
	}
	return a
}
