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
	"congbo/internal/flow"
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
		{"verify", runVerify}, {"archive", runArchive}, {"procedure", runProcedure}, {"due", func(c *call) int { return runDue(c.args, c.stdin, c.stdout, c.stderr, c.lang) }},
		{"text", runText}, {"convert", runConvert}, {"search", runSearch}, {"seed", runSeed}, {"config", runConfig}, {"help", runHelp},
	}
}

// Main runs the program with its arguments, the first of which is its name,
// and returns its exit code.
func Main(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &call{ctx: ctx, environ: environ, stdin: stdin, stdout: stdout, stderr: stderr, lang: language(environ)}
	if len(args) < 2 {
		c.help(stderr)
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
	return c.unknown(c.name)
}

// unknown says that there is no such command, and which one may be meant.
func (c *call) unknown(name string) int {
	var names []string
	for _, cmd := range commands() {
		names = append(names, cmd.name)
	}
	if near := flow.Nearest(name, names); near != "" {
		fmt.Fprintln(c.stderr, locale.T(c.lang, "cli.unknown_near", name, near))
	} else {
		fmt.Fprintln(c.stderr, locale.T(c.lang, "cli.unknown", name, strings.Join(names, ", ")))
	}
	fmt.Fprintln(c.stderr, locale.T(c.lang, "flags.see", "congbo help"))
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
	args, code, done := c.flags(newFlags("help", &c.lang), 1)
	if done {
		return code
	}
	if len(args) == 1 {
		if !slices.ContainsFunc(commands(), func(cmd command) bool { return cmd.name == args[0] }) {
			return c.unknown(args[0])
		}
		fmt.Fprintln(c.stdout, usage(c.lang, args[0]))
		return exitDone
	}
	c.help(c.stdout)
	return exitDone
}

// help lists the commands.
func (c *call) help(w io.Writer) {
	fmt.Fprintln(w, locale.T(c.lang, "cli.help"))
	fmt.Fprintln(w)
	for _, cmd := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", cmd.name, locale.T(c.lang, "cli."+cmd.name+".line"))
	}
	fmt.Fprintln(w)
	fmt.Fprintln(w, locale.T(c.lang, "cli.help_end"))
}

func usage(l locale.Lang, name string) string {
	text := locale.T(l, "cli."+name+".usage", strings.Join(sites.Presets(), ", "))
	if name == "due" {
		text = locale.T(l, "due.usage")
	}
	return text + "\n\n" + locale.T(l, "cli.usage_end")
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

// fail says why a command did not do what it was asked, and on a second line
// the technical cause, if there is one: whoever runs a command is the operator.
func (c *call) fail(err error) int {
	fmt.Fprintln(c.stderr, locale.Error(c.lang, err))
	if why := cause(err); why != "" {
		fmt.Fprintln(c.stderr, locale.T(c.lang, "trouble.cause", why))
	}
	return exitRefused
}

// cause is what stands behind an error, on one line.
func cause(err error) string {
	if e, ok := fault.As(err); ok && e.Kind != fault.Internal {
		if err = e.Err; err == nil {
			return ""
		}
	}
	return strings.Join(strings.Fields(err.Error()), " ")
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
// environment, then the flags.
type settings struct {
	config, data, db, addr, smtp string
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
	for _, f := range []struct{ key, value, flag string }{
		{"data", s.data, "--data"}, {"database", s.db, "--db"}, {"addr", s.addr, "--addr"}, {"smtp.addr", s.smtp, "--smtp"},
	} {
		if f.value != "" {
			conf.Set(f.key, f.value, f.flag)
		}
	}
	var wrong fault.List
	for _, err := range []error{err, conf.Check()} {
		if list, ok := err.(fault.List); ok {
			wrong = append(wrong, list...)
		}
	}
	return conf, wrong.Err()
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
	o.Existing = true
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
