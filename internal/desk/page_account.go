package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// An AccountPage is what somebody keeps of their own account.
type AccountPage struct {
	Shell
	Name, Email  string
	Language     Form
	Letters      Form // which letters I want
	Factor       bool // has a second factor
	Recovery     int  // recovery codes left
	Sessions     []SessionView
	Appointments []HeldView
	Given        []LentView // what I have delegated
	Received     []LentView // what was delegated to me
	MayDelegate  bool
}

// A SessionView is a session in words.
type SessionView struct {
	ID, Device, Address, Since, Seen string
	Current                          bool
}

// A HeldView is an appointment in words.
type HeldView struct {
	ID                         int64
	Role, Place, Period, Paper string
	State                      Tag // "đang giữ", "chưa bắt đầu", "đã kết thúc"
	Running                    bool
}

// A LentView is a delegation in words.
type LentView struct {
	ID                              int64
	Who, What, Place, Period, Paper string
	State                           Tag
	Running                         bool   // or yet to begin
	Scan                            string // address of the scan; "" none, or not for the visitor
	Keep                            string // address where it is kept; "" not for the visitor
}

func (d *Desk) account(v *visit) error {
	p, err := d.Accounts.Profile(v.ctx(), v.who, v.who.Person)
	if err != nil {
		return err
	}
	sessions, err := d.Accounts.Sessions(v.ctx(), v.who)
	if err != nil {
		return err
	}
	page := AccountPage{Name: p.Name, Email: p.Email, Factor: p.SecondFactor, Recovery: p.Recovery}
	page.Language = Form{ID: "l-", Path: pathAccount + "/language", Submit: v.t("account.account_language_save"), Parts: []FormPart{{Fields: []FormField{{
		Type: "select", Name: "lang", Label: v.t("account.account_language"), Choices: v.languages(string(p.Lang))}}}}}
	wanted, err := d.Accounts.WantsDecisionLetters(v.ctx(), v.who)
	if err != nil {
		return err
	}
	page.Letters = Form{ID: "d-", Path: pathAccount + "/letters", Submit: v.t("account.letters_save"), Parts: []FormPart{{Fields: []FormField{
		check("decisions", v.t("account.letters_decisions"), v.t("account.letters_decisions_hint"), wanted)}}}}
	for _, s := range sessions {
		page.Sessions = append(page.Sessions, v.session(s))
	}
	w, err := v.personWords()
	if err != nil {
		return err
	}
	page.Appointments = w.held(p.Appointments)
	page.Given, page.Received = w.lent(p, true)
	r, _ := routeTo(pathAccount + "/delegations/new")
	page.MayDelegate = v.allowed(r) == nil
	if page.Shell, err = v.shell(v.t("desk.my_account"), ""); err != nil {
		return err
	}
	return v.show(http.StatusOK, "account", page)
}

func (v *visit) languages(chosen string) []FormChoice {
	return choose(chosen, []FormChoice{{Value: "vi", Label: "Tiếng Việt"}, {Value: "en", Label: "English"}})
}

// session says a session in words.
func (v *visit) session(s accounts.Session) SessionView {
	device := v.t("accounts.device_unknown")
	switch b, sys := s.Device.Browser, s.Device.System; {
	case b != "" && sys != "":
		device = v.t("accounts.device", b, sys)
	case b+sys != "":
		device = b + sys
	}
	return SessionView{ID: s.ID, Device: device, Address: s.Address, Current: s.Current,
		Since: v.t("account.session_since", vi.DateTime(v.lang, s.CreatedAt)), Seen: v.t("account.session_seen", shortMoment(v.lang, v.now, s.SeenAt))}
}

// personWords says appointments and delegations.
type personWords struct {
	v      *visit
	inst   *store.Institution
	places map[people.Place]string
	names  func(people.PersonID) string
}

func (v *visit) personWords() (w personWords, err error) {
	w = personWords{v: v, names: v.names()}
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		if w.inst, err = tx.Institution(ctx, v.who.Institution); err != nil {
			return err
		}
		w.places, err = placeNames(ctx, tx, v.who.Institution, v.lang)
		return err
	})
	return w, err
}

