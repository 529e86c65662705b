package publishing

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// Blobs keeps bytes under their SHA-256; see package blob.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, limit int64) (id string, size int64, err error)
	Get(ctx context.Context, id string) (io.ReadSeekCloser, error)
}

// Papers are what an edition came from, as they were when it was kept (R-B4):
// each file by its digest, and what the record says of the case.
type Papers struct {
	Case     string        `json:"case"`
	Title    string        `json:"title"`
	Edition  int           `json:"edition"`
	Site     string        `json:"site"`
	URL      string        `json:"url"`
	Revision string        `json:"revision"` // its overall hash
	At       time.Time     `json:"at"`       // when it appeared
	Page     string        `json:"page"`     // SHA-256 of the page as readers saw it
	Files    []Paper       `json:"files"`
	Record   []RecordEntry `json:"record"`
}

// A Paper is one file.
type Paper struct {
	What string `json:"what"` // "letter", "attachment", "covering-paper" or "file"
	Name string `json:"name"`
	ID   string `json:"sha256"`
}

// A RecordEntry is one line of the record.
type RecordEntry struct {
	Seq   int64     `json:"seq"`
	At    time.Time `json:"at"`
	Verb  string    `json:"verb"`
	Actor int64     `json:"actor,omitempty"`
	For   int64     `json:"for,omitempty"`
	About string    `json:"about,omitempty"`
	Hash  string    `json:"hash"`
}

const maxKeptPage = 100 << 20

// Archive is the job store.JobArchive: it keeps what readers see of an edition,
// and from what it came. A second time it changes nothing.
func (p *Publishing) Archive(ctx context.Context, edition int64) error {
	var e *store.Edition
	err := p.Store.View(ctx, func(tx *store.Tx) (err error) {
		if _, err := tx.ArchivedPage(ctx, edition); err == nil {
			return nil
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		e, err = tx.Edition(ctx, edition)
		return err
	})
	if err != nil || e == nil {
		return err
	}
	html, err := p.Whole(ctx, edition)
	if err != nil {
		return err
	}
	page, size, err := p.Blobs.Put(ctx, bytes.NewReader(html), maxKeptPage)
	if err != nil {
		return err
	}
	papers, err := p.papers(ctx, e, page)
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(papers, "", "  ")
	if err != nil {
		return err
	}
	list, listSize, err := p.Blobs.Put(ctx, bytes.NewReader(data), maxKeptPage)
	if err != nil {
		return err
	}
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.AddMedia(ctx, store.Media{ID: page, Type: "text/html", Size: size}); err != nil {
			return err
		}
		if err := tx.AddMedia(ctx, store.Media{ID: list, Type: "application/json", Size: listSize}); err != nil {
			return err
		}
		return tx.AddArchivedPage(ctx, store.ArchivedPage{Edition: edition, Page: page, Papers: list})
	})
}

