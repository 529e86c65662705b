package cli

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/workday"
)

// runDue is "congbo due": when is something due that began at a time and has a
// limit in working time, by the calendar of the civil service (R-T1)? It needs
// no data directory.
//
// With --stdin it answers each line FROM WITHIN with one line, in order and as
// soon as no more input waits: the due time; an empty line for an empty one;
// and "-" for one that cannot be answered, with the reason and the number of
// the line on stderr, and exit code 1 at the end.
func runDue(args []string, stdin io.Reader, stdout, stderr io.Writer, lang locale.Lang) int {
	var (
		from   time.Time
		within workday.Limit
	)
	fs := newFlags("due", &lang)
	fs.Func("from", "", func(s string) (err error) { from, err = workday.ParseTime(s); return err })
	fs.Func("within", "", func(s string) (err error) { within, err = workday.ParseLimit(s); return err })
	explain := fs.Bool("explain", false, "")
	lines := fs.Bool("stdin", false, "")
	rest, err := parseFlags(fs, args)
	single := !from.IsZero() || !within.IsZero() || *explain
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(stdout, usage(lang, "due"))
		return exitDone
	case err != nil:
	case len(rest) > 0:
		err = fault.New(fault.Invalid, "flags.too_many", rest[0])
	case *lines && single:
		err = fault.New(fault.Invalid, "due.alone")
	case !*lines && (from.IsZero() || within.IsZero()):
		err = fault.New(fault.Invalid, "due.needs")
	}
	if err != nil {
		fmt.Fprintln(stderr, locale.Error(lang, err))
		fmt.Fprintln(stderr, locale.T(lang, "flags.see", "congbo due -h"))
		return exitUsage
	}

	d := dueCommand{cal: workday.Vietnam(), lang: lang, out: bufio.NewWriterSize(stdout, 1<<16), notes: bufio.NewWriter(stderr)}
	if *lines {
		return d.end(d.answerLines(stdin))
	}
	d.answer(from, within)
	if *explain {
		for _, line := range d.cal.Explain(from, within).Text(lang) {
			d.out.WriteString(line + "\n")
		}
	}
	return d.end(nil)
}

// A dueCommand is one run of the command.
type dueCommand struct {
	cal    *workday.Calendar
	lang   locale.Lang
	out    *bufio.Writer
	notes  *bufio.Writer
	marked map[int]bool // years that a note was given for
	failed bool         // a line could not be answered
}

// answer writes when a limit runs out, and once a year that the year is a
// projection.
func (d *dueCommand) answer(from time.Time, within workday.Limit) {
	due := d.cal.Due(from, within)
	d.out.Write(due.AppendFormat(d.out.AvailableBuffer(), time.RFC3339Nano))
	d.out.WriteByte('\n')
	for y := from.In(workday.Zone).Year(); y <= due.Year(); y++ {
		if d.cal.Projected(y) && !d.marked[y] {
			if d.marked == nil {
				d.marked = make(map[int]bool)
			}
			d.marked[y] = true
			fmt.Fprintln(d.notes, workday.ProjectedNote(d.lang, y))
		}
	}
}

// answerLines answers every line of in. Nothing but the line at hand is kept,
// and what is answered is sent off whenever more input has to be waited for.
func (d *dueCommand) answerLines(in io.Reader) error {
	r := bufio.NewReaderSize(eager{in, d.flush}, 1<<16)
	for n := 1; ; n++ {
		line, err := r.ReadSlice('\n')
		tooLong := err == bufio.ErrBufferFull
		for err == bufio.ErrBufferFull {
			_, err = r.ReadSlice('\n')
		}
		if err != nil && err != io.EOF {
			return err
		}
		if err == io.EOF && len(line) == 0 {
			return nil
		}
		text := string(line)
		if n == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		d.answerLine(n, strings.TrimSpace(text), tooLong)
		if err == io.EOF {
			return nil
		}
	}
}

func (d *dueCommand) answerLine(n int, text string, tooLong bool) {
	if text == "" && !tooLong {
		d.out.WriteByte('\n')
		return
	}
	from, within, err := parseQuestion(text)
	if tooLong {
		err = fault.New(fault.TooLarge, "due.long_line")
	}
	if err != nil {
		d.failed = true
		d.out.WriteString("-\n")
		fmt.Fprintln(d.notes, locale.T(d.lang, "due.line", strconv.Itoa(n), locale.Error(d.lang, err)))
		return
	}
	d.answer(from, within)
}

// parseQuestion reads "FROM WITHIN"; the time may itself have a space in it.
func parseQuestion(text string) (from time.Time, within workday.Limit, err error) {
	i := strings.LastIndexAny(text, " \t")
	if i < 0 {
		return from, within, fault.New(fault.Invalid, "due.two_words")
	}
	if from, err = workday.ParseTime(strings.TrimSpace(text[:i])); err != nil {
		return from, within, err
	}
	within, err = workday.ParseLimit(text[i+1:])
	return from, within, err
}

func (d *dueCommand) flush() error {
	return errors.Join(d.out.Flush(), d.notes.Flush())
}

// end sends off what is left and says how the command ended.
func (d *dueCommand) end(err error) int {
	if err = errors.Join(err, d.flush()); err != nil {
		fmt.Fprintln(d.notes, locale.T(d.lang, "due.streams", err.Error()))
		d.notes.Flush()
		return exitRefused
	}
	if d.failed {
		return exitRefused
	}
	return exitDone
}

// An eager reader sends off the answers before it may have to wait for more
// questions, so that a program can ask, read, and ask again.
type eager struct {
	io.Reader
	before func() error
}

func (e eager) Read(p []byte) (int, error) {
	if err := e.before(); err != nil {
		return 0, err
	}
	return e.Reader.Read(p)
}