func (w personWords) role(r people.Role) string { return upperFirst(roleTitle(w.inst, w.v.lang, r)) }

func (w personWords) place(p people.Place) string {
	if p.Kind == people.Institution {
		return w.v.t("admin.place_institution")
	}
	return w.places[p]
}

// period says from when until when; an end at midnight is the day before.
func (w personWords) period(from, to time.Time) string {
	if to.IsZero() {
		return w.v.t("account.period_open", w.day(from))
	}
	if local := to.In(vi.Zone); local.Hour() == 0 && local.Minute() == 0 {
		to = to.Add(-time.Minute)
	}
	return w.v.t("account.period", w.day(from), w.day(to))
}

func (w personWords) day(t time.Time) string { return t.In(vi.Zone).Format("02/01/2006") }

// state says whether a period runs.
func (w personWords) state(from, to time.Time) (Tag, bool) {
	switch {
	case !to.IsZero() && !w.v.now.Before(to):
		return Tag{Text: w.v.t("account.period_over")}, false
	case w.v.now.Before(from):
		return Tag{Kind: "wait", Icon: "pause", Text: w.v.t("account.period_ahead")}, true
	}
	return Tag{Kind: "good", Icon: "check", Text: w.v.t("account.period_runs")}, true
}

// held says appointments, those that run first.
func (w personWords) held(all []store.Appointment) (list []HeldView) {
	for _, a := range all {
		h := HeldView{ID: a.ID, Role: w.role(a.Role), Place: w.place(a.Place), Period: w.period(a.From, a.To), Paper: a.Paper}
		h.State, h.Running = w.state(a.From, a.To)
		list = append(list, h)
	}
	slices.SortStableFunc(list, func(a, b HeldView) int { return endedLast(a.Running) - endedLast(b.Running) })
	return list
}

func endedLast(runs bool) int {
	if runs {
		return 0
	}
	return 1
}

// lent says the delegations that a person has given and received.
func (w personWords) lent(p *accounts.Profile, manage bool) (given, received []LentView) {
	for _, d := range p.Delegations {
		paper, mine := p.Papers[d.ID], d.From == w.v.who.Person
		l := LentView{ID: d.ID, Place: w.place(d.Place), Period: w.period(d.Start, d.End), Paper: accounts.PaperOf(w.v.lang, d.Paper, paper.Dated), What: w.v.t("account.delegation_all")}
		if paper.Media != "" && (mine || d.To == w.v.who.Person || manage && d.From == p.ID) {
			l.Scan = scanPath(d.ID)
		}
		if mine || manage && d.From == p.ID {
			l.Keep = scanPath(d.ID)
		}
		if len(d.Roles) > 0 {
			titles := make([]string, len(d.Roles))
			for i, r := range d.Roles {
				titles[i] = w.role(r)
			}
			l.What = andList(w.v.lang, titles)
		}
		l.State, l.Running = w.state(d.Start, d.End)
		if d.From == p.ID {
			l.Who = w.names(d.To)
			given = append(given, l)
		} else {
			l.Who = w.names(d.From)
			received = append(received, l)
		}
	}
	order := func(a, b LentView) int { return endedLast(a.Running) - endedLast(b.Running) }
	slices.SortStableFunc(given, order)
	slices.SortStableFunc(received, order)
	return given, received
}

// ownLanguage changes the language of the interface for good.
func (d *Desk) ownLanguage(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	if err := d.Accounts.ChangeLanguage(v.ctx(), v.who, locale.Parse(f.Get("lang"))); err != nil {
		return err
	}
	return v.done(pathAccount, "language")
}

// ownLetters keeps which letters the visitor wants.
func (d *Desk) ownLetters(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	if err := d.Accounts.ChooseDecisionLetters(v.ctx(), v.who, f.Has("decisions")); err != nil {
		return err
	}
	return v.done(pathAccount, "letters")
}

func (v *visit) passwordPage() (page FormPage, err error) {
	page.Crumbs = []Crumb{{v.t("desk.my_account"), pathAccount}}
	page.Lead = v.t("account.password_lead")
	page.Form = Form{Path: pathAccount + "/password", Submit: v.t("account.password_save"), Cancel: pathAccount, Parts: []FormPart{{Fields: v.passwordFields(true)}}}
	page.Shell, err = v.shell(v.t("account.password_title"), "")
	return page, err
}

