package spelling_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"congbo/internal/spelling"
)

func TestHints(t *testing.T) { // F-B9
	for _, c := range []struct{ line, want string }{
		{"Trường tổ chức họp vể công tác", ""},
		{"hòa bình, hoà bình; thủy lợi, thuỷ lợi; kỹ thuật, kĩ thuật; quý, quí; lý luận, lí luận", ""},
		{"Bộ trưởng Nguyễn Văn Nên và bà Đặng Thị Ngọc Thịnh thăm Krông Búk, Đắk Lắk", ""},
		{"Ông Emmanuel Macron, tập đoàn Škoda, café, naïve, Übung, GDĐT, UBND-HĐND, TP.HCM", ""},
		{"nặng 5 kilôgam, dài 3 kilômét, đi ôtô", ""},
		{"từ từ, dần dần, ngày ngày, ai ai cũng biết", ""},
		{"Các nghành nghề", "syllable nghành→ngành"},
		{"một ngiên cứu của Ngiêm", "syllable ngiên→nghiên"},
		{"qủa cam và gìơ học; đựơc", "tone qủa→quả tone gìơ→giờ tone đựơc→được"},
		{"kết qủa tốt", "tone qủa→quả"},
		{"Qủa thật", "tone Qủa→Quả"},
		{"của của Trường", "doubled của của→của"},
		{"phútdi chuyển của cảnước", "joined cảnước→cả nước"},
		{"Hà Nội , ngày 5", "space  ,→,"},
		{"đúng hạn ; đủ", "space  ;→;"},
		{"đúng hạn,đủ số", "no-space n,đ→n, đ"},
		{"lúc 9:30, ngày 2/9 ... xem thư a@b.vn, https://a.vn/x,y", ""},
		{"trườngg học", "syllable trườngg→trường"},
	} {
		var got []string
		rs := []rune(c.line)
		for _, h := range spelling.Hints(c.line) {
			if string(rs[h.Start:h.End]) != h.Text {
				t.Errorf("%q: %+v is not there", c.line, h)
			}
			got = append(got, string(h.Kind)+" "+h.Text+"→"+h.Better)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: %q, want %q", c.line, strings.Join(got, " "), c.want)
		}
	}
}

// Hints are of what stands in the line, whatever it is.
func TestHintsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := norm.NFC.String(rapid.OneOf(rapid.String(), rapid.StringMatching(`([a-zàảơưđ]{1,6}[ ,.;]{0,2}){0,8}`)).Draw(t, "line"))
		rs := []rune(line)
		for _, h := range spelling.Hints(line) {
			if h.Start < 0 || h.End > len(rs) || h.Start >= h.End || string(rs[h.Start:h.End]) != h.Text || h.Better == h.Text {
				t.Fatalf("%q: %+v", line, h)
			}
		}
	})
}

// Genuine news and laws get no more than a hint in a thousand words (F-B9):
// CONGBO_TEST_TEXT names them; else the demonstration's articles, which have none.
func TestFewFalseHints(t *testing.T) {
	names := filepath.SplitList(os.Getenv("CONGBO_TEST_TEXT"))
	if len(names) == 0 {
		var err error
		if names, err = filepath.Glob("../app/demo/*/items/*.yaml"); err != nil || len(names) == 0 {
			t.Fatal("no articles", err)
		}
	}
	words, hints := 0, 0
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		count := make(map[spelling.Kind]int)
		before, many := words, 0
		for line := range strings.Lines(norm.NFC.String(string(b))) {
			line = strings.TrimRightFunc(line, unicode.IsSpace)
			words += len(strings.Fields(line))
			for _, h := range spelling.Hints(line) {
				count[h.Kind]++
				if many++; many <= 400 {
					t.Logf("%s %q→%q", h.Kind, h.Text, h.Better)
				}
			}
		}
		hints += many
		if len(names) < 10 {
			t.Logf("%s: %d words, %d hints (%.2f in a thousand) %v", filepath.Base(name), words-before, many, 1000*float64(many)/float64(words-before), count)
		}
	}
	t.Logf("%d words, %d hints: %.2f in a thousand", words, hints, 1000*float64(hints)/float64(words))
	if hints*1000 > words {
		t.Error("more than one hint in a thousand words")
	}
}
