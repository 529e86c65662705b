package app

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"congbo/internal/fault"
	"congbo/internal/vi"
)

// Vectors of script injection run nothing, in a real browser, with the policy
// of pages and without it (security drill D21, promise 3). Each goes in by
// every way by which words come in: pasted into the editor, as a file (HTML,
// Markdown, Word, SVG), in a letter, in every field of a text, as the name of a
// file, with the public form and in a table of people; then every page that
// shows it is opened, on the desk and on the site, and the letters that go out.
//
// Here it is a sample of our own collection; TestSlowVectorsRunNothing tries all
// of it, and those of others.
func TestVectorsRunNothing(t *testing.T) {
	t.Parallel()
	sum, all := newTally(), readVectors(t, filepath.Join("testdata", "vectors.txt"))
	var some []string // always the same
	for i := 0; i < len(all); i += 8 {
		some = append(some, all[i])
	}
	tryVectors(t, some, sum, true)
	sum.told(t)
}

// vectorsAtOnce is for how many vectors there is a house: so many that its
// lists are as long as an office's, not longer.
const vectorsAtOnce = 400

// The same with all of our own, and with the collections of others, which are
// not ours to keep: CONGBO_TEST_XSS names them, joined by colons. Each is a file
// with a vector a line, a script with a list of fixtures, or a directory of such.
func TestSlowVectorsRunNothing(t *testing.T) {
	if os.Getenv("CONGBO_TEST_SLOW") == "" {
		t.Skip("takes long: CONGBO_TEST_SLOW")
	}
	names := []string{filepath.Join("testdata", "vectors.txt")}
	if more := os.Getenv("CONGBO_TEST_XSS"); more != "" {
		names = append(names, strings.Split(more, ":")...)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			var all []string
			err := filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
				if err == nil && d.Type().IsRegular() {
					all = append(all, readVectors(t, path)...)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			lines := len(all)
			slices.Sort(all)
			all = slices.Compact(all)
			sum := newTally()
			t.Cleanup(func() {
				t.Logf("%d vectors, %d of them different", lines, len(all))
				sum.told(t)
			})
			n := 0
			for chunk := range slices.Chunk(all, vectorsAtOnce) {
				n++
				t.Run(strconv.Itoa(n), func(t *testing.T) {
					t.Parallel()
					tryVectors(t, chunk, sum, false)
				})
			}
		})
	}
}

var inScript = regexp.MustCompile("(?s)\"?payload\"?:\\s*(`(?:[^`\\\\]|\\\\.)*`|\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')")

// readVectors reads a file with a vector a line, or the payloads of a script's
// list of fixtures.
func readVectors(t *testing.T, name string) (list []string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ToValidUTF8(string(data), "\uFFFD")
	if filepath.Ext(name) == ".mjs" {
		for _, m := range inScript.FindAllStringSubmatch(text, -1) {
			s := m[1][1 : len(m[1])-1]
			if u, err := strconv.Unquote(`"` + strings.NewReplacer(`\'`, `'`, "\\`", "`", `"`, `\"`, `\"`, `\"`, "\n", `\n`, `\/`, `/`).Replace(s) + `"`); err == nil {
				s = u
			}
			list = append(list, s)
		}
		if n := len(regexp.MustCompile(`(?m)^\s*"?payload"?:`).FindAllString(text, -1)); n != len(list) {
			t.Fatalf("%s: %d of %d payloads were read", name, len(list), n)
		}
		return list
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\r\n"); strings.TrimSpace(line) != "" {
			list = append(list, line)
		}
	}
	return list
}

// A tally counts what became of vectors by the ways in which they came in, and
// what a browser saw of them.
type tally struct {
	mu     sync.Mutex
	ways   map[string]*wayTally
	opened map[string]int // pages by mode
	pasted map[string]int // by mode
	wrong  int
}

type wayTally struct {
	given, same, changed int            // kept to the letter; kept with something cut, cleaned or taken out
	refused              map[string]int // by message key
}

func newTally() *tally {
	return &tally{ways: make(map[string]*wayTally), opened: make(map[string]int), pasted: make(map[string]int)}
}

func (s *tally) way(name string) *wayTally {
	w := s.ways[name]
	if w == nil {
		w = &wayTally{refused: make(map[string]int)}
		s.ways[name] = w
	}
	return w
}

// took counts vectors that were given in one way, together: they were kept as a
// text, or refused with a fault that tells people why. Anything else is our
// mistake.
func (s *tally) took(t testing.TB, way string, vectors []string, kept string, err error) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.way(way)
	w.given += len(vectors)
	if err != nil {
		key := refusal(err)
		if key == "" {
			t.Errorf("%s: %.200q: %v", way, vectors, err)
		}
		w.refused[key] += len(vectors)
		return
	}
	kept = vi.CleanLine(kept)
	for _, v := range vectors {
		if strings.Contains(kept, vi.CleanLine(v)) {
			w.same++
		} else {
			w.changed++
		}
	}
}

// refusal is the key of a fault that people are told, "" for any other error.
func refusal(err error) string {
	list, ok := err.(fault.List)
	if e, one := fault.As(err); !ok && one {
		list = fault.List{e}
	}
	var keys []string
	for _, e := range list {
		if e.Kind == fault.Internal {
			return ""
		}
		keys = append(keys, e.Key)
	}
	slices.Sort(keys)
	return strings.Join(slices.Compact(keys), " + ")
}

func (s *tally) told(t testing.TB) {
	t.Helper()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(s.ways)) {
		w := s.ways[name]
		refused := 0
		for _, n := range w.refused {
			refused += n
		}
		fmt.Fprintf(&b, "\n%-34s given %5d, kept to the letter %5d, kept changed %5d, refused %5d", name, w.given, w.same, w.changed, refused)
		keys := slices.SortedFunc(maps.Keys(w.refused), func(a, b string) int { return cmp.Compare(w.refused[b], w.refused[a]) })
		for _, k := range keys {
			fmt.Fprintf(&b, " · %s %d", k, w.refused[k])
		}
		if w.given != w.same+w.changed+refused {
			t.Errorf("%s: not every vector is accounted for", name)
		}
	}
	t.Logf("pages opened %v, pasted %v, wrong %d%s", s.opened, s.pasted, s.wrong, b.String())
}

// packs puts vectors together, as many as a field of so many characters takes.
// One that is longer stands alone.
func packs(vectors []string, limit int) (list [][]string) {
	size := 0
	for _, v := range vectors {
		n := len([]rune(vi.CleanLine(v))) + 1
		if len(list) == 0 || size+n > limit+1 {
			list, size = append(list, nil), 0
		}
		list[len(list)-1], size = append(list[len(list)-1], v), size+n
	}
	return list
}