func (d *Desk) ownPassword(v *visit) error {
	page, err := v.passwordPage()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "admin_form", page)
}

// changePassword sets a new password; all other sessions end.
func (d *Desk) changePassword(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	t, err := d.Accounts.ChangePassword(v.ctx(), v.visitor(), v.token, f.Get("current"), f.Get("password"))
	if err != nil {
		page, perr := v.passwordPage()
		if perr != nil {
			return perr
		}
		return v.again(page, f.Values, err)
	}
	v.keepSession(t)
	return v.done(pathAccount, "password_changed")
}

// beginFactor draws the key of a new second factor; the one before holds until
// the new one is confirmed.
func (d *Desk) beginFactor(v *visit) error {
	if err := d.Accounts.BeginSecondFactor(v.ctx(), v.token); err != nil {
		return err
	}
	v.redirect(pathAccount + "/second-factor")
	return nil
}

func (v *visit) factorPage() (InPage, error) {
	page := v.inPage(v.t("account.stage_enrol"))
	p, err := v.d.Accounts.Profile(v.ctx(), v.who, v.who.Person)
	if err != nil {
		return page, err
	}
	if page.Lead = v.t("account.factor_lead_first"); p.SecondFactor {
		page.Lead = v.t("account.factor_lead")
	}
	page.Form = Form{Path: pathAccount + "/second-factor", Submit: v.t("account.factor_save"), Cancel: pathAccount, Parts: []FormPart{{Fields: []FormField{
		{Type: "password", Name: "current", Label: v.t("account.password_current"), Required: true, Auto: "current-password"},
		{Type: "code", Name: "code", Label: v.t("account.code"), Required: true, Hint: v.t("account.code_hint")},
	}}}}
	return page, v.enrolment(&page)
}

func (d *Desk) ownFactor(v *visit) error {
	page, err := v.factorPage()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "account_in", page)
}

// setFactor confirms the new second factor.
func (d *Desk) setFactor(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	t, codes, err := d.Accounts.SetSecondFactor(v.ctx(), v.visitor(), v.token, f.Get("current"), f.Get("code"))
	if errors.Is(err, accounts.ErrSignedOut) {
		v.redirect(pathSignIn)
		return nil
	}
	if err != nil {
		page, perr := v.factorPage()
		if perr != nil {
			return err
		}
		return v.retry(page, f.Values, err)
	}
	return v.showCodes(t, codes, pathAccount)
}

// endSession ends one of the visitor's sessions, or all others.
func (d *Desk) endSession(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	if f.Get("session") == "others" {
		if err := d.Accounts.EndOtherSessions(v.ctx(), v.who); err != nil {
			return err
		}
		return v.done(pathAccount, "sessions_ended")
	}
	if err := d.Accounts.EndSession(v.ctx(), v.who, f.Get("session")); err != nil {
		return err
	}
	return v.done(pathAccount, "session_ended")
}

