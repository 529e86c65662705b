package cli

import (
	"fmt"

	"congbo/internal/app"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/store"
)

// runVerify is "congbo verify": is the record whole, and if not, which line is
// the first that was changed (R-T9)?
func runVerify(c *call) int {
	var s settings
	fs := newFlags("verify", &c.lang)
	s.flags(fs)
	asJSON := fs.Bool("json", false, "")
	if _, code, done := c.flags(fs, 0); done {
		return code
	}
	a, err := s.open(c, app.Options{InProcess: true})
	if err != nil {
		return c.fail(err)
	}
	defer a.Close()
	v, err := a.Verify(c.ctx)
	if err != nil {
		return c.fail(err)
	}
	if *asJSON {
		c.print(v)
	} else {
		fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.verify.counts", v.Events, v.Heads, v.Revisions, v.Approvals, v.Editions, v.Cases, v.Files))
		if v.Taken > 0 {
			fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.verify.taken", v.Taken))
		}
	}
	for _, d := range v.Damages {
		fmt.Fprintln(c.stderr, locale.T(c.lang, d.Key, d.Args...))
	}
	if !v.OK() {
		return exitRefused
	}
	if !*asJSON {
		fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.verify.whole"))
	}
	return exitDone
}

// runMigrate is "congbo migrate": brings the schema of the database up to this
// program's, and says which steps it took.
func runMigrate(c *call) int {
	var s settings
	fs := newFlags("migrate", &c.lang)
	s.flags(fs)
	dry := fs.Bool("status", false, "")
	if _, code, done := c.flags(fs, 0); done {
		return code
	}
	conf, err := s.load(c)
	if err != nil {
		return c.fail(err)
	}
	if conf.Database == "" && !exists(conf.DSN()) {
		return c.fail(fault.New(fault.NotFound, "app.no_data", conf.Data))
	}
	db, err := store.Open(c.ctx, conf.DSN())
	if err != nil {
		return c.fail(store.Trouble(conf.DSN(), err))
	}
	defer db.Close()
	if *dry {
		all, err := db.Migrations(c.ctx)
		if err != nil {
			return c.fail(store.Trouble(conf.DSN(), err))
		}
		for _, m := range all {
			key := "cli.migrate.waits"
			if m.Applied {
				key = "cli.migrate.applied"
			}
			fmt.Fprintln(c.stdout, locale.T(c.lang, key, m.Name))
		}
		return exitDone
	}
	took, err := db.Migrate(c.ctx)
	if err != nil {
		return c.fail(store.Trouble(conf.DSN(), err))
	}
	for _, name := range took {
		fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.migrate.applied", name))
	}
	if len(took) == 0 {
		fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.migrate.nothing"))
	}
	return exitDone
}

// runConfig is "congbo config": what is in force, secrets masked.
func runConfig(c *call) int {
	var s settings
	fs := newFlags("config", &c.lang)
	s.flags(fs)
	if _, code, done := c.flags(fs, 0); done {
		return code
	}
	conf, err := s.load(c)
	if err != nil {
		return c.fail(err)
	}
	fmt.Fprint(c.stdout, conf.Print())
	return exitDone
}
