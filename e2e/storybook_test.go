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
// the states that a story would take long to reach, in the ways that
// storybook.mjs names: no accessibility violation, nothing wider than its window,
// nothing that its own policy forbids; at 400 %, by keyboard, by ear and without
// movement as everyone.mjs asks (F-M4, F-M5).
func TestPortalPages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	storybook(t, httpx.PortalPolicy, dir, exec.Command("go", "test", "-count=1", "-run", "^TestStorybook$", "./internal/portal", "-storybook", dir), "everyone.mjs")
}

// TestDeskPages does the same for the desk: coming in with passwords, codes and
// links, which no demonstration asks for, a morning with something at every step,
// and papers that go after years (F-M4).
func TestDeskPages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := exec.Command("go", "test", "-count=1", "-run", "^Test((ComingIn|EveryPage)IsSaid|DisposalPages)$/^(sqlite)?$", "./internal/desk")
	write.Env = append(os.Environ(), "CONGBO_STORYBOOK="+dir)
	storybook(t, httpx.DeskPolicy, dir, write)
}

// storybook has a command write pages into a folder and visits each of them
// under a policy, with storybook.mjs and what else is named.
func storybook(t *testing.T, policy, dir string, write *exec.Cmd, scripts ...string) {
	t.Helper()
	needBrowser(t)
	write.Dir = root(t)
	if out, err := write.CombinedOutput(); err != nil {
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
	site := httptest.NewServer(httpx.Security{Policy: policy}.Guard(http.FileServerFS(os.DirFS(dir))))
	defer site.Close()
	for _, script := range append([]string{"storybook.mjs"}, scripts...) {
		visit(t, script, site.URL, "PAGES="+strings.Join(pages, " "))
	}
}
