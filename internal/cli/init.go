package cli

import (
	"fmt"
	"slices"
	"strings"

	"congbo/internal/accounts"
	"congbo/internal/app"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/sites"
	"congbo/internal/store"
)

// runInit is "congbo init": an institution from a preset, with its sites,
// sections, kinds, mailbox and the procedure in force (F-N6's first step).
func runInit(c *call) int {
	var s settings
	fs := newFlags("init", &c.lang)
	s.flags(fs)
	preset := fs.String("preset", "", "")
	name := fs.String("name", "", "")
	nameEN := fs.String("name-en", "", "")
	domain := fs.String("domain", "", "")
	admin := fs.String("admin", "", "")
	if _, code, done := c.flags(fs, 0); done {
		return code
	}
	known := strings.Join(sites.Presets(), ", ")
	switch {
	case *preset == "":
		return c.wrong("cli.init.needs", known)
	case !slices.Contains(sites.Presets(), *preset):
		return c.wrong("cli.init.no_preset", *preset, known)
	}
	conf, err := s.load(c)
	if err != nil {
		return c.fail(err)
	}
	a, err := app.Open(c.ctx, conf, c.logger(conf.Log), app.Options{InProcess: true})
	if err != nil {
		return c.fail(err)
	}
	defer a.Close()
	if _, err := a.Institution(c.ctx); err == nil {
		return c.fail(fault.New(fault.Conflict, "cli.init.exists", conf.Data))
	} else if !fault.Is(err, fault.NotFound) {
		return c.fail(err)
	}
	if *domain == "" && *admin != "" {
		_, *domain, _ = strings.Cut(*admin, "@")
	}
	p, err := sites.Shipped(*preset, sites.Blank{Name: locale.Text{VI: *name, EN: *nameEN}, Domain: *domain})
	if err != nil {
		return c.fail(err)
	}
	in, err := a.Sites.Install(c.ctx, p, store.PersonInvited, procfile.Presets()...)
	if err != nil {
		return c.fail(err)
	}
	// The first signed head, and with it the second of the keys that further
	// nodes and backups need.
	if err := a.SignHeads(c.ctx); err != nil {
		return c.fail(err)
	}
	fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.init.done", in.Institution.Name, conf.Data))
	if *admin == "" {
		return exitDone
	}
	who := accounts.SystemActor(in.Institution.ID)
	x, err := a.Accounts.AddPerson(c.ctx, who, accounts.PersonInput{Name: locale.T(locale.VI, "cli.init.admin_name"), Email: *admin, Lang: locale.VI}, false)
	if err != nil {
		return c.fail(err)
	}
	if _, err := a.Accounts.Appoint(c.ctx, who, accounts.AppointInput{Person: x.ID, Role: people.Administrator, Place: people.Place{Kind: people.Institution, ID: in.Institution.ID}}); err != nil {
		return c.fail(err)
	}
	fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.init.admin", *admin, conf.Data))
	return exitDone
}
