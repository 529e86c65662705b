package e2e

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"congbo/internal/store/storetest"
)

// together are stories that leave each other alone: they share a demonstration.
var together = []string{"smoke.mjs", "stories/don-vi.mjs", "stories/hen-gio.mjs", "stories/so-nganh.mjs", "stories/thu-vien.mjs", "stories/soan-chung.mjs", "stories/lanh-dao.mjs", "stories/viec.mjs"}

// apart is the story of a program in which nothing has been made: it has its own
// start.
const apart = "stories/thiet-lap.mjs"

// Every story under stories/ is told on the real program, once with SQLite and
// once with PostgreSQL, on a demonstration of its own or with those in together.
func TestStories(t *testing.T) {
	needBrowser(t)
	stories, err := filepath.Glob("stories/*.mjs")
	if err != nil {
		t.Fatal(err)
	}
	stories = slices.DeleteFunc(stories, func(s string) bool { return s == apart || slices.Contains(together, s) })
	tell := func(t *testing.T, url string) {
		for _, story := range together {
			t.Run(strings.TrimSuffix(filepath.Base(story), ".mjs"), func(t *testing.T) { visit(t, story, url) })
		}
	}
	t.Run("institutions/sqlite", func(t *testing.T) {
		t.Parallel()
		tell(t, demo(t, ""))
	})
	t.Run("institutions/postgres", func(t *testing.T) {
		t.Parallel()
		tell(t, demo(t, storetest.PostgresURL(t)))
	})
	for name, db := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return storetest.PostgresURL(t) }} {
		t.Run("thiet-lap/"+name, func(t *testing.T) {
			t.Parallel()
			address, code, _ := strings.Cut(setup(t, db()), "/desk/setup?code=")
			visit(t, apart, address, "SETUP_CODE="+code)
		})
	}
	for _, story := range stories {
		name := strings.TrimSuffix(filepath.Base(story), ".mjs")
		t.Run(name+"/sqlite", func(t *testing.T) {
			t.Parallel()
			visit(t, story, demo(t, ""))
		})
		if name == "pages" {
			continue
		}
		t.Run(name+"/postgres", func(t *testing.T) {
			t.Parallel()
			visit(t, story, demo(t, storetest.PostgresURL(t)))
		})
	}
}
