package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"congbo/internal/accounts"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const (
	pathPeople    = "/desk/people"
	peopleAtATime = 50
)

// A PeoplePage is the roster: who works here, as what, where.
type PeoplePage struct {
	Shell
	Text               string // what is searched for
	Units, Roles, Kept []FormChoice
	Narrowed           bool
	Add                string // path; empty: not for this visitor
	Many               string // the same, for a table
	Table              AdminTable
	Next, First        string // paths of the pages
}

// people lists and searches people.
func (d *Desk) people(v *visit) error {
	q := v.r.URL.Query()
	f := store.PersonFilter{Text: q.Get("text"), Unit: number(q.Get("unit")), Role: people.Role(q.Get("role")), State: q.Get("state"), Limit: peopleAtATime + 1}
	if len(f.Text) > 200 {
		f.Text = ""
	}
	var roster []people.Appointment
	err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		if after := number(q.Get("after")); after != 0 {
			if f.After, err = tx.Person(ctx, people.PersonID(after)); err != nil {
				return err
			}
		}
		roster, _, err = tx.Roster(ctx, v.who.Institution)
		return err
	})
	if err != nil {
		return err
	}
	list, err := d.Accounts.People(v.ctx(), v.who, f)
	if err != nil {
		return err
	}
	w, err := v.personWords()
	if err != nil {
		return err
	}
	page := PeoplePage{Text: f.Text, Units: v.units(v.t("admin.all_units"), f.Unit), Narrowed: f.Text != "" || f.Unit != 0 || f.Role != "" || f.State != ""}
	page.Roles = append([]FormChoice{{Label: v.t("admin.all_roles")}}, v.roles(w.inst, string(f.Role))...)
	page.Kept = choose(f.State, []FormChoice{{Value: "", Label: v.t("admin.all_states")}, {Value: store.PersonActive, Label: v.t("admin.state_active")},
		{Value: store.PersonInvited, Label: v.t("admin.state_invited")}, {Value: store.PersonDisabled, Label: v.t("admin.state_disabled")}})
	if r, _ := routeTo(pathPeople + "/new"); v.allowed(r) == nil {
		page.Add = pathPeople + "/new"
	}
	if r, _ := routeTo(pathPeopleTable); v.allowed(r) == nil {
		page.Many = pathPeopleTable
	}
	t := AdminTable{Columns: []string{v.t("admin.person"), v.t("admin.unit"), v.t("admin.roles"), v.t("admin.email")}, Empty: v.t("admin.people_empty")}
	if len(list) > peopleAtATime {
		list = list[:peopleAtATime]
		next := url.Values{"after": {id(int64(list[len(list)-1].ID))}}
		for _, k := range []string{"text", "unit", "role", "state"} {
			if s := q.Get(k); s != "" {
				next.Set(k, s)
			}
		}
		page.Next = pathPeople + "?" + next.Encode()
	}
	if f.After != nil {
		page.First = pathPeople
	}
	for _, p := range list {
		t.Rows = append(t.Rows, AdminRow{Name: p.Name, Sub: p.Title.In(v.lang), Path: pathPeople + "/" + id(int64(p.ID)), Tags: v.standing(p.State),
			Cells: t.cells(v.unitShort(p.Unit), strings.Join(w.rolesOf(roster, p.ID), "; "), p.Email)})
	}
	page.Table = t
	if page.Shell, err = v.shell(v.t("desk.nav_people"), "people"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "admin_people", page)
}

func (v *visit) unitShort(unit int64) string {
	if unit == 0 {
		return ""
	}
	return v.unitName(unit)
}

// standing is the tag of an account that is not in use.
func (v *visit) standing(state string) []Tag {
	switch state {
	case store.PersonInvited:
		return []Tag{{Kind: "wait", Icon: "letters", Text: v.t("admin.state_invited")}}
	case store.PersonDisabled:
		return []Tag{{Icon: "lock", Text: v.t("admin.state_disabled")}}
	}
	return nil
}

