package portal

import (
	"context"
	"net/http"

	"congbo/internal/fault"
	"congbo/internal/store"
)

// redirected is where the address of this visit leads by a redirect of its
// site, "" where there is none. document is whose page the address is, 0 for
// none. Only what the institution has said is followed, never what is asked for.
func (rd *reader) redirected(ctx context.Context, document int64) (string, error) {
	r, err := rd.tx.RedirectFrom(ctx, rd.site.ID, rd.at.path, document)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	switch {
	case r.TargetSite == 0:
		return r.Target, nil
	case r.TargetSite == rd.site.ID:
		return rd.path(r.Target), nil
	}
	if other := rd.places.site(r.TargetSite); other != nil {
		return rd.urlOf(other, r.Target), nil
	}
	return "", nil
}

// elsewhere answers an address that is no page: by the redirect that somebody
// set for it, or else with what was wrong.
func (v *visit) elsewhere(wrong error) error {
	if !fault.Is(wrong, fault.NotFound) || v.r.Method != http.MethodGet && v.r.Method != http.MethodHead {
		return wrong
	}
	to := ""
	err := v.read(func(ctx context.Context, rd *reader) (err error) {
		to, err = rd.redirected(ctx, 0)
		return err
	})
	if err != nil || to == "" {
		return wrong
	}
	v.redirect(to, http.StatusMovedPermanently)
	return nil
}

// newerFile leads from a file that was public to the one that took its place
// (F-B11). It may be public again one day, so that no cache keeps this for long.
func (v *visit) newerFile(old string) error {
	var m *store.Media
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		id, err := tx.PublicInstead(ctx, old)
		if err != nil || id == "" {
			return err
		}
		m, err = tx.Media(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	if m == nil {
		return notFound()
	}
	v.w.Header().Set("Cache-Control", "private, max-age=300")
	v.redirect(v.path("/media/"+m.ID+extension(m.Type)), http.StatusFound)
	return nil
}
