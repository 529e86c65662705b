package portal

import (
	"slices"
	"strings"

	"congbo/internal/locale"
	"congbo/internal/store"
)

// Guide lists all places of a site on one page: for who looks for something and
// knows no word to search for.
type Guide struct {
	Frame
	Groups []GuideGroup
}

// A GuideGroup is a part of it.
type GuideGroup struct {
	ID, Title string
	Places    []Place
}

// A Place is a page with those inside it.
type Place struct {
	Link
	About  string
	Feed   string // address of its newest, for programs
	Inside []Place
}

func (g *Guide) template() string { return "guide" }

// guide makes the page for people that sitemaps are for programs, or names its
// address.
func (v *visit) guide() (Page, string, error) {
	path := guidePath(v.lang())
	if v.at.path != path {
		return nil, v.path(path), nil
	}
	g := &Guide{Frame: v.frame(v.t("visit.guide"), path)}
	g.About, g.Crumbs = v.t("visit.guide_about"), []Link{{Title: v.t("visit.home"), URL: v.path("/")}}
	add := func(id, title string, places []Place) {
		if len(places) > 0 {
			g.Groups = append(g.Groups, GuideGroup{id, title, places})
		}
	}
	add("sections", v.t("visit.sections"), v.sectionPlaces(0))
	add("ways", v.t("visit.guide_ways"), v.wayPlaces(g.Site))
	add("topics", v.t("visit.topics"), v.topicPlaces())
	add("units", v.t("visit.units"), v.unitPlaces(0))
	add("kinds", v.t("visit.kinds"), v.kindPlaces())
	if other := v.places.site(v.site.Counterpart); other != nil {
		g.Alternate = v.urlOf(other, guidePath(other.Lang))
	}
	return g, "", nil
}

// sectionPlaces are the sections below one, as the menu has them.
func (v *visit) sectionPlaces(parent int64) []Place {
	var list []Place
	for _, s := range v.places.sections[v.site.ID] {
		if s.Active && s.Parent == parent {
			list = append(list, Place{Link: Link{Title: s.Title, URL: v.path("/" + s.Slug)}, About: s.Summary, Feed: v.path(v.sectionStrand(s).file("atom.xml")), Inside: v.sectionPlaces(s.ID)})
		}
	}
	return list
}

// unitPlaces are the units below one; those of other institutions are not ours
// to list.
func (v *visit) unitPlaces(parent int64) []Place {
	var units []*store.Unit
	for _, u := range v.places.units {
		if u.Active && u.Parent == parent && u.Institution == v.site.Institution {
			units = append(units, u)
		}
	}
	slices.SortFunc(units, func(a, b *store.Unit) int {
		if a.Position != b.Position {
			return a.Position - b.Position
		}
		return int(a.ID - b.ID)
	})
	var list []Place
	for _, u := range units {
		s := v.unitStrand(u)
		list = append(list, Place{Link: Link{Title: s.title, URL: v.path(s.path)}, Feed: v.path(s.file("atom.xml")), Inside: v.unitPlaces(u.ID)})
	}
	return list
}

func (v *visit) topicPlaces() []Place {
	var list []Place
	for i := range v.places.topics[v.site.ID] {
		s := v.topicStrand(&v.places.topics[v.site.ID][i])
		list = append(list, Place{Link: Link{Title: s.title, URL: v.path(s.path)}, Feed: v.path(s.file("atom.xml"))})
	}
	return list
}

func (v *visit) kindPlaces() []Place {
	var kinds []store.Kind
	for _, k := range v.places.kinds {
		if k.Active && k.Institution == v.site.Institution && k.ID != standing {
			kinds = append(kinds, k)
		}
	}
	slices.SortFunc(kinds, func(a, b store.Kind) int {
		if a.Position != b.Position {
			return a.Position - b.Position
		}
		return strings.Compare(a.ID, b.ID)
	})
	var list []Place
	for _, k := range kinds {
		s := v.kindStrand(&k)
		list = append(list, Place{Link: Link{Title: s.title, URL: v.path(s.path)}, Feed: v.path(s.file("atom.xml"))})
	}
	return list
}

// wayPlaces are what else there is to read and to do.
func (v *visit) wayPlaces(site *Site) []Place {
	all := v.siteStrand()
	list := []Place{
		{Link: Link{Title: v.t("visit.home"), URL: v.path("/")}},
		{Link: Link{Title: v.t("visit.everything"), URL: v.path(all.path)}, About: v.t("visit.everything_about"), Feed: v.path(all.file("atom.xml"))},
	}
	list = append(list, Place{Link: Link{Title: v.t("visit.chart"), URL: v.path(chartPath(v.lang()))}, About: v.t("visit.chart_about")},
		Place{Link: Link{Title: v.t("visit.contacts"), URL: v.path(contactsPath(v.lang()))}, About: v.t("visit.contacts_about")})
	if site.SearchURL != "" {
		list = append(list, Place{Link: Link{Title: v.t("visit.search"), URL: site.SearchURL}})
	}
	if site.FormURL != "" {
		list = append(list, Place{Link: Link{Title: v.t("visit.task_form"), URL: site.FormURL}, About: v.t("visit.task_form_text")})
	}
	if o := site.Other; o != nil {
		list = append(list, Place{Link: Link{Title: locale.T(o.Lang, "portal.this_language"), URL: o.Home, Lang: o.Lang}})
	}
	return list
}
