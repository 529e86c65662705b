package convert_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"congbo/internal/convert"
)

// benchFiles are Word files to convert: those of the folder that the
// environment names, or some made here.
func benchFiles(b *testing.B) [][]byte {
	b.Helper()
	if dir := os.Getenv("CONGBO_BENCH_DOCX"); dir != "" {
		names, err := filepath.Glob(filepath.Join(dir, "*.docx"))
		if err != nil || len(names) == 0 {
			b.Fatal("no .docx files in", dir, err)
		}
		var all [][]byte
		for _, n := range names {
			data, err := os.ReadFile(n)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := convert.Convert(convert.Docx, data); err == nil {
				all = append(all, data)
			}
		}
		return all
	}
	var all [][]byte
	for n := range 12 {
		var body strings.Builder
		for i := range 200 * (n + 1) {
			switch i % 10 {
			case 0:
				body.WriteString(styled("Heading1", fmt.Sprintf("Mục %d", i)))
			case 5:
				body.WriteString(`<w:tbl><w:tr><w:tc>` + p("Đơn vị") + `</w:tc><w:tc>` + p("Số lượng") + `</w:tc></w:tr><w:tr><w:tc>` + p("Khoa Thủy sản") + `</w:tc><w:tc>` + p("120") + `</w:tc></w:tr></w:tbl>`)
			default:
				body.WriteString(p("Nhà trường thông báo đến các đơn vị, giảng viên, sinh viên về kế hoạch tuyển sinh năm 2026 và các văn bản kèm theo."))
			}
		}
		all = append(all, zipped(b, map[string]string{
			"_rels/.rels":       `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
			"word/document.xml": `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`,
			"word/styles.xml":   `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`,
		}))
	}
	return all
}

// BenchmarkConvert measures what is read a second, and, where pandoc is
// installed, how many times as much as it reads of the same files in the same
// run; and the most memory that was in use.
func BenchmarkConvert(b *testing.B) {
	files := benchFiles(b)
	size := 0
	for _, f := range files {
		size += len(f)
	}
	b.SetBytes(int64(size))
	peak := uint64(0)
	var m runtime.MemStats
	for b.Loop() {
		for _, f := range files {
			if _, err := convert.Convert(convert.Docx, f); err != nil {
				b.Fatal(err)
			}
		}
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapInuse)
	}
	ours := b.Elapsed().Seconds() / float64(b.N)
	b.ReportMetric(float64(peak)/(1<<20), "MB-heap")
	pandoc, err := exec.LookPath("pandoc")
	if err != nil {
		b.Log("pandoc is not installed: no ratio")
		return
	}
	dir := b.TempDir()
	var names []string
	for i, f := range files {
		name := filepath.Join(dir, fmt.Sprintf("%d.docx", i))
		if err := os.WriteFile(name, f, 0o600); err != nil {
			b.Fatal(err)
		}
		names = append(names, name)
	}
	// What it takes to start is taken off: it is paid once for a file there, never here.
	empty := filepath.Join(dir, "empty.txt")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	run := func(args ...string) float64 {
		start := time.Now()
		if err := exec.Command(pandoc, args...).Run(); err != nil {
			return 0
		}
		return time.Since(start).Seconds()
	}
	idle := run("-f", "plain", "-t", "html", empty)
	if idle == 0 {
		idle = run("-f", "markdown", "-t", "html", empty)
	}
	theirs := 0.0
	for _, n := range names {
		theirs += max(run("-f", "docx", "-t", "html", "--mathml", n)-idle, 0)
	}
	b.ReportMetric(theirs/ours, "times-pandoc")
}
