package desk

import (
	"context"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A TranslateView is what there is to do and to know about a public text in
// the other language (D 11.3).
type TranslateView struct {
	May    bool // propose that it be translated
	Linked []Action
}

// A SourceView is the text that a translation is made from.
type SourceView struct {
	Text     *TextView
	Path     string // of its case; "" where there is none to be seen
	Outdated string // said where what is public of it is another text now
}

// translation reads what stands in the other language.
func (v *visit) translation(view *cases.View, b *book) (t *TranslateView, s *SourceView, err error) {
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		if s, err = v.sourceOf(ctx, tx, view, b); err != nil {
			return err
		}
		live := false
		for _, e := range view.Editions {
			live = live || e.State == store.EditionLive
		}
		if view.Outside {
			return nil
		}
		linked, err := v.d.Cases.Linked(ctx, tx, v.who.Institution, view.Case.ID)
		if err != nil {
			return err
		}
		t = &TranslateView{May: live && view.Revision != nil && view.Revision.Lang == locale.VI}
		for _, c := range linked {
			t.Linked = append(t.Linked, Action{c.Code + ": " + c.Title, casePath(c.Code), "globe"})
			t.May = t.May && !c.EndedAt.IsZero()
		}
		if t.May && v.d.Cases.May(ctx, tx, v.who.Actor, people.OpenDocument, view.Scope) != nil {
			t.May = false
		}
		if t.May {
			_, err := v.d.Cases.TranslationProcedure(ctx, tx, v.who.Institution)
			if t.May = err == nil; err != nil && !fault.Is(err, fault.Conflict) {
				return err
			}
		}
		if !t.May && len(t.Linked) == 0 {
			t = nil
		}
		return nil
	})
	return t, s, err
}

func (v *visit) sourceOf(ctx context.Context, tx *store.Tx, view *cases.View, b *book) (*SourceView, error) {
	source, err := v.d.Cases.SourceOf(ctx, tx, view.Revision)
	if source == nil || err != nil {
		return nil, err
	}
	s := &SourceView{Text: b.textOf(source.Revision)}
	s.Text.Missing, s.Text.Kicker = "", ""
	if source.Code != "" && !view.Outside {
		s.Path = casePath(source.Code)
	}
	if source.Outdated {
		s.Outdated = b.t("desk.translation_old")
	}
	return s, nil
}

// translate proposes that a public text be told in the other language.
func (d *Desk) translate(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	opened, err := d.Editorial.Translate(v.ctx(), v.who.Actor, view.Case.ID)
	if err != nil {
		return v.acted(view, w, f, err, "")
	}
	return v.done(casePath(opened.Case.Code), "translate", opened.Case.Code)
}
