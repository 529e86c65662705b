package publishing

import (
	"context"
	"net/http"
	"testing"

	"congbo/internal/store"
)

// A link is good where a reader who follows it arrives (R-B3).
func TestLinksAreFollowed(t *testing.T) {
	pages := map[string]string{"/": "", "/cu": "/w/truong/moi", "/moi": "", "/mat": "/w/truong/khong-co", "/vong": "vong", "/ra-ngoai": "https://example.vn/"}
	p := &Publishing{
		URL: func(_ *store.Site, path string) string { return "http://cong.example/w/truong" + path },
		Page: func(_ context.Context, _ *store.Site, path string) (int, http.Header, []byte, error) {
			to, there := pages[path]
			switch {
			case !there:
				return http.StatusNotFound, nil, nil, nil
			case to != "":
				return http.StatusMovedPermanently, http.Header{"Location": {to}}, nil, nil
			}
			return http.StatusOK, nil, nil, nil
		},
	}
	for href, want := range map[string]bool{"/w/truong/moi": true, "../moi": true, "moi": false, "/w/truong/cu": true, "/w/truong/mat": false, "/w/truong/vong": false, "/w/truong/khong-co": false,
		"/w/truong/ra-ngoai": true, "https://example.vn/": true, "/w/truong-khac/x": true, "http://%zz/": false} {
		if got := p.answers(t.Context(), &store.Site{}, "/tin/bai-1", href); got != want {
			t.Errorf("%s: %v", href, got)
		}
	}
}
