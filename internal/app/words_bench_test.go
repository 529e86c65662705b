package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/convert"
	"congbo/internal/picture"
	"congbo/internal/worker"
)

// rounds is how often a measurement is made; the one in the middle counts.
const rounds = 5

func middle(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

// longWord is a Word file of about so many pages: headings, paragraphs, a list and
// a table on each.
func longWord(t testing.TB, pages int) []byte {
	var b strings.Builder
	p := func(s string) string { return `<w:p><w:r><w:t>` + s + `</w:t></w:r></w:p>` }
	for n := range pages {
		fmt.Fprintf(&b, `<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Mục %d</w:t></w:r></w:p>`, n+1)
		for range 8 {
			b.WriteString(p("Nhà trường thông báo đến các đơn vị, giảng viên, sinh viên về kế hoạch tuyển sinh, lịch thi, học phí và các văn bản kèm theo của năm học; mọi thắc mắc gửi về phòng Đào tạo trước ngày ghi trong thông báo này."))
		}
		for range 5 {
			b.WriteString(`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>Đơn vị</w:t></w:r><w:r><w:t xml:space="preserve"> chịu trách nhiệm</w:t></w:r></w:p>`)
		}
		b.WriteString(`<w:tbl>` + strings.Repeat(`<w:tr><w:tc>`+p("Khoa Thủy sản")+`</w:tc><w:tc>`+p("120")+`</w:tc><w:tc>`+p("ghi chú")+`</w:tc></w:tr>`, 4) + `</w:tbl>`)
	}
	return wordParts(t, wordBody(b.String()),
		"word/styles.xml", `<w:styles xmlns:w="w"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`,
		"word/numbering.xml", `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>`)
}

// BenchmarkConvertWorker tells what a child that converts takes in memory and in
// processor time: for a Word file of 300 pages, and for every file of the folder
// that CONGBO_BENCH_DOCX names.
func BenchmarkConvertWorker(b *testing.B) {
	sets := map[string][][]byte{"300-pages": {longWord(b, 300)}}
	if dir := os.Getenv("CONGBO_BENCH_DOCX"); dir != "" {
		names, err := filepath.Glob(filepath.Join(dir, "*.docx"))
		if err != nil || len(names) == 0 {
			b.Fatal("no .docx files in", dir, err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				b.Fatal(err)
			}
			sets["folder"] = append(sets["folder"], data)
		}
	}
	for name, files := range sets {
		b.Run(name, func(b *testing.B) {
			size := 0
			for _, f := range files {
				size += len(f)
			}
			b.SetBytes(int64(size))
			for b.Loop() {
				var peaks, times []float64
				for range rounds {
					pool := childPool(b, &worker.Pool{Size: 1})
					for _, f := range files {
						if _, err := (Converter{Workers: pool.Pool}).Convert(b.Context(), convert.Docx, f); err != nil && name != "folder" {
							b.Fatal(err)
						}
					}
					peak, cpu := pool.usage()
					peaks, times = append(peaks, float64(peak)/(1<<20)), append(times, cpu.Seconds())
					pool.Close()
				}
				b.ReportMetric(middle(peaks), "MB-peak")
				b.ReportMetric(1000*middle(times)/float64(len(files)), "cpu-ms/file")
			}
		})
	}
}

// BenchmarkPictureWorker makes the four widths of pages of a photograph of 24
// million points in the child for pictures, and tells how many a second of a
// processor, and the memory of the child.
func BenchmarkPictureWorker(b *testing.B) {
	photo := image.NewYCbCr(image.Rect(0, 0, 6000, 4000), image.YCbCrSubsampleRatio420)
	for y := range 4000 {
		for x := range 6000 {
			photo.Y[y*photo.YStride+x] = uint8(x*y>>12 + x*7&31)
		}
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, photo, &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	task, err := json.Marshal(picture.Task{Data: file.Bytes(), Wants: []picture.Want{{Width: 480}, {Width: 960}, {Width: 1440}, {Width: 1920}}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var peaks, speeds []float64
		for range rounds {
			pool := childPool(b, &worker.Pool{Size: 1, CPU: 30 * time.Second, Memory: 1 << 30})
			if _, err := pool.Do(b.Context(), picture.Name, task); err != nil {
				b.Fatal(err)
			}
			peak, cpu := pool.usage()
			peaks, speeds = append(peaks, float64(peak)/(1<<20)), append(speeds, 4/cpu.Seconds())
			pool.Close()
		}
		b.ReportMetric(middle(peaks), "MB-peak")
		b.ReportMetric(middle(speeds), "renditions/cpu-s")
	}
}
