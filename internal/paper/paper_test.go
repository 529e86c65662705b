package paper_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/chart"
	"congbo/internal/convert"
	"congbo/internal/locale"
	"congbo/internal/paper"
	"congbo/internal/procfile"
)

var update = flag.Bool("update", false, "write what is printed into testdata")

// sample has every sort of block, and more rows than a page has room for.
func sample() *paper.Document {
	d := &paper.Document{
		Lang: locale.VI, Title: "Kiểm tra <in> & lưu", Author: "Sở Kiểm thử", Date: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), Mark: "DỰ THẢO",
		Head: paper.Head{Office: []string{"BỘ KIỂM THỬ", "SỞ KIỂM THỬ"}, Kind: "QUY TRÌNH", Title: "Kiểm tra <in> & lưu", Facts: []string{"Mã hóa: QT-01", "Ban hành lần: 02"}, Page: "Trang"},
		Blocks: []paper.Block{
			paper.Heading{Text: "QUY TRÌNH KIỂM TRA"},
			paper.Heading{Level: 1, Text: "I. MỤC ĐÍCH"},
			paper.Para{Text: strings.Repeat("Thống nhất việc tiếp nhận, kiểm duyệt và trả kết quả. ", 4), Align: paper.Justified},
			paper.Para{Lead: "BBT:", Text: "Ban Biên tập", Dash: true},
			paper.Para{Text: strings.Repeat("dàiquá", 40), Italic: true},
			paper.Drawing{Chart: chart.LayNarrow(procfile.ByID("cap-nhat-tin"), locale.VI), Alt: "Lưu đồ “cập nhật tin”"},
			paper.Heading{Level: 2, Text: "2. Mô tả"},
		},
	}
	table := paper.Table{Widths: []float64{1, 4, 2}, Head: []string{"TT", "Nội dung", "Nơi lưu"}, Centre: []bool{true, false, false}}
	for i := range 40 {
		table.Rows = append(table.Rows, []paper.Cell{{{Text: fmt.Sprint(i + 1)}}, {{Lead: "Bước", Text: fmt.Sprintf("việc số %d", i+1)}, {Text: "ghi sổ", Dash: true}}, nil})
	}
	table.Rows = append(table.Rows, []paper.Cell{{{Text: "41"}}, {{Text: strings.Repeat("cao hơn một trang ", 400)}}, {{Text: "hết"}}})
	d.Blocks = append(d.Blocks, table, paper.Signatures{{Title: "Người soạn thảo", Hint: "(Ký)", Name: "Lê Thị Hoa"}, {Title: "Người phê duyệt", Office: "Giám đốc", Hint: "(Ký)", Note: "Ngày 22/11/2026"}})
	return d
}

// The Word file is whole XML in all its parts, says who made it and when, and
// another reader of Word files finds every word in it (R-M8).
func TestDOCX(t *testing.T) {
	data, err := sample().DOCX()
	if err != nil {
		t.Fatal(err)
	}
	again, _ := sample().DOCX()
	if !bytes.Equal(data, again) {
		t.Error("two Word files of one document differ")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := make(map[string]string)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(b)
		if strings.HasSuffix(f.Name, ".png") {
			if pic, err := png.Decode(bytes.NewReader(b)); err != nil || pic.Bounds().Dx() < 800 || pic.Bounds().Dx() > 1400 {
				t.Errorf("%s: %v %v", f.Name, err, pic.Bounds())
			}
			continue
		}
		for dec := xml.NewDecoder(bytes.NewReader(b)); ; {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	for part, want := range map[string]string{"docProps/core.xml": "2026-11-22T09:00:00Z", "word/header1.xml": "NUMPAGES", "word/styles.xml": `w:val="vi-VN"`, "word/document.xml": `descr="Lưu đồ “cập nhật tin”"`} {
		if !strings.Contains(parts[part], want) {
			t.Errorf("%s has no %s", part, want)
		}
	}
	for _, m := range regexp.MustCompile(`PartName="/([^"]+)"`).FindAllStringSubmatch(parts["[Content_Types].xml"], -1) {
		if parts[m[1]] == "" {
			t.Errorf("%s is announced and not there", m[1])
		}
	}
	golden(t, "sample.document.xml", strings.NewReplacer("<w:p>", "\n<w:p>", "<w:tr>", "\n<w:tr>", "<w:tbl>", "\n<w:tbl>", "<w:sectPr>", "\n<w:sectPr>").Replace(parts["word/document.xml"])+"\n")

	read, err := convert.Convert(convert.Docx, data)
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprint(read.Blocks); !strings.Contains(text, "việc số 40") || !strings.Contains(text, "Lê Thị Hoa") || len(read.Images) != 1 {
		t.Errorf("another reader found %d pictures in\n%s", len(read.Images), text)
	}
}

// The PDF is the same bytes each time, has the pages that it counts, and its
// letters are found again: what is printed can be searched and read aloud.
func TestPDF(t *testing.T) {
	data, err := sample().PDF()
	if err != nil {
		t.Fatal(err)
	}
	again, _ := sample().PDF()
	if !bytes.Equal(data, again) {
		t.Error("two PDFs of one document differ")
	}
	n := paper.PageCount(data)
	if n < 4 || n > 8 {
		t.Errorf("%d pages", n)
	}
	for _, want := range []string{"/Lang (vi)", "/CreationDate (D:20261122090000", "/FontFile2"} {
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("no %s in the PDF", want)
		}
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil && os.Getenv("CONGBO_TEST_REQUIRE") != "" {
		t.Fatal("pdftotext is required:", err)
	} else if err != nil {
		t.Skip("the words in the PDF are not read again: there is no pdftotext")
	}
	cmd := exec.Command(tool, "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	if len(pages) != n {
		t.Errorf("%d pages counted, %d read", n, len(pages))
	}
	for i, p := range pages {
		if !strings.Contains(p, fmt.Sprintf("Trang: %d/%d", i+1, n)) || !strings.Contains(p, "Mã hóa: QT-01") {
			t.Errorf("page %d has no head:\n%s", i+1, p)
		}
	}
	for _, want := range []string{"Kiểm tra <in> & lưu", "– BBT: Ban Biên tập", "Chỉnh sửa mỹ thuật", "việc số 40", "Người phê duyệt", "Lê Thị Hoa"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not found in the PDF", want)
		}
	}
	last := pages[len(pages)-1]
	if !strings.Contains(last, "cao hơn một trang") {
		t.Errorf("the signatures stand on a page alone:\n%s", last)
	}
}

// golden compares with what an earlier run wrote.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
