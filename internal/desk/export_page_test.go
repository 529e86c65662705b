package desk

import (
	"context"

	"congbo/internal/accounts"
	"congbo/internal/cases"
	"congbo/internal/store"
)

// CaseOf makes the page value of a case for somebody, without a browser.
func CaseOf(d *Desk, who cases.Actor, view *cases.View) (CasePage, error) {
	v := &visit{d: d, who: accounts.Actor{Actor: who}, lang: who.Lang, now: d.Store.Now()}
	var w *world
	err := d.Store.View(context.Background(), func(tx *store.Tx) (err error) {
		w, err = readWorld(context.Background(), tx, who.Institution, who.Lang)
		return err
	})
	b := &book{View: view, w: w, l: v.lang, now: v.now, cal: d.calendar(who.Institution), me: who.Person, url: d.siteURL, actor: actorIn(view, who)}
	return b.page(), err
}

// WorkOf makes the groups of somebody's work list.
func WorkOf(d *Desk, who cases.Actor, work []cases.Work, only string) (string, []Filter, []WorkGroup) {
	w := worklist{l: who.Lang, now: d.Store.Now(), cal: d.calendar(who.Institution), me: who.Person}
	return w.page(work, only)
}
