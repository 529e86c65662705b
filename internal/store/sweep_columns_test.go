package store_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"congbo/internal/store"
)

// Every column that refers to a blob is known to the sweep of those that nothing
// refers to.
func TestMediaColumnsAreAll(t *testing.T) {
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	table, column := regexp.MustCompile(`(?m)^(?:CREATE TABLE|ALTER TABLE) (\w+)`), regexp.MustCompile(`(\w+)\s+TEXT[A-Z '"]*REFERENCES media `)
	known := append(slices.Clone(store.MediaColumns), store.MediaOwned...)
	n := 0
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		tables := table.FindAllSubmatchIndex(text, -1)
		for _, c := range column.FindAllSubmatchIndex(text, -1) {
			of := ""
			for _, at := range tables {
				if at[0] < c[0] {
					of = string(text[at[2]:at[3]])
				}
			}
			n++
			if ref := [2]string{of, string(text[c[2]:c[3]])}; !slices.Contains(known, ref) {
				t.Errorf("%s.%s refers to blobs, and the sweep does not look there", ref[0], ref[1])
			}
		}
	}
	if n+1 != len(known) { // the raw letter has no foreign key
		t.Errorf("%d columns were found, %d are known", n, len(known))
	}
}
