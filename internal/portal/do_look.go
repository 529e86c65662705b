package portal

import (
	"context"
	"net/http"
	"strings"

	"congbo/internal/httpx"
	"congbo/internal/store"
)

// LookPages are the pages by which a look is judged before it is applied.
var LookPages = []string{"home", "section", "item"}

// DrawLook answers with a page of a site as it would look: "home", "section" for
// the first of its menu, "item" for its newest text. Who may see that is for the
// caller to know. The page is drawn for this one answer: it is never kept, no
// search engine lists it, and a page of the same host may have it in a frame.
// under begins the addresses of its pictures, see LookMedia; note is said above
// it.
func (p *Portal) DrawLook(w http.ResponseWriter, r *http.Request, site int64, l *store.SiteLook, page, under, note string) error {
	v, err := p.lookVisit(w, r, site)
	if err != nil {
		return err
	}
	v.draft, v.under = l, under
	pg, err := v.lookPage(page)
	if err != nil {
		return err
	}
	f := pg.frame()
	f.Path, f.Alternate, f.Feeds, f.Share, f.Preview, f.Apart = "", "", nil, "", note, true
	h := w.Header()
	h.Set("Content-Security-Policy", strings.Replace(httpx.PortalPolicy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	h.Set("X-Frame-Options", "SAMEORIGIN")
	httpx.SetPrivate(h)
	return v.showTo(pg)
}

// LookMedia answers with a picture or file of such a page: what is public, and
// the emblem that is tried.
func (p *Portal) LookMedia(w http.ResponseWriter, r *http.Request, site int64, file, emblem string) error {
	v, err := p.lookVisit(w, r, site)
	if err != nil {
		return err
	}
	v.args = map[string]string{"file": file}
	httpx.SetPrivate(w.Header())
	return v.sendFile(func(ctx context.Context, tx *store.Tx, id string) (bool, error) {
		if id == emblem && emblem != "" {
			return true, nil
		}
		return tx.MediaIsPublic(ctx, id)
	}, func(string) error { return notFound() })
}

// lookVisit is a visit to a site from the desk: whatever its pages lead to has
// its full address.
func (p *Portal) lookVisit(w http.ResponseWriter, r *http.Request, id int64) (*visit, error) {
	v := &visit{p: p, w: w, r: r, client: httpx.ClientOf(r)}
	pl, err := p.newPlaces(r.Context())
	if err != nil {
		return nil, err
	}
	v.places = pl
	site := pl.site(id)
	if site == nil { // one that is switched off looks like nothing
		return nil, notFound()
	}
	v.stand(site, target{site: site, way: v.homeWay(site), path: "/"})
	v.base = strings.TrimSuffix(p.URL(site, "/"), "/")
	return v, nil
}

// lookPage makes one of LookPages, the first page where there is no such.
func (v *visit) lookPage(page string) (Page, error) {
	slug := ""
	for _, s := range v.places.sections[v.site.ID] {
		if s.Active && s.Menu && s.Parent == 0 && slug == "" {
			slug = s.Slug
		}
	}
	switch {
	case page == "section" && slug != "":
		v.at.path, v.args = "/"+slug, map[string]string{"section": slug}
		pg, _, err := v.list()
		return pg, err
	case page == "item":
		var pg Page
		err := v.read(func(ctx context.Context, rd *reader) error {
			newest, err := rd.tx.LiveEditions(ctx, v.site.ID, 0, nil, 20)
			if err != nil {
				return err
			}
			for i := range newest {
				if isNews(&newest[i]) {
					pg, err = rd.document(ctx, &newest[i])
					return err
				}
			}
			return nil
		})
		if err != nil || pg != nil {
			return pg, err
		}
	}
	v.at.path, v.args = "/", nil
	pg, _, err := v.home()
	return pg, err
}
