package cases

import (
	"context"
	"slices"

	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// Search finds cases by code, sender or title, accents or not, among those
// that a person may see; the newest first.
func (c *Cases) Search(ctx context.Context, who Actor, f store.CaseFilter) ([]Work, error) {
	f.Text = vi.Fold(f.Text)
	return c.find(ctx, who, f, nil)
}

// find reads the cases of a filter, of which rest, if there is one, wants each,
// that a person may see.
func (c *Cases) find(ctx context.Context, who Actor, f store.CaseFilter, rest func(context.Context, *store.Tx, *store.Case) (bool, error)) ([]Work, error) {
	f.Institution = who.Institution
	want := f.Limit
	f.Limit = min(max(4*want, 50), 400)
	var found []Work
	err := c.Store.View(ctx, func(tx *store.Tx) error {
		found = nil
		st, err := standing(ctx, tx, who)
		if err != nil {
			return err
		}
		if f.Near, err = c.near(ctx, tx, who, st); err != nil {
			return err
		}
		for len(found) < want {
			batch, err := tx.Cases(ctx, f)
			if err != nil {
				return err
			}
			for i := range batch {
				if len(found) == want {
					return nil
				}
				if people.May(st, people.SeeCase, c.Scope(&batch[i])) != nil {
					continue
				}
				if hidden, err := c.hides(ctx, tx, who, &batch[i]); err != nil {
					return err
				} else if hidden {
					continue
				}
				if rest != nil {
					if ok, err := rest(ctx, tx, &batch[i]); err != nil {
						return err
					} else if !ok {
						continue
					}
				}
				w, err := c.workOf(ctx, tx, &batch[i])
				if err != nil {
					return err
				}
				found = append(found, w)
			}
			if len(batch) < f.Limit {
				return nil
			}
			f.Below = batch[len(batch)-1].ID
		}
		return nil
	})
	return found, err
}

// near are the places whose cases a standing lets somebody see, so that nobody
// has to look at all the others to show them few; nil where that is wherever, or
// takes more than a place to tell. Each case is asked about all the same.
func (c *Cases) near(ctx context.Context, tx *store.Tx, who Actor, st people.Standing) (*store.Near, error) {
	in := people.Scope{Institution: who.Institution}
	lent := slices.ContainsFunc(st.Delegations, func(d people.Delegation) bool { return d.To == who.Person })
	if lent || people.May(st, people.SeeCase, in) == nil { // what is lent can be bound to two places at once
		return nil, nil
	}
	units, err := tx.Units(ctx, who.Institution)
	if err != nil {
		return nil, err
	}
	sites, err := tx.Sites(ctx, who.Institution)
	if err != nil {
		return nil, err
	}
	n := &store.Near{}
	for _, u := range units {
		if in.Units = c.above(u.ID); people.May(st, people.SeeCase, in) == nil {
			n.Units = append(n.Units, u.ID)
		}
	}
	in.Units = nil
	for _, s := range sites {
		if in.Sites = []int64{s.ID}; people.May(st, people.SeeCase, in) == nil {
			n.Sites = append(n.Sites, s.ID)
		}
	}
	return n, nil
}
