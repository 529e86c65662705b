package app

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"congbo/internal/fault"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// An ArchiveEntry says of one edition what was written of it.
type ArchiveEntry struct {
	Case      string    `json:"case"`
	Edition   int       `json:"edition"`
	Site      string    `json:"site"`
	Title     string    `json:"title"`
	Published time.Time `json:"published"`
	Revision  string    `json:"revision"` // its overall hash
	Folder    string    `json:"folder"`
	Destroyed bool      `json:"papers_destroyed,omitempty"` // by a disposal: the page alone is left
	Files     int       `json:"files"`
}

// An Archive is what ExportArchive wrote.
type Archive struct {
	Editions []ArchiveEntry `json:"editions"`
	Unkept   []string       `json:"unkept,omitempty"`  // editions of which nothing is kept yet
	Damaged  []string       `json:"damaged,omitempty"` // files that are missing, or are not what the record says
}

// Names of what lies beside the editions.
const (
	archiveList = "muc-luc.json"
	archiveSums = "SHA256SUMS"
)

// ExportArchive writes what was kept of editions, the pages as readers saw them
// with the papers they came from, into a new folder, or into a new ZIP where out
// ends so (R-B4). Beside them lie a list of the editions and the SHA-256 of every
// file in the form that sha256sum reads. Each file is held against the digest that
// the record has of it while it is written; whether the record is whole is for
// Verify. What is not right is written all the same, and named.
func (a *App) ExportArchive(ctx context.Context, q store.ArchiveQuery, out string) (*Archive, error) {
	if _, err := os.Lstat(out); err == nil {
		return nil, fault.New(fault.Conflict, "cli.archive.there", out)
	}
	part := out + ".part"
	to, err := newShelfAt(part, strings.EqualFold(filepath.Ext(out), ".zip"))
	if err != nil {
		return nil, fault.New(fault.Invalid, "cli.archive.cannot", out).Because(err)
	}
	done, err := a.exportTo(ctx, q, to)
	if e := to.close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(part, out)
	}
	if err != nil {
		os.RemoveAll(part)
		return nil, err
	}
	return done, nil
}

const archivedAtOnce = 200

func (a *App) exportTo(ctx context.Context, q store.ArchiveQuery, to archiveShelf) (*Archive, error) {
	done, sums := &Archive{Editions: []ArchiveEntry{}}, make(map[string]string)
	for q.Limit = archivedAtOnce; ; {
		var list []store.Archived
		err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
			list, err = tx.ArchivedEditions(ctx, q)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			q.After = x.ID
			if x.Kept == nil {
				done.Unkept = append(done.Unkept, fmt.Sprintf("%s-%d (%s)", x.Code, x.Number, x.Site))
				continue
			}
			if err := a.exportEdition(ctx, x, to, sums, done); err != nil {
				return nil, err
			}
		}
		if len(list) < archivedAtOnce {
			break
		}
	}
	data, err := json.MarshalIndent(done.Editions, "", "  ")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	sums[archiveList] = hex.EncodeToString(sum[:])
	if err := to.put(archiveList, a.Store.Now(), strings.NewReader(string(data))); err != nil {
		return nil, err
	}
	names := make([]string, 0, len(sums))
	for name := range sums {
		names = append(names, name)
	}
	sort.Strings(names)
	var manifest strings.Builder
	for _, name := range names {
		fmt.Fprintf(&manifest, "%s  %s\n", sums[name], name)
	}
	return done, to.put(archiveSums, a.Store.Now(), strings.NewReader(manifest.String()))
}

func (a *App) exportEdition(ctx context.Context, x store.Archived, to archiveShelf, sums map[string]string, done *Archive) error {
	e := ArchiveEntry{Case: x.Code, Edition: x.Number, Site: x.Site, Title: x.Title, Published: x.PublishedAt.UTC(), Revision: x.Hash, Destroyed: x.Kept.Papers == x.Kept.Page,
		Folder: vi.Slug(x.Code, 60) + "-" + fmt.Sprint(x.Number) + "-" + vi.Slug(x.Site, 60)}
	files, err := a.Publishing.KeptFiles(ctx, x.Kept)
	if fault.Is(err, fault.NotFound) {
		done.Damaged = append(done.Damaged, e.Folder+"/ho-so.json")
		return nil
	} else if err != nil {
		return err
	}
	for _, file := range files {
		name := e.Folder + "/" + file.Name
		f, err := a.Blobs.Get(ctx, file.ID)
		if fault.Is(err, fault.NotFound) {
			done.Damaged = append(done.Damaged, name)
			continue
		} else if err != nil {
			return err
		}
		hash := sha256.New()
		err = to.put(name, x.Kept.At, io.TeeReader(f, hash))
		f.Close()
		if err != nil {
			return err
		}
		if sums[name] = hex.EncodeToString(hash.Sum(nil)); sums[name] != file.ID {
			done.Damaged = append(done.Damaged, name)
		}
		e.Files++
	}
	done.Editions = append(done.Editions, e)
	return nil
}

// An archiveShelf is a folder or a ZIP that is being written.
type archiveShelf interface {
	put(name string, at time.Time, r io.Reader) error
	close() error
}

func newShelfAt(path string, zipped bool) (archiveShelf, error) {
	if !zipped {
		return archiveFolder(path), os.Mkdir(path, 0o755)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	return &archiveZip{f, zip.NewWriter(f)}, nil
}

type archiveFolder string

func (d archiveFolder) put(name string, at time.Time, r io.Reader) error {
	path := filepath.Join(string(d), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err = io.Copy(f, r); err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chtimes(path, at, at)
	}
	return err
}

func (archiveFolder) close() error { return nil }

type archiveZip struct {
	f *os.File
	z *zip.Writer
}

func (z *archiveZip) put(name string, at time.Time, r io.Reader) error {
	w, err := z.z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at.In(vi.Zone)})
	if err == nil {
		_, err = io.Copy(w, r)
	}
	return err
}

func (z *archiveZip) close() error {
	err := z.z.Close()
	if e := z.f.Sync(); err == nil {
		err = e
	}
	if e := z.f.Close(); err == nil {
		err = e
	}
	return err
}
