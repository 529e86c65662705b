package vi

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// prose returns at most n paragraphs and headlines of the files of real text
// that CONGBO_TEST_TEXT names, as the same choice each time.
func prose(t *testing.T, n int) (paragraphs, headlines, all []string) {
	names := filepath.SplitList(os.Getenv("CONGBO_TEST_TEXT"))
	if len(names) == 0 {
		t.Skip("CONGBO_TEST_TEXT names no files of text")
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(norm.NFC.String(string(b))) {
			line, _, _ = strings.Cut(line, "# doc_id") // how one corpus begins a document
			line = strings.TrimSpace(line)
			all = append(all, line)
			switch words := len(strings.Fields(line)); {
			case !unicodeOnly(line): // another language, codes
			case words >= 12:
				paragraphs = append(paragraphs, line)
			case words >= 5:
				headlines = append(headlines, line)
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, list := range []*[]string{&paragraphs, &headlines} {
		r.Shuffle(len(*list), func(i, j int) { (*list)[i], (*list)[j] = (*list)[j], (*list)[i] })
		*list = (*list)[:min(n, len(*list))]
	}
	return paragraphs, headlines, all
}

// asTyped are signs that no program before Unicode wrote at a byte that some
// charset gives to a letter.
var asTyped = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "…", "...", "–", "-", "—", "-", "\u00a0", " ", "•", "-")

// written is a line as somebody could write it in a charset: its letters are of
// Vietnamese or ASCII, its signs no letters there.
func written(c Charset, line string) (string, bool) {
	line = asTyped.Replace(line)
	for _, r := range line {
		if r >= 0x80 && !strings.ContainsRune(marked, unicode.ToLower(r)) {
			return "", false
		}
	}
	if c == VIQR && strings.ContainsAny(line, `\`) || c == BKHCM1 && strings.ContainsAny(line, "~{}|^`") {
		return "", false
	}
	return line, true
}

// The table of docs/adr/0022: every paragraph comes back, in every charset, and
// no line of Unicode is changed (R-I4, F-B13).
func TestRecogniseMeasured(t *testing.T) {
	paragraphs, headlines, all := prose(t, 3000)
	for _, c := range Charsets() {
		for kind, all := range map[string][]string{"paragraphs": paragraphs, "headlines": headlines} {
			right, missed, wrong, told := 0, 0, 0, 0
			var lines []string
			for _, line := range all {
				if line, ok := written(c, line); ok && len(lines) < 2500 {
					lines = append(lines, line)
				}
			}
			for _, line := range lines {
				coded := encode(c, line)
				got := Recognise(coded, "")
				switch {
				case got == c && strings.EqualFold(c.Decode(coded), line):
					right++
				case got == "":
					missed++
				default:
					wrong++
				}
				if got != c && kind == "paragraphs" || got != c && got != "" && c.Automatic() {
					if told++; told <= 14 {
						t.Logf("%s taken for %q: %s", c, got, line)
					}
				}
				if got == c && !strings.EqualFold(c.Decode(coded), line) {
					if told++; told <= 5 {
						t.Logf("%s read as other words: %s\n%s", c, line, c.Decode(coded))
					}
				}
			}
			t.Logf("%s %s: %d of %d right (%.2f %%), %d left alone, %d taken for others", c, kind, right, len(lines), 100*float64(right)/float64(len(lines)), missed, wrong)
			if kind == "paragraphs" && right < len(lines) {
				t.Errorf("%s: %d paragraphs are not right", c, len(lines)-right)
			}
		}
	}
	changed := 0
	for _, line := range all {
		if m := Mixed(line); len(m) > 0 {
			t.Errorf("mixed: %s in %s", m, line)
		}
		if c := Recognise(line, ""); c != "" {
			if changed++; changed <= 20 {
				t.Errorf("%s: %s", c, line)
			}
		}
	}
	t.Logf("%d of %d lines of Unicode are taken for something else", changed, len(all))
}
