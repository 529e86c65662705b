// Package internal holds no code of its own; its tests keep the house in
// order: which package may import which, and that each says what it is for.
package internal

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A line of the house: a package imports what stands on its own line or on a
// line above, never what stands below. Areas do not import each other: what
// two of them need belongs into the kernel or into cases.
type line struct {
	name     string
	packages []string
	apart    bool   // packages of the line do not import each other
	why      string // said when the order is broken
}

var house = []line{
	{"words", []string{"fault", "locale", "vi", "spelling", "worker"}, false,
		"words are used by everything and know nothing"},
	{"kernel", []string{"workday", "people", "links", "content", "content/contenttest", "flow", "flow/play", "event", "procfile", "procdoc", "procform", "chart", "paper", "convert", "picture", "feed", "feed/feedtest", "titlecard", "search", "look"}, false,
		"rules are arithmetic on values: no database, no clock, no network"},
	{"memory", []string{"store", "store/storetest", "cases"}, false,
		"what is remembered does not know who asks"},
	{"areas", []string{"intake", "editorial", "publishing", "sites", "accounts", "notify", "reporting", "procedures", "batches", "duties", "library"}, true,
		"areas are verbs side by side: what two of them need belongs into cases or the kernel"},
	{"faces", []string{"httpx", "fastlane", "blob", "mail", "outside", "programs", "jobs", "renditions", "pages", "portal", "desk"}, false,
		"faces translate between the outside and the areas"},
	{"assembly", []string{"app", "app/load", "app/demo", "app/demo/plate", "cli"}, false,
		"only the assembly knows every package"},
}

// Packages of the standard library that only some may use, and why.
var reserved = map[string]struct {
	allowed []string
	why     string
}{
	"database/sql": {[]string{"store", "store/storetest"}, "all SQL is in store, one text for both databases"},
	"net/http":     {[]string{"httpx", "desk", "portal", "app", "cli", "publishing", "outside"}, "HTTP is for faces; publishing looks at its own pages through a handler"},
}

func TestOrderOfPackages(t *testing.T) {
	rank := make(map[string]int)
	for i, l := range house {
		for _, p := range l.packages {
			rank[p] = i
		}
	}
	eachFile(t, func(pkg, file string, imports []string, test bool) {
		if test || pkg == "" || strings.HasPrefix(pkg, "e2e") {
			return
		}
		r, ok := rank[pkg]
		if !ok {
			t.Errorf("%s: package %q has no line in the house; decide where it stands", file, pkg)
			return
		}
		for _, path := range imports {
			if res, ok := reserved[path]; ok && !slices.Contains(res.allowed, pkg) {
				t.Errorf("%s imports %s: %s", file, path, res.why)
			}
			other, ours := strings.CutPrefix(path, "congbo/internal/")
			if !ours {
				continue
			}
			o, ok := rank[other]
			switch {
			case !ok:
				t.Errorf("%s imports %q, which has no line in the house", file, other)
			case o > r:
				t.Errorf("%s: %s (%s) imports %s (%s): %s", file, pkg, house[r].name, other, house[o].name, house[r].why)
			case o == r && house[r].apart && other != pkg && !strings.HasPrefix(other, pkg+"/"):
				t.Errorf("%s: %s imports %s: %s", file, pkg, other, house[r].why)
			}
		}
	})
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	says := make(map[string]bool)
	eachFile(t, func(pkg, file string, _ []string, test bool) {
		if test {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		says[pkg] = says[pkg] || f.Doc != nil && len(f.Doc.Text()) > 80
	})
	for pkg, ok := range says {
		if !ok && pkg != "" {
			t.Errorf("package %s has no comment that says what it is for", pkg)
		}
	}
}

func eachFile(t *testing.T, fn func(pkg, file string, imports []string, test bool)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules") {
				return fs.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, i := range f.Imports {
			p, _ := strconv.Unquote(i.Path.Value)
			imports = append(imports, p)
		}
		pkg := filepath.ToSlash(filepath.Dir(path))
		if pkg == "." {
			pkg = ""
		}
		fn(pkg, path, imports, strings.HasSuffix(path, "_test.go"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
