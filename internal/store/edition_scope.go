package store

import (
	"context"
	"time"

	"congbo/internal/fault"
)

// A Scope is a part of what a site shows. Of what is not set everything is in
// it, but pages that stand by themselves only in their section or by their kind.
type Scope struct {
	Site    int64
	Section int64
	Unit    int64 // whose documents they are
	Kind    string
	Topic   string    // a slug
	Apart   string    // a kind that is left out
	From    time.Time // when they appeared first
	Until   time.Time // before then
}

// where asks for what is live in the scope, term and all.
func (s Scope) where(now time.Time) (string, []any) {
	q, args := s.untermed()
	return q + " AND " + inTerm, append(args, instant(now))
}

// untermed asks the same but for terms that are over, in such words that an
// index answers by itself: a term would have to be looked for with every row.
func (s Scope) untermed() (string, []any) {
	q, args := `e.state = 'live'`, []any(nil)
	and := func(cond string, arg ...any) { q, args = q+" AND "+cond, append(args, arg...) }
	if s.Section != 0 {
		and(`e.section_id = ? AND EXISTS (SELECT 1 FROM section s WHERE s.id = ? AND s.site_id = ?)`, s.Section, s.Section, s.Site)
	} else {
		and(`e.site_id = ?`, s.Site)
	}
	if s.Unit != 0 {
		and(`e.site_id = ? AND e.unit_id = ?`, s.Site, s.Unit)
	}
	if s.Kind != "" {
		and(`e.kind = ?`, s.Kind)
	}
	if s.Topic != "" {
		and(`e.document_id IN (SELECT r.document_id FROM document_ref r WHERE r.kind = 'topic' AND r.stage = 'live' AND r.target = ?)`, s.Topic)
	}
	if s.Apart != "" {
		and(`e.kind <> ?`, s.Apart)
	}
	if !s.From.IsZero() {
		and(`e.first_at >= ?`, instant(s.From))
	}
	if !s.Until.IsZero() {
		and(`e.first_at < ?`, instant(s.Until))
	}
	return q, args
}

// LiveIn lists a part of what a site shows, the newest first, after skip.
func (tx *Tx) LiveIn(ctx context.Context, s Scope, skip, limit int) ([]Edition, error) {
	q, args := s.where(tx.now)
	if skip > 0 {
		over, err := tx.over(ctx, s)
		if err != nil {
			return nil, err
		}
		if len(over) == 0 { // what is skipped need not be looked at
			if s, skip, err = tx.behind(ctx, s, skip); err != nil {
				return nil, err
			}
			q, args = s.untermed()
		}
	}
	return list(ctx, tx, `SELECT `+editionColumns+` FROM edition e WHERE `+q+` ORDER BY e.first_at DESC, e.id DESC LIMIT ? OFFSET ?`, append(args, limit, skip), scanEdition)
}

// lastIn is when the newest of a part appeared; the zero time where it is empty.
func (tx *Tx) lastIn(ctx context.Context, s Scope) (time.Time, error) {
	q, args := s.where(tx.now)
	var t time.Time
	err := found(tx.row(ctx, `SELECT e.first_at FROM edition e WHERE `+q+` ORDER BY e.first_at DESC, e.id DESC LIMIT 1`, args...).Scan(at(&t)), "edition")
	if fault.Is(err, fault.NotFound) {
		return time.Time{}, nil
	}
	return t, err
}
