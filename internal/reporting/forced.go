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
	return max(1, (100*r.Forced+r.Published/2)/r.Published)
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
	all, err := tx.Postings(ctx, who.Institution, from, from.AddDate(1, 0, 0))
	if err != nil {
		return nil, err
	}
	return countForced(all), nil
}

func countForced(all []store.Posting) *Forced {
	f := &Forced{}
	type key struct {
		month time.Time
		unit  int64
	}
	rows := make(map[key]*ForcedRow)
	last := make(map[int64]int) // what was forced and is not approved is the last of its case
	for i, p := range all {
		if p.Open {
			last[p.Case] = i
		}
	}
	for i, p := range all {
		t := p.At.In(vi.Zone)
		k := key{time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, vi.Zone), p.Unit}
		r := rows[k]
		if r == nil {
			r = &ForcedRow{Month: k.month, Unit: k.unit}
			rows[k] = r
		}
		open := p.Open && last[p.Case] == i
		for _, x := range []*ForcedRow{r, &f.Total} {
			x.Published++
			if p.Forced {
				x.Forced++
			}
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
