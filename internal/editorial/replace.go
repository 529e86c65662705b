package editorial

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// documents are the types of files that a text may offer beside pictures.
var documents = map[string]bool{
	"application/pdf": true, "application/zip": true, "text/plain": true, "text/csv": true,
	"application/msword": true, "application/vnd.ms-excel": true, "application/vnd.ms-powerpoint": true,
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   true,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         true,
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": true,
	"application/vnd.oasis.opendocument.text":                                   true,
	"application/vnd.oasis.opendocument.spreadsheet":                            true,
}

// A Newer is a file that is to take the place of one in a text.
type Newer struct {
	Old  string // media
	Name string
	Data []byte
}

// ReplaceFile puts a newer file or picture into the place of one in a case's
// text, as a revision of its own (F-B11). Once that is public, the address of
// the older one leads to it; the bytes of the older one are kept. base is as in
// Save.
func (e *Editorial) ReplaceFile(ctx context.Context, who cases.Actor, id int64, base int, n Newer) (*cases.Result, *content.Revision, error) {
	if err := e.mayChange(ctx, who, id); err != nil {
		return nil, nil, err
	}
	m, err := e.keepFile(ctx, n.Data)
	if err != nil {
		return nil, nil, err
	}
	name := vi.ReadLine(n.Name)
	return e.revise(ctx, who, id, base, func(ctx context.Context, tx *store.Tx, d *cases.Dossier) (content.Revision, error) {
		r, picture, found := d.Revision.WithMedia(n.Old, m.ID)
		switch {
		case !found:
			return r, fault.New(fault.Conflict, "editorial.file_not_there").In("file")
		case m.ID == n.Old:
			return r, fault.New(fault.Invalid, "editorial.same_file").In("file")
		case picture != strings.HasPrefix(m.Type, "image/"):
			return r, fault.New(fault.Invalid, "editorial.other_sort").In("file")
		}
		if err := tx.AddMedia(ctx, *m); err != nil {
			return r, err
		}
		x := store.Replacement{Document: d.Document.ID, Old: n.Old, New: m.ID, Name: name, Person: who.Person, For: who.For}
		if err := tx.AddReplacement(ctx, &x); err != nil {
			return r, err
		}
		tx.Record(d.Case.Institution, event.Event{Verb: event.FileReplaced, Case: d.Case.ID, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("replacement:%d", x.ID)})
		r.Note = ""
		return r, nil
	})
}

// keepFile keeps the bytes of a picture or of a document that a text may offer.
func (e *Editorial) keepFile(ctx context.Context, data []byte) (*store.Media, error) {
	switch {
	case len(data) == 0:
		return nil, fault.New(fault.Invalid, "editorial.choose_file").In("file")
	case len(data) > MaxImage:
		return nil, fault.New(fault.TooLarge, "blob.too_large", MaxImage>>20).In("file")
	}
	m := store.Media{}
	if kind, w, h := e.Measure(data); kind != "" {
		if w > maxSide || h > maxSide || w*h > maxPixels {
			return nil, fault.New(fault.TooLarge, "editorial.huge_image", maxPixels/1_000_000).In("file")
		}
		m.Type, m.Width, m.Height = kind, w, h
	} else if m.Type = e.Sniff(data); !documents[m.Type] {
		return nil, fault.New(fault.Invalid, "editorial.no_file").In("file")
	}
	var err error
	m.ID, m.Size, err = e.Blobs.Put(ctx, bytes.NewReader(data), MaxImage)
	return &m, err
}
