package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"congbo/internal/event"
)

// A Posting is one act by which something of a case was made public before it
// was approved.
type Posting struct {
	At    time.Time
	Case  int64
	Code  string
	Title string
	Unit  int64
	Site  int64
	Open  bool // it is not approved yet
}

// Lines of the record that tell of an edition stand beside those that tell of the
// act; unchanged pages that were shown again are no new ones.
const (
	ofEdition = "edition:"
	actsAlone = `e.subject NOT LIKE 'edition:%'`
)

// ForcedPostings lists what was published before approval in a period [from, to),
// as the record tells of it, oldest first. There are few in all, and many other
// lines in a year: the sum keeps SQLite from going through those.
func (tx *Tx) ForcedPostings(ctx context.Context, institution int64, from, to time.Time) ([]Posting, error) {
	return list(ctx, tx, `
		SELECT e.at, c.id, c.code, c.title, c.unit_id, c.site_id, CASE WHEN ' ' || c.flags || ' ' LIKE '% forced %' THEN 1 ELSE 0 END
		FROM event e CROSS JOIN case_file c
		WHERE e.institution_id = ? AND e.verb = 'force-published' AND `+actsAlone+` AND e.at + 0 >= ? AND e.at + 0 < ? AND c.id = e.case_id ORDER BY e.seq`,
		[]any{institution, instant(from), instant(to)}, func(scan func(...any) error, p *Posting) error {
			var open int
			err := scan(at(&p.At), &p.Case, &p.Code, &p.Title, refTo(&p.Unit), refTo(&p.Site), &open)
			p.Open = open == 1
			return err
		})
}

// A Posted says how often something of a unit's cases was made public in a month,
// before approval or after.
type Posted struct {
	Month time.Time // its beginning, in Viet Nam
	Unit  int64     // 0: of the institution itself
	N     int
}

// PostedIn lists what was made public in the months of a period [from, to), the
// newest month first, in it by unit.
func (tx *Tx) PostedIn(ctx context.Context, institution int64, from, to time.Time) ([]Posted, error) {
	first, _ := monthOf(from)
	last, _ := monthOf(to.Add(-time.Microsecond))
	return list(ctx, tx, `SELECT month, unit_id, n FROM posted WHERE institution_id = ? AND month >= ? AND month <= ? AND n > 0 ORDER BY month DESC, unit_id`,
		[]any{institution, first, last}, func(scan func(...any) error, p *Posted) error {
			var month int64
			err := scan(&month, &p.Unit, &p.N)
			p.Month = beginOf(month, 1)
			return err
		})
}

// A postedKey names a row of what is counted.
type postedKey struct{ institution, unit, month int64 }

func tellsOfPosting(e event.Event) bool {
	return (e.Verb == event.Published || e.Verb == event.ForcePublished) && e.Case != 0 && !strings.HasPrefix(e.Subject, ofEdition)
}

// post counts a line that tells of a publication, for the unit that has its case.
func (tx *Tx) post(k postedKey, by int64) {
	if tx.posted == nil {
		tx.posted = make(map[postedKey]int64)
	}
	tx.posted[k] += by
}

// regroup has what was made public of a case count for the unit that it is given
// to; it is called before the case is saved.
func (tx *Tx) regroup(ctx context.Context, c *Case) error {
	var unit int64
	err := tx.row(ctx, `SELECT unit_id FROM case_file WHERE id = ? AND version = ?`, c.ID, c.Version).Scan(refTo(&unit))
	if errors.Is(err, sql.ErrNoRows) { // the save says that somebody was faster
		return nil
	}
	if err != nil || unit == c.Unit {
		return err
	}
	return tx.each(ctx, `SELECT e.institution_id, e.at FROM event e WHERE e.case_id = ? AND e.case_id <> 0 AND e.verb IN ('published', 'force-published') AND `+actsAlone, []any{c.ID},
		func(scan func(...any) error) error {
			var institution int64
			var t time.Time
			err := scan(&institution, at(&t))
			month, _ := monthOf(t)
			tx.post(postedKey{institution, unit, month}, -1)
			tx.post(postedKey{institution, c.Unit, month}, 1)
			return err
		})
}

// postLines counts the lines that are added to the record, for the units that
// have their cases now.
func (tx *Tx) postLines(ctx context.Context) error {
	var told []pendingEvent
	var ids []int64
	for _, p := range tx.events {
		if tellsOfPosting(p.event) {
			told, ids = append(told, p), append(ids, p.event.Case)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	units := make(map[int64]int64)
	for _, n := range atOnce {
		for ; len(ids) >= n; ids = ids[n:] {
			m, args := marks(ids[:n])
			err := tx.each(ctx, `SELECT id, unit_id FROM case_file WHERE id IN (`+m+`)`, args, func(scan func(...any) error) error {
				var id, unit int64
				err := scan(&id, refTo(&unit))
				units[id] = unit
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	for _, p := range told {
		if unit, known := units[p.event.Case]; known {
			month, _ := monthOf(p.event.At)
			tx.post(postedKey{p.institution, unit, month}, 1)
		}
	}
	return nil
}

// flushPosted writes what the transaction has counted, in one order for all.
func (tx *Tx) flushPosted(ctx context.Context) error {
	var rows [][]any
	for _, k := range slices.SortedFunc(maps.Keys(tx.posted), func(a, b postedKey) int {
		return cmp.Or(cmp.Compare(a.institution, b.institution), cmp.Compare(a.month, b.month), cmp.Compare(a.unit, b.unit))
	}) {
		if n := tx.posted[k]; n != 0 {
			rows = append(rows, []any{k.institution, k.unit, k.month, n})
		}
	}
	tx.posted = nil
	err := tx.insertOr(ctx, "posted", "institution_id, unit_id, month, n", ` ON CONFLICT (institution_id, month, unit_id) DO UPDATE SET n = posted.n + excluded.n`, rows)
	if err != nil {
		return fmt.Errorf("what was posted: %w", err)
	}
	return nil
}
