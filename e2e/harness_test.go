// Package e2e holds the tests that need a browser: the program as people meet
// it, on both databases, and the editor on a page of its own. The stories are
// Node scripts (*.mjs) that drive Chromium; the Go side starts what they visit.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"congbo/internal/locale"
)

// need skips the test, or fails it where the whole suite is required.
func need(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CONGBO_TEST_REQUIRE") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// limit is how long a program started by a test may take in all. It guards
// against hanging; nothing is measured by it. All ways of all sample pages take
// five minutes of a machine with nothing else to do.
const limit = 20 * time.Minute

// visit runs a story against the site at url and fails with what it printed.
func visit(t *testing.T, script, url string, env ...string) {
	t.Helper()
	needBrowser(t)
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "--test-reporter=spec", script)
	cmd.Env = append(os.Environ(), "BASE_URL="+url,
		"SHOTS="+filepath.Join(root(t), "out", "screens", strings.ReplaceAll(t.Name(), "/", "-")))
	cmd.Env = append(cmd.Env, env...)
	// An interrupted story still closes its browser.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", script, err, out)
		return
	}
	t.Logf("%s\n%s", script, out)
}

func needBrowser(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		need(t, "browser tests need Node.js (`make install`): %v", err)
	}
	if _, err := os.Stat(filepath.Join("node_modules", "playwright-core")); err != nil {
		need(t, "browser tests need their packages (`make install`): %v", err)
	}
	if os.Getenv("CONGBO_TEST_CHROMIUM") != "" {
		return
	}
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if _, err := exec.LookPath(name); err == nil {
			return
		}
	}
	need(t, "browser tests need Chromium (`make install`)")
}

var build = struct {
	sync.Once
	program string
	err     error
	out     []byte
}{}

func TestMain(m *testing.M) {
	flag.Parse()
	// A story waits for its browser more than it works: three of them keep two
	// processors busy.
	flag.Set("test.parallel", "3")
	code := m.Run()
	if build.program != "" {
		os.RemoveAll(filepath.Dir(build.program))
	}
	os.Exit(code)
}

// program builds congbo once and returns where it lies.
func program(t *testing.T) string {
	t.Helper()
	build.Do(func() {
		dir, err := os.MkdirTemp("", "congbo-e2e")
		if err != nil {
			build.err = err
			return
		}
		build.program = filepath.Join(dir, "congbo")
		cmd := exec.Command("go", "build", "-o", build.program, ".")
		cmd.Dir = ".."
		build.out, build.err = cmd.CombinedOutput()
	})
	if build.err != nil {
		t.Fatalf("building the program: %v\n%s", build.err, build.out)
	}
	return build.program
}

var address = regexp.MustCompile(`http://[^/\s]+`)

// demo starts `congbo demo` on a free port with data of its own, on SQLite or
// on the database at dbURL, and returns the address it prints. When the test
// ends the program is asked to stop and must do so in order.
func demo(t *testing.T, dbURL string) string {
	t.Helper()
	return start(t, address, "demo", dbURL)
}

// setup starts `congbo serve` in the same way where nothing has been made, and
// returns the address with the one-time code that it prints.
func setup(t *testing.T, dbURL string) string {
	t.Helper()
	return start(t, setupAddress, "serve", dbURL)
}

var setupAddress = regexp.MustCompile(`http://\S+code=\S+`)

// start starts the program and returns what it prints that is like want.
func start(t *testing.T, want *regexp.Regexp, command, dbURL string) string {
	t.Helper()
	args := []string{command, "--addr", "127.0.0.1:0", "--data", t.TempDir()}
	if dbURL != "" {
		args = append(args, "--db", dbURL)
	}
	cmd := exec.Command(program(t), args...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var printed strings.Builder
	found := make(chan string, 1)
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			printed.WriteString(lines.Text() + "\n")
			if a := want.FindString(lines.Text()); a != "" {
				select {
				case found <- a:
				default:
				}
			}
		}
	}()
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		force := time.AfterFunc(30*time.Second, func() { cmd.Process.Kill() })
		<-drained
		err := cmd.Wait()
		force.Stop()
		if err != nil {
			t.Errorf("congbo did not stop in order: %v", err)
		}
		if t.Failed() {
			t.Logf("congbo printed:\n%s%s", printed.String(), tail(stderr.String(), 200))
		}
	})
	select {
	case a := <-found:
		return strings.TrimRight(a, "/.")
	case <-drained:
		t.Fatalf("congbo ended without printing an address:\n%s%s", printed.String(), stderr.String())
	case <-time.After(2 * time.Minute):
		t.Fatal("congbo printed no address")
	}
	return ""
}

func tail(text string, lines int) string {
	all := strings.SplitAfter(text, "\n")
	return strings.Join(all[max(0, len(all)-lines):], "")
}

// labels are the texts of the editor in language l, as its page passes them on.
func labels(l locale.Lang) map[string]string {
	texts := make(map[string]string)
	for _, key := range locale.Keys(l) {
		if strings.HasPrefix(key, "editor.") {
			texts[strings.TrimPrefix(key, "editor.")] = locale.T(l, key)
		}
	}
	return texts
}
