package editorial

import (
	"context"
	"path"
	"strings"
	"unicode/utf8"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// MaxAttached is how many files are added to a text at once at most, and
// MaxAttachedBytes what they may weigh together.
const (
	MaxAttached      = 20
	MaxAttachedBytes = 100 << 20
)

// An Attached is a file that somebody adds to a text.
type Attached struct {
	Name string
	Data []byte
}

// UploadFile keeps a picture or a document that a text may offer, before the
// text that has it is saved. declared is the type under which it was sent: what
// was put into a text as a picture has to be one.
func (e *Editorial) UploadFile(ctx context.Context, who cases.Actor, of int64, declared string, data []byte) (*store.Media, error) {
	if strings.HasPrefix(declared, "image/") {
		return e.Upload(ctx, who, of, data)
	}
	if err := e.mayChange(ctx, who, of); err != nil {
		return nil, err
	}
	m, err := e.keepFile(ctx, data)
	if err != nil {
		return nil, err
	}
	return m, e.Store.Tx(ctx, func(tx *store.Tx) error { return tx.AddMedia(ctx, *m) })
}

// Attach adds files to the end of a case's text, pictures as pictures and
// documents to be downloaded, all in one revision or none (F-B12). What is wrong
// is said of each file by its name. base is as in Save.
func (e *Editorial) Attach(ctx context.Context, who cases.Actor, id int64, base int, files []Attached) (*cases.Result, *content.Revision, error) {
	if err := e.mayChange(ctx, who, id); err != nil {
		return nil, nil, err
	}
	kept, err := e.keepAll(ctx, files)
	if err != nil {
		return nil, nil, err
	}
	return e.revise(ctx, who, id, base, func(ctx context.Context, tx *store.Tx, d *cases.Dossier) (content.Revision, error) {
		r := *d.Revision
		for _, m := range kept {
			if err := tx.AddMedia(ctx, *m); err != nil {
				return r, err
			}
		}
		r.Note = ""
		said, err := known(ctx, tx, d.Case.Institution, kept)
		if err != nil {
			return r, err
		}
		r.Body, err = withFiles(r.Body, files, kept, said)
		return r, err
	})
}

// KeepFiles keeps files that are added to the text of a case as it is written,
// and puts them at its end.
func (e *Editorial) KeepFiles(ctx context.Context, who cases.Actor, of int64, body content.Body, files []Attached) (content.Body, error) {
	if err := e.mayChange(ctx, who, of); err != nil {
		return body, err
	}
	kept, err := e.keepAll(ctx, files)
	if err != nil {
		return body, err
	}
	if err := e.Store.Tx(ctx, func(tx *store.Tx) error {
		for _, m := range kept {
			if err := tx.AddMedia(ctx, *m); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return body, err
	}
	return withFiles(body, files, kept, nil)
}

// known is what the library knows of files that were used before.
func known(ctx context.Context, tx *store.Tx, institution int64, kept []*store.Media) (map[string]*store.LibraryItem, error) {
	said := make(map[string]*store.LibraryItem)
	for _, m := range kept {
		l, err := tx.LibraryItemOf(ctx, institution, m.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		said[m.ID] = l
	}
	return said, nil
}

// keepAll keeps the bytes of files, or says of each what is wrong with it.
func (e *Editorial) keepAll(ctx context.Context, files []Attached) ([]*store.Media, error) {
	size := 0
	for _, f := range files {
		size += len(f.Data)
	}
	switch {
	case len(files) == 0:
		return nil, fault.New(fault.Invalid, "editorial.choose_files").In("files")
	case len(files) > MaxAttached:
		return nil, fault.New(fault.Invalid, "editorial.many_files", MaxAttached).In("files")
	case size > MaxAttachedBytes:
		return nil, fault.New(fault.TooLarge, "editorial.heavy_files", MaxAttachedBytes>>20).In("files")
	}
	var wrong fault.List
	kept := make([]*store.Media, 0, len(files))
	for _, f := range files {
		m, err := e.keepFile(ctx, f.Data)
		if why, ok := fault.As(err); ok && why.Kind != fault.Internal {
			wrong = append(wrong, fault.New(fault.Invalid, "editorial.file_refused", clip(vi.ReadLine(f.Name), 80), why).In("files"))
			continue
		} else if err != nil {
			return nil, err
		}
		kept = append(kept, m)
	}
	return kept, wrong.Err()
}

// withFiles is a body with files at its end, with the words that said has for
// them.
func withFiles(body content.Body, files []Attached, kept []*store.Media, said map[string]*store.LibraryItem) (content.Body, error) {
	doc := content.Node{Type: "doc", Content: append([]content.Node(nil), body.Doc.Content...)}
	for i, m := range kept {
		n := content.Node{Type: "file", Attrs: map[string]any{"media": m.ID, "title": title(files[i].Name)}}
		if strings.HasPrefix(m.Type, "image/") {
			n = content.Node{Type: "image", Attrs: map[string]any{"media": m.ID}}
			if l := said[m.ID]; l != nil {
				for key, s := range map[string]string{"alt": l.Alt, "credit": l.Credit, "focus": l.Focus} {
					if s != "" {
						n.Attrs[key] = s
					}
				}
			}
		}
		doc.Content = append(doc.Content, n)
	}
	return content.NewBody(doc)
}

// title is what a file is called in a text: its name without the ending.
func title(name string) string {
	name = vi.ReadLine(name)
	if short := strings.TrimSuffix(name, path.Ext(name)); short != "" {
		name = short
	}
	return clip(name, 200)
}

// clip cuts a text to so many characters.
func clip(s string, runes int) string {
	for utf8.RuneCountInString(s) > runes {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}
