package publishing

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A Redirect is what somebody wants an address to lead to (F-L3).
type Redirect struct {
	Site   int64
	Source string // a path of the site: "/tin-tuc/bai-cu-12"
	// Target is a path of the same site, or an absolute address: of a site of the
	// institution, or, where Outside is said, of another host.
	Target  string
	Outside bool
	Note    string
}

const (
	maxPath = 300
	maxHops = 10 // redirects that follow each other
)

var (
	// plainPath is a path that a redirect may start from.
	plainPath = regexp.MustCompile(`^(/[\pL\pN._~-]+)+$`)
	itemPath  = regexp.MustCompile(`^/[^/]+/(?:[^/]*-)?([1-9][0-9]{0,17})$`)
	onePart   = regexp.MustCompile(`^/([^/]+)$`)
)

// AddRedirect has an address of a site lead to another one. Who manages the
// sections of a site manages where its addresses lead; to another host only
// who manages the site as a whole can, and says so.
func (p *Publishing) AddRedirect(ctx context.Context, who cases.Actor, r Redirect) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		site, err := p.manages(ctx, tx, who, r.Site, people.ManageSections)
		if err != nil {
			return err
		}
		if r.Outside {
			if _, err := p.manages(ctx, tx, who, site.ID, people.ManageSite); err != nil {
				return err
			}
		}
		return p.addRedirect(ctx, tx, who, r, 0)
	})
}

