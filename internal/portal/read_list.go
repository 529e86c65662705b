package portal

import (
	"context"
	"strconv"
	"strings"

	"congbo/internal/store"
)

// listPage is the number of items on one page of a section.
const listPage = 20

// list makes a page of a section, or names its address.
func (v *visit) list() (Page, string, error) {
	s := v.places.sectionAt(v.site.ID, v.args["section"])
	if s == nil {
		return nil, "", notFound()
	}
	page := 1
	if given, further := v.args["page"]; further {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 || n > 100_000 || strconv.Itoa(n) != given {
			return nil, "", notFound()
		}
		page = n
	}
	at := v.listPath(s, page)
	if v.at.path != at {
		return nil, v.path(at), nil
	}
	l := &List{Frame: v.frame(s.Title, at), Kicker: v.t("visit.section"), Summary: s.Summary}
	l.Here, l.About = v.path("/"+v.top(s).Slug), s.Summary
	l.Crumbs, l.Share = v.crumbs(s), v.shareURL("/"+s.Slug, s.Title)
	l.Feeds = v.feeds(sectionStrand(s), &strand{path: "/"})
	l.Within = v.within(s)
	if other := v.places.site(v.site.Counterpart); other != nil && page == 1 {
		if path := v.counterSection(s); path != "" {
			l.Alternate = v.urlOf(other, path)
		}
	}
	err := v.read(func(ctx context.Context, rd *reader) error {
		if err := rd.lists(ctx, s.ID); err != nil {
			return err
		}
		n, err := rd.tx.CountLive(ctx, v.site.ID, s.ID)
		if err != nil {
			return err
		}
		pages := max(1, (n+listPage-1)/listPage)
		if page > pages {
			return notFound()
		}
		l.Total = n
		l.Pager = NewPager(page, pages, func(n int) string { return v.path(v.listPath(s, n)) })
		editions, err := rd.tx.LivePage(ctx, v.site.ID, s.ID, (page-1)*listPage, listPage)
		if err != nil {
			return err
		}
		cards, err := rd.cards(ctx, editions)
		if err != nil {
			return err
		}
		if page == 1 && len(cards) > 3 && cards[0].Picture != nil {
			l.Lead, cards = &cards[0], cards[1:]
		}
		l.Months = ByMonth(cards)
		notices, err := rd.notices(ctx, 5, 0)
		if err == nil && notices != nil && (notices.More == nil || !strings.HasSuffix(notices.More.URL, "/"+s.Slug)) {
			l.Beside = append(l.Beside, *notices)
		}
		return err
	})
	if err != nil {
		return nil, "", err
	}
	return l, "", nil
}

func (v *visit) listPath(s *store.Section, page int) string {
	if page <= 1 {
		return "/" + s.Slug
	}
	return "/" + s.Slug + "/" + pageWord(v.lang()) + "/" + strconv.Itoa(page)
}

// top is the section of the first level that a section lies in.
func (v *visit) top(s *store.Section) *store.Section {
	for range 10 {
		up := v.places.section[s.Parent]
		if up == nil {
			break
		}
		s = up
	}
	return s
}

// crumbs lead from the first page to what lies in a section.
func (v *visit) crumbs(s *store.Section) []Link {
	var way []Link
	for range 10 {
		if s = v.places.section[s.Parent]; s == nil {
			break
		}
		way = append([]Link{{Title: s.Title, URL: v.path("/" + s.Slug)}}, way...)
	}
	return append([]Link{{Title: v.t("visit.home"), URL: v.path("/")}}, way...)
}

// within lists the sections inside a section, or beside it where it has none.
func (v *visit) within(s *store.Section) []Link {
	inside := func(parent int64) (list []Link) {
		for _, x := range v.places.sections[v.site.ID] {
			if x.Active && x.Parent == parent {
				list = append(list, Link{Title: x.Title, URL: v.path("/" + x.Slug)})
			}
		}
		return list
	}
	if list := inside(s.ID); len(list) > 0 {
		return list
	}
	if s.Parent == 0 {
		return nil
	}
	return inside(s.Parent)
}
