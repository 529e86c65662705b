package content

// ReadsBack reports whether the markup of b is read as b without the way out
// of writing whole blocks as JSON.
func ReadsBack(b Body) bool { return same(joinLines(writeBlocks(b.Doc.Content, false)), b) }

// SchemaParts are the names of all blocks, marks and attributes of the schema.
func SchemaParts() (all []string) {
	add := func(name string, attrs map[string]attr) {
		all = append(all, name)
		for key := range attrs {
			all = append(all, name+"."+key)
		}
	}
	for name, s := range schema {
		add(name, s.attrs)
	}
	for name, attrs := range marks {
		add("mark "+name, attrs)
	}
	return all
}

// EachPart tells which of them a body has.
func EachPart(b Body, tell func(string)) {
	var walk func(Node)
	walk = func(n Node) {
		tell(n.Type)
		for key := range n.Attrs {
			tell(n.Type + "." + key)
		}
		for _, m := range n.Marks {
			tell("mark " + m.Type)
			for key := range m.Attrs {
				tell("mark " + m.Type + "." + key)
			}
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(b.Doc)
}