// EndRedirect ends a redirect of a site.
func (p *Publishing) EndRedirect(ctx context.Context, who cases.Actor, of, id int64) error {
	return p.Store.Tx(ctx, func(tx *store.Tx) error {
		r, err := tx.Redirect(ctx, id)
		if err != nil {
			return err
		}
		if r.Site != of {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		site, err := p.manages(ctx, tx, who, r.Site, people.ManageSections)
		if err != nil {
			return err
		}
		if err := tx.EndRedirect(ctx, id, who.Person); err != nil {
			return err
		}
		told(tx, who, site, r, event.RedirectEnded)
		return nil
	})
}

// Redirects lists the redirects of a site for whoever manages it.
func (p *Publishing) Redirects(ctx context.Context, who cases.Actor, site int64) ([]store.Redirect, error) {
	var all []store.Redirect
	err := p.Store.View(ctx, func(tx *store.Tx) error {
		if _, err := p.manages(ctx, tx, who, site, people.ManageSections); err != nil {
			return err
		}
		var err error
		all, err = tx.Redirects(ctx, site, maxRedirectsShown)
		return err
	})
	return all, err
}

const maxRedirectsShown = 500

// manages finds a site that somebody may do an action to; for whom it is a
// foreign one there is none.
func (p *Publishing) manages(ctx context.Context, tx *store.Tx, who cases.Actor, id int64, action people.Action) (*store.Site, error) {
	site, err := tx.Site(ctx, id)
	if err != nil {
		return nil, err
	}
	if site.Institution != who.Institution {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return site, p.Cases.May(ctx, tx, who, action, p.Cases.SiteScope(site))
}

// addRedirect adds a redirect that somebody has the authority for. document is
// whose page its source was, 0 where a person names the source.
func (p *Publishing) addRedirect(ctx context.Context, tx *store.Tx, who cases.Actor, want Redirect, document int64) error {
	site, err := tx.Site(ctx, want.Site)
	if err != nil {
		return err
	}
	r := store.Redirect{Site: site.ID, Document: document, Note: vi.ReadLine(want.Note), MadeBy: who.Person}
	if r.Source, err = p.source(site, want.Source); err != nil {
		return err
	}
	target, err := p.aim(ctx, tx, site, want)
	if err != nil {
		return err
	}
	r.TargetSite, r.Target = target.site, target.path
	if document == 0 {
		if live, err := shows(ctx, tx, site.ID, r.Source); err != nil {
			return err
		} else if live {
			return fault.New(fault.Invalid, "publishing.redirect_live").In("source")
		}
	}
	if err := noLoop(ctx, tx, &r); err != nil {
		return err
	}
	if err := tx.AddRedirect(ctx, &r); err != nil {
		return err
	}
	told(tx, who, site, &r, event.RedirectAdded)
	return nil
}

func told(tx *store.Tx, who cases.Actor, site *store.Site, r *store.Redirect, verb event.Verb) {
	tx.Record(site.Institution, event.Event{Verb: verb, Actor: int64(who.Person), OnBehalfOf: int64(who.For), Subject: fmt.Sprintf("redirect:%d", r.ID),
		Data: map[string]string{event.KeySite: fmt.Sprint(site.ID), event.KeyName: r.Source + " → " + r.Target}})
}

// source is the path of a site that a person gives, as a path or as the whole
// address that they copied.
func (p *Publishing) source(site *store.Site, s string) (string, error) {
	bad := fault.New(fault.Invalid, "publishing.redirect_source").In("source")
	s = strings.TrimSpace(vi.CleanLine(s))
	if rest, ok := strings.CutPrefix(s, p.URL(site, "")); ok && strings.HasPrefix(rest, "/") {
		s = rest
	}
	u, err := url.Parse(s)
	if err != nil || u.IsAbs() || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || len(u.Path) > maxPath {
		return "", bad
	}
	path := strings.TrimSuffix(u.Path, "/")
	if !plainPath.MatchString(path) || strings.Contains(path, "/.") {
		return "", bad
	}
	return path, nil
}

// An aim is where a redirect leads: a path of a site, or, of no site, an
// address.
type aim struct {
	site int64
	path string
}

// aim finds what a target names: a page of this site or of another one of the
// institution, which must be there; another host only where that is meant.
func (p *Publishing) aim(ctx context.Context, tx *store.Tx, site *store.Site, want Redirect) (aim, error) {
	bad := fault.New(fault.Invalid, "publishing.redirect_target").In("target")
	s := strings.TrimSpace(vi.CleanLine(want.Target))
	if s == "" || len(s) > 2*maxPath || strings.Contains(s, `\`) || strings.HasPrefix(s, "//") {
		return aim{}, bad
	}
	sites, err := tx.Sites(ctx, site.Institution)
	if err != nil {
		return aim{}, err
	}
	if strings.HasPrefix(s, "/") {
		for i := range sites { // a site under a path, as in a demonstration
			if base, err := url.Parse(p.URL(&sites[i], "")); err == nil && len(base.Path) > 1 && strings.HasPrefix(s, base.Path+"/") {
				return found(ctx, tx, sites[i].ID, strings.TrimPrefix(s, base.Path))
			}
		}
		return found(ctx, tx, site.ID, s)
	}
	for i := range sites {
		base := p.URL(&sites[i], "")
		if rest, ok := strings.CutPrefix(s, base); ok && (rest == "" || rest[0] == '/') {
			return found(ctx, tx, sites[i].ID, rest)
		}
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil:
		return aim{}, bad
	case !want.Outside:
		return aim{}, fault.New(fault.Invalid, "publishing.redirect_outside", u.Hostname()).In("target")
	case u.Scheme != "https":
		return aim{}, fault.New(fault.Invalid, "publishing.redirect_https").In("target")
	}
	return aim{path: u.String()}, nil
}

// found is a page of a site that a redirect can lead to: one that shows
// something, or leads on itself.
func found(ctx context.Context, tx *store.Tx, site int64, path string) (aim, error) {
	u, err := url.Parse(path)
	if err != nil {
		return aim{}, fault.New(fault.Invalid, "publishing.redirect_target").In("target")
	}
	path = strings.TrimSuffix(u.Path, "/")
	if path == "" {
		return aim{site, "/"}, nil
	}
	ok, err := shows(ctx, tx, site, path)
	if err == nil && !ok {
		_, err = tx.RedirectFrom(ctx, site, path, documentOf(path))
		if fault.Is(err, fault.NotFound) {
			return aim{}, fault.New(fault.Invalid, "publishing.redirect_nowhere", path).In("target")
		}
	}
	return aim{site, path}, err
}

// documentOf is the document that a path names, 0 for none.
func documentOf(path string) int64 {
	m := itemPath.FindStringSubmatch(path)
	if m == nil {
		return 0
	}
	id, _ := strconv.ParseInt(m[1], 10, 64)
	return id
}

// shows reports whether a site has a page at a path: a section, or a document
// that is live.
func shows(ctx context.Context, tx *store.Tx, site int64, path string) (bool, error) {
	if id := documentOf(path); id != 0 {
		e, err := tx.LatestEdition(ctx, site, id)
		if fault.Is(err, fault.NotFound) {
			return false, nil
		}
		return err == nil && e.State == store.EditionLive, err
	}
	m := onePart.FindStringSubmatch(path)
	if m == nil {
		return false, nil
	}
	sections, err := tx.Sections(ctx, site)
	for _, s := range sections {
		if s.Active && s.Slug == m[1] {
			return true, nil
		}
	}
	return false, err
}

// noLoop follows where a redirect would lead and refuses one that comes back to
// itself, or a row of them too long for browsers to follow.
func noLoop(ctx context.Context, tx *store.Tx, r *store.Redirect) error {
	site, path := r.TargetSite, r.Target
	for range maxHops {
		switch {
		case site == 0:
			return nil
		case site == r.Site && (path == r.Source || r.Document != 0 && documentOf(path) == r.Document):
			return fault.New(fault.Invalid, "publishing.redirect_loop").In("target")
		}
		if ok, err := shows(ctx, tx, site, path); err != nil || ok {
			return err
		}
		next, err := tx.RedirectFrom(ctx, site, path, documentOf(path))
		if fault.Is(err, fault.NotFound) {
			return nil
		} else if err != nil {
			return err
		}
		site, path = next.TargetSite, next.Target
	}
	return fault.New(fault.Invalid, "publishing.redirect_long", maxHops).In("target")
}
