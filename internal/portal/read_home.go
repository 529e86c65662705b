package portal

import (
	"context"

	"congbo/internal/store"
)

// How much the first page shows.
const (
	homeReads   = 120 // newest editions that it chooses from
	homeBeside  = 4
	homeNotices = 7
	homeNews    = 3
	homeBlocks  = 6
	homeBlock   = 4 // items of a section
	homeTasks   = 9 // beside the way to the form
)

// home makes the first page of the site: the newest, what must be known, and
// the ways to everything else. It is the same for everybody.
func (v *visit) home() (Page, string, error) {
	h := &Home{Frame: v.frame("", "/")}
	h.About, h.Share = h.Site.Motto, v.shareURL("/", "")
	v.madeFrom(v.site.ID, store.TagFront)
	err := v.read(func(ctx context.Context, rd *reader) error {
		if l := rd.lookNow(); l != nil && len(l.Look.Blocks) > 0 {
			return rd.bands(ctx, h, l.Look.Blocks)
		}
		return rd.home(ctx, h)
	})
	if err != nil {
		return nil, "", err
	}
	if h.Site.Other != nil {
		h.Alternate = h.Site.Other.Home
	}
	return h, "", nil
}

func (rd *reader) home(ctx context.Context, h *Home) error {
	if err := rd.lists(ctx, 0); err != nil {
		return err
	}
	newest, err := rd.tx.LiveEditions(ctx, rd.site.ID, 0, nil, homeReads)
	if err != nil {
		return err
	}
	var notices, news []store.Edition
	for _, e := range newest {
		if e.Kind == announcement && len(notices) < homeNotices {
			notices = append(notices, e)
		} else if e.Kind != announcement && e.Kind != standing && len(news) < 1+homeBeside+homeNews {
			news = append(news, e)
		}
	}
	if h.Notices, err = rd.noticeBlock(ctx, notices); err != nil {
		return err
	}
	cards, err := rd.cards(ctx, news)
	if err != nil {
		return err
	}
	lead := leading(cards)
	if lead >= 0 {
		h.Lead = &cards[lead]
		rest := append(append([]Card(nil), cards[:lead]...), cards[lead+1:]...)
		n := min(homeBeside, len(rest))
		h.Beside, rest = rest[:n], rest[n:]
		if len(rest) > 0 {
			h.News = &Block{Title: rd.t("visit.more_news"), Cards: rest}
		}
	}
	shown := make(map[int64]bool)
	for _, e := range append(notices, news...) {
		shown[e.Document] = true
	}
	var left []store.Edition
	for _, e := range newest {
		if !shown[e.Document] && e.Kind != standing {
			left = append(left, e)
		}
	}
	if err := rd.homeSections(ctx, h, left); err != nil {
		return err
	}
	if h.Site.FormURL != "" {
		h.Tasks = append(h.Tasks, Task{Title: rd.t("visit.task_form"), Text: rd.t("visit.task_form_text"), URL: h.Site.FormURL})
	}
	for _, l := range rd.site.Settings.Links {
		h.Links = append(h.Links, Link{Title: l.Title, URL: l.URL})
	}
	return nil
}

// leading chooses what leads the page: the newest, unless it has no picture
// and one of the next few has.
func leading(cards []Card) int {
	for i := range min(len(cards), 4) {
		if cards[i].Picture != nil {
			return i
		}
	}
	return min(len(cards), 1) - 1
}

// homeSections gives each section of the menu its newest items that do not
// stand on the page already (left), and makes the list of ways to the sections.
func (rd *reader) homeSections(ctx context.Context, h *Home, left []store.Edition) error {
	for _, s := range rd.places.sections[rd.site.ID] {
		if !s.Active || s.Parent != 0 || !s.Menu {
			continue
		}
		if len(h.Tasks) < homeTasks && s.Summary != "" {
			h.Tasks = append(h.Tasks, Task{Title: s.Title, Text: s.Summary, URL: rd.path("/" + s.Slug)})
		}
		var mine []store.Edition
		for _, e := range left {
			if e.Section == s.ID && len(mine) < homeBlock {
				mine = append(mine, e)
			}
		}
		if len(mine) == 0 || len(h.Blocks) == homeBlocks || h.Notices != nil && h.Notices.Title == s.Title {
			continue
		}
		cards, err := rd.cards(ctx, mine)
		if err != nil {
			return err
		}
		h.Blocks = append(h.Blocks, Block{Title: s.Title, More: &Link{Title: rd.t("visit.see_all"), URL: rd.path("/" + s.Slug)}, Cards: cards})
	}
	return nil
}
