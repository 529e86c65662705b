package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"congbo/internal/locale"
)

func due(stdin string, args ...string) (code int, out, errs string) {
	var o, e strings.Builder
	code = runDue(args, strings.NewReader(stdin), &o, &e, locale.VI)
	return code, o.String(), e.String()
}

func TestDue(t *testing.T) {
	for _, c := range []struct{ from, within, want string }{
		{"2026-08-28T16:00", "1d", "2026-09-03T16:00:00+07:00"},
		{"2026-08-21T16:30", "4h", "2026-08-22T11:00:00+07:00"},
		{"2026-11-23T16:00", "1d", "2026-11-25T16:00:00+07:00"},
		{"2026-02-13T18:00", "1d", "2026-02-23T17:00:00+07:00"},
		{"2026-11-20T11:30", "30m", "2026-11-20T13:30:00+07:00"},
		{"2026-08-28T09:00:00Z", "1d", "2026-09-03T16:00:00+07:00"},
		{"2026-08-28T16:00:00.5+07:00", "1d", "2026-09-03T16:00:00.5+07:00"},
	} {
		code, out, errs := due("", "--from", c.from, "--within="+c.within)
		if code != 0 || out != c.want+"\n" || errs != "" {
			t.Errorf("%s + %s: %d %q %q", c.from, c.within, code, out, errs)
		}
	}
}

func TestDueMarksProjectedYears(t *testing.T) {
	code, out, errs := due("", "--from", "2026-12-31T16:00", "--within", "1d")
	if code != 0 || out != "2027-01-04T16:00:00+07:00\n" || !strings.Contains(errs, "2027") || !strings.Contains(errs, "dự kiến") {
		t.Errorf("%d %q %q", code, out, errs)
	}
	_, _, errs = due("2027-01-05T16:00 1d\n2027-02-05T16:00 1d\n2028-02-05T16:00 1d\n", "--stdin")
	if n := strings.Count(errs, "\n"); n != 2 {
		t.Errorf("%d notes for two years: %q", n, errs)
	}
}

func TestDueExplains(t *testing.T) {
	code, out, errs := due("", "--explain", "--lang", "en", "--from", "2026-08-21T16:30", "--within", "4h")
	want := `2026-08-22T11:00:00+07:00
Counted from 16:30 Friday 21 August 2026; limit 4 hours of working time.
Friday 21 August 2026: 16:30–17:00 counts 30 minutes, in all 30 minutes
Saturday 22 August 2026: 07:30–11:00 counts 3 hours 30 minutes, in all 4 hours (worked in place of Monday 31 August 2026)
Due: 11:00 Saturday 22 August 2026. Total: 4 hours of working time.
`
	if code != 0 || out != want || errs != "" {
		t.Errorf("%d %q\n%s", code, errs, out)
	}
}

func TestDueLines(t *testing.T) {
	in := "\ufeff2026-08-28T16:00 1d\r\n" +
		"\n" +
		"2026-08-28 16:00\t1d\n" +
		"tomorrow 1d\n" +
		"2026-08-28T16:00\n" +
		strings.Repeat("x", 1<<20) + "\n" +
		"2026-08-28T16:00 0d\n" +
		"  2026-11-20T11:30 30m  " // no line end
	code, out, errs := due(in, "--stdin", "--lang=en")
	want := "2026-09-03T16:00:00+07:00\n\n2026-09-03T16:00:00+07:00\n-\n-\n-\n-\n2026-11-20T13:30:00+07:00\n"
	if code != 1 || out != want {
		t.Errorf("%d\n%s", code, out)
	}
	lines := strings.Split(strings.TrimSpace(errs), "\n")
	if len(lines) != 4 {
		t.Fatalf("%q", lines)
	}
	for i, n := range []string{"line 4: ", "line 5: ", "line 6: ", "line 7: "} {
		if !strings.HasPrefix(lines[i], n) {
			t.Errorf("%q, want %q", lines[i], n)
		}
	}
	if code, out, errs := due("", "--stdin"); code != 0 || out != "" || errs != "" {
		t.Errorf("nothing asked: %d %q %q", code, out, errs)
	}
}

