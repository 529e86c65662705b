package publishing

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// JobDelivery is the kind of the job that tries a delivery again; its argument
// is the delivery's ID.
const JobDelivery = "delivery"

// TemplateDelivery tells whoever posted a text that readers do not get it on
// one of its sites.
const TemplateDelivery = "delivery-failed"

// hindrance is why a text cannot be on a site now, though it may have been
// decided; "" where it can. What is said here may change without anybody
// touching the text.
func hindrance(site *store.Site, section *store.Section, r *content.Revision) flow.DeliveryProblem {
	switch {
	case !site.Active:
		return flow.ProblemSite
	case site.Lang != r.Lang:
		return flow.ProblemLanguage
	case !section.Active:
		return flow.ProblemSection
	}
	return ""
}

// refusal says a hindrance to whoever posts to that site alone.
func refusal(why flow.DeliveryProblem, site *store.Site, section *store.Section) error {
	switch why {
	case flow.ProblemLanguage:
		return fault.New(fault.Invalid, "publishing.wrong_language", site.Name)
	case flow.ProblemSection:
		return fault.New(fault.Invalid, "publishing.wrong_section", section.Title, site.Name)
	}
	return fault.New(fault.Invalid, "publishing.site_gone", site.Name)
}

// put makes a revision the live edition on one site.
func (p *Publishing) put(ctx context.Context, tx *store.Tx, d *cases.Dossier, by people.Holder, site *store.Site, section *store.Section, r *content.Revision, slug, note string) (store.Edition, error) {
	e := store.Edition{Document: d.Case.Document, Case: d.Case.ID, Site: site.ID, Section: section.ID, Revision: r.ID, Kind: r.Kind, Slug: slug,
		Title: r.Title, Hash: r.Hashes().All, PostedBy: by.Person, PostedFor: by.For, Note: note}
	if err := tx.AddEdition(ctx, &e); err != nil {
		return e, err
	}
	tx.Record(d.Case.Institution, event.Event{Verb: event.Published, Case: d.Case.ID, Actor: int64(by.Person), OnBehalfOf: int64(by.For),
		Subject: fmt.Sprintf("edition:%d", e.ID), Data: map[string]string{event.KeySite: fmt.Sprint(site.ID), event.KeyHash: e.Hash, event.KeyNumber: fmt.Sprint(e.Number)}})
	if err := p.until(ctx, tx, d, e); err != nil {
		return e, err
	}
	if err := linksAt(ctx, tx, tx.Now().Add(soon)); err != nil {
		return e, err
	}
	if len(r.Files()) > 0 {
		if err := tx.Enqueue(ctx, store.JobPictures, e.ID, time.Time{}, fmt.Sprintf("pictures/%d", e.ID)); err != nil {
			return e, err
		}
	}
	if err := tx.Enqueue(ctx, store.JobArchive, e.ID, time.Time{}, fmt.Sprintf("archive/%d", e.ID)); err != nil {
		return e, err
	}
	return e, tx.Enqueue(ctx, JobCheck, e.ID, time.Time{}, fmt.Sprintf("check/%d", e.ID))
}

// fail takes note that readers do not get a text on a site, has it tried again,
// and tells whoever posted it, at the first failure and at the last.
func (p *Publishing) fail(ctx context.Context, tx *store.Tx, l *store.Delivery, site *store.Site, why flow.DeliveryProblem) error {
	known := l.State == flow.DeliveryFailed && l.Problem == why
	l.Delivery = l.Fail(why, tx.Now())
	if l.ID == 0 {
		if err := tx.AddDelivery(ctx, l); err != nil {
			return err
		}
	} else if err := tx.SaveDelivery(ctx, l); err != nil {
		return err
	}
	if !l.NextAt.IsZero() {
		if err := tx.Enqueue(ctx, JobDelivery, l.ID, l.NextAt, store.DeliveryKey(l.ID)+strconv.FormatInt(l.NextAt.UnixMicro(), 10)); err != nil {
			return err
		}
	}
	if known && !l.NextAt.IsZero() {
		return nil
	}
	cs, err := tx.Case(ctx, l.Case)
	if err != nil {
		return err
	}
	tx.Record(cs.Institution, event.Event{Verb: event.DeliveryFailed, Case: cs.ID, Subject: fmt.Sprintf("delivery:%d", l.ID),
		Data: map[string]string{event.KeySite: fmt.Sprint(site.ID), event.KeyName: site.Name, event.KeyTrouble: string(why)}})
	return p.Cases.TellOverseers(ctx, tx, l.Case, TemplateDelivery, []people.PersonID{l.PostedBy}, tx.Now(), flow.Trouble(why), map[string]string{"site": site.Name})
}

// checkDelivered takes note of what the robot found on the page of an edition.
func (p *Publishing) checkDelivered(ctx context.Context, tx *store.Tx, e *store.Edition, site *store.Site, answers bool) error {
	l, err := tx.DeliveryOf(ctx, e.ID, e.Document)
	if err != nil || l == nil {
		return err
	}
	if l, err = tx.LockDelivery(ctx, l.ID); err != nil || l == nil {
		return err
	}
	if !answers {
		return p.fail(ctx, tx, l, site, flow.ProblemPage)
	}
	l.Delivery = l.Arrive(tx.Now())
	return tx.SaveDelivery(ctx, l)
}

// RunDelivery tries a delivery whose hour has come.
func (p *Publishing) RunDelivery(ctx context.Context, id int64) error {
	return p.try(ctx, cases.Actor{System: true}, id)
}

