package content

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
)

// KeepIDs returns b with the ids that its blocks have in old: equal blocks
// wherever they stand, and blocks that were edited in their place. The light
// markup writes no ids; comments that refer to blocks find them again.
func (b Body) KeepIDs(old Body) Body {
	ids := make(map[string][]string) // canonical form of a block → the id of each that is so in old, "" for none
	taken := make(map[string]bool)
	eachBlock(old.orEmpty().Doc, func(n Node) Node {
		if hasID(n.Type) {
			key := string(appendNode(nil, n))
			ids[key] = append(ids[key], n.str("id"))
		}
		return n
	})
	b = b.orEmpty()
	eachBlock(b.Doc, func(n Node) Node {
		taken[n.str("id")] = true
		return n
	})
	b.Doc = eachBlock(b.Doc, func(n Node) Node {
		if n.str("id") != "" || !hasID(n.Type) {
			return n
		}
		key := string(appendNode(nil, n))
		if len(ids[key]) == 0 {
			return n
		}
		id := ids[key][0]
		ids[key] = ids[key][1:]
		if id != "" && !taken[id] {
			taken[id] = true
			n.Attrs = withAttr(n.Attrs, "id", id)
		}
		return n
	})
	m := Merge(old, b)
	m.withIDs(taken)
	return m.After()
}

// Identified returns b with an id at each of its top blocks. One that has none
// gets one made of what it says, so that all who read the same body find the
// same ids.
func (b Body) Identified() Body {
	b = b.orEmpty()
	taken := make(map[string]bool)
	eachBlock(b.Doc, func(n Node) Node {
		taken[n.str("id")] = true
		return n
	})
	blocks := slices.Clone(b.Doc.Content)
	for i, n := range blocks {
		if n.str("id") != "" || !hasID(n.Type) {
			continue
		}
		sum := sha256.Sum256(appendNode(nil, n))
		id := "d" + hex.EncodeToString(sum[:5])
		for k := 2; taken[id]; k++ {
			id = "d" + hex.EncodeToString(sum[:5]) + "-" + strconv.Itoa(k)
		}
		taken[id] = true
		n.Attrs = withAttr(n.Attrs, "id", id)
		blocks[i] = n
	}
	b.Doc.Content = blocks
	return b
}

// eachBlock returns n with change applied to every node below it, in the order
// of the text.
func eachBlock(n Node, change func(Node) Node) Node {
	content := make([]Node, len(n.Content))
	for i, child := range n.Content {
		content[i] = eachBlock(change(child), change)
	}
	if len(content) > 0 {
		n.Content = content
	}
	return n
}

// Block returns the top block of b, as it is Identified, that has an id: a body
// of that block alone.
func (b Body) Block(id string) (Body, bool) {
	for _, n := range b.Identified().Doc.Content {
		if n.str("id") == id && id != "" {
			return Body{Version: b.Version, Doc: Node{Type: "doc", Content: []Node{n}}}, true
		}
	}
	return Body{}, false
}
