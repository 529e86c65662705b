package desk

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A PersonPage is a person with the roles they hold and held, and for who
// manages people, what can be done about them.
type PersonPage struct {
	Shell
	Crumbs       []Crumb
	Tags         []Tag
	Position     string
	Unit         string
	Email, Phone string
	Speaks       string
	Seen         string // when they were last here; empty where not told
	Factor       string
	Sessions     string
	Appointments []HeldView
	Given        []LentView
	Received     []LentView
	Manage       bool
	Self         bool
	State        string // of the account
	HasFactor    bool
	Open         int // sessions
	At           string
	Appoint      Form
}

func (d *Desk) person(v *visit) error {
	page, err := v.profile(nil, nil)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "admin_person", page)
}

// profile reads the person of the address; with an error, what was typed to
// appoint them is still there.
func (v *visit) profile(typed url.Values, refused error) (page PersonPage, err error) {
	p, err := v.d.Accounts.Profile(v.ctx(), v.who, v.personOfPath())
	if err != nil {
		return page, err
	}
	w, err := v.personWords()
	if err != nil {
		return page, err
	}
	page = PersonPage{Crumbs: []Crumb{{v.t("desk.nav_people"), pathPeople}}, Tags: v.standing(p.State), Position: p.Title.In(v.lang), Unit: v.unitShort(p.Unit), Email: p.Email, Phone: p.Phone,
		Speaks: v.languageName(p.Lang), State: p.State, Self: p.ID == v.who.Person, At: pathPeople + "/" + id(int64(p.ID))}
	page.Appointments = w.held(p.Appointments)
	page.Manage = v.may(people.ManagePeople, p.Unit, 0) == nil
	page.Given, page.Received = w.lent(p, page.Manage)
	if page.Manage {
		page.Seen = v.t("admin.seen_never")
		if !p.SeenAt.IsZero() {
			page.Seen = vi.DateTime(v.lang, p.SeenAt)
		}
		page.HasFactor, page.Open = p.SecondFactor, p.Sessions
		page.Factor = v.t("admin.factor_off")
		if p.SecondFactor {
			page.Factor = v.t("admin.factor_on")
		}
		page.Sessions = v.t("admin.sessions_count", p.Sessions)
		page.Appoint = v.appointForm(w, p)
		if refused != nil && !page.Appoint.refused(v.lang, typed, refused) {
			return page, refused
		}
	}
	page.Shell, err = v.shell(p.Name, "people")
	return page, err
}

// appointForm asks for a role, a place and a period.
func (v *visit) appointForm(w personWords, p *accounts.Profile) Form {
	places := []FormChoice{{Value: placeValue(people.Place{Kind: people.Institution, ID: v.who.Institution}), Label: v.t("admin.place_institution")}}
	for _, u := range v.places().Tree(v.who.Institution) {
		if u.Active {
			places = append(places, FormChoice{Value: placeValue(people.Place{Kind: people.Unit, ID: u.ID}), Label: indent(u.Depth) + u.Name.In(v.lang)})
		}
	}
	for _, s := range v.places().SitesOf(v.who.Institution) {
		places = append(places, FormChoice{Value: placeValue(people.Place{Kind: people.Site, ID: s.ID}), Label: v.t("admin.place_site", s.Name)})
	}
	today := v.now.In(vi.Zone).Format(time.DateOnly)
	return Form{ID: "a-", Path: pathPeople + "/" + id(int64(p.ID)) + "/appointments", Submit: v.t("admin.appoint_save"), Parts: []FormPart{{Fields: []FormField{
		{Type: "select", Name: "role", Label: v.t("admin.role"), Required: true, Choices: append([]FormChoice{{Label: v.t("admin.choose")}}, v.roles(w.inst, "")...)},
		{Type: "select", Name: "place", Label: v.t("admin.place"), Required: true, Choices: places},
		{Type: "date", Name: "from", Label: v.t("admin.from_day"), Value: today},
		{Type: "date", Name: "to", Label: v.t("admin.to_day"), Hint: v.t("admin.to_day_open")},
		{Type: "text", Name: "paper", Label: v.t("admin.paper"), Hint: v.t("admin.paper_hint")},
	}}}}
}

