package desk

import (
	"context"
	"slices"

	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/sites"
	"congbo/internal/store"
)

const (
	pathMailboxes   = "/desk/mailboxes"
	pathKinds       = "/desk/kinds"
	pathInstitution = "/desk/institution"
)

// mailboxes lists the offices' mailboxes (R-I1).
func (d *Desk) mailboxes(v *visit) error {
	page := AdminList{Lead: v.t("admin.mailboxes_lead")}
	t := AdminTable{Add: Crumb{v.t("admin.mailbox_new"), pathMailboxes + "/new"}, Empty: v.t("admin.mailboxes_empty"),
		Columns: []string{v.t("admin.mailbox"), v.t("admin.mailbox_unit"), v.t("admin.site"), v.t("admin.procedure"), v.t("admin.prefix")}}
	titles, err := v.starters()
	if err != nil {
		return err
	}
	all := v.places()
	for i := range all.Mailboxes {
		m := &all.Mailboxes[i]
		if m.Institution != v.who.Institution || v.may(people.ManageMailboxes, m.Unit, 0) != nil {
			continue
		}
		site := ""
		if s := all.Site(m.Site); s != nil {
			site = s.Name
		}
		row := AdminRow{Name: m.Address, Sub: m.Name.In(v.lang), Path: pathMailboxes + "/" + id(m.ID), Tags: v.closed(m.Active), Cells: t.cells(v.unitName(m.Unit), site, titleOf(titles, m.Procedure), m.Prefix)}
		if m.Main {
			row.Tags = append(row.Tags, Tag{Kind: "good", Text: v.t("admin.mailbox_main_tag")})
		}
		if m.UnitConfirms {
			row.Tags = append(row.Tags, Tag{Text: v.t("admin.mailbox_confirm_tag")})
		}
		t.Rows = append(t.Rows, row)
	}
	page.Tables = []AdminTable{t}
	if page.Shell, err = v.shell(v.t("desk.nav_mailboxes"), "mailboxes"); err != nil {
		return err
	}
	return v.list(page)
}

// starters are the procedures that the institution has, by their titles.
func (v *visit) starters() (list []FormChoice, err error) {
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.Procedures(ctx, v.who.Institution)
		for _, p := range all {
			c := FormChoice{Value: p.Key, Label: p.Key}
			if read, _ := procfile.Parse([]byte(p.Text)); read != nil {
				c.Label = read.Title.In(v.lang)
			}
			if !slices.ContainsFunc(list, func(o FormChoice) bool { return o.Value == c.Value }) {
				list = append(list, c)
			}
		}
		return err
	})
	return list, err
}

