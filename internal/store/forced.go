package store

import (
	"context"
	"time"
)

// A Posting is one act by which something of a case was made public.
type Posting struct {
	At     time.Time
	Case   int64
	Code   string
	Title  string
	Unit   int64
	Site   int64
	Forced bool // before approval
	Open   bool // and it is not approved yet
}

// Postings lists what was published in a period [from, to), as the record tells
// of it, oldest first; unchanged pages that were shown again are no new ones.
func (tx *Tx) Postings(ctx context.Context, institution int64, from, to time.Time) ([]Posting, error) {
	return list(ctx, tx, `
		SELECT e.at, c.id, c.code, c.title, c.unit_id, c.site_id, CASE e.verb WHEN 'force-published' THEN 1 ELSE 0 END, CASE WHEN ' ' || c.flags || ' ' LIKE '% forced %' THEN 1 ELSE 0 END
		FROM event e JOIN case_file c ON c.id = e.case_id
		WHERE e.institution_id = ? AND e.verb IN ('published', 'force-published') AND e.subject NOT LIKE 'edition:%' AND e.at >= ? AND e.at < ? ORDER BY e.seq`,
		[]any{institution, instant(from), instant(to)}, func(scan func(...any) error, p *Posting) error {
			var forced, open int
			if err := scan(at(&p.At), &p.Case, &p.Code, &p.Title, refTo(&p.Unit), refTo(&p.Site), &forced, &open); err != nil {
				return err
			}
			p.Forced, p.Open = forced == 1, forced == 1 && open == 1
			return nil
		})
}
