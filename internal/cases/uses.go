package cases

import (
	"context"

	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
)

// Uses are the texts that refer to one text or file: who takes it away is told
// before (F-C15).
type Uses struct {
	List   []Use
	Hidden int // drafts of others, of which the person may know no more than that
}

// A Use is a text that refers to something.
type Use struct {
	Title       string
	Code        string // of its case, "" where the person may not see it
	Translation bool   // it is a translation of the text
	Live        bool   // readers meet it; otherwise only in the newest draft
	Editions    []store.Edition
}

// UsesOfDocument lists what links to a text or is a translation of it.
func (c *Cases) UsesOfDocument(ctx context.Context, who Actor, document int64) (*Uses, error) {
	return c.uses(ctx, who, func(tx *store.Tx) ([]store.Use, error) { return tx.UsesOfDocument(ctx, document) })
}

// UsesOfFile lists what shows or offers a picture or a file beside one text.
func (c *Cases) UsesOfFile(ctx context.Context, who Actor, media string, beside int64) (*Uses, error) {
	return c.uses(ctx, who, func(tx *store.Tx) ([]store.Use, error) { return tx.UsesOfMedia(ctx, media, beside) })
}

// PastUsesOfFile lists the texts that have or once had a file.
func (c *Cases) PastUsesOfFile(ctx context.Context, who Actor, media string) (*Uses, error) {
	return c.uses(ctx, who, func(tx *store.Tx) ([]store.Use, error) { return tx.PastUsesOfMedia(ctx, media) })
}

func (c *Cases) uses(ctx context.Context, who Actor, find func(*store.Tx) ([]store.Use, error)) (*Uses, error) {
	u := &Uses{}
	err := c.Store.View(ctx, func(tx *store.Tx) error {
		*u = Uses{}
		found, err := find(tx)
		if err != nil {
			return err
		}
		st, err := standing(ctx, tx, who)
		if err != nil {
			return err
		}
		at := make(map[int64]int)
		for _, f := range found {
			if i, twice := at[f.Document]; twice {
				u.List[i].Translation = u.List[i].Translation || f.Kind == store.RefSource
				u.List[i].Live = u.List[i].Live || f.Live
				continue
			}
			use, err := c.use(ctx, tx, st, who, f)
			if fault.Is(err, fault.NotFound) {
				u.Hidden++
				continue
			} else if err != nil {
				return err
			}
			at[f.Document] = len(u.List)
			u.List = append(u.List, *use)
		}
		return nil
	})
	return u, err
}

// use tells of one text; fault.NotFound where the person may not know of it.
func (c *Cases) use(ctx context.Context, tx *store.Tx, st people.Standing, who Actor, f store.Use) (*Use, error) {
	none := fault.New(fault.NotFound, "fault.not_found")
	d, err := tx.Document(ctx, f.Document)
	if err != nil {
		return nil, err
	}
	u := &Use{Translation: f.Kind == store.RefSource, Live: f.Live}
	all, err := tx.CasesOfDocument(ctx, f.Document)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Institution == who.Institution && people.May(st, people.SeeCase, c.Scope(&all[i])) == nil {
			if hidden, err := c.hides(ctx, tx, who, &all[i]); err != nil {
				return nil, err
			} else if hidden {
				continue
			}
			u.Code, u.Title = all[i].Code, all[i].Title
			break
		}
	}
	if !f.Live {
		if u.Code == "" || d.Institution != who.Institution {
			return nil, none
		}
		return u, nil
	}
	editions, err := tx.DocumentEditions(ctx, f.Document)
	for _, e := range editions {
		if e.State == store.EditionLive {
			u.Title = e.Title
			u.Editions = append(u.Editions, e)
		}
	}
	return u, err
}

// JobIndexRefs is the kind of the job that reads, once, what texts refer to
// that are older than the table of references.
const JobIndexRefs = "index-refs"

const indexedAtOnce = 200

// IndexRefs is that job.
func (c *Cases) IndexRefs(ctx context.Context, _ int64) error {
	for {
		n := 0
		err := c.Store.Tx(ctx, func(tx *store.Tx) (err error) {
			n, err = tx.IndexRefs(ctx, indexedAtOnce)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
