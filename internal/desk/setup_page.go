package desk

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/sites"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A SetupPage is a step of the set-up.
type SetupPage struct {
	Shell
	Step    string
	Lead    string
	Count   string // "Bước 2 trên 7"
	Steps   []SetupStep
	Back    string // path of the step before
	Presets []PresetCard
	Form    Form
	Skip    bool // the step can be left for later

	Looked  []LookedRow // people entered so far
	Refused bool        // some of them would be refused
	Columns []TableColumn
	Invite  bool

	Days      []string // public holidays to come
	Fixed     string   // where the mail server is set otherwise
	Good, Bad string   // what came of the test letter
	Reply     string   // what the mail server said
	Summary   []SetupFact
}

// A SetupStep is an entry of the list of steps.
type SetupStep struct {
	Title, Path string
	Here, Done  bool
}

// A PresetCard is a preset that can be chosen, with what it brings.
type PresetCard struct {
	ID, Title, For string
	Brings         []string
	On             bool
}

// A SetupFact is a line of the summary.
type SetupFact struct{ Label, Value, Path string }

func (s *Setup) page(v *visit, step string, d draft) (page SetupPage, err error) {
	i := slices.Index(setupSteps, step)
	if i < 0 {
		return page, fault.New(fault.NotFound, "fault.not_found")
	}
	page = SetupPage{Shell: v.bareShell(v.t("desk.setup_" + step)), Step: step, Lead: v.t("desk.setup_" + step + "_lead"), Count: v.t("desk.setup_count", i+1, len(setupSteps))}
	page.ThisPage = PathSetup + "/" + step
	if i > 0 {
		page.Back = PathSetup + "/" + setupSteps[i-1]
	}
	for _, other := range setupSteps {
		page.Steps = append(page.Steps, SetupStep{Title: v.t("desk.setup_" + other), Path: PathSetup + "/" + other, Here: other == step, Done: slices.Contains(d.Done, other)})
	}
	page.Form = Form{Path: page.ThisPage, Submit: v.t("desk.setup_next")}
	switch step {
	case "preset":
		page.Presets, err = presetCards(v.lang, d.Plan.Preset)
	case "names":
		page.Form.Parts = s.nameFields(v, d.Plan)
	case "sites":
		page.Form.Parts, err = s.siteFields(v, d.Plan)
	case "people":
		err = s.peoplePart(v, &page, d.Plan)
	case "hours":
		page.Form.Parts = s.hourFields(v, d.Plan)
		page.Days = holidays(v.lang, v.now)
	case "mail":
		s.mailPart(v, &page, d.Plan)
	case "finish":
		err = s.finishPart(v, &page, d)
	}
	return page, err
}

func presetCards(l locale.Lang, chosen string) (list []PresetCard, err error) {
	for _, name := range []string{"truong-dai-hoc", "so-nganh", "thu-vien"} {
		p, err := sites.Shipped(name, sites.Blank{})
		if err != nil {
			return nil, err
		}
		c := PresetCard{ID: name, Title: locale.T(l, "desk.setup_preset_"+name), For: locale.T(l, "desk.setup_preset_"+name+"_for"), On: chosen == name}
		var titles []string
		for _, pr := range procfile.Presets() {
			if slices.Contains(p.Procedures, pr.ID) {
				f, mistakes := procfile.Parse(pr.Text)
				if len(mistakes) == 0 {
					titles = append(titles, f.Title.In(l))
				}
			}
		}
		c.Brings = []string{locale.T(l, "desk.setup_brings_procedures", strings.Join(titles, "; ")), locale.T(l, "desk.setup_brings_sites", len(p.Sites), len(p.Sections)),
			locale.T(l, "desk.setup_brings_roles", len(p.Titles)), locale.T(l, "desk.setup_brings_units", len(p.Units))}
		list = append(list, c)
	}
	return list, nil
}

func (s *Setup) nameFields(v *visit, p sites.Plan) []FormPart {
	return []FormPart{{Fields: append(append(v.both("name", v.t("desk.setup_name"), p.Name, true),
		FormField{Type: "text", Name: "short", Label: v.t("desk.setup_short"), Hint: v.t("desk.setup_short_hint"), Value: p.Short, Required: true},
		FormField{Type: "text", Name: "domain", Label: v.t("desk.setup_domain"), Hint: v.t("desk.setup_domain_hint"), Value: p.Domain, Required: true}),
		v.both("parent", v.t("desk.setup_parent"), p.Parent, false)...)}}
}

