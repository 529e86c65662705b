package desk

import (
	"strings"

	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
)

const pathSites = "/desk/sites"

// sites lists the websites of whose sections the visitor may keep (R-P2).
func (d *Desk) sites(v *visit) error {
	page := AdminList{Lead: v.t("admin.sites_lead")}
	t := AdminTable{Columns: []string{v.t("admin.site"), v.t("admin.language"), v.t("admin.site_unit"), v.t("admin.hosts"), v.t("admin.sections"), v.t("admin.redirects"), v.t("look.column")}, Empty: v.t("admin.sites_empty")}
	if r, _ := routeTo(pathSites + "/new"); v.allowed(r) == nil {
		t.Add = Crumb{v.t("admin.site_new"), pathSites + "/new"}
	}
	all := v.places()
	for i := range all.Sites {
		s := &all.Sites[i]
		if s.Institution != v.who.Institution || v.may(people.ManageSections, s.Unit, s.ID) != nil {
			continue
		}
		row := AdminRow{Name: s.Name, Sub: s.Label, Tags: v.closed(s.Active), Cells: t.cells(v.languageName(s.Lang), v.unitName(s.Unit), strings.Join(s.Hosts, ", "), v.t("admin.sections_open"), v.t("admin.redirects_open"), "")}
		row.Cells[3].Path, row.Cells[4].Path = sectionsPath(s.ID), redirectsPath(s.ID)
		if v.may(people.ManageSite, s.Unit, s.ID) == nil {
			row.Path = pathSites + "/" + id(s.ID)
			row.Cells[5].Text, row.Cells[5].Path = v.t("look.open"), lookPath(s.ID)
		}
		t.Rows = append(t.Rows, row)
	}
	page.Tables = []AdminTable{t}
	var err error
	if page.Shell, err = v.shell(v.t("desk.nav_sites"), "sites"); err != nil {
		return err
	}
	return v.list(page)
}

func (v *visit) languageName(l locale.Lang) string { return v.t("admin.language_" + string(l)) }

// sitePage is the form of a site; nil for a new one.
func (v *visit) sitePage(s *store.Site) (page FormPage, err error) {
	title, path := v.t("admin.site_new"), pathSites
	added := s == nil
	if added {
		s = &store.Site{Active: true, Lang: locale.VI}
	} else {
		title, path = s.Name, pathSites+"/"+id(s.ID)
		page.Notes = nil
	}
	page.Crumbs = []Crumb{{v.t("desk.nav_sites"), pathSites}}
	first := []FormField{{Type: "text", Name: "name", Label: v.t("admin.site_name"), Value: s.Name, Required: true, Lang: s.Lang}}
	if added {
		first = append(first, FormField{Type: "text", Name: "label", Label: v.t("admin.site_label"), Required: true, Hint: v.t("admin.site_label_hint")},
			FormField{Type: "select", Name: "lang", Label: v.t("admin.language"), Choices: v.languages(string(s.Lang))})
	} else {
		first = append(first, FormField{Type: "shown", Name: "label", Label: v.t("admin.site_label"), Value: s.Label},
			FormField{Type: "shown", Name: "lang", Label: v.t("admin.language"), Value: v.languageName(s.Lang)})
	}
	var themes []FormChoice
	for _, t := range v.d.Sites.Themes {
		themes = append(themes, FormChoice{Value: t, Label: v.themeName(t)})
	}
	theme := FormField{Type: "select", Name: "theme", Label: v.t("admin.theme"), Choices: choose(s.Theme, themes)}
	if !added {
		theme = FormField{Type: "shown", Name: "theme", Label: v.t("admin.theme"), Value: v.themeName(s.Theme), Hint: v.t("look.theme_elsewhere")}
		page.Tabs = []FormTab{{Label: v.t("look.tab_site"), Path: path, On: true}, {Label: v.t("look.tab_look"), Path: lookPath(s.ID)}}
	}
	first = append(first,
		FormField{Type: "select", Name: "unit", Label: v.t("admin.site_unit"), Choices: v.units(v.t("admin.place_institution"), s.Unit)},
		theme,
		FormField{Type: "select", Name: "counterpart", Label: v.t("admin.counterpart"), Hint: v.t("admin.counterpart_hint"), Choices: v.counterparts(s, added)},
		v.position(s.Position))
	g := s.Settings
	page.Form = Form{Path: path, Version: s.Version, Submit: v.t("admin.save"), Cancel: pathSites, Parts: []FormPart{
		{Fields: first},
		{Title: v.t("admin.hosts"), Note: v.t("admin.hosts_note"), Fields: []FormField{{Type: "area", Name: "hosts", Label: v.t("admin.hosts_lines"), Value: strings.Join(s.Hosts, "\n"), Hint: v.t("admin.hosts_hint")}}},
		{Title: v.t("admin.site_words"), Note: v.t("admin.site_words_note"), Fields: []FormField{
			{Type: "text", Name: "lead", Label: v.t("admin.site_lead"), Value: g.Lead, Lang: s.Lang},
			{Type: "text", Name: "address", Label: v.t("admin.address"), Value: g.Address, Lang: s.Lang},
			{Type: "tel", Name: "phone", Label: v.t("admin.phone"), Value: g.Phone},
			{Type: "tel", Name: "fax", Label: v.t("admin.fax"), Value: g.Fax},
			{Type: "email", Name: "email", Label: v.t("admin.email"), Value: g.Email},
			{Type: "text", Name: "board", Label: v.t("admin.board"), Value: g.Board, Lang: s.Lang, Hint: v.t("admin.board_hint")},
			{Type: "area", Name: "links", Label: v.t("admin.links"), Value: linkLines(g.Links), Lang: s.Lang, Hint: v.t("admin.links_hint")},
		}},
		{Fields: []FormField{check("counter", v.t("admin.counter"), v.t("admin.counter_hint"), g.Counter), check("feed_summaries", v.t("admin.feed_summaries"), v.t("admin.feed_summaries_hint"), g.FeedSummaries),
			check("active", v.t("admin.site_active"), v.t("admin.site_active_hint"), s.Active)}},
	}}
	page.Shell, err = v.shell(title, "sites")
	return page, err
}

