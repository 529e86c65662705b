package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"congbo/internal/app"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/flow/play"
	"congbo/internal/locale"
	"congbo/internal/procfile"
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

// runProcedure is "congbo procedure check FILE…" and "procedure play FILE…".
func runProcedure(c *call) int {
	fs := newFlags("procedure", &c.lang)
	with := fs.String("procedure", "", "")
	args, code, done := c.flags(fs, -1)
	if done {
		return code
	}
	if len(args) < 2 || args[0] != "check" && args[0] != "play" {
		return c.wrong("cli.procedure.needs")
	}
	bad := false
	for _, file := range args[1:] {
		data, err := os.ReadFile(file)
		if err != nil {
			return c.fail(fault.New(fault.NotFound, "cli.no_file", file).Because(err))
		}
		if args[0] == "check" {
			bad = !c.checkProcedure(file, data) || bad
			continue
		}
		ok, err := c.playFile(file, data, *with)
		if err != nil {
			return c.fail(err)
		}
		bad = bad || !ok
	}
	if bad {
		return exitRefused
	}
	return exitDone
}

func (c *call) checkProcedure(file string, data []byte) bool {
	mistakes := procfile.Check(data)
	for _, m := range mistakes {
		fmt.Fprintf(c.stderr, "%s:%s\n", file, m.In(c.lang))
	}
	if len(mistakes) == 0 {
		fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.procedure.sound", filepath.Base(file)))
	}
	return len(mistakes) == 0
}

// playFile plays a file and reports whether what came of it is what the file
// says already.
func (c *call) playFile(file string, script []byte, with string) (bool, error) {
	find := func(name string) (*flow.Procedure, error) {
		if with == "" {
			if p := procfile.ByID(name); p != nil {
				return p, nil
			}
			return nil, fault.New(fault.NotFound, "cli.procedure.none", name)
		}
		data, err := os.ReadFile(with)
		if err != nil {
			return nil, fault.New(fault.NotFound, "cli.no_file", with).Because(err)
		}
		p, mistakes := procfile.Parse(data)
		if len(mistakes) > 0 {
			return nil, fault.New(fault.Invalid, "cli.procedure.unsound", with, mistakes[0].In(c.lang))
		}
		return p, nil
	}
	told, err := play.Run(script, find)
	if err != nil {
		if _, ok := fault.As(err); ok {
			return false, err
		}
		return false, fault.New(fault.Invalid, "cli.procedure.unplayable", file, err.Error())
	}
	c.stdout.Write(told)
	if string(told) != string(script) {
		fmt.Fprintln(c.stderr, locale.T(c.lang, "cli.procedure.differs", file))
		return false, nil
	}
	return true, nil
}
