package portal

import (
	"context"
	"path"
	"regexp"
	"strconv"
	"strings"

	"congbo/internal/feed"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A strand runs through what a site shows: all of it, or what stands in one of
// its sections, comes from one unit, is of one kind. It has a page for people and
// feeds for programs.
type strand struct {
	title   string // "" for the whole site
	kicker  string
	about   string
	path    string // of its page within the site: "/tin-tuc"
	scope   store.Scope
	section *store.Section
	unit    *store.Unit
	ids     []int64 // what its lasting name is made of beside the site's
	twin    string  // path of the same on the site in the other language; "": not known

	twinTitle, twinSlug string // of a topic there
}

// What the numbers in a lasting name stand for. They are never changed.
const (
	kindSite = iota + 1
	kindSection
	kindDocument
	kindUnit
	kindKind
	kindTopic
)

// The words of addresses, in the language of the site.
func unitWord(l locale.Lang) string  { return l.Pick("don-vi", "units") }
func kindWord(l locale.Lang) string  { return l.Pick("the-loai", "kinds") }
func topicWord(l locale.Lang) string { return l.Pick("chu-de", "topics") }
func monthWord(l locale.Lang) string { return l.Pick("theo-thang", "by-month") }
func guidePath(l locale.Lang) string { return "/" + l.Pick("so-do-trang", "site-map") }

// strand finds what an address names; fault.NotFound for what is not there.
func (v *visit) strand() (*strand, error) {
	if slug, ok := v.args["section"]; ok {
		if s := v.places.sectionAt(v.site.ID, slug); s != nil {
			return v.sectionStrand(s), nil
		} else if s := v.places.formerly(v.site.ID, slug); s != nil {
			return v.sectionStrand(s), nil
		}
		return nil, notFound()
	}
	if name, ok := v.args["unit"]; ok {
		m := numbered.FindStringSubmatch(name)
		if m == nil {
			return nil, notFound()
		}
		id, err := strconv.ParseInt(m[1], 10, 64)
		if u := v.places.units[id]; err == nil && u != nil && u.Institution == v.site.Institution {
			return v.unitStrand(u), nil
		}
		return nil, notFound()
	}
	if slug, ok := v.args["topic"]; ok {
		if t := v.places.topicAt(v.site.ID, slug); t != nil {
			return v.topicStrand(t), nil
		}
		return nil, notFound()
	}
	if name, ok := v.args["kind"]; ok {
		for _, k := range v.places.kinds {
			if k.Institution == v.site.Institution && (name == k.ID || name == kindSlug(&k, locale.VI) || name == kindSlug(&k, locale.EN)) {
				return v.kindStrand(&k), nil
			}
		}
		return nil, notFound()
	}
	return v.siteStrand(), nil
}

// numbered is the last part of a unit's address; the number finds it.
var numbered = regexp.MustCompile(`^(?:[a-z0-9-]*-)?([1-9][0-9]{0,17})$`)

func (v *visit) siteStrand() *strand {
	return &strand{path: "/" + monthWord(v.site.Lang), scope: store.Scope{Site: v.site.ID, Apart: standing}, ids: []int64{kindSite}, twin: "/" + monthWord(other(v.site.Lang))}
}

func (v *visit) sectionStrand(s *store.Section) *strand {
	return &strand{title: s.Title, kicker: v.t("visit.section"), about: s.Summary, path: "/" + s.Slug, section: s, scope: store.Scope{Site: v.site.ID, Section: s.ID},
		ids: []int64{kindSection, s.ID}, twin: v.counterSection(s)}
}

func (v *visit) unitStrand(u *store.Unit) *strand {
	at := func(l locale.Lang) string {
		return "/" + unitWord(l) + "/" + strings.TrimPrefix(vi.Slug(u.Name.In(l), 60)+"-", "-") + strconv.FormatInt(u.ID, 10)
	}
	return &strand{title: u.Name.In(v.lang()), kicker: v.t("visit.unit"), path: at(v.site.Lang), unit: u, scope: store.Scope{Site: v.site.ID, Unit: u.ID, Apart: standing},
		ids: []int64{kindUnit, u.ID}, twin: at(other(v.site.Lang))}
}

func (v *visit) topicStrand(t *store.Topic) *strand {
	s := &strand{title: t.Title, kicker: v.t("visit.topic"), path: "/" + topicWord(v.site.Lang) + "/" + t.Slug, scope: store.Scope{Site: v.site.ID, Topic: t.Slug}, ids: []int64{kindTopic, t.ID}}
	if twin := v.places.topicTwin(v.site, t); twin != nil {
		s.twin, s.twinTitle, s.twinSlug = "/"+topicWord(other(v.site.Lang))+"/"+twin.Slug, twin.Title, twin.Slug
	}
	return s
}

func (v *visit) kindStrand(k *store.Kind) *strand {
	sum := int64(0)
	for _, c := range []byte(k.ID) { // a kind has a word and no number
		sum = sum*257 + int64(c)
	}
	return &strand{title: k.Name.In(v.lang()), kicker: v.t("visit.kind"), path: "/" + kindWord(v.site.Lang) + "/" + kindSlug(k, v.site.Lang), scope: store.Scope{Site: v.site.ID, Kind: k.ID},
		ids: []int64{kindKind, sum}, twin: "/" + kindWord(other(v.site.Lang)) + "/" + kindSlug(k, other(v.site.Lang))}
}

func kindSlug(k *store.Kind, l locale.Lang) string { return first(vi.Slug(k.Name.In(l), 60), k.ID) }

func other(l locale.Lang) locale.Lang {
	if l == locale.EN {
		return locale.VI
	}
	return locale.EN
}

// home is the page that the feeds of a strand tell of.
func (s *strand) home() string {
	if s.title == "" {
		return "/"
	}
	return s.path
}

// file is the address of one of its feeds within the site.
func (s *strand) file(name string) string {
	if s.title == "" {
		return "/" + name
	}
	return s.path + "/" + name
}

// newest reads the newest of a strand, without pages that stand by themselves.
func (rd *reader) newest(ctx context.Context, s *strand, n int) ([]store.Edition, error) {
	scope := s.scope
	if scope.Kind != standing {
		scope.Apart = standing
	}
	return rd.tx.LiveIn(ctx, scope, 0, n)
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