// themeName is what a look is called; one that no catalog names, by its word.
func (v *visit) themeName(theme string) string {
	if key := "admin.theme_" + theme; locale.Has(v.lang, key) {
		return v.t(key)
	}
	return theme
}

// counterparts are the sites that a site can be paired with: of the same unit
// in the other language. Of a new one neither is known yet.
func (v *visit) counterparts(s *store.Site, added bool) []FormChoice {
	list := []FormChoice{{Label: v.t("admin.none")}}
	all := v.places()
	for i := range all.Sites {
		o := &all.Sites[i]
		if o.Institution == v.who.Institution && o.ID != s.ID && (added || o.Lang != s.Lang && o.Unit == s.Unit) {
			list = append(list, FormChoice{Value: id(o.ID), Label: o.Name, On: o.ID == s.Counterpart})
		}
	}
	return list
}

// linkLines writes links a line each, "name | address".
func linkLines(links []store.Link) string {
	lines := make([]string, len(links))
	for i, l := range links {
		lines[i] = l.Title + " | " + l.URL
	}
	return strings.Join(lines, "\n")
}

// linksOf reads what linkLines writes.
func linksOf(s string) (links []store.Link) {
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		title, address, ok := strings.Cut(line, "|")
		if !ok { // the last word is the address
			i := strings.LastIndexByte(line, ' ')
			title, address = line[:max(i, 0)], line[i+1:]
		}
		links = append(links, store.Link{Title: strings.TrimSpace(title), URL: strings.TrimSpace(address)})
	}
	return links
}

func siteInput(f *httpx.Form) sites.SiteInput {
	return sites.SiteInput{Unit: number(f.Get("unit")), Label: f.Get("label"), Lang: locale.Lang(f.Get("lang")), Name: f.Get("name"), Theme: f.Get("theme"),
		Counterpart: number(f.Get("counterpart")), Hosts: strings.Fields(f.Get("hosts")), Position: order(f.Get("position")), Active: f.Has("active"),
		Settings: store.SiteSettings{Lead: f.Get("lead"), Address: f.Get("address"), Phone: f.Get("phone"), Fax: f.Get("fax"), Email: f.Get("email"), Board: f.Get("board"), Links: linksOf(f.Get("links")),
			FeedSummaries: f.Get("feed_summaries") != "", Counter: f.Has("counter")}}
}

func (d *Desk) newSite(v *visit) error {
	return v.showForm(func() (FormPage, error) { return v.sitePage(nil) })
}

func (d *Desk) site(v *visit) error {
	return v.showForm(v.siteAgain)
}

func (v *visit) siteAgain() (FormPage, error) {
	s, err := v.siteOfPath(people.ManageSite)
	if err != nil {
		return FormPage{}, err
	}
	return v.sitePage(s)
}

func (d *Desk) addSite(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in := siteInput(f)
	_, err = d.Sites.AddSite(v.ctx(), v.who.Actor, in)
	return v.saved(err, f, func() (FormPage, error) { return v.sitePage(nil) }, pathSites, "added", in.Name)
}

func (d *Desk) saveSite(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in := siteInput(f)
	_, err = d.Sites.SaveSite(v.ctx(), v.who.Actor, number(v.r.PathValue("id")), number(f.Get("version")), in)
	return v.saved(err, f, v.siteAgain, pathSites, "kept", in.Name)
}
