package desk

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"congbo/internal/accounts"
	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/sites"
	"congbo/internal/vi"
)

// save takes in what was entered on a step and goes on to the next one.
func (s *Setup) save(v *visit) error {
	f, err := v.form(setupForm)
	if err != nil {
		return err
	}
	d, err := s.draft(v)
	if err != nil {
		return err
	}
	step := v.r.PathValue("step")
	do, ok := map[string]func(*visit, *httpx.Form, *draft) error{"preset": s.savePreset, "names": s.saveNames, "sites": s.saveSites, "people": s.savePeople, "hours": s.saveHours}[step]
	switch {
	case step == "mail":
		return s.saveMail(v, f, d)
	case step == "finish":
		return s.finish(v, f, d)
	case !ok:
		return fault.New(fault.NotFound, "fault.not_found")
	}
	before := d
	before.Plan.Sites = maps.Clone(d.Plan.Sites)
	if err := do(v, f, &d); err != nil {
		return s.again(v, step, before, f, err)
	}
	if err := s.keep(v, d, step); err != nil {
		return err
	}
	if step == "people" && !f.Has("next") { // there may be more of them
		v.redirect(PathSetup + "/people")
		return nil
	}
	v.redirect(PathSetup + "/" + after(step))
	return nil
}

func (s *Setup) savePreset(_ *visit, f *httpx.Form, d *draft) error {
	if !slices.Contains(sites.Presets(), f.Get("preset")) {
		return fault.New(fault.Invalid, "desk.setup_choose_preset").In("preset")
	}
	if d.Plan.Preset != f.Get("preset") { // what was entered for the sites of another one
		d.Plan.Sites = nil
		d.Done = slices.DeleteFunc(d.Done, func(step string) bool { return step == "sites" })
	}
	d.Plan.Preset = f.Get("preset")
	return nil
}

func (s *Setup) saveNames(_ *visit, f *httpx.Form, d *draft) error {
	p := &d.Plan
	p.Name, p.Parent = textOf(f, "name"), textOf(f, "parent")
	p.Short, p.Domain = vi.ReadLine(f.Get("short")), strings.ToLower(vi.CleanLine(f.Get("domain")))
	return p.Check()
}

func (s *Setup) saveSites(v *visit, f *httpx.Form, d *draft) error {
	p := &d.Plan
	p.Address, p.Phone, p.Email = textOf(f, "address"), f.Get("phone"), f.Get("email")
	p.Sites = make(map[string]sites.PlannedSite)
	blank, err := sites.Shipped(p.Preset, sites.Blank{})
	if err != nil {
		return err
	}
	for _, site := range blank.Sites {
		p.Sites[site.ID] = sites.PlannedSite{Name: f.Get("name." + site.ID), Host: f.Get("host." + site.ID)}
	}
	if public := strings.TrimSuffix(vi.CleanLine(f.Get("url")), "/"); s.MailFixed == "" && s.URLFixed == "" && public != s.mail().URL {
		if u, err := url.Parse(public); public != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "") {
			return fault.New(fault.Invalid, "desk.setup_url_wrong").In("url")
		}
		m := s.mail()
		m.URL = public
		if err := s.SaveMail(m); err != nil {
			return err
		}
		s.setMail(m)
	}
	plan := *p
	plan.People = nil
	if _, err = s.Try(v.ctx(), plan); err != nil {
		return hostFault(err, f, blank)
	}
	return nil
}

// hostFault puts what is wrong with a host name beside the field of the site
// that has it.
func hostFault(err error, f *httpx.Form, blank *sites.Preset) error {
	e, ok := fault.As(err)
	if !ok {
		return err
	}
	for _, site := range blank.Sites {
		if host := f.Get("host." + site.ID); host != "" && slices.ContainsFunc(e.Args, func(a any) bool { return a == host }) {
			return e.In("host." + site.ID)
		}
	}
	return e.In("")
}

func (s *Setup) savePeople(v *visit, f *httpx.Form, d *draft) error {
	p := &d.Plan
	p.Invite = f.Has("invite") || p.Invite && !f.Has("said-invite")
	if f.Get("next") != "" {
		return nil
	}
	if f.Has("clear") {
		p.People = nil
		return nil
	}
	var rows [][]string
	for i := range setupRows {
		n := "." + id(int64(i))
		name, email := vi.ReadLine(f.Get("name"+n)), vi.CleanLine(f.Get("email"+n))
		if name+email == "" {
			continue
		}
		row := make([]string, len(accounts.Columns))
		for j, c := range accounts.Columns {
			switch c {
			case "name":
				row[j] = name
			case "email":
				row[j] = email
			case "role", "unit":
				row[j] = f.Get(c + n)
			}
		}
		rows = append(rows, row)
	}
	if len(f.Files) > 0 && len(f.Files[0].Data) > 0 {
		sheet, err := convert.ReadSheet(f.Files[0].Data)
		if err != nil {
			return err
		}
		more, err := accounts.TableRows(sheet)
		if err != nil {
			return err
		}
		rows = append(rows, more...)
	}
	if len(rows) == 0 {
		return fault.New(fault.Invalid, "desk.setup_nobody")
	}
	plan := *p
	plan.People = append(slices.Clone(p.People), rows...)
	if len(plan.People) > convert.MaxSheetRows {
		return fault.New(fault.Invalid, "convert.sheet_long", convert.MaxSheetRows)
	}
	r, err := s.Try(v.ctx(), plan)
	if err != nil {
		return err
	}
	var wrong fault.List
	for _, l := range r.Lines[len(p.People):] {
		for _, e := range l.Faults {
			wrong = append(wrong, fault.New(fault.Invalid, "desk.setup_person_wrong", l.Line-len(p.People), l.Email, e))
		}
	}
	p.People = plan.People
	return wrong.Err()
}

