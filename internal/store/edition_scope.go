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

func (s Scope) where(now time.Time) (string, []any) {
	q, args := `e.site_id = ? AND `+live, []any{s.Site, instant(now)}
	and := func(cond string, arg any) { q, args = q+" AND "+cond, append(args, arg) }
	if s.Section != 0 {
		and(`e.section_id = ?`, s.Section)
	}
	if s.Unit != 0 {
		and(`e.document_id IN (SELECT d.id FROM document d WHERE d.unit_id = ?)`, s.Unit)
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
	return list(ctx, tx, `SELECT `+editionColumns+` FROM edition e WHERE `+q+` ORDER BY e.first_at DESC, e.id DESC LIMIT ? OFFSET ?`, append(args, limit, skip), scanEdition)
}

// CountIn counts a part of what a site shows.
func (tx *Tx) CountIn(ctx context.Context, s Scope) (n int, err error) {
	q, args := s.where(tx.now)
	err = tx.row(ctx, `SELECT count(*) FROM edition e WHERE `+q, args...).Scan(&n)
	return n, err
}

// LastIn is when the newest of a part appeared; the zero time where it is empty.
func (tx *Tx) LastIn(ctx context.Context, s Scope) (time.Time, error) {
	q, args := s.where(tx.now)
	var t time.Time
	err := found(tx.row(ctx, `SELECT e.first_at FROM edition e WHERE `+q+` ORDER BY e.first_at DESC, e.id DESC LIMIT 1`, args...).Scan(at(&t)), "edition")
	if fault.Is(err, fault.NotFound) {
		return time.Time{}, nil
	}
	return t, err
}