func titleOf(list []FormChoice, value string) string {
	for _, c := range list {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

// mailboxPage is the form of the mailbox that the address names, or of a new
// one.
func (v *visit) mailboxPage() (page FormPage, err error) {
	all := v.places()
	m := &store.Mailbox{Active: true}
	title, path := v.t("admin.mailbox_new"), pathMailboxes
	if name := v.r.PathValue("id"); name != "" {
		if m = all.Mailbox(number(name)); m == nil || m.Institution != v.who.Institution {
			return page, errNoSuch
		}
		if err := v.may(people.ManageMailboxes, m.Unit, 0); err != nil {
			return page, err
		}
		title, path = m.Address, pathMailboxes+"/"+name
	}
	procedures, err := v.starters()
	if err != nil {
		return page, err
	}
	targets := []FormChoice{{Label: v.t("admin.mailbox_site_none")}}
	for _, s := range all.SitesOf(v.who.Institution) {
		targets = append(targets, FormChoice{Value: id(s.ID), Label: s.Name, On: s.ID == m.Site})
	}
	page.Crumbs = []Crumb{{v.t("desk.nav_mailboxes"), pathMailboxes}}
	page.Form = Form{Path: path, Version: m.Version, Submit: v.t("admin.save"), Cancel: pathMailboxes, Parts: []FormPart{{Fields: append(append([]FormField{
		{Type: "email", Name: "address", Label: v.t("admin.mailbox_address"), Value: m.Address, Required: true}}, v.both("name", v.t("admin.mailbox_name"), m.Name, true)...),
		FormField{Type: "select", Name: "unit", Label: v.t("admin.mailbox_unit"), Choices: v.units(v.t("admin.place_institution"), m.Unit)},
		FormField{Type: "select", Name: "site", Label: v.t("admin.mailbox_site"), Choices: targets},
		FormField{Type: "select", Name: "procedure", Label: v.t("admin.mailbox_procedure"), Choices: choose(m.Procedure, procedures)},
		FormField{Type: "text", Name: "prefix", Label: v.t("admin.prefix"), Value: m.Prefix, Required: true, Hint: v.t("admin.prefix_hint")},
		check("main", v.t("admin.mailbox_main"), v.t("admin.mailbox_main_hint"), m.Main),
		check("confirm", v.t("admin.mailbox_confirm"), v.t("admin.mailbox_confirm_hint"), m.UnitConfirms),
		check("active", v.t("admin.in_use"), "", m.Active),
	)}}}
	page.Shell, err = v.shell(title, "mailboxes")
	return page, err
}

func (d *Desk) newMailbox(v *visit) error { return v.showForm(v.mailboxPage) }
func (d *Desk) mailbox(v *visit) error    { return v.showForm(v.mailboxPage) }

func mailboxInput(f *httpx.Form) sites.MailboxInput {
	return sites.MailboxInput{Unit: number(f.Get("unit")), Site: number(f.Get("site")), Address: f.Get("address"), Name: textOf(f, "name"),
		Procedure: f.Get("procedure"), Prefix: f.Get("prefix"), Main: f.Has("main"), Active: f.Has("active"), UnitConfirms: f.Has("confirm")}
}

func (d *Desk) addMailbox(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in := mailboxInput(f)
	_, err = d.Sites.AddMailbox(v.ctx(), v.who.Actor, in)
	return v.saved(err, f, v.mailboxPage, pathMailboxes, "added", in.Address)
}

func (d *Desk) saveMailbox(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in := mailboxInput(f)
	_, err = d.Sites.SaveMailbox(v.ctx(), v.who.Actor, number(v.r.PathValue("id")), number(f.Get("version")), in)
	return v.saved(err, f, v.mailboxPage, pathMailboxes, "kept", in.Address)
}

// kinds lists the kinds of documents (R-M7).
func (d *Desk) kinds(v *visit) error {
	page := AdminList{Lead: v.t("admin.kinds_lead")}
	t := AdminTable{Add: Crumb{v.t("admin.kind_new"), pathKinds + "/new"}, Columns: []string{v.t("admin.kind"), v.t("admin.kind_en"), v.t("admin.kind_id")}, Empty: v.t("admin.kinds_empty")}
	if v.lang == locale.EN {
		t.Columns[1] = v.t("admin.kind_vi")
	}
	for _, k := range v.places().Kinds {
		if k.Institution == v.who.Institution {
			other := k.Name.EN
			if v.lang == locale.EN {
				other = k.Name.VI
			}
			t.Rows = append(t.Rows, AdminRow{Name: k.Name.In(v.lang), Path: pathKinds + "/" + k.ID, Tags: v.closed(k.Active), Cells: t.cells(other, k.ID)})
		}
	}
	page.Tables = []AdminTable{t}
	var err error
	if page.Shell, err = v.shell(v.t("desk.nav_kinds"), "kinds"); err != nil {
		return err
	}
	return v.list(page)
}

// kindPage is the form of the kind that the address names, or of a new one.
func (v *visit) kindPage() (page FormPage, err error) {
	k := &store.Kind{Active: true}
	title, path := v.t("admin.kind_new"), pathKinds
	word := FormField{Type: "text", Name: "id", Label: v.t("admin.kind_id"), Required: true, Hint: v.t("admin.kind_id_hint")}
	if name := v.r.PathValue("id"); name != "" {
		if k = v.places().Kind(v.who.Institution, name); k == nil {
			return page, errNoSuch
		}
		title, path = k.Name.In(v.lang), pathKinds+"/"+name
		word.Type, word.Value, word.Hint, word.Required = "shown", k.ID, "", false
	}
	page.Crumbs = []Crumb{{v.t("desk.nav_kinds"), pathKinds}}
	page.Form = Form{Path: path, Version: k.Version, Submit: v.t("admin.save"), Cancel: pathKinds, Parts: []FormPart{{
		Fields: append(v.both("name", v.t("admin.kind_name"), k.Name, true), word, v.position(k.Position), check("active", v.t("admin.in_use"), v.t("admin.kind_active_hint"), k.Active)),
	}}}
	page.Shell, err = v.shell(title, "kinds")
	return page, err
}

func (d *Desk) newKind(v *visit) error { return v.showForm(v.kindPage) }
func (d *Desk) kind(v *visit) error    { return v.showForm(v.kindPage) }

func kindInput(f *httpx.Form) sites.KindInput {
	return sites.KindInput{Name: textOf(f, "name"), Position: order(f.Get("position")), Active: f.Has("active")}
}

func (d *Desk) addKind(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in := kindInput(f)
	err = d.Sites.AddKind(v.ctx(), v.who.Actor, f.Get("id"), in)
	return v.saved(err, f, v.kindPage, pathKinds, "added", in.Name.In(v.lang))
}

func (d *Desk) saveKind(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in := kindInput(f)
	err = d.Sites.SaveKind(v.ctx(), v.who.Actor, v.r.PathValue("id"), number(f.Get("version")), in)
	return v.saved(err, f, v.kindPage, pathKinds, "kept", in.Name.In(v.lang))
}

// institutionPage is the form of what the institution says about itself.
func (v *visit) institutionPage() (page FormPage, err error) {
	i := v.places().Institution(v.who.Institution)
	if i == nil {
		return page, errNoSuch
	}
	g := i.Settings
	join := func(lists ...[]FormField) []FormField { return slices.Concat(lists...) }
	one := func(kind, name, label, value string) []FormField {
		return []FormField{{Type: kind, Name: name, Label: v.t(label), Value: value}}
	}
	page.Lead = v.t("admin.institution_lead")
	page.Form = Form{Path: pathInstitution, Version: i.Version, Submit: v.t("admin.save"), Parts: []FormPart{
		{Title: v.t("admin.institution_name"), Fields: join(v.both("name", v.t("admin.name_word"), i.Name, true), one("text", "short", "admin.short", g.Short),
			v.both("parent", v.t("admin.institution_parent"), i.Parent, false), v.both("motto", v.t("admin.institution_motto"), g.Motto, false))},
		{Title: v.t("admin.contact"), Note: v.t("admin.institution_contact_note"), Fields: join(v.both("address", v.t("admin.address"), g.Address, false),
			one("tel", "phone", "admin.phone", g.Phone), one("tel", "fax", "admin.fax", g.Fax), one("email", "email", "admin.email", g.Email))},
		{Title: v.t("admin.institution_words"), Fields: join(v.both("hours", v.t("admin.hours_words"), g.Hours, false), v.both("board", v.t("admin.board"), g.Board, false))},
		{Title: v.t("admin.decisions"), Note: v.t("admin.decisions_note"), Fields: []FormField{check("no_decisions", v.t("admin.decisions_off"), "", g.NoDecisionLetters),
			check("decision_code", v.t("admin.decisions_code"), v.t("admin.decisions_code_hint"), g.DecisionCode)}},
	}}
	page.Notes = []string{v.t("admin.hours_words_note")}
	page.Shell, err = v.shell(v.t("desk.nav_institution"), "institution")
	return page, err
}

func (d *Desk) institution(v *visit) error { return v.showForm(v.institutionPage) }

func (d *Desk) saveInstitution(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in := sites.InstitutionInput{Name: textOf(f, "name"), Parent: textOf(f, "parent"), Settings: store.Settings{Short: f.Get("short"), Motto: textOf(f, "motto"), Address: textOf(f, "address"),
		Phone: f.Get("phone"), Fax: f.Get("fax"), Email: f.Get("email"), Hours: textOf(f, "hours"), Board: textOf(f, "board"),
		NoDecisionLetters: f.Has("no_decisions"), DecisionCode: f.Has("decision_code")}}
	if i := v.places().Institution(v.who.Institution); i != nil {
		in.Settings.Titles = i.Settings.Titles // what roles are called is not asked here
	}
	_, err = d.Sites.SaveInstitution(v.ctx(), v.who.Actor, number(f.Get("version")), in)
	return v.saved(err, f, v.institutionPage, pathInstitution, "kept", in.Name.In(v.lang))
}
