package internal

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What areas and faces clean without asking whether it was written in a charset
// from before Unicode: addresses, numbers and names of the net, what was read
// before, and what the program worded itself. All else that people write goes
// through vi.Read, vi.ReadLine or content.Reading, because cleaning drops what
// old fonts used as letters (R-I4).
var notRead = map[string][]string{
	"accounts": {"vi.CleanLine(in.Phone", "vi.CleanLine(s)"}, // addresses of mail, codes of a telephone
	"batches":  {"vi.CleanLine(cs.Title"},
	"desk": {`vi.CleanLine(f.Get("domain"`, `vi.CleanLine(f.Get("url"`, `vi.CleanLine(f.Get("email"`, `vi.CleanLine(f.Get(day)`, `vi.CleanLine(f.Get("server"`, `vi.CleanLine(f.Get("user"`,
		`vi.CleanLine(f.Get("to"`, `vi.CleanLine(q.Get("to"`, `vi.CleanLine(q.Get("case"`, `vi.CleanLine(v.r.URL.Query()`, "vi.CleanLine(line)", "vi.CleanLine(c.Became)", "vi.CleanLine(known.Decode("},
	"duties":     {"vi.CleanLine(strings.ReplaceAll(w.Subjects"},
	"editorial":  {"vi.Clean(text)", "vi.CleanLine(s)"},                                                                                                                              // comments of a file, which convert has read; words to be found in a text
	"intake":     {"vi.CleanLine(l.Subject)", "vi.Clean(l.Text)", "vi.Clean(l.Fresh)", "vi.CleanLine(g.Email)", "vi.CleanLine(f.Email)", "vi.CleanLine(f.Phone)", "vi.CleanLine(s)"}, // letters are read by mail
	"notify":     {"vi.CleanLine(fill(", "vi.CleanLine(says", "vi.CleanLine(fmt.Sprintf("},
	"procedures": {"vi.CleanLine(id)"},
	"publishing": {"vi.CleanLine(s)", "vi.CleanLine(want.Target)"},
	"sites": {"vi.CleanLine(in.Label)", "vi.CleanLine(h)", "vi.CleanLine(*s)", "vi.CleanLine(in.Address)", "vi.CleanLine(in.Prefix)", "vi.CleanLine(in.Day)", "vi.CleanLine(name)", "vi.CleanLine(p.Name.VI)",
		"vi.CleanLine(p.Domain)", "vi.CleanLine(entered.Host)"},
}

func TestWordsAreReadBeforeTheyAreCleaned(t *testing.T) {
	cleans := regexp.MustCompile(`vi\.Clean(?:Line)?\(.*`)
	for _, pkg := range []string{"cases", "intake", "editorial", "publishing", "sites", "accounts", "notify", "reporting", "procedures", "batches", "duties", "library", "desk", "portal"} {
		err := filepath.WalkDir(pkg, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path)
			for n, line := range strings.Split(string(data), "\n") {
				for s := cleans.FindString(line); s != ""; s = cleans.FindString(s[len("vi."):]) {
					if !slices.ContainsFunc(notRead[pkg], func(known string) bool { return strings.HasPrefix(s, known) }) {
						t.Errorf("%s:%d cleans what may be of an old charset: read it (vi.Read, vi.ReadLine, content.ReadSaid)\n\t%s", path, n+1, s)
					}
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
