package publishing

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// The bounds of preview links.
const (
	maxWhom     = 120 // runes
	maxPreview  = 60 * 24 * time.Hour
	maxPreviews = 50 // that open, of one case
)

// A PreviewWish is whom a preview link is for, of what and until when.
type PreviewWish struct {
	Whom   string
	Site   int64 // as on which it is shown; 0: the first that was chosen, else the institution's own
	Number int   // of the revision; 0: always the newest
	Until  time.Time
}

// GivePreview gives a link by which somebody without an account sees the text
// of a case as it will look (F-C5). Whoever has the text in hand may, or answers
// for it; nobody while it is under embargo.
func (p *Publishing) GivePreview(ctx context.Context, who cases.Actor, id int64, w PreviewWish) (*store.Preview, error) {
	pv := &store.Preview{Case: id, Whom: vi.ReadLine(w.Whom), By: who.Person, Expires: w.Until.Truncate(time.Second)}
	err := p.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := p.keeper(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := d.Kept(ctx); err != nil {
			return err
		}
		switch {
		case d.Revision == nil:
			return fault.New(fault.Conflict, "flow.no_document")
		case d.State.Embargo.Holds(tx.Now()):
			return fault.New(fault.Conflict, "publishing.preview_embargo")
		case pv.Whom == "" || utf8.RuneCountInString(pv.Whom) > maxWhom:
			return fault.New(fault.Invalid, "publishing.preview_whom", maxWhom).In("whom")
		case !pv.Expires.After(tx.Now()) || pv.Expires.Sub(tx.Now()) > maxPreview:
			return fault.New(fault.Invalid, "publishing.preview_until", int(maxPreview.Hours()/24)).In("date")
		}
		given, err := tx.Previews(ctx, id)
		if err != nil {
			return err
		}
		open := slices.DeleteFunc(given, func(o store.Preview) bool { return !o.RevokedAt.IsZero() || !tx.Now().Before(o.Expires) })
		if len(open) >= maxPreviews {
			return fault.New(fault.TooMany, "publishing.preview_many", maxPreviews)
		}
		if w.Number != 0 {
			lines, err := tx.Revisions(ctx, d.Case.Document)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(lines, func(l store.RevisionLine) bool { return l.Number == w.Number })
			if i < 0 {
				return fault.New(fault.NotFound, "fault.not_found")
			}
			pv.Revision = lines[i].ID
		}
		if pv.Site, err = p.previewSite(ctx, tx, d, w.Site); err != nil {
			return err
		}
		if err := tx.AddPreview(ctx, pv); err != nil {
			return err
		}
		tx.Record(d.Case.Institution, event.Event{Verb: event.PreviewGiven, Case: id, Actor: int64(who.Person), Subject: fmt.Sprintf("preview:%d", pv.ID),
			Data: map[string]string{event.KeyDue: pv.Expires.UTC().Format(time.RFC3339)}})
		return nil
	})
	return pv, err
}

// keeper reads a case for somebody who has its text in hand or answers for it;
// for whoever does not see it there is none.
func (p *Publishing) keeper(ctx context.Context, tx *store.Tx, who cases.Actor, id int64) (*cases.Dossier, error) {
	v, err := p.Cases.SeeIn(ctx, tx, who, id)
	if err != nil {
		return nil, err
	}
	if !v.Keeps(who.Person) {
		return nil, fault.New(fault.Denied, "fault.denied")
	}
	return v.Dossier, nil
}

// previewSite is the site as on which a text is shown.
func (p *Publishing) previewSite(ctx context.Context, tx *store.Tx, d *cases.Dossier, want int64) (int64, error) {
	all, err := tx.Sites(ctx, d.Case.Institution)
	if err != nil {
		return 0, err
	}
	fits := func(id int64) bool {
		return slices.ContainsFunc(all, func(s store.Site) bool { return s.ID == id && s.Active && s.Lang == d.Revision.Lang })
	}
	if want != 0 {
		if !fits(want) {
			return 0, fault.New(fault.Invalid, "publishing.preview_site").In("site")
		}
		return want, nil
	}
	for _, place := range d.Revision.Sites {
		if fits(place.Site) {
			return place.Site, nil
		}
	}
	for _, own := range []bool{true, false} {
		for _, s := range all {
			if fits(s.ID) && (s.Unit == 0) == own {
				return s.ID, nil
			}
		}
	}
	return 0, fault.New(fault.Invalid, "publishing.preview_site").In("site")
}

// RevokePreview takes a link back: from then on it opens nothing.
func (p *Publishing) RevokePreview(ctx context.Context, who cases.Actor, id, preview int64) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := p.keeper(ctx, tx, who, id)
		if err != nil {
			return err
		}
		pv, err := tx.Preview(ctx, preview)
		if err != nil {
			return err
		}
		if pv.Case != id {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		taken, err := tx.RevokePreview(ctx, preview, who.Person)
		if err != nil || !taken {
			return err
		}
		tx.Record(d.Case.Institution, event.Event{Verb: event.PreviewRevoked, Case: id, Actor: int64(who.Person), Subject: fmt.Sprintf("preview:%d", preview)})
		return nil
	})
}

// PreviewLink is the address part of a preview link.
func (p *Publishing) PreviewLink(pv *store.Preview) string {
	return p.Cases.Sign(cases.Link{Purpose: cases.LinkPreview, Case: pv.Case, Person: pv.ID, Expires: pv.Expires})
}

// A Shown is what a preview link opens.
type Shown struct {
	Preview  *store.Preview
	Case     *store.Case
	Document *store.Document
	Revision *content.Revision
	Newest   bool // that revision is the newest
}

// ReadPreview reads what a link opens. One that was taken back, is too old, or
// of a text that is now under embargo opens nothing, and does not say which.
func (p *Publishing) ReadPreview(ctx context.Context, tx *store.Tx, link string) (*Shown, error) {
	l, err := p.Cases.ReadLink(link, cases.LinkPreview, tx.Now())
	if err != nil {
		return nil, err
	}
	closed := fault.New(fault.Denied, "cases.old_link")
	pv, err := tx.Preview(ctx, l.Person)
	if fault.Is(err, fault.NotFound) {
		return nil, closed
	} else if err != nil {
		return nil, err
	}
	if pv.Case != l.Case || !pv.RevokedAt.IsZero() || !tx.Now().Before(pv.Expires) {
		return nil, closed
	}
	d, err := p.Cases.Dossier(ctx, tx, pv.Case)
	if err != nil {
		return nil, err
	}
	if d.Revision == nil || d.State.Embargo.Holds(tx.Now()) {
		return nil, closed
	}
	s := &Shown{Preview: pv, Case: d.Case, Document: d.Document, Revision: d.Revision, Newest: pv.Revision == 0 || pv.Revision == d.Revision.ID}
	if !s.Newest {
		s.Revision, err = tx.Revision(ctx, pv.Revision)
	}
	return s, err
}

// OpenedPreview notes that a link was opened.
func (p *Publishing) OpenedPreview(ctx context.Context, id int64) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error { return tx.OpenedPreview(ctx, id) })
}

// Shows reports whether a picture or file is in the text.
func (s *Shown) Shows(media string) bool {
	if img := s.Revision.LeadImage; img != nil && img.Media == media {
		return true
	}
	return slices.ContainsFunc(s.Revision.Body.Media(), func(m content.MediaRef) bool { return m.Media == media })
}
