package cases

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A Query is a search for cases, as somebody puts it; zero fields ask nothing.
type Query struct {
	Text      string // words that code, title and sender contain, accents or not
	State     string // "open", "ended", "all"; empty: as the page has it
	Step      string
	Procedure string // key
	Unit      int64
	Kind      string // of the text
	Sender    string // words
	Due       string // one of Dues
	Flag      string // one of Flags
}

// Dues are the words for when what is looked for is due: its time is over, it
// ends today, or within seven days from now.
var Dues = []string{"overdue", "today", "week", "none"}

// Flags are the flags of cases that can be looked for.
var Flags = []string{"beyond", "correction", "forced", "check-failed", "reopened",
	"planned", "plan-failed", "plan-late", "expired", "term-failed", "embargo", "extension", "change-correction", "change-update", "source-changed", "source-gone"}

// ParseQuery reads what Values wrote; what it does not know asks nothing.
func ParseQuery(v url.Values) Query {
	q := Query{Text: vi.ReadLine(v.Get("q")), State: v.Get("state"), Step: v.Get("step"), Procedure: v.Get("procedure"), Kind: v.Get("kind"), Sender: vi.ReadLine(v.Get("sender")), Due: v.Get("due"), Flag: v.Get("flag")}
	q.Unit, _ = strconv.ParseInt(v.Get("unit"), 10, 64)
	if !slices.Contains([]string{"open", "ended", "all"}, q.State) {
		q.State = ""
	}
	if !slices.Contains(Dues, q.Due) {
		q.Due = ""
	}
	if !slices.Contains(Flags, q.Flag) {
		q.Flag = ""
	}
	return q
}

// Values writes the query as the fields of a form.
func (q Query) Values() url.Values {
	v := url.Values{}
	set := func(key, value string) {
		if value != "" {
			v.Set(key, value)
		}
	}
	set("q", q.Text)
	set("state", q.State)
	set("step", q.Step)
	set("procedure", q.Procedure)
	set("kind", q.Kind)
	set("sender", q.Sender)
	set("due", q.Due)
	set("flag", q.Flag)
	if q.Unit > 0 {
		set("unit", strconv.FormatInt(q.Unit, 10))
	}
	return v
}

// More reports whether it asks for more than words, state and step.
func (q Query) More() bool {
	return q.Procedure != "" || q.Unit != 0 || q.Kind != "" || q.Sender != "" || q.Due != "" || q.Flag != ""
}

func (q Query) filter(now time.Time) store.CaseFilter {
	f := store.CaseFilter{Text: vi.Fold(q.Text + " " + q.Sender), Kind: q.Kind, Step: q.Step, Open: q.State == "open" || q.Due != "", Ended: q.State == "ended", Procedure: q.Procedure, Flag: q.Flag}
	if q.Unit > 0 {
		f.Units = []int64{q.Unit}
	}
	t := now.In(workday.Zone)
	midnight := time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, workday.Zone)
	switch q.Due {
	case "overdue":
		f.DueBefore = now
	case "today":
		f.DueFrom, f.DueBefore = now, midnight
	case "week":
		f.DueFrom, f.DueBefore = now, midnight.AddDate(0, 0, 6)
	case "none":
		f.NoDue = true
	}
	return f
}

// Find finds the cases that a query asks for among those that a person may see,
// the newest first, below a case (0: from the newest).
func (c *Cases) Find(ctx context.Context, who Actor, q Query, below int64, limit int) ([]Work, error) {
	f := q.filter(c.Store.Now())
	f.Below, f.Limit = below, limit
	return c.find(ctx, who, f, q.rest(c))
}

