package portal

import (
	"context"
	"slices"

	"congbo/internal/content"
	"congbo/internal/store"
)

// itemRelated is how many other items an item leads to.
const itemRelated = 4

// topicLinks are the topics of a text that its site has.
func (v *visit) topicLinks(r *content.Revision) []Link {
	var list []Link
	for _, slug := range r.Topics {
		if t := v.places.topicAt(v.site.ID, slug); t != nil {
			list = append(list, Link{Title: t.Title, URL: v.path(v.topicStrand(t).path)})
		}
	}
	return list
}

// related are other items of an item's topics, then what its unit has in the same
// section, then the rest of that section: each the newest first.
func (rd *reader) related(ctx context.Context, e *store.Edition, r *content.Revision, d *store.Document) (*Block, error) {
	var others []store.Edition
	take := func(s store.Scope) error {
		if len(others) == itemRelated {
			return nil
		}
		s.Site, s.Apart = e.Site, standing
		list, err := rd.tx.LiveIn(ctx, s, 0, itemRelated+1+len(others))
		for _, x := range list {
			if x.Document != e.Document && len(others) < itemRelated && !slices.ContainsFunc(others, func(o store.Edition) bool { return o.Document == x.Document }) {
				others = append(others, x)
			}
		}
		return err
	}
	for _, slug := range r.Topics {
		if rd.places.topicAt(e.Site, slug) == nil {
			continue
		}
		rd.madeFrom(0, store.TagTopic(slug))
		if err := take(store.Scope{Topic: slug}); err != nil {
			return nil, err
		}
	}
	for _, x := range others { // what stands in another section may end by the clock
		if err := rd.shows(ctx, x.Site, x.Document); err != nil {
			return nil, err
		}
	}
	b := &Block{Title: rd.t("visit.same_section")}
	if len(others) > 0 {
		b.Title = rd.t("visit.related")
	}
	if s := rd.places.section[e.Section]; s != nil {
		b.More = &Link{Title: rd.t("visit.see_all"), URL: rd.path("/" + s.Slug)}
		if err := rd.lists(ctx, e.Section); err != nil {
			return nil, err
		}
		if d.Unit != 0 {
			if err := take(store.Scope{Section: e.Section, Unit: d.Unit}); err != nil {
				return nil, err
			}
		}
		if err := take(store.Scope{Section: e.Section}); err != nil {
			return nil, err
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	if b.Title == rd.t("visit.related") {
		b.More = nil
	}
	var err error
	b.Cards, err = rd.cards(ctx, others)
	return b, err
}
