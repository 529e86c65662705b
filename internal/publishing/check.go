package publishing

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/store"
)

// What the robot looks at on a new page (R-B3); the desk says each in words.
const (
	CheckStatus   = "status"   // the page answers
	CheckLanguage = "language" // it says the site's language
	CheckTitle    = "title"    // it shows the title of this edition
	CheckImages   = "images"   // its pictures answer and have a description
	CheckLinks    = "links"    // its links into the site answer
	CheckListed   = "listed"   // its section lists it
)

// A Finding is one thing that the robot looked at.
type Finding struct {
	Check  string   `json:"check"`
	OK     bool     `json:"ok"`
	Number int      `json:"number,omitempty"` // how many were looked at
	Bad    []string `json:"bad,omitempty"`    // addresses, at most ten
}

const maxBad, maxLinks, maxRedirects = 10, 200, 5

// CheckPage looks at a live edition as readers get it and keeps what was
// found. Those in whose hands the case is are written to when something is not
// right; people decide.
func (p *Publishing) CheckPage(ctx context.Context, edition int64) error {
	var e *store.Edition
	var site *store.Site
	var section *store.Section
	err := p.Store.View(ctx, func(tx *store.Tx) error {
		var err error
		if e, err = tx.Edition(ctx, edition); err != nil {
			return err
		}
		if site, err = tx.Site(ctx, e.Site); err != nil {
			return err
		}
		section, err = tx.Section(ctx, e.Section)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && e.State != store.EditionLive {
		return nil // taken down before the robot came
	} else if err != nil {
		return err
	}
	findings, err := p.look(ctx, e, site, section)
	if err != nil {
		return err
	}
	ok := true
	for _, f := range findings {
		ok = ok && f.OK
	}
	data, err := json.Marshal(findings)
	if err != nil {
		return err
	}
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		if now, err := tx.Edition(ctx, edition); err != nil || now.State != store.EditionLive {
			return err // taken down while the robot looked
		}
		cs, err := tx.Case(ctx, e.Case)
		if err != nil {
			return err
		}
		c := store.PageCheck{Case: e.Case, Edition: e.ID, OK: ok, Findings: string(data)}
		if err := tx.AddPageCheck(ctx, &c); err != nil {
			return err
		}
		if err := p.checkDelivered(ctx, tx, e, site, findings[0].OK); err != nil {
			return err
		}
		tx.Record(cs.Institution, event.Event{Verb: event.PageChecked, Case: cs.ID, Subject: fmt.Sprintf("edition:%d", e.ID),
			Data: map[string]string{event.KeyAnswer: map[bool]string{true: "yes", false: "no"}[ok], event.KeySite: fmt.Sprint(site.ID)}})
		if ok {
			return nil
		}
		return p.Cases.TellHands(ctx, tx, cs.ID, cases.TemplatePageFailed)
	})
}

func (p *Publishing) look(ctx context.Context, e *store.Edition, site *store.Site, section *store.Section) ([]Finding, error) {
	path := e.Path(section.Slug)
	status, _, body, err := p.Page(ctx, site, path)
	if err != nil {
		return nil, err
	}
	findings := []Finding{{Check: CheckStatus, OK: status == http.StatusOK, Number: status}}
	if status != http.StatusOK {
		return findings, nil
	}
	page := read(body)
	images := Finding{Check: CheckImages, OK: true}
	for _, img := range page.images {
		images.Number++
		if !img.described || !p.answers(ctx, site, path, img.src) {
			images.OK = false
			images.Bad = note(images.Bad, img.src)
		}
	}
	links := Finding{Check: CheckLinks, OK: true}
	for _, href := range page.links {
		if links.Number == maxLinks {
			break
		}
		links.Number++
		if !p.answers(ctx, site, path, href) {
			links.OK = false
			links.Bad = note(links.Bad, href)
		}
	}
	listed := Finding{Check: CheckListed}
	if st, _, list, err := p.Page(ctx, site, "/"+section.Slug); err != nil {
		return nil, err
	} else if st == http.StatusOK {
		for _, href := range read(list).links {
			target, _ := p.within(site, "/"+section.Slug, href)
			listed.OK = listed.OK || target == path || path == "/"+section.Slug
		}
	}
	return append(findings,
		Finding{Check: CheckLanguage, OK: page.lang == string(site.Lang)},
		Finding{Check: CheckTitle, OK: page.title == squeeze(e.Title)},
		images, links, listed), nil
}

// answers gets an address of the site itself, and where it leads to; others are
// not ours to ask.
func (p *Publishing) answers(ctx context.Context, site *store.Site, page, href string) bool {
	for range maxRedirects {
		target, ours := p.within(site, page, href)
		if !ours || target == "" {
			return !ours
		}
		status, header, _, err := p.Page(ctx, site, target)
		switch {
		case err != nil || status >= 400:
			return false
		case status < 300 || header.Get("Location") == "":
			return true
		}
		page, href = target, header.Get("Location")
	}
	return false
}

// within resolves an address that stands on a page of the site to a path, with
// its query, within that site; ours is false where it leads elsewhere. An
// address that makes no sense is the site's own and leads nowhere.
func (p *Publishing) within(site *store.Site, page, href string) (target string, ours bool) {
	base, err := url.Parse(p.URL(site, page))
	if err != nil {
		return "", true
	}
	ref, err := base.Parse(href)
	if err != nil {
		return "", true
	}
	if ref.Host != base.Host {
		return "", false
	}
	target = ref.Path
	if prefix := strings.TrimSuffix(base.Path, page); prefix != "" { // sites under a path, as in a demonstration
		rest, ok := strings.CutPrefix(target, prefix)
		if !ok || rest != "" && rest[0] != '/' {
			return "", false
		}
		target = rest
	}
	if target == "" {
		target = "/"
	}
	if ref.RawQuery != "" {
		target += "?" + ref.RawQuery
	}
	return target, true
}

func note(bad []string, s string) []string {
	if len(bad) < maxBad {
		return append(bad, s)
	}
	return bad
}

type pageParts struct {
	lang, title string // title: the text of the first h1
	images      []pageImage
	links       []string // within the main part
}

type pageImage struct {
	src       string
	described bool
}

// read takes the parts of a page that the robot looks at.
func read(body []byte) pageParts {
	var p pageParts
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return p
	}
	var walk func(n *html.Node, main bool)
	walk = func(n *html.Node, main bool) {
		if n.Type == html.ElementNode {
			switch n.Data {
			case "html":
				p.lang = attr(n, "lang")
			case "main":
				main = true
			case "h1":
				if p.title == "" {
					p.title = squeeze(text(n))
				}
			case "img":
				if main {
					_, has := find(n, "alt")
					p.images = append(p.images, pageImage{attr(n, "src"), has})
				}
			case "a":
				if href := attr(n, "href"); main && href != "" && !strings.HasPrefix(href, "#") && !strings.HasPrefix(href, "mailto:") && !strings.HasPrefix(href, "tel:") {
					p.links = append(p.links, href)
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, main)
		}
	}
	walk(root, false)
	return p
}

func find(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func attr(n *html.Node, key string) string { v, _ := find(n, key); return v }

func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(text(c))
	}
	return b.String()
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
