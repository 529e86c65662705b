package editorial

import (
	"context"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// Translate proposes that what is public of a case be told in the other
// language (D 11.3): it opens a case of the procedure for translations on a
// document that names exactly the text that is public as what it is made from.
// The words and pictures of that text stand in it until they are replaced; who
// proposes is no author of them. One that is under way already is a conflict.
func (e *Editorial) Translate(ctx context.Context, who cases.Actor, id int64) (*cases.Opened, error) {
	var opened *cases.Opened
	err := e.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := e.Cases.Dossier(ctx, tx, id)
		if err != nil {
			return err
		}
		if d.Case.Institution != who.Institution {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if err := e.Cases.May(ctx, tx, who, people.OpenDocument, d.Scope); err != nil {
			return err
		}
		procedure, err := e.Cases.TranslationProcedure(ctx, tx, who.Institution)
		if err != nil {
			return err
		}
		source, err := public(ctx, tx, d.Case.Document)
		if err != nil {
			return err
		}
		if err := e.underWay(ctx, tx, who.Institution, d.Case.ID); err != nil {
			return err
		}
		p, err := tx.Person(ctx, who.Person)
		if err != nil {
			return err
		}
		r := *source
		r.ID, r.Slug, r.Note, r.Topics, r.Authors = 0, "", "", nil, nil
		r.TranslationOf = &content.RevisionRef{Document: source.DocumentID, Revision: source.ID, Hash: source.Hashes().Content}
		doc := store.Document{Institution: who.Institution, Unit: d.Case.Unit}
		o := cases.Opening{Institution: who.Institution, Procedure: procedure, Mailbox: d.Case.Mailbox, Title: source.Title, Sender: p.Name, Unit: d.Case.Unit}
		if r.Sites, err = counterparts(ctx, tx, source.Sites, &doc, &o); err != nil {
			return err
		}
		box, err := tx.Mailbox(ctx, d.Case.Mailbox)
		if err != nil {
			return err
		}
		if o.Code, err = tx.NextCode(ctx, box.Institution, box.Prefix, tx.Now().In(workday.Zone).Year()); err != nil {
			return err
		}
		if err := tx.AddDocument(ctx, &doc); err != nil {
			return err
		}
		r.DocumentID, r.Lang, r.SavedBy, r.SavedFor = doc.ID, doc.Lang, int64(who.Person), int64(who.For)
		r = r.Clean()
		if err := tx.AddRevision(ctx, &r, 0, nil); err != nil {
			return err
		}
		o.Document = doc.ID
		if opened, err = e.Cases.Open(ctx, tx, who, o); err != nil {
			return err
		}
		tx.Record(who.Institution, event.Event{Verb: event.CaseLinked, Case: d.Case.ID, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: casePrefix + opened.Case.Code})
		return nil
	})
	return opened, err
}

// casePrefix begins the subject of a line that names another case.
const casePrefix = "case:"

// public is the text of a document that is public now.
func public(ctx context.Context, tx *store.Tx, document int64) (*content.Revision, error) {
	if document != 0 {
		editions, err := tx.DocumentEditions(ctx, document)
		if err != nil {
			return nil, err
		}
		for i := len(editions) - 1; i >= 0; i-- {
			if editions[i].State == store.EditionLive {
				return tx.Revision(ctx, editions[i].Revision)
			}
		}
	}
	return nil, fault.New(fault.Conflict, "editorial.not_public")
}

// underWay refuses where a translation was opened that has not ended unchosen.
func (e *Editorial) underWay(ctx context.Context, tx *store.Tx, institution, id int64) error {
	linked, err := e.Cases.Linked(ctx, tx, institution, id)
	if err != nil {
		return err
	}
	for _, c := range linked {
		if c.EndedAt.IsZero() {
			return fault.New(fault.Conflict, "editorial.translating", c.Code)
		}
	}
	return nil
}

// counterparts are the same sites and sections in the other language, which is
// that of the document.
func counterparts(ctx context.Context, tx *store.Tx, of []content.Placement, doc *store.Document, o *cases.Opening) ([]content.Placement, error) {
	var list []content.Placement
	for _, p := range of {
		site, err := tx.Site(ctx, p.Site)
		if err != nil {
			return nil, err
		}
		if site.Counterpart == 0 {
			continue
		}
		other, err := tx.Site(ctx, site.Counterpart)
		if err != nil {
			return nil, err
		}
		if !other.Active || doc.Lang != "" && doc.Lang != other.Lang {
			continue
		}
		at := content.Placement{Site: other.ID}
		if p.Section != 0 {
			section, err := tx.Section(ctx, p.Section)
			if err != nil {
				return nil, err
			}
			at.Section = section.Counterpart
		}
		list = append(list, at)
		doc.Lang, o.Site = other.Lang, other.ID
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Conflict, "editorial.no_counterpart")
	}
	return list, nil
}
