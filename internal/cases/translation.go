package cases

import (
	"context"
	"slices"
	"strings"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
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
	Case     *store.Case       // of it; nil where it has none
	Public   *content.Revision // what is public of it now; nil: nothing is
	Outdated bool              // that is another text, beside which nobody held the translation to be right
	Gone     bool              // it was public, and is no more
	Hidden   bool              // it may not be read by who asks: its hour has not come
}

// SourceOf finds what a text was translated from, for somebody who sees the
// case of the translation; nil where it is no translation. They read exactly
// what was translated and what is public, never a draft. What was taken down and
// is now under an embargo is hidden from those whom that embargo bars, and from
// partners whose assignment does not say that they see it early.
func (c *Cases) SourceOf(ctx context.Context, tx *store.Tx, who Actor, v *Dossier) (*Source, error) {
	r := v.Revision
	if r == nil || r.TranslationOf == nil {
		return nil, nil
	}
	of, s := r.TranslationOf, &Source{}
	var err error
	if s.Revision, err = tx.Revision(ctx, of.Revision); err != nil {
		return nil, err
	}
	all, err := tx.CasesOfDocument(ctx, of.Document)
	if err != nil {
		return nil, err
	}
	live, err := tx.LiveRevision(ctx, of.Document)
	if err != nil {
		return nil, err
	}
	if live != 0 {
		if s.Public, err = tx.Revision(ctx, live); err != nil {
			return nil, err
		}
		hash := s.Public.Hashes().Content
		s.Outdated = hash != of.Hash && !v.State.Source.Heeds(hash)
	}
	s.Gone = live == 0
	if len(all) == 0 {
		return s, nil
	}
	s.Case = &all[0]
	early := v.State.Assigned != nil && v.State.Assigned.Early
	if s.Gone && !early {
		s.Hidden, err = c.hides(ctx, tx, who, s.Case)
	}
	return s, err
}

// sourceEffects are those after which the public words of a text are others.
var sourceEffects = []flow.Effect{flow.Publish, flow.Unpublish, flow.Withdraw}

// tellTranslations tells the cases of a text's translations that what is public
// of it changed or was taken down: each says so in its history and in every
// list, and whoever translates or keeps the translation is written to.
func (c *Cases) tellTranslations(ctx context.Context, tx *store.Tx, d *Dossier, happenings []flow.Happening) error {
	if d.Case.Document == 0 || !slices.ContainsFunc(happenings, func(h flow.Happening) bool { return slices.Contains(sourceEffects, h.Effect) }) {
		return nil
	}
	uses, err := tx.UsesOfDocument(ctx, d.Case.Document)
	if err != nil {
		return err
	}
	live, err := tx.LiveRevision(ctx, d.Case.Document)
	if err != nil {
		return err
	}
	now := flow.SourceNow{Gone: live == 0}
	if live != 0 {
		h, err := tx.RevisionHashes(ctx, live)
		if err != nil {
			return err
		}
		now.Hash = h.Content
	}
	told := make(map[int64]bool)
	for _, u := range uses {
		if u.Kind != store.RefSource || told[u.Document] {
			continue
		}
		told[u.Document] = true
		all, err := tx.CasesOfDocument(ctx, u.Document)
		if err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].Institution != d.Case.Institution {
			continue
		}
		if err := c.tellTranslation(ctx, tx, all[len(all)-1].ID, now); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cases) tellTranslation(ctx context.Context, tx *store.Tx, id int64, now flow.SourceNow) error {
	d, err := c.load(ctx, tx, id)
	if err != nil {
		return err
	}
	if d.Revision == nil || d.Revision.TranslationOf == nil || !d.Case.EndedAt.IsZero() && !d.State.Published.Public() {
		return nil // it came to nothing
	}
	now.Of = d.Revision.TranslationOf.Hash
	res, err := c.ActIn(ctx, tx, Program(d.Case.Institution), Input{Case: id, Act: flow.Act{Kind: flow.DoSource, Source: now}})
	if err != nil {
		return err
	}
	template := ""
	for _, h := range res.Happenings {
		switch h.Verb {
		case event.SourceChanged:
			template = TemplateSourceChanged
		case event.SourceGone:
			template = TemplateSourceGone
		}
	}
	if template == "" {
		return nil
	}
	if d, err = c.load(ctx, tx, id); err != nil {
		return err
	}
	return d.tellTranslators(ctx, template)
}

// tellTranslators writes to those in whose hands a translation is, or to its
// office after it has ended, and to who wrote its words.
func (d *Dossier) tellTranslators(ctx context.Context, template string) error {
	facts, err := d.facts(ctx)
	if err != nil {
		return err
	}
	whom := d.Procedure.Turn(&d.State, &facts).People
	if !d.Case.EndedAt.IsZero() {
		for _, role := range d.Procedure.Minders(&d.State) {
			whom = append(whom, d.Holders(role)...)
		}
	}
	for _, e := range facts.Edits {
		if e.Aspect == content.AspectContent && len(d.Holdings(e.Person)) > 0 {
			whom = append(whom, people.Holder{Person: e.Person})
		}
	}
	return d.cases.tellAll(ctx, d.tx, d, template, whom, make(map[people.PersonID]bool), letterData(d, flow.Happening{}, ""))
}

// The letters about the original of a translation.
const (
	TemplateSourceChanged = "source-changed"
	TemplateSourceGone    = "source-gone"
)

// HeedsSource reports whether somebody held the translation of a case to be
// right beside an original with these words.
func HeedsSource(cs *store.Case, hash string) bool {
	s, err := readState(cs)
	return err == nil && s.Source.Heeds(hash)
}
