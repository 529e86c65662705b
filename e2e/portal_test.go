package e2e

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"congbo/internal/httpx"
)

// TestPortalPages opens every page of the portal with sample values, in all
// the states that a story would take long to reach, in both languages, at both
// widths, by day and by night: no accessibility violation, nothing wider than
// its window, nothing that its own policy forbids (F-M4, F-M5).
func TestPortalPages(t *testing.T) {
	needBrowser(t)
	dir := t.TempDir()
	cmd := exec.Command("go", "test", "-count=1", "-run", "^TestStorybook$", "./internal/portal", "-storybook", dir)
	cmd.Dir = root(t)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var pages []string
	err := filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		if filepath.Ext(name) == ".html" {
			pages = append(pages, filepath.Base(name))
		}
		return err
	})
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages in the storybook: %v", err)
	}
	files := http.FileServerFS(os.DirFS(dir))
	guard := httpx.Security{Policy: httpx.PortalPolicy}
	site := httptest.NewServer(guard.Guard(files))
	defer site.Close()
	visit(t, "portal.mjs", site.URL, "PAGES="+strings.Join(pages, " "))
}
