package convert_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/locale"
)

// How long one file may take us, and pandoc.
const (
	ourTime    = 30 * time.Second // on a machine that does other things, too
	pandocTime = time.Minute
)

// pandocNames are the formats that both read, by pandoc's names.
var pandocNames = map[string]string{
	convert.Docx: "docx", convert.Odt: "odt", convert.RTF: "rtf", convert.MD: "gfm+definition_lists+footnotes", convert.Web: "html",
}

// wholePage is what pandoc is to write: what it knows of a document and was
// written in its text, then the text, without words of its own.
const wholePage = `<body>$if(titled)$<h1>$title$</h1>$endif$ $if(shown)$ $if(subtitle)$<p>$subtitle$</p>$endif$
$for(author)$<p>$author$</p>$endfor$ $if(date)$<p>$date$</p>$endif$ $endif$ $if(abstract)$<div>$abstract$</div>$endif$ $body$</body>`

// A compared file is what we make of it beside what pandoc makes.
type compared struct {
	name         string
	kind         string
	data         []byte
	ours, theirs []byte // pages in HTML; nil where the file was refused
	refused      string
	took         time.Duration
	late         bool // pandoc took more than its time

	a, b  outline           // ours and theirs
	equal bool              // the words are equal as they came
	by    string            // what made them equal; "" nothing did
	plain [2]outline        // what was compared last in plain: ours and theirs
	parts map[string]string // of those that differ as they came: what made them and the words equal
	third string            // what LibreOffice says of the differences
}

// The tables of docs/conversion.md: every file below the folders that
// CONGBO_TEST_CORPUS names is converted by us and by pandoc, and the words, in
// order, and the numbers of tables, lists, pictures and formulas are compared
// (R-I3). Where the words differ, things that the file says and pandoc is known to
// leave out are written for it in plain (see plainer), one after the other, and
// LibreOffice is asked for every place that differs.
func TestAgainstPandoc(t *testing.T) {
	dirs := filepath.SplitList(os.Getenv("CONGBO_TEST_CORPUS"))
	if len(dirs) == 0 {
		t.Skip("CONGBO_TEST_CORPUS names no folders of documents")
	}
	if _, err := exec.LookPath("pandoc"); err != nil {
		t.Skip("pandoc is not installed")
	}
	m := &measure{t: t, template: filepath.Join(t.TempDir(), "page.html")}
	_, err := exec.LookPath("soffice")
	m.soffice = err == nil
	if err := os.WriteFile(m.template, []byte(wholePage), 0o600); err != nil {
		t.Fatal(err)
	}
	files := corpus(t, dirs)
	m.all(files)
	for _, kind := range []string{convert.Docx, convert.Odt, convert.RTF, convert.MD, convert.Web} {
		of := slices.DeleteFunc(slices.Clone(files), func(c *compared) bool { return c.kind != kind })
		m.tell(kind, of)
	}
	var pages []*compared
	for _, c := range files {
		if c.kind == convert.Docx && c.theirs != nil && c.ours != nil {
			pages = append(pages, &compared{name: c.name, kind: convert.Web, data: c.theirs})
		}
	}
	m.all(pages)
	m.tell("html that pandoc made of docx", pages)
}

// corpus are the files below the folders that both read, each once.
func corpus(t *testing.T, dirs []string) []*compared {
	t.Helper()
	var all []*compared
	seen := make(map[[32]byte]bool)
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			ext := strings.ToLower(filepath.Ext(name))
			if !slices.Contains([]string{".docx", ".odt", ".rtf", ".md", ".html"}, ext) {
				return nil
			}
			data, err := os.ReadFile(name)
			if err != nil || seen[sha256.Sum256(data)] {
				return err
			}
			seen[sha256.Sum256(data)] = true
			kind := map[string]string{".docx": convert.Docx, ".odt": convert.Odt, ".rtf": convert.RTF, ".md": convert.MD, ".html": convert.Web}[ext]
			rel, _ := filepath.Rel(dir, name)
			all = append(all, &compared{name: rel, kind: kind, data: data})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// A measure converts and compares.
type measure struct {
	t        *testing.T
	template string
	soffice  bool
}

// all converts files, as many at once as there are processors.
func (m *measure) all(files []*compared) {
	var wait sync.WaitGroup
	next := make(chan *compared)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for c := range next {
				m.convert(c)
			}
		})
	}
	for _, c := range files {
		next <- c
	}
	close(next)
	wait.Wait()
}

func (m *measure) convert(c *compared) {
	start := time.Now()
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.ours, c.refused = ourPage(m.t, c.kind, c.name, c.data)
	}()
	select {
	case <-done:
		c.took = time.Since(start)
	case <-time.After(pandocTime):
		m.t.Fatalf("%s: no end within %s", c.name, pandocTime)
	}
	c.theirs, c.late = m.pandoc(c.kind, c.data, "--self-contained")
	if c.ours == nil || c.theirs == nil {
		return
	}
	c.a, c.b = outlineOf(c.ours), outlineOf(c.theirs)
	words := func(a, b outline) bool { return slices.Equal(a.words, b.words) }
	c.equal = words(c.a, c.b)
	if c.kind == convert.Docx {
		if !c.equal {
			c.by, c.plain = m.plainly(c, plainers, words)
		}
		c.parts = make(map[string]string)
		for _, part := range partNames {
			if c.a.parts[part] != c.b.parts[part] {
				of := plainers
				if strings.Contains(part, "lists") { // what the words needed, and what lists may
					of = slices.DeleteFunc(slices.Clone(plainers), func(p plainer) bool { return !p.lists && !strings.Contains(c.by, p.says) })
				}
				c.parts[part], _ = m.plainly(c, of, func(a, b outline) bool { return words(a, b) && a.parts[part] == b.parts[part] })
			}
		}
	}
	if c.equal {
		return
	}
	if m.soffice && (c.kind == convert.Docx || c.kind == convert.Odt || c.kind == convert.RTF) {
		c.third = "; " + m.asked(c)
	}
}

