package content

import "maps"

// KeepIDs returns b with the ids that equal blocks have in old. The light
// markup writes no ids; comments that refer to blocks nobody edited find them
// again.
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
			attrs := map[string]any{"id": id}
			maps.Copy(attrs, n.Attrs)
			n.Attrs = attrs
		}
		return n
	})
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
