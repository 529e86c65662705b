package desk

import (
	"context"
	"net/http"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
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
	Text     *TextView // nil where it may not be read yet
	Path     string    // of its case; "" where there is none to be seen
	Outdated string    // said where what is public of it is another text, or nothing is
	Compare  string    // where both are compared
	Gone     bool
	Follow   bool   // the visitor may hold the translation to be right beside it
	Hash     string // of the public words
	Typed    string
	Take     bool // and take the translation down
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
	source, err := v.d.Cases.SourceOf(ctx, tx, v.who.Actor, view.Dossier)
	if source == nil || err != nil {
		return nil, err
	}
	s := &SourceView{Typed: b.typed.Get("reason.follow")}
	if source.Hidden {
		s.Outdated = b.t("desk.source_hidden")
		return s, nil
	}
	s.Text = b.textOf(source.Revision)
	s.Text.Missing, s.Text.Kicker = "", ""
	if source.Case != nil && !view.Outside {
		s.Path = casePath(source.Case.Code)
	}
	news := view.State.Source
	switch {
	case source.Gone && (news == nil || news.Open()):
		s.Outdated, s.Gone = b.t("desk.source_gone"), true
	case source.Outdated:
		s.Outdated, s.Compare, s.Hash = b.t("desk.translation_old"), casePath(view.Case.Code)+"/source", source.Public.Hashes().Content
	}
	if news.Open() && s.Outdated != "" {
		s.Outdated = b.t("desk.source_since", s.Outdated, shortMoment(b.l, b.now, news.At))
	}
	o, ok := b.option(flow.DoFollow)
	s.Follow = ok && o.Allowed
	for _, kind := range []flow.Kind{flow.DoTakeDown, flow.DoRemove} {
		if o, ok := b.option(kind); ok && o.Allowed {
			s.Take = s.Gone
		}
	}
	return s, nil
}

// follow records that somebody holds a translation to be right beside its
// original as it is now.
func (d *Desk) follow(v *visit) error {
	return v.onCase(decision, func(view *cases.View, f *httpx.Form) (string, error) {
		_, err := d.Cases.Act(v.ctx(), v.who.Actor, cases.Input{Case: view.Case.ID, Version: shownVersion(f), Act: flow.Act{Kind: flow.DoFollow, Saw: f.Get("saw"), Reason: f.Get("reason.follow")}})
		return "follow", err
	})
}

// A SourcePage compares the original of a translation as it was translated with
// what is public of it now.
type SourcePage struct {
	Shell
	Path, Code string
	Same       bool
	Compare    *CompareView
	Source     *SourceView
	Version    int64
}

// compareSource shows that page. Nobody sees more of the original by it than
// readers do, and what was translated.
func (d *Desk) compareSource(v *visit) error {
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	b := &book{View: view, w: w, l: v.lang, now: v.now, cal: d.calendar(v.who.Institution), me: v.who.Person, url: d.siteURL}
	b.actor = actorIn(view, v.who.Actor)
	page := SourcePage{Path: casePath(view.Case.Code), Code: view.Case.Code, Version: view.Case.Version}
	var source *cases.Source
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		if source, err = d.Cases.SourceOf(ctx, tx, v.who.Actor, view.Dossier); err != nil {
			return err
		}
		if source == nil || !source.Hidden && source.Public == nil {
			return nil
		}
		if source.Hidden {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		for _, r := range []*content.Revision{source.Revision, source.Public} {
			if err := b.w.addMedia(ctx, tx, r); err != nil {
				return err
			}
		}
		if page.Source, err = v.sourceOf(ctx, tx, view, b); page.Source != nil {
			page.Source.Compare = "" // it leads here
		}
		return err
	})
	if err != nil {
		return err
	}
	if source == nil || source.Public == nil { // there is nothing to compare
		v.redirect(page.Path)
		return nil
	}
	page.Same = source.Revision.Hashes().Content == source.Public.Hashes().Content
	page.Compare = b.comparison(*source.Revision, *source.Public)
	if page.Shell, err = v.shell(v.t("desk.source_compare"), ""); err != nil {
		return err
	}
	return v.show(http.StatusOK, "source", page)
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
