package publishing

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/links"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// JobLinks is the kind of the job that asks the links of published pages; it
// asks for its own next round.
const JobLinks = "links"

// An Asker asks a link that leads to somebody else's server, as a reader who
// follows it would.
type Asker interface {
	Ask(ctx context.Context, link string) links.Answer
}

const (
	pagesARound   = 200 // of which the links are read
	ownARound     = 300
	outsideARound = 24
	askedAtOnce   = 4
	roundsApart   = time.Minute // a host is asked once a round
	quietRound    = 10 * time.Minute
	soon          = 5 * time.Second // after a page has become public
	maxLinkWords  = 200
)

// CheckLinks is one round of asking: it reads the links of pages that have
// become public, asks those that are due and keeps what it heard (F-C13). It is
// the job of kind JobLinks and asks for the next, when something is due and not
// sooner than is polite.
func (p *Publishing) CheckLinks(ctx context.Context, _ string) error {
	if err := p.readLinks(ctx); err != nil {
		return err
	}
	if err := p.askLinks(ctx); err != nil {
		return err
	}
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		next, err := tx.NextLink(ctx, p.Asker != nil)
		if err != nil {
			return err
		}
		at := tx.Now().Add(quietRound)
		if first := tx.Now().Add(roundsApart); !next.IsZero() && next.Before(at) {
			at = first
			if next.After(first) {
				at = next
			}
		}
		return linksAt(ctx, tx, at)
	})
}

// LinksFrom has links asked from now on.
func (p *Publishing) LinksFrom(ctx context.Context) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error { return linksAt(ctx, tx, tx.Now()) })
}

// linksAt has one round at a time wait. The hour is part of its key: the round
// that is under way is not the one that is asked for.
func linksAt(ctx context.Context, tx *store.Tx, at time.Time) error {
	if err := tx.Cancel(ctx, JobLinks+"/"); err != nil {
		return err
	}
	return tx.Enqueue(ctx, JobLinks, "", at, JobLinks+"/"+strconv.FormatInt(at.UnixMicro(), 10))
}

// linksTo has the links to a document asked, whose page has just come or gone.
func linksTo(ctx context.Context, tx *store.Tx, document int64) error {
	if any, err := tx.AskLinksTo(ctx, document); err != nil || !any {
		return err
	}
	return linksAt(ctx, tx, tx.Now())
}

