package procfile_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"congbo/internal/locale"
	"congbo/internal/procfile"
)

const listed = `# về quy trình
id: thu
steps:
  # bước một
  - id: a   # mã
    overdue: head
    moves:
      - {id: go, to: b, label: {vi: Đi, en: Go}}
      - {id: stop, to: settled}   # thôi

  # về bước hai
  # dòng hai
  - id: b
    verdicts: [content, images]
    checklist: unicode
    skip: {when: kind=news, to: a}
    # cuối bước hai
    moves: [{id: back, to: a}, {id: on, to: settled}]

  - {id: settled, end: settled}
paper: {forms: [{code: BM-01}]}
`

func must(t testing.TB) func([]byte, error) string {
	return func(out []byte, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
}

// Items come, go and change places with the remarks that belong to them, and
// everything else stays as it stands (R-M8).
func TestLists(t *testing.T) {
	way := func(s string) []string { return strings.Split(s, "/") }
	step := procfile.Item{{"id", "c"}, {"title", locale.Text{VI: "Bước: ba", EN: "Third"}}, {"by", []string{"head", "deputy"}}}
	for _, c := range []struct {
		name     string
		edit     func([]byte) ([]byte, error)
		old, new string
	}{
		{"a step behind another", func(b []byte) ([]byte, error) { return procfile.Add(b, way("steps"), "a", step) },
			"# thôi\n\n", "# thôi\n\n  - id: c\n    title: {vi: \"Bước: ba\", en: Third}\n    by: [head, deputy]\n\n"},
		{"a step at the end", func(b []byte) ([]byte, error) { return procfile.Add(b, way("steps"), "", procfile.Item{{"id", "c"}}) },
			"end: settled}\n", "end: settled}\n\n  - id: c\n"},
		{"a move of lines", func(b []byte) ([]byte, error) {
			return procfile.Add(b, way("steps/a/moves"), "go", procfile.Item{{"id", "x"}, {"to", "a"}})
		}, "en: Go}}\n", "en: Go}}\n      - id: x\n        to: a\n"},
		{"a move in brackets", func(b []byte) ([]byte, error) {
			return procfile.Add(b, way("steps/b/moves"), "", procfile.Item{{"id", "x"}})
		}, "to: settled}]", "to: settled}, {id: x}]"},
		{"a list that is not there", func(b []byte) ([]byte, error) {
			return procfile.Add(b, way("steps/settled/moves"), "", procfile.Item{{"id", "x"}})
		}, "end: settled}", "end: settled, moves: [{id: x}]}"},
		{"a list that a short form stands for", func(b []byte) ([]byte, error) {
			return procfile.Add(b, way("steps/a/overdue"), "", procfile.Item{{"after", "1d"}, {"notify", []string{"x"}}})
		}, "overdue: head", "overdue: [{notify: head}, {after: 1d, notify: [x]}]"},
		{"without a step", func(b []byte) ([]byte, error) { return procfile.Remove(b, way("steps/b")) },
			listed[strings.Index(listed, "\n  # về"):strings.Index(listed, "\n  - {id: settled")], ""},
		{"without the first", func(b []byte) ([]byte, error) { return procfile.Remove(b, way("steps/a")) },
			listed[strings.Index(listed, "  # bước một"):strings.Index(listed, "  # về")], ""},
		{"without a move", func(b []byte) ([]byte, error) { return procfile.Remove(b, way("steps/a/moves/stop")) },
			"      - {id: stop, to: settled}   # thôi\n", ""},
		{"without one in brackets", func(b []byte) ([]byte, error) { return procfile.Remove(b, way("steps/b/moves/back")) },
			"{id: back, to: a}, ", ""},
		{"without the last of a list", func(b []byte) ([]byte, error) { return procfile.Remove(b, way("paper/forms/0")) },
			"forms: [{code: BM-01}]", ""},
		{"moves change places", func(b []byte) ([]byte, error) { return procfile.Shift(b, way("steps/a/moves/stop"), -1) },
			"      - {id: go, to: b, label: {vi: Đi, en: Go}}\n      - {id: stop, to: settled}   # thôi\n", "      - {id: stop, to: settled}   # thôi\n      - {id: go, to: b, label: {vi: Đi, en: Go}}\n"},
		{"steps change places", func(b []byte) ([]byte, error) { return procfile.Shift(b, way("steps/b"), 1) },
			listed[strings.Index(listed, "  # về"):strings.Index(listed, "paper:")], "  - {id: settled, end: settled}\n\n" + listed[strings.Index(listed, "  # về"):strings.Index(listed, "\n  - {id: settled")]},
		{"in brackets", func(b []byte) ([]byte, error) { return procfile.Shift(b, way("steps/b/moves/back"), 1) },
			"{id: back, to: a}, {id: on, to: settled}", "{id: on, to: settled}, {id: back, to: a}"},
		{"the first stays first", func(b []byte) ([]byte, error) { return procfile.Shift(b, way("steps/a"), -1) }, "id: thu", "id: thu"},
		{"how many yeses", func(b []byte) ([]byte, error) {
			return procfile.Change(b, procfile.Edit{Path: way("steps/b/verdicts/images/need"), Value: "2"})
		}, "verdicts: [content, images]", "verdicts: {content: {need: 1}, images: {need: 2}}"},
		{"what is recommended", func(b []byte) ([]byte, error) {
			return procfile.Change(b, procfile.Edit{Path: way("steps/b/checklist/recommended"), Value: []string{"x"}})
		}, "checklist: unicode", "checklist: {required: [unicode], recommended: [x]}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(listed, c.old) != 1 {
				t.Fatalf("%q stands %d times", c.old, strings.Count(listed, c.old))
			}
			if diff := cmp.Diff(strings.Replace(listed, c.old, c.new, 1), must(t)(c.edit([]byte(listed)))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	renamed := must(t)(procfile.Rename([]byte(listed), way("steps/a"), "dau"))
	want := strings.NewReplacer("id: a ", "id: dau ", "to: a}", "to: dau}").Replace(listed)
	if diff := cmp.Diff(want, renamed); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, no := range []string{"steps/x", "steps", "id", "steps/a/moves/x"} {
		if out, err := procfile.Remove([]byte(listed), way(no)); err == nil {
			t.Errorf("%s:\n%s", no, out)
		}
	}
}

// Whatever is added, removed, renamed and moved about, the file then has those
// steps and moves in that order, and every remark that did not go with its item.
func TestListsAnything(t *testing.T) {
	presets := procfile.Presets()
	rapid.Check(t, func(t *rapid.T) {
		text := presets[rapid.IntRange(0, len(presets)-1).Draw(t, "procedure")].Text
		kept := remarksOf(string(text))
		want := outline(t, text)
		for range rapid.IntRange(1, 6).Draw(t, "edits") {
			i := rapid.IntRange(0, len(want)-1).Draw(t, "step")
			s := &want[i]
			title := rapid.SampledFrom([]string{"Bước: mới", "Ký số #1", "一", "2026", "a, b"}).Draw(t, "title")
			var err error
			switch do := rapid.SampledFrom([]string{"add", "remove", "up", "down", "rename", "add move", "remove move", "move down"}).Draw(t, "do"); do {
			case "add":
				id := procfile.Free(text, []string{"steps"}, title)
				text, err = procfile.Add(text, []string{"steps"}, s.id, procfile.Item{{"id", id}, {"title", locale.Text{VI: title, EN: title}}, {"by", []string{"head"}}})
				want = slices.Insert(want, i+1, outlined{id: id})
			case "remove":
				if len(want) == 1 {
					continue
				}
				before := string(text)
				text, err = procfile.Remove(text, []string{"steps", s.id})
				kept = less(kept, before, string(text))
				want = slices.Delete(want, i, i+1)
			case "up", "down":
				by := map[string]int{"up": -1, "down": 1}[do]
				text, err = procfile.Shift(text, []string{"steps", s.id}, by)
				if j := i + by; j >= 0 && j < len(want) {
					want[i], want[j] = want[j], want[i]
				}
			case "rename":
				id := procfile.Free(text, []string{"steps"}, title)
				text, err = procfile.Rename(text, []string{"steps", s.id}, id)
				s.id = id
			case "add move":
				at := []string{"steps", s.id, "moves"}
				id := procfile.Free(text, at, title)
				text, err = procfile.Add(text, at, "", procfile.Item{{"id", id}, {"to", s.id}})
				s.moves = append(slices.Clone(s.moves), id)
			default:
				if len(s.moves) == 0 {
					continue
				}
				j := rapid.IntRange(0, len(s.moves)-1).Draw(t, "move")
				at := []string{"steps", s.id, "moves", s.moves[j]}
				if do == "move down" {
					text, err = procfile.Shift(text, at, 1)
					s.moves = slices.Clone(s.moves)
					if j+1 < len(s.moves) {
						s.moves[j], s.moves[j+1] = s.moves[j+1], s.moves[j]
					}
					break
				}
				before := string(text)
				text, err = procfile.Remove(text, at)
				kept = less(kept, before, string(text))
				s.moves = slices.Delete(slices.Clone(s.moves), j, j+1)
			}
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
		}
		if diff := cmp.Diff(want, outline(t, text), cmp.AllowUnexported(outlined{}), cmp.Transformer("none", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
			t.Fatalf("(-want +got):\n%s\n%s", diff, text)
		}
		now := remarksOf(string(text))
		for r, n := range kept {
			if now[r] < n {
				t.Fatalf("lost %q\n%s", r, text)
			}
		}
	})
}

type outlined struct {
	id    string
	moves []string
}

func outline(t *rapid.T, text []byte) []outlined {
	var file struct {
		Steps []struct {
			ID    string `yaml:"id"`
			Moves []struct {
				ID string `yaml:"id"`
			} `yaml:"moves"`
		} `yaml:"steps"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var list []outlined
	for _, s := range file.Steps {
		o := outlined{id: s.ID}
		for _, m := range s.Moves {
			o.moves = append(o.moves, m.ID)
		}
		list = append(list, o)
	}
	return list
}

// remarksOf counts the remarks of a shipped file; none has a # within a word.
func remarksOf(text string) map[string]int {
	count := make(map[string]int)
	for line := range strings.SplitSeq(text, "\n") {
		if i := strings.Index(line, "# "); i == 0 || i > 0 && line[i-1] == ' ' {
			count[line[i:]]++
		}
	}
	return count
}

// less takes the remarks that went with an item from those that are to be kept:
// those that stood above it or between its lines, and no other.
func less(kept map[string]int, before, after string) map[string]int {
	i := 0
	for i < len(before) && i < len(after) && before[i] == after[i] {
		i++
	}
	i = strings.LastIndexByte(before[:i], '\n') + 1
	gone := before[i : i+len(before)-len(after)]
	for r, n := range remarksOf(gone) {
		kept[r] -= n
	}
	return kept
}
