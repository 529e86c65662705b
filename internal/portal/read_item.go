package portal

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/store"
)

// itemName is the last part of a document's address; the number finds it.
var itemName = regexp.MustCompile(`^(?:[^/]*-)?([1-9][0-9]{0,17})$`)

// documentIn finds the number of a document in the last part of its address.
func documentIn(item string) (int64, bool) {
	m := itemName.FindStringSubmatch(item)
	if m == nil {
		return 0, false
	}
	id, err := strconv.ParseInt(m[1], 10, 64)
	return id, err == nil
}

// newsKinds tell of what happened; other kinds stand for longer.
var newsKinds = []string{"news", "brief", "press-release"}

// item makes the page of the live edition of a document, or says that there was
// one. Any other spelling of its address leads to the one that it has now.
func (v *visit) item() (pg Page, move string, err error) {
	id, ok := documentIn(v.args["item"])
	if !ok {
		return nil, "", notFound()
	}
	err = v.read(func(ctx context.Context, rd *reader) error {
		e, err := rd.tx.LatestEdition(ctx, v.site.ID, id)
		if err != nil {
			return err
		}
		if e.State != store.EditionLive {
			if move, err = rd.redirected(ctx, id); err != nil || move != "" {
				return err
			}
			pg, err = rd.gone(ctx, e)
			return err
		}
		if at := v.editionPath(e); at != v.at.path {
			move = v.path(at)
			return nil
		}
		pg, err = rd.document(ctx, e)
		switch pg := pg.(type) {
		case *Item:
			pg.Feedback = rd.feedback(e.Document, true)
		case *Text:
			pg.Feedback = rd.feedback(e.Document, false)
		}
		return err
	})
	return pg, move, err
}

// gone says that a document is no longer public, and nothing of what it was:
// only the notice that was written for readers stays.
func (rd *reader) gone(ctx context.Context, e *store.Edition) (*Gone, error) {
	g := &Gone{Frame: rd.frame(rd.t("portal.removed"), ""), EndedAt: e.EndedAt}
	g.Private = true
	if e.State == store.EditionWithdrawn {
		g.Withdrawn, g.Notice, g.FirstAt = true, e.Note, e.FirstAt
		g.Title = rd.t("visit.withdrawn")
		d, err := rd.tx.Document(ctx, e.Document)
		if err != nil {
			return nil, err
		}
		g.Unit = Link{Title: rd.unitName(d.Unit)}
		if cs, err := rd.tx.Case(ctx, e.Case); err == nil {
			g.Code = cs.Code
		} else if !fault.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	g.Crumbs = []Link{{Title: rd.t("visit.home"), URL: rd.path("/")}}
	return g, nil
}

// document makes the page of a live edition.
func (rd *reader) document(ctx context.Context, e *store.Edition) (Page, error) {
	r, err := rd.tx.Revision(ctx, e.Revision)
	if err != nil {
		return nil, err
	}
	d, err := rd.tx.Document(ctx, e.Document)
	if err != nil {
		return nil, err
	}
	lead, body, err := rd.body(ctx, r, false)
	if err != nil {
		return nil, err
	}
	if err := rd.shows(ctx, e.Site, e.Document); err != nil {
		return nil, err
	}
	f := rd.frame(r.Title, rd.editionPath(e))
	f.About, f.Share = r.Summary, rd.shareURL(rd.editionPath(e), r.Title)
	section := Link{}
	if s := rd.places.section[e.Section]; s != nil {
		section = Link{Title: s.Title, URL: rd.path("/" + s.Slug)}
		if path := rd.counterSection(s); path != "" {
			f.Fallback = &Link{Title: rd.titleThere(rd.sectionStrand(s)), URL: rd.urlOf(rd.places.site(rd.site.Counterpart), path)}
		}
		f.Crumbs, f.Here = append(rd.crumbs(s), section), rd.path("/"+rd.top(s).Slug)
	}
	if f.Picture, err = rd.picture(ctx, r); err != nil {
		return nil, err
	}
	unit := Link{Title: rd.unitName(d.Unit)}
	if u := rd.places.units[d.Unit]; u != nil {
		unit.URL = rd.path(rd.unitStrand(u).path)
	}
	contents := r.Body.Headings()
	if !r.Layout.Contents && len(contents) < 4 {
		contents = nil
	}
	original, outdated, err := rd.original(ctx, e, r, &f)
	if err != nil {
		return nil, err
	}
	if err := rd.translation(ctx, e, &f); err != nil {
		return nil, err
	}
	past, err := rd.history(ctx, e)
	if err != nil {
		return nil, err
	}
	if e.Kind == standing {
		t := &Text{Frame: f, Summary: r.Summary, Body: lead + body, Contents: contents, Unit: unit, UpdatedAt: e.PublishedAt, FirstAt: e.FirstAt, Changes: past.changes, Head: past.head, Version: past.version}
		t.Within, err = rd.standing(ctx, e)
		return t, err
	}
	i := &Item{Frame: f, Kind: rd.kindName(e.Kind), News: slices.Contains(newsKinds, e.Kind), Section: section, Summary: r.Summary, Lead: lead, Body: body, Contents: contents}
	i.Record = Record{Unit: unit, Authors: r.Authors, Sources: r.Sources, OwnWork: r.OwnWork, Edition: e.Number, Version: past.version, FirstAt: e.FirstAt, PublishedAt: e.PublishedAt, Original: original}
	if outdated {
		i.Caution = Outdated
	}
	cs, err := rd.tx.Case(ctx, e.Case)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	} else if err == nil {
		i.Record.Code = cs.Code
	}
	i.Changes, i.Head = past.changes, past.head
	i.Topics = rd.topicLinks(r)
	i.Related, err = rd.related(ctx, e, r, d)
	return i, err
}

