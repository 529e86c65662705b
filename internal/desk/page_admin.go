package desk

import (
	"net/http"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
)

// An AdminList is a page that lists what the administration keeps: units,
// sites, sections, kinds, mailboxes.
type AdminList struct {
	Shell
	Crumbs []Crumb
	Lead   string
	Tables []AdminTable
}

// An AdminTable is one of its lists.
type AdminTable struct {
	Title   string // empty where the page has only one
	Add     Crumb
	Columns []string
	Rows    []AdminRow
	Empty   string
}

// An AdminRow is a thing in such a list.
type AdminRow struct {
	Name, Sub string
	Path      string
	Level     int // in a tree, 1 at the top
	Cells     []Cell
	Tags      []Tag
}

// A Cell is a value under a column.
type Cell struct{ Of, Text, Path string }

// cells pairs values with the columns behind the first.
func (t *AdminTable) cells(values ...string) []Cell {
	list := make([]Cell, len(values))
	for i, s := range values {
		list[i] = Cell{Of: t.Columns[i+1], Text: s}
	}
	return list
}

func (v *visit) list(page AdminList) error { return v.show(http.StatusOK, "admin_list", page) }

// places is the picture of all places, after a look whether it is right.
func (v *visit) places() *sites.Snapshot { return v.d.Sites.Directory.Now() }

// may reports why the visitor may not do something where a unit and a site
// lie; 0 for none.
func (v *visit) may(action people.Action, unit, site int64) error {
	in := v.places().Scope(v.who.Institution, unit)
	if site != 0 {
		in.Sites = []int64{site}
	}
	return people.May(v.who.Standing, action, in)
}

// closed is the tag of what is out of use.
func (v *visit) closed(active bool) []Tag {
	if active {
		return nil
	}
	return []Tag{{Text: v.t("admin.closed")}}
}

// units are the choices of a place in the tree of units, with the institution
// first. A unit that is closed is offered only where it is chosen already.
func (v *visit) units(none string, chosen int64) []FormChoice {
	list := []FormChoice{{Value: "", Label: none}}
	for _, u := range v.places().Tree(v.who.Institution) {
		if u.Active || u.ID == chosen {
			list = append(list, FormChoice{Value: id(u.ID), Label: indent(u.Depth) + u.Name.In(v.lang), On: u.ID == chosen})
		}
	}
	return list
}

// indent shows the level of a choice.
func indent(depth int) string {
	s := ""
	for range depth {
		s += "\u2003"
	}
	return s
}

// saved is how a form of the administration ends: with the page that lists the
// thing, or with the form again.
func (v *visit) saved(err error, f *httpx.Form, again func() (FormPage, error), to, what string, args ...string) error {
	if err == nil {
		return v.done(to, what, args...)
	}
	if fault.Is(err, fault.Conflict) && v.d.Sites != nil { // another node may have saved
		if rerr := v.d.Sites.Directory.Refresh(v.ctx()); rerr != nil {
			return rerr
		}
	}
	page, perr := again()
	if perr != nil {
		return perr
	}
	return v.again(page, f.Values, err)
}

// active, menu and the like: a check of a form.
func check(name, label, hint string, on bool) FormField {
	return FormField{Type: "check", Name: name, Label: label, Hint: hint, On: on}
}

func (v *visit) position(n int) FormField {
	return FormField{Type: "number", Name: "position", Label: v.t("admin.position"), Value: id(int64(n)), Hint: v.t("admin.position_hint")}
}

// unitName is what a unit is called, or the institution where it is 0.
func (v *visit) unitName(unit int64) string {
	if u := v.places().Unit(unit); u != nil {
		return u.Name.In(v.lang)
	}
	return v.t("admin.place_institution")
}

var errNoSuch = fault.New(fault.NotFound, "fault.not_found")

// unitOfPath is the unit that the address names.
func (v *visit) unitOfPath() (*store.Unit, error) {
	u := v.places().Unit(number(v.r.PathValue("id")))
	if u == nil || u.Institution != v.who.Institution {
		return nil, errNoSuch
	}
	return u, v.may(people.ManageUnits, u.ID, 0)
}

