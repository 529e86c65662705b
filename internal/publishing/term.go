package publishing

import (
	"context"
	"time"

	"congbo/internal/cases"
	"congbo/internal/flow"
	"congbo/internal/store"
)

// until has a new edition end when its case says.
func (p *Publishing) until(ctx context.Context, tx *store.Tx, d *cases.Dossier, e store.Edition) error {
	if t := d.State.Term; t != nil {
		return tx.SetTerm(ctx, e.ID, t.Until)
	}
	return nil
}

// keep has what is public of a case end at another hour, or not by itself.
func (p *Publishing) keep(ctx context.Context, tx *store.Tx, d *cases.Dossier, _ flow.Happening) error {
	editions, err := tx.DocumentEditions(ctx, d.Case.Document)
	if err != nil {
		return err
	}
	var end time.Time
	if t := d.State.Term; t != nil {
		end = t.Until
	}
	for _, e := range editions {
		if e.State != store.EditionLive {
			continue
		}
		if err := tx.SetTerm(ctx, e.ID, end); err != nil {
			return err
		}
	}
	return nil
}