// delegationPage asks to whom, what, where and for how long (R-P3).
func (v *visit) delegationPage() (page FormPage, err error) {
	w, err := v.personWords()
	if err != nil {
		return page, err
	}
	var mine []people.Appointment
	for _, a := range v.who.Standing.Appointments {
		if a.Person == v.who.Person && a.Role != people.Administrator && a.Role != people.Requester && (a.To.IsZero() || a.To.After(v.now)) {
			mine = append(mine, a)
		}
	}
	var places, roles []FormChoice
	for _, a := range mine {
		place := FormChoice{Value: placeValue(a.Place), Label: w.place(a.Place)}
		if !slices.Contains(places, place) {
			places = append(places, place)
		}
		role := FormChoice{Value: string(a.Role), Label: w.role(a.Role)}
		if !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	colleagues, err := v.colleagues()
	if err != nil {
		return page, err
	}
	page.Crumbs = []Crumb{{v.t("desk.my_account"), pathAccount}}
	page.Lead = v.t("account.delegation_lead")
	today := v.now.In(vi.Zone).Format(time.DateOnly)
	page.Form = Form{Path: pathAccount + "/delegations", Submit: v.t("account.delegation_save"), Cancel: pathAccount, Parts: []FormPart{{Fields: []FormField{
		{Type: "select", Name: "to", Label: v.t("account.delegation_to"), Required: true, Choices: append([]FormChoice{{Label: v.t("admin.choose")}}, colleagues...)},
		{Type: "select", Name: "place", Label: v.t("account.delegation_place"), Required: true, Choices: places},
		{Type: "checks", Name: "roles", Label: v.t("account.delegation_roles"), Hint: v.t("account.delegation_roles_hint"), Choices: roles},
		{Type: "date", Name: "start", Label: v.t("admin.from_day"), Value: today, Required: true},
		{Type: "date", Name: "end", Label: v.t("admin.to_day"), Required: true, Hint: v.t("account.to_day_hint")},
		{Type: "text", Name: "paper", Label: v.t("account.delegation_paper"), Required: true, Hint: v.t("account.delegation_paper_hint")},
	}}, {Fields: v.paperFields()}}}
	page.Shell, err = v.shell(v.t("account.delegation_new"), "")
	return page, err
}

// mostColleagues bounds the list from which a colleague is chosen.
const mostColleagues = 3000

// colleagues are those to whom something can be delegated.
func (v *visit) colleagues() (list []FormChoice, err error) {
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.People(ctx, store.PersonFilter{Institution: v.who.Institution, State: store.PersonActive, Limit: mostColleagues})
		for _, p := range all {
			if p.ID != v.who.Person {
				list = append(list, FormChoice{Value: id(int64(p.ID)), Label: withTitle(p, v.lang)})
			}
		}
		return err
	})
	return list, err
}

// withTitle names a person with the position.
func withTitle(p store.Person, l locale.Lang) string {
	if t := p.Title.In(l); t != "" {
		return p.Name + ", " + lowerFirst(t)
	}
	return p.Name
}

func placeValue(p people.Place) string { return string(p.Kind) + ":" + id(p.ID) }

// placeOf reads what placeValue writes.
func placeOf(s string) people.Place {
	kind, n, _ := strings.Cut(s, ":")
	return people.Place{Kind: people.PlaceKind(kind), ID: number(n)}
}

func (d *Desk) newDelegation(v *visit) error {
	page, err := v.delegationPage()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "admin_form", page)
}

func (d *Desk) delegate(v *visit) error {
	f, err := v.form(scanForm)
	if err != nil {
		return err
	}
	in := accounts.DelegateInput{To: people.PersonID(number(f.Get("to"))), Place: placeOf(f.Get("place")), Paper: f.Get("paper"), Dated: f.Get("dated"), Scan: scanOf(f)}
	for _, r := range f.Values["roles"] {
		in.Roles = append(in.Roles, people.Role(r))
	}
	if in.Start, in.End, err = v.span(f, "start", "end"); err == nil {
		_, err = d.Accounts.Delegate(v.ctx(), v.who, in)
	}
	if err != nil {
		page, perr := v.delegationPage()
		if perr != nil {
			return perr
		}
		return v.again(page, f.Values, err)
	}
	return v.done(pathAccount, "delegated")
}

// span reads a period of days: from the beginning of the first, or from now on
// where that is today, until the end of the last.
func (v *visit) span(f *httpx.Form, from, to string) (start, end time.Time, err error) {
	if start, err = day(f.Get(from), from); err != nil {
		return start, end, err
	}
	if end, err = day(f.Get(to), to); err != nil {
		return start, end, err
	}
	if !start.IsZero() && sameDay(start, v.now) {
		start = time.Time{}
	}
	if !end.IsZero() {
		end = end.AddDate(0, 0, 1)
	}
	return start, end, nil
}

func (d *Desk) endDelegation(v *visit) error {
	if err := d.Accounts.EndDelegation(v.ctx(), v.who, number(v.r.PathValue("id"))); err != nil {
		return err
	}
	return v.done(pathAccount, "delegation_ended")
}