// ourPage is what we make of a file, as a page; nil and the reason where we refuse.
func ourPage(t *testing.T, kind, name string, data []byte) ([]byte, string) {
	r, err := convert.Convert(kind, data)
	if err != nil {
		return nil, locale.Error(locale.EN, err)
	}
	body, media, err := r.Body()
	if err != nil && strings.Contains(err.Error(), "content.too_many_nodes") { // larger than a text may be
		return nil, err.Error()
	} else if err != nil {
		t.Errorf("%s: what was made of it is no text: %v", name, err)
		return nil, err.Error()
	}
	page := body.HTML(content.RenderOptions{Lang: locale.EN, MediaURL: func(id string, w int) string {
		if w > 0 {
			return ""
		}
		return media[id]
	}})
	if r.Title != "" {
		page = "<h1>" + htmlOf(r.Title) + "</h1>" + page
	}
	return []byte(page), ""
}

// pandoc is what pandoc makes of a file; nil where it refuses or takes too long.
func (m *measure) pandoc(kind string, data []byte, more ...string) (page []byte, late bool) {
	ctx, cancel := context.WithTimeout(m.t.Context(), pandocTime)
	defer cancel()
	args := []string{"-f", pandocNames[kind], "-t", "html", "--mathml", "--wrap=none", "--template", m.template}
	switch kind {
	case convert.Docx: // its paragraphs of certain styles become what it knows
		args = append(append(args, "-V", "titled=1", "-V", "shown=1"), more...)
	case convert.Odt, convert.MD, convert.Web:
		args = append(args, "-V", "titled=1", "--sandbox")
	default:
		args = append(args, "--sandbox")
	}
	cmd := exec.CommandContext(ctx, "pandoc", args...)
	cmd.Stdin = strings.NewReader(string(data))
	page, err := cmd.Output()
	if err != nil {
		return nil, ctx.Err() != nil
	}
	return page, false
}

// tell prints the table of a format and the files that differ.
func (m *measure) tell(kind string, files []*compared) {
	t := m.t
	if len(files) == 0 {
		return
	}
	slices.SortStableFunc(files, func(a, b *compared) int { return cmp.Compare(a.name, b.name) })
	var both []*compared
	for _, c := range files {
		switch {
		case c.ours != nil && c.theirs != nil:
			both = append(both, c)
		case c.ours != nil:
			t.Logf("%s: read by us alone (pandoc late: %v)", c.name, c.late)
		case c.theirs != nil:
			t.Logf("%s: read by pandoc alone; we say %q", c.name, c.refused)
		default:
			t.Logf("%s: read by neither; we say %q", c.name, c.refused)
		}
		if c.took > ourTime {
			t.Errorf("%s took %s", c.name, c.took)
		}
	}
	reasons := make(map[string]int)
	for _, c := range both {
		switch {
		case c.equal:
			reasons["as they are"]++
		case c.by != "":
			reasons["equal in plain"]++
			t.Logf("%s: words equal %s%s", c.name, c.by, c.third)
		default:
			reasons["different"]++
			t.Logf("%s: words differ%s", c.name, c.third)
			ours, theirs := c.plain[0].words, c.plain[1].words
			if ours == nil {
				ours, theirs = c.a.words, c.b.words
			}
			for i, h := range hunks(ours, theirs) {
				if i == 5 {
					t.Log("   … and more")
					break
				}
				t.Logf("   after %q ours %s, theirs %s", h.before, short(h.ours), short(h.theirs))
			}
		}
	}
	t.Logf("%s: %d files, %d read by both", kind, len(files), len(both))
	for _, why := range sortedKeys(reasons) {
		t.Logf("%s: words %s: %s", kind, why, share(reasons[why], len(both)))
	}
	for _, part := range partNames {
		same, plain := 0, 0
		for _, c := range both {
			a, b := c.a.parts[part], c.b.parts[part]
			switch {
			case a == b:
				same++
				plain++
			case c.parts[part] != "":
				plain++
				t.Logf("%s: %s: %d here, %d there, equal %s", c.name, part, a, b, c.parts[part])
			default:
				t.Logf("%s: %s: %d here, %d there", c.name, part, a, b)
			}
		}
		t.Logf("%s: %s: %s, with those equal in plain %s", kind, part, share(same, len(both)), share(plain, len(both)))
	}
}

func share(n, of int) string {
	return fmt.Sprintf("%d of %d (%.1f %%)", n, of, 100*float64(n)/float64(max(of, 1)))
}

func sortedKeys(m map[string]int) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func short(words []string) string {
	if len(words) > 12 {
		return fmt.Sprintf("%q … %d words", strings.Join(words[:12], " "), len(words))
	}
	return fmt.Sprintf("%q", strings.Join(words, " "))
}

func htmlOf(s string) template.HTML { return template.HTML(html.EscapeString(s)) }
