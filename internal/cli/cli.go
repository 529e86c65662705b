package cli

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"congbo/internal/app"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/sites"
)

// A call is one run of the program: its arguments and streams.
type call struct {
	ctx            context.Context
	name           string // of the command
	args           []string
	environ        []string
	stdin          io.Reader
	stdout, stderr io.Writer
	lang           locale.Lang
}

// A command is one verb of the program. Its usage is the message
// "cli.<name>.usage", its line in the help "cli.<name>.line".
type command struct {
	name string
	run  func(c *call) int
}

// commands in the order of the help.
func commands() []command {
	return []command{
		{"demo", runDemo}, {"init", runInit}, {"serve", runServe}, {"migrate", runMigrate}, {"user", runUser}, {"intake", runIntake},
		{"verify", runVerify}, {"procedure", runProcedure}, {"due", func(c *call) int { return runDue(c.args, c.stdin, c.stdout, c.stderr, c.lang) }},
		{"seed", runSeed}, {"config", runConfig}, {"help", runHelp},
	}
}

// Main runs the program with its arguments, the first of which is its name,
// and returns its exit code.
func Main(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &call{ctx: ctx, environ: environ, stdin: stdin, stdout: stdout, stderr: stderr, lang: language(environ)}
	if len(args) < 2 {
		runHelp(c)
		return exitUsage
	}
	c.name, c.args = args[1], args[2:]
	switch c.name {
	case "-h", "--help":
		c.name = "help"
	case "parse-worker": // our own child, not for people
		return app.Workers.Main(stdin, stdout)
	}
	for _, cmd := range commands() {
		if cmd.name == c.name {
			return cmd.run(c)
		}
	}
	fmt.Fprintln(stderr, locale.T(c.lang, "cli.unknown", c.name))
	fmt.Fprintln(stderr, locale.T(c.lang, "flags.see", "congbo help"))
	return exitUsage
}

// language is the language of the terminal, unless CONGBO_LANG says another.
func language(environ []string) locale.Lang {
	env := func(name string) string {
		for _, e := range environ {
			if v, ok := strings.CutPrefix(e, name+"="); ok {
				return v
			}
		}
		return ""
	}
	for _, name := range []string{"CONGBO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		switch v := env(name); {
		case strings.HasPrefix(v, "en"):
			return locale.EN
		case v != "":
			return locale.VI
		}
	}
	return locale.VI
}

func runHelp(c *call) int {
	var lang = c.lang
	fs := newFlags("help", &lang)
	rest, _ := parseFlags(fs, c.args)
	if len(rest) == 1 {
		if i := slices.IndexFunc(commands(), func(cmd command) bool { return cmd.name == rest[0] }); i >= 0 && rest[0] != "help" {
			fmt.Fprintln(c.stdout, usage(lang, rest[0]))
			return exitDone
		}
	}
	fmt.Fprintln(c.stdout, locale.T(lang, "cli.help"))
	fmt.Fprintln(c.stdout)
	for _, cmd := range commands() {
		fmt.Fprintf(c.stdout, "  %-10s %s\n", cmd.name, locale.T(lang, "cli."+cmd.name+".line"))
	}
	fmt.Fprintln(c.stdout)
	fmt.Fprintln(c.stdout, locale.T(lang, "cli.help_end"))
	return exitDone
}

func usage(l locale.Lang, name string) string {
	if name == "due" {
		return locale.T(l, "due.usage")
	}
	return locale.T(l, "cli."+name+".usage", strings.Join(sites.Presets(), ", "))
}

// flags reads a command's flags. done is set when the command is over already:
// help was asked for, or the call was wrong.
func (c *call) flags(fs *flag.FlagSet, rest int) (args []string, code int, done bool) {
	args, err := parseFlags(fs, c.args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(c.stdout, usage(c.lang, c.name))
		return nil, exitDone, true
	case err == nil && rest >= 0 && len(args) > rest:
		err = fault.New(fault.Invalid, "flags.too_many", args[rest])
	}
	if err != nil {
		fmt.Fprintln(c.stderr, locale.Error(c.lang, err))
		fmt.Fprintln(c.stderr, locale.T(c.lang, "flags.see", "congbo "+c.name+" -h"))
		return nil, exitUsage, true
	}
	return args, 0, false
}

// fail says why a command did not do what it was asked. What is ours to mend
// is said in full: whoever runs a command is the operator.
func (c *call) fail(err error) int {
	fmt.Fprintln(c.stderr, locale.Error(c.lang, err))
	if fault.Is(err, fault.Internal) {
		fmt.Fprintln(c.stderr, err)
	}
	return exitRefused
}

func (c *call) wrong(key string, args ...any) int {
	fmt.Fprintln(c.stderr, locale.T(c.lang, key, args...))
	fmt.Fprintln(c.stderr, locale.T(c.lang, "flags.see", "congbo "+c.name+" -h"))
	return exitUsage
}

// print writes a value as one line of JSON.
func (c *call) print(v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(c.stdout, string(data))
}

// settings reads the configuration that a command works under: the file named
// by --config, CONGBO_CONFIG or congbo.toml in the data directory, the
// environment, then the flags --data and --db.
type settings struct {
	config, data, db string
}

func (s *settings) flags(fs *flag.FlagSet) {
	fs.StringVar(&s.config, "config", "", "")
	fs.StringVar(&s.data, "data", "", "")
	fs.StringVar(&s.db, "db", "", "")
}

func (s *settings) load(c *call) (app.Config, error) {
	file := s.config
	for _, e := range c.environ {
		if v, ok := strings.CutPrefix(e, "CONGBO_CONFIG="); ok && file == "" {
			file = v
		}
	}
	if file == "" {
		dir := s.data
		if dir == "" {
			dir = app.Default().Data
		}
		if f := filepath.Join(dir, "congbo.toml"); exists(f) {
			file = f
		}
	}
	conf, err := app.Load(file, c.environ)
	if err != nil {
		return conf, err
	}
	if s.data != "" {
		conf.Data = s.data
	}
	if s.db != "" {
		conf.Database = s.db
	}
	return conf, conf.Check()
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// open opens the data directory of a command that works on one which is there.
func (s *settings) open(c *call, o app.Options) (*app.App, error) {
	conf, err := s.load(c)
	if err != nil {
		return nil, err
	}
	if conf.Database == "" && !exists(conf.DSN()) {
		return nil, fault.New(fault.NotFound, "cli.no_data", conf.Data)
	}
	return app.Open(c.ctx, conf, c.logger(conf.Log), o)
}

func (c *call) logger(l app.Log) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.Level)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if l.Format == "json" {
		return slog.New(slog.NewJSONHandler(c.stderr, options))
	}
	return slog.New(slog.NewTextHandler(c.stderr, options))
}
