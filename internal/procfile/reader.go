package procfile

import (
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

type place struct{ line, col int }

// A reader turns the tree of a file into a procedure. It remembers where each
// value stood under the same ways that flow.Problem uses.
type reader struct {
	places map[string]place
	found  []Mistake
	steps  int // how many stand in the file; complete adds ends
}

func (r *reader) wrong(n *yaml.Node, key string, args ...any) {
	if len(r.found) > 10*maxMistakes {
		return
	}
	r.found = append(r.found, Mistake{max(n.Line, 1), max(n.Column, 1), key, args})
}

func (r *reader) at(way string, n *yaml.Node) {
	r.places[way] = place{max(n.Line, 1), max(n.Column, 1)}
}

// problem places a problem of the procedure where its value stands, or what it
// would be a part of.
func (r *reader) problem(p flow.Problem) {
	if n, err := strconv.Atoi(strings.TrimPrefix(p.At, "steps/")); err == nil && n >= r.steps {
		return // about an end that was only supplied
	}
	for i, a := range p.Args {
		if name, ok := a.(string); ok {
			p.Args[i] = shown(name)
		}
	}
	way := p.At
	for {
		if at, ok := r.places[way]; ok {
			r.found = append(r.found, Mistake{at.line, at.col, p.Key, p.Args})
			return
		}
		i := strings.LastIndexByte(way, '/')
		if i < 0 {
			r.found = append(r.found, Mistake{1, 1, p.Key, p.Args})
			return
		}
		way = way[:i]
	}
}

// A field reads the value of one key.
type field func(n *yaml.Node, way string)

// fields reads a mapping. Keys that are not among the fields, or stand twice,
// are mistakes; a key without a value is as good as none.
func (r *reader) fields(n *yaml.Node, way string, fields map[string]field) {
	r.at(way, n)
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "procfile.want_mapping")
		return
	}
	seen := make(map[string]bool)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		read, known := fields[k.Value]
		switch {
		case k.Kind != yaml.ScalarNode || !known:
			r.unknown(k, fields)
			continue
		case seen[k.Value]:
			r.wrong(k, "procfile.duplicate", k.Value)
			continue
		}
		seen[k.Value] = true
		sub := join(way, k.Value)
		r.at(sub, k)
		if !null(v) {
			read(v, sub)
		}
	}
}

// unknown reports a key and what may have been meant.
func (r *reader) unknown(k *yaml.Node, fields map[string]field) {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	name := shown(k.Value)
	if len(r.found) > 10*maxMistakes {
		return
	}
	if n := flow.Nearest(k.Value, names); n != "" {
		r.wrong(k, "procfile.key_near", name, n)
		return
	}
	r.wrong(k, "procfile.key", name, strings.Join(names, ", "))
}

func null(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

func join(way, key string) string {
	if way == "" {
		return key
	}
	return way + "/" + key
}

// shown makes a piece of the file fit for a line of a message.
func shown(s string) string {
	s = vi.CleanLine(s)
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// scalar reads a single value as text.
func (r *reader) scalar(n *yaml.Node, way string) (string, bool) {
	r.at(way, n)
	if n.Kind != yaml.ScalarNode {
		r.wrong(n, "procfile.want_text")
		return "", false
	}
	return vi.CleanLine(n.Value), true
}

func text[T ~string](r *reader, to *T) field {
	return func(n *yaml.Node, way string) {
		s, _ := r.scalar(n, way)
		*to = T(s)
	}
}

// maxList is how long a list may be.
const maxList = 100

// list reads a sequence; a single value is a list of one.
func (r *reader) list(n *yaml.Node, way string, each field) {
	r.at(way, n)
	if n.Kind != yaml.SequenceNode {
		r.at(way+"/0", n)
		each(n, way+"/0")
		return
	}
	if len(n.Content) > maxList {
		r.wrong(n.Content[maxList], "procfile.too_many", maxList)
	}
	for i, c := range n.Content[:min(len(n.Content), maxList)] {
		sub := way + "/" + strconv.Itoa(i)
		r.at(sub, c)
		each(c, sub)
	}
}

func words[T ~string](r *reader, to *[]T) field {
	return func(n *yaml.Node, way string) {
		r.list(n, way, func(n *yaml.Node, way string) {
			if s, ok := r.scalar(n, way); ok {
				*to = append(*to, T(s))
			}
		})
	}
}

func (r *reader) roles(to *[]people.Role) field { return words(r, to) }

// title reads a text in both languages; one without a language is Vietnamese.
func (r *reader) title(to *locale.Text) field {
	return func(n *yaml.Node, way string) {
		if n.Kind == yaml.ScalarNode {
			to.VI, _ = r.scalar(n, way)
			return
		}
		r.fields(n, way, map[string]field{"vi": text(r, &to.VI), "en": text(r, &to.EN)})
	}
}

func (r *reader) number(to *int) field {
	return func(n *yaml.Node, way string) {
		s, ok := r.scalar(n, way)
		if !ok {
			return
		}
		v, err := strconv.Atoi(s)
		if err != nil || v < 0 || v > 1_000_000 {
			r.wrong(n, "procfile.number", shown(s))
			return
		}
		*to = v
	}
}

// calendarDays reads a number of days by the calendar: 30 or 30d.
func (r *reader) calendarDays(to *int) field {
	return func(n *yaml.Node, way string) {
		s, ok := r.scalar(n, way)
		if !ok {
			return
		}
		v, err := strconv.Atoi(strings.TrimSuffix(s, "d"))
		if err != nil || v < 1 {
			r.wrong(n, "procfile.until")
			return
		}
		*to = v
	}
}

func (r *reader) flag(to *bool) field {
	return func(n *yaml.Node, way string) {
		switch s, ok := r.scalar(n, way); {
		case ok && s == "true":
			*to = true
		case ok && s != "false":
			r.wrong(n, "procfile.flag", shown(s))
			*to = true // why else would it be there
		}
	}
}

// limit reads a length of working time.
func (r *reader) limit(to *workday.Limit) field {
	return func(n *yaml.Node, way string) {
		if s, ok := r.scalar(n, way); ok {
			*to = r.parseLimit(n, s)
		}
	}
}

// rhythm reads when something recurs.
func (r *reader) rhythm(to *workday.Rhythm) field {
	return func(n *yaml.Node, way string) {
		s, ok := r.scalar(n, way)
		if !ok {
			return
		}
		got, err := workday.ParseRhythm(s)
		if f, ok := fault.As(err); ok {
			r.wrong(n, f.Key, f.Args...)
			got = workday.Rhythm{Every: workday.Daily} // there is one; that it is wrong is said
		}
		*to = got
	}
}

func (r *reader) parseLimit(n *yaml.Node, s string) workday.Limit {
	l, err := workday.ParseLimit(s)
	if f, ok := fault.As(err); ok {
		r.wrong(n, f.Key, f.Args...)
		l = workday.Limit{Days: 1} // there is a limit; what hangs on it is no second mistake
	}
	return l
}