// RetryDelivery tries a delivery now, for somebody who posts to that site.
func (p *Publishing) RetryDelivery(ctx context.Context, who cases.Actor, of, id int64) error {
	err := p.Store.View(ctx, func(tx *store.Tx) error {
		l, err := tx.Delivery(ctx, id)
		if err != nil {
			return err
		}
		if l.Case != of {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.try(ctx, who, id)
}

// try puts the very revision that was decided on the site, if nothing stands in
// its way any more: asked anew are the site, the authority of whoever posted
// it, embargo and hash. Another revision, or one that was taken down since, is
// never put there: deliveries end with the act that overtakes them.
func (p *Publishing) try(ctx context.Context, who cases.Actor, id int64) error {
	var look int64 // an edition whose page is looked at again
	err := p.Store.Tx(ctx, func(tx *store.Tx) error {
		look = 0
		l, err := tx.LockDelivery(ctx, id)
		if err != nil {
			return err
		}
		if l == nil {
			if who.Person != 0 {
				return fault.New(fault.Conflict, "delivery.not_open")
			}
			return nil
		}
		if who.Person == 0 && (l.State != flow.DeliveryFailed || l.NextAt.IsZero() || l.NextAt.After(tx.Now())) {
			return nil
		}
		cs, err := tx.Case(ctx, l.Case)
		if err != nil {
			return err
		}
		if who.Person != 0 && who.Institution != cs.Institution {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		d, err := p.Cases.Look(ctx, tx, cs.ID)
		if err != nil {
			return err
		}
		site, err := tx.Site(ctx, l.Site)
		if err != nil {
			return err
		}
		section, err := tx.Section(ctx, l.Section)
		if err != nil {
			return err
		}
		if who.Person != 0 && !posts(d, people.Holder{Person: who.Person}, l.Role, site, true) {
			return fault.New(fault.Denied, "publishing.not_your_site", site.Name)
		}
		if err := tx.Cancel(ctx, store.DeliveryKey(id)); err != nil {
			return err
		}
		if l.Edition != 0 {
			e, err := tx.Edition(ctx, l.Edition)
			if err != nil {
				return err
			}
			look = e.ID
			tx.ChangeEdition(e)
			return nil
		}
		return p.putLate(ctx, tx, d, l, who, site, section)
	})
	if err != nil || look == 0 {
		return err
	}
	return p.CheckPage(ctx, look)
}

func (p *Publishing) putLate(ctx context.Context, tx *store.Tx, d *cases.Dossier, l *store.Delivery, who cases.Actor, site *store.Site, section *store.Section) error {
	r, err := tx.Revision(ctx, l.Revision)
	if err != nil {
		return err
	}
	if !d.State.Published.Public() || r.Hashes().All != l.Hash || r.DocumentID != d.Case.Document {
		l.Delivery = l.Drop()
		return tx.SaveDelivery(ctx, l)
	}
	by := people.Holder{Person: l.PostedBy, For: l.PostedFor}
	why := hindrance(site, section, r)
	switch {
	case why != "":
	case d.State.Embargo.Holds(tx.Now()):
		why = flow.ProblemEmbargo
	case posts(d, by, l.Role, site, false):
	case who.Person != 0: // then it is decided anew, by somebody who may
		by = people.Holder{Person: who.Person}
		for _, h := range d.HoldingsAt(who.Person, site) {
			if h.Role == l.Role {
				by.For = h.For
				break
			}
		}
	default:
		why = flow.ProblemAuthority
	}
	if why != "" {
		return p.fail(ctx, tx, l, site, why)
	}
	editions, err := tx.DocumentEditions(ctx, d.Case.Document)
	if err != nil {
		return err
	}
	name, err := Slug(ctx, tx, site.ID, d.Case.Document, editions, r)
	if err != nil {
		return err
	}
	e, err := p.put(ctx, tx, d, by, site, section, r, name, toldReaders(r, editions))
	if err != nil {
		return err
	}
	l.Edition, l.PostedBy, l.PostedFor, l.Delivery = e.ID, by.Person, by.For, l.Put(tx.Now())
	if err := tx.SaveDelivery(ctx, l); err != nil {
		return err
	}
	_, err = tx.AskLinksTo(ctx, d.Case.Document)
	return err
}

// toldReaders is what readers of the other sites were told of this revision.
func toldReaders(r *content.Revision, editions []store.Edition) string {
	for _, e := range editions {
		if e.Revision == r.ID && e.State == store.EditionLive {
			return e.Note
		}
	}
	return ""
}

// posts reports whether somebody holds a role for a site now: the very one, for
// the same person, or with anyFor for whomever.
func posts(d *cases.Dossier, by people.Holder, role people.Role, site *store.Site, anyFor bool) bool {
	for _, h := range d.HoldingsAt(by.Person, site) {
		if h.Role == role && (anyFor || h.For == by.For) {
			return true
		}
	}
	return false
}

// OpenDelivery is a delivery that waits for somebody, with its case.
type OpenDelivery struct {
	store.Delivery
	Of *store.Case
	On *store.Site
}

// OpenDeliveries lists what readers should have and do not, of the cases that
// somebody may see.
func (p *Publishing) OpenDeliveries(ctx context.Context, who cases.Actor) ([]OpenDelivery, error) {
	var list []OpenDelivery
	err := p.Store.View(ctx, func(tx *store.Tx) error {
		list = nil
		all, err := tx.OpenDeliveries(ctx, who.Institution)
		if err != nil {
			return err
		}
		for _, l := range all {
			cs, err := tx.Case(ctx, l.Case)
			if err != nil {
				return err
			}
			if p.Cases.May(ctx, tx, who, people.SeeCase, p.Cases.Scope(cs)) != nil {
				continue
			}
			site, err := tx.Site(ctx, l.Site)
			if err != nil {
				return err
			}
			list = append(list, OpenDelivery{Delivery: l, Of: cs, On: site})
		}
		return nil
	})
	return list, err
}
