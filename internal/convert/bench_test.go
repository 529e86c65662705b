package convert_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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

// BenchmarkConvert measures what is read a second, and, where pandoc is installed,
// how many times as much as it reads of the same files in the same run: in
// processor time, which others at work on the machine do not change much, in five
// rounds of us and of pandoc by turns, of which the middle one counts.
func BenchmarkConvert(b *testing.B) {
	files := benchFiles(b)
	size := 0
	for _, f := range files {
		size += len(f)
	}
	b.SetBytes(int64(size))
	ours := func() float64 {
		start := cpuTime()
		for _, f := range files {
			if _, err := convert.Convert(convert.Docx, f); err != nil {
				b.Fatal(err)
			}
		}
		return (cpuTime() - start).Seconds()
	}
	for b.Loop() {
		ours()
	}
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
	empty := filepath.Join(dir, "empty.md")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	run := func(args ...string) float64 {
		cmd := exec.Command(pandoc, args...)
		if err := cmd.Run(); err != nil {
			return 0 // it does not read the file, in no time
		}
		return (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	}
	var speeds, ratios, whole []float64
	for range 5 {
		us := ours()
		// What it takes to start is taken off: it is paid once for a file there, never here.
		idle, all, bare := run("-f", "markdown", "-t", "html", empty), 0.0, 0.0
		for _, n := range names {
			took := run("-f", "docx", "-t", "html", "--mathml", n)
			all, bare = all+took, bare+max(took-idle, 0)
		}
		speeds, ratios, whole = append(speeds, float64(size)/1e6/us), append(ratios, bare/us), append(whole, all/us)
	}
	for unit, of := range map[string][]float64{"MB/cpu-s": speeds, "times-pandoc": ratios, "times-pandoc-with-start": whole} {
		slices.Sort(of)
		b.ReportMetric(of[len(of)/2], unit)
	}
}
