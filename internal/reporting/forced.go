package reporting

import (
	"cmp"
	"context"
	"slices"
	"time"

	"congbo/internal/cases"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A ForcedRow says how much of what was published in a month for a unit went
// out before it was approved (F-A8).
type ForcedRow struct {
	Month     time.Time // its first day
	Unit      int64     // 0: of the institution itself
	Published int       // all of it
	Forced    int       // of that, before approval
	Open      int       // of that, not approved yet
}

// Percent is the share of what went out before approval, in whole percent;
// anything at all is at least one.
func (r ForcedRow) Percent() int {
	if r.Forced == 0 {
		return 0
	}
	return max(1, (100*r.Forced+r.Published/2)/max(1, r.Published))
}

// Forced is the share of what was published before approval in a year.
type Forced struct {
	Rows  []ForcedRow // the newest month first; in it by unit
	Total ForcedRow
	Open  []store.Posting // that nobody has approved yet
}

// ReadForced counts the forced publications of a year, for somebody who may see
// figures.
func ReadForced(ctx context.Context, c *cases.Cases, tx *store.Tx, who cases.Actor, year int) (*Forced, error) {
	if err := c.May(ctx, tx, who, people.SeeReports, people.Scope{Institution: who.Institution}); err != nil {
		return nil, err
	}
	from := time.Date(year, 1, 1, 0, 0, 0, 0, vi.Zone)
	to := from.AddDate(1, 0, 0)
	posted, err := tx.PostedIn(ctx, who.Institution, from, to)
	if err != nil {
		return nil, err
	}
	forced, err := tx.ForcedPostings(ctx, who.Institution, from, to)
	if err != nil {
		return nil, err
	}
	return countForced(posted, forced), nil
}

// countForced puts together how much was posted, and what of that was forced.
func countForced(posted []store.Posted, forced []store.Posting) *Forced {
	f := &Forced{}
	type key struct{ month, unit int64 }
	rows := make(map[key]*ForcedRow)
	row := func(month time.Time, unit int64) *ForcedRow {
		k := key{month.Unix(), unit}
		if rows[k] == nil {
			rows[k] = &ForcedRow{Month: month, Unit: unit}
		}
		return rows[k]
	}
	for _, p := range posted {
		row(p.Month, p.Unit).Published += p.N
		f.Total.Published += p.N
	}
	last := make(map[int64]int) // what was forced and is not approved is the last of its case
	for i, p := range forced {
		if p.Open {
			last[p.Case] = i
		}
	}
	for i, p := range forced {
		t := p.At.In(vi.Zone)
		r := row(time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, vi.Zone), p.Unit)
		open := p.Open && last[p.Case] == i
		for _, x := range []*ForcedRow{r, &f.Total} {
			x.Forced++
			if open {
				x.Open++
			}
		}
		if open {
			f.Open = append(f.Open, p)
		}
	}
	for _, r := range rows {
		f.Rows = append(f.Rows, *r)
	}
	slices.SortFunc(f.Rows, func(a, b ForcedRow) int { return cmp.Or(b.Month.Compare(a.Month), cmp.Compare(a.Unit, b.Unit)) })
	return f
}