func (s *Setup) siteFields(v *visit, p sites.Plan) ([]FormPart, error) {
	f, err := p.Filled()
	if err != nil {
		return nil, err
	}
	var parts []FormPart
	url := FormField{Type: "text", Name: "url", Label: v.t("desk.setup_url"), Hint: v.t("desk.setup_url_hint"), Value: s.mail().URL}
	if s.URLFixed != "" || s.MailFixed != "" {
		url = FormField{Type: "shown", Name: "url_shown", Label: v.t("desk.setup_url"), Value: s.mail().URL, Hint: v.t("desk.setup_fixed")}
	}
	for _, site := range f.Sites {
		host := ""
		if len(site.Hosts) > 0 {
			host = site.Hosts[0]
		}
		parts = append(parts, FormPart{Title: v.t("desk.setup_site_"+string(site.Lang), site.ID), Fields: []FormField{
			{Type: "text", Name: "name." + site.ID, Label: v.t("desk.setup_site_name"), Value: site.Name, Lang: site.Lang},
			{Type: "text", Name: "host." + site.ID, Label: v.t("desk.setup_site_host"), Hint: v.t("desk.setup_site_host_hint"), Value: host}}})
	}
	contact := append(v.both("address", v.t("admin.address"), p.Address, false), FormField{Type: "tel", Name: "phone", Label: v.t("admin.phone"), Value: p.Phone, Auto: "off"},
		FormField{Type: "email", Name: "email", Label: v.t("admin.email"), Value: f.Institution.Email, Auto: "off"}, url)
	return append(parts, FormPart{Title: v.t("desk.setup_contact"), Fields: contact}), nil
}

// setupRows is how many people a form takes at once.
const setupRows = 4

func (s *Setup) peoplePart(v *visit, page *SetupPage, p sites.Plan) error {
	f, err := p.Filled()
	if err != nil {
		return err
	}
	page.Columns, page.Invite, page.Skip = tableColumns(v.lang), p.Invite, true
	roles := []FormChoice{{Label: v.t("desk.setup_no_role")}}
	for _, r := range people.Roles {
		if t, ok := f.Titles[r]; ok && r != people.Administrator {
			roles = append(roles, FormChoice{Value: string(r), Label: upperFirst(t.In(v.lang))})
		}
	}
	units := []FormChoice{{Label: v.t("admin.person_unit_none")}}
	for _, u := range f.Units {
		units = append(units, FormChoice{Value: u.Name.VI, Label: u.Name.In(v.lang)})
	}
	page.Form.Submit = v.t("desk.setup_people_add")
	for i := range setupRows {
		n := "." + id(int64(i))
		page.Form.Parts = append(page.Form.Parts, FormPart{Title: v.t("desk.setup_person", i+1), Fields: []FormField{
			{Type: "text", Name: "name" + n, Label: v.t("admin.person_name"), Auto: "off"},
			{Type: "email", Name: "email" + n, Label: v.t("admin.email"), Auto: "off"},
			{Type: "select", Name: "role" + n, Label: v.t("admin.role"), Choices: slices.Clone(roles)},
			{Type: "select", Name: "unit" + n, Label: v.t("admin.unit"), Choices: slices.Clone(units)},
		}})
	}
	if len(p.People) == 0 {
		return nil
	}
	r, err := s.Try(v.ctx(), p)
	if err != nil {
		return err
	}
	page.Looked = lookedTable(v.lang, r, "").Rows
	page.Refused = r.Count(accounts.Refused) > 0
	return nil
}

var weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

func (s *Setup) hourFields(v *visit, p sites.Plan) []FormPart {
	country := workday.Vietnam().Week()
	part := FormPart{Note: v.t("desk.setup_hours_note")}
	for i, day := range weekdays {
		value := hoursText(country[(i+1)%7])
		if len(p.Week) > 0 {
			value = p.Week[day]
		}
		part.Fields = append(part.Fields, FormField{Type: "text", Name: day, Label: upperFirst(workday.Weekday(v.lang, time.Weekday((i+1)%7))), Value: value})
	}
	return []FormPart{part}
}

// holidays are the public holidays of the next twelve months.
func holidays(l locale.Lang, now time.Time) (list []string) {
	cal := workday.Vietnam()
	for t, end := now, now.AddDate(1, 0, 0); t.Before(end); t = t.AddDate(0, 0, 1) {
		if info := cal.Day(t.In(vi.Zone)); special(info.Kind) {
			list = append(list, vi.ShortDate(l, t)+": "+info.Name.In(l))
		}
	}
	return list
}

// mail is the mail server as it was last typed, or as it is set.
func (s *Setup) mail() SetupMail {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.typed != (SetupMail{}) {
		return s.typed
	}
	return s.Mail
}

