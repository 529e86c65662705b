package e2e

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"congbo/internal/store/storetest"
)

// together are stories that leave each other alone: they share a demonstration,
// those under a name.
var together = map[string][]string{
	"institutions": {"smoke", "stories/don-vi", "stories/so-nganh", "stories/thu-vien", "stories/main"},
	"office":       {"stories/hen-gio", "stories/lien-ket", "stories/soan-chung", "stories/lanh-dao", "stories/viec", "stories/bien-che", "stories/giao-viec", "stories/soan-thao"},
}

// onBoth are those that are told with PostgreSQL too, with CONGBO_TEST_SLOW: the
// way of a request from end to end, in every institution. What the others do is
// tried with both databases by the tests of what they use.
var onBoth = []string{"institutions"}

// apart is the story of a program in which nothing has been made: it has its own
// start.
const apart = "stories/thiet-lap"

// longest are the stories that take longest.
var longest = []string{"stories/pages", "institutions", "office"}

func place(name string) int {
	if i := slices.Index(longest, name); i >= 0 {
		return i
	}
	return len(longest)
}

// Every story under stories/ is told on the real program, on a demonstration of
// its own or with those in together.
func TestStories(t *testing.T) {
	t.Parallel()
	needBrowser(t)
	files, err := filepath.Glob("stories/*.mjs")
	if err != nil {
		t.Fatal(err)
	}
	alone := make(map[string]bool)
	for _, f := range files {
		alone[strings.TrimSuffix(filepath.ToSlash(f), ".mjs")] = true
	}
	delete(alone, apart)
	told := maps.Clone(together)
	for _, stories := range together {
		for _, s := range stories {
			delete(alone, s)
		}
	}
	for s := range alone {
		told[s] = []string{s}
	}
	t.Run(filepath.Base(apart), func(t *testing.T) {
		t.Parallel()
		address, code, _ := strings.Cut(setup(t, ""), "/desk/setup?code=")
		visit(t, apart+".mjs", address, "SETUP_CODE="+code)
	})
	names := slices.Sorted(maps.Keys(told))
	// The longest first, so that nothing waits for it at the end.
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	for _, name := range names {
		tell := func(t *testing.T, database string) {
			t.Parallel()
			url := demo(t, database)
			for _, s := range told[name] {
				t.Run(filepath.Base(s), func(t *testing.T) { visit(t, s+".mjs", url) })
			}
		}
		t.Run(filepath.Base(name)+"/sqlite", func(t *testing.T) { tell(t, "") })
		if slices.Contains(onBoth, name) && os.Getenv("CONGBO_TEST_SLOW") != "" {
			t.Run(filepath.Base(name)+"/postgres", func(t *testing.T) { tell(t, storetest.PostgresBare(t)) })
		}
	}
}
