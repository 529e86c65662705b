package cli

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"congbo/internal/app"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// editionName is a case's code, with the number of one of its editions behind it
// if one is meant.
var editionName = regexp.MustCompile(`^([A-ZĐ0-9]+-\d{4}-\d{6})(?:-(\d{1,6}))?$`)

// runArchive is "congbo archive": writes pages as readers saw them, with the
// papers they came from, for keeping elsewhere (R-B4).
func runArchive(c *call) int {
	var s settings
	fs := newFlags("archive", &c.lang)
	s.flags(fs)
	from, until := fs.String("from", "", ""), fs.String("until", "", "")
	one := fs.String("edition", "", "")
	asJSON := fs.Bool("json", false, "")
	args, code, done := c.flags(fs, 1)
	if done {
		return code
	}
	if len(args) != 1 {
		return c.wrong("cli.archive.needs")
	}
	var q store.ArchiveQuery
	for _, d := range []struct {
		text string
		to   *time.Time
		plus int // days
	}{{*from, &q.From, 0}, {*until, &q.Until, 1}} {
		if d.text == "" {
			continue
		}
		day, err := time.ParseInLocation("2006-01-02", d.text, workday.Zone)
		if err != nil {
			return c.wrong("cli.archive.day", d.text)
		}
		*d.to = day.AddDate(0, 0, d.plus)
	}
	if *one != "" {
		m := editionName.FindStringSubmatch(*one)
		if m == nil {
			return c.wrong("cli.archive.edition", *one)
		}
		q.Code = m[1]
		q.Number, _ = strconv.Atoi(m[2])
	}
	a, err := s.open(c, app.Options{InProcess: true})
	if err != nil {
		return c.fail(err)
	}
	defer a.Close()
	verdict, err := a.Verify(c.ctx)
	if err != nil {
		return c.fail(err)
	}
	kept, err := a.ExportArchive(c.ctx, q, args[0])
	if err != nil {
		return c.fail(err)
	}
	if *asJSON {
		c.print(kept)
	} else {
		files := 0
		for _, e := range kept.Editions {
			files += e.Files
		}
		fmt.Fprintln(c.stdout, locale.T(c.lang, "cli.archive.wrote", len(kept.Editions), files, args[0]))
	}
	for _, name := range kept.Unkept {
		fmt.Fprintln(c.stderr, locale.T(c.lang, "cli.archive.unkept", name))
	}
	for _, name := range kept.Damaged {
		fmt.Fprintln(c.stderr, locale.T(c.lang, "cli.archive.damaged", name))
	}
	for _, d := range verdict.Damages {
		fmt.Fprintln(c.stderr, locale.T(c.lang, d.Key, d.Args...))
	}
	if len(kept.Editions) == 0 && *one != "" {
		return c.fail(fault.New(fault.NotFound, "cli.archive.none", *one))
	}
	if len(kept.Damaged) > 0 || !verdict.OK() {
		return exitRefused
	}
	return exitDone
}
