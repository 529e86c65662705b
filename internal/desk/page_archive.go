package desk

import (
	"context"
	"mime"
	"net/http"
	"time"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/store"
)

// archived finds what was kept of an edition of the case of the address.
func (v *visit) archived() (*store.ArchivedPage, string, error) {
	gone := fault.New(fault.NotFound, "fault.not_found")
	view, _, err := v.caseOf()
	if err != nil {
		return nil, "", err
	}
	if view.Outside { // they see their own part alone
		return nil, "", gone
	}
	want := number(v.r.PathValue("id"))
	for _, e := range view.Editions {
		if e.ID != want {
			continue
		}
		var kept *store.ArchivedPage
		err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
			kept, err = tx.ArchivedPage(ctx, e.ID)
			return err
		})
		return kept, view.Case.Code + "-" + number10(e.Number), err
	}
	return nil, "", gone
}

// archivedPage shows a page as readers saw it (R-B4).
func (d *Desk) archivedPage(v *visit) error {
	kept, _, err := v.archived()
	if err != nil {
		return err
	}
	f, err := d.Editorial.Blobs.Get(v.ctx(), kept.Page)
	if err != nil {
		return err
	}
	defer f.Close()
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", httpx.WholePolicy)
	h.Set("Cache-Control", "no-store")
	http.ServeContent(v.w, v.r, "", time.Time{}, f)
	return nil
}

// archivedPapers gives out the page with the papers it came from.
func (d *Desk) archivedPapers(v *visit) error {
	kept, name, err := v.archived()
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".zip"}))
	h.Set("Cache-Control", "no-store")
	if err := d.Publishing.WritePapers(v.ctx(), kept, v.w); err != nil {
		v.log().Error("the papers of an edition were not written to their end", "edition", kept.Edition, "err", err)
		panic(http.ErrAbortHandler) // a broken download, not a short one
	}
	return nil
}
