// Package library is the work on the pictures and papers of an institution's
// texts: looking into their bytes, making what readers get of them, finding one
// again, and writing down whose they are.
package library

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/picture"
	"congbo/internal/store"
)

// Blobs keeps bytes under their SHA-256; see package blob.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, limit int64) (id string, size int64, err error)
	Get(ctx context.Context, id string) (io.ReadSeekCloser, error)
}

// Pictures makes what readers get of pictures.
type Pictures interface {
	// Try decodes a picture that is not kept yet.
	Try(ctx context.Context, data []byte) error
	// Tint is the colour of a picture, see picture.Answer.
	Tint(ctx context.Context, m *store.Media) (string, error)
	// Prepare makes everything that pages link to.
	Prepare(ctx context.Context, m *store.Media, more ...picture.Want) (string, error)
}

// Papers reads papers by the programs of the machine.
type Papers interface {
	// Paper returns a picture of the first page of a PDF and its words, each empty
	// where no program is there for it.
	Paper(ctx context.Context, pdf []byte) (page []byte, words string, err error)
}

// Library is the verbs of this area.
type Library struct {
	Store    *store.Store
	Cases    *cases.Cases
	Blobs    Blobs
	Pictures Pictures
	Papers   Papers // nil: papers are not read
	// Lazy leaves it to the first reader to have pictures made: nobody may come.
	Lazy bool
	Log  *slog.Logger
}

// JobIndex is the kind of the job that makes entries, once, for texts that are
// older than the library.
const JobIndex = "index-library"

const atOnce = 100

// Index is that job.
func (l *Library) Index(ctx context.Context, _ int64) error {
	for {
		n := 0
		err := l.Store.Tx(ctx, func(tx *store.Tx) (err error) {
			n, err = tx.IndexLibrary(ctx, atOnce)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// maxPaper is how much of a file is read.
const maxPaper = 50 << 20

// Look is the job store.JobLookMedia: it looks into the bytes of files into
// which nobody has looked. A file that cannot be read is looked at too: there is
// nothing to be found in it.
func (l *Library) Look(ctx context.Context, _ int64) error {
	after := ""
	for {
		var list []store.Media
		err := l.Store.View(ctx, func(tx *store.Tx) (err error) {
			list, err = tx.Unlooked(ctx, after, atOnce)
			return err
		})
		if err != nil || len(list) == 0 {
			return err
		}
		for _, m := range list {
			if err := l.look(ctx, m); err != nil {
				return err
			}
			after = m.ID
		}
	}
}

func (l *Library) look(ctx context.Context, m store.Media) error {
	words := ""
	var page *store.Media
	switch {
	case strings.HasPrefix(m.Type, "image/"):
		data, err := l.bytes(ctx, m.ID, maxPaper)
		if err != nil {
			return err
		}
		if i, err := picture.Look(data); err == nil {
			m.Width, m.Height = i.Width, i.Height // as it is seen, also where it was noted lying on its side
		}
		if m.Tint, err = l.Pictures.Tint(ctx, &m); err != nil {
			if k := fault.KindOf(err); k == fault.Internal || k == fault.Unavailable {
				return err
			}
		}
	case m.Type == "application/pdf" && l.Papers != nil:
		data, err := l.bytes(ctx, m.ID, maxPaper)
		if err != nil {
			return err
		}
		shot, said, err := l.Papers.Paper(ctx, data)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			l.Log.WarnContext(ctx, "a paper was not read", "media", m.ID, "err", err)
		}
		words = said
		if page, err = l.keepPage(ctx, shot); err != nil {
			return err
		}
	}
	return l.Store.Tx(ctx, func(tx *store.Tx) error {
		if page != nil {
			if err := tx.AddMedia(ctx, *page); err != nil {
				return err
			}
			m.Page = page.ID
		}
		return tx.LookedAt(ctx, m, words)
	})
}

// keepPage keeps the picture of a page; nil where there is none.
func (l *Library) keepPage(ctx context.Context, data []byte) (*store.Media, error) {
	i, err := picture.Look(data)
	if err != nil || !i.Fits() {
		return nil, nil
	}
	m := store.Media{Type: i.Type, Width: i.Width, Height: i.Height}
	m.ID, m.Size, err = l.Blobs.Put(ctx, strings.NewReader(string(data)), maxPaper)
	return &m, err
}

func (l *Library) bytes(ctx context.Context, id string, limit int64) ([]byte, error) {
	f, err := l.Blobs.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, nil // lost: the check of the record says so
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return nil, fmt.Errorf("look at %s: %w", id, err)
	}
	return data, nil
}

// Prepare is the job store.JobPictures: it makes what readers will ask for of
// the pictures of a new edition.
func (l *Library) Prepare(ctx context.Context, edition int64) error {
	if l.Lazy {
		return nil
	}
	var list []store.Media
	focus, lead := "", ""
	err := l.Store.View(ctx, func(tx *store.Tx) error {
		list = list[:0]
		e, err := tx.Edition(ctx, edition)
		if err != nil {
			return err
		}
		r, err := tx.Revision(ctx, e.Revision)
		if err != nil {
			return err
		}
		if r.LeadImage != nil {
			lead, focus = r.LeadImage.Media, r.Layout.LeadFocus
		}
		for _, id := range r.Files() {
			m, err := tx.Media(ctx, id)
			if fault.Is(err, fault.NotFound) {
				continue
			} else if err != nil {
				return err
			}
			if strings.HasPrefix(m.Type, "image/") {
				list = append(list, *m)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range list {
		var more []picture.Want
		if list[i].ID == lead && list[i].Width >= picture.CardWidth/2 && list[i].Height >= picture.CardHeight/2 && list[i].Type != "image/gif" {
			more = []picture.Want{{Width: picture.CardWidth, Height: picture.CardHeight, Focus: focus}}
		}
		if _, err := l.Pictures.Prepare(ctx, &list[i], more...); err != nil {
			if k := fault.KindOf(err); k == fault.Internal || k == fault.Unavailable {
				return err
			}
		}
	}
	return nil
}
