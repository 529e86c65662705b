package sites

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// SiteInput is what is said about a website (R-P2). Label and language stay
// what they were when the site was added: addresses are made of the one, texts
// written in the other.
type SiteInput struct {
	Unit        int64 // whose site; 0: the institution's
	Label       string
	Lang        locale.Lang
	Name        string
	Theme       string
	Counterpart int64 // the same site in the other language; 0: none
	Settings    store.SiteSettings
	Hosts       []string // the main one first
	Position    int
	Active      bool
}

// maxHosts and maxLinks bound what one site has.
const (
	maxHosts = 20
	maxLinks = 50
)

func (in *SiteInput) check(themes []string) error {
	var f faults
	in.Label = strings.ToLower(vi.CleanLine(in.Label))
	if !labelForm.MatchString(in.Label) || strings.Contains(in.Label, "--") {
		f.add("label", "sites.label_wrong", cut(in.Label))
	} else if slices.Contains(Reserved, in.Label) {
		f.add("label", "sites.reserved", in.Label)
	}
	if in.Lang != locale.VI && in.Lang != locale.EN {
		f.add("lang", "sites.lang_wrong")
	}
	f.line("name", &in.Name, maxName)
	if in.Name == "" {
		f.add("name", "sites.name_missing")
	}
	if in.Theme == "" && len(themes) > 0 {
		in.Theme = themes[0]
	}
	if !slices.Contains(themes, in.Theme) {
		f.add("theme", "sites.theme_wrong", cut(in.Theme))
	}
	f.position(in.Position)
	g := &in.Settings
	f.line("lead", &g.Lead, maxLine)
	f.line("address", &g.Address, maxLine)
	f.line("phone", &g.Phone, maxName)
	f.line("fax", &g.Fax, maxName)
	f.line("email", &g.Email, maxName)
	f.line("board", &g.Board, maxLine)
	in.checkLinks(&f)
	in.checkHosts(&f)
	return f.err()
}

