package notify

import (
	"context"
	"strconv"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/store"
)

// askedLink makes the address by which somebody without an account sends what
// they were asked for, and follows it: the only one that a letter gives them.
// Where the link has been taken back meanwhile, the letter has none.
func (n *Notify) askedLink(ctx context.Context, tx *store.Tx, l *store.Letter, id string, values map[string]string) error {
	values["link"] = ""
	delete(values, "desk")
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil
	}
	link, err := tx.CommissionLink(ctx, number)
	if fault.Is(err, fault.NotFound) || err == nil && !link.Opens(tx.Now()) {
		return nil
	} else if err != nil {
		return err
	}
	values["link"], err = n.SiteURL(ctx, tx, l.Institution, l.Lang, cases.AskedPath(l.Lang, n.Cases.AskedLink(link)))
	values["track"] = values["link"]
	return err
}
