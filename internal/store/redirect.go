package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/fault"
	"congbo/internal/people"
)

// A Redirect leads whoever asks for an address that is no page (any more) to
// another one (R-B1, F-L3). A page always goes before it.
type Redirect struct {
	ID         int64
	Site       int64
	Source     string // path within Site
	Document   int64  // whose page was there; 0: none
	TargetSite int64  // 0: Target is an address of another host
	Target     string // path within TargetSite, or an https address
	Note       string // why
	MadeBy     people.PersonID
	MadeAt     time.Time
	EndedBy    people.PersonID
	EndedAt    time.Time
}

const redirectColumns = `r.id, r.site_id, r.source, r.document_id, r.target_site, r.target, r.note, r.made_by, r.made_at, r.ended_by, r.ended_at`

func scanRedirect(scan func(...any) error, r *Redirect) error {
	return scan(&r.ID, &r.Site, &r.Source, refTo(&r.Document), refTo(&r.TargetSite), &r.Target, &r.Note, (*int64)(&r.MadeBy), at(&r.MadeAt), (*int64)(&r.EndedBy), at(&r.EndedAt))
}

// AddRedirect stores r and gives it its ID. An address leads to one place:
// where it leads somewhere already it fails with fault.Conflict.
func (tx *Tx) AddRedirect(ctx context.Context, r *Redirect) error {
	r.MadeAt = tx.now
	ids, err := list(ctx, tx, `
		INSERT INTO redirect (site_id, source, document_id, target_site, target, note, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (site_id, source) WHERE ended_at IS NULL DO NOTHING RETURNING id`,
		[]any{r.Site, r.Source, ref(r.Document), ref(r.TargetSite), r.Target, r.Note, int64(r.MadeBy), instant(r.MadeAt)},
		func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return fmt.Errorf("add redirect: %w", err)
	}
	if len(ids) == 0 {
		return fault.New(fault.Conflict, "store.redirect_there").In("source")
	}
	r.ID = ids[0]
	tx.made("redirect", r.ID)
	return nil
}

// EndRedirect ends a redirect; of two who do it the second is told.
func (tx *Tx) EndRedirect(ctx context.Context, id int64, by people.PersonID) error {
	n, err := tx.exec(ctx, `UPDATE redirect SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL`, instant(tx.now), int64(by), id)
	if err != nil {
		return fmt.Errorf("end redirect %d: %w", id, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "store.redirect_ended")
	}
	tx.wrote("redirect", id)
	return nil
}

// Redirect returns a redirect, or fault.NotFound.
func (tx *Tx) Redirect(ctx context.Context, id int64) (*Redirect, error) {
	var r Redirect
	err := scanRedirect(tx.row(ctx, `SELECT `+redirectColumns+` FROM redirect r WHERE r.id = ?`, id).Scan, &r)
	return &r, found(err, "redirect")
}

// Redirects lists the redirects of a site, those in force first, the newest
// first among them.
func (tx *Tx) Redirects(ctx context.Context, site int64, limit int) ([]Redirect, error) {
	return list(ctx, tx, `SELECT `+redirectColumns+` FROM redirect r WHERE r.site_id = ? ORDER BY CASE WHEN r.ended_at IS NULL THEN 0 ELSE 1 END, r.id DESC LIMIT ?`,
		[]any{site, limit}, scanRedirect)
}

// RedirectFrom returns where an address of a site leads, or where the page of
// a document that was there does (0: of none); fault.NotFound where nowhere.
func (tx *Tx) RedirectFrom(ctx context.Context, site int64, path string, document int64) (*Redirect, error) {
	all, err := list(ctx, tx, `SELECT `+redirectColumns+` FROM redirect r WHERE r.site_id = ? AND r.ended_at IS NULL AND r.source = ?`, []any{site, path}, scanRedirect)
	if err == nil && len(all) == 0 && document != 0 {
		all, err = list(ctx, tx, `SELECT `+redirectColumns+` FROM redirect r WHERE r.site_id = ? AND r.ended_at IS NULL AND r.document_id = ? ORDER BY r.id DESC LIMIT 1`,
			[]any{site, document}, scanRedirect)
	}
	if err != nil {
		return nil, fmt.Errorf("redirect: %w", err)
	}
	if len(all) == 0 {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return &all[0], nil
}