func (in *SiteInput) checkLinks(f *faults) {
	var links []store.Link
	for _, l := range in.Settings.Links {
		f.line("links", &l.Title, maxName)
		f.line("links", &l.URL, maxLine)
		if l == (store.Link{}) {
			continue
		}
		u, err := url.Parse(l.URL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || l.Title == "" {
			f.add("links", "sites.link_wrong", cut(l.URL))
		}
		links = append(links, l)
	}
	if len(links) > maxLinks {
		f.add("links", "sites.too_many", maxLinks)
	}
	in.Settings.Links = links
}

func (in *SiteInput) checkHosts(f *faults) {
	var hosts []string
	for _, h := range in.Hosts {
		h = strings.TrimSuffix(strings.ToLower(vi.CleanLine(h)), ".")
		switch {
		case h == "":
			continue
		case len(h) > 253 || !hostForm.MatchString(h) || numberOnly.MatchString(h):
			f.add("hosts", "sites.host_wrong", cut(h))
		case slices.Contains(hosts, h):
			f.add("hosts", "sites.host_taken", h)
		}
		hosts = append(hosts, h)
	}
	if len(hosts) > maxHosts {
		f.add("hosts", "sites.too_many", maxHosts)
	}
	in.Hosts = hosts
}

func (in *SiteInput) fill(s *store.Site) {
	s.Unit, s.Name, s.Theme, s.Counterpart, s.Settings, s.Hosts, s.Position, s.Active =
		in.Unit, in.Name, in.Theme, in.Counterpart, in.Settings, in.Hosts, in.Position, in.Active
}

// AddSite adds a website.
func (s *Sites) AddSite(ctx context.Context, who cases.Actor, in SiteInput) (site *store.Site, err error) {
	err = s.change(ctx, who, func(c *change) error {
		site, err = c.addSite(in)
		return err
	})
	return site, err
}

func (c *change) addSite(in SiteInput) (*store.Site, error) {
	if err := c.siteUnit(in.Unit, 0); err != nil {
		return nil, err
	}
	if err := in.check(c.sites.Themes); err != nil {
		return nil, err
	}
	if err := c.hostsFree(0, in.Hosts); err != nil {
		return nil, err
	}
	site := &store.Site{Institution: c.who.Institution, Label: in.Label, Lang: in.Lang}
	in.fill(site)
	site.Counterpart = 0
	if err := taken(c.tx.AddSite(c.ctx, site), "label", "sites.label_taken", in.Label); err != nil {
		return nil, err
	}
	if err := c.pair(site, in.Counterpart); err != nil {
		return nil, err
	}
	c.recordSite(site)
	return site, nil
}

// SaveSite changes a website, unless somebody else has since the version was
// read. The institution keeps at least one site.
func (s *Sites) SaveSite(ctx context.Context, who cases.Actor, id, version int64, in SiteInput) (*store.Site, error) {
	var site *store.Site
	err := s.change(ctx, who, func(c *change) (err error) {
		if site, err = c.site(id); err != nil {
			return err
		}
		if err := c.siteUnit(site.Unit, id); err != nil {
			return err
		}
		in.Label, in.Lang, in.Theme = site.Label, site.Lang, site.Theme // how it looks is decided by ApplyLook
		if err := in.check(s.Themes); err != nil {
			return err
		}
		if in.Unit != site.Unit {
			if err := c.siteUnit(in.Unit, id); err != nil {
				return err
			}
		}
		if err := c.hostsFree(id, in.Hosts); err != nil {
			return err
		}
		if site.Active && !in.Active {
			if err := c.notLast(id); err != nil {
				return err
			}
		}
		before := site.Counterpart
		in.fill(site)
		site.Counterpart, site.Version = before, version
		if err := c.tx.SaveSite(ctx, site); err != nil {
			return err
		}
		if in.Counterpart != before {
			if err := c.pair(site, in.Counterpart); err != nil {
				return err
			}
		}
		c.recordSite(site)
		return nil
	})
	return site, err
}

func (c *change) recordSite(s *store.Site) {
	c.record(event.SiteChanged, "site", s.ID, map[string]string{event.KeySite: fmt.Sprint(s.ID), event.KeyVersion: fmt.Sprint(s.Version)})
}

// site reads a site of the institution.
func (c *change) site(id int64) (*store.Site, error) {
	s, err := c.tx.Site(c.ctx, id)
	if err != nil {
		return nil, err
	}
	return s, c.mine(s.Institution, nil)
}

// siteUnit checks that the actor may keep a site of a unit.
func (c *change) siteUnit(unit, site int64) error {
	if unit != 0 {
		u, err := c.tx.Unit(c.ctx, unit)
		if err = c.mine(unitOf(u, err), err); err != nil {
			return none(err, "unit", "sites.unit_unknown")
		}
	}
	in, err := c.scope(unit, site)
	if err != nil {
		return err
	}
	return c.may(people.ManageSite, in)
}

// hostsFree refuses host names that another site answers to.
func (c *change) hostsFree(site int64, hosts []string) error {
	all, err := c.tx.Sites(c.ctx, 0)
	if err != nil {
		return err
	}
	for _, other := range all {
		for _, h := range hosts {
			if other.ID != site && slices.Contains(other.Hosts, h) {
				return fault.New(fault.Conflict, "sites.host_taken", h).In("hosts")
			}
		}
	}
	return nil
}

func (c *change) notLast(site int64) error {
	all, err := c.tx.Sites(c.ctx, c.who.Institution)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(s store.Site) bool { return s.Active && s.ID != site }) {
		return fault.New(fault.Conflict, "sites.last_site").In("active")
	}
	return nil
}

// pair makes two sites each other's counterpart, and parts them from those they
// had before.
func (c *change) pair(s *store.Site, with int64) error {
	if s.Counterpart != 0 && s.Counterpart != with {
		if err := c.part(s.Counterpart); err != nil {
			return err
		}
	}
	if with != 0 {
		other, err := c.site(with)
		if err != nil {
			return none(err, "counterpart", "sites.counterpart_wrong")
		}
		if with == s.ID || other.Lang == s.Lang || other.Unit != s.Unit {
			return fault.New(fault.Invalid, "sites.counterpart_wrong").In("counterpart")
		}
		if other.Counterpart != 0 && other.Counterpart != s.ID {
			if err := c.part(other.Counterpart); err != nil {
				return err
			}
		}
		if other.Counterpart != s.ID {
			other.Counterpart = s.ID
			if err := c.saved(other); err != nil {
				return err
			}
		}
	}
	if s.Counterpart == with {
		return nil
	}
	s.Counterpart = with
	return c.saved(s)
}

func (c *change) part(id int64) error {
	other, err := c.tx.Site(c.ctx, id)
	if err != nil {
		return err
	}
	other.Counterpart = 0
	return c.saved(other)
}

func (c *change) saved(s *store.Site) error {
	return c.tx.SaveSite(c.ctx, s)
}
