package content

// ReadsBack reports whether the markup of b is read as b without the way out
// of writing whole blocks as JSON.
func ReadsBack(b Body) bool { return same(joinLines(writeBlocks(b.Doc.Content, false)), b) }
