package procfile

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// expand writes out the short forms on the way to a value, so that there is a
// place for it: "verdicts: [content]" says the same as "verdicts: {content: {}}",
// and only the second has a place for how many yeses are needed.
func expand(text []byte, path []string) ([]byte, error) {
	for k := 1; k < len(path); k++ {
		root, err := tree(text)
		if err != nil {
			return nil, err
		}
		at := find(root, path[:k])
		if at.value == nil {
			break
		}
		long, ok := longer(path[:k], path[k], at.value)
		if !ok {
			continue
		}
		src := newSource(text)
		if at.key != nil {
			text = src.replace(at, long)
		} else {
			text = src.splice(src.at(at.value), src.end(at.value, nil), long)
		}
		if text == nil {
			return nil, noPlace(path)
		}
	}
	return text, nil
}

// longer is how a value at a path is written out that has a place for next;
// false where it has one already, or cannot have.
func longer(path []string, next string, n *yaml.Node) (string, bool) {
	key, above := path[len(path)-1], ""
	if len(path) > 1 {
		above = path[len(path)-2]
	}
	if n.Kind == yaml.MappingNode {
		return "", false
	}
	alarms := func(s string) bool { return s == "overdue" || s == "stale" }
	switch {
	case missing(n) || n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		return "{}", next != "0"
	case n.Kind == yaml.ScalarNode && (next == "vi" || next == "en"):
		return "{vi: " + scalar(n.Value) + "}", true
	case key == "checklist":
		return "{required: " + listed(n) + "}", true
	case key == "consult":
		return "{of: " + listed(n) + "}", true
	case key == "verdicts":
		var parts []string
		for _, a := range single(n) {
			parts = append(parts, scalar(a)+": {need: 1}")
		}
		return "{" + strings.Join(parts, ", ") + "}", true
	case above == "verdicts":
		return "{by: " + listed(n) + "}", true
	case alarms(key) && n.Kind == yaml.ScalarNode:
		return "[{notify: " + scalar(n.Value) + "}]", true
	case alarms(above) && n.Kind == yaml.ScalarNode:
		return "{notify: " + scalar(n.Value) + "}", true
	}
	return "", false
}

// single are the values of a list, or the one that stands for a list of one.
func single(n *yaml.Node) []string {
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}
	}
	var list []string
	for _, c := range n.Content {
		list = append(list, c.Value)
	}
	return slices.Clip(list)
}

func listed(n *yaml.Node) string { return inline(single(n)) }
