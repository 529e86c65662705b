package cli

import (
	"fmt"

	"congbo/internal/app"
	"congbo/internal/locale"
)

// runSeed is "congbo seed --documents N": published documents in bulk, to
// measure under load what a full house is like.
func runSeed(c *call) int {
	var s settings
	fs := newFlags("seed", &c.lang)
	s.flags(fs)
	n := fs.Int("documents", 0, "")
	asJSON := fs.Bool("json", false, "")
	if _, code, done := c.flags(fs, 0); done {
		return code
	}
	if *n < 1 {
		return c.wrong("seed.needs_documents")
	}
	a, err := s.open(c, app.Options{InProcess: true})
	if err != nil {
		return c.fail(err)
	}
	defer a.Close()
	made, err := a.Seed(c.ctx, *n)
	if err != nil {
		return c.fail(err)
	}
	if *asJSON {
		c.print(made)
	} else {
		if made.People > 0 {
			fmt.Fprintln(c.stdout, locale.T(c.lang, "seed.added", made.People))
		}
		fmt.Fprintln(c.stdout, locale.T(c.lang, "seed.done", made.Documents, fmt.Sprintf("%.1f", made.Seconds), fmt.Sprintf("%.0f", made.PerSecond)))
	}
	return exitDone
}
