package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/store"
)

// Classes are what a text can be classified as (R-M7).
type Classes struct {
	Kinds  []Choice
	Sites  []SiteChoice
	Topics []Choice
	Open   bool // something is still to be chosen
	Base   int  // revision that is classified
}

// classes reads what the text of a case can be classified as, and is.
func (v *visit) classes(view *cases.View, r content.Revision) (c Classes, err error) {
	c.Open, c.Base = !classified(&r), r.Number
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		kinds, err := tx.Kinds(ctx, v.who.Institution)
		if err != nil {
			return err
		}
		for _, k := range kinds {
			if k.Active || k.ID == r.Kind {
				c.Kinds = append(c.Kinds, Choice{k.ID, k.Name.In(v.lang), k.ID == r.Kind})
			}
		}
		sites, err := tx.Sites(ctx, v.who.Institution)
		if err != nil {
			return err
		}
		for i := range sites {
			s := &sites[i]
			if !s.Active || s.Lang != r.Lang {
				continue
			}
			site, err := v.siteChoice(ctx, tx, view, s, r)
			if err != nil {
				return err
			}
			c.Sites = append(c.Sites, site)
			topics, err := tx.Topics(ctx, s.ID)
			if err != nil {
				return err
			}
			for _, t := range topics {
				if t.Active && !slices.ContainsFunc(c.Topics, func(x Choice) bool { return x.Value == t.Slug }) {
					c.Topics = append(c.Topics, Choice{t.Slug, t.Title, contains(r.Topics, t.Slug)})
				}
			}
		}
		return nil
	})
	return c, err
}

func (v *visit) siteChoice(ctx context.Context, tx *store.Tx, view *cases.View, s *store.Site, r content.Revision) (SiteChoice, error) {
	c := SiteChoice{ID: s.ID, Name: s.Name}
	var section int64
	for _, pl := range r.Sites {
		if pl.Site == s.ID {
			c.On, section = true, pl.Section
		}
	}
	c.Denied = len(view.HoldingsAt(v.who.Person, s)) == 0
	sections, err := tx.Sections(ctx, s.ID)
	if err != nil {
		return c, err
	}
	depth := make(map[int64]int)
	for _, sec := range sections {
		depth[sec.ID] = 0
		if sec.Parent != 0 {
			depth[sec.ID] = depth[sec.Parent] + 1
		}
		if sec.Active || sec.ID == section {
			c.Sections = append(c.Sections, Choice{strconv.FormatInt(sec.ID, 10), strings.Repeat("– ", depth[sec.ID]) + sec.Title, sec.ID == section})
		}
	}
	return c, nil
}

// classify reads kind, sites with sections, and topics from a form.
func classify(r *content.Revision, f *httpx.Form) {
	r.Kind, r.Topics, r.Sites = f.Get("kind"), f.Values["topic"], nil
	for _, s := range f.Values["site"] {
		r.Sites = append(r.Sites, content.Placement{Site: number(s), Section: number(f.Get("section." + s))})
	}
}

// saveClasses classifies the text of a case from the page of the case, where
// it is about to be posted.
func (d *Desk) saveClasses(v *visit) error {
	return v.onCase(httpx.SmallForm, func(view *cases.View, f *httpx.Form) (string, error) {
		if view.Revision == nil {
			return "", fault.New(fault.Invalid, "editorial.no_document")
		}
		r := *view.Revision
		classify(&r, f)
		r.Note = ""
		base := int(number(f.Get("base")))
		if base != r.Number {
			return "", fault.New(fault.Conflict, "editorial.saved_meanwhile")
		}
		if len(content.Changed(view.Revision.Hashes(), r.Clean().Hashes())) == 0 {
			return "classified", nil
		}
		_, _, err := d.Editorial.Save(v.ctx(), v.who.Actor, view.Case.ID, base, r)
		return "classified", err
	})
}
