package portal

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// listPage is the number of items on one page of a section.
const listPage = 20

// list makes a page of a strand, all of it or what appeared in one month, or
// names its address.
func (v *visit) list() (Page, string, error) {
	s, err := v.strand()
	if err != nil {
		return nil, "", err
	}
	page, ok := pageNumber(v.args)
	if !ok {
		return nil, "", notFound()
	}
	m, ok := monthIn(v.args)
	if !ok {
		return nil, "", notFound()
	}
	at := v.listPath(s, m, page)
	if v.at.path != at {
		return nil, v.path(at), nil
	}
	l := v.listFrame(s, m, page, at)
	scope := s.scope
	if !m.IsZero() {
		scope.From, scope.Until = m, m.AddDate(0, 1, 0)
	}
	err = v.read(func(ctx context.Context, rd *reader) error { return rd.list(ctx, l, s, scope, m, page) })
	if err != nil {
		return nil, "", err
	}
	return l, "", nil
}

// list reads a page of a strand.
func (rd *reader) list(ctx context.Context, l *List, s *strand, scope store.Scope, m time.Time, page int) error {
	section := int64(0)
	if s.section != nil {
		section = s.section.ID
	}
	if err := rd.lists(ctx, section); err != nil {
		return err
	}
	if scope.Topic != "" {
		rd.madeFrom(0, store.TagTopic(scope.Topic))
	}
	n, err := rd.tx.CountIn(ctx, scope)
	if err != nil {
		return err
	}
	if err := rd.twinMonth(ctx, l, s, m, page); err != nil {
		return err
	}
	pages := max(1, (n+listPage-1)/listPage)
	if page > pages || n == 0 && !m.IsZero() {
		return notFound()
	}
	l.Total = n
	l.Pager = NewPager(page, pages, func(n int) string { return rd.path(rd.listPath(s, m, n)) })
	editions, err := rd.tx.LiveIn(ctx, scope, (page-1)*listPage, listPage)
	if err != nil {
		return err
	}
	if s.section != nil && page == 1 && m.IsZero() {
		if err := rd.sectionFront(ctx, l, s.section.Slug); err != nil {
			return err
		}
		editions = slices.DeleteFunc(editions, func(e store.Edition) bool { return rd.editionPath(&e) == s.path })
	}
	cards, err := rd.cards(ctx, editions)
	if err != nil {
		return err
	}
	if page == 1 && m.IsZero() && l.Front == nil && len(cards) > 3 && cards[0].Picture != nil {
		l.Lead, cards = &cards[0], cards[1:]
	}
	l.Months = ByMonth(cards)
	if l.Archive, err = rd.archive(ctx, s, m); err != nil {
		return err
	}
	if s.section != nil && page == 1 && m.IsZero() {
		read, err := rd.mostRead(ctx, s.section.ID, 5)
		if err != nil {
			return err
		}
		if read != nil {
			l.Beside = append(l.Beside, *read)
		}
	}
	notices, err := rd.notices(ctx, 5)
	if err == nil && notices != nil && s.section != nil && (notices.More == nil || !strings.HasSuffix(notices.More.URL, s.path)) {
		l.Beside = append(l.Beside, *notices)
	}
	return err
}

// listFrame is what a page of a strand has around its items.
func (v *visit) listFrame(s *strand, m time.Time, page int, at string) *List {
	l := &List{Frame: v.frame(first(s.title, v.t("visit.everything")), at), Kicker: s.kicker, Summary: s.about}
	l.About, l.Feeds = first(s.about, v.t("visit.list_about", l.Title, l.Site.Name)), v.feeds(s)
	if s.title != "" {
		l.Feeds = append(l.Feeds, v.feeds(v.siteStrand())...)
	}
	l.Crumbs = []Link{{Title: v.t("visit.home"), URL: v.path("/")}}
	if !m.IsZero() {
		l.Period = MonthName(v.lang(), m.Year(), int(m.Month()))
	}
	if c := s.section; c != nil {
		l.Share = v.shareURL(s.path, c.Title)
		l.Here, l.Crumbs, l.Within = v.path("/"+v.top(c).Slug), v.crumbs(c), v.within(c)
	}
	if u := s.unit; u != nil {
		c := u.Contact
		l.Contact, l.Head = v.unitContact(&c), c.Head.In(v.lang())
		l.Crumbs = append(l.Crumbs, Link{Title: v.t("visit.chart"), URL: v.path(chartPath(v.lang()))})
	}
	if !m.IsZero() || page > 1 {
		l.Crumbs = append(l.Crumbs, Link{Title: first(s.title, v.t("visit.everything")), URL: v.path(s.path)})
	}
	if twin := v.places.site(v.site.Counterpart); twin != nil && s.twin != "" {
		if page == 1 && m.IsZero() {
			l.Alternate = v.urlOf(twin, s.twin)
		} else {
			l.Fallback = &Link{Title: v.titleThere(s), URL: v.urlOf(twin, s.twin)}
		}
	}
	return l
}

