package store

import (
	"context"
	"fmt"
	"time"

	"congbo/internal/people"
)

// A DelegationPaper is the paper by which an authority was delegated (R-P3);
// its number stands in the delegation itself.
type DelegationPaper struct {
	Delegation int64
	Dated      string // yyyy-mm-dd; empty: not entered
	Media      string // the scan; empty: none
	File       string // its name
	KeptBy     people.PersonID
	KeptAt     time.Time
}

// AddDelegationPaper keeps the paper of a delegation.
func (tx *Tx) AddDelegationPaper(ctx context.Context, p DelegationPaper) error {
	var id int64
	var media any
	if p.Media != "" {
		media = p.Media
	}
	err := tx.row(ctx, `INSERT INTO delegation_paper (delegation_id, dated, media_id, file_name, kept_by, kept_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		p.Delegation, p.Dated, media, p.File, p.KeptBy, instant(tx.now)).Scan(&id)
	if err != nil {
		return fmt.Errorf("add paper of a delegation: %w", err)
	}
	tx.made("lent-paper", id)
	return nil
}

// DelegationPapers are the newest papers of the delegations that a person gave
// or was given, by delegation.
func (tx *Tx) DelegationPapers(ctx context.Context, person people.PersonID) (map[int64]DelegationPaper, error) {
	all, err := list(ctx, tx, `SELECT p.delegation_id, p.dated, coalesce(p.media_id, ''), p.file_name, p.kept_by, p.kept_at
		FROM delegation_paper p JOIN delegation d ON d.id = p.delegation_id WHERE d.from_id = ? OR d.to_id = ? ORDER BY p.id`, []any{person, person},
		func(scan func(...any) error, p *DelegationPaper) error {
			return scan(&p.Delegation, &p.Dated, &p.Media, &p.File, (*int64)(&p.KeptBy), at(&p.KeptAt))
		})
	newest := make(map[int64]DelegationPaper, len(all))
	for _, p := range all {
		newest[p.Delegation] = p
	}
	return newest, err
}
