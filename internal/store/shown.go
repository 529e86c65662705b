package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"congbo/internal/vi"
)

// What a site shows is counted as it is published: a page of a list needs to know
// how much the list has, and where in it a page far behind begins, and to count
// that takes the longer the more there is. The rows say how many editions of a
// strand are live, by the month and the day on which they appeared first. They
// are changed in the transaction that changes an edition, and nowhere else.
//
// An edition whose term is over and that nobody has ended yet is still in them.

// A shownKey names a row of what is counted.
type shownKey struct {
	site       int64
	strand     string
	month, day int64 // day 0: the month whole
}

func compareShown(a, b shownKey) int {
	return cmp.Or(cmp.Compare(a.site, b.site), cmp.Compare(a.strand, b.strand), cmp.Compare(a.month, b.month), cmp.Compare(a.day, b.day))
}

// monthOf is the number of the month of a time in Viet Nam, and its day.
func monthOf(t time.Time) (month, day int64) {
	y, m, d := t.In(vi.Zone).Date()
	return int64(y)*12 + int64(m) - 1, int64(d)
}

// beginOf is the first moment of a day of a month.
func beginOf(month, day int64) time.Time {
	return time.Date(int(month/12), time.Month(month%12+1), int(day), 0, 0, 0, 0, vi.Zone)
}

// show counts an edition that becomes live, 1, or is live no more, -1.
func (tx *Tx) show(e *Edition, by int64) {
	month, day := monthOf(e.FirstAt)
	strands := []string{sectionStrand(e.Section), kindStrand(e.Kind)}
	if e.Kind != KindPage {
		strands = append(strands, siteStrand)
		if e.Unit != 0 {
			strands = append(strands, unitStrand(e.Unit))
		}
	}
	if tx.shown == nil {
		tx.shown = make(map[shownKey]int64)
	}
	for _, s := range strands {
		tx.shown[shownKey{e.Site, s, month, day}] += by
		tx.shown[shownKey{e.Site, s, month, 0}] += by
	}
}

const siteStrand = "site" // without pages that stand by themselves

func sectionStrand(id int64) string { return "section:" + strconv.FormatInt(id, 10) }
func kindStrand(kind string) string { return "kind:" + kind }

// unitStrand, too, is without pages that stand by themselves.
func unitStrand(id int64) string { return "unit:" + strconv.FormatInt(id, 10) }

// flushShown writes what the transaction has counted. All do it in the same
// order, so that none waits for another that waits for it.
func (tx *Tx) flushShown(ctx context.Context) error {
	var rows [][]any
	for _, k := range slices.SortedFunc(maps.Keys(tx.shown), compareShown) {
		if n := tx.shown[k]; n != 0 {
			rows = append(rows, []any{k.site, k.strand, k.month, k.day, n})
		}
	}
	tx.shown = nil
	if err := tx.insertOr(ctx, "shown", "site_id, strand, month, day, n", ` ON CONFLICT (site_id, strand, month, day) DO UPDATE SET n = shown.n + excluded.n`, rows); err != nil {
		return fmt.Errorf("what is shown: %w", err)
	}
	return nil
}

// counted names the strand that a scope is, with its first and last month; false
// where it is none that is counted, or the transaction has changed what is.
func (tx *Tx) counted(s Scope) (strand string, from, to int64, ok bool) {
	to = 1 << 40
	if !s.From.IsZero() {
		var day int64
		if from, day = monthOf(s.From); !s.From.Equal(beginOf(from, day)) || day != 1 {
			return "", 0, 0, false
		}
	}
	if !s.Until.IsZero() {
		month, day := monthOf(s.Until)
		if !s.Until.Equal(beginOf(month, day)) || day != 1 {
			return "", 0, 0, false
		}
		to = month - 1
	}
	s.From, s.Until = time.Time{}, time.Time{}
	switch s {
	case Scope{Site: s.Site, Apart: KindPage}:
		strand = siteStrand
	case Scope{Site: s.Site, Section: s.Section}:
		strand = sectionStrand(s.Section)
	case Scope{Site: s.Site, Kind: s.Kind}:
		strand = kindStrand(s.Kind)
	case Scope{Site: s.Site, Unit: s.Unit, Apart: KindPage}:
		strand = unitStrand(s.Unit)
	}
	bare := s == Scope{Site: s.Site} // all cases take it, and none is it
	return strand, from, to, strand != "" && !bare && len(tx.shown) == 0
}

