package library

import (
	"context"
	"slices"
	"strconv"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A Query asks for entries.
type Query struct {
	Text    string // as it was typed; found whatever its accents
	Kind    string // "picture", "paper" or ""
	Unit    int64  // with the units below it
	Site    int64
	Licence string // one of content.Licences, "none", or ""
	Use     string // "used": in a text now, "unused", or ""
	Before  int64  // entries older than this one
}

// An Entry is a picture or a paper of the library as somebody may see it.
type Entry struct {
	store.LibraryItem
	File   store.Media
	Uses   []cases.Use // texts that have it now and that the person may know of
	Hidden int         // drafts that the person may not know of
	Words  string      // of a paper, the beginning of what it says
	May    bool        // write down what is known of it
}

// Page is how many entries are shown at once.
const Page = 24

// passes is how many entries that are not for somebody's eyes are passed over
// for one page at most; the next page goes on from there.
const passes = 400

// Find lists the entries that somebody may see, the newest first, and the last
// one looked at where there are more. A picture is seen by who may see a text
// that has or had it, or where readers see it: so an embargo hides it too; what
// was put into the library by itself, by everybody of the house. Who is of
// another house sees none.
func (l *Library) Find(ctx context.Context, who cases.Actor, q Query) (list []Entry, more int64, err error) {
	in := store.LibraryQuery{Institution: who.Institution, Text: vi.Fold(vi.ReadLine(q.Text)), Kind: q.Kind, Site: q.Site, Licence: q.Licence, Use: q.Use, Before: q.Before, Limit: Page + 1}
	err = l.Store.View(ctx, func(tx *store.Tx) error {
		if err := l.Cases.May(ctx, tx, who, people.SeeLibrary, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		if q.Unit != 0 {
			units, err := tx.Units(ctx, who.Institution)
			if err != nil {
				return err
			}
			in.Units = below(units, q.Unit)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	for looked := 0; ; {
		var items []store.LibraryItem
		if err := l.Store.View(ctx, func(tx *store.Tx) (err error) {
			items, err = tx.LibraryItems(ctx, in)
			return err
		}); err != nil {
			return nil, 0, err
		}
		for i := range items {
			if len(list) == Page || looked == passes {
				return list, in.Before, nil
			}
			looked++
			in.Before = items[i].ID
			e, err := l.entry(ctx, who, items[i])
			if fault.Is(err, fault.NotFound) {
				continue
			} else if err != nil {
				return nil, 0, err
			}
			list = append(list, *e)
		}
		if len(items) < in.Limit {
			return list, 0, nil
		}
	}
}

// below are a unit and those that belong to it.
func below(units []store.Unit, top int64) []int64 {
	list := []int64{top}
	for i := 0; i < len(list); i++ {
		for _, u := range units {
			if u.Parent == list[i] && !slices.Contains(list, u.ID) {
				list = append(list, u.ID)
			}
		}
	}
	return list
}

// Entry shows one entry, or fails with fault.NotFound.
func (l *Library) Entry(ctx context.Context, who cases.Actor, id int64) (*Entry, error) {
	var item *store.LibraryItem
	err := l.Store.View(ctx, func(tx *store.Tx) (err error) {
		if err := l.Cases.May(ctx, tx, who, people.SeeLibrary, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		item, err = tx.LibraryItem(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return l.entry(ctx, who, *item)
}

// Shown returns a file that somebody may see in the library, or fails with
// fault.NotFound.
func (l *Library) Shown(ctx context.Context, who cases.Actor, media string) (*store.Media, error) {
	var item *store.LibraryItem
	err := l.Store.View(ctx, func(tx *store.Tx) (err error) {
		if l.Cases.May(ctx, tx, who, people.SeeLibrary, people.Scope{Institution: who.Institution}) != nil {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		item, err = tx.LibraryItemOf(ctx, who.Institution, media)
		return err
	})
	if err != nil {
		return nil, err
	}
	e, err := l.entry(ctx, who, *item)
	if err != nil {
		return nil, err
	}
	return &e.File, nil
}

// entry is an item as somebody may see it; fault.NotFound where they may not.
func (l *Library) entry(ctx context.Context, who cases.Actor, item store.LibraryItem) (*Entry, error) {
	gone := fault.New(fault.NotFound, "fault.not_found")
	if item.Institution != who.Institution {
		return nil, gone
	}
	e := &Entry{LibraryItem: item}
	now, err := l.Cases.UsesOfFile(ctx, who, item.Media, 0)
	if err != nil {
		return nil, err
	}
	e.Uses, e.Hidden = now.List, now.Hidden
	if len(now.List) == 0 && !item.Shared {
		ever, err := l.Cases.PastUsesOfFile(ctx, who, item.Media)
		if err != nil {
			return nil, err
		}
		if len(ever.List) == 0 {
			return nil, gone
		}
	}
	err = l.Store.View(ctx, func(tx *store.Tx) error {
		m, err := tx.Media(ctx, item.Media)
		if err != nil {
			return err
		}
		e.File = *m
		e.May = l.Cases.May(ctx, tx, who, people.KeepLibrary, l.Cases.UnitScope(item.Institution, item.Unit)) == nil
		e.Words, err = tx.MediaWords(ctx, item.Media)
		return err
	})
	return e, err
}

// Words are what somebody writes down of an entry.
type Words struct {
	Name, Alt, Credit, Licence, Note, Focus string
}

const maxLine, maxNote = 300, 2000

// Describe keeps what is known of an entry: whose it is, what may be done with
// it, what it shows. The next text that takes it begins with that; texts that
// have it stay as they are, since they were approved so.
func (l *Library) Describe(ctx context.Context, who cases.Actor, id, version int64, w Words) error {
	e, err := l.Entry(ctx, who, id)
	if err != nil {
		return err
	}
	w.clean()
	if err := w.check().Err(); err != nil {
		return err
	}
	return l.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := l.Cases.May(ctx, tx, who, people.KeepLibrary, l.Cases.UnitScope(e.Institution, e.Unit)); err != nil {
			return err
		}
		x := e.LibraryItem
		x.Name, x.Alt, x.Credit, x.Licence, x.Note, x.Focus = w.Name, w.Alt, w.Credit, w.Licence, w.Note, w.Focus
		x.Version, x.ChangedBy, x.ChangedFor = version, who.Person, who.For
		if err := tx.SaveLibraryItem(ctx, &x); err != nil {
			return err
		}
		tx.Record(e.Institution, event.Event{Verb: event.LibraryChanged, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: "library:" + strconv.FormatInt(id, 10),
			Data: map[string]string{event.KeyNumber: strconv.FormatInt(id, 10)}})
		return nil
	})
}
