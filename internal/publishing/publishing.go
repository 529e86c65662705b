// Package publishing puts texts before the public and takes them down again,
// has every new page looked at by the program itself, and takes the answer of
// whoever asked for it (R-B1 – R-B3). It acts only as the effect of a move:
// what a procedure does not let somebody do cannot be done here either.
package publishing

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// JobCheck is the kind of the job that looks at a new public page; its
// arguments are the edition's ID.
const JobCheck = "page-check"

const maxSlug = 80

// Publishing is the verbs of this area.
type Publishing struct {
	Store *store.Store
	Cases *cases.Cases
	// Page gets a public page as a reader would, without leaving the process.
	Page func(ctx context.Context, site *store.Site, path string) (status int, header http.Header, body []byte, err error)
	// URL is the absolute address of a path on a site.
	URL func(site *store.Site, path string) string
	// Asker asks other people's servers; nil: links that lead to them are not asked.
	Asker Asker
	// File reports fault.NotFound where a file of our own is not there; nil: files
	// are not looked at.
	File func(ctx context.Context, media string) error
	// Whole makes the page of an edition as one file that needs nothing else.
	Whole func(ctx context.Context, edition int64) ([]byte, error)
	Blobs Blobs // where the archive lies
	Log   *slog.Logger
}

// Effects are what moves do to public pages, for package cases.
func (p *Publishing) Effects() map[flow.Effect]func(context.Context, *store.Tx, *cases.Dossier, flow.Happening) error {
	return map[flow.Effect]func(context.Context, *store.Tx, *cases.Dossier, flow.Happening) error{
		flow.Publish:   p.publish,
		flow.Unpublish: p.unpublish,
		flow.Withdraw:  p.withdraw,
		flow.Archive:   p.archive,
		flow.Keep:      p.keep,
	}
}

