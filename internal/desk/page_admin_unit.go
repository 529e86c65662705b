package desk

import (
	"slices"

	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
)

const pathUnits = "/desk/units"

// unitTree lists the units as a tree (R-P1).
func (d *Desk) unitTree(v *visit) error {
	page := AdminList{Lead: v.t("admin.units_lead")}
	t := AdminTable{Add: Crumb{v.t("admin.unit_new"), pathUnits + "/new"}, Columns: []string{v.t("admin.unit"), v.t("admin.short"), v.t("admin.contact")}, Empty: v.t("admin.units_empty")}
	for _, u := range v.places().Tree(v.who.Institution) {
		row := AdminRow{Name: u.Name.In(v.lang), Level: u.Depth + 1, Tags: v.closed(u.Active), Cells: t.cells(u.Short, u.Contact.Email)}
		if v.may(people.ManageUnits, u.ID, 0) == nil {
			row.Path = pathUnits + "/" + id(u.ID)
		}
		t.Rows = append(t.Rows, row)
	}
	page.Tables = []AdminTable{t}
	var err error
	if page.Shell, err = v.shell(v.t("desk.nav_units"), "units"); err != nil {
		return err
	}
	return v.list(page)
}

// unitPage is the form of a unit; nil for a new one.
func (v *visit) unitPage(u *store.Unit) (page FormPage, err error) {
	title, path := v.t("admin.unit_new"), pathUnits
	if u == nil {
		u = &store.Unit{Parent: number(v.r.URL.Query().Get("parent")), Active: true}
	} else {
		title, path = u.Name.In(v.lang), pathUnits+"/"+id(u.ID)
	}
	page.Crumbs = []Crumb{{v.t("desk.nav_units"), pathUnits}}
	parents := v.units(v.t("admin.unit_top"), u.Parent)
	for i := range parents {
		if u.ID != 0 && parents[i].Value == id(u.ID) {
			parents = append(parents[:i], parents[i+1:]...)
			break
		}
	}
	page.Form = Form{Path: path, Version: u.Version, Submit: v.t("admin.save"), Cancel: pathUnits, Parts: []FormPart{
		{Fields: append(v.both("name", v.t("admin.unit_name"), u.Name, true),
			FormField{Type: "text", Name: "short", Label: v.t("admin.short"), Value: u.Short, Hint: v.t("admin.short_hint")},
			FormField{Type: "select", Name: "parent", Label: v.t("admin.unit_parent"), Choices: parents},
			v.position(u.Position))},
		{Title: v.t("admin.contact"), Fields: append([]FormField{
			{Type: "email", Name: "email", Label: v.t("admin.email"), Value: u.Contact.Email},
			{Type: "tel", Name: "phone", Label: v.t("admin.phone"), Value: u.Contact.Phone},
			{Type: "tel", Name: "fax", Label: v.t("admin.fax"), Value: u.Contact.Fax},
		}, slices.Concat(v.both("office", v.t("admin.unit_office"), u.Contact.Office, false), v.both("hours", v.t("admin.unit_hours"), u.Contact.Hours, false),
			hinted(v.both("head", v.t("admin.unit_head"), u.Contact.Head, false), v.t("admin.unit_head_hint")))...)},
		{Fields: []FormField{check("active", v.t("admin.unit_active"), v.t("admin.unit_active_hint"), u.Active)}},
	}}
	page.Shell, err = v.shell(title, "units")
	return page, err
}

func unitInput(f *httpx.Form) sites.UnitInput {
	return sites.UnitInput{Parent: number(f.Get("parent")), Name: textOf(f, "name"), Short: f.Get("short"), Position: order(f.Get("position")), Active: f.Has("active"),
		Contact: store.Contact{Email: f.Get("email"), Phone: f.Get("phone"), Fax: f.Get("fax"), Office: textOf(f, "office"), Hours: textOf(f, "hours"), Head: textOf(f, "head")}}
}

// hinted gives the first of some fields a hint.
func hinted(fields []FormField, hint string) []FormField {
	if len(fields) > 0 {
		fields[0].Hint = hint
	}
	return fields
}

func (d *Desk) newUnit(v *visit) error {
	return v.showForm(func() (FormPage, error) { return v.unitPage(nil) })
}

func (d *Desk) unit(v *visit) error {
	u, err := v.unitOfPath()
	if err != nil {
		return err
	}
	return v.showForm(func() (FormPage, error) { return v.unitPage(u) })
}

func (d *Desk) addUnit(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in := unitInput(f)
	_, err = d.Sites.AddUnit(v.ctx(), v.who.Actor, in)
	return v.saved(err, f, func() (FormPage, error) { return v.unitPage(nil) }, pathUnits, "added", in.Name.In(v.lang))
}

func (d *Desk) saveUnit(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in := unitInput(f)
	_, err = d.Sites.SaveUnit(v.ctx(), v.who.Actor, number(v.r.PathValue("id")), number(f.Get("version")), in)
	return v.saved(err, f, func() (FormPage, error) {
		u, err := v.unitOfPath()
		if err != nil {
			return FormPage{}, err
		}
		return v.unitPage(u)
	}, pathUnits, "kept", in.Name.In(v.lang))
}
