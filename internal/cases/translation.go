package cases

import (
	"context"
	"slices"
	"strings"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
)

// TranslationProcedure is the procedure in force under which approved texts are
// translated: the one that asks whether the source was approved.
func (c *Cases) TranslationProcedure(ctx context.Context, tx *store.Tx, institution int64) (string, error) {
	all, err := tx.Procedures(ctx, institution)
	if err != nil {
		return "", err
	}
	for _, v := range all {
		now, err := tx.ProcedureInForce(ctx, institution, v.Key, tx.Now())
		if fault.Is(err, fault.NotFound) {
			continue
		} else if err != nil {
			return "", err
		}
		p, err := c.procedure(ctx, tx, now.ID)
		if err != nil {
			return "", err
		}
		for _, s := range p.Steps {
			for _, m := range s.Moves {
				if slices.ContainsFunc(m.When, func(w flow.Predicate) bool { return w.Name == "source-approved" && !w.Not }) {
					return v.Key, nil
				}
			}
		}
	}
	return "", fault.New(fault.Conflict, "cases.no_translation")
}

// Linked are the cases that were opened from a case, as its record names them.
func (c *Cases) Linked(ctx context.Context, tx *store.Tx, institution, id int64) ([]store.Case, error) {
	events, err := tx.CaseEvents(ctx, id)
	if err != nil {
		return nil, err
	}
	var list []store.Case
	for _, e := range events {
		code, ok := strings.CutPrefix(e.Subject, "case:")
		if e.Verb != event.CaseLinked || !ok {
			continue
		}
		cs, err := tx.CaseByCode(ctx, institution, code)
		if err != nil {
			return nil, err
		}
		list = append(list, *cs)
	}
	return list, nil
}

// A Source is the text that a translation was made from.
type Source struct {
	Revision *content.Revision
	Code     string // of its case; "" where it has none
	Outdated bool   // what is public of it is another text now
}

// SourceOf finds what a text was translated from; nil where it is no
// translation.
func (c *Cases) SourceOf(ctx context.Context, tx *store.Tx, r *content.Revision) (*Source, error) {
	if r == nil || r.TranslationOf == nil {
		return nil, nil
	}
	s := &Source{}
	var err error
	if s.Revision, err = tx.Revision(ctx, r.TranslationOf.Revision); err != nil {
		return nil, err
	}
	all, err := tx.CasesOfDocument(ctx, r.TranslationOf.Document)
	if err != nil {
		return nil, err
	}
	if len(all) > 0 {
		s.Code = all[0].Code
	}
	editions, err := tx.DocumentEditions(ctx, r.TranslationOf.Document)
	if err != nil {
		return nil, err
	}
	for i := len(editions) - 1; i >= 0; i-- {
		if editions[i].State != store.EditionLive {
			continue
		}
		h, err := tx.RevisionHashes(ctx, editions[i].Revision)
		s.Outdated = h.Content != r.TranslationOf.Hash
		return s, err
	}
	return s, nil
}
