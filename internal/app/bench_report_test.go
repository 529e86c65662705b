package app

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"
)

// reportFile is the variable that names the document which measurements write;
// without it they print what they would have written.
const reportFile = "CONGBO_BENCH_WRITE"

//go:embed testdata/performance.md.tmpl
var reportText embed.FS

// goals are what is owed, in the order of the document.
var goals = []struct{ key, what, goal string }{
	{"hot", "hot public page (30 KB, precompressed), requests per server-CPU-second, 16 / 64 / 256 connections", "≥ 1.0 × nginx `gzip_static`"},
	{"tls", "the same over TLS 1.3, HTTP/1.1", "≥ 0.65 × nginx"},
	{"h2", "the same over TLS 1.3, HTTP/2", "≥ 0.25 × nginx"},
	{"steady", "p99 at 20,000 requests/s on one core", "≤ 1 ms and ≤ 2 × nginx"},
	{"many", "10,000 readers at once, kept alive", "nothing refused that nginx serves"},
	{"visible", "publish → visible on article, front page, section, feed, on every site, 100,000 documents", "p50 ≤ 3 ms, p99 ≤ 15 ms"},
	{"cold", "cold render of a page", "≥ 50 × WordPress uncached (17–18/s per core)"},
	{"search20", "search, mixed Vietnamese queries, 20,000 documents", "p50 ≤ 2 ms, p99 ≤ 50 ms"},
	{"search100", "the same, 100,000 documents", "p95 ≤ 50 ms"},
	{"search1000", "the same, 1,000,000 documents", "p50 ≤ 10 ms, p99 ≤ 200 ms"},
	{"memory", "memory, 20,000 documents: idle / under load with a bounded page store", "≤ 30 MiB / ≤ 120 MiB"},
	{"start", "start to first page, 20,000 documents", "≤ 150 ms"},
	{"import", "bulk import with search and record", "≥ 2,000 documents/s"},
	{"moves", "durable moves, one caller", "≥ 0.5 × bare transactions"},
	{"moves64", "durable moves, 64 callers, SQLite", "≥ 3 × one caller"},
	{"growth", "home, section page 1 and deep, article, feed, work list, report: time at the most documents to that at 10,000", "≤ 1.5 ×"},
	{"attack", "readers' p99 beside slow heads and uploads", "readers hardly notice"},
}

// A report is what a run of measurements found out.
type report struct {
	b       *testing.B
	figures map[string]string // the last columns of a goal's row
	parts   map[string]string // tables and sentences, by name
}

func newReport(b *testing.B) *report {
	r := &report{b: b, figures: make(map[string]string), parts: make(map[string]string)}
	r.parts["machine"] = machine()
	return r
}

// goal notes what a goal came to.
func (r *report) goal(key string, met bool, format string, args ...any) {
	verdict := "**missed**"
	if met {
		verdict = "met"
	}
	r.figures[key] = fmt.Sprintf(format, args...) + " | " + verdict
}

// part notes a table or a sentence of the document.
func (r *report) part(name, text string) { r.parts[name] = strings.TrimRight(text, "\n") }

// machine says where and when this was measured.
func machine() string {
	cpu, memory := "", ""
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if m := regexp.MustCompile(`model name\s*: (.*)`).FindSubmatch(b); m != nil {
			cpu = string(m[1])
		}
	}
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kb int
		fmt.Sscanf(string(b), "MemTotal: %d kB", &kb)
		memory = fmt.Sprintf(", %d GiB", (kb+1<<19)>>20)
	}
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	load, _ := os.ReadFile("/proc/loadavg")
	busy, _, _ := strings.Cut(string(load), " ")
	return fmt.Sprintf("%s: %d cores (%s)%s, Linux %s, %s. Load average as the run ended: %s.", time.Now().Format("2006-01-02"), runtime.NumCPU(), cpu, memory,
		strings.TrimSpace(string(kernel)), runtime.Version(), busy)
}

const notMeasured = "– | not measured"

// write writes the document: what this run did not measure stays as an earlier
// one left it.
func (r *report) write() {
	name := os.Getenv(reportFile)
	old := ""
	if name != "" {
		b, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			r.b.Fatal(err)
		}
		old = string(b)
	}
	text, err := r.text(old)
	if err != nil {
		r.b.Fatal(err)
	}
	if name == "" {
		fmt.Printf("\n%s\n", text)
		return
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		r.b.Fatal(err)
	}
}

// text is the document, with what old says of what was not measured.
func (r *report) text(old string) ([]byte, error) {
	t, err := template.New("performance.md.tmpl").Funcs(template.FuncMap{
		"goals": func() string { return r.table(old) },
		"part": func(name string) string {
			begin, end := "<!-- "+name+" -->\n", "\n<!-- /"+name+" -->"
			text, ok := r.parts[name]
			if !ok {
				text = "not measured"
				if _, rest, found := strings.Cut(old, begin); found {
					if was, _, found := strings.Cut(rest, end); found {
						text = was
					}
				}
			}
			return begin + text + end
		},
	}).ParseFS(reportText, "testdata/performance.md.tmpl")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, nil)
	return b.Bytes(), err
}

func (r *report) table(old string) string {
	var t strings.Builder
	t.WriteString("| figure | goal | measured | |\n|---|---|---|---|\n")
	for _, g := range goals {
		begin := fmt.Sprintf("| %s | %s | ", g.what, g.goal)
		rest, ok := r.figures[g.key]
		if !ok {
			rest = notMeasured
			for line := range strings.Lines(old) {
				if was, found := strings.CutPrefix(strings.TrimRight(line, "\n"), begin); found {
					rest = strings.TrimSuffix(was, " |")
				}
			}
		}
		t.WriteString(begin + rest + " |\n")
	}
	return strings.TrimRight(t.String(), "\n")
}

// spread is a median with the least and the most.
func spread(format string, v []float64) string {
	if len(v) == 0 {
		return "–"
	}
	return fmt.Sprintf(format+" ["+format+".."+format+"]", median(v), slices.Min(v), slices.Max(v))
}

// What a run did not measure stays as it was; what it did is as it is now.
func TestReportKeepsWhatWasNotMeasured(t *testing.T) {
	first := &report{figures: map[string]string{"cold": "900 | met", "hot": "1.1 × | met"}, parts: map[string]string{"servers": "| a |\n|---|"}}
	was, err := first.text("")
	if err != nil {
		t.Fatal(err)
	}
	second := &report{figures: map[string]string{"hot": "0.9 × | **missed**"}, parts: map[string]string{"machine": "another one"}}
	is, err := second.text(string(was))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| 900 | met |", "| 0.9 × | **missed** |", "| a |\n|---|\n", "another one", notMeasured} {
		if !strings.Contains(string(is), want) {
			t.Errorf("%q is not in\n%s", want, is)
		}
	}
	if strings.Contains(string(is), "1.1 ×") {
		t.Errorf("the figure of before is still in\n%s", is)
	}
}