// twinMonth leads from the page of a month to the same month of the same strand
// in the other language, where something of it is public there.
func (rd *reader) twinMonth(ctx context.Context, l *List, s *strand, m time.Time, page int) error {
	twin := rd.places.site(rd.site.Counterpart)
	if twin == nil || s.twin == "" || m.IsZero() || page > 1 {
		return nil
	}
	scope := s.scope
	scope.Site, scope.From, scope.Until = twin.ID, m, m.AddDate(0, 1, 0)
	if s.section != nil {
		scope.Section = s.section.Counterpart
	}
	if scope.Topic != "" {
		scope.Topic = s.twinSlug
		rd.madeFrom(0, store.TagTopic(scope.Topic))
	}
	if rd.made != nil {
		rd.madeFrom(twin.ID, store.TagHome)
		at, err := rd.tx.NextEnd(ctx, twin.ID, 0, 0)
		if err != nil {
			return err
		}
		rd.ends(at)
	}
	if some, err := rd.tx.LiveIn(ctx, scope, 0, 1); err != nil || len(some) == 0 {
		return err
	}
	path := s.twin + "/" + monthWord(twin.Lang) + "/" + m.Format("2006-01")
	if s.title == "" {
		path = s.twin + "/" + m.Format("2006-01")
	}
	l.Alternate = rd.urlOf(twin, path)
	return nil
}

// titleThere is what a strand is called on the site in the other language.
func (v *visit) titleThere(s *strand) string {
	l := other(v.site.Lang)
	switch {
	case s.section != nil:
		if x := v.places.section[s.section.Counterpart]; x != nil {
			return x.Title
		}
		return ""
	case s.unit != nil:
		return s.unit.Name.In(l)
	case s.scope.Kind != "":
		k := v.places.kinds[kindOf(v.site.Institution, s.scope.Kind)]
		return k.Name.In(l)
	case s.scope.Topic != "":
		return s.twinTitle
	}
	return locale.T(l, "visit.everything")
}

// pageNumber is the page of a list that an address names, 1 where it names none.
func pageNumber(args map[string]string) (int, bool) {
	given, further := args["page"]
	if !further {
		return 1, true
	}
	n, err := strconv.Atoi(given)
	return n, err == nil && n >= 1 && n <= 100_000 && strconv.Itoa(n) == given
}

// monthIn is the month that an address names as 2026-11, at its beginning; the
// zero time where it names none.
func monthIn(args map[string]string) (time.Time, bool) {
	given, one := args["month"]
	if !one {
		return time.Time{}, true
	}
	t, err := time.ParseInLocation("2006-01", given, vi.Zone)
	return t, err == nil && t.Year() >= 1970 && t.Format("2006-01") == given
}

func (v *visit) listPath(s *strand, m time.Time, page int) string {
	path := s.path
	if !m.IsZero() {
		path = v.monthPath(s, m)
	}
	if page <= 1 {
		return path
	}
	return path + "/" + pageWord(v.lang()) + "/" + strconv.Itoa(page)
}

func (v *visit) monthPath(s *strand, m time.Time) string {
	if s.title == "" { // all of the site stands under that word already
		return s.path + "/" + m.Format("2006-01")
	}
	return s.path + "/" + monthWord(v.lang()) + "/" + m.Format("2006-01")
}

// How many months an archive lists beside a list, and on the page of one.
const (
	archiveBeside = 12
	archiveWhole  = 240
)

// archive lists the months in which something of a strand appeared that is still
// public.
func (rd *reader) archive(ctx context.Context, s *strand, here time.Time) ([]Year, error) {
	scope, most := s.scope, archiveBeside
	if !here.IsZero() || s.title == "" {
		most = archiveWhole
	}
	all, err := rd.tx.MonthsIn(ctx, scope, most)
	if err != nil {
		return nil, err
	}
	var months []MonthCount
	for _, t := range all {
		months = append(months, MonthCount{Year: t.Year(), Month: int(t.Month())})
	}
	if len(months) < 2 && here.IsZero() {
		return nil, nil
	}
	year, month := 0, 0
	if !here.IsZero() {
		year, month = here.Year(), int(here.Month())
	}
	return NewArchive(months, year, month, func(y, m int) string {
		return rd.path(rd.monthPath(s, time.Date(y, time.Month(m), 1, 0, 0, 0, 0, vi.Zone)))
	}), nil
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
