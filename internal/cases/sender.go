package cases

import (
	"context"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/store"
)

// settleSender keeps what was settled about the person whose address the
// request bears: who sent it, and with it an author of what was made of it.
func (d *Dossier) settleSender(ctx context.Context, h flow.Happening) error {
	d.Request.Person = 0
	if h.Verb == event.SenderConfirmed {
		d.Request.Person = h.Whom
	}
	if err := d.tx.SettleSender(ctx, d.Request); err != nil {
		return err
	}
	all, err := d.tx.CasesOfRequest(ctx, d.Request.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Document == 0 {
			continue
		}
		doc, err := d.tx.Document(ctx, c.Document)
		if err != nil {
			return err
		}
		if err := d.SentText(ctx, d.tx, doc.ID, doc.Revision); err != nil {
			return err
		}
	}
	return nil
}

// SentText makes whoever is known to have sent the request an author of the
// text that was made of it (design: Authors).
func (d *Dossier) SentText(ctx context.Context, tx *store.Tx, document, revision int64) error {
	if d.Request == nil || d.Request.Person == 0 {
		return nil
	}
	for _, a := range []content.Aspect{content.AspectContent, content.AspectImages} {
		if err := tx.AddAuthorship(ctx, store.Authorship{Document: document, Revision: revision, Aspect: a, Person: d.Request.Person, How: "sent"}); err != nil {
			return err
		}
	}
	return nil
}
