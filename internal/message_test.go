package internal

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/locale"
)

var messageUses = []*regexp.Regexp{
	regexp.MustCompile(`fault\.New\(fault\.\w+, "([^"]+)"[,)]`),
	regexp.MustCompile(`locale\.T\([^"()]+, "([^"]+)"[,)]`),
	regexp.MustCompile(`\{\{-? ?t "([^"]+)"[ }]`),
	regexp.MustCompile(`\(t "([^"]+)"[ )]`),
}

// Every message that code or a template says exists, in both languages.
func TestMessagesExist(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "testdata") || path == "locale/locale.go" {
			return err
		}
		if ext := filepath.Ext(path); ext != ".go" && ext != ".html" {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, use := range messageUses {
			for _, m := range use.FindAllStringSubmatch(string(src), -1) {
				for _, l := range locale.Langs {
					if !locale.Has(l, m[1]) {
						t.Errorf("%s says %q, which %s lacks", path, m[1], l)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
