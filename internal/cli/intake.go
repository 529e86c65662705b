package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"congbo/internal/app"
	"congbo/internal/fault"
	"congbo/internal/intake"
	"congbo/internal/locale"
)

// An intakeLine is what "congbo intake" prints for a file and mailbox.
type intakeLine struct {
	File        string `json:"file"`
	Mailbox     string `json:"mailbox,omitempty"`
	Request     string `json:"request,omitempty"`
	Case        string `json:"case,omitempty"`
	State       string `json:"state"`
	Attachments int    `json:"attachments"`
	Error       string `json:"error,omitempty"`
}

// runIntake is "congbo intake FILE.eml…": letters in files take the same way
// as letters from the network, also beside a running server (R-I1). One line
// of JSON tells what became of each; a malformed letter is kept and reported.
func runIntake(c *call) int {
	var s settings
	fs := newFlags("intake", &c.lang)
	s.flags(fs)
	to := fs.String("to", "", "")
	files, code, done := c.flags(fs, -1)
	if done {
		return code
	}
	if len(files) == 0 {
		return c.wrong("cli.intake.needs")
	}
	a, err := s.open(c, app.Options{})
	if err != nil {
		return c.fail(err)
	}
	defer a.Close()
	bad := false
	for _, file := range files {
		lines, err := c.takeIn(a, file, *to)
		if err != nil {
			bad = true
			c.print(intakeLine{File: file, State: "refused", Error: locale.Error(c.lang, err)})
			if fault.Is(err, fault.Internal) {
				fmt.Fprintf(c.stderr, "%s: %v\n", file, err)
			}
			if c.ctx.Err() != nil {
				break
			}
		}
		for _, l := range lines {
			c.print(l)
		}
	}
	if bad {
		return exitRefused
	}
	return exitDone
}

func (c *call) takeIn(a *app.App, file, to string) ([]intakeLine, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fault.New(fault.NotFound, "cli.no_file", file).Because(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, intake.MaxLetter+1))
	if err != nil {
		return nil, fault.New(fault.Invalid, "cli.no_file", file).Because(err)
	}
	var addresses []string
	if to != "" {
		addresses = []string{to}
	}
	receipts, err := a.Intake.Receive(c.ctx, addresses, raw)
	if err != nil {
		return nil, err
	}
	var lines []intakeLine
	for _, r := range receipts {
		l := intakeLine{File: file, Mailbox: r.Mailbox, Request: r.Request, State: r.State, Attachments: r.Attachments}
		if r.Case != 0 {
			l.Case = r.Request
		}
		l.Error = strings.Join(locale.Kept(c.lang, r.Problem), " ")
		lines = append(lines, l)
	}
	return lines, nil
}
