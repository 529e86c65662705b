package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"congbo/internal/fault"
	"congbo/internal/publishing"
	"congbo/internal/store"
)

// What would make a browser ask for something: an address in a style sheet or in
// an attribute that is loaded, a script, a form that leads somewhere.
var loads = regexp.MustCompile(`(?i)url\(\s*["']?(?:https?:|/|\.)|@import|@font-face|<(?:script|iframe|object|embed|source|video|audio|base|link)\b|\s(?:src|srcset|poster|background|action|formaction|ping|data-src)=["']?(?:https?:|/|\.)|\son[a-z]+=|\sstyle=|<image[^>]+href=["']?(?:https?:|/)`)

// Every edition that is public was kept with what it came from: a page that
// needs nothing else, and the papers, each under its digest (R-B4).
func archiveIsWhole(t *testing.T, ctx context.Context, a *App) {
	t.Helper()
	var live []store.Edition
	kept := make(map[int64]*store.ArchivedPage)
	err := a.Store.View(ctx, func(tx *store.Tx) error {
		sites, err := tx.Sites(ctx, 1)
		if err != nil {
			return err
		}
		for _, s := range sites {
			list, err := tx.LiveEditions(ctx, s.ID, 0, nil, 1000)
			if err != nil {
				return err
			}
			for i := range list {
				p, err := tx.ArchivedPage(ctx, list[i].ID)
				if err != nil {
					t.Errorf("edition %d (%s) was not kept: %v", list[i].ID, list[i].Title, err)
					continue
				}
				kept[list[i].ID] = p
			}
			live = append(live, list...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(live) < 10 {
		t.Fatalf("only %d editions", len(live))
	}
	pictures, letters := 0, 0
	for _, e := range live {
		p := kept[e.ID]
		if p == nil {
			continue
		}
		var out bytes.Buffer
		if err := a.Publishing.WritePapers(ctx, p, &out); err != nil {
			t.Errorf("edition %d: %v", e.ID, err)
			continue
		}
		z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		files := make(map[string][]byte)
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			files[f.Name], err = io.ReadAll(r)
			if err != nil {
				t.Errorf("edition %d, %s: %v", e.ID, f.Name, err)
			}
			if strings.Contains(f.Name, "..") || strings.HasPrefix(f.Name, "/") {
				t.Errorf("edition %d: a file is named %q", e.ID, f.Name)
			}
		}
		page := string(files["trang.html"])
		if m := loads.FindStringIndex(page); m != nil {
			t.Errorf("edition %d asks for something: %.160s", e.ID, page[max(0, m[0]-60):])
		}
		for _, want := range []string{"<h1", "<style>", "Content-Security-Policy", "</html>"} {
			if !strings.Contains(page, want) {
				t.Errorf("edition %d: no %s", e.ID, want)
			}
		}
		if strings.Contains(page, `src="data:image/`) {
			pictures++
		}
		var papers publishing.Papers
		if err := json.Unmarshal(files["ho-so.json"], &papers); err != nil || papers.Page != p.Page || papers.Revision != e.Hash || len(papers.Record) == 0 {
			t.Errorf("edition %d: %v, %+v", e.ID, err, papers)
		}
		for _, f := range papers.Files {
			if f.What == "letter" {
				letters++
			}
		}
		if len(files) != 2+len(papers.Files) {
			t.Errorf("edition %d: %d files, %d papers", e.ID, len(files), len(papers.Files))
		}
	}
	if pictures < 5 || letters < 5 {
		t.Errorf("%d pages with pictures, %d letters: nothing was tried", pictures, letters)
	}
	t.Logf("%d editions, %d with pictures, %d letters", len(live), pictures, letters)
}

// What was kept is written out for keeping elsewhere: of a period or of one
// edition, to a folder or as a ZIP, with the digest of every file; what is not as
// the record says is named (R-B4, R-T9).
func archiveIsWrittenOut(t *testing.T, ctx context.Context, a *App) {
	t.Helper()
	dir := t.TempDir()
	all, err := a.ExportArchive(ctx, store.ArchiveQuery{}, filepath.Join(dir, "all"))
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Editions) < 10 || len(all.Damaged) > 0 {
		t.Fatalf("%d editions, damaged: %v", len(all.Editions), all.Damaged)
	}
	sums := checkSums(t, os.DirFS(filepath.Join(dir, "all")))
	for _, e := range all.Editions {
		if sums[e.Folder+"/trang.html"] == "" || e.Files < 2 {
			t.Errorf("of %s-%d there is no page or no list", e.Case, e.Edition)
		}
	}
	if _, err := a.ExportArchive(ctx, store.ArchiveQuery{}, filepath.Join(dir, "all")); !fault.Is(err, fault.Conflict) {
		t.Errorf("over what is there: %v", err)
	}

	// One edition, and the editions of a time
	one := all.Editions[len(all.Editions)/2]
	got, err := a.ExportArchive(ctx, store.ArchiveQuery{Code: one.Case, Number: one.Edition}, filepath.Join(dir, "one.zip"))
	if err != nil || len(got.Editions) == 0 || got.Editions[0].Case != one.Case || got.Editions[0].Edition != one.Edition {
		t.Fatalf("%v, %+v", err, got)
	}
	z, err := zip.OpenReader(filepath.Join(dir, "one.zip"))
	if err != nil {
		t.Fatal(err)
	}
	checkSums(t, z)
	z.Close()
	want := 0
	for _, e := range all.Editions {
		if !e.Published.Before(one.Published) && e.Published.Before(one.Published.AddDate(0, 0, 20)) {
			want++
		}
	}
	got, err = a.ExportArchive(ctx, store.ArchiveQuery{From: one.Published, Until: one.Published.AddDate(0, 0, 20)}, filepath.Join(dir, "some"))
	if err != nil || len(got.Editions) != want || want == 0 || want == len(all.Editions) {
		t.Errorf("%v: %d editions of a time, want %d of %d", err, len(got.Editions), want, len(all.Editions))
	}

	// Bytes that were changed on the disk are named
	page := sums[one.Folder+"/trang.html"]
	path := ""
	filepath.WalkDir(a.Config.Data, func(at string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(strings.ReplaceAll(at, string(filepath.Separator), ""), page) || err == nil && d.Name() == page {
			path = at
		}
		return nil
	})
	if path == "" {
		t.Fatal("the blob of the page was not found")
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	os.Chmod(path, 0o600)
	if err := os.WriteFile(path, append([]byte("<!-- -->"), kept...), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err = a.ExportArchive(ctx, store.ArchiveQuery{Code: one.Case, Number: one.Edition}, filepath.Join(dir, "bent"))
	if err == nil && !slices.Contains(got.Damaged, one.Folder+"/trang.html") || err != nil && !fault.Is(err, fault.Internal) {
		t.Errorf("a changed page: %v, %+v", err, got)
	}
	if err := os.WriteFile(path, kept, 0o600); err != nil {
		t.Fatal(err)
	}
}

// checkSums holds every file against the list of digests, as sha256sum does, and
// returns that list.
func checkSums(t *testing.T, files fs.FS) map[string]string {
	t.Helper()
	list, err := fs.ReadFile(files, "SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	sums := make(map[string]string)
	for line := range strings.Lines(string(list)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		data, err := fs.ReadFile(files, name)
		if got := sha256.Sum256(data); !ok || err != nil || hex.EncodeToString(got[:]) != sum {
			t.Errorf("%q: %v, or another digest", line, err)
		}
		sums[name] = sum
	}
	n := 0
	fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && name != "SHA256SUMS" {
			if n++; sums[name] == "" {
				t.Errorf("%s has no digest in the list", name)
			}
		}
		return err
	})
	if n != len(sums) || n < 3 {
		t.Errorf("%d files, %d digests", n, len(sums))
	}
	return sums
}