// siteOfPath is the site that the address names, for who may do an action there.
func (v *visit) siteOfPath(action people.Action) (*store.Site, error) {
	s := v.places().Site(number(v.r.PathValue("id")))
	if s == nil || s.Institution != v.who.Institution {
		return nil, errNoSuch
	}
	return s, v.may(action, s.Unit, s.ID)
}

// adminRoutes are the addresses of the administration.
func adminRoutes() []Route {
	return []Route{
		{get, "/desk/people", To(people.SeePeople), Institution, (*Desk).people},
		{post, "/desk/people", To(people.ManagePeople), Somewhere, (*Desk).addPerson},
		{get, "/desk/people/new", To(people.ManagePeople), Somewhere, (*Desk).newPerson},
		{get, pathPeopleTable, To(people.ManagePeople), Institution, (*Desk).peopleTable},
		{post, pathPeopleTable, To(people.ManagePeople), Institution, (*Desk).takeTable},
		{get, "/desk/people/people.csv", To(people.ManagePeople), Institution, (*Desk).peopleCSV},
		{get, "/desk/people/template.csv", To(people.ManagePeople), Institution, (*Desk).peopleTemplate},
		{get, "/desk/people/{id}", To(people.SeePeople), Institution, (*Desk).person},
		{get, "/desk/people/{id}/edit", To(people.ManagePeople), Somewhere, (*Desk).editPerson},
		{post, "/desk/people/{id}/edit", To(people.ManagePeople), Somewhere, (*Desk).savePerson},
		{post, "/desk/people/{id}/invite", To(people.ManagePeople), Somewhere, (*Desk).invite},
		{post, "/desk/people/{id}/disable", To(people.ManagePeople), Somewhere, (*Desk).disable},
		{post, "/desk/people/{id}/enable", To(people.ManagePeople), Somewhere, (*Desk).enable},
		{post, "/desk/people/{id}/second-factor/remove", To(people.ManagePeople), Somewhere, (*Desk).removeFactor},
		{post, "/desk/people/{id}/sessions/end", To(people.EndSessions), Somewhere, (*Desk).endSessionsOf},
		{post, "/desk/people/{id}/appointments", To(people.ManagePeople), Somewhere, (*Desk).appoint},
		{post, "/desk/people/{id}/appointments/{appointment}/end", To(people.ManagePeople), Somewhere, (*Desk).endAppointment},
		{post, "/desk/people/{id}/delegations/{delegation}/end", To(people.ManagePeople), Somewhere, (*Desk).endDelegationOf},

		{get, pathRoster, To(people.SeePeople), Institution, (*Desk).roster},
		{post, "/desk/roster/{id}/paper", To(people.ManageRoster), Institution, (*Desk).keepSeat},
		{post, "/desk/roster/{id}/work", To(people.DivideWork), Institution, (*Desk).divideWork},
		{get, "/desk/units", To(people.ManageUnits), Somewhere, (*Desk).unitTree},
		{post, "/desk/units", To(people.ManageUnits), Somewhere, (*Desk).addUnit},
		{get, "/desk/units/new", To(people.ManageUnits), Somewhere, (*Desk).newUnit},
		{get, "/desk/units/{id}", To(people.ManageUnits), Somewhere, (*Desk).unit},
		{post, "/desk/units/{id}", To(people.ManageUnits), Somewhere, (*Desk).saveUnit},

		{get, "/desk/sites", To(people.ManageSections), Somewhere, (*Desk).sites},
		{post, "/desk/sites", To(people.ManageSite), Somewhere, (*Desk).addSite},
		{get, "/desk/sites/new", To(people.ManageSite), Somewhere, (*Desk).newSite},
		{get, "/desk/sites/{id}", To(people.ManageSite), Somewhere, (*Desk).site},
		{post, "/desk/sites/{id}", To(people.ManageSite), Somewhere, (*Desk).saveSite},
		{get, "/desk/sites/{id}/look", To(people.ManageSite), Somewhere, (*Desk).look},
		{post, "/desk/sites/{id}/look", To(people.ManageSite), Somewhere, (*Desk).changeLook},
		{get, "/desk/sites/{id}/look/preview", To(people.ManageSite), Somewhere, (*Desk).tryLook},
		{post, "/desk/sites/{id}/look/preview", To(people.ManageSite), Somewhere, (*Desk).tryLook},
		{get, "/desk/sites/{id}/look/files/{file}", To(people.ManageSite), Somewhere, (*Desk).lookMedia},
		{post, "/desk/sites/{id}/look/drop", To(people.ManageSite), Somewhere, (*Desk).dropLook},
		{post, "/desk/sites/{id}/look/restore", To(people.ManageSite), Somewhere, (*Desk).restoreLook},
		{get, "/desk/sites/{id}/sections", To(people.ManageSections), Somewhere, (*Desk).sections},
		{post, "/desk/sites/{id}/sections", To(people.ManageSections), Somewhere, (*Desk).addSection},
		{get, "/desk/sites/{id}/sections/new", To(people.ManageSections), Somewhere, (*Desk).newSection},
		{get, "/desk/sites/{id}/sections/{section}", To(people.ManageSections), Somewhere, (*Desk).section},
		{post, "/desk/sites/{id}/sections/{section}", To(people.ManageSections), Somewhere, (*Desk).saveSection},
		{get, "/desk/sites/{id}/redirects", To(people.ManageSections), Somewhere, (*Desk).redirects},
		{post, "/desk/sites/{id}/redirects", To(people.ManageSections), Somewhere, (*Desk).addRedirect},
		{post, "/desk/sites/{id}/redirects/{redirect}/end", To(people.ManageSections), Somewhere, (*Desk).endRedirect},
		{post, "/desk/sites/{id}/topics", To(people.ManageSections), Somewhere, (*Desk).addTopic},
		{get, "/desk/sites/{id}/topics/new", To(people.ManageSections), Somewhere, (*Desk).newTopic},
		{get, "/desk/sites/{id}/topics/{topic}", To(people.ManageSections), Somewhere, (*Desk).topic},
		{post, "/desk/sites/{id}/topics/{topic}", To(people.ManageSections), Somewhere, (*Desk).saveTopic},

		{get, "/desk/kinds", To(people.ManageSettings), Institution, (*Desk).kinds},
		{post, "/desk/kinds", To(people.ManageSettings), Institution, (*Desk).addKind},
		{get, "/desk/kinds/new", To(people.ManageSettings), Institution, (*Desk).newKind},
		{get, "/desk/kinds/{id}", To(people.ManageSettings), Institution, (*Desk).kind},
		{post, "/desk/kinds/{id}", To(people.ManageSettings), Institution, (*Desk).saveKind},

		{get, "/desk/mailboxes", To(people.ManageMailboxes), Somewhere, (*Desk).mailboxes},
		{post, "/desk/mailboxes", To(people.ManageMailboxes), Somewhere, (*Desk).addMailbox},
		{get, "/desk/mailboxes/new", To(people.ManageMailboxes), Somewhere, (*Desk).newMailbox},
		{get, "/desk/mailboxes/{id}", To(people.ManageMailboxes), Somewhere, (*Desk).mailbox},
		{post, "/desk/mailboxes/{id}", To(people.ManageMailboxes), Somewhere, (*Desk).saveMailbox},

		{get, "/desk/calendar", To(people.SeeHouse), Somewhere, (*Desk).year},
		{post, "/desk/calendar/days", To(people.ManageCalendar), Somewhere, (*Desk).setDay},
		{post, "/desk/calendar/days/drop", To(people.ManageCalendar), Somewhere, (*Desk).dropDay},
		{post, "/desk/calendar/week", To(people.ManageCalendar), Somewhere, (*Desk).setWeek},
		{post, "/desk/calendar/week/drop", To(people.ManageCalendar), Somewhere, (*Desk).dropWeek},

		{get, "/desk/institution", To(people.ManageSettings), Institution, (*Desk).institution},
		{get, pathPrograms, To(people.ManageSettings), Institution, (*Desk).programs},
		{post, "/desk/institution", To(people.ManageSettings), Institution, (*Desk).saveInstitution},
	}
}