// rest is what of a query is looked at case by case; nil where nothing is.
func (q Query) rest(c *Cases) func(ctx context.Context, tx *store.Tx, cs *store.Case) (bool, error) {
	sender := strings.Fields(vi.Fold(q.Sender))
	if len(sender) == 0 && q.Kind == "" {
		return nil
	}
	return func(ctx context.Context, tx *store.Tx, cs *store.Case) (bool, error) {
		name := vi.Fold(cs.Sender)
		if slices.ContainsFunc(sender, func(w string) bool { return !strings.Contains(name, w) }) {
			return false, nil
		}
		if q.Kind == "" {
			return true, nil
		}
		if cs.Document == 0 {
			return false, nil
		}
		doc, err := tx.Document(ctx, cs.Document)
		if err != nil || doc.Revision == 0 {
			return false, err
		}
		t, err := c.text(ctx, tx, doc.Revision)
		return err == nil && t.revision.Kind == q.Kind, err
	}
}

// CountMost is up to where the cases of a saved search are counted.
const CountMost = 99

// A SavedFilter is a search kept under a name, with how many cases it finds now,
// CountMost+1 where there are more.
type SavedFilter struct {
	store.SavedFilter
	Query Query
	Mine  bool
	Owner string
	Count int
}

// Filters lists the searches that a person keeps, and those that colleagues of
// their unit share, with how many cases each finds for this person.
func (c *Cases) Filters(ctx context.Context, who Actor) ([]SavedFilter, error) {
	var list []SavedFilter
	err := c.Store.View(ctx, func(tx *store.Tx) error {
		list = nil
		p, err := tx.Person(ctx, who.Person)
		if err != nil {
			return err
		}
		all, err := tx.SavedFilters(ctx, who.Institution, who.Person, p.Unit)
		if err != nil {
			return err
		}
		for _, f := range all {
			v, _ := url.ParseQuery(f.Query)
			s := SavedFilter{SavedFilter: f, Query: ParseQuery(v), Mine: f.Person == who.Person}
			if o, err := tx.Person(ctx, f.Person); err == nil {
				s.Owner = o.Name
			}
			list = append(list, s)
		}
		return nil
	})
	for i := range list {
		if err != nil {
			return nil, err
		}
		var found []Work
		found, err = c.Find(ctx, who, list[i].Query, 0, CountMost+1)
		list[i].Count = len(found)
	}
	return list, err
}

// maxFilters is how many searches a person keeps at most.
const maxFilters = 20

// KeepFilter keeps a search under a name, for oneself or shared with one's
// unit; id 0 is a new one, any other changes one's own, if it still has the
// version that the person saw.
func (c *Cases) KeepFilter(ctx context.Context, who Actor, id, version int64, name string, shared bool, q Query) (int64, error) {
	name = vi.ReadLine(name)
	if n := len([]rune(name)); n == 0 || n > 60 {
		return 0, fault.New(fault.Invalid, "cases.filter_name", 60).In("name")
	}
	if len(q.Values()) == 0 || len(q.Values().Encode()) > 2000 {
		return 0, fault.New(fault.Invalid, "cases.filter_empty").In("name")
	}
	err := c.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := c.May(ctx, tx, who, people.SeeDesk, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		p, err := tx.Person(ctx, who.Person)
		if err != nil {
			return err
		}
		f := store.SavedFilter{ID: id, Institution: who.Institution, Person: who.Person, Name: name, Query: q.Values().Encode(), Version: version}
		if shared {
			if p.Unit == 0 {
				return fault.New(fault.Invalid, "cases.filter_no_unit").In("shared")
			}
			f.Unit = p.Unit
		}
		all, err := tx.SavedFilters(ctx, who.Institution, who.Person, 0)
		if err != nil {
			return err
		}
		if id == 0 && len(all) >= maxFilters {
			return fault.New(fault.Conflict, "cases.filter_many", maxFilters)
		}
		if id != 0 {
			err = tx.SaveFilter(ctx, &f)
		} else {
			err = tx.AddFilter(ctx, &f)
		}
		id = f.ID
		return err
	})
	return id, err
}

// DropFilter removes one of a person's own searches.
func (c *Cases) DropFilter(ctx context.Context, who Actor, id int64) error {
	return c.Store.Tx(ctx, func(tx *store.Tx) error { return tx.DropFilter(ctx, who.Person, id) })
}