// readLinks reads which links the pages have that are public since the last
// round.
func (p *Publishing) readLinks(ctx context.Context) error {
	for {
		n := 0
		err := p.Store.Tx(ctx, func(tx *store.Tx) error {
			pages, err := tx.UnreadLinkPages(ctx, pagesARound)
			if err != nil {
				return err
			}
			n = len(pages)
			all := make(map[int64][]store.Site)
			for _, page := range pages {
				if _, known := all[page.Institution]; !known {
					if all[page.Institution], err = tx.Sites(ctx, page.Institution); err != nil {
						return err
					}
				}
				if err := tx.KeepLinks(ctx, page, p.linksOf(page, all[page.Institution])); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < pagesARound {
			return err
		}
	}
}

// linksOf lists the links of a page: of its text, its sources, and to its
// pictures and files.
func (p *Publishing) linksOf(page store.LinkPage, sites []store.Site) []store.LinkUse {
	var uses []store.LinkUse
	seen := make(map[[2]string]bool)
	add := func(address, host, place, words string) {
		if key := [2]string{address, place}; address != "" && !seen[key] {
			seen[key] = true
			uses = append(uses, store.LinkUse{Address: address, Host: host, Place: place, Words: shorten(words)})
		}
	}
	r := page.Revision
	for _, l := range r.Body.LinkTexts() {
		address, host := p.leads(page.Edition.Site, sites, l.Href)
		add(address, host, store.LinkInText, l.Words)
	}
	for _, s := range r.Sources {
		address, host := p.leads(page.Edition.Site, sites, s.URL)
		add(address, host, store.LinkInSource, s.Title)
	}
	for _, m := range r.Files() {
		add(store.FileLink(m), "", store.LinkToFile, r.MediaWords(m))
	}
	return uses
}

func shorten(s string) string {
	s = vi.CleanLine(s)
	if r := []rune(s); len(r) > maxLinkWords {
		return string(r[:maxLinkWords]) + "…"
	}
	return s
}

// leads says where a link of a page on a site leads: to a place within our own
// sites, or to another host; "" where there is nothing to ask.
func (p *Publishing) leads(site int64, sites []store.Site, href string) (address, host string) {
	href, ok := content.Href(href)
	if !ok || href == "" || href[0] == '#' {
		return "", ""
	}
	if href[0] == '/' {
		for i := range sites {
			if sites[i].ID == site {
				if to, ours := p.within(&sites[i], "/", href); ours && to != "" { // as a demonstration writes it, under the site's own path
					return store.InsideLink(site, to), ""
				}
			}
		}
		path, _, _ := strings.Cut(href, "#")
		return store.InsideLink(site, path), ""
	}
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return "", ""
	}
	for i := range sites {
		if to, ours := p.within(&sites[i], "/", href); ours && to != "" {
			return store.InsideLink(sites[i].ID, to), ""
		}
	}
	u.Fragment = ""
	return u.String(), strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
}

// A heardLink is a link with what came of asking it.
type heardLink struct {
	store.WatchedLink
	answer links.Answer
	asked  bool
}

// askLinks asks what is due.
func (p *Publishing) askLinks(ctx context.Context) error {
	var due []store.WatchedLink
	err := p.Store.View(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.DueLinks(ctx, p.Asker != nil, ownARound+outsideARound)
		return err
	})
	if err != nil {
		return err
	}
	byID := make(map[int64]store.WatchedLink)
	questions := make([]links.Question, len(due))
	for i, l := range due {
		byID[l.ID], questions[i] = l, links.Question{ID: l.ID, Host: l.Host, Due: l.NextAt}
	}
	var all []*heardLink
	for _, q := range links.Choose(questions, outsideARound) {
		all = append(all, &heardLink{WatchedLink: byID[q.ID]})
	}
	p.ask(ctx, all)
	var outside []links.Answer
	for _, h := range all {
		if h.Host != "" && h.asked {
			outside = append(outside, h.answer)
		}
	}
	cut := links.CutOff(outside)
	if cut {
		p.Log.Warn("no other server answered: links are asked again later", "asked", len(outside))
	}
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		for _, h := range all {
			switch {
			case !h.asked || cut && h.Host != "":
				w := h.Watch
				w.NextAt = tx.Now().Add(time.Hour)
				if err := tx.HeardLink(ctx, h.ID, w); err != nil {
					return err
				}
			default:
				if err := tx.HeardLink(ctx, h.ID, h.Hear(h.answer, tx.Now(), h.ID, h.Host == "")); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// ask asks links side by side, a few at a time.
func (p *Publishing) ask(ctx context.Context, all []*heardLink) {
	room := make(chan struct{}, askedAtOnce)
	var done sync.WaitGroup
	for _, h := range all {
		room <- struct{}{}
		done.Go(func() {
			defer func() { <-room }()
			h.answer, h.asked = p.askOne(ctx, h.Address, h.Host)
		})
	}
	done.Wait()
}

// askOne asks one link; asked is false where nothing was learnt.
func (p *Publishing) askOne(ctx context.Context, address, host string) (a links.Answer, asked bool) {
	if host != "" {
		if p.Asker == nil {
			return a, false
		}
		a = p.Asker.Ask(ctx, address)
		return a, ctx.Err() == nil
	}
	if media, ok := strings.CutPrefix(address, store.FileLink("")); ok {
		if p.File == nil {
			return a, false
		}
		switch err := p.File(ctx, media); {
		case err == nil:
			return links.Answer{Kind: links.Fine}, true
		case fault.Is(err, fault.NotFound):
			return links.Answer{Kind: links.NoFile}, true
		}
		return a, false
	}
	return p.askOurs(ctx, address)
}

// insidePlace reads an address of store.InsideLink.
func insidePlace(address string) (site int64, path string) {
	rest, _ := strings.CutPrefix(address, "site:")
	number, path, _ := strings.Cut(rest, "/")
	site, _ = strconv.ParseInt(number, 10, 64)
	return site, "/" + path
}

// askOurs looks at a page of our own within the process: it is there if it is
// published, and nobody else has a say in it.
func (p *Publishing) askOurs(ctx context.Context, address string) (a links.Answer, asked bool) {
	id, path := insidePlace(address)
	var site *store.Site
	err := p.Store.View(ctx, func(tx *store.Tx) (err error) {
		site, err = tx.Site(ctx, id)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && !site.Active {
		return links.Answer{Kind: links.NotPublic}, true
	} else if err != nil {
		return a, false
	}
	for range maxRedirects {
		status, header, _, err := p.Page(ctx, site, path)
		to := header.Get("Location")
		switch {
		case err != nil:
			return a, false
		case status >= 500:
			return links.Answer{Kind: links.Failing, Status: status}, true
		case status >= 400:
			return links.Answer{Kind: links.NotPublic, Status: status}, true
		case status < 300 || status == http.StatusNotModified || to == "":
			return links.Answer{Kind: links.Fine, Status: status}, true
		}
		next, ours := p.within(site, path, to)
		if !ours {
			return links.Answer{Kind: links.Fine, Status: status}, true
		}
		path = next
	}
	return links.Answer{Kind: links.Loop}, true
}

// LinkURL is where a watched link leads, as readers follow it; "" for a file.
func (p *Publishing) LinkURL(address, host string, site func(int64) *store.Site) string {
	if host != "" {
		return address
	}
	if strings.HasPrefix(address, store.FileLink("")) {
		return ""
	}
	id, path := insidePlace(address)
	if s := site(id); s != nil {
		return p.URL(s, path)
	}
	return path
}

func linkSubject(id int64) string { return fmt.Sprintf("link:%d", id) }
