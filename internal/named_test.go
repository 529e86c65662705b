package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/locale"
)

// Keys that are put together from the values of a closed list: each value has
// its words in both languages, whatever page happens to show it.
func TestNamedValuesHaveWords(t *testing.T) {
	for prefix, values := range map[string][]string{
		"event.":         names(event.Verbs),
		"desk.verb_":     names(event.Verbs),
		"flow.kind.":     names(flow.Kinds),
		"flow.aspect.":   names(content.Aspects),
		"flow.effect.":   names(flow.Effects),
		"flow.outcome.":  names(flow.Outcomes),
		"flow.answer.":   names(flow.Answers),
		"flow.letter.":   names(flow.Letters),
		"flow.relation.": names(flow.Relations),
		"flow.trouble.":  append(names(flow.Troubles), names(flow.DeliveryProblems)...),
	} {
		if len(values) == 0 {
			t.Errorf("nothing to look at for %s", prefix)
		}
		for _, v := range values {
			for _, l := range locale.Langs {
				if !locale.Has(l, prefix+v) {
					t.Errorf("%s lacks %q", l, prefix+v)
				}
			}
		}
	}
	// And no words are kept of what is no more.
	for _, key := range locale.Keys(locale.VI) {
		if verb, ok := strings.CutPrefix(key, "desk.verb_"); ok && !event.Verb(verb).Known() {
			t.Errorf("%s is of no verb", key)
		}
		if kind, ok := strings.CutPrefix(key, "flow.kind."); ok && !slices.Contains(flow.Kinds, flow.Kind(kind)) {
			t.Errorf("%s is of no kind of act", key)
		}
	}
}

// The lists have every constant of their type: one that was forgotten would be
// refused by the record, and missed by the test above.
func TestListsAreWhole(t *testing.T) {
	for _, c := range []struct {
		folder, of string
		list       []string
	}{
		{"event", "Verb", names(event.Verbs)},
		{"flow", "Kind", names(flow.Kinds)},
	} {
		declared := constants(t, c.folder, c.of)
		if len(declared) < 20 {
			t.Errorf("only %d constants of %s.%s were found", len(declared), c.folder, c.of)
		}
		for _, v := range declared {
			if !slices.Contains(c.list, v) {
				t.Errorf("%s.%s %q is not in its list", c.folder, c.of, v)
			}
		}
	}
}

func names[T ~string](list []T) []string {
	s := make([]string, len(list))
	for i, v := range list {
		s[i] = string(v)
	}
	return s
}

// constants are the values of the constants of a type, as a package declares them.
func constants(t *testing.T, folder, of string) (list []string) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != of {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok {
					s, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					list = append(list, s)
				}
			}
			return true
		})
	}
	return list
}
