package cases

import (
	"context"

	"congbo/internal/store"
)

// maxKey bounds the key of a form: longer ones are not ours.
const maxKey = 64

// Once opens a case with the key of the form that asks for it, so that a form
// which is sent twice opens one case: the second time the case that the first
// opened is returned, marked Again. Without a key it opens every time.
func (c *Cases) Once(ctx context.Context, tx *store.Tx, who Actor, key string, open func() (*Opened, error)) (*Opened, error) {
	if key == "" || len(key) > maxKey || who.Person == 0 {
		return open()
	}
	before, first, err := tx.UseForm(ctx, who.Institution, who.Person, key)
	if err != nil {
		return nil, err
	}
	if !first {
		cs, err := tx.Case(ctx, before)
		if err != nil {
			return nil, err
		}
		return &Opened{Case: cs, Again: true}, nil
	}
	opened, err := open()
	if err != nil {
		return nil, err
	}
	return opened, tx.FormOpened(ctx, who.Institution, who.Person, key, opened.Case.ID)
}