// over lists when editions of the scope appeared whose term is over and that
// nobody has come to end yet: there are hardly ever any.
func (tx *Tx) over(ctx context.Context, s Scope) ([]time.Time, error) {
	q, args := s.untermed()
	// The term comes first: it alone finds few.
	return list(ctx, tx, `SELECT e.first_at FROM edition t CROSS JOIN edition e WHERE t.state = 'live' AND t.until_at <= ? AND e.id = t.id AND `+q, append([]any{instant(tx.now)}, args...),
		func(scan func(...any) error, t *time.Time) error { return scan(at(t)) })
}

// CountIn counts a part of what a site shows.
func (tx *Tx) CountIn(ctx context.Context, s Scope) (n int, err error) {
	over, err := tx.over(ctx, s)
	if err != nil {
		return 0, err
	}
	if strand, from, to, ok := tx.counted(s); ok {
		err = tx.row(ctx, `SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM shown WHERE site_id = ? AND strand = ? AND month >= ? AND month <= ? AND day = 0`, s.Site, strand, from, to).Scan(&n)
		return n - len(over), err
	}
	q, args := s.untermed()
	err = tx.row(ctx, `SELECT count(*) FROM edition e WHERE `+q, args...).Scan(&n)
	return n - len(over), err
}

// A shownSpan is how many editions a strand shows of a month or a day.
type shownSpan struct{ at, n int64 }

// MonthsIn lists the months in which something of a scope appeared that is still
// shown, at most so many, the newest first, each by its beginning.
func (tx *Tx) MonthsIn(ctx context.Context, s Scope, most int) ([]time.Time, error) {
	strand, from, to, ok := tx.counted(s)
	over, err := tx.over(ctx, s)
	if err != nil {
		return nil, err
	}
	var months []time.Time
	if !ok || len(over) > 0 { // by hopping from each to the one before
		for len(months) < most {
			last, err := tx.lastIn(ctx, s)
			if err != nil || last.IsZero() {
				return months, err
			}
			month, _ := monthOf(last)
			s.Until = beginOf(month, 1)
			months = append(months, s.Until)
		}
		return months, nil
	}
	err = tx.each(ctx, `SELECT month FROM shown WHERE site_id = ? AND strand = ? AND month >= ? AND month <= ? AND day = 0 AND n > 0 ORDER BY month DESC LIMIT ?`,
		[]any{s.Site, strand, from, to, most}, func(scan func(...any) error) error {
			var month int64
			err := scan(&month)
			months = append(months, beginOf(month, 1))
			return err
		})
	return months, err
}

// behind finds how far down a list what is to be skipped reaches: it narrows the
// scope to what appeared before the end of a day, and returns how much is to be
// skipped of that.
func (tx *Tx) behind(ctx context.Context, s Scope, skip int) (Scope, int, error) {
	strand, from, to, ok := tx.counted(s)
	if !ok {
		return s, skip, nil
	}
	left := int64(skip)
	pass := func(spans []shownSpan) (int64, bool) {
		for _, x := range spans {
			if x.n > left {
				return x.at, true
			}
			left -= x.n
		}
		return 0, false
	}
	read := func(query string, args ...any) ([]shownSpan, error) {
		return list(ctx, tx, query, args, func(scan func(...any) error, x *shownSpan) error { return scan(&x.at, &x.n) })
	}
	months, err := read(`SELECT month, n FROM shown WHERE site_id = ? AND strand = ? AND month >= ? AND month <= ? AND day = 0 ORDER BY month DESC`, s.Site, strand, from, to)
	if err != nil {
		return s, 0, err
	}
	month, ok := pass(months)
	if !ok {
		return s, skip, nil // it is longer than all there is
	}
	days, err := read(`SELECT day, n FROM shown WHERE site_id = ? AND strand = ? AND month = ? AND day > 0 ORDER BY day DESC`, s.Site, strand, month)
	if err != nil {
		return s, 0, err
	}
	day, ok := pass(days)
	if !ok {
		return s, 0, fmt.Errorf("what strand %s shows in a month is not what it shows on its days", strand)
	}
	s.Until = beginOf(month, day+1)
	return s, int(left), nil
}
