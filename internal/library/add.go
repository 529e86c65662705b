package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/picture"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// MaxFile is how many bytes a file of the library has at most, MaxFiles how many
// are sent at once, and MaxBytes what those may weigh together.
const (
	MaxFile  = 30 << 20
	MaxFiles = 20
	MaxBytes = 100 << 20
)

// A New is a picture or a PDF that somebody puts into the library by itself.
type New struct {
	Name string // of the file, as it was sent
	Data []byte
	Unit int64 // answerable for it; 0: the institution
	Words
}

// MayAdd tells where somebody may put something into the library: at the
// institution itself, and in which of its units.
func (l *Library) MayAdd(ctx context.Context, who cases.Actor) (institution bool, units []int64, err error) {
	err = l.Store.View(ctx, func(tx *store.Tx) error {
		all, err := tx.Units(ctx, who.Institution)
		if err != nil {
			return err
		}
		units = nil
		institution = l.mayKeep(ctx, tx, who, 0) == nil
		for _, u := range all {
			if l.mayKeep(ctx, tx, who, u.ID) == nil {
				units = append(units, u.ID)
			}
		}
		return nil
	})
	return institution, units, err
}

func (l *Library) mayKeep(ctx context.Context, tx *store.Tx, who cases.Actor, unit int64) error {
	return l.Cases.May(ctx, tx, who, people.KeepLibrary, l.Cases.UnitScope(who.Institution, unit))
}

// Add puts a picture or a PDF into the library for the whole house, without a
// text: whoever sees the library sees it (F-B12). Before its bytes are kept the
// person is asked for the right to do so, and the file for what it is. known
// reports that the library has it already; then nothing changed, and item is
// that entry. A fault.List names the fields that are wrong: file, alt, credit,
// licence, name, note, unit.
func (l *Library) Add(ctx context.Context, who cases.Actor, n New) (item int64, known bool, err error) {
	if err := l.Store.View(ctx, func(tx *store.Tx) error {
		units, err := tx.Units(ctx, who.Institution)
		if err == nil && n.Unit != 0 && !slices.ContainsFunc(units, func(u store.Unit) bool { return u.ID == n.Unit }) {
			err = fault.New(fault.NotFound, "fault.not_found").In("unit")
		}
		if err != nil {
			return err
		}
		return l.mayKeep(ctx, tx, who, n.Unit)
	}); err != nil {
		return 0, false, err
	}
	m, err := l.inspect(ctx, n.Data)
	if err != nil {
		return 0, false, err
	}
	hidden, err := l.twin(ctx, who, m.ID)
	if err != nil || hidden.ID != 0 && hidden.seen {
		return hidden.ID, err == nil, err
	}
	if err := n.complete(m); err != nil {
		return 0, false, err
	}
	if hidden.ID != 0 && hidden.ChangedBy != 0 { // a colleague's words about a text that this person may not know of
		return 0, false, fault.New(fault.Conflict, "library.elsewhere").In("file")
	}
	if _, m.Size, err = l.Blobs.Put(ctx, bytes.NewReader(n.Data), MaxFile); err != nil {
		return 0, false, err
	}
	err = l.Store.Tx(ctx, func(tx *store.Tx) error {
		item, known = 0, false
		if err := tx.AddMedia(ctx, *m); err != nil {
			return err
		}
		x := store.LibraryItem{Institution: who.Institution, Media: m.ID, Unit: n.Unit, Name: n.Words.Name, Alt: n.Alt, Credit: n.Credit, Licence: n.Licence, Note: n.Note, Focus: n.Focus,
			AddedBy: who.Person, AddedFor: who.For}
		if err := tx.AddLibraryItem(ctx, &x); err != nil {
			return err
		}
		if x.ID == 0 {
			old, err := tx.LibraryItemOf(ctx, who.Institution, m.ID)
			if err != nil {
				return err
			}
			if item = old.ID; old.Shared { // somebody was faster
				known = true
				return nil
			}
			x.ID, x.Version, x.ChangedBy, x.ChangedFor = old.ID, old.Version, who.Person, who.For
			if err := tx.SaveLibraryItem(ctx, &x); err != nil {
				return err
			}
		}
		item = x.ID
		if err := tx.ShareLibraryItem(ctx, x.ID, who.Person, who.For); err != nil {
			return err
		}
		number := strconv.FormatInt(x.ID, 10)
		tx.Record(who.Institution, event.Event{Verb: event.LibraryAdded, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: "library:" + number,
			Data: map[string]string{event.KeyNumber: number}})
		return nil
	})
	return item, known, err
}