// publish makes the newest revision the live edition on every site that was
// chosen for it. Whoever posts needs the authority for each, or nothing is
// published; a site that cannot show it now holds the others back only where
// there is no other (F-C10).
func (p *Publishing) publish(ctx context.Context, tx *store.Tx, d *cases.Dossier, h flow.Happening) error {
	r := d.Revision
	if r == nil || !cases.Classified(*r) {
		return fault.New(fault.Invalid, "publishing.classify_first")
	}
	if len(r.Misfits()) > 0 { // the engine has refused it before: nothing gets around this
		return fault.New(fault.Conflict, "publishing.unfit")
	}
	if err := tx.DropDeliveries(ctx, d.Case.Document); err != nil {
		return err
	}
	editions, err := tx.DocumentEditions(ctx, d.Case.Document)
	if err != nil {
		return err
	}
	public, err := tx.LiveRevision(ctx, d.Case.Document)
	if err != nil {
		return err
	}
	note := ""
	if c := r.Changes(public); c != nil {
		note = c.Note
	}
	chosen, posted := make(map[int64]bool), make(map[int64]store.Edition)
	var first error // what stands in the way of a site
	for _, place := range r.Sites {
		site, section, err := p.target(ctx, tx, d, h, place)
		if err != nil {
			return err
		}
		chosen[site.ID] = true
		l := store.Delivery{Case: d.Case.ID, Document: d.Case.Document, Revision: r.ID, Site: site.ID, Section: section.ID, Hash: r.Hashes().All, PostedBy: h.By.Person, PostedFor: h.By.For, Role: h.Role}
		if why := hindrance(site, section, r); why == flow.ProblemLanguage {
			// Waiting mends nothing here: the text or the choice of sites is wrong.
			return refusal(why, site, section)
		} else if why != "" {
			if first == nil {
				first = refusal(why, site, section)
			}
			if err := p.fail(ctx, tx, &l, site, why); err != nil {
				return err
			}
			continue
		}
		name, err := Slug(ctx, tx, site.ID, d.Case.Document, editions, r)
		if err != nil {
			return err
		}
		e, err := p.put(ctx, tx, d, h.By, site, section, r, name, note)
		if err != nil {
			return err
		}
		posted[site.ID] = e
		l.Edition, l.Delivery = e.ID, flow.Delivery{State: flow.DeliveryWaiting}
		if err := tx.AddDelivery(ctx, &l); err != nil {
			return err
		}
		d.Links = append(d.Links, p.URL(site, e.Path(section.Slug)))
	}
	if len(d.Links) == 0 && first != nil { // nowhere: nothing is published
		return first
	}
	if _, err := tx.AskLinksTo(ctx, d.Case.Document); err != nil {
		return err
	}
	if err := p.Cases.FixReports(ctx, tx, d, h.By, posted, note, p.URL); err != nil {
		return err
	}
	for _, e := range editions { // a site that is no longer chosen
		if e.State == store.EditionLive && !chosen[e.Site] {
			if err := p.end(ctx, tx, d, h, e, store.EditionRemoved, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// archive keeps what is public now as a record ("Lưu"). An edition and its
// revision are never changed or deleted; what this adds is the line that says,
// edition by edition, what was there when and under which hash.
func (p *Publishing) archive(ctx context.Context, tx *store.Tx, d *cases.Dossier, h flow.Happening) error {
	editions, err := tx.DocumentEditions(ctx, d.Case.Document)
	if err != nil {
		return err
	}
	for _, e := range editions {
		if e.State != store.EditionLive {
			continue
		}
		tx.Record(d.Case.Institution, event.Event{Verb: event.Archived, Case: d.Case.ID, Actor: int64(h.By.Person), OnBehalfOf: int64(h.By.For),
			Subject: fmt.Sprintf("edition:%d", e.ID), Data: map[string]string{event.KeySite: fmt.Sprint(e.Site), event.KeyHash: e.Hash, event.KeyNumber: fmt.Sprint(e.Number)}})
	}
	return nil
}

// target finds one place where a text is to appear, and checks that whoever
// posts holds the role in which they do so there too.
func (p *Publishing) target(ctx context.Context, tx *store.Tx, d *cases.Dossier, h flow.Happening, place content.Placement) (*store.Site, *store.Section, error) {
	site, err := tx.Site(ctx, place.Site)
	if err != nil {
		return nil, nil, err
	}
	section, err := tx.Section(ctx, place.Section)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case site.Institution != d.Case.Institution:
		return nil, nil, fault.New(fault.Invalid, "publishing.site_gone", site.Name)
	case section.Site != site.ID:
		return nil, nil, fault.New(fault.Invalid, "publishing.wrong_section", section.Title, site.Name)
	}
	if d.Actor.System && d.Actor.Person == 0 { // at its hour it is asked of who planned it
		return site, section, nil
	}
	for _, held := range d.HoldingsAt(h.By.Person, site) {
		if held.Role == h.Role {
			return site, section, nil
		}
	}
	return nil, nil, fault.New(fault.Denied, "publishing.not_your_site", site.Name)
}

// Slug is the readable part of a public address. A document keeps the one it
// first had on a site; the number behind it makes it unique. What stands by
// itself may be given another: by that it introduces a section, see
// store.Edition.Path, unless another page does already.
func Slug(ctx context.Context, tx *store.Tx, site, document int64, editions []store.Edition, r *content.Revision) (string, error) {
	if given := vi.Slug(r.Slug, maxSlug); given != "" && r.Kind == store.KindPage {
		other, err := tx.LiveFront(ctx, site, given)
		if fault.Is(err, fault.NotFound) || err == nil && other.Document == document {
			return given, nil
		} else if err != nil {
			return "", err
		}
		if given == vi.Slug(r.Title, maxSlug) {
			return given + "-2", nil
		}
		return vi.Slug(r.Title, maxSlug), nil
	}
	return firstSlug(site, editions, r), nil
}

func firstSlug(site int64, editions []store.Edition, r *content.Revision) string {
	for _, e := range editions {
		if e.Site == site {
			return e.Slug
		}
	}
	if s := vi.Slug(cmp.Or(r.Slug, r.Title), maxSlug); s != "" {
		return s
	}
	return "bai"
}
