package publishing

import (
	"context"

	"congbo/internal/store"
)

// SealSearch is the job store.JobSearch: it puts the newest editions of a site
// where searches look through many at once.
func (p *Publishing) SealSearch(ctx context.Context, site int64) error {
	for {
		if more, err := p.Store.SealSearch(ctx, site); err != nil || !more {
			return err
		}
	}
}

// SearchAll is the job store.JobSearchAll: it makes the indexes of all sites,
// once, where texts are older than search.
func (p *Publishing) SearchAll(ctx context.Context, _ int64) error {
	_, err := p.RebuildSearch(ctx, nil)
	return err
}

// RebuildSearch makes the index of every site anew while it is searched, and
// returns how many editions they have. told is called now and then with the
// number done so far; it may be nil.
func (p *Publishing) RebuildSearch(ctx context.Context, told func(int)) (int, error) {
	var sites []int64
	err := p.Store.View(ctx, func(tx *store.Tx) (err error) {
		sites, err = tx.SearchSites(ctx)
		return err
	})
	all := 0
	for _, site := range sites {
		if err != nil {
			break
		}
		var n int
		n, err = p.Store.RebuildSearch(ctx, site, func(n int) {
			if told != nil {
				told(all + n)
			}
		})
		all += n
	}
	return all, err
}
