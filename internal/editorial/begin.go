package editorial

import (
	"context"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// A Beginning is a text that nobody asked for (U II.1, L III.2.1).
type Beginning struct {
	Mailbox int64 // of the office under whose procedure it goes, and for whose site it is
	Title   string
	Kind    string // of what it is going to be; "" not said yet
	Section int64  // for which it is; 0: not said yet
	Key     string // made with the form: sending it twice is one case

	// Came, where it is set, notes of what the case came, in the transaction
	// that opens it.
	Came func(context.Context, *store.Tx, *store.Case) error

	recoded []content.Recoded // of the title
}

// Offices lists the mailboxes under whose procedures who may begin a text of
// their own.
func (e *Editorial) Offices(ctx context.Context, who cases.Actor) ([]store.Mailbox, error) {
	var list []store.Mailbox
	err := e.Store.View(ctx, func(tx *store.Tx) error {
		list = nil
		all, err := tx.Mailboxes(ctx, who.Institution)
		if err != nil {
			return err
		}
		for _, box := range all {
			may, err := e.mayBegin(ctx, tx, who, &box)
			if err != nil {
				return err
			}
			if may {
				list = append(list, box)
			}
		}
		return nil
	})
	return list, err
}

// mayBegin reports whether there is a kind or section of text that who may begin
// under a procedure of the mailbox.
func (e *Editorial) mayBegin(ctx context.Context, tx *store.Tx, who cases.Actor, box *store.Mailbox) (bool, error) {
	if !box.Active {
		return false, nil
	}
	kinds, sections, err := e.Cases.Choices(ctx, tx, who.Institution)
	if err != nil {
		return false, err
	}
	for _, kind := range append(kinds, "") {
		for _, section := range append(sections, 0) {
			o, err := e.opening(ctx, tx, who, box, kind, section)
			if err == nil {
				err = e.Cases.MayBegin(ctx, tx, who, *o)
			}
			switch fault.KindOf(err) {
			case fault.Denied, fault.NotFound, fault.Conflict:
			default:
				return err == nil, err
			}
		}
	}
	return false, nil
}

// opening is how a case begins on a text of who's own, under the procedure that
// the office's rules choose for it.
func (e *Editorial) opening(ctx context.Context, tx *store.Tx, who cases.Actor, box *store.Mailbox, kind string, section int64) (*cases.Opening, error) {
	if who.Person == 0 {
		return nil, fault.New(fault.Denied, "fault.denied")
	}
	p, err := tx.Person(ctx, who.Person)
	if err != nil {
		return nil, err
	}
	o := &cases.Opening{Institution: who.Institution, Procedure: box.Procedure, Mailbox: box.ID, Sender: p.Name, Unit: p.Unit, Office: box.Unit, Site: box.Site, Wish: flow.WishOwn}
	if o.Kind, o.Section, err = e.Cases.Said(ctx, tx, who.Institution, kind, section); err != nil {
		return nil, err
	}
	return o, e.Cases.Choose(ctx, tx, o)
}

// Begin opens a case on a text that nobody asked for, which is empty but for
// its title. Whoever begins it is its author.
func (e *Editorial) Begin(ctx context.Context, who cases.Actor, b Beginning) (*cases.Opened, error) {
	var read content.Reading
	b.Title = read.Line(content.PartTitle, b.Title)
	b.recoded = read.Recoded
	var wrong fault.List
	if b.Mailbox == 0 {
		wrong = append(wrong, fault.New(fault.Invalid, "editorial.choose_office").In("mailbox"))
	}
	if b.Title == "" {
		wrong = append(wrong, fault.New(fault.Invalid, "editorial.give_title").In("title"))
	} else if len([]rune(b.Title)) > 300 {
		wrong = append(wrong, fault.New(fault.Invalid, "editorial.long_title", 300).In("title"))
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	var opened *cases.Opened
	err := e.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		opened, err = e.Cases.Once(ctx, tx, who, b.Key, func() (*cases.Opened, error) { return e.begin(ctx, tx, who, b) })
		return err
	})
	return opened, err
}

func (e *Editorial) begin(ctx context.Context, tx *store.Tx, who cases.Actor, b Beginning) (*cases.Opened, error) {
	box, err := tx.Mailbox(ctx, b.Mailbox)
	if err != nil {
		return nil, err
	}
	if box.Institution != who.Institution || !box.Active {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	o, err := e.opening(ctx, tx, who, box, b.Kind, b.Section)
	if err != nil {
		return nil, err
	}
	if err := e.Cases.MayBegin(ctx, tx, who, *o); err != nil {
		return nil, err
	}
	if o.Code, err = tx.NextCode(ctx, box.Institution, box.Prefix, tx.Now().In(workday.Zone).Year()); err != nil {
		return nil, err
	}
	lang := locale.VI
	if box.Site != 0 {
		site, err := tx.Site(ctx, box.Site)
		if err != nil {
			return nil, err
		}
		lang = site.Lang
	}
	doc := store.Document{Institution: who.Institution, Unit: o.Unit, Lang: lang}
	r := content.Revision{Title: b.Title, Kind: o.Kind, Body: content.Empty(), Recoded: b.recoded}
	if o.Section != 0 {
		s, err := tx.Section(ctx, o.Section)
		if err != nil {
			return nil, err
		}
		r.Sites = []content.Placement{{Site: s.Site, Section: s.ID}}
	} else if box.Site != 0 {
		r.Sites = []content.Placement{{Site: box.Site}}
	}
	if err := addText(ctx, tx, who, &doc, r); err != nil {
		return nil, err
	}
	o.Title, o.Document = b.Title, doc.ID
	opened, err := e.Cases.Open(ctx, tx, who, *o)
	if err != nil || b.Came == nil {
		return opened, err
	}
	return opened, b.Came(ctx, tx, opened.Case)
}

// addText stores a document with its first revision, whose author is who.
func addText(ctx context.Context, tx *store.Tx, who cases.Actor, doc *store.Document, r content.Revision) error {
	if err := tx.AddDocument(ctx, doc); err != nil {
		return err
	}
	r.DocumentID, r.Lang, r.SavedBy, r.SavedFor = doc.ID, doc.Lang, int64(who.Person), int64(who.For)
	r = r.Clean()
	if err := tx.AddRevision(ctx, &r, 0, nil); err != nil {
		return err
	}
	return tx.AddAuthorship(ctx, store.Authorship{Document: doc.ID, Revision: r.ID, Aspect: content.AspectContent, Person: who.Person, For: who.For, How: "saved"})
}
