package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"congbo/internal/store/storetest"
)

// Every story under stories/ is told on the real program, once with SQLite and
// once with PostgreSQL, each on a demonstration of its own.
func TestStories(t *testing.T) {
	needBrowser(t)
	stories, err := filepath.Glob("stories/*.mjs")
	if err != nil {
		t.Fatal(err)
	}
	stories = append(stories, "smoke.mjs")
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
