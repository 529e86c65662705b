package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// JobMostRead is the kind of the job that counts what is read most.
const JobMostRead = "most-read"

// What is read most is counted from the views of so many days, every so often;
// so much of it is listed.
const (
	ReadDays      = 7
	readEvery     = 10 * time.Minute
	readOfSite    = 10
	readOfSection = 5
	readFrom      = 2000 // documents of a site that are looked at
	keptDays      = 800
)

// Views is how often the page of a document was sent on a site. It says nothing
// of whom it was sent to, and knows nothing of it.
type Views struct {
	Site, Document int64
	Count          int64
}

// DayOf is the number of a day in Viet Nam, 0 for 1 January 1970.
func DayOf(t time.Time) int64 { return (t.Unix() + 7*3600) / 86400 }

// AddViews adds to what was counted today, and has what is read most counted
// soon.
func (tx *Tx) AddViews(ctx context.Context, all []Views) error {
	for _, v := range all {
		if v.Count <= 0 {
			continue
		}
		_, err := tx.exec(ctx, `INSERT INTO page_view (site_id, day, document_id, views) SELECT e.site_id, CAST(? AS BIGINT), e.document_id, CAST(? AS BIGINT) FROM edition e
			WHERE e.site_id = ? AND e.document_id = ? AND e.number = 1
			ON CONFLICT (site_id, day, document_id) DO UPDATE SET views = page_view.views + excluded.views`, DayOf(tx.now), v.Count, v.Site, v.Document)
		if err != nil {
			return fmt.Errorf("add views: %w", err)
		}
	}
	return tx.rankAt(ctx, tx.now.Truncate(readEvery).Add(readEvery))
}

func (tx *Tx) rankAt(ctx context.Context, at time.Time) error {
	return tx.Enqueue(ctx, JobMostRead, "", at, fmt.Sprintf("%s/%d", JobMostRead, at.Unix()))
}

// A ViewCount is how often a document was read on a site.
type ViewCount struct{ Week, All int64 }

// ViewsOf counts the views of a document by site.
func (tx *Tx) ViewsOf(ctx context.Context, document int64) (map[int64]ViewCount, error) {
	counts := make(map[int64]ViewCount)
	err := tx.each(ctx, `SELECT site_id, CAST(sum(views) AS BIGINT), CAST(sum(CASE WHEN day > ? THEN views ELSE 0 END) AS BIGINT) FROM page_view WHERE document_id = ? GROUP BY site_id`,
		[]any{DayOf(tx.now) - ReadDays, document}, func(scan func(...any) error) error {
			var site int64
			var c ViewCount
			err := scan(&site, &c.All, &c.Week)
			counts[site] = c
			return err
		})
	return counts, err
}

// RankRead counts what is read most on every site, and has the pages that list it
// made anew where that has changed.
func (tx *Tx) RankRead(ctx context.Context) error {
	sites, err := tx.Sites(ctx, 0)
	if err != nil {
		return err
	}
	some := false
	for _, s := range sites {
		n, err := tx.rankSite(ctx, s.ID)
		if err != nil {
			return fmt.Errorf("most read of site %s: %w", s.Label, err)
		}
		some = some || n > 0
	}
	if _, err := tx.exec(ctx, `DELETE FROM page_view WHERE day < ?`, DayOf(tx.now)-keptDays); err != nil {
		return err
	}
	if !some {
		return nil
	}
	return tx.rankAt(ctx, tx.now.Add(24*time.Hour)) // without readers, too, what is on the list grows old
}

// A place in the list of what is read most.
type readPlace struct{ section, position, document int64 }

func (tx *Tx) rankSite(ctx context.Context, site int64) (int, error) {
	type read struct{ document, section int64 }
	most, err := list(ctx, tx, `SELECT v.document_id, e.section_id FROM page_view v JOIN edition e ON e.site_id = v.site_id AND e.document_id = v.document_id AND e.state = 'live'
		WHERE v.site_id = ? AND v.day > ? AND e.kind <> ? GROUP BY v.document_id, e.section_id ORDER BY sum(v.views) DESC, v.document_id DESC LIMIT ?`,
		[]any{site, DayOf(tx.now) - ReadDays, KindPage, readFrom}, func(scan func(...any) error, r *read) error { return scan(&r.document, &r.section) })
	if err != nil {
		return 0, err
	}
	var now []readPlace
	taken := make(map[int64]int64)
	for _, r := range most {
		if taken[0] < readOfSite {
			now = append(now, readPlace{0, taken[0], r.document})
			taken[0]++
		}
		if taken[r.section] < readOfSection {
			now = append(now, readPlace{r.section, taken[r.section], r.document})
			taken[r.section]++
		}
	}
	slices.SortFunc(now, func(a, b readPlace) int {
		if a.section != b.section {
			return int(a.section - b.section)
		}
		return int(a.position - b.position)
	})
	before, err := list(ctx, tx, `SELECT section_id, position, document_id FROM most_read WHERE site_id = ? ORDER BY section_id, position`, []any{site},
		func(scan func(...any) error, p *readPlace) error { return scan(&p.section, &p.position, &p.document) })
	if err != nil || slices.Equal(now, before) {
		return len(now), err
	}
	if _, err := tx.exec(ctx, `DELETE FROM most_read WHERE site_id = ?`, site); err != nil {
		return 0, err
	}
	for _, p := range now {
		if _, err := tx.exec(ctx, `INSERT INTO most_read (site_id, section_id, position, document_id) VALUES (?, ?, ?, ?)`, site, p.section, p.position, p.document); err != nil {
			return 0, err
		}
	}
	tx.ChangePage(site, TagRead, time.Time{})
	return len(now), nil
}

// MostRead lists what was read most lately on a site, or in a section of it, as
// far as it is public now.
func (tx *Tx) MostRead(ctx context.Context, site, section int64, limit int) ([]Edition, error) {
	return list(ctx, tx, `SELECT `+editionColumns+` FROM most_read m JOIN edition e ON e.site_id = m.site_id AND e.document_id = m.document_id
		WHERE m.site_id = ? AND m.section_id = ? AND (m.section_id = 0 OR e.section_id = m.section_id) AND e.kind <> ? AND `+live+` ORDER BY m.position LIMIT ?`,
		[]any{site, section, KindPage, instant(tx.now), limit}, scanEdition)
}
