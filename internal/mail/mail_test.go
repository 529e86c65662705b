package mail_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/mail"
	"congbo/internal/worker"
)

const asChild = "CONGBO_TEST_AS_CHILD"

// The tests start this program again as a parse worker.
func TestMain(m *testing.M) {
	if os.Getenv(asChild) != "" {
		os.Exit(worker.Handlers{mail.Task: mail.Work}.Main(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// childMemory is what a child of the tests may use; 0 for the default, which
// is what the program gives it.
var childMemory int64

// newPool returns a pool of real children.
func newPool(t testing.TB, timeout time.Duration) *mail.Pool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	w := &worker.Pool{
		Command: []string{self}, Env: []string{asChild + "=1"}, Size: 1, Timeout: timeout, Memory: childMemory,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	t.Cleanup(func() { w.Close() })
	return &mail.Pool{Workers: w}
}

func is(err error, k fault.Kind, key string) bool {
	e, ok := fault.As(err)
	return ok && e.Kind == k && e.Key == key
}

// letter joins lines into a raw letter.
func letter(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

func parse(t testing.TB, raw []byte) *mail.Message {
	t.Helper()
	m, err := mail.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Every key in the code is said in both languages, and none is left over.
func TestKeys(t *testing.T) {
	key := regexp.MustCompile(`"(mail\.[a-z_]+)"`)
	used := map[string]bool{}
	files, _ := filepath.Glob("*.go")
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(src), -1) {
			used[m[1]] = true
			for _, l := range locale.Langs {
				if !locale.Has(l, m[1]) {
					t.Errorf("%s: %s has no %s", f, l, m[1])
				}
			}
		}
	}
	for _, k := range locale.Keys(locale.VI) {
		if strings.HasPrefix(k, "mail.") && !used[k] {
			t.Errorf("%s is never said", k)
		}
	}
}

// dump writes what a message says for the golden files.
func dump(m *mail.Message) string {
	var b strings.Builder
	line := func(name string, value any) {
		if s := fmt.Sprint(value); s != "" && s != "[]" {
			fmt.Fprintf(&b, "%s: %s\n", name, s)
		}
	}
	line("Message-ID", m.MessageID)
	line("In-Reply-To", m.InReplyTo)
	line("References", m.References)
	line("From", m.From)
	line("Reply-To", m.ReplyTo)
	line("To", m.To)
	line("Cc", m.Cc)
	line("Subject", m.Subject)
	if !m.Date.IsZero() {
		line("Date", m.Date.Format(time.RFC3339))
	}
	line("Auto", m.Auto)
	line("Lang", m.Lang)
	line("Problems", m.Problems)
	for _, a := range m.Attachments {
		fmt.Fprintf(&b, "Attachment: %q %s id=%q inline=%v %d bytes %.24q\n", a.Name, a.ContentType, a.ContentID, a.Inline, len(a.Data), a.Data)
	}
	if m.HTML != "" {
		fmt.Fprintf(&b, "HTML: %d bytes\n", len(m.HTML))
	}
	fmt.Fprintf(&b, "\n%s\n", m.Text)
	return b.String()
}

func letters(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	slices.Sort(files)
	return files
}
