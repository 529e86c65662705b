package store

import (
	"context"
	"strings"
	"time"

	"congbo/internal/people"
)

// A CaseFilter narrows a list of cases; zero fields do not.
type CaseFilter struct {
	Institution int64
	Units       []int64 // of these units
	Text        string  // folded words that code, title and sender contain
	Step        string
	Open        bool // only open ones
	Ended       bool // only ended ones
	Person      people.PersonID
	Procedure   string    // key
	Kind        string    // of the text as it is now
	Flag        string    // one of the words of Case.Flags
	Near        *Near     // only where somebody may see them; nil: wherever
	DueFrom     time.Time // due then or later
	DueBefore   time.Time // due before then
	NoDue       bool      // with no due time
	Below       int64     // only older than this case: the next page
	Limit       int
}

// Near is a bound of what somebody may see: cases that come from some units, or
// are for some sites.
type Near struct{ Units, Sites []int64 }

// oldHand is how many lines of the record tell of somebody whose cases are looked
// for among the open ones, and not the other way round.
const oldHand = 5000

// Cases lists cases, the newest first.
func (tx *Tx) Cases(ctx context.Context, f CaseFilter) ([]Case, error) {
	if f.Near != nil && len(f.Near.Units)+len(f.Near.Sites) == 0 {
		return nil, nil
	}
	q, args := `SELECT `+caseColumns+` FROM case_file c WHERE c.institution_id = ?`, []any{f.Institution}
	if len(f.Units) > 0 {
		m, a := marks(f.Units)
		q += ` AND c.unit_id IN (` + m + `)`
		args = append(args, a...)
	}
	for word := range strings.FieldsSeq(f.Text) {
		q += ` AND c.folded LIKE ? ESCAPE '!'`
		args = append(args, "%"+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(word)+"%")
	}
	if f.Step != "" {
		q += ` AND c.step = ?`
		args = append(args, f.Step)
	}
	if f.Open {
		q += ` AND c.ended_at IS NULL`
	}
	if f.Ended {
		q += ` AND c.ended_at IS NOT NULL`
	}
	order := "c.id"
	if f.Person != 0 {
		own := `c.id IN (SELECT e.case_id FROM event e WHERE e.actor_id = ? AND e.case_id <> 0)`
		if f.Open { // fewer are open than an old hand has ever had to do with: the sum keeps SQLite to those
			n, err := tx.count(ctx, `SELECT count(*) FROM (SELECT 1 FROM event e WHERE e.actor_id = ? AND e.case_id <> 0 LIMIT ?) o`, int64(f.Person), oldHand)
			if err != nil {
				return nil, err
			}
			if n == oldHand {
				own, order = `EXISTS (SELECT 1 FROM event e WHERE e.actor_id = ? AND e.case_id = c.id AND e.case_id <> 0)`, "c.id + 0"
			}
		}
		q += " AND " + own
		args = append(args, int64(f.Person))
	}
	if f.Procedure != "" {
		q += ` AND EXISTS (SELECT 1 FROM procedure_version v WHERE v.id = c.procedure_id AND v.key = ?)`
		args = append(args, f.Procedure)
	}
	if f.Kind != "" {
		q += ` AND EXISTS (SELECT 1 FROM document d JOIN revision v ON v.id = d.revision_id WHERE d.id = c.document_id AND v.text LIKE ? ESCAPE '!')`
		args = append(args, `%"kind":"`+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(f.Kind)+`"%`)
	}
	if f.Near != nil {
		units, a := marks(append([]int64{0}, f.Near.Units...)) // no list may be empty
		sites, b := marks(append([]int64{0}, f.Near.Sites...))
		q += ` AND (c.unit_id IN (` + units + `) OR c.site_id IN (` + sites + `))`
		args = append(append(args, a...), b...)
	}
	if f.Flag != "" {
		q += ` AND ' ' || c.flags || ' ' LIKE ?`
		args = append(args, "% "+f.Flag+" %")
	}
	if !f.DueFrom.IsZero() {
		q += ` AND c.due_at >= ?`
		args = append(args, instant(f.DueFrom))
	}
	if !f.DueBefore.IsZero() {
		q += ` AND c.due_at < ?`
		args = append(args, instant(f.DueBefore))
	}
	if f.NoDue {
		q += ` AND c.due_at IS NULL`
	}
	if f.Below != 0 {
		q += ` AND c.id < ?`
		args = append(args, f.Below)
	}
	return list(ctx, tx, q+` ORDER BY `+order+` DESC LIMIT ?`, append(args, f.Limit), scanCase)
}
