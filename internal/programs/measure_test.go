package programs

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/vi"
)

// The figures of docs/conversion.md on Word's files of before 2007 and on PDF: every
// .doc and .pdf below the folders that CONGBO_TEST_CORPUS names is read by the
// programs of the machine as an upload is. It is told how many become texts and
// how many are refused, and why; of .doc also how much of what catdoc or antiword
// reads of the same file is there (R-I3). No program has longer than the house gives
// it: a file that needs more counts as refused for its time.
func TestOldWordMeasured(t *testing.T) {
	dirs := filepath.SplitList(os.Getenv("CONGBO_TEST_CORPUS"))
	if len(dirs) == 0 {
		t.Skip("CONGBO_TEST_CORPUS names no folders of documents")
	}
	p := real(t, Soffice, PDFToText)
	clean := place(t)
	counts := make(map[string]int)
	seen := make(map[string]bool)
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			ext := strings.ToLower(filepath.Ext(name))
			if err != nil || d.IsDir() || ext != ".doc" && ext != ".pdf" {
				return err
			}
			data, err := os.ReadFile(name)
			if err != nil || seen[string(data)] {
				return err
			}
			seen[string(data)] = true
			what := readOne(t, p, filepath.Base(name), data)
			counts[ext+" "+what]++
			t.Logf("%s: %s", filepath.Base(name), what)
			clean(name)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, what := range slices.Sorted(func(yield func(string) bool) {
		for what := range counts {
			if !yield(what) {
				return
			}
		}
	}) {
		t.Logf("%s: %d", what, counts[what])
	}
	t.Logf("no program took more than %d MB", peakOfChildren()>>20)
}

// readOne reads a file as an upload is read and says what became of it.
func readOne(t *testing.T, p *Programs, name string, data []byte) string {
	start := time.Now()
	kind := convert.KindOf(name, data)
	made, given, err := p.Read(t.Context(), kind, data)
	if took := time.Since(start); took > 4*time.Minute {
		t.Errorf("%s took %s", name, took)
	}
	var r *convert.Result
	if err == nil {
		r, err = convert.Convert(made, given)
	}
	var body content.Body
	if err == nil {
		body, _, err = r.Body()
	}
	if err != nil {
		t.Logf("%s: refused: %s", name, locale.Error(locale.EN, err))
		if f, ok := fault.As(err); ok {
			return "refused, " + f.Key
		}
		t.Errorf("%s: no fault that a person may be told: %v", name, err)
		return "refused"
	}
	ours := strings.Fields(r.Title + " " + body.PlainText(locale.VI))
	if kind != convert.Doc {
		if len(ours) == 0 && len(r.Images) == 0 {
			t.Logf("%s: nothing in it", name)
			return "read, nothing in it"
		}
		return "read"
	}
	for _, other := range []string{"antiword", "catdoc"} {
		words, ok := otherWords(t, other, data)
		if !ok {
			continue
		}
		missing := lacking(words, ours)
		if n := len(missing); n*50 <= len(words) {
			return "read, with 98 % and more of the words of another program"
		} else if other == "catdoc" || len(words) > 0 {
			t.Logf("%s: %d of %d words of %s are not here: %.120q; here %d words: %.80q", name, n, len(words), other, strings.Join(missing, " "), len(ours), strings.Join(ours, " "))
			return "read, with fewer of the words of another program"
		}
	}
	t.Logf("%s: read by no other; %d words: %.120q", name, len(ours), strings.Join(ours, " "))
	return "read, by no other program"
}

// otherWords is what another program reads of a .doc.
func otherWords(t *testing.T, program string, data []byte) ([]string, bool) {
	args := map[string][]string{"antiword": {"-w", "0", "-m", "UTF-8.txt", "-i", "1"}, "catdoc": {"-w", "-d", "utf-8"}}[program]
	file := filepath.Join(t.TempDir(), "in.doc")
	if os.WriteFile(file, data, 0o600) != nil {
		return nil, false
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, append(args, file)...).Output()
	if err != nil || bytes.Contains(out, []byte("[This was fast-saved")) {
		return nil, false
	}
	text := strings.NewReplacer("|", " ", "[pic]", " ").Replace(vi.Clean(strings.ToValidUTF8(string(out), " ")))
	return strings.Fields(text), true
}

// lacking are the words that are not among others, as often as they stand. What
// belongs to words is their letters and digits: programs write bullets and lines
// each in their own way.
func lacking(words, among []string) []string {
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(`.,;:()[]"'“”‘’-–—_…•·*§?!/\|`, r) {
				return -1
			}
			return r
		}, strings.ToLower(s))
	}
	left := make(map[string]int)
	for _, w := range among {
		left[plain(w)]++
	}
	var missing []string
	for _, w := range words {
		if p := plain(w); p != "" && left[p] == 0 {
			missing = append(missing, w)
		} else {
			left[p]--
		}
	}
	return missing
}
