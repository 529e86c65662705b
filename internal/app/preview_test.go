package app

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/publishing"
	"congbo/internal/store"
)

// opened gets what a preview link opens.
func (h *house) opened(p *store.Preview, method string) (int, http.Header, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.siteURL(&h.site, cases.PreviewPath(locale.VI, h.Publishing.PreviewLink(p))), nil)
	h.must(err)
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "192.0.2.1:1"
	w := &record{header: make(http.Header), status: http.StatusOK}
	h.portal.ServeHTTP(w, r)
	return w.status, w.header, string(w.body)
}

// Somebody without an account sees a text as it will look, by a link that was
// given to them: marked, kept by nothing, until it ends or is taken back (F-C5).
func TestPreviewLinks(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.atReview()
		week := h.clock.Now().AddDate(0, 0, 7)
		_, err := h.Publishing.GivePreview(ctx, h.who["unit-deputy"], id, publishing.PreviewWish{Whom: "Báo", Until: week})
		h.refused("fault.not_found", err)
		_, err = h.Publishing.GivePreview(ctx, h.who["webmaster"], id, publishing.PreviewWish{Whom: "Báo", Until: week})
		h.refused("fault.denied", err) // whose turn it is not
		_, err = h.Publishing.GivePreview(ctx, h.who["head"], id, publishing.PreviewWish{Until: week})
		h.refused("publishing.preview_whom", err)
		_, err = h.Publishing.GivePreview(ctx, h.who["head"], id, publishing.PreviewWish{Whom: "Báo", Until: h.clock.Now().AddDate(1, 0, 0)})
		h.refused("publishing.preview_until", err)
		newest, err := h.Publishing.GivePreview(ctx, h.who["head"], id, publishing.PreviewWish{Whom: "Báo Sông Tiền", Until: week})
		h.must(err)
		exact, err := h.Publishing.GivePreview(ctx, h.who["head"], id, publishing.PreviewWish{Whom: "Doanh nghiệp tài trợ", Number: h.seen(id).Revision.Number, Until: week})
		h.must(err)
		h.save("head", id, func(r *content.Revision) { r.Title = "Tiêu đề đã sửa" })

		before := len(h.seen(id).Events)
		status, header, page := h.opened(newest, http.MethodGet)
		if status != http.StatusOK || !strings.Contains(page, "Tiêu đề đã sửa") || !strings.Contains(page, "Bản xem trước") || !strings.Contains(page, "Chưa đăng") || strings.Contains(page, "Phiên bản 1.0") {
			t.Fatalf("status %d:\n%s", status, page)
		}
		if !strings.Contains(header.Get("Cache-Control"), "no-store") || !strings.Contains(header.Get("X-Robots-Tag"), "noindex") || !strings.Contains(page, "noindex") {
			t.Errorf("may be kept or listed: %v", header)
		}
		if _, _, page := h.opened(exact, http.MethodGet); strings.Contains(page, "Tiêu đề đã sửa") || !strings.Contains(page, "Trao học bổng") {
			t.Error("not exactly the revision that was given")
		}
		if after := len(h.seen(id).Events); after != before {
			t.Error("opening left something in the record")
		}
		h.must(h.Store.View(ctx, func(tx *store.Tx) error {
			p, err := tx.Preview(ctx, newest.ID)
			if p.Opened != 1 || !p.OpenedAt.Equal(h.clock.Now()) {
				t.Errorf("opened %d times, %v", p.Opened, p.OpenedAt)
			}
			return err
		}))
		forged := *exact
		forged.Expires = forged.Expires.Add(time.Hour)
		closed := func(what string, p *store.Preview) {
			t.Helper()
			if status, _, page := h.opened(p, http.MethodGet); status == http.StatusOK || strings.Contains(page, "học bổng") || strings.Contains(page, "Tiêu đề") {
				t.Errorf("%s: status %d", what, status)
			}
		}
		if s, _, _ := h.opened(&forged, http.MethodGet); s != http.StatusOK {
			t.Errorf("signed, its row says when it ends: %d", s)
		}
		other := *exact
		other.ID = 999
		closed("of no row", &other)
		h.act("head", id, flow.Act{Kind: flow.DoEmbargo, Due: h.clock.Now().Add(time.Hour)})
		closed("under embargo", newest)
		_, err = h.Publishing.GivePreview(ctx, h.who["head"], id, publishing.PreviewWish{Whom: "Báo", Until: week})
		h.refused("publishing.preview_embargo", err)
		h.act("head", id, flow.Act{Kind: flow.DoLift})
		h.refused("fault.denied", h.Publishing.RevokePreview(ctx, h.who["webmaster"], id, newest.ID))
		h.must(h.Publishing.RevokePreview(ctx, h.who["deputy"], id, newest.ID))
		closed("taken back", newest)
		h.clock.Pass(7*24*time.Hour - time.Minute)
		if s, _, _ := h.opened(exact, http.MethodGet); s != http.StatusOK {
			t.Errorf("a minute before its end: %d", s)
		}
		h.clock.Pass(time.Minute)
		closed("too old", exact)
		closed("too old, another signature", &forged)
		h.sound()
	})
}