// rolesOf says the roles that a person holds now.
func (w personWords) rolesOf(roster []people.Appointment, p people.PersonID) (list []string) {
	for _, a := range roster {
		if a.Person != p || !a.Holds(w.v.now) {
			continue
		}
		s := w.role(a.Role)
		if a.Place.Kind != people.Institution {
			s = w.v.t("desk.role_at", s, w.place(a.Place))
		}
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// roles are the roles that somebody can be appointed to, by their titles here;
// those that only this institution has come last.
func (v *visit) roles(inst *store.Institution, chosen string) []FormChoice {
	var list []FormChoice
	add := func(r people.Role) {
		if r != people.Requester && !slices.ContainsFunc(list, func(c FormChoice) bool { return c.Value == string(r) }) {
			list = append(list, FormChoice{Value: string(r), Label: upperFirst(roleTitle(inst, v.lang, r)), On: string(r) == chosen})
		}
	}
	for _, r := range people.Roles {
		add(r)
	}
	own := make([]people.Role, 0, len(inst.Settings.Titles))
	for r := range inst.Settings.Titles {
		own = append(own, r)
	}
	slices.Sort(own)
	for _, r := range own {
		add(r)
	}
	return list
}

// personPage is the form of a person; nil for a new one.
func (v *visit) personPage(p *store.Person) (page FormPage, err error) {
	title, path, back := v.t("admin.person_new"), pathPeople, pathPeople
	added := p == nil
	if added {
		p = &store.Person{Lang: locale.VI, Unit: number(v.r.URL.Query().Get("unit"))}
	} else {
		title = p.Name
		back = pathPeople + "/" + id(int64(p.ID))
		path = back + "/edit"
	}
	page.Crumbs = []Crumb{{v.t("desk.nav_people"), pathPeople}}
	fields := append([]FormField{
		{Type: "text", Name: "name", Label: v.t("admin.person_name"), Value: p.Name, Required: true, Auto: "off"},
		{Type: "email", Name: "email", Label: v.t("admin.email"), Value: p.Email, Required: true, Auto: "off", Hint: v.t("admin.person_email_hint")},
		{Type: "tel", Name: "phone", Label: v.t("admin.phone"), Value: p.Phone, Auto: "off"},
	}, v.both("title", v.t("admin.person_title"), p.Title, false)...)
	fields = append(fields, FormField{Type: "select", Name: "unit", Label: v.t("admin.person_unit"), Choices: v.units(v.t("admin.person_unit_none"), p.Unit)},
		FormField{Type: "select", Name: "lang", Label: v.t("admin.person_lang"), Choices: v.languages(string(p.Lang))})
	submit := v.t("admin.save")
	if added {
		submit = v.t("admin.person_add")
		fields = append(fields, check("invite", v.t("admin.person_invite"), v.t("admin.person_invite_hint"), true))
	}
	page.Form = Form{Path: path, Version: p.Version, Submit: submit, Cancel: back, Parts: []FormPart{{Fields: fields}}}
	page.Shell, err = v.shell(title, "people")
	return page, err
}

func (d *Desk) newPerson(v *visit) error {
	return v.showForm(func() (FormPage, error) { return v.personPage(nil) })
}

func personInput(f *httpx.Form) accounts.PersonInput {
	return accounts.PersonInput{Name: f.Get("name"), Email: f.Get("email"), Phone: f.Get("phone"), Title: textOf(f, "title"), Unit: number(f.Get("unit")), Lang: locale.Lang(f.Get("lang"))}
}

// addPerson adds somebody and goes on to them, where roles are given.
func (d *Desk) addPerson(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	p, err := d.Accounts.AddPerson(v.ctx(), v.who, personInput(f), f.Has("invite"))
	if err != nil {
		return v.saved(err, f, func() (FormPage, error) { return v.personPage(nil) }, "", "")
	}
	what := "person_added"
	if f.Has("invite") {
		what = "person_invited"
	}
	return v.done(pathPeople+"/"+id(int64(p.ID)), what, p.Name)
}

func (v *visit) personOfPath() people.PersonID {
	return people.PersonID(number(v.r.PathValue("id")))
}

// editedPerson is the form of the person of the address, for who manages them.
func (v *visit) editedPerson() (FormPage, error) {
	p, err := v.d.Accounts.Profile(v.ctx(), v.who, v.personOfPath())
	if err != nil {
		return FormPage{}, err
	}
	if err := v.may(people.ManagePeople, p.Unit, 0); err != nil {
		return FormPage{}, err
	}
	return v.personPage(&p.Person)
}

func (d *Desk) editPerson(v *visit) error { return v.showForm(v.editedPerson) }

func (d *Desk) savePerson(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	_, err = d.Accounts.SavePerson(v.ctx(), v.who, v.personOfPath(), number(f.Get("version")), personInput(f))
	return v.saved(err, f, v.editedPerson, v.personPath(), "kept", vi.ReadLine(f.Get("name")))
}

func (v *visit) personPath() string { return pathPeople + "/" + v.r.PathValue("id") }
