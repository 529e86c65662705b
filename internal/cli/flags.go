package cli

import (
	"flag"
	"io"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
)

// How a command ends.
const (
	exitDone    = 0
	exitRefused = 1 // said why not
	exitUsage   = 2 // called the wrong way
)

// newFlags returns an empty set of flags that every command begins with, and
// lets --lang choose the language of what the command says.
func newFlags(command string, lang *locale.Lang) *flag.FlagSet {
	fs := flag.NewFlagSet(command, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Func("lang", "", func(s string) error {
		switch l := locale.Lang(s); l {
		case locale.VI, locale.EN:
			*lang = l
			return nil
		}
		return fault.New(fault.Invalid, "flags.lang", s)
	})
	return fs
}

// parseFlags reads args into fs as fs.Parse does, with three differences: flags
// may stand after other arguments, which are returned; what is wrong is a fault
// that can be said in both languages; and reading goes on after the first
// mistake, so that --lang holds wherever it stands. The mistakes are
// flags.unknown, flags.no_value and flags.wrong; -h is flag.ErrHelp.
func parseFlags(fs *flag.FlagSet, args []string) (rest []string, err error) {
	fail := func(e error) {
		if err == nil || e == flag.ErrHelp {
			err = e
		}
	}
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			return append(rest, args...), err
		}
		if len(arg) < 2 || arg[0] != '-' {
			rest = append(rest, arg)
			continue
		}
		name, value, given := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
		f := fs.Lookup(name)
		switch {
		case f == nil && (name == "h" || name == "help"):
			fail(flag.ErrHelp)
			continue
		case f == nil:
			fail(unknownFlag(fs, "--"+name))
			continue
		case !given && isBool(f):
			value = "true"
		case !given && len(args) == 0:
			fail(fault.New(fault.Invalid, "flags.no_value", name))
			continue
		case !given:
			value, args = args[0], args[1:]
		}
		if e := fs.Set(name, value); e != nil {
			why, ok := fault.As(e)
			if !ok {
				why = fault.New(fault.Invalid, "flags.not_readable", value).Because(e)
			}
			fail(fault.New(fault.Invalid, "flags.wrong", name, why))
		}
	}
	return rest, err
}

// unknownFlag says that a command has no such flag, which one may be meant, and
// which it has.
func unknownFlag(fs *flag.FlagSet, name string) error {
	var names []string
	fs.VisitAll(func(f *flag.Flag) { names = append(names, dashed(f.Name)) })
	all := strings.Join(names, ", ")
	if near := flow.Nearest(name, names); near != "" {
		return fault.New(fault.Invalid, "flags.unknown_near", name, near, all)
	}
	return fault.New(fault.Invalid, "flags.unknown", name, all)
}

// dashed is a flag as it is written: one dash before a letter, two before a word.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

func isBool(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}
