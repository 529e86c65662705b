package portal

import (
	"context"
	"net/http"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/publishing"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// preview answers with a text that is not public, as it will look, to whoever
// has a link that was given for it (F-C5). Nothing keeps the page, no search
// engine lists it, and it says what it is. Opening it is counted and changes
// nothing else.
func (v *visit) preview() error {
	link := v.args["link"]
	var pg Page
	var shown *publishing.Shown
	err := v.read(func(ctx context.Context, rd *reader) error {
		var err error
		if shown, err = rd.shown(ctx, link); err != nil {
			return err
		}
		rd.under = rd.path(cases.PreviewPath(v.lang(), link))
		pg, err = rd.drafted(ctx, shown)
		return err
	})
	if err != nil {
		return err
	}
	if v.r.Method == http.MethodGet {
		if err := v.p.Publishing.OpenedPreview(v.ctx(), shown.Preview.ID); err != nil {
			v.p.Log.Warn("opening of a preview is not counted", "err", err)
		}
	}
	v.w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	return v.showTo(pg)
}

// previewMedia answers with a picture or file of such a text.
func (v *visit) previewMedia() error {
	v.w.Header().Set("X-Robots-Tag", "noindex")
	return v.sendFile(func(ctx context.Context, tx *store.Tx, id string) (bool, error) {
		rd := &reader{visit: v, tx: tx}
		shown, err := rd.shown(ctx, v.args["link"])
		if err != nil {
			return false, err
		}
		return shown.Shows(id), nil
	}, func(string) error { return notFound() })
}

// shown reads what a link opens on this site.
func (rd *reader) shown(ctx context.Context, link string) (*publishing.Shown, error) {
	if rd.p.Publishing == nil {
		return nil, notFound()
	}
	s, err := rd.p.Publishing.ReadPreview(ctx, rd.tx, link)
	if err != nil {
		return nil, err
	}
	if s.Preview.Site != rd.site.ID {
		return nil, fault.New(fault.NotFound, "cases.no_link")
	}
	return s, nil
}

// drafted makes the page of a text as if it were published now.
func (rd *reader) drafted(ctx context.Context, s *publishing.Shown) (Page, error) {
	now := rd.tx.Now()
	e := &store.Edition{Document: s.Document.ID, Case: s.Case.ID, Site: rd.site.ID, Revision: s.Revision.ID, Number: 1, Kind: s.Revision.Kind,
		Title: s.Revision.Title, FirstAt: now, PublishedAt: now}
	for _, place := range s.Revision.Sites {
		if place.Site == rd.site.ID {
			e.Section = place.Section
		}
	}
	if before, err := rd.tx.LatestEdition(ctx, rd.site.ID, s.Document.ID); err == nil {
		e.Number, e.FirstAt = before.Number+1, before.FirstAt
	} else if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	pg, err := rd.document(ctx, e)
	if err != nil {
		return nil, err
	}
	f := pg.frame()
	f.Private, f.Path, f.Alternate = true, "", ""
	f.Preview = rd.t("portal.preview_newest", vi.DateTime(rd.lang(), s.Preview.Expires))
	if s.Preview.Revision != 0 {
		f.Preview = rd.t("portal.preview_revision", s.Revision.Number, vi.DateTime(rd.lang(), s.Preview.Expires))
	}
	return pg, nil
}