// ArchiveAll is the job store.JobArchiveAll: it has every public edition kept
// that is older than the archive, as readers see it now.
func (p *Publishing) ArchiveAll(ctx context.Context, _ int64) error {
	for after := int64(0); ; {
		var ids []int64
		err := p.Store.Tx(ctx, func(tx *store.Tx) (err error) {
			if ids, err = tx.Unarchived(ctx, after, 200); err != nil {
				return err
			}
			for _, id := range ids {
				if err := tx.Enqueue(ctx, store.JobArchive, id, time.Time{}, fmt.Sprintf("archive/%d", id)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		after = ids[len(ids)-1]
	}
}

// papers lists what an edition came from.
func (p *Publishing) papers(ctx context.Context, e *store.Edition, page string) (*Papers, error) {
	out := &Papers{Title: e.Title, Edition: e.Number, Revision: e.Hash, At: e.PublishedAt.UTC(), Page: page, Files: []Paper{}, Record: []RecordEntry{}}
	err := p.Store.View(ctx, func(tx *store.Tx) error {
		out.Files, out.Record = out.Files[:0], out.Record[:0]
		cs, err := tx.Case(ctx, e.Case)
		if err != nil {
			return err
		}
		site, err := tx.Site(ctx, e.Site)
		if err != nil {
			return err
		}
		section, err := tx.Section(ctx, e.Section)
		if err != nil {
			return err
		}
		out.Case, out.Site, out.URL = cs.Code, site.Name, p.URL(site, e.Path(section.Slug))
		if cs.Request != 0 {
			if err := requestPapers(ctx, tx, cs.Request, out); err != nil {
				return err
			}
		}
		r, err := tx.Revision(ctx, e.Revision)
		if err != nil {
			return err
		}
		for i, id := range r.Files() {
			m, err := tx.Media(ctx, id)
			if err != nil {
				return err
			}
			out.Files = append(out.Files, Paper{"file", named(r.MediaWords(id), fmt.Sprintf("%d", i+1), m.Type), id})
		}
		events, err := tx.CaseEvents(ctx, e.Case)
		for _, x := range events {
			out.Record = append(out.Record, entryOf(x))
		}
		return err
	})
	return out, err
}

func entryOf(x event.Event) RecordEntry {
	return RecordEntry{Seq: x.Seq, At: x.At.UTC(), Verb: string(x.Verb), Actor: x.Actor, For: x.OnBehalfOf, About: x.Subject, Hash: x.Hash}
}

// requestPapers adds the letters of a request with what came with them, and the
// covering paper.
func requestPapers(ctx context.Context, tx *store.Tx, request int64, out *Papers) error {
	messages, err := tx.Messages(ctx, request)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if m.Raw != "" {
			out.Files = append(out.Files, Paper{"letter", fmt.Sprintf("%d.eml", m.ID), m.Raw})
		}
	}
	files, err := tx.Attachments(ctx, request)
	if err != nil {
		return err
	}
	for _, a := range files {
		out.Files = append(out.Files, Paper{"attachment", named(a.Name, fmt.Sprint(a.ID), a.Type), a.Media})
	}
	paper, err := tx.CoveringPaper(ctx, request)
	if err == nil && paper != nil && paper.Media != "" {
		out.Files = append(out.Files, Paper{"covering-paper", named(paper.File, "covering-paper", ""), paper.Media})
	}
	return err
}

// named is a name that any file system takes.
func named(name, other, kind string) string {
	ext := strings.ToLower(path.Ext(name))
	if len(ext) > 6 || strings.ContainsAny(ext, `/\ `) {
		ext = ""
	}
	if ext == "" {
		ext = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "application/pdf": ".pdf"}[kind]
	}
	base := vi.Slug(strings.TrimSuffix(name, path.Ext(name)), 60)
	if base == "" {
		base = other
	}
	return base + vi.Fold(ext)
}

// A KeptFile is one file of what was kept of an edition, under the name that it
// is given out by: slashes separate folders.
type KeptFile struct {
	Name string
	ID   string // SHA-256
}

// KeptFiles lists what was kept of an edition: the page, the list of its papers
// with the record of the case, and the papers. Of a case whose papers were
// destroyed there is the page alone.
func (p *Publishing) KeptFiles(ctx context.Context, kept *store.ArchivedPage) ([]KeptFile, error) {
	files := []KeptFile{{"trang.html", kept.Page}}
	if kept.Papers == kept.Page {
		return files, nil
	}
	f, err := p.Blobs.Get(ctx, kept.Papers)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxKeptPage))
	if err != nil {
		return nil, err
	}
	var papers Papers
	if err := json.Unmarshal(data, &papers); err != nil {
		return nil, fmt.Errorf("papers of edition %d: %w", kept.Edition, err)
	}
	files = append(files, KeptFile{"ho-so.json", kept.Papers})
	folders := map[string]string{"letter": "thu", "attachment": "tep-kem-thu", "covering-paper": "van-ban-kem", "file": "tep-cua-bai"}
	for i, f := range papers.Files {
		if folder := folders[f.What]; folder != "" {
			files = append(files, KeptFile{fmt.Sprintf("%s/%02d-%s", folder, i+1, f.Name), f.ID})
		}
	}
	return files, nil
}

// WritePapers writes what was kept of an edition as a ZIP.
func (p *Publishing) WritePapers(ctx context.Context, kept *store.ArchivedPage, to io.Writer) error {
	files, err := p.KeptFiles(ctx, kept)
	if err != nil {
		return err
	}
	z := zip.NewWriter(to)
	for _, file := range files {
		f, err := p.Blobs.Get(ctx, file.ID)
		if fault.Is(err, fault.NotFound) && file.ID != kept.Page {
			continue // the check of the record tells of it
		} else if err != nil {
			return err
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: file.Name, Method: zip.Deflate, Modified: kept.At.In(vi.Zone)})
		if err == nil {
			_, err = io.Copy(w, f)
		}
		f.Close()
		if err != nil {
			return err
		}
	}
	return z.Close()
}
