package portal

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"congbo/internal/store"
)

// viewsAtOnce is how many pages one transaction writes the views of.
const viewsAtOnce = 500

// WriteViews adds how often the pages of documents were sent since it was last
// called to what is stored (R-B9, F-J7), and what readers said of them. What could not be written is tried the
// next time.
func (p *Portal) WriteViews(ctx context.Context) error {
	if err := errors.Join(p.ratings.write(ctx, p.Store), p.visitors.write(ctx, p.Store)); err != nil {
		return err
	}
	taken := p.Pages.TakeViews()
	counts := make(map[store.Views]int64)
	for key, n := range taken {
		if site, document, ok := viewed(key); ok {
			counts[store.Views{Site: site, Document: document}] += n
		}
	}
	var all []store.Views
	for v, n := range counts {
		all = append(all, store.Views{Site: v.Site, Document: v.Document, Count: n})
	}
	for len(all) > 0 {
		some := all[:min(len(all), viewsAtOnce)]
		if err := p.Store.Tx(ctx, func(tx *store.Tx) error { return tx.AddViews(ctx, some) }); err != nil {
			back := make(map[string]int64)
			for _, v := range all {
				back[viewKey(v.Site, v.Document)] = v.Count
			}
			p.Pages.ReturnViews(back)
			return err
		}
		all = all[len(some):]
	}
	return nil
}

// viewed reads the key of a page, see visit.key: of which document's it is.
func viewed(key string) (site, document int64, ok bool) {
	first, _, _ := strings.Cut(key, " ")
	path := key[strings.LastIndexByte(key, ' ')+1:]
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if len(parts) != 2 || parts[0] == unitWord("vi") || parts[0] == unitWord("en") {
		return 0, 0, false // the number of a unit is none of a document
	}
	site, err := strconv.ParseInt(first, 10, 64)
	document, ok = documentIn(parts[1])
	return site, document, ok && err == nil
}

// viewKey is a key that viewed reads so.
func viewKey(site, document int64) string {
	return strconv.FormatInt(site, 10) + " 0 /-/" + strconv.FormatInt(document, 10)
}

// mostRead is what was read most lately on the site, or in a section of it; nil
// where that is too little for a list.
func (rd *reader) mostRead(ctx context.Context, section int64, limit int) (*Block, error) {
	rd.madeFrom(rd.site.ID, store.TagRead)
	list, err := rd.tx.MostRead(ctx, rd.site.ID, section, limit)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if err := rd.shows(ctx, e.Site, e.Document); err != nil {
			return nil, err
		}
	}
	if len(list) < 2 {
		return nil, nil
	}
	cards, err := rd.cards(ctx, list)
	return &Block{Title: rd.t("visit.most_read", store.ReadDays), Cards: cards}, err
}
