package cli

import (
	"fmt"

	"congbo/internal/app"
	"congbo/internal/locale"
	"congbo/internal/store"
)

// runSearch is "congbo search check" and "congbo search rebuild": does what
// readers find match what is public, and if not, make it so (F-M2)? The website
// may be served meanwhile.
func runSearch(c *call) int {
	var s settings
	fs := newFlags("search", &c.lang)
	s.flags(fs)
	args, code, done := c.flags(fs, 1)
	if done {
		return code
	}
	if len(args) != 1 || args[0] != "check" && args[0] != "rebuild" {
		return c.wrong("cli.search.what")
	}
	a, err := s.open(c, app.Options{InProcess: true})
	if err != nil {
		return c.fail(err)
	}
	defer a.Close()
	if args[0] == "rebuild" {
		n, err := a.Publishing.RebuildSearch(c.ctx, nil)
		if err != nil {
			return c.fail(err)
		}
		fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.search.rebuilt", n))
		return exitDone
	}
	stale, live := 0, 0
	err = a.Store.View(c.ctx, func(tx *store.Tx) error {
		sites, err := tx.SearchSites(c.ctx)
		for _, site := range sites {
			if err != nil {
				return err
			}
			var k store.SearchCheck
			if k, err = tx.CheckSearch(c.ctx, site); err != nil {
				return err
			}
			live += k.Live
			if !k.OK() {
				stale++
				fmt.Fprintln(c.stderr, locale.T(c.lang, "verify.search_stale", site, k.Missing, k.Wrong, k.Dead+k.Twice, k.Live))
			}
		}
		return err
	})
	if err != nil {
		return c.fail(err)
	}
	if stale > 0 {
		return exitRefused
	}
	fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.search.whole", live))
	return exitDone
}
