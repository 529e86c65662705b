// Package procfile reads procedure files: an institution's own statute written
// as YAML (R-M8). It reports every mistake at once, each with its line and
// column, in the reader's language, so that an office can mend a file without
// a programmer. The rules of a sound procedure are in package flow; here are
// those of the file: keys, kinds of values, and where each stands.
//
// A file is hostile input until it is read: it is small, has no aliases (which
// can stand for any amount of text) and no types of its own.
package procfile

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"congbo/internal/flow"
	"congbo/internal/locale"
)

// MaxSize is how many bytes a procedure file may have.
const MaxSize = 1 << 20

// maxMistakes bounds the report of a file that is something else altogether.
const maxMistakes = 200

// A Mistake is something wrong in a file: where, and what, as a message of
// catalog procfile.json. Line and Col count from 1.
type Mistake struct {
	Line, Col int
	Key       string
	Args      []any
}

// In says the mistake in language l: "12:7: không có bước “dang”".
func (m Mistake) In(l locale.Lang) string {
	return strconv.Itoa(m.Line) + ":" + strconv.Itoa(m.Col) + ": " + m.Text(l)
}

// Text says the mistake without its place.
func (m Mistake) Text(l locale.Lang) string { return locale.T(l, m.Key, m.Args...) }

// Read reads a procedure file as far as it goes, to be drawn and shown while it
// is being written: with mistakes there is a procedure still, unless the file is
// no YAML at all. Nothing but a sound one may be run.
func Read(data []byte) (*flow.Procedure, []Mistake) { return parse(data) }

// Parse reads a procedure file. It returns either a sound procedure and no
// mistakes, or every mistake in the order of the file and no procedure.
func Parse(data []byte) (*flow.Procedure, []Mistake) {
	p, mistakes := parse(data)
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	return p, nil
}

func parse(data []byte) (*flow.Procedure, []Mistake) {
	if len(data) > MaxSize {
		return nil, []Mistake{{1, 1, "procfile.too_large", []any{MaxSize >> 20}}}
	}
	doc, mistakes := load(data)
	if doc == nil {
		return nil, mistakes
	}
	r := &reader{places: make(map[string]place), found: mistakes}
	p := r.procedure(doc)
	r.complete(p)
	for _, problem := range p.Check() {
		r.problem(problem)
	}
	slices.SortStableFunc(r.found, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	r.found = slices.CompactFunc(r.found, func(a, b Mistake) bool {
		return a.Line == b.Line && a.Col == b.Col && a.Text(locale.VI) == b.Text(locale.VI)
	})
	if len(r.found) > maxMistakes {
		r.found = append(r.found[:maxMistakes:maxMistakes], Mistake{r.found[maxMistakes].Line, 1, "procfile.more", nil})
	}
	return p, r.found
}

// Has reports whether a file has something at a path, as [Edit] has it.
func Has(data []byte, path ...string) bool {
	root, err := tree(data)
	return err == nil && find(root, path).value != nil
}

// IDs are those of the items of a list that stand in a file.
func IDs(data []byte, path ...string) []string {
	root, err := tree(data)
	if err != nil {
		return nil
	}
	var ids []string
	if list := find(root, path).value; list != nil && list.Kind == yaml.SequenceNode {
		for _, c := range list.Content {
			if id := find(c, []string{"id"}).value; id != nil {
				ids = append(ids, id.Value)
			}
		}
	}
	return ids
}

// Check returns the mistakes of a procedure file; none for a sound one.
func Check(data []byte) []Mistake {
	_, mistakes := Parse(data)
	return mistakes
}

var errorLine = regexp.MustCompile(`line (\d+)`)

// load reads the YAML into its tree and refuses what no procedure needs.
func load(data []byte) (doc *yaml.Node, mistakes []Mistake) {
	defer func() {
		// The reader below is not ours, and the bytes are anybody's.
		if e := recover(); e != nil {
			doc, mistakes = nil, []Mistake{{1, 1, "procfile.yaml", nil}}
		}
	}()
	if i := slices.IndexFunc(data, func(b byte) bool { return b < ' ' && b != '\n' && b != '\r' && b != '\t' }); i >= 0 {
		return nil, []Mistake{{1 + bytes.Count(data[:i], []byte("\n")), i - bytes.LastIndexByte(data[:i], '\n'), "procfile.control", nil}}
	}
	var root yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&root); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, []Mistake{{1, 1, "procfile.empty", nil}}
		}
		line := 1
		if m := errorLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		return nil, []Mistake{{max(line, 1), 1, "procfile.yaml", nil}}
	}
	var second yaml.Node
	if err := d.Decode(&second); !errors.Is(err, io.EOF) {
		mistakes = append(mistakes, Mistake{max(second.Line, 1), max(second.Column, 1), "procfile.documents", nil})
	}
	mistakes = forbidden(&root, mistakes)
	if len(root.Content) == 0 || len(mistakes) > 0 {
		return nil, mistakes
	}
	return root.Content[0], nil
}

// forbidden finds anchors, aliases and types of one's own.
func forbidden(n *yaml.Node, found []Mistake) []Mistake {
	switch {
	case len(found) > maxMistakes:
		return found
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return append(found, Mistake{n.Line, n.Column, "procfile.alias", nil})
	case n.Style&yaml.TaggedStyle != 0 || n.Tag != "" && !strings.HasPrefix(n.Tag, "!!") || n.Tag == "!!merge" || n.Tag == "!!binary":
		found = append(found, Mistake{n.Line, n.Column, "procfile.tag", nil})
	}
	for _, c := range n.Content {
		found = forbidden(c, found)
	}
	return found
}
