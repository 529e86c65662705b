package desk

import (
	"net/http"
	"strings"

	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
)

func sectionsPath(site int64) string { return pathSites + "/" + id(site) + "/sections" }
func topicsPath(site int64) string   { return pathSites + "/" + id(site) + "/topics" }

// A branch is a section with its level in the tree.
type branch struct {
	*store.Section
	depth int
}

// sectionTree lists all sections of a site, closed ones too, each right before
// those below it.
func sectionTree(all *sites.Snapshot, site int64) (tree []branch) {
	var grow func(parent int64, depth int)
	grow = func(parent int64, depth int) {
		for i := range all.Sections {
			if s := &all.Sections[i]; s.Site == site && s.Parent == parent && depth < 10 {
				tree = append(tree, branch{s, depth})
				grow(s.ID, depth+1)
			}
		}
	}
	grow(0, 0)
	return tree
}

// sections lists the sections and topics of a site.
func (d *Desk) sections(v *visit) error {
	site, err := v.siteOfPath(people.ManageSections)
	if err != nil {
		return err
	}
	all := v.places()
	page := AdminList{Lead: v.t("admin.sections_lead", site.Name), Crumbs: []Crumb{{v.t("desk.nav_sites"), pathSites}}}
	t := AdminTable{Title: v.t("admin.sections"), Add: Crumb{v.t("admin.section_new"), sectionsPath(site.ID) + "/new"},
		Columns: []string{v.t("admin.section"), v.t("admin.slug"), v.t("admin.menu"), v.t("admin.counterpart_section")}, Empty: v.t("admin.sections_empty")}
	for _, s := range sectionTree(all, site.ID) {
		menu, other := v.t("admin.form_false"), ""
		if s.Menu {
			menu = v.t("admin.form_true")
		}
		if c := all.Section(s.Counterpart); c != nil {
			other = c.Title
		}
		t.Rows = append(t.Rows, AdminRow{Name: s.Title, Path: sectionsPath(site.ID) + "/" + id(s.ID), Level: s.depth + 1, Tags: v.closed(s.Active), Cells: t.cells("/"+s.Slug, menu, other)})
	}
	topics := AdminTable{Title: v.t("admin.topics"), Add: Crumb{v.t("admin.topic_new"), topicsPath(site.ID) + "/new"},
		Columns: []string{v.t("admin.topic"), v.t("admin.slug"), v.t("admin.counterpart_topic")}, Empty: v.t("admin.topics_empty")}
	for _, o := range all.Topics {
		if o.Site == site.ID {
			topics.Rows = append(topics.Rows, AdminRow{Name: o.Title, Path: topicsPath(site.ID) + "/" + id(o.ID), Tags: v.closed(o.Active), Cells: topics.cells(o.Slug, topicTitle(all, o.Counterpart))})
		}
	}
	page.Tables = []AdminTable{t, topics}
	if page.Shell, err = v.shell(v.t("admin.sections_title"), "sites"); err != nil {
		return err
	}
	return v.list(page)
}

// sectionPage is the form of the section that the address names, or of a new
// one.
func (v *visit) sectionPage() (page FormPage, err error) {
	site, err := v.siteOfPath(people.ManageSections)
	if err != nil {
		return page, err
	}
	all := v.places()
	s := &store.Section{Site: site.ID, Parent: number(v.r.URL.Query().Get("parent")), Menu: true, Active: true}
	title, path := v.t("admin.section_new"), sectionsPath(site.ID)
	if name := v.r.PathValue("section"); name != "" {
		if s = all.Section(number(name)); s == nil || s.Site != site.ID {
			return page, errNoSuch
		}
		title, path = s.Title, sectionsPath(site.ID)+"/"+name
	}
	parents := []FormChoice{{Label: v.t("admin.section_top")}}
	for _, o := range sectionTree(all, site.ID) {
		if o.ID != s.ID && (o.Active || o.ID == s.Parent) {
			parents = append(parents, FormChoice{Value: id(o.ID), Label: indent(o.depth) + o.Title, On: o.ID == s.Parent})
		}
	}
	page.Crumbs = []Crumb{{v.t("desk.nav_sites"), pathSites}, {site.Name, sectionsPath(site.ID)}}
	fields := []FormField{
		{Type: "text", Name: "title", Label: v.t("admin.section_title"), Value: s.Title, Required: true, Lang: site.Lang},
		{Type: "text", Name: "slug", Label: v.t("admin.slug"), Value: s.Slug, Hint: v.t("admin.slug_hint")},
		{Type: "select", Name: "parent", Label: v.t("admin.section_parent"), Choices: parents},
		v.position(s.Position),
	}
	if site.Counterpart != 0 {
		others := []FormChoice{{Label: v.t("admin.none")}}
		for _, o := range sectionTree(all, site.Counterpart) {
			others = append(others, FormChoice{Value: id(o.ID), Label: indent(o.depth) + o.Title, On: o.ID == s.Counterpart})
		}
		fields = append(fields, FormField{Type: "select", Name: "counterpart", Label: v.t("admin.counterpart_section"), Hint: v.t("admin.counterpart_section_hint"), Choices: others})
	}
	fields = append(fields, FormField{Type: "area", Name: "summary", Label: v.t("admin.section_summary"), Value: s.Summary, Lang: site.Lang},
		check("menu", v.t("admin.section_menu"), "", s.Menu), check("active", v.t("admin.section_active"), v.t("admin.section_active_hint"), s.Active))
	page.Form = Form{Path: path, Version: s.Version, Submit: v.t("admin.save"), Cancel: sectionsPath(site.ID), Parts: []FormPart{{Fields: fields}}}
	page.Shell, err = v.shell(title, "sites")
	return page, err
}

