package portal

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/store"
)

// A visit is one request to one site.
type visit struct {
	p      *Portal
	w      http.ResponseWriter
	r      *http.Request
	places *places
	at     target
	site   *store.Site
	base   string // begins all addresses of the site: "" or /w/<label>
	args   map[string]string
	client httpx.Client    // how the request set out
	made   *origins        // of a page to be kept; nil: of none
	draft  *store.SiteLook // looked at instead of that of the site; nil: none is
	under  string          // where the files of a preview lie
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// lang is the language of the page that is made.
func (v *visit) lang() locale.Lang {
	if v.site != nil {
		return v.site.Lang
	}
	return httpx.Language(v.r.Header.Get("Accept-Language"))
}

func (v *visit) t(key string, args ...any) string { return locale.T(v.lang(), key, args...) }

func (v *visit) view(fn func(context.Context, *store.Tx) error) error {
	return v.p.Store.View(v.ctx(), func(tx *store.Tx) error { return fn(v.ctx(), tx) })
}

// stand makes site the one whose page is made.
func (v *visit) stand(site *store.Site, at target) {
	v.site, v.at, v.base = site, at, ""
	if at.way == byPath {
		v.base = "/w/" + site.Label
	}
}

// homeWay is how a page without a site of its own leads to one.
func (v *visit) homeWay(s *store.Site) way {
	if len(s.Hosts) == 0 {
		return byPath
	}
	return byHost
}

func (v *visit) redirect(to string, status int) {
	http.Redirect(v.w, v.r, to, status)
}

// path is the address of a path of this site, as it stands in its pages.
func (v *visit) path(p string) string { return v.base + p }

// origin is where this site's addresses begin.
func (v *visit) origin() string {
	if v.at.way == byLabel {
		return v.client.Scheme + "://" + v.client.Host
	}
	u, err := url.Parse(v.p.URL(v.site, "/"))
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// urlOf is the absolute address of a path of any site, reached in the way in
// which this one was.
func (v *visit) urlOf(s *store.Site, path string) string {
	if v.at.way == byLabel {
		if _, port, ok := strings.Cut(v.client.Host, ":"); ok {
			return v.client.Scheme + "://" + s.Label + ".localhost:" + port + path
		}
		return v.client.Scheme + "://" + s.Label + ".localhost" + path
	}
	return v.p.URL(s, path)
}

// frame is what a page has around it. path is that of the page within the
// site, "" for a page without a lasting address.
func (v *visit) frame(title, path string) Frame {
	f := Frame{Site: v.siteValue(), Title: title}
	if path != "" {
		f.Path = v.path(path)
		if v.site != nil {
			f.Feeds = v.feeds(v.siteStrand())
		}
	}
	return f
}

// siteValue is what every page of the site shows around its content.
func (v *visit) siteValue() *Site {
	s := v.site
	if s == nil {
		return &Site{Lang: v.lang()}
	}
	v.madeFrom(s.ID, store.TagSite)
	v.madeFrom(s.ID, store.TagLook)
	v.madeFrom(s.Counterpart, store.TagSite)
	v.madeFrom(0, store.TagInstitution(s.Institution))
	l := s.Lang
	in := v.places.institutions[s.Institution]
	if in == nil {
		in = &store.Institution{}
	}
	site := &Site{Lang: l, Theme: s.Theme, Name: s.Name, Parent: in.Parent.In(l), Motto: s.Settings.Lead, Origin: v.origin(), Base: v.base}
	if s.Unit != 0 {
		site.Parent = in.Name.In(l)
	}
	if site.Motto == "" && s.Unit == 0 {
		site.Motto = in.Settings.Motto.In(l)
	}
	v.dress(site)
	if other := v.places.site(s.Counterpart); other != nil {
		site.Foreign = other.Name
		site.Other = &Other{Lang: other.Lang, Home: v.urlOf(other, "/")}
	}
	var sections []Link
	for _, x := range v.places.sections[s.ID] {
		if x.Active && x.Menu && x.Parent == 0 {
			site.Menu = append(site.Menu, Link{Title: x.Title, URL: v.path("/" + x.Slug)})
		}
		if x.Active && x.Parent == 0 {
			sections = append(sections, Link{Title: x.Title, URL: v.path("/" + x.Slug)})
		}
	}
	site.Search = v.path(searchPath(l))
	if s.Settings.Counter && v.under == "" { // a look that is tried has no other page in it
		site.Visitors = v.path(visitorsPath(v))
	}
	if len(v.places.boxes[s.Institution]) > 0 {
		site.FormURL = v.path(formPath(l))
		site.Services = []Link{{Title: v.t("visit.task_form"), URL: site.FormURL}}
	}
	set := in.Settings
	site.Contact = Contact{Address: first(s.Settings.Address, set.Address.In(l)), Phone: first(s.Settings.Phone, set.Phone), Fax: first(s.Settings.Fax, set.Fax),
		Email: first(s.Settings.Email, set.Email), Hours: set.Hours.In(l)}
	site.Board = first(s.Settings.Board, set.Board.In(l))
	if len(sections) > 0 {
		site.Footer = append(site.Footer, Links{Title: v.t("visit.sections"), Items: sections})
	}
	if ways := v.ways(site); len(ways) > 0 {
		site.Footer = append(site.Footer, Links{Title: v.t("visit.ways"), Items: ways})
	}
	if path := searchPaths[l]; path != "" {
		site.SearchURL = v.path(path)
	}
	var elsewhere []Link
	for _, x := range s.Settings.Links {
		elsewhere = append(elsewhere, Link{Title: x.Title, URL: x.URL})
	}
	if len(elsewhere) > 0 {
		site.Footer = append(site.Footer, Links{Title: v.t("visit.elsewhere"), Items: elsewhere})
	}
	return site
}

// ways are what a reader can do on the site beside reading.
func (v *visit) ways(site *Site) []Link {
	var list []Link
	if site.FormURL != "" {
		list = append(list, Link{Title: v.t("portal.form"), URL: site.FormURL})
	}
	list = append(list, Link{Title: v.t("visit.everything"), URL: v.path(v.siteStrand().path)}, Link{Title: v.t("visit.guide"), URL: v.path(guidePath(v.lang()))},
		Link{Title: v.t("portal.feed"), URL: v.path("/atom.xml")})
	if o := site.Other; o != nil {
		list = append(list, Link{Title: locale.T(o.Lang, "portal.this_language"), URL: o.Home, Lang: o.Lang})
	}
	return list
}

func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// showTo answers with a page for one person.
func (v *visit) showTo(pg Page) error {
	pg.frame().Private = true
	html, err := NewRenderer().Render(pg)
	if err != nil {
		return err
	}
	httpx.Compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		httpx.WriteHTML(w, r, pg.Status(), pg.Lang(), html)
	})).ServeHTTP(v.w, v.r)
	return nil
}

// failed turns what went wrong into a page.
func (v *visit) failed(w http.ResponseWriter, _ *http.Request, status int, err error) {
	v.w = w
	message := ""
	if e, ok := fault.As(err); ok && e.Kind != fault.Internal && e.Key != "fault.not_found" {
		message = locale.Error(v.lang(), err)
	}
	if v.fail(status, message) != nil {
		http.Error(w, http.StatusText(status), status) // not even the page about failures can be made
	}
}

func (v *visit) fail(status int, message string) error {
	pg := &Failure{Frame: Frame{Site: v.siteValue()}, Code: status, Message: message, ID: httpx.ID(v.r)}
	pg.Private = true
	pg.Title = v.t("portal.failure_" + pg.Key())
	if status == http.StatusNotFound && v.site != nil && v.places != nil {
		pg.Near, pg.Words = v.nearTo(v.at.path)
	}
	html, err := NewRenderer().Render(pg)
	if err != nil {
		v.p.Log.Error("failure page", "err", err)
		return err
	}
	httpx.WriteHTML(v.w, v.r, status, pg.Lang(), html)
	return nil
}
