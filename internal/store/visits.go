package store

import (
	"context"
	"fmt"
	"time"
)

// OnlineMinutes is for how long a reader who asked how many there are counts as
// one of them.
const OnlineMinutes = 5

// An OnlineKey names a minute of a site.
type OnlineKey struct {
	Site   int64
	Minute int64 // since 1970
}

// MinuteOf is the number of a minute.
func MinuteOf(t time.Time) int64 { return t.Unix() / 60 }

// Visits is how many visits a site had, and how many read it now.
type Visits struct {
	Online int64
	Today  int64
	All    int64
	Since  time.Time // the first day that was counted, at noon in Viet Nam; zero: none was
}

// AddVisits adds to the visits of today and to the readers of some minutes.
func (tx *Tx) AddVisits(ctx context.Context, visits map[int64]int64, readers map[OnlineKey]int64) error {
	for site, n := range visits {
		_, err := tx.exec(ctx, `INSERT INTO site_visit (site_id, day, visits) SELECT s.id, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM site s WHERE s.id = ?
			ON CONFLICT (site_id, day) DO UPDATE SET visits = site_visit.visits + excluded.visits`, DayOf(tx.now), n, site)
		if err != nil {
			return fmt.Errorf("add visits: %w", err)
		}
	}
	for key, n := range readers {
		_, err := tx.exec(ctx, `INSERT INTO site_online (site_id, minute, readers) SELECT s.id, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM site s WHERE s.id = ?
			ON CONFLICT (site_id, minute) DO UPDATE SET readers = site_online.readers + excluded.readers`, key.Minute, n, key.Site)
		if err != nil {
			return fmt.Errorf("add readers: %w", err)
		}
	}
	_, err := tx.exec(ctx, `DELETE FROM site_online WHERE minute < ?`, MinuteOf(tx.now)-60)
	return err
}

// VisitsOf counts what is stored of the visits to a site.
func (tx *Tx) VisitsOf(ctx context.Context, site int64) (v Visits, err error) {
	var first int64
	today := DayOf(tx.now)
	if err := tx.row(ctx, `SELECT CAST(coalesce(sum(visits), 0) AS BIGINT), CAST(coalesce(sum(CASE WHEN day = ? THEN visits ELSE 0 END), 0) AS BIGINT), CAST(coalesce(min(day), 0) AS BIGINT)
		FROM site_visit WHERE site_id = ?`, today, site).Scan(&v.All, &v.Today, &first); err != nil {
		return v, fmt.Errorf("visits: %w", err)
	}
	if first != 0 {
		v.Since = time.Unix(first*86400+5*3600, 0)
	}
	err = tx.row(ctx, `SELECT CAST(coalesce(sum(readers), 0) AS BIGINT) FROM site_online WHERE site_id = ? AND minute > ?`, site, MinuteOf(tx.now)-OnlineMinutes).Scan(&v.Online)
	return v, err
}