// appoint gives the person of the address a role (R-P1).
func (d *Desk) appoint(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	p, err := d.Accounts.Profile(v.ctx(), v.who, v.personOfPath())
	if err != nil {
		return err
	}
	if err := v.may(people.ManagePeople, p.Unit, 0); err != nil { // before anything is said about the form
		return err
	}
	in := accounts.AppointInput{Person: p.ID, Role: people.Role(f.Get("role")), Place: placeOf(f.Get("place")), Paper: f.Get("paper")}
	if in.Role == "" {
		err = fault.New(fault.Invalid, "admin.role_missing").In("role")
	} else if in.From, in.To, err = v.span(f, "from", "to"); err == nil {
		_, err = d.Accounts.Appoint(v.ctx(), v.who, in)
	}
	if err == nil {
		return v.done(v.personPath(), "appointed")
	}
	page, perr := v.profile(f.Values, err)
	if perr != nil {
		return perr
	}
	return v.show(httpx.Status(err), "admin_person", page)
}

// doing is a verb about the person of the address without a form of its own.
func (v *visit) doing(err error, what string) error {
	if err == nil {
		return v.done(v.personPath(), what)
	}
	if e, ok := fault.As(err); ok && (e.Kind == fault.Conflict || e.Key == "accounts.not_oneself") {
		page, perr := v.profile(nil, nil)
		if perr != nil {
			return perr
		}
		page.Flash = append(page.Flash, Flash{"warn", sayFault(v.lang, err)})
		return v.show(httpx.Status(err), "admin_person", page)
	}
	return err
}

func (d *Desk) invite(v *visit) error {
	return v.doing(d.Accounts.Invite(v.ctx(), v.who, v.personOfPath()), "invited_again")
}

func (d *Desk) disable(v *visit) error {
	return v.doing(d.Accounts.Disable(v.ctx(), v.who, v.personOfPath()), "disabled")
}

func (d *Desk) enable(v *visit) error {
	return v.doing(d.Accounts.Enable(v.ctx(), v.who, v.personOfPath()), "enabled")
}

func (d *Desk) removeFactor(v *visit) error {
	return v.doing(d.Accounts.RemoveSecondFactor(v.ctx(), v.who, v.personOfPath()), "factor_removed")
}

func (d *Desk) endSessionsOf(v *visit) error {
	return v.doing(d.Accounts.EndSessionsOf(v.ctx(), v.who, v.personOfPath()), "sessions_of_ended")
}

// endAppointment takes a role away from today on.
func (d *Desk) endAppointment(v *visit) error {
	n, err := v.part("appointment", func(p *accounts.Profile, n int64) bool {
		return slices.ContainsFunc(p.Appointments, func(a store.Appointment) bool { return a.ID == n })
	})
	if err != nil {
		return err
	}
	return v.doing(d.Accounts.EndAppointment(v.ctx(), v.who, n), "appointment_ended")
}

func (d *Desk) endDelegationOf(v *visit) error {
	n, err := v.part("delegation", func(p *accounts.Profile, n int64) bool {
		return slices.ContainsFunc(p.Delegations, func(d store.Delegation) bool { return d.ID == n })
	})
	if err != nil {
		return err
	}
	return v.doing(d.Accounts.EndDelegation(v.ctx(), v.who, n), "delegation_ended")
}

// part is the number in an address of something that the person of the address
// has.
func (v *visit) part(name string, of func(*accounts.Profile, int64) bool) (int64, error) {
	p, err := v.d.Accounts.Profile(v.ctx(), v.who, v.personOfPath())
	if err != nil {
		return 0, err
	}
	n := number(v.r.PathValue(name))
	if !of(p, n) {
		return 0, errNoSuch
	}
	return n, nil
}