// A program may ask, read the answer, and ask again.
func TestDueAnswersBeforeTheInputEnds(t *testing.T) {
	questions, ask := io.Pipe()
	answer, answers := io.Pipe()
	done := make(chan int)
	go func() {
		code := runDue([]string{"--stdin"}, questions, answers, io.Discard, locale.VI)
		answers.Close()
		done <- code
	}()
	r := bufio.NewReader(answer)
	for range 3 {
		fmt.Fprintln(ask, "2026-08-28T16:00 1d")
		if line, err := r.ReadString('\n'); err != nil || line != "2026-09-03T16:00:00+07:00\n" {
			t.Fatalf("%q, %v", line, err)
		}
	}
	ask.Close()
	if code := <-done; code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestDueWrongUsage(t *testing.T) {
	for _, c := range []struct{ args, says string }{
		{"", "Cần có --from và --within"},
		{"--from 2026-08-28T16:00", "Cần có --from và --within"},
		{"--from 2026-08-28T16:00 --within", "--within thiếu giá trị"},
		{"--from yesterday --within 1d", "--from: Thời điểm “yesterday” chưa đúng"},
		{"--from 1850-08-28T16:00 --within 1d", "từ năm 1900"},
		{"--from 2026-08-28T16:00 --within 1w", "--within: Thời hạn “1w” chưa đúng"},
		{"--from 2026-08-28T16:00 --within 1d now", "Thừa tham số “now”"},
		{"--until 2026-08-28T16:00", "Không có tùy chọn --until"},
		{"--stdin --explain", "--stdin không đi cùng"},
		{"--stdin --within 1d", "--stdin không đi cùng"},
		{"--explain=perhaps", "--explain: Giá trị “perhaps”"},
		{"--lang fr", "vi hoặc en"},
		{"--until 1 --lang en", "There is no flag --until"}, // the language holds wherever it stands
	} {
		code, out, errs := due("", strings.Fields(c.args)...)
		if code != 2 || out != "" || !strings.Contains(errs, c.says) || strings.Contains(errs, "⟨") {
			t.Errorf("%q: %d %q %q", c.args, code, out, errs)
		}
	}
}

func TestDueHelp(t *testing.T) {
	for _, args := range [][]string{{"-h"}, {"--help"}, {"--until", "--help", "--lang", "en"}} {
		code, out, errs := due("", args...)
		if code != 0 || errs != "" || !strings.Contains(out, "--stdin") {
			t.Errorf("%q: %d %q %q", args, code, out, errs)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error)  { return 0, errors.New("torn") }
func (broken) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestDueSaysWhenItCannotReadOrWrite(t *testing.T) {
	var errs strings.Builder
	if code := runDue([]string{"--stdin"}, broken{}, io.Discard, &errs, locale.VI); code != 1 || !strings.Contains(errs.String(), "torn") {
		t.Errorf("%d %q", code, errs.String())
	}
	errs.Reset()
	in := strings.NewReader(strings.Repeat("2026-08-28T16:00 1d\n", 100_000))
	if code := runDue([]string{"--stdin"}, in, broken{}, &errs, locale.VI); code != 1 || !strings.Contains(errs.String(), "full") || in.Len() == 0 {
		t.Errorf("%d %q, %d bytes unread", code, errs.String(), in.Len())
	}
}

func BenchmarkDueLines(b *testing.B) {
	const lines = 100_000
	in := strings.Repeat("2026-08-28T16:00 1d\n2026-08-21T16:30 4h\n", lines/2)
	for b.Loop() {
		runDue([]string{"--stdin"}, strings.NewReader(in), io.Discard, io.Discard, locale.VI)
	}
	b.ReportMetric(float64(lines*b.N)/b.Elapsed().Seconds(), "lines/s")
}
