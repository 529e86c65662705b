package portal

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"congbo/internal/pages"
	"congbo/internal/store"
)

// places are the sites and what stands around them, as they were at one
// moment. They change rarely and are read with every page.
type places struct {
	seq          int64 // the newest change of pages that they have seen
	version      int64 // store.Tx.PlacesVersion
	institutions map[int64]*store.Institution
	sites        []*store.Site // active ones, the main one first
	sections     map[int64][]*store.Section
	section      map[int64]*store.Section
	kinds        map[string]store.Kind // by institution and id, see kindKey
	units        map[int64]*store.Unit
	topics       map[int64][]store.Topic   // active ones by site
	former       map[formerKey]int64       // sections by the slugs that they had before
	boxes        map[int64][]store.Mailbox // active ones by institution, the main one first
	looks        map[int64]*store.SiteLook // what was decided of how a site looks
}

type kindKey = string

// knownPlaces are the places as last read.
type knownPlaces struct{ last atomic.Pointer[places] }

// places returns the places as they are now; while the database is away, as they
// were last known.
func (p *Portal) places(ctx context.Context) (*places, error) {
	last := p.known.last.Load()
	if last != nil && p.Pages.Sees(pages.Tag{Name: store.TagPlaces}, last.seq) {
		return last, nil
	}
	pl, err := p.newPlaces(ctx)
	if err != nil && last != nil && ctx.Err() == nil {
		p.Log.Warn("places could not be read; the last known ones serve on", "err", err)
		return last, nil
	}
	return pl, err
}

// newPlaces reads the places anew.
func (p *Portal) newPlaces(ctx context.Context) (*places, error) {
	var pl *places
	err := p.Store.View(ctx, func(tx *store.Tx) error {
		seq, err := tx.LastPageChange(ctx)
		if err != nil {
			return err
		}
		pl, err = readPlaces(ctx, tx, seq)
		return err
	})
	if err != nil {
		return nil, err
	}
	p.known.last.Store(pl)
	return pl, nil
}

