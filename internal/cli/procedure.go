package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"congbo/internal/chart"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/flow/play"
	"congbo/internal/locale"
	"congbo/internal/procdoc"
	"congbo/internal/procfile"
)

// A procedureCall is one run of "congbo procedure": what it is to do, the files
// or names it is to do it with, and its flags.
type procedureCall struct {
	*call
	files  []string
	with   string // the procedure of a play
	output string // -o
	format string // --format
	office string // --office
	json   bool
}

// The verbs of "congbo procedure" with how many files each takes.
var procedureVerbs = map[string]struct {
	least, most int // most 0: any number
	run         func(*procedureCall) (bool, error)
}{
	"check": {1, 0, (*procedureCall).check},
	"draw":  {1, 1, (*procedureCall).draw},
	"diff":  {2, 2, (*procedureCall).diff},
	"play":  {1, 0, (*procedureCall).play},
	"print": {1, 0, (*procedureCall).onPaper},
}

// runProcedure is "congbo procedure check|draw|diff|play|print".
func runProcedure(c *call) int {
	fs := newFlags("procedure", &c.lang)
	p := &procedureCall{call: c}
	fs.StringVar(&p.with, "procedure", "", "")
	fs.StringVar(&p.output, "o", "", "")
	fs.StringVar(&p.format, "format", "", "")
	fs.StringVar(&p.office, "office", "", "")
	fs.BoolVar(&p.json, "json", false, "")
	args, code, done := c.flags(fs, -1)
	if done {
		return code
	}
	if len(args) == 0 {
		return c.wrong("cli.procedure.needs")
	}
	verb, ok := procedureVerbs[args[0]]
	p.files = args[1:]
	switch n := len(p.files); {
	case !ok:
		return c.wrong("cli.procedure.needs")
	case n < verb.least || verb.most > 0 && n > verb.most:
		return c.wrong("cli.procedure.needs_" + args[0])
	}
	good, err := verb.run(p)
	if err != nil {
		return c.fail(err)
	}
	if !good {
		return exitRefused
	}
	return exitDone
}

// text reads a procedure: a file, or a shipped one by its name.
func (c *call) text(name string) ([]byte, error) {
	data, err := os.ReadFile(name)
	if err == nil {
		return data, nil
	}
	if p, ok := procfile.Named(name); ok {
		return p.Text, nil
	}
	return nil, fault.New(fault.NotFound, "cli.no_file", name).Because(err)
}

// sound reads a procedure that has no mistakes.
func (c *call) sound(name string) (*flow.Procedure, error) {
	data, err := c.text(name)
	if err != nil {
		return nil, err
	}
	p, mistakes := procfile.Parse(data)
	if len(mistakes) > 0 {
		return nil, fault.New(fault.Invalid, "cli.procedure.unsound", name, mistakes[0].In(c.lang))
	}
	return p, nil
}

// A mistakeLine is a mistake as a program reads it.
type mistakeLine struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Key    string `json:"key"`
	Text   string `json:"text"`
}

func (c *procedureCall) check() (bool, error) {
	found := []mistakeLine{}
	for _, file := range c.files {
		data, err := c.text(file)
		if err != nil {
			return false, err
		}
		mistakes := procfile.Check(data)
		for _, m := range mistakes {
			found = append(found, mistakeLine{file, m.Line, m.Col, m.Key, m.Text(c.lang)})
			if !c.json {
				fmt.Fprintf(c.stderr, "%s:%s\n", file, m.In(c.lang))
			}
		}
		if len(mistakes) == 0 && !c.json {
			fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.procedure.sound", filepath.Base(file)))
		}
	}
	if c.json {
		c.print(found)
	}
	return len(found) == 0, nil
}

// draw writes the flow chart as SVG.
func (c *procedureCall) draw() (bool, error) {
	p, err := c.sound(c.files[0])
	if err != nil {
		return false, err
	}
	return true, c.deliver([]byte(chart.Lay(p, c.lang).SVG(true) + "\n"))
}

// deliver writes what was made to the file after -o, or to the output.
func (c *procedureCall) deliver(data []byte) error {
	if c.output == "" || c.output == "-" {
		_, err := c.stdout.Write(data)
		return err
	}
	if err := os.WriteFile(c.output, data, 0o666); err != nil {
		return fault.New(fault.Invalid, "cli.procedure.unwritten", c.output).Because(err)
	}
	return nil
}

// diff tells what is another in the second procedure. As programs of this name
// do, it ends with 1 where something is.
func (c *procedureCall) diff() (bool, error) {
	a, err := c.sound(c.files[0])
	if err != nil {
		return false, err
	}
	b, err := c.sound(c.files[1])
	if err != nil {
		return false, err
	}
	changes := procdoc.Compare(a, b, nil)
	if c.json {
		type line struct {
			Step string `json:"step,omitempty"`
			Text string `json:"text"`
		}
		lines := make([]line, len(changes))
		for i, ch := range changes {
			lines[i] = line{string(ch.Step), ch.Text.In(c.lang)}
		}
		c.print(lines)
		return len(changes) == 0, nil
	}
	for _, ch := range changes {
		fmt.Fprintln(c.stdout, ch.Text.In(c.lang))
	}
	if len(changes) == 0 {
		fmt.Fprintln(c.stdout, locale.T(c.lang, "compare.none"))
	}
	return len(changes) == 0, nil
}

func (c *procedureCall) play() (bool, error) {
	type played struct {
		File string `json:"file"`
		Same bool   `json:"same"`
		Told string `json:"told"`
	}
	all := []played{}
	good := true
	for _, file := range c.files {
		script, err := os.ReadFile(file)
		if err != nil {
			return false, fault.New(fault.NotFound, "cli.no_file", file).Because(err)
		}
		told, err := c.playFile(file, script)
		if err != nil {
			return false, err
		}
		same := slices.Equal(told, script)
		good = good && same
		if c.json {
			all = append(all, played{file, same, string(told)})
			continue
		}
		c.stdout.Write(told)
		if !same {
			fmt.Fprintln(c.stderr, locale.T(c.lang, "cli.procedure.differs", file))
		}
	}
	if c.json {
		c.print(all)
	}
	return good, nil
}

// playFile plays a file and returns what came of it.
func (c *procedureCall) playFile(file string, script []byte) ([]byte, error) {
	find := func(name string) (*flow.Procedure, error) {
		if c.with != "" {
			return c.sound(c.with)
		}
		if p := procfile.ByID(name); p != nil {
			return p, nil
		}
		return nil, fault.New(fault.NotFound, "cli.procedure.none", name)
	}
	told, err := play.Run(script, find)
	if err != nil {
		if _, ok := fault.As(err); ok {
			return nil, err
		}
		return nil, fault.New(fault.Invalid, "cli.procedure.unplayable", file, err.Error())
	}
	return told, nil
}
