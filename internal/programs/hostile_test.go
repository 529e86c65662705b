package programs

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"congbo/internal/convert"
	"congbo/internal/fault"
)

// pdf makes a PDF of objects, the first its catalogue.
func pdf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

const (
	catalogue = "<</Type/Catalog/Pages 2 0 R>>"
	pages     = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
	font      = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
)

func onPage(more string) string {
	return "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R" + more + ">>"
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(data), data)
}

// packed is a stream that becomes n times s.
func packed(dict, s string, n int) string {
	var b bytes.Buffer
	w, _ := zlib.NewWriterLevel(&b, zlib.BestCompression)
	block := strings.Repeat(s, 1<<20/len(s))
	for n -= n % (1 << 20 / len(s)); n > 0; n -= 1 << 20 / len(s) {
		w.Write([]byte(block))
	}
	w.Close()
	return stream(dict+"/Filter/FlateDecode", b.String())
}

// forms are forms that each draw the next so many times, the last some words.
func forms(depth, times int) []string {
	objects := []string{catalogue, pages, onPage("/Resources<</XObject<</X 5 0 R>>>>"), stream("", "/X Do")}
	for i := range depth {
		objects = append(objects, stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>>>", i+6), strings.Repeat("/X Do ", times)))
	}
	return append(objects, stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<"+font+">>", "BT /F 12 Tf 72 700 Td (laugh) Tj ET"))
}

// A hostile file, and whether a refusal is asked for: of some the words can be had.
type hostile struct {
	name string
	kind string
	data []byte
}

func hostilePDFs(size int) []hostile {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	return []hostile{
		{"pages that hold themselves", convert.PDF, pdf(catalogue, "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")},
		{"a thousand million pages", convert.PDF, pdf(catalogue, "<</Type/Pages/Kids[3 0 R]/Count 1000000000>>", onPage(""), stream("", ""))},
		{"a stream that unpacks without end", convert.PDF, pdf(catalogue, pages, onPage("/Resources<<"+font+">>"), packed("", "BT /F 12 Tf (x) Tj ET ", size))},
		{"a page a hundred thousand times as high as wide", convert.PDF, pdf(catalogue, pages, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 1 100000]>>")},
		{"forms within forms", convert.PDF, pdf(forms(9, 10)...)},
		{"arrays within arrays", convert.PDF, pdf(catalogue, pages, onPage("/X "+strings.Repeat("[", 100_000)), stream("", ""))},
		{"cut off", convert.PDF, pdf(forms(2, 2)...)[:700]},
		{"a picture that says it is vast", convert.PDF, pdf(catalogue, pages, onPage("/Resources<</XObject<</X 5 0 R>>>>"), stream("", "595 0 0 842 0 0 cm /X Do"),
			packed("/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB", "\x00", size))},
		{"a Word file cut off", convert.Doc, []byte(ole + strings.Repeat("\xff", 2000))},
	}
}

// place makes the runs of a test work in a folder of its own, which anybody may
// enter, and tells after it whether anything is left there or still runs.
func place(t *testing.T) (clean func(what string)) {
	t.Helper()
	dir := t.TempDir()
	for d := dir; len(d) >= len(os.TempDir()) && d != "/"; d = filepath.Dir(d) {
		_ = os.Chmod(d, 0o755)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", dir)
	return func(what string) {
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s: %s is left in the folder", what, left[0].Name())
		}
		if pids := runningIn(dir); len(pids) > 0 {
			t.Errorf("%s: processes %v are left", what, pids)
		}
	}
}

// runningIn are the processes whose folder lies below dir, or that name it.
func runningIn(dir string) (pids []string) {
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range all {
		at, _ := os.Readlink(filepath.Join(p, "cwd"))
		args, _ := os.ReadFile(filepath.Join(p, "cmdline"))
		if strings.HasPrefix(at, dir) || bytes.Contains(args, []byte(dir+"/congbo-run-")) {
			pids = append(pids, filepath.Base(p))
		}
	}
	return pids
}

// real are the programs of the machine, or the test is skipped. LibreOffice may be
// missing even where everything is required: `make install` does not bring it.
func real(t *testing.T, names ...string) *Programs {
	t.Helper()
	p := Find()
	for _, name := range names {
		if !p.Has(name) {
			if os.Getenv("CONGBO_TEST_REQUIRE") != "" && name != Soffice {
				t.Fatal(name, "is not installed (`make install`)")
			}
			t.Skip(name, "is not installed")
		}
	}
	return p
}

// try reads a hostile file: it ends within its time, in words or in a fault that a
// person may be told, and what it needs is within its bounds.
func try(t *testing.T, p *Programs, h hostile, within time.Duration) {
	t.Helper()
	start := time.Now()
	kind, data, err := p.Read(t.Context(), h.kind, h.data)
	took := time.Since(start)
	said := fmt.Sprintf("%d bytes for the reader", len(data))
	if err != nil {
		f, ok := fault.As(err)
		if !ok {
			t.Errorf("%s: %v is no fault that is told", h.name, err)
			return
		}
		said = f.Key
	} else if _, err := convert.Convert(kind, data); err != nil {
		said += ", then " + err.Error()
	}
	t.Logf("%s: %s in %s", h.name, said, took.Round(time.Millisecond))
	if took > within {
		t.Errorf("%s took %s", h.name, took)
	}
}

// Hostile files through the real programs: bounded time and memory, a fault or the
// words, and nothing left behind (R-I3). The bounds here are small; those of the
// house are tried by TestSlowHostile.
func TestHostile(t *testing.T) {
	p := real(t, PDFToText, PDFToPPM)
	p.Limits = Limits{Time: time.Second, CPU: time.Second, Memory: 256 << 20, Output: 8 << 20}
	clean := place(t)
	for _, h := range hostilePDFs(1 << 20) {
		if h.kind == convert.Doc {
			continue // LibreOffice takes more than these bounds to start
		}
		try(t, p, h, time.Minute)
		clean(h.name)
	}
}

// The same with the bounds of the house, larger, and .doc too. Real files that are
// hostile or broken: see TestOldWordMeasured.
func TestSlowHostile(t *testing.T) {
	if os.Getenv("CONGBO_TEST_SLOW") == "" {
		t.Skip("slow")
	}
	p := real(t, PDFToText, PDFToPPM, Soffice)
	clean := place(t)
	for _, h := range hostilePDFs(64 << 20) {
		try(t, p, h, 4*time.Minute) // two programs, and what keeps the machine busy
		clean(h.name)
	}
	if peak := peakOfChildren(); peak > 1200<<20 {
		t.Errorf("a program took %d MB", peak>>20)
	} else if runtime.GOOS == "linux" {
		t.Logf("no program took more than %d MB", peak>>20)
	}
}