func (s *Setup) saveHours(_ *visit, f *httpx.Form, d *draft) error {
	week := make(map[string]string)
	for _, day := range weekdays {
		if hours := vi.CleanLine(f.Get(day)); hours != "" {
			week[day] = hours
		}
	}
	d.Plan.Week = week
	return d.Plan.Check()
}

func (s *Setup) setMail(m SetupMail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.typed = m
}

// saveMail sends a test letter, or keeps the mail server and goes on; a server
// can be left for later.
func (s *Setup) saveMail(v *visit, f *httpx.Form, d draft) error {
	m := s.mail()
	if s.MailFixed == "" && f.Get("do") != "later" {
		m.Server, m.TLS, m.User = vi.CleanLine(f.Get("server")), f.Get("tls"), vi.CleanLine(f.Get("user"))
		if f.Get("password") != "" {
			m.Password = f.Get("password")
		}
		s.setMail(m)
	}
	to := strings.ToLower(vi.CleanLine(f.Get("to")))
	if d.Plan.AdminEmail == "" {
		d.Plan.AdminEmail = to
	}
	if f.Get("do") == "test" {
		return s.testLetter(v, f, d, m, to)
	}
	if s.MailFixed == "" && f.Get("do") != "later" {
		if m.Server == "" {
			return s.again(v, "mail", d, f, fault.New(fault.Invalid, "desk.setup_mail_missing").In("server"))
		}
		if err := s.SaveMail(m); err != nil {
			return s.again(v, "mail", d, f, err)
		}
	}
	if err := s.keep(v, d, "mail"); err != nil {
		return err
	}
	v.redirect(PathSetup + "/" + after("mail"))
	return nil
}

func (s *Setup) testLetter(v *visit, f *httpx.Form, d draft, m SetupMail, to string) error {
	var wrong fault.List
	if m.Server == "" {
		wrong = append(wrong, fault.New(fault.Invalid, "desk.setup_mail_missing").In("server"))
	}
	if !strings.Contains(to, "@") {
		wrong = append(wrong, fault.New(fault.Invalid, "accounts.email_missing").In("to"))
	}
	if err := wrong.Err(); err != nil {
		return s.again(v, "mail", d, f, err)
	}
	preset, err := d.Plan.Filled()
	if err != nil {
		return err
	}
	reply, err := s.TestMail(v.ctx(), v.lang, m, preset.Mailboxes[0].Address, to)
	page, perr := s.page(v, "mail", d)
	if perr != nil {
		return perr
	}
	page.Form.typed(f.Values)
	page.Reply = reply
	if err != nil {
		e, ok := fault.As(err)
		if !ok {
			return err
		}
		page.Bad = locale.Error(v.lang, e)
	} else {
		page.Good = v.t("desk.setup_mail_sent", to)
	}
	return v.show(http.StatusOK, "setup", page)
}

// finish carries everything out.
func (s *Setup) finish(v *visit, f *httpx.Form, d draft) error {
	p := &d.Plan
	p.AdminName, p.AdminEmail = vi.ReadLine(f.Get("name")), strings.ToLower(vi.CleanLine(f.Get("email")))
	var wrong fault.List
	if p.AdminName == "" {
		wrong = append(wrong, fault.New(fault.Invalid, "accounts.name_missing").In("name"))
	}
	if p.AdminEmail == "" {
		wrong = append(wrong, fault.New(fault.Invalid, "accounts.email_missing").In("email"))
	}
	if f.Get("password") == "" {
		wrong = append(wrong, fault.New(fault.Invalid, "desk.setup_password_missing").In("password"))
	} else if f.Get("password") != f.Get("again") {
		wrong = append(wrong, fault.New(fault.Invalid, "desk.setup_password_differs").In("again"))
	}
	if p.Preset == "" || !slices.Contains(d.Done, "names") {
		wrong = append(wrong, fault.New(fault.Invalid, "desk.setup_unfinished"))
	}
	err := wrong.Err()
	if err == nil {
		err = s.Do(v.ctx(), *p, f.Get("password"))
	}
	if err != nil {
		return s.again(v, "finish", d, f, err)
	}
	http.SetCookie(v.w, &http.Cookie{Name: setupCookie, Path: PathSetup, MaxAge: -1, Secure: s.Desk.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	if s.asksFactor() {
		return v.done(pathSignIn, "set_up_factor", p.Name.VI)
	}
	return v.done(pathSignIn, "set_up", p.Name.VI)
}

// setupForm is the budget of a step: its fields, or a table.
var setupForm = httpx.Budget{Fields: 100, Field: 64 << 10, Files: 1, File: convert.MaxSheet, Total: 2 << 20}
