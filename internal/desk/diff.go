package desk

import "congbo/internal/content"

// A DiffPart is a stretch of text: the same in both, only in the old, or only
// in the new one.
type DiffPart struct {
	Kind string // "", "cut", "add"
	Text string
}

// sides compares two texts word by word and returns each with what the other
// does not have marked.
func sides(before, after string) (old, fresh []DiffPart) {
	for _, s := range content.Words(before, after) {
		switch s.Change {
		case content.Cut:
			old = append(old, DiffPart{"cut", s.Text})
		case content.Added:
			fresh = append(fresh, DiffPart{"add", s.Text})
		default:
			old, fresh = append(old, DiffPart{"", s.Text}), append(fresh, DiffPart{"", s.Text})
		}
	}
	return old, fresh
}

// alike reports whether at least half of a compared text is in the other one.
func alike(parts []DiffPart) bool {
	same, all := 0, 0
	for _, p := range parts {
		all += len(p.Text)
		if p.Kind == "" {
			same += len(p.Text)
		}
	}
	return 2*same >= all
}