func sectionInput(f *httpx.Form) sites.SectionInput {
	return sites.SectionInput{Parent: number(f.Get("parent")), Counterpart: number(f.Get("counterpart")), Slug: strings.TrimPrefix(strings.TrimSpace(f.Get("slug")), "/"),
		Title: f.Get("title"), Summary: f.Get("summary"), Position: order(f.Get("position")), Menu: f.Has("menu"), Active: f.Has("active")}
}

// showForm answers with a form as it is.
func (v *visit) showForm(make func() (FormPage, error)) error {
	page, err := make()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "admin_form", page)
}

func (d *Desk) newSection(v *visit) error { return v.showForm(v.sectionPage) }
func (d *Desk) section(v *visit) error    { return v.showForm(v.sectionPage) }

func (d *Desk) addSection(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in, site := sectionInput(f), number(v.r.PathValue("id"))
	_, err = d.Sites.AddSection(v.ctx(), v.who.Actor, site, in)
	return v.saved(err, f, v.sectionPage, sectionsPath(site), "added", in.Title)
}

func (d *Desk) saveSection(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in, site, sec := sectionInput(f), number(v.r.PathValue("id")), number(v.r.PathValue("section"))
	if s := v.places().Section(sec); s == nil || s.Site != site {
		return errNoSuch
	}
	_, err = d.Sites.SaveSection(v.ctx(), v.who.Actor, sec, number(f.Get("version")), in)
	return v.saved(err, f, v.sectionPage, sectionsPath(site), "kept", in.Title)
}

// topicPage is the form of the topic that the address names, or of a new one.
func (v *visit) topicPage() (page FormPage, err error) {
	site, err := v.siteOfPath(people.ManageSections)
	if err != nil {
		return page, err
	}
	o := store.Topic{Active: true}
	title, path := v.t("admin.topic_new"), topicsPath(site.ID)
	slug := FormField{Type: "text", Name: "slug", Label: v.t("admin.slug"), Hint: v.t("admin.slug_hint")}
	if name := v.r.PathValue("topic"); name != "" {
		for _, t := range v.places().Topics {
			if t.ID == number(name) && t.Site == site.ID {
				o = t
			}
		}
		if o.ID == 0 {
			return page, errNoSuch
		}
		title, path = o.Title, topicsPath(site.ID)+"/"+name
		slug.Type, slug.Value, slug.Hint = "shown", o.Slug, ""
	}
	page.Crumbs = []Crumb{{v.t("desk.nav_sites"), pathSites}, {site.Name, sectionsPath(site.ID)}}
	fields := []FormField{{Type: "text", Name: "title", Label: v.t("admin.topic_title"), Value: o.Title, Required: true, Lang: site.Lang}, slug}
	if site.Counterpart != 0 {
		others := []FormChoice{{Label: v.t("admin.none")}}
		for _, t := range v.places().Topics {
			if t.Site == site.Counterpart && (t.Active || t.ID == o.Counterpart) {
				others = append(others, FormChoice{Value: id(t.ID), Label: t.Title, On: t.ID == o.Counterpart})
			}
		}
		fields = append(fields, FormField{Type: "select", Name: "counterpart", Label: v.t("admin.counterpart_topic"), Hint: v.t("admin.counterpart_topic_hint"), Choices: others})
	}
	page.Form = Form{Path: path, Version: o.Version, Submit: v.t("admin.save"), Cancel: sectionsPath(site.ID),
		Parts: []FormPart{{Fields: append(fields, check("active", v.t("admin.in_use"), "", o.Active))}}}
	page.Shell, err = v.shell(title, "sites")
	return page, err
}

func (d *Desk) newTopic(v *visit) error { return v.showForm(v.topicPage) }
func (d *Desk) topic(v *visit) error    { return v.showForm(v.topicPage) }

func topicInput(f *httpx.Form) sites.TopicInput {
	return sites.TopicInput{Slug: f.Get("slug"), Title: f.Get("title"), Active: f.Has("active"), Counterpart: number(f.Get("counterpart"))}
}

// topicTitle is what a topic is called, "" where there is none.
func topicTitle(all *sites.Snapshot, topic int64) string {
	for i := range all.Topics {
		if t := &all.Topics[i]; t.ID == topic {
			return t.Title
		}
	}
	return ""
}

func (d *Desk) addTopic(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in, site := topicInput(f), number(v.r.PathValue("id"))
	_, err = d.Sites.AddTopic(v.ctx(), v.who.Actor, site, in)
	return v.saved(err, f, v.topicPage, sectionsPath(site), "added", in.Title)
}

func (d *Desk) saveTopic(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in, site := topicInput(f), number(v.r.PathValue("id"))
	_, err = d.Sites.SaveTopic(v.ctx(), v.who.Actor, site, number(v.r.PathValue("topic")), number(f.Get("version")), in)
	return v.saved(err, f, v.topicPage, sectionsPath(site), "kept", in.Title)
}
