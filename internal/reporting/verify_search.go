package reporting

import (
	"context"
	"strconv"

	"congbo/internal/store"
)

// search compares what readers find with what is public (F-M2). The index is
// made from the texts, and can be made anew.
func (r *Verifier) search(ctx context.Context, tx *store.Tx, v *Verdict) error {
	sites, err := tx.SearchSites(ctx)
	for _, site := range sites {
		if err != nil {
			return err
		}
		var c store.SearchCheck
		id := strconv.FormatInt(site, 10)
		switch c, err = tx.CheckSearch(ctx, site); {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			v.damage("search", id, "verify.search_unreadable")
			err = nil
		case !c.OK():
			v.damage("search", id, "verify.search_stale", c.Missing, c.Wrong, c.Dead+c.Twice, c.Live)
		}
	}
	return err
}