// history is what became of a document on its site: the later editions with
// what readers were told of each, the newest first, and what the present one is
// called.
type history struct {
	changes []Change
	head    *Change
	version string
}

// history reads it from the editions. A change of weight makes a new version,
// any other edition a minor one of it.
func (rd *reader) history(ctx context.Context, now *store.Edition) (*history, error) {
	h := &history{version: "1.0"}
	if now.Number == 1 {
		return h, nil
	}
	all, err := rd.tx.DocumentEditions(ctx, now.Document)
	if err != nil {
		return nil, err
	}
	major, minor, before := 1, 0, int64(0)
	for _, e := range all {
		if e.Site != now.Site || e.Number > now.Number {
			continue
		}
		if e.Number == 1 {
			before = e.Revision
			continue
		}
		c := Change{Edition: e.Number, At: e.PublishedAt}
		r, err := rd.tx.Revision(ctx, e.Revision)
		if err != nil {
			return nil, err
		}
		told := r.Changes(before)
		if told != nil && !told.Minor {
			major, minor = major+1, 0
		} else {
			minor++
		}
		if told != nil {
			c.Correction, c.Note = told.Kind == content.Correction, told.Note
		}
		before = e.Revision
		h.version = fmt.Sprintf("%d.%d", major, minor)
		c.Version = h.version
		if e.State != store.EditionLive && e.State != store.EditionReplaced {
			continue
		}
		h.changes = append([]Change{c}, h.changes...)
		if told != nil && !told.Minor {
			h.head = &c
		}
	}
	return h, nil
}

// translation finds a public translation of a document on the site's
// counterpart and makes it the page's counterpart in the other language.
func (rd *reader) translation(ctx context.Context, e *store.Edition, f *Frame) error {
	other := rd.places.site(rd.site.Counterpart)
	if other == nil || f.Alternate != "" {
		return nil
	}
	rd.madeFrom(0, store.TagTranslations(e.Document))
	ids, err := rd.tx.Translations(ctx, e.Document)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := rd.shows(ctx, other.ID, id); err != nil {
			return err
		}
		t, err := rd.tx.LatestEdition(ctx, other.ID, id)
		if fault.Is(err, fault.NotFound) || err == nil && t.State != store.EditionLive {
			continue
		} else if err != nil {
			return err
		}
		f.Alternate = rd.urlOf(other, rd.editionPath(t))
		return nil
	}
	return nil
}

// original finds what a document was translated from, as far as it is public,
// and whether that has been changed since. It makes the original the page's
// counterpart in the other language.
func (rd *reader) original(ctx context.Context, own *store.Edition, r *content.Revision, f *Frame) (link *Link, outdated bool, err error) {
	if r.TranslationOf == nil {
		return nil, false, nil
	}
	other := rd.places.site(rd.site.Counterpart)
	if other == nil {
		return nil, false, nil
	}
	rd.madeFrom(0, store.TagCase(own.Case))
	if err := rd.shows(ctx, other.ID, r.TranslationOf.Document); err != nil {
		return nil, false, err
	}
	e, err := rd.tx.LatestEdition(ctx, other.ID, r.TranslationOf.Document)
	if fault.Is(err, fault.NotFound) || err == nil && e.State != store.EditionLive {
		return nil, false, nil
	} else if err != nil {
		return nil, false, err
	}
	hashes, err := rd.tx.RevisionHashes(ctx, e.Revision)
	if err != nil {
		return nil, false, err
	}
	f.Alternate = rd.urlOf(other, rd.editionPath(e))
	outdated = hashes.Content != r.TranslationOf.Hash
	if cs, err := rd.tx.Case(ctx, own.Case); outdated && err == nil && cases.HeedsSource(cs, hashes.Content) {
		outdated = false // somebody has looked at it
	}
	return &Link{Title: e.Title, URL: f.Alternate, Lang: other.Lang}, outdated, nil
}

// standing lists the pages of a section that stand by themselves.
func (rd *reader) standing(ctx context.Context, e *store.Edition) ([]Link, error) {
	if err := rd.lists(ctx, e.Section); err != nil {
		return nil, err
	}
	list, err := rd.tx.LivePage(ctx, e.Site, e.Section, 0, 50)
	var links []Link
	for i := range list {
		if list[i].Kind == standing {
			links = append(links, Link{Title: list[i].Title, URL: rd.url(&list[i])})
		}
	}
	if len(links) < 2 {
		return nil, err
	}
	return links, err
}
