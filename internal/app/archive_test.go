package app

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"

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