func readPlaces(ctx context.Context, tx *store.Tx, seq int64) (*places, error) {
	version, err := tx.PlacesVersion(ctx)
	if err != nil {
		return nil, err
	}
	pl := &places{seq: seq, version: version, institutions: make(map[int64]*store.Institution), sections: make(map[int64][]*store.Section), section: make(map[int64]*store.Section),
		kinds: make(map[kindKey]store.Kind), units: make(map[int64]*store.Unit), topics: make(map[int64][]store.Topic), boxes: make(map[int64][]store.Mailbox),
		former: make(map[formerKey]int64), looks: make(map[int64]*store.SiteLook)}
	all, err := tx.Institutions(ctx)
	if err != nil {
		return nil, err
	}
	for _, in := range all {
		pl.institutions[in.ID] = &in
		kinds, err := tx.Kinds(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		for _, k := range kinds {
			pl.kinds[kindOf(in.ID, k.ID)] = k
		}
		units, err := tx.Units(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			pl.units[u.ID] = &u
		}
	}
	sites, err := tx.Sites(ctx, 0)
	if err != nil {
		return nil, err
	}
	for _, s := range sites {
		if s.Active {
			pl.sites = append(pl.sites, &s)
		}
	}
	slices.SortStableFunc(pl.sites, func(a, b *store.Site) int { // an institution's own sites before those of its units
		return boolOrder(a.Unit != 0, b.Unit != 0)
	})
	sections, err := tx.Sections(ctx, 0)
	if err != nil {
		return nil, err
	}
	for _, s := range sections {
		pl.section[s.ID] = &s
		pl.sections[s.Site] = append(pl.sections[s.Site], &s)
	}
	topics, err := tx.Topics(ctx, 0)
	if err != nil {
		return nil, err
	}
	for _, t := range topics {
		if t.Active {
			pl.topics[t.Site] = append(pl.topics[t.Site], t)
		}
	}
	former, err := tx.FormerSlugs(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range former {
		pl.former[formerKey{f.Site, f.Slug}] = f.Section
	}
	boxes, err := tx.Mailboxes(ctx, 0)
	if err != nil {
		return nil, err
	}
	for _, b := range boxes {
		if b.Active {
			pl.boxes[b.Institution] = append(pl.boxes[b.Institution], b)
		}
	}
	looks, err := tx.LiveLooks(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range looks {
		pl.looks[l.Site] = &l
	}
	return pl, nil
}

func kindOf(institution int64, id string) kindKey { return itoa(int(institution)) + "/" + id }

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// find returns the first active site of which ok holds, or nil.
func (pl *places) find(ok func(*store.Site) bool) *store.Site {
	if i := slices.IndexFunc(pl.sites, ok); i >= 0 {
		return pl.sites[i]
	}
	return nil
}

func (pl *places) labelled(label string) *store.Site {
	return pl.find(func(s *store.Site) bool { return s.Label == label })
}

func (pl *places) site(id int64) *store.Site {
	return pl.find(func(s *store.Site) bool { return s.ID == id })
}

// formerKey names a slug of a site.
type formerKey struct {
	site int64
	slug string
}

// formerly finds a section of a site by a slug that it had before: its old
// addresses lead to it for ever; nil if none had it.
func (pl *places) formerly(site int64, slug string) *store.Section {
	if s := pl.section[pl.former[formerKey{site, slug}]]; s != nil && s.Active && s.Site == site {
		return s
	}
	return nil
}

// sectionAt finds a section of a site by its slug; nil if it has none.
func (pl *places) sectionAt(site int64, slug string) *store.Section {
	for _, s := range pl.sections[site] {
		if s.Slug == slug && s.Active {
			return s
		}
	}
	return nil
}

// topicAt finds a topic of a site by its slug; nil if it has none.
func (pl *places) topicAt(site int64, slug string) *store.Topic {
	for i := range pl.topics[site] {
		if t := &pl.topics[site][i]; t.Slug == slug {
			return t
		}
	}
	return nil
}

// topicTwin is the same topic on the site in the other language; nil where there
// is none in use.
func (pl *places) topicTwin(site *store.Site, t *store.Topic) *store.Topic {
	for i := range pl.topics[site.Counterpart] {
		if x := &pl.topics[site.Counterpart][i]; t.Counterpart != 0 && x.ID == t.Counterpart {
			return x
		}
	}
	return nil
}

// How a request reached its site.
type way int

const (
	byHost  way = iota // the site's own host
	byLabel            // <label>.localhost, which leads to this machine only
	byPath             // /w/<label> under the server's own address
)

// A target is what a request's host and path lead to.
type target struct {
	site     *store.Site // nil: no site
	way      way
	path     string // within the site
	redirect string // go there instead
	unknown  bool   // a host that is none of ours
}

// locate finds the site that a host and path name. A host that is not ours
// gets nothing at all: whoever points a name at this server cannot have it
// answer under that name.
func (p *Portal) locate(pl *places, host, path string) target {
	name := hostname(host)
	if s := pl.find(func(s *store.Site) bool { return slices.Contains(s.Hosts, name) || slices.Contains(s.Hosts, host) }); s != nil {
		return target{site: s, way: byHost, path: path}
	}
	if label, ok := strings.CutSuffix(name, ".localhost"); ok {
		if s := pl.labelled(label); s != nil {
			return target{site: s, way: byLabel, path: path}
		}
	}
	if !p.own(pl, name) {
		return target{unknown: true}
	}
	if rest, ok := strings.CutPrefix(path, "/w/"); ok {
		label, within, slash := strings.Cut(rest, "/")
		s := pl.labelled(label)
		switch {
		case s == nil:
			return target{}
		case len(s.Hosts) > 0 && plainPath("/"+within):
			return target{redirect: p.URL(s, "/"+within)}
		case !slash:
			return target{redirect: "/w/" + s.Label + "/"}
		}
		return target{site: s, way: byPath, path: "/" + within}
	}
	if path == "/" && len(pl.sites) > 0 {
		if s := pl.sites[0]; len(s.Hosts) > 0 {
			return target{redirect: p.URL(s, "/")}
		}
		return target{redirect: "/w/" + pl.sites[0].Label + "/"}
	}
	return target{}
}

// own reports whether a host name is the server's own address.
func (p *Portal) own(pl *places, name string) bool {
	if name == "localhost" || slices.Contains(p.Hosts, name) {
		return true
	}
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return true
	}
	for _, s := range pl.sites { // a site without a host lies under the server's address
		if len(s.Hosts) > 0 {
			continue
		}
		u, err := url.Parse(p.URL(s, "/"))
		return err == nil && strings.EqualFold(u.Hostname(), name)
	}
	return false
}

// hostname is a host without its port, in lower case and without a final dot.
func hostname(host string) string {
	host = strings.ToLower(host)
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.TrimSuffix(host, ".")
}

// plainPath reports whether a path is one that we could have made ourselves:
// only such paths are written into an address again.
func plainPath(path string) bool {
	if !strings.HasPrefix(path, "/") || strings.Contains(path, "//") || len(path) > 500 {
		return false
	}
	return !strings.ContainsFunc(path, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/-_.", r))
	}) && !strings.Contains(path, "/.")
}

// kindsOf are the kinds of an institution that are in use, in their order.
func (pl *places) kindsOf(institution int64) []store.Kind {
	var all []store.Kind
	for key, k := range pl.kinds {
		if k.Active && key == kindOf(institution, k.ID) {
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b store.Kind) int { return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID)) })
	return all
}

// unitsOf are the units of an institution that are in use, in their order.
func (pl *places) unitsOf(institution int64) []*store.Unit {
	var all []*store.Unit
	for _, u := range pl.units {
		if u.Active && u.Institution == institution {
			all = append(all, u)
		}
	}
	slices.SortFunc(all, func(a, b *store.Unit) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// below are a section of a site and those in it.
func (pl *places) below(site, section int64) []int64 {
	ids := []int64{section}
	for i := 0; i < len(ids) && len(ids) < 200; i++ {
		for _, s := range pl.sections[site] {
			if s.Parent == ids[i] && !slices.Contains(ids, s.ID) {
				ids = append(ids, s.ID)
			}
		}
	}
	return ids
}
