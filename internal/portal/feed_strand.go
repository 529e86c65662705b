package portal

import (
	"context"
	"path"
	"strings"

	"congbo/internal/feed"
	"congbo/internal/store"
)

// A strand runs through what a site shows: all of it, or what stands in one of
// its sections. It has a page for people and feeds for programs.
type strand struct {
	title   string // "" for the whole site
	about   string
	path    string // of its page within the site: "/", "/tin-tuc"
	section int64
	ids     []int64 // what its lasting name is made of beside the site's
}

// strand finds what an address names; fault.NotFound for what is not there.
func (v *visit) strand() (*strand, error) {
	slug, named := v.args["section"]
	if !named {
		return &strand{about: v.siteValue().Motto, path: "/"}, nil
	}
	s := v.places.sectionAt(v.site.ID, slug)
	if s == nil {
		return nil, notFound()
	}
	return sectionStrand(s), nil
}

func sectionStrand(s *store.Section) *strand {
	return &strand{title: s.Title, about: s.Summary, path: "/" + s.Slug, section: s.ID, ids: []int64{kindSection, s.ID}}
}

// What the numbers in a lasting name stand for. They are never changed.
const (
	kindSite = iota + 1
	kindSection
	kindDocument
)

// file is the address of one of its feeds within the site.
func (s *strand) file(name string) string {
	if s.path == "/" {
		return s.path + name
	}
	return s.path + "/" + name
}

// newest reads the newest of a strand, without pages that stand by themselves.
func (rd *reader) newest(ctx context.Context, s *strand, n int) ([]store.Edition, error) {
	var list []store.Edition
	var last *store.Edition
	for len(list) < n {
		more, err := rd.tx.LiveEditions(ctx, rd.site.ID, s.section, last, n)
		if err != nil {
			return nil, err
		}
		for _, e := range more {
			if e.Kind != standing && len(list) < n {
				list = append(list, e)
			}
		}
		if len(more) < n {
			break
		}
		last = &more[len(more)-1]
	}
	return list, nil
}

// lasting is the name of something of this site that stays whatever its address
// becomes.
func (v *visit) lasting(ids ...int64) string {
	in := v.places.institutions[v.site.Institution]
	born := int64(0)
	if in != nil {
		born = in.CreatedAt.UnixMicro()
	}
	return feed.ID(append([]int64{v.site.Institution, born, v.site.ID}, ids...)...)
}

// feeds are where programs find the newest of a strand: what the head of a page
// tells them.
func (v *visit) feeds(strands ...*strand) []Feed {
	var all []Feed
	for _, s := range strands {
		title := first(s.title, v.site.Name)
		for _, f := range feedFiles {
			kind, _, _ := strings.Cut(f.kind, ";")
			all = append(all, Feed{Title: v.t("visit.feed_"+strings.TrimSuffix(f.name, path.Ext(f.name)), title), URL: v.path(s.file(f.name)), Type: kind})
		}
	}
	return all
}
