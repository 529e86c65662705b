package desk

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A LogPage is the record of the whole institution, filtered (F-J2).
type LogPage struct {
	Shell
	Days   []LogDay
	People []Choice
	Verbs  []Choice
	From   string
	To     string
	More   string
	CSV    string
	Empty  string
}

// A LogDay is the lines of one day.
type LogDay struct {
	Day   string
	Lines []LogLine
}

// A LogLine is one line of the record.
type LogLine struct {
	Seq  int64
	At   time.Time
	Text string
	Code string
	Path string
	Hash string // its beginning
}

const logPerPage = 100

// logFilter reads what a page of the log is narrowed to.
func (v *visit) logFilter() store.EventFilter {
	q := v.r.URL.Query()
	f := store.EventFilter{Institution: v.who.Institution, Actor: people.PersonID(number(q.Get("person"))), Below: number(q.Get("below"))}
	if verb := event.Verb(q.Get("verb")); verb.Known() {
		f.Verb = verb
	}
	if t, err := time.ParseInLocation(time.DateOnly, q.Get("from"), workday.Zone); err == nil {
		f.From = t
	}
	if t, err := time.ParseInLocation(time.DateOnly, q.Get("to"), workday.Zone); err == nil {
		f.To = t.AddDate(0, 0, 1)
	}
	return f
}

// log shows the record, the newest line first.
func (d *Desk) log(v *visit) error {
	f := v.logFilter()
	f.Limit = logPerPage + 1
	var events []event.Event
	var persons []store.Person
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		var err error
		if events, err = tx.Events(ctx, f); err != nil {
			return err
		}
		persons, err = tx.People(ctx, store.PersonFilter{Institution: v.who.Institution})
		return err
	})
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	page := LogPage{From: dateOf(f.From), To: q.Get("to")}
	pairs := []string{"person", q.Get("person"), "verb", string(f.Verb), "from", page.From, "to", page.To}
	page.CSV = address("/desk/log.csv", pairs...)
	if len(events) > logPerPage {
		events = events[:logPerPage]
		page.More = address("/desk/log", append(pairs, "below", strconv.FormatInt(events[len(events)-1].Seq, 10))...)
	}
	t, err := v.newTeller(events)
	if err != nil {
		return err
	}
	for _, e := range events {
		day := vi.LongDate(v.lang, e.At)
		if n := len(page.Days); n == 0 || page.Days[n-1].Day != day {
			page.Days = append(page.Days, LogDay{Day: day})
		}
		line := LogLine{Seq: e.Seq, At: e.At, Text: t.say(e), Hash: e.Hash[:min(10, len(e.Hash))]}
		if c, ok := t.cases[e.Case]; ok {
			line.Code = c.Code
			if v.seesCase(&c) {
				line.Path = casePath(c.Code)
			}
		}
		today := &page.Days[len(page.Days)-1]
		today.Lines = append(today.Lines, line)
	}
	if len(events) == 0 {
		page.Empty = v.t("desk.log_none")
	}
	for _, p := range persons {
		page.People = append(page.People, Choice{personNumber(p.ID), p.Name, p.ID == f.Actor})
	}
	for _, verb := range event.Verbs {
		page.Verbs = append(page.Verbs, Choice{string(verb), v.t("desk.verb_" + string(verb)), verb == f.Verb})
	}
	if page.Shell, err = v.shell(v.t("desk.nav_log"), "log"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "log", page)
}

func dateOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(workday.Zone).Format(time.DateOnly)
}

// How much of the record is read at once for a table, and how long a reader may
// take for that much.
const (
	csvBatch = 500
	csvWait  = 2 * time.Minute
)

// logCSV gives the same lines out as a table for a spreadsheet: all of them, of
// which a batch is held at a time. Where that fails midway the connection is
// cut, so that nobody takes a part for the whole.
func (d *Desk) logCSV(v *visit) error {
	f := v.logFilter()
	f.Limit = csvBatch
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", disposition(v.t("desk.log_file", v.now.In(workday.Zone).Format(time.DateOnly))))
	fmt.Fprint(v.w, "\ufeff") // spreadsheets then know the letters
	w := csv.NewWriter(v.w)
	var head []string
	for _, column := range []string{"seq", "at", "actor", "for", "verb", "text", "case", "subject", "hash"} {
		head = append(head, v.t("desk.csv_"+column))
	}
	if err := w.Write(head); err != nil {
		return err
	}
	patience := http.NewResponseController(v.w)
	for {
		if err := patience.SetWriteDeadline(time.Now().Add(csvWait)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		var events []event.Event
		err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
			events, err = tx.Events(ctx, f)
			return err
		})
		if err != nil {
			return err
		}
		t, err := v.newTeller(events)
		if err != nil {
			return err
		}
		for _, e := range events {
			row := []string{strconv.FormatInt(e.Seq, 10), e.At.In(workday.Zone).Format(time.RFC3339), t.persons[people.PersonID(e.Actor)], t.persons[people.PersonID(e.OnBehalfOf)],
				v.t("desk.verb_" + string(e.Verb)), t.say(e), t.cases[e.Case].Code, e.Subject, e.Hash}
			for i := range row {
				row[i] = plainCell(row[i])
			}
			if err := w.Write(row); err != nil {
				return err
			}
		}
		w.Flush() // what is written goes out, and is not held for the rest
		if err := w.Error(); err != nil {
			return err
		}
		if len(events) < f.Limit {
			return nil
		}
		f.Below = events[len(events)-1].Seq
	}
}

// plainCell keeps a spreadsheet from taking text for a formula (CWE-1236).
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