// inspect says what a file is, or why the library does not take it: a picture
// within the budgets that can be decoded, or a PDF.
func (l *Library) inspect(ctx context.Context, data []byte) (*store.Media, error) {
	switch {
	case len(data) == 0:
		return nil, fault.New(fault.Invalid, "library.choose_file").In("file")
	case len(data) > MaxFile:
		return nil, fault.New(fault.TooLarge, "blob.too_large", MaxFile>>20).In("file")
	}
	sum := sha256.Sum256(data)
	m := &store.Media{ID: hex.EncodeToString(sum[:])}
	if i, err := picture.Look(data); err == nil {
		if !i.Fits() {
			return nil, fault.New(fault.TooLarge, "picture.huge", picture.MaxPixels/1_000_000).In("file")
		}
		if err := l.Pictures.Try(ctx, data); err != nil {
			if why, ok := fault.As(err); ok && why.Kind != fault.Internal && why.Kind != fault.Unavailable {
				err = fault.New(fault.Invalid, "library.broken_picture").In("file").Because(err)
			}
			return nil, err
		}
		m.Type, m.Width, m.Height = i.Type, i.Width, i.Height
		return m, nil
	}
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return nil, fault.New(fault.Invalid, "library.other_file").In("file")
	}
	if active(data) {
		return nil, fault.New(fault.Invalid, "library.active_paper").In("file")
	}
	m.Type = "application/pdf"
	return m, nil
}

// active reports whether a PDF says that it runs something when it is opened:
// what stands in the open is found, not what is packed (readers' programs ask
// before they run anything). ISO 32000-1, 12.6.4.
func active(pdf []byte) bool {
	for _, name := range []string{"/JavaScript", "/JS", "/Launch"} {
		for rest := pdf; ; {
			at := bytes.Index(rest, []byte(name))
			if at < 0 {
				break
			}
			rest = rest[at+len(name):]
			if len(rest) == 0 || bytes.IndexByte([]byte(" \t\r\n\f\x00/(<[>"), rest[0]) >= 0 {
				return true
			}
		}
	}
	return false
}

// A twin is the entry of the same bytes.
type twin struct {
	store.LibraryItem
	seen bool // by the person
}

// twin finds the entry that an institution has for bytes already.
func (l *Library) twin(ctx context.Context, who cases.Actor, media string) (t twin, err error) {
	err = l.Store.View(ctx, func(tx *store.Tx) error {
		x, err := tx.LibraryItemOf(ctx, who.Institution, media)
		if fault.Is(err, fault.NotFound) {
			return nil
		} else if err != nil {
			return err
		}
		t.LibraryItem = *x
		return nil
	})
	if err != nil || t.ID == 0 {
		return t, err
	}
	_, err = l.Entry(ctx, who, t.ID)
	if fault.Is(err, fault.NotFound) {
		return t, nil
	}
	t.seen = err == nil
	return t, err
}

// complete cleans what is said of a new entry and demands what the next text
// needs: what a picture shows, whose it is, and by what right it is used
// (F-B10, R-I8).
func (n *New) complete(m *store.Media) error {
	n.Words.clean()
	if n.Words.Name == "" {
		name := vi.ReadLine(n.Name)
		n.Words.Name = strings.TrimSuffix(name, path.Ext(name))
	}
	wrong := n.Words.check()
	need := func(field, value, key string) {
		if value == "" {
			wrong = append(wrong, fault.New(fault.Invalid, key).In(field))
		}
	}
	if strings.HasPrefix(m.Type, "image/") {
		need("alt", n.Alt, "library.need_alt")
	} else {
		n.Alt, n.Focus = "", ""
	}
	need("name", n.Words.Name, "library.need_name")
	need("credit", n.Credit, "library.need_credit")
	need("licence", n.Licence, "library.need_licence")
	return wrong.Err()
}

func (w *Words) clean() {
	w.Name, w.Alt, w.Credit, w.Note = vi.ReadLine(w.Name), vi.ReadLine(w.Alt), vi.ReadLine(w.Credit), strings.TrimSpace(vi.Read(w.Note))
}

// check tells of each field what is wrong with it.
func (w Words) check() (wrong fault.List) {
	for _, f := range []struct {
		name, text string
		most       int
	}{{"name", w.Name, maxLine}, {"alt", w.Alt, maxLine}, {"credit", w.Credit, maxLine}, {"note", w.Note, maxNote}} {
		if len([]rune(f.text)) > f.most {
			wrong = append(wrong, fault.New(fault.Invalid, "library.long", f.most).In(f.name))
		}
	}
	if w.Licence != "" && !slices.Contains(content.Licences, w.Licence) {
		wrong = append(wrong, fault.New(fault.Invalid, "library.unknown").In("licence"))
	}
	if w.Focus != "" && !slices.Contains(content.Focuses(), w.Focus) {
		wrong = append(wrong, fault.New(fault.Invalid, "library.unknown").In("focus"))
	}
	return wrong
}