func (s *Setup) mailPart(v *visit, page *SetupPage, p sites.Plan) {
	m := s.mail()
	page.Fixed, page.Skip = s.MailFixed, true
	test := FormField{Type: "email", Name: "to", Label: v.t("desk.setup_mail_to"), Hint: v.t("desk.setup_mail_to_hint"), Value: p.AdminEmail, Auto: "off"}
	if page.Fixed != "" {
		page.Form.Parts = []FormPart{{Fields: []FormField{{Type: "shown", Name: "server_shown", Label: v.t("desk.setup_mail_server"), Value: m.Server, Hint: v.t("desk.setup_mail_fixed", page.Fixed)}, test}}}
		return
	}
	secret := v.t("desk.setup_mail_password_hint")
	if m.Password != "" {
		secret = v.t("desk.setup_mail_password_kept")
	}
	page.Form.Parts = []FormPart{{Fields: []FormField{
		{Type: "text", Name: "server", Label: v.t("desk.setup_mail_server"), Hint: v.t("desk.setup_mail_server_hint"), Value: m.Server, Auto: "off"},
		{Type: "select", Name: "tls", Label: v.t("desk.setup_mail_tls"), Choices: choose(m.TLS, []FormChoice{{Value: "starttls", Label: v.t("desk.setup_mail_starttls")}, {Value: "implicit", Label: v.t("desk.setup_mail_implicit")},
			{Value: "opportunistic", Label: v.t("desk.setup_mail_opportunistic")}, {Value: "none", Label: v.t("desk.setup_mail_none")}})},
		{Type: "text", Name: "user", Label: v.t("desk.setup_mail_user"), Value: m.User, Auto: "off"},
		{Type: "password", Name: "password", Label: v.t("account.password"), Hint: secret, Auto: "off"}, test}}}
}

// asksFactor reports whether the administrator's first sign-in leads to a second
// factor.
func (s *Setup) asksFactor() bool {
	c := s.Desk.Accounts.Config
	return c.SecondFactorAll || slices.Contains(c.SecondFactor, people.Administrator)
}

func (s *Setup) finishPart(v *visit, page *SetupPage, d draft) error {
	p := d.Plan
	page.Form.Submit = v.t("desk.setup_do")
	note := v.t("desk.setup_admin_note")
	if s.asksFactor() {
		note += " " + v.t("desk.setup_admin_factor")
	}
	page.Form.Parts = []FormPart{{Title: v.t("desk.setup_admin"), Note: note, Fields: []FormField{
		{Type: "text", Name: "name", Label: v.t("admin.person_name"), Value: p.AdminName, Required: true, Auto: "name"},
		{Type: "email", Name: "email", Label: v.t("admin.email"), Value: p.AdminEmail, Required: true, Auto: "username"},
		{Type: "password", Name: "password", Label: v.t("account.password"), Hint: v.t("desk.setup_password_hint", s.Desk.Accounts.Config.PasswordMin), Required: true, Auto: "new-password"},
		{Type: "password", Name: "again", Label: v.t("desk.setup_password_again"), Required: true, Auto: "new-password"},
	}}}
	f, err := p.Filled()
	if err != nil {
		return err
	}
	var names, boxes []string
	for _, site := range f.Sites {
		name := site.Name
		if len(site.Hosts) > 0 {
			name += " (" + site.Hosts[0] + ")"
		}
		names = append(names, name)
	}
	for _, b := range f.Mailboxes {
		boxes = append(boxes, b.Address)
	}
	mailed := v.t("desk.setup_mail_later")
	if m := s.mail(); m.Server != "" {
		mailed = m.Server
	}
	hours := v.t("desk.setup_hours_country")
	if len(p.Week) > 0 {
		var said []string
		for i, day := range weekdays {
			if p.Week[day] != "" {
				said = append(said, workday.Weekday(v.lang, time.Weekday((i+1)%7))+" "+p.Week[day])
			}
		}
		hours = strings.Join(said, "; ")
	}
	for _, f := range []SetupFact{
		{v.t("desk.setup_preset"), v.t("desk.setup_preset_" + p.Preset), "preset"},
		{v.t("desk.setup_name"), f.Institution.Name.VI + " · " + f.Institution.Name.EN + " · " + f.Institution.Short, "names"},
		{v.t("desk.setup_sites"), strings.Join(names, "; "), "sites"},
		{v.t("desk.setup_boxes"), strings.Join(boxes, "; "), "names"},
		{v.t("desk.setup_people"), v.t("desk.setup_people_count", len(p.People)), "people"},
		{v.t("desk.setup_hours"), hours, "hours"},
		{v.t("desk.setup_mail"), mailed, "mail"},
	} {
		f.Path = PathSetup + "/" + f.Path
		page.Summary = append(page.Summary, f)
	}
	return nil
}

func (s *Setup) show(v *visit) error {
	d, err := s.draft(v)
	if err != nil {
		return err
	}
	step := v.r.PathValue("step")
	if step != "preset" && d.Plan.Preset == "" || !slices.Contains([]string{"preset", "names"}, step) && !slices.Contains(d.Done, "names") {
		v.redirect(PathSetup + "/" + d.next())
		return nil
	}
	page, err := s.page(v, step, d)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "setup", page)
}

// again shows a step with what is wrong.
func (s *Setup) again(v *visit, step string, d draft, f *httpx.Form, wrong error) error {
	page, err := s.page(v, step, d)
	if err != nil {
		return err
	}
	if !page.Form.refused(v.lang, f.Values, wrong) {
		return wrong
	}
	return v.show(httpx.Status(wrong), "setup", page)
}
