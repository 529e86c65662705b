package cli

import (
	"fmt"
	"slices"
	"strings"

	"congbo/internal/app"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/sites"
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
	plan := sites.Plan{Preset: *preset, Name: locale.Text{VI: *name, EN: *nameEN}, Domain: *domain, AdminEmail: *admin}
	if _, err := a.SetUp(c.ctx, plan, "", true); err != nil {
		return c.fail(err)
	}
	id, err := a.Institution(c.ctx)
	if err != nil {
		return c.fail(err)
	}
	fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.init.done", a.Sites.Directory.Now().Institution(id).Name, conf.Data))
	if *admin == "" {
		return exitDone
	}
	fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.init.admin", *admin, conf.Data))
	return exitDone
}
